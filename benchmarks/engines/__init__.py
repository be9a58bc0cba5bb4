"""The data frame engines, one module each: how to load a log, compute by hand, and return the answer.

``load`` takes an Arrow table into memory (absent where an engine is only measured from Parquet), ``scan`` reads a
Parquet file, ``collect`` computes an answer (absent where answers are not lazy), ``write`` writes it to Parquet over
what is there. ``by_hand`` returns what a person who knows the engine would write: the food table joined to the rows,
the magnesium of each, and sums by person and day with the number of rows whose magnesium is unknown.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from importlib import import_module
from typing import Any

ENGINES = tuple(module.name.replace("_", "-") for module in pkgutil.iter_modules(__path__))
WAYS = ("ours", "by hand")


def load_engine(name: str) -> Any:
    """Return the module of an engine."""
    return import_module(f"{__name__}.{name.replace('-', '_')}")


def lacks(name: str) -> str | None:
    """Return the requirements of an engine that are not installed."""
    try:
        import_module("narwhals")
        load_engine(name)
    except ImportError as error:
        return error.name
    return None


def way(engine: Any, name: str) -> Callable[[Any], Any]:
    """Return the call to be measured: ``total_intake`` ("ours"), or the hand-written version ("by hand")."""
    if name == "by hand":
        return engine.by_hand()  # type: ignore[no-any-return]
    from benchmarks.logs import BY
    from magnesium.integrations.frames import total_intake

    return lambda frame: total_intake(frame, by=BY)
