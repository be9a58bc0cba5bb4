"""Treatments of low and high magnesium: described, not advised."""

from __future__ import annotations

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.fields import text_field
from magnesium.clinical.records import ClinicalRecord, documents


@attrs.frozen(kw_only=True, repr=False)
class Treatment(ClinicalRecord):
    """A treatment of low or high magnesium: described, not advised."""

    description: str = text_field()
    caveat: str | None = None
    """A necessary caution."""


treatments: Catalog[Treatment] = Catalog(
    Treatment,
    file="treatments.toml",
    prefix="treatment:",
    title="What is done about low or high magnesium",
    documents=documents,
)
"""Catalog of treatments.

>>> treatments["hydration"].evidence
<Evidence.NONE: 'none'>
"""
