"""Readers of the publishers' food tables: one module per table, named for the table's id in ``publishers.toml``.

The function ``read`` of a module takes the table's files, in the order of ``publishers.toml``, and yields
:class:`~tools.foods.table.RawFood`. An amount that the publisher does not give is ``None``.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from tools.foods.table import RawFood


def read(table: str, *files: Path) -> Iterator[RawFood]:
    """Yield the foods of a food table from the publisher's *files*."""
    foods: Iterator[RawFood] = import_module(f"tools.foods.{table}").read(*files)
    return foods
