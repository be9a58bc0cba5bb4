"""Blocks: the persons of one group, or of several that share their variances, as a sample to fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from magnesium.errors import AmountError, InvalidValueError
from magnesium.population.columns import Floats, Ints
from magnesium.population.fitting import Sample
from magnesium.population.splines import knots_of, restricted_cubic
from magnesium.population.survey import Effect, Recalls

FEWEST_WITH_TWO = 10
"""Minimum number of persons with intake on two days for a two-part model; this library's own rule."""
TOO_MANY_ZEROS = 0.05
"""Share of recalls of 0 mg above which the amount-only model is refused; this library's own rule."""


@attrs.frozen(kw_only=True, eq=False)
class Block:
    """Persons who are fitted together."""

    persons: Ints
    """Their numbers among the persons of the survey."""
    sample: Sample
    zeros: npt.NDArray[np.bool_]
    """One per recall: whether it was 0 mg and is replaced in the sample."""
    reference: Floats
    """The model's columns at the reference, one row per person."""
    later: int | None
    """The column of later recalls."""
    weekend: int | None
    """The column of the weekend."""
    names: tuple[str, ...]
    """The name of each column of the model."""
    spreads: Floats
    """The divisor of each column."""
    notes: tuple[str, ...] = ()
    """Changes to the columns that should be read before the figures are used."""


def group_name(label: Any) -> str:
    """Return the start of a message about a group; empty if all persons are one group."""
    return "" if label is None else f"group {label!r}: "


def block_of(recalls: Recalls, groups: Sequence[int], *, is_two_part: bool = False) -> Block:
    """Return the persons of some groups; raise for a group that cannot be fitted.

    Args:
        recalls: The survey.
        groups: Numbers of the groups.
        is_two_part: Whether the model has two parts.
    """
    name = group_name(recalls.groups[groups[0]])
    persons = np.flatnonzero(np.isin(recalls.group, groups))
    days = recalls.days[persons]
    start = np.cumsum(days) - days
    rows = np.repeat(recalls.start[persons] - start, days) + np.arange(int(days.sum()))
    weight = recalls.weight[persons]
    for group in groups:
        _refuse_single_person(recalls, group)
    columns = _Columns(recalls, groups, persons=persons, rows=rows, start=start)
    x, reference = columns.matrices()
    mg = recalls.mg[rows]
    zeros = mg == 0
    if zeros.all():
        raise AmountError(f"{name}mg", None, "is 0 in every row")
    for group in groups:
        refuse = _refuse_too_few if is_two_part else _refuse_zeros
        refuse(recalls, group, zeros[np.repeat(recalls.group[persons] == group, days)])
    mg = np.where(zeros, mg[~zeros].min() / 2, mg)
    if mg.min() == mg.max():
        raise AmountError(f"{name}mg", float(mg[0]), "is the same in every row, so there is no distribution")
    sample = Sample(mg=mg, x=x, start=start, days=days, weight=weight / weight.mean(), psu=recalls.psu[persons])
    return Block(
        persons=persons,
        sample=sample,
        zeros=zeros,
        reference=reference,
        later=columns.later,
        weekend=columns.weekend,
        names=tuple(columns.names),
        spreads=np.array(columns.spreads),
        notes=tuple(columns.notes),
    )


def _refuse_single_person(recalls: Recalls, group: int) -> None:
    members = int((recalls.group == group).sum())
    if members < 2:
        what = f"{group_name(recalls.groups[group])}number of persons"
        raise InvalidValueError(what, members, "must be at least 2; one person has no distribution")


def _refuse_zeros(recalls: Recalls, group: int, zeros: npt.NDArray[np.bool_]) -> None:
    if zeros.mean() > TOO_MANY_ZEROS:
        reason = (
            f"is 0 in {zeros.sum()} of {len(zeros)} recalls. The amount-only model "
            "is for nutrients that everyone eats every day; others need the two-part model, "
            "Model(kind='two-part'). Leave out days that were not recorded"
        )
        raise AmountError(f"{group_name(recalls.groups[group])}mg", None, reason)


