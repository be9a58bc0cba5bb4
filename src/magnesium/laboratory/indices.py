"""Indices beside the laboratory's own values: depletion score, water hardness, calcium to magnesium."""

from __future__ import annotations

import enum
import math
from types import MappingProxyType

import attrs

from magnesium.errors import AmountError
from magnesium.laboratory.kidney import EGFR_CUTOFFS, FiltrationRange, filtration_range
from magnesium.laboratory.measures import Comparison, Cutoff, Measurement, Plausible, exact, unique
from magnesium.people import Sex, member
from magnesium.units import ATOMIC_WEIGHT

CALCIUM_ATOMIC_WEIGHT = 40.078
"""g/mol, which is also mg per mmol (CIAAW)."""

HARDNESS_PER_CALCIUM = 2.497
"""mg/L as CaCO3 per mg/L of calcium."""

HARDNESS_PER_MAGNESIUM = 4.118
"""mg/L as CaCO3 per mg/L of magnesium; 100.086 / 24.305, as it is usually rounded."""

DRINKS_PER_DAY = Plausible(
    lower=0.0,
    upper=60.0,
    unit="drinks per day",
    below="a number of drinks",
    above="was it grams of alcohol? One drink is 14 g",
)
"""60 drinks would be 840 g of alcohol in a day; what somebody drinks in a week, in grams, lies above."""

WATER_MG_PER_L = Plausible(
    lower=0.0,
    upper=10_000.0,
    unit="mg/L",
    below="a concentration",
    above="was it in µg/L? It must be in mg/L",
)
"""No water that people drink holds more; sea water has little over 1000 mg/L of magnesium."""

HARDNESS_MG_PER_L = Plausible(
    lower=0.0,
    upper=70_000.0,
    unit="mg/L as CaCO3",
    below="a concentration",
    above="it must be in mg/L as CaCO3",
)
"""The largest calcium and magnesium that are accepted add up to 66,150."""

CALCIUM_MG_PER_DAY = Plausible(
    lower=10.0,
    upper=20_000.0,
    unit="mg/day",
    below="was it in g? A usual daily intake in mg is meant",
    above="a usual daily intake in mg is meant",
)
"""Even infants take in more than 10 mg a day; an intake in g falls below it."""

MAGNESIUM_MG_PER_DAY = Plausible(
    lower=5.0,
    upper=10_000.0,
    unit="mg/day",
    below="was it in g? A usual daily intake in mg is meant, and nothing can be divided by 0",
    above="a usual daily intake in mg is meant",
)
"""Even infants take in more than 5 mg a day; an intake in g falls below it."""


class DepletionRisk(enum.StrEnum):
    """The groups in which the magnesium depletion score is reported."""

    LOW = "low (0-1)"
    MIDDLE = "middle (2)"
    HIGH = "high (3-5)"


@attrs.frozen(kw_only=True)
class DepletionScore(Measurement[DepletionRisk]):
    """The magnesium depletion score, with the points of each item."""

    diuretic_points: int
    ppi_points: int
    kidney_points: int
    alcohol_points: int

    @property
    def _heading(self) -> str:
        return (
            f"Magnesium depletion score: {self}; diuretic {self.diuretic_points}, proton pump inhibitor "
            f"{self.ppi_points}, kidneys {self.kidney_points}, alcohol {self.alcohol_points}"
        )

    @property
    def score(self) -> int:
        """The sum of the points, 0 to 5."""
        return self.diuretic_points + self.ppi_points + self.kidney_points + self.alcohol_points


_SCORE_SOURCES = ("fan2021", "wang2024", "zhang2025")
_SCORE_CUTOFFS = (
    Cutoff(comparison=Comparison.AT_LEAST, value=2, unit="points", meaning="middle group", sources=("zhang2025",)),
    Cutoff(comparison=Comparison.AT_LEAST, value=3, unit="points", meaning="high group", sources=("zhang2025",)),
)
_HEAVY_DRINKING = MappingProxyType({Sex.FEMALE: 1.0, Sex.MALE: 2.0})
"""More drinks a day than this give a point."""


