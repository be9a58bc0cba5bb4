"""Lines as people write them: what they are read as, what is assumed, and what is refused."""

from __future__ import annotations

import csv
import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg
from magnesium.foods.assumptions import AssumptionKind
from magnesium.text import MAX_REMEMBERED

with (Path(__file__).parent / "parse_lines.tsv").open(encoding="utf-8", newline="") as file:
    LINES = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
READ = [row for row in LINES if row["grams_low"] != "REFUSE"]
REFUSED = [row["line"] for row in LINES if row["grams_low"] == "REFUSE"]
ROUNDING = 0.02

# Lines that are refused although they name a food: the tables have no figure for their measure.
NO_FIGURE = {
    "1 bunch kale, stems stripped": "no table weighs a bunch of kale",
    "3 slices rye": "the printed name Rye is the grain",
    "2 bay leaves": "no table weighs a leaf",
    "1 Twix": "printed only as packages",
    "½ cup steel cut oats": "no table weighs a cup of them",
}


def kinds(entry: mg.Entry) -> set[str]:
    return {str(note.kind) for note in entry.assumptions}


def note(entry: mg.Entry, kind: str) -> mg.Assumption:
    (found,) = (found for found in entry.assumptions if found.kind == kind)
    return found


# --- what lines are read as --------------------------------------------------------------------


@pytest.mark.parametrize("row", READ, ids=lambda row: row["line"])
def test_a_line_is_read_as_its_food_and_weight_or_refused_for_a_reason(row: dict[str, str]) -> None:
    if row["line"] in NO_FIGURE:
        with pytest.raises(mg.UnitError):
            mg.parse(row["line"])
        return
    entry = mg.parse(row["line"])
    assert re.search(row["food"], entry.item.name, re.IGNORECASE), entry.item.name
    if row["grams_low"] and entry.grams is not None:
        assert float(row["grams_low"]) * (1 - ROUNDING) <= entry.grams <= float(row["grams_high"]) * (1 + ROUNDING)
    assert entry.mg is not None
    if row["assumed"]:
        assert kinds(entry) - {"ignored"}
    assert entry.text == row["line"]


@pytest.mark.parametrize("line", REFUSED)
def test_a_line_without_one_answer_is_refused_in_words(line: str) -> None:
    with pytest.raises(mg.MagnesiumError) as caught:
        mg.parse(line)
    assert not isinstance(caught.value, mg.DataError)
    assert len(str(caught.value)) > len(line)


@pytest.fixture(scope="module")
def score(shared: Path) -> ModuleType:
    """The gold lines' own scorer."""
    place = shared / "lines" / "score.py"
    if not place.is_file():
        pytest.skip("needs the gold lines, which are not beside the checkout")
    spec = importlib.util.spec_from_file_location("score", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.MEAL = mg.parse_meal  # type: ignore[attr-defined]
    return module


def test_gold_lines_are_right_or_refused_but_seldom_wrong(score: Any) -> None:
    verdicts = [(row, *score.judge(row, mg.parse)) for row in score.rows("given.tsv")]
    right = [row for row, verdict, *_ in verdicts if verdict == "right"]
    wrong = [row["line"] for row, verdict, *_ in verdicts if verdict == "wrong"]
    unstated = [row["line"] for row, _, _, stated in verdicts if row["assumption"] != "none" and not stated]
    assert len(right) >= 0.97 * len(verdicts)
    # The gold figure assumes another formula than the compound's, 8.92 % magnesium.
    assert wrong == ["1 g magnesium taurate"]
    # A tablespoon is a portion that the table prints.
    assert unstated == ["1 tbsp houmous"]


def test_gold_refusals_are_refused(score: Any) -> None:
    answered = [row["line"] for row in score.rows("refuse.tsv") if score.judge(row, mg.parse)[0] != "refused"]
    assert answered == []


# --- amounts -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "grams"),
    [
        ("2 x 30 g almonds", 60),
        ("2x30g almonds", 60),
        ("almonds 1 oz (28g)", 28),
        ("28 g (1 oz) almonds", 28),
        ("180g/6½oz spinach", 180),
        ("1 lb 8 oz spinach", 680.389),
        ("1,5 kg spinach", 1500),
        ("20–30 g almonds", 25),
        ("about 30 g almonds", 30),
        ("3 packets almonds, 20 g each", 60),
        ("2 (15-ounce) cans black beans", 850.486),
        ("- 30 g almonds", 30),
    ],
)
def test_a_weight_in_the_line_takes_precedence_over_every_measure(line: str, grams: float) -> None:
    assert mg.parse(line).grams == pytest.approx(grams, rel=1e-4)


