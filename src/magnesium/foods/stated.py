"""Values as publishers and laboratories state them: numbers, traces, values below a limit, estimates, unknown."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

import attrs

from magnesium.errors import AmountError, InvalidValueError, mapping
from magnesium.evidence import Vocabulary
from magnesium.rendering.answers import Answer
from magnesium.text import fold, normalized, whole_texts


class StatedKind(Vocabulary):
    """The kind of statement in a cell."""

    NUMBER = "number"
    ESTIMATED = "estimated"
    """A number in parentheses or brackets: estimated, calculated or taken from another food."""
    BELOW = "below"
    """Below a limit of detection or quantification."""
    ABOVE = "above"
    """Above the range of the method."""
    TRACE = "trace"
    """Present in an amount too small to be stated."""
    UNKNOWN = "unknown"
    """Not measured, not available, or not stated."""


MarkWord = Literal["trace", "unknown"]
"""The possible meanings of a mark instead of a number."""

MARKS: Mapping[str, StatedKind] = MappingProxyType(
    {
        **dict.fromkeys(("tr", "tr.", "trace", "traces", "spur", "spuren", "sp.", "tracos"), StatedKind.TRACE),
        **dict.fromkeys(
            ("", "n", "na", "n.a.", "n/a", "nan", "nd", "n.d.", "null", "none", "-", "--", "\u2013", "\u2014"),
            StatedKind.UNKNOWN,
        ),
        **dict.fromkeys(("*", "**", ".", "..", "...", "?", "___", "unknown", "<na>"), StatedKind.UNKNOWN),
    }
)
"""The usual marks instead of a number, folded. A table can declare others."""

_ENCLOSED = re.compile(r"\(\s*(.*?)\s*\)|\[\s*(.*?)\s*\]")
_LIMITED = re.compile(r"(<=?|≤|>=?|≥)\s*(.+)")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?", re.IGNORECASE)
_TWO_WAYS = re.compile(r"[1-9]\d{0,2},\d{3}")
_GROUPED = re.compile(
    r"(?<![\d.,])[1-9]\d{0,2}(?:(?:,\d{3})+\.\d+|(?:\.\d{3})+,\d+|(?:,\d{3}){2,}|(?:\.\d{3}){2,})(?![\d.,])"
)
_ZERO_OF_XPT = 16.0**-65


@attrs.frozen(kw_only=True, field_transformer=whole_texts, repr=False)
class StatedValue(Answer):
    """A value as a table or a laboratory states it.

    >>> print(stated_value("< 0,5"))
    below 0.5
    >>> stated_value("(110)").value, stated_value("Tr").value
    (110.0, None)
    """

    written: str
    """The cell as written."""
    kind: StatedKind = attrs.field(converter=StatedKind)
    value: float | None = None
    """The number; ``None`` for a limit, a trace and an unknown value."""
    limit: float | None = None
    """The number that the value is below or above."""
    unit: str = ""
    """The unit beside the number, if the cell has one."""

    def __str__(self) -> str:
        number = self.value if self.limit is None else self.limit
        shown = "" if number is None else f"{number:g} {self.unit}".strip()
        if self.kind is StatedKind.NUMBER:
            return shown
        return f"{shown}, estimated" if self.kind is StatedKind.ESTIMATED else f"{self.kind} {shown}".strip()


def marks_of(given: Mapping[str, MarkWord] | None) -> Mapping[str, StatedKind]:
    """Return the marks of a table: the usual ones, and those that it declares.

    Raises :class:`~magnesium.InvalidValueError` for another meaning.
    """
    if given is None:
        return MARKS
    declared = mapping(given, "marks", "must be a mapping, such as {'N': 'unknown'}")
    for mark, meaning in declared.items():
        if not isinstance(mark, str) or meaning not in {"trace", "unknown"}:
            raise InvalidValueError(f"meaning of the mark {mark!r}", meaning, "must be 'trace' or 'unknown'")
    return {**MARKS, **{fold(mark): StatedKind(meaning) for mark, meaning in declared.items()}}


def stated_value(text: str, what: str = "value", marks: Mapping[str, StatedKind] = MARKS) -> StatedValue:
    """Return what a cell states.

    Args:
        text: The cell.
        what: Name of the value in an error.
        marks: Meaning of marks instead of a number.

    Raises:
        AmountError: *text* is neither a number nor a mark, or is an ambiguous number.
    """
    plain = ungrouped(normalized(text)).strip()
    if mark := marks.get(fold(plain)):
        return StatedValue(written=text, kind=mark)
    if enclosed := _ENCLOSED.fullmatch(plain):
        inner = stated_value(enclosed[1] or enclosed[2] or "", what, marks)
        kind = StatedKind.ESTIMATED if inner.kind is StatedKind.NUMBER else inner.kind
        return attrs.evolve(inner, written=text, kind=kind)
    if limited := _LIMITED.fullmatch(plain):
        limit, unit = _number(limited[2], what)
        kind = StatedKind.BELOW if limited[1][0] in "<≤" else StatedKind.ABOVE
        return StatedValue(written=text, kind=kind, limit=limit, unit=unit)
    value, unit = _number(plain, what)
    return StatedValue(written=text, kind=StatedKind.NUMBER, value=value, unit=unit)


def _number(plain: str, what: str) -> tuple[float, str]:
    """Return a number with a point or a comma, and the unit after it."""
    if _TWO_WAYS.match(plain) and not plain[plain.index(",") + 4 :][:1].isdigit():
        raise AmountError(what, plain, "can be read two ways; write 1.5 for a fraction and 1500 for thousands")
    match = _NUMBER.match(re.sub(r"(?<=\d),(?=\d)|^,(?=\d)", ".", plain, count=1))
    rest = plain[match.end() :].strip() if match else plain
    if match is None or any(char.isdigit() or char in ".,+" for char in rest):
        raise AmountError(what, plain, "must be a number alone; the column states the unit")
    number = float(match[0])
    if math.isinf(number):
        raise AmountError(what, plain, "is too large")
    return tiny_as_zero(number), rest


def tiny_as_zero(number: float) -> float:
    """Return 0 for the smallest number of SAS transport files (16⁻⁶⁵), which XPT readers return instead of 0.

    >>> tiny_as_zero(5.397605346934028e-79)
    0.0
    """
    return 0.0 if math.isclose(number, _ZERO_OF_XPT, rel_tol=1e-6) else number


def ungrouped(text: str) -> str:
    """Return *text* without group separators in unambiguous numbers.

    >>> ungrouped("1,234.5 g"), ungrouped("1.234,5"), ungrouped("1,234")
    ('1234.5 g', '1234.5', '1,234')
    """
    return _GROUPED.sub(_plain_digits, text) if "," in text or text.count(".") > 1 else text


def _plain_digits(match: re.Match[str]) -> str:
    marks = [char for char in match[0] if char in ".,"]
    if len(set(marks)) == 1:
        return match[0].replace(marks[0], "")
    whole, _, fraction = match[0].rpartition(marks[-1])
    return f"{whole.replace(marks[0], '')}.{fraction}"
