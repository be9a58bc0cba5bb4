"""Attach small tables to the rows of a data frame, by each engine's own method.

The only place where engines differ: how to attach a value by key to each row without moving the rows.
"""

from __future__ import annotations

import itertools
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Literal

from magnesium.errors import DataError, NotFoundError, Problem
from magnesium.integrations.extras import need
from magnesium.locks import lazy

Engine = Literal["pandas", "polars", "pyarrow", "duckdb", "dask", "pyspark"]
ENGINES: tuple[str, ...] = typing.get_args(Engine)

_LEAST_ROWS_PER_THREAD = 50_000

OWN = "_magnesium_"
"""Prefix of the names of temporary columns."""


def narwhals() -> Any:
    """Return the stable interface of Narwhals."""
    return need("narwhals.stable.v2", "frames")


class Table:
    """Values by key, as a small frame of each engine for looking up a column.

    A column holds strings if it is one of *texts* or has a string, whole numbers if it has nothing else, and numbers
    otherwise. Whole numbers of unknown keys are null, or -1 in pandas.
    """

    def __init__(
        self, keys: Sequence[Any], columns: Mapping[str, Sequence[Any]], *, texts: frozenset[str] = frozenset()
    ) -> None:
        self.keys = keys
        self.columns = columns
        self.texts = texts

    @lazy
    def known(self) -> frozenset[Any]:
        """The keys."""
        return frozenset(self.keys)

    @lazy
    def kinds(self) -> dict[str, type]:
        """The type of each column: a string, a whole number or a number."""
        kinds = {name: str if name in self.texts else _kind_of(values) for name, values in self.columns.items()}
        return {f"{OWN}key": str if self.has_text_keys else float, **kinds}

    @property
    def _all(self) -> dict[str, Sequence[Any]]:
        return {f"{OWN}key": self.keys, **self.columns}

    @lazy
    def arrow(self) -> Any:
        """The table for PyArrow and DuckDB."""
        pa = need("pyarrow")
        types = {str: pa.string(), int: pa.int32(), float: pa.float64()}
        return pa.table({name: pa.array(values, types[self.kinds[name]]) for name, values in self._all.items()})

    @property
    def has_text_keys(self) -> bool:
        """Whether keys are strings; otherwise they are numbers."""
        return not self.keys or isinstance(self.keys[0], str)

    @lazy
    def leading_codes(self) -> int:
        """Number of strings of digits at the beginning of the keys."""
        return sum(1 for _ in itertools.takewhile(str.isdigit, self.keys)) if self.has_text_keys else 0

    @lazy
    def polars(self) -> Any:
        """The table for Polars."""
        pl = need("polars")
        types = {str: pl.String, int: pl.Int32, float: pl.Float64}
        return pl.DataFrame(self._all, schema={name: types[kind] for name, kind in self.kinds.items()})

    @lazy
    def categories(self) -> Any:
        """The keys as categories of Polars, each with the number of its row."""
        return need("polars").Enum(self.keys)

    def found_by_polars(self, keys: Any) -> list[Any]:
        """Return the columns for a column of keys; categories find their rows in less time than a join."""
        rows = keys.cast(need("polars").String).cast(self.categories, strict=False).to_physical()
        return [self.polars.get_column(name).gather(rows) for name in self.columns]

    def found_by_arrow(self, keys: Any) -> list[Any]:
        """Return the columns for a column of keys."""
        pa, pc = need("pyarrow"), need("pyarrow.compute")
        known = self.arrow.column(f"{OWN}key").combine_chunks()
        if pa.types.is_large_string(keys.type):
            known = known.cast(keys.type)
        elif keys.type != known.type:
            keys = keys.cast(known.type)
        # Most logs have no codes, and fewer keys are searched in less time.
        codes = pa.scalar(self.leading_codes, pa.int32())
        rows = pc.add(pc.index_in(keys, value_set=known.slice(self.leading_codes)), codes)
        if self.leading_codes and rows.null_count:
            rows = pc.coalesce(rows, pc.index_in(keys, value_set=known.slice(0, self.leading_codes)))
        return [self.arrow.column(name).take(rows) for name in self.columns]

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
        types = {str: (None, "object"), int: (-1, "int64"), float: (np.nan, "float64")}
        return {name: _with_last(values, *types[self.kinds[name]]) for name, values in self.columns.items()}

    def into_pandas(self, native: Any, key: str) -> Any:
        """Return a pandas frame with the columns of the table; its index and order stay."""
        np, pd = need("numpy"), need("pandas")
        try:
            # Each distinct key is looked up once; missing ones have the number -1, as unknown ones do.
            numbers, distinct = pd.factorize(native[key])
            found = np.append(self.index.get_indexer(distinct), -1)[numbers]
        except TypeError as error:
            raise DataError("data frame", (Problem(None, key, f"holds more than texts ({error})"),)) from None
        return native.assign(
            **{
                name: pd.Series(values[found], index=native.index, dtype="str" if values.dtype == object else None)
                for name, values in self.arrays.items()
            }
        )


