"""The versions in every answer: of the library, and of the bundled data."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from magnesium.locks import ProcessLock

if TYPE_CHECKING:
    from importlib_resources.abc import Traversable

_IMPORTING = ProcessLock()
"""Held while this imports modules of Python: where two threads import the same package from two sides, one fails."""


def data_folder() -> Traversable:
    """Return the folder of the bundled files, which can be in a zip file."""
    with _IMPORTING.here:
        from importlib_resources import files  # slow to import

        return files("magnesium").joinpath("data")


@functools.cache
def library_version() -> str:
    """Return the version of the installed package, such as "0.2.0"."""
    with _IMPORTING.here:
        from importlib.metadata import version  # slow to import

        return version("pymagnesium")


@functools.cache
def data_version() -> str:
    """Return the first 12 hexadecimal digits of the SHA-256 of the manifest, which lists that of every bundled file.

    Installations with the same data version have the same figures.
    """
    import hashlib  # slow to import

    return hashlib.sha256(data_folder().joinpath("SHA256SUMS").read_bytes()).hexdigest()[:12]


def stamp() -> str:
    """Return the last line of every answer."""
    return f"pymagnesium {library_version()}, data {data_version()}"
