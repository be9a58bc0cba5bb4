"""The rows of a table of usual intake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs
import numpy as np

from magnesium.errors import InvalidValueError
from magnesium.needs.authorities import Authority
from magnesium.population.estimates import Estimate, estimate
from magnesium.population.prevalence import PrevalenceMethod, prevalence_of_inadequacy
from magnesium.population.requirements import Requirement
from magnesium.population.usual import UsualIntake
from magnesium.population.usual_by_group import combined
from magnesium.rendering.answers import Answer


@attrs.frozen(kw_only=True, repr=False)
class TableCell(Answer):
    """One figure of a row."""

    name: str
    """The column: "mean_mg", "p50_mg", "below_ear", "above_ul"."""
    estimate: Estimate

    def __str__(self) -> str:
        return f"{self.name}: {self.estimate}"


@attrs.frozen(kw_only=True, repr=False)
class TableRow(Answer):
    """One group of a table, or several together."""

    group: str
    persons: int | None
    cells: tuple[TableCell, ...]
    ear_mg: float | None = None
    ul_mg: float | None = None

    def get(self, name: str) -> Estimate | None:
        """Return the estimate in a column; ``None`` if the row has none."""
        return next((cell.estimate for cell in self.cells if cell.name == name), None)

    def __str__(self) -> str:
        mean = self.get("mean_mg")
        return f"{self.group}: mean {mean.value:.0f} mg per day" if mean else self.group


@attrs.frozen(kw_only=True)
class RowMaker:
    """Makes the rows of a table."""

    groups: Mapping[Any, UsualIntake]
    values: Mapping[Any, Requirement] | None
    uls: Mapping[Any, float]
    ranks: list[float]
    method: PrevalenceMethod
    supplements: bool
    authority: Authority | str

    def of(self, label: str, members: Sequence[Any]) -> TableRow:
        """Return the row of one group, or of several together."""
        parts = [self._counted(self.groups[each]) for each in members]
        whole = parts[0] if len(parts) == 1 else combined(parts, label=label)
        errors = whole.errors
        cells = [TableCell(name="mean_mg", estimate=errors.mean_mg)]
        cells += [TableCell(name=f"p{rank:g}_mg", estimate=errors.percentile_mg(rank)) for rank in self.ranks]
        ear_mg, below = self._below(members, parts)
        if below is not None:
            cells.append(TableCell(name="below_ear", estimate=below))
        above = self._above(members)
        if above is not None:
            cells.append(TableCell(name="above_ul", estimate=above))
        uls = {self.uls[each] for each in members if each in self.uls}
        ul_mg = next(iter(uls)) if len(uls) == 1 else None
        return TableRow(group=label, persons=whole.persons, cells=tuple(cells), ear_mg=ear_mg, ul_mg=ul_mg)

    def _counted(self, one: UsualIntake) -> UsualIntake:
        if not self.supplements:
            return one
        if one.total is None:
            raise InvalidValueError("supplements", True, "needs usual_intake(supplement_mg=…)")
        return one.total

    def _below(self, members: Sequence[Any], parts: list[UsualIntake]) -> tuple[float | None, Estimate | None]:
        if self.values is None or not all(each in self.values for each in members):
            return None, None
        together = prevalence_of_inadequacy(
            dict(zip(members, parts, strict=True)), self.values, method=self.method, authority=self.authority
        )
        ears = {one.ear_mg for one in together.groups}
        ear_mg = next(iter(ears)) if len(ears) == 1 else None
        return ear_mg, together.groups[0].share if len(parts) == 1 else together.share

    def _above(self, members: Sequence[Any]) -> Estimate | None:
        parts = [self.groups[each] for each in members]
        if not all(each in self.uls for each in members) or any(one.supplements is None for one in parts):
            return None
        shares = [
            one.supplements.share_above(self.uls[each])
            for each, one in zip(members, parts, strict=True)
            if one.supplements
        ]
        if len(shares) == 1:
            return shares[0]
        masses = np.stack([one.masses for one in parts])
        values = np.stack([_with_replicates(share) for share in shares])
        together = np.where(masses > 0, values * masses, 0).sum(axis=0) / masses.sum(axis=0)
        first = parts[0]
        return estimate(
            together,
            first.scale,
            max(one.df for one in parts),
            confidence=first.confidence,
            persons=sum(one.persons or 0 for one in parts),
            key=first.replicate_key,
        )


def _with_replicates(one: Estimate) -> Any:
    rest = () if one.of_replicates is None else one.of_replicates.values
    return np.array([one.value, *(np.nan if each is None else each for each in rest)], dtype=np.float64)
