"""Fit the amount-only model, once for the full sample and all replicates.

The model of a daily intake y of person i on day j, after Box-Cox with power λ:

    g(y_ij; λ) = x_ij'β + u_i + e_ij,   u_i ~ N(0, σ_u²),   e_ij ~ N(0, σ_e²)

The fit needs only weighted sums of products of the data. They are kept for each PSU and for a few
values of λ (Chebyshev nodes), so a replicate is a weighted sum of PSUs and needs no second pass over
the recalls; between the nodes the fits are interpolated.
"""

from __future__ import annotations

import attrs
import numpy as np
from numpy.polynomial.chebyshev import chebpts1
from scipy import special
from scipy.interpolate import BarycentricInterpolator

from magnesium.population.columns import Floats, Ints
from magnesium.population.model import POWERS, Model

_NODES = 9
_GOLDEN = (5**0.5 - 1) / 2


@attrs.frozen(kw_only=True, eq=False)
class Sample:
    """The recalls of persons fitted together, sorted by PSU and person."""

    mg: Floats
    """One per recall, above 0."""
    x: Floats
    """The model's columns, one row per recall."""
    start: Ints
    """The first row of each person."""
    days: Ints
    """The number of recalls of each person."""
    weight: Floats
    """One per person."""
    psu: Ints
    """One per person."""


@attrs.frozen(kw_only=True, eq=False)
class Sums:
    """Weighted sums of products for each PSU at each node of λ."""

    powers: Floats
    geometric_mean_mg: float
    """Scale of Box-Cox values, which makes their size independent of λ."""
    effects: int
    products: Floats
    """PSU × columns × columns, over recalls; columns are the effects, then one per node of λ."""
    means: Floats
    """PSU × class × columns × columns, over the means of persons, by number of days."""
    day_counts: Floats
    """The number of days of each class."""
    persons: Floats
    """PSU × class: weighted persons."""
    log_mg: Floats
    """PSU: weighted sum of logarithms, over recalls."""


@attrs.frozen(kw_only=True, eq=False)
class Fit:
    """The parameters of each replicate, on the Box-Cox scale."""

    power: Floats
    beta: Floats
    within_variance: Floats
    between_variance: Floats
    """Negative if persons vary less than their days."""

    @property
    def between_sd(self) -> Floats:
        """The SD between persons; 0 for a negative variance."""
        return np.sqrt(np.maximum(self.between_variance, 0))

    @property
    def within_sd(self) -> Floats:
        """The SD within persons."""
        return np.sqrt(self.within_variance)


def chebyshev(low: float, high: float) -> Floats:
    """Return the nodes of an interval.

    >>> chebyshev(0, 2).round(3)[[0, 4, 8]].tolist()
    [0.015, 1.0, 1.985]
    """
    return np.asarray((low + high) / 2 + (high - low) / 2 * chebpts1(_NODES), dtype=np.float64)


def interpolation(nodes: Floats, at: Floats) -> Floats:
    """Return the matrix from values at Chebyshev nodes to values elsewhere."""
    # The barycentric weights of these nodes are known (Berrut and Trefethen, SIAM Review 2004;46:501);
    # SciPy would compute them in random order, so that two fits would differ in the last digit.
    weights = (-1.0) ** np.arange(_NODES) * np.sqrt(1 - chebpts1(_NODES) ** 2)
    return np.asarray(BarycentricInterpolator(nodes, np.eye(_NODES), wi=weights)(at), dtype=np.float64)


def sums(sample: Sample, *, psus: int, powers: Floats) -> Sums:
    """Return the sums of each PSU at each power.

    Args:
        sample: The recalls.
        psus: Number of PSUs.
        powers: Values of λ.
    """
    start, days, weight, psu = sample.start, sample.days, sample.weight, sample.psu
    recall_weight = np.repeat(weight, days)
    log = np.log(sample.mg)
    geometric_mean = float(np.exp((recall_weight * log).sum() / recall_weight.sum()))
    z = special.boxcox(sample.mg[:, None], powers) * geometric_mean ** (1 - powers)
    table = np.hstack([sample.x, z])
    person_means = np.add.reduceat(table, start, axis=0) / days[:, None]
    counts = np.unique(days)
    columns = table.shape[1]
    products = np.zeros((psus, columns, columns))
    means = np.zeros((psus, len(counts), columns, columns))
    persons = np.zeros((psus, len(counts)))
    log_mg = np.zeros(psus)
    edges = np.flatnonzero(np.r_[True, psu[1:] != psu[:-1], True])
    for first, last in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        unit = int(psu[first])
        rows = slice(int(start[first]), int(start[last - 1] + days[last - 1]))
        part = table[rows]
        products[unit] = (part * recall_weight[rows, None]).T @ part
        log_mg[unit] = (recall_weight[rows] * log[rows]).sum()
        for class_, count in enumerate(counts.tolist()):
            members = np.flatnonzero(days[first:last] == count) + first
            mean = person_means[members]
            means[unit, class_] = (mean * (weight[members] * count)[:, None]).T @ mean
            persons[unit, class_] = weight[members].sum()
    return Sums(
        powers=powers,
        geometric_mean_mg=geometric_mean,
        effects=sample.x.shape[1],
        products=products,
        means=means,
        day_counts=counts.astype(np.float64),
        persons=persons,
        log_mg=log_mg,
    )


