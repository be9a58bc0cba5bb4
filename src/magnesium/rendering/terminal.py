"""Terminal output: colors, and bars made of characters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import attrs

from magnesium.rendering.blocks import Block, Caution, Citation, Heading, Lead, Scale

_BOLD, _DIM = "1", "2"
_KINDS: Mapping[type, str] = MappingProxyType({Heading: _BOLD, Lead: _BOLD, Citation: _DIM})
_URGENCIES = MappingProxyType({"emergency": "1;31", "prompt": "33", "routine": "36"})
_SURE, _BELOW, _ABOVE, _FOOT = "█▓░└"
"""Parts of a bar: before its interval, the interval up to the amount, and beyond it; and a mark."""
BAR_CHARACTERS = _SURE + _BELOW + _ABOVE + _FOOT


@attrs.frozen
class Look:
    """Capabilities of a terminal beyond plain text."""

    has_colors: bool = False
    has_bars: bool = False

    def styled(self, line: str, block: Block) -> str:
        """Return a line of *block* in its color."""
        code = _URGENCIES.get(block.urgency, _BOLD) if isinstance(block, Caution) else _KINDS.get(type(block))
        return f"\x1b[{code}m{line}\x1b[0m" if self.has_colors and code and line else line


PLAIN = Look()
"""Plain text, as in a file or a pipe."""


def bar(scale: Scale, width: int) -> Iterator[str]:
    """Yield the lines of a bar: the amount with its interval, then each reference value below its position.

    >>> from magnesium.rendering.blocks import Mark
    >>> for line in bar(Scale("Intake", "50 mg", 50, (40, 60), [Mark("RDA 80", 80)]), 40):
    ...     print(line)
    ███████████████████▓▓▓▓░░░░░
                                     └RDA 80
    """
    low, high = scale.ends or (scale.value, scale.value)
    ends = [round(scale.place(value) * width) for value in (low, scale.value, high)]
    yield f"{_SURE * ends[0]}{_BELOW * (ends[1] - ends[0])}{_ABOVE * (ends[2] - ends[1])}"
    lines: list[str] = []
    for mark in scale.marks:
        column, text = round(scale.place(mark.value) * width), f"{_FOOT}{mark.label}"
        column = max(0, min(column, width - len(text)))
        free = next((at for at, line in enumerate(lines) if len(line) < column), len(lines))
        lines[free : free + 1] = [f"{lines[free] if free < len(lines) else '':<{column}}{text}"]
    yield from lines
