"""Strategies for Hypothesis: valid records of every kind, and food logs, good and bad ones.

Needs the extra ``strategies``. Where it is installed, ``st.from_type(mg.Person)`` and
``@given(person=...)`` use these without an import: see ``hypothesis_entry_point``.
"""

from __future__ import annotations

import datetime as dt
import functools
import io
from collections.abc import Iterable
from types import MappingProxyType
from typing import Any

import attrs

import magnesium as mg
from magnesium.foods.foods import MAX_MG_PER_100G
from magnesium.integrations.extras import need
from magnesium.people import MAX_AGE_YEARS, MAX_REPRODUCTIVE_AGE_MONTHS, MIN_REPRODUCTIVE_AGE_MONTHS

need("hypothesis", "strategies")

from hypothesis import assume  # noqa: E402  (a missing extra is named before)
from hypothesis import strategies as st  # noqa: E402

MEALS = ("breakfast", "lunch", "dinner", "snack")
_PEOPLE = ("Ann", "Bob", "Zoë")
_SOURCES = ("label", "own analysis")
_MEASURES = ("cup", "cup, chopped", "tbsp", "slice", "piece, large", "bottle (0.5 l)")

# A strategy that is made anew for each draw is also checked anew, which took most of the time: so
# those that never change are kept.

# --- numbers and names -------------------------------------------------------------------------


@functools.cache
def amounts(max_value: float = 5000.0) -> st.SearchStrategy[float]:
    """Return amounts as they occur: finite, not negative, up to *max_value*."""
    return st.floats(min_value=0, max_value=max_value, allow_nan=False, allow_infinity=False)


def impossible_amounts() -> st.SearchStrategy[float]:
    """Return numbers that are no amount: negative, infinite, not a number."""
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


# Ages end where twelve times the age, rounded as a person rounds it, would reach the bound.
_AGES = MappingProxyType(
    {
        mg.LifeStage.GENERAL: (0.0, MAX_AGE_YEARS),
        mg.LifeStage.PREGNANT: (MIN_REPRODUCTIVE_AGE_MONTHS / 12, MAX_REPRODUCTIVE_AGE_MONTHS / 12 - 1e-6),
        mg.LifeStage.LACTATING: (MIN_REPRODUCTIVE_AGE_MONTHS / 12, MAX_REPRODUCTIVE_AGE_MONTHS / 12 - 1e-6),
        mg.LifeStage.INFANT_FORMULA: (0.0, 1 - 1e-6),
        mg.LifeStage.INFANT_HUMAN_MILK: (0.0, 1 - 1e-6),
    }
)
"""The ages in years at which each life stage can be."""


@st.composite
def persons(draw: st.DrawFn) -> mg.Person:
    """Return persons of every age, sex and life stage that can be; each stage as often as the others."""
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
    """Return foods of a user's own, of known or unknown magnesium, with and without portions."""
    return st.builds(
        mg.Food,
        id=_ids(),
        name=names(),
        mg_per_100g=st.none() | amounts(MAX_MG_PER_100G),
        kcal_per_100g=st.none() | amounts(900),
        calcium_mg_per_100g=st.none() | amounts(3000),
        category=st.none() | st.sampled_from(["nuts", "vegetables", "own"]),
        source=st.sampled_from(_SOURCES),
        portions=st.lists(portions(), max_size=2),
    )


@functools.cache
def waters() -> st.SearchStrategy[mg.Water]:
    """Return waters, bundled ones and a user's own."""
    own = st.builds(
        mg.Water,
        id=_ids(),
        name=names(),
        mg_per_litre=st.none() | amounts(500),
        calcium_mg_per_litre=st.none() | amounts(1000),
        description=st.sampled_from(["", "mineral water"]),
        source=st.sampled_from(_SOURCES),
    )
    return bundled_waters() | own


@functools.cache
def bundled_foods() -> st.SearchStrategy[mg.Food]:
    """Return some 150 of the bundled foods, a few of unknown magnesium among them."""
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
    """Return the bundled compounds; a made-up salt would have made-up chemistry."""
    return bundled("compounds")


@functools.cache
def bundled(name: str) -> st.SearchStrategy[Any]:
    """Return records of the bundled catalog with this import name, such as "symptoms".

    :func:`magnesium.catalogs.all` lists the names.
    """
    return st.deferred(lambda: st.sampled_from(list(mg.catalogs.all()[name].values())))


