"""The distribution of single days, which is often mistaken for usual intake."""

from __future__ import annotations

import math
from collections.abc import Iterator

import attrs
import numpy as np

from magnesium.population.columns import Floats
from magnesium.population.distribution import SAME_ARRAY, percent, threshold_mg
from magnesium.rendering.answers import Answer
from magnesium.rendering.blocks import Block, Heading, Row


@attrs.frozen(kw_only=True, repr=False)
class OneDay(Answer):
    """The distribution of one recalled day per person, often mistaken for usual intake.

    Weighted first recalls; the spread includes day-to-day variation.
    """

    mg: Floats = attrs.field(eq=SAME_ARRAY)
    """The distinct amounts, sorted."""
    cumulative: Floats = attrs.field(eq=SAME_ARRAY)
    """The share of the population up to each."""

    @classmethod
    def of(cls, mg: Floats, weight: Floats) -> OneDay:
        """Return the distribution of weighted amounts."""
        distinct, place = np.unique(mg, return_inverse=True)
        mass = np.bincount(place, weights=weight)
        return cls(mg=distinct, cumulative=np.cumsum(mass) / weight.sum())

    @property
    def mean_mg(self) -> float:
        """The mean."""
        return float((self.mg * np.diff(self.cumulative, prepend=0.0)).sum())

    @property
    def sd_mg(self) -> float:
        """The standard deviation."""
        share = np.diff(self.cumulative, prepend=0.0)
        return math.sqrt(float(((self.mg - self.mean_mg) ** 2 * share).sum()))

    def percentile_mg(self, rank: float) -> float:
        """Return a percentile, 0 to 100 both excluded."""
        index = int(np.searchsorted(self.cumulative, percent(rank) / 100))
        return float(self.mg[min(index, len(self.mg) - 1)])

    def share_below(self, mg: float) -> float:
        """Return the share, 0 to 1, below an amount; the amount itself does not count."""
        index = int(np.searchsorted(self.mg, threshold_mg(mg), side="left"))
        return 0.0 if index == 0 else float(self.cumulative[index - 1])

    def share_above(self, mg: float) -> float:
        """Return the share, 0 to 1, above an amount; the amount itself does not count."""
        index = int(np.searchsorted(self.mg, threshold_mg(mg), side="right"))
        return 1.0 if index == 0 else max(0.0, 1 - float(self.cumulative[index - 1]))

    def blocks(self) -> Iterator[Block]:
        """Yield the mean, the spread and percentiles."""
        yield Heading(str(self), 1)
        yield from (Row(f"P{rank} (mg)", f"{self.percentile_mg(rank):.0f}") for rank in (5, 25, 50, 75, 95))

    def __str__(self) -> str:
        return f"one day: mean {self.mean_mg:.0f} mg, SD {self.sd_mg:.0f} mg"
