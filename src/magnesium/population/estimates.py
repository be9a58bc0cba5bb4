"""Estimates: a figure with its standard error, interval, and whether it may be published."""

from __future__ import annotations

import math

import attrs
import numpy as np
from scipy import special, stats

from magnesium.evidence import Vocabulary
from magnesium.population.columns import Floats


class Reporting(Vocabulary):
    """What the NCHS standards say of a share: show it, look at it again, or leave it out."""

    PRESENT = "present"
    REVIEW = "review"
    SUPPRESS = "suppress"


@attrs.frozen(kw_only=True)
class Estimate:
    """A figure with its error by the survey's design, in the unit of the figure.

    *se*, *low* and *high* are ``None`` where no errors were asked for or none could be found.
    """

    value: float
    se: float | None
    low: float | None
    high: float | None
    df: int
    """Degrees of freedom: PSUs less strata."""
    replicates: int
    """Replicates that gave an answer."""
    reporting: Reporting | None = None
    """For shares, by the standards of the NCHS; otherwise ``None``."""
    reporting_note: str = ""

    @property
    def relative_standard_error(self) -> float | None:
        """Standard error over the value, ``None`` without one."""
        return None if self.se is None or self.value == 0 else self.se / abs(self.value)

    def __str__(self) -> str:
        return f"{self.value:.4g}" if self.se is None else f"{self.value:.4g} (SE {self.se:.2g})"


def estimate(
    values: Floats, scale: Floats, df: int, *, confidence: float = 0.95, persons: float | None = None
) -> Estimate:
    """Return the estimate of ``values[0]`` whose replicates are the rest.

    Intervals are t with *df*. With *persons* the figure is a share: its interval is made on the
    logit, and the NCHS presentation standards for proportions (Parker and others 2017, Vital Health
    Stat 2(175)) applied to that interval say whether to show it.
    """
    value = float(values[0])
    found = np.isfinite(values[1:])
    count = int(found.sum())
    if count < 2 or df < 1 or not math.isfinite(value):
        note = Reporting.REVIEW if persons is not None else None
        why = "no standard error" if note else ""
        return Estimate(
            value=value, se=None, low=None, high=None, df=df, replicates=count, reporting=note, reporting_note=why
        )
    # A replicate without an answer is left out, and the others stand in for it.
    variance = float((scale[found] * (values[1:][found] - value) ** 2).sum() * (scale.sum() / scale[found].sum()))
    se = math.sqrt(variance)
    if persons is not None:
        return _share(value, se, df=df, count=count, confidence=confidence, persons=persons)
    half = float(stats.t.ppf((1 + confidence) / 2, df)) * se
    return Estimate(value=value, se=se, low=value - half, high=value + half, df=df, replicates=count)


def _share(value: float, se: float, *, df: int, count: int, confidence: float, persons: float) -> Estimate:
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
        replicates=count,
        reporting=reporting,
        reporting_note=note,
    )


def _standards(value: float, width: float, effective: float, df: int) -> tuple[Reporting, str]:
    """Apply the standards in their order: sample size, width, relative width, degrees of freedom."""
    wide = width > 0.05
    rules = (
        (effective < 30, Reporting.SUPPRESS, f"effective sample size {effective:.0f}: below 30"),
        (width >= 0.30, Reporting.SUPPRESS, f"interval {width:.2f} wide: 0.30 or more"),
        (wide and width > 1.30 * value, Reporting.SUPPRESS, f"interval {width:.2f} wide: over 130 % of the share"),
        (df < 8, Reporting.REVIEW, f"{df} degrees of freedom: below 8"),
        (value in {0.0, 1.0}, Reporting.REVIEW, "nobody, or everybody"),
        (wide and width > 1.30 * (1 - value), Reporting.PRESENT, "the share of the others is not reliable"),
    )
    return next(((kind, note) for broken, kind, note in rules if broken), (Reporting.PRESENT, ""))
