"""A report to hand over: the verdict first, in the reader's words, and a bar."""

from __future__ import annotations

import io
import math
import re
from typing import Any
from xml.etree import ElementTree as ET

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import magnesium as mg
from magnesium.intake.verdict import scales, verdict
from magnesium.integrations import strategies as made
from magnesium.rendering.blocks import Caution, Heading, Lead, Mark, Row, Scale, Table
from magnesium.rendering.drawing import drawn
from magnesium.rendering.terminal import bar

WOMAN = mg.Person(age=34, sex="female")
LOG = """food,amount,unit,date,meal
rolled oats,60,g,2026-11-02,breakfast
milk,half a cup,,2026-11-02,breakfast
almonds,a handful,,2026-11-03,snack
sr28:11458,1 cup,,2026-11-03,lunch
"""
MARKS = st.lists(st.builds(Mark, st.text(max_size=12), st.floats(0, 1e5)), max_size=3)


def read(log: str = LOG) -> mg.Intake:
    return mg.read_food_log(io.StringIO(log))


def test_a_row_keeps_the_words_of_its_user_and_none_where_it_names_a_record() -> None:
    assert [entry.wording for entry in read()] == ["60 g rolled oats", "half a cup milk", "a handful almonds", ""]
    assert read("food,grams\nrolled oats,60\n").entries[0].wording == "60 g rolled oats"


def test_the_words_are_no_part_of_what_was_eaten_nor_of_its_error() -> None:
    for unit in ("g", "gram", "kg", "oz", "lb"):
        strict = read(f"food,amount,unit\nrolled oats,2,{unit}\n").entries[0]
        by_id = read(f"food,amount,unit\n{strict.item.id},2,{unit}\n").entries[0]
        assert by_id.wording == ""
        assert strict.wording
        assert strict.spread.portions_sd_mg == by_id.spread.portions_sd_mg == 0
    worded, strict = (read(f"food,amount\n{name},60 g\n").entries[0] for name in ("rolled oats", strict.item.id))
    assert attrs.evolve(worded, assumptions=()) == strict


def test_measures_of_one_food_share_their_error_however_often_they_are_written() -> None:
    once = read("food,amount\nmilk,2 cups\n").total
    twice = read("food,amount\nmilk,1 cups\nmilk,1 cups\n").total
    assert twice.sd_mg == pytest.approx(once.sd_mg)


@given(made.intakes())
@settings(max_examples=25)
def test_the_error_of_a_sum_is_that_of_its_entries_one_by_one(intake: mg.Intake) -> None:
    """Entries that are alike are added before their error is asked for."""
    from magnesium.foods.entry_errors import entry_errors
    from magnesium.foods.error_terms import combined

    for part in (group.intake for group in intake.by("origin").groups):
        spread = part.total.spread
        assert spread is not None
        assert math.isclose(spread.sd_mg, combined(map(entry_errors, part)).sd_mg, rel_tol=1e-9, abs_tol=1e-12)


def test_the_verdict_comes_first_in_text_and_page() -> None:
    report = mg.build_report(read(), WOMAN)
    lines = [block.text for block in verdict(report.adequacy)]
    assert len(lines) == 3
    text, page = " ".join(report.text(100).split()), report.html()
    assert text.index(lines[2]) < text.index("Where most of it comes from") < text.index("Sources")
    assert page.index(lines[1]) < page.index("<svg") < page.index("Where most of it comes from")
    for words in ("60 g rolled oats", "Cereals, oats", "half a cup milk"):
        assert words in text
        assert words in page


def mixed() -> mg.Intake:
    """Return two days with food, a supplement, an unknown food and one of no stated origin."""
    unknown = mg.Food(id="my:x", name="Unknown bar", mg_per_100g=None, source="label")
    unstated = mg.Food(id="my:y", name="Powder", mg_per_100g=100, source="label")
    return mg.Intake(
        [
            mg.parse("60 g rolled oats").at(date="2026-11-26", meal="breakfast"),
            mg.parse("1 slice white bread").at(date="2026-11-27", meal="lunch"),
            mg.compounds["magnesium-oxide"].dose(elemental_mg=100).at(date="2026-11-26"),
            unknown.grams(10).at(date="2026-11-26", meal="lunch"),
            unstated.grams(10).at(date="2026-11-27", meal="lunch"),
        ],
        ["Written down by hand."],
    )


def sections(report: mg.Report) -> dict[str, list[Any]]:
    """Return the blocks of a report by their heading."""
    found: dict[str, list[Any]] = {}
    here: list[Any] = []
    for block in report.blocks():
        if isinstance(block, Heading):
            here = found.setdefault(block.text, [])
        else:
            here.append(block)
    return found


