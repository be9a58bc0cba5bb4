"""Errors of amounts of magnesium, and how they combine.

Each term is the standard deviation of one cause. Terms with the same key are one error: they are added before
squaring. Terms with different keys are independent: their variances are added. A term is a Student t with 3 degrees
of freedom, and a sum of n_eff = (sum of V)² / (sum of V²) equal terms is one with 3 n_eff (see docs/uncertainty.md).
"""

from __future__ import annotations

import math
import sys
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

import attrs

from magnesium.errors import InvalidValueError
from magnesium.evidence import Vocabulary
from magnesium.foods.student_t import t_quantile, upper_tail
from magnesium.rendering.answers import Answer
from magnesium.units import amount, as_float

DEGREES = 3
"""Degrees of freedom of one term."""
_LARGEST_SHIFT = 0.25
"""Largest shift of the middle of an interval above the amount, as a share of the half-width."""


_LARGEST_RATIO = 1e9
_WHOLE_FROM = 10.0
"""Amounts, and upper ends of intervals, from which they are shown as integers."""


class ErrorPart(Vocabulary):
    """The source of an uncertainty."""

    FOOD_DATA = "food data"
    """The value of a table, which food and form is meant, and the retention in cooking."""
    PORTIONS = "portions"
    """The portion weighs more or less than assumed."""
    DAYS = "days"
    """The recorded days are not all days."""


class ErrorTerm(NamedTuple):
    """One cause of error: its SD in mg; terms with the same *key* are the same error."""

    key: str
    part: ErrorPart
    sd_mg: float


class ItemErrors(NamedTuple):
    """The errors of an amount of an item, and how much of it is from analyzed values."""

    terms: tuple[ErrorTerm, ...]
    analyzed_mg: float


def scaled(errors: ItemErrors, factor: float) -> ItemErrors:
    """Return the errors of *factor* times the amount."""
    terms = [ErrorTerm(key, part, sd_mg * factor) for key, part, sd_mg in errors.terms]
    return ItemErrors(tuple(terms), errors.analyzed_mg * factor)


def _sd(_: object, attribute: attrs.Attribute[Any], value: float) -> None:
    amount(value, attribute.name)


def _terms(_: object, attribute: attrs.Attribute[Any], value: float) -> None:
    if as_float(value, attribute.name) < 1:
        raise InvalidValueError(attribute.name, value, "must be at least 1")


@attrs.frozen(kw_only=True, repr=False)
class Spread(Answer):
    """The uncertainty of a sum, and its causes."""

    sd_mg: float = attrs.field(validator=_sd)
    """Standard deviation in mg."""
    effective_terms: float = attrs.field(default=1.0, validator=_terms)
    """Number of equal independent errors with the same variance and tails."""
    food_data_sd_mg: float = attrs.field(default=0.0, validator=_sd)
    """Standard deviation due to the food data."""
    portions_sd_mg: float = attrs.field(default=0.0, validator=_sd)
    """Standard deviation due to the portions."""
    analyzed_mg: float = attrs.field(default=0.0, validator=_sd)
    """Amount in mg from analyzed values."""

    @property
    def degrees_of_freedom(self) -> float:
        """Degrees of freedom of the Student t."""
        return DEGREES * self.effective_terms

    @property
    def scale_mg(self) -> float:
        """Scale of the Student t: its SD times the square root of (ν - 2) / ν."""
        degrees = self.degrees_of_freedom
        return self.sd_mg * math.sqrt((degrees - 2) / degrees)

    def __str__(self) -> str:
        return f"SD {self.sd_mg:.1f} mg"


def combined(errors: Iterable[ItemErrors]) -> Spread:
    """Return the spread of the sum of amounts with these *errors*."""
    by_key: defaultdict[tuple[str, ErrorPart], float] = defaultdict(float)
    analyzed = []
    for terms, analyzed_mg in errors:
        analyzed.append(analyzed_mg)
        for key, part, sd_mg in terms:
            by_key[key, part] += sd_mg
    sds = [(part, sd_mg) for (_, part), sd_mg in by_key.items()]
    return _spread(sds, _effective_terms((sd_mg, 1.0) for _, sd_mg in sds), math.fsum(analyzed))


def joined(spreads: Iterable[Spread]) -> Spread:
    """Return the spread of the sum of independent amounts."""
    listed = list(spreads)
    if len(listed) == 1:
        return listed[0]
    sds = [(ErrorPart.FOOD_DATA, spread.food_data_sd_mg) for spread in listed]
    sds += [(ErrorPart.PORTIONS, spread.portions_sd_mg) for spread in listed]
    terms = _effective_terms((spread.sd_mg, spread.effective_terms) for spread in listed)
    return _spread(sds, terms, math.fsum(spread.analyzed_mg for spread in listed))


def _effective_terms(spreads: Iterable[tuple[float, float]]) -> float:
    """Return n_eff of independent sums with these SDs and numbers of equal terms."""
    listed = list(spreads)
    largest = max((sd_mg for sd_mg, _ in listed), default=0.0)
    if not largest:
        return 1.0
    variances = [((sd_mg / largest) ** 2, terms) for sd_mg, terms in listed]
    whole = math.fsum(variance for variance, _ in variances)
    return max(1.0, whole * whole / math.fsum(variance * variance / terms for variance, terms in variances))


