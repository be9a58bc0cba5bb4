"""Check: every line with what was understood, and a corrected log that reads back to the same."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import magnesium as mg
from magnesium.foods.aliases import food_meant, read_aliases, with_aliases, write_aliases
from magnesium.foods.everyday import everyday_names
from magnesium.rendering.blocks import Caution, Heading
from magnesium.text import fold

NAMES = sorted(name for name, ids in everyday_names().items() if len(ids) == 1 and not set(name) & set(',";'))
AMOUNTS = ["1", "half", "a handful", "2 x 30 g", "", "1 cup", "55 g"]
LOG = (
    "food,amount,date,meal,person\nbanana,1,2026-01-01,breakfast,Ann\nhalloumi,20 g,2026-01-01,,Ann\n"
    "almonds,a handful,2026-01-02,,Ben\nmagnesium,200 mg elemental,,,\nwater:ciqual-76022,a glass,,,\n"
)
DIARY = "# Monday\n2 eggs and a banana\n\n200 g halloumi\nMagnesium 400 mg\n1 cup\n"


def test_a_check_reads_what_read_food_log_reads_and_does_not_raise() -> None:
    found = mg.check(io.StringIO(LOG))
    with pytest.raises(mg.FoodLogError) as caught:
        mg.read_food_log(io.StringIO(LOG))
    assert found.problems == caught.value.problems
    kept = mg.check(io.StringIO(LOG), on_unknown="keep")
    assert kept.intake() == mg.read_food_log(io.StringIO(LOG), on_unknown="keep")
    assert kept.notes == mg.read_food_log(io.StringIO(LOG), on_unknown="keep").notes
    assert [line.line for line in found.lines] == [2, 3, 4, 5, 6]
    with pytest.raises(mg.FoodLogError):
        found.intake()


def test_every_line_of_a_diary_has_entries_or_a_problem_and_keeps_its_number() -> None:
    found = mg.check(io.StringIO(DIARY))
    assert [(line.line, len(line.entries)) for line in found.lines] == [(2, 2), (4, 0), (5, 1), (6, 0)]
    assert [problem.line for problem in found.problems] == [4, 6]
    assert [line.unnamed for line in found.lines if not line.is_understood] == ["halloumi", ""]
    text = found.text(width=200)
    assert all(words in text for words in ("2 eggs and a banana", "not understood", "halloumi", "1 cup", "portion:"))


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(AMOUNTS)), min_size=1, max_size=5))
def test_a_corrected_log_reads_back_to_the_same_items_weights_and_magnesium(rows: list[tuple[str, str]]) -> None:
    log = "food,amount,meal\n" + "".join(f"{food},{amount},{meal}\n" for meal, (food, amount) in enumerate(rows))
    found = mg.check(io.StringIO(log))
    kept = [line.line for line in found.lines if line.is_understood]
    if not kept:
        return
    good = "".join(text for number, text in enumerate(log.splitlines(keepends=True), 1) if number in {1, *kept})
    checked, out = mg.check(io.StringIO(good)), io.StringIO()
    checked.write(out)
    again = mg.read_food_log(io.StringIO(out.getvalue()))
    figures = [(entry.item.id, entry.grams, entry.mg, entry.meal, entry.origin) for entry in checked.entries]
    assert [(each.item.id, each.grams, each.mg, each.meal, each.origin) for each in again] == figures
    assert again.total.assumptions == ()
    assert [entry.text for entry in again] == [entry.text.strip() for entry in checked.entries]


def test_a_corrected_log_keeps_when_and_by_whom_and_says_what_was_assumed() -> None:
    out = io.StringIO()
    checked = mg.check(io.StringIO(LOG), on_unknown="keep")
    checked.write(out)
    assert "assumed" in out.getvalue().splitlines()[0].split(",")
    assert out.getvalue().count("portion:") == 3
    again = mg.read_food_log(io.StringIO(out.getvalue()), on_unknown="keep")
    when = [(entry.date, entry.meal, entry.person) for entry in checked.entries]
    assert [(entry.date, entry.meal, entry.person) for entry in again] == when
    assert again.total.mg == checked.intake().total.mg


def test_a_log_with_problems_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(mg.FoodLogError):
        mg.check(io.StringIO(DIARY)).write(tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()


def test_a_settled_line_has_the_time_of_its_row() -> None:
    log = "food,amount,date,person\nalmonds,abc,2026-01-01,Ann\n"
    found = mg.check(io.StringIO(log))
    settled = found.answered(2, mg.parse_meal("30 g almonds"))
    assert settled.problems == ()
    assert [(str(entry.date), entry.person, entry.mg) for entry in settled.entries] == [("2026-01-01", "Ann", 81)]


@pytest.mark.parametrize(
    ("name", "text", "is_table"),
    [
        ("log.csv", "2 eggs\n", True),
        ("log.txt", "food\tamount\nalmonds\t30 g\n", True),
        ("log.txt", "2 eggs, 1 banana\n", False),
        ("log.txt", "\n\n2 eggs\n", False),
        ("log.md", "- 2 eggs\n- a banana\n", False),
        ("log.txt", "", True),
    ],
)
def test_a_text_without_a_header_holds_lines(tmp_path: Path, name: str, text: str, is_table: bool) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    if is_table and "food" in text:
        assert mg.check(path).entries == mg.read_food_log(path).entries
    elif is_table:
        assert mg.check(path).problems
        assert mg.check(path).lines == ()
    else:
        assert [entry.item for entry in mg.check(path).entries] == [
            entry.item for line in text.split("\n") if line for entry in mg.parse_meal(line)
        ]


def test_own_words_name_foods_in_lines_logs_and_recipes(tmp_path: Path) -> None:
    own = mg.Catalog(mg.Food, records=[mg.Food(id="my:loaf", name="Spelt loaf", mg_per_100g=90, source="label")])
    path = tmp_path / "words.csv"
    write_aliases({"grill cheese": "sr28:01009", "the usual": "my:loaf"}, path)
    foods = with_aliases(own, read_aliases(path))
    assert mg.parse("30 g grill cheese", foods=foods).item == mg.foods["sr28:01009"]
    log = mg.read_food_log(
        io.StringIO("food,amount\nThe Usual,50 g\nspelt loaf,50 g\ngrill cheese,2 x 30 g\n"), foods=foods
    )
    assert [entry.item.id for entry in log] == ["my:loaf", "my:loaf", "sr28:01009"]
    dish = mg.read_recipe(io.StringIO("100 g grill cheese\n"), foods=foods)
    assert dish.ingredients[0].item.id == "sr28:01009"


@given(st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["sr28:01009", "sr28:12061"]), max_size=5))
def test_aliases_are_read_back(tmp_path_factory: pytest.TempPathFactory, aliases: dict[str, str]) -> None:
    assume(len({fold(name) for name in aliases}) == len(aliases))
    path = tmp_path_factory.mktemp("aliases") / "words.csv"
    write_aliases(aliases, path)
    assert read_aliases(path) == {fold(name): id_ for name, id_ in aliases.items()}


@pytest.mark.parametrize("text", ["a\n", "a,b,c\n", "a,sr28:1\na,sr28:2\n", ",x\n", "words,id\nx,\n"])
def test_damaged_aliases_are_refused_with_their_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "words.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(mg.DataError, match="line"):
        read_aliases(path)


def test_an_alias_names_a_food() -> None:
    assert food_meant("almonds", None) == food_meant("sr28:12061", None) == "sr28:12061"
    with pytest.raises(mg.MagnesiumError):
        food_meant("Magnesium 400 mg", None)
    with pytest.raises(mg.NotFoundError):
        with_aliases(None, {"x": "sr28:99999"})


def test_a_checked_log_has_the_weights_of_foods_in_grams_and_reads_back_the_same() -> None:
    checked = mg.check(["1 cup cooked spinach", "2 slices white bread", "magnesium oxide 200 mg elemental"])
    target = io.StringIO()
    checked.write(target)
    lines = [line.split(",") for line in target.getvalue().splitlines()]
    place = {name: lines[0].index(name) for name in ("amount", "unit")}
    for entry, row in zip(checked.intake(), lines[1:], strict=True):
        if isinstance(entry.item, mg.Food):
            assert row[place["unit"]] == "g"
            assert float(row[place["amount"]]) == entry.grams
    again = mg.read_food_log(io.StringIO(target.getvalue()))
    assert [(one.item.id, one.mg) for one in again] == [(one.item.id, one.mg) for one in checked.intake()]


def test_a_checked_table_has_household_measures_in_grams() -> None:
    checked = mg.check(io.StringIO("food,amount\nsr28:11458,2 cup\nsr28:19296,1 tbsp\n"))
    target = io.StringIO()
    checked.write(target)
    rows = list(csv.DictReader(io.StringIO(target.getvalue())))
    assert [(float(row["amount"]), row["unit"]) for row in rows] == [(entry.grams, "g") for entry in checked.entries]
    assert [entry.unit for entry in checked.entries] != ["g", "g"]


@pytest.mark.parametrize("lines", [["1 banana"], ["1 banana", "200 g halloumi", "30 g xyzzy"]])
def test_a_check_shows_every_problem_under_its_heading_and_no_heading_without(lines: list[str]) -> None:
    checked = mg.check(lines)
    blocks = list(checked.blocks())
    cautions = [block.text for block in blocks if isinstance(block, Caution)]
    assert cautions == [str(problem) for problem in checked.problems]
    assert (Heading("Problems") in blocks) == bool(checked.problems) == (len(lines) > 1)
