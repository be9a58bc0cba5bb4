"""The survey's design: replicate weights from its PSUs and strata."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from typing import Any, Literal, get_args

import attrs
import numpy as np
from scipy import linalg

from magnesium.catalogs.fields import one_of
from magnesium.errors import AmountError, InvalidValueError
from magnesium.population.columns import Floats, Ints
from magnesium.population.options import SHARE, number, whole_number
from magnesium.population.survey import Recalls

ReplicationMethod = Literal["jackknife", "bootstrap", "brr"]
"""How replicate weights are made."""

SinglePsu = Literal["error", "merge"]
"""What to do with a stratum that has one PSU."""

_OTHER_NAMES = {
    "jkn": "jackknife",
    "jk1": "jackknife",
    "jk2": "jackknife",
    "jk": "jackknife",
    "rao-wu": "bootstrap",
    "subbootstrap": "bootstrap",
    "boot": "bootstrap",
    "fay": "brr",
}


def replication_named(word: Any) -> Any:
    """Return the replication method of a word or a common alias, ignoring case."""
    if not isinstance(word, str):
        return word
    folded = word.strip().lower()
    return None if folded == "none" else _OTHER_NAMES.get(folded, folded)


def scale_or_none(value: Any) -> tuple[float, ...] | float | None:
    """Return one or several scales above 0."""
    if value is None:
        return None
    try:
        found = np.atleast_1d(np.asarray(value, dtype=np.float64))
    except (OverflowError, TypeError, ValueError):
        raise AmountError("scale", value, "must be a number above 0, or one per replicate") from None
    if found.ndim != 1 or not len(found) or not np.isfinite(found).all() or (found <= 0).any():
        raise AmountError("scale", value, "must be a number above 0, or one per replicate")
    return float(found[0]) if np.ndim(value) == 0 else tuple(found.tolist())


@attrs.frozen(kw_only=True)
class SurveyDesign:
    """How standard errors are estimated from the survey's strata and PSUs.

    The columns of weights, strata and PSUs are keywords of
    :func:`~magnesium.population.usual_intake`. Without PSUs, persons are assigned to 100 random
    groups instead.

    Raises :class:`~magnesium.InvalidValueError` for an option that is not allowed.

    Sources: Wolter, Introduction to Variance Estimation, 2nd ed. 2007; Rao, Wu and Yue, Survey
    Methodology 1992;18:209 (bootstrap); Judkins, Journal of Official Statistics 1990;6:223 (Fay).

    >>> SurveyDesign(replication="bootstrap", replicates=500).replicates
    500
    """

    replication: ReplicationMethod | None = attrs.field(
        default="jackknife",
        converter=replication_named,
        validator=attrs.validators.optional(one_of(*get_args(ReplicationMethod))),
    )
    """The replication method.

    - ``jackknife`` (JKn): each PSU is left out in turn, and the others of its stratum are weighted up.
    - ``bootstrap`` (Rao-Wu): n - 1 of the n PSUs are drawn in each stratum, with replacement.
    - ``brr``: balanced repeated replication with Fay's factor; needs exactly two PSUs per stratum.
    - ``None``: no standard errors.

    With ``replicate_weights`` it states their kind: "bootstrap", "brr" (also Fay's) or "jackknife", whose
    *scale* must be given. Common aliases are accepted: "JKn", "JK1", "Rao-Wu", "Fay".
    """
    replicates: int = attrs.field(default=200, validator=whole_number(2))
    """Number of replicates of the bootstrap; the other methods fix it themselves."""
    fay: float | None = attrs.field(
        default=None,
        validator=attrs.validators.optional(number("must be at least 0 and below 1", lambda value: 0 <= value < 1)),
    )
    """Fay's factor for BRR, at least 0 and below 1; 0 is plain BRR. Default: 0.3 if the library makes the weights."""
    scale: float | Sequence[float] | None = attrs.field(default=None, converter=scale_or_none)
    """Factor of the squared difference of each replicate in the variance: one number, or one per replicate.

    Required for a publisher's jackknife weights: (R - 1) / R for JK1, 1 for JK2, (n - 1) / n of the replicate's stratum
    for JKn. Otherwise it follows from the replication method.
    """
    single_psu: SinglePsu = attrs.field(default="error", validator=one_of(*get_args(SinglePsu)))
    """What to do with a stratum that has one PSU, from which no variance can be estimated.

    ``error`` raises :class:`~magnesium.InvalidValueError`; ``merge`` joins it with the next stratum and adds a note.
    """
    confidence: float = attrs.field(default=0.95, validator=SHARE)
    """Level of the intervals, above 0 and below 1."""
    seed: int = attrs.field(default=0, validator=whole_number(0))
    """Seed of the bootstrap, and of the random groups of a survey without PSUs."""


DEFAULT_DESIGN = SurveyDesign()


@attrs.frozen(kw_only=True, eq=False)
class Replication:
    """Replicate weights as factors of the full-sample weight, one row per replicate and one column per PSU.

    The variance of an estimate is the sum over replicates of ``scale`` × (replicate - estimate)².
    """

    method: str
    factors: Floats
    scale: Floats
    notes: tuple[str, ...] = ()
    key: str = ""
    """Digest of the survey and its replicates; estimates with the same digest are compared replicate by replicate."""


def replication_of(recalls: Recalls, design: SurveyDesign) -> Replication:
    """Return the replicate weights of a survey; none for a single person."""
    made = _replication_of(recalls, design)
    digest = hashlib.sha256(made.factors.tobytes() + made.scale.tobytes())
    digest.update(np.bincount(recalls.psu, weights=recalls.weight).tobytes())
    digest.update("\n".join(map(str, recalls.person.tolist())).encode())
    return attrs.evolve(made, key=digest.hexdigest()[:16])


def _replication_of(recalls: Recalls, design: SurveyDesign) -> Replication:
    if recalls.given_factors is not None:
        return _given(recalls.given_factors, design)
    if design.scale is not None:
        reason = "is for replicate_weights; here the library makes the replicates"
        raise InvalidValueError("scale", design.scale, reason)
    if not recalls.psus_are_sampled:
        if design.replication == "brr":
            raise InvalidValueError("replication", "brr", "needs strata and PSUs; choose jackknife or bootstrap")
        if len(recalls.stratum_of_psu) < 2:
            design = attrs.evolve(design, replication=None)
    return replication(recalls.stratum_of_psu, design)


def replication(stratum: Ints, design: SurveyDesign) -> Replication:
    """Return the replicate weights of a design whose PSU *j* is in ``stratum[j]``.

    >>> import numpy as np
    >>> replication(np.array([0, 0, 1, 1]), SurveyDesign(replication="jackknife")).factors[0].tolist()
    [0.0, 2.0, 1.0, 1.0]
    """
    if design.replication is None:
        return Replication(method="none", factors=np.empty((0, len(stratum))), scale=np.empty(0))
    stratum, notes = _without_single_psus(stratum, design.single_psu)
    if design.replication == "jackknife":
        made = _jackknife(stratum)
    elif design.replication == "bootstrap":
        made = _bootstrap(stratum, design.replicates, design.seed)
    else:
        made = _brr(stratum, 0.3 if design.fay is None else design.fay)
    return attrs.evolve(made, notes=notes)


def _given(factors: Floats, design: SurveyDesign) -> Replication:
    """Return the replicate weights of the survey's publisher; raise if their scale is not certain."""
    if design.replication is None:
        return Replication(method="none", factors=np.empty((0, factors.shape[1])), scale=np.empty(0))
    count = len(factors)
    if design.scale is not None:
        if isinstance(design.scale, tuple) and len(design.scale) != count:
            reason = f"must be one number, or one for each of {count} replicates"
            raise InvalidValueError("scale", len(design.scale), reason)
        scale = np.broadcast_to(np.asarray(design.scale, dtype=np.float64), (count,)).copy()
    elif design.replication == "bootstrap":
        scale = np.full(count, 1 / count)
    elif design.replication == "brr":
        scale = np.full(count, 1 / (count * (1 - _fay_of(factors, design.fay)) ** 2))
    else:
        reason = (
            "are of a kind that must be stated: SurveyDesign(replication='bootstrap'), "
            f"SurveyDesign(replication='brr', fay=…), or for jackknife weights SurveyDesign(scale=…), which is "
            f"{(count - 1) / count:.4g} for {count} replicates of JK1 and 1 for JK2"
        )
        raise InvalidValueError("replicate_weights", None, reason)
    return Replication(method=design.replication, factors=factors, scale=scale)


def _fay_of(factors: Floats, stated: float | None) -> float:
    """Return Fay's factor as stated, 0 if the weights fit plain BRR; raise if they do not."""
    if stated is not None:
        return stated
    distance = float(np.median(np.abs(factors - 1)))
    if abs(distance - 1) > 0.1:
        reason = (
            f"must be stated for replicate weights that differ from the weight by {distance:.0%}: "
            f"they are not plain BRR but Fay's; give SurveyDesign(replication='brr', fay={1 - distance:.1f})"
        )
        raise InvalidValueError("fay", None, reason)
    return 0.0


def merged_strata(stratum: Ints, design: SurveyDesign) -> Ints:
    """Join strata with one PSU with the next; raise if the design does not allow it."""
    return _without_single_psus(stratum, design.single_psu)[0]


def _without_single_psus(stratum: Ints, single_psu: str) -> tuple[Ints, tuple[str, ...]]:
    labels, counts = np.unique(stratum, return_counts=True)
    alone = labels[counts == 1]
    if not len(alone):
        return stratum, ()
    if single_psu == "error" or len(stratum) < 2:
        raise InvalidValueError(
            "psu",
            None,
            f"has one unit in {len(alone)} strata, from which no variance can be estimated; "
            "SurveyDesign(single_psu='merge') joins each with the next stratum, replication=None gives no errors",
        )
    merged = np.asarray(np.searchsorted(labels, stratum), dtype=np.int64)
    for label in np.searchsorted(labels, alone):
        if (merged == label).sum() > 1:  # another stratum has already joined it
            continue
        others = np.unique(merged[merged != label])
        after = others[others > label]
        merged[merged == label] = after[0] if len(after) else others[-1]
    return merged, (f"{len(alone)} strata with one PSU were joined with the next stratum",)


def _jackknife(stratum: Ints) -> Replication:
    units = len(stratum)
    counts = np.bincount(stratum)[stratum]
    same = stratum[:, None] == stratum[None, :]
    factors = np.where(same, (counts / (counts - 1))[:, None], 1.0)
    np.fill_diagonal(factors, 0.0)
    return Replication(method="jackknife", factors=factors.reshape(units, units), scale=(counts - 1) / counts)


def _bootstrap(stratum: Ints, replicates: int, seed: int) -> Replication:
    rng = np.random.default_rng(seed)
    factors = np.empty((replicates, len(stratum)))
    for label in np.unique(stratum):
        units = np.flatnonzero(stratum == label)
        n = len(units)
        factors[:, units] = rng.multinomial(n - 1, np.full(n, 1 / n), size=replicates) * (n / (n - 1))
    return Replication(method="bootstrap", factors=factors, scale=np.full(replicates, 1 / replicates))


def _brr(stratum: Ints, fay: float) -> Replication:
    labels, counts = np.unique(stratum, return_counts=True)
    if (counts != 2).any():
        reason = (
            f"does not have two units in {(counts != 2).sum()} strata; BRR needs two, choose jackknife or bootstrap"
        )
        raise InvalidValueError("psu", None, reason)
    size = 2 ** math.ceil(math.log2(len(labels) + 1))
    signs = linalg.hadamard(size)[:, 1 : len(labels) + 1].astype(np.float64)
    factors = np.empty((size, len(stratum)))
    for column, label in enumerate(labels):
        first, second = np.flatnonzero(stratum == label)
        factors[:, first] = 1 + (1 - fay) * signs[:, column]
        factors[:, second] = 1 - (1 - fay) * signs[:, column]
    return Replication(method="brr", factors=factors, scale=np.full(size, 1 / (size * (1 - fay) ** 2)))
