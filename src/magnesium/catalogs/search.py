"""Find records by words: an inverted index with a defined order.

A record is found when it has every word of the query, in any order, or a synonym of it; a word
that no record has is treated as the beginning of one. A record whose name is the query itself comes
first, then what the query is an everyday alias of. The others are ordered by a sum of small costs:
for being a brand or a dish, for each asked word that is not in the head of the name (what names the
thing), for each further word in the head and in the rest, for each word found by a synonym only.
Ties go to the shorter name, then by name, rank and id, so that the same query always gives the same
answer.
"""

from __future__ import annotations

import bisect
import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

import attrs

from magnesium.text import fold, forms, typos, words

_NOT_IN_HEAD = 2
_EXTRA_IN_HEAD = 2
_BY_SYNONYM = 2
_LONG_WORD = 8
_SHORTEST_STEM = 4
"""Minimum number of letters of a word without its ending."""


class Document(NamedTuple):
    """The indexed content of one record: a tuple, for an index is made of thousands."""

    id: str
    names: tuple[str, ...]
    """The names; the first is the record's name."""
    extra: str = ""
    """Further words by which the record is found but not ranked."""
    penalty: int = 0
    """Larger for brands, dishes and others that a plain word seldom means."""
    rank: float = 0
    """If several records have the same name, the one with the lowest rank is meant."""


def _first_part(name: str) -> str:
    return name.partition(",")[0]


def _one(_: str) -> int:
    return 1


@attrs.frozen(kw_only=True)
class Language:
    """How the words of a kind of record determine the order."""

    head: Callable[[str], str] = _first_part
    """The part of a name that names the thing."""
    cost: Callable[[str], int] = _one
    """Cost of a further word in a name."""
    costed: Callable[[str], str] = str
    """The part of a name whose words have a cost."""
    synonyms: Mapping[str, frozenset[str]] = MappingProxyType({})
    """Synonyms of a stem."""
    endings: int = 0
    """Number of last letters that may differ in an inflected word, since stems are English."""


class _Entry(NamedTuple):
    """One searchable name."""

    of: Document
    name: str


@attrs.frozen
class _Costs:
    """What puts an entry in the order of a search; computed for found entries."""

    costs: Mapping[str, int]
    """Cost of each word of the name."""
    head: frozenset[str]
    length: tuple[int, int]
    """Number of words and of characters of the name."""


_Order = tuple[int, tuple[int, int], str, float, str]
"""Cost, length, name, rank and id of a match, by which matches are sorted."""


def _best_ranked(entries: Iterable[_Entry]) -> dict[str, list[_Entry]]:
    """Return the entries by folded name; of equal names, only those with the lowest rank."""
    by_name: dict[str, list[_Entry]] = defaultdict(list)
    for entry in entries:
        by_name[fold(entry.name)].append(entry)
    best = {name: min(entry.of.rank for entry in same) for name, same in by_name.items()}
    return {name: [entry for entry in same if entry.of.rank == best[name]] for name, same in by_name.items()}


