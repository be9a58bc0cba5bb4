"""Groups: the members of one group of a fitted block, and their distributions."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt

from magnesium.errors import InvalidValueError
from magnesium.population.blocks import Block, group_name
from magnesium.population.columns import Floats, Ints, distinct_rows
from magnesium.population.components import CELLS_PER_SD, components
from magnesium.population.design import Replication
from magnesium.population.distribution import Distributions
from magnesium.population.fitted import ModelDistributions
from magnesium.population.fitting import Fit
from magnesium.population.model import Model
from magnesium.population.one_day import OneDay
from magnesium.population.supplements import SupplementIntake
from magnesium.population.survey import Recalls
from magnesium.population.two_part import Eating
from magnesium.population.two_part_distributions import TwoPartDistributions


@attrs.frozen(kw_only=True, eq=False)
class Group:
    """One group of a fitted block."""

    number: int
    recalls: Recalls
    replication: Replication
    model: Model
    block: Block
    fit: Fit
    """The fit of the amounts; of all recalls, or of those with intake."""
    eating: Eating | None = None
    """The probability of intake in a two-part model."""
    members: npt.NDArray[np.bool_] = attrs.field(init=False)
    """One per person of the block: whether the person is in the group."""
    persons: Ints = attrs.field(init=False)
    """Their numbers among the persons of the survey."""
    weight: Floats = attrs.field(init=False)
    """One per member."""

    @members.default  # pyright: ignore[reportAttributeAccessIssue]  (a field of attrs here)
    def _members_default(self) -> npt.NDArray[np.bool_]:
        return np.asarray(self.recalls.group[self.block.persons] == self.number)

    @persons.default  # pyright: ignore[reportAttributeAccessIssue]  (a field of attrs here)
    def _persons_default(self) -> Ints:
        return self.block.persons[self.members]

    @weight.default  # pyright: ignore[reportAttributeAccessIssue]  (a field of attrs here)
    def _weight_default(self) -> Floats:
        return self.recalls.weight[self.persons]

    @property
    def days(self) -> Ints:
        """The number of recalls of each member."""
        return self.recalls.days[self.persons]

    @property
    def second_days(self) -> int:
        """Members with a second day."""
        return int((self.days > 1).sum())

    @property
    def df(self) -> int:
        """Degrees of freedom: PSUs less strata with members."""
        return self.recalls.df(self.persons)

    def masses(self) -> Floats:
        """Return the sum of the weights, of the full sample and of each replicate."""
        units = np.bincount(
            self.recalls.psu[self.persons], weights=self.weight, minlength=self.replication.factors.shape[1]
        )
        return np.concatenate([[units.sum()], self.replication.factors @ units])

    def refuse_without_second_days(self) -> None:
        """Raise if there are too few second days to estimate the variances."""
        if self.model.within_to_between is not None:
            return
        name = group_name(self.recalls.groups[self.number])
        if not (self.block.sample.days > 1).any():
            reason = (
                "has no second day of any person, so within- and between-person variance cannot be separated; give "
                "Model(within_to_between=…), the ratio of the variances in another survey, or "
                "Model(variances='shared') with groups that have second days"
            )
            raise InvalidValueError(f"{name}day", None, reason)
        variance = self.fit.within_variance[0]
        if not (np.isfinite(variance) and variance > 0):
            reason = f"has too few second days ({self.second_days} persons) to estimate the within-person variance"
            raise InvalidValueError(f"{name}day", None, reason)

    def amounts(self) -> ModelDistributions:
        """Return the distributions of usual intake from food; in a two-part model, of the days with intake."""
        return self._distributions(np.zeros(len(self.persons)))[0]

    def food(self) -> Distributions:
        """Return the distributions of usual intake from food."""
        return self._whole(np.zeros(len(self.persons)))

    def total(self) -> Distributions | None:
        """Return the distributions of food and supplements, ``None`` without a column of supplements."""
        supplements = self.supplements()
        return None if supplements is None else self._whole(supplements)

    def supplements(self) -> Floats | None:
        """Return the members' magnesium from supplements, in mg per day."""
        taken = self.recalls.supplement_mg
        return None if taken is None else taken[self.persons]

    def supplement_intake(self, confidence: float) -> SupplementIntake | None:
        """Return the members' supplements; ``None`` without a column of them."""
        taken = self.supplements()
        if taken is None:
            return None
        table: Floats = np.column_stack([self.recalls.psu[self.persons], taken]).astype(np.float64)
        first, place = distinct_rows(table)
        kinds = table[first]
        return SupplementIntake(
            amounts_mg=kinds[:, 1],
            weight=np.bincount(place, weights=self.weight).astype(np.float64),
            psu=kinds[:, 0].astype(np.int64),
            factors=self.replication.factors,
            scale=self.replication.scale,
            replicate_key=self.replication.key,
            persons=len(self.persons),
            df=self.df,
            confidence=confidence,
        )

    def one_day(self) -> OneDay:
        """Return the distribution of the first recalls."""
        return OneDay.of(self._first_mg(), self.weight)

    def one_day_total(self) -> OneDay | None:
        """Return the distribution of the first recalls with supplements."""
        supplements = self.supplements()
        return None if supplements is None else OneDay.of(self._first_mg() + supplements, self.weight)

    def _first_mg(self) -> Floats:
        return self.recalls.mg[self.recalls.start[self.persons]]

    def _whole(self, supplement_mg: Floats) -> Distributions:
        amount, rows = self._distributions(supplement_mg)
        eating, weekend = self.eating, self.block.weekend
        if eating is None:
            return amount
        return TwoPartDistributions(
            amount=amount,
            odds_places=eating.beta @ rows.T,
            odds_sd=eating.sd,
            correlation=eating.correlation,
            odds_weekend_shift=np.zeros(len(eating.sd)) if weekend is None else eating.beta[:, weekend],
        )

    def _places(self) -> tuple[Floats, Floats]:
        """Return the coefficients of each part of the model, and the width of a component in it."""
        fit, eating = self.fit, self.eating
        spread = float(np.hypot(fit.between_sd[0], fit.within_sd[0]))
        if eating is None:
            return fit.beta[:1], np.array([spread / CELLS_PER_SD])
        return np.stack([fit.beta[0], eating.beta[0]]), np.array([spread, 1.0]) / CELLS_PER_SD

    def _distributions(self, supplement_mg: Floats) -> tuple[ModelDistributions, Floats]:
        """Return the distributions of amounts, and the columns of the components."""
        fit, weekend = self.fit, self.block.weekend
        beta, widths = self._places()
        component, rows, taken = components(
            self.block.reference[self.members],
            supplement_mg,
            self.weight,
            beta=beta,
            place_widths=widths,
            mg_width=float(self.block.sample.mg.std()) / CELLS_PER_SD,
        )
        units = np.zeros((self.replication.factors.shape[1], len(rows)))
        np.add.at(units, (self.recalls.psu[self.persons], component), self.weight)
        shares = np.vstack([units.sum(axis=0), self.replication.factors @ units])
        whole = shares.sum(axis=1, keepdims=True)
        made = ModelDistributions(
            power=fit.power,
            between_sd=fit.between_sd,
            within_sd=fit.within_sd,
            places=fit.beta @ rows.T,
            shares=shares / np.where(whole > 0, whole, np.nan),
            supplements_mg=taken,
            weekend_shift=np.zeros(len(fit.power)) if weekend is None else fit.beta[:, weekend],
            weekend_share=0.0 if weekend is None else self.model.weekend_share,
        )
        return made, rows
