"""Reference values: how much a person needs, and how much is too much, by authority and edition.

Bodies call one thing by several names: RDA, RDI, RNI and PRI are the recommended intake; AI and
the D-A-CH estimated value are an adequate intake. Each authority cuts ages in its own way; bands
are half-open, in months, so every age has at most one value.
"""

from __future__ import annotations

import enum
import functools
from collections import defaultdict
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.search import Document
from magnesium.catalogs.tables import bundled_table
from magnesium.errors import AmbiguousError, NoReferenceValueError, NotFoundError, PersonError
from magnesium.foods.entries import Origin
from magnesium.people import LifeStage, Person, Sex


class Kind(enum.StrEnum):
    """What a reference value is, in the words of the body that sets it."""

    EAR = "EAR"
    AR_PROVISIONAL = "AR_PROVISIONAL"
    """0.8 × the AI (NNR 2023); not an average requirement for the EAR cut-point."""
    RDA = "RDA"
    RDI = "RDI"
    RNI = "RNI"
    PRI = "PRI"
    AI = "AI"
    ESTIMATED_VALUE = "ESTIMATED_VALUE"
    LRNI = "LRNI"
    UL = "UL"
    GUIDANCE_LEVEL = "GUIDANCE_LEVEL"
    UL_SUGGESTED = "UL_SUGGESTED"
    DV = "DV"
    NRV = "NRV"

    @property
    def label(self) -> str:
        """The kind in words for people."""
        return _LABELS.get(self, str(self))


_LABELS = {
    Kind.AR_PROVISIONAL: "provisional AR",
    Kind.ESTIMATED_VALUE: "estimated value",
    Kind.GUIDANCE_LEVEL: "guidance level",
    Kind.UL_SUGGESTED: "suggested UL",
}

_FAMILIES = {
    "ear": (Kind.EAR,),
    "provisional_ar": (Kind.AR_PROVISIONAL,),
    "rda": (Kind.RDA, Kind.RDI, Kind.RNI, Kind.PRI),
    "ai": (Kind.AI, Kind.ESTIMATED_VALUE),
    "lrni": (Kind.LRNI,),
    "ul": (Kind.UL, Kind.GUIDANCE_LEVEL, Kind.UL_SUGGESTED),
}


class Scope(enum.StrEnum):
    """What a value is compared with. No upper level covers magnesium that food holds by nature."""

    TOTAL = "total intake"
    SUPPLEMENTS = "supplements and medicines"
    SUPPLEMENTS_AND_ADDED = "supplements, medicines and added salts"
    SOLUBLE = "soluble magnesium, also in drinking water"
    LABEL = "label"

    @property
    def origins(self) -> frozenset[Origin]:
        """The origins whose entries count."""
        return _ORIGINS[self]


_ORIGINS = {
    Scope.TOTAL: frozenset(Origin),
    Scope.LABEL: frozenset(Origin),
    Scope.SUPPLEMENTS: frozenset({Origin.SUPPLEMENT, Origin.MEDICINE}),
    Scope.SUPPLEMENTS_AND_ADDED: frozenset({Origin.SUPPLEMENT, Origin.MEDICINE, Origin.ADDED}),
    Scope.SOLUBLE: frozenset({Origin.SUPPLEMENT, Origin.MEDICINE, Origin.ADDED, Origin.WATER}),
}


class Confidence(enum.StrEnum):
    """In how many independent places a figure was seen."""

    TWO_SOURCES = "two sources"
    ONE_SOURCE = "one source"


@attrs.frozen(kw_only=True)
class ReferenceValue:
    """One figure of one edition, in mg of magnesium a day, for a sex, life stage and age band.

    *sex* is ``None`` where it holds for both; an open end of the band is ``None``. *scope* says
    what the figure is compared with; *source* is a key of ``magnesium.catalogs.sources``.
    """

    id: str
    mg_per_day: float
    """Magnesium a day; of an increment, so much more."""
    kind: Kind
    """What the body calls it."""
    scope: Scope
    """What of an intake it is compared with."""
    authority: str
    edition: str
    """The publication of the body, by its name and year."""
    year: int | None
    """When the edition appeared."""
    sex: Sex | None
    life_stage: LifeStage
    age_from_months: int | None
    age_to_months: int | None
    is_increment: bool
    """Whether it is added to the woman's value for her age."""
    note: str
    confidence: Confidence
    source: str

    def _repr_html_(self) -> str:
        """Return the value as a table of one row, for notebooks."""
        return _values_table(self.authority, (self,))

    def __str__(self) -> str:
        return f"{self.kind.label} {self.mg_per_day:g} mg/day ({self.authority}, {self.edition})"


