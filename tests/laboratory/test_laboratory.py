"""Laboratory formulas: every published test vector, the edges, and what must hold for all numbers."""

from __future__ import annotations

import itertools
import math
import os
import pickle
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from magnesium import evidence
from magnesium import laboratory as lab
from magnesium.catalogs.sources import sources
from magnesium.clinical.symptoms import symptoms
from magnesium.errors import AmountError, MagnesiumError, NotFoundError, PersonError, UnitError
from magnesium.units import convert

if TYPE_CHECKING:
    from collections.abc import Callable

FACTS = Path(os.environ.get("MAGNESIUM_SHARED", Path(__file__).parents[3] / "shared")) / "facts" / "clinical"

# ------------------------------------------------------------------ published test vectors

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
        sex=SEXES[sex],
    )
    assert result.value == result.score
    return {"score": result.score, "category": {risk: word for word, risk in RISKS.items()}[result.category]}


def _egfr(scr: float, age: float, sex: str) -> dict[str, Any]:
    return {"egfr": lab.egfr_ckd_epi_2021(creatinine_mg_per_dl=scr, age_years=age, sex=SEXES[sex]).value}


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


def test_no_vector_of_the_facts_is_missing() -> None:
    """A vector added to the facts must come here too."""
    path = FACTS / "formulas.yaml"
    if not path.exists():
        pytest.skip("the facts are not beside this checkout")
    yaml = pytest.importorskip("yaml")
    published = {formula["id"]: formula for formula in yaml.safe_load(path.read_text(encoding="utf-8"))}
    for formula, vectors in VECTORS.items():
        there = [(vector["input"], vector["output"]) for vector in published[formula]["test_vectors"]]
        assert there == list(vectors), formula


# ------------------------------------------------------------------ strategies

mmol = st.floats(min_value=0.05, max_value=10.0)
mg_dl = st.floats(min_value=1.25, max_value=240.0).map(lambda value: value / 10)
anything = st.one_of(st.none(), st.floats(), st.floats(min_value=0.01, max_value=200.0))
serum_keyword = st.sampled_from([("mmol_per_l", "mmol/L", 0.1, 10.0), ("mg_per_dl", "mg/dL", 0.2, 24.0)])
interval_ids = st.sampled_from([*lab.reference_intervals, None])

sexes = st.sampled_from(["female", "male"])
femg_inputs = st.fixed_dictionaries(
    {
        "urine_magnesium_mg_per_dl": st.floats(min_value=0.0, max_value=8.0),
        "serum_magnesium_mg_per_dl": st.floats(min_value=0.5, max_value=5.0),
        "urine_creatinine_mg_per_dl": st.floats(min_value=40.0, max_value=400.0),
        "serum_creatinine_mg_per_dl": st.floats(min_value=0.3, max_value=1.2),
    }
)


# ------------------------------------------------------------------ whatever comes in

CALLS: dict[str, Callable[..., lab.Measurement[Any]]] = {
    "classify_serum": lambda a, b, c, d: lab.classify_serum(
        mmol_per_l=a, mg_per_dl=b, interval=lab.own_interval(lower_mmol_per_l=c, upper_mmol_per_l=d)
    ),
    "classify_serum named": lambda a, b, *_: lab.classify_serum(mmol_per_l=a, mg_per_dl=b, interval="iom1997"),
    "ctcae_hypomagnesemia": lambda a, b, c, d: lab.ctcae_hypomagnesemia(
        mmol_per_l=a, mg_per_dl=b, lln_mmol_per_l=c, lln_mg_per_dl=d
    ),
    "ctcae_hypermagnesemia": lambda a, b, c, d: lab.ctcae_hypermagnesemia(
        mmol_per_l=a, mg_per_dl=b, uln_mmol_per_l=c, uln_mg_per_dl=d
    ),
    "fractional_excretion": lambda a, b, c, d: lab.fractional_excretion(
        urine_creatinine_mg_per_dl=a,
        serum_creatinine_mg_per_dl=b,
        urine_magnesium_mg_per_dl=c,
        serum_magnesium_mmol_per_l=d,
    ),
    "fractional_excretion mmol": lambda a, b, c, d: lab.fractional_excretion(
        urine_creatinine_mg_per_dl=a,
        serum_creatinine_mg_per_dl=b,
        urine_magnesium_mmol_per_l=c,
        serum_magnesium_mg_per_dl=d,
    ),
    "daily_excretion": lambda a, b, c, _: lab.daily_excretion(volume_ml=a, mg_per_dl=b, mmol_per_l=c),
    "egfr_ckd_epi_2021": lambda a, b, *_: lab.egfr_ckd_epi_2021(creatinine_mg_per_dl=a, age_years=b, sex="male"),
    "magnesium_depletion_score": lambda a, b, *_: lab.magnesium_depletion_score(
        takes_diuretic=True, takes_ppi=False, egfr_ml_per_min_per_1_73_m2=a, drinks_per_day=b, sex="female"
    ),
    "loading_retention": lambda a, b, c, _: lab.loading_retention(
        dose_mmol=a, excreted_mmol=b, baseline_mmol=c, protocol="mgload1994"
    ),
    "water_hardness": lambda a, b, *_: lab.water_hardness(calcium_mg_per_l=a, magnesium_mg_per_l=b),
    "magnesium_from_hardness": lambda a, b, *_: lab.magnesium_from_hardness(
        total_hardness_mg_per_l_as_caco3=a, calcium_mg_per_l=b
    ),
    "magnesium_from_magnesium_hardness": lambda a, *_: lab.magnesium_from_magnesium_hardness(
        magnesium_hardness_mg_per_l_as_caco3=a
    ),
    "calcium_to_magnesium": lambda a, b, *_: lab.calcium_to_magnesium(calcium_mg_per_day=a, magnesium_mg_per_day=b),
}


@pytest.mark.parametrize("name", CALLS)
@given(numbers=st.tuples(anything, anything, anything, anything))
@settings(max_examples=100, deadline=None)
def test_any_number_gives_a_finite_result_or_an_error_of_this_library(
    name: str, numbers: tuple[float | None, ...]
) -> None:
    try:
        result = CALLS[name](*numbers)
    except MagnesiumError:
        return
    assert math.isfinite(result.value)
    assert result.unit
    assert result.sources
    assert str(result)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, -0.7, -1e-300, True, "0.7", b"1"])
