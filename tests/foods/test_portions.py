from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg
from magnesium.foods.amounts import ML_PER_CUP, mass_grams, parse_amount, volume_ml
from tests.strategies import amounts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 cup", (1, "cup")),
        ("½ cup", (0.5, "cup")),
        ("1½ cups", (1.5, "cups")),
        ("1 ½ cups", (1.5, "cups")),
        ("1 1/2 cups", (1.5, "cups")),
        ("1-1/2 cups", (1.5, "cups")),
        ("⅚ cup", (5 / 6, "cup")),
        ("1⁄2 cup", (0.5, "cup")),
        ("one cup", (1, "cup")),
        ("two slices", (2, "slices")),
        ("0,125 g", (0.125, "g")),
        ("1/3 cup", (1 / 3, "cup")),
        ("3/4cup", (0.75, "cup")),
        ("2 tbsp", (2, "tbsp")),
        ("100g", (100, "g")),
        ("0.5 l", (0.5, "l")),
        (".5 l", (0.5, "l")),
        ("1,5 dl", (1.5, "dl")),
        ("1e2 g", (100, "g")),
        ("a cup", (1, "cup")),
        ("half a cup", (0.5, "cup")),
        ("3", (3, "")),
        ("  2  slices  ", (2, "slices")),
        ('1 medium (3" dia)', (1, 'medium (3" dia)')),
    ],
)
def test_amounts_as_people_write_them(text: str, expected: tuple[float, str]) -> None:
    assert parse_amount(text) == expected


@pytest.mark.parametrize(
    "text", ["", "cup", "-1 cup", "nan g", "inf g", "-inf g", "1/0 cup", "1,500 g", "1.2.3 g", "one-ish"]
)
def test_what_is_no_amount_is_said_so(text: str) -> None:
    with pytest.raises(mg.AmountError, match="amount"):
        parse_amount(text)


@pytest.mark.parametrize("text", [f"{'9' * 400}/1 g", f"1/{'0' * 5000} g", f"{'9' * 400} 1/2 g", "9" * 5000])
def test_digits_without_end_are_no_amount(text: str) -> None:
    with pytest.raises(mg.AmountError):
        parse_amount(text)


@given(amounts(), st.sampled_from(["g", "cup", "large egg"]))
def test_any_amount_that_python_prints_is_read_back(quantity: float, unit: str) -> None:
    assert parse_amount(f"{quantity!r} {unit}") == (quantity, unit)


@given(st.text(max_size=30))
def test_any_text_is_an_amount_or_a_clear_error(text: str) -> None:
    try:
        quantity, _ = parse_amount(text)
    except mg.AmountError:
        return
    assert math.isfinite(quantity)
    assert quantity >= 0


def test_factors_are_the_published_ones() -> None:
    """NIST Handbook 44: a pound is 453.59237 g, a US gallon 231 cubic inches (3.785411784 l)."""
    assert mass_grams("lb") == 453.59237
    assert mass_grams("ounces") == 28.349523125
    assert volume_ml("gallons") == pytest.approx(3785.411784, rel=1e-12)
    assert volume_ml("cup") == ML_PER_CUP == pytest.approx(236.5882365, rel=1e-12)
    assert volume_ml("tablespoons") == pytest.approx(ML_PER_CUP / 16)
    assert volume_ml("tsp") == pytest.approx(ML_PER_CUP / 48)
    assert volume_ml("cl") == volume_ml("centilitres") == 10
    assert volume_ml("fluid ounces") == volume_ml("fl. oz") == pytest.approx(ML_PER_CUP / 8)


SPINACH = "sr28:11458"  # 1 cup = 180 g
ALMONDS = "sr28:12061"  # four kinds of cup, 1 almond = 1.2 g
BREAD = "foundation:325871"  # 1 slice = 27.3 g


