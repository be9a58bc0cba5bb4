"""Catalogs whose search answers questions in everyday words."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from magnesium.catalogs.catalog import Catalog, R_co
from magnesium.catalogs.questions import QuestionIndex
from magnesium.catalogs.search import Document
from magnesium.clinical.brands import brands
from magnesium.clinical.question_words import word_table

_TEXTS = ("answer", "supports", "contradicts", "description")
"""Fields whose words have a low weight."""
_NOT_ASKED_FOR = 1
"""Penalty of records that describe a subject, compared with those that answer questions."""


class QuestionCatalog(Catalog[R_co]):
    """A catalog that is searched by the weight of matching words; function words are ignored."""

    __slots__ = ("_questions",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._questions: QuestionIndex | None = None

    def _found(self, text: str) -> list[str]:
        if text in self:
            return [self[text].id]
        if self._questions is None:
            self._questions = QuestionIndex(question_documents(self), word_table())
        return self._questions.search(text) or self._searcher().named(text)


def question_documents(records: Mapping[str, Any]) -> Iterator[Document]:
    """Index records by their names, medications and brands, and with low weight by their texts."""
    for id_, record in records.items():
        drugs = getattr(record, "drugs", ())
        named = (record.name, getattr(record, "clinical_term", record.name), *record.names, *drugs, *_brands(drugs))
        held = (getattr(record, field, None) for field in _TEXTS)
        is_answer = id_.startswith(("claim:", "interaction:"))
        yield Document(
            id=id_,
            names=tuple(dict.fromkeys(named)),
            extra=" ".join(filter(None, held)),
            penalty=0 if is_answer else _NOT_ASKED_FOR,
        )


def _brands(drugs: Iterable[str]) -> Iterator[str]:
    for drug in drugs:
        yield from _brands_by_substance().get(drug.casefold(), ())


@functools.cache
def _brands_by_substance() -> Mapping[str, tuple[str, ...]]:
    substances = {brand.substance.casefold() for brand in brands.values()}
    return {
        substance: tuple(brand.name for brand in brands.values() if brand.substance.casefold() == substance)
        for substance in substances
    }