class Fitter:
    """The sums under the full-sample weights (the first) and under those of each replicate."""

    def __init__(self, of: Sums, factors: Floats) -> None:
        factors = np.vstack([np.ones(factors.shape[1]), factors])
        self.of = of
        self.total = np.tensordot(factors, of.products, axes=1)
        self.means = np.tensordot(factors, of.means, axes=1)
        self.persons = factors @ of.persons
        self.log_mg = factors @ of.log_mg
        self.recalls = self.persons @ of.day_counts
        self.within = self.total - self.means.sum(axis=1)

    def _solved(self, products: Floats) -> tuple[Floats, Floats, Floats]:
        """Return β, the residual square and X'X of each replicate and node.

        *products* are replicate × columns², or replicate × node × columns². A column that is absent
        from a replicate (a category in one PSU) gets 0 by a ridge of 1e-10.
        """
        p, each = self.of.effects, np.arange(len(self.of.powers))
        if products.ndim == 3:
            products = np.broadcast_to(products[:, None], (len(products), len(each), *products.shape[1:]))
        xx = products[:, :, :p, :p]
        xz = products[:, each, :p, p + each].transpose(1, 0, 2)
        zz = products[:, each, p + each, p + each]
        largest = np.diagonal(xx, axis1=2, axis2=3).max(axis=2)
        xx = xx + (1e-10 * largest + 1e-300)[..., None, None] * np.eye(p)
        beta = np.linalg.solve(xx, xz[..., None])[..., 0]
        return beta, zz - (xz * beta).sum(axis=2), xx

    def _weighed(self, ratio: Floats) -> Floats:
        """Return the products under the weights of the model, for each replicate's and node's ratio of variances."""
        k = self.of.day_counts
        shrink = k * ratio[..., None] / (1 + k * ratio[..., None])
        return np.asarray(
            self.total[:, None] - np.einsum("rlk,rkij->rlij", shrink, self.means, optimize=True), dtype=np.float64
        )

    def criterion(self, ratio: Floats, *, restricted: bool) -> Floats:
        """Return -2 × the log-likelihood of each node, σ_e² profiled out, the Jacobian of λ included."""
        _, rest, xx = self._solved(self._weighed(ratio))
        k, powers = self.of.day_counts, self.of.powers
        free = self.recalls - (self.of.effects if restricted else 0)
        with np.errstate(invalid="ignore"):  # a replicate can have no recall of a group
            out = free[:, None] * np.log(np.maximum(rest, 1e-300) / free[:, None])
        out += (self.persons[:, None] * np.log1p(k * ratio[..., None])).sum(axis=2)
        out += 2 * (powers - 1) * (self.recalls * np.log(self.of.geometric_mean_mg) - self.log_mg)[:, None]
        if restricted:
            out += np.linalg.slogdet(xx)[1]
        return np.asarray(out, dtype=np.float64)

    def best_ratio(self, *, restricted: bool) -> Floats:
        """Return the most likely σ_u²/σ_e² of each replicate and node, by golden section on the share of σ_u²."""
        shape = (len(self.recalls), len(self.of.powers))
        low, high = np.zeros(shape), np.full(shape, 0.995)
        a, b = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)

        def at(share: Floats) -> Floats:
            return self.criterion(share / (1 - share), restricted=restricted)

        at_a, at_b = at(a), at(b)
        for _ in range(24):
            left = at_a < at_b
            low, high = np.where(left, low, a), np.where(left, b, high)
            new = np.where(left, high - _GOLDEN * (high - low), low + _GOLDEN * (high - low))
            at_new = at(new)
            a, b = np.where(left, new, b), np.where(left, a, new)
            at_a, at_b = np.where(left, at_new, at_b), np.where(left, at_a, at_new)
        share = (low + high) / 2
        # The search approaches the end of its range but does not reach it.
        none = np.zeros(shape)
        share = np.where(at(none) <= at(share), none, share)
        return np.asarray(share / (1 - share), dtype=np.float64)

    def moments(self) -> tuple[Floats, Floats]:
        """Return σ_e² and σ_u² of each node by the unbalanced analysis of variance (weighted Henderson I)."""
        _, within, _ = self._solved(self.within)
        # Effects that vary within persons use degrees of freedom there, the others between.
        p = self.of.effects
        scale = np.maximum(np.abs(np.diagonal(self.total[:, :p, :p], axis1=1, axis2=2)), 1e-300)
        moving = (np.diagonal(self.within[:, :p, :p], axis1=1, axis2=2) / scale > 1e-9).sum(axis=1)
        extra = self.persons @ (self.of.day_counts - 1)
        free = extra - moving
        with np.errstate(invalid="ignore", divide="ignore"):
            within_variance = np.where((free > 0)[:, None], within / free[:, None], np.nan)
        _, around, _ = self._solved(self.total)
        persons = self.persons.sum(axis=1)
        total_variance = around / (self.recalls * (1 - (p - moving) / np.maximum(persons, p + 1)))[:, None]
        return within_variance, total_variance - within_variance

    def total_variance(self) -> Floats:
        """Return σ_u² + σ_e² of each node, without separating days from persons."""
        _, around, _ = self._solved(self.total)
        return np.asarray(around / (self.recalls - self.of.effects)[:, None], dtype=np.float64)

    def fit(self, model: Model) -> tuple[Floats, Floats, Floats, Floats]:
        """Return criterion, β, σ_e² and σ_u² of each replicate and node, on the scaled Box-Cox scale."""
        given = model.of_group(None).within_to_between
        restricted = model.method == "reml" and given is None
        if isinstance(given, int | float):
            total = self.total_variance()
            between = total / (1 + given)
            within = total - between
            ratio = np.full(total.shape, 1 / given)
        else:
            ratio = self.best_ratio(restricted=restricted)
            if restricted:
                _, rest, _ = self._solved(self._weighed(ratio))
                within = rest / (self.recalls - self.of.effects)[:, None]
                between = within * ratio
            else:
                within, between = self.moments()
        criterion = self.criterion(ratio, restricted=restricted)
        with np.errstate(invalid="ignore", divide="ignore"):
            weighing = np.where(np.isfinite(between / within), np.maximum(between / within, 0), 0)
        beta, _, _ = self._solved(self._weighed(weighing))
        return criterion, beta, within, between


