"""Read a MedicationStatement of FHIR as the name of a medication."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from magnesium.clinical.matching import possible_medication
from magnesium.errors import InvalidValueError, NotFoundError
from magnesium.integrations.fhir.resources import (
    ATC,
    Resource,
    checked_status,
    codes,
    part,
    parts,
    resource_of,
    text,
    words,
)

_NOT_TAKEN = frozenset({"entered-in-error", "not-taken", "stopped", "completed", "intended", "on-hold", "draft"})
"""Statuses of R4B and R5 of a medication that is not currently taken."""
_NOT_ADHERED = frozenset({"not-taking", "stopped", "stopped-for-cost", "never-used"})


def read_medication(resource: Resource | str, *, others: Mapping[str, Resource] | None = None) -> str:
    """Return the medication of a MedicationStatement: its ATC code if known here, or else its text.

    Args:
        resource: The MedicationStatement, in R4B or R5.
        others: Medications to which it may refer, by reference ("Medication/1").

    Raises:
        InvalidValueError: Its status states that the medication is not currently taken, or it names none.

    >>> read_medication({
    ...     "resourceType": "MedicationStatement", "status": "active",
    ...     "medicationCodeableConcept": {"coding": [{"system": "http://www.whocc.no/atc", "code": "A02BC01"}]},
    ... })
    'A02BC01'
    """
    statement = resource_of(resource, "MedicationStatement")
    checked_status(statement, _NOT_TAKEN)
    adherence = {text(coding, "code") for coding in parts(part(part(statement, "adherence"), "code"), "coding")}
    if adherence & _NOT_ADHERED:
        raise InvalidValueError("adherence", ", ".join(sorted(adherence)), "means that it is not taken")
    named = tuple(dict.fromkeys(_names(statement, others or {})))
    if not named:
        raise InvalidValueError("medication", None, "has neither an ATC code nor a text")
    known = (name for name in named if _is_known(name))
    return next(known, next((name for name in named if name not in _atc(statement, others or {})), named[0]))


def _names(statement: Resource, others: Mapping[str, Resource]) -> Iterator[str]:
    for concept in _concepts(statement, others):
        yield from codes(concept, ATC)
    for concept in _concepts(statement, others):
        yield from words(concept)
    for reference in _references(statement):
        yield from filter(None, (text(reference, "display"),))


def _atc(statement: Resource, others: Mapping[str, Resource]) -> frozenset[str]:
    return frozenset(code for concept in _concepts(statement, others) for code in codes(concept, ATC))


def _references(statement: Resource) -> tuple[Resource, ...]:
    return part(statement, "medicationReference"), part(part(statement, "medication"), "reference")


def _concepts(statement: Resource, others: Mapping[str, Resource]) -> Iterator[Resource]:
    """Yield the concepts of R4B, of R5, and of the referenced medications."""
    yield part(statement, "medicationCodeableConcept")
    yield part(part(statement, "medication"), "concept")
    contained = {f"#{text(one, 'id')}": one for one in parts(statement, "contained")}
    for reference in _references(statement):
        found = {**others, **contained}.get(text(reference, "reference"))
        if found is not None:
            yield part(found, "code")


def _is_known(word: str) -> bool:
    try:
        possible_medication(word)
    except NotFoundError:
        return False
    return True
