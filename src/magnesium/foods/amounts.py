"""Amounts as people write them: "1 1/2 cups", "½ cup", "100 g"; and the units of mass and volume.

Factors: avoirdupois pound and US gallon as in NIST Handbook 44 (source ``nist44``).
"""

from __future__ import annotations

import re
import unicodedata

from magnesium.errors import AmountError
from magnesium.text import fold, remembering, stem, words
from magnesium.units import amount

GRAMS_PER_POUND = 453.59237
ML_PER_CUP = 231 * 2.54**3 / 16
"""A US cup is a sixteenth of a gallon of 231 cubic inches."""

_MASS = {
    "g": 1.0,
    "gr": 1.0,
    "gram": 1.0,
    "gramme": 1.0,
    "kg": 1000.0,
    "kilo": 1000.0,
    "kilogram": 1000.0,
    "oz": GRAMS_PER_POUND / 16,
    "ounce": GRAMS_PER_POUND / 16,
    "lb": GRAMS_PER_POUND,
    "lbs": GRAMS_PER_POUND,
    "pound": GRAMS_PER_POUND,
}
_VOLUME = {
    "ml": 1.0,
    "millilitre": 1.0,
    "milliliter": 1.0,
    "cl": 10.0,
    "centilitre": 10.0,
    "dl": 100.0,
    "decilitre": 100.0,
    "deciliter": 100.0,
    "l": 1000.0,
    "litre": 1000.0,
    "liter": 1000.0,
    "tsp": ML_PER_CUP / 48,
    "teaspoon": ML_PER_CUP / 48,
    "tbsp": ML_PER_CUP / 16,
    "tbs": ML_PER_CUP / 16,
    "tablespoon": ML_PER_CUP / 16,
    "floz": ML_PER_CUP / 8,
    "cup": ML_PER_CUP,
    "pint": ML_PER_CUP * 2,
    "pt": ML_PER_CUP * 2,
    "quart": ML_PER_CUP * 4,
    "qt": ML_PER_CUP * 4,
    "gallon": ML_PER_CUP * 16,
}
# Plural and singular meet in the stem.
GRAMS = {stem(word): grams for word, grams in _MASS.items()}
ML = {stem(word): ml for word, ml in _VOLUME.items()}

_FLUID_OUNCE = re.compile(r"\b(?:fl|fluid)\.? ?(?:oz|ounces?)\b\.?")
# Units are compared letter by letter: "µg" is no "g", and "%g" is nothing.
_ONE_WORD = re.compile(r"[a-z]+")

_QUANTITY = re.compile(
    r"""(?:(?P<whole>\d+)(?:\s+|-))?(?P<above>\d+)\s*/\s*(?P<below>\d+)   # 1/2, 1 1/2, 1-1/2
      | (?P<sign>[-+])?(?P<number>(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:e[-+]?\d+)?)(?![\d.,])
      | (?P<word>[a-z]+(?:\ an?)?)(?=\s|$)
      | (?P<bad>[-+](?:nan|inf(?:inity)?))(?=\s|$)""",
    re.VERBOSE | re.IGNORECASE,
)
_NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_WORDS = {
    **dict.fromkeys(("a", "an", "one"), 1.0),
    **dict.fromkeys(("half", "half a", "half an"), 0.5),
    **{
        word: float(n)
        for n, word in enumerate(["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], start=2)
    },
    **dict.fromkeys(("nan", "inf", "infinity"), float("nan")),
}


def parse_amount(text: str) -> tuple[float, str]:
    """Return the number and the unit of an amount as people write it.

    Raises :class:`AmountError` for a text without a number, or with a number that is no amount.

    >>> parse_amount("1 1/2 cups"), parse_amount("½ cup"), parse_amount("100g")
    ((1.5, 'cups'), (0.5, 'cup'), (100.0, 'g'))
    """
    plain = "".join(_fraction(char) for char in text).strip()
    match = _QUANTITY.match(plain)
    if match and match["word"] and match["word"].casefold() not in _WORDS:
        # "a few" is no number, but "one cup" is: the first word alone may be one.
        match = re.compile(r"(?P<word>[a-z]+)(?=\s|$)", re.IGNORECASE).match(plain)
        if match is None or match["word"].casefold() not in _WORDS:
            match = None
    if match is None or plain[match.end() : match.end() + 1].isdigit():
        raise AmountError("amount", text, "must begin with a number, as in '1 cup' or '100 g'")
    return amount(_quantity(match, text), "amount"), plain[match.end() :].strip(" \t.,")


def _fraction(char: str) -> str:
    """Return "½" as " 1/2", so that "1½" is one and a half; other characters as they are."""
    if char == "\u2044":  # the fraction slash
        return "/"
    if unicodedata.decomposition(char).startswith("<fraction>"):
        return " " + unicodedata.normalize("NFKC", char).replace("\u2044", "/")
    return char


def _quantity(match: re.Match[str], text: str) -> float:
    found = match.groupdict()
    if found.get("word"):
        return _WORDS[found["word"].casefold()]
    if found.get("bad"):
        return float(found["bad"])
    if found.get("above"):
        # Not int: it refuses thousands of digits with an error of its own.
        if float(found["below"]) == 0:
            raise AmountError("amount", text, "divides by zero")
        return float(found["whole"] or 0) + float(found["above"]) / float(found["below"])
    number = found["number"]
    if re.fullmatch(r"[1-9]\d{0,2},\d{3}", number):
        raise AmountError("amount", text, "can be read two ways; write 1.5 for a fraction and 1500 for thousands")
    return float((found["sign"] or "") + number.replace(",", "."))


def mass_grams(unit: str) -> float | None:
    """Return the grams of one mass *unit*, ``None`` where it is not one.

    >>> mass_grams("ounces"), mass_grams("cup"), mass_grams("µg")
    (28.349523125, None, None)
    """
    return GRAMS.get(_one_word(unit))


def volume_ml(unit: str) -> float | None:
    """Return the millilitres of one volume *unit*, ``None`` where it is not one.

    >>> volume_ml("dl"), volume_ml("slice")
    (100.0, None)
    """
    return ML.get(_one_word(unit))


@remembering(4096)
def _one_word(unit: str) -> str:
    """Return the stem of a unit that is one plain word, else ""."""
    plain = _FLUID_OUNCE.sub("floz", unit.casefold()).strip(" .")
    return stem(plain) if _ONE_WORD.fullmatch(plain) else ""


@remembering(8192)
def measure_words(text: str) -> tuple[str, ...]:
    """Return the words of a measure; fluid ounces are one word, and long names become short ones.

    >>> measure_words("tablespoons, chopped") == measure_words("tbsp chopped")
    True
    """
    joined = _FLUID_OUNCE.sub("floz", fold(text))
    return tuple(_SHORT.get(word, word) for word in words(joined))


_SHORT = {
    stem(long): stem(short)
    for short, longs in {
        "tbsp": ("tablespoon", "tbs"),
        "tsp": ("teaspoon",),
        "oz": ("ounce",),
        "lb": ("pound", "lbs"),
    }.items()
    for long in longs
}
