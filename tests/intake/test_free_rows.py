"""Rows of a log that are not read strictly: read as people write them, with their assumptions, or refused."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg
from magnesium.foods.everyday import everyday_names
from magnesium.intake.readers import lines

NAMES = sorted(name for name, ids in everyday_names().items() if len(ids) == 1 and '"' not in name)
AMOUNTS = [
    "1",
    "2",
    "half",
    "a handful",
    "1-2",
    "2 x 30 g",
    "",
    "some",
    "1 bowl",
    "about 40 g",
    "3 tbsp",
    "a small one",
]


def read(*rows: tuple[str, str], **options: Any) -> mg.Intake:
    text = "".join(f'"{food}","{amount}"\n' for food, amount in rows)
    return mg.read_food_log(io.StringIO(f"food,amount\n{text}"), **options)


def outcome(ask: Callable[[], mg.Entry]) -> object:
    """Return the figures of an entry, or the class of its error."""
    try:
        entry = ask()
    except mg.FoodLogError:
        return None
    except mg.MagnesiumError:
        return None
    return entry.item.id, entry.mg, entry.assumptions


@pytest.mark.parametrize(
    "row", [("banana", "1"), ("almonds", "a handful"), ("egg", "2"), ("bananas", "1-2"), ("milk", "")]
)
def test_a_row_that_leaves_a_choice_open_is_read_as_its_line_and_says_what_was_assumed(row: tuple[str, str]) -> None:
    entry = read(row).entries[0]
    line = mg.parse(f"{row[1]} {row[0]}".strip())
    assert (entry.mg, entry.grams, entry.item) == (line.mg, line.grams, line.item)
    assert entry.assumptions == line.assumptions != ()
    assert entry.text == line.text


@given(st.sampled_from(NAMES), st.sampled_from(AMOUNTS))
def test_a_row_reads_strictly_or_as_its_line(name: str, amount: str) -> None:
    as_line = outcome(lambda: mg.parse(f"{amount} {name}".strip()))
    strict: Any = outcome(lambda: mg.find_item(name).serving(amount))
    row: Any = outcome(lambda: read((name, amount)).entries[0])
    if strict is None:
        assert row == as_line
    else:
        assert row[:2] == strict[:2]
        assert {note.kind for note in row[2]} <= {"state"}


@pytest.mark.parametrize("name", ["pasta", "rice", "lentils", "quinoa", "couscous", "chickpeas"])
def test_a_name_that_means_raw_or_cooked_by_itself_says_which_with_the_other_figure(name: str) -> None:
    entry = read((name, "200 g")).entries[0]
    (note,) = entry.assumptions
    (other,) = note.alternatives
    assert (note.kind, note.chosen) == ("state", entry.item.name)
    line = mg.parse(f"200 g {name}")  # as in a recipe: dry
    assert {entry.item.name, other.text} == {line.item.name, line.assumptions[0].alternatives[0].text}
    assert entry.mg is not None
    assert other.factor is not None
    assert entry.mg * other.factor == pytest.approx(mg.find_food(other.text).grams(200).mg)
    with pytest.raises(mg.FoodLogError, match="leaves the state open"):
        read((name, "200 g"), assume="never")


@pytest.mark.parametrize("food", ["cooked pasta", "pasta, dry", "sr28:20120", "Pasta, dry, enriched", "spinach", "egg"])
def test_a_name_that_says_the_state_or_has_one_assumes_none(food: str) -> None:
    assert read((food, "200 g"), assume="never").entries[0].assumptions == ()


@pytest.mark.parametrize("amount", ["1", "half", "2 x 30 g", "a glass", ""])
@pytest.mark.parametrize("food", ["sr28:09040", "Bananas, raw", "9040", "water:ciqual-76022"])
def test_an_id_or_a_printed_name_stays_the_record_that_it_names(food: str, amount: str) -> None:
    known = mg.find_item(food)
    found = outcome(lambda: read((food, amount)).entries[0])
    assert found is None or found[0] == known.id  # type: ignore[index]
    assert outcome(lambda: read((food, "half a glass" if "water" in food else "half")).entries[0]) is not None


@pytest.mark.parametrize("id_", ["sr28:16070", "sr28:20121", "sr28:20120"])
def test_a_record_is_not_replaced_by_the_same_food_in_another_state(id_: str) -> None:
    assert read((id_, "2 x 50 g"), (mg.foods[id_].name, "2 x 50 g")).by("item").keys() == {id_}


@pytest.mark.parametrize(
    "amount", ["nan g", "-3 g", "inf", "1/0 cup", "10² g", "abc", "1e999 g", "1,250 g", "2 of 3 slices", "0.5.5 g"]
)
@pytest.mark.parametrize("food", ["almonds", "sr28:12061"])
def test_an_amount_that_cannot_be_is_not_read_another_way(food: str, amount: str) -> None:
    with pytest.raises(mg.FoodLogError, match="line 2"):
        read((food, amount))


@pytest.mark.parametrize("food", ["sr28:99999", "99999999", "fndds:1", "my:granola", "halloumi"])
def test_what_is_in_no_table_stays_an_error_or_unknown(food: str) -> None:
    with pytest.raises(mg.FoodLogError, match="column 'food'"):
        read((food, "30 g"))
    kept = read((food, "30 g"), on_unknown="keep")
    assert kept.total.unknown == (f"unknown:{food}",)


def test_an_amount_with_two_units_is_a_contradiction() -> None:
    with pytest.raises(mg.FoodLogError, match="given twice"):
        mg.read_food_log(io.StringIO("food,amount,unit\nalmonds,1 cup,g\n"))


def test_a_unit_in_its_column_joins_the_line() -> None:
    log = "food,amount,unit\nmilk,1-2,cups\nmilk,half,cup\nalmonds,2 x 30,g\n"
    grams = [entry.grams for entry in mg.read_food_log(io.StringIO(log))]
    assert grams == pytest.approx([1.5 * 244, 122, 60])


def test_an_unknown_food_is_read_as_a_line_before_it_is_kept() -> None:
    log = read(("spinnach", "30 g"), ("halloumi", "20 g"), ("unknown:spinach", "30 g"), on_unknown="keep")
    assert [entry.item.id for entry in log] == ["sr28:11457", "unknown:halloumi", "unknown:spinach"]
    assert [bool(entry.assumptions) for entry in log] == [True, False, False]


def test_a_typo_elsewhere_in_the_file_hides_no_good_line() -> None:
    with pytest.raises(mg.FoodLogError) as caught:
        read(("spinnach", "3.4.5 g"), ("spinnach", "30 g"))
    assert [problem.line for problem in caught.value.problems] == [2, 2]


def test_a_salt_without_elemental_is_refused_with_its_readings() -> None:
    with pytest.raises(mg.FoodLogError, match=r"400 mg of magnesium.*or 56 mg"):
        read(("magnesium glycinate capsules", "400 mg"))


@given(st.sampled_from(NAMES), st.integers(13, 2000))
def test_a_large_number_without_a_unit_is_a_weight_without_its_unit(name: str, number: int) -> None:
    try:
        entry = read((name, str(number))).entries[0]
    except mg.FoodLogError:
        return
    assert entry.grams is not None
    assert entry.grams <= (2000 if name.endswith("s") else 500)  # "eggs, 15" is a count, "egg, 15" may be a weight


def test_never_reads_only_what_leaves_nothing_open() -> None:
    assert read(("almonds", "2 x 30 g"), ("milk", "half a cup"), assume="never").total.assumptions == ()
    with pytest.raises(mg.FoodLogError, match="needs a unit"):
        read(("banana", "1"), assume="never")
    with pytest.raises(mg.InvalidValueError, match="assume"):
        read(("banana", "1"), assume="perhaps")


def test_a_number_that_can_be_read_two_ways_stays_an_error_for_the_whole_file() -> None:
    with pytest.raises(mg.FoodLogError, match="read two ways"):
        mg.read_food_log(io.StringIO("food;amount\nbanana;1,5\ntofu;1.250 g\n"))


def test_strict_rows_and_stated_magnesium_are_not_parsed_and_each_other_line_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parsed: list[str] = []

    def parse(line: str, **options: Any) -> mg.Entry:
        parsed.append(line)
        return mg.parse(line, **options)

    monkeypatch.setattr(lines, "parse", parse)
    read(*[("almonds", "30 g"), ("spinach", "1 cup")] * 3)
    mg.read_food_log(io.StringIO("food,mg\nbanana bread from the corner,12\n"))
    assert parsed == []
    with pytest.raises(mg.FoodLogError):
        mg.read_food_log(io.StringIO("food,amount,category\n" + "".join(f"halloumi,{n % 2} g,{n}\n" for n in range(9))))
    assert parsed == ["halloumi"]
    parsed.clear()
    mg.read_food_log(io.StringIO("food,amount,meal\n" + "".join(f"banana,2,{meal}\n" for meal in "abc")))
    assert parsed.count("2 banana") == 1


def test_the_intake_and_its_total_and_report_show_what_was_assumed() -> None:
    log = read(("banana", "1"), ("almonds", "30 g"), ("banana", "1"))
    assert log.notes == ("The log rests on assumptions in 2 of 3 rows.",)
    assert log.total.assumptions == log.entries[0].assumptions
    assert log.total.per_day(2).assumptions == log.total.of([mg.Origin.FOOD]).assumptions == log.total.assumptions
    assumption = log.entries[0].assumptions[0]
    in_full, in_short = str(assumption).partition(" (")[0], f"{assumption.kind}: {assumption.chosen}"
    report = mg.build_report(log, mg.Person(age=34, sex="female"), days=1)
    for text, shown in ((log.text(width=1000), in_full), (report.text(width=1000), in_short)):
        assert text.count(shown) == 1
        assert "Assumed" in text


def test_own_foods_and_recipes_are_asked_first() -> None:
    own = mg.Catalog(mg.Food, records=[mg.Food(id="my:bread", name="Spelt bread", mg_per_100g=90, source="label")])
    dish = mg.Catalog(
        mg.Recipe, records=[mg.Recipe(id="my:dip", name="Dip", ingredients=["100 g almonds"], servings=2)]
    )
    log = read(("spelt bread", "2 x 30 g"), ("dip", "1"), foods=own | dish)
    assert [entry.item.id for entry in log] == ["my:bread", "my:dip"]
    assert [entry.mg for entry in log] == pytest.approx([54, 135])
