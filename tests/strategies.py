"""Building blocks: foods, waters, doses, entries, intakes and persons."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

import magnesium as mg

MEALS = ("breakfast", "lunch", "dinner", "snack")


def amounts(max_value: float = 5000.0) -> st.SearchStrategy[float]:
    """Amounts as they occur: finite, not negative."""
    return st.floats(min_value=0, max_value=max_value, allow_nan=False, allow_infinity=False)


def impossible_amounts() -> st.SearchStrategy[float]:
    """Numbers that are no amount: negative, infinite, not a number."""
    return st.one_of(
        st.floats(max_value=0, exclude_max=True, allow_nan=False),
        st.sampled_from([float("nan"), float("inf"), float("-inf")]),
    )


def names() -> st.SearchStrategy[str]:
    """Names with at least one letter and no control characters."""
    return st.text(
        st.characters(categories=("L", "N", "P", "Zs"), exclude_characters="\u2028\u2029"), min_size=1, max_size=30
    ).filter(lambda text: text == text.strip() and any(char.isalnum() for char in text))


@st.composite
def foods(draw: st.DrawFn) -> mg.Food:
    """Foods of a user's own, of known or unknown magnesium."""
    return mg.Food(
        id="my:" + draw(st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=12)),
        name=draw(names()),
        mg_per_100g=draw(st.none() | amounts(60_000)),
        kcal_per_100g=draw(st.none() | amounts(900)),
        calcium_mg_per_100g=draw(st.none() | amounts(3000)),
        category=draw(st.none() | st.sampled_from(["nuts", "vegetables", "own"])),
        source=draw(st.sampled_from(["label", "own analysis"])),
    )


def bundled_ids() -> st.SearchStrategy[str]:
    """Ids of bundled foods, a few of unknown magnesium among them."""
    return st.sampled_from(sorted(mg.foods)[::97])


@st.composite
def entries(draw: st.DrawFn) -> mg.Entry:
    """Entries from every kind of item, with and without date, meal and person."""
    kind = draw(st.sampled_from(["own", "bundled", "water", "dose"]))
    if kind == "own":
        entry = draw(foods()).grams(draw(amounts()))
    elif kind == "bundled":
        entry = mg.foods[draw(bundled_ids())].grams(draw(amounts()))
    elif kind == "water":
        entry = mg.waters[draw(st.sampled_from(sorted(mg.waters)))].litres(draw(amounts(5)))
    else:
        compound = mg.compounds[draw(st.sampled_from(sorted(mg.compounds)))]
        if draw(st.booleans()):
            entry = compound.dose(elemental_mg=draw(amounts(1000)))
        else:
            entry = compound.dose(compound_mg=draw(amounts(5000)))
    return entry.at(
        date=draw(st.none() | st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31))),
        time=draw(st.none() | st.times().map(lambda time: time.replace(microsecond=0))),
        meal=draw(st.none() | st.sampled_from(MEALS)),
        person=draw(st.none() | st.sampled_from(["Ann", "Bob", "Zoë"])),
    )


def intakes(max_size: int = 8) -> st.SearchStrategy[mg.Intake]:
    """Intakes of a few entries."""
    return st.lists(entries(), max_size=max_size).map(mg.Intake)


@st.composite
def persons(draw: st.DrawFn) -> mg.Person:
    """Persons of every age, sex and life stage that can be."""
    sex = draw(st.sampled_from([mg.Sex.FEMALE, mg.Sex.MALE, None]))
    age = draw(st.floats(min_value=0, max_value=129.99, allow_nan=False))
    stages = [mg.LifeStage.GENERAL]
    if sex is mg.Sex.FEMALE and 9 <= age < 75:
        stages += [mg.LifeStage.PREGNANT, mg.LifeStage.LACTATING]
    if age < 0.99:
        stages += [mg.LifeStage.INFANT_FORMULA, mg.LifeStage.INFANT_HUMAN_MILK]
    return mg.Person(age=age, sex=sex, life_stage=draw(st.sampled_from(stages)))
