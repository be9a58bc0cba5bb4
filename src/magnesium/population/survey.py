"""Read a survey: its columns checked, and its recalls sorted by PSU and person."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from inspect import Parameter
from typing import Any, TypedDict, TypeVar, Unpack

import attrs
import numpy as np
import numpy.typing as npt

from magnesium.errors import AmountError, InvalidValueError
from magnesium.population.columns import Column, Floats, Ints, codes, column, numbers
from magnesium.population.recall_days import are_recall_numbers, read_days

RANDOM_GROUPS = 100
"""Without a design, persons are dealt into this many random groups for the replication."""


class SurveyColumns(TypedDict, total=False):
    """The columns of a survey, one row per recalled day: each a name, or an array with one value per row."""

    person: Column
    """Who was asked. Default: the column "person"."""
    day: Column
    """Number or date of the recall; the earliest of a person is the first. Default: the column "day"."""
    mg: Column
    """Magnesium from food on that day, in mg. Default: the column "mg"."""
    weight: Column | None
    """Survey weight; one value per person. Default: all persons have the same."""
    strata: Column | None
    """Stratum; one value per person."""
    psu: Column | None
    """Primary sampling unit, numbered through the survey or within strata; one value per person."""
    covariates: Sequence[Any] | str | None
    """One or several columns: numbers, or categories.

    A covariate that is the same on all days of each person (age) is part of the usual intake; one
    that changes (mode, season) is adjusted to its weighted mean.
    """
    weekend: Column | None
    """1 or true on the days of the weekend, 0 or false on others."""
    supplement_mg: Column | None
    """Magnesium from supplements as reported, in mg per day; one value per person."""


DEFAULTS: SurveyColumns = {"person": "person", "day": "day", "mg": "mg"}
_NAMES = tuple(SurveyColumns.__annotations__)
_Function = TypeVar("_Function", bound=Callable[..., Any])


def with_columns(function: _Function) -> _Function:
    """Show the columns of a survey in the signature of a function that takes them as ``**columns``."""
    signature = inspect.signature(function)
    first, *rest = (each for each in signature.parameters.values() if each.kind is not Parameter.VAR_KEYWORD)
    columns = (
        Parameter(name, Parameter.KEYWORD_ONLY, default=DEFAULTS.get(name), annotation=of.__forward_arg__)
        for name, of in SurveyColumns.__annotations__.items()
    )
    function.__signature__ = signature.replace(parameters=[first, *columns, *rest])  # type: ignore[attr-defined]
    return function


@attrs.frozen(kw_only=True, eq=False)
class Effect:
    """One column of the model besides the mean of the group."""

    name: str
    values: Floats
    """One per recall."""
    is_personal: bool
    """Whether it is the same on all days of each person, and so is part of the usual intake."""


@attrs.frozen(kw_only=True, eq=False)
class Recalls:
    """Recalled days, sorted by PSU and person; codes count from 0."""

    mg: Floats
    is_later: npt.NDArray[np.bool_]
    """Whether a recall is not the earliest of its person."""
    starts_later: npt.NDArray[np.bool_]
    """One per person: whether the earliest recall has a higher number than the survey's first."""
    start: Ints
    """The first row of each person."""
    days: Ints
    """The number of recalls of each person."""
    weight: Floats
    """One per person."""
    group: Ints
    """One per person."""
    psu: Ints
    """One per person: the number of the PSU or random group."""
    stratum_of_psu: Ints
    psus_are_sampled: bool
    """Whether the PSUs are the survey's; otherwise they are random groups of persons."""
    groups: tuple[Any, ...]
    effects: tuple[Effect, ...]
    weekend: Floats | None
    """One per recall: 1 on the days of the weekend."""
    supplement_mg: Floats | None
    """One per person."""
    left_out: int
    """Persons with a weight of zero."""

    @property
    def persons(self) -> int:
        """Number of persons."""
        return len(self.start)

    def df(self, persons: Ints) -> int:
        """Return the degrees of freedom: PSUs less strata that hold these persons."""
        units = np.unique(self.psu[persons])
        return len(units) - len(np.unique(self.stratum_of_psu[units]))


