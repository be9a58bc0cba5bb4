"""The parts of every laboratory result: a value, its class, and the cut-offs that decided it."""

from __future__ import annotations

import enum
import math
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Generic, Literal, TypeVar

import attrs

from magnesium.catalogs.fields import nested, texts
from magnesium.errors import AmountError, InvalidValueError
from magnesium.evidence import Vocabulary
from magnesium.rendering.answers import Answer
from magnesium.rendering.blocks import Block, Caution, Heading, Table
from magnesium.units import VALENCE, amount, as_float, convert

SerumUnit = Literal["mmol/L", "mg/dL"]
"""Units of published limits of serum magnesium."""

MMOL_PER_L: Literal["mmol/L"] = "mmol/L"
MG_PER_DL: Literal["mg/dL"] = "mg/dL"
EGFR_UNIT = "mL/min/1.73 m²"
MEQ_PER_L = "mEq/L"

C_co = TypeVar("C_co", bound=enum.StrEnum | None, covariant=True)


class Comparison(Vocabulary):
    """How a value compares with a cut-off, or with a limit that a laboratory reported instead of a value."""

    BELOW = "<"
    AT_MOST = "<="
    AT_LEAST = ">="
    ABOVE = ">"

    @property
    def is_downward(self) -> bool:
        """Whether it is "<" or "<="."""
        return self in {Comparison.BELOW, Comparison.AT_MOST}

    def nearest(self, limit: float) -> float:
        """Return the number nearest to *limit* for which the comparison is true.

        >>> Comparison.BELOW.nearest(0.5) < 0.5 == Comparison.AT_MOST.nearest(0.5)
        True
        """
        if self in {Comparison.AT_MOST, Comparison.AT_LEAST}:
            return limit
        return math.nextafter(limit, -math.inf if self.is_downward else math.inf)


@attrs.frozen(kw_only=True, repr=False)
class Cutoff(Answer):
    """A number with which a value is compared, in the value's own unit, and the meaning of passing it.

    >>> str(Cutoff(comparison=Comparison.ABOVE, value=4.0, unit="%", meaning="renal wasting"))
    '> 4 %: renal wasting'
    """

    comparison: Comparison = attrs.field(converter=Comparison)
    value: float
    unit: str
    meaning: str
    sources: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Keys of :data:`magnesium.sources`; empty for a limit from the caller."""
    is_proposal: bool = False
    """Whether this is a proposal of some authors rather than in general use."""

    def is_met(self, value: float) -> bool:
        """Return whether *value*, in the cut-off's unit, is on its side."""
        value = as_float(value, "value")
        return {
            Comparison.BELOW: value < self.value,
            Comparison.AT_MOST: value <= self.value,
            Comparison.AT_LEAST: value >= self.value,
            Comparison.ABOVE: value > self.value,
        }[self.comparison]

    def is_certain(self, value: float, comparator: Comparison | None) -> bool:
        """Return whether *value*, and by the *comparator* every value beyond it, is on its side."""
        return self.is_met(value) and (comparator is None or comparator.is_downward == self.comparison.is_downward)

    def __str__(self) -> str:
        mark = " (a proposal)" if self.is_proposal else ""
        return f"{self.comparison} {self.value:g} {self.unit}: {self.meaning}{mark}"


def cutoffs(value: Iterable[Cutoff | Mapping[str, Any]]) -> tuple[Cutoff, ...]:
    """Return the cut-offs that a data file nests in another record."""
    return nested(Cutoff, value)