@attrs.frozen(kw_only=True)
class UndeterminedValue:
    """A value that a body could not set, or that depends on a sex that is not stated; *reason* says which."""

    kind: Kind
    scope: Scope
    authority: str
    edition: str
    sex: Sex | None
    life_stage: LifeStage
    age_from_months: int | None
    age_to_months: int | None
    reason: str
    source: str


def _values_table(caption: str, values: Iterable[ReferenceValue], note: str = "") -> str:
    from magnesium.rendering.notebook import table

    rows = [
        (
            value.kind.label,
            str(value.scope),
            value.edition,
            value.source,
            # An increment comes on top of the woman's value for her age.
            f"{'+' if value.is_increment else ''}{value.mg_per_day:g} mg",
        )
        for value in values
    ]
    return table(caption, ("value", "compared with", "edition", "source", "a day"), rows, note)


_Value = ReferenceValue | UndeterminedValue


@attrs.frozen(kw_only=True)
class Authority:
    """A body that sets reference values: all its editions, oldest first."""

    id: str
    name: str
    region: str
    """Where the people live that its values are for."""
    editions: tuple[str, ...]
    values: tuple[ReferenceValue, ...] = attrs.field(repr=False)
    undetermined: tuple[UndeterminedValue, ...] = attrs.field(repr=False)

    @property
    def every(self) -> tuple[ReferenceValue | UndeterminedValue, ...]:
        """Every row of every edition, those without a figure last."""
        return (*self.values, *self.undetermined)

    def edition_of(self, family: str) -> str | None:
        """Return the newest edition that sets values of a *family* (ear, rda, ai, ul …)."""
        kinds = _FAMILIES[family]
        holding = {value.edition for value in self.every if value.kind in kinds}
        return next((edition for edition in reversed(self.editions) if edition in holding), None)

    def __str__(self) -> str:
        return f"{self.name}, {self.region}"


@attrs.frozen(kw_only=True)
class ReferenceValues:
    """What one authority sets for one person; ``None`` where it sets no such value."""

    person: Person
    authority: str
    ear: ReferenceValue | None
    """The average requirement."""
    provisional_ar: ReferenceValue | None
    """NNR 2023's provisional average requirement, 0.8 × the AI."""
    rda: ReferenceValue | None
    """The recommended intake: RDA, RDI, RNI or PRI."""
    ai: ReferenceValue | None
    """The adequate intake, where no recommended intake could be set."""
    lrni: ReferenceValue | None
    """The lower reference intake (UK)."""
    ul: ReferenceValue | None
    """The upper level; its ``scope`` says what it is compared with."""
    undetermined: tuple[UndeterminedValue, ...] = ()
    """What the authority says it could not set for this person."""

    def _repr_html_(self) -> str:
        """Return the values that there are as a small table, for notebooks, and what is not set."""
        found = (self.ear, self.provisional_ar, self.rda, self.ai, self.lrni, self.ul)
        reasons = [f"{value.kind.label}: {value.reason}" for value in self.undetermined]
        if self.ul is None and not any(value.kind in _FAMILIES["ul"] for value in self.undetermined):
            reasons.append("no upper level is set")
        title = f"{self.person}: {self.authority}"
        return _values_table(title, [value for value in found if value is not None], "; ".join(reasons))

    @property
    def recommended(self) -> ReferenceValue | None:
        """The recommended intake, or the adequate intake where there is none; ``kind`` says which."""
        return self.rda if self.rda is not None else self.ai


# --- the table ---------------------------------------------------------------------------------

COLUMNS = (
    "id",
    "authority",
    "edition",
    "year",
    "kind",
    "is_increment",
    "scope",
    "sex",
    "life_stage",
    "age_from_months",
    "age_to_months",
    "mg_per_day",
    "note",
    "confidence",
    "source",
)
_YES_NO = {"yes": True, "no": False}


def _value(row: list[str]) -> _Value:
    cell = dict(zip(COLUMNS, row, strict=True))
    band = {
        "sex": None if cell["sex"] == "both" else Sex(cell["sex"]),
        "life_stage": LifeStage(cell["life_stage"]),
        "age_from_months": int(cell["age_from_months"]) if cell["age_from_months"] else None,
        "age_to_months": int(cell["age_to_months"]) if cell["age_to_months"] else None,
    }
    of = {
        "kind": Kind(cell["kind"]),
        "scope": Scope(cell["scope"]),
        "authority": cell["authority"],
        "edition": cell["edition"],
        "source": cell["source"],
    }
    if not cell["mg_per_day"]:
        return UndeterminedValue(reason=cell["note"], **of, **band)  # type: ignore[arg-type]
    return ReferenceValue(
        id=cell["id"],
        mg_per_day=float(cell["mg_per_day"]),
        year=int(cell["year"]) if cell["year"] else None,
        is_increment=_YES_NO[cell["is_increment"]],
        note=cell["note"],
        confidence=Confidence(cell["confidence"]),
        **of,  # type: ignore[arg-type]
        **band,  # type: ignore[arg-type]
    )


