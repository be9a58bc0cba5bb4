"""Effects of extracellular ions on a membrane: magnesium blocks NMDA channels, and all ions screen surface charges."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from magnesium.errors import InvalidValueError
from magnesium.excitability.numeric import elementwise, first_where, within
from magnesium.excitability.records import parameter

_DEEPEST = 350.0
"""A depth that no surface reaches; depth is the surface potential in units of -kT/e."""


def nmda_unblocked(*, magnesium_mmol_per_l: Any, voltage_mv: Any) -> Any:
    """Return the fraction of NMDA receptor channels that ionized magnesium does not block, 0 to 1.

    1 / (1 + [Mg] / 3.57 · exp(-0.062 V)), for 0 to 1000 mmol/L and -300 to 300 mV; each a number or a NumPy
    array. NMDA receptors of rat hippocampal neurons in culture; the temperature is not stated in what was
    read. Opening of the channels by glutamate and the effect of their current are not modeled.

    Raises :class:`~magnesium.AmountError` for a number out of its range. Source: ``jahrstevens1990``.

    >>> round(nmda_unblocked(magnesium_mmol_per_l=0.3, voltage_mv=-60), 3)
    0.224
    """
    return elementwise(_fraction, magnesium_mmol_per_l, voltage_mv)


def _fraction(magnesium: object, voltage: object) -> float:
    ions, mv = within(magnesium, "magnesium", 0, 1000, "mmol/L"), within(voltage, "voltage", -300, 300, "mV")
    return 1 / (1 + ions / parameter("nmda-half-block") * math.exp(-parameter("nmda-voltage") * mv))


def surface_potential_mv(
    *,
    magnesium_mmol_per_l: Any,
    calcium_mmol_per_l: Any,
    charges_per_nm2: Any,
    monovalent_mmol_per_l: Any = None,
    kelvin: Any = None,
) -> Any:
    """Return the potential at a negatively charged membrane surface in mV, zero or negative.

    Ions screen the charges but do not bind to them, so magnesium has the same effect as calcium; at real membranes its
    effect is smaller. Each argument is a number or a NumPy array. Source: ``grahame1947``.

    Args:
        magnesium_mmol_per_l: Ionized magnesium, 0 to 1000 mmol/L.
        calcium_mmol_per_l: Ionized calcium, 0 to 1000 mmol/L.
        charges_per_nm2: Negative charges of the surface, as a positive number, 0 to 5 per nm².
        monovalent_mmol_per_l: Monovalent cations, 0 to 5000 mmol/L; 145 as in plasma if not given.
        kelvin: Temperature, 250 to 350 K; 310 if not given.

    Raises:
        AmountError: A number is out of its range.

    >>> round(surface_potential_mv(magnesium_mmol_per_l=0.55, calcium_mmol_per_l=1.2, charges_per_nm2=0.5), 2)
    -67.34
    """
    monovalent = parameter("plasma-monovalent") if monovalent_mmol_per_l is None else monovalent_mmol_per_l
    temperature = parameter("plasma-temperature") if kelvin is None else kelvin
    return elementwise(_screened, magnesium_mmol_per_l, calcium_mmol_per_l, charges_per_nm2, monovalent, temperature)


def _screened(magnesium: object, calcium: object, charges: object, monovalent: object, kelvin: object) -> float:
    divalent = within(magnesium, "magnesium", 0, 1000, "mmol/L") + within(calcium, "calcium", 0, 1000, "mmol/L")
    cations = within(monovalent, "monovalent cations", 0, 5000, "mmol/L")
    density = within(charges, "charges_per_nm2", 0, 5, "negative charges per nm²")
    temperature = within(kelvin, "temperature", 250, 350, "K")
    return _potential_mv(cations, divalent, temperature, lambda _: density) if density else 0.0


def _potential_mv(monovalent: float, divalent: float, kelvin: float, charges: Callable[[float], float]) -> float:
    """Return the potential of a surface whose negative charges per nm² depend on its depth; ions in mmol/L."""
    if not monovalent + divalent:
        raise InvalidValueError("solution", "without ions", "the potential of a charged surface needs some")
    thermal, charge = parameter("boltzmann") * kelvin, parameter("elementary-charge")
    permittivity = parameter("water-permittivity") * parameter("vacuum-permittivity")
    per_nm2 = math.sqrt(2 * permittivity * thermal * parameter("avogadro")) / charge * 1e-18

    def is_screened(depth: float) -> bool:
        """Return whether the ions at the surface in excess of those in the solution balance its charges."""
        gain = math.exp(depth)
        held = math.expm1(depth) * math.sqrt((monovalent + divalent * (gain + 2)) / gain)
        return per_nm2 * held >= charges(depth)

    return -1000 * thermal / charge * first_where(is_screened, 0.0, _DEEPEST)


def frog_surface_potential_mv(*, divalent_mmol_per_l: float, dissociation_mol_per_l: float | None = None) -> float:
    """Return the surface potential near the sodium channels of frog nerve (6 °C, pH 7.4) in mV, with binding.

    Two acids bind protons and a divalent ion, and a base binds protons, at the concentrations of the
    surface. *dissociation_mol_per_l* of the ion, from 1 mol/L, is that of calcium if not given and
    ``math.inf`` for an ion that does not bind. The abstract states only that of calcium; the measured
    order of effect, Ba = Sr < Mg < Ca, is that of decreasing constants. Source: ``hille1975``.

    >>> normal, tenfold, none = (frog_surface_potential_mv(divalent_mmol_per_l=ions) for ions in (2, 20, 0))
    >>> round(tenfold - normal, 1), round(none - normal, 1)
    (21.2, -17.5)
    """
    divalent = within(divalent_mmol_per_l, "divalent ion", 0, 1000, "mmol/L")
    given = parameter("frog-calcium-dissociation") if dissociation_mol_per_l is None else dissociation_mol_per_l
    constant = within(given, "dissociation_mol_per_l", 1, math.inf, "mol/L")
    groups = [
        (parameter(f"frog-{group}-charges"), 10 ** (parameter(f"frog-{group}-pka") - parameter("frog-ph")))
        for group in ("strong-acid", "weak-acid", "base")
    ]

    def charges(depth: float) -> float:
        bound = divalent / 1000 / constant * math.exp(2 * depth)
        *acids, (base, proton) = ((density, proton * math.exp(depth)) for density, proton in groups)
        return sum(acid / (1 + held + bound) for acid, held in acids) - base * proton / (1 + proton)

    return _potential_mv(parameter("frog-monovalent"), divalent, parameter("frog-temperature"), charges)