def magnesium_depletion_score(
    *,
    takes_diuretic: bool,
    takes_ppi: bool,
    egfr_ml_per_min_per_1_73_m2: float,
    drinks_per_day: float,
    sex: Sex | str,
) -> DepletionScore:
    """Return the magnesium depletion score of an adult, 0 to 5 points.

    A diuretic now 1; a proton pump inhibitor now 1; eGFR from 60 to less than 90 1, less than 60 2;
    more than 1 drink a day for women or 2 for men 1. A drink is 14 g of alcohol. Nothing may be
    missing: raises :class:`AmountError` for an item that is not stated or not possible, and
    :class:`PersonError` where sex is not.

    Source: score by ``fan2021``, which was not read; items as reported by ``wang2024``, groups by ``zhang2025``.

    >>> result = magnesium_depletion_score(
    ...     takes_diuretic=False, takes_ppi=True, egfr_ml_per_min_per_1_73_m2=75, drinks_per_day=2, sex="male"
    ... )
    >>> str(result)
    '2 points: middle (2)'
    """
    filtration = filtration_range(egfr_ml_per_min_per_1_73_m2=egfr_ml_per_min_per_1_73_m2)
    drinks = DRINKS_PER_DAY.check(drinks_per_day, "drinks per day")
    limit = _HEAVY_DRINKING[member(Sex, sex)]
    points = {
        "diuretic_points": int(_stated(takes_diuretic, "takes_diuretic")),
        "ppi_points": int(_stated(takes_ppi, "takes_ppi")),
        "kidney_points": tuple(FiltrationRange).index(filtration),
        "alcohol_points": int(drinks > limit),
    }
    score = sum(points.values())
    return DepletionScore(
        value=float(score),
        unit="points",
        category=tuple(DepletionRisk)[sum(cutoff.is_met(score) for cutoff in _SCORE_CUTOFFS)],
        cutoffs=(
            *_SCORE_CUTOFFS,
            *EGFR_CUTOFFS,
            Cutoff(
                comparison=Comparison.ABOVE,
                value=limit,
                unit="drinks per day",
                meaning="1 point of the magnesium depletion score",
                sources=("wang2024",),
            ),
        ),
        sources=_SCORE_SOURCES,
        cautions=(
            "A marker of risk in groups of adults, not a finding in one person.",
            "Its items are taken from papers that use the score; the paper that introduced it was not read.",
            "That an eGFR of exactly 90 gives no point is assumed, and the score was made with an older eGFR equation.",
        ),
        **points,
    )


def _stated(value: object, what: str) -> bool:
    if not isinstance(value, bool):
        raise AmountError(what, value, "must be True or False; what is not known can't be scored")
    return value


def water_hardness(*, calcium_mg_per_l: float, magnesium_mg_per_l: float) -> Measurement[None]:
    """Return the total hardness of a water, in mg/L as CaCO3, from its calcium and magnesium in mg/L.

    Raises :class:`AmountError` for impossible numbers.

    Source: ``hardness`` (2.497 × Ca + 4.118 × Mg).

    >>> str(water_hardness(calcium_mg_per_l=50, magnesium_mg_per_l=10))
    '166 mg/L as CaCO3'
    """
    calcium = WATER_MG_PER_L.check(calcium_mg_per_l, "calcium in water")
    magnesium = WATER_MG_PER_L.check(magnesium_mg_per_l, "magnesium in water")
    return Measurement(
        value=math.fsum((HARDNESS_PER_CALCIUM * calcium, HARDNESS_PER_MAGNESIUM * magnesium)),
        unit="mg/L as CaCO3",
        category=None,
        sources=("hardness",),
        cautions=("Calcium and magnesium only; other ions that make water hard are left out.",),
    )


def magnesium_from_hardness(*, total_hardness_mg_per_l_as_caco3: float, calcium_mg_per_l: float) -> Measurement[None]:
    """Return the magnesium of a water, in mg/L, from its total hardness as CaCO3 and its calcium in mg/L.

    Total hardness alone does not give magnesium. Raises :class:`AmountError` for impossible numbers,
    and where calcium alone makes more than the total.

    Source: ``hardness``.

    >>> str(magnesium_from_hardness(total_hardness_mg_per_l_as_caco3=200, calcium_mg_per_l=60))
    '12.19 mg/L'
    """
    total = HARDNESS_MG_PER_L.check(total_hardness_mg_per_l_as_caco3, "total hardness")
    calcium = HARDNESS_PER_CALCIUM * WATER_MG_PER_L.check(calcium_mg_per_l, "calcium in water")
    # A water without magnesium may come out a little below zero in binary.
    if calcium > total and not math.isclose(calcium, total, rel_tol=1e-12):
        reason = f"is less than calcium alone makes ({calcium:.4g} mg/L as CaCO3); is calcium in mg/L as Ca?"
        raise AmountError("total hardness", total_hardness_mg_per_l_as_caco3, reason)
    return _in_water(max(total - calcium, 0.0), "The errors of both values add up in the difference.")


