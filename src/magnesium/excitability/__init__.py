"""The mechanism as equations: magnesium, calcium, and the excitability of a nerve.

Concentrations are ionized, in mmol/L. A model for teaching and research: it predicts nothing about a person.
"""

from magnesium.excitability.answers import IonizedEstimate, NerveExcitability, ionized_from_total, nerve_excitability
from magnesium.excitability.ions import frog_surface_potential_mv, nmda_unblocked, surface_potential_mv
from magnesium.excitability.membrane import shift_that_ends_rest_mv
from magnesium.excitability.node import MotorNode
from magnesium.excitability.records import ExcitabilityModel, GateRate, Parameter, gate_rates, models, parameters

__all__ = [
    "ExcitabilityModel",
    "GateRate",
    "IonizedEstimate",
    "MotorNode",
    "NerveExcitability",
    "Parameter",
    "frog_surface_potential_mv",
    "gate_rates",
    "ionized_from_total",
    "models",
    "nerve_excitability",
    "nmda_unblocked",
    "parameters",
    "shift_that_ends_rest_mv",
    "surface_potential_mv",
]
