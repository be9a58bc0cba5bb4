"""Recipes: what their figures are made of, whatever the ingredients."""

from __future__ import annotations

import copy
import io
import math
import pickle
import re
from typing import Any

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import magnesium as mg
from magnesium.foods.cooking_methods import CookingMethod
from magnesium.foods.items import UnknownItem
from magnesium.rendering.blocks import Heading, Note

COOKING = st.one_of(st.none(), st.sampled_from([method.replace("_", "-") for method in CookingMethod]))
GRAMS = st.floats(0.1, 2000)
KNOWN = sorted(food.id for food in mg.foods.values() if food.mg_per_100g)


@st.composite
def entries(draw: st.DrawFn) -> mg.Entry:
    return mg.foods[draw(st.sampled_from(KNOWN))].grams(draw(GRAMS))


INGREDIENTS = st.lists(entries(), min_size=1, max_size=6)


def recipe(ingredients: list[Any], **fields: Any) -> mg.Recipe:
    return mg.Recipe(**{"id": "my:dish", "name": "Dish", "ingredients": ingredients} | fields)


@given(INGREDIENTS)
def test_without_cooking_a_recipe_is_the_sum_of_its_ingredients(ingredients: list[mg.Entry]) -> None:
    made = recipe(ingredients)
    assert made.total == mg.Intake(ingredients).total
    assert made.raw_grams == math.fsum(entry.grams or 0 for entry in ingredients)
    assert made.final_grams == pytest.approx(made.raw_grams)


@given(INGREDIENTS, COOKING, st.floats(0.01, 100))
def test_scaling_the_ingredients_scales_the_total(ingredients: list[mg.Entry], cooking: str | None, by: float) -> None:
    one = recipe(ingredients, cooking=cooking)
    more = recipe([entry.scaled(by) for entry in ingredients], cooking=cooking)
    assert more.total.mg == pytest.approx(one.total.mg * by)
    assert more.mg_per_100g == pytest.approx(one.mg_per_100g)


@given(INGREDIENTS, COOKING, st.randoms())
def test_the_order_of_the_ingredients_does_not_matter(
    ingredients: list[mg.Entry], cooking: str | None, order: Any
) -> None:
    other = list(ingredients)
    order.shuffle(other)
    one, two = recipe(ingredients, cooking=cooking), recipe(other, cooking=cooking)
    assert (one.total, one.final_grams) == (two.total, two.final_grams)


@given(INGREDIENTS, COOKING, GRAMS, st.floats(0.1, 20))
def test_the_weight_of_the_dish_changes_the_concentration_only(
    ingredients: list[mg.Entry], cooking: str | None, grams: float, servings: float
) -> None:
    as_is = recipe(ingredients, cooking=cooking, servings=servings)
    weighed = attrs.evolve(as_is, cooked_grams=grams)
    assert weighed.total == as_is.total
    assert weighed.serving("1 serving").mg == as_is.serving("1 serving").mg
    assert weighed.mg_per_100g == pytest.approx(as_is.total.mg / grams * 100)


@given(INGREDIENTS, COOKING, st.floats(0.1, 20))
def test_the_servings_and_the_grams_add_up_to_the_whole(
    ingredients: list[mg.Entry], cooking: str | None, servings: float
) -> None:
    made = recipe(ingredients, cooking=cooking, servings=servings)
    whole = made.serving("1 recipe")
    assert made.final_grams is not None
    for entry in (made.measured(servings, "servings"), made.grams(made.final_grams)):
        assert entry.mg == pytest.approx(made.total.mg)
        assert entry.grams == pytest.approx(whole.grams)
    assert whole.mg == made.total.mg


@given(INGREDIENTS, INGREDIENTS, COOKING)
def test_a_recipe_in_a_recipe_is_the_same_as_its_ingredients(
    inner: list[mg.Entry], outer: list[mg.Entry], cooking: str | None
) -> None:
    nested = recipe([recipe(inner).serving("1 recipe"), *outer], cooking=cooking)
    flat = recipe([*inner, *outer], cooking=cooking)
    assert nested.total.mg == pytest.approx(flat.total.mg)
    assert nested.final_grams == pytest.approx(flat.final_grams)


@given(INGREDIENTS, COOKING)
def test_a_recipe_is_cooked_once(ingredients: list[mg.Entry], cooking: str | None) -> None:
    assume(cooking is not None)
    done = recipe(ingredients, cooking=cooking)
    assert recipe([done.serving("1 recipe")], cooking="baked").total.mg == pytest.approx(done.total.mg)


