"""The limits of serum magnesium in the Common Terminology Criteria for Adverse Events (CTCAE)."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.fields import text_field
from magnesium.errors import InvalidValueError, NotFoundError, UnitError
from magnesium.evidence import Direction
from magnesium.laboratory.measures import MG_PER_DL, MMOL_PER_L
from magnesium.rendering.answers import Answer

CtcaeVersion = Literal[5, 6]
"""The versions of CTCAE whose limits are bundled."""

DEFAULT_VERSION: CtcaeVersion = 5


def _from_2_to_4(_: object, attribute: attrs.Attribute[int], value: object) -> None:
    if value not in (2, 3, 4):
        raise InvalidValueError(attribute.name, value, "must be 2, 3 or 4")


@attrs.frozen(kw_only=True, repr=False)
class CtcaeLimit(Answer):
    """The value beyond which serum magnesium has a grade; the limit itself belongs to the milder grade.

    Grade 1 begins at the laboratory's own limit, so it has none here.
    """

    id: str = text_field()
    version: int
    """The version of CTCAE."""
    direction: Direction
    """Whether the grade is of a value below the limit or above it."""
    grade: int = attrs.field(validator=_from_2_to_4)
    """The grade, 2 to 4."""
    mmol_per_l: float
    """The limit as published in mmol/L."""
    mg_per_dl: float
    """The limit as published in mg/dL; not the same concentration, as both are rounded."""
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


def limits_of(direction: Direction, version: object = DEFAULT_VERSION) -> tuple[CtcaeLimit, ...]:
    """Return the limits of one direction and version, from the mildest grade to the worst.

    Raises :class:`NotFoundError` for a version that is not bundled.
    """
    versions = _by_version()
    if not isinstance(version, int) or version not in versions:
        raise NotFoundError("CTCAE version", str(version), (), f"expected one of {', '.join(map(str, versions))}")
    return versions[version][direction]


@functools.cache
def _by_version() -> Mapping[int, Mapping[Direction, tuple[CtcaeLimit, ...]]]:
    limits = sorted(ctcae_limits.values(), key=lambda limit: (limit.version, limit.grade))
    return MappingProxyType(
        {
            version: MappingProxyType(
                {
                    direction: tuple(one for one in limits if (one.version, one.direction) == (version, direction))
                    for direction in Direction
                }
            )
            for version in dict.fromkeys(limit.version for limit in limits)
        }
    )
