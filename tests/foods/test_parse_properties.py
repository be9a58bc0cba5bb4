"""What changes nothing in a line, what doubles, and the whole kind: every everyday name with its common measures."""

from __future__ import annotations

import functools

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import magnesium as mg
from magnesium.foods.amounts import mass_grams
from magnesium.foods.everyday import everyday_foods
from magnesium.foods.line_tables import household_measures, usual_amounts
from magnesium.foods.siblings import siblings
from magnesium.text import words

NAMES = [everyday.names[0] for everyday in everyday_foods.values() if len(everyday.food_ids) == 1]
SPELLINGS = [
    ("g", ["grams", "gram", "G", "gr"]),
    ("tbsp", ["tablespoons", "Tbsp.", "tbs", "T"]),
    ("tsp", ["teaspoons", "tsps", "t"]),
    ("cups", ["cup", "c", "Cups", "c."]),
    ("oz", ["ounces", "oz.", "ounce"]),
    ("lb", ["lbs", "pounds", "pound"]),
    ("ml", ["milliliters", "millilitres", "mL"]),
]
WEIGHED = st.tuples(st.sampled_from(NAMES), st.sampled_from([10, 30, 100, 250]))


@functools.cache
def read(line: str) -> tuple[str, float | None, float | None] | str:
    """Return what a line is read as, or the class of its error."""
    try:
        entry = mg.parse(line)
    except mg.MagnesiumError as error:
        return type(error).__name__
    return entry.item.id, entry.grams, entry.mg


def test_every_everyday_name_is_read_with_a_weight() -> None:
    unread = [name for name in NAMES if isinstance(read(f"100 g {name}"), str)]
    assert unread == []


def test_every_everyday_name_means_in_a_line_what_it_means_alone_or_its_other_state() -> None:
    from magnesium.foods.line_tables import states_by_food

    odd = []
    for name in NAMES:
        entry, alone = mg.parse(f"100 g {name}"), mg.find_item(name)
        pair = states_by_food().get(alone.id)
        if entry.item.id not in {alone.id, pair.id if pair else "", pair.uncooked if pair else ""}:
            odd.append((name, entry.item.id, alone.id))
    assert odd == []


@given(WEIGHED)
def test_case_and_word_order_of_amount_and_food_change_no_food(drawn: tuple[str, int]) -> None:
    name, grams = drawn
    plain = read(f"{grams} g {name}")
    assert read(f"{grams} g {name.upper()}") == plain
    assert read(f"{grams}g of {name}") == plain
    turned = read(f"{name}, {grams} g")
    # A weight that comes first is weighed out, so it can be the dry food.
    states = {"state"} & {str(note.kind) for note in mg.parse(f"{grams} g {name}").assumptions}
    assert turned == plain or states


@pytest.mark.parametrize(("unit", "others"), SPELLINGS)
@pytest.mark.parametrize("food", ["honey", "olive oil", "whole milk", "cooked spinach", "peanut butter", "sugar"])
def test_the_spelling_of_a_unit_changes_nothing(unit: str, others: list[str], food: str) -> None:
    plain = read(f"2 {unit} {food}")
    assert {other: read(f"2 {other} {food}") for other in others} == dict.fromkeys(others, plain)


@pytest.mark.parametrize("name", ["egg", "banana", "carrot", "almond", "cookie", "bagel", "tomato", "apricot", "kiwi"])
def test_singular_and_plural_are_the_same(name: str) -> None:
    assert read(f"2 {name}") == read(f"2 {name}s") or read(f"2 {name}") == read(f"2 {name}es")


@given(st.sampled_from(NAMES), st.integers(1, 4), st.sampled_from([*household_measures]))
def test_an_amount_with_its_measure_may_follow_the_food(name: str, count: int, measure: str) -> None:
    first = read(f"{count} {measure} {name}")
    behind = read(f"{name} {count} {measure}")
    # Behind the food, a number and a measure can be part of a name that is found only there ("ice cream 1 cone").
    assert isinstance(first, str) or behind == first or behind == read(f"{count} {name} {measure}")


