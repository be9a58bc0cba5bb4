"""The page "How the assessment was tested": its figures are those of the vignettes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.assessment.test_vignettes import VIGNETTES
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "how-the-assessment-was-tested.md"
ADULT_YEARS = 18


def figures(vignettes: list[tuple[Any, ...]]) -> list[int]:
    """Return the figures of one row: person, what was given, least, most, direction and words of each vignette."""
    most = [vignette[3] for vignette in vignettes]
    return [
        len(vignettes),
        *(most.count(urgency) for urgency in ("routine", "prompt", "emergency")),
        sum(person.age < ADULT_YEARS for person, *_ in vignettes),
        sum(str(person.life_stage) == "pregnant" for person, *_ in vignettes),
        sum("serum" in given for _, given, *_ in vignettes),
    ]


def rows() -> dict[str, list[int]]:
    values: list[Any] = [vignette.values for vignette in VIGNETTES]
    groups = dict.fromkeys(vignette[4] for vignette in values)
    found = {str(group): figures([v for v in values if v[4] == group]) for group in groups}
    return {**found, "all": figures(values)}


def test_the_table_is_that_of_the_vignettes() -> None:
    shown = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    lines = [line for line in shown if "---" not in line][1:]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert {name: [int(figure) for figure in shown] for name, *shown in cells} == rows()


@pytest.mark.parametrize("page", [PAGE, ROOT / "docs" / "intended-use.md"], ids=lambda page: page.stem)
def test_the_page_says_what_no_clinician_has_reviewed(page: Any) -> None:
    text = page.read_text(encoding="utf-8")
    assert "reviewed" in text
    assert page.stem in (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
