"""The interpreted input of an assessment: records, products, numbers, and what was not understood."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

import attrs

from magnesium.assessment.results import ReadResults, Result
from magnesium.assessment.understanding import NotUnderstood, Understanding
from magnesium.clinical.matching import Medication, kidney_risk_factors
from magnesium.clinical.reading import without_dose
from magnesium.clinical.risk_factors import RiskFactor, risk_factors
from magnesium.clinical.symptoms import Symptom
from magnesium.errors import InvalidValueError, PersonError
from magnesium.foods.entries import Origin
from magnesium.intake.intake import Intake, Total
from magnesium.laboratory.filtration import FiltrationRange, egfr_ckd_epi_2021, filtration_range
from magnesium.laboratory.measures import EGFR_UNIT, Measurement
from magnesium.laboratory.serum import SerumResult
from magnesium.people import LifeStage, Person, Sex

_OF_LIFE_STAGE = MappingProxyType({LifeStage.PREGNANT: "risk:pregnancy", LifeStage.LACTATING: "risk:lactation"})
_WOMEN_ONLY = frozenset({*_OF_LIFE_STAGE.values(), "risk:pre-eclampsia", "risk:recent-birth"})
_PRODUCTS = (Origin.SUPPLEMENT, Origin.MEDICINE)
_MILLIGRAMS = re.compile(r"(\d[\d.,]*)\s*(mg|g)\b", re.IGNORECASE)
_PER_GRAM = 1000
_NO_ESTIMATE = "the filtration rate is estimated from creatinine only for adults whose sex is stated; give the eGFR"


@attrs.frozen(kw_only=True)
class Given:
    """The interpreted input."""

    person: Person
    symptoms: tuple[Symptom, ...]
    risks: Mapping[RiskFactor, tuple[str, ...]]
    """Each risk factor, with the medications behind it."""
    medications: tuple[Medication, ...]
    supplements: tuple[str, ...]
    """Names of magnesium supplements and medications, as given or as in the intake."""
    supplement_records: tuple[Medication, ...] = ()
    doses_mg: Mapping[str, float] = attrs.field(factory=dict)
    """Supplements with a stated dose, in mg as stated."""
    serum: SerumResult | None
    egfr_ml_per_min_per_1_73_m2: float | None
    drinks_per_day: float | None = None
    results: tuple[Result, ...] = ()
    read_results: ReadResults
    not_understood: tuple[NotUnderstood, ...] = ()
    readings: tuple[str, ...] = ()

    @property
    def kidneys(self) -> tuple[str, ...]:
        """Why the kidneys are or may be impaired; empty if nothing indicates it."""
        impaired = kidney_risk_factors()
        why = [risk.name for risk in self.risks if risk.id in impaired]
        rate = self.egfr_ml_per_min_per_1_73_m2
        if rate is not None and self.filtration is FiltrationRange.BELOW_60:
            why.append(egfr_text(rate))
        return tuple(why)

    @property
    def products(self) -> tuple[str, ...]:
        """Everything named that contains magnesium: supplements, antacids, laxatives, enemas, infusions."""
        medications = (medication.word for medication in self.medications if medication.contains_magnesium)
        return tuple(dict.fromkeys((*self.supplements, *medications)))

    @property
    def filtration(self) -> FiltrationRange | None:
        """The range of the given filtration rate."""
        rate = self.egfr_ml_per_min_per_1_73_m2
        return None if rate is None else filtration_range(egfr_ml_per_min_per_1_73_m2=rate)


def egfr_text(egfr: float) -> str:
    """Return a filtration rate with its unit."""
    return f"eGFR {egfr:.3g} {EGFR_UNIT}"


def understood(
    person: Person,
    read: Understanding,
    *,
    eaten: Intake | Total | None,
    serum: SerumResult | None,
    egfr: Measurement[FiltrationRange] | float | None,
    drinks_per_day: float | None,
    results: tuple[Result, ...],
    read_results: ReadResults,
) -> Given:
    """Return the interpreted input as one record.

    Args:
        person: The person.
        read: The interpreted words.
        eaten: The intake, if given.
        serum: The serum result, if given.
        egfr: The filtration rate, if given.
        drinks_per_day: Alcoholic drinks per day, if given.
        results: Other results.
        read_results: The interpreted results.

    Raises:
        PersonError: A man is pregnant.
    """
    rate = checked_egfr(egfr)
    rates = [*read_results.rates, *_estimated_rates(person, read_results), *([] if rate is None else [rate])]
    unread = (NotUnderstood(kind="result", word=str(result), why=why) for result, why in _unread(person, read_results))
    return Given(
        person=person,
        symptoms=tuple(dict.fromkeys(read.symptoms)),
        risks=_risks(person, read),
        medications=tuple(dict.fromkeys(read.medications)),
        supplements=tuple(dict.fromkeys((*read.supplements, *_products_eaten(eaten)))),
        supplement_records=tuple(read.supplement_records),
        doses_mg=dict(_doses(person, read)),
        serum=serum,
        egfr_ml_per_min_per_1_73_m2=min(rates, default=None),
        drinks_per_day=drinks_per_day,
        results=results,
        read_results=read_results,
        not_understood=(*read.not_understood, *unread),
        readings=tuple(dict.fromkeys(read.readings)),
    )


def _estimated_rates(person: Person, results: ReadResults) -> Iterator[float]:
    """Yield filtration rates by serum creatinine, for adults of stated sex."""
    if person.sex is not None and _has_estimate(person):
        for _, creatinine in results.creatinine_mg_per_dl:
            yield egfr_ckd_epi_2021(creatinine_mg_per_dl=creatinine, age_years=person.age, sex=person.sex).value


def _has_estimate(person: Person) -> bool:
    return person.sex is not None and person.age >= _ADULT_YEARS


def _unread(person: Person, results: ReadResults) -> Iterator[tuple[Result, str]]:
    yield from results.unread
    if not _has_estimate(person):
        for result, _ in results.creatinine_mg_per_dl:
            yield result, _NO_ESTIMATE


def _risks(person: Person, read: Understanding) -> Mapping[RiskFactor, tuple[str, ...]]:
    found: dict[RiskFactor, list[str]] = {risk: [] for risk in read.risk_factors}
    if person.life_stage in _OF_LIFE_STAGE:
        found.setdefault(risk_factors[_OF_LIFE_STAGE[person.life_stage]], [])
    for medication in read.medications:
        for id_ in medication.risk_factors:
            found.setdefault(risk_factors[id_], []).append(medication.word)
    if person.sex is Sex.MALE:
        for risk in found:
            if risk.id in _WOMEN_ONLY:
                raise PersonError(f"{risk.name.casefold()} does not go with sex 'male'")
    return {risk: tuple(dict.fromkeys(taken)) for risk, taken in found.items()}


def _doses(person: Person, read: Understanding) -> Iterator[tuple[str, float]]:
    """Yield supplements, and for minors also magnesium medications, with the stated dose."""
    medications = [item.word for item in read.medications if item.contains_magnesium and person.age < _ADULT_YEARS]
    for word in (*read.supplements, *medications):
        match = _MILLIGRAMS.search(without_dose(word)[1])
        if match:
            value = float(match[1].replace(",", ""))
            yield word, value * _PER_GRAM if match[2].casefold() == "g" else value


_ADULT_YEARS = 18


def _products_eaten(eaten: Intake | Total | None) -> Iterator[str]:
    """Yield the names of supplements and medicines in an intake; a total has only their amounts."""
    if isinstance(eaten, Intake):
        yield from (entry.item.name for entry in eaten.of(_PRODUCTS))
    elif eaten is not None:
        parts = {origin: eaten.of([origin]).mg for origin in _PRODUCTS}
        yield from (f"magnesium from {origin}s" for origin, mg in parts.items() if mg)


def checked_egfr(given: Measurement[FiltrationRange] | float | None) -> float | None:
    """Return a filtration rate; raises :class:`InvalidValueError` for another measurement or an impossible value."""
    if isinstance(given, Measurement):
        if given.unit != EGFR_UNIT:
            raise InvalidValueError("eGFR", str(given), f"must be a result in {EGFR_UNIT}")
        given = given.value
    if given is not None:
        filtration_range(egfr_ml_per_min_per_1_73_m2=given)
    return given
