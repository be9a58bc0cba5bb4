"""Join several strings of a row into one key, so that each distinct combination is read once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from magnesium.integrations.frames.columns import refused
from magnesium.integrations.frames.engines import OWN, narwhals

BETWEEN = "\x1f"
"""Separator in a key: the unit separator of ASCII, which is white space in a cell."""


def key_of(columns: Sequence[str], schema: Mapping[str, Any]) -> Any:
    """Return an expression: the cells of a row as one string, with null as blank.

    Raises :class:`~magnesium.DataError` for columns whose cells are no text: lists, structs, bytes.
    """
    nw = narwhals()
    no_texts = {name: schema[name] for name in columns if schema[name].is_nested() or schema[name] == nw.Binary}
    if no_texts:
        raise refused({name: f"is {kind}; must be text or numbers" for name, kind in no_texts.items()})
    texts = [nw.col(name) if schema[name] == nw.String else nw.col(name).cast(nw.String) for name in columns]
    blank = [
        nw.when(nw.col(name).is_null()).then(nw.lit("")).otherwise(text.str.replace_all(BETWEEN, " ", literal=True))
        for name, text in zip(columns, texts, strict=True)
    ]
    return nw.concat_str(*blank, separator=BETWEEN)


def counts_of(keyed: Any) -> dict[str, int]:
    """Return the number of rows of each distinct key; runs the plan of a lazy frame."""
    nw = narwhals()
    counted = keyed.select(f"{OWN}pair").group_by(f"{OWN}pair").agg(nw.len().alias(f"{OWN}rows"))
    if isinstance(counted, nw.LazyFrame):
        counted = counted.collect()
    keys, rows = (counted.get_column(f"{OWN}{name}").to_list() for name in ("pair", "rows"))
    return dict(zip(keys, map(int, rows), strict=True))
