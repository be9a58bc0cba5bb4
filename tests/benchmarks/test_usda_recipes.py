"""USDA's own recipes and analyzed pairs of foods, recomputed: how often the library is right."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

pytest.importorskip("openpyxl", reason="needs openpyxl")
usda = pytest.importorskip("benchmarks.usda_recipes", reason="needs a checkout")

# Complete foods and the share of them within 1 mg per 100 g, computed independently of this library.
INDEPENDENT = {"4.1": (6_696, 0.877), "2017-2018": (7_057, 0.965), "2021-2023": (5_304, 0.922)}


@pytest.mark.parametrize(("release", "expected"), INDEPENDENT.items())
def test_recipes_of_usda_agree_as_often_as_computed_independently(
    shared: Path, release: str, expected: tuple[int, float]
) -> None:
    count, share = usda.agreement(shared / "raw", release)
    assert count == expected[0]
    assert share == pytest.approx(expected[1], abs=0.0006)


def test_cooked_foods_are_predicted_from_raw_ones(shared: Path) -> None:
    with (shared / "packs" / "retention" / "raw_cooked_pairs.csv").open(encoding="utf-8", newline="") as file:
        pairs = list(usda.analyzed(csv.DictReader(file)))
    assert usda.median_error(pairs, with_cooking=False) > 0.15
    assert usda.median_error(pairs) <= 0.09
    assert usda.held_out_error(pairs) <= 0.09
