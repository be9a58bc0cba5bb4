"""Everyday names of foods ("oatmeal"), the plain food that each means, and a usual serving of it."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from types import MappingProxyType

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.fields import stored
from magnesium.catalogs.search import Document
from magnesium.rendering.answers import Answer


@attrs.frozen(kw_only=True, repr=False)
class Everyday(Answer):
    """An everyday name of a food, and the label of a usual serving ("" if absent)."""

    id: str = attrs.field(metadata=stored(column="names"))
    names: tuple[str, ...]
    """The everyday name."""
    food_ids: tuple[str, ...]
    """Id of the plain food that is meant; several, most usual first, if the name is ambiguous."""
    serving: str
    """Label of a usual serving, one of the food's portions."""


everyday_foods: Catalog[Everyday] = Catalog(
    Everyday,
    file="everyday.csv",
    title="Everyday names of foods, the plain food that they mean, and a usual serving of it",
    kind="everyday name",
    documents=lambda records: (Document(id=id_, names=everyday.names) for id_, everyday in records.items()),
)
"""Catalog of the everyday names of foods."""


@functools.cache
def everyday_names() -> Mapping[str, tuple[str, ...]]:
    """Return each everyday name with the ids of the foods that it can mean."""
    return MappingProxyType(
        {name: everyday.food_ids for everyday in everyday_foods.values() for name in everyday.names}
    )
