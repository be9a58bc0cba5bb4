"""Authorities: the bodies that set reference values, their editions and their values."""

from __future__ import annotations

import datetime as dt

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.fields import texts
from magnesium.catalogs.search import Document
from magnesium.errors import InvalidValueError
from magnesium.needs.editions import editions_of
from magnesium.needs.kinds import FAMILIES, Family
from magnesium.needs.naming import body_named
from magnesium.needs.values import Published, ReferenceValue, UndeterminedValue, values_by_body, values_of
from magnesium.rendering.answers import Answer


@attrs.frozen(kw_only=True, repr=False)
class Authority(Answer):
    """A body that sets reference values.

    >>> print(authorities["efsa"])
    European Food Safety Authority (EFSA), European Union
    """

    id: str
    name: str
    region: str
    """Country or region that its values are for."""
    names: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Other names that ``authority=`` accepts, ignoring case."""

    @property
    def editions(self) -> tuple[str, ...]:
        """Titles of its editions with figures, oldest first; the records are in ``magnesium.editions``."""
        holding = {value.edition for value in self.values}
        return tuple(edition.title for edition in editions_of(self.id) if edition.title in holding)

    @property
    def values(self) -> tuple[ReferenceValue, ...]:
        """All figures of all editions."""
        return tuple(value for value in values_by_body().get(self.id, ()) if isinstance(value, ReferenceValue))

    @property
    def undetermined(self) -> tuple[UndeterminedValue, ...]:
        """Values that it could not set."""
        return tuple(value for value in values_by_body().get(self.id, ()) if isinstance(value, UndeterminedValue))

    @property
    def every(self) -> tuple[Published, ...]:
        """All rows of all editions; those without a figure come last."""
        return (*self.values, *self.undetermined)

    def edition_of(self, family: Family, *, as_of: dt.date | None = None) -> str | None:
        """Return the newest edition (in force *as_of* a date) that sets values of a *family* such as "rda"."""
        if family not in tuple(FAMILIES):
            raise InvalidValueError("family", family, f"must be one of {', '.join(FAMILIES)}")
        kinds = FAMILIES[family]
        for edition in reversed(editions_of(self.id)):
            begun = as_of is None or (edition.begins is not None and edition.begins <= as_of)
            if begun and values_of(self.id, edition.title, kinds):
                return edition.title
        return None

    def __str__(self) -> str:
        return f"{self.name}, {self.region}"


authorities: Catalog[Authority] = Catalog(
    Authority,
    file="authorities.toml",
    title="Bodies that set dietary reference values for magnesium",
    documents=lambda records: (
        Document(id=id_, names=(id_, body.name, *body.names), extra=body.region) for id_, body in records.items()
    ),
)
"""Catalog of the bodies that set reference values."""


def authority_named(authority: Authority | str) -> Authority:
    """Return the authority with this id, name or alias, ignoring case.

    >>> authority_named("Health Canada").id, authority_named("DGE").id, authority_named("sacn").id
    ('nasem', 'dach', 'uk')
    """
    return body_named(authorities, authority)
