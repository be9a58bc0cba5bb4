"""Read a Patient of FHIR as a person."""

from __future__ import annotations

import datetime as dt
import re

from magnesium.errors import InvalidValueError
from magnesium.integrations.fhir.resources import Resource, resource_of, text
from magnesium.people import LifeStage, LifeStageWord, Person

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_FIRST_AGE_IN_YEARS = 2


def read_patient(
    resource: Resource | str, *, on: dt.date | str, life_stage: LifeStage | LifeStageWord = "general"
) -> Person:
    """Return the person of a Patient, with the age in completed years (below 2 years, months) on a day.

    Args:
        resource: The Patient, in R4B or R5. A gender other than male and female means sex not stated.
        on: The day, such as that on which a sample was taken.
        life_stage: "pregnant" or "lactating", which a Patient does not state.

    Raises:
        InvalidValueError: The birth date is missing, partial or after *on*.
        PersonError: The life stage does not fit.

    >>> patient = {"resourceType": "Patient", "gender": "female", "birthDate": "1961-05-02"}
    >>> read_patient(patient, on="2026-02-01")
    <Person: 64 years, female>
    """
    patient = resource_of(resource, "Patient")
    born, day = date_of(text(patient, "birthDate"), "birthDate"), date_of(on, "on")
    months = (day.year - born.year) * 12 + day.month - born.month - (day.day < born.day)
    if months < 0:
        raise InvalidValueError("birthDate", str(born), f"is after {day}")
    gender = text(patient, "gender")
    sex = gender if gender in {"male", "female"} else None
    age = months // 12 if months // 12 >= _FIRST_AGE_IN_YEARS else months / 12
    return Person(age=age, sex=sex, life_stage=life_stage)  # type: ignore[arg-type]


def date_of(given: dt.date | str, what: str) -> dt.date:
    """Return a complete date, without its time; raise :class:`~magnesium.InvalidValueError` for others."""
    if isinstance(given, dt.datetime):
        return given.date()
    if isinstance(given, dt.date):
        return given
    match = _DATE.match(str(given))
    try:
        return dt.date.fromisoformat(match[0] if match else "")
    except ValueError:
        raise InvalidValueError(what, given, "must be a whole date, such as 1961-05-02") from None
