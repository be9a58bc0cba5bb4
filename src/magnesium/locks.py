"""Locks for loading tables in threads that also work in a forked child."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from importlib import import_module
from types import ModuleType
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


class ProcessLock:
    """A reentrant lock that is unlocked in a forked child.

    The thread that holds a lock does not exist in a child, and would never release it there. Use it
    as ``with lock.here:``; a block that forks then releases the lock that it acquired.
    """

    __slots__ = ("__weakref__", "here")

    def __init__(self) -> None:
        self.here = threading.RLock()
        _LOCKS.add(self)


_LOCKS: weakref.WeakSet[ProcessLock] = weakref.WeakSet()


def _open_all() -> None:
    for lock in _LOCKS:
        lock.here = threading.RLock()


_IMPORTING = ProcessLock()


def imported(name: str) -> ModuleType:
    """Return a module of the package; one thread imports at a time.

    Where one thread imports a package and another a module in it, Python can see a deadlock of its locks, and
    one of the imports fails.
    """
    with _IMPORTING.here:
        return import_module(f"magnesium.{name}")


_APART = frozenset({"__main__", "cli", "conformance", "integrations", "population", "service"})
"""Parts that no other part imports on first use."""
_USED_WITHIN = (
    *("csv", "decimal", "difflib", "email.parser", "fractions", "hashlib", "html", "importlib.metadata"),
    *("shutil", "statistics", "tomllib", "xml.parsers.expat"),
)
"""Modules of Python that functions import."""


def _finish_imports() -> None:
    """Import what first use imports, before a fork beside threads: Python locks each import, and a child would wait."""
    if threading.active_count() == 1:
        return
    versions = import_module("magnesium.versions")
    versions.data_folder()  # imports modules of Python
    with contextlib.suppress(ImportError):  # not installed
        versions.library_version()  # and so does this
    for name in _USED_WITHIN:
        import_module(name)
    with _IMPORTING.here:
        for name in {*_modules(import_module("magnesium")), *(name for name in tuple(sys.modules) if _is_ours(name))}:
            with contextlib.suppress(ImportError):  # a missing extra is reported where it is needed
                import_module(name)


def _is_ours(name: str) -> bool:
    return name.startswith("magnesium.")


def _modules(package: ModuleType) -> Iterator[str]:
    """Yield the modules of a package and of its subpackages."""
    import pkgutil  # not needed before a fork

    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        if module.name.split(".")[1] not in _APART:
            yield module.name
            if module.ispkg:
                yield from _modules(import_module(module.name))


if hasattr(os, "register_at_fork"):  # absent on Windows, which has no fork
    os.register_at_fork(before=_finish_imports, after_in_child=_open_all)


class lazy(Generic[T]):  # noqa: N801  (used as a decorator)
    """A property that is computed once for each object; ``functools.cached_property`` without the lock of Python 3.11.

    Two threads may both compute it, but all see the same value.
    """

    def __init__(self, compute: Callable[[Any], T]) -> None:
        self._compute = compute
        self.__doc__ = compute.__doc__

    def __set_name__(self, owner: type[Any], name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type[Any]) -> lazy[T]: ...
    @overload
    def __get__(self, instance: object, owner: type[Any]) -> T: ...
    def __get__(self, instance: object | None, owner: type[Any]) -> lazy[T] | T:
        if instance is None:
            return self
        value: T = vars(instance).setdefault(self._name, self._compute(instance))
        return value
