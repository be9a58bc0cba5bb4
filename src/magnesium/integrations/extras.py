"""Import packages of an extra, or state which extra is missing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from magnesium.errors import MissingExtraError


def need(package: str, extra: str | None = None) -> Any:
    """Return a module of an *extra*, or of an engine that the caller installs.

    Raises :class:`~magnesium.errors.MissingExtraError`, an ``ImportError``, if it is not installed.
    """
    try:
        return import_module(package)
    except ModuleNotFoundError as error:
        # An installed package that lacks one of its requirements must report that itself.
        if error.name is not None and error.name.partition(".")[0] == package.partition(".")[0]:
            raise MissingExtraError(extra, package.partition(".")[0]) from None
        raise
