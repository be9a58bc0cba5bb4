"""Settings of the tests of the builders, which are in the checkout and not in the wheel."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.leaving_out import module_to_skip, reason_to_skip

REASON = reason_to_skip(ROOT / "tools", ROOT, "tools.build")


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    """Skip each module of this folder, with the reason, without the builders."""
    return module_to_skip(module_path, parent, REASON)
