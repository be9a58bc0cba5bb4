from __future__ import annotations

import io
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg
from magnesium.foods.amounts import ML_PER_CUP, mass_grams, parse_amount, volume_ml
from magnesium.integrations.strategies import amounts


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


# A label that names a mass and whose printed weight is another: the mass is returned.
OTHER_MASS = {
    ("sr28:05705", "3 oz"): "printed 28 g, which is 1 oz",
    ("sr28:05712", "3 oz"): "printed 28 g, which is 1 oz",
    ("sr28:05723", "3 oz"): "printed 28 g, which is 1 oz",
    ("sr28:10898", "3 oz"): "printed 117 g, which is the 4 oz of sr28:10895",
    ("sr28:20094", "2 oz"): "printed 128 g, which is 4.5 oz",
    ("sr28:21337", "0.3 oz"): "printed 7 g, which is 0.25 oz",
}
# A label that is printed twice with two weights: ambiguous, and each is answered with its weight beside it.
TWO_WEIGHTS = {
    ("sr28:01048", "1 jar (5 oz)"): (128, 142),
    ("sr28:18014", "1 biscuit"): (58, 43),
    ("sr28:18069", "1 slice"): (29, 25),
    ("sr28:18160", "1 cookie"): (14.2, 15),
    ("sr28:18288", "1 pancake"): (41, 40),
    ("sr28:19015", "1 bar"): (21, 25),
    ("sr28:25016", "1 bar"): (55, 44),
    ("sr28:33875", "5 fl oz"): (30, 152),
    ("sr28:35234", "1 piece"): (28, 19),
}
# The same with weights that only differ by rounding: the first is returned.
ROUNDED_TWICE = {
    ("sr28:19003", "1 oz"): (28, 28.35),
    ("sr28:19410", "1 oz"): (28, 28.35),
    ("sr28:19411", "1 oz"): (28, 28.35),
}
EVERY_PORTION = [(food, portion) for food in mg.foods.values() for portion in food.portions]


def grams_of(food: mg.Food, text: str) -> float | str | None:
    try:
        return food.serving(text).grams
    except mg.MagnesiumError as error:
        return type(error).__name__


def test_every_label_of_every_food_is_the_weight_printed_for_it() -> None:
    """But for the publishers' own errors above."""
    listed = {*OTHER_MASS, *TWO_WEIGHTS, *ROUNDED_TWICE}
    other = {
        (food.id, portion.label, grams)
        for food, portion in EVERY_PORTION
        if (grams := grams_of(food, portion.label)) != portion.grams and (food.id, portion.label) not in listed
    }
    assert len(EVERY_PORTION) > 31_000
    assert not other


def test_every_label_is_the_weight_printed_beside_it() -> None:
    """In the words of an error that lists the portions: "1 slice (29 g)"."""
    other = {
        (food.id, str(portion)) for food, portion in EVERY_PORTION if grams_of(food, str(portion)) != portion.grams
    }
    assert not other


@pytest.mark.parametrize("pattern", ["{times:g} x {label}", "{count:g} {description}"])
@pytest.mark.parametrize("times", [0.5, 3])
def test_every_multiple_of_a_label_is_that_multiple_of_its_weight(pattern: str, times: float) -> None:
    """Unless the publisher prints the description with several counts, whose weights need not agree."""
    other = set()
    for food, portion in EVERY_PORTION:
        once = sum(portion.description == one.description for one in food.portions) == 1
        if once and mass_grams(portion.description) is None:
            count, description = times * portion.amount, portion.description
            text = pattern.format(times=times, label=portion.label, count=count, description=description)
            grams = grams_of(food, text)
            if not isinstance(grams, float) or not math.isclose(grams, times * portion.grams, rel_tol=1e-5):
                other.add((food.id, text, grams))
    assert not other


def test_a_label_beside_words_of_the_food_is_still_the_label() -> None:
    """A number is never a word of the name: "1 patty (70 g)" of "Beef, ground, 70% lean meat" was 1 g."""
    patty = mg.foods["sr28:13497"]
    assert patty.serving("1 patty (70 g)").grams == 70
    for text in ("1 patty (71 g)", "1 70 g", "1 patty 70", "1 30 g"):
        with pytest.raises(mg.UnitError):
            patty.serving(text)


@given(st.integers(min_value=1, max_value=999), st.integers(min_value=1, max_value=9))
def test_a_number_in_a_name_is_never_dropped_from_a_unit(number: int, count: int) -> None:
    food = mg.Food(id="my:x", name=f"Drink, {number}% fat", mg_per_100g=1, source="label")
    with pytest.raises(mg.UnitError):
        food.serving(f"{count} {number} g")


@pytest.mark.parametrize(("id_", "label"), OTHER_MASS)
def test_a_label_that_contradicts_its_weight_is_read_as_the_mass_it_names(id_: str, label: str) -> None:
    food = mg.foods[id_]
    [printed] = [portion.grams for portion in food.portions if portion.label == label]
    quantity, unit = parse_amount(label)
    mass = mass_grams(unit)
    assert mass is not None
    assert food.serving(label).grams == quantity * mass
    assert abs(printed / (quantity * mass) - 1) > 0.1


@pytest.mark.parametrize(("id_", "label"), [*TWO_WEIGHTS, *ROUNDED_TWICE])
def test_a_label_with_two_weights_is_ambiguous_unless_they_differ_by_rounding(id_: str, label: str) -> None:
    food = mg.foods[id_]
    weights = tuple(portion.grams for portion in food.portions if portion.label == label)
    assert weights == {**TWO_WEIGHTS, **ROUNDED_TWICE}[id_, label]
    assert grams_of(food, label) == (weights[0] if (id_, label) in ROUNDED_TWICE else "AmbiguousError")


