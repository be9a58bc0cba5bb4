"""Persons and groups of people for reference values: age, sex and life stage."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from types import MappingProxyType
from typing import Any, Literal, Protocol, TypeVar, get_args

import attrs

from magnesium.errors import AmountError, InvalidValueError, PersonError
from magnesium.evidence import Vocabulary
from magnesium.rendering.answers import Answer
from magnesium.units import as_float

MAX_AGE_YEARS = 130
"""Upper limit of ages, exclusive."""

MIN_REPRODUCTIVE_AGE_MONTHS = 9 * 12
"""Minimum age of pregnancy and lactation: the youngest age at which an authority sets
separate values for the sexes (NASEM, 9 to 13 years)."""

MAX_REPRODUCTIVE_AGE_MONTHS = 75 * 12
"""Their upper limit, exclusive: a bound of plausibility, above every recorded birth. Authorities with
one value for all ages answer up to it; others end earlier and state so."""

_M = TypeVar("_M")


class Sex(Vocabulary):
    """Sex in reference values."""

    FEMALE = "female"
    MALE = "male"


class LifeStage(Vocabulary):
    """What changes the requirement besides age and sex."""

    GENERAL = "general"
    PREGNANT = "pregnant"
    LACTATING = "lactating"
    INFANT_HUMAN_MILK = "infant_human_milk"
    """An infant under 6 months fed human milk; only FAO/WHO sets a separate value."""
    INFANT_FORMULA = "infant_formula"
    """An infant under 6 months fed formula; only FAO/WHO sets a separate value."""


# --- the accepted words --------------------------------------------------------------------------

_FemaleWord = Literal["female", "f", "F", "woman", "girl"]
_MaleWord = Literal["male", "m", "M", "man", "boy"]
_UnstatedWord = Literal["unknown", "other", ""]
_PregnantWord = Literal["pregnant", "pregnancy"]
_LactatingWord = Literal["lactating", "lactation", "breastfeeding", "nursing"]

StatedSexWord = _FemaleWord | _MaleWord
"""The words for a sex that must be known, ignoring case."""

SexWord = StatedSexWord | _UnstatedWord
"""The words for a sex, ignoring case; the last ones mean not stated, as does ``None``."""

LifeStageWord = Literal["general", "infant_human_milk", "infant_formula"] | _PregnantWord | _LactatingWord
"""The words for a life stage, ignoring case."""


def _each(words: object, meaning: Sex | None) -> dict[str, Sex | None]:
    return {word.lower(): meaning for word in get_args(words)}


SEX_WORDS: Mapping[str, Sex | None] = MappingProxyType(
    _each(_FemaleWord, Sex.FEMALE) | _each(_MaleWord, Sex.MALE) | _each(_UnstatedWord, None)
)
"""What each accepted word for a sex means; ``None`` means not stated."""

LIFE_STAGE_WORDS: Mapping[str, LifeStage] = MappingProxyType(
    {str(stage): stage for stage in LifeStage}
    | dict.fromkeys(get_args(_PregnantWord), LifeStage.PREGNANT)
    | dict.fromkeys(get_args(_LactatingWord), LifeStage.LACTATING)
)
"""What each accepted word for a life stage means."""


def listed(words: Mapping[str, object]) -> str:
    """Return accepted words as a list for messages and help texts, without the empty word."""
    return ", ".join(filter(None, words))


def _meaning(what: str, word: object, words: Mapping[str, _M]) -> _M:
    plain = word.strip().lower() if isinstance(word, str) else None
    if plain is None or plain not in words:
        raise PersonError(f"{what} {word!r} is not valid; expected one of {listed(words)}")
    return words[plain]


def stated_sex(word: Sex | StatedSexWord) -> Sex:
    """Return the sex that *word* names.

    Raises :class:`~magnesium.PersonError` for any other word, and for one that means not stated.

    >>> stated_sex("Woman")
    <Sex.FEMALE: 'female'>
    """
    return _meaning("sex", word, {known: sex for known, sex in SEX_WORDS.items() if sex is not None})


def sex_or_unstated(word: Sex | SexWord | None) -> Sex | None:
    """Return the sex that *word* names; ``None`` if it means not stated.

    Raises :class:`~magnesium.PersonError` for any other word.

    >>> sex_or_unstated("F"), sex_or_unstated("unknown")
    (<Sex.FEMALE: 'female'>, None)
    """
    return None if word is None else _meaning("sex", word, SEX_WORDS)


def life_stage_named(word: LifeStage | LifeStageWord) -> LifeStage:
    """Return the life stage that *word* names.

    Raises :class:`~magnesium.PersonError` for any other word.

    >>> life_stage_named("breastfeeding")
    <LifeStage.LACTATING: 'lactating'>
    """
    return _meaning("life stage", word, LIFE_STAGE_WORDS)


def _life_stage_of(life_stage: LifeStage | LifeStageWord, answers: Mapping[str, Any]) -> LifeStage:
    """Return the life stage that a word and yes-or-no answers state together."""
    stated = {life_stage_named(life_stage)}
    for word, answer in answers.items():
        if answer is False:  # of nearly every person
            continue
        if not (isinstance(answer, Hashable) and answer in {True, False}):
            raise PersonError(f"{word} must be True or False, got {answer!r}")
        if answer:
            stated.add(LIFE_STAGE_WORDS[word])
    stated.discard(LifeStage.GENERAL)
    if len(stated) > 1:
        raise PersonError(f"{' and '.join(sorted(stated, reverse=True))} are mutually exclusive")
    return stated.pop() if stated else LifeStage.GENERAL


def _age(value: float) -> float:
    years = as_float(value, "age")
    if not 0 <= years < MAX_AGE_YEARS:
        raise AmountError("age", value, f"must be at least 0 and below {MAX_AGE_YEARS} years")
    return years


@attrs.frozen(init=False, repr=False)
class Person(Answer):
    """A person for reference values: age in years, sex, life stage.

    Args:
        age: Age in years, from 0 to below 130.
        sex: Any of ``magnesium.people.SEX_WORDS``, ignoring case. It must be given; ``None``, "unknown", "other"
            and "" mean not stated, which has an answer only if both sexes share a value.
        life_stage: Any of ``magnesium.people.LIFE_STAGE_WORDS``, ignoring case.
        pregnant: Short for ``life_stage="pregnant"``.
        lactating: Short for ``life_stage="lactating"``.
        breastfeeding: The same as *lactating*.

    Raises:
        AmountError: The age is impossible.
        PersonError: A word is unknown, or the answers contradict each other.

    >>> Person(age=25, sex="F", pregnant=True)
    <Person: 25 years, female, pregnant>
    >>> Person.from_months(8, sex="boy").age_months
    8.0
    """

    age: float = attrs.field(converter=_age)
    sex: Sex | None = attrs.field(converter=sex_or_unstated)
    life_stage: LifeStage = LifeStage.GENERAL

    def __init__(
        self,
        *,
        age: float,
        sex: Sex | SexWord | None,
        life_stage: LifeStage | LifeStageWord = "general",
        pregnant: bool = False,
        lactating: bool = False,
        breastfeeding: bool = False,
    ) -> None:
        answers = {"pregnant": pregnant, "lactating": lactating, "breastfeeding": breastfeeding}
        self.__attrs_init__(  # pyright: ignore[reportAttributeAccessIssue]  (made by attrs)
            age=age, sex=sex, life_stage=_life_stage_of(life_stage, answers)
        )

    def __attrs_post_init__(self) -> None:
        if self.life_stage is LifeStage.GENERAL:
            return
        if self.life_stage in {LifeStage.PREGNANT, LifeStage.LACTATING}:
            if self.sex is not Sex.FEMALE:
                sex = "not stated" if self.sex is None else repr(str(self.sex))
                raise PersonError(f"life stage {str(self.life_stage)!r} needs sex 'female', and sex is {sex}")
            if not MIN_REPRODUCTIVE_AGE_MONTHS <= self.age_months < MAX_REPRODUCTIVE_AGE_MONTHS:
                raise PersonError(
                    f"life stage {str(self.life_stage)!r} does not fit an age of {self.age:g} years (accepted from "
                    f"{MIN_REPRODUCTIVE_AGE_MONTHS // 12} to below {MAX_REPRODUCTIVE_AGE_MONTHS // 12})"
                )
        elif self.age_months >= 12:
            raise PersonError(f"life stage {str(self.life_stage)!r} does not fit an age of {self.age:g} years")

    @classmethod
    def from_months(
        cls, months: float, *, sex: Sex | SexWord | None, life_stage: LifeStage | LifeStageWord = "general"
    ) -> Person:
        """Return a person whose age is given in months.

        Args:
            months: Age in months.
            sex: As in :class:`Person`; ``None`` if not stated.
            life_stage: As in :class:`Person`.

        >>> Person.from_months(18, sex=None).age
        1.5
        """
        return cls(age=as_float(months, "age in months") / 12, sex=sex, life_stage=life_stage)

    @property
    def age_months(self) -> float:
        """Age in months; rounded to a millionth, so that 7/12 of a year is 7 months."""
        return round(self.age * 12, 6)

    def __str__(self) -> str:
        age = f"{self.age:g} years" if self.age >= 2 else _count(self.age_months, "month")
        words = [age, str(self.sex) if self.sex else "sex not stated"]
        if self.life_stage is not LifeStage.GENERAL:
            words.append(str(self.life_stage).replace("_", " "))
        return ", ".join(words)


# --- groups --------------------------------------------------------------------------------------


class _OfGroup(Protocol):
    """A record of a group, whose sex, life stage and age band are fields."""

    @property
    def sex(self) -> Sex | None: ...
    @property
    def life_stage(self) -> LifeStage | None: ...
    @property
    def age_from_months(self) -> int | None: ...
    @property
    def age_to_months(self) -> int | None: ...


def _sex_or_any(value: Sex | StatedSexWord | None) -> Sex | None:
    return None if value is None else stated_sex(value)


def _stage_or_any(value: LifeStage | LifeStageWord | None) -> LifeStage | None:
    return None if value is None else life_stage_named(value)


def _months(_: object, attribute: attrs.Attribute[int | None], value: object) -> None:
    if value is not None and (type(value) is not int or value < 0):
        raise InvalidValueError(attribute.name, value, "must be a whole number of months from 0, or None")


@attrs.frozen(kw_only=True, repr=False)
class Group(Answer):
    """People of one sex, life stage and age band; ``None`` means any.

    The band is half-open: it starts with the month *age_from_months* and ends before
    *age_to_months*. A person whose sex is not stated is in no group of one sex. Raises
    :class:`~magnesium.InvalidValueError` for an impossible band and
    :class:`~magnesium.PersonError` for an unknown sex or life stage.

    >>> women = Group(sex="female", age_from_months=228, age_to_months=372)
    >>> print(women)
    women 19–30 years
    >>> Person(age=30.9, sex="female") in women, Person(age=31, sex="female") in women
    (True, False)
    """

    sex: Sex | None = attrs.field(default=None, converter=_sex_or_any)
    life_stage: LifeStage | None = attrs.field(default=None, converter=_stage_or_any)
    age_from_months: int | None = attrs.field(default=None, validator=_months)
    age_to_months: int | None = attrs.field(default=None, validator=_months)

    def __attrs_post_init__(self) -> None:
        if self.age_to_months is not None and self.age_to_months <= (self.age_from_months or 0):
            raise InvalidValueError("age_to_months", self.age_to_months, f"must be above {self.age_from_months or 0}")

    @classmethod
    def of(cls, record: _OfGroup) -> Group:
        """Return the group of a record with these four fields."""
        return cls(
            sex=record.sex,
            life_stage=record.life_stage,
            age_from_months=record.age_from_months,
            age_to_months=record.age_to_months,
        )

    def __contains__(self, person: object) -> bool:
        return (
            isinstance(person, Person)
            and self.sex in {None, person.sex}
            and self.life_stage in {None, person.life_stage}
            and (self.age_from_months or 0) <= person.age_months
            and (self.age_to_months is None or person.age_months < self.age_to_months)
        )

    @property
    def ages(self) -> str:
        """The age band in completed years or months, such as "19–30 years"; empty for any age."""
        start, end = self.age_from_months, self.age_to_months
        if end is None:
            return "" if start is None else f"{_age_words(start)} and over"
        if start is None:
            return f"below {_age_words(end)}"
        if end > 12 and start % 12 == end % 12 == 0:
            return _span(start // 12, end // 12 - 1, "year")
        return _span(start, end - 1, "month")

    @property
    def key(self) -> str:
        """The group as a part of ids: sex, life stage, and months of age from and to.

        >>> Group(sex="female", life_stage="general", age_from_months=228, age_to_months=372).key
        'female:general:228-372'
        """
        start, end = self.age_from_months, self.age_to_months
        ages = "any" if start is None and end is None else f"{start or 0}-{'' if end is None else end}"
        return f"{self.sex or 'both'}:{self.life_stage or 'any'}:{ages}"

    @property
    def _people(self) -> str:
        """The word for people of these ages."""
        if self.life_stage in _STAGE_WORDS:
            return _STAGE_WORDS[self.life_stage]
        if self.age_to_months is not None and self.age_to_months <= 12:
            return "infants" if self.sex is None else f"{self.sex} infants"
        if self.age_to_months is not None and self.age_to_months <= _LAST_CHILDHOOD_MONTH:
            return _WORDS["child"][self.sex]
        adult = self.age_from_months is not None and self.age_from_months >= _FIRST_ADULT_MONTH
        return _WORDS["adult" if adult else "any"][self.sex]

    def __str__(self) -> str:
        ages = self.ages
        if not ages and self.life_stage not in _STAGE_WORDS:
            ages = "of all ages"
        return f"{self._people} {ages}".rstrip()


_FIRST_ADULT_MONTH = 18 * 12
_LAST_CHILDHOOD_MONTH = 19 * 12
_WORDS: dict[str, dict[Sex | None, str]] = {
    "child": {Sex.FEMALE: "girls", Sex.MALE: "boys", None: "children"},
    "adult": {Sex.FEMALE: "women", Sex.MALE: "men", None: "adults"},
    "any": {Sex.FEMALE: "females", Sex.MALE: "males", None: "people"},
}
_STAGE_WORDS: dict[LifeStage | None, str] = {
    LifeStage.PREGNANT: "pregnant women",
    LifeStage.LACTATING: "lactating women",
    LifeStage.INFANT_HUMAN_MILK: "infants fed human milk",
    LifeStage.INFANT_FORMULA: "infants fed formula",
}


def _age_words(months: int) -> str:
    whole_years = months >= 12 and months % 12 == 0
    return _count(months // 12, "year") if whole_years else _count(months, "month")


def _span(first: int, last: int, unit: str) -> str:
    return _count(first, unit) if first == last else f"{first}–{last} {unit}s"


def _count(number: float, unit: str) -> str:
    return f"1 {unit}" if number == 1 else f"{number:g} {unit}s"
