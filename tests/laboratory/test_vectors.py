"""Every published test vector of the laboratory formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from magnesium import laboratory as lab
from magnesium.units import convert

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


VECTORS: dict[str, tuple[tuple[dict[str, Any], dict[str, Any]], ...]] = {
    "serum-conversion": (
        ({"mg_dl": 1.0}, {"mmol_l": 0.411438, "meq_l": 0.822876}),
        ({"mg_dl": 1.2}, {"mmol_l": 0.493726, "meq_l": 0.987451}),
        ({"mg_dl": 1.7}, {"mmol_l": 0.699445, "meq_l": 1.398889}),
        ({"mg_dl": 1.8}, {"mmol_l": 0.740588, "meq_l": 1.481177}),
        ({"mg_dl": 2.07}, {"mmol_l": 0.851677, "meq_l": 1.703353}),
        ({"mg_dl": 2.3}, {"mmol_l": 0.946307, "meq_l": 1.892615}),
        ({"mg_dl": 2.6}, {"mmol_l": 1.069739, "meq_l": 2.139477}),
        ({"mg_dl": 3.0}, {"mmol_l": 1.234314, "meq_l": 2.468628}),
        ({"mg_dl": 8.0}, {"mmol_l": 3.291504, "meq_l": 6.583008}),
        ({"mmol_l": 0.85}, {"mg_dl": 2.065925, "meq_l": 1.7}),
        ({"mmol_l": 0.75}, {"mg_dl": 1.822875, "meq_l": 1.5}),
        ({"mmol_l": 0.95}, {"mg_dl": 2.308975, "meq_l": 1.9}),
        ({"mmol_l": 0.5}, {"mg_dl": 1.21525, "meq_l": 1.0}),
    ),
    "ctcae-hypomagnesemia": (
        ({"value": 1.8, "unit": "mg/dL", "lln": 1.7}, {"grade": 0}),
        ({"value": 1.7, "unit": "mg/dL", "lln": 1.7}, {"grade": 0}),
        ({"value": 1.6, "unit": "mg/dL", "lln": 1.7}, {"grade": 1}),
        ({"value": 1.2, "unit": "mg/dL", "lln": 1.7}, {"grade": 1}),
        ({"value": 1.1, "unit": "mg/dL", "lln": 1.7}, {"grade": 2}),
        ({"value": 0.9, "unit": "mg/dL", "lln": 1.7}, {"grade": 2}),
        ({"value": 0.8, "unit": "mg/dL", "lln": 1.7}, {"grade": 3}),
        ({"value": 0.7, "unit": "mg/dL", "lln": 1.7}, {"grade": 3}),
        ({"value": 0.69, "unit": "mg/dL", "lln": 1.7}, {"grade": 4}),
        ({"value": 0.7, "unit": "mmol/L", "lln": 0.7}, {"grade": 0}),
        ({"value": 0.6, "unit": "mmol/L", "lln": 0.7}, {"grade": 1}),
        ({"value": 0.5, "unit": "mmol/L", "lln": 0.7}, {"grade": 1}),
        ({"value": 0.45, "unit": "mmol/L", "lln": 0.7}, {"grade": 2}),
        ({"value": 0.4, "unit": "mmol/L", "lln": 0.7}, {"grade": 2}),
        ({"value": 0.35, "unit": "mmol/L", "lln": 0.7}, {"grade": 3}),
        ({"value": 0.3, "unit": "mmol/L", "lln": 0.7}, {"grade": 3}),
        ({"value": 0.29, "unit": "mmol/L", "lln": 0.7}, {"grade": 4}),
    ),
    "ctcae-hypermagnesemia": (
        ({"value": 2.4, "unit": "mg/dL", "uln": 2.4}, {"grade": 0}),
        ({"value": 2.5, "unit": "mg/dL", "uln": 2.4}, {"grade": 1}),
        ({"value": 3.0, "unit": "mg/dL", "uln": 2.4}, {"grade": 1}),
        ({"value": 3.1, "unit": "mg/dL", "uln": 2.4}, {"grade": 3}),
        ({"value": 8.0, "unit": "mg/dL", "uln": 2.4}, {"grade": 3}),
        ({"value": 8.1, "unit": "mg/dL", "uln": 2.4}, {"grade": 4}),
        ({"value": 1.0, "unit": "mmol/L", "uln": 1.0}, {"grade": 0}),
        ({"value": 1.23, "unit": "mmol/L", "uln": 1.0}, {"grade": 1}),
        ({"value": 1.24, "unit": "mmol/L", "uln": 1.0}, {"grade": 3}),
        ({"value": 3.3, "unit": "mmol/L", "uln": 1.0}, {"grade": 3}),
        ({"value": 3.31, "unit": "mmol/L", "uln": 1.0}, {"grade": 4}),
    ),
    "femg": (
        ({"u_mg": 3.0, "s_cr": 1.0, "s_mg": 1.2, "u_cr": 100}, {"femg_percent": 3.5714}),
        ({"u_mg": 5.0, "s_cr": 0.9, "s_mg": 1.0, "u_cr": 50}, {"femg_percent": 12.8571}),
        ({"u_mg": 0.8, "s_cr": 0.8, "s_mg": 1.1, "u_cr": 90}, {"femg_percent": 0.9235}),
        ({"u_mg": 4.2, "s_cr": 1.0, "s_mg": 1.5, "u_cr": 100}, {"femg_percent": 4.0}),
        ({"u_mg": 10, "s_cr": 1.0, "s_mg": 2.0, "u_cr": 100}, {"femg_percent": 7.1429}),
    ),
    "urine-24h": (
        ({"mg_dl": 5, "ml": 1500}, {"mg_24h": 75.0}),
        ({"mmol_l": 2.0, "ml": 1500}, {"mmol_24h": 3.0}),
        ({"mg_dl": 1.6, "ml": 1500}, {"mg_24h": 24.0}),
    ),
    "mds": (
        (
            {"diuretic": False, "ppi": False, "egfr": 95, "drinks_per_day": 0, "sex": "F"},
            {"score": 0, "category": "0-1 low"},
        ),
        (
            {"diuretic": True, "ppi": True, "egfr": 55, "drinks_per_day": 3, "sex": "M"},
            {"score": 5, "category": "3-5 high"},
        ),
        (
            {"diuretic": False, "ppi": True, "egfr": 75, "drinks_per_day": 2, "sex": "M"},
            {"score": 2, "category": "2 middle"},
        ),
        (
            {"diuretic": False, "ppi": True, "egfr": 75, "drinks_per_day": 2, "sex": "F"},
            {"score": 3, "category": "3-5 high"},
        ),
        (
            {"diuretic": True, "ppi": False, "egfr": 60, "drinks_per_day": 0, "sex": "F"},
            {"score": 2, "category": "2 middle"},
        ),
        (
            {"diuretic": True, "ppi": False, "egfr": 59.9, "drinks_per_day": 0, "sex": "F"},
            {"score": 3, "category": "3-5 high"},
        ),
        (
            {"diuretic": False, "ppi": False, "egfr": 90, "drinks_per_day": 1, "sex": "F"},
            {"score": 0, "category": "0-1 low"},
        ),
        (
            {"diuretic": False, "ppi": False, "egfr": 89.9, "drinks_per_day": 1.01, "sex": "F"},
            {"score": 2, "category": "2 middle"},
        ),
        (
            {"diuretic": True, "ppi": True, "egfr": 95, "drinks_per_day": 0, "sex": "M"},
            {"score": 2, "category": "2 middle"},
        ),
    ),
    "ckd-epi-2021": (
        ({"scr": 0.9, "age": 55, "sex": "F"}, {"egfr": 75.499}),
        ({"scr": 0.7, "age": 40, "sex": "F"}, {"egfr": 112.054}),
        ({"scr": 0.5, "age": 30, "sex": "F"}, {"egfr": 129.317}),
        ({"scr": 0.9, "age": 40, "sex": "M"}, {"egfr": 110.726}),
        ({"scr": 1.0, "age": 50, "sex": "M"}, {"egfr": 91.691}),
        ({"scr": 1.4, "age": 65, "sex": "M"}, {"egfr": 55.778}),
        ({"scr": 2.5, "age": 70, "sex": "F"}, {"egfr": 20.183}),
        ({"scr": 0.7, "age": 25, "sex": "M"}, {"egfr": 131.137}),
    ),
    "loading-test": (
        ({"dose_mmol": 14, "u_post": 9, "u_pre": 2, "method": "baseline corrected"}, {"retention": 50.0}),
        ({"dose_mmol": 14, "u_post": 9, "method": "Rob"}, {"retention": 35.7143}),
        ({"dose_mmol": 7, "u_post": 8.26, "method": "Rob"}, {"retention": -18.0}),
        ({"dose_mmol": 30, "u_post": 28.11, "u_pre": 0, "method": "baseline corrected"}, {"retention": 6.3}),
    ),
    "ca-mg-ratio": (
        ({"ca": 1000, "mg": 400}, {"weight": 2.5, "molar": 1.5161}),
        ({"ca": 1000, "mg": 310}, {"weight": 3.2258, "molar": 1.9563}),
        ({"ca": 800, "mg": 400}, {"weight": 2.0, "molar": 1.2129}),
        ({"ca": 1200, "mg": 320}, {"weight": 3.75, "molar": 2.2742}),
    ),
    "water-hardness": (
        ({"ca": 50, "mg": 10}, {"hardness": 166.03}),
        ({"ca": 20, "mg": 10}, {"hardness": 91.12}),
        ({"hardness": 200, "ca": 60}, {"mg": 12.1855}),
        ({"magnesium_hardness": 100}, {"mg": 24.2836}),
    ),
}


SEXES = {"F": "female", "M": "male"}


RISKS = {
    "0-1 low": lab.DepletionRisk.LOW,
    "2 middle": lab.DepletionRisk.MIDDLE,
    "3-5 high": lab.DepletionRisk.HIGH,
}


def _conversion(**given_: float) -> dict[str, Any]:
    result = lab.classify_serum(
        mg_per_dl=given_.get("mg_dl"), mmol_per_l=given_.get("mmol_l"), interval="statpearlshypomg"
    )
    return {
        "mmol_l": result.mmol_per_l,
        "mg_dl": result.mg_per_dl,
        "meq_l": convert(result.value, result.unit, "mEq/L"),
    }


def _low_grade(value: float, unit: str, lln: float) -> dict[str, Any]:
    if unit == "mg/dL":
        return {"grade": lab.ctcae_hypomagnesemia(mg_per_dl=value, lln_mg_per_dl=lln).grade}
    return {"grade": lab.ctcae_hypomagnesemia(mmol_per_l=value, lln_mmol_per_l=lln).grade}


def _high_grade(value: float, unit: str, uln: float) -> dict[str, Any]:
    if unit == "mg/dL":
        return {"grade": lab.ctcae_hypermagnesemia(mg_per_dl=value, uln_mg_per_dl=uln).grade}
    return {"grade": lab.ctcae_hypermagnesemia(mmol_per_l=value, uln_mmol_per_l=uln).grade}


def _femg(u_mg: float, s_cr: float, s_mg: float, u_cr: float) -> dict[str, Any]:
    result = lab.fractional_excretion(
        urine_magnesium_mg_per_dl=u_mg,
        serum_creatinine_mg_per_dl=s_cr,
        serum_magnesium_mg_per_dl=s_mg,
        urine_creatinine_mg_per_dl=u_cr,
    )
    return {"femg_percent": result.value}


def _urine(ml: float, mg_dl: float | None = None, mmol_l: float | None = None) -> dict[str, Any]:
    result = lab.daily_excretion(volume_ml=ml, mg_per_dl=mg_dl, mmol_per_l=mmol_l)
    assert result.unit == ("mmol/24 h" if mg_dl is None else "mg/24 h")
    return {"mg_24h": result.mg_per_24_h, "mmol_24h": result.mmol_per_24_h}


def _mds(*, diuretic: bool, ppi: bool, egfr: float, drinks_per_day: float, sex: str) -> dict[str, Any]:
    result = lab.magnesium_depletion_score(
        takes_diuretic=diuretic,
        takes_ppi=ppi,
        egfr_ml_per_min_per_1_73_m2=egfr,
        drinks_per_day=drinks_per_day,
        sex=SEXES[sex],  # type: ignore[arg-type]
    )
    assert result.value == result.score
    return {"score": result.score, "category": {risk: word for word, risk in RISKS.items()}[result.category]}


def _egfr(scr: float, age: float, sex: str) -> dict[str, Any]:
    return {"egfr": lab.egfr_ckd_epi_2021(creatinine_mg_per_dl=scr, age_years=age, sex=SEXES[sex]).value}  # type: ignore[arg-type]


def _loading(dose_mmol: float, u_post: float, method: str, u_pre: float | None = None) -> dict[str, Any]:
    protocol = {"Rob": "rob1999", "baseline corrected": "medalgmtt"}[method]
    result = lab.loading_retention(dose_mmol=dose_mmol, excreted_mmol=u_post, baseline_mmol=u_pre, protocol=protocol)
    return {"retention": result.value}


def _ratio(ca: float, mg: float) -> dict[str, Any]:
    result = lab.calcium_to_magnesium(calcium_mg_per_day=ca, magnesium_mg_per_day=mg)
    return {"weight": result.weight_ratio, "molar": result.molar_ratio}


def _hardness(**given_: float) -> dict[str, Any]:
    if "magnesium_hardness" in given_:
        hardness = given_["magnesium_hardness"]
        return {"mg": lab.magnesium_from_magnesium_hardness(magnesium_hardness_mg_per_l_as_caco3=hardness).value}
    if "hardness" in given_:
        result = lab.magnesium_from_hardness(
            total_hardness_mg_per_l_as_caco3=given_["hardness"], calcium_mg_per_l=given_["ca"]
        )
        return {"mg": result.value}
    return {"hardness": lab.water_hardness(calcium_mg_per_l=given_["ca"], magnesium_mg_per_l=given_["mg"]).value}


# How a vector is computed, and the decimals to which its results are printed.
RUNNERS: dict[str, tuple[Callable[..., dict[str, Any]], int]] = {
    "serum-conversion": (_conversion, 6),
    "ctcae-hypomagnesemia": (_low_grade, 0),
    "ctcae-hypermagnesemia": (_high_grade, 0),
    "femg": (_femg, 4),
    "urine-24h": (_urine, 9),
    "mds": (_mds, 0),
    "ckd-epi-2021": (_egfr, 3),
    "loading-test": (_loading, 4),
    "ca-mg-ratio": (_ratio, 4),
    "water-hardness": (_hardness, 4),
}


ALL_VECTORS = [
    pytest.param(formula, given_, expected, id=f"{formula}-{'-'.join(map(str, given_.values()))}")
    for formula, vectors in VECTORS.items()
    for given_, expected in vectors
]


@pytest.mark.parametrize(("formula", "given_", "expected"), ALL_VECTORS)
def test_vector(formula: str, given_: dict[str, Any], expected: dict[str, Any]) -> None:
    run, decimals = RUNNERS[formula]
    result = run(**given_)
    for name, value in expected.items():
        if isinstance(value, float):
            assert result[name] == pytest.approx(value, abs=0.5 * 10**-decimals, rel=0)
        else:
            assert result[name] == value


def test_no_vector_of_the_facts_is_missing(shared: Path) -> None:
    """A vector added to the facts must come here too."""
    path = shared / "facts" / "clinical" / "formulas.yaml"
    yaml = pytest.importorskip("yaml")
    published = {formula["id"]: formula for formula in yaml.safe_load(path.read_text(encoding="utf-8"))}
    for formula, vectors in VECTORS.items():
        there = [(vector["input"], vector["output"]) for vector in published[formula]["test_vectors"]]
        assert there == list(vectors), formula
