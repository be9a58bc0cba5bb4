"""Recipes from files: read whole, or refused with every bad line."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg

SOUP = """\ufeffname: Lentil soup
servings: 4
Cooking: boiled, water used
cooked: 1.1 kg

# what goes in
- 200 g lentils, raw
* 100 g carrots, raw   # sliced
900 g tap water
"""


def read(text: str, **options: object) -> mg.Recipe:
    return mg.read_recipe(io.StringIO(text), **options)  # type: ignore[arg-type]


def test_a_plain_text_states_everything() -> None:
    assert read(SOUP) == mg.Recipe(
        id="recipe:lentil-soup",
        name="Lentil soup",
        servings=4,
        cooking="boiled, water used",
        cooked_grams=1100,
        ingredients=["200 g lentils, raw", "100 g carrots, raw", "900 g tap water"],
    )


def test_a_csv_file_has_the_columns_of_a_log() -> None:
    made = read("food;amount;unit\nlentils, raw;200;g\ncarrots, raw;100 g;\n", name="Soup", cooking="boiled")
    assert made == mg.Recipe(
        id="recipe:soup", name="Soup", cooking="boiled", ingredients=["200 g lentils, raw", "100 g carrots, raw"]
    )


@pytest.mark.parametrize("as_bytes", [True, False])
def test_a_path_and_an_open_file_are_the_same(tmp_path: Path, as_bytes: bool) -> None:
    path = tmp_path / "My soup.txt"
    path.write_text("100 g almonds\n", encoding="utf-8")
    with path.open("rb") if as_bytes else path.open(encoding="utf-8") as file:
        assert mg.read_recipe(file) == mg.read_recipe(path) == mg.read_recipe(str(path))
    assert (mg.read_recipe(path).name, mg.read_recipe(path).id) == ("My soup", "recipe:my-soup")


def test_arguments_replace_what_the_file_states() -> None:
    made = read(SOUP, id="my:soup", name="Soup", servings=2, cooking="raw", cooked_grams=500)
    assert (made.id, made.name, made.servings, made.cooking, made.cooked_grams) == ("my:soup", "Soup", 2, "raw", 500)


BAD = {
    "servings: 0": "above zero",
    "servings: four": "must be a number",
    "cooked: 2 cups": "must be a weight",
    "cooking: with love": "must name a method",
    "name: A\nname: B": "stated twice",
    "100 g unobtainium": "no food",
    "salted": "begin with a number",
    "5 barrels almonds": "almonds",
    "for the sauce:": "begin with a number",
}


@given(
    # Servings that are stated twice are another fault, which has its own test.
    st.lists(st.sampled_from(sorted(BAD)), min_size=1, max_size=6, unique=True).filter(
        lambda bad: not {"servings: 0", "servings: four"} <= set(bad)
    ),
    st.lists(st.just("10 g almonds"), max_size=3),
)
def test_every_bad_line_is_named_with_its_number(bad: list[str], good: list[str]) -> None:
    lines = [line for each in (*good, *bad) for line in each.split("\n")]
    with pytest.raises(mg.DataError) as caught:
        read("\n".join(lines))
    found = {problem.line: problem.message for problem in caught.value.problems}
    last = [number for number, line in enumerate(lines, start=1) if line in {each.split("\n")[-1] for each in bad}]
    assert sorted(line or 0 for line in found) == last
    for line, message in found.items():
        assert line is not None
        (expected,) = (text for each, text in BAD.items() if each.split("\n")[-1] == lines[line - 1])
        assert expected in message


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n", "servings: 3\n"])
def test_a_file_without_ingredients_is_refused(text: str) -> None:
    with pytest.raises(mg.DataError, match="no ingredient"):
        read(text)


def test_a_file_in_another_encoding_is_refused_with_its_line() -> None:
    with pytest.raises(mg.DataError, match=r"line 2: is not UTF-8"):
        mg.read_recipe(io.BytesIO(b"100 g almonds\n50 g cr\xe8me\n"))


def test_bad_rows_of_csv_are_errors_of_a_log() -> None:
    with pytest.raises(mg.FoodLogError, match=r"line 3"):
        read("food,amount\nalmonds,100 g\nunobtainium,3 g\n")


def test_unknown_ingredients_are_kept_if_asked() -> None:
    for text in ("100 g almonds\n5 g unobtainium\n", "food,amount\nalmonds,100 g\nunobtainium,5 g\n"):
        assert read(text, on_unknown="keep").unknown == ("unknown:unobtainium",)


def test_own_foods_and_recipes_are_ingredients() -> None:
    own = mg.Catalog(mg.Recipe, records=[read("200 g almonds\nservings: 2\nname: Nut mix\n")])
    assert read("1 serving nut mix\n", foods=own).total.mg == 270


@pytest.mark.parametrize("source", [5, None, ["100 g almonds"]])
def test_what_is_no_file_is_refused(source: object) -> None:
    with pytest.raises(mg.InvalidValueError, match="open file"):
        mg.read_recipe(source)  # type: ignore[arg-type]


def test_a_missing_file_is_an_oserror(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="none"):
        mg.read_recipe(tmp_path / "none.txt")
