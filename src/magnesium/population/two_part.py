"""Fit the two-part model: the probability of intake on a day, and the amount on days with intake.

    logit P(y_ij > 0) = x_ij'α + u_1i
    g(y_ij; λ) = x_ij'β + u_2i + e_ij   if y_ij > 0

u_1 and u_2 are normal and correlated, e_ij ~ N(0, σ_e²), g is Box-Cox. The weighted likelihood integrates u_2 in closed
form and u_1 by a Gauss-Hermite sum; scores are exact, and their derivatives are finite differences. A replicate is one
Newton step from the full sample, with scores and Hessians that are kept for each PSU.

Source: Tooze and others 2006 and Kipnis and others 2009, the general case.
"""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt
from numpy.polynomial import hermite_e
from scipy import optimize, special

from magnesium.errors import InvalidValueError
from magnesium.population.columns import Floats, distinct_rows
from magnesium.population.fitting import Fit, Sample
from magnesium.population.model import POWERS

NODES, WEIGHTS = hermite_e.hermegauss(31)
WEIGHTS = WEIGHTS / WEIGHTS.sum()
_NAMES = ("log_odds_sd", "log_between", "atanh_correlation", "log_within", "power")
"""The parameters after the coefficients α and β, in order."""
_BOUNDS = ((-4.0, 1.8), (-4.0, 2.0), (-3.0, 3.0), (-4.0, 2.0), POWERS)
_STEP = 1e-4
_MOST_ODDS = 40.0
_ALIKE = 0.05
"""A between-person SD below this (for amounts: this fraction of the within-person SD) is indistinguishable from 0."""
_DONE = 1e-4
"""The Newton decrement, in units of the log-likelihood, at which the maximum is reached."""
_FAR = 2.0
"""Largest step of the logarithm of an SD with which one Newton step finds a replicate."""


@attrs.frozen(kw_only=True, eq=False)
class Eating:
    """The probability of intake: the parameters of each replicate, on the logit scale."""

    beta: Floats
    sd: Floats
    correlation: Floats
    """Between u_1 and u_2."""
    best: Floats
    """All parameters of the full sample, on the scale of the fit: amounts over their geometric mean."""


@attrs.frozen(kw_only=True, eq=False)
class TwoPartFit:
    """Both parts of each replicate; the amount's on the Box-Cox scale of mg."""

    amount: Fit
    eating: Eating


@attrs.frozen(kw_only=True, eq=False)
class _Parameters:
    """One vector of parameters, split into its parts."""

    alpha: Floats
    beta: Floats
    odds_sd: float
    between_sd: float
    correlation: float
    within_variance: float
    power: float

    @classmethod
    def of(cls, vector: Floats, effects: int) -> _Parameters:
        log_odds_sd, log_between, atanh, log_within, power = vector[2 * effects :].tolist()
        return cls(
            alpha=vector[:effects],
            beta=vector[effects : 2 * effects],
            odds_sd=float(np.exp(log_odds_sd)),
            between_sd=float(np.exp(log_between)),
            correlation=float(np.tanh(atanh)),
            within_variance=float(np.exp(2 * log_within)),
            power=power,
        )

    @property
    def slope(self) -> float:
        """The mean of u_2 if u_1 is one SD above its mean."""
        return self.correlation * self.between_sd

    @property
    def rest(self) -> float:
        """The variance of u_2 given u_1."""
        return self.between_sd**2 * (1 - self.correlation**2)


