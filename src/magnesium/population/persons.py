"""Usual intake of single persons: the posterior mean, for regression calibration."""

from __future__ import annotations

from typing import Any, Unpack, cast

import attrs
import numpy as np
from scipy import special

from magnesium.population.blocks import Block
from magnesium.population.columns import Column, Floats
from magnesium.population.design import DEFAULT_DESIGN, SurveyDesign, replication_of
from magnesium.population.estimation import fitted_groups, plain_label
from magnesium.population.groups import Group
from magnesium.population.model import DEFAULT_MODEL, Model
from magnesium.population.options import require
from magnesium.population.survey import SurveyColumns, read_recalls, with_columns
from magnesium.population.two_part import Eating, posterior_of
from magnesium.population.two_part_distributions import TwoPartDistributions

_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(15)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()


@attrs.frozen(kw_only=True, eq=False, repr=False)
class PersonLevel:
    """The posterior mean and SD of each person's usual intake, given the person's recalls; arrays of equal length."""

    person: Any
    """The labels of the persons."""
    group: tuple[Any, ...]
    usual_mg: Floats
    """Posterior mean of usual intake from food, in mg per day."""
    sd_mg: Floats
    """Posterior SD: the uncertainty of the person's usual intake, given the model."""
    recalls: Any
    """Number of recalls of each."""

    def columns(self) -> dict[str, Any]:
        """Return the columns as a dict, from which any data frame can be made."""
        names = ("person", "group", "usual_mg", "sd_mg", "recalls")
        return {name: getattr(self, name) for name in names}

    def __len__(self) -> int:
        return len(self.usual_mg)

    def __repr__(self) -> str:
        return f"<PersonLevel: usual intake of {len(self):,} persons>"


@with_columns
def person_level(
    data: Any = None, *, by: Column | None = None, model: Model = DEFAULT_MODEL, **columns: Unpack[SurveyColumns]
) -> PersonLevel:
    """Return the posterior mean of each person's usual intake: E[usual intake | recalls, covariates].

    For regression calibration, they replace the true intake in a regression on a health outcome; *covariates* must
    include the covariates of that regression. The distribution of these means is narrower than that of usual intakes:
    use :func:`usual_intake` for prevalences. Each person's precision is ``sd_mg``.

    Args:
        data: As for :func:`usual_intake`.
        by: Groups, each with its own model.
        model: How the model is fitted.
        columns: As for :func:`usual_intake`.

    Returns:
        One value per person with a weight and a group, in the order of PSUs and persons.

    Source: Kipnis and others, Biometrics 2009;65:1003.

    >>> from magnesium.population import made_up_recalls
    >>> found = person_level(made_up_recalls(persons=400, seed=3))
    >>> len(found), bool(found.usual_mg.std() < 80)
    (400, True)
    """
    require("model", model, Model)
    recalls = read_recalls(data, by=by, **columns)
    made = replication_of(recalls, attrs.evolve(_NO_ERRORS))
    groups, _ = fitted_groups(recalls, made, model, "error")
    parts = [(group, *_posterior(group)) for group in groups]
    persons = np.concatenate([group.persons for group in groups])
    return PersonLevel(
        person=recalls.person[persons],
        group=tuple(plain_label(recalls.groups[group.number]) for group, *_ in parts for _ in group.persons),
        usual_mg=np.concatenate([mean for _, mean, _ in parts]),
        sd_mg=np.concatenate([sd for *_, sd in parts]),
        recalls=recalls.days[persons],
    )


_NO_ERRORS = SurveyDesign(replication=None, single_psu=DEFAULT_DESIGN.single_psu)


def _posterior(group: Group) -> tuple[Floats, Floats]:
    """Return the posterior mean and SD of each member."""
    return _of_amounts(group) if group.eating is None else _of_two_parts(group, group.eating)


def _of_two_parts(group: Group, eating: Eating) -> tuple[Floats, Floats]:
    found = posterior_of(group.block.sample, ~group.block.zeros, eating.best)
    members, reference = group.members, group.block.reference[group.members]
    place, odds = reference @ group.fit.beta[0], reference @ eating.beta[0]
    spread = found.sds[members, None, None] * _NODES
    value = place[:, None, None] + found.means[members][:, :, None] + spread
    usual = np.zeros(value.shape)
    for share, shift, days in cast("TwoPartDistributions", group.food().first()).week():
        probability = share * special.expit(odds[:, None] + found.log_odds + shift[0])
        usual += probability[:, :, None] * days.usual_at(value[None])[0]
    weights = found.weights[members]
    mean = (weights * (usual @ _WEIGHTS)).sum(axis=1)
    square = (weights * (usual**2 @ _WEIGHTS)).sum(axis=1)
    return mean, np.sqrt(np.maximum(square - mean**2, 0))


def _of_amounts(group: Group) -> tuple[Floats, Floats]:
    fit, block = group.fit, group.block
    within, between = float(fit.within_variance[0]), max(float(fit.between_variance[0]), 0.0)
    mean_residual = _mean_residuals(group, block)
    shrinkage = between / (between + within / group.days)
    middle = block.reference[group.members] @ fit.beta[0] + shrinkage * mean_residual
    spread = np.sqrt(between * (1 - shrinkage))
    usual = group.amounts().first().usual_mg((middle[:, None] + spread[:, None] * _NODES)[None])[0]
    mean = usual @ _WEIGHTS
    return mean, np.sqrt(np.maximum((usual - mean[:, None]) ** 2 @ _WEIGHTS, 0))


def _mean_residuals(group: Group, block: Block) -> Floats:
    sample, fit = block.sample, group.fit
    residual = special.boxcox(sample.mg, fit.power[0]) - sample.x @ fit.beta[0]
    means = np.add.reduceat(residual, sample.start) / sample.days
    return np.asarray(means[group.members], dtype=np.float64)
