"""The commands ``convert``, ``authorities`` and ``sources``: units, authorities, and the bibliography."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from magnesium.cli.arguments import add_command, number
from magnesium.errors import NotFoundError
from magnesium.rendering.answers import Answer

if TYPE_CHECKING:
    from magnesium.catalogs.catalog import Catalog


def add_commands(commands: Any) -> None:
    """Register the commands."""
    convert = add_command(commands, "convert", _convert, "convert an amount or a concentration of magnesium")
    convert.add_argument("value")
    convert.add_argument("from_unit", metavar="FROM", help="mg, mmol, mEq, mg/dL, mmol/L …")
    convert.add_argument("to_unit", metavar="TO")

    bodies = add_command(commands, "authorities", _authorities, "list the bodies that set reference values")
    bodies.add_argument("words", nargs="*", metavar="WORD", help="words of a name or a region, or an id")

    sources = add_command(commands, "sources", _sources, "list the sources of the bundled figures")
    sources.add_argument("words", nargs="*", metavar="WORD", help="words of a citation, or a source's id")


def _convert(options: argparse.Namespace) -> Answer:
    from magnesium.conversions import Conversion

    return Conversion.of(number(options.value, "amount"), options.from_unit, options.to_unit)


def _authorities(options: argparse.Namespace) -> Answer:
    from magnesium.needs.authorities import authorities

    return _listed(authorities, "authorities", options.words)


def _sources(options: argparse.Namespace) -> Answer:
    from magnesium.catalogs.sources import sources

    return _listed(sources, "sources", options.words)


def _listed(catalog: Catalog[Any], command: str, words: list[str]) -> Answer:
    """Return all records of a catalog, the one with an id, or those that match words."""
    from magnesium.catalogs.results import SearchResults

    text = " ".join(words)
    if not text:
        return SearchResults(query="", kind=catalog.kind, items=tuple(catalog.values()))
    if text in catalog:
        record: Answer = catalog[text]
        return record
    found = catalog.search(text)
    if not found:
        raise NotFoundError(
            catalog.kind, text, catalog.near(text), f"there are {len(catalog)}; list them with: magnesium {command}"
        )
    return found
