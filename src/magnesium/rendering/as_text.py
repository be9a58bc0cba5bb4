"""The writer of plain text: blocks as lines that are not longer than the terminal is wide."""

from __future__ import annotations

import functools
import textwrap
from collections.abc import Iterable, Iterator

from magnesium.rendering.blocks import Block, Caution, Citation, Fold, Heading, Note, Row, Table
from magnesium.text import harmless

NARROWEST, WIDEST = 40, 120
"""Limits of the width, in columns; longer lines are hard to read."""


def terminal_width() -> int:
    """Return the width of the terminal within the limits; 88 columns if there is none."""
    import shutil  # slow to import

    return shutil.get_terminal_size((88, 24)).columns


def as_text(blocks: Iterable[Block], width: int | None = None, stamp: str = "") -> str:
    """Return *blocks* as text of at most *width* columns, by default those of the terminal; *stamp* is its last line.

    >>> print(as_text([Heading("Spinach", 1), Row("Magnesium", "87.0 mg")], 40), end="")
    Spinach
    Magnesium                        87.0 mg
    """
    columns = max(NARROWEST, min(WIDEST, terminal_width() if width is None else width))
    lines = [harmless(line).rstrip() for block in blocks for line in _lines(block, columns)]
    lines += ["", *wrapped(stamp, columns)] if stamp else []
    return "".join(f"{line}\n" for line in lines).lstrip("\n")


@functools.singledispatch
def _lines(block: Block, width: int) -> Iterator[str]:
    raise NotImplementedError(type(block).__name__)


@_lines.register
def _(block: Heading, width: int) -> Iterator[str]:
    if block.level <= 2:
        yield ""
    yield from wrapped(block.text, width)


@_lines.register
def _(block: Row, width: int) -> Iterator[str]:
    indent = "  " * block.depth
    room = width - len(block.value) - 2
    if len(indent) + len(block.label) <= room:
        yield f"{indent}{block.label}{block.value:>{width - len(indent) - len(block.label)}}"
        return
    *first, last = wrapped(block.label, width if room < width // 3 else room, indent) or [""]
    yield from first
    if len(last) <= room:
        yield f"{last}{block.value:>{width - len(last)}}"
        return
    yield last
    yield from (f"{line:>{width}}" for line in wrapped(block.value, width - len(indent) - 4))


@_lines.register
def _(block: Table, width: int) -> Iterator[str]:
    if block.caption:
        yield ""
        yield from wrapped(block.caption, width)
    cells = [block.columns, *block.rows]
    widths = [max(len(cell) for cell in column) for column in zip(*cells, strict=True)]
    if sum(widths) + 2 * len(widths) <= width:
        for row in cells if any(block.columns) else block.rows:
            aligned = zip(row, widths, block.is_numeric, strict=True)
            yield "  " + "  ".join(f"{c:>{w}}" if right else f"{c:<{w}}" for c, w, right in aligned)
        return
    # Too wide: one row becomes a paragraph, its first cell the heading.
    for first, *rest in block.rows:
        yield from wrapped(first, width, "  ")
        for name, cell in zip(block.columns[1:], rest, strict=True):
            if cell:
                yield from wrapped(f"{name}: {cell}" if name else cell, width, "    ")


@_lines.register
def _(block: Note, width: int) -> Iterator[str]:
    yield from wrapped(block.text, width, "  " * block.depth)


@_lines.register
def _(block: Caution, width: int) -> Iterator[str]:
    yield from wrapped(f"! {block.text}", width)


@_lines.register
def _(block: Citation, width: int) -> Iterator[str]:
    link = f" {block.url}" if block.url else ""
    yield from wrapped(f"[{block.key}] {block.text}{link}", width, "  ")


@_lines.register
def _(block: Fold, width: int) -> Iterator[str]:
    yield from _lines(Heading(block.title), width)
    for inner in block.blocks:
        yield from _lines(inner, width)


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """Return the lines of one paragraph; what continues a line is indented by two more columns."""
    return textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=f"{indent}  ", break_on_hyphens=False)
