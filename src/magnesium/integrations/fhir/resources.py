"""Parts of a FHIR resource, with one kind of error for violations of FHIR."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from magnesium.errors import InvalidValueError

Resource = Mapping[str, Any]

LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
ATC = "http://www.whocc.no/atc"


def resource_of(given: object, *kinds: str) -> Resource:
    """Return a resource of one of these types; JSON text is read.

    Raises :class:`~magnesium.InvalidValueError` for anything else.
    """
    if isinstance(given, str | bytes):
        try:
            given = json.loads(given)
        except ValueError as error:
            raise InvalidValueError("resource", given, f"is not JSON ({error})") from None
    if not isinstance(given, Mapping):
        raise InvalidValueError("resource", given, "must be a resource of FHIR: a mapping, or JSON text")
    if given.get("resourceType") not in kinds:
        raise InvalidValueError("resourceType", given.get("resourceType"), f"must be {' or '.join(kinds)}")
    return given


def part(resource: Resource, name: str) -> Resource:
    """Return the object under *name*, empty if absent."""
    found = resource.get(name)
    if found is None:
        return {}
    if not isinstance(found, Mapping):
        raise InvalidValueError(name, found, "must be an object")
    return found


def parts(resource: Resource, name: str) -> tuple[Resource, ...]:
    """Return the list of objects under *name*, empty if absent."""
    found = resource.get(name)
    if found is None:
        return ()
    if not isinstance(found, list | tuple) or not all(isinstance(one, Mapping) for one in found):
        raise InvalidValueError(name, found, "must be a list of objects")
    return tuple(found)


def text(resource: Resource, name: str) -> str:
    """Return the text under *name*, blank if absent."""
    found = resource.get(name)
    if found is None:
        return ""
    if not isinstance(found, str):
        raise InvalidValueError(name, found, "must be a string")
    return found.strip()


def codes(concept: Resource, system: str) -> tuple[str, ...]:
    """Return the codes of one system in a CodeableConcept."""
    return tuple(
        text(coding, "code") for coding in parts(concept, "coding") if text(coding, "system").rstrip("/") == system
    )


def words(concept: Resource) -> Iterator[str]:
    """Yield the names of a CodeableConcept: its text, then the displays of its codes."""
    yield from filter(None, (text(concept, "text"), *(text(coding, "display") for coding in parts(concept, "coding"))))


def subject_of(resource: Resource) -> str:
    """Return the reference to the patient, blank if absent."""
    return text(part(resource, "subject"), "reference")


def checked_status(resource: Resource, refused: frozenset[str]) -> str:
    """Return the status, which FHIR requires; raise for one that invalidates the resource."""
    status = text(resource, "status")
    if not status or status in refused:
        reason = f"of this {resource.get('resourceType')} means that it does not count" if status else "is missing"
        raise InvalidValueError("status", status, reason)
    return status
