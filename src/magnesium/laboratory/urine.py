"""Magnesium in urine: fractional excretion, and the amount of 24 hours."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import attrs

from magnesium.errors import AmountError, InvalidValueError
from magnesium.evidence import Vocabulary
from magnesium.laboratory.cutoff_tables import DecisionLimits, decision_limits
from magnesium.laboratory.formula_constants import constants
from magnesium.laboratory.measures import (
    MG_PER_DL,
    MMOL_PER_L,
    Comparison,
    Measurement,
    exact,
    in_unit,
    one_of,
)
from magnesium.laboratory.plausibility import (
    SERUM_CREATININE_MG_PER_DL,
    URINE_CREATININE_MG_PER_DL,
    URINE_MAGNESIUM_MG_PER_24_H,
    URINE_MAGNESIUM_MG_PER_DL,
    URINE_VOLUME_ML,
)
from magnesium.laboratory.readings import check_serum
from magnesium.units import ATOMIC_WEIGHT, amount, convert

if TYPE_CHECKING:
    from fractions import Fraction


class ExcretionRange(Vocabulary):
    """The place of a fractional excretion among the cut-offs in use, which differ (``decision_limits``)."""

    BELOW_ALL = "below every cut-off"
    BETWEEN = "between the cut-offs"
    """Renal wasting by some sources but not by others."""
    ABOVE_ALL = "above every cut-off"


def fractional_excretion(
    *,
    urine_creatinine_mg_per_dl: float,
    serum_creatinine_mg_per_dl: float,
    urine_magnesium_mg_per_dl: float | None = None,
    urine_magnesium_mmol_per_l: float | None = None,
    serum_magnesium_mg_per_dl: float | None = None,
    serum_magnesium_mmol_per_l: float | None = None,
) -> Measurement[ExcretionRange]:
    """Return the share of filtered magnesium that is excreted, in %, and its place among the cut-offs in use.

    100 × (urine Mg × serum creatinine) / (filterable share × serum Mg × urine creatinine), from a urine
    and a blood sample taken at the same time. There is no verdict: the cut-offs of renal wasting differ by
    source.

    Args:
        urine_creatinine_mg_per_dl: Urine creatinine in mg/dL.
        serum_creatinine_mg_per_dl: Serum creatinine in mg/dL.
        urine_magnesium_mg_per_dl: Urine magnesium in mg/dL.
        urine_magnesium_mmol_per_l: Urine magnesium in mmol/L, if not in mg/dL.
        serum_magnesium_mg_per_dl: Serum magnesium in mg/dL.
        serum_magnesium_mmol_per_l: Serum magnesium in mmol/L, if not in mg/dL.

    Raises:
        AmountError: A number is impossible, serum or urine magnesium is not given exactly once, or the result is
            above 100 %.

    Source: formula ``clinlabnav``; cut-offs: those of ``decision_limits``.

    >>> result = fractional_excretion(
    ...     urine_magnesium_mg_per_dl=4.2,
    ...     serum_magnesium_mg_per_dl=1.5,
    ...     urine_creatinine_mg_per_dl=100,
    ...     serum_creatinine_mg_per_dl=1.0,
    ... )
    >>> str(result)
    '4 %: between the cut-offs'
    """
    serum = _serum(serum_magnesium_mg_per_dl, serum_magnesium_mmol_per_l)
    urine = _urine(urine_magnesium_mg_per_dl, urine_magnesium_mmol_per_l)
    serum_creatinine = SERUM_CREATININE_MG_PER_DL.check(serum_creatinine_mg_per_dl, "serum creatinine")
    urine_creatinine = URINE_CREATININE_MG_PER_DL.check(urine_creatinine_mg_per_dl, "urine creatinine")
    filtered = exact(constants["filterable-share"].value) * serum
    share = urine * exact(serum_creatinine) / (filtered * exact(urine_creatinine))
    percent = float(100 * share)
    if percent > 100:
        raise AmountError(
            "fractional excretion",
            percent,
            "is more than 100 % of what was filtered; check the units of the four values",
        )
    limits = decision_limits["fractional-excretion"]
    return Measurement(
        value=percent,
        unit="%",
        category=_among(percent, limits),
        cutoffs=limits.cutoffs,
        sources=limits.sources,
        cautions=limits.cautions,
    )


def _among(percent: float, limits: DecisionLimits) -> ExcretionRange:
    if all(cutoff.is_met(percent) for cutoff in limits.select(comparison=Comparison.BELOW)):
        return ExcretionRange.BELOW_ALL
    is_above_all = all(cutoff.is_met(percent) for cutoff in limits.select(comparison=Comparison.ABOVE))
    return ExcretionRange.ABOVE_ALL if is_above_all else ExcretionRange.BETWEEN


class DailyExcretionRange(Vocabulary):
    """The position of a day's urinary magnesium."""

    UP_TO_WASTING_CUTOFF = "up to the cut-off of renal wasting"
    ABOVE_WASTING_CUTOFF = "above the cut-off of renal wasting, below the usual lower limit"
    USUAL = "at or above the usual lower limit"