@given(INGREDIENTS, COOKING, st.lists(st.text("abc", min_size=1, max_size=5), min_size=1, max_size=3))
def test_an_unknown_ingredient_makes_every_figure_a_lower_bound(
    ingredients: list[mg.Entry], cooking: str | None, names: list[str]
) -> None:
    complete = recipe(ingredients, cooking=cooking, servings=2)
    missing = [UnknownItem(name).measured(10, "g") for name in names]
    made = recipe([*ingredients, *missing], cooking=cooking, servings=2)
    assert made.unknown == tuple(sorted(f"unknown:{name}" for name in names))
    assert made.total.is_lower_bound
    assert made.total.mg == complete.total.mg
    assert (made.mg_per_100g, made.mg_per_serving) == (None, None)
    entry = made.serving("1 serving")
    total = mg.Intake([entry]).total
    assert (total.mg, total.unknown) == (complete.total.mg / 2, made.unknown)
    assert "at least" in str(made)
    assert "at least" in str(entry)
    nested = recipe([entry]).total
    assert nested.mg == pytest.approx(total.mg)
    assert nested.unknown == total.unknown


def test_a_recipe_of_unknown_ingredients_only_is_unknown_and_not_zero() -> None:
    entry = recipe([UnknownItem("manna").measured(10, "g")], servings=1).serving("1 serving")
    assert entry.mg is None
    assert mg.Intake([entry]).total.unknown == ("my:dish",)


@given(INGREDIENTS, COOKING, st.none() | st.floats(0.1, 20), st.none() | GRAMS)
def test_recipes_survive_pickling_copying_and_documents(
    ingredients: list[mg.Entry], cooking: str | None, servings: float | None, grams: float | None
) -> None:
    serialization = pytest.importorskip("magnesium.integrations.serialization")
    pytest.importorskip("cattrs")
    made = recipe(ingredients, cooking=cooking, servings=servings, cooked_grams=grams)
    nested = mg.Intake([made.serving("1 recipe")])
    pickled = pickle.loads(pickle.dumps(made))  # noqa: S301  (our own)
    for again in (pickled, copy.deepcopy(made), serialization.from_json(serialization.to_json(made))):
        assert again == made
        assert (again.total, again.steps) == (made.total, made.steps)
    assert serialization.from_json(serialization.to_json(nested)) == nested


@given(INGREDIENTS)
def test_a_recipe_has_a_short_repr_and_one_line(ingredients: list[mg.Entry]) -> None:
    made = recipe(ingredients, name="x" * 400)
    assert len(repr(made)) <= 200
    assert "\n" not in str(made)


def test_fields_cannot_be_changed() -> None:
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        recipe(["100 g almonds"]).servings = 3.0  # type: ignore[misc]


# --- texts -------------------------------------------------------------------------------------


def test_texts_and_entries_are_the_same() -> None:
    assert recipe(["180 g cooked spinach"]).total.mg == pytest.approx(156.6)
    assert recipe(["180 g cooked spinach"]) == recipe([mg.find_item("cooked spinach").measured(180, "g")])


def test_a_food_that_is_in_no_table_is_kept_as_unknown() -> None:
    made = recipe(["100 g almonds", "50 g unobtainium dust"])
    assert made.unknown == ("unknown:unobtainium dust",)
    assert made.ingredients[1].grams == 50


@pytest.mark.parametrize(
    ("ingredients", "error"),
    [
        ([], mg.InvalidValueError),
        ("100 g almonds", mg.InvalidValueError),
        (None, mg.InvalidValueError),
        ([3], mg.InvalidValueError),
        (["almonds and a pinch of love"], mg.MagnesiumError),
        (["100 g"], mg.AmountError),
        (["-5 g almonds"], mg.AmountError),
        (["2 barrels almonds"], mg.MagnesiumError),
    ],
)
def test_bad_ingredients_are_refused(ingredients: Any, error: type[mg.MagnesiumError]) -> None:
    with pytest.raises(error):
        recipe(ingredients)


@pytest.mark.parametrize(
    "fields",
    [
        {"servings": 0},
        {"servings": -1},
        {"servings": math.nan},
        {"servings": "4"},
        {"cooked_grams": 0},
        {"cooked_grams": math.inf},
        {"cooking": "with love"},
        {"cooking": 5},
        {"name": ""},
        {"id": ""},
        {"name": None},
    ],
)
def test_impossible_fields_are_refused(fields: dict[str, Any]) -> None:
    with pytest.raises((mg.InvalidValueError, ValueError)):
        recipe(["100 g almonds"], **fields)


