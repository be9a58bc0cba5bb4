"""Estimates: a figure with its standard error, interval, and whether it may be published."""

from __future__ import annotations

import math
from collections.abc import Iterator

import attrs
import numpy as np
from scipy import special, stats

from magnesium.errors import InvalidValueError, instance
from magnesium.evidence import Vocabulary
from magnesium.population.columns import Floats
from magnesium.rendering.answers import Answer
from magnesium.rendering.blocks import Block, Heading, Note, Row


class Reporting(Vocabulary):
    """The NCHS standards for a share: present, review, or suppress it."""

    PRESENT = "present"
    REVIEW = "review"
    SUPPRESS = "suppress"


@attrs.frozen(kw_only=True)
class Replicates:
    """The figure in each replicate, for comparing estimates of one survey."""

    values: tuple[float | None, ...]
    """``None`` in a replicate without an answer."""
    scale: tuple[float, ...]
    """Factor of each squared difference in the variance."""
    key: str
    """Digest of the replicate weights; equal digests mean the same replicates."""

    def variance_around(self, value: float) -> float | None:
        """Return the variance; replicates without an answer are skipped and the others reweighted."""
        values = np.array([math.nan if one is None else one for one in self.values], dtype=np.float64)
        scale, found = np.asarray(self.scale), np.isfinite(values)
        if found.sum() < 2 or not math.isfinite(value):
            return None
        squares = scale[found] * (values[found] - value) ** 2
        return float(squares.sum() * (scale.sum() / scale[found].sum()))

    def minus(self, other: Replicates) -> Replicates:
        """Return the differences, replicate by replicate."""
        pairs = zip(self.values, other.values, strict=True)
        values = tuple(None if one is None or two is None else one - two for one, two in pairs)
        return attrs.evolve(self, values=values)


@attrs.frozen(kw_only=True, repr=False)
class Estimate(Answer):
    """A figure with its error by the survey's design, in the unit of the figure.

    *se*, *low* and *high* are ``None`` if no errors were requested or could be estimated.
    """

    value: float
    se: float | None
    low: float | None
    high: float | None
    df: int
    """Degrees of freedom: PSUs less strata."""
    replicates: int
    """Number of replicates with an answer."""
    reporting: Reporting | None = None
    """For shares, by the standards of the NCHS; otherwise ``None``."""
    reporting_note: str = ""
    confidence: float = 0.95
    """Level of the interval."""
    of_replicates: Replicates | None = None
    """The figure in each replicate; ``None`` without replicates."""

    @property
    def relative_standard_error(self) -> float | None:
        """Standard error over the value, ``None`` without one."""
        return None if self.se is None or self.value == 0 else self.se / abs(self.value)

    def blocks(self) -> Iterator[Block]:
        """Yield the figure, its error and its interval."""
        yield Heading(str(self), 1)
        if self.se is None or self.low is None or self.high is None:
            yield Note("No standard error.")
            return
        yield Row("Standard error", f"{self.se:.3g}")
        yield Row(f"{self.confidence:.0%} interval", f"{self.low:.4g} to {self.high:.4g}")
        yield Row("Degrees of freedom", str(self.df))
        if self.reporting is not None:
            note = f": {self.reporting_note}" if self.reporting_note else ""
            yield Note(f"NCHS presentation standards: {self.reporting}{note}.")

    def __str__(self) -> str:
        return f"{self.value:.4g}" if self.se is None else f"{self.value:.4g} (SE {self.se:.2g})"


def estimate(
    values: Floats,
    scale: Floats,
    df: int,
    *,
    confidence: float = 0.95,
    persons: float | None = None,
    key: str = "",
) -> Estimate:
    """Return the estimate of ``values[0]`` with the other values as its replicates.

    The NCHS presentation standards for proportions (Parker and others 2017, Vital Health Stat 2(175)) apply to the
    interval of a share.

    Args:
        values: The figure in the full sample, then in each replicate.
        scale: Factor of each squared difference in the variance.
        df: Degrees of freedom of the t interval.
        confidence: Level of the interval.
        persons: Number of persons of a share, whose interval is on the logit scale; ``None`` for other figures.
        key: Digest of the replicate weights.
    """
    listed = tuple(one if math.isfinite(one) else None for one in values[1:].tolist())
    of = Replicates(values=listed, scale=tuple(scale.tolist()), key=key) if listed else None
    variance = None if of is None else of.variance_around(float(values[0]))
    found = with_variance(float(values[0]), variance, df, confidence=confidence, persons=persons)
    return attrs.evolve(found, of_replicates=of, replicates=sum(one is not None for one in listed))


