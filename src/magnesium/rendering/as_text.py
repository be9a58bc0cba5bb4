"""Write blocks as plain text with lines that fit the terminal."""

from __future__ import annotations

import functools
import textwrap
from collections.abc import Iterable, Iterator
from itertools import zip_longest

from magnesium.rendering.blocks import Block, Caution, Citation, Fold, Heading, Lead, Note, Row, Scale, Table
from magnesium.rendering.terminal import PLAIN, Look, bar
from magnesium.text import harmless
from magnesium.units import whole_number

NARROWEST, WIDEST = 40, 120
"""Minimum and maximum width of text in columns: longer lines are hard to read."""

_WIDEST_ROW = 80
"""Maximum width of a row in columns: beyond it, label and value are too far apart."""
_NARROWEST_COLUMN = 14
"""Minimum width of a table column in columns of the terminal."""


def terminal_width() -> int:
    """Return the width of the terminal, at most 120 columns; 88 without a terminal."""
    import shutil  # slow to import

    return min(WIDEST, shutil.get_terminal_size((88, 24)).columns)


def as_text(blocks: Iterable[Block], width: int | None = None, stamp: str = "", look: Look = PLAIN) -> str:
    """Return blocks as text.

    Args:
        blocks: Blocks to write.
        width: Maximum number of columns; by default those of the terminal.
        stamp: Last line.
        look: Capabilities of the terminal.

    >>> print(as_text([Heading("Spinach", 1), Row("Magnesium", "87.0 mg")], 40), end="")
    Spinach
    Magnesium                        87.0 mg
    """
    columns = max(NARROWEST, terminal_width() if width is None else whole_number(width, "width"))
    lines = []
    for block in _unfolded(blocks):
        lines += [look.styled(harmless(line).rstrip(), block) for line in _lines(block, columns)]
        if look.has_bars and isinstance(block, Scale):
            lines += [harmless(line) for line in bar(block, min(columns, _WIDEST_ROW))]
    lines += ["", *wrapped(stamp, columns)] if stamp else []
    return "".join(f"{line}\n" for line in lines).lstrip("\n")


def _unfolded(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield blocks with the contents of folds, unless a fold has its own text."""
    for block in blocks:
        if not isinstance(block, Fold):
            yield block
        elif block.brief:
            yield Note(block.brief, 1)
        else:
            if not block.is_untitled:
                yield Heading(block.title, 3)
            yield from _unfolded(block.blocks)


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
    width = min(width, _WIDEST_ROW)
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
    lines = wrapped(block.value, width, f"{indent}    ")
    yield from (f"{block.value:>{width}}",) if len(lines) == 1 else lines


@_lines.register
def _(block: Table, width: int) -> Iterator[str]:
    if block.caption:
        yield ""
        yield from wrapped(block.caption, width)
    cells = [block.columns, *block.rows] if any(block.columns) else list(block.rows)
    if not cells:
        return
    widths = _fitted([max(1, *map(len, column)) for column in zip(*cells, strict=True)], width)
    if widths is not None:
        for row in cells:
            yield from _table_row(row, widths, block.is_numeric)
        return
    # Too narrow for columns: each row becomes a paragraph with its first cell as heading.
    for first, *rest in block.rows:
        yield from wrapped(first, width, "  ")
        for name, cell in zip(block.columns[1:], rest, strict=True):
            if cell:
                yield from wrapped(f"{name}: {cell}" if name else cell, width, "    ")


def _fitted(widths: list[int], width: int) -> list[int] | None:
    """Return the widths of columns, the widest ones narrowed until all fit; ``None`` if they cannot."""
    widths = list(widths)
    while (excess := 2 * len(widths) + sum(widths) - width) > 0:
        widest = max(widths)
        next_widest = max((w for w in widths if w < widest), default=0)
        narrowed = max(widest - excess, next_widest - 1, _NARROWEST_COLUMN)
        if narrowed >= widest:
            return None
        widths[widths.index(widest)] = narrowed
    return widths


def _table_row(row: tuple[str, ...], widths: list[int], is_numeric: tuple[bool, ...]) -> Iterator[str]:
    """Yield the lines of a row; a cell that is wider than its column continues on the next line."""
    columns = [
        textwrap.wrap(cell, room, subsequent_indent="  ", break_on_hyphens=False)
        for cell, room in zip(row, widths, strict=True)
    ]
    for cells in zip_longest(*columns, fillvalue=""):
        aligned = zip(cells, widths, is_numeric, strict=True)
        yield "  " + "  ".join(f"{cell:>{w}}" if right else f"{cell:<{w}}" for cell, w, right in aligned)


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
def _(block: Lead, width: int) -> Iterator[str]:
    yield from wrapped(block.text, width)


@_lines.register
def _(block: Scale, width: int) -> Iterator[str]:
    yield from _lines(Row(block.label, block.shown), width)


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """Return the lines of one paragraph; continuation lines are indented by two more columns.

    Args:
        text: The paragraph.
        width: Maximum number of columns.
        indent: Indentation.
    """
    return textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=f"{indent}  ", break_on_hyphens=False)
