from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg
from magnesium.foods.everyday import everyday_names
from magnesium.integrations.strategies import amounts, foods, impossible_amounts


@given(foods(), amounts())
def test_grams_are_the_rule_of_three_and_unknown_stays_unknown(food: mg.Food, grams: float) -> None:
    entry = food.grams(grams)
    if food.mg_per_100g is None:
        assert entry.mg is None
    else:
        assert entry.mg == pytest.approx(food.mg_per_100g * grams / 100)
    assert (entry.kcal is None) == (food.kcal_per_100g is None)
    assert (entry.calcium_mg is None) == (food.calcium_mg_per_100g is None)
    assert entry.origin == food.origin


@given(impossible_amounts())
def test_impossible_amounts_are_refused_everywhere(value: float) -> None:
    food, water, oxide = mg.foods["sr28:11457"], mg.waters["us-tap"], mg.compounds["magnesium-oxide"]
    for make in (food.grams, water.liters, water.grams, oxide.grams):
        with pytest.raises(mg.AmountError):
            make(value)
    with pytest.raises(mg.AmountError):
        oxide.dose(elemental_mg=value)
    with pytest.raises(mg.AmountError):
        oxide.dose(compound_mg=value)
    with pytest.raises(mg.AmountError):
        mg.Food(id="my:x", name="x", mg_per_100g=value, source="label")
    with pytest.raises(mg.AmountError):
        food.grams(1).scaled(value)


def test_a_food_cannot_hold_more_than_the_most_concentrated_salt() -> None:
    """A slip between mg and µg is a thousandfold."""
    with pytest.raises(mg.AmountError, match="more than any substance"):
        mg.Food(id="my:x", name="x", mg_per_100g=96_000, source="label")


@pytest.mark.parametrize(
    ("name", "compound_mg", "mg_expected"),
    [
        ("magnesium-oxide", 400, 241.217),
        ("magnesium-bisglycinate", 500, 70.481),
        ("magnesium-sulfate-heptahydrate", 1000, 98.614),
        ("magnesium-l-threonate", 3000, 247.59),
        ("magnesium-lactate", 404.85, 48.605),
    ],
)
def test_published_doses(name: str, compound_mg: float, mg_expected: float) -> None:
    entry = mg.compounds[name].dose(compound_mg=compound_mg)
    assert entry.mg == pytest.approx(mg_expected, abs=0.006)
    assert entry.origin == "supplement"


def test_elemental_and_compound_are_two_things() -> None:
    oxide = mg.compounds["magnesium-oxide"]
    assert oxide.dose(elemental_mg=400).mg == 400
    assert oxide.serving("400 mg elemental").mg == 400
    assert oxide.serving("400 mg compound").mg == oxide.serving("0.4 g compound").mg
    with pytest.raises(mg.UnitError, match="mg elemental, mg compound"):
        oxide.serving("400 mg")
    with pytest.raises(mg.InvalidValueError, match="exactly one"):
        oxide.dose()
    with pytest.raises(mg.InvalidValueError, match="exactly one"):
        oxide.dose(elemental_mg=1, compound_mg=1)
    with pytest.raises(mg.InvalidValueError, match="origin"):
        oxide.dose(elemental_mg=1, origin="food")  # type: ignore[arg-type]
    assert oxide.dose(elemental_mg=1, origin="medicine").origin is mg.Origin.MEDICINE


def test_a_mixture_of_varying_composition_is_unknown_by_weight() -> None:
    mixture = mg.compounds["magnesium-citrate-malate"]
    assert mixture.dose(compound_mg=1000).mg is None
    assert mixture.dose(elemental_mg=100).mg == 100
    assert "varying" in str(mixture)


def test_waters_by_volume() -> None:
    hepar = mg.waters.search("hepar")[0]
    assert hepar.liters(1.5).mg == 178.5
    assert hepar.serving("500 ml").mg == 59.5
    assert hepar.serving("1 cup").mg == pytest.approx(119 * 0.2365882365)
    assert hepar.liters(1).origin == "water"
    with pytest.raises(mg.UnitError, match="neither a volume nor a weight"):
        hepar.serving("2 slices")
    with pytest.raises(mg.UnitError, match="fl oz or g"):
        hepar.serving("8 oz")
    assert mg.waters["ciqual-76017"].liters(1).mg is None
    assert "unknown per liter" in str(mg.waters["ciqual-76017"])
    assert str(hepar) == "Hépar (water:ciqual-76022): 119 mg per liter"


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("sr28:11457", "sr28:11457"),
        ("almonds", "sr28:12061"),
        ("ALMOND", "sr28:12061"),
        ("Spinach, cooked, boiled, drained, without salt", "sr28:11458"),
        ("hépar", "water:ciqual-76022"),
        ("magnesium-oxide", "compound:magnesium-oxide"),
        ("Epsom salt", "compound:magnesium-sulfate-heptahydrate"),
        ("milk chocolate", "sr28:19120"),
    ],
)
def test_items_by_id_name_and_everyday_name(text: str, id_: str) -> None:
    assert mg.find_item(text).id == id_


