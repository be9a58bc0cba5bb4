"""Pulses of current into the motor-axon node: whether it fires."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable

from magnesium.excitability.membrane import motor_node
from magnesium.excitability.records import parameter

_STEP_MS, _LATE_STEP_MS, _EARLY_MS, _ROW_MV = 0.005, 0.02, 2.0, 0.05


def trial(*, resting_mv: float, shift_mv: float, pulse_ms: float) -> Callable[[float], bool]:
    """Return a function of the current of a pulse in µA/cm²: whether the resting node fires in time.

    Gates and potential are advanced alternately by exponential steps, which are longer some time after a change. The
    change of each gate in a step is tabulated by the potential and interpolated.

    Args:
        resting_mv: Resting potential.
        shift_mv: Shift of the gates.
        pulse_ms: Duration of the pulse.
    """
    node, spike_mv = motor_node(), parameter("spike-level")
    phases, start, per_ms = _phases(pulse_ms), node.steady(resting_mv - shift_mv), -1000 / node.capacitance
    fast, persistent, slow, leak = node.fast_sodium, node.persistent_sodium, node.slow_potassium, node.leak
    sodium_mv, potassium_mv, leak_drive = node.sodium_reversal, node.potassium_reversal, leak * node.leak_reversal

    def fires(current: float) -> bool:
        mv, (m, h, p, s), last_step, last = resting_mv, start, 0.0, 0.0
        for steps, step, factor in phases:
            rows, flowing = _rows(step), factor * current / 1000
            # The potential is half a step ahead of the gates, also when the step length changes.
            decay, injected = per_ms * (last_step + step) / 2, (last_step * last + step * flowing) / (last_step + step)
            for _ in range(steps):
                sodium, potassium = fast * m * m * m * h + persistent * p * p * p, slow * s
                total = sodium + potassium + leak
                goal = (sodium * sodium_mv + potassium * potassium_mv + leak_drive + injected) / total
                mv = goal + (mv - goal) * math.exp(decay * total)
                if mv > spike_mv:
                    return True
                place = (mv - shift_mv) / _ROW_MV
                row = math.floor(place)
                x = place - row
                m0, dm, mb, dmb, h0, dh, hb, dhb, p0, dp, pb, dpb, s0, ds, sb, dsb = rows[row]
                m += (m0 + x * dm - m) * (mb + x * dmb)
                h += (h0 + x * dh - h) * (hb + x * dhb)
                p += (p0 + x * dp - p) * (pb + x * dpb)
                s += (s0 + x * ds - s) * (sb + x * dsb)
                decay, injected = per_ms * step, flowing
            last_step, last = step, flowing
        return False

    return fires


def _phases(pulse_ms: float) -> list[tuple[int, float, float]]:
    """Return the phases of a trial: number of steps, step length, and share of the current."""
    early, after = min(pulse_ms, _EARLY_MS), parameter("spike-window") - pulse_ms
    early_steps, late_steps = max(10, round(early / _STEP_MS)), math.ceil((pulse_ms - early) / _LATE_STEP_MS)
    early_after = round(min(after, _EARLY_MS) / _STEP_MS)
    late_after = round((after - early_after * _STEP_MS) / _LATE_STEP_MS)
    late_step = (pulse_ms - early) / max(late_steps, 1)
    during = ((early_steps, early / early_steps, 1.0), (late_steps, late_step, 1.0))
    return [phase for phase in (*during, (early_after, _STEP_MS, 0.0), (late_after, _LATE_STEP_MS, 0.0)) if phase[0]]


class _Rows(dict[int, tuple[float, ...]]):
    """By potential at the gates: each gate's steady state, its change in a step, and differences to the next row."""

    def __init__(self, step_ms: float) -> None:
        super().__init__()
        self._step_ms = step_ms

    def __missing__(self, row: int) -> tuple[float, ...]:
        pairs = zip(self._values(row), self._values(row + 1), strict=True)
        self[row] = tuple(x for here, after in pairs for x in (here, after - here))
        return self[row]

    def _values(self, row: int) -> list[float]:
        rates = motor_node().rates_per_ms(row * _ROW_MV)
        return [x for a, b in rates for x in (a / (a + b), -math.expm1(-(a + b) * self._step_ms))]


_rows = functools.lru_cache(maxsize=16)(_Rows)
"""The rows of a step are the same for every node, and computed on first use of a potential."""
