"""How magnesium is lost or builds up, and the effects on nerves, muscles and other minerals."""

from __future__ import annotations

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.fields import back_link, text_field
from magnesium.clinical.records import ClinicalRecord, documents
from magnesium.evidence import Vocabulary


class MechanismKind(Vocabulary):
    """The subject of a mechanism."""

    ROLE = "what magnesium does"
    LOSS = "how magnesium is lost"
    GAIN = "how magnesium builds up"
    LACK = "what too little does"
    EXCESS = "what too much does"


@attrs.frozen(kw_only=True, repr=False)
class Mechanism(ClinicalRecord):
    """A step between a cause and a symptom."""

    kind: MechanismKind = attrs.field(converter=MechanismKind)
    """Its subject."""
    description: str = text_field()
    symptoms: tuple[str, ...] = back_link("symptoms.mechanisms")
    """Ids of the symptoms that name it."""
    risk_factors: tuple[str, ...] = back_link("risk_factors.mechanisms")
    """Ids of the risk factors that name it."""


mechanisms: Catalog[Mechanism] = Catalog(
    Mechanism,
    file="mechanisms.toml",
    prefix="mechanism:",
    title="How magnesium is lost or builds up, and what that does",
    documents=documents,
)
"""Catalog of mechanisms.

>>> "symptom:hypocalcemia" in mechanisms["pth-suppression"].symptoms
True
"""
