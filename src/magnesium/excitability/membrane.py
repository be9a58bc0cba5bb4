"""The membrane of the motor-axon node: currents, gates, and resting potential.

Conductances are in S/cm². Potentials "at the gates" are membrane potentials less the shift of the gates.
"""

from __future__ import annotations

import functools

import attrs

from magnesium.excitability.numeric import first_where
from magnesium.excitability.records import gate_rates, parameter

_STABLE_MV, _UNSTABLE_MV = -120.0, -75.0
"""Potentials at the gates between which the resting state is lost."""


@attrs.frozen
class Membrane:
    """The gates are m (fast sodium) and its inactivation h, p (persistent sodium) and s (slow potassium)."""

    capacitance: float
    fast_sodium: float
    persistent_sodium: float
    slow_potassium: float
    leak: float
    sodium_reversal: float
    potassium_reversal: float
    leak_reversal: float

    def rates_per_ms(self, gate_mv: float) -> list[tuple[float, float]]:
        """Return the opening and the closing rate of each gate."""
        pairs = ((gate_rates[f"{gate}-opening"], gate_rates[f"{gate}-closing"]) for gate in "mhps")
        return [(opening.per_ms(gate_mv), closing.per_ms(gate_mv)) for opening, closing in pairs]

    def steady(self, gate_mv: float) -> tuple[float, ...]:
        """Return the open fraction of each gate in the steady state."""
        return tuple(opening / (opening + closing) for opening, closing in self.rates_per_ms(gate_mv))

    def reversal(self, gate_mv: float) -> tuple[float, float]:
        """Return the reversal potential of the steady gates, and their conductance."""
        m, h, p, s = self.steady(gate_mv)
        sodium = self.fast_sodium * m**3 * h + self.persistent_sodium * p**3
        potassium = self.slow_potassium * s
        drive = sodium * self.sodium_reversal + potassium * self.potassium_reversal + self.leak * self.leak_reversal
        return drive / (sodium + potassium + self.leak), sodium + potassium + self.leak

    def resting_shift(self, gate_mv: float) -> float:
        """Return the shift with which the gates see *gate_mv* while no current flows."""
        return self.reversal(gate_mv)[0] - gate_mv

    def is_stable(self, gate_mv: float) -> bool:
        """Return whether a small disturbance of the state without current decays.

        The characteristic equation is λ + a + Σ b / (λ + r) = 0 over the gates. With λ = iω, all its roots decay if
        the real part is positive at ω = 0 and where the imaginary part vanishes.
        """
        m, h, p, _ = self.steady(gate_mv)
        mv, conductance = self.reversal(gate_mv)
        sodium, potassium = mv - self.sodium_reversal, mv - self.potassium_reversal
        fast, persistent = self.fast_sodium * m**2 * sodium, self.persistent_sodium * p**2 * sodium
        currents = (3 * fast * h, fast * m, 3 * persistent, self.slow_potassium * potassium)
        near = zip(self.steady(gate_mv - 5e-4), self.steady(gate_mv + 5e-4), strict=True)
        slopes = [1000 * (above - below) for below, above in near]
        scale, speeds = 1000 / self.capacitance, [sum(pair) for pair in self.rates_per_ms(gate_mv)]
        terms = [(scale * i * dx * r, r) for i, dx, r in zip(currents, slopes, speeds, strict=True)]

        def real(square: float) -> float:
            return scale * conductance + sum(b * r / (r * r + square) for b, r in terms)

        def turns_up(square: float) -> bool:
            return sum(b / (r * r + square) for b, r in terms) <= 1

        return real(0) > 0 and (turns_up(0) or real(first_where(turns_up, 0.0, 1e6)) > 0)


@functools.cache
def motor_node() -> Membrane:
    """Return the membrane of the bundled parameters."""
    return Membrane(*(parameter(f"node-{field.name.replace('_', '-')}") for field in attrs.fields(Membrane)))


@functools.cache
def _last_stable_mv() -> float:
    return first_where(lambda gate_mv: not motor_node().is_stable(gate_mv), _STABLE_MV, _UNSTABLE_MV)


def shift_that_ends_rest_mv() -> float:
    """Return the shift of the gates at and below which the motor node has no resting state, in mV.

    There it becomes unstable: the least disturbance grows, and the node fires by itself.

    >>> round(shift_that_ends_rest_mv(), 3)
    -2.004
    """
    return motor_node().resting_shift(_last_stable_mv())


def resting_potential(shift_mv: float) -> float | None:
    """Return the potential at which the motor node rests; ``None`` if it has no resting state."""
    if shift_mv <= shift_that_ends_rest_mv():
        return None
    node = motor_node()
    lowest = min(node.potassium_reversal, node.leak_reversal) - shift_mv - 1
    return first_where(lambda gate_mv: node.resting_shift(gate_mv) <= shift_mv, lowest, _last_stable_mv()) + shift_mv
