"""Facts that a warning sign may ask for besides symptoms and risk factors.

A warning sign names them in its data. Each fact comes with the words of the input that makes it one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from magnesium.evidence import Vocabulary
from magnesium.laboratory.filtration import kidney_stage
from magnesium.laboratory.measures import EGFR_UNIT
from magnesium.laboratory.serum import SerumClass

if TYPE_CHECKING:
    from magnesium.clinical.risk_factors import RiskFactor
    from magnesium.clinical.symptoms import Symptom
    from magnesium.laboratory.serum import SerumResult
    from magnesium.people import Person

IMPAIRED_KIDNEYS = "risk:impaired-kidney-function"

KIDNEY_FAILURE_STAGES = frozenset({"g4", "g5"})
"""Ids of the stages of chronic kidney disease that count as kidney failure here (ICD-10-CM N18.4 and N18.5)."""

CHILD_BELOW_YEARS, OLD_FROM_YEARS = 12, 75
"""Working limits, not reviewed by a clinician. Magnesium laxatives poisoned a child with healthy kidneys
(``araki2021``), a child after an enema (``tofil2005``), and people over 65 with impaired kidneys who could
not name their symptoms (``yamaguchi2019``)."""


class Fact(Vocabulary):
    """What several inputs can show, and a warning sign can ask for."""

    MAGNESIUM_PRODUCT = "fact:magnesium-product"
    """A supplement, antacid, laxative, enema or infusion with magnesium is taken."""
    TOO_MUCH_SYMPTOM = "fact:too-much-symptom"
    """A symptom that sources describe with a high serum magnesium."""
    VAGUE_SYMPTOM = "fact:vague-symptom"
    """A symptom that fits too much magnesium, but is common without it or comes from the gut alone."""
    KIDNEY_FAILURE = "fact:kidney-failure"
    """Kidney failure or dialysis was named, or the eGFR is that of stage 4 or 5."""
    HIGH_SERUM = "fact:high-serum"
    """The serum magnesium is above the upper limit."""
    VULNERABLE_AGE = "fact:vulnerable-age"
    """The person is a child or old."""


def reported_facts(
    *,
    symptoms: Iterable[Symptom],
    risk_factors: Iterable[RiskFactor],
    products: tuple[str, ...],
    serum: SerumResult | None,
    egfr_ml_per_min_per_1_73_m2: float | None,
) -> dict[str, tuple[str, ...]]:
    """Return the facts that the reported inputs make up, each with those inputs in words."""
    fitting = [symptom for symptom in symptoms if symptom.fits_too_much]
    found: dict[str, tuple[str, ...]] = {
        Fact.MAGNESIUM_PRODUCT: products,
        Fact.TOO_MUCH_SYMPTOM: tuple(item.name for item in fitting if not item.is_vague),
        Fact.VAGUE_SYMPTOM: tuple(item.name for item in fitting if item.is_vague),
        Fact.KIDNEY_FAILURE: tuple(_kidney_failure(risk_factors, egfr_ml_per_min_per_1_73_m2)),
        Fact.HIGH_SERUM: (str(serum),) if serum is not None and _is_high(serum) else (),
    }
    return {fact: words for fact, words in found.items() if words}


def facts_of(person: Person) -> dict[str, tuple[str, ...]]:
    """Return the facts that follow from who the person is."""
    if CHILD_BELOW_YEARS <= person.age < OLD_FROM_YEARS:
        return {}
    return {Fact.VULNERABLE_AGE: (f"age of {person.age:g} years",)}


def _kidney_failure(risk_factors: Iterable[RiskFactor], egfr: float | None) -> Iterator[str]:
    yield from (risk.name for risk in risk_factors if risk.id == IMPAIRED_KIDNEYS)
    if egfr is not None and kidney_stage(egfr_ml_per_min_per_1_73_m2=egfr).id in KIDNEY_FAILURE_STAGES:
        yield egfr_text(egfr)


def egfr_text(egfr: float) -> str:
    """Return a filtration rate with its unit."""
    return f"eGFR {egfr:.3g} {EGFR_UNIT}"


def _is_high(serum: SerumResult) -> bool:
    return serum.category is SerumClass.HIGH or serum.high.possible_grades[0] > 0
