"""Reference intervals of serum magnesium: those of publications, and a laboratory's own."""

from __future__ import annotations

from types import MappingProxyType

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.fields import text_field, texts
from magnesium.errors import AmountError, UnitError
from magnesium.evidence import Direction
from magnesium.laboratory.grade_limits import limits_of
from magnesium.laboratory.measures import MEQ_PER_L, MG_PER_DL, MMOL_PER_L, Plausible, in_unit
from magnesium.rendering.answers import Answer
from magnesium.units import amount, convert

_OTHER = MappingProxyType({MMOL_PER_L: MG_PER_DL, MG_PER_DL: MMOL_PER_L})
_HINTS = MappingProxyType(
    {
        MMOL_PER_L: "did you mean mg/dL or mEq/L?",
        MG_PER_DL: "did you mean mmol/L?",
        MEQ_PER_L: "did you mean mmol/L or mg/dL?",
    }
)


def other_unit(unit: str) -> str:
    """Return mg/dL for mmol/L and the reverse; raise :class:`UnitError` for anything else."""
    if unit not in tuple(_OTHER):
        raise UnitError(str(unit), "is not a unit of these limits of serum magnesium", tuple(_OTHER))
    return _OTHER[unit]


def check_limit(value: object, unit: str, what: str) -> float:
    """Return a reference limit as a float.

    A laboratory's limits are within the range of CTCAE grades 0 and 1. A limit outside is in the wrong unit: no
    published limit in mmol/L (0.6 to 1.15) is in the range of mg/dL, nor one in mg/dL (1.46 to 2.7)
    in that of mmol/L.

    Args:
        value: The limit.
        unit: Its unit.
        what: Name of the limit in an error.

    Raises:
        AmountError: The limit is impossible in *unit*.
    """
    lower, upper = (limits_of(direction)[0] for direction in (Direction.TOO_LITTLE, Direction.TOO_MUCH))
    published = MMOL_PER_L if unit == MEQ_PER_L else unit
    bounds = Plausible(
        lower=in_unit(lower.limit(published), published, unit),
        upper=in_unit(upper.limit(published), published, unit),
        unit=unit,
        below=_HINTS[unit],
        above=_HINTS[unit],
    )
    return bounds.check(value, what)


def _number(value: float | None) -> float | None:
    return None if value is None else amount(value, "limit of serum magnesium")


