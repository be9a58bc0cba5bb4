"""Assess the resources of one patient."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from magnesium.assessment.assessment import Assessment, assess
from magnesium.assessment.results import Result
from magnesium.assessment.understanding import NotUnderstood
from magnesium.errors import InvalidValueError, MagnesiumError, list_of
from magnesium.integrations.fhir.medications import read_medication
from magnesium.integrations.fhir.observations import LaboratoryObservation, read_observation
from magnesium.integrations.fhir.patients import read_patient
from magnesium.integrations.fhir.resources import Resource, part, parts, subject_of, text
from magnesium.laboratory.serum import SerumResult
from magnesium.people import Person

_READ = ("Observation", "MedicationStatement", "Patient", "Medication")
_WHOLE_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@attrs.define
class _Read:
    """The contents of the resources, and what was not read."""

    observations: list[LaboratoryObservation] = attrs.field(factory=list)
    medications: list[str] = attrs.field(factory=list)
    not_understood: list[NotUnderstood] = attrs.field(factory=list)


def assess_resources(
    resources: Resource | Iterable[Resource],
    *,
    person: Person | None = None,
    on: dt.date | str | None = None,
    **given: Any,
) -> Assessment:
    """Assess one patient's resources: a Bundle, or a list of resources.

    Age and sex come from the Patient, serum magnesium and other results from Observations, medications from
    MedicationStatements. Of several results of one test, those of the latest day are used, and of these the most
    urgent one. What cannot be read, or is excluded by its status, is in ``not_understood``.

    Args:
        resources: The Bundle or the resources.
        person: The person, instead of a Patient; a Patient does not state pregnancy.
        on: The day for the age; by default that of the latest observation.
        given: Other arguments of :func:`~magnesium.assess`: ``symptoms=``, ``risk_factors=`` ….

    Raises:
        InvalidValueError: The resources are of several patients, or state no age.
        PersonError: As :func:`~magnesium.assess`.
    """
    found = _resources(resources)
    _check_one_patient(found)
    read = _read(found)
    latest = _latest(read.observations)
    who = _person(found, read, on) if person is None else person
    results = [item.result for item in latest]
    serum = max(
        (one for one in results if isinstance(one, SerumResult)), key=lambda one: one.urgency.rank, default=None
    )
    medications = (*read.medications, *given.pop("medications", ()))
    others = tuple(one for one in results if isinstance(one, Result))
    answer = assess(who, serum=serum, results=others, medications=medications, **given)
    said = tuple(str(item) for item in latest if item.result is not serum and not isinstance(item.result, Result))
    cautions = tuple(f"{item.name}: {caution}" for item in latest for caution in item.cautions)
    return attrs.evolve(
        answer,
        not_understood=(*answer.not_understood, *read.not_understood),
        readings=(*answer.readings, *said, *cautions, *_left_out(found)),
    )


def _resources(given: object) -> tuple[Resource, ...]:
    if isinstance(given, Mapping) and given.get("resourceType") == "Bundle":
        return tuple({**part(entry, "resource"), "fullUrl": text(entry, "fullUrl")} for entry in parts(given, "entry"))
    found = (given,) if isinstance(given, Mapping) else list_of(given, "resources", "must be a Bundle or a list")
    if not all(isinstance(one, Mapping) for one in found):
        raise InvalidValueError("resources", given, "must be a Bundle, or a list of resources as mappings")
    return found


def _read(resources: tuple[Resource, ...]) -> _Read:
    medicines = {
        key: one
        for one in resources
        if one.get("resourceType") == "Medication"
        for key in (f"Medication/{text(one, 'id')}", text(one, "fullUrl"))
    }
    read = _Read()
    for one in resources:
        kind = one.get("resourceType")
        try:
            if kind == "Observation":
                read.observations.append(read_observation(one))
            elif kind == "MedicationStatement":
                read.medications.append(read_medication(one, others=medicines))
        except MagnesiumError as error:
            word = text(one, "id") or text(part(one, "code"), "text") or str(kind)
            read.not_understood.append(NotUnderstood(kind=str(kind), word=word, why=str(error)))
    return read


def _check_one_patient(resources: tuple[Resource, ...]) -> None:
    patients = [one for one in resources if one.get("resourceType") == "Patient"]
    subjects = {subject_of(one) for one in resources if one.get("resourceType") in _READ[:2]} - {""}
    names = {f"Patient/{text(one, 'id')}" for one in patients if text(one, "id")} | {
        text(one, "fullUrl") for one in patients if text(one, "fullUrl")
    }
    of_others = names and any(not any(subject.endswith(name) for name in names) for subject in subjects)
    if len(patients) > 1 or len(subjects) > 1 or of_others:
        shown = ", ".join(sorted(subjects | names))
        raise InvalidValueError("resources", shown, "must be of one patient")


def _person(resources: tuple[Resource, ...], read: _Read, on: dt.date | str | None) -> Person:
    patient = next((one for one in resources if one.get("resourceType") == "Patient"), None)
    day = on or max((_day(item) for item in read.observations), default="")
    if patient is None or not day:
        what = "a Patient, or person=" if patient is None else "a date of an observation, or on="
        raise InvalidValueError("age", None, f"is not stated; give {what}")
    return read_patient(patient, on=day)


def _day(item: LaboratoryObservation) -> str:
    match = _WHOLE_DATE.match(item.effective)
    return match[0] if match else ""


def _latest(observations: list[LaboratoryObservation]) -> list[LaboratoryObservation]:
    """Return the observations of the latest day of each test, and those without a day; serum counts as one test."""
    days: dict[str, str] = {}
    for item in observations:
        days[_about(item)] = max(days.get(_about(item), ""), _day(item))
    return [item for item in observations if _day(item) in {"", days[_about(item)]}]


def _about(item: LaboratoryObservation) -> str:
    return "serum" if isinstance(item.result, SerumResult) else item.loinc


def _left_out(resources: tuple[Resource, ...]) -> tuple[str, ...]:
    others = sorted({str(one.get("resourceType")) for one in resources} - {*_READ})
    return (f"Resources of other types were not read: {', '.join(others)}.",) if others else ()
