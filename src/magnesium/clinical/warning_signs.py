"""Warning signs: what calls for a doctor, and how soon."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.fields import texts
from magnesium.clinical.records import ClinicalRecord, documents
from magnesium.errors import list_of
from magnesium.evidence import Urgency


def _groups(value: Iterable[Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(texts(group) for group in list_of(value, "together", "must be a list of groups of ids"))


@attrs.frozen(kw_only=True, repr=False)
class WarningSign(ClinicalRecord):
    """A sign, or several together, that calls for a doctor, and how soon."""

    urgency: Urgency = attrs.field(converter=Urgency)
    symptoms: tuple[str, ...] = attrs.field(converter=texts)
    risk_factors: tuple[str, ...] = attrs.field(default=(), converter=texts)
    facts: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Other facts that belong to it, as named in ``magnesium.assessment.facts``."""
    diagnoses: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Ids of differential diagnoses that it may point to."""
    together: tuple[tuple[str, ...], ...] = attrs.field(default=(), converter=_groups)
    """If only several things together are the sign: one id of each group."""

    def __str__(self) -> str:
        return f"{self.name} ({self.urgency})"


warning_signs: Catalog[WarningSign] = Catalog(
    WarningSign,
    file="warning_signs.toml",
    prefix="warning:",
    title="Signs that call for a doctor, and how soon",
    documents=documents,
)
"""Catalog of warning signs.

>>> warning_signs["twitching-with-weakness"].urgency
<Urgency.PROMPT: 'prompt'>
"""
