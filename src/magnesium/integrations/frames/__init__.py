"""Data frames: magnesium, totals, reference values, adequacy and laboratory classes as columns, in the caller's engine.

pandas, Polars (eager and lazy), PyArrow, DuckDB, Dask and PySpark, through Narwhals. The result is a
frame of the same engine; a lazy one stays lazy and is not run. Needs the extra
``frames``; :func:`total_log`, for files that do not fit into memory, the extra ``duckdb``.

A row is *bad* if the library's functions would raise: unknown food, missing, negative or infinite
grams, an impossible age or sex. Unknown magnesium is not bad: it is null, and counted.
"""

from magnesium.intake.log_totals import LogTotals
from magnesium.integrations.frames.amounts import add_magnesium, bad_rows
from magnesium.integrations.frames.catalogs import catalog_frame
from magnesium.integrations.frames.comparison import adequacy
from magnesium.integrations.frames.engines import ENGINES, Engine
from magnesium.integrations.frames.laboratory import CLASSIFIED, classify_serum
from magnesium.integrations.frames.large_logs import total_log
from magnesium.integrations.frames.needs import ADDED, add_reference_values
from magnesium.integrations.frames.origins import add_origin
from magnesium.integrations.frames.resolving import RESOLVED, resolve
from magnesium.integrations.frames.rows import OnBad
from magnesium.integrations.frames.totals import total_intake

__all__ = [
    "ADDED",
    "CLASSIFIED",
    "ENGINES",
    "RESOLVED",
    "Engine",
    "LogTotals",
    "OnBad",
    "add_magnesium",
    "add_origin",
    "add_reference_values",
    "adequacy",
    "bad_rows",
    "catalog_frame",
    "classify_serum",
    "resolve",
    "total_intake",
    "total_log",
]