def test_measures_of_a_recipe() -> None:
    made = recipe(["300 g almonds"], name="Nut mix", servings=3)
    assert made.serving("1 serving").grams == made.serving("1 portion of nut mix").grams == 100
    assert made.serving("half the recipe").grams == 150
    assert made.portions == (mg.Portion(description="serving", grams=100),)
    with pytest.raises(mg.UnitError, match="1 serving"):
        made.serving("1 cup")
    with pytest.raises(mg.AmountError, match="needs a unit"):
        made.serving("2")
    with pytest.raises(mg.AmountError, match="servings="):
        recipe(["300 g almonds"]).serving("1 serving")


def test_a_recipe_without_weight_has_servings_but_no_grams() -> None:
    made = recipe([UnknownItem("spice").measured(1, "pinch"), mg.foods["sr28:12061"].grams(100)], servings=2)
    assert made.final_grams is None
    assert made.serving("1 serving").mg == 135
    with pytest.raises(mg.AmountError, match="cooked_grams"):
        made.grams(100)
    assert attrs.evolve(made, cooked_grams=200).grams(100).mg == 135


def test_the_weight_of_waters_and_doses_counts() -> None:
    water, salt = mg.waters["ciqual-76022"].liters(0.5), mg.compounds["magnesium-oxide"].dose(elemental_mg=603)
    made = recipe([water, salt])
    assert made.raw_grams == pytest.approx(501, abs=0.1)
    assert made.total.water_mg == water.mg
    assert made.total.supplement_mg == 603


@pytest.mark.parametrize(
    ("ingredients", "origin"),
    [
        (["100 g almonds"], "food"),
        (["100 g almonds", "200 g tap water"], "food"),
        ([mg.compounds["magnesium-oxide"].dose(elemental_mg=100)], "supplement"),
        (["100 g almonds", mg.compounds["magnesium-oxide"].dose(elemental_mg=100)], None),
    ],
)
def test_the_origin_of_a_recipe_is_stated_only_if_its_ingredients_share_it(ingredients: list[Any], origin: Any) -> None:
    assert recipe(ingredients, servings=1).serving("1 serving").origin == origin


# --- figures from elsewhere ---------------------------------------------------------------------


def test_usda_factor_and_weight() -> None:
    """100 g raw spinach (79 mg/100 g), code 3005 (95 %), 90 g after draining."""
    made = recipe(["100 g spinach, raw"], cooking="3005", cooked_grams=90)
    assert made.mg_per_100g == pytest.approx(79 * 0.95 / 90 * 100)


def test_soup_keeps_what_boiling_and_draining_loses() -> None:
    kept, lost = (recipe(["200 g lentils, raw"], cooking=text) for text in ("boiled, water used", "boiled, drained"))
    assert kept.total.mg == 94
    assert 70 < lost.total.mg < 80


# --- logs and tables ------------------------------------------------------------------------------

SOUP = recipe(["200 g lentils, raw", "800 g tap water"], id="my:soup", name="Lentil soup", servings=4)
OWN = mg.Catalog(mg.Recipe, records=[SOUP])
GRANOLA = mg.Food(id="my:granola", name="Granola", mg_per_100g=100, source="label", origin="food")


@pytest.mark.parametrize("name", ["Lentil soup", "lentil SOUP", "my:soup", "soup, lentil"])
def test_a_recipe_is_found_like_a_food(name: str) -> None:
    assert mg.find_item(name, foods=OWN) == SOUP
    with pytest.raises(mg.NotFoundError, match="my:soup"):
        mg.find_food(name, foods=OWN)


@pytest.mark.parametrize(
    "own",
    [OWN, OWN | mg.Catalog(mg.Food, records=[GRANOLA]), mg.Catalog(mg.Food, records=[GRANOLA]) | OWN, mg.foods | OWN],
)
def test_a_log_takes_recipes_and_writes_them_back(own: Any) -> None:
    log = "food,amount,unit\nLentil soup,1 serving,\nmy:soup,250,g\nalmonds,30 g,\n"
    day = mg.read_food_log(io.StringIO(log), foods=own)
    assert SOUP.mg_per_serving is not None
    assert day.total.mg == pytest.approx(SOUP.mg_per_serving * 2 + 81)
    out = io.StringIO()
    mg.write_food_log(day, out)
    assert mg.read_food_log(io.StringIO(out.getvalue()), foods=own) == day


