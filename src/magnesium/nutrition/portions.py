"""Household portions: read "1 1/2 cups", and match it against a food's own portions.

Mass units convert. A volume is answered by the same measure among the food's portions, or scaled
from another volume among them; nothing else is guessed. Factors: avoirdupois pound and US gallon
as in NIST Handbook 44 (source ``nist44``).
"""

from __future__ import annotations

import functools
import math
import re

import attrs

from magnesium.errors import AmbiguousError, AmountError, UnitError
from magnesium.text import fold, stem, words
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
_DRY_YIELDS = {stem("dry"), stem("yields")}

_REMARKS = re.compile(r"\([^)]*\)|,? NFS$|,? NS as to size$|,? any size$")

_ROUNDING = 0.02
"""Publishers print one measure twice with weights rounded in two ways (29.6 and 29.7 g to a fluid
ounce); weights this close are taken as one, and the first stands."""

_FLUID_OUNCE = re.compile(r"\b(?:fl|fluid)\.? ?(?:oz|ounces?)\b\.?")

_FRACTIONS = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅛": "1/8", "⅜": "3/8"}
_QUANTITY = re.compile(
    r"""(?:(?P<whole>\d+)\s+)?(?P<above>\d+)\s*/\s*(?P<below>\d+)   # 1/2, 1 1/2
      | (?P<sign>[-+])?(?P<number>(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:e[-+]?\d+)?)(?![\d.,])
      | (?P<word>half\ an?|half|an?)(?=\s|$)
      | (?P<bad>[-+]?(?:nan|inf(?:inity)?))(?=\s|$)""",
    re.VERBOSE | re.IGNORECASE,
)
_WORDS = {"a": 1.0, "an": 1.0, "half": 0.5, "half a": 0.5, "half an": 0.5}


def _positive(_: object, attribute: attrs.Attribute[float], value: float) -> None:
    if amount(value, f"portion {attribute.name}") == 0:
        raise AmountError(f"portion {attribute.name}", value, "must be above zero")


@attrs.frozen(kw_only=True)
class Portion:
    """A household measure of a food: *amount* of *description* weighs *grams*.

    >>> str(Portion(description="cup, chopped", grams=91))
    '1 cup, chopped (91 g)'
    """

    description: str = attrs.field(validator=attrs.validators.min_len(1))
    grams: float = attrs.field(validator=_positive)
    amount: float = attrs.field(default=1.0, validator=_positive)

    @property
    def label(self) -> str:
        """The measure as one would ask for it: ``"1 cup, chopped"``."""
        return f"{self.amount:g} {self.description}"

    def __str__(self) -> str:
        return f"{self.label} ({self.grams:g} g)"


def parse_amount(text: str) -> tuple[float, str]:
    """Return the number and the unit of an amount as people write it.

    Raises :class:`AmountError` for a text without a number, or with a number that is no amount.

    >>> parse_amount("1 1/2 cups"), parse_amount("½ cup"), parse_amount("100g")
    ((1.5, 'cups'), (0.5, 'cup'), (100.0, 'g'))
    """
    if not isinstance(text, str):
        raise AmountError("amount", text, "must be a text such as '1 cup' or '100 g'")
    plain = text
    for sign, fraction in _FRACTIONS.items():
        plain = plain.replace(sign, f" {fraction}")
    plain = plain.strip()
    match = _QUANTITY.match(plain)
    if match is None or plain[match.end() : match.end() + 1].isdigit():
        raise AmountError("amount", text, "must begin with a number, as in '1 cup' or '100 g'")
    return amount(_quantity(match, text), "amount"), plain[match.end() :].strip(" \t.,")


def _quantity(match: re.Match[str], text: str) -> float:
    if match["word"]:
        return _WORDS[match["word"].casefold()]
    if match["bad"]:
        return float(match["bad"])
    if match["above"]:
        if int(match["below"]) == 0:
            raise AmountError("amount", text, "divides by zero")
        return int(match["whole"] or 0) + int(match["above"]) / int(match["below"])
    number = match["number"]
    if re.fullmatch(r"\d{1,3},\d{3}", number):
        raise AmountError("amount", text, "can be read two ways; write 1.5 for a fraction and 1500 for thousands")
    return float((match["sign"] or "") + number.replace(",", "."))


def mass_grams(unit: str) -> float | None:
    """Return the grams of one mass *unit*, ``None`` where it is not one.

    >>> mass_grams("ounces"), mass_grams("cup")
    (28.349523125, None)
    """
    split = _unit_words(unit)
    return GRAMS.get(split[0]) if len(split) == 1 else None


