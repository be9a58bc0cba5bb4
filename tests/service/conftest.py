"""The service: as an application inside the tests, and as a separate server."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import pytest

NEEDED = ("fastapi", "fastapi_offline", "httpx2", "jinja2", "matplotlib", "uvicorn")


def imported() -> Any:
    """Return the application; skips the test, or the module, that asks where a package is missing."""
    return _application(part("app"))


@cache
def _application(module: Any) -> Any:
    return module.make_app()


def part(name: str) -> Any:
    """Return a module of the service; skips as :func:`imported` does."""
    missing = [package for package in NEEDED if find_spec(package) is None]
    if missing:
        reason = f"needs the extra service ({', '.join(missing)} not installed)"
        pytest.skip(reason, allow_module_level=True)
    return import_module(f"magnesium.service.{name}")


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
    command = [sys.executable, "-m", "magnesium", "serve", "--port", "0"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=environment, text=True) as process:
        assert process.stderr is not None
        said = ""
        for line in process.stderr:
            said += line
            if found := re.search(r"running on (http://[\w.:]+)", line):
                break
        else:
            pytest.fail(f"the service did not start:\n{said}")
        try:
            yield found[1]
        finally:
            process.terminate()
            process.communicate(timeout=30)
