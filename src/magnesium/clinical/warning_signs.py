"""Warning signs, the rules of the assessment: which facts together call for a doctor, and how soon."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.fields import derived, texts
from magnesium.catalogs.tables import toml_tables
from magnesium.clinical.conditions import Conditional, facts_named
from magnesium.clinical.facts import members
from magnesium.clinical.records import ClinicalRecord, documents
from magnesium.errors import InvalidValueError
from magnesium.evidence import Direction, Urgency

_FILE = "warning_signs.toml"


def _named(prefix: str) -> Callable[[str, Mapping[str, Any]], tuple[str, ...]]:
    def read(_: str, stored: Mapping[str, Any]) -> tuple[str, ...]:
        every = (id_ for named in (*facts_named(stored), *stored.get("asked_with", ())) for id_ in members(named))
        return tuple(dict.fromkeys(id_ for id_ in every if id_.startswith(prefix)))

    return read


def signs_with(id_: str, _: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the ids of the warning signs of which a symptom or risk factor is part."""
    return _signs_by_fact().get(id_, ())


@functools.cache
def _signs_by_fact() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for sign, stored in toml_tables(_FILE).items():
        for id_ in _named("")(sign, stored):
            found.setdefault(id_, []).append(sign)
    return MappingProxyType({id_: tuple(signs) for id_, signs in found.items()})


@attrs.frozen(kw_only=True, repr=False)
class WarningSign(ClinicalRecord, Conditional):
    """A rule: facts that together call for a doctor, or lower the urgency of another rule."""

    urgency: Urgency = attrs.field(converter=Urgency)
    direction: Direction | None = attrs.field(default=None, converter=attrs.converters.optional(Direction))
    """The direction in which magnesium may be abnormal; "neither" if another explanation comes first."""
    description: str = ""
    """What sources say about it."""
    question: str = ""
    """The question if only part of it was reported; empty if none."""
    asked_with: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Further fact ids with which the question is asked, although they are not part of the sign."""
    is_same_day: bool = False
    """Whether a prompt sign needs a doctor today, not within days."""
    overrides: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Subjects of findings whose urgency it lowers to its own: ids of warning signs or symptoms, or "serum"."""
    lab_tests: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Ids of tests by which clinicians look for it."""
    diagnoses: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Ids of differential diagnoses that it may point to."""
    symptoms: tuple[str, ...] = attrs.field(default=(), converter=texts, metadata=derived(_named("symptom:")))
    """Ids of the symptoms that can meet it, or with which it is asked."""
    risk_factors: tuple[str, ...] = attrs.field(default=(), converter=texts, metadata=derived(_named("risk:")))
    """Ids of the risk factors that can meet it, or with which it is asked."""

    def __attrs_post_init__(self) -> None:
        """Check that only a rule that lowers another one can end when a fact is added."""
        if self.none and not self.overrides:
            raise InvalidValueError("none", self.none, "must be part of a rule with overrides only")
        if not self.named:
            raise InvalidValueError("warning sign", self.id, "must have a condition")
        Conditional.__attrs_post_init__(self)

    def __str__(self) -> str:
        return f"{self.name} ({self.urgency})"


warning_signs: Catalog[WarningSign] = Catalog(
    WarningSign,
    file=_FILE,
    prefix="warning:",
    title="Signs that call for a doctor, and how soon",
    documents=documents,
)
"""Catalog of warning signs.

>>> warning_signs["twitching-with-weakness"].urgency
<Urgency.PROMPT: 'prompt'>
"""
