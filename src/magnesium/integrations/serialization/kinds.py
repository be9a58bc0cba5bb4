"""The types of records that a document can hold."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType, ModuleType
from typing import Any

import attrs

import magnesium as mg
from magnesium import laboratory
from magnesium.catalogs.parts import parts_of
from magnesium.catalogs.results import BestMatch, SearchResults
from magnesium.conversions import Conversion
from magnesium.errors import NotFoundError, instance
from magnesium.foods.compounds import Compound
from magnesium.foods.entries import Entry
from magnesium.foods.foods import Food
from magnesium.foods.items import UnknownItem
from magnesium.foods.waters import Water
from magnesium.intake.intake import IntakeGroups
from magnesium.intake.log_totals import LogTotals
from magnesium.intake.recipes import Recipe
from magnesium.intake.suggestions import Suggestions
from magnesium.laboratory.measures import Measurement
from magnesium.needs.compare import MissingValues
from magnesium.rendering.answers import Answer

CATEGORY: Any = laboratory.ExcretionRange | laboratory.FiltrationRange | None
"""Result categories that no type field distinguishes; the vocabularies have no word in common."""

ITEMS: Mapping[str, type[Any]] = MappingProxyType(
    {kind.__name__: kind for kind in (Food, Water, Compound, UnknownItem, Recipe)}
)
"""Possible items of an entry; an item in an entry states its type."""

_NO_RECORDS = frozenset({"Problem"})
"""A problem is part of an error."""

_OTHERS: tuple[type[Any], ...] = (
    BestMatch,
    Conversion,
    IntakeGroups,
    LogTotals,
    MissingValues,
    SearchResults,
    Suggestions,
    UnknownItem,
)
"""Answers that are neither public nor bundled."""


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
    whole = dict.fromkeys((*named, *bundled, *_OTHERS))
    parts = (part for kind in whole for part in parts_of(kind) if attrs.has(part))
    return MappingProxyType({kind.__name__: kind for kind in (*whole, *parts)})


@functools.cache
def population_types() -> Mapping[str, type[Any]]:
    """Return the types of answers about populations, by name; empty without their extra."""
    if find_spec("numpy") is None or find_spec("scipy") is None:
        return MappingProxyType({})
    room = import_module("magnesium.population")
    public = (getattr(room, name) for name in room.__all__)
    return MappingProxyType(
        {kind.__name__: kind for kind in public if isinstance(kind, type) and issubclass(kind, Answer)}
    )


def find_type(name: object) -> type[Any] | None:
    """Return the type with this name that a document can hold; ``None`` if absent."""
    if not isinstance(name, str):
        return None
    return record_types().get(name) or population_types().get(name)


def type_name(kind: type[Any]) -> str:
    """Return the name of a type in documents; raise :class:`NotFoundError` for a type that they cannot hold."""
    instance(kind, type, "kind", "must be a class of records, such as magnesium.Food")
    if find_type(kind.__name__) is kind:
        return kind.__name__
    raise NotFoundError("type of record", kind.__name__, (), f"there are {', '.join(sorted(record_types()))}")


def written_as(kind: type[Any]) -> Any:
    """Return *kind*, with the possible classes of a result if the type does not state them."""
    return Measurement[CATEGORY] if kind is Measurement else kind


def readable(value: Any) -> None:
    """Check that a record with open types can be read back.

    Raises :class:`NotFoundError` for an item, or the class of a measurement, of a caller's own type.
    """
    if isinstance(value, tuple):
        for inner in value:
            readable(inner)
    if not attrs.has(type(value)):
        return
    if isinstance(value, Entry) and ITEMS.get(type(value.item).__name__) is not type(value.item):
        raise NotFoundError("type of item", type(value.item).__name__, (), f"a document holds {', '.join(ITEMS)}")
    if type(value) is Measurement and not isinstance(value.category, CATEGORY):
        reason = f"a {type(value.category).__name__} cannot be read back"
        raise NotFoundError("class of a measurement", str(value.category), (), reason)
    for field in attrs.fields(type(value)):
        readable(getattr(value, field.name))
