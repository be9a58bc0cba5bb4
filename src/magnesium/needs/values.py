"""The bundled reference values: how much a person needs, and how much is too much.

Each authority has its own age bands; bands are half-open, in months, so every age has at most one
value of a kind in an edition. The id of a value is made from its content, not from its position::

    <authority>:<edition>:<kind>:<sex>:<life stage>:<ages>
    nasem:dri1997:ear:female:general:228-372
    uk:drv1991:rni:female:lactating:any

*sex* is ``female``, ``male`` or ``both``; *ages* are the months from (inclusive) and to (exclusive),
the latter empty if the band is open (``852-``), or ``any`` for a value without ages.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.search import Document
from magnesium.catalogs.tables import bundled_table
from magnesium.needs.editions import find_edition
from magnesium.needs.kinds import Confidence, ReferenceKind
from magnesium.needs.scopes import UpperLevelScope
from magnesium.people import Group, LifeStage, Sex
from magnesium.rendering.answers import Answer
from magnesium.rendering.blocks import Table


@attrs.frozen(kw_only=True, repr=False)
class ReferenceValue(Answer):
    """One figure of one edition, in mg of magnesium per day, for a group of people.

    *sex* is ``None`` if it applies to both; an open end of the age band is ``None``. *scope* states
    what the figure is compared with; *source* is a key of ``magnesium.sources``.
    """

    id: str
    mg_per_day: float
    """Magnesium per day; for an increment, the amount that is added."""
    kind: ReferenceKind
    """The body's name for it."""
    scope: UpperLevelScope
    """The part of an intake with which it is compared."""
    authority: str
    edition: str
    """Title of the publication."""
    year: int | None
    """Date of publication of the edition."""
    sex: Sex | None
    life_stage: LifeStage
    age_from_months: int | None
    age_to_months: int | None
    is_increment: bool
    """Whether it is added to the woman's value for her age."""
    note: str
    confidence: Confidence
    source: str

    @property
    def group(self) -> Group:
        """The people to whom it applies."""
        return Group.of(self)

    def __str__(self) -> str:
        return f"{self.kind.label} {self.mg_per_day:g} mg/day ({self.authority}, {self.edition})"


@attrs.frozen(kw_only=True, repr=False)
class UndeterminedValue(Answer):
    """A value that a body could not set, or that depends on something not stated; *reason* states which."""

    id: str
    kind: ReferenceKind
    scope: UpperLevelScope
    authority: str
    edition: str
    sex: Sex | None
    life_stage: LifeStage
    age_from_months: int | None
    age_to_months: int | None
    reason: str
    source: str

    @property
    def group(self) -> Group:
        """The people to whom it applies."""
        return Group.of(self)


Published = ReferenceValue | UndeterminedValue
T = TypeVar("T")


def values_table(values: Iterable[ReferenceValue]) -> Table:
    """Return a table of *values*."""
    rows = (
        (
            value.kind.label,
            value.scope,
            value.edition,
            # An increment comes on top of the woman's value for her age.
            f"{'+' if value.is_increment else ''}{value.mg_per_day:g} mg",
        )
        for value in values
    )
    return Table(("value", "compared with", "edition", "per day"), rows)


def value_id(edition_id: str, kind: str, group: Group) -> str:
    """Return the id of a value, made from its content.

    Args:
        edition_id: Id of the edition, such as "nasem:dri1997".
        kind: Kind of the value, such as "EAR".
        group: The people to whom it applies.

    >>> value_id("nasem:dri1997", "EAR", Group(sex="female", life_stage="general", age_from_months=852))
    'nasem:dri1997:ear:female:general:852-'
    """
    return f"{edition_id}:{kind.lower()}:{group.key}"


# --- the table ---------------------------------------------------------------------------------

COLUMNS = (
    "id",
    "authority",
    "edition",
    "year",
    "kind",
    "is_increment",
    "scope",
    "sex",
    "life_stage",
    "age_from_months",
    "age_to_months",
    "mg_per_day",
    "note",
    "confidence",
    "source",
)
_YES_NO = {"yes": True, "no": False}


def group_of_row(cell: Mapping[str, str]) -> Group:
    """Return the group to which a row of the table applies."""
    return Group(
        sex=None if cell["sex"] == "both" else Sex(cell["sex"]),
        life_stage=LifeStage(cell["life_stage"]),
        age_from_months=int(cell["age_from_months"]) if cell["age_from_months"] else None,
        age_to_months=int(cell["age_to_months"]) if cell["age_to_months"] else None,
    )


def _value(row: list[str]) -> Published:
    cell: dict[str, str] = dict(zip(COLUMNS, row, strict=True))
    of: dict[str, Any] = {
        **attrs.asdict(group_of_row(cell)),
        "id": cell["id"],
        "kind": ReferenceKind(cell["kind"]),
        "scope": UpperLevelScope(cell["scope"]),
        "authority": cell["authority"],
        "edition": find_edition(cell["authority"], cell["edition"]).title,
        "source": cell["source"],
    }
    if not cell["mg_per_day"]:
        return UndeterminedValue(reason=cell["note"], **of)
    return ReferenceValue(
        mg_per_day=float(cell["mg_per_day"]),
        year=int(cell["year"]) if cell["year"] else None,
        is_increment=_YES_NO[cell["is_increment"]],
        note=cell["note"],
        confidence=Confidence(cell["confidence"]),
        **of,
    )


@functools.cache
def _rows() -> Mapping[str, Published]:
    return bundled_table("reference_values.csv", COLUMNS, _value)


def _of_type(kind: type[T]) -> Mapping[str, T]:
    return MappingProxyType({id_: value for id_, value in _rows().items() if isinstance(value, kind)})


def _documents(records: Mapping[str, Published]) -> Iterable[Document]:
    for id_, value in records.items():
        name = f"{value.kind.label} {value.group}"
        yield Document(id=id_, names=(name,), extra=f"{id_} {value.authority} {value.edition}")


published_values: Catalog[ReferenceValue] = Catalog(
    ReferenceValue, load=lambda: _of_type(ReferenceValue), documents=_documents
)
"""Catalog of all figures of all editions by id, label values included.

>>> print(published_values["nasem:dri1997:rda:female:general:228-372"])
RDA 310 mg/day (nasem, DRI 1997)
"""

undetermined_values: Catalog[UndeterminedValue] = Catalog(
    UndeterminedValue, load=lambda: _of_type(UndeterminedValue), documents=_documents
)
"""Catalog of the values that a body could not set, by id."""


@functools.cache
def values_by_body() -> Mapping[str, tuple[Published, ...]]:
    """Return all values, label values included, by the body that sets them."""
    grouped: dict[str, list[Published]] = defaultdict(list)
    for value in _rows().values():
        grouped[value.authority].append(value)
    return MappingProxyType({body: tuple(values) for body, values in grouped.items()})


@functools.cache
def values_of(body: str, edition: str, kinds: tuple[ReferenceKind, ...]) -> tuple[tuple[Group, Published], ...]:
    """Return the values of some kinds in one edition, each with its group; values with a figure come first.

    Args:
        body: Id of the body.
        edition: Title of its edition.
        kinds: Kinds to return.
    """
    found = [value for value in values_by_body().get(body, ()) if value.edition == edition and value.kind in kinds]
    return tuple((value.group, value) for value in sorted(found, key=lambda v: isinstance(v, UndeterminedValue)))