def _kind_of(values: Sequence[Any]) -> type:
    kinds = {*map(type, values)}
    return str if any(issubclass(kind, str) for kind in kinds) else int if kinds == {int} else float


def _with_last(values: Sequence[Any], nothing: object, kind: str) -> Any:
    return need("numpy").array([*(nothing if value is None else value for value in values), nothing], dtype=kind)


def attach(frame: Any, key: str, table: Table, *, tidy: bool = True) -> Any:
    """Return the frame with the columns of a table attached to each row, null for unknown keys.

    Rows keep their order, by a look-up if rows have an order, and otherwise by a join with a small table.

    Args:
        frame: The rows.
        key: Column of keys.
        table: Values by key.
        tidy: False if rows may be in any order and the keys of the table may remain, as for groups.
    """
    nw = narwhals()
    native = nw.to_native(frame)
    engine = frame.implementation
    if engine.is_pandas():
        return nw.from_native(table.into_pandas(native, key))
    if engine.is_polars():
        return nw.from_native(_into_polars(native, key, table, tidy=tidy))
    if engine.is_pyarrow():
        return nw.from_native(_into_arrow(native, key, table))
    if engine.is_dask():
        meta = table.into_pandas(native._meta, key)  # noqa: SLF001  (how dask says what comes out)
        return nw.from_native(native.map_partitions(table.into_pandas, key, meta=meta))
    if engine.is_duckdb():
        return nw.from_native(_into_duckdb(native, key, table, tidy=tidy))
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


def groups_expressions(frame: Any) -> bool:
    """Return whether the engine adds up expressions by group; the others add up columns only."""
    engine = frame.implementation
    return bool(engine.is_duckdb() or engine.is_pyspark())


def streamed(frame: Any, plan: Callable[[Any], Any]) -> Any:
    """Return the plan's answer for a frame; Polars groups an eager one in half the time by its streaming engine.

    Args:
        frame: The rows.
        plan: Returns the answer, whose rows may be in any order.
    """
    if frame.implementation.is_polars() and isinstance(frame, narwhals().DataFrame):
        return plan(frame.lazy()).collect(engine="streaming")
    return plan(frame)


def _into_polars(native: Any, key: str, table: Table, *, tidy: bool) -> Any:
    pl = need("polars")
    if isinstance(native, pl.DataFrame):
        if table.has_text_keys:
            found = _in_parts(native.get_column(key), pl.thread_pool_size(), table.found_by_polars)
            return native.with_columns(pl.concat(parts) for parts in found)
        return _into_polars(native.lazy(), key, table, tidy=True).collect()
    kind = table.polars.schema[f"{OWN}key"]
    fits = native.collect_schema()[key] == kind
    # Polars compares neither categories nor empty columns with strings, so these are cast to strings.
    left = native if fits else native.with_columns(pl.col(key).cast(kind).alias(f"{OWN}key"))
    left_on, right_on = key if fits else f"{OWN}key", f"{OWN}key"
    order = "left" if tidy else "none"
    joined = left.join(table.polars.lazy(), left_on=left_on, right_on=right_on, how="left", maintain_order=order)
    return joined if fits else joined.drop(f"{OWN}key")


def _into_arrow(native: Any, key: str, table: Table) -> Any:
    pa = need("pyarrow")
    found = _in_parts(native.column(key), pa.cpu_count(), table.found_by_arrow)
    for name, parts in zip(table.columns, found, strict=True):
        chunks = [chunk for part in parts for chunk in part.chunks]
        native = native.append_column(name, pa.chunked_array(chunks, parts[0].type))
    return native


def _in_parts(keys: Any, threads: int, find: Callable[[Any], list[Any]]) -> Iterator[tuple[Any, ...]]:
    """Yield the parts of each column found for a column of keys, whose parts are looked up at the same time."""
    size = max(-(-len(keys) // threads), _LEAST_ROWS_PER_THREAD)
    if len(keys) <= size:
        return zip(find(keys), strict=True)
    with ThreadPoolExecutor(threads) as pool:
        parts = [keys.slice(start, size) for start in range(0, len(keys), size)]
        return zip(*pool.map(find, parts), strict=True)


def _into_duckdb(native: Any, key: str, table: Table, *, tidy: bool) -> Any:
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
    return joined.select(duckdb.StarExpression(exclude=[f"{OWN}key"])) if tidy else joined


def _into_spark(session: Any, table: Table) -> Any:
    types = {str: "string", int: "int", float: "double"}
    schema = ", ".join(f"`{name}` {types[kind]}" for name, kind in table.kinds.items())
    rows = list(zip(table.keys, *table.columns.values(), strict=True))
    # Small enough to be sent to every worker, so that the caller's rows are not shuffled.
    return need("pyspark.sql.functions").broadcast(session.createDataFrame(rows, schema))
