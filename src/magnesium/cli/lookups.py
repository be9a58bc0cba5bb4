"""The commands ``magnesium convert`` and ``magnesium sources``: units, and the bibliography."""

from __future__ import annotations

import argparse
from typing import Any

from magnesium.cli.arguments import add_command, number
from magnesium.errors import NotFoundError
from magnesium.rendering.answers import Answer


def add_commands(commands: Any) -> None:
    """Register the commands."""
    convert = add_command(commands, "convert", _convert, "convert an amount or a concentration of magnesium")
    convert.add_argument("value")
    convert.add_argument("from_unit", metavar="FROM", help="mg, mmol, mEq, mg/dL, mmol/L …")
    convert.add_argument("to_unit", metavar="TO")

    sources = add_command(commands, "sources", _sources, "show where the bundled figures come from")
    sources.add_argument("words", nargs="*", metavar="WORD", help="words of a citation, or a source's id")


def _convert(options: argparse.Namespace) -> Answer:
    from magnesium.conversions import Conversion

    return Conversion.of(number(options.value, "amount"), options.from_unit, options.to_unit)


def _sources(options: argparse.Namespace) -> Answer:
    from magnesium.catalogs.results import SearchResults
    from magnesium.catalogs.sources import sources

    text = " ".join(options.words)
    if not text:
        return SearchResults(query="", kind="source", items=tuple(sources.values()))
    if text in sources:
        return sources[text]
    found = sources.search(text)
    if not found:
        raise NotFoundError("source", text, (), f"there are {len(sources)}; list them with: magnesium sources")
    return found
