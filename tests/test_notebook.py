from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg
from tests.strategies import entries, foods, intakes

TAGS = {"div", "table", "caption", "thead", "tbody", "tr", "th", "td", "p"}


class Page(HTMLParser):
    """Notes the tags, their attributes and the text of a page; every tag is closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def page(record: Any) -> Page:
    return Page(record._repr_html_())


@given(foods(), intakes(), st.text())
def test_nothing_of_a_user_becomes_markup(food: mg.Food, intake: mg.Intake, text: str) -> None:
    hostile = attrs.evolve(food, name=f"<script>alert('{text}')</script>", source='"><img src=x onerror=y>')
    day = intake + mg.Intake([hostile.grams(10).at(meal="<b>lunch</b>")])
    for shown in (page(hostile), page(day)):
        assert shown.tags <= TAGS
        assert shown.attributes <= {"style", "scope"}
    assert "<script>" in page(hostile).text


@given(st.lists(entries(), min_size=1, max_size=3))
def test_an_intake_shows_its_total_and_is_never_long(some: list[mg.Entry]) -> None:
    day = mg.Intake(some * 30)
    shown = page(day).text
    assert str(day.total) in shown
    assert f"and {len(day) - 20:,} more entries" in shown
    assert len(day._repr_html_()) < 30_000


def test_a_catalog_shows_its_first_records() -> None:
    shown = page(mg.foods).text
    assert "Food records: 14,536" in shown
    assert "and 14,526 more; find them with .search(text)" in shown
    assert "more" not in page(mg.Catalog("food", dict)).text


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


def test_what_is_unknown_makes_the_answer_a_lower_bound() -> None:
    mystery = mg.Food(id="x", name="X", mg_per_100g=None, source="label").grams(1)
    pill = mg.compounds["magnesium-oxide"].dose(elemental_mg=1)
    unknown_pill = attrs.evolve(pill, mg=None)
    shown = page(mg.adequacy(mg.Intake([mystery, unknown_pill]), mg.Person(age=25, sex="female"))).text
    assert "at least 0 % of 310 mg" in shown
    assert "perhaps above 350 mg" in shown
