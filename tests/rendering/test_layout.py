"""Where figures are on a page and in a terminal."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magnesium.rendering.as_html import page
from magnesium.rendering.as_text import as_text
from magnesium.rendering.blocks import Fold, Heading, Mark, Note, Row, Scale, Table
from magnesium.rendering.drawing import drawn

WORDS = st.lists(st.text("abcdefgh", min_size=1, max_size=9), min_size=1, max_size=12).map(" ".join)


def svg(scale: Scale) -> ET.Element:
    return ET.fromstring(drawn(scale))  # noqa: S314  (our own)


def number(element: ET.Element, name: str) -> float:
    return float(element.attrib[name].removesuffix("%"))


def test_the_interval_is_a_whisker_in_the_middle_of_the_bar() -> None:
    picture = svg(Scale("Intake", "50 mg", 50, (40, 60), [Mark("RDA", 80)]))
    bar = picture.findall("rect")[1]
    middle = number(bar, "y") + number(bar, "height") / 2
    whisker, *ends = (line for line in picture.findall("line") if "stroke-dasharray" not in line.attrib)
    assert number(whisker, "y1") == number(whisker, "y2") == middle
    assert number(whisker, "x1") < number(bar, "width") < number(whisker, "x2")
    for end in ends:
        assert (number(end, "y1") + number(end, "y2")) / 2 == middle
        assert number(end, "x1") == number(end, "x2")
    assert [number(end, "x1") for end in ends] == [number(whisker, "x1"), number(whisker, "x2")]


@given(st.lists(st.floats(0, 1000), min_size=1, max_size=4))
def test_labels_are_beside_the_bar_and_extend_toward_the_middle(marks: list[float]) -> None:
    picture = svg(Scale("Intake", "500 mg", 500, None, [Mark(f"{mark:.0f}", mark) for mark in marks]))
    bar = picture.findall("rect")[0]
    top, bottom = number(bar, "y"), number(bar, "y") + number(bar, "height")
    labels = picture.findall("text")
    assert [label.text for label in labels] == [f"{mark:.0f}" for mark in sorted(marks)]
    for index, label in enumerate(labels):
        assert (number(label, "y") < top) == (index % 2 == 0)
        assert number(label, "y") < top or number(label, "y") > bottom
        place = number(label, "x")
        if min(abs(place - 14), abs(place - 86)) > 0.01:
            assert label.attrib["text-anchor"] == ("start" if place < 14 else "end" if place > 86 else "middle")


def test_nothing_at_all_is_at_the_beginning_of_its_scale() -> None:
    assert Scale("Intake", "0 mg", 0, None, ()).place(0) == 0


@given(label=WORDS, value=st.text("0123456789", min_size=1, max_size=8), width=st.integers(40, 120))
def test_the_value_of_a_row_ends_at_the_right_edge_behind_its_label(label: str, value: str, width: int) -> None:
    lines = as_text([Row(label, value)], width).splitlines()
    assert " ".join(" ".join(lines).split()) == f"{label} {value}"
    assert len(lines[-1]) == min(width, 80)
    assert lines[-1].endswith(value)
    assert (len(lines) == 1) == (len(label) + len(value) + 2 <= min(width, 80))


def test_a_row_without_a_label_is_its_value() -> None:
    assert as_text([Row("", "word " * 30)], 60).split() == ["word"] * 30
    assert as_text([Row("", "5 mg")], 60).strip() == "5 mg"


def test_a_fold_is_a_heading_and_its_blocks_unless_it_is_untitled() -> None:
    blocks = [Note("inside")]
    assert as_text([Fold("Title", blocks)], 60).split() == ["Title", "inside"]
    assert as_text([Fold("Title", blocks, is_untitled=True)], 60).split() == ["inside"]
    assert as_text([Fold("Title", blocks, brief="brief")], 60).split() == ["brief"]


@pytest.mark.parametrize(("level", "tag"), [(0, "h1"), (1, "h1"), (3, "h3"), (6, "h6"), (9, "h6")])
def test_html_has_six_levels_of_headings(level: int, tag: str) -> None:
    assert f"<{tag}>words</{tag}>" in page("title", [Heading("words", level)])


def test_the_text_of_a_fold_is_indented_and_headings_up_to_the_second_level_follow_an_empty_line() -> None:
    assert as_text([Fold("Title", [Note("inside")], brief="brief")], 60) == "  brief\n"
    for level in (1, 2, 3):
        assert as_text([Note("words"), Heading("title", level)], 60) == f"words\n{chr(10) * (level <= 2)}title\n"


@pytest.mark.parametrize("room", [10, 16, 19, 20, 30])
def test_a_label_beside_a_long_value_takes_the_whole_width(room: int) -> None:
    """Where less than a third of the line is left, the value stands below."""
    label = "a label of many words that needs more than that"
    lines = as_text([Row(label, "v" * (60 - 2 - room))], 60).splitlines()
    assert (lines[0].strip() == label) == (room < 20)
    assert " ".join(lines).split() == [*label.split(), "v" * (60 - 2 - room)] or room >= 20


def test_columns_of_figures_are_marked_as_such_in_html() -> None:
    html = page("title", [Table(("food", "magnesium"), [("a", "5.0 mg"), ("b", "unknown")])])
    assert '<td class="number">5.0 mg</td>' in html
    assert '<td class="cell">a</td>' in html or "<td>a</td>" in html