class Likelihood:
    """The likelihood of a sample in which some recalls are without intake."""

    def __init__(self, sample: Sample, eaten: npt.NDArray[np.bool_]) -> None:
        self.sample = sample
        self.eaten = eaten
        self.effects = sample.x.shape[1]
        weight = np.repeat(sample.weight, sample.days)[eaten]
        log = np.log(sample.mg[eaten])
        self.geometric_mean_mg = float(np.exp(np.average(log, weights=weight)))
        self.log = np.where(eaten, np.log(sample.mg) - np.log(self.geometric_mean_mg), 0.0)
        first, self.kind = distinct_rows(sample.x)
        self.kinds = sample.x[first]
        self.counts = self._sums(eaten.astype(np.float64))

    def _sums(self, rows: Floats) -> Floats:
        return np.asarray(np.add.reduceat(rows, self.sample.start, axis=0), dtype=np.float64)

    def _transformed(self, power: float) -> Floats:
        return np.where(self.eaten, special.boxcox(np.exp(self.log), power), 0.0)

    def posterior(self, at: _Parameters) -> tuple[Floats, Floats, Floats, Floats]:
        """Return log-likelihoods of persons, the posterior of u_1 at the nodes, probabilities, and amount residuals."""
        odds = (self.kinds @ at.alpha)[:, None] + at.odds_sd * NODES
        ratio = np.exp(np.clip(odds, -_MOST_ODDS, _MOST_ODDS))
        probability, without = (ratio / (1 + ratio))[self.kind], -np.log1p(ratio)
        eating = self._sums(np.vstack([without, without + odds])[self.kind + self.eaten * len(odds)])
        residual = np.where(self.eaten, self._transformed(at.power) - self.sample.x @ at.beta, 0.0)
        total, squares, n = self._sums(residual), self._sums(residual**2), self.counts
        whole = at.within_variance + n * at.rest
        middle = total / np.maximum(n, 1)
        spread = np.maximum(n - 1, 0) * np.log(at.within_variance) + np.where(n > 0, np.log(whole), 0.0)
        around = (squares - n * middle**2) / at.within_variance
        off = middle[:, None] - at.slope * NODES
        constant = spread + around + n * _LOG_2_PI
        each = np.log(WEIGHTS) + eating - (constant[:, None] + (n / whole)[:, None] * off**2) / 2
        highest = each.max(axis=1)
        whole_log = highest + np.log(np.exp(each - highest[:, None]).sum(axis=1))
        jacobian = self._sums(np.where(self.eaten, (at.power - 1) * self.log - np.log(self.geometric_mean_mg), 0.0))
        return whole_log + jacobian, np.exp(each - whole_log[:, None]), probability, residual

    def scores(self, vector: Floats) -> tuple[Floats, Floats]:
        """Return log-likelihoods and scores of persons."""
        at, x = _Parameters.of(vector, self.effects), self.sample.x
        log_likelihood, posterior, probability, residual = self.posterior(at)
        rows = np.repeat(np.arange(len(posterior)), self.sample.days)
        expected = np.einsum("ij,ij->i", posterior[rows], probability)
        moved = self._sums(self.eaten[:, None] - probability)
        n = self.counts
        whole = at.within_variance + n * at.rest
        middle = self._sums(residual) / np.maximum(n, 1)
        off = middle[:, None] - at.slope * NODES
        mean_off, square_off = (posterior * off).sum(axis=1), (posterior * off**2).sum(axis=1)
        along = n * (posterior * off * NODES).sum(axis=1) / whole
        around = self._sums(residual**2) - n * middle**2
        by_within = (
            -(np.maximum(n - 1, 0) / at.within_variance + (n > 0) / whole) / 2
            + (around / at.within_variance**2 + n * square_off / whole**2) / 2
        )
        by_rest = -(n / whole - n**2 * square_off / whole**2) / 2
        gradient = np.where(self.eaten, (residual - middle[rows]) / at.within_variance + (mean_off / whole)[rows], 0.0)
        bend = (self._transformed(at.power + _STEP) - self._transformed(at.power - _STEP)) / (2 * _STEP)
        unexplained = 1 - at.correlation**2
        columns = (
            at.odds_sd * (posterior * NODES * moved).sum(axis=1),
            at.slope * along + 2 * at.rest * by_rest,
            unexplained * (at.between_sd * along - 2 * at.correlation * at.between_sd**2 * by_rest),
            2 * at.within_variance * by_within,
            self._sums(np.where(self.eaten, self.log - gradient * bend, 0.0)),
        )
        both = (self._sums(x * (self.eaten - expected)[:, None]), self._sums(x * gradient[:, None]))
        return log_likelihood, np.column_stack([*both, *columns])


_LOG_2_PI = float(np.log(2 * np.pi))


