"""What the founding article says, statement by statement, and what the sources say to it."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.tables import bundled_toml
from magnesium.clinical import knowledge
from magnesium.clinical.knowledge import linked, text_field, texts

if TYPE_CHECKING:
    from collections.abc import Mapping


class Verdict(enum.StrEnum):
    """How a statement stands against the sources."""

    SUPPORTED = "supported"
    PARTLY = "partly supported"
    """Right in part; the answer says in which."""
    WEAKLY = "weakly supported"
    PLAUSIBLE = "plausible"
    """Fits what is known; not shown step by step."""
    OVERSTATED = "overstated"
    """Says more than the studies do."""
    CONTRADICTED = "contradicted"
    NO_SOURCE = "no source found"


@attrs.frozen(kw_only=True)
class Claim:
    """A statement, the verdict on it, and the honest answer."""

    id: str = text_field()
    name: str = text_field()
    """The statement, in our own words."""
    names: tuple[str, ...] = attrs.field(converter=texts)
    """The questions that a reader would ask."""
    verdict: Verdict = attrs.field(converter=Verdict)
    """How the statement stands against the sources."""
    answer: str = text_field()
    """What can honestly be said."""
    supports: str | None = None
    """What speaks for it."""
    supported_by: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Keys of the sources that speak for it."""
    contradicts: str | None = None
    """What speaks against it, or limits it."""
    contradicted_by: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Keys of the sources that speak against it, or limit it."""
    about: tuple[str, ...] = attrs.field(converter=texts)
    """Ids of the records it speaks about, in any clinical catalog."""
    studies: tuple[str, ...] = ()
    """Ids of the studies it names, and of those that speak about the same things."""

    @property
    def references(self) -> tuple[str, ...]:
        """The sources on both sides."""
        return tuple(dict.fromkeys((*self.supported_by, *self.contradicted_by)))

    def __str__(self) -> str:
        return f"{self.name}: {self.verdict}. {self.answer}"


def _claim(id_: str, fields: Mapping[str, Any]) -> Claim:
    about = fields.get("about", ())
    named = [topic for topic in about if topic.startswith("study:")]
    shared = [study for topic in about for study in linked("studies.toml", "about").get(topic, ())]
    return Claim(id=id_, **fields, studies=tuple(dict.fromkeys((*named, *shared))))


claims: Catalog[Claim] = Catalog(
    "claim",
    lambda: bundled_toml("claims.toml", _claim),
    prefix="claim:",
    documents=knowledge.documents_with("answer", "supports", "contradicts"),
    bundled_as="claims",
)
"""Catalog of claims, found by the words of a question.

>>> claims.search("pregnancy cramps")[0].verdict
<Verdict.OVERSTATED: 'overstated'>
"""
