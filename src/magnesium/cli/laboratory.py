"""The command ``magnesium serum``, and the options that state a serum value and its limits."""

from __future__ import annotations

import argparse
from typing import Any

from magnesium.cli.arguments import add_command, number
from magnesium.errors import InvalidValueError, UnitError
from magnesium.rendering.answers import Answer
from magnesium.text import normalized

_SUFFIXES = {"mmol/L": "mmol_per_l", "mg/dL": "mg_per_dl", "mEq/L": "meq_per_l"}


def add_commands(commands: Any) -> None:
    """Register the command."""
    serum = add_command(commands, "serum", _serum, "what a magnesium value in blood means, by stated limits")
    serum.add_argument("value", metavar="VALUE")
    serum.add_argument("unit", metavar="UNIT", help=", ".join(_SUFFIXES))
    limits_arguments(serum)


def limits_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that state the limits of a serum value and the version of its grades."""
    parser.add_argument("--ctcae", metavar="VERSION", default="v5", help="version of CTCAE for the grades: v5, v6 (v5)")
    parser.add_argument("--interval", metavar="ID", help="a published interval: iom1997, nhslothian …")
    parser.add_argument("--lower", help="the laboratory's own lower limit, in the unit of the value")
    parser.add_argument("--upper", help="the laboratory's own upper limit, in the unit of the value")


def classified(value: str, unit: str, options: argparse.Namespace) -> Any:
    """Return a serum value, classified by the limits in the options."""
    from magnesium.laboratory import classify_serum, own_interval

    named = {known.casefold(): known for known in _SUFFIXES}.get(normalized(unit).strip().casefold())
    if named is None:
        raise UnitError(unit, "is not a unit of magnesium in blood", tuple(_SUFFIXES))
    given = {
        "value": number(value, "serum magnesium"),
        "lower": None if options.lower is None else number(options.lower, "lower limit"),
        "upper": None if options.upper is None else number(options.upper, "upper limit"),
    }
    suffix = _SUFFIXES[named]
    has_limits = given["lower"] is not None or given["upper"] is not None
    if has_limits and options.interval is not None:
        raise InvalidValueError(
            "interval", options.interval, "cannot be combined with --lower and --upper; give one of the two"
        )
    interval = (
        own_interval(**{f"lower_{suffix}": given["lower"], f"upper_{suffix}": given["upper"]})
        if has_limits
        else options.interval
    )
    value_in: dict[str, Any] = {suffix: given["value"]}
    return classify_serum(**value_in, interval=interval, ctcae_version=options.ctcae)


def _serum(options: argparse.Namespace) -> Answer:
    result: Answer = classified(options.value, options.unit, options)
    return result