@attrs.frozen(kw_only=True, repr=False)
class Measurement(Answer, Generic[C_co]):
    """A laboratory value or an index, with its class and everything that decided the class."""

    value: float
    """Not rounded."""
    unit: str
    category: C_co
    """The class of the value; ``None`` if no source gives classes."""
    cutoffs: tuple[Cutoff, ...] = ()
    """The cut-offs used, met or not."""
    sources: tuple[str, ...] = ()
    """Keys of :data:`magnesium.sources` for the formula and the cut-offs."""
    cautions: tuple[str, ...] = ()
    """The limits of interpretation of the value."""
    comparator: Comparison | None = attrs.field(default=None, converter=attrs.converters.optional(Comparison))
    """Set if only a limit was reported ("< 0.5 mg/dL"): the value is then the nearest possible one, and all
    statements hold for every value beyond it."""

    def blocks(self) -> Iterator[Block]:
        """Yield the value, its cautions, and the cut-offs that decided its class."""
        yield Heading(self.title, 1)
        yield from (Caution(caution) for caution in self.cautions)
        if self.cutoffs:
            rows = (
                (f"{cutoff.comparison} {cutoff.value:.4g} {cutoff.unit}", *self._met(cutoff)) for cutoff in self.cutoffs
            )
            yield Table(("cut-off", "meaning", "met"), rows)

    @property
    def title(self) -> str:
        """The value and its class as a heading."""
        return str(self)

    def _met(self, cutoff: Cutoff) -> tuple[str, str]:
        meaning = f"{cutoff.meaning}{' (a proposal)' if cutoff.is_proposal else ''}"
        # A score also depends on cut-offs of its inputs.
        if cutoff.unit != self.unit:
            return meaning, ""
        if self.comparator is not None and not cutoff.is_certain(self.value, self.comparator):
            return meaning, "not known"
        return meaning, "yes" if cutoff.is_met(self.value) else "no"

    def __str__(self) -> str:
        text = f"{self.comparator or ''} {self.value:.4g} {self.unit}".strip()
        return text if self.category is None else f"{text}: {self.category}"


@attrs.frozen(kw_only=True)
class Plausible:
    """The range outside which a number is treated as a typo or a wrong unit."""

    lower: float
    upper: float
    unit: str
    below: str
    """Hint for a number below *lower*."""
    above: str
    """Hint for a number above *upper*."""

    def check(self, value: object, what: str) -> float:
        """Return *value* as a float; raise :class:`AmountError` if it is implausible.

        >>> volume = Plausible(lower=50, upper=20_000, unit="mL", below="was it liters?", above="was it µL?")
        >>> volume.check(1.5, "volume")
        Traceback (most recent call last):
        magnesium.errors.AmountError: volume 1.5 is not between 50 and 20000 mL; was it liters?
        """
        number = amount(value, what)
        if not self.lower <= number <= self.upper:
            hint = self.below if number < self.lower else self.above
            raise AmountError(what, value, f"is not between {self.lower:g} and {self.upper:g} {self.unit}; {hint}")
        return number


def exact(value: float) -> Fraction:
    """Return *value* as its shortest decimal, so that printed cut-offs compare exactly.

    In binary, 4.2 / (0.7 × 1.5) is a little more than 4.

    >>> exact(4.2) / (exact(0.7) * exact(1.5)) == 4
    True
    """
    return Fraction(repr(value))


def in_unit(value: float, from_unit: str, to_unit: str) -> float:
    """Convert a checked amount or concentration; exact between mmol/L and mEq/L and for equal units.

    Args:
        value: The number.
        from_unit: Its unit.
        to_unit: Unit of the result.

    >>> in_unit(0.09375, "mmol/L", "mEq/L")
    0.1875
    """
    if from_unit == to_unit:
        return value
    if {from_unit, to_unit} == {MMOL_PER_L, MEQ_PER_L}:
        return value * VALENCE if to_unit == MEQ_PER_L else value / VALENCE
    return convert(value, from_unit, to_unit)


def one_of(what: str, **given: float | None) -> tuple[str, float]:
    """Return the one keyword that was given, and its value.

    Raises :class:`InvalidValueError` unless exactly one was given.
    """
    stated = {name: value for name, value in given.items() if value is not None}
    if len(stated) != 1:
        *others, last = given
        raise InvalidValueError(what, stated or None, f"must be given as exactly one of {', '.join(others)} and {last}")
    return next(iter(stated.items()))


def unique(*groups: tuple[str, ...]) -> tuple[str, ...]:
    """Return the distinct strings of *groups* in order."""
    return tuple(dict.fromkeys(text for group in groups for text in group))
