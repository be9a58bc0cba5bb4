"""The types of records that a document can hold."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from types import MappingProxyType, ModuleType
from typing import Any

import attrs

import magnesium as mg
from magnesium import laboratory
from magnesium.catalogs.parts import parts_of
from magnesium.errors import NotFoundError
from magnesium.foods.compounds import Compound
from magnesium.foods.foods import Food
from magnesium.foods.items import UnknownItem
from magnesium.foods.waters import Water
from magnesium.laboratory.measures import Measurement
from magnesium.needs.compare import MissingValues

CATEGORY: Any = laboratory.ExcretionRange | laboratory.FiltrationRange | None
"""The classes of results without a type of their own; the vocabularies have no text in common."""

ITEMS: Mapping[str, type[Any]] = MappingProxyType(
    {kind.__name__: kind for kind in (Food, Water, Compound, UnknownItem)}
)
"""What an entry may hold; an item in an entry states its type."""

_NO_RECORDS = frozenset({"Problem"})
"""A problem is part of an error."""


@functools.cache
def record_types() -> Mapping[str, type[Any]]:
    """Return every type of record that a document can hold, by its name.

    >>> record_types()["Food"] is Food, "Adequacy" in record_types()
    (True, True)
    """
    rooms = (mg, *(value for name in mg.__all__ if isinstance(value := getattr(mg, name), ModuleType)))
    names = ((room, name) for room in rooms for name in getattr(room, "__all__", ()) if name not in _NO_RECORDS)
    public = (getattr(room, name) for room, name in names)
    named = [value for value in public if isinstance(value, type) and attrs.has(value)]
    bundled = [catalog.record for catalog in mg.catalogs.all().values()]
    whole = dict.fromkeys((*named, *bundled, MissingValues, UnknownItem))
    parts = (part for kind in whole for part in parts_of(kind) if attrs.has(part))
    return MappingProxyType({kind.__name__: kind for kind in (*whole, *parts)})


def type_name(kind: type[Any]) -> str:
    """Return the name of a type in documents; raise :class:`NotFoundError` for a type that they cannot hold."""
    if record_types().get(kind.__name__) is kind:
        return kind.__name__
    raise NotFoundError("type of record", kind.__name__, (), f"there are {', '.join(sorted(record_types()))}")


def written_as(kind: type[Any]) -> Any:
    """Return *kind*, with the possible classes of a result if the type leaves them open."""
    return Measurement[CATEGORY] if kind is Measurement else kind
