"""Find the items of a food log, each name once."""

from __future__ import annotations

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.errors import FoodLogError, InvalidValueError, MagnesiumError, NotFoundError
from magnesium.foods.assumptions import Assumption
from magnesium.foods.entries import Entry, Item
from magnesium.foods.fndds import food_in_release, of_another_release
from magnesium.foods.foods import Food, foods
from magnesium.foods.items import UNKNOWN_PREFIX, UnknownItem, find_item
from magnesium.intake.recipes import Recipe

_NEAR_MATCHES_UP_TO = FoodLogError.shown
"""Maximum number of names for which near matches, which are slow, are looked up: as many as an error shows."""
_IN_NO_TABLE = (
    "state its magnesium in a table of your own (foods=, --foods), or keep it as unknown "
    "(on_unknown='keep', --keep-unknown)"
)
_SHOWN_CODES = 3
"""Maximum number of codes of other releases in a warning."""


class Finder:
    """Items by name, each looked up once in a log."""

    def __init__(self, own: Catalog[Food | Recipe] | None, *, keep_unknown: bool, release: str | None = None) -> None:
        self._own = own
        self._release = release
        self.from_other_releases: dict[str, Assumption] = {}
        """The assumption for each food, by id, whose code is not in the release of FNDDS."""
        self.keep_unknown = keep_unknown
        self._found: dict[str, Item | MagnesiumError] = {}
        self._missing = 0

    def __call__(self, text: str) -> Item:
        """Return the item; raise as :func:`~magnesium.find_item`, and for a blank text."""
        found = self._found.get(text)
        if found is None:
            if not text.removeprefix(UNKNOWN_PREFIX):
                raise InvalidValueError("food", None, "is blank")
            found = self._found[text] = self._find(text)
        if isinstance(found, MagnesiumError):
            raise found
        return found

    def _find(self, text: str) -> Item | MagnesiumError:
        if self.keep_unknown and text.startswith(UNKNOWN_PREFIX):
            return UnknownItem(text.removeprefix(UNKNOWN_PREFIX))
        if self._release and (food := self._by_code(text, self._release)):
            return food
        if (known := self.by_id(text)) is not None:
            return known
        try:
            return find_item(text, foods=self._own, near=False)
        except NotFoundError as error:
            return UnknownItem(text) if self.keep_unknown else error
        except MagnesiumError as error:
            return error

    def by_id(self, text: str) -> Food | None:
        """Return the bundled food with this id, if neither the user's foods nor a release come first."""
        return foods.get(text) if self._own is None and self._release is None else None

    def has(self, text: str) -> bool:
        """Return whether a text names something, perhaps several items."""
        return not isinstance(self._found.get(text), NotFoundError)

    def explained(self, text: str) -> Item:
        """Return the item, or raise with near matches, or with what to do about an unknown food."""
        try:
            return self(text)
        except NotFoundError as error:
            if not error.hint:
                self._found[text] = self._explanation(error)
        return self(text)

    def _explanation(self, error: NotFoundError) -> NotFoundError:
        if self._missing < _NEAR_MATCHES_UP_TO:
            self._missing += 1
            try:
                find_item(error.key, foods=self._own)
            except NotFoundError as found:
                if found.suggestions or found.hint:
                    return found
        return NotFoundError(error.kind, error.key, (), _IN_NO_TABLE)

    def _by_code(self, text: str, release: str) -> Food | None:
        if self._own is not None and text in self._own:
            return None
        food = food_in_release(text, release)
        if food is not None and (assumed := of_another_release(food, release)):
            self.from_other_releases[food.id] = assumed
        return food

    def with_release(self, entry: Entry) -> Entry:
        """Return the entry with the assumption that its value is that of another release, if it is."""
        assumed = self.from_other_releases.get(entry.item.id)
        return entry if assumed is None else attrs.evolve(entry, assumptions=(*entry.assumptions, assumed))

    def other_releases_text(self) -> str:
        """Return a note on the codes that were looked up in other releases."""
        found = list(self.from_other_releases)
        shown = ", ".join(found[:_SHOWN_CODES]) + (", …" if len(found) > _SHOWN_CODES else "")
        what = "food code is" if len(found) == 1 else "food codes are"
        return f"{len(found)} {what} not in FNDDS {self._release}; the nearest release that has each was used: {shown}"
