"""How publishers determined each value of magnesium: analyzed, calculated, imputed or from a label; with its samples.

One bundled table for all food tables that state it, read on first use.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.fields import derived, stored, text_field
from magnesium.catalogs.reading import read_lazily
from magnesium.catalogs.search import Document
from magnesium.errors import tuple_of
from magnesium.evidence import Vocabulary
from magnesium.rendering.answers import Answer
from magnesium.text import whole_texts
from magnesium.units import amount


class ValueKind(Vocabulary):
    """How a listed value was determined."""

    ANALYZED = "analyzed"
    CALCULATED = "calculated"
    """From ingredients, a recipe or the physical composition."""
    IMPUTED = "imputed"
    """From another form of the food, or a similar food."""
    LABEL = "label"
    """Stated by a label or the user."""
    ASSUMED_ZERO = "assumed zero"
    UNKNOWN = "unknown"
    """Not stated by the publisher."""


def _optional(_: object, attribute: attrs.Attribute[Any], value: float | None) -> None:
    if value is not None:
        amount(value, attribute.name)


@attrs.frozen(kw_only=True, field_transformer=whole_texts, repr=False)
class VarianceClass(Answer):
    """A class of listed values with similar reliability."""

    id: str = text_field()
    name: str = text_field()
    tau: float = attrs.field(validator=_optional)
    """Relative standard uncertainty that more samples do not reduce: scale of a Student t with 3 degrees of freedom."""
    between_samples: float = attrs.field(validator=_optional)
    """Relative SD of one sample about the mean of its food, if a value states none."""
    source: str = text_field()
    note: str = ""

    def __str__(self) -> str:
        return f"{self.name} ({self.id}): {self.tau:.1%}"


variance_classes: Catalog[VarianceClass] = Catalog(
    VarianceClass,
    file="variance_classes.toml",
    title="Classes of listed values, and the uncertainty of each",
    kind="variance class",
)
"""Catalog of the classes of the variance model."""


@attrs.frozen(repr=False)
class ValuePart(Answer):
    """Share of a value that comes from another record."""

    food_id: str
    share: float = attrs.field(validator=_optional)

    def __str__(self) -> str:
        return f"{self.food_id} ({self.share:.1%})"


def _part(text: str) -> ValuePart:
    food_id, share = text.split(" ")
    return ValuePart(food_id, float(share))


def _parts(given: Iterable[ValuePart]) -> tuple[ValuePart, ...]:
    return tuple_of(given, ValuePart, "parts")


def _table_of(id_: str, _: object) -> str:
    return id_.partition(":")[0]


def _own_table(origin: ValueOrigin) -> str:
    return _table_of(origin.id, {})


@attrs.frozen(kw_only=True, field_transformer=whole_texts, repr=False)
class ValueOrigin(Answer):
    """How a listed value was determined; *id* is that of the food, amounts are in mg per 100 g."""

    id: str = text_field()
    kind: ValueKind = attrs.field(converter=ValueKind)
    """How it was determined."""
    variance_class: str = text_field()
    """Id of the class of the variance model."""
    code: str = ""
    """Codes of its publisher: of source and derivation (SR28), source (Canada), or method (Finland)."""
    year: int | None = None
    """Year of the last change of the value, or of the first sample."""
    samples: int | None = None
    """Number of samples analyzed; blank if not stated."""
    standard_error_mg_per_100g: float | None = attrs.field(default=None, validator=_optional)
    """Standard error of the mean of the samples."""
    minimum_mg_per_100g: float | None = attrs.field(default=None, validator=_optional)
    """Smallest value of a sample."""
    maximum_mg_per_100g: float | None = attrs.field(default=None, validator=_optional)
    """Largest value of a sample."""
    elsewhere_ratio: float | None = attrs.field(default=None, validator=_optional)
    """Geometric mean of independent values of other countries, divided by this one."""
    tables: int | None = None
    """Number of these independent values."""
    parts: tuple[ValuePart, ...] = attrs.field(default=(), converter=_parts, metadata=stored(read=_part))
    """The records from which the value was derived, and the share of magnesium from each."""
    source: str = attrs.field(default=attrs.Factory(_own_table, takes_self=True), metadata=derived(_table_of))

    def __str__(self) -> str:
        samples = "" if self.samples is None else f", {self.samples} samples"
        return f"{self.id}: {self.kind}{samples}"


value_origins: Catalog[ValueOrigin] = Catalog(
    ValueOrigin,
    file="value_origins.csv",
    load=functools.partial(read_lazily, ValueOrigin, "value_origins.csv"),
    title="How each value was found: its kind, samples, scatter and ingredients",
    kind="value origin",
    documents=lambda records: (Document(id=id_, names=(id_,)) for id_ in records),
)
"""Catalog of how the values of SR28, Foundation Foods, FNDDS, Canada and Finland were determined."""
