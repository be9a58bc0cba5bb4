"""Hypothesis strategies for answers of the library: reports, uncertainties, laboratory results, assessments.

Answers follow from the input, so each is made by calling the library with drawn input.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

import attrs
from hypothesis import assume
from hypothesis import strategies as st

import magnesium as mg
from magnesium.foods.error_terms import Spread
from magnesium.foods.uncertainty import Uncertainty
from magnesium.foods.value_origins import ValueKind, value_origins
from magnesium.intake.error_ledger import spread_of
from magnesium.integrations.strategies.records import (
    amounts,
    compounds,
    foods,
    intakes,
    names,
    persons,
)


def _of_one_person(max_size: int = 4) -> st.SearchStrategy[mg.Intake]:
    return intakes(max_size).map(lambda intake: mg.Intake(attrs.evolve(entry, person=None) for entry in intake))


def _pills() -> st.SearchStrategy[mg.Intake]:
    """Return a day of only pills, without foods of unknown origin, so that the upper level can be decided."""
    dose = st.builds(lambda compound, mg_: compound.dose(elemental_mg=mg_), compounds(), amounts(2000))
    return st.lists(dose, min_size=1, max_size=2).map(mg.Intake)


def _has_values(person: mg.Person, authority: str) -> bool:
    try:
        mg.reference_values(person, authority=authority)
    except (mg.NoReferenceValueError, mg.AmbiguousError):
        return False
    return True


@st.composite
def reports(draw: st.DrawFn) -> mg.Report:
    """Return reports on one to three days of a person, by any authority with values for such a person."""
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


def uncertainties() -> st.SearchStrategy[Uncertainty]:
    """Return how certain foods are: bundled ones, each kind of value as often as the others, and users' own."""
    listed = st.deferred(lambda: st.one_of(*map(st.sampled_from, _ids_by_kind()))).map(mg.foods.__getitem__)
    return (listed | foods()).map(lambda food: food.uncertainty)


def _ids_by_kind() -> list[list[str]]:
    """Return ids of bundled foods, a list for each kind of value."""
    found: dict[ValueKind, list[str]] = {}
    for origin in itertools.islice(value_origins.values(), 0, None, 7):
        found.setdefault(origin.kind, []).append(origin.id)
    return list(found.values())


def spreads() -> st.SearchStrategy[Spread]:
    """Return spreads of entries and of days: none, of one error, and of several, with and without portions."""
    lines = st.sampled_from(["a handful of almonds", "2 cups cooked spinach", "a slice of bread"])
    served = st.builds(lambda line, factor: mg.parse(line).scaled(factor), lines, amounts(10))
    days = st.builds(lambda day, more: day + mg.Intake(more), intakes(6), st.lists(served, max_size=2))
    return served.map(lambda entry: entry.spread) | days.map(lambda day: spread_of(day.total.errors))


def serum_results() -> st.SearchStrategy[mg.laboratory.SerumResult]:
    """Return classified serum values in both units, with and without published limits."""
    intervals = st.none() | st.deferred(lambda: st.sampled_from(sorted(mg.laboratory.reference_intervals)))
    beyond = st.none() | st.sampled_from(sorted(mg.laboratory.Comparison))
    classify = mg.laboratory.classify_serum
    return st.builds(classify, mmol_per_l=st.floats(0.05, 10), interval=intervals, comparator=beyond) | st.builds(
        classify, mg_per_dl=st.floats(0.2, 24), interval=intervals, comparator=beyond
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
    if kind is not None and kind not in tuple(drawn):
        raise mg.NotFoundError(
            "class of results", str(kind), (), f"there are {', '.join(each.__name__ for each in drawn)}"
        )
    return st.one_of(*drawn.values()) if kind is None else drawn[kind]


@st.composite
def assessments(draw: st.DrawFn) -> mg.Assessment:
    """Return assessments with each part given or not: symptoms, risks, medications, intake, values."""
    person = draw(persons())

    def some(ids: Iterable[str]) -> list[str]:
        return draw(st.lists(st.sampled_from(sorted(ids)), unique=True, max_size=3))

    # The depletion score needs three parts, which would seldom be drawn together.
    whole = draw(st.booleans())

    def part(given: st.SearchStrategy[float]) -> float | None:
        return draw(given if whole else st.none() | given)

    medications = (risk.id for risk in mg.risk_factors.filter(category="medication"))
    only_women = {"risk:pregnancy", "risk:lactation", "risk:pre-eclampsia", "risk:recent-birth"}
    return mg.assess(
        person,
        symptoms=some(mg.symptoms),
        risk_factors=some(mg.risk_factors.keys() - (only_women if person.sex is mg.Sex.MALE else set())),
        medications=some([*medications, *mg.interactions]),
        supplements=some(mg.compounds),
        intake=draw(st.none() | _of_one_person() | _pills()),
        serum=draw(st.none() | serum_results()),
        egfr_ml_per_min_per_1_73_m2=part(st.floats(0.5, 250)),
        drinks_per_day=part(st.floats(0, 60)),
        has_all_medications=whole or draw(st.booleans()),
        # Some authorities set no upper level, so the default one is drawn in half of the cases.
        authority=draw(st.just("nasem") | st.sampled_from(sorted(mg.authorities))),
        days=draw(st.integers(1, 3)),
    )
