"""Words of questions: ignored words and synonyms."""

from __future__ import annotations

import functools
from types import MappingProxyType

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.fields import text_field
from magnesium.catalogs.questions import WordTable
from magnesium.catalogs.search import Document
from magnesium.evidence import Vocabulary
from magnesium.rendering.answers import Answer
from magnesium.text import words as stems_of


class WordRole(Vocabulary):
    """The role of words in a question."""

    IGNORED = "ignored"
    """Has no content: "can", "my", "help"."""
    DOMAIN = "domain"
    """Is in nearly every question and finds nothing alone: "magnesium"."""
    ALIKE = "alike"
    """A synonym of the other words of its row."""


@attrs.frozen(kw_only=True, repr=False)
class QuestionWords(Answer):
    """Words or phrases with the same role in a question."""

    id: str = text_field()
    role: WordRole = attrs.field(converter=WordRole)
    """Their role."""
    words: tuple[str, ...]
    """The words and phrases; the order of the words in a phrase does not matter."""

    def __str__(self) -> str:
        return f"{self.role}: {', '.join(self.words)}"


question_words: Catalog[QuestionWords] = Catalog(
    QuestionWords,
    file="question_words.csv",
    title="Words of questions that are ignored or mean the same",
    documents=lambda records: (Document(id=id_, names=(id_, *record.words)) for id_, record in records.items()),
)
"""Catalog of the words for interpreting questions.

>>> "charley horse" in question_words["cramp"].words
True
"""


@functools.cache
def word_table() -> WordTable:
    """Return the words as stems, for an index of questions."""
    ignored, domain = _stems(WordRole.IGNORED), _stems(WordRole.DOMAIN)
    alike = {
        frozenset(stems_of(text)): f"={record.id}"
        for record in question_words.filter(role=WordRole.ALIKE)
        for text in record.words
    }
    return WordTable(ignored, domain, MappingProxyType(alike))


def _stems(role: WordRole) -> frozenset[str]:
    rows = question_words.filter(role=role)
    return frozenset(stem for record in rows for text in record.words for stem in stems_of(text))
