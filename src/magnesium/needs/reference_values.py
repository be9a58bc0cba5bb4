"""Look up what an authority sets for a person.

Bodies call one thing by several names: RDA, RDI, RNI and PRI are the recommended intake; AI and
the D-A-CH estimated value are an adequate intake.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator
from typing import Any, get_args

import attrs

from magnesium.errors import AmbiguousError, NoReferenceValueError, instance
from magnesium.needs.authorities import Authority, authority_named
from magnesium.needs.editions import edition_or_day, editions_of, find_edition
from magnesium.needs.kinds import FAMILIES, Family
from magnesium.needs.values import Published, ReferenceValue, UndeterminedValue, values_of, values_table
from magnesium.people import Group, LifeStage, Person, Sex, SexWord
from magnesium.rendering.answers import Answer
from magnesium.rendering.blocks import Block, Heading, Note

_NEEDS = ("rda", "ai", "ear")
"""The families that state a need; an authority must set a value of at least one."""


@attrs.frozen(kw_only=True, repr=False)
class ReferenceValues(Answer):
    """What one authority sets for one person; ``None`` if it sets no such value."""

    person: Person
    authority: str
    ear: ReferenceValue | None
    """The average requirement."""
    provisional_ar: ReferenceValue | None
    """NNR 2023's provisional average requirement, 0.8 × the AI."""
    rda: ReferenceValue | None
    """The recommended intake: RDA, RDI, RNI or PRI."""
    ai: ReferenceValue | None
    """The adequate intake, if no recommended intake could be set."""
    lrni: ReferenceValue | None
    """The lower reference intake (UK)."""
    ul: ReferenceValue | None
    """The upper level; its ``scope`` states what it is compared with."""
    undetermined: tuple[UndeterminedValue, ...] = ()
    """What the authority states it could not set for this person."""

    @property
    def found(self) -> tuple[ReferenceValue, ...]:
        """The values that are set."""
        every = (self.ear, self.provisional_ar, self.rda, self.ai, self.lrni, self.ul)
        return tuple(value for value in every if value is not None)

    @property
    def recommended(self) -> ReferenceValue | None:
        """The recommended intake, or the adequate intake if absent; ``kind`` states which."""
        return self.rda if self.rda is not None else self.ai

    @property
    def edition_notes(self) -> tuple[str, ...]:
        """Notes on editions used here whose newer edition is not bundled."""
        used = dict.fromkeys(find_edition(value.authority, value.edition) for value in self.found)
        return tuple(str(edition) for edition in used if edition.lacks_successor)

    def blocks(self) -> Iterator[Block]:
        """Yield the values, then those that are not set, with the reason."""
        yield Heading(str(self), 1)
        yield values_table(self.found)
        yield from (Note(f"{value.kind.label}: {value.reason}") for value in self.undetermined)
        if self.ul is None and not any(value.kind in FAMILIES["ul"] for value in self.undetermined):
            yield Note("No upper level is set.")
        yield from (Note(note) for note in self.edition_notes)

    def cited(self) -> tuple[str, ...]:
        """Return the distinct sources of the values."""
        return tuple(
            dict.fromkeys([*(value.source for value in self.found), *(value.source for value in self.undetermined)])
        )

    def __str__(self) -> str:
        values = ", ".join(f"{value.kind.label} {value.mg_per_day:g}" for value in self.found)
        return f"{self.person}, {self.authority}: {f'{values} mg/day' if values else 'no value is set'}"


# --- look-up -----------------------------------------------------------------------------------


def checked_person(person: object) -> Person:
    """Return *person*; raise :class:`~magnesium.InvalidValueError` if it is not a Person."""
    return instance(person, Person, "person", "must be a Person, such as Person(age=25, sex='female')")


def reference_values(
    person: Person,
    *,
    authority: Authority | str = "nasem",
    edition: str | None = None,
    as_of: dt.date | str | None = None,
) -> ReferenceValues:
    """Return what *authority* sets for *person*, in mg of magnesium per day.

    By default each value comes from the newest edition that sets it (EFSA's AI of 2015, its UL of
    2001).

    Args:
        person: The person whose values are looked up.
        authority: Id, name or alias of the body, ignoring case, or its record.
        edition: Title or id of the edition from which all values come.
        as_of: A day; each value comes from the newest edition that was in force then. An edition
            known by its year counts from 1 January.

    Raises:
        NoReferenceValueError: Nothing is set for such a person; the error states what exists instead.
        AmbiguousError: The value depends on the sex, which is not stated.
        NotFoundError: The authority or the edition is unknown.
        InvalidValueError: Both *edition* and *as_of* are given, or *as_of* is not a date.

    >>> values = reference_values(Person(age=40, sex="female"), authority="efsa")
    >>> values.rda is None, values.recommended.kind.value, values.recommended.mg_per_day, values.ul.mg_per_day
    (True, 'AI', 300.0, 250.0)
    >>> print(reference_values(Person(age=40, sex="male"), authority="korea", as_of="2025-06-30").rda)
    RNI 370 mg/day (korea, KDRI 2020)
    """
    checked_person(person)
    body = authority_named(authority)
    return _reference_values(person, body, *edition_or_day(body.id, edition, as_of))


