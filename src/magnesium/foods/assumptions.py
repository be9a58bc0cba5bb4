"""Assumption: a choice that a reading function made where the words leave several answers open."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from magnesium.errors import tuple_of
from magnesium.evidence import Vocabulary
from magnesium.rendering.answers import Worded
from magnesium.text import whole_texts
from magnesium.units import amount


class AssumptionKind(Vocabulary):
    """What was chosen."""

    PORTION = "portion"
    """What a household measure or a piece weighs."""
    STATE = "state"
    """Raw or cooked."""
    MEASURE = "measure"
    """Which unit, or what a stated weight is of."""
    FOOD = "food"
    """Which food."""
    IGNORED = "ignored"
    """Words that were left out."""
    COMPOUND = "compound"
    """Which salt, and whether it or its magnesium is weighed."""
    RANGE = "range"
    """Which point of a range."""
    SCALE = "scale"
    """How large the numbers of a table are."""
    RELEASE = "release"
    """Which release of a table."""


def _factor(_: object, attribute: attrs.Attribute[float | None], value: float | None) -> None:
    if value is not None:
        amount(value, attribute.name)


@attrs.frozen(field_transformer=whole_texts, repr=False)
class Alternative(Worded):
    """What the words could also mean, and the magnesium then, as a multiple of that of the choice.

    >>> str(Alternative("cooked", 0.77))
    'cooked (× 0.77)'
    """

    wording: str = attrs.field(alias="text")
    factor: float | None = attrs.field(default=None, validator=_factor)
    """Magnesium of this alternative divided by that of the choice; ``None`` if it is unknown."""

    def __str__(self) -> str:
        return self.wording if self.factor is None else f"{self.wording} (× {self.factor:.2g})"


def _alternatives(given: Iterable[Alternative]) -> tuple[Alternative, ...]:
    return tuple_of(given, Alternative, "alternatives")


@attrs.frozen(field_transformer=whole_texts, repr=False)
class Assumption(Worded):
    """One choice: *text* is what was read, *chosen* what was taken, *source* a key of ``magnesium.sources``.

    *alternatives* do not depend on the amount, so an entry that is scaled keeps its assumptions.

    >>> print(Assumption("portion", "1 banana", "118 g", (Alternative("small (101 g)", 101 / 118),), "sr28"))
    portion: '1 banana' was read as 118 g; also possible: small (101 g) (× 0.86) [sr28]
    """

    kind: AssumptionKind = attrs.field(converter=AssumptionKind)
    wording: str = attrs.field(alias="text")
    chosen: str
    alternatives: tuple[Alternative, ...] = attrs.field(default=(), converter=_alternatives)
    source: str = ""
    """Source of the figure that was taken; empty if the choice rests on no figure."""

    def __str__(self) -> str:
        if self.kind == "ignored":
            return f"ignored: {self.wording!r}"
        also = "; ".join(str(alternative) for alternative in self.alternatives)
        source = f" [{self.source}]" if self.source else ""
        return f"{self.kind}: {self.wording!r} was read as {self.chosen}{also and '; also possible: '}{also}{source}"
