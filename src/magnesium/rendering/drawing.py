"""Draw a scale in SVG, as wide as its page and legible in light mode, dark mode and print.

Positions are percentages and heights are pixels, so that text keeps its size on a narrow screen. Everything but the
bar has the color of the surrounding text.
"""

from __future__ import annotations

from collections.abc import Iterator

from magnesium.rendering.blocks import Mark, Scale

_BAR = "#2f80b5"
"""Legible on white and on black."""
_TOP, _HEIGHT, _LINE = 20, 18, 16
"""Top and height of the bar, and height of a line of labels, in pixels."""
_NEAR_END = 0.14
"""Distance from an end within which a label extends toward the middle."""


def drawn(scale: Scale) -> str:
    """Return the SVG of a scale with escaped texts; labels alternate above and below the bar."""
    whole = _TOP + _HEIGHT + _LINE + 4
    named = "; ".join(mark.label for mark in scale.marks)
    return (
        f'<svg role="img" aria-label="{scale.label}: {scale.shown}; {named}" width="100%" height="{whole}" '
        f'font-size="12" fill="currentColor">{"".join(_parts(scale))}</svg>'
    )


def _parts(scale: Scale) -> Iterator[str]:
    yield f'<rect x="0" y="{_TOP}" width="100%" height="{_HEIGHT}" opacity="0.12"/>'
    yield f'<rect x="0" y="{_TOP}" width="{scale.place(scale.value):.2%}" height="{_HEIGHT}" fill="{_BAR}"/>'
    if scale.ends is not None:
        yield from _interval(*map(scale.place, scale.ends))
    for index, mark in enumerate(scale.marks):
        yield from _mark(mark, scale.place(mark.value), is_above=index % 2 == 0)


def _interval(low: float, high: float) -> Iterator[str]:
    """Yield a whisker from the lower to the upper end."""
    middle = _TOP + _HEIGHT / 2
    yield _line(low, high, middle, middle)
    yield from (_line(end, end, middle - 5, middle + 5) for end in (low, high))


def _mark(mark: Mark, place: float, *, is_above: bool) -> Iterator[str]:
    """Yield the line of a reference value across the bar, and its label."""
    yield _line(place, place, _TOP - 4, _TOP + _HEIGHT + 4, ' stroke-dasharray="4 2"')
    anchor = "start" if place < _NEAR_END else "end" if place > 1 - _NEAR_END else "middle"
    y = _TOP - 7 if is_above else _TOP + _HEIGHT + _LINE
    yield f'<text x="{place:.2%}" y="{y}" text-anchor="{anchor}">{mark.label}</text>'


def _line(x1: float, x2: float, y1: float, y2: float, more: str = "") -> str:
    ends = f'x1="{x1:.2%}" x2="{x2:.2%}" y1="{y1:g}" y2="{y2:g}"'
    return f'<line {ends} stroke="currentColor" stroke-width="2"{more}/>'
