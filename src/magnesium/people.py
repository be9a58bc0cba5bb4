"""Who the reference values are for: age, sex and life stage."""

from __future__ import annotations

import enum
from typing import TypeVar

import attrs

from magnesium.errors import AmountError, PersonError
from magnesium.units import as_float

MAX_AGE_YEARS = 130
"""Ages reach up to this, exclusive."""

MIN_REPRODUCTIVE_AGE_MONTHS = 9 * 12
"""Pregnancy and lactation are accepted from here: the youngest age at which an authority sets
values for the sexes apart (NASEM, 9 to 13 years)."""

MAX_REPRODUCTIVE_AGE_MONTHS = 75 * 12
"""And up to here, exclusive: a bound of plausibility, above every recorded birth. Authorities that set
one value for all ages answer up to it; others end earlier and say so."""

_E = TypeVar("_E", bound=enum.StrEnum)


class Sex(enum.StrEnum):
    """Sex as reference values know it."""

    FEMALE = "female"
    MALE = "male"


class LifeStage(enum.StrEnum):
    """What changes a need besides age and sex."""

    GENERAL = "general"
    PREGNANT = "pregnant"
    LACTATING = "lactating"
    INFANT_HUMAN_MILK = "infant_human_milk"
    """An infant under 6 months fed human milk; only FAO/WHO sets a value of its own."""
    INFANT_FORMULA = "infant_formula"
    """An infant under 6 months fed formula; only FAO/WHO sets a value of its own."""


def member(kind: type[_E], word: object) -> _E:
    """Return the member of *kind* that *word* names, case aside.

    Raises :class:`PersonError` that lists the allowed words.

    >>> member(Sex, "Female")
    <Sex.FEMALE: 'female'>
    """
    if isinstance(word, kind):
        return word
    for candidate in kind:
        if isinstance(word, str) and word.strip().casefold() == candidate.value:
            return candidate
    what = {"Sex": "sex", "LifeStage": "life stage"}.get(kind.__name__, kind.__name__)
    raise PersonError(f"{what} {word!r} is not one of {', '.join(repr(str(m)) for m in kind)}")


def _age(value: float) -> float:
    years = as_float(value, "age")
    if not 0 <= years < MAX_AGE_YEARS:
        raise AmountError("age", value, f"must be at least 0 and below {MAX_AGE_YEARS} years")
    return years


def _sex(value: Sex | str | None) -> Sex | None:
    return None if value is None else member(Sex, value)


def _life_stage(value: LifeStage | str) -> LifeStage:
    return member(LifeStage, value)


@attrs.frozen(kw_only=True)
class Person:
    """A person as far as reference values ask: age in years, sex, life stage.

    *sex* must be stated; ``None`` means unknown and is answered only where both sexes share a
    value. Raises :class:`AmountError` for an impossible age and :class:`PersonError` for words or
    combinations that cannot be.

    >>> Person(age=25, sex="female", life_stage="pregnant").age_months
    300.0
    >>> Person.from_months(8, sex="male").age_months
    8.0
    """

    age: float = attrs.field(converter=_age)
    sex: Sex | None = attrs.field(converter=_sex)
    life_stage: LifeStage = attrs.field(default=LifeStage.GENERAL, converter=_life_stage)

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
        cls, months: float, *, sex: Sex | str | None, life_stage: LifeStage | str = LifeStage.GENERAL
    ) -> Person:
        """Return a person whose age is given in months.

        >>> Person.from_months(18, sex=None).age
        1.5
        """
        return cls(age=as_float(months, "age in months") / 12, sex=sex, life_stage=life_stage)

    @property
    def age_months(self) -> float:
        """Age in months; rounded to a millionth, so that 7/12 of a year is 7 months."""
        return round(self.age * 12, 6)

    def __str__(self) -> str:
        age = f"{self.age:g} years" if self.age >= 2 else f"{self.age_months:g} months"
        words = [age, str(self.sex) if self.sex else "sex not stated"]
        if self.life_stage is not LifeStage.GENERAL:
            words.append(str(self.life_stage).replace("_", " "))
        return ", ".join(words)
