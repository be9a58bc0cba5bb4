"""Catalogs: read-only mappings of records with search, the bundled tables behind them, and their sources."""

from magnesium.catalogs.registry import all  # noqa: A004  (read as catalogs.all())

__all__ = ["all"]
