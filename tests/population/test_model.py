"""The fit's interpolation over λ."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.interpolate import BarycentricInterpolator

from magnesium.population.fitting import chebyshev, interpolation

BOUNDS = st.tuples(st.floats(0, 1), st.floats(0.1, 1)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(bounds=BOUNDS, coefficients=st.lists(st.floats(-10, 10), min_size=1, max_size=9), part=st.floats(0, 1))
def test_polynomials_of_fewer_terms_than_nodes_are_interpolated_exactly(
    bounds: tuple[float, float], coefficients: list[float], part: float
) -> None:
    low, high = bounds
    nodes = chebyshev(low, high)
    assert low < nodes.min() < nodes.max() < high
    at = np.array([low, low + part * (high - low), high, *nodes])
    expected = np.polynomial.Polynomial(coefficients)(at)
    found = interpolation(nodes, at) @ np.polynomial.Polynomial(coefficients)(nodes)
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-8)


@given(bounds=BOUNDS)
def test_the_weights_are_those_that_scipy_computes(bounds: tuple[float, float]) -> None:
    nodes, at = chebyshev(*bounds), np.linspace(*bounds, 50)
    assert interpolation(nodes, at) == pytest.approx(BarycentricInterpolator(nodes, np.eye(len(nodes)))(at), abs=1e-12)
