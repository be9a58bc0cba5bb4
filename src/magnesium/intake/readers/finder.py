"""Find the items of a food log, each name once."""

from __future__ import annotations

from magnesium.catalogs.catalog import Catalog
from magnesium.errors import FoodLogError, InvalidValueError, MagnesiumError, NotFoundError
from magnesium.foods.entries import Item
from magnesium.foods.foods import Food
from magnesium.foods.items import UNKNOWN_PREFIX, UnknownItem, find_item

_NEAR_MATCHES_UP_TO = FoodLogError.shown
"""Near matches, which take long, are looked up for as many different names as an error shows."""


class Finder:
    """Items by name, each looked up once in a log."""

    def __init__(self, own: Catalog[Food] | None, *, keep_unknown: bool) -> None:
        self._own = own
        self.keep_unknown = keep_unknown
        self._found: dict[str, Item | MagnesiumError] = {}
        self._missing = 0

    def __call__(self, text: str) -> Item:
        """Return the item; raise what :func:`~magnesium.find_item` raises, or an error for a blank text."""
        if not text.removeprefix(UNKNOWN_PREFIX):
            raise InvalidValueError("food", None, "is blank")
        found = self._found.get(text)
        if found is None:
            found = self._found[text] = self._find(text)
        if isinstance(found, MagnesiumError):
            raise found
        return found

    def _find(self, text: str) -> Item | MagnesiumError:
        if self.keep_unknown and text.startswith(UNKNOWN_PREFIX):
            return UnknownItem(text.removeprefix(UNKNOWN_PREFIX))
        with_near = not self.keep_unknown and self._missing < _NEAR_MATCHES_UP_TO
        try:
            return find_item(text, foods=self._own, near=with_near)
        except NotFoundError as error:
            self._missing += 1
            return UnknownItem(text) if self.keep_unknown else error
        except MagnesiumError as error:
            return error
