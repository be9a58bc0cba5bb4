"""Swaps are like for like, everyday amounts, and can be made together."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import magnesium as mg
from magnesium.foods.commonness import is_common
from magnesium.foods.error_terms import mg_text
from magnesium.intake.roles import role
from magnesium.intake.suggestions import everyday_servings
from magnesium.integrations import strategies as made
from magnesium.rendering.blocks import Table

WOMAN = mg.Person(age=40, sex="female")
SERVINGS = {food.id: portion for food, portion in everyday_servings()}
DRAWN = made.entries(bundled_only=True).map(lambda entry: attrs.evolve(entry, person=None))
EVERYDAY = st.sampled_from(everyday_servings()).map(lambda pair: pair[0].grams(pair[1].grams))


@given(st.lists(EVERYDAY | DRAWN, max_size=8).map(mg.Intake), st.integers(1, 4))
@settings(max_examples=40)
def test_each_swap_is_like_for_like_in_an_everyday_portion(day: mg.Intake, limit: int) -> None:
    found = mg.swaps(day, WOMAN, days=1, limit=limit)
    assert len(found) <= limit
    assert len({swap.instead.item.id for swap in found}) == len(found)
    for swap in found:
        eaten, instead = swap.eaten, swap.instead
        assert isinstance(eaten.item, mg.Food)
        assert isinstance(instead.item, mg.Food)
        assert eaten.grams
        assert instead.grams
        assert role(instead.item) == role(eaten.item)
        assert instead.item.id != eaten.item.id
        assert instead.kcal is not None
        assert abs(swap.kcal) <= 0.1 * (instead.kcal - swap.kcal) + 1e-9
        assert 1 / 1.5 <= instead.grams / eaten.grams <= 1.5
        servings = instead.grams / SERVINGS[instead.item.id].grams
        assert servings * 2 == pytest.approx(round(servings * 2))
        assert servings <= 2
        assert swap.gain_mg >= 5
        assert eaten in day.entries
    weighed = [swap.gain_mg * (2 if is_common(swap.instead.item.id) else 1) for swap in found]
    assert weighed == sorted(weighed, reverse=True)
    assert found.gain_mg_per_day == pytest.approx(sum(swap.gain_mg for swap in found))


def test_swaps_stop_where_the_gap_is_closed_and_there_are_none_without_one() -> None:
    rice = mg.foods["sr28:20445"].serving("1 cup")
    rest = mg.Food(id="my:x", name="X", mg_per_100g=250, source="label", origin="food").grams(110)
    nearly = mg.swaps(mg.Intake([rest, rice, mg.find_food("white bread").grams(60)]), WOMAN)
    assert len(nearly) == 1
    assert nearly.closes_gap
    assert "which closes it" in str(nearly)
    assert "instead of" in str(nearly[0])
    assert mg.swaps(mg.Intake([rest, rest]), WOMAN) == ()
    assert str(mg.swaps(mg.Intake([rest, rest]), WOMAN)) == "no gap to close"
    assert "no like-for-like swap" in str(mg.swaps(mg.Intake([rest]), WOMAN))
    with pytest.raises(mg.InvalidValueError):
        mg.swaps(300, WOMAN)  # type: ignore[arg-type]


def test_of_several_days_the_gain_counts_for_its_share() -> None:
    rice = mg.foods["sr28:20445"].serving("1 cup")
    found = mg.swaps(mg.Intake([rice.at(date="2026-11-02"), rice.at(date="2026-11-03")]), WOMAN, limit=1)
    assert found.days == 2
    assert found.gain_mg_per_day == found[0].gain_mg / 2


def test_an_earlier_release_of_fndds_takes_the_energy_of_the_newest() -> None:
    release = mg.fndds("2009-2010")
    id_ = next(id_ for id_ in release if id_.startswith("fndds:56205"))
    newest = mg.foods[id_.partition("@")[0]]
    found = mg.swaps(mg.Intake([release[id_].grams(160)]), WOMAN, limit=1)
    assert found
    assert newest.kcal_per_100g is not None
    assert found[0].kcal == pytest.approx((found[0].instead.kcal or 0) - newest.kcal_per_100g * 1.6)


@given(st.floats(0, 300))
@settings(max_examples=15)
def test_suggestions_put_common_foods_first(mg_per_day: float) -> None:
    common = [is_common(suggestion.food.id) for suggestion in mg.suggest(mg_per_day, WOMAN, limit=400)]
    assert common == sorted(common, reverse=True)


def test_foods_of_one_category_differ_in_role() -> None:
    for one, other in (
        ("boiled potatoes", "cooked spinach"),
        ("milk", "egg"),
        ("milk", "yogurt"),
        ("cream cheese", "cheddar"),
        ("lettuce", "cooked broccoli"),
        ("tiramisu", "white bread"),
        ("white bread", "crackers"),
        ("shrimp", "cod"),
        ("hummus", "sauerkraut"),
    ):
        assert role(mg.find_food(one)) != role(mg.find_food(other)), (one, other)
    for one, other in (("rye bread", "bagel"), ("broccoli", "cooked spinach"), ("white rice", "spaghetti")):
        assert role(mg.find_food(one)) == role(mg.find_food(other)), (one, other)


def test_a_food_is_common_in_whatever_state() -> None:
    states = ("spinach, raw", "cooked spinach", "canned spinach", "cooked broccoli", "pear")
    assert all(is_common(mg.find_food(state).id) for state in states)
    assert not any(is_common(mg.find_food(rare).id) for rare in ("nopales", "prickly pear", "purslane"))


def test_a_swap_gains_the_difference_and_states_it() -> None:
    found = mg.swaps(mg.Intake([mg.foods["sr28:20445"].serving("1 cup")]), WOMAN)
    for swap in found:
        assert swap.eaten.mg
        assert swap.instead.mg
        assert swap.gain_mg == swap.instead.mg - swap.eaten.mg
    (table,) = found.rows()
    assert isinstance(table, Table)
    assert [row[2] for row in table.rows] == [f"+{mg_text(swap.gain_mg)}" for swap in found]
