"""Catalogs as data frames."""

from __future__ import annotations

import enum
import typing
from types import UnionType
from typing import Any

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.errors import InvalidValueError, NotFoundError, instance
from magnesium.integrations.extras import need
from magnesium.integrations.frames.engines import ENGINES, Engine, narwhals


def catalog_frame(catalog: Catalog[Any], *, backend: Engine = "pandas", lazy: bool = False, session: Any = None) -> Any:
    """Return a catalog as a data frame, one row per record and one column per field.

    Members of vocabularies become strings; several values of one field become one string, separated by
    ``|``.

    Args:
        catalog: Any catalog of the library.
        backend: Name of the engine.
        lazy: Whether a Polars frame is lazy; those of DuckDB, Dask and PySpark always are.
        session: The ``SparkSession``, for PySpark only.

    Raises:
        NotFoundError: The backend is unknown.
        InvalidValueError: The catalog has no records.
    """
    nw = narwhals()
    if backend not in tuple(ENGINES):
        raise NotFoundError("backend", str(backend), (), f"there are {', '.join(ENGINES)}")
    instance(catalog, Catalog, "catalog", "must be a Catalog, such as magnesium.foods")
    records = list(catalog.values())
    if not records:
        raise InvalidValueError("catalog", None, "has no records, so its columns are unknown")
    kind = attrs.resolve_types(type(records[0]))
    fields = [field for field in attrs.fields(kind) if field.init]
    data = {field.name: [_cell(getattr(record, field.name)) for record in records] for field in fields}
    schema = {field.name: getattr(nw, _dtype(field.type)) for field in fields}
    eager = {"duckdb": "pyarrow", "pyspark": "pyarrow", "dask": "pandas"}.get(backend, backend)
    need(eager)
    frame = nw.from_dict(data, schema, backend=eager)
    if backend in {"duckdb", "dask"}:
        need("dask.dataframe" if backend == "dask" else backend)
        return frame.lazy(backend=backend).to_native()
    if backend == "pyspark" and session is None:
        raise InvalidValueError("session", None, "must be a SparkSession")
    if backend == "pyspark":
        return frame.lazy(backend=backend, session=session).to_native()
    return frame.lazy().to_native() if lazy and backend == "polars" else frame.to_native()


def _cell(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return str(value.value)
    if isinstance(value, tuple | frozenset):
        return "|".join(sorted(str(item) for item in value) if isinstance(value, frozenset) else map(str, value))
    if attrs.has(type(value)):
        return str(value)
    return value


def _dtype(kind: Any) -> str:
    """Return the name of the Narwhals type of a field's values."""
    kinds = {arg for arg in typing.get_args(kind) if arg is not type(None)} if isinstance(kind, UnionType) else {kind}
    names = {float: "Float64", int: "Int64", bool: "Boolean"}
    return names.get(next(iter(kinds)), "String") if len(kinds) == 1 else "String"
