"""A layered picture of imports as SVG: each arrow points down, from a part to one that it imports.

Arrows that span several rows pass through a free column in each row between. Rows are ordered and placed by the mean
position of the neighbors (Sugiyama's method). Colors are CSS variables of the theme, so the picture follows light and
dark.
"""

from __future__ import annotations

import html
import itertools
from collections.abc import Iterable, Mapping, Sequence

import attrs

from magnesium_docs.imports import Imports, direct, levels

BOX_WIDTH, BOX_HEIGHT = 112, 42
_COLUMN_GAP, _ROW_GAP, _MARGIN = 20, 44, 4
_PASSING_WIDTH = 6
_SWEEPS = 12
_ARROW_HEAD = (
    '<defs><marker id="arrow-head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    '<path d="M0,0 L8,4 L0,8 z"/></marker></defs>'
)


@attrs.frozen
class Place:
    """A box of the picture, or the place where an arrow passes a row."""

    name: str
    row: int
    is_box: bool = True

    @property
    def width(self) -> int:
        """Its width in the row."""
        return BOX_WIDTH if self.is_box else _PASSING_WIDTH


Route = tuple[Place, ...]
"""The places of an arrow, from top to bottom."""


@attrs.frozen
class Layout:
    """The places with the x of their centers, and the arrows between them."""

    x: Mapping[Place, float]
    routes: tuple[Route, ...]
    rows: int

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the picture."""
        right = max((x + place.width / 2 for place, x in self.x.items()), default=0.0)
        return right + _MARGIN, self.rows * (BOX_HEIGHT + _ROW_GAP) - _ROW_GAP + 2 * _MARGIN

    def top(self, place: Place) -> float:
        """Return the y of the upper edge of a place."""
        return _MARGIN + place.row * (BOX_HEIGHT + _ROW_GAP)


def layout(imports: Imports) -> Layout:
    """Return the layout of the parts, those that nothing imports at the top."""
    level = levels(imports)
    rows = max(level.values(), default=-1) + 1
    boxes = {part: Place(part, rows - 1 - level[part]) for part in imports}
    routes = tuple(
        _route(boxes[part], boxes[target]) for part, targets in direct(imports).items() for target in sorted(targets)
    )
    places = dict.fromkeys((*boxes.values(), *itertools.chain.from_iterable(routes)))
    by_row = [[place for place in places if place.row == row] for row in range(rows)]
    neighbors: dict[Place, list[Place]] = {place: [] for place in places}
    for route in routes:
        for upper, lower in itertools.pairwise(route):
            neighbors[upper].append(lower)
            neighbors[lower].append(upper)
    _put_in_order(by_row, neighbors)
    return Layout(_positions(by_row, neighbors), routes, rows)


def _route(start: Place, end: Place) -> Route:
    between = (Place(f"{start.name}:{end.name}", row, is_box=False) for row in range(start.row + 1, end.row))
    return (start, *between, end)


def _mean(values: Iterable[float], default: float) -> float:
    known = list(values)
    return sum(known) / len(known) if known else default


def _put_in_order(rows: list[list[Place]], neighbors: Mapping[Place, Sequence[Place]]) -> None:
    """Order each row by the mean position of its neighbors; keep the order with the fewest crossings."""
    best, fewest = [list(row) for row in rows], _crossings(rows, neighbors)
    for sweep in range(_SWEEPS):
        for row in rows if sweep % 2 else reversed(rows):
            at = {place: number / len(held) for held in rows for number, place in enumerate(held)}
            row.sort(key=lambda place: _mean((at[other] for other in neighbors[place]), at[place]))
        if (found := _crossings(rows, neighbors)) < fewest:
            best, fewest = [list(row) for row in rows], found
    rows[:] = best


def _crossings(rows: Sequence[Sequence[Place]], neighbors: Mapping[Place, Sequence[Place]]) -> int:
    count = 0
    for upper, lower in itertools.pairwise(rows):
        at = {place: number for number, place in enumerate(lower)}
        ends = [[at[other] for other in neighbors[place] if other in at] for place in upper]
        count += sum(a > b for left, right in itertools.combinations(ends, 2) for a in left for b in right)
    return count


def _positions(rows: Sequence[Sequence[Place]], neighbors: Mapping[Place, Sequence[Place]]) -> dict[Place, float]:
    x = {place: place_x for row in rows for place, place_x in zip(row, _spread(row, [0.0] * len(row)), strict=True)}
    for sweep in range(_SWEEPS):
        for row in rows if sweep % 2 else reversed(rows):
            wanted = [_mean((x[other] for other in neighbors[place]), x[place]) for place in row]
            x |= dict(zip(row, _spread(row, wanted), strict=True))
    left = min((place_x - place.width / 2 for place, place_x in x.items()), default=0.0)
    return {place: place_x - left + _MARGIN for place, place_x in x.items()}


def _spread(row: Sequence[Place], wanted: Sequence[float]) -> list[float]:
    """Return positions near the requested ones at which no places of a row overlap.

    Pushing all to the right and pushing all to the left both keep the distances, and so does the mean of the two.
    """
    apart = [(one.width + other.width) / 2 + _COLUMN_GAP for one, other in itertools.pairwise(row)]
    rightward, leftward = list(wanted), list(wanted)
    for number, distance in enumerate(apart, start=1):
        rightward[number] = max(rightward[number], rightward[number - 1] + distance)
    for number, distance in reversed(list(enumerate(apart))):
        leftward[number] = min(leftward[number], leftward[number + 1] - distance)
    return [(one + other) / 2 for one, other in zip(rightward, leftward, strict=True)]


def svg(imports: Imports, notes: Mapping[str, str], title: str) -> str:
    """Return the picture as an SVG element; *notes* is the second line of each box."""
    placed = layout(imports)
    width, height = placed.size
    lines = [
        f'<svg class="layered-picture" viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-label="{_text(title)}">',
        _ARROW_HEAD,
    ]
    lines += [
        f'<path class="arrow" d="{_path(placed, route)}" marker-end="url(#arrow-head)"/>' for route in placed.routes
    ]
    for place, x in placed.x.items():
        if place.is_box:
            top = placed.top(place)
            lines += [
                f'<rect x="{x - BOX_WIDTH / 2:.1f}" y="{top}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="5"/>',
                f'<text class="name" x="{x:.1f}" y="{top + 18}">{_text(place.name)}</text>',
                f'<text class="note" x="{x:.1f}" y="{top + 33}">{_text(notes.get(place.name, ""))}</text>',
            ]
    return "\n".join([*lines, "</svg>", ""])


def _text(text: str) -> str:
    return html.escape(text, quote=True)


def _path(placed: Layout, route: Route) -> str:
    """Return an arrow as curves between rows and straight lines through them."""
    start = route[0]
    path = [f"M{placed.x[start]:.1f},{placed.top(start) + BOX_HEIGHT}"]
    for upper, lower in itertools.pairwise(route):
        above, below = placed.top(upper) + BOX_HEIGHT, placed.top(lower)
        middle = (above + below) / 2
        path.append(f"C{placed.x[upper]:.1f},{middle} {placed.x[lower]:.1f},{middle} {placed.x[lower]:.1f},{below}")
        if not lower.is_box:
            path.append(f"V{below + BOX_HEIGHT}")
    return " ".join(path)