@attrs.frozen(kw_only=True, repr=False)
class ReferenceInterval(Answer):
    """Limits of a normal serum value by one publication or laboratory.

    Limits are in the units in which they were published; ``None`` means not published.
    Raises :class:`AmountError` for implausible limits, and if all are missing.
    """

    id: str = text_field()
    name: str = text_field()
    """Publisher or owner of the limits."""
    lower_mmol_per_l: float | None = attrs.field(default=None, converter=_number)
    """The lower limit as published in mmol/L."""
    upper_mmol_per_l: float | None = attrs.field(default=None, converter=_number)
    """The upper limit as published in mmol/L."""
    lower_mg_per_dl: float | None = attrs.field(default=None, converter=_number)
    """The lower limit as published in mg/dL."""
    upper_mg_per_dl: float | None = attrs.field(default=None, converter=_number)
    """The upper limit as published in mg/dL."""
    sources: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Keys of :data:`magnesium.sources`; empty for limits from the caller."""
    group: str = "adults who are not pregnant"
    """The people to whom they apply."""
    age_from_years: float = 18.0
    """The age from which they apply."""
    age_to_years: float | None = None
    """The age below which they apply; ``None`` means no limit."""
    is_of_pregnancy: bool = False
    """Whether they apply in pregnancy, and only there."""
    is_proposal: bool = False
    """Whether this is a proposal of some authors rather than a laboratory's interval."""
    note: str = ""
    note_sources: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Keys of :data:`magnesium.sources` for figures in the note that the sources of the limits do not state."""

    def __attrs_post_init__(self) -> None:
        limits = self._printed()
        for (side, unit), value in limits.items():
            if value is not None:
                check_limit(value, unit, f"{side} limit")
        if all(value is None for value in limits.values()):
            raise AmountError("reference interval", None, "needs a lower or an upper limit")
        for unit in (MMOL_PER_L, MG_PER_DL):
            lower, upper = self.limits(unit)
            if lower is not None and upper is not None and lower >= upper:
                raise AmountError(
                    "reference interval", (lower, upper), f"must have the lower limit below the upper one ({unit})"
                )

    def fits(self, *, age_years: float, is_pregnant: bool) -> bool:
        """Return whether the limits apply to a person.

        >>> reference_intervals["alfredpath-children"].fits(age_years=6, is_pregnant=False)
        True
        """
        is_of_age = self.age_from_years <= age_years < (self.age_to_years or float("inf"))
        return is_pregnant if self.is_of_pregnancy else is_of_age and not is_pregnant

    def _printed(self) -> dict[tuple[str, str], float | None]:
        return {
            ("lower", MMOL_PER_L): self.lower_mmol_per_l,
            ("upper", MMOL_PER_L): self.upper_mmol_per_l,
            ("lower", MG_PER_DL): self.lower_mg_per_dl,
            ("upper", MG_PER_DL): self.upper_mg_per_dl,
        }

    def limits(self, unit: str) -> tuple[float | None, float | None]:
        """Return the lower and the upper limit in *unit*, "mmol/L" or "mg/dL"; ``None`` if absent.

        A limit that was published only in the other unit is converted, unrounded. Raises
        :class:`UnitError` for another unit.

        >>> reference_intervals["iom1997"].limits("mg/dL")
        (1.8, 2.3)
        """
        other = other_unit(unit)
        printed = self._printed()

        def limit(side: str) -> float | None:
            there = printed[side, unit]
            if there is not None:
                return there
            elsewhere = printed[side, other]
            return None if elsewhere is None else convert(elsewhere, other, unit)

        return limit("lower"), limit("upper")

    def is_converted(self, unit: str) -> bool:
        """Return whether a limit in *unit* is converted rather than as published."""
        printed, other = self._printed(), other_unit(unit)
        return any(printed[side, unit] is None and printed[side, other] is not None for side in ("lower", "upper"))


reference_intervals: Catalog[ReferenceInterval] = Catalog(
    ReferenceInterval, file="reference_intervals.toml", title="Reference intervals of serum magnesium"
)
"""Catalog of published reference intervals. They differ, and none is a default."""


def own_interval(
    *,
    lower_mmol_per_l: float | None = None,
    upper_mmol_per_l: float | None = None,
    lower_mg_per_dl: float | None = None,
    upper_mg_per_dl: float | None = None,
    lower_meq_per_l: float | None = None,
    upper_meq_per_l: float | None = None,
) -> ReferenceInterval:
    """Return the limits that a laboratory's report states, in its unit.

    Either limit may be missing; then what it would decide stays undetermined. Limits in mEq/L are
    halved to mmol/L.

    Args:
        lower_mmol_per_l: Lower limit in mmol/L.
        upper_mmol_per_l: Upper limit in mmol/L.
        lower_mg_per_dl: Lower limit in mg/dL.
        upper_mg_per_dl: Upper limit in mg/dL.
        lower_meq_per_l: Lower limit in mEq/L.
        upper_meq_per_l: Upper limit in mEq/L.

    Raises:
        UnitError: The limits are in two units.
        AmountError: A limit is implausible; mostly it is in the wrong unit.

    >>> own_interval(lower_mmol_per_l=0.66, upper_mmol_per_l=1.07).limits("mmol/L")
    (0.66, 1.07)
    >>> own_interval(lower_meq_per_l=1.5, upper_meq_per_l=1.9).limits("mmol/L")
    (0.75, 0.95)
    """
    given = {
        MMOL_PER_L: (lower_mmol_per_l, upper_mmol_per_l),
        MG_PER_DL: (lower_mg_per_dl, upper_mg_per_dl),
        MEQ_PER_L: (lower_meq_per_l, upper_meq_per_l),
    }
    units = [unit for unit, limits in given.items() if limits != (None, None)]
    if len(units) > 1:
        raise UnitError(" and ".join(units), "give both limits in the unit of the laboratory's report")
    if units == [MEQ_PER_L]:
        lower_mmol_per_l = _in_mmol_per_l(lower_meq_per_l, "lower limit")
        upper_mmol_per_l = _in_mmol_per_l(upper_meq_per_l, "upper limit")
    return ReferenceInterval(
        id="own",
        name="the laboratory's own limits",
        lower_mmol_per_l=lower_mmol_per_l,
        upper_mmol_per_l=upper_mmol_per_l,
        lower_mg_per_dl=lower_mg_per_dl,
        upper_mg_per_dl=upper_mg_per_dl,
    )


def _in_mmol_per_l(meq_per_l: float | None, what: str) -> float | None:
    return None if meq_per_l is None else in_unit(check_limit(meq_per_l, MEQ_PER_L, what), MEQ_PER_L, MMOL_PER_L)
