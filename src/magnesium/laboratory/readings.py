"""A serum value as it was reported: one value, in one unit, and the slips of the unit that can be seen."""

from __future__ import annotations

from types import MappingProxyType

from magnesium.errors import UnitError
from magnesium.laboratory.measures import MG_PER_DL, MMOL_PER_L, Plausible, one_of
from magnesium.units import convert

SERUM_MMOL_PER_L = Plausible(
    lower=0.05,
    upper=10.0,
    unit=MMOL_PER_L,
    below="what was not measured is left out, not entered as 0; was it in mol/L or g/L?",
    above="did you mean mg/dL (mg_per_dl=) or mg/L (a tenth of it is mg/dL)?",
)
"""Cardiac arrest is described above 15 mg/dL, 6 to 7.5 mmol/L (MSD Manual); 10 leaves room for worse, and
lies below every ordinary value in mg/L and below 24 mg/dL taken for mmol/L. The lower end is a sixth of
the limit of the worst grade: what is lower is a missing value entered as 0, or is in mol/L."""

ORDINARY_MMOL_PER_L = (0.6, 1.1)
"""The widest published interval here (StatPearls): a number outside it that would lie inside in
another unit gets a caution about the unit."""

_LIMITS_LIE_IN = MappingProxyType({MMOL_PER_L: (0.5, 1.23), MG_PER_DL: (1.2, 3.0)})
"""A laboratory's limits lie where CTCAE puts grades 0 and 1. A limit outside is in the wrong unit: no
published limit in mmol/L (0.6 to 1.15) lies in the range of mg/dL, nor one in mg/dL (1.46 to 2.7) in
that of mmol/L."""


def check_serum(value: object, unit: str, what: str = "serum magnesium") -> float:
    """Return a serum value as a float; raise :class:`AmountError` where *unit* can't be right."""
    if unit == MMOL_PER_L:
        return SERUM_MMOL_PER_L.check(value, what)
    return Plausible(
        lower=convert(SERUM_MMOL_PER_L.lower, MMOL_PER_L, MG_PER_DL),
        upper=convert(SERUM_MMOL_PER_L.upper, MMOL_PER_L, MG_PER_DL),
        unit=MG_PER_DL,
        below="what was not measured is left out, not entered as 0; was it in g/L?",
        above="did you mean mg/L? A tenth of it is mg/dL",
    ).check(value, what)


def other_unit(unit: str) -> str:
    """Return mg/dL for mmol/L and the reverse; raise :class:`UnitError` for anything else."""
    if unit not in _LIMITS_LIE_IN:
        raise UnitError(unit, "limits of serum magnesium are not kept in it", tuple(_LIMITS_LIE_IN))
    return MG_PER_DL if unit == MMOL_PER_L else MMOL_PER_L


def reported(mmol_per_l: float | None, mg_per_dl: float | None) -> tuple[float, str]:
    """Return the value and the unit of whichever was given; raise :class:`AmountError` for both or none."""
    name, value = one_of("serum magnesium", mmol_per_l=mmol_per_l, mg_per_dl=mg_per_dl)
    unit = MMOL_PER_L if name == "mmol_per_l" else MG_PER_DL
    return check_serum(value, unit), unit


def check_limit(value: object, unit: str, what: str) -> float:
    """Return a reference limit as a float; raise :class:`AmountError` where *unit* can't be right."""
    lower, upper = _LIMITS_LIE_IN[unit]
    hint = f"did you mean {other_unit(unit)}?"
    return Plausible(lower=lower, upper=upper, unit=unit, below=hint, above=hint).check(value, what)


def unit_caution(value: float, unit: str) -> tuple[str, ...]:
    """Say so where the number would be ordinary in another unit, and is not in its own."""
    ordinary = [
        name
        for name in (MMOL_PER_L, MG_PER_DL, "mEq/L", "mg/L")
        if convert(ORDINARY_MMOL_PER_L[0], MMOL_PER_L, name)
        <= value
        <= convert(ORDINARY_MMOL_PER_L[1], MMOL_PER_L, name)
    ]
    if not ordinary or unit in ordinary:
        return ()
    return (
        f"{value:g} {unit} is out of the ordinary, and would be ordinary in {' or '.join(ordinary)}: check the unit.",
    )