@given(st.sampled_from(NAMES), st.integers(1, 4))
def test_times_may_be_written_without_a_space(name: str, count: int) -> None:
    assume(not name[0].isdigit())  # the 1 of "1% milk" would be the number behind the ×
    assume(mass_grams(words(name)[0]) is None)  # "x1 pound cake" has its number before a unit, "1x pound cake" has not
    assert read(f"{name} x{count}") == read(f"{name} x {count}") == read(f"{name} × {count}")
    assert read(f"{count}x {name}") == read(f"x{count} {name}") == read(f"{count} x {name}")


@pytest.mark.parametrize("name", NAMES)
def test_a_drained_can_of_anything_is_read_or_refused(name: str) -> None:
    """Only some foods come in cans; the others are refused with an error of the library."""
    for line in (f"1 drained can {name}", f"1 can {name}, drained"):
        assert isinstance(read(line), tuple | str)


@given(st.sampled_from(NAMES), st.integers(2, 4), st.sampled_from(["30 g", "1 cup", "100 ml", "2 oz", "2 slices"]))
def test_times_behind_the_food_multiply_its_amount(name: str, count: int, amount: str) -> None:
    once = read(f"{amount} {name}")
    for line in (f"{amount} {name} x {count}", f"{amount} {name} x{count}", f"{amount} {name} (× {count})"):
        assert isinstance(once, str) or read(line)[1:] == tuple(
            None if each is None else pytest.approx(count * each) for each in once[1:]
        )


AMOUNTS = st.sampled_from(["1 cup", "1 tbsp", "1 oz", "50 g", "1", "1 large", "1 slice"])


@given(st.sampled_from(NAMES), AMOUNTS)
def test_twice_the_amount_is_twice_the_grams_and_milligrams(name: str, measure: str) -> None:
    number, _, unit = measure.partition(" ")
    once, twice = (
        read(f"{measure} {name}".replace("  ", " ")),
        read(f"{2 * int(number)} {unit} {name}".replace("  ", " ")),
    )
    if isinstance(once, str) or isinstance(twice, str):
        return  # a count of what only has an eating occasion is refused
    if measure == "1" and once[1] is not None and twice[1] is not None and not _is_counted(f"1 {name}"):
        return
    assert twice[0] == once[0]
    for less, more in zip(once[1:], twice[1:], strict=True):
        assert more == (None if less is None else pytest.approx(2 * less))


def _is_counted(line: str) -> bool:
    return not any("occasion" in note.chosen or "usual" in note.chosen for note in mg.parse(line).assumptions)


# Names of which one weighs less than 0.3 times what is eaten on one occasion, because several are eaten at once …
SEVERAL_AT_ONCE = (
    "almond|asparagus|blackberry|blueberry|brazil nut|caramel|cashew|cherry|chestnut|chicken nuggets|"
    "chicken tenders|chocolate chip cookie|chocolate covered almonds|cooked asparagus|cooked brussels sprouts|"
    "cooked cauliflower|cooked green beans|cooked mushrooms|corn chips|crackers|cranberry|currants|doritos|"
    "dried pineapple|fish fingers|french fries|fried calamari|frozen blueberries|frozen strawberries|gingersnaps|"
    "gnocchi|grape|green beans|greens|hot sauce|lotus root|lychee|macadamia|marshmallow|mussel|okra|onion rings|"
    "oven chips|pecan|pepperoni|pistachio|pitted dates|plantain chips|polenta|popcorn|potato chips|pretzel|"
    "raisin|raspberry|ravioli|raw cashews|raw macadamias|roasted almonds|salmon nigiri|salmon roll|scallop|shortbread|"
    "shrimp cocktail|shrimp scampi|squid|strawberry|sugar|sundried tomatoes|sushi|sushi roll|sweet and sour chicken|"
    "sweet potato crisps|sweet potato fries|tater tots|tortellini|tortilla chips|vegetable chips|walnut|"
    "watercress|whole wheat crackers|"
)
# … and more than 3 times, because it is bought whole and used as an ingredient …
BOUGHT_WHOLE = (
    "aubergine|bell pepper|broccoli rabe|cantaloupe|cauliflower|chicken pot pie|chinese cabbage|coconut|fennel|"
    "green pepper|honeydew|jicama|lettuce|lime|mango|onion|pineapple|pomegranate|red cabbage|red pepper|romaine|"
    "swede|watermelon|"
)
# … and of which a cup is more than is eaten at once: sauces, sweets, eggs.
NO_CUP_AT_ONCE = "alfredo sauce|dark chocolate|egg|espresso|guacamole|hummus|tzatziki|white chocolate|"


