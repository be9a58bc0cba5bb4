"""The standard deviation of totals in data frames: that of an intake of the same rows."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import magnesium as mg
from magnesium.integrations.frames import total_intake
from magnesium.integrations.strategies import amounts
from tests.integrations.engines import Engine, every_engine, need

# Foods that share no ingredient.
IDS = ("sr28:12061", "sr28:11458", "foundation:321358", "ch:1", "fineli:100")


@every_engine
@settings(max_examples=4)
@given(rows=st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(IDS), amounts(1000)), min_size=1))
def test_the_sd_of_a_group_is_that_of_its_intake(engine: Engine, rows: list[tuple[str, str, float]]) -> None:
    need(engine)
    people, foods, grams = zip(*rows, strict=True)
    frame = engine.make({"person": list(people), "food": list(foods), "grams": list(grams)})
    found = engine.read(total_intake(frame, by="person", uncertainty=True))
    for person, total_mg, sd in zip(found["person"], found["mg"], found["sd_mg"], strict=True):
        day = mg.Intake([mg.foods[id_].grams(weight) for who, id_, weight in rows if who == person])
        assert total_mg == pytest.approx(day.total.mg)

        assert sd == pytest.approx(day.total.sd_mg, rel=1e-9, abs=1e-9)


def test_the_sd_does_not_depend_on_how_long_the_frame_is(monkeypatch: pytest.MonkeyPatch) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"food": [*IDS, "no such food"], "grams": [30.0] * (len(IDS) + 1)})
    short = total_intake(frame, by="food", on_bad="null", uncertainty=True)
    monkeypatch.setattr("magnesium.integrations.frames.spreads._LONG_ROWS", 0)
    long = total_intake(frame, by="food", on_bad="null", uncertainty=True)
    assert (short["sd_mg"] > 0).sum() == len(IDS)
    pandas.testing.assert_frame_equal(short, long)


def test_own_foods_recipes_and_codes_have_an_sd() -> None:
    pandas = pytest.importorskip("pandas")
    own = mg.Food(id="my:bar", name="Bar", mg_per_100g=100, source="label")
    foods = mg.Catalog(mg.Food, records=[own])
    frame = pandas.DataFrame({"food": ["my:bar", "12061"], "grams": [50.0, 30.0]})
    found = total_intake(frame, by="food", foods=foods, uncertainty=True).set_index("food")["sd_mg"]
    assert found["my:bar"] == pytest.approx(own.grams(50).sd_mg)
    assert found["12061"] == pytest.approx(mg.foods["sr28:12061"].grams(30).sd_mg)


def test_stated_magnesium_has_no_sd() -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"who": ["a"], "magn": [100.0]})
    with pytest.raises(mg.InvalidValueError, match="uncertainty"):
        total_intake(frame, by="who", mg="magn", uncertainty=True)


def test_one_food_by_two_names_has_one_error() -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"who": "a", "food": ["sr28:12061", "12061", "none", None], "grams": [30.0, 40, 1, 1]})
    found = total_intake(frame, by="who", on_bad="null", uncertainty=True)
    assert found["sd_mg"].tolist() == [pytest.approx(mg.foods["sr28:12061"].grams(70).sd_mg)]
    assert found["unknown_rows"].tolist() == [2]
