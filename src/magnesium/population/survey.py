"""Read a survey: check its columns, and sort its recalls by PSU and person."""

from __future__ import annotations

import fnmatch
import inspect
from collections.abc import Callable, Mapping, Sequence
from inspect import Parameter
from typing import Any, TypedDict, TypeVar, Unpack

import attrs
import numpy as np
import numpy.typing as npt

from magnesium.errors import AmountError, InvalidValueError, NotFoundError, list_of
from magnesium.population.columns import Column, Floats, Ints, codes, column, distinct_rows, names_of, numbers, readable
from magnesium.population.recall_days import are_recall_numbers, read_days
from magnesium.population.splines import Spline

RANDOM_GROUPS = 100
"""Number of random groups for the replication of a survey without a design."""


class SurveyColumns(TypedDict, total=False):
    """The columns of a survey, one row per recalled day: each a name, or an array with one value per row."""

    person: Column
    """The person."""
    day: Column
    """Number or date of the recall; the earliest of a person is the first."""
    mg: Column
    """Magnesium from food on that day, in mg."""
    weight: Column | None
    """Survey weight; one value per person. Default: all persons have the same."""
    strata: Column | None
    """Stratum; one value per person."""
    psu: Column | None
    """Primary sampling unit, numbered through the survey or within strata; one value per person."""
    replicate_weights: Sequence[Any] | str | None
    """Replicate weights of the survey's publisher: names of columns, a pattern such as "REPWT*", or an array with
    one column per replicate. ``SurveyDesign(replication=…)`` states their kind."""
    covariates: Sequence[Any] | Spline | str | None
    """One or several columns: numbers, categories, or a :class:`Spline` of numbers for a smooth effect.

    A covariate that is the same on all days of each person (age) is part of the usual intake; one
    that changes (mode, season) is adjusted to its weighted mean.
    """
    weekend: Column | None
    """1 or true on the days of the weekend, 0 or false on others."""
    supplement_mg: Column | None
    """Magnesium from supplements as reported, in mg per day; one value per person."""


DEFAULTS: SurveyColumns = {"person": "person", "day": "day", "mg": "mg"}
"""Default names of the columns."""
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
    """Whether it is the same on all days of each person, and thus part of the usual intake."""
    knots: int | Sequence[float] | None = None
    """The knots of a smooth effect; ``None`` for a straight line."""


@attrs.frozen(kw_only=True, eq=False)
class Recalls:
    """Recalled days, sorted by PSU and person; codes count from 0."""

    mg: Floats
    is_later: npt.NDArray[np.bool_]
    """Whether a recall is not the earliest of its person."""
    person: npt.NDArray[Any]
    """The label of each person, as given."""
    day: npt.NDArray[Any]
    """The day of each recall, as given."""
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
    """One per person: the number of the PSU, the random group, or the persons with proportional replicate
    weights."""
    stratum_of_psu: Ints
    psus_are_sampled: bool
    """Whether the PSUs are the survey's; otherwise they are random groups of persons."""
    given_factors: Floats | None
    """Replicate × PSU: replicate weights over the weight, if the survey has replicate weights."""
    given_df: int | None
    """Degrees of freedom of the whole survey with replicate weights."""
    groups: tuple[Any, ...]
    effects: tuple[Effect, ...]
    weekend: Floats | None
    """One per recall: 1 on the days of the weekend."""
    supplement_mg: Floats | None
    """One per person."""
    left_out: int
    """Persons with a weight of zero."""
    without_group: int
    """Number of persons without a group; they are part of the design only."""

    @property
    def persons(self) -> int:
        """Number of persons."""
        return len(self.start)

    def df(self, persons: Ints) -> int:
        """Return the degrees of freedom: PSUs less strata with these persons."""
        if self.given_df is not None:
            return self.given_df
        units = np.unique(self.psu[persons])
        return len(units) - len(np.unique(self.stratum_of_psu[units]))