def test_servings_of_real_foods() -> None:
    spinach = mg.foods[SPINACH]
    assert spinach.serving("1 cup").mg == 156.6
    assert spinach.serving("1 1/2 cups").grams == 270
    assert spinach.serving("100 g").mg == 87
    assert spinach.serving("2 oz").grams == pytest.approx(56.69904625)
    assert spinach.serving("1 lb").grams == spinach.serving("1 lbs").grams == 453.59237
    assert mg.foods[ALMONDS].serving("100 g almonds").grams == 100
    assert mg.foods[ALMONDS].serving("10 almonds").grams == 12
    assert mg.foods[ALMONDS].serving("1 cup, sliced").grams == mg.foods[ALMONDS].serving("1 sliced cup").grams == 92
    assert mg.foods[BREAD].serving("3 slices").grams == pytest.approx(81.9)
    assert mg.find_item("couscous").serving("1 cup").grams == 157  # and not "1 cup, dry, yields" 528 g


def test_a_volume_is_scaled_from_the_foods_own_volume() -> None:
    """A sixteenth of the published cup of 180 g; no density is made up."""
    assert mg.foods[SPINACH].serving("1 tbsp").grams == pytest.approx(180 / 16)
    assert mg.foods[SPINACH].serving("100 ml").grams == pytest.approx(18000 / ML_PER_CUP)


def test_no_volume_portion_means_no_volume() -> None:
    whole = mg.Food(
        id="my:loaf", name="Loaf", mg_per_100g=20, source="label", portions=(mg.Portion(description="slice", grams=30),)
    )
    with pytest.raises(mg.UnitError, match=r"1 slice \(30 g\)"):
        whole.serving("1 cup")


def test_the_foods_own_name_beside_the_measure_is_no_obstacle() -> None:
    egg = mg.find_item("egg")
    assert egg.serving("2 large eggs").mg == egg.serving("2 large").mg


def test_two_kinds_of_one_measure_are_not_chosen_between() -> None:
    with pytest.raises(mg.AmbiguousError) as caught:
        mg.foods[ALMONDS].serving("1 cup")
    assert len(caught.value.candidates) == 4
    assert "cup, whole" in str(caught.value)


def test_the_words_of_the_error_are_an_answer() -> None:
    """White bread of SR28 has two slices, of 29 and of 25 g."""
    bread = mg.foods["sr28:18069"]
    with pytest.raises(mg.AmbiguousError, match=r"1 slice \(29 g\) or 1 slice \(25 g\)"):
        bread.serving("2 slices")
    assert bread.serving("2 slice (29 g)").grams == 58


def test_a_measure_not_further_specified_answers_one_not_further_specified() -> None:
    """FNDDS has "1 piece, NFS" beside pieces of small, medium and large pizzas."""
    assert mg.find_item("pizza").serving("2 pieces").grams == 2 * 119


def test_one_measure_with_two_roundings_is_one_measure() -> None:
    """Coffee: 6 fl oz = 178 g, 1 fl oz = 29.6 g."""
    assert mg.find_item("coffee").serving("8 fl oz").grams == pytest.approx(237, abs=0.5)


@pytest.mark.parametrize(
    ("food", "text"),
    [
        ("almonds", "10 whole"),
        ("pecans", "5 halves"),
        ("cucumber", "3 slices"),
        ("orange", "6 sections"),
        ("cashews", "5 whole"),
        ("apple", "3 slices"),
        ("mango", "3 pieces"),
        ("strawberries", "5 whole"),
    ],
)
def test_a_qualifier_of_a_cup_is_no_measure(food: str, text: str) -> None:
    """ "cup, whole" answered "10 whole" almonds with ten cups, 1,430 g."""
    try:
        grams = mg.find_item(food).serving(text).grams
    except mg.UnitError:
        return
    assert grams is not None
    assert grams < 200


def test_a_volume_printed_in_a_serving_is_read() -> None:
    """Ice cream: "serving 1/2 cup = 66 g"; a cup was once answered with 66 g."""
    assert mg.find_item("ice cream").serving("1 cup").grams == pytest.approx(132)
    spread = mg.foods["sr28:19125"]
    assert "serving 2 TBSP" in {portion.description for portion in spread.portions}
    assert spread.serving("1 tbsp").grams == pytest.approx(18.5)


def test_half_of_a_thing_weighs_half() -> None:
    """FNDDS: "1/2 chicken = 300 g", "1/2 slice = 48 g"."""
    assert mg.foods["fndds:24102000"].serving("1/2 chicken").grams == 300
    assert mg.foods["fndds:27250450"].serving("1 slice").grams == 96


