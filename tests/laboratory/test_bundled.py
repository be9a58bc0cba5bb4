"""The bundled laboratory figures: as printed, sourced, and in agreement with each other."""

from __future__ import annotations

import itertools
from typing import Any

import attrs
import pytest

from magnesium import laboratory as lab
from magnesium.catalogs import tables
from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.reading import read_file
from magnesium.catalogs.sources import sources
from magnesium.errors import DataError
from magnesium.laboratory.formula_constants import Constant

CATALOGS: list[Catalog[Any]] = [value for value in vars(lab).values() if isinstance(value, Catalog)]


@pytest.mark.parametrize("catalog", CATALOGS, ids=lambda catalog: catalog.kind)
def test_every_record_and_cutoff_names_sources_of_the_bibliography(catalog: Catalog[Any]) -> None:
    for record in catalog.values():
        cutoffs = getattr(record, "cutoffs", ())
        named = {*getattr(record, "sources", ()), *filter(None, [getattr(record, "source", None)])}
        assert named, record.id
        assert named <= set(sources), record.id
        assert all(cutoff.sources and set(cutoff.sources) <= named for cutoff in cutoffs), record.id


def test_cutoffs_as_published() -> None:
    assert {id_: [f"{c.comparison} {c.value:g} {c.unit}" for c in limits.cutoffs] for id_, limits in _limits()} == {
        "low-serum": ["<= 0.6 mmol/L", "< 0.5 mmol/L", "< 1.2 mg/dL", "< 0.4 mmol/L", "< 1 mg/dL"],
        "high-serum": [">= 2 mmol/L", "> 4.9 mg/dL", ">= 4 mmol/L", ">= 5 mmol/L", ">= 8 mmol/L"],
        "serum-urgency": ["< 0.4 mmol/L", ">= 2 mmol/L", "< 0.5 mmol/L"],
        "fractional-excretion": ["< 2 %", "> 2 %", "> 3 %", "> 4 %"],
        "daily-excretion": ["> 24 mg/24 h", "< 75 mg/24 h", "> 1 mmol/24 h", "< 3 mmol/24 h"],
        "depletion-score": [">= 2 points", ">= 3 points"],
        "depletion-score-kidneys": ["< 90 mL/min/1.73 m²", "< 60 mL/min/1.73 m²"],
        "depletion-score-drinks-female": ["> 1 drinks per day"],
        "depletion-score-drinks-male": ["> 2 drinks per day"],
        "calcium-to-magnesium": ["< 1.7 mg/mg", "> 2.6 mg/mg"],
    }


def _limits() -> list[tuple[str, lab.DecisionLimits]]:
    return list(lab.decision_limits.items())


def test_limits_in_both_units_agree_as_far_as_they_are_printed() -> None:
    for limit in lab.ctcae_limits.values():
        assert limit.mg_per_dl == pytest.approx(limit.mmol_per_l * 2.4305, rel=0.075), limit.id


@pytest.mark.parametrize("version", [5, 6])
def test_a_worse_grade_is_further_out(version: int) -> None:
    for direction, sign in (("too little", -1), ("too much", 1)):
        found = sorted(lab.ctcae_limits.filter(version=version, direction=direction), key=lambda limit: limit.grade)
        for milder, worse in itertools.pairwise(found):
            assert sign * worse.mmol_per_l > sign * milder.mmol_per_l
            assert sign * worse.mg_per_dl > sign * milder.mg_per_dl


def test_stages_follow_one_another_without_a_gap() -> None:
    for better, worse in itertools.pairwise(lab.kidney_stages.values()):
        assert better.from_ml_per_min_per_1_73_m2 == worse.below_ml_per_min_per_1_73_m2 is not None


def test_constants_that_are_the_same_by_another_way() -> None:
    """Hardness is the mass of CaCO3 for each atom: 100.086 / 40.078 and 100.086 / 24.305."""
    constants = lab.constants
    calcium = constants["calcium-atomic-weight"].value
    assert constants["hardness-per-calcium"].value == pytest.approx(100.086 / calcium, abs=0.0005)
    assert constants["hardness-per-magnesium"].value == pytest.approx(100.086 / 24.305, abs=0.0005)


def test_a_damaged_record_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = [field.name for field in attrs.fields(Constant)]
    rows = [columns, ["a", "A", "1.5", "", "hardness"], ["b", "B", "many", "", "hardness"]]
    text = "\n".join(",".join(row) for row in rows)
    monkeypatch.setattr(tables, "bundled_text", lambda _: (text, True))
    with pytest.raises(DataError, match=r"line 3: .*many"):
        read_file(Constant, "made_up.csv")