def test_a_report_has_every_part_of_its_record() -> None:
    intake = mixed()
    report = mg.build_report(intake, WOMAN)
    of = sections(report)
    assert [note.text for note in of["Unknown magnesium, not in the totals"]] == ["Unknown bar (my:x)"]
    assert list(report.suggestions.rows()) == of["Foods that close the gap, each alone"]
    assert list(report.swaps.rows()) == of["Swaps, like for like"]
    assert [note.text for note in of["How the log was read"]] == list(intake.notes)
    (authority,) = (title for title in of if title.startswith("Compared with"))
    assert mg.authorities["nasem"].name in authority
    basis = list(report.adequacy.basis())
    assert of[authority][: len(basis)] == basis
    (eaten,) = (table for table in of["Where most of it comes from"] if isinstance(table, Table))
    assert {row[0] for row in eaten.rows} == {entry.item.name for entry in intake if entry.mg}
    for key in ("meal", "origin"):
        (table,) = of[f"By {key}, mean of 2 days"]
        groups = intake.by(key).groups
        assert [row[0] for row in table.rows] == [group.value or "not stated" for group in groups]
    written = [row for table in of["What was eaten, as written and as read"] for row in table.rows]
    assert len(written) == len(intake)


def test_the_basis_of_an_answer_has_each_reference_value_and_what_counts_toward_the_upper_level() -> None:
    found = mg.adequacy(mixed(), WOMAN)
    rows = {row.label: row.value for row in found.basis() if isinstance(row, Row)}
    assert found.recommended is not None
    assert found.ear is not None
    assert found.ul is not None
    for value in (found.recommended, found.ear, found.ul):
        assert f"{value.mg_per_day:g} mg" in rows[f"{value.kind.label} [{value.source}]"]
    assert rows["Counted toward it"].startswith(str(found.supplemental))
    assert str(found.unstated) in rows.values()
    without = mg.adequacy(mixed(), WOMAN, authority="india", edition=None)
    labels = [row.label for row in without.basis() if isinstance(row, Row)]
    assert ("Upper level" in labels) == (without.ul is None)


def test_a_total_states_each_origin_and_what_is_unknown() -> None:
    total = mixed().total
    rows = {row.label: row.value for row in total.rows()}
    for label, amount in (
        ("From food", total.food_mg),
        ("From supplements", total.supplement_mg),
        ("Of no stated origin", total.unstated_mg),
    ):
        assert float(rows[label].split()[0]) == pytest.approx(amount, rel=0.02)
    assert rows["Unknown, not in the total"] == ", ".join(total.unknown) == "my:x"
    assert set(total.rows()) < set(total.blocks())


@given(made.intakes(), made.persons())
@settings(max_examples=40)
def test_a_verdict_has_three_lines_and_never_reassures_about_an_amount_above_the_level(
    intake: mg.Intake, person: mg.Person
) -> None:
    try:
        found = mg.adequacy(intake, person, days=1)
    except mg.MagnesiumError:
        return
    how_much, enough, too_much = verdict(found)
    assert isinstance(too_much, Caution) == (found.ul is not None and found.exceeds_ul is not False)
    assert isinstance(how_much, Lead)
    assert isinstance(enough, Lead)
    if found.is_lower_bound:
        assert "too little" not in enough.text
        assert "at least" in how_much.text


def test_without_an_ear_the_verdict_compares_with_the_adequate_intake() -> None:
    infant = mg.Person.from_months(8, sex="female")
    for eaten, words in ((10, "is not reached"), (80, "is reached")):
        assert words in list(verdict(mg.adequacy(eaten, infant)))[1].text
    unknown = mg.Total(mg=10, unknown=("my:x",))
    assert "may be missed" in list(verdict(mg.adequacy(unknown, infant)))[1].text


def test_the_upper_level_is_on_the_scale_of_what_it_covers_only() -> None:
    pill = mg.compounds["magnesium-oxide"].dose(elemental_mg=200)
    both = list(scales(mg.adequacy(mg.Intake([*read(), pill]), WOMAN, days=2)))
    assert [[mark.label.split()[0] for mark in scale.marks] for scale in both] == [["EAR", "RDA"], ["UL"]]
    alone = list(scales(mg.adequacy(mg.Intake([pill]), WOMAN)))
    assert [[mark.label.split()[0] for mark in scale.marks] for scale in alone] == [["EAR", "RDA", "UL"]]
    assert len(list(scales(mg.adequacy(read(), WOMAN)))) == 1


