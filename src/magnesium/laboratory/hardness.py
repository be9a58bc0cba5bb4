"""The hardness of water, and its magnesium from the hardness."""

from __future__ import annotations

import math

from magnesium.errors import AmountError
from magnesium.laboratory.formula_constants import constants
from magnesium.laboratory.measures import Measurement
from magnesium.laboratory.plausibility import HARDNESS_MG_PER_L, WATER_MG_PER_L


def _per_calcium() -> float:
    return constants["hardness-per-calcium"].value


def _per_magnesium() -> float:
    return constants["hardness-per-magnesium"].value


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
        value=math.fsum((_per_calcium() * calcium, _per_magnesium() * magnesium)),
        unit="mg/L as CaCO3",
        category=None,
        sources=("hardness",),
        cautions=("Calcium and magnesium only; other ions that make water hard are left out.",),
    )


def magnesium_from_hardness(*, total_hardness_mg_per_l_as_caco3: float, calcium_mg_per_l: float) -> Measurement[None]:
    """Return the magnesium of a water, in mg/L, from its total hardness as CaCO3 and its calcium in mg/L.

    Total hardness alone does not determine magnesium. Raises :class:`AmountError` for impossible numbers,
    and if calcium alone exceeds the total.

    Source: ``hardness``.

    >>> str(magnesium_from_hardness(total_hardness_mg_per_l_as_caco3=200, calcium_mg_per_l=60))
    '12.19 mg/L'
    """
    total = HARDNESS_MG_PER_L.check(total_hardness_mg_per_l_as_caco3, "total hardness")
    calcium = _per_calcium() * WATER_MG_PER_L.check(calcium_mg_per_l, "calcium in water")
    # Binary rounding can give a water without magnesium a value slightly below zero.
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
        value=magnesium_hardness / _per_magnesium(),
        unit="mg/L",
        category=None,
        sources=("hardness",),
        cautions=cautions,
    )
