"""Find the records that answer a question in everyday words, by the weight of matching words.

Unlike :mod:`magnesium.catalogs.search`, not every word has to match. Function words are ignored, synonyms
are one term, and a misspelled word counts as the nearest known word. The fewer records have a term, the higher its
weight. A record is found if its terms have enough of the weight of the question; records are ordered by that share
and by how well one of their names fits the whole question.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

import attrs

from magnesium.catalogs.search import Document
from magnesium.text import typos, words

_IN_TEXT = 0.3
"""Weight of a term that is only in the further words of a record, not in a name."""
_CORRECTED = 0.85
"""Weight of a term from a misspelled word."""
_UNKNOWN = 0.5
"""Weight of an unknown word in a question that names the domain, relative to a term in one record."""
_ENOUGH = 0.9
"""Minimum score for a question that names the domain; a name itself scores 2."""
_ENOUGH_ALONE = 1.2
"""The same for a question that does not, and is more likely about something else."""
_CLOSE = 0.6
"""Minimum score of a further match, relative to the best."""
_RANKED_LOWER = 0.75
"""Factor for each step of a document's penalty."""
_TYPOS_FROM = 5
"""Shortest word that can be a misspelling."""
_TWO_TYPOS_FROM = 8
_ENDING = 3
"""Maximum number of letters by which the ends of two forms of one word differ."""
_BEGINNING = 5
"""Minimum number of letters that two forms of one word share."""

_NUMBER = "1"
"""Replacement of every number, with or without a unit."""

Stems = frozenset[str]


@attrs.frozen
class WordTable:
    """The role of words in questions."""

    ignored: Stems = frozenset()
    """Stems of function words."""
    domain: Stems = frozenset()
    """Stems of nearly every question, which find nothing alone."""
    alike: Mapping[Stems, str] = MappingProxyType({})
    """Terms for synonyms of one or several words."""

    def terms(self, stems: Collection[str]) -> Stems:
        """Return the terms of a text: phrases first, longest first; word order does not matter."""
        left = {_NUMBER if stem[0].isdigit() else stem for stem in stems}
        found = set()
        for phrase, term in self._phrases(left):
            if phrase <= left:
                left -= phrase
                found.add(term)
        return frozenset(found | (left - self.ignored - self.domain))

    def _phrases(self, stems: Collection[str]) -> list[tuple[Stems, str]]:
        """Return the phrases that are in a text."""
        inside = [(phrase, term) for phrase, term in self.alike.items() if phrase <= set(stems)]
        return sorted(inside, key=lambda item: (-len(item[0]), sorted(item[0])))

    @property
    def stems(self) -> Stems:
        """All words of the table."""
        return self.ignored | self.domain | frozenset(stem for phrase in self.alike for stem in phrase)


@attrs.frozen
class _Entry:
    """The index entry of one record."""

    id: str
    weight: float
    names: tuple[Stems, ...]
    counts: Mapping[str, float]
    """The weight of each term: 1 in a name, less in the further words."""


@attrs.frozen
class _Asked:
    """The terms of a question."""

    weights: Mapping[str, float]
    held: Mapping[str, float]
    """The weights again, less for corrected words."""
    enough: float
    """Minimum score of a record that answers it."""

    @property
    def total(self) -> float:
        """Weight of the whole question."""
        return _sum(self.weights.values())


