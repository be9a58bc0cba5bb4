"""Every example in a docstring runs, and every public object has one."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil

import pytest

import magnesium as mg

MODULES = sorted(
    module.name for module in pkgutil.walk_packages(mg.__path__, "magnesium.") if not module.name.endswith("__main__")
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name: str) -> None:
    if ".service." in name:
        pytest.importorskip("fastapi", reason="needs the extra service")
    result = doctest.testmod(importlib.import_module(name))
    assert result.failed == 0


@pytest.mark.parametrize("name", mg.__all__)
def test_public_names_are_documented(name: str) -> None:
    value = getattr(mg, name)
    if inspect.isclass(value) or inspect.isfunction(value):
        assert value.__doc__
        assert value.__doc__.strip().splitlines()[0].endswith((".", ":"))
