"""Origins: what counts as a supplement, and what an unstated origin leaves open."""

from __future__ import annotations

import io
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg
from magnesium.integrations.serialization import from_json, to_json
from magnesium.integrations.strategies import amounts, entries, foods, intakes

WOMAN = mg.Person(age=40, sex="female")
STATED = ("food", "water", "supplement", "medicine")
DOSED = {"supplement", "medicine"}


def pills(**stated: Any) -> mg.Food:
    return mg.Food(id="my:pills", name="Pills", mg_per_100g=31_000, source="label", **stated)


@pytest.mark.parametrize(
    ("category", "origin"),
    [
        ("supplement", "supplement"),
        ("Supplements", "supplement"),
        ("Dietary supplement", "supplement"),
        ("DIETARY  SUPPLEMENTS", "supplement"),
        ("en:dietary-supplements", "supplement"),
        ("food supplements", "supplement"),
        ("Vitamins & minerals", "supplement"),
        ("Multivitamins", "supplement"),
        ("tablets", "supplement"),
        ("medicine", "medicine"),
        ("Medication", "medicine"),
        ("laxative", "medicine"),
        ("Antacids", "medicine"),
        ("over-the-counter drug", "medicine"),
        ("food", "food"),
        ("Water", "water"),
        ("mineral water", "water"),
        ("not a supplement", None),
        ("non-supplement", None),
        ("vitamin drinks", None),
        ("coconut water", None),
        ("capsule coffee", None),
        ("snacks", None),
        ("", None),
        (None, None),
    ],
)
def test_a_category_states_an_origin_or_none(category: str | None, origin: str | None) -> None:
    assert pills(category=category).origin == origin
    assert pills(category=category).grams(2.5).origin == origin


@given(foods(), st.sampled_from(STATED))
def test_a_stated_origin_wins_over_the_category(food: mg.Food, origin: str) -> None:
    stated = mg.Food(id=food.id, name=food.name, mg_per_100g=1, source="x", category=food.category, origin=origin)  # type: ignore[arg-type]
    assert stated.origin == origin


@pytest.mark.parametrize("origin", ["added", "air", "", 3])
def test_other_origins_are_refused(origin: Any) -> None:
    with pytest.raises(mg.InvalidValueError, match="must be one of food, water, supplement, medicine"):
        pills(origin=origin)
    with pytest.raises(mg.InvalidValueError, match="must be one of"):
        mg.read_food_table(io.StringIO("id,name,mg_per_100g\na,A,50\n"), origin=origin)


def test_every_bundled_food_is_food_or_water() -> None:
    assert {food.origin for food in mg.foods.values()} == {mg.Origin.FOOD, mg.Origin.WATER}


@given(st.lists(st.tuples(st.sampled_from([*STATED, "added", None]), st.none() | amounts(400)), max_size=6))
def test_exceeds_ul_is_true_by_supplements_alone_and_false_only_with_what_is_unstated(
    parts: list[tuple[str | None, float | None]],
) -> None:
    salt = mg.compounds["magnesium-oxide"]
    intake = mg.Intake(mg.Entry(item=salt, origin=o, quantity=1, unit="x", mg=value) for o, value in parts)  # type: ignore[arg-type]
    for authority in ("nasem", "efsa", "who"):
        found = mg.adequacy(intake, WOMAN, authority=authority)
        if found.ul is None:
            assert found.exceeds_ul is None
            continue
        covered = [value for origin, value in parts if origin is not None and origin in found.ul.scope.origins]
        unstated = [value for origin, value in parts if origin is None]
        least = math.fsum(value or 0 for value in covered)
        most = math.inf if None in covered + unstated else least + math.fsum(value or 0 for value in unstated)
        level = found.ul.mg_per_day
        assert found.exceeds_ul is (True if least > level else False if most <= level else None)
        assert found.total.unstated_mg == found.unstated.mg == math.fsum(value or 0 for value in unstated)


