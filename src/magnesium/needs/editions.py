"""Editions: the publications in which a body sets its values, and when each was in force.

Dates are as precise as they are known: ``1997``, ``2021-03`` or ``2025-12-31``. An edition whose
day or month is unknown counts from the first day of the period.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Mapping
from types import MappingProxyType

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.fields import texts
from magnesium.catalogs.search import Document
from magnesium.errors import InvalidValueError, NotFoundError
from magnesium.rendering.answers import Answer

_REST = {len("1997"): "-01-01", len("2021-03"): "-01", len("2025-12-31"): ""}
"""What completes a date that is known to the year, the month or the day."""


def _first_day(text: str) -> dt.date:
    return dt.date.fromisoformat(text + _REST[len(text)])


def _known_date(_: object, attribute: attrs.Attribute[str | None], value: str | None) -> None:
    if value is not None:
        try:
            _first_day(value)
        except (KeyError, TypeError, ValueError):
            raise InvalidValueError(attribute.name, value, "must be a date, a month or a year") from None


@attrs.frozen(kw_only=True, repr=False)
class Edition(Answer):
    """One publication of a body's values.

    >>> print(editions["japan:dris2020"])
    DRIs 2020 (japan); superseded 2025-04 by DRIs 2025
    """

    id: str
    """The body and a short name, as in ``nasem:dri1997``."""
    title: str
    """Its title, as the body states it."""
    year: int | None = None
    """Year in its name or of its publication; ``None`` if not verified."""
    published: str | None = attrs.field(default=None, validator=_known_date)
    """Date of publication, as precise as it is known."""
    applies_from: str | None = attrs.field(default=None, validator=_known_date)
    """Date from which it is in force, if later than its publication."""
    superseded: str | None = attrs.field(default=None, validator=_known_date)
    """Date from which a newer edition is in force."""
    superseded_by: str | None = None
    """Id of the newer edition, or its name if it is not bundled."""
    requirement_cv: float | None = None
    """Coefficient of variation of the requirement, if the body states it."""
    source: str
    confirmed_by: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Keys in the bibliography of further works that print the same figures."""
    note: str = ""

    @property
    def name(self) -> str:
        """The title."""
        return self.title

    @property
    def authority(self) -> str:
        """Id of the authority, or of the label body."""
        return self.id.partition(":")[0]

    @property
    def begins(self) -> dt.date | None:
        """First day on which it was in force; ``None`` if unknown."""
        known = self.applies_from or self.published
        return None if known is None else _first_day(known)

    @property
    def ends(self) -> dt.date | None:
        """First day on which it was no longer in force; ``None`` if it is the newest."""
        return None if self.superseded is None else _first_day(self.superseded)

    @property
    def lacks_successor(self) -> bool:
        """Whether it was superseded by an edition that is not bundled."""
        return self.superseded_by is not None and self.superseded_by not in editions

    @property
    def status(self) -> str:
        """When it was superseded, and by what; empty for the newest edition."""
        if self.superseded_by is None:
            return ""
        if self.lacks_successor:
            return f"superseded {self.superseded} by {self.superseded_by}, which is not bundled"
        return f"superseded {self.superseded} by {editions[self.superseded_by].title}"

    def __str__(self) -> str:
        return f"{self.title} ({self.authority})" + (f"; {self.status}" if self.status else "")


editions: Catalog[Edition] = Catalog(
    Edition,
    file="editions.toml",
    title="Editions of reference values and label values",
    documents=lambda records: (
        Document(id=id_, names=(edition.title,), extra=edition.authority) for id_, edition in records.items()
    ),
)
"""Catalog of the editions of every authority and label body.

>>> editions["korea:kdri2020"].superseded
'2025-12-31'
"""


@functools.cache
def _by_body() -> Mapping[str, tuple[Edition, ...]]:
    ordered = sorted(editions.values(), key=lambda edition: edition.begins or dt.date.min)
    bodies = dict.fromkeys(edition.authority for edition in ordered)
    return MappingProxyType({body: tuple(one for one in ordered if one.authority == body) for body in bodies})


def editions_of(body: str) -> tuple[Edition, ...]:
    """Return the editions of an authority or a label body, oldest first."""
    return _by_body().get(body, ())


def find_edition(body: str, name: str) -> Edition:
    """Return the edition of *body* whose title or id is *name*, ignoring case.

    Raises :class:`~magnesium.NotFoundError` that lists the editions of that body.

    >>> find_edition("japan", "DRIs 2020").id, find_edition("japan", "dris2020").id
    ('japan:dris2020', 'japan:dris2020')
    """
    wanted = str(name).strip().casefold()
    for edition in editions_of(body):
        if wanted in {edition.title.casefold(), edition.id, edition.id.removeprefix(f"{body}:")}:
            return edition
    raise NotFoundError(f"edition of {body}", str(name), tuple(edition.title for edition in editions_of(body)))


def edition_or_day(body: str, edition: str | None, as_of: dt.date | str | None) -> tuple[str | None, dt.date | None]:
    """Return the title of an edition of *body* or a day, whichever was given; at most one of the two.

    Args:
        body: Id of the body.
        edition: Title or id of an edition.
        as_of: A date, or a string such as "2024-12-31".

    Raises:
        NotFoundError: The edition is unknown.
        InvalidValueError: *as_of* is not a date, or both are given.

    >>> edition_or_day("japan", "dris2020", None), edition_or_day("japan", None, "2024-12-31")
    (('DRIs 2020', None), (None, datetime.date(2024, 12, 31)))
    """
    if edition is not None and as_of is not None:
        raise InvalidValueError("as_of", as_of, f"cannot be combined with edition {edition!r}; give one of them")
    title = None if edition is None else find_edition(body, edition).title
    return title, None if as_of is None else date_of(as_of)


def date_of(as_of: dt.date | str) -> dt.date:
    """Return the day that *as_of* states, a date or a string such as "2024-12-31".

    Raises :class:`~magnesium.InvalidValueError` for anything else.
    """
    if isinstance(as_of, dt.datetime):
        return as_of.date()
    if isinstance(as_of, dt.date):
        return as_of
    try:
        return dt.date.fromisoformat(as_of)
    except (TypeError, ValueError):
        raise InvalidValueError("as_of", as_of, "must be a date such as 2024-12-31") from None
