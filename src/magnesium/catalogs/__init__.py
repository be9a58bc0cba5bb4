"""Catalogs: read-only mappings of records with search, the bundled tables behind them, and their sources."""
