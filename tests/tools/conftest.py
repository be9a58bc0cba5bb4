"""Settings of the tests of the builders, which stand in the checkout and not in the wheel."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def _why_not() -> str:
    """Return why the builders cannot be imported; empty where they can."""
    if not (ROOT / "tools" / "build.py").is_file():
        return "the builders (tools/) are not beside the tests; they are not in the wheel"
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    try:
        importlib.import_module("tools.build")
    except ModuleNotFoundError as error:
        # A fault of our own must fail, not skip; only another project's package may be absent.
        if (error.name or "").partition(".")[0] in ("tools", "magnesium"):
            raise
        return f"the builders (tools/) cannot be imported: {error}"
    return ""


WHY_NOT = _why_not()


class _LeftOut(pytest.Module):
    """A test module that is not imported, because the builders that it imports are absent."""

    def collect(self) -> Iterable[pytest.Item | pytest.Collector]:
        pytest.skip(WHY_NOT, allow_module_level=True)


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    """Skip each module of this folder, with the reason, where there are no builders."""
    if not WHY_NOT:
        return None
    module: pytest.Module = _LeftOut.from_parent(parent, path=module_path)
    return module
