"""Contributions of foods and food groups to the magnesium of a population: ratios of means."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
import numpy as np

from magnesium.errors import AmountError, InvalidValueError
from magnesium.population.columns import Column, Floats, codes, numbers, readable
from magnesium.population.design import DEFAULT_DESIGN, SurveyDesign, replication_of
from magnesium.population.estimates import Estimate, estimate
from magnesium.population.options import require
from magnesium.population.survey import Recalls, read_recalls
from magnesium.rendering.answers import Answer
from magnesium.rendering.blocks import Block, Heading, Table


@attrs.frozen(kw_only=True, repr=False)
class Contribution(Answer):
    """The contribution of one food or food group to all magnesium."""

    food: str | int | float | bool | None
    share: Estimate
    """Share of all magnesium, 0 to 1: the ratio of two means, not the mean of persons' ratios."""
    mg_per_day: Estimate
    """Mean over all person-days, including those without the food."""

    def __str__(self) -> str:
        return f"{self.food}: {self.share.value:.1%}, {self.mg_per_day.value:.0f} mg per day"


@attrs.frozen(kw_only=True, repr=False)
class Contributions(Answer):
    """Contributions to magnesium intake, largest first."""

    items: tuple[Contribution, ...]
    persons: int

    def blocks(self) -> Iterator[Block]:
        """Yield a line for each food."""
        yield Heading(str(self), 1)
        rows = (
            (str(one.food), f"{one.share.value:.1%}", _se(one.share), f"{one.mg_per_day.value:.1f}")
            for one in self.items
        )
        yield Table(("food", "of all magnesium", "SE (points)", "mg per day"), rows)

    def __iter__(self) -> Iterator[Contribution]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __str__(self) -> str:
        first = f", first {self.items[0]}" if self.items else ""
        return f"contributions of {len(self.items):,} foods{first}"


def _se(share: Estimate) -> str:
    return "–" if share.se is None else f"{share.se * 100:.2f}"


def contributions(
    data: Any = None,
    *,
    food: Column,
    mg: Column = "mg",
    person: Column = "person",
    day: Column = "day",
    weight: Column | None = None,
    strata: Column | None = None,
    psu: Column | None = None,
    design: SurveyDesign = DEFAULT_DESIGN,
) -> Contributions:
    """Estimate the contributions of foods or food groups to magnesium as population ratios of means.

    Args:
        data: Anything whose columns are ``data[name]``, one row per food eaten.
        food: The food or its group.
        mg: Magnesium of the row, in mg.
        person: The person who ate it.
        day: The recall; several days of a person are averaged.
        weight: Survey weight, one value per person.
        strata: Stratum.
        psu: Primary sampling unit.
        design: How the standard error is estimated.

    Returns:
        The contributions, largest first; their shares add up to 1.

    Raises:
        AmountError: No row has magnesium.

    Source: Krebs-Smith, Kott, Guenther, J Am Diet Assoc 1989;89:671 (mean ratio and ratio of means).

    >>> eaten = {"person": [1, 1, 2], "day": [1, 1, 1], "what": ["bread", "beans", "bread"], "mg": [30.0, 60.0, 40.0]}
    >>> [str(one) for one in contributions(eaten, food="what")]
    ['bread: 53.8%, 35 mg per day', 'beans: 46.2%, 30 mg per day']
    """
    require("design", design, SurveyDesign)
    data = readable(data)
    who, _ = codes(data, person, "person")
    when, days = codes(data, day, "day", rows=len(who))
    what, labels = codes(data, food, "food", rows=len(who))
    amounts = numbers(data, mg, "mg", rows=len(who))
    if not amounts.any():
        raise AmountError("mg", None, "is 0 in every row")
    pairs, kind = np.unique(who * len(days) + when, return_inverse=True)
    eaten = np.zeros((len(pairs), len(labels)))
    np.add.at(eaten, (np.asarray(kind).reshape(-1), what), amounts)
    number_of_days = np.bincount(pairs // len(days), minlength=int(who.max()) + 1)
    each = np.zeros((int(who.max()) + 1, len(labels)))
    np.add.at(each, pairs // len(days), eaten)
    per_person = each / number_of_days[:, None]
    first = np.unique(who, return_index=True)[1]

    def once(column: Column | None, role: str) -> Any:
        if column is None:
            return None
        values = _per_row(data, column, role, len(who))
        if (values != values[first][who]).any():
            raise InvalidValueError(role, None, "differs between the rows of a person")
        return values[first]

    recalls = read_recalls(
        None,
        person=np.arange(len(first)),
        day=np.ones(len(first)),
        mg=per_person.sum(axis=1),
        weight=once(weight, "weight"),
        strata=once(strata, "strata"),
        psu=once(psu, "psu"),
        seed=design.seed,
    )
    order = np.array(recalls.person.tolist(), dtype=np.int64)
    return _contributions(recalls, per_person[order], labels, design)


def _per_row(data: Any, what: Column, role: str, rows: int) -> Any:
    """Return a column as numbers if it is the weight, otherwise as codes."""
    return numbers(data, what, role, rows=rows) if role == "weight" else codes(data, what, role, rows=rows)[0]


def _contributions(recalls: Recalls, per_person: Floats, labels: list[Any], design: SurveyDesign) -> Contributions:
    made = replication_of(recalls, design)
    units = np.zeros((len(recalls.stratum_of_psu), per_person.shape[1] + 1))
    np.add.at(units, recalls.psu, np.column_stack([per_person, np.ones(len(per_person))]) * recalls.weight[:, None])
    sums = np.vstack([units.sum(axis=0), made.factors @ units])
    foods, masses = sums[:, :-1], sums[:, -1]
    df = recalls.df(np.arange(recalls.persons))
    with np.errstate(invalid="ignore", divide="ignore"):
        shares, means = foods / foods.sum(axis=1)[:, None], foods / masses[:, None]

    def found(values: Floats, persons: int | None) -> Estimate:
        return estimate(values, made.scale, df, confidence=design.confidence, persons=persons, key=made.key)

    items = [
        Contribution(
            food=label if isinstance(label, str | int | float) else str(label),
            share=found(np.ascontiguousarray(shares[:, number]), recalls.persons),
            mg_per_day=found(np.ascontiguousarray(means[:, number]), None),
        )
        for number, label in enumerate(labels)
    ]
    items.sort(key=lambda one: -one.share.value)
    return Contributions(items=tuple(items), persons=recalls.persons)
