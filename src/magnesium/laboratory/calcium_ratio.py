"""Dietary calcium to magnesium."""

from __future__ import annotations

import attrs

from magnesium.evidence import Vocabulary
from magnesium.laboratory.cutoff_tables import DecisionLimits, decision_limits
from magnesium.laboratory.formula_constants import constants
from magnesium.laboratory.measures import Comparison, Measurement, exact, unique
from magnesium.laboratory.plausibility import CALCIUM_MG_PER_DAY, MAGNESIUM_MG_PER_DAY
from magnesium.units import ATOMIC_WEIGHT


class RatioRange(Vocabulary):
    """The position of a dietary calcium-to-magnesium ratio."""

    BELOW = "below the range"
    WITHIN = "within the range"
    ABOVE = "above the range"


@attrs.frozen(kw_only=True, repr=False)
class CalciumMagnesiumRatio(Measurement[RatioRange]):
    """Dietary calcium to magnesium by weight, which is the value, and by amount of substance."""

    molar_ratio: float
    """mmol of calcium per mmol of magnesium."""

    @property
    def title(self) -> str:
        """The value and its class as a heading."""
        return f"Calcium to magnesium: {self}; {self.molar_ratio:.3g} mmol/mmol"

    @property
    def weight_ratio(self) -> float:
        """The value: mg of calcium per mg of magnesium, to which the cut-offs apply."""
        return self.value


def calcium_to_magnesium(*, calcium_mg_per_day: float, magnesium_mg_per_day: float) -> CalciumMagnesiumRatio:
    """Return the ratio of dietary calcium to magnesium, by weight and by amount of substance, from mg per day.

    Raises :class:`AmountError` for impossible numbers, and for intakes too small to be usual intakes.

    Source: ``costello2021camg`` (1.70 to 2.60 by weight); atomic weights ``ciaaw``.

    >>> result = calcium_to_magnesium(calcium_mg_per_day=1000, magnesium_mg_per_day=400)
    >>> str(result), round(result.molar_ratio, 4)
    ('2.5 mg/mg: within the range', 1.5161)
    """
    calcium = exact(CALCIUM_MG_PER_DAY.check(calcium_mg_per_day, "calcium intake"))
    magnesium = exact(MAGNESIUM_MG_PER_DAY.check(magnesium_mg_per_day, "magnesium intake"))
    ratio = calcium / magnesium
    limits = decision_limits["calcium-to-magnesium"]
    return CalciumMagnesiumRatio(
        value=float(ratio),
        unit="mg/mg",
        category=_range(float(ratio), limits),
        molar_ratio=float(ratio * exact(ATOMIC_WEIGHT) / exact(constants["calcium-atomic-weight"].value)),
        cutoffs=limits.cutoffs,
        sources=unique(limits.sources, (constants["calcium-atomic-weight"].source,)),
        cautions=limits.cautions,
    )


def _range(ratio: float, limits: DecisionLimits) -> RatioRange:
    if any(cutoff.is_met(ratio) for cutoff in limits.select(comparison=Comparison.BELOW)):
        return RatioRange.BELOW
    is_above = any(cutoff.is_met(ratio) for cutoff in limits.select(comparison=Comparison.ABOVE))
    return RatioRange.ABOVE if is_above else RatioRange.WITHIN
