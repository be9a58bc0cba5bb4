"""The one normaliser: how a name becomes the words by which it is found.

Names in the tables and what people type pass through the same two functions, so case, accents,
plural and punctuation never decide whether something is found.
"""

from __future__ import annotations

import functools
import re
import unicodedata

NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
"""Control characters and what is no character at all, which XML, and so an SVG file, cannot hold."""

_WORD = re.compile(r"[a-z0-9]+")
_MIN_STEMMED = 4
_STEERING = dict.fromkeys((*range(10), *range(11, 32), *range(127, 160)), "�")


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


def harmless(text: str) -> str:
    r"""Return a text whose signs that would steer a terminal are shown instead; line breaks stay.

    >>> harmless("red: \x1b[31m")
    'red: �[31m'
    """
    return text.translate(_STEERING)


def words(text: str) -> tuple[str, ...]:
    """Return the stems of the words of *text*, in order.

    >>> words("Cookies, raspberries") == words("cookie raspberry")
    True
    """
    return tuple(stem(word) for word in forms(text))


def forms(text: str) -> tuple[str, ...]:
    """Return the words of *text* as they are inflected, in order.

    >>> forms("Cookies, raspberries")
    ('cookies', 'raspberries')
    """
    return tuple(_WORD.findall(fold(text)))


@functools.lru_cache(maxsize=65536)
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
