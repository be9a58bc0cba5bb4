"""The command ``magnesium nerve``: the effect of magnesium and calcium on a model of a nerve."""

from __future__ import annotations

import argparse
from typing import Any

from magnesium.cli.arguments import add_command, number
from magnesium.rendering.answers import Answer


def add_commands(commands: Any) -> None:
    """Register the command."""
    nerve = add_command(commands, "nerve", _nerve, "show the effect of magnesium and calcium on a model of a nerve")
    nerve.add_argument("--magnesium", required=True, metavar="MMOL_PER_L", help="ionized magnesium, in mmol/L")
    nerve.add_argument("--calcium", required=True, metavar="MMOL_PER_L", help="ionized calcium, in mmol/L")
    nerve.add_argument("--pulse", default="0.1", metavar="MS", help="duration of the stimulus, in ms (0.1)")


def _nerve(options: argparse.Namespace) -> Answer:
    from magnesium.excitability import nerve_excitability

    return nerve_excitability(
        magnesium_mmol_per_l=number(options.magnesium, "magnesium"),
        calcium_mmol_per_l=number(options.calcium, "calcium"),
        pulse_ms=number(options.pulse, "pulse"),
    )
