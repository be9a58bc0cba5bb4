"""Find bad rows, and decide whether they raise.

A row is *bad* if the library's functions would raise: unknown food, missing, negative or infinite
grams, an impossible age or sex. Unknown magnesium is not bad: it is null, and counted.
"""

from __future__ import annotations

from typing import Any, Literal, get_args

from magnesium.errors import InvalidValueError, member
from magnesium.integrations.frames.engines import narwhals

OnBad = Literal["raise", "null"]

SHOWN = 5
"""Number of bad values that an error shows."""


def raises_bad_rows(frame: Any, on_bad: OnBad | None) -> bool:
    """Return whether bad rows raise; those of a lazy frame cannot, because it is not run."""
    is_lazy = isinstance(frame, narwhals().LazyFrame)
    if on_bad is not None:
        member(on_bad, get_args(OnBad), "on_bad")
    if is_lazy and on_bad == "raise":
        reason = "cannot be used with a lazy frame; inspect bad_rows(frame), or use 'null'"
        raise InvalidValueError("on_bad", on_bad, reason)
    return not is_lazy and on_bad != "null"


def amount_is_possible(column: str) -> Any:
    """Return an expression: true for a possible amount, null or false otherwise."""
    number = narwhals().col(column).cast(narwhals().Float64)
    # Not "below the largest number": DuckDB answers that from the statistics of a Parquet file, which omit NaN.
    return (number >= 0) & number.is_finite()


def counted(frame: Any, problem: Any, column: str, what: str, of: int | None = None) -> dict[str, str]:
    """Return the problem of a column with the number of bad rows and some of their values; empty without bad rows.

    Args:
        frame: The rows.
        problem: Expression that is true for bad rows.
        column: Name of the column.
        what: What is wrong.
        of: Number of all rows, if *frame* has fewer.
    """
    nw = narwhals()
    bad = frame.filter(problem)
    if len(bad) == 0:
        return {}
    values = bad.select(nw.col(column).unique()).head(SHOWN + 1).get_column(column).to_list()
    shown = ", ".join(sorted(repr(value) for value in values[:SHOWN])) + (" …" if len(values) > SHOWN else "")
    return {column: f"{len(bad):,} of {len(frame) if of is None else of:,} rows {what}: {shown}"}
