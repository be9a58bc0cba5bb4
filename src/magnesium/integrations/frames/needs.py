"""Reference values of each row's person, looked up by one number for age, sex and life stage."""

from __future__ import annotations

import datetime as dt
import functools
import typing
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from magnesium.errors import MagnesiumError, NoReferenceValueError
from magnesium.integrations.frames.columns import checked_frame, refused
from magnesium.integrations.frames.engines import OWN, Table, attach, narwhals
from magnesium.integrations.frames.rows import OnBad, counted, raises_bad_rows
from magnesium.needs.authorities import Authority, authority_named
from magnesium.needs.editions import edition_or_day
from magnesium.needs.reference_values import ReferenceValues, reference_values
from magnesium.needs.values import ReferenceValue
from magnesium.people import (
    LIFE_STAGE_WORDS,
    MAX_AGE_YEARS,
    MAX_REPRODUCTIVE_AGE_MONTHS,
    MIN_REPRODUCTIVE_AGE_MONTHS,
    SEX_WORDS,
    LifeStage,
    Person,
    Sex,
    listed,
)
from magnesium.text import whole_text

F = TypeVar("F")

_VALUES = ("ear", "recommended", "ul")
ADDED = (*(f"{name}_mg_per_day" for name in _VALUES), "recommended_kind", "ul_scope")
"""The columns that :func:`add_reference_values` adds."""

_SEXES = MappingProxyType({Sex.FEMALE: 0, Sex.MALE: 1, None: 2})
_STAGES = MappingProxyType({stage: number for number, stage in enumerate(LifeStage)})
_PER_MONTH = len(_SEXES) * len(_STAGES)
_SPACES = "".join(char for char in map(chr, range(0x3001)) if char.isspace())
"""The characters that ``str.strip`` removes; each engine removes a different set."""


def add_reference_values(
    frame: F,
    *,
    age: str = "age",
    sex: str = "sex",
    life_stage: str | None = None,
    authority: Authority | str = "nasem",
    edition: str | None = None,
    as_of: dt.date | str | None = None,
    on_bad: OnBad | None = None,
) -> F:
    """Add the reference values of an authority for each row's person.

    Adds ``ear_mg_per_day``, ``recommended_mg_per_day`` and ``recommended_kind``, ``ul_mg_per_day``
    and ``ul_scope``, null if the authority sets no such value.

    Args:
        frame: A frame of any supported engine.
        age: The column of ages in years.
        sex: The column of sexes; null means not stated.
        life_stage: The column of life stages. Default: "general" for all.
        authority: An authority or its id.
        edition: Title or id of an edition; the newest by default.
        as_of: Use the edition in force on this day.
        on_bad: As for :func:`add_magnesium`. A row is bad if its person is impossible or has no
            reference value.
    """
    texts = [sex] if life_stage is None else [sex, life_stage]
    known = checked_frame(frame, [age], texts, new=ADDED)
    strict = raises_bad_rows(known, on_bad)
    body = authority_named(authority)
    title, day = edition_or_day(body.id, None if edition is None else whole_text(edition, "edition"), as_of)
    table = _reference_table(body.id, title, day)
    if not table.keys and day is not None:
        raise NoReferenceValueError(body.id, f"reference value in force on {day} that is bundled")
    if not table.keys:
        raise NoReferenceValueError(body.id, f"reference value in {title}", "that edition sets upper levels only")
    keyed = known.with_columns(_person_key(age, sex, life_stage).alias(f"{OWN}person"))
    joined = attach(keyed, f"{OWN}person", table)
    if strict:
        _check_people(joined, age, sex, life_stage, body.id)
    result = joined.drop(f"{OWN}person", f"{OWN}known", strict=False)
    return typing.cast("F", result.to_native())


def _word(column: str) -> Any:
    nw = narwhals()
    return nw.col(column).cast(nw.String).str.strip_chars(_SPACES).str.to_lowercase()


def _person_key(age: str, sex: str, life_stage: str | None) -> Any:
    """Return one number for age in whole months, sex and life stage; null if one of them is impossible."""
    nw = narwhals()
    years = nw.col(age).cast(nw.Float64)
    # As Person.age_months: 7/12 of a year is 7 months, in spite of rounding.
    last = MAX_AGE_YEARS * 12 - 1
    whole = nw.when(years * 12 + 5e-7 < last).then((years * 12 + 5e-7).floor()).otherwise(nw.lit(float(last)))
    # Finite too: DuckDB answers "below" from the statistics of a Parquet file, which omit NaN.
    months = nw.when((years >= 0) & (years < MAX_AGE_YEARS) & years.is_finite()).then(whole)
    sexes = nw.when(nw.col(sex).is_null()).then(nw.lit(float(_SEXES[None])))
    sexes = sexes.otherwise(_number_of(_word(sex), SEX_WORDS, _SEXES))
    stages = nw.lit(float(_STAGES[LifeStage.GENERAL]))
    if life_stage is not None:
        stages = _number_of(_word(life_stage), LIFE_STAGE_WORDS, _STAGES)
    return months * _PER_MONTH + sexes * len(_STAGES) + stages


