"""The example service: as an application inside of the tests, and as a separate server."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest

from tests.conftest import ROOT

SERVICE = ROOT / "examples" / "service"
NEEDED = ("fastapi", "fastapi_offline", "httpx2", "jinja2", "matplotlib", "uvicorn")


def imported() -> Any:
    """Return the application, imported as the start command does: its folder stands on the path.

    Skips the test, or the module, that asks where a package is missing.
    """
    missing = [package for package in NEEDED if find_spec(package) is None]
    if missing:
        reason = f"needs the dependency group service ({', '.join(missing)} not installed)"
        pytest.skip(reason, allow_module_level=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(SERVICE))
        return import_module("app").app


def part(name: str) -> Any:
    """Return a module of the service; skips as :func:`imported` does."""
    imported()
    return sys.modules[name]


@pytest.fixture(scope="session")
def application() -> Any:
    """The application, inside of the tests."""
    return imported()


@pytest.fixture(scope="session")
def client(application: Any) -> Iterator[Any]:
    """A client of the application; a fault of the service is raised, not answered with 500."""
    from fastapi.testclient import TestClient

    with TestClient(application) as client:
        yield client


@pytest.fixture(scope="session")
def server(application: Any) -> Iterator[str]:
    """The address of a server that the start command started, on a free port of this machine."""
    command = [sys.executable, str(SERVICE), "--port", "0"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=environment, text=True) as process:
        assert process.stderr is not None
        said = ""
        for line in process.stderr:
            said += line
            if found := re.search(r"running on (http://\S+)", line):
                break
        else:
            pytest.fail(f"the service did not start:\n{said}")
        try:
            yield found[1]
        finally:
            process.terminate()
            process.communicate(timeout=30)
