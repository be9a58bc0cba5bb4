"""Published cut-offs of laboratory values and indices."""

from __future__ import annotations

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.fields import filled, text_field, texts
from magnesium.laboratory.measures import Comparison, Cutoff, cutoffs
from magnesium.rendering.answers import Answer


@attrs.frozen(kw_only=True, repr=False)
class DecisionLimits(Answer):
    """The published cut-offs of one laboratory value or index."""

    id: str = text_field()
    name: str = text_field()
    """The value or index to which the cut-offs apply."""
    cutoffs: tuple[Cutoff, ...] = attrs.field(converter=cutoffs, validator=filled)
    """The cut-offs, in each unit in which they were published."""
    sources: tuple[str, ...] = attrs.field(converter=texts, validator=filled)
    """Keys of :data:`magnesium.sources` for the value and its cut-offs."""
    cautions: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """The limits of interpretation of the value, whichever cut-offs it meets."""

    def select(self, *, unit: str | None = None, comparison: Comparison | None = None) -> tuple[Cutoff, ...]:
        """Return the cut-offs in *unit* and with *comparison*, if given.

        >>> decision_limits["daily-excretion"].select(unit="mg/24 h", comparison=Comparison.BELOW)[0].value
        75.0
        """
        return tuple(
            cutoff for cutoff in self.cutoffs if unit in (None, cutoff.unit) and comparison in (None, cutoff.comparison)
        )


decision_limits: Catalog[DecisionLimits] = Catalog(
    DecisionLimits, file="decision_limits.toml", title="Cut-offs of laboratory values and indices"
)
"""Catalog of published cut-offs, by the value or index to which they apply."""
