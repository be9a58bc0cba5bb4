"""The constants of the laboratory formulas, each with its source."""

from __future__ import annotations

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.fields import text_field
from magnesium.rendering.answers import Answer


@attrs.frozen(kw_only=True, repr=False)
class Constant(Answer):
    """A number in a formula, as its source states it."""

    id: str = text_field()
    name: str = text_field()
    """Meaning of the number."""
    value: float
    """The number, in its *unit*."""
    unit: str
    """The unit of the value; empty for a number without one."""
    source: str = text_field()


constants: Catalog[Constant] = Catalog(
    Constant, file="laboratory_constants.csv", title="Constants of the laboratory formulas"
)
"""Catalog of the constants of the formulas.

>>> constants["hardness-per-calcium"].value
2.497
"""
