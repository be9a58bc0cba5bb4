"""Hypothesis strategies for users' records: persons, foods, waters, entries, intakes."""

from __future__ import annotations

import datetime as dt
import functools
from types import MappingProxyType
from typing import Any

import attrs
from hypothesis import strategies as st

import magnesium as mg
from magnesium.foods.assumptions import AssumptionKind
from magnesium.foods.foods import FOOD_ORIGINS, MAX_MG_PER_100G
from magnesium.foods.stated import stated_value
from magnesium.people import MAX_AGE_YEARS, MAX_REPRODUCTIVE_AGE_MONTHS, MIN_REPRODUCTIVE_AGE_MONTHS
from magnesium.units import amount, whole_number

MEALS = ("breakfast", "lunch", "dinner", "snack")
_PEOPLE = ("Ann", "Bob", "Zoë")
_SOURCES = ("label", "own analysis")
_MEASURES = ("cup", "cup, chopped", "tbsp", "slice", "piece, large", "bottle (0.5 l)")

# A new strategy for each draw would also be checked for each draw, which takes most of the time, so
# constant ones are kept.

# --- numbers and names -------------------------------------------------------------------------


def amounts(max_value: float = 5000.0) -> st.SearchStrategy[float]:
    """Return possible amounts: finite, not negative, up to *max_value*."""
    return st.floats(min_value=0, max_value=amount(max_value, "max_value"), allow_nan=False, allow_infinity=False)


def impossible_amounts() -> st.SearchStrategy[float]:
    """Return impossible amounts: negative, infinite, not a number."""
    return st.one_of(
        st.floats(max_value=0, exclude_max=True, allow_nan=False),
        st.sampled_from([float("nan"), float("inf"), float("-inf")]),
    )


@functools.cache
def names() -> st.SearchStrategy[str]:
    """Return names with at least one letter or digit and no control characters."""
    return st.text(
        st.characters(categories=("L", "N", "P", "Zs"), exclude_characters="\u2028\u2029"), min_size=1, max_size=30
    ).filter(lambda text: text == text.strip() and any(char.isalnum() for char in text))


@functools.cache
def _ids() -> st.SearchStrategy[str]:
    return st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=12).map("my:{}".format)


# --- people ------------------------------------------------------------------------------------


# Ages end where twelve times the age, rounded as in Person, would reach the bound.
_AGES = MappingProxyType(
    {
        mg.LifeStage.GENERAL: (0.0, MAX_AGE_YEARS),
        mg.LifeStage.PREGNANT: (MIN_REPRODUCTIVE_AGE_MONTHS / 12, MAX_REPRODUCTIVE_AGE_MONTHS / 12 - 1e-6),
        mg.LifeStage.LACTATING: (MIN_REPRODUCTIVE_AGE_MONTHS / 12, MAX_REPRODUCTIVE_AGE_MONTHS / 12 - 1e-6),
        mg.LifeStage.INFANT_FORMULA: (0.0, 1 - 1e-6),
        mg.LifeStage.INFANT_HUMAN_MILK: (0.0, 1 - 1e-6),
    }
)
"""The possible ages in years of each life stage."""


@st.composite
def persons(draw: st.DrawFn) -> mg.Person:
    """Return persons of every possible age, sex and life stage; stages are equally frequent."""
    stage = draw(_one_of(tuple(_AGES)))
    # Drawn for every stage: an example with fewer choices would count as a smaller one.
    sex = draw(_one_of((mg.Sex.FEMALE, mg.Sex.MALE, None)))
    if stage in {mg.LifeStage.PREGNANT, mg.LifeStage.LACTATING}:
        sex = mg.Sex.FEMALE
    return mg.Person(age=draw(_ages(*_AGES[stage])), sex=sex, life_stage=stage)


@functools.cache
def _ages(youngest: float, oldest: float) -> st.SearchStrategy[float]:
    return st.floats(youngest, oldest, exclude_max=True)