def fit_two_part(
    sample: Sample, eaten: npt.NDArray[np.bool_], *, groups: int, factors: Floats, power: float | None
) -> TwoPartFit:
    """Return the fit of the full sample and of each replicate.

    Args:
        sample: The recalls.
        eaten: Whether each recall has intake.
        groups: Number of groups, whose means are the first columns.
        factors: Replicate weights over the weight, one row per replicate.
        power: λ; estimated if ``None``.

    Raises:
        InvalidValueError: The likelihood has no maximum.
    """
    of = Likelihood(sample, eaten)
    start = _start(of, power)
    bounds = [(-np.inf, np.inf)] * (2 * of.effects) + list(_BOUNDS)
    if power is not None:
        bounds[-1] = (power, power)
    best = _maximum(of, start, bounds)
    best, free = _settled(best, np.array(bounds))
    best, scores, hessians = _polished(of, best, free, psus=factors.shape[1])
    return _rescaled(of, _replicates(best, free, scores, hessians, factors), groups)


def _settled(vector: Floats, bounds: Floats) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Return the parameters, and which of them the data determine.

    If persons do not differ in one part, its SD and the correlation are not determined: the SD stays, and the
    correlation is 0.
    """
    free = (vector > bounds[:, 0] + 1e-6) & (vector < bounds[:, 1] - 1e-6)
    odds_sd, between, rho, within = range(len(vector) - len(_NAMES), len(vector) - 1)
    is_alike = [vector[odds_sd] < np.log(_ALIKE), vector[between] < np.log(_ALIKE) + vector[within]]
    if any(is_alike):
        vector = vector.copy()
        vector[rho] = 0.0
        free[[odds_sd, between, rho]] &= [not is_alike[0], not is_alike[1], False]
    return vector, free


def _start(of: Likelihood, power: float | None) -> Floats:
    x, eaten = of.sample.x, of.eaten
    power = 0.3 if power is None else power
    z = special.boxcox(np.exp(of.log[eaten]), power)
    beta = np.linalg.lstsq(x[eaten], z, rcond=None)[0]
    alpha = np.linalg.lstsq(x, np.full(len(x), special.logit(np.clip(eaten.mean(), 0.01, 0.99))), rcond=None)[0]
    spread = float(np.log(np.clip(np.std(z - x[eaten] @ beta) / np.sqrt(2), 0.05, 5)))
    return np.concatenate([alpha, beta, [0.0, spread, 0.0, spread, power]]).astype(np.float64)


def _maximum(of: Likelihood, start: Floats, bounds: list[tuple[float, float]]) -> Floats:
    weight = of.sample.weight / of.sample.weight.sum()

    def objective(vector: Floats) -> tuple[float, Floats]:
        log_likelihood, scores = of.scores(vector)
        return -float(weight @ log_likelihood), -(weight @ scores)

    found = optimize.minimize(
        objective,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=bounds,
        options={"maxiter": 500, "gtol": 1e-5, "ftol": 1e-10},
    )
    if not np.isfinite(found.fun) or not np.isfinite(found.x).all():
        raise InvalidValueError("mg", None, "does not fit the two-part model: its likelihood has no maximum")
    return np.asarray(found.x, dtype=np.float64)


def _by_psu(of: Likelihood, vector: Floats, psus: int) -> Floats:
    """Return the weighted sums of the scores in each PSU."""
    out = np.zeros((psus, len(vector)))
    np.add.at(out, of.sample.psu, of.scores(vector)[1] * of.sample.weight[:, None])
    return out


def _hessians(of: Likelihood, vector: Floats, psus: int) -> Floats:
    """Return PSU × parameters × parameters the derivatives of the scores."""
    columns = []
    for number in range(len(vector)):
        step = np.zeros(len(vector))
        step[number] = _STEP
        columns.append((_by_psu(of, vector + step, psus) - _by_psu(of, vector - step, psus)) / (2 * _STEP))
    hessians = np.stack(columns, axis=2)
    return np.asarray((hessians + hessians.transpose(0, 2, 1)) / 2, dtype=np.float64)


def _polished(
    of: Likelihood, vector: Floats, free: npt.NDArray[np.bool_], *, psus: int
) -> tuple[Floats, Floats, Floats]:
    """Return the maximum by Newton steps, and the scores and Hessians of the PSUs there."""
    for _ in range(6):
        scores, hessians = _by_psu(of, vector, psus), _hessians(of, vector, psus)
        gradient = scores.sum(axis=0)
        step = _step(gradient, hessians.sum(axis=0), free)
        if abs(float(gradient[free] @ step[free])) < _DONE:
            return vector, scores, hessians
        vector = vector + np.clip(step, -0.5, 0.5)
    raise InvalidValueError("mg", None, "does not fit the two-part model: its likelihood has no clear maximum")


def _step(gradient: Floats, hessian: Floats, free: npt.NDArray[np.bool_]) -> Floats:
    """Return the Newton step of the free parameters."""
    out = np.zeros(len(gradient))
    try:
        out[free] = -np.linalg.solve(hessian[np.ix_(free, free)], gradient[free])
    except np.linalg.LinAlgError:
        out[:] = np.nan
    return out


def _replicates(best: Floats, free: npt.NDArray[np.bool_], scores: Floats, hessians: Floats, factors: Floats) -> Floats:
    """Return the parameters of the full sample and of each replicate, by one Newton step."""
    each = [best]
    for factor in factors:
        step = _step(factor @ scores, np.einsum("u,ujk->jk", factor, hessians), free)
        spreads = step[-len(_NAMES) : -1]
        # An SD near 0 may shrink much further; one that grows that far cannot be found by one step.
        step[-len(_NAMES) : -1] = np.maximum(spreads, -_FAR)
        each.append(best + (step if spreads.max() < _FAR else np.nan))
    return np.array(each)


def _rescaled(of: Likelihood, vectors: Floats, groups: int) -> TwoPartFit:
    """Return the parameters on the Box-Cox scale of mg; the fit is of amounts over their geometric mean."""
    effects = of.effects
    log_odds_sd, log_between, atanh, log_within, power = vectors[:, 2 * effects :].T
    power = np.clip(power, *POWERS)
    scale = of.geometric_mean_mg**power
    shift = special.boxcox(of.geometric_mean_mg, power)
    beta = vectors[:, effects : 2 * effects] * scale[:, None]
    beta[:, :groups] += shift[:, None]
    return TwoPartFit(
        amount=Fit(
            power=power,
            beta=beta,
            within_variance=np.exp(2 * log_within) * scale**2,
            between_variance=np.exp(2 * log_between) * scale**2,
        ),
        eating=Eating(beta=vectors[:, :effects], sd=np.exp(log_odds_sd), correlation=np.tanh(atanh), best=vectors[0]),
    )


@attrs.frozen(kw_only=True, eq=False)
class Posterior:
    """The posterior of both effects of each person: u_1 at nodes, and the normal u_2 given u_1."""

    weights: Floats
    """Person × node."""
    log_odds: Floats
    """u_1 at each node."""
    means: Floats
    """Person × node: the mean of u_2, on the Box-Cox scale of mg."""
    sds: Floats
    """One per person: the SD of u_2."""


def posterior_of(sample: Sample, eaten: npt.NDArray[np.bool_], best: Floats) -> Posterior:
    """Return the posterior of each person.

    Args:
        sample: The recalls.
        eaten: Whether each recall has intake.
        best: The parameters.
    """
    of = Likelihood(sample, eaten)
    at = _Parameters.of(best, of.effects)
    _, weights, _, residual = of.posterior(at)
    n = of.counts
    whole = at.within_variance + n * at.rest
    middle = np.add.reduceat(residual, sample.start) / np.maximum(n, 1)
    expected = at.slope * NODES
    scale = of.geometric_mean_mg**at.power
    return Posterior(
        weights=weights,
        log_odds=at.odds_sd * NODES,
        means=scale * (expected + (n * at.rest / whole)[:, None] * (middle[:, None] - expected)),
        sds=scale * np.sqrt(at.rest * at.within_variance / whole),
    )
