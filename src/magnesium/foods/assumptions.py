"""Assumption: a choice that a reading function made where the words leave several answers open."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, get_args

import attrs

from magnesium.errors import InvalidValueError
from magnesium.text import whole_texts
from magnesium.units import amount

AssumptionKind = Literal["portion", "state", "measure", "food", "ignored", "compound", "range", "scale", "release"]
"""What was chosen: a weight, raw or cooked, a unit, the food, words left out, the salt, a point of a range."""


def _known_kind(_: object, __: object, kind: str) -> None:
    if kind not in get_args(AssumptionKind):
        raise InvalidValueError("kind", kind, f"must be one of {', '.join(get_args(AssumptionKind))}")


def _factor(_: object, attribute: attrs.Attribute[float | None], value: float | None) -> None:
    if value is not None:
        amount(value, attribute.name)


@attrs.frozen(field_transformer=whole_texts)
class Alternative:
    """What the words could also mean, and the magnesium then, as a multiple of that of the choice.

    >>> str(Alternative("cooked", 0.77))
    'cooked (× 0.77)'
    """

    text: str
    factor: float | None = attrs.field(default=None, validator=_factor)
    """Magnesium of this alternative divided by that of the choice; ``None`` if it is unknown."""

    def __str__(self) -> str:
        return self.text if self.factor is None else f"{self.text} (× {self.factor:.2g})"


def _alternatives(given: Iterable[Alternative]) -> tuple[Alternative, ...]:
    return tuple(given)


@attrs.frozen(field_transformer=whole_texts)
class Assumption:
    """One choice: *text* is what was read, *chosen* what was taken, *source* a key of ``magnesium.sources``.

    *alternatives* do not depend on the amount, so an entry that is scaled keeps its assumptions.

    >>> print(Assumption("portion", "1 banana", "118 g", (Alternative("small (101 g)", 101 / 118),), "sr28"))
    portion: '1 banana' was read as 118 g; also possible: small (101 g) (× 0.86) [sr28]
    """

    kind: AssumptionKind = attrs.field(validator=_known_kind)
    text: str
    chosen: str
    alternatives: tuple[Alternative, ...] = attrs.field(default=(), converter=_alternatives)
    source: str = ""
    """Source of the figure that was taken; empty if the choice rests on no figure."""

    def __str__(self) -> str:
        if self.kind == "ignored":
            return f"ignored: {self.text!r}"
        also = "; ".join(str(alternative) for alternative in self.alternatives)
        source = f" [{self.source}]" if self.source else ""
        return f"{self.kind}: {self.text!r} was read as {self.chosen}{also and '; also possible: '}{also}{source}"