@pytest.mark.parametrize("unit", ["µg", "%g", "€g", "öz", "µl", "#lb", "mg"])
def test_units_are_compared_letter_by_letter(unit: str) -> None:
    """ "100 µg" was read as 100 g."""
    assert mass_grams(unit) is None
    assert volume_ml(unit) is None
    with pytest.raises(mg.UnitError):
        mg.foods[SPINACH].serving(f"100 {unit}")


def test_the_weight_of_one_is_truer_than_that_of_a_fifth() -> None:
    """Ricotta: "1 cup = 258 g" and "0.2 cup = 64.6 g", which was a quarter before it was rounded."""
    assert mg.foods["foundation:746766"].serving("1 cup").grams == 258


def test_the_largest_volume_says_the_density() -> None:
    """A teaspoon's weight is rounded by a tenth, a cup's by a hundredth."""
    food = mg.Food(
        id="my:oil",
        name="Oil",
        mg_per_100g=1,
        source="label",
        portions=(mg.Portion(description="tsp", grams=5), mg.Portion(description="cup", grams=218)),
    )
    assert food.serving("1 dl").grams == pytest.approx(218 * 100 / ML_PER_CUP)


def test_ten_percent_apart_is_not_rounding() -> None:
    food = mg.Food(
        id="my:x",
        name="X",
        mg_per_100g=1,
        source="label",
        portions=(mg.Portion(description="slice, a", grams=30), mg.Portion(description="slice, b", grams=33)),
    )
    with pytest.raises(mg.AmbiguousError):
        food.serving("1 slice")


def test_a_measure_that_no_portion_has_lists_those_that_exist() -> None:
    with pytest.raises(mg.UnitError) as caught:
        mg.foods[SPINACH].serving("1 bowl")
    assert caught.value.unit == "bowl"
    assert "1 cup (180 g)" in str(caught.value)
    with pytest.raises(mg.AmountError, match="needs a unit"):
        mg.foods[SPINACH].serving("2")


def test_portions_of_several_are_divided() -> None:
    """SR28 prints "10 crackers = 16 g": one weighs 1.6 g."""
    food = mg.Food(
        id="my:c",
        name="Crackers",
        mg_per_100g=50,
        source="label",
        portions=(mg.Portion(description="crackers", grams=16, amount=10),),
    )
    assert food.serving("5 crackers").grams == pytest.approx(8)
    assert str(food.portions[0]) == "10 crackers (16 g)"


@given(st.sampled_from(sorted(mg.foods)[::37]), st.integers(min_value=1, max_value=4))
def test_every_portion_of_a_food_can_be_asked_for_by_its_own_label(id_: str, times: int) -> None:
    """Unless the publisher gives one label two weights, which is an AmbiguousError."""
    food = mg.foods[id_]
    for portion in food.portions:
        same = {p.grams / p.amount for p in food.portions if p.description == portion.description}
        if mass_grams(portion.description) is None and len(same) == 1:
            try:
                entry = food.measured(times * portion.amount, portion.description)
                by_label = food.serving(portion.label)
            except mg.AmbiguousError:
                continue
            assert entry.grams == pytest.approx(times * portion.grams)
            assert by_label.grams == pytest.approx(portion.grams, rel=1e-5)


@pytest.mark.parametrize(("grams", "amount"), [(0, 1), (-1, 1), (math.nan, 1), (1, 0), (1, math.inf)])
def test_a_portion_weighs_something(grams: float, amount: float) -> None:
    with pytest.raises(mg.AmountError, match="portion"):
        mg.Portion(description="cup", grams=grams, amount=amount)


@given(amounts(), amounts(), st.sampled_from([SPINACH, ALMONDS, BREAD]))
def test_more_food_never_has_less_magnesium(a: float, b: float, id_: str) -> None:
    low, high = sorted((a, b))
    less, more = mg.foods[id_].grams(low).mg, mg.foods[id_].grams(high).mg
    assert less is not None
    assert more is not None
    assert less <= more
