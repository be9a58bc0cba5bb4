"""The motor-axon node as a model: its resting state and its threshold, from ions or from a shift of its gates."""

from __future__ import annotations

import math

import attrs

from magnesium.errors import InvalidValueError, RestingStateLostError
from magnesium.excitability.ions import surface_potential_mv
from magnesium.excitability.membrane import resting_potential, shift_that_ends_rest_mv
from magnesium.excitability.numeric import within
from magnesium.excitability.pulses import trial
from magnesium.excitability.records import ExcitabilityModel, models, parameter
from magnesium.rendering.answers import Answer

_HALVINGS = 12
"""Number of bisections of the threshold's interval, which is initially a factor of two wide."""


_IONS = ("magnesium_mmol_per_l", "calcium_mmol_per_l", "charges_per_nm2")


def _ion(value: object) -> float | None:
    return None if value is None else within(value, "ionized concentration", 0, 20, "mmol/L")


def _charges(value: object) -> float | None:
    return None if value is None else within(value, "charges_per_nm2", 0, 5, "negative charges per nm²")


def _shift(value: object) -> float:
    return within(value, "shift_mv", -100, 100, "mV")


def _shift_by_ions(node: MotorNode) -> float:
    ions = {name: getattr(node, name) for name in _IONS}
    if None in ions.values():
        raise InvalidValueError("motor node", ions, "state magnesium, calcium and charges_per_nm2, or only shift_mv")
    normal = {f"{ion}_mmol_per_l": parameter(f"plasma-ionized-{ion}") for ion in ("magnesium", "calcium")}
    return float(surface_potential_mv(**ions) - surface_potential_mv(**{**ions, **normal}))


def _is_the_only_shift(node: MotorNode, _: object, shift: float) -> None:
    is_alone = all(getattr(node, name) is None for name in _IONS)
    if not is_alone and not math.isclose(shift, _shift_by_ions(node), abs_tol=1e-9):
        raise InvalidValueError("shift_mv", shift, "these ions make another shift; state the ions or the shift")


@attrs.frozen(kw_only=True, repr=False)
class MotorNode(Answer):
    """The bare node of a mammalian motor axon in a solution: state the ions, or the shift of the gates alone.

    Ions shift the gates by the change of the surface potential from the normal state (ionized magnesium 0.55, calcium
    1.2 mmol/L). For teaching and research: it predicts nothing about a person.

    Args:
        magnesium_mmol_per_l: Ionized magnesium, 0 to 20 mmol/L.
        calcium_mmol_per_l: Ionized calcium, 0 to 20 mmol/L.
        charges_per_nm2: Negative charges of the surface, 0 to 5 per nm²; unknown for this node, perhaps 0.5 to 0.9.
        shift_mv: Shift of all gates, -100 to 100 mV; negative if they open at more negative potentials.

    Raises:
        InvalidValueError: Ions are missing or contradict the shift, or a number is out of its range.

    Sources: ``mcintyre2002``, ``mrgcellml``, ``grahame1947``.

    >>> node = MotorNode(magnesium_mmol_per_l=0.2, calcium_mmol_per_l=1.2, charges_per_nm2=0.9)
    >>> round(node.shift_mv, 2), round(node.resting_potential_mv, 1), round(node.threshold_ua_per_cm2(0.1))
    (-1.2, -87.6, 102)
    """

    magnesium_mmol_per_l: float | None = attrs.field(default=None, converter=_ion)
    calcium_mmol_per_l: float | None = attrs.field(default=None, converter=_ion)
    charges_per_nm2: float | None = attrs.field(default=None, converter=_charges)
    shift_mv: float = attrs.field(
        default=attrs.Factory(_shift_by_ions, takes_self=True), converter=_shift, validator=_is_the_only_shift
    )

    @property
    def model(self) -> ExcitabilityModel:
        """The membrane, species, temperature and omissions of the model."""
        return models["motor-node"]

    @property
    def has_resting_state(self) -> bool:
        """Whether the node can rest; otherwise it fires by itself."""
        return resting_potential(self.shift_mv) is not None

    @property
    def resting_potential_mv(self) -> float:
        """The membrane potential at rest; raises :class:`~magnesium.errors.RestingStateLostError` if it is lost."""
        mv = resting_potential(self.shift_mv)
        if mv is None:
            raise RestingStateLostError(self.shift_mv, shift_that_ends_rest_mv())
        return mv

    def threshold_ua_per_cm2(self, pulse_ms: float) -> float:
        """Return the smallest current of a rectangular pulse that makes the resting node fire, in µA/cm².

        The node fires if its potential exceeds -10 mV within 20 ms of the start of the pulse, which lasts 0.01 to
        20 ms. Beyond a shift of about 5 mV, most of the change in potential is due to the pulse itself.

        Raises :class:`~magnesium.errors.RestingStateLostError` if no current is needed, and
        :class:`~magnesium.AmountError` for an impossible pulse.

        >>> round(MotorNode(shift_mv=0).threshold_ua_per_cm2(0.1), 1)
        184.2
        """
        pulse = within(pulse_ms, "pulse", 0.01, parameter("spike-window"), "ms")
        fires = trial(resting_mv=self.resting_potential_mv, shift_mv=self.shift_mv, pulse_ms=pulse)
        # All nodes are tried with the same currents, so they compare without rounding errors.
        enough = 2.0 ** math.ceil(math.log2(15 + 40 / pulse))
        while fires(enough / 2):
            enough /= 2
        while not fires(enough):
            enough *= 2
        too_little = enough / 2
        for _ in range(_HALVINGS):
            current = (too_little + enough) / 2
            too_little, enough = (too_little, current) if fires(current) else (current, enough)
        return enough

    def __str__(self) -> str:
        rest = f"rests at {self.resting_potential_mv:.1f} mV" if self.has_resting_state else "no resting state"
        return f"{self.model}; gates shifted by {self.shift_mv:+.2f} mV: {rest}"