@attrs.frozen(kw_only=True, eq=False)
class _Rows:
    """The columns, checked, in the order of the data."""

    who: Ints
    persons: list[Any]
    when: Floats
    days: npt.NDArray[Any]
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
    given: Mapping[str, Any] = {**DEFAULTS, **columns}
    data = readable(data)
    rows = _rows(data, by, given)
    # The PSUs of the whole survey are numbered before persons without weight are dropped: a PSU
    # without members of a group still counts in the standard errors of the group.
    keep = (rows.weight > 0) & (rows.group >= 0)
    if not keep.any():
        raise InvalidValueError("by", None, "is missing in every row")
    factors, given_df = None, None
    if given.get("replicate_weights") is not None:
        if given.get("weight") is None:
            raise InvalidValueError("weight", None, "is missing; replicate weights belong to a weight, so give both")
        weights = _replicate_weights(data, given["replicate_weights"], len(rows.who))
        units, factors = _units_of(weights, rows, keep)
        given_df = _df_of(rows, weights, has_psus=given.get("psu") is not None)
        rows = attrs.evolve(rows, psu=units, stratum=np.zeros(len(units), dtype=np.int64))
    order = np.lexsort((rows.when, rows.who, rows.psu))
    order = order[keep[order]]
    start, days = _persons(rows, order)
    late = (rows.when[order][start] > rows.when[order].min()) & are_recall_numbers(rows.when[order])
    units = rows.psu[order][start]
    is_sampled = given.get("psu") is not None or factors is not None
    if not is_sampled:
        units = _random_groups(rows.group[order][start], seed)
        order, start, days, units, late = _resorted(order, start, days, units, late)
    effects = _effects(data, given.get("covariates"), len(rows.who))
    return Recalls(
        mg=rows.mg[order],
        is_later=np.arange(len(order)) != np.repeat(start, days),
        person=np.array(rows.persons, dtype=object)[rows.who[order][start]],
        day=rows.days[order],
        starts_later=late,
        start=start,
        days=days,
        weight=rows.weight[order][start],
        group=rows.group[order][start],
        psu=units,
        stratum_of_psu=_strata_of_psus(rows, units, is_sampled=is_sampled),
        psus_are_sampled=is_sampled,
        given_factors=factors,
        given_df=given_df,
        groups=tuple(rows.groups),
        effects=tuple(_personal(effect, order, start, days) for effect in effects),
        weekend=None if rows.weekend is None else rows.weekend[order],
        supplement_mg=None if rows.supplement_mg is None else rows.supplement_mg[order][start],
        left_out=len(np.unique(rows.who[rows.weight == 0])),
        without_group=len(np.unique(rows.who[(rows.weight > 0) & (rows.group < 0)])),
    )


def _rows(data: Any, by: Column | None, columns: Mapping[str, Any]) -> _Rows:
    who, persons = codes(data, columns.get("person", "person"), "person")
    rows = len(who)
    if rows == 0:
        raise InvalidValueError("survey", None, "has no rows")

    def optional(what: Column | None, role: str) -> Floats | None:
        return None if what is None else numbers(data, what, role, rows=rows)

    mg = numbers(data, columns["mg"], "mg", rows=rows)
    when = read_days(data, columns["day"], rows)
    weight = optional(columns.get("weight"), "weight")
    if weight is not None and not weight.any():
        raise AmountError("weight", None, "is 0 in every row")
    group, groups = (np.zeros(rows, dtype=np.int64), [None]) if by is None else _groups(data, by, rows)
    stratum, psu = _design(data, columns.get("strata"), columns.get("psu"), rows)
    weekend = optional(columns.get("weekend"), "weekend")
    if weekend is not None and not np.isin(weekend, (0, 1)).all():
        found = float(weekend[~np.isin(weekend, (0, 1))][0])
        raise InvalidValueError("weekend", found, "must be 0 or 1 (or false and true) in each row")
    return _Rows(
        who=who,
        persons=persons,
        when=when,
        days=column(data, columns.get("day", "day"), "day"),
        mg=mg,
        weight=np.ones(rows) if weight is None else weight,
        group=group,
        groups=groups,
        stratum=stratum,
        psu=psu,
        weekend=weekend,
        supplement_mg=optional(columns.get("supplement_mg"), "supplement_mg"),
    )


def _groups(data: Any, by: Any, rows: int) -> tuple[Ints, list[Any]]:
    """Return each row's group and the labels; reference groups define their order."""
    if not hasattr(by, "labels"):
        return codes(data, by, "by", rows=rows, allow_missing=True)
    code, labels = codes(data, by.labels, "by", rows=rows, allow_missing=True)
    order = [label for label in by.values if label in labels]
    place = np.array([order.index(label) for label in labels] + [-1], dtype=np.int64)
    return place[code], order