@pytest.mark.parametrize("name", CALLS)
def test_what_is_no_amount_is_an_amount_error(name: str, bad: Any) -> None:
    """NaN compares false with everything, so it would pass as the mildest class if it were let in."""
    with pytest.raises(AmountError):
        CALLS[name](bad, bad, bad, bad)


@given(rate=st.floats())
def test_filtration_range_takes_no_impossible_rate(rate: float) -> None:
    try:
        found = lab.filtration_range(egfr_ml_per_min_per_1_73_m2=rate)
    except AmountError:
        assert not 0.5 <= rate <= 250
    else:
        assert (found is lab.FiltrationRange.BELOW_60) == (rate < 60)
        assert (found is lab.FiltrationRange.FROM_90) == (rate >= 90)


@pytest.mark.parametrize("word", [None, "", "F", "woman", 1])
def test_sex_must_be_stated(word: Any) -> None:
    with pytest.raises(PersonError, match="'female', 'male'"):
        lab.egfr_ckd_epi_2021(creatinine_mg_per_dl=0.9, age_years=55, sex=word)
    with pytest.raises(PersonError):
        lab.magnesium_depletion_score(
            takes_diuretic=False, takes_ppi=False, egfr_ml_per_min_per_1_73_m2=95, drinks_per_day=0, sex=word
        )


# ------------------------------------------------------------------ serum: one value, one unit


def test_exactly_one_value_of_serum() -> None:
    for call in (
        lab.ctcae_hypomagnesemia,
        lab.ctcae_hypermagnesemia,
        lambda **given_: lab.classify_serum(**given_, interval="iom1997"),
    ):
        with pytest.raises(AmountError, match="exactly one of mmol_per_l and mg_per_dl"):
            call()
        with pytest.raises(AmountError, match="exactly one of mmol_per_l and mg_per_dl"):
            call(mmol_per_l=0.7, mg_per_dl=1.7)


def test_24_is_not_mmol_per_l() -> None:
    """24 mg/dL taken for mmol/L would be graded as if it were measured."""
    with pytest.raises(AmountError, match=r"not between 0\.05 and 10 mmol/L; did you mean mg/dL"):
        lab.classify_serum(mmol_per_l=24, interval="iom1997")
    assert lab.classify_serum(mg_per_dl=24, interval="iom1997").high.grade == 4
    with pytest.raises(AmountError, match="mg/L"):
        lab.classify_serum(mg_per_dl=25, interval="iom1997")


def test_the_bounds_themselves_are_accepted_in_both_units() -> None:
    assert lab.classify_serum(mmol_per_l=10.0, interval=None).mmol_per_l == 10.0
    assert lab.classify_serum(mg_per_dl=24.305, interval=None).mmol_per_l == pytest.approx(10.0)
    assert lab.classify_serum(mmol_per_l=0.05, interval=None).value == 0.05


@pytest.mark.parametrize("zero", [{"mmol_per_l": 0}, {"mg_per_dl": 0.0}, {"mmol_per_l": 0.00085}])
def test_a_missing_value_entered_as_zero_is_no_value(zero: dict[str, float]) -> None:
    with pytest.raises(AmountError, match="left out, not entered as 0"):
        lab.classify_serum(**zero, interval="iom1997")


@pytest.mark.parametrize(
    ("given_", "units"),
    [
        ({"mmol_per_l": 1.9}, "mg/dL or mEq/L"),
        ({"mg_per_dl": 0.8}, "mmol/L"),
        ({"mg_per_dl": 19.0}, "mg/L"),
    ],
)
def test_a_number_that_fits_another_unit_is_said_to(given_: dict[str, float], units: str) -> None:
    result = lab.classify_serum(**given_, interval="iom1997")
    assert any(f"ordinary in {units}: check the unit" in caution for caution in result.cautions)
    assert result.urgency is lab.Urgency.EMERGENCY  # the caution takes nothing away


@pytest.mark.parametrize("given_", [{"mmol_per_l": 0.8}, {"mg_per_dl": 2.0}, {"mmol_per_l": 5.0}])
def test_no_caution_about_a_unit_that_fits(given_: dict[str, float]) -> None:
    assert not any("check the unit" in text for text in lab.classify_serum(**given_, interval="iom1997").cautions)


@given(value=mmol)
def test_both_units_tell_the_same_concentration(value: float) -> None:
    mg = convert(value, "mmol/L", "mg/dL")
    assume(0.1216 < mg < 24.3)
    one = lab.classify_serum(mmol_per_l=value, interval="iom1997")
    other = lab.classify_serum(mg_per_dl=mg, interval="iom1997")
    assert one.mmol_per_l == value
    assert other.mg_per_dl == mg
    assert math.isclose(one.mmol_per_l, other.mmol_per_l, rel_tol=1e-12)
    assert math.isclose(one.mg_per_dl, other.mg_per_dl, rel_tol=1e-12)


@given(value=mmol)
def test_an_interval_in_one_unit_classifies_alike_in_both(value: float) -> None:
    """Limits that are converted exactly leave nothing to rounding; only the edges are left out."""
    edges = (0.7, 1.0)
    assume(all(abs(value - edge) > 1e-9 for edge in edges))
    mg = convert(value, "mmol/L", "mg/dL")
    assume(0.1216 < mg < 24.3)
    one = lab.classify_serum(mmol_per_l=value, interval="nhslothian")
    other = lab.classify_serum(mg_per_dl=mg, interval="nhslothian")
    assert one.category is other.category
    assert not any("converted" in text for text in one.cautions)
    assert any("converted" in text for text in other.cautions)


# ------------------------------------------------------------------ serum: intervals


