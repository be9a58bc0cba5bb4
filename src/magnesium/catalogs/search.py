"""Find records by words: an inverted index with a written order.

A record is found when it has every word of the query, in any order, or a synonym of it; a word
that no record has is taken as the beginning of one. A name or an everyday alias that is the query
itself comes first. The others are ordered by a sum of small costs: for being a brand or a dish, for
each asked word that is not in the head of the name (what names the thing), for each further word in
the head and in the rest, for each word found by a synonym only. Ties go to the shorter name, then
by name and id, so that the same query always gives the same answer.
"""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

import attrs

from magnesium.text import fold, words

_NOT_IN_HEAD = 2
_EXTRA_IN_HEAD = 2
_BY_SYNONYM = 2


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


def _first_part(name: str) -> str:
    return name.partition(",")[0]


def _one(_: str) -> int:
    return 1


@attrs.frozen(kw_only=True)
class Language:
    """What the words of a kind of record mean for the order."""

    head: Callable[[str], str] = _first_part
    """The part of a name that names the thing."""
    cost: Callable[[str], int] = _one
    """What one more word in a name costs."""
    costed: Callable[[str], str] = str
    """The part of a name whose words cost something."""
    synonyms: Mapping[str, frozenset[str]] = MappingProxyType({})
    """Stems that may stand for a stem."""


@attrs.frozen
class _Entry:
    """One searchable name, prepared: the cost of each of its words, and those of its head."""

    id: str
    costs: Mapping[str, int]
    head: frozenset[str]
    penalty: int
    tie: tuple[int, int, str, str]


def _key(name: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of a name in one order, whichever they stood in."""
    return tuple(sorted(name))


class Index:
    """Search over documents, with *aliases* (everyday name → id) above all else."""

    def __init__(
        self,
        documents: Iterable[Document],
        aliases: Mapping[str, str] | None = None,
        language: Language | None = None,
    ) -> None:
        self._language = language or Language()
        self._entries: list[_Entry] = []
        self._postings: dict[str, set[int]] = defaultdict(set)
        self._exact: dict[tuple[str, ...], list[str]] = defaultdict(list)
        self._aliases: dict[tuple[str, ...], str] = {}
        self._aliases_in_any_order: dict[tuple[str, ...], set[str]] = defaultdict(set)
        self._names: dict[str, str] = {}
        for alias, id_ in (aliases or {}).items():
            self._aliases[words(alias)] = id_
            self._aliases_in_any_order[_key(words(alias))].add(id_)
            self._names.setdefault(fold(alias), alias)
        for document in documents:
            for name in document.names:
                self._add(document, name)
        self._vocabulary = sorted(self._postings)

    def _add(self, document: Document, name: str) -> None:
        all_words = words(name)
        entry = _Entry(
            document.id,
            {word: self._language.cost(word) for word in words(self._language.costed(name))},
            frozenset(words(self._language.head(name))),
            document.penalty,
            (len(all_words), len(name), name, document.id),
        )
        for word in {*all_words, *words(document.extra)}:
            self._postings[word].add(len(self._entries))
        self._entries.append(entry)
        self._exact[_key(all_words)].append(document.id)
        self._names.setdefault(fold(name), name)

    def search(self, text: str) -> list[str]:
        """Return the ids of all matches, best first."""
        asked = frozenset(words(text))
        # One number more for each word that a candidate has by a synonym only.
        by_synonym: dict[int, int] = defaultdict(int)
        found: set[int] | None = None
        for word in asked:
            exact, others = self._having(word), self._by_synonym(word)
            for number in others - exact:
                by_synonym[number] += 1
            found = exact | others if found is None else found & (exact | others)
        ranked = sorted(found or (), key=lambda number: self._rank(number, asked, by_synonym.get(number, 0)))
        # A dict keeps the order and drops a record that was found by two of its names.
        return list(dict.fromkeys([*self.named(text), *(self._entries[number].id for number in ranked)]))

    def named(self, text: str) -> list[str]:
        """Return the id that *text* is an everyday alias of, or else all that bear it as a name."""
        asked = words(text)
        if asked in self._aliases:
            return [self._aliases[asked]]
        # "chocolate milk" and "milk chocolate" are two things; most names turned around are not.
        turned = self._aliases_in_any_order.get(_key(asked), set())
        return list(turned) if len(turned) == 1 else self._exact.get(_key(asked), [])

    def _having(self, word: str) -> set[int]:
        """Return the entries that have *word*, or one that begins with it where none has it."""
        if word in self._postings:
            return self._postings[word]
        found: set[int] = set()
        for candidate in self._vocabulary[bisect.bisect_left(self._vocabulary, word) :]:
            if not candidate.startswith(word):
                break
            found |= self._postings[candidate]
        return found

    def _by_synonym(self, word: str) -> set[int]:
        found: set[int] = set()
        for synonym in self._language.synonyms.get(word, ()):
            found |= self._postings.get(synonym, set())
        return found

    def _rank(self, number: int, asked: frozenset[str], by_synonym: int) -> tuple[int, tuple[int, int, str, str]]:
        entry = self._entries[number]
        cost = entry.penalty + _BY_SYNONYM * by_synonym
        cost += _NOT_IN_HEAD * len(asked - entry.head)
        for word, each in entry.costs.items():
            if word not in asked:
                cost += each + _EXTRA_IN_HEAD * (word in entry.head)
        return cost, entry.tie

    def near(self, text: str, limit: int = 3) -> tuple[str, ...]:
        """Return names close to *text*, for an error message: a slip of the pen, or a missing word."""
        import difflib  # slow to import, needed for messages only

        close = difflib.get_close_matches(fold(text), self._names, n=limit, cutoff=0.75)
        return tuple(self._names[name] for name in close)
