"""Interpret words as records without dropping any: unknown words are returned with near matches."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.fields import text_field, texts
from magnesium.clinical.interactions import Interaction, interactions
from magnesium.clinical.matching import (
    Medication,
    find_medication,
    find_risk_factors,
    find_supplement,
    find_symptom,
    names_of,
    possible_medication,
)
from magnesium.clinical.reading import Phrase, key, phrase, pieces
from magnesium.clinical.risk_factors import RiskCategory, RiskFactor, risk_factors
from magnesium.clinical.symptoms import Symptom, symptoms
from magnesium.errors import AmbiguousError, MagnesiumError, NotFoundError
from magnesium.foods.compounds import Compound
from magnesium.rendering.answers import Answer

_DENIED = "it denies something, or is about another person, a fear or a plan; state what is present"
_PARTLY = "a part of it was read; what is left is not known here: {}"


@attrs.frozen(kw_only=True, repr=False)
class NotUnderstood(Answer):
    """Given words that are unknown here, which does not mean that they are harmless or harmful."""

    kind: str = text_field()
    """Their kind as given, such as "symptom" or "medication"."""
    word: str = text_field()
    """The words as given."""
    near: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Names with similar spelling."""
    why: str = ""

    def __str__(self) -> str:
        near = f" Did you mean {', '.join(self.near)}?" if self.near else ""
        why = f": {self.why}" if self.why else ""
        return f"{self.word} ({self.kind}){why}.{near}"


@attrs.define(kw_only=True)
class Understanding:
    """The records that the words of one person mean, in the order given."""

    symptoms: list[Symptom] = attrs.field(factory=list)
    risk_factors: list[RiskFactor] = attrs.field(factory=list)
    medications: list[Medication] = attrs.field(factory=list)
    supplements: list[str] = attrs.field(factory=list)
    supplement_records: list[Medication] = attrs.field(factory=list)
    not_understood: list[NotUnderstood] = attrs.field(factory=list)
    readings: list[str] = attrs.field(factory=list)
    """How uncertain words were interpreted."""

    def add(self, record: object) -> None:
        """Add a symptom, a risk factor or a medication; a risk factor that is a medication counts as one."""
        if isinstance(record, Symptom):
            self.symptoms.append(record)
        elif isinstance(record, RiskFactor) and record.category is not RiskCategory.MEDICATION:
            self.risk_factors.append(record)
        elif isinstance(record, Medication):
            self.medications.append(record)
            self._note(record.assumption)
        else:
            self.medications.append(find_medication(record))  # type: ignore[arg-type]

    def _note(self, text: str) -> None:
        if text:
            self.readings.append(text)


def read_words(
    *,
    symptoms: Iterable[Any],
    risk_factors: Iterable[Any],
    medications: Iterable[Any],
    supplements: Iterable[Any],
    strict: bool,
) -> Understanding:
    """Interpret the words of a person.

    Args:
        symptoms: Symptoms.
        risk_factors: Conditions and habits.
        medications: Medications.
        supplements: Magnesium products.
        strict: Whether to raise for a word without a single meaning.
    """
    found = Understanding()
    for word in symptoms:
        _read(found, "symptom", word, strict=strict)
    for word in risk_factors:
        _read(found, "risk factor", word, strict=strict)
    for word in medications:
        _read_medication(found, word, strict=strict)
    for word in supplements:
        _read_supplement(found, word, strict=strict)
    return found


# -- symptoms and risk factors ---------------------------------------------------------------------


def _find_symptoms(word: Any) -> tuple[Symptom, ...]:
    return (find_symptom(word),)


_FINDERS: dict[str, tuple[Callable[[Any], tuple[Any, ...]], ...]] = {
    "symptom": (_find_symptoms, find_risk_factors),
    "risk factor": (find_risk_factors, _find_symptoms),
}


def _read(found: Understanding, kind: str, word: Any, *, strict: bool) -> None:
    """Read a symptom or a risk factor; a word of the other kind, or a medication, is recognized as such."""
    first, other = _FINDERS[kind]
    if strict:
        for record in first(word):
            found.add(record)
        return
    if isinstance(word, Interaction):
        found.add(word)
        return
    try:
        records = _any_meaning(found, first, word)
    except NotFoundError as error:
        records = _otherwise(found, other, word) or _phrase(found, kind, word) or _as_medication(found, word)
        if not records:
            _keep(found, kind, word, error)
    else:
        _note_reading(found, kind, word, records)
    for record in records:
        found.add(record)


def _note_reading(found: Understanding, kind: str, word: Any, records: tuple[Any, ...]) -> None:
    """Record the interpretation of an everyday word for a cause: "weak kidneys" states no stage."""
    if kind == "risk factor" and isinstance(word, str) and len(records) == 1:
        (record,) = records
        if word not in {record.id, record.id.partition(":")[2]} and key(word) != key(record.name):
            found.readings.append(f"{word!r} was read as {record.name}.")