@given(st.sampled_from([mg.foods, mg.waters, mg.compounds]), st.data(), amounts())
def test_every_kind_of_item_can_be_weighed(catalog: mg.Catalog[Any], data: st.DataObject, grams: float) -> None:
    item = catalog[data.draw(st.sampled_from(list(catalog)))]
    entry = item.grams(grams)
    assert entry.grams == pytest.approx(grams)
    unit = "g compound" if isinstance(item, mg.Compound) else "g"
    assert item.serving(f"{grams!r} {unit}").mg == entry.mg
    if isinstance(item, mg.Water) and item.mg_per_l is not None:
        assert entry.mg == pytest.approx(item.mg_per_l * grams / 1000)
    if isinstance(item, mg.Compound) and item.elemental_fraction is not None:
        assert entry.mg == pytest.approx(item.elemental_fraction * grams * 1000)


NAMED = st.sampled_from([*mg.foods, *mg.waters, *mg.compounds, *everyday_names()])


@given(NAMED | NAMED.flatmap(lambda id_: st.just(id_.partition(":")[2])))
def test_find_food_agrees_with_find_item_and_finds_only_foods(name: str) -> None:
    def asked(find: Callable[[str], Any]) -> Any:
        try:
            return find(name)
        except mg.MagnesiumError as error:
            return type(error)

    item, food = asked(mg.find_item), asked(mg.find_food)
    if isinstance(item, mg.Food):
        assert food is item
    elif isinstance(item, mg.Water | mg.Compound):
        assert food is mg.NotFoundError
    elif item is mg.NotFoundError:
        assert food is item
    else:
        assert isinstance(food, mg.Food) or food in {mg.AmbiguousError, mg.NotFoundError}


@pytest.mark.parametrize(("name", "id_"), [("Hépar", "water:ciqual-76022"), ("magnesium-oxide", "magnesium-oxide")])
def test_find_food_says_what_a_name_means_instead(name: str, id_: str) -> None:
    with pytest.raises(mg.NotFoundError, match=f"it names .*{id_}.*find_item"):
        mg.find_food(name)


def test_find_food_takes_own_foods_first() -> None:
    own = mg.Food(id="my:almonds", name="Almonds", mg_per_100g=260.0, source="label")
    assert mg.find_food("almonds", foods=mg.Catalog(mg.Food, records=[own])) is own


def test_chocolate_milk_is_no_milk_chocolate() -> None:
    assert mg.find_item("chocolate milk").id != mg.find_item("milk chocolate").id


def test_a_slip_of_the_pen_gets_near_matches() -> None:
    with pytest.raises(mg.NotFoundError, match="spinach"):
        mg.find_item("spinnach")
    with pytest.raises(mg.NotFoundError, match="compound:magnesium-citrate"):
        mg.find_item("magnesium citrate")
    with pytest.raises(mg.NotFoundError):
        mg.find_item("?!")


def test_tap_water_is_water_whatever_table_it_stands_in() -> None:
    """An upper level that covers water missed tap water logged as a food."""
    assert mg.find_item("tap water").serving("2 cups").origin == "water"
    assert mg.foods["fndds:94000100"].grams(100).origin == "water"
    assert mg.foods["sr28:11457"].grams(100).origin == "food"
    assert mg.find_item("mineral water").id == "water:ciqual-18044"


def test_own_foods_come_first() -> None:
    own = mg.Food(id="my:almonds", name="Almonds", mg_per_100g=260.0, source="label")
    table: mg.Catalog[mg.Food] = mg.Catalog(mg.Food, records=[own])
    assert mg.find_item("almonds", foods=table) is own
    assert mg.find_item("spinach", foods=table).id == "sr28:11457"


def test_entries_carry_when_and_who() -> None:
    entry = mg.foods["sr28:11457"].grams(50).at(date="2026-03-02", time="08:30", meal="breakfast", person="Ann")
    assert (str(entry.date), str(entry.time), entry.meal, entry.person) == (
        "2026-03-02",
        "08:30:00",
        "breakfast",
        "Ann",
    )
    assert entry.at(meal="lunch").date == entry.date
    assert math.isclose(entry.scaled(2).mg or 0, 2 * (entry.mg or 0))
    assert str(entry) == "50 g Spinach, raw: 40 mg"
    with pytest.raises(mg.InvalidValueError, match="2026-11-22"):
        entry.at(date="2.3.2026")
    with pytest.raises(mg.InvalidValueError, match="08:30"):
        entry.at(time="noon")
    with pytest.raises(mg.InvalidValueError, match="date"):
        entry.at(date=20261122)  # type: ignore[arg-type]
    with pytest.raises(mg.InvalidValueError, match="supplement, medicine, added"):
        mg.Intake([entry]).of(["kitchen"])  # type: ignore[list-item]
