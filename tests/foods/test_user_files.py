"""Files of own foods and words: encodings, layouts, what values refer to, aliases."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg
from magnesium.foods.aliases import food_meant, read_aliases, with_aliases, write_aliases
from magnesium.foods.files.account import Account
from magnesium.foods.files.text_lines import text_lines

LONGEST = 12


def table(text: str, **options: object) -> mg.Catalog[mg.Food]:
    return mg.read_food_table(io.StringIO(text), **options)  # type: ignore[arg-type]


# --- lines -------------------------------------------------------------------------------------

LINES = st.lists(st.text("ab", max_size=LONGEST - 1) | st.text("aé", max_size=LONGEST // 2 - 1), max_size=6)


@given(LINES, st.integers(0, LONGEST), st.sampled_from(["a", "é"]), st.booleans())
def test_a_line_as_long_as_allowed_is_read_and_reading_stops_at_a_longer_one(
    before: list[str], length: int, letter: str, is_text: bool
) -> None:
    def read(last: str) -> tuple[list[str], Account]:
        account, whole = Account("it"), "".join(f"{line}\n" for line in (*before, last, "end"))
        file = io.StringIO(whole) if is_text else io.BytesIO(whole.encode())
        return list(text_lines(file, account, LONGEST)), account

    width = 1 if is_text else len(letter.encode())
    line = letter * ((LONGEST - 1) // width)
    line += "a" * (LONGEST - 1 - len(line) * width)
    found, account = read(line)
    assert found == [f"{each}\n" for each in (*before, line, "end")]
    assert account.problems == []
    found, account = read(line + "a" * (1 + length))
    assert found == [f"{each}\n" for each in before]
    assert [problem.line for problem in account.problems] == [len(before) + 1]
    assert account.is_unreadable


@given(st.text("aé—ß", min_size=1, max_size=9), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]))
def test_a_table_is_read_alike_in_every_encoding_that_spreadsheets_write(name: str, encoding: str) -> None:
    text = f"id,name,mg_per_100g\nmy:a,{name},55\n"
    file, is_noted = io.BytesIO(text.encode(encoding)), encoding == "cp1252" and not name.isascii()
    if not is_noted:
        assert mg.read_food_table(file)["my:a"].name == name
        return
    with pytest.warns(mg.DataWarning, match="Windows-1252"):
        assert mg.read_food_table(file)["my:a"].name == name


# --- layouts -----------------------------------------------------------------------------------


def fdc_files(folder: Path) -> Path:
    folder.joinpath("food.csv").write_text('"fdc_id","description"\n"7","Kale"\n"8","Oats"\n', encoding="utf-8")
    path = folder / "food_nutrient.csv"
    rows = ['"7","1090","47"', '"7","1087","254"', '"8","1087","54"', '"8","1090","177"']
    path.write_text("\n".join(['"fdc_id","nutrient_id","amount"', *rows, ""]), encoding="utf-8")
    return path


def test_of_an_export_with_a_row_per_nutrient_only_those_of_magnesium_are_read_with_names_from_beside(
    tmp_path: Path,
) -> None:
    foods = mg.read_food_table(fdc_files(tmp_path))
    assert {id_: (food.name, food.mg_per_100g) for id_, food in foods.items()} == {
        "7": ("Kale", 47),
        "8": ("Oats", 177),
    }
    tmp_path.joinpath("food.csv").unlink()
    with pytest.raises(mg.DataError, match=r"put food\.csv into the same folder"):
        mg.read_food_table(tmp_path / "food_nutrient.csv")


@given(st.lists(st.sampled_from(["0", "1", "true", "TRUE", "false", ""]), min_size=1, max_size=5))
def test_rows_that_an_export_marks_as_deleted_are_left_out_and_counted(marks: list[str]) -> None:
    header = "Date,Name,Icon,Type,Quantity,Units,Deleted\n"
    rows = "".join(f"03/15/2026,Almonds,Nut,Lunch,{10 + n},grams,{mark}\n" for n, mark in enumerate(marks))
    kept = [10 + n for n, mark in enumerate(marks) if mark.casefold() not in {"1", "true"}]
    deleted = len(marks) - len(kept)
    file = io.StringIO(header + rows)
    if not kept:
        with pytest.raises(mg.FoodLogError, match="no rows"):
            mg.read_food_log(file)
        return
    intake = mg.read_food_log(file)
    assert [entry.grams for entry in intake] == kept
    count = "1 row that is" if deleted == 1 else f"{deleted} rows that are"
    assert any(f"{count} marked as deleted" in note for note in intake.notes) is bool(deleted)


def test_products_of_open_food_facts_are_in_grams_in_lines_a_list_or_an_object() -> None:
    products = [
        {"code": str(n), "product_name": f"Bar {n}", "nutriments": {"magnesium_100g": n / 1000}} for n in (40, 250)
    ]
    lines = "\n".join(map(json.dumps, products))
    for text in (lines, json.dumps(products), json.dumps({"foods": products, "count": 2})):
        foods = table(text)
        assert {id_: food.mg_per_100g for id_, food in foods.items()} == {
            "40": pytest.approx(40),
            "250": pytest.approx(250),
        }


@pytest.mark.parametrize(
    ("text", "columns", "message"),
    [
        ("Item,Mg\nKale,47\n", {"name": "Itm", "mg": "Mg"}, "'Itm'.*is missing.*did you mean 'Item'"),
        ("Item,Item,Mg\nKale,Kale,47\n", {"name": "Item", "mg": "Mg"}, "'Item'.*is duplicated in the header"),
        ("Item,Mg\nKale,47\n", {"name": "Item"}, "'mg_per_100g'.*is missing; the header has Item, Mg"),
        ("id,name,mg_per_100g,taste\n1,Kale,47,good\n", None, "'taste'.*is not a known column"),
        ("id,name,name,mg_per_100g\n1,Kale,Oats,47\n", None, "'name'.*is duplicated in the header"),
        ("id,name\n1,Kale\n", None, "'mg_per_100g'.*is missing; the header has id, name"),
        ("Date,Name,Icon,Quantity,Units\n", None, "is Lose It!.*a food log: read_food_log reads it"),
        ("id,name,mg_per_100g\n", None, "has a header and no rows"),
        ("", None, "is empty; it needs a header with the columns id, name, mg_per_100g"),
        ("id,name,mg_per_100g\n1,Kale,47\n1,Oats,177\n", None, "line 3.*'id'.*'1' is duplicated"),
        ("id,name,mg_per_100g\n,Kale,47\n2,,47\n", None, r"(?s)line 2.*'id'.*is blank.*line 3.*'name'.*is blank"),
    ],
)
def test_what_is_wrong_with_a_table_is_said_with_its_place(
    text: str, columns: dict[str, str] | None, message: str
) -> None:
    with pytest.raises(mg.DataError, match=message):
        table(text, columns=columns)


def test_columns_name_the_roles_and_the_others_are_ignored() -> None:
    text = "Item,Taste,Mg\nKale,good,47\n"
    (kale,) = table(text, columns={"name": "Item", "magnesium": "Mg"}, table="my").values()
    assert (kale.id, kale.name, kale.mg_per_100g) == ("my:Kale", "Kale", 47)
    with pytest.raises(mg.NotFoundError, match="there are id, name, mg_per_100g"):
        table(text, columns={"taste": "Taste"})
    with pytest.raises(mg.InvalidValueError, match="must name one column for name"):
        table(text, columns={"food": "Item", "name": "Taste"})


# --- what values refer to ----------------------------------------------------------------------


@given(st.floats(1, 2000), st.floats(10, 5000), st.sampled_from([("serving", "1 serving"), ("100 ml", "100 ml")]))
def test_a_stated_weight_holds_the_stated_values(mg_each: float, grams: float, what: tuple[str, str]) -> None:
    per, measure = what
    mg_each = min(mg_each, grams * 100)
    text = f"id,name,mg_per_100g,kcal_per_100g,calcium_mg_per_100g,grams\nmy:a,A,{mg_each!r},50,{mg_each!r},{grams!r}\n"
    food = table(text, per=per, unit="mg")["my:a"]
    entry = food.serving(measure)
    assert entry.grams == pytest.approx(grams)
    assert (entry.mg, entry.kcal, entry.calcium_mg) == pytest.approx((mg_each, 50, mg_each))
    assert food.mg_per_100g == pytest.approx(mg_each * 100 / grams)
    assert [(portion.amount, portion.description) for portion in food.portions] == [
        (1, "serving") if per == "serving" else (100, "ml")
    ]


@pytest.mark.parametrize("per", ["serving", "100 ml"])
def test_values_of_a_serving_or_volume_need_its_weight_and_unknown_ones_stay_unknown(per: str) -> None:
    with pytest.raises(mg.DataError, match=f"values per {per} need a column"):
        table("id,name,mg_per_100g\nmy:a,A,50\n", per=per)
    for grams in ("", "0", "-3", "N"):
        with pytest.raises(mg.DataError, match=r"line 2.*'grams'"):
            table(f"id,name,mg_per_100g,grams\nmy:a,A,50,{grams}\n", per=per)
    food = table("id,name,mg_per_100g,kcal_per_100g,grams\nmy:a,A,N,,30\n", per=per)["my:a"]
    assert (food.mg_per_100g, food.kcal_per_100g, food.calcium_mg_per_100g) == (None, None, None)


def test_values_per_100_g_stay_as_they_are_and_make_no_portion() -> None:
    food = table("id,name,mg_per_100g,grams,portions\nmy:a,A,33.3,30,1 cup = 180 | 2 slices = 60 g\n")["my:a"]
    assert (food.mg_per_100g, [str(portion) for portion in food.portions]) == (
        33.3,
        ["1 cup (180 g)", "2 slices (60 g)"],
    )


# --- aliases -----------------------------------------------------------------------------------


@pytest.mark.parametrize("is_read_back", [False, True])
def test_an_alias_is_read_as_its_food_own_or_bundled(tmp_path: Path, is_read_back: bool) -> None:
    loaf = mg.Food(id="my:loaf", name="Rye loaf", mg_per_100g=60.0, source="label")
    own: mg.Catalog[mg.Food] = mg.Catalog(mg.Food, records=[loaf])
    aliases = {"brown crumb": "my:loaf", "grill cheese": "sr28:01009", "bbq cheese": "sr28:01009"}
    if is_read_back:
        write_aliases(aliases, tmp_path / "words.csv")
        aliases = read_aliases(tmp_path / "words.csv")
    foods = with_aliases(own, aliases)
    assert mg.parse("50 g brown crumb", foods=foods).item is loaf
    assert mg.parse("50 g rye loaf", foods=foods).item is loaf
    for name in ("grill cheese", "bbq cheese"):
        assert mg.parse(f"50 g {name}", foods=foods).item == mg.foods["sr28:01009"]
    alone = with_aliases(None, {"grill cheese": "sr28:01009"})
    assert mg.parse("50 g grill cheese", foods=alone).item == mg.foods["sr28:01009"]
    with pytest.raises(mg.NotFoundError, match="an alias names the id of a food"):
        with_aliases(None, {"brown crumb": "my:loaf"})


def test_without_aliases_the_foods_are_the_own_ones() -> None:
    own: mg.Catalog[mg.Food] = mg.Catalog(
        mg.Food, records=[mg.Food(id="my:loaf", name="Rye loaf", mg_per_100g=60.0, source="label")]
    )
    assert with_aliases(own, {}) is own
    assert with_aliases(None, {}) is None


def test_an_alias_may_name_a_food_by_id_or_words_but_no_water_or_salt() -> None:
    slice_ = mg.Portion(description="slice", grams=40)
    loaf = mg.Food(id="my:loaf", name="Rye loaf", mg_per_100g=60.0, source="label", portions=(slice_,))
    own: mg.Catalog[mg.Food] = mg.Catalog(mg.Food, records=[loaf])
    assert food_meant("my:loaf", own) == "my:loaf"
    assert food_meant(" sr28:12061 ", own) == "sr28:12061"
    assert food_meant("1 slice rye loaf", own) == "my:loaf"
    assert food_meant("almonds", None) == "sr28:12061"
    with pytest.raises(mg.NotFoundError, match="an alias names a food"):
        food_meant("hépar", None)


@pytest.mark.parametrize(
    ("text", "line"),
    [("a\n", 1), ("words,id\na,\n", 2), ("a,b,c\n", 1), ("x,sr28:1\n\nX,sr28:2\n", 3), (",sr28:1\n", 1)],
)
def test_a_damaged_line_of_aliases_is_refused_with_its_number(tmp_path: Path, text: str, line: int) -> None:
    path = tmp_path / "words.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(mg.DataError) as caught:
        read_aliases(path)
    assert [problem.line for problem in caught.value.problems] == [line]
