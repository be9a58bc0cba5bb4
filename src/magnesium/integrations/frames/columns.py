"""Check the columns of a caller's frame before anything is added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from magnesium.errors import DataError, InvalidValueError, NotFoundError, Problem
from magnesium.integrations.extras import need
from magnesium.integrations.frames.engines import ENGINES, OWN, narwhals
from magnesium.text import whole_text

FRAME = "data frame"
"""Name of a frame in errors."""
_FIRST_DUCKDB_WITH_QUOTES = 2


def checked_frame(
    native: Any,
    numbers: Iterable[str],
    texts: Iterable[str] = (),
    *,
    codes: Iterable[str] = (),
    others: Iterable[str] = (),
    new: Iterable[str] = (),
) -> Any:
    """Return the caller's frame as a Narwhals frame, after checking its columns.

    Args:
        native: The frame of the caller's engine.
        numbers: Columns that must hold numbers.
        texts: Columns that must hold strings.
        codes: Columns that must hold strings or numbers.
        others: Columns that must exist.
        new: Columns that will be added and must not exist.

    Raises:
        NotFoundError: It is not a frame of a supported engine.
        DataError: Columns are missing, duplicated or of the wrong type; lists all of them.
    """
    nw = narwhals()
    for name in (*numbers, *texts, *codes, *others, *new):
        whole_text(name, "column")
    try:
        frame = nw.from_native(native)
        schema = frame.collect_schema()
        texts = [*texts, *(name for name in codes if name not in schema or not schema[name].is_numeric())]
        others = [*others, *codes]
    except TypeError:
        kind = type(native).__name__
        raise NotFoundError("kind of data frame", kind, (), f"there are {', '.join(ENGINES)}") from None
    except nw.exceptions.DuplicateError as error:
        raise DataError(FRAME, (Problem(None, None, " ".join(str(error).split())),)) from None
    engine = frame.implementation
    # DuckDB and Spark treat "MG" and "mg" as the same name.
    same = str.casefold if engine.is_duckdb() or engine.is_pyspark() else str
    names = [same(str(name)) for name in (native.columns if same is str.casefold else schema)]
    twice = {name: "is duplicated; rename one" for name in names if names.count(name) > 1}
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
    problems |= _no_keys(native, texts, others, schema, engine)
    problems |= {n: "is there already and would be overwritten; rename it" for n in new if same(n) in names}
    ours = [n for n in (*names, *map(same, new)) if n.startswith(OWN)]
    problems |= dict.fromkeys(ours, f"begins with {OWN}, as our own columns on the way do; rename it")
    if engine.is_duckdb() and int(need("duckdb").__version__.partition(".")[0]) < _FIRST_DUCKDB_WITH_QUOTES:
        problems |= {n: "has a quotation mark, which DuckDB before 2.0 drops; rename it" for n in names if '"' in n}
    if engine.is_pyspark():
        problems |= {
            n: "has a dot or a backtick, which Spark reads as more than a name" for n in names if {*".`"} & {*n}
        }
    if problems:
        raise refused(problems)
    return frame


def _no_keys(native: Any, texts: Iterable[str], others: Iterable[str], schema: Any, engine: Any) -> dict[str, str]:
    """Return the columns whose cells cannot be keys of a group or a look-up."""
    problems: dict[str, str] = {}
    if engine.is_pandas() or engine.is_pyarrow():
        nested = [n for n in others if n in schema and schema[n].is_nested()]
        problems |= {n: f"is {schema[n]}, by which {engine} cannot group" for n in nested}
    if engine.is_pandas():
        problems |= _odd_cells(native, [n for n in (*texts, *others) if n in schema and n not in problems])
    return problems


def _odd_cells(native: Any, columns: Iterable[str]) -> dict[str, str]:
    """Return the columns of pandas with cells that cannot be keys: lists, half a character. Typed columns have none."""
    problems = {}
    for name in columns:
        values = native[name]
        if values.dtype != object and getattr(values.dtype, "storage", None) != "python":
            continue
        try:
            for value in values.unique():
                if isinstance(value, str):
                    whole_text(value, "cell")
        except TypeError:
            odd = [value for value in values if not _is_hashable(value)]
            rows = "1 row" if len(odd) == 1 else f"{len(odd):,} rows"
            problems[name] = f"{rows} of {len(values):,} hold a {type(odd[0]).__name__} where a string belongs"
        except InvalidValueError as error:
            problems[name] = str(error)
    return problems


def _is_hashable(value: object) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return True


def _holds_texts(kind: Any, engine: Any) -> bool:
    nw = narwhals()
    # The type of a pandas column of strings is "object" or "str".
    objects = () if engine.is_polars() else (nw.Object,)
    return any(kind == texts for texts in (nw.String, nw.Categorical, nw.Enum, nw.Unknown, *objects))


def _is_blank(native: Any, column: str, engine: Any) -> bool:
    """Return whether a pandas column is empty, so that its type is meaningless."""
    return bool(engine.is_pandas() and native[column].isna().all())


def refused(problems: Mapping[str, str]) -> DataError:
    """Return the error that names each column and its problem."""
    return DataError(FRAME, tuple(Problem(None, name, what) for name, what in problems.items()))