@functools.cache
def values_by_body() -> Mapping[str, tuple[_Value, ...]]:
    """Return every value, those for labels too, by the body that sets it."""
    grouped: dict[str, list[_Value]] = defaultdict(list)
    for value in bundled_table("reference_values.csv", COLUMNS, _value).values():
        grouped[value.authority].append(value)
    return MappingProxyType({body: tuple(values) for body, values in grouped.items()})


def _authority(row: list[str]) -> Authority:
    id_, name, region = row
    every = values_by_body()[id_]
    values = tuple(value for value in every if isinstance(value, ReferenceValue))
    by_age = sorted(values, key=lambda value: value.year or 0)
    return Authority(
        id=id_,
        name=name,
        region=region,
        editions=tuple(dict.fromkeys(value.edition for value in by_age)),
        values=values,
        undetermined=tuple(value for value in every if isinstance(value, UndeterminedValue)),
    )


authorities: Catalog[Authority] = Catalog(
    "authority",
    lambda: bundled_table("authorities.csv", ("id", "name", "region"), _authority),
    documents=lambda records: (
        Document(id=id_, names=(id_, authority.name), extra=authority.region) for id_, authority in records.items()
    ),
    bundled_as="authorities",
)
"""Catalog of the bodies that set reference values."""


# --- look-up -----------------------------------------------------------------------------------


def reference_values(
    person: Person, *, authority: Authority | str = "nasem", edition: str | None = None
) -> ReferenceValues:
    """Return what *authority* sets for *person*, in mg of magnesium a day.

    Without *edition* each value comes from the newest edition that sets it (EFSA's AI of 2015, its
    UL of 2001); with it, from that edition only. Raises
    :class:`~magnesium.NoReferenceValueError` where nothing is set for such a person,
    :class:`~magnesium.AmbiguousError` where the sex must be known, and
    :class:`~magnesium.NotFoundError` for an unknown authority or edition.

    >>> values = reference_values(Person(age=40, sex="female"), authority="efsa")
    >>> values.rda is None, values.recommended.kind.value, values.recommended.mg_per_day, values.ul.mg_per_day
    (True, 'AI', 300.0, 250.0)
    """
    key = authority.id if isinstance(authority, Authority) else authority.casefold()
    return _reference_values(person, key, edition)


@functools.lru_cache(maxsize=8192)
def _reference_values(person: Person, authority: str, edition: str | None) -> ReferenceValues:
    body = authorities[authority]
    if edition is not None and edition not in body.editions:
        raise NotFoundError(f"edition of {body.id}", edition, body.editions)
    if person.sex is None:
        return _for_both_sexes(body, edition, person)
    found: dict[str, ReferenceValue | None] = {}
    undetermined: list[UndeterminedValue] = []
    for family, kinds in _FAMILIES.items():
        value = _for_stage(body, kinds, edition or body.edition_of(family), person)
        found[family] = value if isinstance(value, ReferenceValue) else None
        if isinstance(value, UndeterminedValue):
            undetermined.append(value)
    if found["rda"] is None and found["ai"] is None and found["ear"] is None:
        raise NoReferenceValueError(body.id, f"reference value for {person}", _what_exists(body, person, edition))
    return ReferenceValues(person=person, authority=body.id, undetermined=tuple(undetermined), **found)


def _for_both_sexes(body: Authority, edition: str | None, person: Person) -> ReferenceValues:
    """Return the values on which both sexes agree; the recommended intake must be one of them."""
    female, male = (_reference_values(attrs.evolve(person, sex=sex), body.id, edition) for sex in Sex)
    found: dict[str, ReferenceValue | None] = {}
    undetermined = list(female.undetermined)
    for family in _FAMILIES:
        hers, his = getattr(female, family), getattr(male, family)
        if _mg(hers) == _mg(his):
            found[family] = None if hers is None else attrs.evolve(hers, sex=None)
            continue
        amounts = tuple(f"{sex} {_mg(value) or 0:g} mg" for sex, value in zip(Sex, (hers, his), strict=True))
        if family in {"rda", "ai"}:
            what = f"the {(hers or his).kind.label} of {body.id} for {person} depends on sex"
            raise AmbiguousError(what, amounts, "state the sex")
        found[family] = None
        undetermined.append(_depending_on_sex(hers or his, amounts))
    return ReferenceValues(person=person, authority=body.id, undetermined=tuple(undetermined), **found)


def _depending_on_sex(value: ReferenceValue, amounts: tuple[str, ...]) -> UndeterminedValue:
    return UndeterminedValue(
        kind=value.kind,
        scope=value.scope,
        authority=value.authority,
        edition=value.edition,
        sex=None,
        life_stage=value.life_stage,
        age_from_months=value.age_from_months,
        age_to_months=value.age_to_months,
        reason=f"depends on sex: {', '.join(amounts)}",
        source=value.source,
    )


