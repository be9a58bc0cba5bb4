"""How much the value of one food code differs between two releases of FNDDS."""

from __future__ import annotations

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.fields import text_field
from magnesium.catalogs.search import Document
from magnesium.rendering.answers import Answer
from magnesium.text import whole_texts
from magnesium.units import amount


def _not_negative(_: object, attribute: attrs.Attribute[float], value: float) -> None:
    amount(value, attribute.name)


@attrs.frozen(kw_only=True, field_transformer=whole_texts, repr=False)
class ReleaseScatter(Answer):
    """The scatter of the magnesium of the same food codes between two releases of FNDDS."""

    id: str = text_field()
    """The earlier and the later release: ``2009-2010:2015-2016``."""
    codes: int
    """Codes with at least 10 mg per 100 g in both."""
    equal_share: float = attrs.field(validator=_not_negative)
    """Share of these codes whose value is the same."""
    relative_sd: float = attrs.field(validator=_not_negative)
    """Root of the mean square of the logarithm of the ratio of the two values."""
    source: str = text_field()

    def __str__(self) -> str:
        return f"{self.id.replace(':', ' and ')}: {self.relative_sd:.1%}, {self.codes:,} codes"


release_scatter: Catalog[ReleaseScatter] = Catalog(
    ReleaseScatter,
    file="release_scatter.csv",
    title="How much the magnesium of one food code differs between two releases of FNDDS",
    kind="pair of releases",
    documents=lambda records: (Document(id=id_, names=(id_,)) for id_ in records),
)
"""Catalog of the scatter between each two releases of FNDDS."""


def relative_sd_between(one: str, other: str) -> float:
    """Return the relative SD of a code's value between two releases; 0 unless both are releases.

    >>> relative_sd_between("2009-2010", "2015-2016") == relative_sd_between("2015-2016", "2009-2010") > 0
    True
    """
    found = release_scatter.get(":".join(sorted((one, other))))
    return 0.0 if found is None else found.relative_sd