@attrs.frozen(kw_only=True, eq=False)
class _Rows:
    """The columns, checked, in the order of the data."""

    who: Ints
    when: Floats
    mg: Floats
    weight: Floats
    group: Ints
    groups: list[Any]
    stratum: Ints
    psu: Ints
    weekend: Floats | None
    supplement_mg: Floats | None


def read_recalls(data: Any, *, by: Column | None = None, seed: int = 0, **columns: Unpack[SurveyColumns]) -> Recalls:
    """Return the columns of a survey, checked and sorted.

    Args:
        data: Anything whose columns are ``data[name]``, or ``None`` if all columns are arrays.
        by: The group of each person.
        seed: Seed of the random groups of a survey without PSUs.
        columns: The columns, see :class:`SurveyColumns`.

    Raises:
        InvalidValueError: A value is not allowed: two recalls of one person on one day, a weight
            that differs between the days of a person; AmountError for a negative or missing amount.
        NotFoundError: The data have no column of that name.
    """
    unknown = [name for name in columns if name not in _NAMES]
    if unknown:
        raise TypeError(
            f"unexpected keyword argument {unknown[0]!r}; the columns are {', '.join(_NAMES)} and by. How errors are "
            "estimated and the model is fitted are fields of design=SurveyDesign(…) and model=Model(…)"
        )
    given: SurveyColumns = {**DEFAULTS, **columns}
    rows = _rows(data, by, given)
    # The PSUs of the whole survey are numbered before persons without weight are left out: a PSU
    # without members of a group still counts in the standard errors of the group.
    keep = rows.weight > 0
    order = np.lexsort((rows.when, rows.who, rows.psu))
    order = order[keep[order]]
    start, days = _persons(rows, order)
    late = (rows.when[order][start] > rows.when[order].min()) & are_recall_numbers(rows.when[order])
    units = rows.psu[order][start]
    if given.get("psu") is None:
        units = _random_groups(rows.group[order][start], seed)
        order, start, days, units, late = _resorted(order, start, days, units, late)
    effects = _effects(data, given.get("covariates"), len(rows.who))
    return Recalls(
        mg=rows.mg[order],
        is_later=np.arange(len(order)) != np.repeat(start, days),
        starts_later=late,
        start=start,
        days=days,
        weight=rows.weight[order][start],
        group=rows.group[order][start],
        psu=units,
        stratum_of_psu=_strata_of_psus(rows, units, is_sampled=given.get("psu") is not None),
        psus_are_sampled=given.get("psu") is not None,
        groups=tuple(rows.groups),
        effects=tuple(_personal(effect, order, start, days) for effect in effects),
        weekend=None if rows.weekend is None else rows.weekend[order],
        supplement_mg=None if rows.supplement_mg is None else rows.supplement_mg[order][start],
        left_out=len(np.unique(rows.who[~keep])),
    )


def _rows(data: Any, by: Column | None, columns: SurveyColumns) -> _Rows:
    needed = {**DEFAULTS, **columns}
    who, _ = codes(data, needed["person"], "person")
    rows = len(who)
    if rows == 0:
        raise InvalidValueError("person", 0, "the survey has no rows")

    def optional(what: Column | None, role: str) -> Floats | None:
        return None if what is None else numbers(data, what, role, rows=rows)

    mg = numbers(data, needed["mg"], "mg", rows=rows)
    when = read_days(data, needed["day"], rows)
    weight = optional(columns.get("weight"), "weight")
    if weight is not None and not weight.any():
        raise AmountError("weight", 0.0, "every weight is zero")
    group, groups = (np.zeros(rows, dtype=np.int64), [None]) if by is None else codes(data, by, "by", rows=rows)
    stratum, psu = _design(data, columns.get("strata"), columns.get("psu"), rows)
    weekend = optional(columns.get("weekend"), "weekend")
    if weekend is not None and not np.isin(weekend, (0, 1)).all():
        raise InvalidValueError("weekend", None, "must be 0 or 1 (or false and true) in each row")
    return _Rows(
        who=who,
        when=when,
        mg=mg,
        weight=np.ones(rows) if weight is None else weight,
        group=group,
        groups=groups,
        stratum=stratum,
        psu=psu,
        weekend=weekend,
        supplement_mg=optional(columns.get("supplement_mg"), "supplement_mg"),
    )


