"""Options for fitting the model of usual intake."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import attrs
import numpy as np

from magnesium.catalogs.fields import one_of
from magnesium.errors import InvalidValueError, NotFoundError
from magnesium.needs.variance_ratios import VarianceRatio
from magnesium.population.options import SHARE, folded, number, require_number

POWERS = (0.0, 2.0)
"""Search range of λ; below 0 the back-transformation has no mean."""


VarianceMethod = Literal["moments", "reml"]
"""How the variances are estimated."""

Variances = Literal["separate", "shared"]
"""Whether groups share their variances."""


def _ratio(_: Any, attribute: attrs.Attribute[Any], value: Any) -> None:
    """Accept a ratio, a bundled one, or a mapping of groups to either."""
    if isinstance(value, Mapping):
        if not value:
            raise InvalidValueError(attribute.name, None, "is an empty mapping; give a ratio for each group")
        for one in value.values():
            _ratio(_, attribute, one)
    elif not isinstance(value, VarianceRatio):
        reason = "must be a ratio of variances above 0, or one for each group"
        require_number(attribute.name, value, reason, lambda ratio: 0 < ratio < np.inf)


@attrs.frozen(kw_only=True)
class Model:
    """How the model of usual intake is fitted; ``docs/usual-intake.md`` has its equations.

    Raises :class:`~magnesium.InvalidValueError` for an option that is not allowed.

    >>> Model(method="REML").method
    'reml'
    """

    kind: Literal["amount-only", "two-part"] = attrs.field(
        default="amount-only", converter=folded, validator=one_of("amount-only", "two-part")
    )
    """The model: of amounts that everyone eats every day, or in two parts, the probability of intake and the amount.

    The two-part model is fitted by maximum likelihood; *method* and *within_to_between* do not apply to it.
    """
    method: Literal["moments", "reml"] = attrs.field(
        default="reml", converter=folded, validator=one_of("moments", "reml")
    )
    """How the variances are estimated: restricted maximum likelihood, or unbalanced analysis of variance.

    They differ by up to 0.8 standard errors if second days are missing.
    """
    power: float | None = attrs.field(
        default=None,
        validator=attrs.validators.optional(
            number(f"must be from {POWERS[0]:g} to {POWERS[1]:g}", lambda value: POWERS[0] <= value <= POWERS[1])
        ),
    )
    """λ of the Box-Cox transformation, from 0 to 2. Default: estimated by profile likelihood."""
    within_to_between: float | VarianceRatio | Mapping[Any, float | VarianceRatio] | None = attrs.field(
        default=None, validator=attrs.validators.optional(_ratio), hash=False
    )
    """Ratio of the within-person to the between-person variance from another survey, or one for each group.

    For surveys in which no person has a second recall: a number, which applies to the scale of *power*; a
    :class:`~magnesium.needs.variance_ratios.VarianceRatio`, which has its own power; or a mapping from labels, such as
    :func:`~magnesium.population.external_ratios`. Default: estimated.
    """
    variances: Literal["separate", "shared"] = attrs.field(
        default="separate", converter=folded, validator=one_of("separate", "shared")
    )
    """Whether each group has its own λ and variances, or all groups share them."""
    weekend_share: float = attrs.field(default=3 / 7, validator=SHARE)
    """The weekend's share of the week; used with the column ``weekend``. Default: Friday to Sunday."""

    def __attrs_post_init__(self) -> None:
        if self.kind == "two-part" and (self.within_to_between is not None or self.method != "reml"):
            name = "method" if self.within_to_between is None else "within_to_between"
            reason = "is not part of the two-part model, which is fitted by maximum likelihood and needs second days"
            raise InvalidValueError(name, getattr(self, name), reason)

    def of_group(self, label: Any) -> Model:
        """Return the model of one group, whose ratio is a number or absent.

        Raises :class:`~magnesium.NotFoundError` if the mapping of ratios lacks the group, and
        :class:`~magnesium.InvalidValueError` if a ratio is of another power than *power*.
        """
        given = self.within_to_between
        if isinstance(given, Mapping):
            if label not in given:
                labels = tuple(str(each) for each in given)[:20]
                raise NotFoundError(
                    "group", str(label), labels, "within_to_between needs a ratio for each group of by="
                )
            given = given[label]
        if not isinstance(given, VarianceRatio):
            return attrs.evolve(self, within_to_between=given)
        if self.power is not None and abs(self.power - given.power) > 1e-9:
            reason = f"is not the power of the ratio, {given.power:g}; leave power out, or give a ratio of this scale"
            raise InvalidValueError("power", self.power, reason)
        return attrs.evolve(self, within_to_between=given.within_to_between, power=given.power)


DEFAULT_MODEL = Model()
