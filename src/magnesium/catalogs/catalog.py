"""Catalog: a read-only mapping of records, with search; all bundled data are catalogs."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, ValuesView
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import attrs

from magnesium.catalogs.search import Document, Index, Language
from magnesium.errors import DataError, InvalidValueError, NotFoundError, Problem, list_of
from magnesium.locks import ProcessLock
from magnesium.text import fold, whole_text
from magnesium.units import whole_number

if TYPE_CHECKING:
    from magnesium.catalogs.results import SearchResults

_NEAR_MATCHES_UP_TO = 2000
"""Larger catalogs suggest search instead of near ids, which would be slow."""


class Record(Protocol):
    """The interface of every record of a catalog."""

    @property
    def id(self) -> str:
        """The stable id."""
        ...


R_co = TypeVar("R_co", bound=Record, covariant=True)


class Catalog(Mapping[str, R_co]):
    """A read-only mapping from a stable id to a record, with search.

    A bundled catalog has a *file* with its records, or another way to *load* them. Nothing
    is read before the first use; records are published completely and once, also with several threads.
    The *prefix* of its ids can be omitted.

    A catalog of the registry is pickled and copied by its import name, and comes back as the same
    object; any other catalog by its records.

    >>> from magnesium import Water
    >>> own = Catalog(Water, records=[Water(id="my:spring", name="Spring", mg_per_l=40, source="label")])
    >>> own["my:spring"].mg_per_l
    40
    """

    __slots__ = (
        "_aliases",
        "_documents",
        "_elsewhere",
        "_file",
        "_index",
        "_kind",
        "_language",
        "_load",
        "_lock",
        "_narrow",
        "_parts",
        "_prefix",
        "_record",
        "_table",
        "_title",
    )

    def __init__(
        self,
        record: type[R_co],
        *,
        records: Iterable[R_co] = (),
        file: str = "",
        load: Callable[[], Mapping[str, R_co]] | None = None,
        prefix: str = "",
        title: str = "",
        kind: str = "",
        documents: Callable[[Mapping[str, R_co]], Iterable[Document]] | None = None,
        aliases: Callable[[], Mapping[str, tuple[str, ...]]] = lambda: MappingProxyType({}),
        elsewhere: Callable[[], Mapping[str, tuple[str, ...]]] = lambda: MappingProxyType({}),
        language: Language | None = None,
        narrow: Callable[[tuple[str, ...], str], Catalog[R_co]] | None = None,
    ) -> None:
        self._record = record
        self._file = file
        self._load = load or (self._read_file if file else _as_loader(records))
        self._prefix = prefix
        self._kind = kind or _in_words(record.__name__)
        self._title = title or f"{self._kind.capitalize()} records"
        self._documents = documents or _named
        self._aliases = aliases
        self._elsewhere = elsewhere
        self._language = language
        self._narrow = narrow
        self._parts: tuple[Catalog[Any], Catalog[Any]] | None = None
        self._lock = ProcessLock()
        self._table: Mapping[str, R_co] | None = None
        self._index: Index | None = None

    @property
    def record(self) -> type[R_co]:
        """The class of its records."""
        return self._record

    @property
    def kind(self) -> str:
        """Name of its kind of record, such as "food" or "warning sign"."""
        return self._kind

    @property
    def file(self) -> str:
        """Name of the bundled file that holds its records; empty if absent."""
        return self._file

    @property
    def prefix(self) -> str:
        """The beginning of its ids that can be omitted."""
        return self._prefix

    @property
    def title(self) -> str:
        """Its contents, as a heading."""
        return self._title

    def _read_file(self) -> Mapping[str, R_co]:
        from magnesium.catalogs.reading import read_file

        return read_file(self._record, self._file)

    def _records(self) -> Mapping[str, R_co]:
        table = self._table
        if table is None:
            with self._lock.here:
                if self._table is None:
                    self._table = self._load()
                table = self._table
        return table

    def _searcher(self) -> Index:
        index = self._index
        if index is None:
            with self._lock.here:
                if self._index is None:
                    self._index = Index(self._documents(self._records()), self._aliases(), self._language)
                index = self._index
        return index

    def __getitem__(self, key: str) -> R_co:
        found = self.get(key)
        if found is None:
            if not isinstance(key, str):
                raise NotFoundError(self._kind, repr(key), (), "an id is a string")
            raise NotFoundError(self._kind, key, *self._help(key))
        return found  # type: ignore[no-any-return]

    def get(self, key: str, default: Any = None) -> Any:
        """Return one record, or *default* if the id is unknown."""
        # Mapping.get handles only KeyError, whose message would be printed in quotes.
        records = self._records()
        candidates = (key, self._prefix + key) if isinstance(key, str) else ()  # type: ignore[redundant-expr]
        for name in candidates:
            if (found := records.get(name)) is not None:
                return found
        return default

    def _help(self, key: str) -> tuple[tuple[str, ...], str]:
        if len(self) > _NEAR_MATCHES_UP_TO:
            if ":" in key:  # an id, which a search by words would not find
                return (), f"ids look like {next(iter(self))!r}; find them by words with .search(text)"
            return (), f"search for a {self._kind} by words with .search({key!r})"
        import difflib  # slow to import, needed for messages only

        keys = {id_.removeprefix(self._prefix): id_ for id_ in self}
        near = difflib.get_close_matches(key.removeprefix(self._prefix), keys, n=3)
        found = [keys[name] for name in near] or self._searcher().search(key)[:3]
        return tuple(found), "" if found else f"there are {len(self)}; search them with .search(text)"

    def __iter__(self) -> Iterator[str]:
        return iter(self._records())

    def __len__(self) -> int:
        return len(self._records())

    def values(self) -> ValuesView[R_co]:
        """Return the records."""
        return self._records().values()

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and (key in self._records() or self._prefix + key in self._records())

    def within(self, *, tables: str | Iterable[str] = (), language: str = "") -> Catalog[R_co]:
        """Return the catalog of the foods of some food *tables*, with their names in one *language* (ISO 639).

        By default, of all tables with names in the language, and with the names in all languages of the tables.
        Raises :class:`InvalidValueError` for a catalog of other records, and :class:`NotFoundError` for an
        unknown table or a language that the tables lack.
        """
        if tables == () and language == "":
            return self
        reason = "must be the id of a food table, or a list of ids"
        given = (tables,) if isinstance(tables, str) else list_of(tables, "tables", reason)
        ids = tuple(id_ for id_ in given if whole_text(id_, "tables"))
        if not (whole_text(language, "language") or ids):
            return self
        if self._narrow is None:
            name, value = ("tables", tables) if ids else ("language", language)
            raise InvalidValueError(name, value, f"applies to foods; this is a catalog of {self._kind} records")
        return self._narrow(ids, language)

    def search(
        self, text: str, *, limit: int | None = None, tables: str | Iterable[str] = (), language: str = ""
    ) -> SearchResults[R_co]:
        """Return the records that have every word of *text*, best first.

        Word order, case, accents and plural do not matter. Records that are found only by their exact name
        come last.

        Args:
            text: Words that a record must have, in any order.
            limit: Maximum number of records; all by default.
            tables: For foods: ids of the food tables to search, as in :meth:`within`.
            language: For foods: search the names in this language, such as "fr".

        Raises:
            InvalidValueError: *text* has no word, or *limit* is not a positive number.
        """
        from magnesium.catalogs.results import SearchResults

        chosen = self.within(tables=tables, language=language)
        if chosen is not self:
            return chosen.search(text, limit=limit)
        if not any(char.isalnum() for char in whole_text(text, "search text")):
            raise InvalidValueError("search text", text, "has no word to search for")
        if limit is not None:
            limit = whole_number(limit, "limit")
        records = self._records()
        found = self._found(text)
        if limit is None or len(found) < limit:
            found = [*found, *(id_ for id_ in self._elsewhere().get(fold(text), ()) if id_ not in found)]
        return SearchResults(query=text, kind=self._kind, items=tuple(records[id_] for id_ in found[:limit]))

    def _found(self, text: str) -> list[str]:
        """Return the ids that :meth:`search` finds, best first."""
        return self._searcher().search(text)

    def named(self, text: str, *, elsewhere: bool = True) -> tuple[R_co, ...]:
        """Return all records that *text* can name.

        Printed names come first (ignoring case and accents), then everyday aliases, then names
        in another word order or number, then, unless *elsewhere* is false, records that are found only by their
        exact name, of the first table that has some.
        """
        records = self._records()
        found = self._searcher().named(whole_text(text, "name"))
        if elsewhere and not found:
            others = self._elsewhere().get(fold(text), ())
            found = [id_ for id_ in others if id_.partition(":")[0] == others[0].partition(":")[0]]
        return tuple(records[id_] for id_ in found)

    def knows(self, stem: str) -> bool:
        """Return whether the name of some record, or an everyday name, has this stem."""
        return self._searcher().knows(stem)

    def near_words(self, word: str) -> tuple[str, ...]:
        """Return the words of everyday names, as stems, that differ from *word* by a typo."""
        return self._searcher().near_words(word)

    def near(self, text: str, *, limit: int = 3) -> tuple[str, ...]:
        """Return up to *limit* names similar to *text*, for messages."""
        return self._searcher().near(whole_text(text, "name"), whole_number(limit, "limit"))

    def filter(self, *, predicate: Callable[[R_co], bool] | None = None, **fields: Any) -> tuple[R_co, ...]:
        """Return the records whose *fields* have these values and that *predicate* accepts.

        Strings are compared ignoring case; a field with several values matches any of them.
        Raises :class:`NotFoundError` for an unknown field.
        """
        if predicate is not None and not callable(predicate):
            raise InvalidValueError("predicate", predicate, "must be a function of a record")
        from magnesium.catalogs.filtering import with_values

        return tuple(filter(predicate, with_values(self.values(), fields, self._kind)))

    def __or__(self, other: Catalog[Any]) -> Catalog[Any]:
        """Return a catalog of both; *other* wins if both have an id."""
        if not isinstance(other, Catalog):
            return NotImplemented
        both: Catalog[Any] = Catalog(
            self._record,
            load=lambda: MappingProxyType({**self, **other}),
            prefix=self._prefix,
            title=self._title,
            kind=self._kind,
            documents=lambda _: (
                *(document for document in self._documents(self._records()) if document.id not in other),
                *other._documents(other._records()),
            ),
            aliases=lambda: {**self._aliases(), **other._aliases()},
            elsewhere=lambda: {**self._elsewhere(), **other._elsewhere()},
            language=self._language,
            narrow=self._narrow,
        )
        both._parts = (self, other)
        return both

    def __reduce__(self) -> tuple[Callable[..., Catalog[Any]], tuple[Any, ...]]:
        from magnesium.catalogs.registry import catalog, name_of

        if (name := name_of(self)) is not None:
            return catalog, (name,)
        if self._parts is not None:
            return operator.or_, self._parts
        records = dict(self._records())
        documents = None if self._documents is _named else _Given(tuple(self._documents(records)))
        aliases = _Given(dict(self._aliases()))
        remake = partial(
            type(self),
            load=_Given(records),
            prefix=self._prefix,
            title=self._title,
            kind=self._kind,
            documents=documents,
            aliases=aliases,
            elsewhere=_Given(dict(self._elsewhere())),
            language=self._language,
        )
        return remake, (self._record,)

    def _repr_html_(self) -> str:
        """Return the first records as a small table, for notebooks."""
        from itertools import islice

        from magnesium.rendering.as_html import SHOWN_IN_NOTEBOOKS, fragment
        from magnesium.rendering.blocks import Heading, Note, Table

        rows = [(id_, getattr(record, "name", "")) for id_, record in islice(self.items(), SHOWN_IN_NOTEBOOKS)]
        more = len(self) - len(rows)
        note = f"and {more:,} more; find them with .search(text)" if more else ""
        title = f"{self._kind.capitalize()} records: {len(self):,}"
        return fragment((Heading(title, 1), Table(("id", "name"), rows), Note(note)))

    def __repr__(self) -> str:
        size = "not loaded yet" if self._table is None else f"{len(self._table):,}"
        return f"<Catalog of {self._kind} records: {size}>"


def _as_loader(records: Iterable[R_co]) -> Callable[[], Mapping[str, R_co]]:
    """Return a loader of given records by id; raise :class:`DataError` for a duplicated id."""
    table: dict[str, R_co] = {}
    problems = []
    for record in records:
        if record.id in table:
            problems.append(Problem(line=None, column="id", message=f"{record.id!r} is duplicated"))
        table[record.id] = record
    if problems:
        raise DataError("records", tuple(problems))
    return partial(MappingProxyType, table)


def _in_words(name: str) -> str:
    """Return the name of a class as words: "warning sign" for ``WarningSign``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def _named(records: Mapping[str, Any]) -> Iterable[Document]:
    """Index each record by its name, its ``names``, if any, and its id."""
    for id_, record in records.items():
        names = (record.name, *getattr(record, "names", ()))
        yield Document(id=id_, names=names, extra=id_)


@attrs.frozen
class _Given:
    """A function with a constant result; unlike a lambda it can be pickled."""

    answer: Any

    def __call__(self, *_: object) -> Any:
        return self.answer
