"""Locks for loading tables in threads that also work in a forked child."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import weakref
from collections.abc import Callable
from importlib import import_module
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


def _finish_imports() -> None:
    """Wait for imports in other threads: Python locks them too, and in a child they would never end."""
    import csv  # noqa: F401  (what loading imports)
    import hashlib  # noqa: F401
    import tomllib  # noqa: F401

    from importlib_resources import files

    files("magnesium")  # imports more
    for name in [name for name in tuple(sys.modules) if name.startswith("magnesium.")]:
        with contextlib.suppress(ImportError):  # a missing extra is reported where it is needed
            import_module(name)


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