def test_published_intervals_as_they_were_printed() -> None:
    printed = {
        "iom1997": ((0.75, 0.95), (1.8, 2.3)),
        "nhslothian": ((0.7, 1.0), None),
        "statpearlshypomg": ((0.6, 1.1), (1.46, 2.68)),
        "symbiosis": ((0.75, 1.15), (1.8, 2.7)),
        "medscapehypomg": (None, (1.5, 2.5)),
        "msdhypermg": ((None, 1.05), (None, 2.6)),
        "proposed": ((0.85, 0.95), None),
    }
    assert list(lab.reference_intervals) == list(printed)
    for id_, units in printed.items():
        for unit, limits in zip(("mmol/L", "mg/dL"), units, strict=True):
            if limits is not None:
                assert lab.reference_intervals[id_].limits(unit) == limits
    assert [interval.id for interval in lab.reference_intervals.values() if interval.is_proposal] == ["proposed"]
    assert all(interval.sources for interval in lab.reference_intervals.values())


def test_printed_pairs_agree_to_two_percent() -> None:
    """Symbiosis prints 1.15 mmol/L (2.795 mg/dL) beside 2.7 mg/dL, and its note says so."""
    for interval in lab.reference_intervals.values():
        for mmol_, mg in zip(interval.limits("mmol/L"), interval.limits("mg/dL"), strict=True):
            if mmol_ is not None and mg is not None:
                agrees = convert(mmol_, "mmol/L", "mg/dL") == pytest.approx(mg, rel=0.02)
                assert agrees or ((interval.id, mg) == ("symbiosis", 2.7) and "not 2.7" in interval.note)


def test_no_interval_is_chosen_silently() -> None:
    with pytest.raises(TypeError, match="interval"):
        lab.classify_serum(mmol_per_l=0.8)  # type: ignore[call-arg]


@given(value=st.floats(min_value=0.5, max_value=1.23))
def test_without_an_interval_nothing_is_normal(value: float) -> None:
    result = lab.classify_serum(mmol_per_l=value, interval=None)
    assert result.category is lab.SerumClass.UNDETERMINED
    assert result.urgency is lab.Urgency.ROUTINE
    assert (result.low.grade, result.high.grade) == (None, None)


def test_with_one_limit_the_other_side_stays_open() -> None:
    assert lab.classify_serum(mmol_per_l=1.1, interval="msdhypermg").category is lab.SerumClass.HIGH
    assert lab.classify_serum(mmol_per_l=0.7, interval="msdhypermg").category is lab.SerumClass.UNDETERMINED
    only_lower = lab.own_interval(lower_mg_per_dl=1.7)
    assert lab.classify_serum(mg_per_dl=1.6, interval=only_lower).category is lab.SerumClass.LOW
    assert lab.classify_serum(mg_per_dl=1.8, interval=only_lower).category is lab.SerumClass.UNDETERMINED


def test_a_very_low_or_high_value_needs_no_interval() -> None:
    for interval in (None, "msdhypermg", "proposed"):
        low = lab.classify_serum(mmol_per_l=0.29, interval=interval)
        high = lab.classify_serum(mmol_per_l=3.31, interval=interval)
        assert (low.category, low.low.grade, low.urgency) == (lab.SerumClass.LOW, 4, lab.Urgency.EMERGENCY)
        assert (high.category, high.high.grade, high.urgency) == (lab.SerumClass.HIGH, 4, lab.Urgency.EMERGENCY)


def test_limits_lie_within_and_reported_unit_decides() -> None:
    """1.8 mg/dL is the printed limit, and 0.741 mmol/L: converted first it would be low."""
    at_limit = lab.classify_serum(mg_per_dl=1.8, interval="iom1997")
    assert at_limit.category is lab.SerumClass.WITHIN
    assert at_limit.mmol_per_l < 0.75
    for value, expected in ((0.75, "within"), (0.7499, "low"), (0.95, "within"), (0.9501, "high")):
        assert lab.classify_serum(mmol_per_l=value, interval="iom1997").category == expected


def test_the_proposed_threshold_is_marked_and_decides_no_grade() -> None:
    result = lab.classify_serum(mmol_per_l=0.8, interval="proposed")
    assert result.category is lab.SerumClass.LOW
    assert result.low.grade is None
    assert any("not a consensus" in text for text in result.cautions)
    ordinary = lab.classify_serum(mmol_per_l=0.8, interval="iom1997")
    assert ordinary.category is lab.SerumClass.WITHIN
    assert ordinary.is_below_proposed_threshold
    assert ordinary.urgency is lab.Urgency.NONE
    assert any("not a consensus" in text for text in ordinary.cautions)
    assert [cutoff.value for cutoff in ordinary.cutoffs if cutoff.is_proposal] == [0.85]
    assert not lab.classify_serum(mmol_per_l=0.85, interval="iom1997").is_below_proposed_threshold
    assert not lab.classify_serum(mg_per_dl=2.07, interval="iom1997").is_below_proposed_threshold
    assert lab.classify_serum(mg_per_dl=2.06, interval="iom1997").is_below_proposed_threshold


@given(keyword=serum_keyword, share=st.floats(0, 1), interval=interval_ids)
def test_what_is_not_out_of_its_limits_never_excludes_a_deficit(
    keyword: tuple[str, str, float, float], share: float, interval: str | None
) -> None:
    name, unit, lowest, highest = keyword
    value = lowest + share * (highest - lowest)
    result = lab.classify_serum(**{name: value}, interval=interval)
    assert (result.value, result.unit) == (value, unit)
    if result.category in {lab.SerumClass.WITHIN, lab.SerumClass.UNDETERMINED}:
        assert any("does not exclude a deficit" in text for text in result.cautions)
    if result.category is lab.SerumClass.WITHIN:
        assert interval is not None
        assert result.urgency is lab.Urgency.NONE
    else:
        assert result.urgency.rank >= lab.Urgency.ROUTINE.rank


@given(keyword=serum_keyword, shares=st.tuples(st.floats(0, 1), st.floats(0, 1)), interval=interval_ids)
def test_urgency_never_falls_as_a_value_gets_worse(
    keyword: tuple[str, str, float, float], shares: tuple[float, float], interval: str | None
) -> None:
    name, _, lowest, highest = keyword
    low, high = sorted(lowest + share * (highest - lowest) for share in shares)
    one = lab.classify_serum(**{name: low}, interval=interval)
    two = lab.classify_serum(**{name: high}, interval=interval)
    if two.category is not lab.SerumClass.HIGH:
        assert one.urgency.rank >= two.urgency.rank
    if one.category is not lab.SerumClass.LOW:
        assert two.urgency.rank >= one.urgency.rank
    order = list(lab.SerumClass)[:3]
    if {one.category, two.category} <= set(order):
        assert order.index(one.category) <= order.index(two.category)


