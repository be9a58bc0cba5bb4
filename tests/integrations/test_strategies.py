from __future__ import annotations

import io
import math
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

import magnesium as mg
from magnesium.foods.error_terms import Spread, interval
from magnesium.foods.uncertainty import Uncertainty
from magnesium.foods.value_origins import ValueKind
from magnesium.integrations.strategies import (
    FoodLog,
    assessments,
    bad_food_logs,
    bundled_foods,
    food_logs,
    measurements,
    reports,
    serum_results,
    spreads,
    uncertainties,
    waters,
)


@given(person=..., food=..., water=..., compound=..., entry=..., intake=...)
def test_given_an_ellipsis_it_draws_our_records(
    person: mg.Person, food: mg.Food, water: mg.Water, compound: mg.Compound, entry: mg.Entry, intake: mg.Intake
) -> None:
    assert isinstance(person, mg.Person)
    assert food.grams(0).mg == (None if food.mg_per_100g is None else 0)
    assert water.liters(0).mg == (None if water.mg_per_l is None else 0)
    assert compound in mg.compounds.values()
    assert isinstance(entry, mg.Entry)
    assert intake.total == mg.Intake(intake.entries).total


@given(st.from_type(mg.Portion))
def test_from_type(portion: mg.Portion) -> None:
    assert portion.grams > 0


# A usual test has so many examples.
ONCE = settings(max_examples=100, database=None, phases=[Phase.generate], derandomize=True)
LABORATORY = (
    mg.laboratory.CalciumMagnesiumRatio,
    mg.laboratory.CtcaeGrade,
    mg.laboratory.DailyExcretion,
    mg.laboratory.DepletionScore,
    mg.laboratory.Measurement,
    mg.laboratory.Retention,
    mg.laboratory.SerumResult,
)


# A strategy that never draws what is special would test nothing.
@pytest.mark.parametrize(
    ("kind", "special"),
    [
        (mg.Person, lambda person: person.sex is None),
        *((mg.Person, lambda person, stage=stage: person.life_stage is stage) for stage in mg.LifeStage),
        (mg.Person, lambda person: person.life_stage is mg.LifeStage.GENERAL and person.age >= 71),
        (mg.Food, lambda food: food.mg_per_100g is None),
        (mg.Food, lambda food: food.mg_per_100g is not None and food.portions),
        (mg.Water, lambda water: water.id.startswith("my:")),
        (mg.Entry, lambda entry: entry.origin is mg.Origin.SUPPLEMENT),
        (mg.Intake, lambda intake: intake.total.is_lower_bound and intake.total.mg > 0),
    ],
)
def test_what_is_special_is_drawn(kind: type[Any], special: Any) -> None:
    find(st.from_type(kind), special, settings=ONCE)


@pytest.mark.parametrize(
    ("answers", "special"),
    [
        (reports, lambda report: report.adequacy.is_lower_bound),
        (reports, lambda report: report.suggestions and report.adequacy.days > 1),
        (reports, lambda report: report.adequacy.person.life_stage is mg.LifeStage.PREGNANT),
        (assessments, lambda found: not found.findings),
        (assessments, lambda found: found.red_flags and found.serum is not None),
        (assessments, lambda found: found.adequacy is not None and found.adequacy.exceeds_ul),
        (assessments, lambda found: found.depletion_score is not None),
        (serum_results, lambda result: result.category is mg.laboratory.SerumClass.UNDETERMINED),
        (serum_results, lambda result: result.unit == "mg/dL" and result.urgency is mg.Urgency.EMERGENCY),
        (spreads, lambda spread: spread.sd_mg == 0),
        (spreads, lambda spread: spread.effective_terms > 2 and spread.analyzed_mg > 0),
        (spreads, lambda spread: 0 < spread.food_data_sd_mg < spread.portions_sd_mg),
        (uncertainties, lambda found: found.mg_per_100g is None),
        (uncertainties, lambda found: found.source == "measured" and found.samples),
        (uncertainties, lambda found: len(found.parts) > 1),
        (uncertainties, lambda found: (found.tables or 0) >= 3),
        *((uncertainties, lambda found, kind=kind: found.kind is kind) for kind in ValueKind),
        *((measurements, lambda result, kind=kind: type(result) is kind) for kind in LABORATORY),
    ],
)
def test_special_answers_are_drawn(answers: Any, special: Any) -> None:
    find(answers(), special, settings=settings(ONCE, max_examples=1000))


def test_every_kind_of_laboratory_result_is_drawn() -> None:
    """A new kind that the strategy does not know would never be tested."""
    lab = mg.laboratory
    public = [getattr(lab, name) for name in lab.__all__]
    assert {kind for kind in public if isinstance(kind, type) and issubclass(kind, lab.Measurement)} == set(LABORATORY)
    for kind in LABORATORY:
        assert type(find(measurements(kind), lambda _: True, settings=ONCE)) is kind


def test_what_fails_is_shown_in_its_smallest_form() -> None:
    shrunk = settings(ONCE, max_examples=300, phases=[Phase.generate, Phase.shrink])
    person = find(st.from_type(mg.Person), lambda person: person.age > 51, settings=shrunk)
    assert person == mg.Person(age=52, sex="female")
    intake = find(st.from_type(mg.Intake), lambda intake: bool(intake.of(["supplement"])), settings=shrunk)
    (entry,) = intake
    assert (entry.mg, entry.date, entry.time, entry.meal, entry.person) == (0, None, None, None, None)


@given(spread=spreads(), found=uncertainties(), total=st.floats(0.1, 3000), level=st.floats(0.05, 0.99))
def test_intervals_of_drawn_uncertainties_contain_the_amount(
    spread: Spread, found: Uncertainty, total: float, level: float
) -> None:
    low, high = interval(total, spread, level)
    assert 0 <= low <= total <= high
    if found.mg_per_100g is None:
        assert found.interval(level) is None
    else:
        low, high = found.interval(level) or (math.nan, math.nan)
        assert 0 <= low <= found.mg_per_100g <= high


@given(food_logs())
def test_good_logs_are_read_whole(log: FoodLog) -> None:
    assert mg.read_food_log(io.StringIO(log.text)) == log.intake


@given(bad_food_logs())
def test_bad_logs_are_refused_at_their_bad_lines(log: FoodLog) -> None:
    with pytest.raises(mg.FoodLogError) as caught:
        mg.read_food_log(io.StringIO(log.text))
    assert {problem.line for problem in caught.value.problems} == set(log.bad_lines)


@given(bundled_foods(), waters())
def test_items_have_ids_and_sources(food: mg.Food, water: mg.Water) -> None:
    assert food.id in mg.foods
    assert water.source


def test_importing_hypothesis_reads_no_table_and_makes_no_strategy() -> None:
    code = (
        "import sys\n"
        "opened = []\n"
        "sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == 'open' else None)\n"
        "import hypothesis\n"
        "assert 'magnesium' in sys.modules, 'the entry point is not installed'\n"
        "assert 'magnesium.integrations.strategies' not in sys.modules\n"
        "assert not [name for name in opened if 'magnesium' in name and name.endswith(('.csv', '.toml', 'SUMS'))]\n"
    )
    subprocess.run([sys.executable, "-I", "-c", code], check=True)
