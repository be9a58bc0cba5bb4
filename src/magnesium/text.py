"""The only normalizer: from names to words for searching, and from numbers to ASCII.

Names in the tables and user input pass through :func:`fold` and :func:`words`, so case, accents,
plural and punctuation never decide whether something is found. Numbers and units pass through
:func:`normalized`, so the script or the width of a digit never changes an amount.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable
from itertools import filterfalse
from typing import Any, TypeVar

import attrs

from magnesium.errors import InvalidValueError

T = TypeVar("T")

NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Control characters and invalid characters, which XML, and thus SVG, cannot contain."""

_WORD = re.compile(r"[a-z0-9]+")
# Typographic spaces between groups of three digits; between words they are plain spaces.
_GROUP_SPACES = dict.fromkeys((0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F), "\u00a0")
_GROUPED = re.compile("(?<![\\w.,/])[1-9][0-9]{0,2}(?:[\u00a0'\u2019\u066c][0-9]{3})+(?![\u00a0'\u2019\u066c]?[0-9]|/)")
_SIGNS = str.maketrans({"\u2212": "-", "\u2044": "/", "\u2215": "/", "\u066b": "."})
_MIN_STEMMED = 4
_MOST_STEMS = 16384
_LONE_SURROGATE = re.compile(r"[\uD800-\uDFFF]")
_STEERING = dict.fromkeys((*range(10), *range(11, 32), *range(127, 160), *range(0xD800, 0xE000)), "�")


def fold(text: str) -> str:
    """Return *text* without case, accents, apostrophes and outer or double spaces.

    >>> fold("  Crème  Fraîche ")
    'creme fraiche'
    """
    plain = text.casefold()
    if not plain.isascii():
        # Decomposing can produce capitals (a mathematical A), and case folding decomposable characters.
        for _ in range(2):
            plain = unicodedata.normalize("NFKD", plain).casefold()
        plain = "".join(filterfalse(unicodedata.combining, plain))
    return " ".join(plain.replace("'", "").replace("\u2019", "").split())


def normalized(text: str) -> str:
    """Return *text* with its numbers and units in ASCII.

    Every reader of numbers and units calls this first. Decimal digits of any script, full-width and
    compatibility characters (NFKC), the minus sign and fractions become plain; group separators
    other than a comma, a point and a plain space are removed, and so are invisible characters. No
    other character becomes a digit: "10²" is not 102.

    >>> normalized("１０\u202f０００ ㎎"), normalized("1½ cups"), normalized("10²")
    ('10000 mg', '1 1/2 cups', '10²')
    """
    if text.isascii() and "'" not in text:
        return text
    grouped = "".join(_plain(char) for char in text)
    joined = _GROUPED.sub(lambda match: re.sub("[^0-9]", "", match[0]), grouped)
    return unicodedata.normalize("NFC", joined.replace("\u00a0", " "))


def _plain(char: str) -> str:
    """Return one character as :func:`normalized` reads it."""
    if char.isascii():
        return char
    if ord(char) in _GROUP_SPACES:
        return _GROUP_SPACES[ord(char)]
    kind, decomposition = unicodedata.category(char), unicodedata.decomposition(char)
    if kind == "Nd":
        return str(unicodedata.decimal(char))
    if kind == "Cf":
        return ""
    plain = unicodedata.normalize("NFKC", char).translate(_SIGNS)
    if decomposition.startswith("<fraction>"):
        # With a space, so that "1½" is one and a half and not eleven halves.
        return f" {plain}"
    is_raised = decomposition.startswith(("<super>", "<sub>"))
    return char if is_raised or any(part.isnumeric() for part in char + plain) else plain


def whole_text(value: object, what: str) -> str:
    r"""Return *value*; raise unless it is a string of valid characters, which every encoding of Unicode can represent.

    Bytes that were decoded with ``surrogateescape`` (arguments and file names on Linux) and JSON's ``"\\ud800"``
    become lone surrogates. Raises :class:`~magnesium.InvalidValueError`, which names *what* the string is.

    >>> whole_text("jalapeño", "name")
    'jalapeño'
    """
    if not isinstance(value, str):
        raise InvalidValueError(what, value, "must be a string")
    if not value.isascii() and (found := _LONE_SURROGATE.search(value)):
        raise InvalidValueError(what, value, f"has half a character, {found[0]!r}; read or write the text as UTF-8")
    return value


