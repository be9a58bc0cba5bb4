"""Headers: the role, nutrient and unit that the header of a column states."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

import attrs

from magnesium.errors import UnitError
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
ENERGY = "kcal_per_100g"
_ENERGY = frozenset({"energy", "energie", "kcal", "kj", "calories"})


def _words_of(**roles: str) -> Mapping[str, str]:
    return MappingProxyType({word: role for role, words in roles.items() for word in words.split("|")})


_LOG_WORDS = _words_of(
    food="food|food name|food item|item|item name|product|product name|foods|dish|dish name",
    amount="amount|qty|quantity|serving|servings|serving size|portion|portion size",
    unit="unit|units|measure|uom",
    grams="grams|weight g|amount g|grams eaten",
    date="date|day|logged|logged on|date logged",
    time="time|time of day",
    meal="meal|meal type|meal name",
    person="person|participant|subject",
    origin="origin",
    category="category|food group",
    mg_unit="mg unit|magnesium unit",
    text="text|as written",
    assumed="assumed",
)
_NEAR_WORDS = _words_of(
    food="food|dish|item|product|ingredient|meal",
    amount="amount|quantity|qty|serving|servings|portion|portions",
    date="date|day|logged|eaten|consumed",
    time="time|clock|hour",
    person="person|participant|subject|user|patient",
)
"""Words of headers that suggest a role but do not state it."""
_TABLE_WORDS = _words_of(
    id="id|code|food code|food id",
    name="name|food name|food|description",
    category="category|food group|group",
    portions="portions",
    source="source",
    origin="origin",
    grams="grams|serving grams|serving size g|grams per serving",
    mg_unit="mg unit|magnesium unit",
)
_PER = frozenset({"per", "pro", "je", "pour", "in"})
_WORD = re.compile(r"[a-zµμ]+|\d+")
_OPEN_FOOD_FACTS = frozenset({"magnesium_100g", "calcium_100g"})
"""Open Food Facts states all nutrients in grams per 100 g."""


@attrs.frozen
class NutrientHeader:
    """What a header states: *column* is this library's name, *unit* "mg", "g", "µg" or ``None``."""

    column: str
    unit: str | None
    is_stated: bool
    """Whether the unit is in the header, not implied by a convention."""


def nutrient_header(header: str) -> NutrientHeader | None:
    """Return what a header states about magnesium or calcium per 100 g; ``None`` for any other header.

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


def table_role(header: str) -> str:
    """Return the role of a food table's column by its header.

    >>> table_role("Magnesium (g/100 g)"), table_role("Food Name"), table_role("Energy (kJ/100 g)")
    ('mg_per_100g', 'name', 'kcal_per_100g')
    """
    found = nutrient_header(header)
    if found is not None:
        return found.column
    words = _WORD.findall(header.casefold())
    if words[-2:] == ["100", "g"] and _ENERGY.issuperset(word for word in words[:-2] if word not in _PER):
        return ENERGY
    return _TABLE_WORDS.get(_plain(header), fold(header))


def log_role(header: str) -> str:
    """Return the role of a food log's column by its words.

    >>> log_role("Magnesium (mg)"), log_role("Qty"), log_role("weather")
    ('mg', 'amount', 'weather')
    """
    words = _WORD.findall(header.casefold())
    if words in (["mg"], ["magnesium"]) or (
        len(words) in {2, 3} and words[0] in _COLUMNS and _COLUMNS[words[0]] == MAGNESIUM and words[-1] in _UNITS
    ):
        return "mg"
    return _LOG_WORDS.get(_plain(header), fold(header))


def near_log_role(header: str) -> str:
    """Return the role that a header of an unknown program may have, for a proposal that the user confirms; else "".

    >>> near_log_role("Logged"), near_log_role("Dish"), near_log_role("Weight (g)"), near_log_role("weather")
    ('date', 'food', 'grams', '')
    """
    role = log_role(header)
    found = role if role == "mg" else _LOG_WORDS.get(_plain(header), "")
    if found:
        return found
    words = _WORD.findall(header.casefold())
    if "magnesium" in words and _UNITS.get(words[-1]):
        return "mg"
    if words and _UNITS.get(words[-1]) == "g" and {"weight", "mass", "amount", "quantity"} & set(words):
        return "grams"
    return next((near for word in words if (near := _NEAR_WORDS.get(word))), "")


def stated_unit(header: str) -> str | None:
    """Return the unit of magnesium in a header, the last one in brackets or at its end; ``None`` if absent.

    Raises :class:`~magnesium.UnitError` for a share or an amount per 100 g or 100 ml, which is not an amount eaten.

    >>> stated_unit("Magnesium (g)"), stated_unit("magnesium_ug"), stated_unit("DR1IMAGN")
    ('g', 'µg', None)
    """
    words = re.findall(r"[a-zµμ]+|\d+|%", unicodedata.normalize("NFKC", header).casefold())
    if {"%", "dv", "rda", "100"} & set(words):
        raise UnitError(
            header, "states a share or an amount per 100 g; a log needs the amount eaten", ("mg", "g", "µg")
        )
    last = words[-1] if words else ""
    if last == "mg" and "Mg" in header:
        return None  # the symbol of magnesium
    return _UNITS.get(last, last if last in {"mmol", "meq"} else None)


def is_in_kj(header: str) -> bool:
    """Return whether a header of energy states kilojoules."""
    words = _WORD.findall(header.casefold())
    return "kj" in words and "kcal" not in words


def _plain(header: str) -> str:
    return fold(re.sub(r"[_\W]+", " ", header))


def _named(words: list[str], header: str) -> NutrientHeader | None:
    """Return what the words before "per 100 g" state: a nutrient, and possibly its symbol and a unit."""
    if len(words) == 1 and words[0] in _UNITS:
        words = ["magnesium", *words]
    column = _COLUMNS.get(words[0]) if words else None
    if column is None:
        return None
    # "Mg" alone is the symbol of magnesium, not a unit; "mg" is a unit.
    has_symbol_only = "Mg" in header and "mg" not in header
    rest = words[1:]
    if rest and rest[0] == _SYMBOLS[column] and (len(rest) > 1 or rest[0] not in _UNITS or has_symbol_only):
        rest = rest[1:]
    if not rest:
        return NutrientHeader(column, None, is_stated=False)
    return NutrientHeader(column, _UNITS[rest[0]], is_stated=True) if len(rest) == 1 and rest[0] in _UNITS else None
