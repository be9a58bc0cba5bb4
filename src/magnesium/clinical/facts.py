"""Facts: the inputs of rules besides symptoms, risk factors and medications.

A fact is given (by the person, a word or a blood value), a band of a number, or follows
from other facts.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.fields import text_field, texts
from magnesium.catalogs.search import Document
from magnesium.catalogs.tables import toml_tables
from magnesium.clinical.conditions import Conditional, facts_named
from magnesium.errors import InvalidValueError
from magnesium.evidence import Vocabulary
from magnesium.rendering.answers import Answer

_FILE = "facts.toml"
PREFIX = "fact:"


class Quantity(Vocabulary):
    """A number that is converted to bands before rules are applied."""

    AGE_MONTHS = "age in months"
    EGFR = "eGFR in mL/min/1.73 m²"
    SERUM = "serum magnesium in mmol/L"
    DRINKS_WOMAN = "drinks per day, of a woman"
    DRINKS_MAN = "drinks per day, of a man or of a person whose sex is not stated"
    POTASSIUM = "potassium in mmol/L"
    CALCIUM = "calcium in mmol/L"
    SODIUM = "sodium in mmol/L"
    PHOSPHATE = "phosphate in mmol/L"
    GLUCOSE = "glucose in mmol/L"
    SYSTOLIC = "systolic blood pressure in mmHg"
    DIASTOLIC = "diastolic blood pressure in mmHg"
    QTC = "QTc in ms"


@attrs.frozen(kw_only=True, repr=False)
class Fact(Answer, Conditional):
    """A fact that a warning sign can require.

    It has a band of one number (*quantity*), a condition over other facts, or neither: then the
    input itself states it, and *name* describes how.
    """

    id: str = text_field()
    name: str = text_field()
    """Its meaning, in words that follow "reported:"."""
    quantity: Quantity | None = attrs.field(default=None, converter=attrs.converters.optional(Quantity))
    """The number that is banded."""
    lower: float | None = None
    """Lower limit, included unless *above*."""
    upper: float | None = None
    """Upper limit, excluded."""
    above: bool = False
    """Whether the lower limit is excluded."""
    sources: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Sources of the limits; empty for a working limit of this library, which no clinician has reviewed."""

    def __attrs_post_init__(self) -> None:
        """Check that the fact is of one kind."""
        if self.quantity is not None and (self.named or self.lower is self.upper is None):
            raise InvalidValueError(
                "quantity", str(self.quantity), "must have a lower or an upper limit, and nothing else"
            )
        if self.none:
            raise InvalidValueError("none", self.none, "must not be part of a fact: adding an input would remove it")
        Conditional.__attrs_post_init__(self)

    def has(self, value: float) -> bool:
        """Return whether *value* is in the band."""
        over = self.lower is None or (value > self.lower if self.above else value >= self.lower)
        return over and (self.upper is None or value < self.upper)


def _documents(records: Mapping[str, Any]) -> tuple[Document, ...]:
    return tuple(Document(id=id_, names=(record.name,), extra=id_) for id_, record in records.items())


facts: Catalog[Fact] = Catalog(
    Fact,
    file=_FILE,
    prefix=PREFIX,
    title="Facts that warning signs ask for: bands of numbers, and what follows from other facts",
    documents=_documents,
)
"""Catalog of facts.

>>> facts["egfr-below-30"].has(29.9), facts["egfr-below-30"].has(30)
(True, False)
"""


@functools.cache
def members(id_: str) -> tuple[str, ...]:
    """Return a fact id and every fact from which it can follow.

    >>> "symptom:arrhythmia" in members("fact:rhythm-sign")
    True
    """
    found = [id_]
    for named in facts_named(toml_tables(_FILE).get(id_, MappingProxyType({}))):
        found += members(named)
    return tuple(dict.fromkeys(found))
