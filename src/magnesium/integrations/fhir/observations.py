"""Read laboratory observations of FHIR as results."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import Any

import attrs

from magnesium.assessment.results import Result
from magnesium.clinical.lab_tests import LabTest, lab_tests
from magnesium.errors import AmountError, InvalidValueError, MagnesiumError, NotFoundError, UnitError
from magnesium.integrations.fhir.resources import (
    LOINC,
    UCUM,
    Resource,
    checked_status,
    codes,
    part,
    parts,
    resource_of,
    subject_of,
    text,
    words,
)
from magnesium.laboratory.intervals import ReferenceInterval
from magnesium.laboratory.measures import Comparison
from magnesium.laboratory.result_texts import MG_PER_DAY, classify_reported, read_reported, read_unit, reported_interval
from magnesium.laboratory.serum import SerumResult
from magnesium.laboratory.urine import DailyExcretion, daily_excretion
from magnesium.rendering.answers import Answer
from magnesium.units import as_float

_REFUSED = frozenset({"entered-in-error", "cancelled"})
_FINAL = frozenset({"final", "amended", "corrected"})
_MAGNESIUM = "Magnesium ["
_PROPERTIES = MappingProxyType({"[Mass": "mg", "[Moles": "mmol"})
_RANGE = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*(?:-|–|to)\s*(\d+(?:[.,]\d+)?)\s*([^\d\s].*)")
_NO_INTERVAL = "No reference range of the laboratory is used"


@attrs.frozen(kw_only=True, repr=False)
class LaboratoryObservation(Answer):
    """The contents of an Observation of FHIR: the value as reported, and its result."""

    loinc: str
    name: str
    """Name of the test."""
    status: str
    reported: str
    """The value as reported, with its comparator and unit."""
    subject: str = ""
    """Reference to the patient."""
    effective: str = ""
    """When it was taken, as reported."""
    result: SerumResult | DailyExcretion | Result | None = None
    """The result; ``None`` if there is no value or no class for it (``why``)."""
    why: str = ""
    """Why there is no result."""
    cautions: tuple[str, ...] = ()
    """Oddities of the resource."""

    def __str__(self) -> str:
        return f"{self.name}: {self.why or self.result}"


def read_observation(resource: Resource | str) -> LaboratoryObservation:
    """Read a laboratory Observation in R4B or R5.

    The test is recognized by its LOINC code (:data:`~magnesium.lab_tests`). Magnesium in serum is classified by the
    reference range of the resource; without one, nothing is called normal. Magnesium in the urine of 24 hours and
    other tests become results too. A value without a number ("HEMOLYZED") has no result, and states why.

    Args:
        resource: The Observation as a mapping, or as JSON text.

    Raises:
        InvalidValueError: It is not an Observation, or its status invalidates it (entered-in-error).
        NotFoundError: None of its LOINC codes is known here.
        UnitError: The unit is missing, unknown or contradicts its code; it is never guessed.
        AmountError: The value is impossible in its unit.

    >>> found = read_observation({
    ...     "resourceType": "Observation", "status": "final",
    ...     "code": {"coding": [{"system": "http://loinc.org", "code": "2601-3"}]},
    ...     "valueQuantity": {"value": 0.4, "comparator": "<", "unit": "mmol/l"},
    ... })
    >>> print(found.result)
    < 0.4 mmol/L: low
    """
    observation = resource_of(resource, "Observation")
    status = checked_status(observation, _REFUSED)
    code, test = _test(part(observation, "code"))
    value, unit, comparator = _value(observation)
    held: dict[str, Any] = {
        "loinc": code,
        "name": test.name,
        "status": status,
        "subject": subject_of(observation),
        "effective": _effective(observation),
        "reported": f"{comparator} {value} {unit}".strip(),
    }
    cautions: tuple[str, ...] = () if status in _FINAL else (f"The status is {status}: the value is not final.",)
    if value == "":
        return LaboratoryObservation(**held, why=_absent(observation), cautions=cautions)
    label = test.loinc.label if test.loinc and test.loinc.label else test.name
    if not label.startswith(_MAGNESIUM):
        return LaboratoryObservation(
            **held, result=_other(label, observation, held["reported"], unit), cautions=cautions
        )
    try:
        read_reported(value, unit, comparator=comparator or None)
    except AmountError as error:
        return LaboratoryObservation(**held, why=str(error), cautions=cautions)
    given = (value, unit, comparator or None)
    cautions += tuple(_of_unit(label, unit or str(value)))
    if "Serum or Plasma" in label:
        interval, said = _interval(observation)
        result = classify_reported(*given[:2], interval=interval, comparator=given[2])
        return LaboratoryObservation(**held, result=result, cautions=(*cautions, *said))
    if "24 hour Urine" in label:
        return LaboratoryObservation(**held, **_daily(*given), cautions=cautions)
    return LaboratoryObservation(**held, why="magnesium of this specimen has no class here", cautions=cautions)


def tests_by_loinc() -> dict[str, LabTest]:
    """Return the bundled tests by their LOINC codes."""
    return {test.loinc.code: test for test in lab_tests.values() if test.loinc is not None}


def _test(concept: Resource) -> tuple[str, LabTest]:
    known, given = tests_by_loinc(), codes(concept, LOINC)
    found = [code for code in given if code in known]
    if not found:
        name = ", ".join(given) or next(words(concept), "")
        raise NotFoundError("laboratory test with the LOINC code", name, (), f"there are {', '.join(sorted(known))}")
    return found[0], known[found[0]]


def _value(observation: Resource) -> tuple[Any, str, str]:
    """Return the value, its unit and its comparator; blank if absent."""
    if "valueQuantity" in observation:
        return _quantity(part(observation, "valueQuantity"))
    if "valueString" in observation:
        return text(observation, "valueString"), "", ""
    for name in ("valueInteger", "valueDecimal"):
        if name in observation:
            return observation[name], "", ""
    return next(words(part(observation, "valueCodeableConcept")), ""), "", ""


def _quantity(quantity: Resource) -> tuple[Any, str, str]:
    number = quantity.get("value")
    comparator = text(quantity, "comparator")
    if comparator and comparator not in tuple(Comparison):
        raise InvalidValueError("comparator", comparator, f"must be {', '.join(Comparison)}")
    if number is None:
        return "", "", ""
    return as_float(number, "value of the quantity"), _unit(quantity), comparator


def _unit(quantity: Resource) -> str:
    """Return the UCUM code of a quantity, or its unit; raises :class:`UnitError` if they contradict each other."""
    unit, code = text(quantity, "unit"), text(quantity, "code")
    if not code or text(quantity, "system").rstrip("/") not in {UCUM, ""}:
        return unit
    both = [_known_unit(one) for one in (unit, code) if one]
    if len({one for one in both if one is not None}) > 1:
        raise UnitError(unit, f"contradicts the UCUM code {code!r}")
    return unit if both[-1] is None and both[0] is not None else code


def _known_unit(unit: str) -> object:
    try:
        return read_unit(unit)
    except UnitError:
        return None


def _absent(observation: Resource) -> str:
    return f"no value: {next(words(part(observation, 'dataAbsentReason')), 'none is stated')}"


def _effective(observation: Resource) -> str:
    period = text(part(observation, "effectivePeriod"), "start")
    return text(observation, "effectiveDateTime") or text(observation, "effectiveInstant") or period


def _of_unit(label: str, unit: str) -> Iterator[str]:
    """Yield a caution if the unit does not fit the property of the LOINC code."""
    expected = next((amount for sign, amount in _PROPERTIES.items() if sign in label), "")
    canonical = _known_unit(unit)
    stated = str(canonical[0]).partition("/")[0] if isinstance(canonical, tuple) else expected
    if {"mEq": "mmol"}.get(stated, stated) != expected:
        yield f"The LOINC code is of {label!r}, and the unit is {unit}; the unit was used."


# --- reference ranges ----------------------------------------------------------------------------


def _interval(observation: Resource) -> tuple[ReferenceInterval | None, tuple[str, ...]]:
    """Return the only reference range of normal values, or why none is used."""
    ranges = [one for one in parts(observation, "referenceRange") if _is_normal(one)]
    if not ranges:
        return None, ()
    if len(ranges) > 1:
        return None, (f"{_NO_INTERVAL}: there are {len(ranges)}, and which applies is not clear.",)
    try:
        return _limits(ranges[0]), ()
    except MagnesiumError as error:
        return None, (f"{_NO_INTERVAL}: {error}.",)


def _is_normal(reference: Resource) -> bool:
    kinds = {text(coding, "code") for coding in parts(part(reference, "type"), "coding")}
    return not kinds or "normal" in kinds


def _limits(reference: Resource) -> ReferenceInterval:
    low, high = (_quantity(part(reference, side)) for side in ("low", "high"))
    units = {unit for value, unit, _ in (low, high) if value != ""}
    if not units:
        match = _RANGE.fullmatch(text(reference, "text"))
        if match is None:
            raise InvalidValueError("referenceRange", text(reference, "text"), "has no limits with a unit")
        return reported_interval(match[1], match[2], match[3])
    if len({str(_known_unit(unit)) for unit in units}) > 1:
        raise UnitError(" and ".join(sorted(units)), "the two limits have different units")
    lower, upper = (None if value == "" else value for value, _, _ in (low, high))
    return reported_interval(lower, upper, units.pop())


# --- other results -------------------------------------------------------------------------------


def _daily(value: Any, unit: str, comparator: str | None) -> dict[str, Any]:
    read = read_reported(value, unit, comparator=comparator)
    if not read.unit.endswith("/24 h"):
        raise UnitError(unit, "is not a unit of magnesium in the urine of 24 hours", ("mg/24 h", "mmol/24 h"))
    if read.comparator is not None:
        return {"why": "only a limit was reported; the amount of 24 hours is not known"}
    given = {"mg_per_24_h" if read.unit == MG_PER_DAY else "mmol_per_24_h": read.number}
    return {"result": daily_excretion(**given)}


def _other(label: str, observation: Resource, reported: str, unit: str) -> Result:
    """Return the result of another test, named as in :func:`~magnesium.assess`."""
    name = "eGFR" if label.startswith("Glomerular") else label.partition(" [")[0]
    ranges = [one for one in parts(observation, "referenceRange") if _is_normal(one)]
    lower = None
    if len(ranges) == 1:
        value, of_limit, _ = _quantity(part(ranges[0], "low"))
        lower = value if value != "" and of_limit == unit else None
    return Result(name=name, value=reported, lower=lower)
