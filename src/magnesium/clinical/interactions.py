"""Medications and supplements that interact with magnesium, and the hours between them by sources."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs

from magnesium.catalogs.fields import nested, text_field, texts
from magnesium.clinical.atc import MedicationCatalog
from magnesium.clinical.records import ClinicalRecord, documents
from magnesium.errors import AmountError
from magnesium.evidence import Vocabulary
from magnesium.rendering.answers import Answer
from magnesium.units import as_float

_HOURS_OF_A_DAY = 24


class InteractionEffect(Vocabulary):
    """The effect of an interaction."""

    LOWERS_MEDICATION = "magnesium lowers the medication"
    RAISES_MEDICATION = "magnesium raises the medication"
    MUTUAL = "each lowers the other"
    LOWERS_MAGNESIUM = "lowers magnesium"
    RAISES_MAGNESIUM = "raises magnesium"
    ADDS_UP = "adds to the effect of magnesium"
    OTHER = "other"


class InteractionSeverity(Vocabulary):
    """The severity of an interaction, as sources grade it."""

    MAJOR = "major"
    MODERATE = "moderate"
    MINOR = "minor"


def _hours_or_none(value: float | None) -> float | None:
    if value is None:
        return None
    hours = as_float(value, "hours")
    if 0 < hours <= _HOURS_OF_A_DAY:
        return hours
    raise AmountError("hours", value, f"must be above 0 and at most {_HOURS_OF_A_DAY}")


def _hours() -> Any:
    return attrs.field(default=None, converter=_hours_or_none)


@attrs.frozen(kw_only=True, repr=False)
class Separation(Answer):
    """The interval that one source requires, in hours.

    *hours_before*: minimum time of the medication before magnesium; *hours_after*: minimum time after it. If the
    source states a range, *up_to_…* is its upper end.
    """

    source: str = text_field()
    drug: str | None = None
    """The medication to which it applies; ``None`` for the whole group."""
    hours_before: float | None = _hours()
    hours_after: float | None = _hours()
    up_to_hours_before: float | None = _hours()
    up_to_hours_after: float | None = _hours()


def _separations(value: Iterable[Any]) -> tuple[Separation, ...]:
    return nested(Separation, value)


@attrs.frozen(kw_only=True, repr=False)
class Interaction(ClinicalRecord):
    """A medication or supplement that changes magnesium, or is changed by it.

    Hours are ``None`` if no interval is known to help, or none has a source.
    """

    drugs: tuple[str, ...] = attrs.field(converter=texts)
    """Names of medications, examples of the group."""
    effect: InteractionEffect = attrs.field(converter=InteractionEffect)
    """What the two do to each other."""
    severity: InteractionSeverity = attrs.field(converter=InteractionSeverity)
    """How much it matters, as the sources grade it."""
    description: str = text_field()
    contains_magnesium: bool = False
    """Whether the medication is itself a magnesium product."""
    not_combined: bool = False
    """Whether sources advise against combining it with magnesium at any interval."""
    hours_before: float | None = _hours()
    """The medication at least this many hours before magnesium."""
    hours_after: float | None = _hours()
    """The medication at least this many hours after magnesium."""
    cautious_hours_before: float | None = _hours()
    """The longest interval that a source requires, if longer."""
    cautious_hours_after: float | None = _hours()
    """The same for the time after magnesium."""
    separations: tuple[Separation, ...] = attrs.field(default=(), converter=_separations)
    """The interval by source and medication."""
    risk_factors: tuple[str, ...] = attrs.field(default=(), converter=texts)
    atc_codes: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """ATC groups or substances; see :func:`~magnesium.clinical.atc.acts_as`."""


interactions: MedicationCatalog[Interaction] = MedicationCatalog(
    Interaction,
    file="interactions.toml",
    prefix="interaction:",
    title="Medications and supplements that interact with magnesium",
    documents=documents,
)
"""Catalog of interactions, found by everyday words, medication or ATC code.

>>> thyroid = interactions["levothyroxine"]
>>> thyroid.hours_before, thyroid.hours_after
(4.0, 4.0)
"""