# --- entries and intakes -----------------------------------------------------------------------


@st.composite
def entries(draw: st.DrawFn, *, bundled_only: bool = False) -> mg.Entry:
    """Return entries of every kind of item, with and without date, time, meal and person.

    With *bundled_only* no item is a user's own, so that ids alone say what was eaten.
    """
    kind = draw(_one_of(_BUNDLED_KINDS if bundled_only else ("own", *_BUNDLED_KINDS)))
    if kind == "own":
        entry = draw(foods()).grams(draw(amounts()))
    elif kind == "food":
        entry = draw(bundled_foods()).grams(draw(amounts()))
    elif kind == "water":
        entry = draw(bundled_waters() if bundled_only else waters()).litres(draw(amounts(5)))
    elif draw(st.booleans()):
        entry = draw(compounds()).dose(elemental_mg=draw(amounts(1000)))
    else:
        entry = draw(compounds()).dose(compound_mg=draw(amounts(5000)))
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
    return st.lists(entries(bundled_only=bundled_only), max_size=max_size).map(mg.Intake)


# --- answers -----------------------------------------------------------------------------------


def _of_one_person(max_size: int = 4) -> st.SearchStrategy[mg.Intake]:
    return intakes(max_size).map(lambda intake: mg.Intake(attrs.evolve(entry, person=None) for entry in intake))


def _has_values(person: mg.Person, authority: str) -> bool:
    try:
        mg.reference_values(person, authority=authority)
    except (mg.NoReferenceValueError, mg.AmbiguousError):
        return False
    return True


@st.composite
def reports(draw: st.DrawFn) -> mg.Report:
    """Return reports on one to three days of a person, by any authority that has values for such a person."""
    person = draw(persons())
    bodies = [id_ for id_ in mg.authorities if _has_values(person, id_)]
    assume(bodies)
    return mg.build_report(
        draw(_of_one_person()),
        person,
        title=draw(names()),
        authority=draw(st.sampled_from(bodies)),
        days=draw(st.integers(1, 3)),
        within_person_sd_mg=draw(st.none() | amounts(200)),
    )


def serum_results() -> st.SearchStrategy[mg.laboratory.SerumResult]:
    """Return classified serum values in both units, by published limits and without any."""
    intervals = st.none() | st.deferred(lambda: st.sampled_from(sorted(mg.laboratory.reference_intervals)))
    return st.builds(mg.laboratory.classify_serum, mmol_per_l=st.floats(0.05, 10), interval=intervals) | st.builds(
        mg.laboratory.classify_serum, mg_per_dl=st.floats(0.2, 24), interval=intervals
    )


def measurements(kind: type[Any] | None = None) -> st.SearchStrategy[Any]:
    """Return laboratory results of every kind, or of one: ``measurements(mg.laboratory.Retention)``."""
    lab = mg.laboratory
    sexes, serum = st.sampled_from(mg.Sex), serum_results()
    drawn: dict[type[Any], st.SearchStrategy[Any]] = {
        lab.SerumResult: serum,
        lab.CtcaeGrade: serum.map(lambda result: result.low) | serum.map(lambda result: result.high),
        lab.Measurement: st.one_of(
            st.builds(
                lab.fractional_excretion,
                urine_magnesium_mg_per_dl=st.floats(0, 8),
                serum_magnesium_mg_per_dl=st.floats(0.5, 5),
                urine_creatinine_mg_per_dl=st.floats(40, 400),
                serum_creatinine_mg_per_dl=st.floats(0.3, 0.8),
            ),
            st.builds(
                lab.egfr_ckd_epi_2021, creatinine_mg_per_dl=st.floats(0.15, 30), age_years=st.floats(18, 110), sex=sexes
            ),
            st.builds(lab.water_hardness, calcium_mg_per_l=amounts(500), magnesium_mg_per_l=amounts(200)),
        ),
        lab.DailyExcretion: st.builds(
            lab.daily_excretion, volume_ml=st.floats(50, 20_000), mmol_per_l=st.floats(0, 100)
        ),
        lab.Retention: st.builds(
            lab.loading_retention,
            dose_mmol=st.floats(1, 60),
            excreted_mmol=st.floats(0, 100),
            baseline_mmol=st.none(),
            protocol=st.sampled_from(["rob1999", "mgload1994", "cundy2011"]),
        ),
        lab.DepletionScore: st.builds(
            lab.magnesium_depletion_score,
            takes_diuretic=st.booleans(),
            takes_ppi=st.booleans(),
            egfr_ml_per_min_per_1_73_m2=st.floats(0.5, 250),
            drinks_per_day=st.floats(0, 60),
            sex=sexes,
        ),
        lab.CalciumMagnesiumRatio: st.builds(
            lab.calcium_to_magnesium,
            calcium_mg_per_day=st.floats(10, 20_000),
            magnesium_mg_per_day=st.floats(5, 10_000),
        ),
    }
    return st.one_of(*drawn.values()) if kind is None else drawn[kind]