def test_statements_of_sources_about_low_values() -> None:
    def passed(**given_: float) -> list[float]:
        return [cutoff.value for cutoff in lab.classify_serum(**given_, interval="iom1997").statements]

    assert passed(mmol_per_l=0.61) == []
    assert passed(mmol_per_l=0.6) == [0.6]
    assert passed(mmol_per_l=0.5) == [0.6]
    assert passed(mmol_per_l=0.499) == [0.6, 0.5]
    assert passed(mmol_per_l=0.39) == [0.6, 0.5, 0.4]
    assert passed(mg_per_dl=1.2) == [pytest.approx(1.4583)]
    assert passed(mg_per_dl=0.99) == [pytest.approx(1.4583), 1.2, 1.0]


def test_own_limits() -> None:
    own = lab.own_interval(lower_mmol_per_l=0.66, upper_mmol_per_l=1.07)
    result = lab.classify_serum(mmol_per_l=0.65, interval=own)
    assert (result.category, result.low.grade, result.interval) == (lab.SerumClass.LOW, 1, own)
    assert not any("differ between laboratories" in text for text in result.cautions)


@pytest.mark.parametrize(
    "limits",
    [
        {"lower_mmol_per_l": 1.7, "upper_mmol_per_l": 2.4},
        {"lower_mg_per_dl": 0.7, "upper_mg_per_dl": 1.0},
        {"lower_mmol_per_l": 0.49},
        {"upper_mg_per_dl": 3.01},
        {"lower_mmol_per_l": math.nan},
        {"lower_mmol_per_l": 1.0, "upper_mmol_per_l": 0.7},
        {"lower_mmol_per_l": 0.7, "upper_mmol_per_l": 0.7},
        {},
    ],
)
def test_limits_that_no_laboratory_has(limits: dict[str, float]) -> None:
    with pytest.raises(AmountError):
        lab.own_interval(**limits)


def test_limits_in_two_units_are_refused() -> None:
    with pytest.raises(UnitError, match="in the unit of the laboratory's report"):
        lab.own_interval(lower_mmol_per_l=0.7, upper_mg_per_dl=2.5)
    with pytest.raises(UnitError):
        lab.reference_intervals["iom1997"].limits("mEq/L")


def test_an_unknown_interval_names_near_ones() -> None:
    with pytest.raises(NotFoundError, match="iom1997"):
        lab.classify_serum(mmol_per_l=0.8, interval="iom97")
    with pytest.raises(AmountError, match="own_interval"):
        lab.classify_serum(mmol_per_l=0.8, interval=0.75)  # type: ignore[arg-type]


# ------------------------------------------------------------------ CTCAE


@given(
    keyword=serum_keyword,
    shares=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    limit=st.one_of(st.none(), st.floats(0, 1)),
)
def test_a_grade_never_falls_as_a_value_gets_worse(
    keyword: tuple[str, str, float, float], shares: tuple[float, float], limit: float | None
) -> None:
    name, unit, lowest, highest = keyword
    # Half of the examples lie where the low grades are.
    low, high = sorted(lowest + share**3 * (highest - lowest) for share in shares)
    bounds = (0.5, 1.23) if unit == "mmol/L" else (1.2, 3.0)
    stated = None if limit is None else min(max(bounds[0] + limit * (bounds[1] - bounds[0]), bounds[0]), bounds[1])
    lln, uln = {f"lln_{name}": stated}, {f"uln_{name}": stated}
    worse, better = (lab.ctcae_hypomagnesemia(**{name: value}, **lln) for value in (low, high))
    assert worse.possible_grades >= better.possible_grades
    assert worse.urgency.rank >= better.urgency.rank
    better, worse = (lab.ctcae_hypermagnesemia(**{name: value}, **uln) for value in (low, high))
    assert worse.possible_grades >= better.possible_grades
    assert worse.urgency.rank >= better.urgency.rank


@given(value=mmol, limit=st.floats(min_value=0.5, max_value=1.23))
def test_a_value_is_not_low_and_high_at_once(value: float, limit: float) -> None:
    low = lab.ctcae_hypomagnesemia(mmol_per_l=value, lln_mmol_per_l=limit).grade
    high = lab.ctcae_hypermagnesemia(mmol_per_l=value, uln_mmol_per_l=limit).grade
    assert low == 0 or high == 0


@given(value=mmol)
def test_the_grade_is_the_number_of_its_cutoffs_that_are_met(value: float) -> None:
    low = lab.ctcae_hypomagnesemia(mmol_per_l=value, lln_mmol_per_l=0.7)
    assert low.grade == sum(cutoff.is_met(value) for cutoff in low.cutoffs)


def test_grade_1_is_not_given_without_the_laboratorys_limit() -> None:
    for result in (
        lab.ctcae_hypomagnesemia(mg_per_dl=1.2),
        lab.ctcae_hypomagnesemia(mmol_per_l=0.5),
        lab.ctcae_hypermagnesemia(mg_per_dl=3.0),
        lab.ctcae_hypermagnesemia(mmol_per_l=1.23),
    ):
        assert (result.grade, result.possible_grades) == (None, (0, 1))
        assert result.urgency is lab.Urgency.ROUTINE
        assert any("was not given" in text for text in result.cautions)
    assert lab.ctcae_hypomagnesemia(mg_per_dl=1.19).grade == 2
    assert lab.ctcae_hypermagnesemia(mmol_per_l=1.24).grade == 3


def test_the_reported_unit_decides_the_grade() -> None:
    """1.2 mg/dL is 0.494 mmol/L, which is grade 2 in mmol/L."""
    assert lab.ctcae_hypomagnesemia(mg_per_dl=1.2, lln_mg_per_dl=1.7).grade == 1
    converted = convert(1.2, "mg/dL", "mmol/L")
    assert lab.ctcae_hypomagnesemia(mmol_per_l=converted, lln_mmol_per_l=0.7).grade == 2


