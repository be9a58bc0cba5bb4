"""Settings of all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Deadlines make tests flaky on shared machines.
settings.register_profile(
    "ci", deadline=None, derandomize=True, max_examples=100, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("dev", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ci" if os.environ.get("CI") else "dev")

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of raw tables and survey records; tests that need it skip where it is absent."""
    folder = Path(os.environ.get("MAGNESIUM_SHARED", ROOT.parent / "shared"))
    if not (folder / "facts").is_dir():
        pytest.skip(f"needs the collected facts, which are not at {folder.name}/")
    return folder
