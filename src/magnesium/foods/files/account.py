"""The problems of one file, and what its reader assumed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO

import attrs

from magnesium.errors import InvalidValueError, MagnesiumError, Problem

FileSource = str | os.PathLike[str] | IO[str] | IO[bytes]
"""A path, or an open file in text or binary mode."""


@attrs.frozen
class _Noting:
    """Result of :meth:`Account.noting`; a class, so that type checkers see that it suppresses errors."""

    account: Account
    line: int | None
    column: str

    def __enter__(self) -> None:
        pass

    def __exit__(self, _: object, error: BaseException | None, __: object) -> bool:
        if isinstance(error, MagnesiumError):
            self.account.problem(self.line, self.column, str(error))
            return True
        return False


@attrs.define
class Account:
    """Problems and notes from reading a file; a file with problems is not loaded."""

    name: str
    problems: list[Problem] = attrs.Factory(list)
    notes: list[str] = attrs.Factory(list)
    """Notes for the user about a file that was read."""
    is_unreadable: bool = False
    """Whether some lines could not be read at all, so that reporting "no rows" would be redundant."""

    def problem(self, line: int | None, column: str | None, message: str) -> None:
        """Record a problem.

        Args:
            line: Number of the line, if known.
            column: Header of the column, if it concerns one.
            message: What is wrong.
        """
        self.problems.append(Problem(line, column, message))

    def unreadable(self, line: int | None, message: str) -> None:
        """Record that a line could not be read at all."""
        self.is_unreadable = True
        self.problem(line, None, message)

    def in_order(self) -> tuple[Problem, ...]:
        """Return the problems by line; those of the whole file come last."""
        return tuple(sorted(self.problems, key=lambda problem: (problem.line is None, problem.line or 0)))

    def note(self, text: str) -> None:
        """Record an assumption or something odd, once."""
        if text not in self.notes:
            self.notes.append(text)

    def noting(self, line: int | None, column: str) -> _Noting:
        """Record an error of this library that is raised inside a ``with`` block, and continue after it."""
        return _Noting(self, line, column)


def path_of(source: str | os.PathLike[str]) -> Path:
    """Return a path; raise :class:`InvalidValueError` for a text that no file can have as its name."""
    try:
        if b"\0" not in os.fsencode(source):
            return Path(source)
    except UnicodeEncodeError:
        pass
    raise InvalidValueError("path", os.fspath(source), "has a character that is not allowed in the name of a file")


def name_of(source: FileSource) -> str:
    """Return the name of a file for messages; raise :class:`InvalidValueError` for anything but a file."""
    if isinstance(source, str | os.PathLike):
        return os.fspath(source)
    if not hasattr(source, "read"):
        raise InvalidValueError("source", source, "must be a path or an open file")
    name = getattr(source, "name", None)
    return name if isinstance(name, str) else "the file"
