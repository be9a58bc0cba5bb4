"""What the columns of a caller's frame must be before anything is added to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from magnesium.errors import DataError, NotFoundError, Problem
from magnesium.integrations.frames.engines import ENGINES, OWN, narwhals


def checked_frame(
    native: Any, numbers: Iterable[str], texts: Iterable[str], others: Iterable[str] = (), new: Iterable[str] = ()
) -> Any:
    """Return the caller's frame as one of Narwhals.

    Args:
        native: The frame of the caller's engine.
        numbers: Columns that must hold numbers.
        texts: Columns that must hold texts.
        others: Columns that must exist.
        new: Columns that will be added, so that they must not exist.

    Raises:
        NotFoundError: for something that is not a frame of a supported engine.
        DataError: with every column that is missing, duplicated or of the wrong type.
    """
    nw = narwhals()
    try:
        frame = nw.from_native(native)
        schema = frame.collect_schema()
    except TypeError:
        kind = type(native).__name__
        raise NotFoundError("kind of data frame", kind, (), f"there are {', '.join(ENGINES)}") from None
    except nw.exceptions.DuplicateError as error:
        raise DataError("data frame", (Problem(None, None, " ".join(str(error).split())),)) from None
    engine = frame.implementation
    # DuckDB and Spark treat "MG" and "mg" as the same name.
    same = str.casefold if engine.is_duckdb() or engine.is_pyspark() else str
    names = [same(str(name)) for name in (native.columns if same is str.casefold else schema)]
    twice = {name: "stands twice; rename one" for name in names if names.count(name) > 1}
    had = ", ".join(map(str, schema)) or "no columns"
    problems = twice | {n: f"is missing; it has {had}" for n in (*texts, *numbers, *others) if n not in schema}
    problems |= {
        n: f"is {schema[n]} where texts belong"
        for n in texts
        if n in schema and not _holds_texts(schema[n], engine) and not _is_blank(native, n, engine)
    }
    problems |= {
        n: f"is {schema[n]} where numbers belong"
        for n in numbers
        if n in schema and not (schema[n].is_numeric() or schema[n] == nw.Unknown) and not _is_blank(native, n, engine)
    }
    problems |= {n: "is there already and would be overwritten; rename it" for n in new if same(n) in names}
    ours = [n for n in (*names, *map(same, new)) if n.startswith(OWN)]
    problems |= dict.fromkeys(ours, f"begins with {OWN}, as our own columns on the way do; rename it")
    if engine.is_pyspark():
        problems |= {
            n: "has a dot or a backtick, which Spark reads as more than a name" for n in names if {*".`"} & {*n}
        }
    if problems:
        raise refused(problems)
    return frame


def _holds_texts(kind: Any, engine: Any) -> bool:
    nw = narwhals()
    # pandas calls a column of texts "object" where it does not call it "str".
    objects = () if engine.is_polars() else (nw.Object,)
    return any(kind == texts for texts in (nw.String, nw.Categorical, nw.Enum, nw.Unknown, *objects))


def _is_blank(native: Any, column: str, engine: Any) -> bool:
    """Return whether a pandas column is empty, so that its type means nothing."""
    return bool(engine.is_pandas() and native[column].isna().all())


def refused(problems: Mapping[str, str]) -> DataError:
    """Return the error that names each column and its problem."""
    return DataError("data frame", tuple(Problem(None, name, what) for name, what in problems.items()))
