"""The one normaliser: how a name becomes the words by which it is found.

Names in the tables and what people type pass through the same two functions, so case, accents,
plural and punctuation never decide whether something is found.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable
from typing import Any, TypeVar

import attrs

from magnesium.errors import AmountError

T = TypeVar("T")

NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
"""Control characters and what is no character at all, which XML, and so an SVG file, cannot hold."""

_WORD = re.compile(r"[a-z0-9]+")
_MIN_STEMMED = 4
_LONE_SURROGATE = re.compile(r"[\uD800-\uDFFF]")
_STEERING = dict.fromkeys((*range(10), *range(11, 32), *range(127, 160), *range(0xD800, 0xE000)), "�")


def fold(text: str) -> str:
    """Return *text* without case, accents, apostrophes and outer or double spaces.

    >>> fold("  Crème  Fraîche ")
    'creme fraiche'
    """
    plain = text.casefold()
    if not plain.isascii():
        # Decomposing can bring out capitals (a mathematical A), and case folding what decomposes.
        for _ in range(2):
            plain = unicodedata.normalize("NFKD", plain).casefold()
        plain = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(plain.replace("'", "").replace("\u2019", "").split())


def whole_text(value: object, what: str) -> str:
    r"""Return *value* after checking that it is a text of whole characters, which every encoding of Unicode can hold.

    Bytes that were decoded with ``surrogateescape`` (arguments and file names on Linux) and JSON's ``"\\ud800"``
    become lone surrogates. Raises :class:`~magnesium.AmountError`, which names *what* the text is.

    >>> whole_text("jalapeño", "name")
    'jalapeño'
    """
    if not isinstance(value, str):
        raise AmountError(what, value, "must be a text")
    if not value.isascii() and (found := _LONE_SURROGATE.search(value)):
        raise AmountError(what, value, f"has half a character, {found[0]!r}; read or write the text as UTF-8")
    return value


def whole_texts(_: type[Any], fields: list[attrs.Attribute[Any]]) -> list[attrs.Attribute[Any]]:
    """Let a record check that each of its texts is a :func:`whole_text`: its ``field_transformer``."""
    return [
        field.evolve(validator=check if field.validator is None else attrs.validators.and_(check, field.validator))
        if (check := _CHECKS.get(str(field.type)))
        else field
        for field in fields
    ]


# Records are made by the ten thousand, and most of their texts are plain or absent: those are seen at once.


def _text(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if type(value) is not str or not value.isascii():
        whole_text(value, attribute.name)


def _text_or_none(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if value is not None:
        whole_text(value, attribute.name)


def _each_text(_: object, attribute: attrs.Attribute[Any], values: tuple[object, ...]) -> None:
    for value in values:
        whole_text(value, attribute.name)


# By the types as they are written: annotations are not evaluated.
_CHECKS = {"str": _text, "str | None": _text_or_none, "tuple[str, ...]": _each_text}


def harmless(text: str) -> str:
    r"""Return *text* with the characters replaced that control a terminal or cannot be encoded; line breaks stay.

    >>> harmless("red: \x1b[31m")
    'red: �[31m'
    """
    return text.translate(_STEERING)


def words(text: str) -> tuple[str, ...]:
    """Return the stems of the words of *text*, in order.

    >>> words("Cookies, raspberries") == words("cookie raspberry")
    True
    """
    return tuple(stem(word) for word in _WORD.findall(fold(text)))


MAX_REMEMBERED = 80
"""Longer texts, fewer than 1 in 100 names of portions, are computed anew: kept, they could fill the memory."""


def remembering(entries: int) -> Callable[[Callable[[str], T]], Callable[[str], T]]:
    """Let a function of a text remember its last *entries* answers, those to long texts excepted."""

    def decorate(compute: Callable[[str], T]) -> Callable[[str], T]:
        remembered = functools.lru_cache(maxsize=entries)(compute)

        @functools.wraps(compute)
        def answer(text: str) -> T:
            return remembered(text) if len(text) <= MAX_REMEMBERED else compute(text)

        return answer

    return decorate


@remembering(8192)
def stem(word: str) -> str:
    """Return a key that singular and plural of an English noun share; it need not be a word.

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