def magnesium_from_magnesium_hardness(*, magnesium_hardness_mg_per_l_as_caco3: float) -> Measurement[None]:
    """Return the magnesium of a water, in mg/L, from its magnesium hardness in mg/L as CaCO3.

    Raises :class:`AmountError` for impossible numbers.

    Source: ``hardness``.

    >>> str(magnesium_from_magnesium_hardness(magnesium_hardness_mg_per_l_as_caco3=100))
    '24.28 mg/L'
    """
    return _in_water(HARDNESS_MG_PER_L.check(magnesium_hardness_mg_per_l_as_caco3, "magnesium hardness"))


def _in_water(magnesium_hardness: float, *cautions: str) -> Measurement[None]:
    return Measurement(
        value=magnesium_hardness / HARDNESS_PER_MAGNESIUM,
        unit="mg/L",
        category=None,
        sources=("hardness",),
        cautions=cautions,
    )


class RatioRange(enum.StrEnum):
    """Where a dietary calcium-to-magnesium ratio lies."""

    BELOW = "below the range"
    WITHIN = "within the range"
    ABOVE = "above the range"


@attrs.frozen(kw_only=True)
class CalciumMagnesiumRatio(Measurement[RatioRange]):
    """Dietary calcium to magnesium by weight, which is the value, and by molecules."""

    molar_ratio: float
    """mmol of calcium per mmol of magnesium."""

    @property
    def _heading(self) -> str:
        return f"Calcium to magnesium: {self}; {self.molar_ratio:.3g} mmol/mmol"

    @property
    def weight_ratio(self) -> float:
        """The value: mg of calcium per mg of magnesium, to which the cut-offs apply."""
        return self.value


_RATIO_CUTOFFS = tuple(
    Cutoff(comparison=comparison, value=value, unit="mg/mg", meaning=meaning, sources=("costello2021camg",))
    for comparison, value, meaning in (
        (Comparison.BELOW, 1.70, "flagged as low"),
        (Comparison.ABOVE, 2.60, "flagged as high"),
    )
)


def calcium_to_magnesium(*, calcium_mg_per_day: float, magnesium_mg_per_day: float) -> CalciumMagnesiumRatio:
    """Return the ratio of dietary calcium to magnesium, by weight and by molecules, from mg per day.

    Raises :class:`AmountError` for impossible numbers, and for intakes too small to be usual ones.

    Source: ``costello2021camg`` (1.70 to 2.60 by weight); atomic weights ``ciaaw``.

    >>> result = calcium_to_magnesium(calcium_mg_per_day=1000, magnesium_mg_per_day=400)
    >>> str(result), round(result.molar_ratio, 4)
    ('2.5 mg/mg: within the range', 1.5161)
    """
    calcium = exact(CALCIUM_MG_PER_DAY.check(calcium_mg_per_day, "calcium intake"))
    magnesium = exact(MAGNESIUM_MG_PER_DAY.check(magnesium_mg_per_day, "magnesium intake"))
    ratio = calcium / magnesium
    low, high = (cutoff.is_met(float(ratio)) for cutoff in _RATIO_CUTOFFS)
    return CalciumMagnesiumRatio(
        value=float(ratio),
        unit="mg/mg",
        category=RatioRange.BELOW if low else RatioRange.ABOVE if high else RatioRange.WITHIN,
        molar_ratio=float(ratio * exact(ATOMIC_WEIGHT) / exact(CALCIUM_ATOMIC_WEIGHT)),
        cutoffs=_RATIO_CUTOFFS,
        sources=unique(*(cutoff.sources for cutoff in _RATIO_CUTOFFS), ("ciaaw",)),
        cautions=(
            "Guidance only: there is little evidence behind the range.",
            "A ratio says nothing about whether either intake is enough.",
        ),
    )