def test_the_middle_of_a_range_is_taken_and_its_ends_are_given() -> None:
    found = note(mg.parse("1-2 bananas"), "range")
    assert [other.factor for other in found.alternatives] == pytest.approx([2 / 3, 4 / 3])


def test_us_or_imperial_pint_is_stated_unless_the_line_says() -> None:
    us, imperial = mg.parse("1 pint whole milk"), mg.parse("1 imperial pint whole milk")
    assert note(us, "measure").alternatives[0].factor == pytest.approx(imperial.grams / us.grams, rel=1e-3)  # type: ignore[operator]
    assert "measure" not in kinds(imperial)


@pytest.mark.parametrize("line", ["NaN g oats", "inf g oats", "0 g almonds", "-2 cups spinach", "1e9 kg almonds"])
def test_an_impossible_amount_is_an_amount_error(line: str) -> None:
    with pytest.raises(mg.AmountError):
        mg.parse(line)


@pytest.mark.parametrize("line", ["1 cup", "500 mg", "2 large", "half a packet", "3 tablets"])
def test_an_amount_without_food_is_ambiguous_or_a_dose_of_nothing(line: str) -> None:
    with pytest.raises((mg.AmbiguousError, mg.AmountError, mg.NotFoundError)):
        mg.parse(line)


@pytest.mark.parametrize("line", ["2 boiled eggs and a banana", "1 cup milk 2 eggs", "coffee and toast"])
def test_several_items_are_ambiguous_and_the_error_names_parse_meal(line: str) -> None:
    with pytest.raises(mg.AmbiguousError, match="parse_meal"):
        mg.parse(line)
    assert len(mg.parse_meal(line.replace("milk 2", "milk, 2"))) == 2


@pytest.mark.parametrize("line", ["", "   ", "???", "to taste", "lunch at mum's", "https://example.com/recipe"])
def test_nothing_recognizable_is_not_found(line: str) -> None:
    with pytest.raises(mg.NotFoundError):
        mg.parse(line)


# --- states ------------------------------------------------------------------------------------


@pytest.mark.parametrize("food", ["pasta", "brown rice", "quinoa", "couscous", "bulgur", "chickpeas"])
def test_a_stated_state_always_wins_and_an_unstated_one_is_stated_with_the_other_figure(food: str) -> None:
    dry, cooked = mg.parse(f"100 g dry {food}"), mg.parse(f"100 g cooked {food}")
    assert "state" not in kinds(dry) | kinds(cooked)
    weighed_out, plated = mg.parse(f"100 g {food}"), mg.parse(f"1 cup {food}")
    assert weighed_out.item == dry.item
    assert plated.item == cooked.item
    assert note(weighed_out, "state").alternatives[0].factor == pytest.approx(cooked.mg / dry.mg)  # type: ignore[operator]
    assert note(plated, "state").alternatives[0].text == dry.item.name


def test_what_is_peeled_or_cut_is_raw() -> None:
    assert "raw" in mg.parse("2 medium potatoes, peeled and diced").item.name
    assert "boiled" in mg.parse("200 g boiled potatoes, diced").item.name


# --- names -------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["organic", "fresh", "chopped", "ripe", "diced"])
def test_a_harmless_word_changes_nothing_and_is_recorded(word: str) -> None:
    plain, described = mg.parse("100 g carrots"), mg.parse(f"100 g {word} carrots")
    assert (described.item, described.mg) == (plain.item, plain.mg)
    assert note(described, "ignored").text == word


@pytest.mark.parametrize("word", ["smoked", "sweetened", "powdered", "instant", "pickled", "vegan", "chocolate"])
def test_a_word_that_changes_the_food_is_never_ignored(word: str) -> None:
    try:
        entry = mg.parse(f"100 g {word} carrots")
    except (mg.NotFoundError, mg.AmbiguousError):
        return
    assert word[:5] in entry.item.name.casefold()


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("bananna", "banana"), ("1 cup brocolli", "1 cup broccoli"), ("100 g chikpeas", "100 g chickpeas")],
)
def test_one_typo_is_corrected_and_stated(wrong: str, right: str) -> None:
    entry = mg.parse(wrong)
    assert entry.mg == mg.parse(right).mg
    assert "food" in kinds(entry)
    with pytest.raises(mg.AmbiguousError):
        mg.parse(wrong, assume="never")


