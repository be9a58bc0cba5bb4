"""Parts of records: the classes and vocabularies in the fields of a record."""

from __future__ import annotations

import enum
import typing
from collections.abc import Iterator
from typing import Any

import attrs


def parts_of(record: type[Any]) -> tuple[type[Any], ...]:
    """Return the distinct classes and vocabularies inside a record, at any depth.

    >>> from magnesium import Source, Symptom
    >>> parts_of(Source), "Evidence" in {part.__name__ for part in parts_of(Symptom)}
    ((<enum 'SourceClass'>,), True)
    """
    found: dict[type[Any], None] = {}
    _collect(record, found)
    return tuple(part for part in found if part is not record)


def _collect(record: type[Any], found: dict[type[Any], None]) -> None:
    found[record] = None
    hints = typing.get_type_hints(record) if attrs.has(record) else {}
    for field in hints.values():
        for kind in _classes(field):
            if kind not in found:
                _collect(kind, found)


def _classes(hint: Any) -> Iterator[type[Any]]:
    """Yield the classes of records and the vocabularies in a type."""
    if isinstance(hint, type) and (attrs.has(hint) or issubclass(hint, enum.Enum)):
        yield hint
    for inner in typing.get_args(hint):
        yield from _classes(inner)
