"""Validators for the options of a survey design and of a model."""

from __future__ import annotations

import math
from collections.abc import Callable
from numbers import Integral, Real
from typing import Any, TypeAlias

import attrs

from magnesium.errors import AmountError, InvalidValueError
from magnesium.units import as_float

Validator: TypeAlias = Callable[[Any, "attrs.Attribute[Any]", Any], None]


def folded(word: Any) -> Any:
    """Return a word in lower case; other values unchanged.

    >>> folded(" REML ")
    'reml'
    """
    return word.strip().lower() if isinstance(word, str) else word


def number(reason: str, allowed: Callable[[float], bool]) -> Validator:
    """Accept the numbers that *allowed* accepts."""
    return _of_type(Real, reason, allowed)


def whole_number(minimum: int) -> Validator:
    """Accept whole numbers from *minimum*."""
    return _of_type(Integral, f"must be a whole number, at least {minimum}", lambda value: value >= minimum)


def _of_type(kind: type, reason: str, allowed: Callable[[Any], bool]) -> Validator:
    def check(_: Any, attribute: attrs.Attribute[Any], value: Any) -> None:
        if isinstance(value, bool) or not isinstance(value, kind) or not allowed(value):
            raise AmountError(attribute.name, value, reason)

    return check


def require(role: str, value: object, kind: type) -> None:
    """Raise if options are not a record of the right kind.

    Args:
        role: Name of the argument.
        value: The options.
        kind: The required class.
    """
    if not isinstance(value, kind):
        raise InvalidValueError(role, value, f"must be a {kind.__name__}, as in {role}={kind.__name__}(…)")


SHARE = number("must be above 0 and below 1", lambda value: 0 < value < 1)
"""Accept numbers above 0 and below 1."""


def upper_level_mg(role: str, value: object) -> float:
    """Return an upper level; raise :class:`~magnesium.AmountError` unless it is an amount above 0."""
    return require_number(role, value, "must be a finite number of mg per day above 0", lambda mg: 0 < mg < math.inf)


def require_number(role: str, value: object, reason: str, allowed: Callable[[float], bool]) -> float:
    """Return a number.

    Args:
        role: Name of the argument.
        value: The number.
        reason: What the number must be, for an error.
        allowed: Returns whether a number is allowed.

    Raises:
        AmountError: The value is not an allowed number.
    """
    if isinstance(value, bool) or not isinstance(value, Real) or not allowed(found := as_float(value, role)):
        raise AmountError(role, value, reason)
    return found