def test_a_limit_in_the_other_unit_is_refused() -> None:
    with pytest.raises(UnitError, match="mg/dL"):
        lab.ctcae_hypomagnesemia(mg_per_dl=1.6, lln_mmol_per_l=0.7)
    with pytest.raises(UnitError, match="mmol/L"):
        lab.ctcae_hypermagnesemia(mmol_per_l=1.1, uln_mg_per_dl=2.4)


@pytest.mark.parametrize(
    ("grade", "urgency"), [(0, "none"), (1, "routine"), (2, "prompt"), (3, "emergency"), (4, "emergency")]
)
def test_urgency_follows_the_grade(grade: int, urgency: str) -> None:
    value = {0: 0.7, 1: 0.6, 2: 0.45, 3: 0.35, 4: 0.25}[grade]
    result = lab.ctcae_hypomagnesemia(mmol_per_l=value, lln_mmol_per_l=0.7)
    assert (result.grade, result.urgency) == (grade, urgency)


def test_urgency_is_ranked() -> None:
    assert sorted(lab.Urgency, key=lambda urgency: urgency.rank) == ["none", "routine", "prompt", "emergency"]


# ------------------------------------------------------------------ kidney and urine


@pytest.mark.parametrize(
    ("u_mg", "s_cr", "s_mg", "u_cr", "expected"),
    [
        (4.2, 1.0, 1.5, 100.0, "between the cut-offs"),
        (4.2, 1.1, 1.65, 100.0, "between the cut-offs"),  # exactly 4 %; in binary a little more
        (2.1, 1.1, 1.65, 100.0, "between the cut-offs"),  # exactly 2 %
        (4.21, 1.0, 1.5, 100.0, "above every cut-off"),
        (2.09, 1.0, 1.5, 100.0, "below every cut-off"),
        (0.0, 1.0, 1.5, 100.0, "below every cut-off"),
    ],
)
def test_a_printed_cutoff_is_between(u_mg: float, s_cr: float, s_mg: float, u_cr: float, expected: str) -> None:
    result = lab.fractional_excretion(
        urine_magnesium_mg_per_dl=u_mg,
        serum_creatinine_mg_per_dl=s_cr,
        serum_magnesium_mg_per_dl=s_mg,
        urine_creatinine_mg_per_dl=u_cr,
    )
    assert result.category == expected


def test_fractional_excretion_gives_the_range_and_no_verdict() -> None:
    result = lab.fractional_excretion(
        urine_magnesium_mg_per_dl=3.0,
        serum_creatinine_mg_per_dl=1.0,
        serum_magnesium_mg_per_dl=1.2,
        urine_creatinine_mg_per_dl=100,
    )
    assert sorted({cutoff.value for cutoff in result.cutoffs}) == [2.0, 3.0, 4.0]
    assert all(cutoff.sources for cutoff in result.cutoffs)
    assert any("does not decide" in text for text in result.cautions)
    assert not hasattr(result, "urgency")


@given(inputs=femg_inputs, factor=st.floats(min_value=1.0, max_value=1.1))
def test_fractional_excretion_is_monotone(inputs: dict[str, float], factor: float) -> None:
    base = lab.fractional_excretion(**inputs).value
    assert base <= 100
    for name, value in inputs.items():
        changed = lab.fractional_excretion(**{**inputs, name: value * factor}).value
        rises = name in {"urine_magnesium_mg_per_dl", "serum_creatinine_mg_per_dl"}
        assert (changed >= base) if rises else (changed <= base)


@given(inputs=femg_inputs)
def test_fractional_excretion_does_not_depend_on_the_unit_of_magnesium(inputs: dict[str, float]) -> None:
    expected = lab.fractional_excretion(**inputs).value
    creatinine = {name: value for name, value in inputs.items() if "creatinine" in name}
    for urine_unit, serum_unit in itertools.product(("mg_per_dl", "mmol_per_l"), repeat=2):
        stated = {
            f"{what}_magnesium_{unit}": inputs[f"{what}_magnesium_mg_per_dl"]
            if unit == "mg_per_dl"
            else convert(inputs[f"{what}_magnesium_mg_per_dl"], "mg/dL", "mmol/L")
            for what, unit in (("urine", urine_unit), ("serum", serum_unit))
        }
        found = lab.fractional_excretion(**creatinine, **stated).value
        assert math.isclose(found, expected, rel_tol=1e-12, abs_tol=1e-300)


def test_unit_slips_of_urine_and_creatinine() -> None:
    usual = {
        "urine_magnesium_mg_per_dl": 3.0,
        "serum_creatinine_mg_per_dl": 1.0,
        "serum_magnesium_mg_per_dl": 1.2,
        "urine_creatinine_mg_per_dl": 100.0,
    }
    for name, value, hint in (
        ("serum_creatinine_mg_per_dl", 80.0, "µmol/L"),
        ("serum_creatinine_mg_per_dl", 0.08, "mmol/L"),
        ("urine_creatinine_mg_per_dl", 9000.0, "µmol/L"),
        ("urine_creatinine_mg_per_dl", 0.9, "g/L"),
        ("urine_magnesium_mg_per_dl", 300.0, "mg/L"),
        ("serum_magnesium_mg_per_dl", 0.0, "not entered as 0"),
        ("urine_magnesium_mg_per_dl", 100.0, "check the units"),  # more than was filtered
    ):
        with pytest.raises(AmountError, match=hint):
            lab.fractional_excretion(**{**usual, name: value})
    with pytest.raises(AmountError, match="exactly one of serum_magnesium_mg_per_dl and serum_magnesium_mmol_per_l"):
        lab.fractional_excretion(**usual, serum_magnesium_mmol_per_l=0.5)


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ({"mg_per_dl": 1.6}, "up to the cut-off of renal wasting"),  # 24.0 mg
        ({"mg_per_dl": 1.61}, "above the cut-off of renal wasting, below the usual lower limit"),
        ({"mg_per_dl": 4.99}, "above the cut-off of renal wasting, below the usual lower limit"),
        ({"mg_per_dl": 5.0}, "at or above the usual lower limit"),
        ({"mmol_per_l": 2.0}, "at or above the usual lower limit"),  # 3.0 mmol, though 72.9 mg
        ({"mmol_per_l": 0.67}, "above the cut-off of renal wasting, below the usual lower limit"),
        ({"mmol_per_l": 0.66}, "up to the cut-off of renal wasting"),
        ({"mg_per_dl": 0.0}, "up to the cut-off of renal wasting"),
    ],
)
def test_daily_excretion_lies_among_the_cutoffs_of_its_unit(given_: dict[str, float], expected: str) -> None:
    assert lab.daily_excretion(volume_ml=1500, **given_).category == expected