@attrs.frozen(kw_only=True, repr=False)
class DailyExcretion(Measurement[DailyExcretionRange]):
    """Magnesium in the urine of 24 hours, in the unit in which it was reported."""

    @property
    def title(self) -> str:
        """The value and its class as a heading."""
        return f"Magnesium in urine: {self}"

    @property
    def mg_per_24_h(self) -> float:
        """The amount in mg."""
        return in_unit(self.value, self.unit.partition("/")[0], "mg")

    @property
    def mmol_per_24_h(self) -> float:
        """The amount in mmol."""
        return in_unit(self.value, self.unit.partition("/")[0], "mmol")


_PER_DAY = MappingProxyType({MG_PER_DL: "mg/24 h", MMOL_PER_L: "mmol/24 h"})


def daily_excretion(
    *,
    volume_ml: float | None = None,
    mg_per_dl: float | None = None,
    mmol_per_l: float | None = None,
    mg_per_24_h: float | None = None,
    mmol_per_24_h: float | None = None,
) -> DailyExcretion:
    """Return the magnesium in the urine of 24 hours, in mg or mmol as reported.

    Give the amount of 24 hours, or a concentration with *volume_ml*.

    Args:
        volume_ml: Volume of all urine of 24 hours in mL.
        mg_per_dl: Urine magnesium in mg/dL.
        mmol_per_l: Urine magnesium in mmol/L, if not in mg/dL.
        mg_per_24_h: Magnesium in the urine of 24 hours in mg, instead of volume and concentration.
        mmol_per_24_h: The same in mmol.

    Raises:
        AmountError: A number is impossible.
        InvalidValueError: Not exactly one amount or concentration is given.

    Source: ``medalg24h`` (formula, usual lower limit); more than 24 mg or 1 mmol a day with a low serum
    value ``clinlabnav``, ``seekhealthfemg``.

    >>> str(daily_excretion(volume_ml=1500, mg_per_dl=5))
    '75 mg/24 h: at or above the usual lower limit'
    """
    name, value = one_of(
        "urine magnesium",
        mg_per_dl=mg_per_dl,
        mmol_per_l=mmol_per_l,
        mg_per_24_h=mg_per_24_h,
        mmol_per_24_h=mmol_per_24_h,
    )
    unit = _PER_DAY[MG_PER_DL if name.startswith("mg") else MMOL_PER_L]
    if name.endswith("24_h"):
        if volume_ml is not None:
            raise InvalidValueError("volume_ml", volume_ml, "belongs to a concentration, not to an amount of 24 hours")
        mass = _daily_amount(value, unit)
    else:
        _urine(mg_per_dl, mmol_per_l)
        volume = URINE_VOLUME_ML.check(volume_ml, "urine volume")
        mass = float(exact(float(value)) * exact(volume) / (100 if name == "mg_per_dl" else 1000))
    limits = decision_limits["daily-excretion"]
    return DailyExcretion(
        value=mass,
        unit=unit,
        category=_among_daily(mass, unit, limits),
        cutoffs=limits.select(unit=unit),
        sources=limits.sources,
        cautions=limits.cautions,
    )


def _daily_amount(value: float, unit: str) -> float:
    mg = in_unit(amount(value, "urine magnesium of 24 hours"), unit.partition("/")[0], "mg")
    URINE_MAGNESIUM_MG_PER_24_H.check(mg, "urine magnesium of 24 hours, in mg,")
    return float(value)


def _among_daily(mass: float, unit: str, limits: DecisionLimits) -> DailyExcretionRange:
    if not any(cutoff.is_met(mass) for cutoff in limits.select(unit=unit, comparison=Comparison.BELOW)):
        return DailyExcretionRange.USUAL
    if any(cutoff.is_met(mass) for cutoff in limits.select(unit=unit, comparison=Comparison.ABOVE)):
        return DailyExcretionRange.ABOVE_WASTING_CUTOFF
    return DailyExcretionRange.UP_TO_WASTING_CUTOFF


def _serum(mg_per_dl: float | None, mmol_per_l: float | None) -> Fraction:
    """Return a checked serum magnesium in mg/dL, exactly."""
    name, value = one_of("serum magnesium", serum_magnesium_mg_per_dl=mg_per_dl, serum_magnesium_mmol_per_l=mmol_per_l)
    unit = MG_PER_DL if name.endswith("mg_per_dl") else MMOL_PER_L
    return _in_mg_per_dl(check_serum(value, unit), unit)


def _urine(mg_per_dl: float | None, mmol_per_l: float | None) -> Fraction:
    """Return a checked urine magnesium in mg/dL, exactly."""
    name, value = one_of("urine magnesium", urine_magnesium_mg_per_dl=mg_per_dl, urine_magnesium_mmol_per_l=mmol_per_l)
    if name.endswith("mg_per_dl"):
        return exact(URINE_MAGNESIUM_MG_PER_DL.check(value, "urine magnesium"))
    mg = convert(value, MMOL_PER_L, MG_PER_DL)
    URINE_MAGNESIUM_MG_PER_DL.check(mg, "urine magnesium, from mmol/L,")
    return _in_mg_per_dl(float(value), MMOL_PER_L)


def _in_mg_per_dl(value: float, unit: str) -> Fraction:
    return exact(value) * (exact(ATOMIC_WEIGHT) / 10 if unit == MMOL_PER_L else 1)