def test_a_serving_printed_beside_a_count_is_the_whole_label() -> None:
    """ "8 cookies 1 serving = 31 g": one serving was 3.9 g, an eighth of it."""
    assert mg.foods["sr28:28044"].serving("1 serving").grams == 31
    assert mg.foods["sr28:28044"].serving("2 servings").grams == 62
    assert mg.foods["sr28:28044"].serving("4 cookies").grams == 15.5
    for food, portion in EVERY_PORTION:
        if portion.description.endswith((" 1 serving", "(1 serving)", "(1 NLEA serving)")):
            assert grams_of(food, "1 serving") in {portion.grams, "AmbiguousError", *servings_of(food)}


def servings_of(food: mg.Food) -> set[float]:
    return {portion.grams / portion.amount for portion in food.portions if portion.description.startswith("serving")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("half of a slice", 0.5),
        ("half the slice", 0.5),
        ("½ of a slice", 0.5),
        ("half of 3 slices", 1.5),
        ("a quarter of a slice", 0.25),
        ("a third of a slice", 1 / 3),
        ("two thirds of a slice", 2 / 3),
        ("three quarters of a slice", 0.75),
        ("quarter slice", 0.25),
        ("one half slice", 0.5),
        ("2 x 3 slices", 6),
        ("2 × slice", 2),
        ("2x1.5 slices", 3),
        ("two times 1 slice", 2),
        ("3 of the slices", 3),
        ("2 slices of bread", 2),
    ],
)
def test_counts_in_words_and_products(text: str, expected: float) -> None:
    bread = mg.Food(
        id="my:b", name="Bread", mg_per_100g=1, source="label", portions=(mg.Portion(description="slice", grams=30),)
    )
    assert bread.serving(text).grams == pytest.approx(expected * 30)


@pytest.mark.parametrize("text", ["2 of 3 slices", "1 of 2 slices", "2 x 3 x 4 slices", "2 x -3 slices"])
def test_products_that_can_be_read_two_ways_are_refused(text: str) -> None:
    with pytest.raises((mg.AmountError, mg.UnitError)):
        mg.foods[BREAD].serving(text)


@given(
    st.lists(
        st.builds(
            mg.Portion,
            description=st.text("aé杯½²10 ,.()'-/x", min_size=1).filter(lambda text: text.strip(" .,")),
            grams=st.floats(1, 1000),
            amount=st.sampled_from([1.0, 2.0, 0.5]),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_a_label_of_own_portions_is_its_weight_or_refused(portions: list[mg.Portion]) -> None:
    """Whatever signs a description has, a label is never the weight of something else."""
    food = mg.Food(id="my:x", name="X", mg_per_100g=1, source="label", portions=portions)
    for portion in portions:
        try:
            quantity, unit = parse_amount(portion.label)
        except mg.AmountError:
            continue
        if quantity != portion.amount or unit != portion.description.strip():
            continue  # a description that begins with a number makes another label: "1 1/2"
        same = [one.grams for one in portions if one.label.split() == portion.label.split()]
        grams = grams_of(food, portion.label)
        assert grams == portion.grams or len(same) > 1


def test_a_scaled_entry_keeps_its_weight_in_a_log() -> None:
    """Ricotta: "1 cup = 258 g" and "0.2 cup = 64.6 g" do not agree, "3 oz = 85 g" is rounded."""
    ricotta, patty = mg.foods["foundation:746766"], mg.foods["sr28:13497"]
    entries = [
        ricotta.serving("0.2 cup").scaled(5),
        ricotta.serving("1 cup").scaled(0.2),
        patty.serving("3 oz").scaled(2),
    ]
    file = io.StringIO()
    mg.write_food_log(mg.Intake(entries), file)
    read = mg.read_food_log(io.StringIO(file.getvalue()))
    assert [entry.grams for entry in read] == pytest.approx([entry.grams for entry in entries])
    assert [entry.grams for entry in read] == pytest.approx([323, 51.6, 170])


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


@given(st.integers(1, 500), st.floats(0.91, 1.09), st.sampled_from(["g", "gram", "grams"]))
def test_a_weight_in_grams_is_that_weight_whatever_a_label_prints_beside_it(
    quantity: int, ratio: float, unit: str
) -> None:
    own = mg.Portion(description=unit, amount=quantity, grams=quantity * ratio)
    food = mg.Food(id="my:x", name="x", mg_per_100g=10.0, source="label", portions=(own,))
    assert food.serving(f"{quantity} {unit}").grams == quantity


@pytest.mark.parametrize(("unit", "grams"), [("oz", 28.349523125), ("lb", 453.59237), ("kg", 1000)])
def test_a_label_of_another_mass_is_its_printed_weight_unless_it_contradicts_it(unit: str, grams: float) -> None:
    for ratio, expected in ((0.95, 0.95), (1.05, 1.05), (0.8, 1), (1.2, 1)):
        own = mg.Portion(description=unit, amount=2, grams=2 * grams * ratio)
        food = mg.Food(id="my:x", name="x", mg_per_100g=10.0, source="label", portions=(own,))
        assert food.serving(f"2 {unit}").grams == pytest.approx(2 * grams * expected)
        assert food.serving(f"3 {unit}").grams == pytest.approx(3 * grams)
