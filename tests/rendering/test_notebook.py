from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import magnesium as mg
from magnesium.assessment.presentation import DISCLAIMER
from magnesium.integrations.strategies import (
    assessments,
    entries,
    foods,
    intakes,
    measurements,
    persons,
    reports,
    serum_results,
)

TAGS = {"div", "table", "caption", "thead", "tbody", "tr", "th", "td", "p", "strong", "details", "summary"}


class Page(HTMLParser):
    """Notes the tags, their attributes and the text of a page; every tag is closed, and no colour is fixed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.styles: set[str] = set()
        self.text = ""
        self.unfolded = ""
        """The text that is seen before anything is unfolded."""
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []
        assert self.tags <= TAGS
        assert self.attributes <= {"style", "scope"}
        # Grey with some opacity is seen on white and on black; a colour of our own might not be.
        assert not re.findall(r"#|rgb\(|(?:color|background):(?!inherit|transparent)", "".join(self.styles))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.styles |= {value or "" for name, value in attrs if name == "style"}
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if "details" not in self.open or "summary" in self.open:
            self.unfolded += data


def page(record: Any) -> Page:
    return Page(record._repr_html_())


@given(foods(), intakes(), st.text())
def test_nothing_of_a_user_becomes_markup(food: mg.Food, intake: mg.Intake, text: str) -> None:
    hostile = attrs.evolve(food, name=f"<script>alert('{text}')</script>", source='"><img src=x onerror=y>')
    day = intake + mg.Intake([hostile.grams(10).at(meal="<b>lunch</b>")])
    for shown in (page(hostile), page(day), page(day.entries[-1])):
        assert "<script>" in shown.text


HOSTILE = "<script>alert(1)</script>"


@given(assessments())
def test_nothing_in_an_assessment_becomes_markup(found: mg.Assessment) -> None:
    texts: dict[str, Any] = {"name": HOSTILE, "text": HOSTILE, "evidence_note": HOSTILE, "cautions": (HOSTILE,)}
    hostile = attrs.evolve(
        found,
        findings=[attrs.evolve(finding, **texts) for finding in found.findings],
        not_given=(HOSTILE,),
    )
    assert page(hostile).text.count(HOSTILE) == 4 * len(found.findings) + 1
    for finding in hostile.findings:
        assert page(finding).text.count(HOSTILE) == 4


@given(assessments())
def test_an_assessment_shows_its_findings_in_their_order_red_flags_unfolded(found: mg.Assessment) -> None:
    shown = page(found)
    signs = [finding for finding in found.findings if finding.is_conditional]
    others = [finding for finding in found.findings if not finding.is_red_flag and not finding.is_conditional]
    at_least = 0
    for group in (found.red_flags, signs, *([one for one in others if one.kind == kind] for kind in mg.FindingKind)):
        at = at_least
        for finding in group:
            mark = "! " if finding.is_red_flag else ""
            when = f" [{finding.when}]" if finding.when else ""
            for text in (f"{mark}{finding.name}{when}", finding.text, *finding.cautions, finding.support):
                at = shown.text.index(text, at)
        if group in (found.red_flags, signs):
            at_least = at
    for finding in found.red_flags:
        assert finding.text in shown.unfolded
        assert str(finding.urgency) in finding.when
    assert all(text in shown.unfolded for text in (DISCLAIMER, *found.not_given))
    assert len(found._repr_html_()) < 100_000


def test_a_sign_that_nobody_reported_is_said_to_be_one() -> None:
    found = mg.assess(mg.Person(age=61, sex="male"), symptoms=["cramps"])
    (sign, *_) = [finding for finding in found.findings if finding.is_conditional]
    assert f"[if so, {sign.urgency}: " in page(found).unfolded
    assert "nobody said whether they are there" in page(found).unfolded


@given(measurements())
def test_a_laboratory_result_shows_its_value_its_class_and_what_decided_it(
    result: mg.laboratory.Measurement[Any],
) -> None:
    shown = page(result).text
    assert str(result) in shown
    for cutoff in result.cutoffs:
        proposal = " (a proposal)" if cutoff.is_proposal else ""
        row = f"{cutoff.comparison} {cutoff.value:.4g} {cutoff.unit}{cutoff.meaning}{proposal}"
        assert row in shown
        if cutoff.unit == result.unit:
            assert row + ("yes" if cutoff.is_met(result.value) else "no") in shown
        else:
            assert not re.search(re.escape(row) + "(yes|no)", shown)
    assert all(text in shown for text in (*result.cautions, *result.sources))


@given(serum_results())
def test_the_urgency_of_a_blood_value_is_said_in_words(result: mg.laboratory.SerumResult) -> None:
    assert f"urgency: {result.urgency}" in page(result).text


@given(persons(), st.sampled_from(sorted(mg.authorities)))
def test_reference_values_show_every_value_and_what_is_not_set(person: mg.Person, authority: str) -> None:
    try:
        values = mg.reference_values(person, authority=authority)
    except LookupError:
        return
    shown = page(values).text
    for value in (values.ear, values.provisional_ar, values.rda, values.ai, values.lrni, values.ul):
        if value is not None:
            row = f"{value.kind.label}{value.scope}{value.edition}{value.source}{value.mg_per_day:g} mg"
            assert row in shown
            assert row in page(value).text
    assert all(value.reason in shown for value in values.undetermined)
    assert ("no upper level" in shown) <= (values.ul is None)


@settings(max_examples=20)
@given(reports())
def test_a_report_shows_the_intake_the_comparison_and_the_sources(report: mg.Report) -> None:
    shown = page(attrs.evolve(report, title=HOSTILE)).text
    for part in (report.intake, report.adequacy):
        assert page(part).text in shown
    assert HOSTILE in shown
    assert all(suggestion.food.name in shown for suggestion in report.suggestions)
    assert all(f"[{key}]" in shown for key in report.source_ids)


@given(st.lists(entries(), min_size=1, max_size=3))
def test_an_intake_shows_its_total_and_is_never_long(some: list[mg.Entry]) -> None:
    day = mg.Intake(some * 30)
    shown = page(day).text
    assert str(day.total) in shown
    assert f"and {len(day) - 20:,} more entries" in shown
    assert len(day._repr_html_()) < 30_000


def test_a_catalog_shows_its_first_records() -> None:
    shown = page(mg.foods).text
    assert f"Food records: {len(mg.foods):,}" in shown
    assert f"and {len(mg.foods) - 10:,} more; find them with .search(text)" in shown
    assert "more" not in page(mg.Catalog(mg.Food)).text


def test_a_food_shows_its_portions_and_what_is_unknown() -> None:
    assert "1 cup (180 g)156.6 mg" in page(mg.foods["sr28:11458"]).text
    assert "100 gunknown" in page(mg.Food(id="x", name="X", mg_per_100g=None, source="label")).text


@pytest.mark.parametrize(
    ("authority", "words"),
    [
        (
            "nasem",
            ["RDA, DRI 1997", "% of 310 mg", "EAR", "UL, from supplements and medicines", "400.0 mg, above 350 mg"],
        ),
        ("efsa", ["AI, ", "% of 300 mg", "above 250 mg", "no probability"]),
        ("who", ["% of 220 mg"]),
    ],
)
def test_an_adequacy_shows_what_it_compares(authority: str, words: list[str]) -> None:
    day = mg.Intake([mg.foods["sr28:11458"].grams(180), mg.compounds["magnesium-oxide"].dose(elemental_mg=400)])
    shown = page(mg.adequacy(day, mg.Person(age=25, sex="female"), authority=authority)).text
    for word in words:
        assert word in shown


@pytest.mark.parametrize(("grams", "shown"), [(0, "less than 1 %"), (2000, "more than 99 %")])
def test_a_probability_is_never_shown_as_nought_or_certain(grams: float, shown: str) -> None:
    spinach = mg.foods["sr28:11458"].grams(grams)
    woman = mg.Person(age=25, sex="female")
    assert shown in page(mg.adequacy(mg.Intake([spinach]), woman)).text
    mystery = mg.Food(id="x", name="X", mg_per_100g=None, source="label").grams(1)
    assert "adequateat least 100" not in page(mg.adequacy(mg.Intake([spinach, mystery]), woman)).text


def test_what_is_unknown_makes_the_answer_a_lower_bound() -> None:
    mystery = mg.Food(id="x", name="X", mg_per_100g=None, source="label").grams(1)
    pill = mg.compounds["magnesium-oxide"].dose(elemental_mg=1)
    unknown_pill = attrs.evolve(pill, mg=None)
    shown = page(mg.adequacy(mg.Intake([mystery, unknown_pill]), mg.Person(age=25, sex="female"))).text
    assert "at least 0 % of 310 mg" in shown
    assert "perhaps above 350 mg" in shown
