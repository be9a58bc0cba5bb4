"""Tests of code that is in the checkout but not in the wheel skip, with the reason, where that code is absent."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest


def reason_to_skip(path: Path, folder: Path, module: str) -> str:
    """Return why *module*, below *folder*, cannot be imported from the file *path*; empty if it can be.

    The folder is put on ``sys.path``.
    """
    if not path.exists():
        return f"{path.name} is not beside the tests; it is not in the wheel"
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
    try:
        importlib.import_module(module)
    except ModuleNotFoundError as error:
        # A fault of this project must fail, not skip; only another project's package may be absent.
        if (error.name or "").partition(".")[0] in {module.partition(".")[0], "magnesium"}:
            raise
        return f"{module} cannot be imported: {error}"
    return ""


class _LeftOut(pytest.Module):
    """A test module that is not imported, because what it imports is absent."""

    reason: str

    def collect(self) -> Iterable[pytest.Item | pytest.Collector]:
        pytest.skip(self.reason, allow_module_level=True)


def module_to_skip(module_path: Path, parent: pytest.Collector, reason: str) -> pytest.Module | None:
    """Return a module that skips with *reason*; ``None``, so that pytest collects as usual, without a reason."""
    if not reason:
        return None
    module: _LeftOut = _LeftOut.from_parent(parent, path=module_path)
    module.reason = reason
    return module