def _words_for(meanings: Mapping[str, Any], meaning: object) -> list[str]:
    return [word for word in meanings if meanings[word] is meaning]


def _number_of(text: Any, meanings: Mapping[str, Any], numbers: Mapping[Any, int]) -> Any:
    """Return an expression of the number of a word's meaning; null for an unknown word."""
    nw = narwhals()
    expression = nw.lit(None, nw.Float64)
    for meaning, number in numbers.items():
        is_it = text.is_in(_words_for(meanings, meaning))
        expression = nw.when(is_it).then(nw.lit(float(number))).otherwise(expression)
    return expression


@functools.lru_cache(maxsize=64)
def _reference_table(authority: str, edition: str | None, as_of: dt.date | None) -> Table:
    """Return the values of an authority for every month of age, sex and life stage that has one.

    Age bands begin and end at whole months, so the first month of a band represents all of it.
    """
    body = authority_named(authority)
    values_for = functools.partial(reference_values, authority=body, edition=edition, as_of=as_of)
    ends = {end for value in body.every for end in (value.age_from_months, value.age_to_months) if end is not None}
    last = MAX_AGE_YEARS * 12
    of_persons = {0, 12, MIN_REPRODUCTIVE_AGE_MONTHS, MAX_REPRODUCTIVE_AGE_MONTHS}
    cuts = sorted({cut for cut in ends | of_persons if cut < last})
    keys: list[float] = []
    columns: dict[str, list[Any]] = {name: [] for name in (*ADDED, f"{OWN}known")}
    for sex, sex_number in _SEXES.items():
        for stage, stage_number in _STAGES.items():
            for start, end in zip(cuts, [*cuts[1:], last], strict=True):
                row = _row(start, sex, stage, values_for)
                if row is None:
                    continue
                keys += [
                    float(month * _PER_MONTH + sex_number * len(_STAGES) + stage_number) for month in range(start, end)
                ]
                for name, value in zip(columns, row, strict=True):
                    columns[name] += [value] * (end - start)
    return Table(keys, columns)


def _row(
    months: int, sex: Sex | None, stage: LifeStage, values_for: Callable[[Person], ReferenceValues]
) -> tuple[Any, ...] | None:
    try:
        person = Person.from_months(months, sex=sex, life_stage=stage)
        values = values_for(person)
    except MagnesiumError:
        return None
    found: list[ReferenceValue | None] = [getattr(values, name) for name in _VALUES]
    kind = None if values.recommended is None else str(values.recommended.kind)
    scope = None if values.ul is None else str(values.ul.scope)
    return (*(None if value is None else value.mg_per_day for value in found), kind, scope, 1.0)


def _check_people(joined: Any, age: str, sex: str, life_stage: str | None, authority: str) -> None:
    nw = narwhals()
    if joined.get_column(f"{OWN}known").null_count() == 0:
        return
    years = nw.col(age).cast(nw.Float64)
    possible = ((years >= 0) & (years < MAX_AGE_YEARS)).fill_null(value=False)
    problems = counted(joined, ~possible, age, f"have an age that is not from 0 to below {MAX_AGE_YEARS} years")
    word = ~_word(sex).is_in(list(SEX_WORDS)) & ~nw.col(sex).is_null()
    problems |= counted(joined, word, sex, f"have an unknown sex (expected one of {listed(SEX_WORDS)})")
    if life_stage is not None:
        stage = nw.col(life_stage).is_null() | ~_word(life_stage).is_in(list(LIFE_STAGE_WORDS))
        problems |= counted(
            joined, stage, life_stage, f"have an unknown life stage (expected one of {listed(LIFE_STAGE_WORDS)})"
        )
    if not problems:
        no_value = nw.col(f"{OWN}known").is_null()
        unstated = nw.col(sex).is_null() | _word(sex).is_in(_words_for(SEX_WORDS, None))
        problems = counted(joined, no_value & unstated, sex, f"have no sex, on which the value of {authority} depends")
        problems |= counted(joined, no_value & ~unstated, age, f"are of people for whom {authority} sets no value")
    raise refused(problems)
