"""The table of supplement salts: what is carried over, and whether its chemistry is right."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import periodictable
import pytest

import magnesium as mg
from tools.build import DATA
from tools.compounds import OURS, compounds_table, read_compounds


def salt(id_: str, **changes: object) -> dict[str, Any]:
    """Return a collected salt as it stands in the YAML file, but for *changes*."""
    return {
        "id": id_,
        "name": "Magnesium testate",
        "formula": "MgO",
        "hydration": "anhydrous",
        "cas": "0000-00-0",
        "cas_status": "seen",
        "mg_atoms": 1,
        "molar_mass_g_mol": 40.304,
        "mg_percent": 60.3,
        "atc": [{"code": "A12CC10", "label": "magnesium oxide"}, {"code": "A02AA02", "label": "magnesium oxide"}],
        "formula_source": "Testbook1999",
        **changes,
    }


def rows_of(*salts: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Return the rows of the table of *salts* by id."""
    return {row["id"]: row for row in csv.DictReader(compounds_table(salts).text.splitlines())}


def test_figures_are_carried_over_and_names_are_ours() -> None:
    row = rows_of(salt("oxide"))["compound:magnesium-oxide"]
    assert row["name"] == "Magnesium oxide"
    assert (row["formula"], row["hydration"], row["mg_atoms"]) == ("MgO", "anhydrous", "1")
    assert row["molar_mass_g_per_mol"] == "40.304"
    assert row["cas"] == "0000-00-0"
    assert row["atc_codes"] == "A12CC10 A02AA02"


@pytest.mark.parametrize("id_", ["malate-trihydrate", "dimagnesium-malate", "acetyl-taurate", "a-salt-of-next-year"])
def test_a_salt_that_was_not_verified_is_left_out(id_: str) -> None:
    table = compounds_table([salt(id_, formula_source="unverified"), salt("hydroxide", formula="MgH2O2")])
    assert table.rows == 1
    assert "compound:magnesium-hydroxide" in table.text


@pytest.mark.parametrize("status", ["unverified", None])
def test_a_registry_number_that_was_not_seen_is_left_out(status: str | None) -> None:
    row = rows_of(salt("oxide", cas_status=status))["compound:magnesium-oxide"]
    assert row["cas"] == ""
    assert row["molar_mass_g_per_mol"] == "40.304"


def test_a_mixture_has_no_formula_and_no_mass() -> None:
    mixture = salt("citrate-malate", formula=None, hydration="variable", cas=None, cas_status=None, atc=None)
    del mixture["mg_atoms"], mixture["molar_mass_g_mol"]
    row = rows_of(mixture)["compound:magnesium-citrate-malate"]
    assert {row[key] for key in ("formula", "mg_atoms", "molar_mass_g_per_mol", "cas", "atc_codes")} == {""}
    assert row["hydration"] == "variable"


def test_the_order_of_the_collection_does_not_matter() -> None:
    salts = [salt("oxide"), salt("carbonate"), salt("hydroxide")]
    assert compounds_table(salts) == compounds_table(salts[::-1])


def test_a_salt_is_read_from_yaml_and_its_number_stays_text(tmp_path: Path) -> None:
    path = tmp_path / "compounds.yaml"
    path.write_text(
        "- id: citrate-tribasic-nonahydrate\n  formula: C12H10Mg3O14.9H2O\n  hydration: 9 H2O\n"
        "  cas: 153531-96-5\n  cas_status: seen\n  mg_atoms: 3\n  molar_mass_g_mol: 613.248\n  atc: null\n",
        encoding="utf-8",
    )
    row = rows_of(*read_compounds(path))["compound:magnesium-citrate-nonahydrate"]
    assert (row["formula"], row["hydration"], row["cas"]) == ("C12H10Mg3O14.9H2O", "9 H2O", "153531-96-5")
    assert (row["mg_atoms"], row["molar_mass_g_per_mol"], row["atc_codes"]) == ("3", "613.248", "")


def test_no_two_salts_share_an_id_or_a_name() -> None:
    ids = [ours[0] for ours in OURS.values()]
    names = [name for ours in OURS.values() for name in (ours[1], *filter(None, ours[2].split("|")))]
    assert len(set(ids)) == len(ids)
    assert len({name.casefold() for name in names}) == len(names)


# --- the shipped table against another project's chemistry ----------------------------------------

with (DATA / "compounds.csv").open(encoding="utf-8", newline="") as _file:
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
    assert [row["hydration"] for row in SHIPPED if not row["formula"]] == ["variable"]
    assert len(WITH_FORMULA) == 20
