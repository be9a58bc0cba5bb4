"""The magnesium depletion score, a marker of risk in groups of adults."""

from __future__ import annotations

from typing import Any

import attrs

from magnesium.errors import InvalidValueError
from magnesium.evidence import Vocabulary
from magnesium.laboratory.cutoff_tables import decision_limits
from magnesium.laboratory.filtration import FiltrationRange, filtration_range
from magnesium.laboratory.measures import Measurement
from magnesium.laboratory.plausibility import DRINKS_PER_DAY
from magnesium.people import Sex, StatedSexWord, stated_sex


class DepletionRisk(Vocabulary):
    """The groups in which the magnesium depletion score is reported."""

    LOW = "low (0-1)"
    MIDDLE = "middle (2)"
    HIGH = "high (3-5)"


@attrs.frozen(kw_only=True, repr=False)
class DepletionScore(Measurement[DepletionRisk]):
    """The magnesium depletion score, with the points of each item."""

    diuretic_points: int
    ppi_points: int
    kidney_points: int
    alcohol_points: int

    @property
    def title(self) -> str:
        """The value and its class as a heading."""
        return (
            f"Magnesium depletion score: {self}; diuretic {self.diuretic_points}, proton pump inhibitor "
            f"{self.ppi_points}, kidneys {self.kidney_points}, alcohol {self.alcohol_points}"
        )

    @property
    def score(self) -> int:
        """The sum of the points, 0 to 5."""
        return self.diuretic_points + self.ppi_points + self.kidney_points + self.alcohol_points


def magnesium_depletion_score(
    *,
    takes_diuretic: bool,
    takes_ppi: bool,
    egfr_ml_per_min_per_1_73_m2: float,
    drinks_per_day: float,
    sex: Sex | StatedSexWord,
) -> DepletionScore:
    """Return the magnesium depletion score of an adult, 0 to 5 points.

    Points: current diuretic 1; current proton pump inhibitor 1; eGFR from 60 to less than 90: 1, less than 60: 2;
    more than 1 drink (14 g of alcohol) per day for women or 2 for men: 1. All items are required.

    Args:
        takes_diuretic: Whether the person takes a diuretic now.
        takes_ppi: Whether the person takes a proton pump inhibitor now.
        egfr_ml_per_min_per_1_73_m2: Estimated glomerular filtration rate in mL/min/1.73 m².
        drinks_per_day: Alcoholic drinks of 14 g per day.
        sex: Female or male.

    Raises:
        AmountError: An item is missing or impossible.
        PersonError: Sex is not stated.

    Source: score by ``fan2021``, which was not read; items as reported by ``wang2024``, groups by ``zhang2025``.

    >>> result = magnesium_depletion_score(
    ...     takes_diuretic=False, takes_ppi=True, egfr_ml_per_min_per_1_73_m2=75, drinks_per_day=2, sex="male"
    ... )
    >>> str(result)
    '2 points: middle (2)'
    """
    filtration = filtration_range(egfr_ml_per_min_per_1_73_m2=egfr_ml_per_min_per_1_73_m2)
    drinks = DRINKS_PER_DAY.check(drinks_per_day, "drinks per day")
    heavy = decision_limits[f"depletion-score-drinks-{stated_sex(sex)}"].cutoffs
    points: dict[str, Any] = {
        "diuretic_points": int(_stated(takes_diuretic, "takes_diuretic")),
        "ppi_points": int(_stated(takes_ppi, "takes_ppi")),
        "kidney_points": tuple(FiltrationRange).index(filtration),
        "alcohol_points": sum(cutoff.is_met(drinks) for cutoff in heavy),
    }
    score = sum(points.values())
    limits = decision_limits["depletion-score"]
    return DepletionScore(
        value=float(score),
        unit="points",
        category=tuple(DepletionRisk)[sum(cutoff.is_met(score) for cutoff in limits.cutoffs)],
        cutoffs=(*limits.cutoffs, *decision_limits["depletion-score-kidneys"].cutoffs, *heavy),
        sources=limits.sources,
        cautions=limits.cautions,
        **points,
    )


def _stated(value: object, what: str) -> bool:
    if not isinstance(value, bool):
        raise InvalidValueError(what, value, "must be True or False; an unknown answer cannot be scored")
    return value
