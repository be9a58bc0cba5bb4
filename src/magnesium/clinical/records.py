"""The base of all clinical records: names, evidence, sources, studies and claims, and their search."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import attrs

from magnesium.catalogs.fields import back_link, nested, part, text_field, texts
from magnesium.catalogs.search import Document
from magnesium.evidence import Evidence
from magnesium.rendering.answers import Answer


@attrs.frozen(kw_only=True, repr=False)
class Code(Answer):
    """An identifier in another body's list, with that body's unaltered label."""

    code: str = text_field()
    label: str | None = None
    """``None`` if the label was not read in full."""

    def __str__(self) -> str:
        return self.code if self.label is None else f"{self.code} {self.label}"


@attrs.frozen(kw_only=True, repr=False)
class NamedRecord(Answer):
    """A record of a clinical catalog: its id and its names."""

    id: str = text_field()
    """Unique in all clinical catalogs."""
    name: str = text_field()
    """The usual name."""
    names: tuple[str, ...] = attrs.field(converter=texts)
    """Everyday words and synonyms."""

    def __str__(self) -> str:
        return self.name


@attrs.frozen(kw_only=True, repr=False)
class ClinicalRecord(NamedRecord):
    """A record with a grade of evidence, its sources, and studies and claims about it."""

    evidence: Evidence = attrs.field(converter=Evidence)
    """Grade of its evidence."""
    evidence_note: str = text_field()
    """The basis of that grade."""
    sources: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Keys of the bibliography; empty for common rules of caution, and if a search found nothing."""
    studies: tuple[str, ...] = back_link("studies.about")
    """Ids of the studies about it."""
    claims: tuple[str, ...] = back_link("claims.about")
    """Ids of the claims about it."""


def code(value: Code | Mapping[str, Any] | None) -> Code | None:
    """Return the code that a data file writes as ``{ code = …, label = … }``."""
    return None if value is None else part(Code, value)


def codes(value: Iterable[Code | Mapping[str, Any]]) -> tuple[Code, ...]:
    """Return several codes of a data file."""
    return nested(Code, value)


# --- search ------------------------------------------------------------------------------------


def documents(records: Mapping[str, Any]) -> Iterable[Document]:
    """Index records by name, everyday names, medications, id and code."""
    for id_, record in records.items():
        names = (
            record.name,
            getattr(record, "clinical_term", record.name),
            *record.names,
            *getattr(record, "drugs", ()),
        )
        yield Document(id=id_, names=tuple(dict.fromkeys(names)), extra=" ".join((id_, *_codes(record))))


def documents_with(*fields: str) -> Callable[[Mapping[str, Any]], Iterable[Document]]:
    """Return an indexer like :func:`documents` that also indexes these text *fields*."""

    def index(records: Mapping[str, Any]) -> Iterable[Document]:
        for document in documents(records):
            record = records[document.id]
            held = (getattr(record, field) for field in fields)
            yield document._replace(extra=" ".join((document.extra, *(text for text in held if text))))

    return index


def _codes(record: Any) -> Iterable[str]:
    """Yield every code of a record, also without its dot."""
    single = (getattr(record, "hpo", None), getattr(record, "loinc", None))
    held = [item.code for item in (*single, *getattr(record, "icd10cm", ())) if item is not None]
    for item in (*held, *getattr(record, "atc_codes", ())):
        yield item
        if "." in item:
            yield item.replace(".", "")
