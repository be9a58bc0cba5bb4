"""The possible replies of a system: an answer, a refusal, or that it has no call for the question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

Reply: TypeAlias = float | bool | str | None
"""``None`` means that the system has no call for the question."""
System: TypeAlias = Callable[[Mapping[str, Any]], Reply]
"""Answers a question in the form of :meth:`~magnesium.conformance.Question.asked`."""


class NoCallError(NotImplementedError):
    """The system does not claim to answer such a question."""


class RefusedError(Exception):
    """The system claims to answer such questions, but states why it does not answer this one."""


def reply_of(document: object) -> Reply:
    """Return the reply that a JSON object states: ``answer``, ``refusal``, ``no_call`` or ``error``.

    Raises :class:`RefusedError`, :class:`NoCallError`, and ``ValueError`` for an error or another object.
    """
    if not isinstance(document, Mapping) or len(document) != 1:
        raise ValueError(f"expected one of answer, refusal, no_call, error, got {document!r:.200}")
    ((key, value),) = document.items()
    if key == "answer" and (value is None or isinstance(value, bool | int | float | str)):
        return value
    if key == "refusal":
        raise RefusedError(str(value))
    if key == "no_call":
        raise NoCallError(str(value))
    raise ValueError(str(value) if key == "error" else f"unknown reply {document!r:.200}")
