"""Look up the foods of lines: the user's catalog first, then the bundled tables."""

from __future__ import annotations

from typing import Any

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.errors import InvalidValueError
from magnesium.foods.foods import Food
from magnesium.foods.foods import foods as bundled_foods


@attrs.frozen
class Lookup:
    """The searched catalogs, as one."""

    own: Catalog[Any] | None = None

    @classmethod
    def of(cls, foods: object) -> Lookup:
        """Return the catalogs to search, the user's *foods* first.

        Raises :class:`~magnesium.InvalidValueError` if *foods* is not a catalog.
        """
        if foods is None or foods is bundled_foods:
            return cls()
        if not isinstance(foods, Catalog):
            raise InvalidValueError("foods", foods, "must be a Catalog of foods; read_food_table(...) makes one")
        return cls(foods)

    @property
    def catalogs(self) -> tuple[Catalog[Any], ...]:
        """The catalogs in search order."""
        return (bundled_foods,) if self.own is None else (self.own, bundled_foods)

    def __getitem__(self, id_: str) -> Food:
        return bundled_foods[id_]

    def named(self, text: str, *, elsewhere: bool = False) -> tuple[Any, ...]:
        """Return what *text* names in the first catalog that has it; see :meth:`Catalog.named` for *elsewhere*."""
        return next((found for catalog in self.catalogs if (found := catalog.named(text, elsewhere=elsewhere))), ())

    def search(self, text: str, *, limit: int) -> tuple[Any, ...]:
        """Return the best matches of each catalog."""
        return tuple(record for catalog in self.catalogs for record in catalog.search(text, limit=limit))

    def knows(self, stem: str) -> bool:
        """Return whether the name of some food has this stem."""
        return any(catalog.knows(stem) for catalog in self.catalogs)

    def near_words(self, word: str) -> tuple[str, ...]:
        """Return the words of everyday names that are similar to *word*, nearest first."""
        return next((found for catalog in self.catalogs if (found := catalog.near_words(word))), ())