@functools.lru_cache(maxsize=8192)
def _reference_values(person: Person, body: Authority, edition: str | None, as_of: dt.date | None) -> ReferenceValues:
    if person.sex is None:
        return _for_both_sexes(body, edition, as_of, person)
    used = {family: edition or body.edition_of(family, as_of=as_of) for family in get_args(Family)}
    if as_of is not None:
        _check_in_force(body, used, as_of)
    found: dict[str, ReferenceValue | None] = dict.fromkeys(FAMILIES)
    undetermined: list[UndeterminedValue] = []
    for family, title in used.items():
        value = None if title is None else _for_stage(body, title, family, person)
        if isinstance(value, UndeterminedValue):
            undetermined.append(value)
        else:
            found[family] = value
    if all(found[family] is None for family in _NEEDS):
        hint = _what_exists(body, person, used, undetermined)
        raise NoReferenceValueError(body.id, f"reference value for {person}", hint)
    return ReferenceValues(person=person, authority=body.id, undetermined=tuple(undetermined), **found)


def _check_in_force(body: Authority, used: dict[str, str | None], as_of: dt.date) -> None:
    """Raise if no edition that states a need is known to be in force on a day."""
    needs = {used[family] for family in _NEEDS}
    for edition in editions_of(body.id):
        gone = edition.lacks_successor and edition.ends is not None and edition.ends <= as_of
        if edition.title in needs and gone:
            raise NoReferenceValueError(
                body.id, f"reference value in force on {as_of} that is bundled", f"{edition.title} was {edition.status}"
            )
    if needs == {None}:
        begun = "; ".join(
            f"{e.title} from {e.applies_from or e.published or 'an unknown date'}" for e in editions_of(body.id)
        )
        raise NoReferenceValueError(body.id, f"reference value in force on {as_of}", f"its editions here are {begun}")


def _for_both_sexes(body: Authority, edition: str | None, as_of: dt.date | None, person: Person) -> ReferenceValues:
    """Return the values on which both sexes agree; the recommended intake must be one of them."""
    female, male = (_reference_values(attrs.evolve(person, sex=sex), body, edition, as_of) for sex in Sex)
    found: dict[str, ReferenceValue | None] = {}
    undetermined = list(female.undetermined)
    for family in FAMILIES:
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
    same = {field.name for field in attrs.fields(UndeterminedValue)} & {f.name for f in attrs.fields(ReferenceValue)}
    fields: dict[str, Any] = {name: getattr(value, name) for name in same}
    return UndeterminedValue(
        **{**fields, "sex": None},
        reason=f"depends on sex: {', '.join(amounts)}",
    )


def _mg(value: Published | None) -> float | None:
    return value.mg_per_day if isinstance(value, ReferenceValue) else None


def _for_stage(body: Authority, edition: str, family: str, person: Person) -> Published | None:
    """Return the value for the person's life stage; an increment is added to the value for her age."""
    value = _row(body, edition, family, person)
    if value is None and person.life_stage in {LifeStage.INFANT_HUMAN_MILK, LifeStage.INFANT_FORMULA}:
        return _row(body, edition, family, _in_general(person))
    if isinstance(value, ReferenceValue) and value.is_increment:
        base = _row(body, edition, family, _in_general(person))
        if not isinstance(base, ReferenceValue):
            return None
        note = f"{base.mg_per_day:g} mg for her age and {value.mg_per_day:g} mg more when {value.life_stage}"
        total = base.mg_per_day + value.mg_per_day
        return attrs.evolve(base, id=value.id, mg_per_day=total, life_stage=value.life_stage, note=note)
    return value


def _in_general(person: Person) -> Person:
    return attrs.evolve(person, life_stage=LifeStage.GENERAL)


def _row(body: Authority, edition: str, family: str, person: Person) -> Published | None:
    return next((value for group, value in values_of(body.id, edition, FAMILIES[family]) if person in group), None)


# --- hints if nothing is set -------------------------------------------------------------------


