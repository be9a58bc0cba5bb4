"""The models and their parameters as bundled records, each with its species, temperature and source."""

from __future__ import annotations

import math

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.fields import text_field, texts
from magnesium.rendering.answers import Answer


@attrs.frozen(kw_only=True, repr=False)
class ExcitabilityModel(Answer):
    """The subject and the omissions of a model."""

    id: str = text_field()
    name: str = text_field()
    membrane: str = text_field()
    """The membrane that it describes."""
    species: str = text_field()
    """The animals in which its parameters were measured."""
    celsius: float | None = None
    """The temperature; ``None`` if the source as read does not state one."""
    leaves_out: tuple[str, ...] = attrs.field(converter=texts)
    """Effects on a nerve that are not modeled."""
    sources: tuple[str, ...] = attrs.field(converter=texts)
    """Keys of :data:`magnesium.sources`."""

    def __str__(self) -> str:
        at = "temperature not stated" if self.celsius is None else f"{self.celsius:g} °C"
        return f"{self.membrane}, {self.species}, {at}"


@attrs.frozen(kw_only=True, repr=False)
class Parameter(Answer):
    """A number of a model."""

    id: str = text_field()
    name: str = text_field()
    species: str
    """The animal in which it was measured or for which it was chosen; empty for a physical constant."""
    celsius: float | None
    """Its temperature; ``None`` if the source as read does not state one."""
    source: str = text_field()
    value: float
    """The number, in its *unit*."""
    unit: str
    """The unit of the value; 1 for a number without one."""


@attrs.frozen(kw_only=True, repr=False)
class GateRate(Parameter):
    """The rate at which a gate opens or closes, by x = (potential - midpoint) / slope.

    It is value · abs(slope) · x / (1 - exp(-x)), or value / (1 + exp(-x)) if it is sigmoid.
    """

    is_sigmoid: bool
    """Whether the rate levels off."""
    midpoint_mv: float
    """The potential at which x is 0."""
    slope_mv: float
    """The change of potential that changes x by 1; negative for a rate that falls with depolarization."""

    def per_ms(self, voltage_mv: float) -> float:
        """Return the rate at a potential."""
        x = (voltage_mv - self.midpoint_mv) / self.slope_mv
        if self.is_sigmoid:
            return self.value / (1 + math.exp(-x))
        return self.value * abs(self.slope_mv) * (-x / math.expm1(-x) if x else 1)


models: Catalog[ExcitabilityModel] = Catalog(
    ExcitabilityModel, file="excitability_models.toml", title="What the models of excitability describe"
)
"""Catalog of the models: the membrane, species, temperature and omissions of each."""

parameters: Catalog[Parameter] = Catalog(
    Parameter, file="excitability_parameters.csv", title="Parameters of the models of excitability"
)
"""Catalog of the numbers of the models."""

gate_rates: Catalog[GateRate] = Catalog(GateRate, file="gate_rates.csv", title="Rates of the gates of the motor node")
"""Catalog of the rates at which the gates of the motor node open and close."""


def parameter(id_: str) -> float:
    """Return the value of a parameter."""
    return parameters[id_].value
