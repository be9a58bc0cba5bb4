"""Errors: one base class; each error is also a builtin exception.

Every error has its facts as attributes, can be pickled, and states what would be right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any, TypeVar

import attrs

T = TypeVar("T")

_LONGEST_SHOWN = 200


class MagnesiumError(Exception):
    """Base class of all errors that this package raises on purpose."""


class NotFoundError(MagnesiumError, LookupError):
    """No record has the requested id, name or alias."""

    def __init__(self, kind: str, key: str, suggestions: tuple[str, ...] = (), hint: str = "") -> None:
        # Every argument goes to super() so that pickle can rebuild the error.
        super().__init__(kind, key, suggestions, hint)
        self.kind = kind
        self.key = key
        self.suggestions = suggestions
        self.hint = hint

    def __str__(self) -> str:
        text = f"no {self.kind} {self.key!r}"
        if self.suggestions:
            text += f"; did you mean {_listed(self.suggestions, 'or')}?"
        return f"{text}; {self.hint}" if self.hint else text


class AmbiguousError(MagnesiumError, LookupError):
    """A question has more than one answer, and the library does not choose."""

    def __init__(self, question: str, candidates: tuple[str, ...], hint: str = "") -> None:
        super().__init__(question, candidates, hint)
        self.question = question
        self.candidates = candidates
        self.hint = hint

    def __str__(self) -> str:
        text = f"{self.question}: {_listed(self.candidates, 'or')}"
        return f"{text}; {self.hint}" if self.hint else text


class NoReferenceValueError(MagnesiumError, LookupError):
    """An authority sets no such value for this person."""

    def __init__(self, authority: str, what: str, hint: str = "") -> None:
        super().__init__(authority, what, hint)
        self.authority = authority
        self.what = what
        self.hint = hint

    def __str__(self) -> str:
        text = f"{self.authority} sets no {self.what}"
        return f"{text}; {self.hint}" if self.hint else text


class UnitError(MagnesiumError, ValueError):
    """A unit does not exist or does not fit."""

    def __init__(self, unit: str, reason: str, known: tuple[str, ...] = ()) -> None:
        super().__init__(unit, reason, known)
        self.unit = unit
        self.reason = reason
        self.known = known

    def __str__(self) -> str:
        text = f"unit {self.unit!r}: {self.reason}"
        return f"{text}; use {_listed(self.known, 'or')}" if self.known else text


class InvalidValueError(MagnesiumError, ValueError):
    """A value is not allowed: *what* it is for, the *value* received, and the *reason*.

    The reason completes a sentence about *what*. "must …" states what is allowed, and the value follows;
    any other reason describes the value, which is ``None`` if there is no single one. A hint follows after
    a semicolon.

    >>> str(InvalidValueError("age", "forty", "must be a number"))
    "age must be a number, got 'forty'"
    >>> str(InvalidValueError("amount", "1,500", "can be read two ways; write 1500 for thousands"))
    "amount '1,500' can be read two ways; write 1500 for thousands"
    """

    def __init__(self, what: str, value: object, reason: str) -> None:
        super().__init__(what, value, reason)
        self.what = what
        self.value = value
        self.reason = reason

    def __str__(self) -> str:
        requirement, mark, hint = self.reason.partition("; ")
        if requirement.startswith("must "):
            return f"{self.what} {requirement}, got {_shown(self.value)}{mark}{hint}"
        value = "" if self.value is None else f" {_shown(self.value)}"
        return f"{self.what}{value} {self.reason}"


class AmountError(InvalidValueError):
    """A quantity is impossible: negative, not finite, out of its range or not a number."""


class PersonError(MagnesiumError, ValueError):
    """Age, sex and life stage contradict each other, or a word for one is unknown."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class RestingStateLostError(MagnesiumError, ValueError):
    """A nerve membrane has no resting state, thus no threshold and no resting potential: it fires by itself."""

    def __init__(self, shift_mv: float, limit_mv: float) -> None:
        super().__init__(shift_mv, limit_mv)
        self.shift_mv = shift_mv
        self.limit_mv = limit_mv

    def __str__(self) -> str:
        return (
            f"the resting state is lost: gates shifted by {self.shift_mv:.3f} mV, and from {self.limit_mv:.3f} mV down "
            "the node fires by itself; test has_resting_state first"
        )