def test_a_log_names_the_measures_of_a_recipe() -> None:
    with pytest.raises(mg.FoodLogError, match="use 1 serving, 1 recipe"):
        mg.read_food_log(io.StringIO("food,amount\nLentil soup,2 cups\n"), foods=OWN)


@pytest.mark.parametrize("amount", ["2 cups", "a bowl", "300 ml", "3 slices"])
def test_a_measure_that_a_recipe_does_not_have_is_refused_in_a_log_and_in_a_line(amount: str) -> None:
    with pytest.raises(mg.FoodLogError, match="not a measure of the recipe"):
        mg.read_food_log(io.StringIO(f"food,amount\nLentil soup,{amount}\n"), foods=OWN)
    with pytest.raises(mg.UnitError, match="not a measure of the recipe"):
        mg.parse(f"{amount} lentil soup", foods=OWN)


def test_a_bare_number_of_a_recipe_counts_servings_and_says_so() -> None:
    two = mg.read_food_log(io.StringIO("food,amount\nLentil soup,2\n"), foods=OWN).entries[0]
    assert two.mg == pytest.approx(SOUP.serving("2 servings").mg)
    assert [note.kind for note in two.assumptions] == ["portion"]


def test_a_recipe_as_a_food_has_the_same_figures() -> None:
    food = SOUP.food()
    assert food.serving("1 serving").mg == pytest.approx(SOUP.serving("1 serving").mg)
    assert food.grams(100).mg == pytest.approx(SOUP.grams(100).mg)
    assert recipe(["5 g unobtainium"]).food().mg_per_100g is None


def test_frames_take_recipes() -> None:
    frames = pytest.importorskip("magnesium.integrations.frames")
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"food": ["my:soup", "sr28:12061"], "grams": [250.0, 30.0]})
    found = frames.add_magnesium(frame, foods=OWN)
    assert list(found["mg"]) == pytest.approx([SOUP.mg_per_serving, 81])


def test_a_report_names_the_unknown_ingredients() -> None:
    made = recipe(["100 g almonds", "5 g unobtainium"], servings=1)
    report = mg.build_report(mg.Intake([made.serving("1 serving")]), mg.Person(age=30, sex="f"))
    assert "unknown:unobtainium in Dish (my:dish)" in report.text(100)


@pytest.mark.parametrize(
    "line", ["2 eggs", "1 onion, chopped", "2 x 400g tins chickpeas, drained", "a handful of almonds"]
)
def test_ingredients_are_read_as_recipes_write_them_and_state_what_was_assumed(line: str) -> None:
    made = recipe([line, "100 g almonds"])
    assert made.ingredients[0] == mg.parse(line)
    assert set(made.ingredients[0].assumptions) <= set(made.total.assumptions)
    from_file = mg.read_recipe(io.StringIO(f"{line}\n100 g almonds\n"))
    assert from_file.ingredients == made.ingredients
    assert all(str(note).partition(" (")[0] in made.text(width=2000) for note in made.total.assumptions)


@pytest.mark.parametrize("name", ["pasta", "lentils", "rice", "quinoa", "chickpeas"])
def test_the_weight_of_an_ingredient_that_can_be_dry_or_cooked_is_dry_and_says_so(name: str) -> None:
    plain = recipe([f"200 g {name}"])
    assert re.search(r"\b(raw|dry|uncooked)\b", plain.ingredients[0].item.name)
    assert [note.kind for note in plain.total.assumptions] == ["state"]
    assert recipe([f"200 g cooked {name}"]).total.assumptions == ()
    with pytest.raises(mg.DataError):
        mg.read_recipe(io.StringIO(f"2 bowls {name}\n"), assume="never")


def test_own_recipes_are_ingredients_of_a_recipe_in_the_words_of_a_line() -> None:
    made = mg.read_recipe(io.StringIO("half a serving of lentil soup\n30 g almonds\n"), foods=OWN)
    assert made.ingredients[0].mg == pytest.approx(SOUP.serving("1/2 serving").mg)


def test_each_step_of_cooking_is_shown_below_its_heading() -> None:
    dish = mg.read_recipe(io.StringIO("200 g spinach\n30 g cashews\n"))
    blocks = list(dish.blocks())
    at = blocks.index(Heading("Ingredients"))
    assert blocks[at + 1 : at + 3] == [Note(f"{step.cooked}. {step.why}", 1) for step in dish.steps]
