"""The table of nerve thresholds: right figures, and all that its script and its style look for."""

from __future__ import annotations

import functools
import re

import pytest

from magnesium.excitability import MotorNode
from magnesium_docs import nerve_table as page
from tests.conftest import ROOT

STATIC = ROOT / "docs" / "_static"


@functools.cache
def table() -> str:
    return page.nerve_table()


def cells() -> dict[tuple[float, float], tuple[str, str]]:
    rows = re.findall(r'<tr><th scope="row" data-value="([^"]+)">.*?</th>(.*?)</tr>', table())
    assert [float(magnesium) for magnesium, _ in rows] == list(page.MAGNESIUM)
    return {
        (float(magnesium), calcium): found
        for magnesium, row in rows
        for calcium, found in zip(page.CALCIUM, re.findall(r'data-sparse="(\w+)" data-dense="(\w+)"', row), strict=True)
    }


@pytest.mark.slow
@pytest.mark.parametrize("ions", [(0.55, 1.2), (0.2, 1.2), (0.1, 0.7), (3.0, 0.9)])
def test_a_cell_holds_what_the_model_gives(ions: tuple[float, float]) -> None:
    normal = MotorNode(shift_mv=0).threshold_ua_per_cm2(0.1)
    for charges, text in zip((0.5, 0.9), cells()[ions], strict=True):
        node = MotorNode(magnesium_mmol_per_l=ions[0], calcium_mmol_per_l=ions[1], charges_per_nm2=charges)
        expected = f"{100 * node.threshold_ua_per_cm2(0.1) / normal:.0f}" if node.has_resting_state else "lost"
        assert text == expected


def test_the_normal_state_is_a_cell_of_the_table() -> None:
    assert cells()[0.55, 1.2] == ("100", "100")
    assert 'data-normal="0.55,1.2"' in table()


def test_what_the_script_and_the_style_look_for_is_on_the_page() -> None:
    script = (STATIC / "nerve.js").read_text(encoding="utf-8")
    style = (STATIC / "site.css").read_text(encoding="utf-8")
    made = {"nerve-here", "nerve-range-lost"}  # by the script
    held = set(re.findall(r"nerve[\w-]*", " ".join(re.findall(r'class="([^"]*)"', table()))))
    assert set(re.findall(r'"\.(nerve[\w-]*)', script)) <= held | made
    assert set(re.findall(r"^\.(nerve[\w-]*)", style, re.MULTILINE)) <= held | made | {"nerve-lost"}
    assert not re.search(r"fetch|import|https?:", script)
