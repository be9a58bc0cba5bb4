"""Settings of all tests."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# Deadlines make tests flaky on shared machines. In CI every run draws the same examples.
_ALWAYS: dict[str, Any] = {
    "deadline": None,
    "derandomize": bool(os.environ.get("CI")),
    "suppress_health_check": [HealthCheck.too_slow],
}
settings.register_profile("quick", **_ALWAYS, max_examples=25)
settings.register_profile("thorough", **_ALWAYS, max_examples=100)
settings.load_profile("quick")  # nox -s newest runs --hypothesis-profile=thorough

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of raw tables and survey records; tests that need it skip where it is absent."""
    folder = Path(os.environ.get("MAGNESIUM_SHARED", ROOT.parent / "shared"))
    if not (folder / "facts").is_dir():
        pytest.skip(f"needs the collected facts, which are not at {folder.name}/")
    return folder
