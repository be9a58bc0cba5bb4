"""Fields of records: accepted values, and their storage in bundled files.

A link between two catalogs is stored once, in the file where it is decided. The record at its other
end declares the reverse field with :func:`back_link`.
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
    """Separator of the values of a field with several."""
    read: Callable[[str], Any] | None = None
    """Reads one value; ``None`` for the reading by the type of the field."""


def stored(*, column: str | None = None, separator: str = "|", read: Callable[[str], Any] | None = None) -> Any:
    """Return the metadata of a field that a CSV file stores in an unusual way.

    Args:
        column: Name of the column; by default that of the field.
        separator: Separator of several values.
        read: Reads one value; by default by the type of the field.
    """
    return {_CELL: Cell(column=column, separator=separator, read=read)}


def cell(field: attrs.Attribute[Any]) -> Cell:
    """Return how a CSV file stores a field."""
    held: Cell = field.metadata.get(_CELL, Cell())
    return held


def text_field() -> Any:
    """Return a field for a string that is not empty."""
    return attrs.field(validator=filled)


def filled(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
    """Check that the string or tuple of a field is not empty.

    Args:
        _: The record.
        attribute: The field.
        value: Its value.
    """
    if not value or not isinstance(value, str | tuple):
        raise InvalidValueError(attribute.name, value, "must not be blank")


def one_of(*words: str) -> Callable[[object, attrs.Attribute[Any], object], None]:
    """Return a validator that accepts only some words."""

    def check(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
        member(value, words, attribute.name)

    return check


def texts(value: Iterable[str]) -> tuple[str, ...]:
    """Return a list of strings as a tuple; raise for a single string and for other elements."""
    reason = "must be a list of strings"
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
    """Return the metadata of a field that *read* derives from a record's id and stored fields."""
    return {_DERIVED: read}


def derivation(field: attrs.Attribute[Any]) -> Callable[[str, Mapping[str, Any]], Any] | None:
    """Return how a field is derived from the stored ones; ``None`` for a stored field."""
    return field.metadata.get(_DERIVED)


@attrs.frozen
class BackLink:
    """The reverse of a link: *link* names the TOML file (without extension) and the field that store it."""

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
