"""Records of a bundled file whose columns, or fields, are those of the record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import attrs

from magnesium.catalogs.tables import bundled_table, bundled_toml

T = TypeVar("T")


def records(kind: type[T], file: str) -> Mapping[str, T]:
    """Return a *kind* for each row of a bundled CSV file, or for each table of a TOML file, by id.

    The converters of *kind* make values of the texts of a CSV file. Raises :class:`DataError` that
    names every damaged row.
    """
    build: Any = kind
    if file.endswith(".toml"):
        return bundled_toml(file, lambda id_, fields: build(id=id_, **fields))
    columns = tuple(attrs.fields_dict(build))
    return bundled_table(file, columns, lambda row: build(**dict(zip(columns, row, strict=True))))