@given(mg=st.floats(min_value=0.0, max_value=40.0), volume=st.floats(min_value=50, max_value=20_000))
def test_daily_excretion_is_the_same_amount_in_both_units(mg: float, volume: float) -> None:
    one = lab.daily_excretion(volume_ml=volume, mg_per_dl=mg)
    other = lab.daily_excretion(volume_ml=volume, mmol_per_l=convert(mg, "mg/dL", "mmol/L"))
    assert math.isclose(one.mg_per_24_h, other.mg_per_24_h, rel_tol=1e-12, abs_tol=1e-300)
    assert math.isclose(one.mg_per_24_h, mg * volume / 100, rel_tol=1e-12, abs_tol=1e-300)


@pytest.mark.parametrize("volume", [1.5, 0, 49.9, 20_001])
def test_a_days_volume_is_in_ml(volume: float) -> None:
    with pytest.raises(AmountError, match="must be in mL"):
        lab.daily_excretion(volume_ml=volume, mg_per_dl=5)


@pytest.mark.parametrize("age", [0, 17, 17.999, 130, 1000])
def test_egfr_is_for_adults_with_a_possible_age(age: float) -> None:
    with pytest.raises(AmountError, match="age"):
        lab.egfr_ckd_epi_2021(creatinine_mg_per_dl=0.9, age_years=age, sex="female")


def test_egfr_begins_at_18() -> None:
    assert lab.egfr_ckd_epi_2021(creatinine_mg_per_dl=0.9, age_years=18, sex="male").value > 100


@pytest.mark.parametrize(("value", "hint"), [(80, "µmol/L"), (0.08, "mmol/L"), (0, "mg/dL")])
def test_creatinine_is_in_mg_per_dl(value: float, hint: str) -> None:
    with pytest.raises(AmountError, match=hint):
        lab.egfr_ckd_epi_2021(creatinine_mg_per_dl=value, age_years=50, sex="male")


@given(
    creatinine=st.floats(min_value=0.15, max_value=25),
    age=st.floats(min_value=18, max_value=120),
    sex=sexes,
    more=st.floats(min_value=1.001, max_value=1.2),
)
def test_egfr_falls_with_creatinine_and_age(creatinine: float, age: float, sex: str, more: float) -> None:
    base = lab.egfr_ckd_epi_2021(creatinine_mg_per_dl=creatinine, age_years=age, sex=sex)
    higher = lab.egfr_ckd_epi_2021(creatinine_mg_per_dl=creatinine * more, age_years=age, sex=sex)
    older = lab.egfr_ckd_epi_2021(creatinine_mg_per_dl=creatinine, age_years=min(age * more, 129.0), sex=sex)
    assert higher.value < base.value
    assert older.value < base.value
    assert 0.5 < base.value < 250
    ranges = list(lab.FiltrationRange)
    assert ranges.index(higher.category) >= ranges.index(base.category)
    assert (base.category is lab.FiltrationRange.BELOW_60) == any("build up" in text for text in base.cautions)


def test_egfr_at_the_ends_of_what_is_accepted() -> None:
    values = [
        lab.egfr_ckd_epi_2021(creatinine_mg_per_dl=creatinine, age_years=age, sex=sex).value
        for creatinine in (0.15, 30.0)
        for age in (18, 129.9)
        for sex in ("female", "male")
    ]
    assert min(values) == pytest.approx(0.70, abs=0.01)
    assert max(values) == pytest.approx(218, abs=1)


# ------------------------------------------------------------------ loading test


def test_protocols_as_published() -> None:
    assert {id_: [str(cutoff) for cutoff in protocol.cutoffs] for id_, protocol in lab.loading_protocols.items()} == {
        "rob1999": [],
        "mgload1994": [
            "< -19.5 %: below the range of 95 % of healthy people",
            "> 27.5 %: above the range of 95 % of healthy people",
        ],
        "medalgmtt": [">= 50 %: called a deficit"],
        "medscapehypomg": ["> 20 %: called a deficit: less than 80 % excreted in 24 hours"],
        "cundy2011": [">= 25 %: more than is normal"],
    }


@pytest.mark.parametrize(
    ("protocol", "excreted", "baseline", "expected"),
    [
        ("rob1999", 8.26, None, lab.RetentionClass.NO_LIMIT),
        ("mgload1994", 7.25, None, lab.RetentionClass.WITHIN),  # exactly 27.5 % of 10 mmol
        ("mgload1994", 7.24, 0, lab.RetentionClass.ABOVE),
        ("mgload1994", 11.95, None, lab.RetentionClass.WITHIN),  # exactly -19.5 %
        ("mgload1994", 11.96, None, lab.RetentionClass.BELOW),
        ("medalgmtt", 7.0, 2.0, lab.RetentionClass.ABOVE),  # exactly 50 %
        ("medalgmtt", 7.01, 2.0, lab.RetentionClass.WITHIN),
        ("medscapehypomg", 8.0, None, lab.RetentionClass.WITHIN),  # exactly 80 % excreted
        ("medscapehypomg", 7.99, None, lab.RetentionClass.ABOVE),
        ("cundy2011", 7.5, None, lab.RetentionClass.ABOVE),
        ("cundy2011", 7.51, None, lab.RetentionClass.WITHIN),
    ],
)
def test_retention_by_protocol(
    protocol: str, excreted: float, baseline: float | None, expected: lab.RetentionClass
) -> None:
    result = lab.loading_retention(dose_mmol=10, excreted_mmol=excreted, baseline_mmol=baseline, protocol=protocol)
    assert result.category is expected
    assert result.is_baseline_corrected is (baseline is not None)
    assert result.sources == lab.loading_protocols[protocol].sources


