"""The limits of serum magnesium in the Common Terminology Criteria for Adverse Events (CTCAE)."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.fields import text_field
from magnesium.errors import InvalidValueError, NotFoundError, UnitError
from magnesium.evidence import Direction
from magnesium.laboratory.measures import MG_PER_DL, MMOL_PER_L
from magnesium.rendering.answers import Answer

CtcaeVersion = Literal[5, 6, "5", "6", "5.0", "6.0", "v5", "v6", "v5.0", "v6.0"]
"""The versions of CTCAE whose limits are bundled, as numbers or strings, ignoring case."""

DEFAULT_VERSION: Final = 5


def _from_2_to_4(_: object, attribute: attrs.Attribute[int], value: object) -> None:
    if value not in (2, 3, 4):
        raise InvalidValueError(attribute.name, value, "must be 2, 3 or 4")


@attrs.frozen(kw_only=True, repr=False)
class CtcaeLimit(Answer):
    """The value beyond which serum magnesium has a grade; the limit itself has the milder grade.

    Grade 1 begins at the laboratory's own limit, so it has none here.
    """

    id: str = text_field()
    version: int
    """The version of CTCAE."""
    direction: Direction
    """Whether the grade applies to values below or above the limit."""
    grade: int = attrs.field(validator=_from_2_to_4)
    """The grade, 2 to 4."""
    mmol_per_l: float
    """The limit as published in mmol/L."""
    mg_per_dl: float
    """The limit as published in mg/dL; not exactly the same concentration, since both are rounded."""
    source: str = text_field()

    @property
    def name(self) -> str:
        """The version, the grade and the side."""
        return f"CTCAE v{self.version} grade {self.grade}, {self.direction}"

    def limit(self, unit: str) -> float:
        """Return the limit as published in *unit*, "mmol/L" or "mg/dL"."""
        limits = {MMOL_PER_L: self.mmol_per_l, MG_PER_DL: self.mg_per_dl}
        if unit not in tuple(limits):
            raise UnitError(str(unit), "is not a unit of these limits", tuple(limits))
        return limits[unit]


ctcae_limits: Catalog[CtcaeLimit] = Catalog(
    CtcaeLimit, file="ctcae_limits.csv", title="CTCAE limits of serum magnesium", kind="CTCAE limit"
)
"""Catalog of the limits of CTCAE grades 2 to 4, by version.

>>> ctcae_limits["ctcae6-low-2"].limit("mg/dL")
1.2
"""


def ctcae_version(version: CtcaeVersion) -> int:
    """Return a version of CTCAE as a number.

    Raises :class:`NotFoundError` for a version that is not bundled.

    >>> ctcae_version("v6.0"), ctcae_version(5)
    (6, 5)
    """
    versions = _by_version()
    plain = version.strip().lower().removeprefix("v").removesuffix(".0") if isinstance(version, str) else version
    for known in versions:
        if type(plain) in {int, str} and str(plain) == str(known):
            return known
    raise NotFoundError("CTCAE version", str(version), (), f"expected one of {', '.join(map(str, versions))}")


def limits_of(direction: Direction, version: int = DEFAULT_VERSION) -> tuple[CtcaeLimit, ...]:
    """Return the limits of one direction and version, from the mildest grade to the worst."""
    return _by_version()[version][direction]


@functools.cache
def _by_version() -> Mapping[int, Mapping[Direction, tuple[CtcaeLimit, ...]]]:
    limits = sorted(ctcae_limits.values(), key=lambda limit: (limit.version, limit.grade))
    return MappingProxyType(
        {
            version: MappingProxyType(
                {
                    direction: tuple(one for one in limits if (one.version, one.direction) == (version, direction))
                    for direction in (Direction.TOO_LITTLE, Direction.TOO_MUCH)
                }
            )
            for version in dict.fromkeys(limit.version for limit in limits)
        }
    )