def _spread(sds: Iterable[tuple[ErrorPart, float]], effective_terms: float, analyzed_mg: float) -> Spread:
    parts: defaultdict[ErrorPart, list[float]] = defaultdict(list)
    for part, sd_mg in sds:
        parts[part].append(sd_mg)
    food_data, portions = (_root(parts[part]) for part in (ErrorPart.FOOD_DATA, ErrorPart.PORTIONS))
    return Spread(
        sd_mg=_root((food_data, portions)),
        effective_terms=effective_terms,
        food_data_sd_mg=food_data,
        portions_sd_mg=portions,
        analyzed_mg=analyzed_mg,
    )


def _root(sds: Iterable[float]) -> float:
    """Return the root of the sum of squares, at most the largest float."""
    return min(math.hypot(*sds), sys.float_info.max)


def scaled_spread(spread: Spread, factor: float) -> Spread:
    """Return the spread of *factor* times the amount."""
    return attrs.evolve(
        spread,
        sd_mg=spread.sd_mg * factor,
        food_data_sd_mg=spread.food_data_sd_mg * factor,
        portions_sd_mg=spread.portions_sd_mg * factor,
        analyzed_mg=spread.analyzed_mg * factor,
    )


def interval(mg: float, spread: Spread, level: float) -> tuple[float, float]:
    """Return the interval about *mg* that contains the true amount with the probability *level*; never below 0.

    It is symmetric on the log scale, up to half-widths of 100 %; beyond, its upper end grows linearly. For
    several terms its middle is above *mg*, since a sum of skewed errors is more often above the sum of their medians.

    Args:
        mg: Amount in mg.
        spread: Its uncertainty.
        level: Probability, 0 to 1.

    >>> low, high = interval(100, Spread(sd_mg=17.32), 0.9)
    >>> round(low), round(high), interval(0, Spread(sd_mg=0), 0.9)
    (79, 127, (0.0, 0.0))
    """
    half = t_quantile(checked_level(level), spread.degrees_of_freedom) * spread.scale_mg
    if half == 0 or mg == 0:
        return 0.0 if half else float(mg), mg + half
    ratio, relative = half / mg, min(spread.sd_mg / mg, _LARGEST_RATIO)
    skewness = min(relative * relative * (spread.effective_terms - 1) / 2, ratio * _LARGEST_SHIFT, 1.0)
    shift = math.exp(skewness)
    above = mg * math.exp(ratio) if ratio <= 1 else mg * (math.e - 1) + half
    return mg * math.exp(-ratio) * shift, above * shift


def probability_above(limit_mg: float, mg: float, spread: Spread) -> float:
    """Return the probability that the true amount is above a limit, by the distribution of :func:`interval`.

    Args:
        limit_mg: The limit in mg.
        mg: Amount in mg.
        spread: Its uncertainty.

    >>> round(probability_above(100, 100, Spread(sd_mg=10)), 3), probability_above(100, 90, Spread(sd_mg=0))
    (0.5, 0.0)
    """
    if not spread.scale_mg or not limit_mg or not mg:
        return 1.0 if mg > limit_mg else 0.0
    return upper_tail(math.log(limit_mg / mg) * mg / spread.scale_mg, spread.degrees_of_freedom)


def interval_text(ends: tuple[float, float] | None, unit: str = "mg") -> str:
    """Format an interval; empty if unknown.

    >>> interval_text((200.6, 283.4)), interval_text((0.42, 1.26)), interval_text(None)
    ('201–283 mg', '0.4–1.3 mg', '')
    """
    return "" if ends is None else f"{_between(ends, _digits(ends[1]))} {unit}"


def mg_text(mg: float | None, *, at_least: bool = False) -> str:
    """Format an amount of magnesium: whole from 10 mg, and with one decimal below.

    >>> mg_text(78.3), mg_text(7.83, at_least=True), mg_text(0), mg_text(None)
    ('78 mg', 'at least 7.8 mg', '0 mg', 'unknown')
    """
    return "unknown" if mg is None else f"{'at least ' if at_least else ''}{mg:,.{_digits(mg)}f} mg"


def amount_text(mg: float, ends: tuple[float, float] | None, more: str = "") -> str:
    """Format an amount in one line, with its interval.

    Args:
        mg: Amount in mg.
        ends: Ends of its interval, if known.
        more: A further remark.

    >>> amount_text(237.6, (200.6, 283.4)), amount_text(237.6, (200.6, 283.4), "1 unknown"), amount_text(237.6, None)
    ('238 mg (201–283)', '238 mg (201–283; 1 unknown)', '238 mg')
    """
    aside = "; ".join(filter(None, (ends and _between(ends, _digits(mg)), more)))
    return f"{mg_text(mg)}{aside and f' ({aside})'}"


def _between(ends: tuple[float, float], digits: int) -> str:
    return f"{ends[0]:,.{digits}f}–{ends[1]:,.{digits}f}"


def _digits(mg: float) -> int:
    """Return the number of decimals of an amount."""
    return 0 if not 0 < mg < _WHOLE_FROM else 1


def interval_label(unknown: tuple[str, ...]) -> str:
    """Return the label of a 90 % interval; for a lower bound, it states that something is excluded."""
    return "90 % interval of what is known" if unknown else "90 % interval"


def checked_level(level: float) -> float:
    """Return *level*; raise :class:`~magnesium.InvalidValueError` unless it is between 0 and 1.

    It is the probability of an interval.
    """
    found = as_float(level, "level")
    if not 0 < found < 1:
        raise InvalidValueError("level", level, "must be between 0 and 1, such as 0.9")
    return found
