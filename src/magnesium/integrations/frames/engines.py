"""Attach small tables to the rows of a data frame, by each engine's own method.

The only place where engines differ: how to attach a value by key to each row without moving the rows.
"""

from __future__ import annotations

import typing
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from magnesium.errors import DataError, NotFoundError, Problem
from magnesium.integrations.extras import need
from magnesium.locks import lazy

Engine = Literal["pandas", "polars", "pyarrow", "duckdb", "dask", "pyspark"]
ENGINES: tuple[str, ...] = typing.get_args(Engine)

OWN = "_magnesium_"
"""Prefix of the names of temporary columns."""


def narwhals() -> Any:
    """Return the stable interface of Narwhals."""
    return need("narwhals.stable.v2", "frames")


class Table:
    """Values by key, as a small frame of each engine for looking up a column.

    A column holds strings if it is one of *texts* or has a string, and numbers otherwise.
    """

    def __init__(
        self, keys: Sequence[Any], columns: Mapping[str, Sequence[Any]], *, texts: frozenset[str] = frozenset()
    ) -> None:
        self.keys = keys
        self.columns = columns
        self.texts = texts | {
            name for name, values in columns.items() if any(isinstance(value, str) for value in values)
        }

    @lazy
    def known(self) -> frozenset[Any]:
        """The keys."""
        return frozenset(self.keys)

    @lazy
    def arrow(self) -> Any:
        """The table for PyArrow and DuckDB."""
        pa = need("pyarrow")
        return pa.table({f"{OWN}key": self._keys(pa), **{name: self._values(pa, name) for name in self.columns}})

    def _keys(self, pa: Any) -> Any:
        return pa.array(self.keys, pa.string() if self.has_text_keys else pa.float64())

    def _values(self, pa: Any, name: str) -> Any:
        return pa.array(self.columns[name], pa.string() if self.is_text(name) else pa.float64())

    @property
    def has_text_keys(self) -> bool:
        """Whether keys are strings; otherwise they are numbers."""
        return not self.keys or isinstance(self.keys[0], str)

    def is_text(self, name: str) -> bool:
        """Return whether a column holds strings; the others hold numbers."""
        return name in self.texts

    @lazy
    def polars(self) -> Any:
        """The table for Polars."""
        pl = need("polars")
        types = {name: pl.String if self.is_text(name) else pl.Float64 for name in self.columns}
        types[f"{OWN}key"] = pl.String if self.has_text_keys else pl.Float64
        return pl.DataFrame({f"{OWN}key": self.keys, **self.columns}, schema_overrides=types)

    @lazy
    def marked(self) -> Table:
        """The table with one more column that marks known keys, including those without a value."""
        return Table(self.keys, {**self.columns, f"{OWN}known": [1.0] * len(self.keys)}, texts=self.texts)

    @lazy
    def index(self) -> Any:
        """The keys for pandas, which looks up many at once."""
        return need("pandas").Index(self.keys)

    @lazy
    def arrays(self) -> dict[str, Any]:
        """The columns for pandas, with an empty last row for the index -1."""
        np = need("numpy")
        return {
            name: np.array([*values, None], dtype=object)
            if self.is_text(name)
            else np.array([*(np.nan if value is None else value for value in values), np.nan], dtype="float64")
            for name, values in self.columns.items()
        }

    def into_pandas(self, native: Any, key: str) -> Any:
        """Return a pandas frame with the columns of the table; its index and order stay."""
        pd = need("pandas")
        try:
            found = self.index.get_indexer(native[key])
        except TypeError as error:
            raise DataError("data frame", (Problem(None, key, f"holds more than texts ({error})"),)) from None
        return native.assign(
            **{
                name: pd.Series(values[found], index=native.index, dtype="str" if values.dtype == object else None)
                for name, values in self.arrays.items()
            }
        )