def _what_exists(
    body: Authority, person: Person, used: dict[str, str | None], undetermined: list[UndeterminedValue]
) -> str:
    """Return the nearest that the authority does publish."""
    groups = list(_groups(body, used))
    if not groups:
        return "that edition sets upper levels only"
    needs = {kind for family in _NEEDS for kind in FAMILIES[family]}
    missing = [f"its {value.kind.label} {value.reason}" for value in undetermined if value.kind in needs]
    if missing:
        return "; ".join(missing)
    if person.age_months < 6 and any(group.life_stage is LifeStage.INFANT_FORMULA for group in groups):
        return "it sets infants' values by feeding: life_stage 'infant_human_milk' or 'infant_formula'"
    same_stage = [group for group in groups if group.life_stage is person.life_stage]
    if same_stage:
        return f"it publishes values for {_whole_band(same_stage, person)}"
    stages = ", ".join(sorted({str(group.life_stage) for group in groups}))
    instead = _instead(body, person, used)
    return f"it publishes values for {stages}" + (f"; for {instead.group} it sets {instead}" if instead else "")


def _groups(body: Authority, used: dict[str, str | None]) -> Iterator[Group]:
    for family in _NEEDS:
        title = used[family]
        if title is not None:
            yield from (group for group, _ in values_of(body.id, title, FAMILIES[family]))


def _whole_band(groups: list[Group], person: Person) -> Group:
    """Return one group that spans all ages of *groups*."""
    starts = [group.age_from_months or 0 for group in groups]
    ends = [group.age_to_months for group in groups]
    known = [end for end in ends if end is not None]
    return Group(
        life_stage=person.life_stage,
        age_from_months=min(starts),
        age_to_months=max(known) if len(known) == len(ends) else None,
    )


def _instead(body: Authority, person: Person, used: dict[str, str | None]) -> ReferenceValue | None:
    """Return the value for this age and sex without a life stage."""
    for family in _NEEDS:
        title = used[family]
        value = None if title is None else _row(body, title, family, _in_general(person))
        if isinstance(value, ReferenceValue):
            return value
    return None


# --- a single value ----------------------------------------------------------------------------


def recommended(
    *,
    age: float,
    sex: Sex | SexWord | None,
    pregnant: bool = False,
    lactating: bool = False,
    breastfeeding: bool = False,
    authority: Authority | str = "nasem",
    edition: str | None = None,
    as_of: dt.date | str | None = None,
) -> ReferenceValue:
    """Return the recommended or the adequate intake, whichever exists; its ``kind`` states which.

    Args:
        age: Age in years.
        sex: As in :class:`~magnesium.Person`; so are the life stages.
        pregnant: Whether the person is pregnant.
        lactating: Whether the person is lactating.
        breastfeeding: The same as *lactating*.
        authority: As in :func:`reference_values`.
        edition: As in :func:`reference_values`.
        as_of: As in :func:`reference_values`.

    Raises:
        NoReferenceValueError: The authority sets neither; otherwise as :func:`reference_values`.

    >>> print(recommended(age=40, sex="male", authority="efsa"))
    AI 350 mg/day (efsa, DRV 2015)
    """
    person = Person(age=age, sex=sex, pregnant=pregnant, lactating=lactating, breastfeeding=breastfeeding)
    values = reference_values(person, authority=authority, edition=edition, as_of=as_of)
    if values.recommended is None:
        what = f"recommended or adequate intake for {values.person}"
        hint = "" if values.ear is None else f"it sets an EAR of {values.ear.mg_per_day:g} mg/day"
        raise NoReferenceValueError(values.authority, what, hint)
    return values.recommended


def rda(
    *,
    age: float,
    sex: Sex | SexWord | None,
    pregnant: bool = False,
    lactating: bool = False,
    breastfeeding: bool = False,
    authority: Authority | str = "nasem",
    edition: str | None = None,
    as_of: dt.date | str | None = None,
) -> float:
    """Return the recommended intake (RDA, RDI, RNI or PRI) in mg of magnesium per day.

    Args:
        age: Age in years.
        sex: As in :class:`~magnesium.Person`; so are the life stages.
        pregnant: Whether the person is pregnant.
        lactating: Whether the person is lactating.
        breastfeeding: The same as *lactating*.
        authority: As in :func:`reference_values`.
        edition: As in :func:`reference_values`.
        as_of: As in :func:`reference_values`.

    Raises:
        NoReferenceValueError: The authority sets only an AI, which the error states, or nothing; otherwise as
            :func:`reference_values`.

    >>> rda(age=25, sex="female", pregnant=True)
    350.0
    """
    found = recommended(
        age=age,
        sex=sex,
        pregnant=pregnant,
        lactating=lactating,
        breastfeeding=breastfeeding,
        authority=authority,
        edition=edition,
        as_of=as_of,
    )
    if found.kind not in FAMILIES["rda"]:
        hint = f"it sets an AI of {found.mg_per_day:g} mg/day; magnesium.recommended(…) returns it"
        raise NoReferenceValueError(found.authority, f"recommended intake for {found.group}", hint)
    return found.mg_per_day
