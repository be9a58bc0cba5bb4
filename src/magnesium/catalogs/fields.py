"""Fields of records: what they accept, and how a bundled file stores them.

A link between two catalogs is stored once, in the file where it is decided. The record at its other
end declares the field that reads it backwards with :func:`back_link`.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

import attrs

from magnesium.catalogs.tables import toml_tables
from magnesium.errors import InvalidValueError, list_of, member

_T = TypeVar("_T")
_DERIVED = "derived"
_CELL = "cell"


@attrs.frozen(kw_only=True)
class Cell:
    """How a CSV file stores a field."""

    column: str | None = None
    """Name of the column; ``None`` for that of the field."""
    separator: str = "|"
    """Between the values of a field that holds several."""
    read: Callable[[str], Any] | None = None
    """Reads one value; ``None`` for the reading by the type of the field."""


def stored(*, column: str | None = None, separator: str = "|", read: Callable[[str], Any] | None = None) -> Any:
    """Return the metadata of a field that a CSV file stores in an unusual way."""
    return {_CELL: Cell(column=column, separator=separator, read=read)}


def cell(field: attrs.Attribute[Any]) -> Cell:
    """Return how a CSV file stores a field."""
    held: Cell = field.metadata.get(_CELL, Cell())
    return held


def text_field() -> Any:
    """Return a field that holds a text of at least one character."""
    return attrs.field(validator=filled)


def filled(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    """Check that a field holds a text of at least one character, or a tuple of at least one value."""
    if not value or not isinstance(value, str | tuple):
        raise InvalidValueError(attribute.name, value, "must not be blank")


def one_of(*words: str) -> Callable[[object, attrs.Attribute[Any], object], None]:
    """Return the check that a field holds one of some words."""

    def check(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
        member(value, words, attribute.name)

    return check


def texts(value: Iterable[str]) -> tuple[str, ...]:
    """Return a list of texts as a tuple; raise for a single text and for other things in it."""
    reason = "must be a list of texts"
    found = list_of(value, "value", reason)
    if not all(map(_is_text, found)):
        raise InvalidValueError("value", value, reason)
    return found


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def nested(kind: type[_T], value: Iterable[Any]) -> tuple[_T, ...]:
    """Return records of *kind* that a file stores as a list of tables inside another record."""
    return tuple(part(kind, item) for item in list_of(value, "value", f"must be a list of {kind.__name__}"))


def part(kind: type[_T], value: Any) -> _T:
    """Return a record of *kind* that a file stores as a table inside another record."""
    if isinstance(value, kind):
        return value
    fields: tuple[attrs.Attribute[Any], ...] = attrs.fields(kind)  # type: ignore[arg-type]
    needed = {field.name for field in fields if field.default is attrs.NOTHING}
    known = {field.name for field in fields}
    if isinstance(value, Mapping) and needed <= value.keys() <= known:
        return kind(**value)
    raise InvalidValueError("value", value, f"must be a {kind.__name__}, or a table of its fields")


# --- derived fields ----------------------------------------------------------------------------


def derived(read: Callable[[str, Mapping[str, Any]], Any]) -> Any:
    """Return the metadata of a field that is made of a record's id and its stored fields, by *read*."""
    return {_DERIVED: read}


def derivation(field: attrs.Attribute[Any]) -> Callable[[str, Mapping[str, Any]], Any] | None:
    """Return how a field is made of the stored ones; ``None`` for a field that is stored itself."""
    return field.metadata.get(_DERIVED)


@attrs.frozen
class BackLink:
    """The reverse of a link: *link* names the TOML file (without its ending) and the field that store it."""

    link: str

    def __call__(self, id_: str, _: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the ids of the records whose field names *id_*."""
        return linked(self.link).get(id_, ())


def back_link(link: str) -> Any:
    """Return a field with the ids of the records that name this one in *link*, such as "symptoms.mechanisms"."""
    return attrs.field(default=(), converter=texts, metadata=derived(BackLink(link)))


@functools.cache
def linked(link: str) -> Mapping[str, tuple[str, ...]]:
    """Return, for each id that the field *link* names ("symptoms.mechanisms"), the ids of the records that name it."""
    name, _, field = link.partition(".")
    found: defaultdict[str, list[str]] = defaultdict(list)
    for id_, fields in toml_tables(f"{name}.toml").items():
        for target in fields.get(field, ()):
            found[target].append(id_)
    return MappingProxyType({target: tuple(ids) for target, ids in found.items()})
