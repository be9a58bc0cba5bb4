"""The tables of retention factors and cooking yields, on made-up sheets and against the publisher's own."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import magnesium as mg
from magnesium.foods.cooking import kind_of
from magnesium.foods.retention import measured_retention
from tests.tools.samples import write_sheet
from tools.measured_retention import KEPT, derive
from tools.retention import retention_table, yields_table

pytest.importorskip("openpyxl", reason="needs openpyxl")


def test_only_magnesium_is_taken_and_a_blank_stays_unknown(tmp_path: Path) -> None:
    path = write_sheet(
        tmp_path / "r.xlsx",
        (801, 5, "CHICKEN,BROILED", 304, "Magnesium, Mg", 75, None),
        (801, 5, "CHICKEN,BROILED", 303, "Iron, Fe", 90, None),
        (5005, 14, "ALC BEV", 304, "Magnesium, Mg", None, None),
    )
    rows = list(csv.reader(retention_table(path).text.splitlines()))[1:]
    assert rows == [["0801", "CHICKEN,BROILED", "poultry", "75"], ["5005", "ALC BEV", "beverages", ""]]


def test_yields_without_footnotes_and_with_numbers_that_are_texts(tmp_path: Path) -> None:
    path = write_sheet(
        tmp_path / "y.xlsx",
        ("Food Group Code ", "NDB", "Yield", "Method", "%", "n", "SD", "min", "max", "moisture", "fat", "year"),
        (10, 10956, "Pork,  leg ", "Broiled or Grilled", 81, 1, "n/a", "n/a", "n/a", -19.48, "0.2", 2009),
        (17, None, "Lamb, roasts", "Roasted", 74, None, "n/a", 53, 88, None, None, 1975),
        ("1For items", *[None] * 11),
    )
    rows = list(csv.reader(yields_table(path).text.splitlines()))[1:]
    assert rows == [
        ["10956-broiled-or-grilled", "Pork, leg", "pork", "sr28:10956", "Broiled or Grilled", "81", "1", "", "", "",
         "-19.48", "0.2", "2009"],
        ["lamb-roasts-roasted", "Lamb, roasts", "lamb and game", "", "Roasted", "74", "", "", "53", "88", "", "",
         "1975"],
    ]  # fmt: skip


def test_every_code_agrees_with_an_independent_extract(shared: Path) -> None:
    with (shared / "raw" / "retention" / "usda_r6_magnesium.csv").open(encoding="utf-8", newline="") as file:
        theirs = {row["retention_code"]: row["magnesium_percent"] for row in csv.DictReader(file)}
    ours = {code: "" if row.percent is None else f"{row.percent:g}" for code, row in mg.retention_factors.items()}
    assert len(ours) == 270
    assert ours == theirs


def test_the_bundled_yields_are_within_their_own_range() -> None:
    for each in mg.cooking_yields.values():
        if each.minimum_percent is not None and each.maximum_percent is not None and each.year > 1975:
            # USDA prints two whose yield is a rounded mean just outside of its range.
            assert each.minimum_percent - 1 <= each.percent <= each.maximum_percent + 1, each


def test_measured_retention_is_what_the_pairs_give(shared: Path) -> None:
    with (shared / "packs" / "retention" / "raw_cooked_pairs.csv").open(encoding="utf-8", newline="") as file:
        rows = derive(csv.DictReader(file))
    with KEPT.open(encoding="utf-8", newline="") as file:
        assert [list(row) for row in rows] == list(csv.reader(file))[1:]
    kind = kind_of(mg.foods["sr28:16027"].name, "legumes")
    assert kind is not None
    assert measured_retention["beans:boiled"].pairs <= measured_retention["legume:boiled"].pairs
