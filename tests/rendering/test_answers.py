"""Every bundled record and every answer has the five forms."""

from __future__ import annotations

import functools
import io
import json
import pickle
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg
from magnesium import laboratory as lab
from magnesium.assessment.findings import Finding
from magnesium.integrations import strategies as made
from magnesium.integrations.serialization import record_types
from magnesium.rendering.answers import MAX_REPR, Answer, label_of
from magnesium.rendering.as_html import fragment, page
from magnesium.rendering.as_text import as_text
from magnesium.rendering.blocks import Caution, Citation, Fold, Heading, Note, Row, Table
from magnesium.rendering.documents import derived
from magnesium.versions import stamp

HOSTILE = "<script>alert('1')</script>\"&"
WIDTHS = (40, 60, 88, 120)
PERSON = mg.Person(age=30, sex="female")


def answers() -> Iterator[Answer]:
    """Yield one of every kind of answer that a function of the library returns."""
    spinach = mg.foods["sr28:11458"]
    day = mg.Intake(
        [
            spinach.serving("1 cup").at(date="2026-11-26", meal="lunch"),
            mg.compounds["magnesium-oxide"].dose(elemental_mg=200).at(date="2026-11-26"),
            mg.Food(id="my:x", name="Unknown", mg_per_100g=None, source="label").grams(10).at(date="2026-11-26"),
        ]
    )
    interval = next(iter(lab.reference_intervals.values()))
    yield from (day, day.total, day.entries[0], day.by("meal"), mg.adequacy(day, PERSON), mg.build_report(day, PERSON))
    yield from (mg.suggest(day, PERSON), mg.suggest(1000, PERSON), mg.reference_values(PERSON), mg.compare(PERSON))
    yield from (mg.recommended(age=30, sex="female"), mg.foods.search("spinach"), mg.symptoms.search("xyzzy"))
    yield from (lab.classify_serum(mmol_per_l=0.5, interval=interval), mg.assess(PERSON, symptoms=["twitching"]))
    yield from mg.assess(PERSON, symptoms=["seizure"], medications=["omeprazole"]).findings[:3]
    dish = mg.read_recipe(io.StringIO("# Salad\nservings: 2\n200 g spinach\n30 g cashews\n"))
    found = mg.swaps(mg.Intake([mg.foods["sr28:20445"].serving("1 cup")]), PERSON)
    yield from (dish, dish.steps[0], found, found[0], mg.check(["1 banana", "1 x"]), mg.suggest(1, PERSON)[0], PERSON)
    yield from (lab.ctcae_hypomagnesemia(mg_per_dl=1.2), lab.daily_excretion(volume_ml=1500, mg_per_dl=5))
    yield lab.calcium_to_magnesium(calcium_mg_per_day=1000, magnesium_mg_per_day=400)
    yield lab.loading_retention(dose_mmol=14, excreted_mmol=9, baseline_mmol=2, protocol="medalgmtt")


