"""Magnesium from supplements in a group, as reported."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
import numpy as np

from magnesium.population.columns import Floats, Ints
from magnesium.population.distribution import SAME_ARRAY, threshold_mg
from magnesium.population.estimates import Estimate, estimate
from magnesium.rendering.answers import Answer
from magnesium.rendering.blocks import Block, Heading, Row


def _two_dimensional(factors: Floats) -> Floats:
    return factors if factors.ndim == 2 else np.ones((0, 1))


@attrs.frozen(kw_only=True, repr=False)
class SupplementIntake(Answer):
    """Magnesium from supplements as reported, in mg per day, by PSU and amount."""

    amounts_mg: Floats = attrs.field(eq=SAME_ARRAY)
    """The amount of each kind of person."""
    weight: Floats = attrs.field(eq=SAME_ARRAY)
    """The sum of their weights."""
    psu: Ints = attrs.field(eq=SAME_ARRAY)
    """Their PSU, the column of *factors*."""
    factors: Floats = attrs.field(eq=SAME_ARRAY, converter=_two_dimensional)
    """Replicate × PSU: the replicate weights over the weight."""
    scale: Floats = attrs.field(eq=SAME_ARRAY)
    """Factor of each replicate's squared difference in the variance."""
    replicate_key: str
    persons: int
    df: int
    confidence: float

    def _shares(self, counted: Floats) -> Floats:
        units = self.factors.shape[1]
        table = np.stack(
            [np.bincount(self.psu, weights=self.weight * each, minlength=units) for each in (counted, counted**0)],
            axis=1,
        )
        sums = np.vstack([table.sum(axis=0), self.factors @ table if len(self.factors) else table[:0]])
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(sums[:, 0] / sums[:, 1], dtype=np.float64)

    def _estimate(self, counted: Floats, persons: int | None) -> Estimate:
        key, values = self.replicate_key, self._shares(counted)
        return estimate(values, self.scale, self.df, confidence=self.confidence, persons=persons, key=key)

    def share_above(self, mg: float, *, added_mg: float = 0.0) -> Estimate:
        """Return the share of persons whose supplements exceed *mg*, if each took *added_mg* more."""
        is_above = (self.amounts_mg + threshold_mg(added_mg) > threshold_mg(mg)).astype(np.float64)
        return self._estimate(is_above, self.persons)

    @property
    def share_of_takers(self) -> Estimate:
        """Share of persons who take supplements."""
        return self._estimate((self.amounts_mg > 0).astype(np.float64), self.persons)

    @property
    def mean_mg(self) -> Estimate:
        """The mean over all persons."""
        return self._estimate(self.amounts_mg, None)

    def blocks(self) -> Iterator[Block]:
        """Yield the share of users and the amounts."""
        yield Heading(str(self), 1)
        yield Row("Share who take any", str(self.share_of_takers))
        yield Row("Mean (mg per day)", str(self.mean_mg))
        yield Row("Largest amount (mg per day)", f"{self.amounts_mg.max():.0f}")

    def __str__(self) -> str:
        return f"supplements: {self.share_of_takers.value:.1%} take them, mean {self.mean_mg.value:.0f} mg per day"