def test_the_printed_mean_of_1994() -> None:
    """30 mmol given and 28.11 excreted are the 6.3 % that the paper prints as the mean."""
    result = lab.loading_retention(dose_mmol=30, excreted_mmol=28.11, baseline_mmol=0, protocol="mgload1994")
    assert result.value == pytest.approx(6.3, abs=1e-9)
    assert any("6.3 %" in text for text in result.cautions)


def test_a_baseline_must_fit_the_protocol() -> None:
    with pytest.raises(AmountError, match="does not subtract"):
        lab.loading_retention(dose_mmol=14, excreted_mmol=9, baseline_mmol=2, protocol="rob1999")
    with pytest.raises(AmountError, match="subtracts a baseline"):
        lab.loading_retention(dose_mmol=14, excreted_mmol=9, baseline_mmol=None, protocol="medalgmtt")
    with pytest.raises(NotFoundError, match="rob1999"):
        lab.loading_retention(dose_mmol=14, excreted_mmol=9, baseline_mmol=None, protocol="rob99")


@pytest.mark.parametrize("dose", [0, 0.5, 168, 729])
def test_a_load_is_in_mmol(dose: float) -> None:
    with pytest.raises(AmountError, match="mmol"):
        lab.loading_retention(dose_mmol=dose, excreted_mmol=9, baseline_mmol=None, protocol="rob1999")


@given(dose=st.floats(min_value=1, max_value=60), retained=st.floats(min_value=-60, max_value=100))
def test_retention_round_trip_and_monotone(dose: float, retained: float) -> None:
    excreted = max(dose * (1 - retained / 100), 0.0)
    one = lab.loading_retention(dose_mmol=dose, excreted_mmol=excreted, baseline_mmol=None, protocol="rob1999")
    assert one.value == pytest.approx(retained, abs=1e-9)
    more = lab.loading_retention(dose_mmol=dose, excreted_mmol=excreted + 1, baseline_mmol=None, protocol="rob1999")
    assert more.value < one.value


# ------------------------------------------------------------------ depletion score, water, ratio


@given(
    diuretic=st.booleans(),
    ppi=st.booleans(),
    egfr=st.floats(min_value=0.5, max_value=250),
    drinks=st.floats(min_value=0, max_value=60),
    sex=sexes,
)
def test_the_score_counts_its_items(*, diuretic: bool, ppi: bool, egfr: float, drinks: float, sex: str) -> None:
    result = lab.magnesium_depletion_score(
        takes_diuretic=diuretic,
        takes_ppi=ppi,
        egfr_ml_per_min_per_1_73_m2=egfr,
        drinks_per_day=drinks,
        sex=sex,
    )
    heavy = drinks > (1 if sex == "female" else 2)
    assert result.score == diuretic + ppi + (egfr < 90) + (egfr < 60) + heavy
    assert 0 <= result.score <= 5
    groups = {0: "low (0-1)", 1: "low (0-1)", 2: "middle (2)"}
    assert result.category == groups.get(result.score, "high (3-5)")
    assert any("was not read" in text for text in result.cautions)


@pytest.mark.parametrize("missing", [None, 0, 1, "no", math.nan])
def test_the_score_takes_no_missing_item_for_a_no(missing: Any) -> None:
    for name in ("takes_diuretic", "takes_ppi"):
        items: dict[str, Any] = {"takes_diuretic": False, "takes_ppi": False, name: missing}
        with pytest.raises(AmountError, match="True or False"):
            lab.magnesium_depletion_score(**items, egfr_ml_per_min_per_1_73_m2=95, drinks_per_day=0, sex="female")


@pytest.mark.parametrize(("egfr", "drinks"), [(None, 0), (0, 0), (95, None), (95, 140), (88_000, 0)])
def test_the_score_takes_no_impossible_number(egfr: Any, drinks: Any) -> None:
    with pytest.raises(AmountError):
        lab.magnesium_depletion_score(
            takes_diuretic=False,
            takes_ppi=False,
            egfr_ml_per_min_per_1_73_m2=egfr,
            drinks_per_day=drinks,
            sex="female",
        )


@given(calcium=st.floats(min_value=0, max_value=10_000), magnesium=st.floats(min_value=0, max_value=10_000))
def test_hardness_round_trip(calcium: float, magnesium: float) -> None:
    total = lab.water_hardness(calcium_mg_per_l=calcium, magnesium_mg_per_l=magnesium).value
    back = lab.magnesium_from_hardness(total_hardness_mg_per_l_as_caco3=total, calcium_mg_per_l=calcium).value
    assert back >= 0
    assert back == pytest.approx(magnesium, rel=1e-9, abs=1e-8)


def test_calcium_can_not_make_more_than_the_total() -> None:
    with pytest.raises(AmountError, match="is calcium in mg/L as Ca"):
        lab.magnesium_from_hardness(total_hardness_mg_per_l_as_caco3=100, calcium_mg_per_l=60)
    # 2.497 × 64.9 is 162.0553; in binary a little more, which must not make less than nothing.
    none = lab.magnesium_from_hardness(total_hardness_mg_per_l_as_caco3=162.0553, calcium_mg_per_l=64.9)
    assert none.value == 0


@given(
    calcium=st.floats(min_value=10, max_value=20_000),
    magnesium=st.floats(min_value=5, max_value=9000),
    more=st.floats(min_value=1, max_value=1.1),
)
def test_ratio_by_weight_and_by_molecules(calcium: float, magnesium: float, more: float) -> None:
    result = lab.calcium_to_magnesium(calcium_mg_per_day=calcium, magnesium_mg_per_day=magnesium)
    assert math.isclose(result.molar_ratio, result.weight_ratio * 24.305 / 40.078, rel_tol=1e-12)
    lower = lab.calcium_to_magnesium(calcium_mg_per_day=calcium, magnesium_mg_per_day=magnesium * more)
    assert lower.value <= result.value
    order = list(lab.RatioRange)
    assert order.index(lower.category) <= order.index(result.category)


