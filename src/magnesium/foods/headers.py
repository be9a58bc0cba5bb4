"""Headers: which nutrient and unit the header of a food table's column states."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

import attrs

from magnesium.text import fold

MAGNESIUM = "mg_per_100g"
CALCIUM = "calcium_mg_per_100g"

_COLUMNS: Mapping[str, str] = MappingProxyType(
    {"magnesium": MAGNESIUM, "mg": MAGNESIUM, "calcium": CALCIUM, "ca": CALCIUM}
)
_SYMBOLS: Mapping[str, str] = MappingProxyType({MAGNESIUM: "mg", CALCIUM: "ca"})
_UNITS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("mg", "milligram", "milligrams"), "mg"),
        **dict.fromkeys(("g", "gram", "grams"), "g"),
        **dict.fromkeys(("ug", "mcg", "µg", "μg", "microgram", "micrograms"), "µg"),
    }
)
_PER = frozenset({"per", "pro", "je", "pour", "in"})
_WORD = re.compile(r"[a-zµμ]+|\d+")
_OPEN_FOOD_FACTS = frozenset({"magnesium_100g", "calcium_100g"})
"""Open Food Facts gives its nutrients in grams per 100 g, also those below a gram."""


@attrs.frozen
class NutrientHeader:
    """What a header states: *column* is this library's name, *unit* "mg", "g", "µg" or ``None``."""

    column: str
    unit: str | None
    is_stated: bool
    """Whether the header itself names the unit, not a convention."""


def nutrient_header(header: str) -> NutrientHeader | None:
    """Return what a header states of magnesium or calcium per 100 g, ``None`` for any other.

    >>> nutrient_header("Magnesium (g/100 g)").unit, nutrient_header("magnesium_100g").unit
    ('g', 'g')
    >>> nutrient_header("Magnesium (mg/serving)")
    """
    plain = unicodedata.normalize("NFKC", header).strip()
    words = _WORD.findall(plain.casefold())
    if len(words) < 3 or words[-2] != "100" or _UNITS.get(words[-1]) != "g":
        return None
    before = [word for word in words[:-2] if word not in _PER]
    if plain.casefold() in _OPEN_FOOD_FACTS:
        return NutrientHeader(_COLUMNS[before[0]], "g", is_stated=False)
    if plain.casefold() == MAGNESIUM:
        return NutrientHeader(MAGNESIUM, "mg", is_stated=False)
    return _named(before, plain)


def column_name(header: str) -> str:
    """Return this library's name of a column: of nutrients by what the header states, of others folded."""
    found = nutrient_header(header)
    return fold(header) if found is None else found.column


def _named(words: list[str], header: str) -> NutrientHeader | None:
    """Return what the words before "per 100 g" state: a nutrient, perhaps its symbol, perhaps a unit."""
    if len(words) == 1 and words[0] in _UNITS:
        words = ["magnesium", *words]
    column = _COLUMNS.get(words[0]) if words else None
    if column is None:
        return None
    # "Mg" alone is the symbol of magnesium and no unit; "mg" is a unit.
    has_symbol_only = "Mg" in header and "mg" not in header
    rest = words[1:]
    if rest and rest[0] == _SYMBOLS[column] and (len(rest) > 1 or rest[0] not in _UNITS or has_symbol_only):
        rest = rest[1:]
    if not rest:
        return NutrientHeader(column, None, is_stated=False)
    return NutrientHeader(column, _UNITS[rest[0]], is_stated=True) if len(rest) == 1 and rest[0] in _UNITS else None
