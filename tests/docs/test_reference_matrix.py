"""The matrix of reference values shows what the library answers, and its download holds every figure."""

from __future__ import annotations

import csv
import functools
import io
import re

import pytest

import magnesium as mg
from magnesium_docs import reference_matrix as page
from tests.conftest import ROOT


@functools.cache
def rows() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(page.download())))


def test_every_figure_holds_for_the_first_and_the_last_month_of_its_row() -> None:
    for row in rows()[::7]:
        last = int(row["age_to_months"] or 1200) - 1
        for month in (int(row["age_from_months"]), last):
            person = mg.Person.from_months(month, **page.STAGES[row["stage"]][1])
            value = getattr(mg.reference_values(person, authority=row["authority"]), row["value"])
            assert (f"{value.mg_per_day:g}", value.edition, value.source) == (
                row["mg_per_day"],
                row["edition"],
                row["source"],
            )


def test_every_authority_is_in_the_download() -> None:
    assert {row["authority"] for row in rows()} == set(mg.authorities)


def test_the_rda_of_1997_stands_at_its_ages() -> None:
    found = {
        (row["stage"], int(row["age_from_months"])): row["mg_per_day"]
        for row in rows()
        if row["authority"] == "nasem" and row["value"] == "recommended"
    }
    # Institute of Medicine 1997, table of RDAs.
    expected = {("male", 19): 400, ("male", 31): 420, ("female", 19): 310, ("female", 31): 320, ("pregnant", 19): 350}
    assert {(stage, age): float(found[stage, 12 * age]) for stage, age in expected} == expected


@pytest.mark.parametrize("stage", page.STAGES)
@pytest.mark.parametrize("family", page.VALUES)
def test_each_choice_has_one_matrix(stage: str, family: str) -> None:
    text = _text()
    assert len(re.findall(f'data-stage="{stage}" data-family="{family}"', text)) == 1
    assert f'<option value="{stage}">' in text
    assert f'<option value="{family}">' in text


def test_adequate_intakes_are_in_italics_and_recommended_ones_are_not() -> None:
    matrix = _text().partition('data-stage="male" data-family="recommended"')[2].partition("</table>")[0]
    row = re.search(r">19–29 years</th>(.*?)</tr>", matrix)
    assert row is not None
    cells = dict(
        zip(re.findall(r'col">(\w+)</th>', matrix)[1:], re.findall(r"<td[^>]*>(.*?)</td>", row[1]), strict=True)
    )
    assert cells["nasem"] == "400"
    assert cells["efsa"] == "<em>350</em>"


def test_the_script_looks_for_what_is_on_the_page() -> None:
    script = (ROOT / "docs" / "_static" / "matrix.js").read_text(encoding="utf-8")
    for name in re.findall(r'querySelector(?:All)?\("\.(\w+)"', script):
        assert f'class="{name}"' in _text()


@functools.cache
def _text() -> str:
    return page.reference_matrix()
