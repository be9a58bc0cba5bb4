"""The command ``magnesium rda``: the reference values for a person."""

from __future__ import annotations

import argparse
from typing import Any

from magnesium.cli.arguments import add_command, person, person_arguments, values_chosen
from magnesium.cli.output import as_json


def add_commands(commands: Any) -> None:
    """Register the command."""
    rda = add_command(commands, "rda", _rda, "show what an authority recommends for a person")
    person_arguments(rda)
    rda.add_argument("--json", action="store_true", help="plain data instead of text")


def _rda(options: argparse.Namespace) -> str:
    import attrs

    from magnesium.catalogs.sources import sources
    from magnesium.needs.authorities import authorities
    from magnesium.needs.reference_values import reference_values

    who = person(options)
    values = reference_values(who, **values_chosen(options))
    shown = {
        name: value
        for name in ("rda", "ai", "ear", "provisional_ar", "lrni", "ul")
        if (value := getattr(values, name)) is not None
    }
    if options.json:
        return as_json({name: attrs.asdict(value) for name, value in shown.items()})
    lines = [f"{who}; {authorities[values.authority]}"]
    for value in shown.values():
        lines.append(
            f"  {value.kind.label}: {value.mg_per_day:g} mg/day, {value.scope} [{value.source}, {value.edition}]"
        )
        if value.note:
            lines.append(f"    {value.note}")
    lines += [f"  {missing.kind.label}: {missing.reason} [{missing.source}]" for missing in values.undetermined]
    lines += [f"  {note}" for note in values.edition_notes]
    used = (*shown.values(), *values.undetermined)
    lines += [f"[{key}] {sources[key]}" for key in dict.fromkeys(value.source for value in used)]
    return "\n".join(lines) + "\n"
