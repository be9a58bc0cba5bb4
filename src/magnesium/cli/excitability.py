"""The command ``magnesium nerve``: what magnesium and calcium do to a model of a nerve."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from magnesium.cli.arguments import add_command, number
from magnesium.cli.output import cited, wrapped


def add_commands(commands: Any) -> None:
    """Register the command."""
    nerve = add_command(commands, "nerve", _nerve, "what magnesium and calcium do to a model of a nerve")
    nerve.add_argument("--magnesium", required=True, metavar="MMOL_PER_L", help="ionized magnesium, in mmol/L")
    nerve.add_argument("--calcium", required=True, metavar="MMOL_PER_L", help="ionized calcium, in mmol/L")
    nerve.add_argument("--pulse", default="0.1", metavar="MS", help="duration of the stimulus, in ms (0.1)")


def _nerve(options: argparse.Namespace) -> str:
    from magnesium.excitability import nerve_excitability

    answer = nerve_excitability(
        magnesium_mmol_per_l=number(options.magnesium, "magnesium"),
        calcium_mmol_per_l=number(options.calcium, "calcium"),
        pulse_ms=number(options.pulse, "pulse"),
    )
    lines = [line for paragraph in _paragraphs(answer) for line in wrapped(paragraph)]
    return "\n".join([str(answer), *lines, *cited(answer.sources)]) + "\n"


def _paragraphs(answer: Any) -> Iterator[str]:
    for node, threshold in zip(answer.nodes, answer.thresholds_ua_per_cm2, strict=True):
        what = f"{node.charges_per_nm2:g} charges per nm², gates shifted by {node.shift_mv:+.2f} mV"
        if threshold is None:
            yield f"{what}: no resting state; the node fires by itself."
        else:
            rest = f"rests at {node.resting_potential_mv:.1f} mV"
            yield f"{what}: {rest}, threshold {threshold:.4g} µA/cm² for {answer.pulse_ms:g} ms."
    unblocked, normal = 100 * answer.nmda_unblocked, 100 * answer.normal_nmda_unblocked
    at = f"NMDA receptors at {answer.nmda_voltage_mv:g} mV"
    yield f"{at}: {unblocked:.0f} % unblocked, normally {normal:.0f} %."
    yield from answer.assumptions
    for model in answer.models:
        yield f"{model}; left out: {'; '.join(model.leaves_out)}."
    yield "A model for teaching and research. It predicts nothing about a person."
