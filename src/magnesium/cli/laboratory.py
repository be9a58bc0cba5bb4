"""The command ``magnesium serum``, and the options that state a serum value and its limits."""

from __future__ import annotations

import argparse
from typing import Any

from magnesium.cli.arguments import add_command
from magnesium.errors import InvalidValueError
from magnesium.rendering.answers import Answer


def add_commands(commands: Any) -> None:
    """Register the command."""
    serum = add_command(commands, "serum", _serum, "classify a magnesium value in blood by stated limits")
    serum.add_argument("value", metavar="VALUE", help="a number, or a limit as the laboratory reports it: '<0.5'")
    serum.add_argument("unit", metavar="UNIT", help="mmol/L, mg/dL, mEq/L, mg/L …, in any usual spelling")
    limits_arguments(serum)


def limits_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that state the limits of a serum value and the version of its grades."""
    parser.add_argument("--ctcae", metavar="VERSION", default="v5", help="version of CTCAE for the grades: v5, v6 (v5)")
    parser.add_argument("--interval", metavar="ID", help="a published interval: iom1997, nhslothian …")
    parser.add_argument("--lower", help="the laboratory's own lower limit, in the unit of the value")
    parser.add_argument("--upper", help="the laboratory's own upper limit, in the unit of the value")


def classified(value: str, unit: str, options: argparse.Namespace) -> Any:
    """Classify a serum value by the limits in the options.

    Args:
        value: The value as reported.
        unit: Its unit.
        options: Options of :func:`limits_arguments`.
    """
    from magnesium.laboratory.result_texts import classify_reported, reported_interval

    has_limits = options.lower is not None or options.upper is not None
    if has_limits and options.interval is not None:
        raise InvalidValueError(
            "interval", options.interval, "cannot be combined with --lower and --upper; give one of the two"
        )
    interval = reported_interval(options.lower, options.upper, unit) if has_limits else options.interval
    return classify_reported(value, unit, interval=interval, ctcae_version=options.ctcae)


def _serum(options: argparse.Namespace) -> Answer:
    result: Answer = classified(options.value, options.unit, options)
    return result