def fit_all(sample: Sample, *, factors: Floats, model: Model) -> Fit:
    """Return the fit of the full sample and of each replicate, with λ profiled in each unless given.

    Args:
        sample: The recalls.
        factors: Replicate weights over the weight, one row per replicate.
        model: How the model is fitted.
    """

    def fitter(powers: Floats, factors: Floats) -> Fitter:
        return Fitter(sums(sample, psus=factors.shape[1], powers=powers), factors)

    if model.power is not None:
        fitted = fitter(np.array([model.power]), factors)
        _, beta, within, between = fitted.fit(model)
        found = np.full(len(beta), float(model.power))
        blend = np.ones((len(beta), 1))
    else:
        low, high = _reach(fitter(chebyshev(*POWERS), factors[:0]), model)
        nodes = chebyshev(low, high)
        fitted = fitter(nodes, factors)
        criterion, beta, within, between = fitted.fit(model)
        grid = np.linspace(low, high, 401)
        found = _lowest(grid, criterion @ interpolation(nodes, grid).T)
        blend = interpolation(nodes, found)
    scale = fitted.of.geometric_mean_mg ** (found - 1)
    return Fit(
        power=found,
        beta=(blend[..., None] * beta).sum(axis=1) * scale[:, None],
        within_variance=(blend * within).sum(axis=1) * scale**2,
        between_variance=(blend * between).sum(axis=1) * scale**2,
    )


def _reach(rough: Fitter, model: Model) -> tuple[float, float]:
    """Return the range of the best powers of the replicates: five standard errors around the full sample's."""
    criterion, *_ = rough.fit(model)
    grid = np.linspace(*POWERS, 801)
    curve = (interpolation(rough.of.powers, grid) @ criterion[0])[None]
    center = float(_lowest(grid, curve)[0])
    near = np.abs(grid - center) <= 0.25
    bend = max(float(np.polyfit(grid[near], curve[0, near], 2)[0]), 1e-9)
    # The criterion is -2 log-likelihood: it rises by 1 within a standard error.
    reach = float(np.clip(5 / np.sqrt(bend), 0.2, 1.0))
    return max(POWERS[0], center - reach), min(POWERS[1], center + reach)


def _lowest(grid: Floats, curves: Floats) -> Floats:
    """Return where each curve is lowest, refined by the parabola through three points."""
    best = np.clip(curves.argmin(axis=1), 1, len(grid) - 2)
    row = np.arange(len(curves))
    left, middle, right = curves[row, best - 1], curves[row, best], curves[row, best + 1]
    step = grid[1] - grid[0]
    bend = left - 2 * middle + right
    with np.errstate(invalid="ignore", divide="ignore"):
        shift = np.where(bend > 0, np.clip((left - right) / (2 * bend), -1, 1), 0.0)
    at = grid[best] + shift * step
    at = np.where(curves[row, 0] < middle, grid[0], np.where(curves[row, -1] < middle, grid[-1], at))
    return np.asarray(at, dtype=np.float64)