@st.composite
def assessments(draw: st.DrawFn) -> mg.Assessment:
    """Return assessments in which each part was given or not: symptoms, risks, medicines, intake, values."""
    person = draw(persons())

    def some(ids: Iterable[str]) -> list[str]:
        return draw(st.lists(st.sampled_from(sorted(ids)), unique=True, max_size=3))

    # The depletion score needs three parts together, which would seldom all be drawn.
    whole = draw(st.booleans())

    def part(given: st.SearchStrategy[float]) -> float | None:
        return draw(given if whole else st.none() | given)

    medicines = (risk.id for risk in mg.risk_factors.filter(category="medication"))
    only_women = {"risk:pregnancy", "risk:lactation"}
    return mg.assess(
        person,
        symptoms=some(mg.symptoms),
        risk_factors=some(mg.risk_factors.keys() - (only_women if person.sex is mg.Sex.MALE else set())),
        medications=some([*medicines, *mg.interactions]),
        supplements=some(mg.compounds),
        intake=draw(st.none() | _of_one_person()),
        serum=draw(st.none() | serum_results()),
        egfr_ml_per_min_per_1_73_m2=part(st.floats(0.5, 250)),
        drinks_per_day=part(st.floats(0, 60)),
        has_all_medications=whole or draw(st.booleans()),
        authority=draw(st.sampled_from(sorted(mg.authorities))),
        days=draw(st.integers(1, 3)),
    )


# --- food logs ---------------------------------------------------------------------------------


@attrs.frozen
class FoodLog:
    """The text of a food log, what it holds, and the lines of it that are bad."""

    text: str
    intake: mg.Intake
    """What the good lines hold."""
    bad_lines: tuple[int, ...] = ()
    """Numbers of the bad lines, as an editor counts them; reading such a log raises."""


def food_logs() -> st.SearchStrategy[FoodLog]:
    """Return food logs that :func:`magnesium.read_food_log` reads."""
    return st.lists(entries(bundled_only=True), min_size=1, max_size=8).map(_log)


def _log(entries: list[mg.Entry]) -> FoodLog:
    out = io.StringIO()
    mg.write_food_log(mg.Intake(entries), out)
    return FoodLog(text=out.getvalue(), intake=mg.Intake(entries))


_BAD_CELLS = (
    ("food", "no such food, anywhere"),
    ("food", ""),
    ("amount", "-3"),
    ("amount", "nan"),
    ("amount", "a lot"),
    ("amount", ""),
    ("unit", ""),
    ("unit", "furlong"),
    ("date", "2026-02-30"),
    ("time", "25:00"),
)


@st.composite
def bad_food_logs(draw: st.DrawFn) -> FoodLog:
    """Return food logs with one bad line or more: unknown foods, impossible amounts, dates, field counts."""
    import csv

    log = draw(food_logs())
    header, *rows = list(csv.reader(log.text.splitlines()))
    bad = sorted(draw(st.sets(st.sampled_from(range(len(rows))), min_size=1)))
    for number in bad:
        fault = draw(st.none() | st.sampled_from(_BAD_CELLS))
        if fault is None:
            rows[number] = rows[number][:-1]
        else:
            rows[number][header.index(fault[0])] = fault[1]
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([header, *rows])
    good = mg.Intake(entry for number, entry in enumerate(log.intake) if number not in bad)
    return FoodLog(text=out.getvalue(), intake=good, bad_lines=tuple(number + 2 for number in bad))