def with_variance(
    value: float, variance: float | None, df: int, *, confidence: float = 0.95, persons: float | None = None
) -> Estimate:
    """Return the estimate of a figure with a known variance.

    Args:
        value: The figure.
        variance: Its variance; ``None`` if it could not be estimated.
        df: Degrees of freedom.
        confidence: Level of the interval.
        persons: As in :func:`estimate`.
    """
    if variance is None or df < 1 or not math.isfinite(value):
        note = Reporting.REVIEW if persons is not None else None
        why = "no standard error" if note else ""
        return Estimate(
            value=value,
            se=None,
            low=None,
            high=None,
            df=df,
            replicates=0,
            reporting=note,
            reporting_note=why,
            confidence=confidence,
        )
    se = math.sqrt(variance)
    if persons is not None:
        return _share(value, se, df=df, confidence=confidence, persons=persons)
    half = float(stats.t.ppf((1 + confidence) / 2, df)) * se
    return Estimate(value=value, se=se, low=value - half, high=value + half, df=df, replicates=0, confidence=confidence)


def difference(one: Estimate, other: Estimate) -> Estimate:
    """Return *one* less *other*, with the standard error of the difference.

    Estimates from the same replicates are subtracted replicate by replicate, which includes their covariance;
    estimates from different surveys, or from cycles fitted separately, are independent, with Satterthwaite's degrees
    of freedom.

    Raises :class:`~magnesium.InvalidValueError` if an argument is not an estimate, or only one of them is a share.

    >>> from magnesium.population import made_up_recalls, usual_intake
    >>> survey = made_up_recalls(persons=1000, seed=3)
    >>> usual = usual_intake(survey, by=survey["person"] % 2)
    >>> change = difference(usual[0].errors.mean_mg, usual[1].errors.mean_mg)
    >>> round(change.value, 1) == round(usual[0].mean_mg - usual[1].mean_mg, 1), change.se > 0
    (True, True)
    """
    for role, given in (("one", one), ("other", other)):
        instance(given, Estimate, role, "must be an Estimate, such as usual.errors.mean_mg")
    if None not in (one.se, other.se) and (one.reporting is None) != (other.reporting is None):
        reason = "must be of the same kind: a share is not subtracted from an amount"
        raise InvalidValueError("other", str(other), reason)
    value = one.value - other.value
    if one.of_replicates is not None and other.of_replicates is not None and _are_paired(one, other):
        of = one.of_replicates.minus(other.of_replicates)
        df = max(one.df, other.df)
        found = with_variance(value, of.variance_around(value), df, confidence=one.confidence)
        return attrs.evolve(found, of_replicates=of, replicates=sum(each is not None for each in of.values))
    if one.se is None or other.se is None:
        return with_variance(value, None, 0, confidence=one.confidence)
    variance = one.se**2 + other.se**2
    parts = one.se**4 / max(one.df, 1) + other.se**4 / max(other.df, 1)
    df = max(1, int(variance**2 / parts)) if parts > 0 else min(one.df, other.df)
    return with_variance(value, variance, df, confidence=one.confidence)


def _are_paired(one: Estimate, other: Estimate) -> bool:
    keys = [each.of_replicates.key if each.of_replicates else "" for each in (one, other)]
    return bool(keys[0]) and keys[0] == keys[1]


def _share(value: float, se: float, *, df: int, confidence: float, persons: float) -> Estimate:
    inside = 0 < value < 1 and se > 0
    effective = min(persons, value * (1 - value) / se**2) if inside else persons
    low = high = value
    if inside:
        # On the logit, so that the interval stays between 0 and 1.
        half = float(stats.t.ppf((1 + confidence) / 2, df)) * se / (value * (1 - value))
        logit = math.log(value / (1 - value))
        low, high = float(special.expit(logit - half)), float(special.expit(logit + half))
    reporting, note = _standards(value, high - low, min(persons, effective), df)
    return Estimate(
        value=value,
        se=se,
        low=low,
        high=high,
        df=df,
        replicates=0,
        reporting=reporting,
        reporting_note=note,
        confidence=confidence,
    )


def _standards(value: float, width: float, effective: float, df: int) -> tuple[Reporting, str]:
    """Apply the standards in their order: sample size, width, relative width, degrees of freedom."""
    wide = width > 0.05
    rules = (
        (effective < 30, Reporting.SUPPRESS, f"effective sample size {effective:.0f}: below 30"),
        (width >= 0.30, Reporting.SUPPRESS, f"interval {width:.2f} wide: 0.30 or more"),
        (wide and width > 1.30 * value, Reporting.SUPPRESS, f"interval {width:.2f} wide: over 130 % of the share"),
        (df < 8, Reporting.REVIEW, f"{df} degrees of freedom: below 8"),
        (value in {0.0, 1.0}, Reporting.REVIEW, "share of 0 or 1"),
        (wide and width > 1.30 * (1 - value), Reporting.PRESENT, "the share of the others is not reliable"),
    )
    return next(((kind, note) for broken, kind, note in rules if broken), (Reporting.PRESENT, ""))
