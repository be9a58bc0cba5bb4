"""Tables for reading lines: household measures, describing words, states, usual amounts, supplements."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from types import MappingProxyType

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.fields import stored
from magnesium.catalogs.search import Document
from magnesium.evidence import Vocabulary
from magnesium.rendering.answers import Answer
from magnesium.text import words

Stems = tuple[str, ...]


class MeasureKind(Vocabulary):
    """The kind of a household measure."""

    PIECE = "piece"
    CONTAINER = "container"
    VESSEL = "vessel"
    SPOON = "spoon"
    PINCH = "pinch"
    OCCASION = "occasion"
    """The usual amount of one eating occasion: a bowl, a plate, a handful."""
    SIZE = "size"
    SHARE = "share"
    """Part of a stated weight that is eaten."""


class Role(Vocabulary):
    """The role of words beside a food in a line."""

    FILLER = "filler"
    HEDGE = "hedge"
    HARMLESS = "harmless"
    """Describes the food without changing its figures."""
    SELLER = "seller"
    PREPARATION = "preparation"
    """Preparation of raw food."""
    SOAKED = "soaked"
    """Preparation of dry food."""
    ASIDE = "aside"
    """Begins a remark that does not name the food."""
    UNEATEN = "uneaten"
    """States that it is not eaten."""
    VAGUE = "vague"
    """An amount without a number."""
    UNCOOKED = "uncooked"
    COOKED = "cooked"
    CANNED = "canned"
    FROZEN = "frozen"
    DRIED = "dried"
    DRAINED = "drained"
    SHORT = "short"
    """A short form of other words: "choc"."""


class StateKind(Vocabulary):
    """How the uncooked food differs from the cooked one."""

    DRY = "dry"
    """It absorbs water in cooking."""
    RAW = "raw"


class Cooking(Vocabulary):
    """Cooked or not."""

    COOKED = "cooked"
    UNCOOKED = "uncooked"


STATES = frozenset({Role.UNCOOKED, Role.COOKED, Role.CANNED, Role.FROZEN, Role.DRIED})
"""Roles of words that state the state of a food; these are never ignored."""


def _in_order(records: Mapping[str, object]) -> list[Document]:
    return [Document(id=id_, names=(id_,)) for id_ in records]


@attrs.frozen(kw_only=True, repr=False)
class HouseholdMeasure(Answer):
    """A word that counts or measures food: "slice", "glass", "handful", "large".

    A food's own portions always come first; these figures are only for foods without any.
    """

    id: str
    """The word."""
    like: tuple[str, ...] = attrs.field(default=(), metadata=stored(separator=" "))
    """Words that publishers print with about the same meaning."""
    kind: MeasureKind
    """Kind of measure."""
    follows: bool = False
    """Whether it can be dropped from the end of a name: "celery stalks", not "sausage rolls"."""
    unit: str = ""
    """Unit of the three figures; empty for a size, whose figures are multiples of the usual portion."""
    low: float | None = None
    """Smallest usual amount."""
    usual: float | None = None
    """The value used."""
    high: float | None = None
    """Largest usual amount."""
    only: tuple[str, ...] = attrs.field(default=(), metadata=stored(separator=" "))
    """Categories of food, or words of their names, to which the figures apply; empty for all."""
    source: str = ""
    """Source of the figures."""


@attrs.frozen(kw_only=True, repr=False)
class LineWords(Answer):
    """Words beside the food in a line, and their role."""

    id: str = attrs.field(metadata=stored(column="words"))
    words: tuple[str, ...]
    """Words or phrases with the same role."""
    role: Role
    """Their role in a line."""
    means: str = ""
    """The long form of a "short" form."""


@attrs.frozen(kw_only=True, repr=False)
class CookingState(Answer):
    """The uncooked and the cooked record of one food."""

    id: str
    """Id of the cooked food."""
    uncooked: str
    """Id of the same food, raw or dry."""
    kind: StateKind
    """How the uncooked food differs."""
    usual: Cooking
    """The state of a portion on a plate."""
    names: tuple[str, ...] = ()
    """Names that mean this pair in a line although another record has them."""


@attrs.frozen(repr=False)
class Guideline(Answer):
    """Grams of a food that are added per amount of another: 2.5 "per fl oz of beverage"."""

    grams: float
    to: str


def _guideline(text: str) -> Guideline:
    grams, _, to = text.partition(" ")
    return Guideline(float(grams), to)


@attrs.frozen(kw_only=True, repr=False)
class UsualAmount(Answer):
    """The amount of a food that FNDDS assumes if none was specified, in grams."""

    id: str
    """Id of the food."""
    grams: float | None = None
    """Amount of one eating occasion; ``None`` if the publisher gives none above 0."""
    guidelines: tuple[Guideline, ...] = attrs.field(default=(), metadata=stored(read=_guideline))
    """Amounts that are added to other foods."""


@attrs.frozen(kw_only=True, repr=False)
class SupplementName(Answer):
    """A name of a magnesium supplement, and the salts that it can mean."""

    id: str = attrs.field(metadata=stored(column="names"))
    names: tuple[str, ...]
    """The name in use and on labels."""
    compound_ids: tuple[str, ...]
    """Ids of the salts, most usual first."""
    labeled_elemental: bool
    """Whether labels of supplements state its magnesium, so a dose alone can be of magnesium or of the salt."""
    mg_per_ml: float | None = None
    """Elemental magnesium per milliliter of the usual liquid."""
    source: str


household_measures: Catalog[HouseholdMeasure] = Catalog(
    HouseholdMeasure,
    file="household_measures.csv",
    title="Household measures and what they usually weigh or hold",
    documents=_in_order,
)
line_words: Catalog[LineWords] = Catalog(
    LineWords, file="line_words.csv", title="Words beside the food in a line, by their role", documents=_in_order
)
cooking_states: Catalog[CookingState] = Catalog(
    CookingState, file="cooking_states.csv", title="Uncooked and cooked records of the same food", documents=_in_order
)
usual_amounts: Catalog[UsualAmount] = Catalog(
    UsualAmount, file="usual_amounts.csv", title="Amounts of one eating occasion, by FNDDS", documents=_in_order
)
supplement_names: Catalog[SupplementName] = Catalog(
    SupplementName, file="supplement_names.csv", title="Names of magnesium supplements", documents=_in_order
)


@functools.cache
def phrases_by_role() -> Mapping[Stems, Role]:
    """Return the role of each phrase, by its stems."""
    return MappingProxyType({words(phrase): record.role for record in line_words.values() for phrase in record.words})


@functools.cache
def short_forms() -> Mapping[Stems, str]:
    """Return what each short form stands for, by its stems."""
    return MappingProxyType(
        {words(short): record.means for record in line_words.values() if record.means for short in record.words}
    )


@functools.cache
def measures_by_stems() -> Mapping[Stems, HouseholdMeasure]:
    """Return the household measures by their stems."""
    return MappingProxyType({words(id_): measure for id_, measure in household_measures.items()})


@functools.cache
def states_by_food() -> Mapping[str, CookingState]:
    """Return the pair of states of each food, cooked or not, by its id."""
    both: dict[str, CookingState] = {}
    for id_, state in cooking_states.items():
        both.setdefault(state.uncooked, state)
        both[id_] = state
    return MappingProxyType(both)


@functools.cache
def states_by_name() -> Mapping[Stems, CookingState]:
    """Return the pairs of states that have names, by the stems of the names."""
    return MappingProxyType({words(name): state for state in cooking_states.values() for name in state.names})