@given(st.lists(st.floats(0, 1e5), min_size=3, max_size=3).map(sorted), st.booleans(), MARKS)
@settings(max_examples=60)
def test_a_bar_keeps_within_its_width_and_order(amounts: list[float], is_certain: bool, marks: list[Mark]) -> None:
    low, value, high = amounts
    ends = None if is_certain else (low, high)
    scale = Scale("Intake", "some", value, ends, marks)
    places = [scale.place(mark.value) for mark in scale.marks]
    assert places == sorted(places)
    assert all(0 <= place <= 1 for place in (*places, scale.place(value)))
    assert all(len(line) <= 60 for line in bar(scale, 60))
    picture = ET.fromstring(drawn(Scale("Intake", "some", value, ends, [Mark("x", mark.value) for mark in marks])))  # noqa: S314  (our own)
    assert len(picture.findall("text")) == len(marks)
    assert all(float(found) <= 100 for found in re.findall(r'"([0-9.]+)%"', drawn(Scale("", "", value, ends, ()))))


def test_a_long_log_folds_what_was_eaten_and_lists_its_days() -> None:
    rows = [f"rolled oats,60 g,2026-10-{day:02}\n" for day in range(1, 29)] * 3
    report = mg.build_report(read(f"food,amount,date\n{''.join(rows)}"), WOMAN)
    assert "By day" in report.text(80)
    assert "<details>" in report.html()
    assert "By day" not in mg.build_report(read(), WOMAN).text(80)


@pytest.mark.parametrize("key", ["date", "meal", "origin"])
def test_the_parts_of_an_intake_are_a_table_of_its_groups(key: Any) -> None:
    groups = mixed().by(key)
    (table,) = (block for block in groups.blocks() if isinstance(block, Table))
    assert table.columns[0] == key
    assert [row[0] for row in table.rows] == [str(group.value or "not stated") for group in groups.groups]
    assert [row[1:] for row in table.rows] == [(str(len(part)), str(part.total)) for part in groups.values()]


def test_a_long_log_has_a_table_of_its_days() -> None:
    rows = [f"rolled oats,60 g,2026-10-{day:02}\n" for day in range(1, 32)] * 2
    intake = read(f"food,amount,date\n{''.join(rows)}")
    table, *_ = sections(mg.build_report(intake, WOMAN))["By day"]
    assert list(table.rows) == [(str(date), str(part.total)) for date, part in intake.by("date").items()]


def test_a_report_states_each_assumption_and_how_far_other_readings_would_differ() -> None:
    intake = mg.parse_meal("2 slices white toast; 1 tsp 7 honey")
    (table,) = sections(mg.build_report(intake, WOMAN))["Assumed"]
    stated = [note for entry in intake for note in entry.assumptions]
    assert len(table.rows) == len(stated)
    for (_, assumed, otherwise), note in zip(table.rows, stated, strict=True):
        factors = [each.factor for each in note.alternatives if each.factor is not None]
        assert (note.text if note.kind == "ignored" else note.chosen) in assumed
        assert otherwise == (f"× {min(factors):.2g}–{max(factors):.2g}" if factors else "")
    assert {note.kind for note in stated} >= {"ignored", "portion"}
    assert any(each.factor for note in stated for each in note.alternatives)


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (0.95, "Very probably enough"),
        (0.949, "Probably enough"),
        (0.75, "Probably enough"),
        (0.749, "Not clear whether it is enough"),
        (0.25, "Not clear whether it is enough"),
        (0.249, "Probably too little"),
        (0.05, "Probably too little"),
        (0.049, "Very probably too little"),
        (0.0, "Very probably too little"),
    ],
)
def test_each_probability_has_its_words(monkeypatch: pytest.MonkeyPatch, probability: float, words: str) -> None:
    monkeypatch.setattr(mg.Adequacy, "probability_of_adequacy", probability)
    found = mg.adequacy(mg.Intake([mg.foods["sr28:11458"].grams(150)]), WOMAN)
    assert list(verdict(found))[1].text.startswith(f"{words}: ")


def test_where_nothing_is_recommended_that_is_said() -> None:
    found = mg.adequacy(read(), WOMAN)
    without = attrs.evolve(found, reference_values=attrs.evolve(found.reference_values, rda=None, ai=None))
    assert "recommends no intake" not in str(found)
    assert str(without) == f"{found.total} a day; nasem recommends no intake"
    assert (without.percent_of_recommended, without.shortfall_mg, without.percent_interval()) == (None, None, None)
    assert any("recommends no intake" in block.text for block in verdict(without))


def test_the_largest_uncertainty_is_named_where_there_is_an_interval() -> None:
    found = mg.adequacy(read(), WOMAN)
    rows = {row.label: row.value for row in found.blocks() if isinstance(row, Row)}
    assert found.largest_uncertainty is not None
    assert rows["Most uncertain"] == str(found.largest_uncertainty)
    assert rows["Most uncertain"] in str(list(mg.build_report(read(), WOMAN).blocks()))
