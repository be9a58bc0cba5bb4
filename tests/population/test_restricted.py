"""Restricted maximum likelihood against the analysis of variance, with which it agrees on balanced data.

Source of the equality: Searle, Casella and McCulloch, Variance Components (1992), section 4.8: where the solutions
of the balanced case are not negative, those of REML are the estimates of the analysis of variance.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from magnesium.population.fitting import Sample, fit_all
from magnesium.population.model import Model


def _sample(seed: int, *, persons: int, days: int, effects: int) -> Sample:
    rng = np.random.default_rng(seed)
    of_person = np.column_stack([np.ones(persons), rng.normal(size=(persons, effects - 1))])
    x = np.repeat(of_person, days, axis=0)
    between = np.repeat(rng.normal(scale=60, size=persons), days)
    mg = np.maximum(300 + 20 * x[:, 1:].sum(axis=1) + between + rng.normal(scale=50, size=persons * days), 1.0)
    return Sample(
        mg=mg,
        x=x,
        start=np.arange(persons) * days,
        days=np.full(persons, days),
        weight=np.ones(persons),
        psu=np.zeros(persons, dtype=np.int64),
    )


def _analysis_of_variance(sample: Sample) -> tuple[float, float]:
    """Return σ_e² and σ_u² by mean squares: days within persons, and persons less what the effects cost."""
    persons, days, effects = len(sample.days), int(sample.days[0]), sample.x.shape[1]
    mg = sample.mg.reshape(persons, days)
    means, x = mg.mean(axis=1), sample.x[::days]
    rest = means - x @ np.linalg.lstsq(x, means, rcond=None)[0]
    within = ((mg - means[:, None]) ** 2).sum() / (persons * (days - 1))
    return float(within), float((days * (rest**2).sum() / (persons - effects) - within) / days)


@settings(max_examples=20)
@given(st.integers(0, 10**6), st.integers(14, 40), st.integers(2, 4), st.integers(1, 5))
def test_on_balanced_data_reml_is_the_analysis_of_variance(seed: int, persons: int, days: int, effects: int) -> None:
    """Without the restriction, or with other degrees of freedom, they would differ by a share of effects / persons."""
    sample = _sample(seed, persons=persons, days=days, effects=effects)
    within, between = _analysis_of_variance(sample)
    if between < 0.2 * within:
        return  # the restriction to variances of 0 and more, and the ends of the search, matter there
    fit = fit_all(sample, factors=np.ones((0, 1)), model=Model(method="reml", power=1.0))
    assert float(fit.within_variance[0]) == pytest.approx(within, rel=1e-3)
    assert float(fit.between_variance[0]) == pytest.approx(between, rel=2e-3)
