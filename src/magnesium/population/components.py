"""Components of a group: kinds of persons with the same distribution of usual intake."""

from __future__ import annotations

import numpy as np

from magnesium.population.columns import Floats, Ints, distinct_rows

EXACT = 60
"""Up to this many kinds of persons, each is a component."""
CELLS_PER_SD = 40
"""Otherwise the width of a component is this fraction of the SD of a recalled day."""


def components(
    reference: Floats, supplement_mg: Floats, weight: Floats, *, beta: Floats, place_widths: Floats, mg_width: float
) -> tuple[Ints, Floats, Floats]:
    """Return each person's component, and the components' columns and supplements.

    Equal persons form one component. If there are too many kinds, those whose places on the transformed scale and
    whose supplements are within a small width are joined at their means. The width is fixed, so cells are as
    narrow at the ends of the distribution as in its middle. Cells are formed by place, so the order of covariates
    does not matter.

    Args:
        reference: Columns of the model, one row per person.
        supplement_mg: Supplements of each person.
        weight: Weight of each person.
        beta: Coefficients, one row for each part of the model.
        place_widths: Width of a cell in each part of the model.
        mg_width: Width of a cell of supplements in mg.
    """
    both = np.column_stack([reference, supplement_mg])
    first, component = distinct_rows(both)
    kinds = both[first]
    if len(kinds) > EXACT:
        of_place = np.floor(np.round(reference @ beta.T / place_widths, 9))
        of_mg = np.where(supplement_mg > 0, np.floor(supplement_mg / mg_width), -1.0)
        component = distinct_rows(np.column_stack([of_place, of_mg]))[1]
        mass = np.bincount(component, weights=weight)
        kinds = np.column_stack([np.bincount(component, weights=weight * values) / mass for values in both.T])
    return component, kinds[:, :-1], kinds[:, -1]
