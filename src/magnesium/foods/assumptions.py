"""Assumption: a choice of a reading function among the possible meanings of words."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from magnesium.errors import tuple_of
from magnesium.evidence import Vocabulary
from magnesium.rendering.answers import Worded
from magnesium.text import whole_texts
from magnesium.units import amount


class AssumptionKind(Vocabulary):
    """The kind of choice."""

    PORTION = "portion"
    """The weight of a household measure or a piece."""
    STATE = "state"
    """Raw or cooked."""
    MEASURE = "measure"
    """The unit, or what a stated weight refers to."""
    FOOD = "food"
    """Which food."""
    IGNORED = "ignored"
    """Words that were ignored."""
    COMPOUND = "compound"
    """The salt, and whether the weight is that of the salt or of its magnesium."""
    RANGE = "range"
    """The point of a range."""
    SCALE = "scale"
    """The scale of the numbers of a table."""
    RELEASE = "release"
    """The release of a table."""


def _factor(_: object, attribute: attrs.Attribute[float | None], value: float | None) -> None:
    if value is not None:
        amount(value, attribute.name)


@attrs.frozen(field_transformer=whole_texts, repr=False)
class Alternative(Worded):
    """Another possible meaning, and its magnesium as a multiple of that of the choice.

    >>> str(Alternative("cooked", 0.77))
    'cooked (× 0.77)'
    """

    wording: str = attrs.field(alias="text")
    factor: float | None = attrs.field(default=None, validator=_factor)
    """Magnesium of this alternative divided by that of the choice; ``None`` if unknown."""

    def __str__(self) -> str:
        return self.wording if self.factor is None else f"{self.wording} (× {self.factor:.2g})"


def _alternatives(given: Iterable[Alternative]) -> tuple[Alternative, ...]:
    return tuple_of(given, Alternative, "alternatives")


@attrs.frozen(field_transformer=whole_texts, repr=False)
class Assumption(Worded):
    """One choice: *text* is what was read, *chosen* what was assumed, *source* a key of ``magnesium.sources``.

    *alternatives* do not depend on the amount, so a scaled entry keeps its assumptions.

    >>> print(Assumption("portion", "1 banana", "118 g", (Alternative("small (101 g)", 101 / 118),), "sr28"))
    portion: '1 banana' was read as 118 g; also possible: small (101 g) (× 0.86) [sr28]
    """

    kind: AssumptionKind = attrs.field(converter=AssumptionKind)
    wording: str = attrs.field(alias="text")
    chosen: str
    alternatives: tuple[Alternative, ...] = attrs.field(default=(), converter=_alternatives)
    source: str = ""
    """Source of the figure used; empty if the choice needs no figure."""

    def __str__(self) -> str:
        if self.kind == "ignored":
            return f"ignored: {self.wording!r}"
        also = "; ".join(str(alternative) for alternative in self.alternatives)
        source = f" [{self.source}]" if self.source else ""
        return f"{self.kind}: {self.wording!r} was read as {self.chosen}{also and '; also possible: '}{also}{source}"
