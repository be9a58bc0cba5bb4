"""Formulas of the pages: the site has no script that sets TeX, so they are written in signs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "docs" / "how-to").glob("*.md")])
TEX = re.compile(r"\$\$|\$[^$`\n]*\\[a-z]+[^$`\n]*\$|\$[A-Za-z](?:_\w)?\$")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_no_page_has_tex(page: Path) -> None:
    assert TEX.findall(page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("formula", ["$$a$$", "the weight $w_i$ of", r"$\sum_i w_i \cdot m$", "with $n$ pairs"])
def test_tex_is_recognized(formula: str) -> None:
    assert TEX.search(formula)
