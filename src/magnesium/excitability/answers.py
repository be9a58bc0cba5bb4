"""The effect of magnesium and calcium on both models, and ionized concentrations from total ones."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from magnesium.excitability.ions import nmda_unblocked
from magnesium.excitability.node import MotorNode
from magnesium.excitability.numeric import within
from magnesium.excitability.records import ExcitabilityModel, models, parameter, parameters
from magnesium.laboratory.measures import Plausible, one_of
from magnesium.rendering.answers import Answer
from magnesium.rendering.blocks import Block, Caution, Heading, Note
from magnesium.units import as_float

_CHARGES = ("node-charges-low", "node-charges-high")
_NMDA_MV = -60.0
_NORMAL = ("plasma-ionized-magnesium", "plasma-ionized-calcium")
_BELOW = "give the ionized concentration of a living person"
_MAGNESIUM = Plausible(lower=0.02, upper=10, unit="mmol/L", below=_BELOW, above="was it in mg/dL? Divide by 2.43")
_CALCIUM = Plausible(lower=0.1, upper=4, unit="mmol/L", below=_BELOW, above="was it in mg/dL? Divide by 4.01")


def _pulse(value: float) -> float:
    return as_float(value, "pulse_ms")


@attrs.frozen(kw_only=True, repr=False)
class NerveExcitability(Answer):
    """The motor node at both ends of the range of charge densities, and the block of NMDA receptors."""

    magnesium_mmol_per_l: float
    calcium_mmol_per_l: float
    pulse_ms: float = attrs.field(converter=_pulse)
    nodes: tuple[MotorNode, ...]
    thresholds_ua_per_cm2: tuple[float | None, ...]
    """The threshold of each node; ``None`` if it has no resting state."""
    normal_threshold_ua_per_cm2: float
    nmda_unblocked: float
    """The fraction of NMDA channels that are unblocked at -60 mV."""
    normal_nmda_unblocked: float

    @property
    def percent_of_normal(self) -> tuple[float | None, ...]:
        """Each threshold in percent of that with normal ions; ``None`` if the node has no resting state."""
        normal = self.normal_threshold_ua_per_cm2
        return tuple(None if value is None else 100 * value / normal for value in self.thresholds_ua_per_cm2)

    @property
    def models(self) -> tuple[ExcitabilityModel, ...]:
        """The membrane, species, temperature and omissions of each model."""
        return (models["motor-node"], models["nmda-block"])

    @property
    def nmda_voltage_mv(self) -> float:
        """The membrane potential for which the block of NMDA receptors is given."""
        return _NMDA_MV

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What is unknown about the membrane, and the normal state."""
        low, high = (parameter(charges) for charges in _CHARGES)
        magnesium, calcium = (parameter(ion) for ion in _NORMAL)
        return (
            f"The charge density of this membrane is not known: {low:g} and {high:g} charges per nm² bound a range.",
            f"Normal is ionized magnesium {magnesium:g} and ionized calcium {calcium:g} mmol/L.",
        )

    @property
    def sources(self) -> tuple[str, ...]:
        """The distinct sources of the models, the range of charge densities and the normal state."""
        of_models = (key for model in self.models for key in model.sources)
        return tuple(dict.fromkeys((*of_models, *(parameters[id_].source for id_ in (*_CHARGES, *_NORMAL)))))

    def __str__(self) -> str:
        known = sorted(percent for percent in self.percent_of_normal if percent is not None)
        share = "–".join(dict.fromkeys(f"{percent:.3g}" for percent in known))
        said = [f"threshold {share} % of normal"] if known else []
        said += [] if None not in self.percent_of_normal else ["no resting state (the node fires by itself)"]
        return f"{', or '.join(said)}: {self.models[0]}"

    def blocks(self) -> Iterator[Block]:
        """Yield each node's threshold, the block of NMDA receptors, and the omissions of the models."""
        yield Heading(str(self), 1)
        for node, threshold in zip(self.nodes, self.thresholds_ua_per_cm2, strict=True):
            what = f"{node.charges_per_nm2:g} charges per nm², gates shifted by {node.shift_mv:+.2f} mV"
            if threshold is None:
                yield Note(f"{what}: no resting state; the node fires by itself.")
            else:
                rest = f"rests at {node.resting_potential_mv:.1f} mV"
                yield Note(f"{what}: {rest}, threshold {threshold:.4g} µA/cm² for {self.pulse_ms:g} ms.")
        unblocked, normal = 100 * self.nmda_unblocked, 100 * self.normal_nmda_unblocked
        yield Note(
            f"NMDA receptors at {self.nmda_voltage_mv:g} mV: {unblocked:.0f} % unblocked, normally {normal:.0f} %."
        )
        yield from (Note(assumption) for assumption in self.assumptions)
        yield from (Note(f"{model}; left out: {'; '.join(model.leaves_out)}.") for model in self.models)
        yield Caution("A model for teaching and research. It predicts nothing about a person.")