def volume_ml(unit: str) -> float | None:
    """Return the millilitres of one volume *unit*, ``None`` where it is not one.

    >>> volume_ml("dl"), volume_ml("slice")
    (100.0, None)
    """
    split = _unit_words(unit)
    return ML.get(split[0]) if len(split) == 1 else None


def portion_grams(portions: tuple[Portion, ...], unit: str, food_name: str) -> float:
    """Return the grams of one *unit* of a food with these household *portions*.

    Raises :class:`UnitError` that lists the portions where none fits, and :class:`AmbiguousError`
    where several of different weight do.
    """
    grams = mass_grams(unit)
    if grams is not None:
        return grams
    asked = _unit_words(unit)
    # "2 large eggs" of an egg are two large ones.
    without_name = tuple(word for word in asked if word not in set(words(food_name)))
    for wanted in dict.fromkeys((asked, without_name)):
        if wanted:
            found = _fitting(portions, wanted)
            if found:
                return _agreed(found, unit, food_name)
    known = tuple(str(portion) for portion in portions)
    reason = f"is no portion of {food_name}"
    raise UnitError(unit, reason, (*known, "a mass such as 100 g"))


def _fitting(portions: tuple[Portion, ...], wanted: tuple[str, ...]) -> list[tuple[Portion, float]]:
    """Return the portions that fit best, each with the grams of one wanted unit."""
    ml = ML.get(wanted[0])
    whole, exact, beginning, within = [], [], [], []
    for portion in portions:
        core = _core(portion)
        hit = (portion, portion.grams / portion.amount)
        if wanted in {_unit_words(portion.description), _unit_words(f"{portion.description} {portion.grams:g} g")}:
            whole.append(hit)
        elif set(core) >= _DRY_YIELDS and not _DRY_YIELDS & set(wanted):
            continue  # "1 cup, dry, yields" is a measure of another thing than what is on the plate
        if core == wanted:
            exact.append(hit)
        elif core[: len(wanted)] == wanted:
            beginning.append(hit)
        elif set(wanted) <= set(core):
            within.append(hit)
    scaled = [] if ml is None else _scaled(portions, ml, wanted[1:])
    # A measure that begins as asked ("cup" for "cup, chopped") comes before another volume of it.
    return next((hits for hits in (whole, exact, beginning, scaled, within) if hits), [])


def _core(portion: Portion) -> tuple[str, ...]:
    """Return the words of a measure without remarks: "(4.86 large eggs)", "NFS" (not further specified)."""
    return _unit_words(_REMARKS.sub(" ", portion.description))


def _scaled(portions: tuple[Portion, ...], ml: float, modifiers: tuple[str, ...]) -> list[tuple[Portion, float]]:
    """Return the volume portions with these *modifiers*, scaled to a measure of *ml*."""
    largest: dict[tuple[str, ...], tuple[float, Portion]] = {}
    for portion in portions:
        core = _core(portion)
        volume = ML.get(core[0]) if core else None
        if volume is None or not set(modifiers) <= set(core[1:]):
            continue
        size = volume * portion.amount
        # Weights are printed rounded, so the largest measure says the density best.
        if core[1:] not in largest or size > largest[core[1:]][0]:
            largest[core[1:]] = (size, portion)
    hits = {rest: (portion, portion.grams / size * ml) for rest, (size, portion) in largest.items()}
    return [hits[modifiers]] if modifiers in hits else list(hits.values())


def _agreed(found: list[tuple[Portion, float]], unit: str, food_name: str) -> float:
    """Return the grams that all of *found* agree on, but for the publisher's rounding."""
    grams = found[0][1]
    if all(math.isclose(grams, other, rel_tol=_ROUNDING) for _, other in found):
        return grams
    candidates = tuple(str(portion) for portion, _ in found)
    raise AmbiguousError(f"{unit!r} of {food_name} can be", candidates, "say which, in these words, or give grams")


@functools.lru_cache(maxsize=65536)
def _unit_words(text: str) -> tuple[str, ...]:
    """Return the words of a measure; fluid ounces are one word, and long names become short ones."""
    joined = _FLUID_OUNCE.sub("floz", fold(text))
    return tuple(_SHORT.get(word, word) for word in words(joined))


_SHORT = {
    stem(long): stem(short)
    for short, longs in {
        "tbsp": ("tablespoon", "tbs"),
        "tsp": ("teaspoon",),
        "oz": ("ounce",),
        "lb": ("pound",),
    }.items()
    for long in longs
}