def attach(frame: Any, key: str, table: Table) -> Any:
    """Return the frame with the columns of a table attached to each row, null for unknown keys.

    Rows keep their order, by a look-up if rows have an order, and otherwise by a join with a small table.

    Args:
        frame: The rows.
        key: Column of keys.
        table: Values by key.
    """
    nw = narwhals()
    native = nw.to_native(frame)
    engine = frame.implementation
    if engine.is_pandas():
        return nw.from_native(table.into_pandas(native, key))
    if engine.is_polars():
        return nw.from_native(_into_polars(native, key, table))
    if engine.is_pyarrow():
        return nw.from_native(_into_arrow(native, key, table))
    if engine.is_dask():
        meta = table.into_pandas(native._meta, key)  # noqa: SLF001  (how dask says what comes out)
        return nw.from_native(native.map_partitions(table.into_pandas, key, meta=meta))
    if engine.is_duckdb():
        return nw.from_native(_into_duckdb(native, key, table))
    if engine.is_pyspark():
        right = nw.from_native(_into_spark(native.sparkSession, table))
        joined = frame.join(right, left_on=key, right_on=f"{OWN}key", how="left")
        return joined.drop(f"{OWN}key", strict=False)
    supported = ", ".join(ENGINES)
    raise NotFoundError("engine of data frames", str(engine).lower(), (), f"there are {supported}")


def keys_where(frame: Any, key: str, condition: Any) -> list[Any]:
    """Return the distinct keys of the rows of an eager frame for which a condition holds.

    Args:
        frame: The rows.
        key: Column of keys.
        condition: Expression of the condition.
    """
    nw = narwhals()
    holds = f"{OWN}holds"
    asked = frame.select(key, condition.alias(holds))
    if asked.implementation.is_pandas():
        # The mask of a column; that of a frame would first copy all strings into one piece of memory.
        native = asked.to_native()
        return typing.cast("list[Any]", native[key][native[holds]].unique().tolist())
    return typing.cast("list[Any]", asked.filter(nw.col(holds)).get_column(key).unique().to_list())


def _into_polars(native: Any, key: str, table: Table) -> Any:
    pl = need("polars")
    right = table.polars.lazy() if isinstance(native, pl.LazyFrame) else table.polars
    kind = table.polars.schema[f"{OWN}key"]
    # Polars compares neither categories nor empty columns with strings, so these are cast to strings.
    fits = native.collect_schema()[key] == kind
    left = native if fits else native.with_columns(pl.col(key).cast(kind).alias(f"{OWN}text"))
    left_on = key if fits else f"{OWN}text"
    joined = left.join(right, left_on=left_on, right_on=f"{OWN}key", how="left", maintain_order="left")
    return joined if fits else joined.drop(left_on)


def _into_arrow(native: Any, key: str, table: Table) -> Any:
    pa = need("pyarrow")
    pc = need("pyarrow.compute")
    keys = table.arrow.column(f"{OWN}key").combine_chunks()
    column = native.column(key)
    if pa.types.is_large_string(column.type):
        keys = keys.cast(column.type)
    elif column.type != keys.type:
        column = column.cast(keys.type)
    found = pc.index_in(column, value_set=keys)
    for name in table.columns:
        native = native.append_column(name, table.arrow.column(name).take(found))
    return native


def _into_duckdb(native: Any, key: str, table: Table) -> Any:
    duckdb = need("duckdb")
    # A query of the caller's own relation runs on the caller's own connection. It finds this variable by its
    # name, which must not be that of one of the caller's tables.
    _magnesium_table = table.arrow
    # Before 2.0, DuckDB keeps the relation under the name given here, as a view that the next call replaces: so
    # the query must not read from it. Materialized, for DuckDB cannot tell how far a scan of an Arrow table is.
    query = f"with {OWN}small as materialized (select * from _magnesium_table) select * from {OWN}small"  # noqa: S608
    try:
        small = native.query(f"{OWN}unread", query)
    except duckdb.CatalogException:
        reason = "the connection may not look at tables of Python: enable_external_access or python_enable_replacements"
        raise DataError("data frame", (Problem(None, None, f"{reason} is off"),)) from None
    quoted = key.replace('"', '""')
    kind = "varchar" if table.has_text_keys else "double"
    joined = native.join(small.set_alias(f"{OWN}small"), f'cast("{quoted}" as {kind}) = {OWN}key', "left")
    return joined.select(duckdb.StarExpression(exclude=[f"{OWN}key"]))


def _into_spark(session: Any, table: Table) -> Any:
    types = ["string" if table.has_text_keys else "double"]
    types += ["string" if table.is_text(name) else "double" for name in table.columns]
    names = (f"{OWN}key", *table.columns)
    schema = ", ".join(f"`{name}` {kind}" for name, kind in zip(names, types, strict=True))
    rows = list(zip(table.keys, *table.columns.values(), strict=True))
    # Small enough to be sent to every worker, so that the caller's rows are not shuffled.
    return need("pyspark.sql.functions").broadcast(session.createDataFrame(rows, schema))