def whole_texts(_: type[Any], fields: list[attrs.Attribute[Any]]) -> list[attrs.Attribute[Any]]:
    """The ``field_transformer`` of records, which checks their strings with :func:`whole_text`."""
    return [
        field.evolve(validator=check if field.validator is None else attrs.validators.and_(check, field.validator))
        if (check := _CHECKS.get(str(field.type)))
        else field
        for field in fields
    ]


# Records are numerous, and most of their strings are ASCII or absent, so these are checked first.


def _text(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if type(value) is not str or not value.isascii():
        whole_text(value, attribute.name)


def _text_or_none(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if value is not None:
        whole_text(value, attribute.name)


def _each_text(_: object, attribute: attrs.Attribute[Any], values: tuple[object, ...]) -> None:
    for value in values:
        whole_text(value, attribute.name)


# By the annotations as strings, which are not evaluated.
_CHECKS = {"str": _text, "str | None": _text_or_none, "tuple[str, ...]": _each_text}


def harmless(text: str) -> str:
    r"""Return *text* without characters that control a terminal or cannot be encoded; line breaks stay.

    >>> harmless("red: \x1b[31m")
    'red: �[31m'
    """
    return text.translate(_STEERING)


def words(text: str) -> tuple[str, ...]:
    """Return the stems of the words of *text*, in order.

    >>> words("Cookies, raspberries") == words("cookie raspberry")
    True
    """
    return tuple(map(_stems.__getitem__, forms(text)))


def forms(text: str) -> tuple[str, ...]:
    """Return the inflected words of *text*, in order.

    >>> forms("Cookies, raspberries")
    ('cookies', 'raspberries')
    """
    return tuple(_WORD.findall(fold(text)))


MAX_REMEMBERED = 80
"""Longest cached string; fewer than 1 in 100 names of portions are longer, and could fill the memory."""


def remembering(entries: int) -> Callable[[Callable[[str], T]], Callable[[str], T]]:
    """Cache the last *entries* results of a function of a string, except for long strings."""

    def decorate(compute: Callable[[str], T]) -> Callable[[str], T]:
        remembered = functools.lru_cache(maxsize=entries)(compute)

        @functools.wraps(compute)
        def answer(text: str) -> T:
            return remembered(text) if len(text) <= MAX_REMEMBERED else compute(text)

        return answer

    return decorate


def stem(word: str) -> str:
    """Return a key shared by singular and plural of an English noun; it need not be a word.

    >>> stem("potatoes") == stem("potato"), stem("leaves") == stem("leaf"), stem("bass")
    (True, True, 'bass')
    """
    if len(word) >= _MIN_STEMMED and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    if len(word) >= _MIN_STEMMED and word.endswith("e"):
        word = word[:-1]
    if word.endswith("i"):
        word = word[:-1] + "y"
    if word.endswith("f"):
        word = word[:-1] + "v"
    return word


class _Stems(dict[str, str]):
    """Stems of words; those of the first short words are kept."""

    def __missing__(self, word: str) -> str:
        found = stem(word)
        if len(word) <= MAX_REMEMBERED and len(self) < _MOST_STEMS:
            self[word] = found
        return found


_stems = _Stems()


def typos(word: str, other: str, most: int) -> int:
    """Return the number of letters omitted, added, changed or swapped with the next.

    Args:
        word: A word.
        other: Another word.
        most: Largest number to count; more is *most* + 1.

    >>> typos("brocolli", "broccoli", 2), typos("bananna", "banana", 2), typos("quorn", "corn", 1)
    (2, 1, 2)
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, char in enumerate(word, start=1):
        before, last, row = row, before, [place]
        for column, wanted in enumerate(other, start=1):
            cost = min(before[column] + 1, row[-1] + 1, before[column - 1] + (char != wanted))
            if place > 1 and column > 1 and char == other[column - 2] and word[place - 2] == wanted:
                cost = min(cost, last[column - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