def _persons(rows: _Rows, order: Ints) -> tuple[Ints, Ints]:
    """Return the first row of each person in *order*, and the number of recalls; check what persons have once."""
    who, when = rows.who[order], rows.when[order]
    is_first = np.r_[True, who[1:] != who[:-1]]
    start = np.flatnonzero(is_first)
    if len(start) != len(np.unique(who)):
        raise InvalidValueError("psu", None, "differs between the days of a person")
    if (~is_first & (when == np.r_[-np.inf, when[:-1]])).any():
        raise InvalidValueError("day", None, "some persons have two recalls on one day")
    once = {"weight": rows.weight, "by": rows.group, "strata": rows.stratum, "supplement_mg": rows.supplement_mg}
    for role, values in once.items():
        if values is not None and (~is_first & (values[order] != np.r_[0, values[order][:-1]])).any():
            raise InvalidValueError(role, None, "differs between the days of a person")
    return start, np.diff(np.r_[start, len(who)])


def _strata_of_psus(rows: _Rows, units: Ints, *, is_sampled: bool) -> Ints:
    if not is_sampled:
        return np.zeros(int(units.max()) + 1, dtype=np.int64)
    strata = np.zeros(int(rows.psu.max()) + 1, dtype=np.int64)
    strata[rows.psu] = rows.stratum
    return strata


def _design(data: Any, strata: Column | None, psu: Column | None, rows: int) -> tuple[Ints, Ints]:
    """Return each row's stratum, and its PSU numbered through all strata."""
    if psu is None:
        if strata is not None:
            raise InvalidValueError("psu", None, "strata without PSUs do not determine the standard errors; give both")
        return np.zeros(rows, dtype=np.int64), np.zeros(rows, dtype=np.int64)
    units, names = codes(data, psu, "psu", rows=rows)
    stratum = np.zeros(rows, dtype=np.int64) if strata is None else codes(data, strata, "strata", rows=rows)[0]
    # PSU 1 of one stratum is not PSU 1 of another.
    return stratum, np.unique(stratum * len(names) + units, return_inverse=True)[1].reshape(-1).astype(np.int64)


def _random_groups(group: Ints, seed: int) -> Ints:
    """Deal the persons of each group evenly into random groups."""
    rng = np.random.default_rng(seed)
    order = np.lexsort((rng.random(len(group)), group))
    dealt = np.empty(len(group), dtype=np.int64)
    dealt[order] = np.arange(len(group)) % RANDOM_GROUPS
    return dealt


def _resorted(order: Ints, start: Ints, days: Ints, units: Ints, late: Any) -> tuple[Ints, Ints, Ints, Ints, Any]:
    by_unit = np.argsort(units, kind="stable")
    days_sorted = days[by_unit]
    new_start = np.cumsum(days_sorted) - days_sorted
    take = np.repeat(start[by_unit] - new_start, days_sorted) + np.arange(len(order))
    return order[take], new_start, days_sorted, units[by_unit], late[by_unit]


def _effects(data: Any, covariates: Sequence[Any] | str | None, rows: int) -> list[Effect]:
    if covariates is None:
        return []
    listed = [covariates] if isinstance(covariates, str) else covariates
    return [effect for index, what in enumerate(listed) for effect in _effects_of(data, what, index, rows)]


def _effects_of(data: Any, what: Column, index: int, rows: int) -> list[Effect]:
    """Return one effect for numbers; for categories, one for each but the first."""
    name = what if isinstance(what, str) else f"covariate {index + 1}"
    array = column(data, what, name)
    if array.dtype.kind in "iuf":
        values = numbers(data, what, name, rows=rows, minimum=None)
        return [Effect(name=name, values=values, is_personal=False)]
    code, labels = codes(data, what, name, rows=rows)
    return [
        Effect(name=f"{name}={label}", values=(code == number).astype(np.float64), is_personal=False)
        for number, label in enumerate(labels)
        if number > 0
    ]


def _personal(effect: Effect, order: Ints, start: Ints, days: Ints) -> Effect:
    values = effect.values[order]
    is_personal = bool((values == np.repeat(values[start], days)).all())
    return attrs.evolve(effect, values=values, is_personal=is_personal)