def _refuse_too_few(recalls: Recalls, group: int, zeros: npt.NDArray[np.bool_]) -> None:
    """Raise if the recalls of a group cannot determine the two-part model."""
    days = recalls.days[recalls.group == group]
    again = int((np.add.reduceat((~zeros).astype(np.int64), np.cumsum(days) - days) > 1).sum())
    name = group_name(recalls.groups[group])
    if not zeros.any():
        reason = "is above 0 in every recall: use the amount-only model, Model(kind='amount-only')"
        raise AmountError(f"{name}mg", None, reason)
    if again < FEWEST_WITH_TWO:
        reason = (
            f"is above 0 on two days in {again} persons only; the two-part model needs at least {FEWEST_WITH_TWO} such "
            "persons. Put groups together, or Model(variances='shared') with others"
        )
        raise AmountError(f"{name}mg", None, reason)


class _Columns:
    """Collects the model's columns: groups, later recall, weekend, covariates."""

    def __init__(self, recalls: Recalls, groups: Sequence[int], *, persons: Ints, rows: Ints, start: Ints) -> None:
        self.recalls = recalls
        self.persons = persons
        self.rows = rows
        self.start = start
        self.columns: list[Floats] = []
        self.at_reference: list[Floats] = []
        self.names: list[str] = []
        self.spreads: list[float] = []
        self.notes: list[str] = []
        group = recalls.group[persons]
        for number in groups:
            is_member = (group == number).astype(np.float64)
            label = recalls.groups[number]
            name = "mean" if label is None else f"mean of {label}"
            self._add(np.repeat(is_member, recalls.days[persons]), is_member, name)
        self.later = self._add_if_mixed(recalls.is_later[rows].astype(np.float64), "later recall")
        weekend = recalls.weekend
        self.weekend = None if weekend is None else self._add_if_mixed(weekend[rows], "weekend")
        for effect in self._effects():
            if effect.knots is None:
                self._add_effect(effect.name, effect.values[rows], is_personal=effect.is_personal)
            else:
                self._add_spline(effect, effect.knots)

    def _add(self, column: Floats, at_reference: Floats, name: str, spread: float = 1.0) -> int:
        self.columns.append(column)
        self.names.append(name)
        self.spreads.append(spread)
        self.at_reference.append(at_reference)
        return len(self.columns) - 1

    def _add_if_mixed(self, column: Floats, name: str) -> int | None:
        return self._add(column, np.zeros(len(self.persons)), name) if 0 < column.mean() < 1 else None

    def _effects(self) -> list[Effect]:
        recalls = self.recalls
        effects = list(recalls.effects)
        if recalls.supplement_mg is not None:
            takes = np.repeat(recalls.supplement_mg > 0, recalls.days).astype(np.float64)
            effects.append(Effect(name="takes supplements", values=takes, is_personal=True))
        return effects

    def _add_spline(self, effect: Effect, given: int | Sequence[float]) -> None:
        values = effect.values[self.rows]
        knots = knots_of(values[self.start], given)
        # Knots beyond the values of this group would add columns that are straight lines here.
        kept = knots[(knots >= values.min()) & (knots <= values.max())]
        asked = given if isinstance(given, int) else len(given)
        if len(kept) < asked:
            shape = "" if len(kept) >= 3 else ": a straight line was fitted"
            self.notes.append(f"the spline of {effect.name} has {len(kept)} of {asked} knots in this group{shape}")
        columns = restricted_cubic(values, kept) if len(kept) >= 3 else (values,)
        for number, column in enumerate(columns):
            name = effect.name if number == 0 else f"{effect.name}, spline {number}"
            self._add_effect(name, column, is_personal=effect.is_personal)

    def _add_effect(self, name: str, values: Floats, *, is_personal: bool) -> None:
        spread = values.std()
        if spread == 0:
            return
        weight = np.repeat(self.recalls.weight[self.persons], self.recalls.days[self.persons])
        # Standardized, so that the ridge of the solver applies to columns of the same scale.
        values = (values - np.average(values, weights=weight)) / spread
        at_reference = values[self.start] if is_personal else np.zeros(len(self.persons))
        self._add(values, at_reference, name, float(spread))

    def matrices(self) -> tuple[Floats, Floats]:
        """Return the columns of each recall, and of each person at the reference."""
        x = np.column_stack(self.columns)
        if np.linalg.matrix_rank(x.T @ x, hermitian=True) < x.shape[1]:
            reason = "include linear combinations of others; omit those"
            raise InvalidValueError("covariates", None, reason)
        if len(self.persons) <= x.shape[1] + 1:
            raise InvalidValueError(
                "covariates", None, f"need {x.shape[1]} columns, too many for {len(self.persons)} persons"
            )
        return x, np.column_stack(self.at_reference)
