"""Read a survey's columns: arrays, or any frame whose columns are ``data[name]``."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Sequence
from numbers import Number
from typing import Any, TypeAlias

import attrs
import numpy as np
import numpy.typing as npt

from magnesium.errors import AmountError, NotFoundError

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
Column: TypeAlias = Any
"""The name of a column of the data, or an array of as many values as there are rows."""


class PopulationWarning(UserWarning):
    """A result stands on too little: a small group, few second days, few degrees of freedom."""


def column(data: Any, what: Column, role: str) -> npt.NDArray[Any]:
    """Return a column as an array of one dimension.

    Raises :class:`~magnesium.NotFoundError` for a name that the data do not have, and
    :class:`~magnesium.AmountError` for what is no column.

    >>> column({"mg": [1.0, 2.0]}, "mg", "mg")
    array([1., 2.])
    """
    if isinstance(what, str):
        if data is None:
            raise NotFoundError("column", what, hint="give the data as the first argument, or arrays")
        try:
            what = data[what]
        except Exception:  # noqa: BLE001  (each kind of frame has an error of its own)
            names = tuple(str(name) for name in getattr(data, "columns", None) or list(data))
            raise NotFoundError("column", what, names[:20]) from None
    array = np.asarray(what)
    if array.ndim != 1:
        raise AmountError(role, array.shape, "must be a column: an array of one dimension")
    return array


def numbers(data: Any, what: Column, role: str, *, rows: int | None = None, minimum: float | None = 0.0) -> Floats:
    """Return a column of finite numbers from *minimum*; raises :class:`~magnesium.AmountError`."""
    array = column(data, what, role)
    try:
        values = np.asarray(array, dtype=np.float64)
    except (TypeError, ValueError):
        raise AmountError(role, array.dtype.name, "must be a column of numbers") from None
    _same_length(values, role, rows)
    bad = ~np.isfinite(values)
    if bad.any():
        count = int(bad.sum())
        raise AmountError(role, count, f"{count} values are missing or not finite; leave such rows out")
    if minimum is not None and (values < minimum).any():
        raise AmountError(role, float(values.min()), f"must be at least {minimum:g}")
    return values


def codes(data: Any, what: Column, role: str, *, rows: int | None = None) -> tuple[Ints, list[Any]]:
    """Return a column of labels as numbers from 0, and the labels in order; missing ones are an error."""
    array = column(data, what, role)
    _same_length(array, role, rows)
    if array.dtype == object:
        try:
            labels = list(dict.fromkeys(array.tolist()))
        except TypeError as error:  # lists, dicts
            raise AmountError(role, array.dtype.name, f"must be a column of labels ({error})") from None
        with contextlib.suppress(TypeError):  # labels that cannot be ordered stay in the order of the rows
            labels = sorted(labels)
        number = {label: index for index, label in enumerate(labels)}
        code = np.fromiter((number[label] for label in array.tolist()), dtype=np.int64, count=len(array))
    else:
        found, inverse = np.unique(array, return_inverse=True)
        labels, code = found.tolist(), np.asarray(inverse, dtype=np.int64).reshape(-1)
    # nan is the one value that differs from itself; NaT does too.
    if any(label is None or label != label for label in labels):  # noqa: PLR0124
        raise AmountError(role, None, "is missing in some rows; leave such rows out")
    return code, labels


def _same_length(array: npt.NDArray[Any], role: str, rows: int | None) -> None:
    if rows is not None and len(array) != rows:
        raise AmountError(role, len(array), f"has another number of rows than the person column ({rows})")


@attrs.frozen(kw_only=True, eq=False)
class Effect:
    """One column of the model besides the group's mean."""

    name: str
    values: Floats
    """One a recall."""
    is_personal: bool
    """Whether it is the same on all days of each person, and so belongs to the usual intake."""


