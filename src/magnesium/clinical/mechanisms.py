"""How magnesium is lost or builds up, and what that does to nerves, muscles and other minerals."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.tables import bundled_toml
from magnesium.clinical import knowledge
from magnesium.clinical.knowledge import linked, text_field, texts
from magnesium.evidence import Evidence

if TYPE_CHECKING:
    from collections.abc import Mapping


class MechanismKind(enum.StrEnum):
    """What a mechanism explains."""

    ROLE = "what magnesium does"
    LOSS = "how magnesium is lost"
    GAIN = "how magnesium builds up"
    LACK = "what too little does"
    EXCESS = "what too much does"


@attrs.frozen(kw_only=True)
class Mechanism:
    """A step between a cause and a symptom."""

    id: str = text_field()
    name: str = text_field()
    names: tuple[str, ...] = attrs.field(converter=texts)
    kind: MechanismKind = attrs.field(converter=MechanismKind)
    """What it explains."""
    description: str = text_field()
    evidence: Evidence = attrs.field(converter=Evidence)
    evidence_note: str = text_field()
    references: tuple[str, ...] = attrs.field(default=(), converter=texts)
    in_article: bool = False
    """Whether the founding article mentions it."""
    symptoms: tuple[str, ...] = ()
    """Ids of the symptoms that name it."""
    risk_factors: tuple[str, ...] = ()
    """Ids of the risk factors that name it."""
    claims: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name


def _mechanism(id_: str, fields: Mapping[str, Any]) -> Mechanism:
    return Mechanism(
        id=id_,
        **fields,
        symptoms=linked("symptoms.toml", "mechanisms").get(id_, ()),
        risk_factors=linked("risk_factors.toml", "mechanisms").get(id_, ()),
        claims=knowledge.claims_about(id_),
    )


mechanisms: Catalog[Mechanism] = Catalog(
    "mechanism",
    lambda: bundled_toml("mechanisms.toml", _mechanism),
    prefix="mechanism:",
    documents=knowledge.documents,
    bundled_as="mechanisms",
)
"""Catalog of mechanisms.

>>> "symptom:hypocalcemia" in mechanisms["pth-suppression"].symptoms
True
"""