@pytest.mark.parametrize(
    ("calcium", "magnesium", "expected"),
    [
        (1.7 * 300, 300, lab.RatioRange.WITHIN),
        (509.9, 300, lab.RatioRange.BELOW),
        (1040, 400, lab.RatioRange.WITHIN),  # exactly 2.60
        (1040.1, 400, lab.RatioRange.ABOVE),
        (863.2, 332, lab.RatioRange.WITHIN),  # exactly 2.60 in decimals
    ],
)
def test_the_limits_of_the_ratio_are_not_flagged(calcium: float, magnesium: float, expected: lab.RatioRange) -> None:
    found = lab.calcium_to_magnesium(calcium_mg_per_day=calcium, magnesium_mg_per_day=magnesium)
    assert found.category is expected


@pytest.mark.parametrize(("calcium", "magnesium"), [(1.0, 400), (1000, 0), (1000, 0.4), (30_000, 400)])
def test_an_intake_in_grams_is_no_usual_intake(calcium: float, magnesium: float) -> None:
    with pytest.raises(AmountError, match="usual daily intake in mg"):
        lab.calcium_to_magnesium(calcium_mg_per_day=calcium, magnesium_mg_per_day=magnesium)


# ------------------------------------------------------------------ records


def _results() -> list[lab.Measurement[Any]]:
    return [
        lab.classify_serum(mmol_per_l=0.7, interval="iom1997"),
        lab.classify_serum(mg_per_dl=1.7, interval=lab.own_interval(lower_mg_per_dl=1.6, upper_mg_per_dl=2.4)),
        lab.ctcae_hypomagnesemia(mg_per_dl=1.1),
        lab.ctcae_hypermagnesemia(mg_per_dl=4.0),
        lab.fractional_excretion(
            urine_magnesium_mg_per_dl=3.0,
            serum_creatinine_mg_per_dl=1.0,
            serum_magnesium_mg_per_dl=1.2,
            urine_creatinine_mg_per_dl=100,
        ),
        lab.daily_excretion(volume_ml=1500, mg_per_dl=5),
        lab.egfr_ckd_epi_2021(creatinine_mg_per_dl=0.9, age_years=55, sex="female"),
        lab.magnesium_depletion_score(
            takes_diuretic=True, takes_ppi=True, egfr_ml_per_min_per_1_73_m2=55, drinks_per_day=3, sex="male"
        ),
        *(
            lab.loading_retention(
                dose_mmol=14, excreted_mmol=9, baseline_mmol=2 if protocol.subtracts_baseline else None, protocol=id_
            )
            for id_, protocol in lab.loading_protocols.items()
        ),
        lab.water_hardness(calcium_mg_per_l=50, magnesium_mg_per_l=10),
        lab.magnesium_from_hardness(total_hardness_mg_per_l_as_caco3=200, calcium_mg_per_l=60),
        lab.calcium_to_magnesium(calcium_mg_per_day=1000, magnesium_mg_per_day=400),
    ]


@pytest.mark.parametrize("result", _results(), ids=lambda result: type(result).__name__)
def test_a_result_is_frozen_and_survives_pickle(result: lab.Measurement[Any]) -> None:
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        result.value = 0.0  # type: ignore[misc]
    assert pickle.loads(pickle.dumps(result)) == result  # noqa: S301  (our own bytes)
    assert hash(result) == hash(result)


@pytest.mark.parametrize("result", _results(), ids=lambda result: type(result).__name__)
def test_every_cutoff_that_is_not_the_callers_has_a_source_of_the_result(result: lab.Measurement[Any]) -> None:
    for cutoff in result.cutoffs:
        assert cutoff.sources or "own limits" in cutoff.meaning
        assert set(cutoff.sources) <= set(result.sources)
    if not isinstance(result, lab.DepletionScore):
        assert {cutoff.unit for cutoff in result.cutoffs} <= {result.unit}


def _sources() -> set[str]:
    found = {source for result in _results() for source in result.sources}
    found |= {source for interval in lab.reference_intervals.values() for source in interval.sources}
    return found | {source for protocol in lab.loading_protocols.values() for source in protocol.sources}


def test_sources_are_references_that_were_seen() -> None:
    path = FACTS / "references.yaml"
    if not path.exists():
        pytest.skip("the facts are not beside this checkout")
    yaml = pytest.importorskip("yaml")
    references = yaml.safe_load(path.read_text(encoding="utf-8"))
    status = {reference["key"].lower().replace("_", "-"): reference["status"] for reference in references}
    for source in _sources() - {"ciaaw"}:  # atomic weights are in the bibliography already
        assert status[source] in {"seen", "seen_secondary"}, source


def test_what_must_stay_out_is_out() -> None:
    """No sound source was found for these, so there is no function for them."""
    names = " ".join(lab.__all__).casefold()
    assert not any(word in names for word in ("albumin", "absor", "shrink", "corrected"))


def test_the_module_offers_what_it_lists() -> None:
    assert sorted(lab.__all__) == list(lab.__all__)
    for name in lab.__all__:
        assert getattr(lab, name).__doc__


def test_every_source_of_a_laboratory_value_is_in_the_bibliography() -> None:
    for source in sorted(_sources()):
        assert sources[source].citation


def test_one_urgency_one_direction_and_one_reading_of_the_grades() -> None:
    """Two enums of the same words compare equal as texts and differ as members: there must be one."""
    assert lab.Urgency is evidence.Urgency is type(symptoms["tetany"].urgency)
    assert lab.Direction is evidence.Direction is type(symptoms["tetany"].direction)
    graded = [lab.ctcae_hypomagnesemia(mmol_per_l=value, lln_mmol_per_l=0.7) for value in (0.65, 0.45, 0.35, 0.2)]
    assert [result.grade for result in graded] == [1, 2, 3, 4]
    assert tuple(result.urgency for result in graded) == symptoms["hypomagnesemia"].urgency_by_grade
    assert {result.direction for result in graded} == {evidence.Direction.TOO_LITTLE}
