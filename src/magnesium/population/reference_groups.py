"""Group persons by the values that an authority sets for them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from magnesium.errors import InvalidValueError
from magnesium.needs.authorities import Authority
from magnesium.needs.reference_values import ReferenceValues, reference_values
from magnesium.people import Person
from magnesium.population.columns import Column, column, is_missing, numbers, readable
from magnesium.population.requirements import no_ear

SEX_CODES: Mapping[Any, str] = {1: "male", 2: "female", "1": "male", "2": "female"}
"""Codes for sex of ISO/IEC 5218, which NHANES and most surveys use."""


@attrs.frozen(kw_only=True, eq=False)
class ReferenceGroups:
    """Persons grouped by the values that an authority sets; pass it, or *labels*, as ``by=``."""

    labels: npt.NDArray[Any]
    """One per row; ``None`` for persons without a group."""
    values: Mapping[str, ReferenceValues]
    """The reference values of each label, in the order of age."""
    notes: tuple[str, ...] = ()
    """What was assumed."""

    def __len__(self) -> int:
        return len(self.labels)


def reference_groups(
    data: Any = None,
    *,
    age_years: Column,
    sex: Column,
    life_stage: Column | None = None,
    authority: Authority | str = "nasem",
    edition: str | None = None,
) -> ReferenceGroups:
    """Return the groups of persons who share an EAR's sex, life stage and age band.

    A person whose age or sex is missing has no group.

    Args:
        data: Frame or mapping with the columns; ``None`` if they are arrays.
        age_years: Age in years, a column name or an array.
        sex: Sex, a column name or an array, in words that :class:`~magnesium.Person` accepts. Codes 1 and 2 are read by
            ISO/IEC 5218 as male and female, with a note; other numbers are an error.
        life_stage: Life stage, a column name or an array, in words that :class:`~magnesium.Person` accepts.
        authority: Whose EARs are used.
        edition: Title of its edition; the newest by default.

    Raises:
        NoReferenceValueError: A person has no EAR (infants have an AI: give them no age, or exclude them); otherwise as
            :func:`~magnesium.reference_values`.

    >>> groups = reference_groups({"age": [25, 40, 29.5], "sex": ["male", "female", "male"]}, age_years="age",
    ...                           sex="sex")
    >>> groups.labels.tolist()
    ['men 19–30 years', 'women 31–50 years', 'men 19–30 years']
    >>> groups.values["men 19–30 years"].ear.mg_per_day
    330.0
    """
    data = readable(data)
    ages = _ages(data, age_years)
    sexes, notes = _sexes(column(data, sex, "sex").tolist())
    stages = ["general"] * len(ages) if life_stage is None else column(data, life_stage, "life_stage").tolist()
    if not len(ages) == len(sexes) == len(stages):
        raise InvalidValueError("sex", len(sexes), f"must have as many rows as the ages ({len(ages)})")
    known: dict[Hashable, str | None] = {}
    values: dict[str, ReferenceValues] = {}
    labels = []
    for who in zip(ages, sexes, stages, strict=True):
        if who not in known:
            known[who] = None if None in who[:2] else _label(who, values, authority, edition)
        labels.append(known[who])
    in_order = dict(sorted(values.items(), key=lambda item: _age_and_sex(item[1])))
    whole = None not in labels
    return ReferenceGroups(labels=np.array(labels, dtype=None if whole else object), values=in_order, notes=notes)


def _label(
    who: tuple[Any, Any, Any], values: dict[str, ReferenceValues], authority: Authority | str, edition: str | None
) -> str:
    person = Person(age=who[0], sex=who[1], life_stage=who[2])
    found = reference_values(person, authority=authority, edition=edition)
    if found.ear is None:
        raise no_ear(found)
    label = str(found.ear.group)
    values.setdefault(label, found)
    return label


def _age_and_sex(values: ReferenceValues) -> tuple[Any, ...]:
    ear = values.ear
    if ear is None:
        return ()
    end = float("inf") if ear.age_to_months is None else ear.age_to_months
    return (str(ear.life_stage) != "general", ear.age_from_months or 0, end, str(ear.sex or "") != "male")


def _ages(data: Any, what: Column) -> list[float | None]:
    array = column(data, what, "age_years")
    values = [None if is_missing(value) else value for value in array.tolist()]
    present = [value for value in values if value is not None]
    found = iter(numbers(None, present, "age_years").tolist())
    return [None if value is None else next(found) for value in values]


def _sexes(values: list[Any]) -> tuple[list[Any], tuple[str, ...]]:
    """Return words for sexes; codes 1 and 2 are those of ISO/IEC 5218."""
    found = [None if is_missing(value) else value for value in values]
    distinct = set(found) - {None}
    if not distinct or not all(_is_code(value) for value in distinct):
        return found, ()
    unknown = [value for value in distinct if value not in SEX_CODES]
    if unknown:
        reason = "is not a known code; 1 is male and 2 female: write the words, and leave unknown values empty"
        raise InvalidValueError("sex", unknown[0], reason)
    note = "sex coded 1 and 2 was read as male and female (ISO/IEC 5218)"
    return [None if value is None else SEX_CODES[value] for value in found], (note,)


def _is_code(value: Any) -> bool:
    return isinstance(value, int | float) or (isinstance(value, str) and value.strip().isdecimal())
