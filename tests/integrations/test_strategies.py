from __future__ import annotations

import io
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

import magnesium as mg
from magnesium.integrations.strategies import FoodLog, bad_food_logs, bundled_foods, food_logs, waters


@given(person=..., food=..., water=..., compound=..., entry=..., intake=...)
def test_given_an_ellipsis_it_draws_our_records(
    person: mg.Person, food: mg.Food, water: mg.Water, compound: mg.Compound, entry: mg.Entry, intake: mg.Intake
) -> None:
    assert isinstance(person, mg.Person)
    assert food.grams(0).mg == (None if food.mg_per_100g is None else 0)
    assert water.litres(0).mg == (None if water.mg_per_litre is None else 0)
    assert compound in mg.compounds.values()
    assert isinstance(entry, mg.Entry)
    assert intake.total == mg.Intake(intake.entries).total


@given(st.from_type(mg.Portion))
def test_from_type(portion: mg.Portion) -> None:
    assert portion.grams > 0


# A strategy that never draws what is special would test nothing.
@pytest.mark.parametrize(
    ("kind", "special"),
    [
        (mg.Person, lambda person: person.sex is None),
        (mg.Person, lambda person: person.life_stage is mg.LifeStage.PREGNANT),
        (mg.Person, lambda person: person.life_stage is mg.LifeStage.INFANT_HUMAN_MILK),
        (mg.Food, lambda food: food.mg_per_100g is None),
        (mg.Food, lambda food: food.mg_per_100g is not None and food.portions),
        (mg.Water, lambda water: water.id.startswith("my:")),
        (mg.Entry, lambda entry: entry.origin is mg.Origin.SUPPLEMENT),
        (mg.Intake, lambda intake: intake.total.is_lower_bound and intake.total.mg > 0),
    ],
)
def test_what_is_special_is_drawn(kind: type[Any], special: Any) -> None:
    once = settings(max_examples=1000, database=None, phases=[Phase.generate])
    find(st.from_type(kind), special, settings=once)


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
