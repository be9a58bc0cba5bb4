"""Amounts as people write them: "1 1/2 cups", "½ cup", "100 g"; and the units of mass and volume.

Factors: avoirdupois pound and US gallon as in NIST Handbook 44 (source ``nist44``).
"""

from __future__ import annotations

import re
import unicodedata

from magnesium.errors import AmountError, UnitError
from magnesium.text import fold, normalized, remembering, stem, words
from magnesium.units import amount

GRAMS_PER_POUND = 453.59237
ML_PER_CUP = 231 * 2.54**3 / 16
"""A US cup is 1/16 of a gallon of 231 cubic inches."""

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
    "centiliter": 10.0,
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
    "tbl": ML_PER_CUP / 16,
    "tblsp": ML_PER_CUP / 16,
    "tbspn": ML_PER_CUP / 16,
    "el": 15.0,
    "tl": 5.0,
    "cup": ML_PER_CUP,
    "c": ML_PER_CUP,
    "pint": ML_PER_CUP * 2,
    "pt": ML_PER_CUP * 2,
    "quart": ML_PER_CUP * 4,
    "qt": ML_PER_CUP * 4,
    "gallon": ML_PER_CUP * 16,
}
ML_PER_IMPERIAL_PINT = 568.26125
"""An imperial pint is 1/8 of a gallon of 4.54609 liters."""

ML_BY_SYSTEM = {
    "imperial": {"pint": ML_PER_IMPERIAL_PINT, "quart": ML_PER_IMPERIAL_PINT * 2, "gallon": ML_PER_IMPERIAL_PINT * 8}
    | {"floz": ML_PER_IMPERIAL_PINT / 20, "cup": ML_PER_IMPERIAL_PINT / 2},
    "metric": {"cup": 250.0, "tbsp": 15.0, "tsp": 5.0},
}
"""Units that differ from those of the US, by the word that marks them."""

# Plural and singular have the same stem.
GRAMS = {stem(word): grams for word, grams in _MASS.items()}
ML = {stem(word): ml for word, ml in _VOLUME.items()}
UNIT_WORDS = tuple({**_MASS, **_VOLUME})
"""Units of mass and volume, as they are written in full and abbreviated."""

_FLUID_OUNCE = re.compile(r"\b(?:fl|fluid)\.? ?(?:oz|ounces?)\b\.?")
# Units are compared letter by letter: "µg" is not "g", and "%g" is not a unit.
_ONE_WORD = re.compile(r"[a-z]+")

_NUMBER = re.compile(
    r"""(?:(?P<whole>\d+)(?:\s+|-))?(?P<above>\d+)\s*/\s*(?P<below>\d+)   # 1/2, 1 1/2, 1-1/2
      | (?P<decimal>[-+]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:e[-+]?\d+)?)(?![\d.,])
      | (?P<bad>[-+]?(?:nan|inf(?:inity)?)\b)""",
    re.VERBOSE | re.IGNORECASE,
)
# The form of most amounts of a long log.
_PLAIN = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?(g|kg|ml|oz|cups?)", re.ASCII)
_NUMERALS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_COUNTS = {"a": 1, "an": 1, **{word: number for number, word in enumerate(_NUMERALS, start=1)}}
_PARTS = {"half": 1 / 2, "third": 1 / 3, "thirds": 1 / 3, "quarter": 1 / 4, "quarters": 1 / 4}
_WORDED = re.compile(  # one, half, half a, a quarter, two thirds
    rf"(?:(?P<count>{'|'.join(_COUNTS)})\b\s*)?(?:(?P<part>{'|'.join(_PARTS)})\b(?:\s+(?:an?|the)\b)?)?(?=\s|$)",
    re.IGNORECASE,
)
_OF = re.compile(r"\s*of\s+(?:(?:an?|the)\s+)?", re.IGNORECASE)
_TIMES = re.compile(r"\s*(?:[×*]|(?:x|times)(?=[\s\d]))\s*", re.IGNORECASE)


def parse_amount(text: str) -> tuple[float, str]:
    """Return the number and the unit of an amount as people write it.

    Numbers may be multiplied: "half of 3 slices" is 1.5 slices, "2 x 30 g" is 60 g.
    Raises :class:`AmountError` if *text* has no number, or one that is not an amount.

    >>> parse_amount("1 1/2 cups"), parse_amount("½ cup"), parse_amount("100g")
    ((1.5, 'cups'), (0.5, 'cup'), (100.0, 'g'))
    """
    if not isinstance(text, str):
        raise AmountError("amount", text, "must be a string such as '1 cup' or '100 g'; .grams(...) takes a number")
    if plain := _PLAIN.fullmatch(text):
        return amount(float(plain[1]), "amount"), plain[2]
    found = leading_number(normalized(text).strip(), text)
    if found is None:
        raise AmountError("amount", text, "must begin with a number, as in '1 cup' or '100 g'")
    quantity, rest = found
    of, times = _OF.match(rest), _TIMES.match(rest)
    if joined := of or times:
        second, rest = leading_number(rest[joined.end() :], text) or (None, rest[joined.end() :])
        if of and second is not None and quantity >= 1:
            raise AmountError("amount", text, f"can be read two ways; write '{quantity:g} x' or only what was eaten")
        quantity *= 1.0 if second is None else second
    return amount(quantity, "amount"), rest.strip(" \t.,")


