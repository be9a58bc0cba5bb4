"""A serum value as it was reported: one value in one unit, with detection of wrong units."""

from __future__ import annotations

import functools
from types import MappingProxyType

import attrs

from magnesium.laboratory.intervals import reference_intervals
from magnesium.laboratory.measures import (
    MEQ_PER_L,
    MG_PER_DL,
    MMOL_PER_L,
    Comparison,
    Plausible,
    in_unit,
    one_of,
)
from magnesium.laboratory.plausibility import SERUM_MMOL_PER_L

_UNITS = MappingProxyType({"mmol_per_l": MMOL_PER_L, "mg_per_dl": MG_PER_DL, "meq_per_l": MEQ_PER_L})
_HINTS = MappingProxyType(
    {
        MG_PER_DL: (
            "what was not measured is left out, not entered as 0; was it in g/L?",
            "did you mean mg/L? A tenth of it is mg/dL",
        ),
        MEQ_PER_L: (
            "what was not measured is left out, not entered as 0; was it in Eq/L?",
            "did you mean mg/dL (mg_per_dl=) or mg/L (a tenth of it is mg/dL)?",
        ),
    }
)


def check_serum(value: object, unit: str, what: str = "serum magnesium") -> float:
    """Return a serum value as a float.

    Args:
        value: The value.
        unit: Its unit.
        what: Name of the value in an error.

    Raises:
        AmountError: The value is impossible in *unit*.
    """
    if unit == MMOL_PER_L:
        return SERUM_MMOL_PER_L.check(value, what)
    below, above = _HINTS[unit]
    return Plausible(
        lower=in_unit(SERUM_MMOL_PER_L.lower, MMOL_PER_L, unit),
        upper=in_unit(SERUM_MMOL_PER_L.upper, MMOL_PER_L, unit),
        unit=unit,
        below=below,
        above=above,
    ).check(value, what)


@attrs.frozen(kw_only=True)
class Reading:
    """A checked serum value in a unit of published limits, and the number as reported."""

    value: float
    unit: str
    """mmol/L or mg/dL."""
    reported: float
    reported_unit: str
    comparator: Comparison | None = None
    """Whether only a limit was reported; the value is then the nearest possible one."""

    @property
    def cautions(self) -> tuple[str, ...]:
        """A caution if the reported number would be ordinary in another unit but is not in its own."""
        value, unit = self.reported, self.reported_unit
        ordinary = [name for name in (MMOL_PER_L, MG_PER_DL, MEQ_PER_L, "mg/L") if _is_ordinary(value, name)]
        if not ordinary or unit in ordinary:
            return ()
        others = " or ".join(ordinary)
        return (f"{value:g} {unit} is out of the ordinary, and would be ordinary in {others}: check the unit.",)


def reported(
    *,
    mmol_per_l: float | None,
    mg_per_dl: float | None,
    meq_per_l: float | None,
    comparator: Comparison | None = None,
) -> Reading:
    """Return the given value; mEq/L is halved to mmol/L, a unit of published limits.

    Args:
        mmol_per_l: The value in mmol/L.
        mg_per_dl: The value in mg/dL.
        meq_per_l: The value in mEq/L.
        comparator: Set if only a limit was reported.

    Raises:
        AmountError: Not exactly one possible value is given.
    """
    name, given = one_of("serum magnesium", mmol_per_l=mmol_per_l, mg_per_dl=mg_per_dl, meq_per_l=meq_per_l)
    unit = _UNITS[name]
    value = check_serum(given, unit)
    published = MMOL_PER_L if unit == MEQ_PER_L else unit
    number = in_unit(value, unit, published)
    return Reading(
        value=number if comparator is None else comparator.nearest(number),
        unit=published,
        reported=value,
        reported_unit=unit,
        comparator=comparator,
    )


def _is_ordinary(value: float, unit: str) -> bool:
    lower, upper = _ordinary_mmol_per_l()
    return in_unit(lower, MMOL_PER_L, unit) <= value <= in_unit(upper, MMOL_PER_L, unit)


@functools.cache
def _ordinary_mmol_per_l() -> tuple[float, float]:
    """Return the widest published interval, outside which a number gets a caution about its unit."""
    limits = (interval.limits(MMOL_PER_L) for interval in reference_intervals.values())
    both = [(lower, upper) for lower, upper in limits if lower is not None and upper is not None]
    return max(both, key=lambda interval: interval[1] - interval[0])
