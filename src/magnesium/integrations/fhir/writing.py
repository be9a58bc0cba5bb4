"""Write results and intakes as resources of FHIR."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from magnesium.clinical.lab_tests import lab_tests
from magnesium.errors import InvalidValueError, instance
from magnesium.foods.entries import Entry
from magnesium.intake.intake import Intake
from magnesium.integrations.fhir.resources import LOINC, UCUM
from magnesium.laboratory.measures import MG_PER_DL, MMOL_PER_L, Comparison, Measurement
from magnesium.laboratory.serum import SerumClass, SerumResult
from magnesium.laboratory.urine import DailyExcretion

_TESTS: Mapping[tuple[type[SerumResult | DailyExcretion], str], tuple[str, str]] = MappingProxyType(
    {
        (SerumResult, MG_PER_DL): ("lab:serum-magnesium-mass", "mg/dL"),
        (SerumResult, MMOL_PER_L): ("lab:serum-magnesium-molar", "mmol/L"),
        (DailyExcretion, "mg/24 h"): ("lab:urine-magnesium-24h-mass", "mg/(24.h)"),
        (DailyExcretion, "mmol/24 h"): ("lab:urine-magnesium-24h-molar", "mmol/(24.h)"),
    }
)
"""The test and the UCUM code by the unit of a result."""
_INTERPRETATION = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
_LETTERS = MappingProxyType({SerumClass.LOW: "L", SerumClass.HIGH: "H", SerumClass.WITHIN: "N"})


def to_observation(
    result: SerumResult | DailyExcretion,
    *,
    subject: str | None = None,
    effective: str | None = None,
    status: str = "final",
) -> dict[str, Any]:
    """Return a laboratory result as an Observation, valid in R4B and R5.

    Args:
        result: A serum value, or the magnesium in the urine of 24 hours.
        subject: Reference to the patient, such as "Patient/1".
        effective: When the sample was taken, such as "2026-02-01" or a time with its offset.
        status: The status of the Observation.

    Raises:
        InvalidValueError: It is another kind of result.

    >>> from magnesium.laboratory import classify_serum
    >>> to_observation(classify_serum(mmol_per_l=0.62, interval="iom1997"))["interpretation"][0]["coding"][0]["code"]
    'L'
    """
    if not isinstance(result, SerumResult | DailyExcretion):
        raise InvalidValueError("result", result, "must be a result of classify_serum or daily_excretion")
    id_, ucum = _TESTS[type(result), result.unit]
    test = lab_tests[id_]
    code = {} if test.loinc is None else {"coding": [{"system": LOINC, **_coding(test.loinc)}]}
    quantity = {
        **_quantity(_reported(result), ucum),
        **({"comparator": str(result.comparator)} if result.comparator else {}),
    }
    observation: dict[str, Any] = {
        "resourceType": "Observation",
        "status": status,
        "category": [{"coding": [{"system": _CATEGORY, "code": "laboratory"}]}],
        "code": {**code, "text": test.name},
        "valueQuantity": quantity,
    }
    if subject is not None:
        observation["subject"] = {"reference": subject}
    if effective is not None:
        observation["effectiveDateTime"] = effective
    return observation | (_of_serum(result) if isinstance(result, SerumResult) else {})


def _coding(loinc: Any) -> dict[str, str]:
    return {"code": loinc.code, **({"display": loinc.label} if loinc.label else {})}


def _of_serum(result: SerumResult) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if result.category in _LETTERS:
        letter = {"system": _INTERPRETATION, "code": _LETTERS[result.category]}
        found["interpretation"] = [{"coding": [letter], "text": str(result.category)}]
    if result.interval is not None:
        limits = dict(zip(("low", "high"), result.interval.limits(result.unit), strict=True))
        sides = {side: _quantity(limit, result.unit) for side, limit in limits.items() if limit is not None}
        found["referenceRange"] = [{**sides, "text": result.interval.name}]
    return found


def _reported(result: Measurement[Any]) -> float:
    """Return the reported number, or the reported limit."""
    if result.comparator not in {Comparison.BELOW, Comparison.ABOVE}:
        return result.value
    return math.nextafter(result.value, math.inf if result.comparator is Comparison.BELOW else -math.inf)


def _quantity(value: float, ucum: str) -> dict[str, Any]:
    return {"value": value, "unit": ucum, "system": UCUM, "code": ucum}


def to_nutrition_intake(intake: Intake, *, subject: str) -> dict[str, Any]:
    """Return one person's intake as a NutritionIntake of R5, with its magnesium in mg.

    A note lists what could not be added; the magnesium is then a lower bound.

    Raises:
        InvalidValueError: There are no entries, or they are of several persons.

    >>> import magnesium as mg
    >>> found = to_nutrition_intake(mg.parse_meal("30 g almonds"), subject="Patient/1")
    >>> found["ingredientLabel"][0]["amount"]["value"]
    81.0
    """
    instance(intake, Intake, "intake", "must be an Intake")
    if not intake.entries or len({entry.person for entry in intake.entries}) > 1:
        raise InvalidValueError("intake", str(intake), "must have entries, all of one person")
    days = sorted({entry.date.isoformat() for entry in intake.entries if entry.date is not None})
    found: dict[str, Any] = {
        "resourceType": "NutritionIntake",
        "status": "completed",
        "subject": {"reference": subject},
        "consumedItem": [_consumed(entry) for entry in intake.entries],
        "ingredientLabel": [
            {"nutrient": {"concept": {"text": "Magnesium"}}, "amount": _quantity(intake.total.mg, "mg")}
        ],
    }
    if len(days) == 1:
        found["occurrenceDateTime"] = days[0]
    elif days:
        found["occurrencePeriod"] = {"start": days[0], "end": days[-1]}
    if notes := _notes(intake):
        found["note"] = [{"text": note} for note in notes]
    return found


def _consumed(entry: Entry) -> dict[str, Any]:
    amount = {} if entry.grams is None else {"amount": _quantity(entry.grams, "g")}
    kind = {"text": "food" if entry.origin is None else str(entry.origin)}
    return {"type": kind, "nutritionProduct": {"concept": {"text": entry.item.name}}, **amount}


def _notes(intake: Intake) -> list[str]:
    unknown = sorted({id_ for entry in intake.entries for id_ in entry.unknown})
    least = [f"The magnesium is a lower bound: that of {', '.join(unknown)} is unknown."] if unknown else []
    return [*least, *dict.fromkeys(str(one) for entry in intake.entries for one in entry.assumptions)]