def _key(name: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of a name in a canonical order."""
    return tuple(sorted(name))


class Index:
    """Search over documents, with *aliases* (everyday name → the ids that it can mean)."""

    def __init__(
        self,
        documents: Iterable[Document],
        aliases: Mapping[str, tuple[str, ...]] | None = None,
        language: Language | None = None,
    ) -> None:
        self._language = language or Language()
        self._entries: list[_Entry] = []
        self._costs: dict[int, _Costs] = {}
        self._postings: dict[str, list[int]] = defaultdict(list)
        self._exact: dict[tuple[str, ...], list[_Entry]] = defaultdict(list)
        self._aliases: dict[str, tuple[str, ...]] = {}
        self._aliases_by_words: dict[tuple[str, ...], list[str]] = defaultdict(list)
        self._printed_aliases = tuple(aliases or ())
        for alias, ids in (aliases or {}).items():
            self._aliases[fold(alias)] = ids
            self._aliases_by_words[_key(words(alias))].append(fold(alias))
        for document in documents:
            for name in document.names:
                self._add(document, name)
        self._vocabulary = sorted(self._postings)
        self._in_aliases: frozenset[str] | None = None

    def _add(self, document: Document, name: str) -> None:
        all_words, entry = words(name), _Entry(document, name)
        for word in {*all_words, *words(document.extra)} if document.extra else set(all_words):
            self._postings[word].append(len(self._entries))
        self._entries.append(entry)
        self._exact[_key(all_words)].append(entry)

    def search(self, text: str) -> list[str]:
        """Return the ids of all matches, best first."""
        asked = frozenset(words(text))
        # One more number for each word that a candidate has only by a synonym.
        by_synonym: dict[int, int] = defaultdict(int)
        found: set[int] | None = None
        for word in asked:
            exact, others = self._having(word), self._by_synonym(word)
            for number in others - exact:
                by_synonym[number] += 1
            found = exact | others if found is None else found & (exact | others)
        ranked = sorted(found or (), key=lambda number: self._rank(number, asked, by_synonym.get(number, 0)))
        # A dict keeps the order and drops a record that was found in several ways.
        best = (*self.named(text), *self._aliased(text))
        return list(dict.fromkeys([*best, *(self._entries[number].of.id for number in ranked)]))

    def named(self, text: str) -> list[str]:
        """Return all ids that *text* can name.

        A printed name (ignoring case and accents) comes before an everyday alias, an alias before a
        name in another word order or number. Of records with the same name, the lowest rank is used.
        """
        by_name = _best_ranked(self._exact.get(_key(words(text)), ()))
        printed = by_name.get(fold(text), [])
        aliased = () if printed else self._aliased(text)
        bearers = printed or itertools.chain.from_iterable(by_name.values())
        return list(dict.fromkeys(aliased or (entry.of.id for entry in bearers)))

    def _aliased(self, text: str) -> tuple[str, ...]:
        """Return the ids of an alias that equals *text*, possibly in another word order or number."""
        if fold(text) in self._aliases:
            return self._aliases[fold(text)]
        asked = words(text)
        alike = self._aliases_by_words.get(_key(asked), [])
        # "chocolate milk" and "milk chocolate" differ; most reversed names do not.
        in_order = [alias for alias in alike if words(alias) == asked]
        meant = {self._aliases[alias] for alias in in_order or alike if not self._names_another(text, alias)}
        return meant.pop() if len(meant) == 1 else ()

    def _names_another(self, text: str, alias: str) -> bool:
        """Return whether a plural or singular in *text* begins the name of other records than *alias* means.

        "peppers" has the same stem as the spice "pepper", but means sweet peppers.
        """
        meant = set(self._aliases[alias])
        bearers = (self._beginning_with(form, text) for form in set(forms(text)) - set(forms(alias)))
        return any(ids and not ids & meant for ids in bearers)

    def _beginning_with(self, form: str, text: str) -> set[str]:
        """Return the ids of records with every word of *text*, and *form* as it is in the first part or the head."""
        numbers = set.intersection(*(set(self._postings.get(word, ())) for word in words(text)))
        entries = (self._entries[number] for number in numbers)
        return {
            entry.of.id
            for entry in entries
            if form in forms(_first_part(entry.name)) or form in forms(self._language.head(entry.name))
        }

    def _having(self, word: str) -> set[int]:
        """Return the entries with *word*, or else with a word that begins with it, or with its stem."""
        if word in self._postings:
            return set(self._postings[word])
        longest = len(word) - min(self._language.endings, max(0, len(word) - _SHORTEST_STEM))
        beginnings = (word[:length] for length in range(len(word), longest - 1, -1))
        return next(filter(None, map(self._beginning, beginnings)), set())

    def _beginning(self, word: str) -> set[int]:
        """Return the entries with a word that begins with *word*."""
        found: set[int] = set()
        for candidate in self._vocabulary[bisect.bisect_left(self._vocabulary, word) :]:
            if not candidate.startswith(word):
                break
            found.update(self._postings[candidate])
        return found

    def _by_synonym(self, word: str) -> set[int]:
        found: set[int] = set()
        for synonym in self._language.synonyms.get(word, ()):
            found.update(self._postings.get(synonym, ()))
        return found

    def _costs_of(self, number: int) -> _Costs:
        """Return the costs of an entry, computed once; most entries are never found."""
        found = self._costs.get(number)
        if found is None:
            name = self._entries[number].name
            costs = {word: self._language.cost(word) for word in words(self._language.costed(name))}
            head = frozenset(words(self._language.head(name)))
            found = self._costs[number] = _Costs(costs, head, (len(words(name)), len(name)))
        return found

    def _rank(self, number: int, asked: frozenset[str], by_synonym: int) -> _Order:
        entry, words_of = self._entries[number], self._costs_of(number)
        cost = entry.of.penalty + _BY_SYNONYM * by_synonym
        cost += _NOT_IN_HEAD * len(asked - words_of.head)
        for word, each in words_of.costs.items():
            if word not in asked:
                cost += each + _EXTRA_IN_HEAD * (word in words_of.head)
        return cost, words_of.length, entry.name, entry.of.rank, entry.of.id

    def knows(self, stem: str) -> bool:
        """Return whether a name or an alias has a word of this stem."""
        return stem in self._postings or stem in self._alias_words()

    def near_words(self, word: str) -> tuple[str, ...]:
        """Return the stems in aliases, or else in names, that are one typo from *word* (two in a long one)."""
        most = 1 if len(word) < _LONG_WORD else 2
        known = self._alias_words() or self._vocabulary
        near = {stem: typos(word, stem, most) for stem in known if abs(len(stem) - len(word)) <= most}
        found = sorted((count, stem) for stem, count in near.items() if count <= most and not stem.isdigit())
        return tuple(stem for count, stem in found if count == found[0][0])

    def _alias_words(self) -> frozenset[str]:
        if self._in_aliases is None:
            self._in_aliases = frozenset(itertools.chain.from_iterable(self._aliases_by_words))
        return self._in_aliases

    def near(self, text: str, limit: int = 3) -> tuple[str, ...]:
        """Return names close to *text*, for an error message: a typo, or a missing word."""
        import difflib  # slow to import, needed for messages only

        names: dict[str, str] = {}
        for name in (*self._printed_aliases, *(entry.name for entry in self._entries)):
            names.setdefault(fold(name), name)
        return tuple(names[name] for name in difflib.get_close_matches(fold(text), names, n=limit, cutoff=0.75))
