"""The command ``magnesium rda``: the reference values for a person."""

from __future__ import annotations

import argparse
from typing import Any

from magnesium.cli.arguments import add_command, person, person_arguments, values_chosen
from magnesium.rendering.answers import Answer


def add_commands(commands: Any) -> None:
    """Register the command."""
    rda = add_command(commands, "rda", _rda, "show what an authority recommends for a person")
    person_arguments(rda)


def _rda(options: argparse.Namespace) -> Answer:
    from magnesium.needs.reference_values import reference_values

    return reference_values(person(options), **values_chosen(options))