def bundled() -> Iterator[Answer]:
    """Yield every bundled record, of a large catalog some."""
    for catalog in mg.catalogs.all().values():
        records = list(catalog.values())
        yield from records[:: max(1, len(records) // 300)]


@functools.cache
def every() -> tuple[Answer, ...]:
    return (*answers(), *bundled())


class _Checked(HTMLParser):
    """Checks that tags are closed in order, and that no script, handler or remote content is in a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.feed(html)
        self.close()
        assert self.open == []
        assert not self.tags & {"script", "img", "iframe", "object", "link"}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not any(name.startswith("on") for name, _ in attrs)
        self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.tags.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def checked(html: str) -> str:
    """Return the text of HTML that is well formed as HTML and as XML."""
    _Checked(html)
    return "".join(ET.fromstring(html.removeprefix("<!DOCTYPE html>")).itertext())  # noqa: S314  (our own)


def test_every_type_of_record_is_an_answer() -> None:
    """A problem is a part of errors, which are below all answers."""
    others = [name for name, kind in record_types().items() if attrs.has(kind) and not issubclass(kind, Answer)]
    assert others == ["Problem"]


def test_every_answer_begins_with_its_title() -> None:
    for answer in every():
        first = next(iter(answer.blocks()))
        if not isinstance(answer, Finding):  # a part of an assessment
            assert isinstance(first, Heading), type(answer)
            assert first.level == 1
            names = {str(answer), getattr(answer, "name", None), getattr(answer, "title", None)}
            assert first.text in names or isinstance(answer, mg.Report | mg.Assessment), type(answer)


def test_every_answer_is_one_line_and_has_a_short_repr() -> None:
    for answer in every():
        assert str(answer)
        assert "\n" not in str(answer), type(answer)
        assert len(repr(answer)) <= MAX_REPR
        assert repr(answer).startswith(f"<{type(answer).__name__}")


@pytest.mark.parametrize("width", WIDTHS)
def test_every_text_keeps_to_its_width_and_ends_with_the_versions(width: int) -> None:
    for answer in every():
        text = answer.text(width)
        assert max(map(len, text.splitlines())) <= width, answer
        assert text.endswith(f"\n{stamp()}\n")
        assert text[0].strip()


def test_every_page_and_fragment_is_well_formed_and_names_the_versions() -> None:
    for answer in every():
        for html in (answer.html(), answer._repr_html_()):
            assert stamp() in checked(html)


def test_every_document_is_plain_and_read_back() -> None:
    pytest.importorskip("cattrs", reason="needs the extra serialization")
    for answer in every():
        document = json.loads(json.dumps(answer.to_dict(), allow_nan=False))
        assert document["schema"] == 2
        assert document["version"]["data"] == mg.data_version
        assert type(answer).from_dict(document) == answer


def test_every_answer_can_be_pickled() -> None:
    for answer in answers():
        assert pickle.loads(pickle.dumps(answer)) == answer  # noqa: S301  (our own)


def test_a_text_has_every_source_of_its_answer() -> None:
    for answer in answers():
        text = " ".join(answer.text(88).split())
        assert all(f"[{key}]" in text for key in answer.cited())


@given(made.assessments() | made.reports() | made.intakes() | made.measurements() | made.foods())
def test_drawn_answers_have_the_five_forms(answer: Answer) -> None:
    pytest.importorskip("cattrs", reason="needs the extra serialization")
    assert len(repr(answer)) <= MAX_REPR
    assert max(map(len, answer.text(40).splitlines())) <= 40
    checked(answer.html())
    checked(answer._repr_html_())
    assert type(answer).from_dict(json.loads(json.dumps(answer.to_dict()))) == answer


texts = st.text(st.characters(codec="utf-8"), max_size=40)
BLOCKS: dict[str, Callable[[str], Any]] = {
    "heading": lambda text: Heading(text, 2),
    "row": lambda text: Row(text, text, 1),
    "table": lambda text: Table((text, text), [(text, text)], text),
    "note": Note,
    "caution": lambda text: Caution(text, text),
    "citation": lambda text: Citation(text, text, f"https://example.org/{text}"),
    "fold": lambda text: Fold(text, [Note(text)]),
}


@pytest.mark.parametrize("kind", BLOCKS)
@given(text=texts)
def test_no_text_becomes_markup(kind: str, text: str) -> None:
    block = BLOCKS[kind](f"{HOSTILE}{text}")
    for html in (page(text, [block]), fragment([block], text)):
        assert HOSTILE in checked(html)


@pytest.mark.parametrize("kind", BLOCKS)
@given(text=texts, width=st.integers(40, 120))
def test_no_line_is_longer_than_the_terminal_is_wide_and_no_word_is_lost(kind: str, text: str, width: int) -> None:
    written = as_text([BLOCKS[kind](text)], width)
    assert all(len(line) <= width for line in written.splitlines())
    assert all(char in written for char in text if char.isalnum())


def test_the_link_of_a_source_is_an_address_of_the_web_or_none() -> None:
    assert "href" not in page("", [Citation("key", "text", "javascript:alert(1)")])
    assert 'href="https://example.org"' in page("", [Citation("key", "text", "https://example.org")])


def test_a_notebook_cuts_a_long_table_and_says_by_how_much_while_the_page_has_all() -> None:
    table = Table(("a", "b"), [(str(number), "x") for number in range(1000)])
    assert "980 more rows" in checked(fragment([table]))
    assert "999" in checked(page("", [table]))


@pytest.mark.parametrize(
    ("cells", "is_numeric"),
    [
        (("87.0 mg", "unknown", "1,204 mg"), True),
        (("35 kcal", "energy unknown"), True),
        (("at least 3 %", "< 0.5 mmol/L", "−2"), True),
        (("", "-"), True),
        (("1 cup", "30 g"), False),
        (("200 mg elemental",), False),
        (("2026-03-02",), False),
        (("", ""), False),
    ],
)
def test_a_column_is_numeric_if_every_cell_is_a_figure(cells: tuple[str, ...], is_numeric: bool) -> None:
    assert Table(("name", "figure"), [("x", cell) for cell in cells]).is_numeric == (False, is_numeric)


def test_a_figure_is_kept_in_one_line_and_a_long_value_is_not() -> None:
    short, long = Row("a", "156.6 mg"), Row("a", "long words " * 5)
    assert "nowrap" in fragment([short])
    assert "nowrap" not in fragment([long])
    assert 'class="number"' in page("", [short])
    assert 'class="number"' not in page("", [long])


def test_a_row_is_no_wider_than_can_be_read() -> None:
    [line] = as_text([Row("Magnesium", "156.6 mg")], 120).splitlines()
    assert len(line) <= 80


def test_only_text_and_html_round() -> None:
    food = mg.Food(id="my:x", name="X", mg_per_100g=56.5, source="label")
    entry = food.grams(12.5)
    assert entry.to_dict()["record"]["mg"] == 7.0625
    assert "7.1 mg" in entry.text(80)


def test_a_total_is_a_number_and_is_formatted_as_one() -> None:
    total = mg.Intake([mg.foods["sr28:11458"].grams(150)]).total
    assert float(total) == total.mg
    assert f"{total:.0f}" == f"{total.mg:.0f}"
    assert f"{total}" == str(total)


def test_the_words_of_a_finding_are_a_text_and_callable() -> None:
    finding = mg.assess(PERSON, symptoms=["twitching"]).findings[0]
    assert finding.text == finding.wording
    assert isinstance(finding.text, str)
    assert finding.text(80) == Answer.text(finding, 80)


def test_a_record_that_makes_no_blocks_shows_each_of_its_fields() -> None:
    for record in every():
        if type(record).blocks is not Answer.blocks:
            continue
        shown = list(record.blocks())
        rows = {block.label for block in shown if isinstance(block, Row)}
        notes = {block.text.partition(": ")[0] for block in shown if isinstance(block, Note)}
        kind: Any = type(record)
        for field in attrs.fields(kind):
            value = getattr(record, field.name)
            is_shown = field.name not in {"name", "source", "sources"} and not field.name.startswith("_")
            if is_shown and value is not None and value not in ("", ()):
                assert label_of(field.name) in rows | notes, (type(record), field.name)
        assert not rows & {"Name", "Source", "Sources"}


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("mg_per_day", "Magnesium (mg per day)"),
        ("mmol_per_l", "Magnesium (mmol per L)"),
        ("ml_per_day", "Value (ml per day)"),
        ("volume_ml", "Volume (ml)"),
        ("egfr_ml_per_min", "eGFR (ml per min)"),
    ],
)
def test_a_label_has_its_unit_in_parentheses(name: str, label: str) -> None:
    assert label_of(name) == label


def test_a_document_has_the_derived_figures_of_the_answers_in_it() -> None:
    report = mg.build_report(mg.Intake([mg.foods["sr28:11458"].grams(100)]), PERSON)
    found = derived(report)
    assert found["adequacy"] == derived(report.adequacy)
    assert found["adequacy"]["shortfall_mg"] == report.adequacy.shortfall_mg