@attrs.frozen(kw_only=True, eq=False)
class Recalls:
    """Recalled days, sorted by PSU and person; codes count from 0."""

    mg: Floats
    is_later: npt.NDArray[np.bool_]
    """Whether a recall is not the earliest of its person."""
    starts_later: npt.NDArray[np.bool_]
    """One a person: whether the earliest recall has a higher number than the survey's first."""
    start: Ints
    """The first row of each person."""
    days: Ints
    """The number of recalls of each person."""
    weight: Floats
    """One a person."""
    group: Ints
    """One a person."""
    psu: Ints
    """One a person; the number of the replication's unit."""
    stratum_of_psu: Ints
    psus_are_sampled: bool
    """Whether the units are the survey's, or random groups of persons."""
    groups: tuple[Any, ...]
    effects: tuple[Effect, ...]
    weekend: Floats | None
    """One a recall: 1 on the days of the weekend."""
    supplement_mg: Floats | None
    """One a person."""
    left_out: int
    """Persons with a weight of zero."""

    @property
    def persons(self) -> int:
        """Number of persons."""
        return len(self.start)

    def per_recall(self, of_person: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return a person's value for each recall."""
        return np.repeat(of_person, self.days)


_MOST_RECALLS = 10
RANDOM_GROUPS = 100
"""Without a design, persons are dealt into this many random groups for the replication."""


def read_recalls(
    data: Any,
    *,
    person: Column,
    day: Column,
    mg: Column,
    weight: Column | None,
    strata: Column | None,
    psu: Column | None,
    by: Column | None,
    covariates: Sequence[Any] | str | None,
    weekend: Column | None,
    supplement_mg: Column | None,
    seed: int,
) -> Recalls:
    """Return the columns of a survey, checked and sorted.

    Raises :class:`~magnesium.AmountError` for values that cannot be (negative or missing amounts,
    two recalls of one person on one day, weights that differ between the days of a person), and
    :class:`~magnesium.NotFoundError` for a column that is not there.
    """
    who, _ = codes(data, person, "person")
    rows = len(who)
    if rows == 0:
        raise AmountError("person", 0, "the survey has no rows")
    amounts = numbers(data, mg, "mg", rows=rows)
    when = _days(data, day, rows)
    weights = np.ones(rows) if weight is None else numbers(data, weight, "weight", rows=rows)
    if not weights.any():
        raise AmountError("weight", 0.0, "every weight is zero")
    group, labels = (np.zeros(rows, dtype=np.int64), [None]) if by is None else codes(data, by, "by", rows=rows)
    stratum, psus = _design(data, strata, psu, rows)
    is_weekend = None if weekend is None else numbers(data, weekend, "weekend", rows=rows)
    if is_weekend is not None and not np.isin(is_weekend, (0, 1)).all():
        raise AmountError("weekend", None, "must be 0 or 1 (or false and true) on each row")
    taken = None if supplement_mg is None else numbers(data, supplement_mg, "supplement_mg", rows=rows)

    # The units of the whole survey are numbered before anybody is left out: a unit without members of
    # a group still counts in the group's errors.
    keep = weights > 0
    left_out = len(np.unique(who[~keep]))
    order = np.lexsort((when, who, psus))
    order = order[keep[order]]
    who, when = who[order], when[order]
    start = np.flatnonzero(np.r_[True, who[1:] != who[:-1]])
    if len(start) != len(np.unique(who)):
        raise AmountError("psu", None, "differs between the days of a person")
    days = np.diff(np.r_[start, len(who)])
    same = ~np.r_[True, who[1:] != who[:-1]]
    if (same & (when == np.r_[-np.inf, when[:-1]])).any():
        raise AmountError("day", None, "some persons have two recalls on one day")
    for role, values in (("weight", weights), ("by", group), ("strata", stratum), ("supplement_mg", taken)):
        if values is not None and (same & (values[order] != np.r_[0, values[order][:-1]])).any():
            raise AmountError(role, None, "differs between the days of a person")
    late = (when[start] > when.min()) & _are_recall_numbers(when)
    units, unit_strata = psus[order][start], None
    if psu is None:
        units = _random_groups(group[order][start], seed)
        unit_strata = np.zeros(int(units.max()) + 1, dtype=np.int64)
        order, start, days, units, late = _resorted(order, start, days, units, late)
    else:
        unit_strata = np.zeros(int(psus.max()) + 1, dtype=np.int64)
        unit_strata[psus] = stratum
    effects = [effect for index, name in enumerate(_listed(covariates)) for effect in _effects(data, name, index, rows)]
    return Recalls(
        mg=amounts[order],
        is_later=np.arange(len(order)) != np.repeat(start, days),
        starts_later=late,
        start=start,
        days=days,
        weight=weights[order][start],
        group=group[order][start],
        psu=units,
        stratum_of_psu=unit_strata,
        psus_are_sampled=psu is not None,
        groups=tuple(labels),
        effects=tuple(_personal(effect, order, start, days) for effect in effects),
        weekend=None if is_weekend is None else is_weekend[order],
        supplement_mg=None if taken is None else taken[order][start],
        left_out=left_out,
    )


def _days(data: Any, day: Column, rows: int) -> Floats:
    """Return numbers that order the recalls of a person: of recall numbers, dates, or texts of either."""
    array = column(data, day, "day")
    if array.dtype.kind in "iufb":
        return _in_order(numbers(data, day, "day", rows=rows, minimum=None))
    code, labels = codes(data, day, "day", rows=rows)
    if any(isinstance(label, str) for label in labels):
        return _in_order(_of_texts(labels)[code])
    if all(isinstance(label, Number) for label in labels):
        return _in_order(np.asarray(labels, dtype=np.float64)[code])
    if len({type(label) for label in labels}) > 1:
        raise AmountError("day", None, "holds values of several types, which have no order")
    return code.astype(np.float64)


def _of_texts(labels: Sequence[Any]) -> Floats:
    """Return numbers that order texts: all are numbers, or all are ISO dates."""
    with contextlib.suppress(TypeError, ValueError):
        return np.asarray([float(label) for label in labels], dtype=np.float64)
    try:
        # Days and their seconds, since not every moment has a time stamp.
        moments = [dt.datetime.fromisoformat(label.strip()) for label in labels]
        since = dt.datetime(1, 1, 1, tzinfo=None)  # noqa: DTZ001  (texts have no time zone)
        return np.asarray([(moment - since).total_seconds() for moment in moments])
    except (AttributeError, TypeError, ValueError):
        shown = next((label for label in labels if not _is_iso_date(label)), labels[0])
        raise AmountError("day", shown, "must be a recall number or a date such as 2026-11-22") from None


def _is_iso_date(label: Any) -> bool:
    try:
        dt.datetime.fromisoformat(label.strip())
    except (AttributeError, ValueError):
        return False
    return True


def _in_order(days: Floats) -> Floats:
    """Return *days*; raise for numbers of seven or eight digits that are dates in another order than YYYYMMDD."""
    values = np.unique(days)
    if not np.isfinite(values).all():
        raise AmountError("day", None, "is missing in some rows; leave such rows out")
    long = values[(values >= 1e6) & (values < 1e8)]
    for value in long.tolist():
        try:
            dt.date(int(value) // 10_000, int(value) // 100 % 100, int(value) % 100)
        except ValueError:
            reason = "is no date YYYYMMDD; write dates as 20261122 or 2026-11-22, or number the recalls"
            raise AmountError("day", int(value), reason) from None
    return days


def _are_recall_numbers(days: Floats) -> bool:
    """Return whether days are the numbers of recalls, of which nobody has many, and not dates."""
    return bool((days == np.floor(days)).all() and days.min() in {0.0, 1.0} and days.max() < _MOST_RECALLS)


def _design(data: Any, strata: Column | None, psu: Column | None, rows: int) -> tuple[Ints, Ints]:
    """Return each row's stratum, and its PSU numbered through all strata."""
    if psu is None:
        if strata is not None:
            raise AmountError("psu", None, "strata without PSUs say nothing of the errors; give both")
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


def _listed(covariates: Sequence[Any] | str | None) -> list[Any]:
    if covariates is None:
        return []
    return [covariates] if isinstance(covariates, str) else list(covariates)


def _effects(data: Any, what: Column, index: int, rows: int) -> list[Effect]:
    """Return one effect for a number, and one less than its categories for anything else."""
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
