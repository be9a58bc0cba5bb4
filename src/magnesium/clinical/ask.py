"""Answer a question from the claims, interactions, risk factors and symptoms together."""

from __future__ import annotations

import functools
from types import MappingProxyType

from magnesium.catalogs.results import SearchResults
from magnesium.clinical.claims import claims
from magnesium.clinical.interactions import interactions
from magnesium.clinical.questions import QuestionCatalog
from magnesium.clinical.records import NamedRecord
from magnesium.clinical.risk_factors import risk_factors
from magnesium.clinical.symptoms import symptoms

_CATALOGS = (claims, interactions, risk_factors, symptoms)


@functools.cache
def _records() -> QuestionCatalog[NamedRecord]:
    records = {id_: record for catalog in _CATALOGS for id_, record in catalog.items()}
    return QuestionCatalog(NamedRecord, load=lambda: MappingProxyType(records), kind="record")


def ask(question: str, *, limit: int | None = None) -> SearchResults[NamedRecord]:
    """Return the records that answer a question in everyday words, best first.

    Claims and interactions come before risk factors and symptoms that match equally well. Word order, case, punctuation
    and function words do not matter; misspelled words count as the known word nearest to them.

    Args:
        question: The question, such as "can i take magnesium with my thyroid pill".
        limit: Maximum number of records.

    Returns:
        The records, best first; empty if nothing matches.

    Raises:
        InvalidValueError: *question* has no word, or *limit* is not a positive number.

    >>> ask("can i take magnesium with my thyroid pill")[0].id
    'interaction:levothyroxine'
    >>> ask("always tired could it be magnesium")[0].id
    'claim:symptom-fatigue'
    >>> len(ask("how do I fix a flat tire"))
    0
    """
    return _records().search(question, limit=limit)
