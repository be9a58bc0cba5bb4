"""A conversion of units as an answer."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from magnesium.rendering.answers import Answer
from magnesium.rendering.blocks import Block, Heading
from magnesium.units import convert


@attrs.frozen(kw_only=True, repr=False)
class Conversion(Answer):
    """An amount or a concentration of magnesium in two units.

    >>> str(Conversion.of(24.305, "mg", "mmol"))
    '24.305 mg = 1 mmol'
    """

    value: float
    """The amount in *unit*."""
    unit: str
    from_value: float
    """The amount as given."""
    from_unit: str

    @classmethod
    def of(cls, value: float, from_unit: str, to_unit: str) -> Conversion:
        """Convert as :func:`~magnesium.convert` does, with the same errors.

        Args:
            value: A number.
            from_unit: Unit of *value*.
            to_unit: Unit of the result.
        """
        found = convert(value, from_unit, to_unit)
        return cls(value=found, unit=to_unit, from_value=value, from_unit=from_unit)

    def blocks(self) -> Iterator[Block]:
        """Yield the conversion, which is one line."""
        yield Heading(str(self), 1)

    def __str__(self) -> str:
        return f"{self.from_value:g} {self.from_unit} = {self.value:.6g} {self.unit}"
