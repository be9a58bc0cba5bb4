"""Complications of low magnesium."""

from __future__ import annotations

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.fields import text_field, texts
from magnesium.clinical.records import ClinicalRecord, Code, code, codes, documents


@attrs.frozen(kw_only=True, repr=False)
class Complication(ClinicalRecord):
    """A possible consequence of low magnesium."""

    description: str = text_field()
    symptoms: tuple[str, ...] = attrs.field(converter=texts)
    hpo: Code | None = attrs.field(default=None, converter=code)
    icd10cm: tuple[Code, ...] = attrs.field(default=(), converter=codes)


complications: Catalog[Complication] = Catalog(
    Complication,
    file="complications.toml",
    prefix="complication:",
    title="Complications of low magnesium",
    documents=documents,
)
"""Catalog of complications.

>>> complications["arrhythmia"].evidence
<Evidence.MODERATE: 'moderate'>
"""