def _any_meaning(found: Understanding, find: Callable[[Any], tuple[Any, ...]], word: Any) -> tuple[Any, ...]:
    """Return the result of *find*, with every meaning of an ambiguous word; one word must be a whole name."""
    try:
        records = find(word)
    except AmbiguousError as error:
        records = tuple(_catalog(id_)[id_] for id_ in error.candidates)
        if not _is_name(str(word)):
            near = tuple(record.name for record in records)
            raise NotFoundError("word", str(word), near, "it is a part of several names") from None
        names = "; ".join(record.name for record in records)
        found.readings.append(f"{word!r} fits several: {names}. All were considered.")
    if isinstance(word, str) and word.strip().isalpha() and not _is_name(word):
        raise NotFoundError("word", word, tuple(record.name for record in records), "it is a part of a name")
    return records


def _is_name(word: str) -> bool:
    named = word.strip()
    return any(named in catalog or key(named) in names_of(catalog) for catalog in (symptoms, risk_factors))


def _otherwise(found: Understanding, find: Callable[[Any], tuple[Any, ...]], word: Any) -> tuple[Any, ...]:
    """Return the meaning of a word that was given as something else; it must be a whole name."""
    if isinstance(word, str) and not _is_name(word):
        return ()
    try:
        return _any_meaning(found, find, word)
    except NotFoundError:
        return ()


def _as_medication(found: Understanding, word: Any) -> tuple[Medication, ...]:
    """Return the medication that a whole word names, which was given as something else."""
    try:
        medication = find_medication(word)
    except MagnesiumError:
        return ()
    found.readings.append(f"{word!r} was read as a medication.")
    return (medication,)


def _catalog(id_: str) -> Catalog[Any]:
    return next(catalog for catalog in (symptoms, risk_factors, interactions) if id_ in catalog)


def _phrase(found: Understanding, kind: str, word: str) -> tuple[Any, ...]:
    """Return the records whose names are inside *word*; the rest stays visible."""
    records: list[Any] = []
    for piece in dict.fromkeys((word, *pieces(word))):
        read = _inside(kind, piece)
        if read.is_about_something_else:
            continue
        records += (_catalog(id_)[id_] for id_ in read.found)
        if read.is_whole and piece == word:
            break
    whole = _inside(kind, word)
    if records and not whole.is_whole:
        left = " ".join(whole.rest)
        found.not_understood.append(NotUnderstood(kind=kind, word=word, why=_PARTLY.format(left)))
    elif whole.found and not records:
        found.not_understood.append(NotUnderstood(kind=kind, word=word, why=_DENIED))
    if records:
        named = "; ".join(dict.fromkeys(record.name for record in records))
        found.readings.append(f"{word!r} was read as {named}.")
    return tuple(dict.fromkeys(records))


@functools.cache
def _names(kind: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return names of medications, symptoms and risk factors; of several with one name, the one of *kind* is used."""
    catalogs = (interactions, *((risk_factors, symptoms) if kind == "symptom" else (symptoms, risk_factors)))
    held: dict[tuple[str, ...], tuple[str, ...]] = {}
    for catalog in catalogs:
        held |= names_of(catalog)
    return held


def _inside(kind: str, text: str) -> Phrase:
    return phrase(text, _names(kind))


def _keep(found: Understanding, kind: str, word: Any, error: NotFoundError) -> None:
    text = str(word).strip()
    if not any(kept.word == text and kept.kind == kind for kept in found.not_understood):
        found.not_understood.append(
            NotUnderstood(kind=kind, word=text, near=error.suggestions[:3], why="not known here")
        )


# -- medications and supplements -------------------------------------------------------------------


def _read_medication(found: Understanding, word: Any, *, strict: bool) -> None:
    if strict:
        found.add(find_medication(word))
        return
    try:
        found.add(possible_medication(word))
    except NotFoundError as error:
        others = _otherwise(found, find_risk_factors, word) or _otherwise(found, _find_symptoms, word)
        for record in others:
            found.add(record)
        if not others:
            _keep(found, "medication", word, error)


def _read_supplement(found: Understanding, word: Compound | str, *, strict: bool) -> None:
    """Read a product; one without magnesium counts as a medication."""
    try:
        name = find_supplement(word)
    except NotFoundError as error:
        if strict:
            raise
        _read_as_medication(found, str(word), error)
        return
    found.supplements.append(name)
    found.supplement_records += _products(name)


def _products(name: str) -> Iterator[Medication]:
    try:
        record = possible_medication(name)
    except NotFoundError:
        record = find_medication("interaction:other-mg-products")
    if record.contains_magnesium:
        yield record


def _read_as_medication(found: Understanding, word: str, error: NotFoundError) -> None:
    try:
        record = possible_medication(word)
    except NotFoundError:
        _keep(found, "supplement", word, error)
        return
    if record.contains_magnesium:
        found.supplements.append(word.strip())
        found.supplement_records.append(record)
    else:
        found.add(record)
