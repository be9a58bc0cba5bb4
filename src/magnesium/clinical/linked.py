"""Look up the records that clinical records link to, to show their names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from magnesium.catalogs.registry import catalog
from magnesium.rendering.blocks import Block, Heading, Note


def linked(name: str, ids: Iterable[str]) -> tuple[Any, ...]:
    """Return the records of *ids* in the catalog with an import name such as "mechanisms"."""
    records = catalog(name)
    return tuple(records[id_] for id_ in ids)


def paragraphs(title: str, texts: Iterable[str]) -> Iterator[Block]:
    """Yield a heading and a paragraph for each string; nothing without strings."""
    notes = [Note(text, 1) for text in texts]
    if notes:
        yield Heading(title)
        yield from notes