def nerve_excitability(
    *, magnesium_mmol_per_l: float, calcium_mmol_per_l: float, pulse_ms: float = 0.1
) -> NerveExcitability:
    """Return the effect of ionized magnesium and calcium in plasma on the models, at both ends of the charge density.

    For teaching and research: it predicts nothing about a person.

    Args:
        magnesium_mmol_per_l: Ionized magnesium, 0.02 to 10 mmol/L.
        calcium_mmol_per_l: Ionized calcium, 0.1 to 4 mmol/L.
        pulse_ms: Duration of the pulse, 0.01 to 20 ms.

    Raises:
        AmountError: A number is out of its range.

    >>> str(nerve_excitability(magnesium_mmol_per_l=0.2, calcium_mmol_per_l=1.2))
    'threshold 55.5–78.2 % of normal: node of Ranvier of a motor axon, mammal, 36 °C'
    """
    magnesium = _MAGNESIUM.check(magnesium_mmol_per_l, "ionized magnesium")
    calcium = _CALCIUM.check(calcium_mmol_per_l, "ionized calcium")
    normal, now = (
        nmda_unblocked(magnesium_mmol_per_l=ions, voltage_mv=_NMDA_MV) for ions in (parameter(_NORMAL[0]), magnesium)
    )
    nodes = tuple(
        MotorNode(magnesium_mmol_per_l=magnesium, calcium_mmol_per_l=calcium, charges_per_nm2=parameter(charges))
        for charges in _CHARGES
    )
    return NerveExcitability(
        magnesium_mmol_per_l=magnesium,
        calcium_mmol_per_l=calcium,
        pulse_ms=pulse_ms,
        nodes=nodes,
        thresholds_ua_per_cm2=tuple(
            node.threshold_ua_per_cm2(pulse_ms) if node.has_resting_state else None for node in nodes
        ),
        normal_threshold_ua_per_cm2=MotorNode(shift_mv=0.0).threshold_ua_per_cm2(pulse_ms),
        nmda_unblocked=now,
        normal_nmda_unblocked=normal,
    )


@attrs.frozen(kw_only=True, repr=False)
class IonizedEstimate(Answer):
    """The ionized part of a total serum concentration, as the range of the shares in sources."""

    ion: str
    total_mmol_per_l: float
    low_mmol_per_l: float
    high_mmol_per_l: float
    sources: tuple[str, ...]

    def __str__(self) -> str:
        return f"ionized {self.ion} {self.low_mmol_per_l:.2f} to {self.high_mmol_per_l:.2f} mmol/L"


def ionized_from_total(
    *, magnesium_mmol_per_l: float | None = None, calcium_mmol_per_l: float | None = None
) -> IonizedEstimate:
    """Estimate the ionized concentration from one total serum value (0 to 20 mmol/L): a range, not a measurement.

    55 to 70 % of total magnesium is ionized (``symbiosis``), and 40 to 50 % of calcium (``sprague2017``,
    ``dharsatyca``). Albumin, pH and illness change the share; in healthy people total and ionized magnesium correlate
    with only r = 0.75 (``ionizedmg1998``). Measure ionized concentrations if it matters.

    >>> str(ionized_from_total(magnesium_mmol_per_l=0.5))
    'ionized magnesium 0.28 to 0.35 mmol/L'
    """
    name, given = one_of("total", magnesium_mmol_per_l=magnesium_mmol_per_l, calcium_mmol_per_l=calcium_mmol_per_l)
    ion = name.partition("_")[0]
    total = within(given, f"total {ion}", 0, 20, "mmol/L")
    low, high = (parameters[f"{ion}-ionized-share-{end}"] for end in ("low", "high"))
    return IonizedEstimate(
        ion=ion,
        total_mmol_per_l=total,
        low_mmol_per_l=total * low.value,
        high_mmol_per_l=total * high.value,
        sources=tuple(dict.fromkeys((low.source, high.source))),
    )
