"""The budget of usual intake: 16 groups with supplements, errors from 100 jackknife replicates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.measuring import Figure, seconds
from magnesium.population import SurveyColumns, made_up_recalls, usual_intake


def _survey(groups: int, persons: int) -> dict[str, Any]:
    """Return two days of each person; a quarter of them take supplements of 50 to 400 mg."""
    data = made_up_recalls(persons=persons, seed=1, strata=50)
    draw = np.random.default_rng(2)
    taken_mg = np.where(draw.random(persons) < 0.25, draw.uniform(50, 400, persons), 0.0)
    return data | {"group": data["person"] % groups, "supplement": taken_mg[data["person"]]}


def _table(data: dict[str, Any]) -> None:
    columns: SurveyColumns = {"weight": "weight", "strata": "stratum", "psu": "psu", "supplement_mg": "supplement"}
    for food in usual_intake(data, by="group", **columns).values():
        for one in filter(None, (food, food.total)):
            _ = one.errors.mean_mg, one.errors.share_below(265)
            _ = [one.errors.percentile_mg(rank) for rank in (5, 10, 25, 50, 75, 90, 95)]


def figures(*, quick: bool) -> Iterator[Figure]:
    """Yield the time from recalls to the means, shares and percentiles of each group, with their errors."""
    groups, persons = (2, 300) if quick else (16, 30_000)
    data = _survey(groups, groups * persons)
    what = f"usual intake, {groups} groups × {persons:,} persons, 100 replicates, with supplements"
    yield Figure(what, seconds(lambda: _table(data)), "s", largest=None if quick else 15)
