"""Food tables: the composition tables behind the bundled foods."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.fields import derived, texts
from magnesium.catalogs.search import Document
from magnesium.rendering.answers import Answer

FOODS_FOLDER = "foods"
"""The folder with one file of foods for each food table."""


def foods_file(table: str) -> str:
    """Return the bundled file of the foods of a food table."""
    return f"{FOODS_FOLDER}/{table}.csv"


def _own_source(id_: str, _: Mapping[str, object]) -> str:
    """Return the key of the bibliography for a food table, which is its id."""
    return id_


@attrs.frozen(kw_only=True, repr=False)
class FoodTable(Answer):
    """A food composition table: who publishes it, which release is bundled, and on what terms.

    >>> print(food_tables["sr28"])
    National Nutrient Database for Standard Reference, Release 28 (2015, revised May 2016)
    """

    id: str
    """Prefix of the ids of its foods."""
    title: str
    """The publisher's title."""
    publisher: str
    """Who publishes it."""
    region: str
    """Country or region where the foods are sold."""
    language: str
    """ISO 639 code of the language of its foods' names."""
    translations: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """ISO 639 codes of the languages in which its foods have further names."""
    release: str
    """The release that is bundled."""
    license: str
    """Terms under which the figures may be used."""
    attribution: str = ""
    """The statement that the publisher requires; empty if none."""
    rank: int
    """If two foods have the same name, the table with the larger rank wins."""
    is_default: bool = False
    """Whether names are searched here first; other tables are searched only for an exact name that these lack."""
    source: str = attrs.field(metadata=derived(_own_source))

    @property
    def name(self) -> str:
        """The title."""
        return self.title

    @property
    def languages(self) -> tuple[str, ...]:
        """ISO 639 codes of all languages in which its foods have names."""
        return (self.language, *self.translations)

    def __str__(self) -> str:
        return f"{self.title}, {self.release}"


food_tables: Catalog[FoodTable] = Catalog(
    FoodTable,
    file="food_tables.toml",
    title="Food composition tables",
    documents=lambda records: (
        Document(id=id_, names=(table.title,), extra=f"{table.publisher} {table.region} {table.release}")
        for id_, table in records.items()
    ),
)
"""Catalog of the bundled food tables."""