@functools.cache
def _one_of(choices: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    return st.sampled_from(choices)


# --- items -------------------------------------------------------------------------------------


@functools.cache
def portions() -> st.SearchStrategy[mg.Portion]:
    """Return household measures of a food."""
    positive = st.floats(min_value=0.01, max_value=2000, allow_nan=False)
    return st.builds(
        mg.Portion, description=st.sampled_from(_MEASURES), grams=positive, amount=st.sampled_from([1.0, 0.5, 2.0])
    )


@functools.cache
def foods() -> st.SearchStrategy[mg.Food]:
    """Return users' foods, with known or unknown magnesium, with and without portions."""
    return st.builds(
        mg.Food,
        id=_ids(),
        name=names(),
        mg_per_100g=st.none() | amounts(MAX_MG_PER_100G),
        kcal_per_100g=st.none() | amounts(900),
        calcium_mg_per_100g=st.none() | amounts(3000),
        category=st.none() | st.sampled_from(["nuts", "vegetables", "own", "dietary supplement"]),
        origin=st.none() | st.sampled_from(FOOD_ORIGINS),
        stated=st.none() | st.sampled_from(["Tr", "<0.5", "(110)", "N"]).map(stated_value),
        source=st.sampled_from(_SOURCES),
        portions=st.lists(portions(), max_size=2),
    )


@functools.cache
def waters() -> st.SearchStrategy[mg.Water]:
    """Return waters, bundled and users'."""
    own = st.builds(
        mg.Water,
        id=_ids(),
        name=names(),
        mg_per_l=st.none() | amounts(500),
        calcium_mg_per_l=st.none() | amounts(1000),
        description=st.sampled_from(["", "mineral water"]),
        source=st.sampled_from(_SOURCES),
    )
    return bundled_waters() | own


@functools.cache
def bundled_foods() -> st.SearchStrategy[mg.Food]:
    """Return about 150 of the bundled foods, including a few of unknown magnesium."""
    return bundled_ids().map(mg.foods.__getitem__)


@functools.cache
def bundled_ids() -> st.SearchStrategy[str]:
    """Return the ids of :func:`bundled_foods`."""
    return st.deferred(lambda: st.sampled_from(sorted(mg.foods)[::97]))


@functools.cache
def bundled_waters() -> st.SearchStrategy[mg.Water]:
    """Return the bundled waters."""
    return bundled("waters")


@functools.cache
def compounds() -> st.SearchStrategy[mg.Compound]:
    """Return the bundled compounds; an invented salt would have invented chemistry."""
    return bundled("compounds")


def bundled(name: str) -> st.SearchStrategy[Any]:
    """Return records of the bundled catalog with this import name, such as "symptoms".

    :func:`magnesium.catalogs.all` lists the names.
    """
    catalogs = mg.catalogs.all()
    if name not in tuple(catalogs):
        raise mg.NotFoundError("catalog", str(name), (), f"there are {', '.join(catalogs)}")
    return st.deferred(lambda: st.sampled_from(list(catalogs[name].values())))


@functools.cache
def assumptions() -> st.SearchStrategy[mg.Assumption]:
    """Return assumptions of every kind, with and without alternatives."""
    alternative = st.builds(mg.Alternative, text=names(), factor=st.none() | amounts(100))
    return st.builds(
        mg.Assumption,
        kind=st.sampled_from(AssumptionKind),
        text=names(),
        chosen=names(),
        alternatives=st.lists(alternative, max_size=2),
        source=st.sampled_from(["", "fndds"]),
    )


# --- entries and intakes -----------------------------------------------------------------------


@st.composite
def entries(draw: st.DrawFn, *, bundled_only: bool = False) -> mg.Entry:
    """Return entries of every kind of item, with and without date, time, meal and person.

    With *bundled_only* all items are bundled, so that ids suffice to identify them.
    """
    kind = draw(_one_of(_BUNDLED_KINDS if bundled_only else (*_BUNDLED_KINDS, "own")))
    if kind == "own":
        entry = draw(foods()).grams(draw(amounts()))
    elif kind == "food":
        entry = draw(bundled_foods()).grams(draw(amounts()))
    elif kind == "water":
        entry = draw(bundled_waters() if bundled_only else waters()).liters(draw(amounts(5)))
    elif draw(st.booleans()):
        entry = draw(compounds()).dose(elemental_mg=draw(amounts(1000)))
    else:
        entry = draw(compounds()).dose(compound_mg=draw(amounts(5000)))
    if not bundled_only and draw(st.booleans()):
        entry = attrs.evolve(entry, text=draw(names()), assumptions=draw(st.lists(assumptions(), max_size=2)))
    date, time = draw(_moments())
    return entry.at(date=date, time=time, meal=draw(_one_of((None, *MEALS))), person=draw(_one_of((None, *_PEOPLE))))


_BUNDLED_KINDS = ("food", "water", "dose")


@functools.cache
def _moments() -> st.SearchStrategy[tuple[dt.date | None, dt.time | None]]:
    dates = st.none() | st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31))
    times = st.none() | st.times().map(lambda time: time.replace(microsecond=0, fold=0))
    return st.tuples(dates, times)


def intakes(max_size: int = 8, *, bundled_only: bool = False) -> st.SearchStrategy[mg.Intake]:
    """Return intakes of up to *max_size* entries."""
    return st.lists(entries(bundled_only=bundled_only), max_size=whole_number(max_size, "max_size")).map(mg.Intake)