@attrs.frozen
class Problem:
    """One problem in a file, and its place.

    *line* counts from 1; it is ``None`` for the whole file, or if a document has fields instead of
    lines. *column* is ``None`` for the whole line.
    """

    line: int | None
    column: str | None
    message: str

    def __str__(self) -> str:
        line = "" if self.line is None else f"line {self.line}"
        column = "" if self.column is None else f"column {self.column!r}" if line else repr(self.column)
        where = ", ".join(part for part in (line, column) if part)
        return f"{where}: {self.message}" if where else self.message

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """Let pydantic, and so FastAPI, read and write the problem as its document."""
        return import_module("magnesium.integrations.pydantic_hook").core_schema(cls)


class MissingExtraError(MagnesiumError, ImportError):
    """A part of the library needs a package that is not installed; install *extra*, or the package if ``None``."""

    def __init__(self, extra: str | None, package: str) -> None:
        super().__init__(extra, package)
        self.extra = extra
        self.package = package

    def __str__(self) -> str:
        what = self.package if self.extra is None else f"'pymagnesium[{self.extra}]'"
        return f"{self.package} is not installed. Run: python -m pip install {what}"


class _FileError(MagnesiumError, ValueError):
    """A file could not be read completely; nothing was loaded."""

    shown = 20

    def __init__(self, source: str, problems: tuple[Problem, ...]) -> None:
        super().__init__(source, problems)
        self.source = source
        self.problems = problems

    def __str__(self) -> str:
        # The name of a file need not be UTF-8.
        source = self.source.encode("utf-8", "backslashreplace").decode("utf-8")
        if len(self.problems) == 1:
            return f"{source}: {self.problems[0]}"
        lines = [f"{source}: {len(self.problems)} problems; nothing was loaded"]
        lines += [f"  {problem}" for problem in self.problems[: self.shown]]
        if len(self.problems) > self.shown:
            lines.append(f"  … and {len(self.problems) - self.shown} more")
        return "\n".join(lines)


class FoodLogError(_FileError):
    """A food log has bad lines; *problems* has all of them."""


class DataWarning(UserWarning):
    """Data can be read, but look wrong, such as in another unit."""


class DataError(_FileError):
    """A data file, bundled or the user's, is damaged; *problems* states where."""


def instance(value: object, kind: type[T], what: str, reason: str) -> T:
    """Return *value*; raise :class:`InvalidValueError` if it is not of a class.

    Args:
        value: The value.
        kind: The class.
        what: Name of the value.
        reason: What it must be.
    """
    if isinstance(value, kind):
        return value
    raise InvalidValueError(what, value, reason)


def mapping(value: object, what: str, reason: str) -> Mapping[Any, Any]:
    """Return *value*; raise :class:`InvalidValueError` if it is not a mapping.

    Args:
        value: The value.
        what: Name of the value.
        reason: What it must be.
    """
    if isinstance(value, Mapping):
        return value
    raise InvalidValueError(what, value, reason)


def member(value: object, words: tuple[str, ...], what: str) -> str:
    """Return *value*; raise :class:`InvalidValueError` if it is not an allowed word.

    Args:
        value: The value.
        words: The allowed words.
        what: Name of the value.
    """
    if isinstance(value, str) and value in words:
        return value
    raise InvalidValueError(what, value, f"must be {_listed(tuple(map(repr, words)), 'or')}")


def list_of(given: object, what: str, reason: str) -> tuple[Any, ...]:
    """Return a list as a tuple; raise :class:`InvalidValueError` for a string and for anything but a list.

    Args:
        given: The list.
        what: Name of the list.
        reason: What it must be.
    """
    if type(given) is tuple:  # the common case: records hold tuples
        return given
    if isinstance(given, Iterable) and not isinstance(given, str | bytes):
        return tuple(given)
    raise InvalidValueError(what, given, reason)


def tuple_of(given: object, kind: type[T], what: str) -> tuple[T, ...]:
    """Return a list as a tuple; raise :class:`InvalidValueError` for other values and other elements.

    Args:
        given: The list.
        kind: Class of its elements.
        what: Name of the list.

    >>> tuple_of(["a", 3], str, "names")
    Traceback (most recent call last):
    magnesium.errors.InvalidValueError: names[1] must be of type str, got 3
    """
    listed = list_of(given, what, f"must be a list of {kind.__name__}")
    for index, value in enumerate(listed):
        if not isinstance(value, kind):
            raise InvalidValueError(f"{what}[{index}]", value, f"must be of type {kind.__name__}")
    return listed


def _shown(value: object) -> str:
    """Return the representation of *value*, shortened if long."""
    text = repr(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def _listed(items: tuple[str, ...], word: str) -> str:
    """Return ``a, b or c``."""
    if len(items) == 1:
        return items[0]
    return f"{', '.join(items[:-1])} {word} {items[-1]}"