@given(intakes())
def test_the_parts_of_every_origin_make_the_whole(intake: mg.Intake) -> None:
    parts = [intake.of([origin]).total for origin in (*mg.Origin, None)]
    assert math.fsum(part.mg for part in parts) == pytest.approx(intake.total.mg)
    assert sorted(id_ for part in parts for id_ in part.unknown) == list(intake.total.unknown)
    assert intake.total.unstated_mg == intake.of([None]).total.mg


@given(st.one_of(foods(), entries(), intakes(max_size=3)))
def test_origins_survive_json(record: Any) -> None:
    pytest.importorskip("cattrs", reason="needs the extra serialization")
    assert from_json(to_json(record)) == record


# --- tables and logs ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("columns", "cells", "option", "exceeds"),
    [
        ("", "", None, None),
        ("", "", "food", False),
        ("", "", "supplement", True),
        (",category", ",snacks", None, None),
        (",category", ",dietary supplement", None, True),
        (",category", ",dietary supplement", "food", True),
        (",category", ",laxative", None, True),
        (",origin", ",Supplement", None, True),
        (",origin", ",medicine", "food", True),
        (",origin", ",food", None, False),
        (",category,origin", ",supplement,food", None, False),
    ],
)
def test_pills_of_an_own_table_are_never_silently_food(
    columns: str, cells: str, option: str | None, exceeds: bool | None
) -> None:
    """Two and a half tablets of 310 mg: 775 mg, above 350 mg if they are supplements."""
    table = f"id,name,mg_per_100g,portions{columns}\nmy:pills,Pills,31000,1 tablet = 1{cells}\n"
    own = mg.read_food_table(io.StringIO(table), origin=option)  # type: ignore[arg-type]
    day = mg.read_food_log(io.StringIO("food,amount\nPills,2.5 tablets\nalmonds,30 g\n"), foods=own)
    found = mg.adequacy(day, WOMAN)
    assert found.exceeds_ul is exceeds
    report = mg.build_report(day, WOMAN)
    assert report.to_dict()["derived"]["adequacy"]["exceeds_ul"] is exceeds
    assert report.to_dict()["record"]["adequacy"]["unstated"]["mg"] == (775 if exceeds is None else 0)
    assert ("not above it" in report.text()) == (exceeds is False)
    assert ("775 mg of no stated origin" in report.text()) == (exceeds is None)
    assert ("No stated origin" in found._repr_html_()) == (exceeds is None)


def test_what_is_in_no_table_may_be_a_supplement() -> None:
    log = "food,amount\nDoctor's Choice Magnesium Glycinate,4 capsules\nalmonds,30 g\n"
    day = mg.read_food_log(io.StringIO(log), on_unknown="keep")
    assert mg.adequacy(day, WOMAN).exceeds_ul is None
    stated = mg.read_food_log(io.StringIO("food,amount,origin\nmoon cheese,30 g,food\n"), on_unknown="keep")
    assert mg.adequacy(stated, WOMAN).exceeds_ul is False


@pytest.mark.parametrize("origin", STATED)
@pytest.mark.parametrize("of_item", [*STATED, None])
def test_a_log_states_the_origin_that_a_table_does_not(origin: str, of_item: str | None) -> None:
    own = mg.read_food_table(io.StringIO(f"id,name,mg_per_100g,origin\nmy:x,X,100,{of_item or ''}\n"))
    text = f"food,amount,origin\nX,10 g,{origin}\n"
    if of_item is not None and (of_item in DOSED) != (origin in DOSED):
        with pytest.raises(mg.FoodLogError, match="origin"):
            mg.read_food_log(io.StringIO(text), foods=own)
        return
    day = mg.read_food_log(io.StringIO(text), foods=own)
    assert day.entries[0].origin == origin
    written = io.StringIO()
    mg.write_food_log(day, written)
    assert mg.read_food_log(io.StringIO(written.getvalue()), foods=own) == day


def test_a_wrong_origin_in_a_table_is_told_with_its_line() -> None:
    with pytest.raises(
        mg.DataError, match=r"line 2, column 'origin': origin must be one of food, water, .*, got 'air'"
    ):
        mg.read_food_table(io.StringIO("id,name,mg_per_100g,origin\nmy:x,X,100,air\n"))
