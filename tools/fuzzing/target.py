"""A target: what draws an input, and what the library must do with it."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random
from typing import Any

import attrs

from magnesium.errors import MagnesiumError


@attrs.frozen
class Target:
    """One kind of input.

    ``draw`` makes an input; ``check`` gives it to the library, and raises for a wrong answer. An error of the library
    is a right answer, any other is a failure.
    """

    name: str
    share: int
    """Inputs of this kind in a million."""
    draw: Callable[[Random], Any]
    check: Callable[[Any], object]
    seconds: float = 2.0
    """Processor time of one input after which it counts as a hang."""

    def failure(self, given: object) -> BaseException | None:
        """Return what is wrong with the answer to an input, if anything."""
        try:
            self.check(given)
        except MagnesiumError as error:
            return _of_message(error)
        except Exception as error:  # noqa: BLE001  (whatever it is, it is the finding)
            return error
        return None


def _of_message(error: MagnesiumError) -> BaseException | None:
    """Return what is raised when the message of an error is encoded."""
    try:
        str(error).encode()
    except Exception as other:  # noqa: BLE001
        return other
    return None


def expect(holds: object, what: str) -> None:
    """Raise unless *holds*; *what* states the property."""
    if not holds:
        raise AssertionError(what)


def is_amount(value: float | None) -> bool:
    """Return whether a value is unknown, or finite and not negative."""
    return value is None or (math.isfinite(value) and value >= 0)