def _replicate_weights(data: Any, what: Any, rows: int) -> Floats:
    """Return the replicate weights, one column per replicate."""
    if isinstance(what, str):
        found = [name for name in names_of(data) if fnmatch.fnmatchcase(name, what)]
        if not found:
            raise NotFoundError("column", what, names_of(data)[:20], "a pattern such as 'REPWT*' names several columns")
        what = found
    if hasattr(what, "columns"):
        what = [what[name] for name in what.columns]
    reason = "must be names of columns, a pattern such as 'REPWT*', or an array with a column per replicate"
    columns = what.T if isinstance(what, np.ndarray) and what.ndim == 2 else what
    listed = list_of(columns, "replicate_weights", reason)
    if len(listed) < 2:
        raise InvalidValueError("replicate_weights", len(listed), "must be at least two columns")
    return np.column_stack([numbers(data, one, "replicate_weights", rows=rows) for one in listed])


def _units_of(weights: Floats, rows: _Rows, keep: npt.NDArray[np.bool_]) -> tuple[Ints, Floats]:
    """Return each row's unit, and replicate × unit the replicate weights over the weight.

    Persons with proportional replicate weights are one unit.
    """
    factors = np.round(weights[keep] / rows.weight[keep, None], 9)
    where, inverse = distinct_rows(factors)
    kinds = factors[where]
    units = np.zeros(len(keep), dtype=np.int64)
    units[keep] = inverse
    first = np.zeros(int(rows.who.max()) + 1, dtype=np.int64)
    first[rows.who[keep]] = units[keep]
    if (first[rows.who[keep]] != units[keep]).any():
        raise InvalidValueError("replicate_weights", None, "differ between the days of a person")
    return units, np.ascontiguousarray(kinds.T)


def _df_of(rows: _Rows, weights: Floats, *, has_psus: bool) -> int:
    """Return PSUs less strata, or without PSUs the rank of the replicate weights less one."""
    if has_psus:
        units = np.unique(rows.psu, return_index=True)[1]
        return len(units) - len(np.unique(rows.stratum[units]))
    return int(np.linalg.matrix_rank(weights.T @ weights, hermitian=True)) - 1


def _persons(rows: _Rows, order: Ints) -> tuple[Ints, Ints]:
    """Return the first row of each person in *order*, and the number of recalls; check personal values."""
    who, when = rows.who[order], rows.when[order]
    is_first = np.r_[True, who[1:] != who[:-1]]
    start = np.flatnonzero(is_first)
    if len(start) != len(np.unique(who)):
        raise InvalidValueError("psu", None, "differs between the days of a person")
    if (~is_first & (when == np.r_[-np.inf, when[:-1]])).any():
        raise InvalidValueError("day", None, "is duplicated: some persons have two recalls on one day")
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
            raise InvalidValueError("psu", None, "is missing; strata without PSUs do not determine the standard errors")
        return np.zeros(rows, dtype=np.int64), np.zeros(rows, dtype=np.int64)
    units, names = codes(data, psu, "psu", rows=rows)
    stratum = np.zeros(rows, dtype=np.int64) if strata is None else codes(data, strata, "strata", rows=rows)[0]
    # PSU 1 of one stratum is not PSU 1 of another.
    return stratum, np.unique(stratum * len(names) + units, return_inverse=True)[1].reshape(-1).astype(np.int64)


def _random_groups(group: Ints, seed: int) -> Ints:
    """Distribute the persons of each group evenly over random groups."""
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


def _effects(data: Any, covariates: Sequence[Any] | Spline | str | None, rows: int) -> list[Effect]:
    if covariates is None:
        return []
    reason = "must be a name of a column, a Spline, or a list of columns"
    listed = (covariates,) if isinstance(covariates, str | Spline) else list_of(covariates, "covariates", reason)
    return [effect for index, what in enumerate(listed) for effect in _effects_of(data, what, index, rows)]


def _effects_of(data: Any, what: Column, index: int, rows: int) -> list[Effect]:
    """Return one effect for numbers, or one for each category but the first."""
    what, knots = (what.column, what.knots) if isinstance(what, Spline) else (what, None)
    name = what if isinstance(what, str) else f"covariate {index + 1}"
    array = column(data, what, name)
    if array.dtype.kind in "iuf" or knots is not None:
        values = numbers(data, what, name, rows=rows, minimum=None)
        return [Effect(name=name, values=values, is_personal=False, knots=knots)]
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
