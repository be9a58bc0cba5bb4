"""Search results: the records that a search found, best first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

import attrs

from magnesium.errors import list_of
from magnesium.rendering.answers import shown_value
from magnesium.rendering.blocks import Block, Heading, Note, Table
from magnesium.rendering.documents import OPEN
from magnesium.rendering.sequences import AnswerSequence

R_co = TypeVar("R_co", covariant=True)


def _items(given: Iterable[R_co]) -> tuple[R_co, ...]:
    return list_of(given, "items", "must be a list of records")


@attrs.frozen(kw_only=True, repr=False, eq=False)
class SearchResults(AnswerSequence[R_co]):
    """The records that a search found, best first; a sequence."""

    query: str
    """The search text; empty if all records were requested."""
    kind: str
    """Name of the kind of record, such as "food"."""
    items: tuple[R_co, ...] = attrs.field(converter=_items, metadata={OPEN: True})

    def blocks(self) -> Iterator[Block]:
        """Yield the results as a table of ids and lines."""
        yield Heading(str(self), 1)
        if self.items:
            yield Table((f"{self.kind} id", "what it is"), ((record.id, _line(record)) for record in self._records))
        else:
            yield Note("Fewer or other words may find something.")

    @property
    def _records(self) -> tuple[Any, ...]:
        return self.items

    def cited(self) -> tuple[str, ...]:
        """Return the distinct keys of the sources of all results."""
        return tuple(dict.fromkeys(key for record in self._records for key in record.cited()))

    def __str__(self) -> str:
        found = "nothing" if not self.items else "1 record" if len(self.items) == 1 else f"{len(self.items):,} records"
        names = "; ".join(str(getattr(record, "name", record)) for record in self.items[:3])
        more = f": {names}{'; …' if len(self.items) > 3 else ''}" if names else ""
        asked = f" for {shown_value(self.query)!r}" if self.query else ""
        return f"{found}{asked}{more}"


@attrs.frozen(kw_only=True, repr=False, eq=False)
class BestMatch(SearchResults[R_co]):
    """Search results, at least one, of which the best is shown in full and the others are listed."""

    @property
    def _best(self) -> Any:
        return self.items[0]

    def blocks(self) -> Iterator[Block]:
        """Yield the best record, then the ids and lines of the others."""
        yield from self._best.blocks()
        if others := self._records[1:]:
            yield Heading("Other matches")
            yield Table((f"{self.kind} id", "what it is"), ((record.id, _line(record)) for record in others))

    def cited(self) -> tuple[str, ...]:
        """Return the keys of the sources of the best record."""
        found: tuple[str, ...] = self._best.cited()
        return found

    def __str__(self) -> str:
        return str(self._best)


def _line(record: Any) -> str:
    """Return a record's line without the id, which has a column."""
    return str(record).replace(f" ({record.id})", "")