class QuestionIndex:
    """Search for the documents that answer a question."""

    def __init__(self, documents: Iterable[Document], table: WordTable) -> None:
        documents = tuple(documents)
        self._table = table
        self._entries = tuple(map(self._entry, documents))
        counts = Counter(term for entry in self._entries for term in entry.counts)
        self._most = math.log(1 + len(self._entries))
        self._weights = {term: math.log(1 + len(self._entries) / count) for term, count in counts.items()}
        self._known = table.stems | {stem for document in documents for name in document.names for stem in words(name)}
        self._by_beginning: defaultdict[str, list[str]] = defaultdict(list)
        for stem in sorted(self._known):
            self._by_beginning[stem[:_BEGINNING]].append(stem)

    def _entry(self, document: Document) -> _Entry:
        names = tuple(self._table.terms(words(name)) for name in document.names)
        further = dict.fromkeys(self._table.terms(words(document.extra)), _IN_TEXT)
        counts = {**further, **{term: 1 for name in names for term in name}}
        return _Entry(document.id, _RANKED_LOWER**document.penalty, names, counts)

    def search(self, question: str) -> list[str]:
        """Return the ids of the records that answer the question, best first."""
        asked = self._asked(question)
        scores = [(self._score(entry, asked), entry.id) for entry in self._entries] if asked.weights else []
        best = max((score for score, _ in scores), default=0)
        found = sorted((-score, id_) for score, id_ in scores if score > 0 and score >= _CLOSE * best)
        return [id_ for _, id_ in found]

    def _asked(self, question: str) -> _Asked:
        stems = {stem: self._known_stem(stem) for stem in words(question)}
        terms = self._table.terms(stems.values())
        as_written = self._table.terms([stem for stem, known in stems.items() if stem == known])
        is_alone = self._table.domain.isdisjoint(stems.values())
        unknown = self._most * (1 if is_alone else _UNKNOWN)
        weights = {term: self._weights.get(term, unknown) for term in terms}
        held = {term: weight * (1 if term in as_written else _CORRECTED) for term, weight in weights.items()}
        return _Asked(weights, held, _ENOUGH_ALONE if is_alone else _ENOUGH)

    def _score(self, entry: _Entry, asked: _Asked) -> float:
        """Return the score of a record; 0 if it has too little of the question."""
        score = entry.weight * (self._share(entry, asked) + max(self._fit(name, asked) for name in entry.names))
        return score if score >= asked.enough else 0

    def _share(self, entry: _Entry, asked: _Asked) -> float:
        """Return the share of the question's weight that a record has; terms of one name count twice."""
        best = max(_sum(asked.held[term] for term in name if term in asked.held) for name in entry.names)
        every = _sum(held * entry.counts.get(term, 0) for term, held in asked.held.items())
        return (best + every) / (2 * asked.total) if best else 0

    def _fit(self, name: Stems, asked: _Asked) -> float:
        """Return the overlap of a name and a question, from 0 to 1."""
        common = _sum(asked.weights[term] for term in name if term in asked.weights)
        return common**2 / (asked.total * _sum(self._weights[term] for term in name)) if common else 0

    def _known_stem(self, stem: str) -> str:
        """Return the known word of an inflected or misspelled word, or else the word itself."""
        if stem in self._known or len(stem) < _TYPOS_FROM or stem[0].isdigit():
            return stem
        return self._other_form(stem) or self._misspelled(stem) or stem

    def _other_form(self, stem: str) -> str:
        """Return the known word that differs from a word only in its ending."""
        forms = (known for known in self._by_beginning[stem[:_BEGINNING]] if _is_form(known, stem))
        return min(forms, key=lambda known: (typos(stem, known, _ENDING), known), default="")

    def _misspelled(self, stem: str) -> str:
        """Return the known word nearest to a misspelled one; the first letter is right, or lisinopril is fosinopril."""
        most = 1 if len(stem) < _TWO_TYPOS_FROM else 2
        near = (
            known
            for known in self._known
            if len(known) >= _TYPOS_FROM and known[0] == stem[0] and abs(len(known) - len(stem)) <= most
        )
        counted = ((typos(stem, known, most), known) for known in near)
        return min((item for item in counted if item[0] <= most), default=(0, ""))[1]


def _sum(weights: Iterable[float]) -> float:
    """Return a sum that does not depend on the order of a set."""
    return math.fsum(weights)


def _is_form(one: str, other: str) -> bool:
    shared = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return shared >= _BEGINNING and max(len(one), len(other)) - shared <= _ENDING
