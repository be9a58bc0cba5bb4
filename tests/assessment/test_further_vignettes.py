"""Vignettes in other words, medications and values: what a careful clinician would expect was written down first."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

import magnesium as mg

PATH = Path(__file__).with_name("further_vignettes.toml")
VIGNETTES = tomllib.loads(PATH.read_text(encoding="utf-8"))["vignette"]
DAYS_PER_MONTH = 30.4
WORDS = ("symptoms", "risk_factors", "medications", "supplements", "results")


def person(text: str) -> mg.Person:
    sex, age, *stage = text.split()
    life_stage: Any = stage[0] if stage else "general"
    if age.endswith("d"):
        return mg.Person.from_months(float(age[:-1]) / DAYS_PER_MONTH, sex=sex)  # type: ignore[arg-type]
    if age.endswith("m"):
        return mg.Person.from_months(float(age[:-1]), sex=sex)  # type: ignore[arg-type]
    return mg.Person(age=float(age), sex=sex, life_stage=life_stage)  # type: ignore[arg-type]


def serum(value: str, limits: str | None) -> Any:
    number, unit = value.split()
    factor, name = {"mmol/L": (1, "mmol_per_l"), "mg/dL": (1, "mg_per_dl"), "mEq/L": (0.5, "mmol_per_l")}[unit]
    own: Any = None
    if limits:
        lower, upper = (float(limit) * factor for limit in limits.split())
        own = mg.laboratory.own_interval(**{f"lower_{name}": lower, f"upper_{name}": upper})
    stated: Any = {name: float(number) * factor}
    return mg.laboratory.classify_serum(**stated, interval=own)


def assessed(case: dict[str, Any], **more: Any) -> mg.Assessment:
    given = {name: case[name] for name in WORDS if name in case} | more
    if "serum" in case:
        given["serum"] = serum(case["serum"], case.get("limits"))
    if "egfr" in case:
        given["egfr_ml_per_min_per_1_73_m2"] = case["egfr"]
    if "drinks" in case:
        given["drinks_per_day"] = case["drinks"]
    return mg.assess(person(case["person"]), **given)


def plain(found: mg.Assessment) -> str:
    return " ".join(found.text(100_000).split()).casefold().rsplit(" sources [", 1)[0]


@pytest.mark.parametrize("case", VIGNETTES, ids=lambda case: case["id"])
def test_a_vignette_is_as_urgent_and_as_directed_as_expected(case: dict[str, Any]) -> None:
    found = assessed(case)
    text = plain(found)
    least, most = (mg.Urgency(urgency).rank for urgency in case["urgency"])
    assert least <= found.urgency.rank <= most, found.summary()
    assert found.direction in case["direction"], found.summary()
    for pattern in case.get("mention", ()):
        assert re.search(pattern, text), pattern
    for pattern in case.get("absent", ()):
        assert not re.search(pattern, text), pattern
    for word in case.get("medications", ()):
        assert word.casefold() in text


@pytest.mark.parametrize("case", VIGNETTES, ids=lambda case: case["id"])
def test_only_what_is_expected_is_not_understood(case: dict[str, Any]) -> None:
    expected = case.get("not_understood", [])
    unread = [item.word for item in assessed(case).not_understood]
    assert all(any(word in item for item in unread) for word in expected)
    assert not [item for item in unread if not any(word in item for word in expected)]


@pytest.mark.parametrize("case", VIGNETTES, ids=lambda case: case["id"])
def test_an_unknown_symptom_beside_it_is_at_least_routine_and_changes_no_finding(case: dict[str, Any]) -> None:
    before = assessed(case)
    after = assessed(
        case,
        symptoms=[*case.get("symptoms", ()), "blorptitis"],
        medications=[*case.get("medications", ()), "quxazole 5 mg"],
        risk_factors=[*case.get("risk_factors", ()), "zorbosis"],
    )
    assert after.urgency.rank == max(before.urgency.rank, mg.Urgency.ROUTINE.rank)
    assert {finding.about for finding in after.findings} >= {finding.about for finding in before.findings}
    assert {"blorptitis", "quxazole 5 mg", "zorbosis"} <= {item.word for item in after.not_understood}
    assert all(word in plain(after) for word in ("blorptitis", "quxazole", "zorbosis"))
