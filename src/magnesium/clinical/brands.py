"""Brand names of medications, and the substance that each is assumed to contain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.fields import text_field
from magnesium.catalogs.search import Document
from magnesium.rendering.answers import Answer


@attrs.frozen(kw_only=True, repr=False)
class Brand(Answer):
    """A brand name, which may contain something else in another country."""

    id: str = text_field()
    name: str = text_field()
    substance: str = text_field()
    """The substance that it is assumed to contain."""
    note: str = ""
    """Further substances that it contains."""

    @property
    def assumption(self) -> str:
        """The assumption as a sentence."""
        more = f" {self.note}" if self.note else ""
        return f"{self.name} was read as {self.substance}; a brand may hold something else in another country.{more}"


def _documents(records: Mapping[str, Any]) -> Iterable[Document]:
    return tuple(Document(id=id_, names=(record.name,), extra=record.substance) for id_, record in records.items())


brands: Catalog[Brand] = Catalog(
    Brand,
    file="brands.toml",
    prefix="brand:",
    title="Brand names of medications and what they are assumed to hold",
    documents=_documents,
)
"""Catalog of brand names.

>>> brands["lasix"].substance
'furosemide'
"""
