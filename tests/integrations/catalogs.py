"""Every catalog of the package, also those that the front door does not name."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

import magnesium as mg


def every_catalog() -> list[mg.Catalog[Any]]:
    found: dict[str, mg.Catalog[Any]] = {}
    for room in ("foods", "needs", "intake", "laboratory", "clinical"):
        package = importlib.import_module(f"magnesium.{room}")
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            for value in vars(importlib.import_module(module.name)).values():
                if isinstance(value, mg.Catalog):
                    found[value.kind] = value
    found["source"] = mg.sources
    return list(found.values())