def parse_number(text: str, what: str) -> float:
    """Parse *text* as one number, which may be negative or not finite.

    Raises :class:`AmountError`, which names *what* the number is for.

    >>> parse_number("１٫5", "age"), parse_number("½", "age"), parse_number("1e3", "age")
    (1.5, 0.5, 1000.0)
    """
    match = _NUMBER.fullmatch(normalized(text).strip())
    if match is None:
        raise AmountError(what, text, "must be a number")
    return _value(match, what, text)


def leading_number(plain: str, text: str) -> tuple[float, str] | None:
    """Return the number at the start of a normalized text, in digits or words, and the rest."""
    match = _NUMBER.match(plain)
    if match:
        following = plain[match.end() : match.end() + 1]
        if following and (following == "^" or following.isnumeric() or unicodedata.category(following).startswith("M")):
            sign = f"{following!r} (U+{ord(following):04X})"
            raise AmountError("amount", text, f"has {sign} in its number; write the number in plain digits")
        return _value(match, "amount", text), plain[match.end() :]
    return _worded(plain)


def _worded(plain: str) -> tuple[float, str] | None:
    """Return the number that the first words state, and the rest."""
    match = _WORDED.match(plain)
    if match is None or not match[0]:
        return None
    count, part = (found and found.casefold() for found in match.group("count", "part"))
    if count and part and match.end() == len(plain):
        return float(_COUNTS[count]), part  # "one half" of a pecan: halves are counted
    return _COUNTS.get(count, 1) * _PARTS.get(part, 1.0), plain[match.end() :]


def _value(match: re.Match[str], what: str, text: str) -> float:
    if match["bad"]:
        return float(match["bad"])
    if match["above"]:
        # Not int, which raises another error for thousands of digits.
        if float(match["below"]) == 0:
            raise AmountError(what, text, "divides by zero")
        return float(match["whole"] or 0) + float(match["above"]) / float(match["below"])
    if re.fullmatch(r"[-+]?[1-9]\d{0,2},\d{3}", match["decimal"]):
        raise AmountError(what, text, "can be read two ways; write 1.5 for a fraction and 1500 for thousands")
    return float(match["decimal"].replace(",", "."))


def unit_text(unit: object) -> str:
    """Return *unit*; raise :class:`UnitError` if it is not a string."""
    if isinstance(unit, str):
        return unit
    raise UnitError(str(unit), "must be a string", ("g", "cup"))


def mass_grams(unit: str) -> float | None:
    """Return the grams of one *unit* of mass; ``None`` if it is not one.

    >>> mass_grams("ounces"), mass_grams("cup"), mass_grams("µg")
    (28.349523125, None, None)
    """
    return GRAMS.get(_one_word(unit))


def volume_ml(unit: str) -> float | None:
    """Return the milliliters of one *unit* of volume; ``None`` if it is not one.

    >>> volume_ml("dl"), volume_ml("slice")
    (100.0, None)
    """
    return ML.get(_one_word(unit))


@remembering(4096)
def _one_word(unit: str) -> str:
    """Return the stem of a unit that is one plain word, else ""."""
    plain = _FLUID_OUNCE.sub("floz", normalized(unit).casefold()).strip(" .")
    return stem(plain) if _ONE_WORD.fullmatch(plain) else ""


@remembering(8192)
def measure_words(text: str) -> tuple[str, ...]:
    """Return the words of a measure; fluid ounces become one word, and long names short ones.

    >>> measure_words("tablespoons, chopped") == measure_words("tbsp chopped")
    True
    """
    joined = _FLUID_OUNCE.sub("floz", fold(text))
    return tuple(_SHORT.get(word, word) for word in words(joined))


_SHORT = {
    stem(long): stem(short)
    for short, longs in {
        "tbsp": ("tablespoon", "tbs", "tbl", "tblsp", "tbspn"),
        "tsp": ("teaspoon",),
        "cup": ("c",),
        "oz": ("ounce",),
        "lb": ("pound", "lbs"),
    }.items()
    for long in longs
}
