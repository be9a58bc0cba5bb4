"""Errors by the survey's design: replicate weights, intervals, and what may be shown."""

from __future__ import annotations

import enum
import math

import attrs
import numpy as np
from scipy import linalg, special, stats

from magnesium.errors import AmountError
from magnesium.population.survey import Floats, Ints


@attrs.frozen(kw_only=True, eq=False)
class Replication:
    """Replicate weights as factors of the full-sample weight, a row a replicate and a column a PSU.

    The variance of an estimate is the sum over replicates of ``scale`` × (replicate - estimate)².
    """

    method: str
    factors: Floats
    scale: Floats
    notes: tuple[str, ...] = ()


METHODS = ("jackknife", "bootstrap", "brr")


def replication(
    stratum: Ints,
    *,
    method: str | None,
    replicates: int = 200,
    fay: float = 0.3,
    single_psu: str = "error",
    seed: int = 0,
) -> Replication:
    """Return the replicate weights of a design whose PSU *j* lies in ``stratum[j]``.

    - ``jackknife``: JKn, one PSU is left out in turn and the others of its stratum stand in.
    - ``bootstrap``: Rao-Wu with n-1 of n PSUs drawn in each stratum, *replicates* times, by *seed*.
    - ``brr``: balanced repeated replication with Fay's factor, for exactly two PSUs a stratum.

    A stratum with one PSU says nothing about its own variance: *single_psu* ``error`` raises
    :class:`~magnesium.AmountError`, ``merge`` puts it with the next stratum and says so.

    Sources: Wolter, Introduction to Variance Estimation, 2nd ed. 2007; Rao, Wu and Yue, Survey
    Methodology 1992;18:209 (bootstrap); Judkins, Journal of Official Statistics 1990;6:223 (Fay).

    >>> import numpy as np
    >>> replication(np.array([0, 0, 1, 1]), method="jackknife").factors[0].tolist()
    [0.0, 2.0, 1.0, 1.0]
    """
    if method is None:
        return Replication(method="none", factors=np.empty((0, len(stratum))), scale=np.empty(0))
    if method not in METHODS:
        raise AmountError("replication", method, f"must be one of {', '.join(METHODS)}, or None")
    stratum, notes = _without_single_psus(stratum, single_psu)
    if method == "jackknife":
        made = _jackknife(stratum)
    elif method == "bootstrap":
        made = _bootstrap(stratum, replicates, seed)
    else:
        made = _brr(stratum, fay)
    return attrs.evolve(made, notes=notes)


def _without_single_psus(stratum: Ints, single_psu: str) -> tuple[Ints, tuple[str, ...]]:
    if single_psu not in {"error", "merge"}:
        raise AmountError("single_psu", single_psu, "must be 'error' or 'merge'")
    labels, counts = np.unique(stratum, return_counts=True)
    alone = labels[counts == 1]
    if not len(alone):
        return stratum, ()
    if single_psu == "error" or len(stratum) < 2:
        raise AmountError(
            "psu",
            len(alone),
            f"{len(alone)} strata have one PSU, and no variance can be found in them; single_psu='merge' puts each "
            "with the next stratum, replication=None asks for no errors",
        )
    merged = np.asarray(np.searchsorted(labels, stratum), dtype=np.int64)
    for label in np.searchsorted(labels, alone):
        if (merged == label).sum() > 1:  # one has joined it already
            continue
        others = np.unique(merged[merged != label])
        after = others[others > label]
        merged[merged == label] = after[0] if len(after) else others[-1]
    return merged, (f"{len(alone)} strata with one PSU were put with the next stratum",)


def _jackknife(stratum: Ints) -> Replication:
    units = len(stratum)
    counts = np.bincount(stratum)[stratum]
    same = stratum[:, None] == stratum[None, :]
    factors = np.where(same, (counts / (counts - 1))[:, None], 1.0)
    np.fill_diagonal(factors, 0.0)
    return Replication(method="jackknife", factors=factors.reshape(units, units), scale=(counts - 1) / counts)


def _bootstrap(stratum: Ints, replicates: int, seed: int) -> Replication:
    if type(replicates) is not int or replicates < 2:
        raise AmountError("replicates", replicates, "must be a whole number from 2")
    rng = np.random.default_rng(seed)
    factors = np.empty((replicates, len(stratum)))
    for label in np.unique(stratum):
        units = np.flatnonzero(stratum == label)
        n = len(units)
        factors[:, units] = rng.multinomial(n - 1, np.full(n, 1 / n), size=replicates) * (n / (n - 1))
    return Replication(method="bootstrap", factors=factors, scale=np.full(replicates, 1 / replicates))


def _brr(stratum: Ints, fay: float) -> Replication:
    if not 0 <= fay < 1:
        raise AmountError("fay", fay, "must be at least 0 and below 1")
    labels, counts = np.unique(stratum, return_counts=True)
    if (counts != 2).any():
        raise AmountError(
            "psu", int((counts != 2).sum()), "BRR needs two PSUs in every stratum; take jackknife or bootstrap"
        )
    size = 2 ** math.ceil(math.log2(len(labels) + 1))
    signs = linalg.hadamard(size)[:, 1 : len(labels) + 1].astype(np.float64)
    factors = np.empty((size, len(stratum)))
    for column, label in enumerate(labels):
        first, second = np.flatnonzero(stratum == label)
        factors[:, first] = 1 + (1 - fay) * signs[:, column]
        factors[:, second] = 1 - (1 - fay) * signs[:, column]
    return Replication(method="brr", factors=factors, scale=np.full(size, 1 / (size * (1 - fay) ** 2)))


class Reporting(enum.StrEnum):
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