def test_one_of_an_everyday_food_weighs_about_what_people_eat_or_is_listed_with_a_reason() -> None:
    """A slice of bacon was borrowed for beef, a jiggler of gelatin for apple crisp, a whole bird was one turkey."""
    compared, less, more = 0, set(), set()
    for name in NAMES:
        ratio = _ratio(f"1 {name}")
        if ratio is not None:
            compared += 1
            less |= {name} if ratio < 0.3 else set()
            more |= {name} if ratio > 3 else set()
    assert compared > 300
    assert less == set("".join(SEVERAL_AT_ONCE).strip("|").split("|"))
    assert more == set("".join(BOUGHT_WHOLE).strip("|").split("|"))


def test_a_cup_of_an_everyday_food_weighs_about_what_people_eat_or_is_listed_with_a_reason() -> None:
    ratios = {name: _ratio(f"1 cup {name}", spoons=False) for name in NAMES}
    assert sum(ratio is not None for ratio in ratios.values()) > 200
    odd = {name for name, ratio in ratios.items() if ratio is not None and not 0.3 <= ratio <= 3}
    assert odd == set("".join(NO_CUP_AT_ONCE).strip("|").split("|"))


LABEL_SERVINGS = {"broccoli", "watermelon"}
"""Their serving on US labels is more than 3 times what people eat."""


@pytest.mark.parametrize("measure", ["bowl", "plate", "serving", "handful", "portion"])
def test_a_vessel_or_a_serving_is_about_what_people_eat(measure: str) -> None:
    ratios = {name: _ratio(f"1 {measure} {name}", spoons=False) for name in NAMES if name not in LABEL_SERVINGS}
    assert sum(ratio is not None for ratio in ratios.values()) > 200
    assert {name: ratio for name, ratio in ratios.items() if ratio is not None and not 0.3 <= ratio <= 3} == {}


def test_a_slice_of_what_is_baked_is_about_what_people_eat() -> None:
    baked = [name for name in NAMES if getattr(mg.find_item(name), "category", "") == "baked goods"]
    ratios = {name: _ratio(f"1 slice {name}") for name in baked}
    assert sum(ratio is not None for ratio in ratios.values()) > 20
    assert {name: ratio for name, ratio in ratios.items() if ratio is not None and not 0.3 <= ratio <= 3} == {}


def _ratio(line: str, *, spoons: bool = True) -> float | None:
    """Return the grams of a line, as a multiple of what FNDDS takes as eaten; ``None`` if one is unknown."""
    try:
        entry = mg.parse(line)
    except mg.MagnesiumError:
        return None
    usual = _usual_grams(entry.item)
    if usual is None or entry.grams is None or (not spoons and usual < 45):  # a cup of oil or spice is no serving
        return None
    return float(entry.grams / usual)


def _usual_grams(item: mg.Food | object) -> float | None:
    if not isinstance(item, mg.Food):
        return None
    for record in (item, *siblings(item)):
        amount = usual_amounts.get(record.id)
        if amount is not None and amount.grams is not None:
            return float(amount.grams)
    return None


@given(st.sampled_from(["tablespoon", "teaspoon", "handful", "slice", "bottle"]), st.data())
def test_a_unit_with_two_letters_swapped_is_named_in_the_refusal(unit: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(unit) - 2).filter(lambda at: unit[at] != unit[at + 1]))
    typo = f"{unit[:at]}{unit[at + 1]}{unit[at]}{unit[at + 2 :]}"
    with pytest.raises(mg.NotFoundError, match=f"may be meant as .*{unit!r}"):
        mg.parse(f"2 {typo}s of zorbs")
