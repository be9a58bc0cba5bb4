"""Links between records of the same food in several tables, and whether their values agree.

Made by ``tools/food_links.py``, by name, form and energy; never by magnesium.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from types import MappingProxyType

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.fields import texts
from magnesium.catalogs.search import Document
from magnesium.rendering.answers import Answer

DISAGREEMENT = 1.7
"""Independent values that differ by more than this factor are noted; this library's own rule."""

_NEGLIGIBLE_MG = 5.0
"""Differences in mg per 100 g that are not noted, whatever their ratio."""


@attrs.frozen(kw_only=True, repr=False)
class FoodLink(Answer):
    """A food of the United States tables, and its records in other tables."""

    id: str
    """Id of the food of SR28 or FNDDS."""
    food_ids: tuple[str, ...] = attrs.field(converter=texts)
    """Ids of the same food in other tables, whose values are independent of it."""
    copies: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Ids of the same food in tables that copied the value from a table of the United States."""

    def __str__(self) -> str:
        return f"{self.id}: {', '.join(self.food_ids)}"


food_links: Catalog[FoodLink] = Catalog(
    FoodLink,
    file="food_links.csv",
    title="The same food in several tables",
    documents=lambda records: (Document(id=id_, names=(id_,)) for id_ in records),
)
"""Catalog of the links between food tables."""


@functools.cache
def _by_food() -> Mapping[str, FoodLink]:
    """Return the link of each food: its own, or else the first one that names it."""
    found: dict[str, FoodLink] = {}
    # Ids sort SR28 after FNDDS, but links of SR28, which has the plain foods, come first.
    for link in sorted(food_links.values(), key=lambda link: (not link.id.startswith("sr28:"), link.id)):
        for id_ in (*link.food_ids, *link.copies):
            found.setdefault(id_, link)
    return MappingProxyType(found | dict(food_links))


def ids_elsewhere(food_id: str) -> tuple[str, ...]:
    """Return the ids of the same food in other tables, without copies.

    >>> ids_elsewhere("sr28:11457")[-1].partition(":")[0]
    'stfcj'
    """
    link = _by_food().get(food_id)
    if link is None:
        return ()
    table = food_id.partition(":")[0]
    return tuple(id_ for id_ in (link.id, *link.food_ids) if id_.partition(":")[0] != table)


def disagree(mg_per_100g: tuple[float, ...]) -> bool:
    """Return whether values of one food differ by more than a factor of 1.7 and by more than 5 mg per 100 g.

    >>> disagree((47, 96)), disagree((96, 83, 110)), disagree((0, 4))
    (True, False, False)
    """
    smallest, largest = min(mg_per_100g), max(mg_per_100g)
    return largest > DISAGREEMENT * smallest and largest - smallest > _NEGLIGIBLE_MG