def test_a_word_that_no_food_has_is_never_dropped() -> None:
    with pytest.raises(mg.NotFoundError, match="seitan"):
        mg.parse("100 g seitan mince")


def test_own_foods_come_first_and_the_bundled_ones_are_still_found() -> None:
    own = mg.Catalog(mg.Food, records=[mg.Food(id="my:kale", name="Kale", mg_per_100g=1.0, source="label")])
    assert mg.parse("100 g kale", foods=own).mg == 1.0
    assert mg.parse("100 g spinach", foods=own).item.id == mg.parse("100 g spinach").item.id


# --- supplements -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("magnesium citrate 200 mg elemental", 200),
        ("magnesium glycinate 400 mg (80 mg elemental)", 80),
        ("Magnesium 400 mg (as magnesium oxide)", 400),
        ("150 mg elemental magnesium (as citrate)", 150),
        ("2 x 150 mg elemental magnesium citrate", 300),
        ("3 tablets of 100 mg elemental magnesium oxide", 300),
        ("5 mmol magnesium aspartate", 5 * 24.305),
        ("10 mEq magnesium chloride", 5 * 24.305),
        ("400 mg MgO", 400 * 24.305 / 40.304),
        ("1000 mg magnesium malate", 1000 * 24.305 / 156.376),
        ("10 ml magnesium sulfate heptahydrate 500 mg/ml", 5000 * 24.305 / 246.466),
        ("Magnesium 250 mg", 250),
        # The same dose twice: in another unit, of each and of all, of the salt and of its magnesium.
        ("400 mg magnesium (16.5 mmol)", 16.5 * 24.305),
        ("magnesium glycinate 400 mg elemental (4 capsules of 100 mg)", 400),
        ("2 capsules magnesium glycinate, 200 mg each (400 mg) elemental", 400),
        ("magnesium (as magnesium oxide, 500 mg) 300 mg", 300),
        ("magnesium oxide 400 mg (240 mg magnesium)", 400 * 24.305 / 40.304),
    ],
)
def test_a_dose_is_of_magnesium_or_of_the_salt_as_the_line_says(line: str, expected: float) -> None:
    assert mg.parse(line).mg == pytest.approx(expected, rel=1e-3)


def test_magnesium_without_a_salt_is_elemental_and_says_so() -> None:
    assert note(mg.parse("Magnesium 250 mg"), "compound").source == "fda-supplement-labels"


def test_a_dose_that_can_be_of_either_is_refused_with_both_figures() -> None:
    with pytest.raises(mg.AmbiguousError, match=r"400 mg of magnesium .* 56 mg"):
        mg.parse("400 mg magnesium glycinate")


@pytest.mark.parametrize("line", ["Epsom salt bath, 500 g", "magnesium oil spray", "Epsom salt foot soak"])
def test_what_is_not_eaten_is_refused(line: str) -> None:
    with pytest.raises(mg.NotFoundError, match="not eaten"):
        mg.parse(line)


# --- assume ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line", ["a handful of almonds", "100 g lentils", "1-2 bananas", "coffee", "1 pint whole milk"]
)
def test_never_refuses_what_needs_a_choice(line: str) -> None:
    assert mg.parse(line).assumptions
    with pytest.raises(mg.AmbiguousError):
        mg.parse(line, assume="never")


@pytest.mark.parametrize("line", ["100 g almonds", "1 cup cooked spinach", "30 g organic almonds"])
def test_never_reads_what_needs_none(line: str) -> None:
    assert mg.parse(line, assume="never") == mg.parse(line)


def test_assume_takes_two_words() -> None:
    with pytest.raises(mg.InvalidValueError, match="usual"):
        mg.parse("100 g almonds", assume="always")  # type: ignore[arg-type]


# --- any text ----------------------------------------------------------------------------------

