"""Find records by words: an inverted index with a written order.

A record is found when it has every word of the query, in any order; a word that no record has is
taken as the beginning of one. Order, best first:

1. a name or an everyday alias that is the query itself;
2. plain things before brands and dishes (*penalty*);
3. more of the query's words in the head of the name, the part before the first comma;
4. fewer other words in the head, then fewer other words in the whole name;
5. the shorter name, then name and id, so that the same query always gives the same answer.
"""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Iterable, Mapping

import attrs

from magnesium.text import fold, words


@attrs.frozen(kw_only=True)
class Document:
    """What the index knows of one record."""

    id: str
    names: tuple[str, ...]
    """The first is the record's name; the others are found as well as it."""
    extra: str = ""
    """Further words by which the record is found but not ranked."""
    penalty: int = 0
    """Larger for brands, dishes and other things that people seldom mean by a plain word."""


@attrs.frozen
class _Entry:
    """One searchable name, prepared."""

    id: str
    name: str
    head: frozenset[str]
    body: frozenset[str]
    tie: tuple[int, int, str, str]
    penalty: int


def _key(name: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of a name in one order, whichever they stood in."""
    return tuple(sorted(name))


class Index:
    """Search over documents, with *aliases* (everyday name → id) above all else."""

    def __init__(self, documents: Iterable[Document], aliases: Mapping[str, str] | None = None) -> None:
        self._entries: list[_Entry] = []
        self._postings: dict[str, set[int]] = defaultdict(set)
        self._exact: dict[tuple[str, ...], list[str]] = defaultdict(list)
        self._aliases: dict[tuple[str, ...], str] = {}
        self._names: dict[str, str] = {}
        for alias, id_ in (aliases or {}).items():
            self._aliases[_key(words(alias))] = id_
            self._names.setdefault(fold(alias), alias)
        for document in documents:
            self._add(document)
        self._vocabulary = sorted(self._postings)

    def _add(self, document: Document) -> None:
        extra = frozenset(words(document.extra))
        for name in document.names:
            all_words = words(name)
            body = frozenset(all_words)
            entry = _Entry(
                id=document.id,
                name=name,
                head=frozenset(words(name.partition(",")[0])),
                body=body,
                tie=(len(all_words), len(name), name, document.id),
                penalty=document.penalty,
            )
            number = len(self._entries)
            self._entries.append(entry)
            for word in body | extra:
                self._postings[word].add(number)
            self._exact[_key(all_words)].append(document.id)
            self._names.setdefault(fold(name), name)

    def search(self, text: str) -> list[str]:
        """Return the ids of all matches, best first."""
        query = words(text)
        found = self._matches(query)
        asked = frozenset(query)
        ranked = sorted(found, key=lambda number: self._rank(self._entries[number], asked))
        # A dict keeps the order and drops a record that was found by two of its names.
        return list(dict.fromkeys([*self.named(text), *(self._entries[number].id for number in ranked)]))

    def named(self, text: str) -> list[str]:
        """Return the id that *text* is an everyday alias of, or else all that bear it as a name."""
        key = _key(words(text))
        return [self._aliases[key]] if key in self._aliases else self._exact.get(key, [])

    def _matches(self, query: tuple[str, ...]) -> set[int]:
        if not query:
            return set()
        sets = sorted((self._having(word) for word in set(query)), key=len)
        return set.intersection(*sets)

    def _having(self, word: str) -> set[int]:
        exact = self._postings.get(word)
        if exact is not None:
            return exact
        start = bisect.bisect_left(self._vocabulary, word)
        found: set[int] = set()
        for candidate in self._vocabulary[start:]:
            if not candidate.startswith(word):
                break
            found |= self._postings[candidate]
        return found

    @staticmethod
    def _rank(entry: _Entry, asked: frozenset[str]) -> tuple[int, int, int, int, tuple[int, int, str, str]]:
        in_head = len(entry.head & asked)
        return (entry.penalty, -in_head, len(entry.head) - in_head, len(entry.body - asked), entry.tie)

    def near(self, text: str, limit: int = 3) -> tuple[str, ...]:
        """Return names close to *text*, for an error message: a slip of the pen, or a missing word."""
        import difflib  # slow to import, needed for messages only

        close = difflib.get_close_matches(fold(text), self._names, n=limit, cutoff=0.75)
        return tuple(self._names[name] for name in close)
