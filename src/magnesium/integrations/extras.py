"""Import what an extra brings, or say which extra is missing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from magnesium.errors import MissingExtraError


def need(package: str, extra: str | None = None) -> Any:
    """Return a module that *extra* brings, or one of an engine that is the caller's own.

    Raises :class:`~magnesium.errors.MissingExtraError`, an ``ImportError``, where it is not installed.
    """
    try:
        return import_module(package)
    except ModuleNotFoundError as error:
        # A package that is installed but lacks one of its requirements must report that itself.
        if error.name is not None and error.name.partition(".")[0] == package.partition(".")[0]:
            raise MissingExtraError(extra, package.partition(".")[0]) from None
        raise
