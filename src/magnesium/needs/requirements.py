"""Variation of the requirement between people."""

from __future__ import annotations

from magnesium.errors import NotFoundError
from magnesium.needs.editions import Edition, editions, find_edition
from magnesium.needs.values import ReferenceValue

_STATED_BY = "nasem:dri1997"
"""The edition whose coefficient of variation is used for those that state none."""


def requirement_cv(ear: ReferenceValue | None = None) -> float:
    """Return the coefficient of variation of the requirement behind an EAR.

    Its edition states it; otherwise, and for an EAR that is not bundled, that of NASEM is used (``iom1997``).

    >>> requirement_cv()
    0.1
    """
    edition = None if ear is None else _edition(ear)
    stated = None if edition is None else edition.requirement_cv
    stated = editions[_STATED_BY].requirement_cv if stated is None else stated
    if stated is None:
        raise NotFoundError("requirement CV", _STATED_BY)
    return stated


def _edition(value: ReferenceValue) -> Edition | None:
    try:
        return find_edition(value.authority, value.edition)
    except NotFoundError:
        return None
