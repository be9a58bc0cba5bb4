"""The chemistry of the supplement salts against another project's."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import periodictable
import pytest

import magnesium as mg

with (Path(mg.__file__).parent / "data" / "compounds.csv").open(encoding="utf-8", newline="") as _file:
    SHIPPED = list(csv.DictReader(_file))
WITH_FORMULA = [pytest.param(row, id=row["id"]) for row in SHIPPED if row["formula"]]


def parsed(formula: str) -> Any:
    """Return periodictable's reading of *formula*, whose dot stands before the water of a hydrate."""
    # In periodictable "O14.9H2O" would be 14.9 atoms of oxygen; its sign for a hydrate is "+".
    return periodictable.formula(formula.replace(".", "+"))  # pyright: ignore[reportCallIssue]


def test_the_other_package_knows_a_hydrate() -> None:
    """Guards the translation of the dot: 9 × 18.015 = 162.135 g/mol of water."""
    water = parsed("C12H10Mg3O14.9H2O").mass - parsed("C12H10Mg3O14").mass
    assert water == pytest.approx(162.135, abs=0.01)


@pytest.mark.parametrize("row", WITH_FORMULA)
def test_molar_mass_agrees_with_the_formula(row: dict[str, str]) -> None:
    assert float(row["molar_mass_g_per_mol"]) == pytest.approx(parsed(row["formula"]).mass, abs=0.02)


@pytest.mark.parametrize("row", WITH_FORMULA)
def test_share_of_magnesium_agrees_with_the_formula(row: dict[str, str]) -> None:
    """A slip in the atoms or in the hydrate would move the share far more than the masses' last decimals."""
    formula = parsed(row["formula"])
    assert int(row["mg_atoms"]) == formula.atoms[periodictable.Mg]
    share = formula.mass_fraction[periodictable.Mg]
    assert mg.compounds[row["id"]].elemental_fraction == pytest.approx(share, abs=1e-4)


@pytest.mark.parametrize("row", WITH_FORMULA)
def test_hydration_says_what_the_formula_says(row: dict[str, str]) -> None:
    _, dot, water = row["formula"].partition(".")
    if not dot:
        assert row["hydration"] == "anhydrous"
        return
    match = re.fullmatch(r"(\d*)H2O", water)
    assert match is not None
    assert row["hydration"] == f"{match[1] or 1} H2O"


def test_only_a_salt_of_variable_composition_lacks_a_formula() -> None:
    assert [row["hydration"] for row in SHIPPED if not row["formula"]] == ["variable", "variable"]
    assert len(WITH_FORMULA) == 20