def _mg(value: _Value | None) -> float | None:
    return value.mg_per_day if isinstance(value, ReferenceValue) else None


def _for_stage(body: Authority, kinds: tuple[Kind, ...], edition: str | None, person: Person) -> _Value | None:
    """Return the value for the person's own life stage, an increment added to the value for her age."""
    value = _row(body, kinds, edition, person, person.life_stage)
    if value is None and person.life_stage in {LifeStage.INFANT_HUMAN_MILK, LifeStage.INFANT_FORMULA}:
        return _row(body, kinds, edition, person, LifeStage.GENERAL)
    if isinstance(value, ReferenceValue) and value.is_increment:
        base = _row(body, kinds, edition, person, LifeStage.GENERAL)
        if not isinstance(base, ReferenceValue):
            return None
        note = f"{base.mg_per_day:g} mg for her age and {value.mg_per_day:g} mg more when {value.life_stage}"
        total = base.mg_per_day + value.mg_per_day
        return attrs.evolve(base, id=value.id, mg_per_day=total, life_stage=value.life_stage, note=note)
    return value


def _row(
    body: Authority, kinds: tuple[Kind, ...], edition: str | None, person: Person, stage: LifeStage
) -> _Value | None:
    months = person.age_months
    for value in body.every:
        if (
            value.kind in kinds
            and value.edition == edition
            and value.life_stage is stage
            and value.sex in {None, person.sex}
            and (value.age_from_months is None or value.age_from_months <= months)
            and (value.age_to_months is None or months < value.age_to_months)
        ):
            return value
    return None


def _what_exists(body: Authority, person: Person, edition: str | None) -> str:
    """Return what the authority does publish near to what was asked."""
    kinds = (*_FAMILIES["rda"], *_FAMILIES["ai"], *_FAMILIES["ear"])
    of_edition = [v for v in body.values if v.kind in kinds and (edition is None or v.edition == edition)]
    same_stage = [v for v in of_edition if v.life_stage is person.life_stage]
    if person.age_months < 6 and any(v.life_stage is LifeStage.INFANT_FORMULA for v in of_edition):
        return "it sets infants' values by feeding: life_stage 'infant_human_milk' or 'infant_formula'"
    if not same_stage:
        stages = ", ".join(sorted({str(v.life_stage) for v in of_edition}))
        return f"it publishes values for {stages}" if stages else "that edition sets upper levels only"
    starts = [v.age_from_months for v in same_stage if v.age_from_months is not None]
    ends = [v.age_to_months for v in same_stage]
    until = "" if None in ends else f" to below {_age(max(e for e in ends if e is not None))}"
    stage = "" if person.life_stage is LifeStage.GENERAL else f" in the life stage {str(person.life_stage)!r}"
    return f"its values{stage} are for ages from {_age(min(starts, default=0))}{until}"


def _age(months: int) -> str:
    return f"{months} months" if months < 24 else f"{months / 12:g} years"


def life_stage_of(*, pregnant: bool, lactating: bool) -> LifeStage:
    """Return the life stage of two yes-or-no answers; raises :class:`PersonError` for both, or other words."""
    for name, answer in (("pregnant", pregnant), ("lactating", lactating)):
        if answer not in {True, False}:
            raise PersonError(f"{name} must be True or False, not {answer!r}")
    if pregnant and lactating:
        raise PersonError("pregnant and lactating at once: no authority sets a value for both; choose one")
    if pregnant:
        return LifeStage.PREGNANT
    return LifeStage.LACTATING if lactating else LifeStage.GENERAL


def rda(
    *,
    age: float,
    sex: Sex | str | None,
    pregnant: bool = False,
    lactating: bool = False,
    authority: Authority | str = "nasem",
    edition: str | None = None,
) -> float:
    """Return the recommended intake (RDA, RDI, RNI or PRI) in mg of magnesium a day.

    *age* is in years. Raises :class:`~magnesium.NoReferenceValueError` where the authority sets
    only an AI, which it names, or nothing; otherwise as :func:`reference_values`.

    >>> rda(age=25, sex="female", pregnant=True)
    350.0
    """
    person = Person(age=age, sex=sex, life_stage=life_stage_of(pregnant=pregnant, lactating=lactating))
    values = reference_values(person, authority=authority, edition=edition)
    if values.rda is None:
        adequate = f"it sets an AI of {values.ai.mg_per_day:g} mg/day" if values.ai else "it sets an EAR only"
        hint = f"{adequate}; see reference_values(…).recommended"
        raise NoReferenceValueError(values.authority, f"recommended intake for {person}", hint)
    return values.rda.mg_per_day
