"""The choice of retention factors and yields by ingredient and method."""

from __future__ import annotations

import csv
import re
import statistics
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg
from magnesium.foods.cooking import (
    IngredientKind,
    cook,
    ingredient_kinds,
    is_cooked,
    kind_of,
)
from magnesium.foods.cooking_methods import ALIKE, CookingMethod, read_cooking
from magnesium.foods.retention import measured_retention

# What USDA's descriptions of the codes say for each method.
WORDS = {
    "baked": r"BAKED|BKD|REHEAT|BOILED/BAKED",
    "roasted": r"ROAST",
    "broiled": r"BROIL|BRLD",
    "fried": r"FRIED|FRYD|SAUTE",
    "stir_fried": r"STIR FRY",
    "boiled": r"BOIL|BLD|CKD|COOKED",
    "simmered": r"SIMM|STEWED|POACHED|CKD|COOKED|HEATED|BOIL",
    "braised": r"BRAIS|BRWN|BROWN|BRSD",
    "steamed": r"STEAM|WATER USED",
    "toasted": r"TOAST",
    "reheated": r"REHEAT",
}
METHODS = [method for method in CookingMethod if method in WORDS]


def codes(kind: IngredientKind) -> dict[str, str]:
    return {method: code for method in METHODS if (code := getattr(kind, method)) is not None}


@pytest.mark.parametrize("kind", ingredient_kinds.values(), ids=lambda kind: kind.id)
def test_every_code_is_a_code_of_that_method(kind: IngredientKind) -> None:
    assert codes(kind)
    for method, code in codes(kind).items():
        assert re.search(WORDS[method], mg.retention_factors[code].name), (method, code)


@pytest.mark.parametrize("kind", ingredient_kinds.values(), ids=lambda kind: kind.id)
def test_the_usual_method_of_a_kind_has_a_code(kind: IngredientKind) -> None:
    assert kind.code(CookingMethod.COOKED) is not None


def test_every_method_has_an_order_of_methods_that_are_alike() -> None:
    assert set(ALIKE) == set(CookingMethod) - {CookingMethod.COOKED}


@pytest.mark.slow
@pytest.mark.parametrize("kind", [kind for kind in ingredient_kinds.values() if kind.boiled_yield_percent])
def test_the_yield_of_dry_goods_follows_from_the_water_of_both_foods(kind: IngredientKind, shared: Path) -> None:
    import gzip

    with gzip.open(shared / "raw" / "sr28" / "NUT_DATA_sr28.csv.gz", "rt", encoding="utf-8", newline="") as file:
        water = {
            f"sr28:{row['food_id']:0>5}": float(row["value"]) for row in csv.DictReader(file) if row["nutr_id"] == "255"
        }
    raw, cooked = kind.boiled_yield_foods
    assert not is_cooked(mg.foods[raw].name)
    assert is_cooked(mg.foods[cooked].name)
    assert kind.boiled_yield_percent == pytest.approx(100 * (100 - water[raw]) / (100 - water[cooked]), abs=0.5)


KINDS = {
    "sr28:11457": "leafy greens",
    "sr28:11124": "roots and bulbs",
    "sr28:11052": "other vegetables",
    "sr28:11529": "tomatoes",
    "sr28:16069": "lentils and split peas",
    "sr28:16056": "chickpeas and soybeans",
    "sr28:16027": "beans",
    "sr28:20120": "pasta",
    "sr28:20044": "rice",
    "sr28:12061": "nuts",
    "sr28:15083": "finfish",
    "sr28:15149": "shellfish",
    "sr28:05006": "chicken and other poultry",
    "sr28:05165": "turkey",
    "sr28:23572": "ground beef",
    "sr28:10219": "ground pork",
    "sr28:01123": "egg",
    "sr28:04053": None,
    "sr28:02047": None,
}


@pytest.mark.parametrize(("food", "kind"), KINDS.items())
def test_the_kind_of_a_food(food: str, kind: str | None) -> None:
    found = kind_of(mg.foods[food].name, mg.foods[food].category)
    assert (found and found.id) == kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Red lentils", "lentils and split peas"),
        ("Kidney beans", "beans"),
        ("Green beans", "other vegetables"),
        ("Ground almonds", "nuts"),
        ("Ground ginger", None),
        ("Olive oil", None),
        ("Chicken thighs", "chicken and other poultry"),
    ],
)
def test_a_food_without_a_category_is_known_by_its_name(name: str, kind: str | None) -> None:
    found = kind_of(name, None)
    assert (found and found.id) == kind


