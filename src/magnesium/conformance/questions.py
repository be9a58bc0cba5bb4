"""The questions: input, expected answer, and its source."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import attrs

from magnesium.errors import DataError, Problem
from magnesium.foods.files.account import path_of
from magnesium.rendering.answers import Answer

_ROUNDING = 1e-9
"""Allowed error of binary floating point in addition to a stated tolerance."""


@attrs.frozen
class QuestionSource:
    """Source of the expected answer: publisher, place, and date of access."""

    citation: str
    url: str | None
    seen: str


@attrs.frozen
class Expected:
    """The expected answer: a number within a tolerance, a range, a plain answer, or a refusal."""

    value: float | None = None
    tolerance: float = 0.0
    range: tuple[float, float] | None = None
    answer: bool | str | None = None
    refusal: str | None = None
    """Why no answer must be given."""
    scope: str | None = None
    """What an upper level covers; not judged."""

    def accepts(self, reply: object) -> bool:
        """Return whether a reply is right; a truth value is never a number."""
        if self.answer is not None:
            return type(reply) is type(self.answer) and reply == self.answer
        if isinstance(reply, bool) or not isinstance(reply, int | float):
            return False
        low, high = self._limits()
        return low - _ROUNDING <= reply <= high + _ROUNDING

    def _limits(self) -> tuple[float, float]:
        if self.range is not None:
            return self.range
        if self.value is None:
            return math.nan, math.nan
        return self.value - self.tolerance, self.value + self.tolerance

    def __str__(self) -> str:
        if self.refusal is not None:
            return f"no answer ({self.refusal})"
        if self.answer is not None:
            return str(self.answer)
        low, high = self._limits()
        return f"{low:g} to {high:g}" if low < high else f"{low:g}"


@attrs.frozen(kw_only=True, repr=False)
class Question(Answer):
    """One question with a sourced answer."""

    id: str
    kind: str
    question: str
    input: Mapping[str, Any]
    """The input; names of quantities include their unit."""
    expected: Expected
    unit: str | None
    source: QuestionSource
    note: str = ""

    def asked(self) -> dict[str, Any]:
        """Return the input of a system: everything but the answer and its source."""
        return {name: getattr(self, name) for name in ("id", "kind", "question", "input", "unit")}

    def __str__(self) -> str:
        return f"{self.id}: {self.question}"


def read_questions(path: str | os.PathLike[str]) -> tuple[Question, ...]:
    """Return the questions of a file with one JSON object on each line.

    Raises :class:`~magnesium.DataError` with every line that is not a question, and ``OSError`` if the file
    cannot be opened.
    """
    return _read(path_of(path).read_text(encoding="utf-8").splitlines(), str(path))


@cache
def questions() -> tuple[Question, ...]:
    """Return the bundled questions, in the order of their ids."""
    from importlib_resources import files  # slow to import

    text = (files("magnesium.conformance") / "questions.jsonl").read_text(encoding="utf-8")
    return _read(text.splitlines(), "questions.jsonl")


def _read(lines: Iterable[str], name: str) -> tuple[Question, ...]:
    found: list[Question] = []
    problems: list[Problem] = []
    for number, line in enumerate(lines, start=1):
        try:
            found.append(_question(json.loads(line)))
        except (ValueError, TypeError, KeyError) as error:
            problems.append(Problem(number, None, f"is not a question: {error}"))
    if problems:
        raise DataError(name, tuple(problems))
    return tuple(found)


def _question(record: dict[str, Any]) -> Question:
    expected = dict(record["expected"])
    if "range" in expected:
        low, high = expected["range"]
        expected["range"] = (low, high)
    parts = {"expected": Expected(**expected), "source": QuestionSource(**record["source"])}
    return Question(**{**record, **parts})
