"""Select the foods of some tables, or those with names in one language, as a catalog."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.reading import columns
from magnesium.catalogs.search import Document, Language
from magnesium.errors import NotFoundError
from magnesium.foods.food_tables import FoodTable, food_tables
from magnesium.foods.food_words import penalty
from magnesium.text import fold

if TYPE_CHECKING:
    from magnesium.catalogs.tables import RecordsByTable
    from magnesium.foods.foods import Food

_UNSEGMENTED = frozenset({"ja"})
"""Languages written without spaces between words, whose names are found only as a whole."""

_ENDINGS = 2
"""Usual maximum number of letters by which singular and plural differ in languages other than English."""


class Narrowing:
    """Makes catalogs of some of the *bundled* foods; *language* interprets the words of English names."""

    def __init__(self, bundled: Callable[[], RecordsByTable[Food]], record: type[Food], language: Language) -> None:
        self.bundled = bundled
        self.record = record
        self.language = language

    def __call__(self, tables: tuple[str, ...], language: str) -> Catalog[Food]:
        """Return the foods of some tables, with their names in one language or in all.

        Raises :class:`~magnesium.NotFoundError` for an unknown table, and for a language without names.
        """
        language = language.strip().casefold()
        given = [food_tables[id_] for id_ in tables] or [*food_tables.values()]
        chosen = tuple(table for table in given if not language or language in table.languages)
        if not chosen:
            known = ", ".join(sorted({known for table in given for known in table.languages}))
            raise NotFoundError("language of food names", language, (), f"there are {known}")
        return self._catalog(chosen, language)

    def _catalog(self, tables: tuple[FoodTable, ...], language: str) -> Catalog[Food]:
        ids = tuple(dict.fromkeys(table.id for table in tables))
        return Catalog(
            self.record,
            load=lambda: _ChosenTables(self.bundled(), ids),
            title=f"Foods of {', '.join(ids)}",
            documents=lambda _: self._documents(tables, language),
            elsewhere=lambda: self._whole_names(tables, language),
            language=self.language if language == "en" else attrs.evolve(self.language, endings=_ENDINGS),
            narrow=self,
        )

    def _documents(self, tables: Iterable[FoodTable], language: str) -> Iterator[Document]:
        """Yield the foods with their names in a *language*, or in all, that are searched by words."""
        for table in tables:
            for row, names in self.names(table):
                found = tuple(name for code, name in names if code not in _UNSEGMENTED and language in {"", code})
                if found:
                    yield Document(id=row[0], names=found, penalty=penalty(row[1], row[2]), rank=1 / table.rank)

    def _whole_names(self, tables: Iterable[FoodTable], language: str) -> Mapping[str, tuple[str, ...]]:
        """Return the ids by each folded name in a language that is not searched by words."""
        found: dict[str, tuple[str, ...]] = {}
        for row, names in chain.from_iterable(map(self.names, tables)):
            for code, name in names:
                if code in _UNSEGMENTED and language in {"", code}:
                    found[fold(name)] = (*found.get(fold(name), ()), row[0])
        return found

    def names(self, table: FoodTable) -> Iterator[tuple[list[str], list[tuple[str, str]]]]:
        """Yield each row of a table with its names by language."""
        place = columns(self.record).index("translations")
        for row in self.bundled().table(table.id).rows():
            translations = (part.partition(" ") for part in row[place].split("|") if part)
            yield row, [(table.language, row[1]), *((code, name) for code, _, name in translations)]


class _ChosenTables(Mapping[str, "Food"]):
    """The foods of some tables."""

    def __init__(self, foods: RecordsByTable[Food], tables: tuple[str, ...]) -> None:
        self._foods = foods
        self._tables = tables

    def __getitem__(self, key: str) -> Food:
        if key not in self:
            raise KeyError(key)
        return self._foods[key]

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and key.partition(":")[0] in self._tables and key in self._foods

    def __iter__(self) -> Iterator[str]:
        return chain.from_iterable(map(self._foods.table, self._tables))

    def __len__(self) -> int:
        return sum(len(self._foods.table(table)) for table in self._tables)