@pytest.mark.parametrize(
    ("text", "methods", "keeps"),
    [
        ("Boiled, drained", ["boiled"], False),
        ("boiled, water used", ["boiled"], True),
        ("stewed with its liquid", ["simmered"], True),
        ("simmered, not drained", ["simmered"], True),
        ("braised with drippings", ["braised"], True),
        ("roasted, without drippings", ["roasted"], False),
        ("stir-fried", ["stir_fried"], False),
        ("dry heat", ["roasted"], False),
        ("moist heat", ["simmered"], False),
        ("pan-broiled", ["broiled"], False),
        ("deep fried in oil", ["fried"], False),
        ("browned, then simmered", ["fried", "simmered"], False),
        ("hard-boiled", ["boiled"], False),
        ("baked in the oven for 30 minutes", ["baked"], False),
        ("cooked (unspecified)", ["cooked"], False),
    ],
)
def test_cooking_in_words(text: str, methods: list[str], keeps: bool) -> None:
    found = read_cooking(text)
    assert found is not None
    assert (list(found.methods), found.keeps_liquid) == (methods, keeps)


@pytest.mark.parametrize("text", ["", "with love", "boiled with joy", "marinated", "!"])
def test_other_words_are_refused(text: str) -> None:
    with pytest.raises(mg.InvalidValueError, match="must name a method"):
        read_cooking(text)


def test_a_code_that_usda_does_not_have_is_refused() -> None:
    with pytest.raises(mg.NotFoundError):
        read_cooking("9999")


@given(st.sampled_from(sorted(mg.retention_factors)), st.floats(0, 1000))
def test_a_code_is_used_as_usda_prints_it(code: str, grams: float) -> None:
    food = mg.foods["sr28:11457"]
    done = cook(food.grams(grams), read_cooking(code))
    percent = mg.retention_factors[code].percent
    assert done.percent == (100 if percent is None else percent)
    assert done.cooked.mg == pytest.approx(79 * grams / 100 * done.percent / 100)


@given(st.sampled_from(sorted(mg.foods)), st.sampled_from(list(CookingMethod)))
def test_cooking_never_invents_magnesium_and_states_its_choice(food: str, method: CookingMethod) -> None:
    entry = mg.foods[food].grams(100)
    done = cook(entry, read_cooking(method.replace("_", "-")))
    measured = [row.percent for row in measured_retention.values()]
    assert 50 <= done.percent <= max(100, *measured)
    assert done.yield_percent > 0
    assert f"{done.percent:.0f} %" in done.why
    assert (done.cooked.mg is None) == (entry.mg is None)


@given(st.sampled_from(sorted(mg.foods)), st.sampled_from(METHODS))
def test_all_stays_if_the_liquid_is_eaten(food: str, method: CookingMethod) -> None:
    """Also of pulses, for which USDA's table prints 75 to 85 % with the water."""
    entry = mg.foods[food].grams(100)
    assert cook(entry, read_cooking(f"{method.replace('_', '-')}, water used")).cooked.mg == entry.mg


@given(st.sampled_from(sorted(food.id for food in mg.foods.values() if is_cooked(food.name))), st.sampled_from(METHODS))
def test_cooked_foods_lose_nothing_more(food: str, method: CookingMethod) -> None:
    entry = mg.foods[food].grams(100)
    assert cook(entry, read_cooking(method.replace("_", "-"))).cooked.mg == entry.mg


def test_the_yield_is_that_of_the_cut_or_the_median_of_its_kind() -> None:
    (raw,) = (
        food for food in mg.foods.values() if food.name.startswith(TRI_TIP) and food.name.endswith("all grades, raw")
    )
    stated = mg.cooking_yields["13953-baked-or-roasted-unspecified"]
    assert stated.name.startswith(TRI_TIP)
    assert cook(raw.grams(100), read_cooking("roasted")).yield_percent == stated.percent == 84
    pork = [
        each.percent
        for each in mg.cooking_yields.values()
        if each.category == "pork" and each.method == "Braised" and "ground" not in each.name
    ]
    assert cook(mg.foods["sr28:10003"].grams(100), read_cooking("braised")).yield_percent == statistics.median(pork)


TRI_TIP = "Beef, bottom sirloin, tri-tip roast, separable lean and fat, trimmed to 0"


@pytest.mark.parametrize(("food", "percent"), [("sr28:20120", 238), ("sr28:16069", 302), ("sr28:20121", 100)])
def test_dry_goods_swell_and_cooked_ones_do_not(food: str, percent: float) -> None:
    assert cook(mg.foods[food].grams(100), read_cooking("boiled")).yield_percent == percent
