"""Import what an extra brings, or say which extra is missing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from magnesium.errors import MagnesiumError


class MissingExtraError(MagnesiumError, ImportError):
    """A package is not installed that an extra of this library brings."""

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(package, extra)
        self.package = package
        self.extra = extra

    def __str__(self) -> str:
        return f"needs {self.package}: pip install 'pymagnesium[{self.extra}]'"


def need(package: str, extra: str) -> Any:
    """Return a module that *extra* brings.

    Raises :class:`MissingExtraError`, an ``ImportError``, where it is not installed.
    """
    try:
        return import_module(package)
    except ModuleNotFoundError as error:
        # A package that is there and lacks one of its own requirements must say so itself.
        if error.name is not None and error.name.partition(".")[0] == package.partition(".")[0]:
            raise MissingExtraError(package.partition(".")[0], extra) from None
        raise