_AMOUNTS = ["1", "2", "½", "-3", "1e9", "nan", "g", "oz", "cups", "mg", "(", ")", "/", ",", "+", "x", "%"]
_WORDS = ["and", "with", "of", "egg", "milk", "almonds", "raw", "cooked", "magnesium", "each", "can", "日本", "for"]
_PIECES = st.sampled_from([*_AMOUNTS, *_WORDS])


@given(st.text(max_size=60) | st.lists(_PIECES, max_size=9).map(" ".join))
def test_no_text_raises_another_library_error(text: str) -> None:
    for read in (mg.parse, mg.parse_meal):
        try:
            read(text)
        except mg.MagnesiumError as error:
            assert str(error)


def test_the_same_line_is_the_same_entry() -> None:
    line = "2 cups cooked spinach, drained"
    assert len(line) < MAX_REMEMBERED
    assert mg.parse(line) is mg.parse(line)


def test_every_kind_of_assumption_is_a_word_of_the_design() -> None:
    words = "portion state measure food ignored compound range scale release"
    assert [str(kind) for kind in AssumptionKind] == words.split()


@given(st.integers(1, 99), st.integers(1, 99), st.sampled_from("·_:;#'’|=\u202f\u2009\u00a0"))
def test_no_digit_beside_a_weight_is_dropped(before: int, after: int, sign: str) -> None:
    """ "1·5 g" was read as 5 g."""
    with pytest.raises(mg.MagnesiumError):
        mg.parse(f"{before}{sign}{after} g almonds")


@given(st.integers(2, 99), st.integers(1, 99))
def test_a_count_before_a_weight_counts_it_and_says_so(count: int, each: int) -> None:
    entry = mg.parse(f"{count} {each} g almonds")
    assert entry.grams == count * each
    assert [note.kind for note in entry.assumptions] == ["measure"]
    with pytest.raises(mg.AmountError):
        mg.parse(f"{count}, {each} g almonds")


@pytest.mark.parametrize("line", ["500 coffee", "150 chicken", "chicken 150", "500 potatoes", "40 banana", "300 milk"])
def test_a_number_that_is_rather_a_weight_needs_a_unit(line: str) -> None:
    with pytest.raises((mg.AmountError, mg.UnitError)):
        mg.parse(line)


@pytest.mark.parametrize("line", ["12 eggs", "15 eggs", "20 almonds", "30 strawberries"])
def test_numbers_of_pieces_are_counts(line: str) -> None:
    count, _, name = line.partition(" ")
    one = mg.parse(f"1 {name}").grams
    assert one is not None
    assert mg.parse(line).grams == pytest.approx(int(count) * one)


@pytest.mark.parametrize("line", ["chips", "1 bag chips", "1 portion of chips", "1 tbsp raw seeds"])
def test_a_noun_that_ends_several_everyday_names_is_refused_with_them(line: str) -> None:
    """ "chips" were read as chips of beans."""
    with pytest.raises(mg.AmbiguousError) as error:
        mg.parse(line)
    assert len(error.value.candidates) > 2


@pytest.mark.parametrize("hedge", ["heaped", "heaping", "level", "generous", "scant", "loosely packed"])
@pytest.mark.parametrize("measure", ["1 {} tbsp", "2 {} cups", "½ {} cup"])
def test_a_word_before_the_unit_hides_no_unit(hedge: str, measure: str) -> None:
    plain = " ".join(measure.format("").split())
    assert mg.parse(f"{measure.format(hedge)} flour").grams == mg.parse(f"{plain} flour").grams


@pytest.mark.parametrize(
    ("words", "number"),
    [("one and a half", 1.5), ("two and a quarter", 2.25), ("1 and 1/2", 1.5), ("three and two thirds", 3 + 2 / 3)],
)
def test_a_number_and_its_fraction_are_one_number(words: str, number: float) -> None:
    assert mg.parse(f"{words} cups of milk").grams == pytest.approx(number * 244)


@pytest.mark.parametrize(
    ("line", "near"),
    [("handfull of allmonds", "almonds"), ("1 cop of brocoli", "Broccoli"), ("2 slises rye bred", "rye")],
)
def test_two_typos_name_what_may_be_meant(line: str, near: str) -> None:
    with pytest.raises(mg.NotFoundError) as error:
        mg.parse(line)
    assert any(near.casefold() in name.casefold() for name in error.value.suggestions)
