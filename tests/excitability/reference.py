"""Reference results, and the equations of the motor node written a second time for a solver of another kind."""

from __future__ import annotations

import csv
import math
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
"""The CSV files are the project's own calculations with NEURON 9.0.2 and NumPy from the published equations."""


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def node_rows(quantity: str) -> list[dict[str, str]]:
    return [row for row in rows("neuron_node") if row["quantity"] == quantity]


def _linear(a: float, x: float, k: float) -> float:
    return a * k if abs(x / k) < 1e-7 else a * x / (1 - math.exp(-x / k))


def rates(u: float) -> list[tuple[float, float]]:
    return [
        (_linear(6.57, u + 20.4, 10.3), _linear(0.304, -(u + 25.7), 9.16)),
        (_linear(0.34, -(u + 114), 11), 12.6 / (1 + math.exp(-(u + 31.8) / 13.4))),
        (_linear(0.0353, u + 27, 10.2), _linear(0.000883, -(u + 34), 10)),
        (0.3 / (1 + math.exp(-(u + 53) / 5)), 0.03 / (1 + math.exp(-(u + 90)))),
    ]


def steady(u: float) -> list[float]:
    return [opening / (opening + closing) for opening, closing in rates(u)]


def change(state: Any, shift: float, current: float) -> list[float]:
    """The change of potential, m, h, p and s per ms."""
    v, m, h, p, s = state
    ionic = 3.0 * m**3 * h * (v - 50) + 0.01 * p**3 * (v - 50) + 0.08 * s * (v + 90) + 0.007 * (v + 90)
    gates = [a * (1 - x) - b * x for x, (a, b) in zip((m, h, p, s), rates(v - shift), strict=True)]
    return [(current - 1000 * ionic) / 2, *gates]


def fires(shift: float, resting: float, current: float, pulse: float) -> bool:
    """Whether the node fires, by LSODA with narrow tolerances."""
    integrate = pytest.importorskip("scipy.integrate", reason="scipy is not installed")

    def spike(_: float, state: Any) -> float:
        return float(state[0] + 10)

    spike.terminal = True  # type: ignore[attr-defined]
    state: Any = [resting, *steady(resting - shift)]
    for start, end, on in ((0.0, pulse, current), (pulse, 20.0, 0.0)):
        if end > start:
            run = integrate.solve_ivp(
                lambda _, y, on=on: change(y, shift, on),
                (start, end),
                state,
                method="LSODA",
                rtol=1e-7,
                atol=1e-8,
                events=spike,
            )
            if run.t_events[0].size:
                return True
            state = run.y[:, -1]
    return False
