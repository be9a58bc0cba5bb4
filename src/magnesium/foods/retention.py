"""Retention of magnesium in cooking: USDA's retention factors and cooking yields.

Sources: USDA Table of Nutrient Retention Factors, release 6 (``usda-retention6``), and USDA Table of
Cooking Yields for Meat and Poultry, release 2 (``usda-yields2``). Measured retention is computed from
SR28 (``sr28``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.fields import derived, text_field
from magnesium.rendering.answers import Answer
from magnesium.text import whole_texts
from magnesium.units import amount


def _percent(_: object, attribute: attrs.Attribute[Any], value: float | None) -> None:
    if value is not None:
        amount(value, attribute.name)


def _retention_source(_: str, __: Mapping[str, object]) -> str:
    return "usda-retention6"


def _yield_source(_: str, __: Mapping[str, object]) -> str:
    return "usda-yields2"


@attrs.frozen(kw_only=True, field_transformer=whole_texts, repr=False)
class RetentionFactor(Answer):
    """The share of magnesium that a food retains in cooking, by the code of a food and a method.

    >>> print(retention_factors["3005"])
    VEG,GREENS,BOILED,WATER COVER DRAIN (3005): keeps 95 % of its magnesium
    """

    id: str = text_field()
    """USDA's retention code, four digits."""
    name: str = text_field()
    """Food and method, as USDA abbreviates them."""
    category: str
    """Food group."""
    percent: float | None = attrs.field(validator=_percent)
    """Magnesium after cooking in percent of that before; ``None`` if USDA's table is blank (code 5005)."""
    source: str = attrs.field(metadata=derived(_retention_source))

    def __str__(self) -> str:
        kept = "is not known" if self.percent is None else f"keeps {self.percent:g} % of its magnesium"
        return f"{self.name} ({self.id}): {kept}"


retention_factors: Catalog[RetentionFactor] = Catalog(
    RetentionFactor,
    file="retention_factors.csv",
    title="Magnesium retention in cooking: USDA's 270 retention codes",
)
"""Catalog of USDA's retention factors, by code."""


def _pairs_source(_: str, __: Mapping[str, object]) -> str:
    return "sr28"


@attrs.frozen(kw_only=True, field_transformer=whole_texts, repr=False)
class MeasuredRetention(Answer):
    """The retention of foods that SR28 has raw and cooked, both analyzed: the median of the pairs.

    Retention is computed from the change of dry matter (without fat for meat and fish).

    >>> print(measured_retention["meat:braised"])
    meat, braised: 43 pairs keep 68 % (middle half 65-77 %)
    """

    id: str = text_field()
    """The group and the method."""
    group: str
    """A food class, or a kind of ingredients."""
    method: str
    """The method of cooking."""
    pairs: int
    """Number of pairs of foods, raw and cooked."""
    percent: float = attrs.field(validator=_percent)
    """Median retention in percent."""
    lower_quartile_percent: float = attrs.field(validator=_percent)
    """Lower quartile of the pairs."""
    upper_quartile_percent: float = attrs.field(validator=_percent)
    """Upper quartile of the pairs."""
    source: str = attrs.field(metadata=derived(_pairs_source))

    @property
    def name(self) -> str:
        """Group and method."""
        return f"{self.group}, {self.method}"

    def __str__(self) -> str:
        middle = f"{self.lower_quartile_percent:.0f}-{self.upper_quartile_percent:.0f} %"
        return f"{self.name}: {self.pairs} pairs keep {self.percent:.0f} % (middle half {middle})"


measured_retention: Catalog[MeasuredRetention] = Catalog(
    MeasuredRetention,
    file="measured_retention.csv",
    title="Magnesium retention of foods that SR28 has raw and cooked, both analyzed",
)
"""Catalog of measured retention, by group and method."""


@attrs.frozen(kw_only=True, field_transformer=whole_texts, repr=False)
class CookingYield(Answer):
    """The cooked weight of a raw meat, in percent.

    >>> print(cooking_yields["23565-pan-fried"])
    Beef, ground, low fat (<12%), crumbles, Pan-fried: 69 % of the raw weight
    """

    id: str = text_field()
    """SR number, or the words of the name, and the method."""
    name: str = text_field()
    category: str
    """Food group."""
    food_id: str | None = None
    """The SR28 food, if USDA names one."""
    method: str = text_field()
    """The preparation, in USDA's words."""
    percent: float = attrs.field(validator=_percent)
    """Cooked weight in percent of the raw weight."""
    samples: int | None = None
    """Number of samples."""
    sd_percent: float | None = attrs.field(default=None, validator=_percent)
    """Standard deviation of the yield."""
    minimum_percent: float | None = attrs.field(default=None, validator=_percent)
    """Smallest yield of a sample."""
    maximum_percent: float | None = attrs.field(default=None, validator=_percent)
    """Largest yield of a sample."""
    moisture_change_percent: float | None = None
    """Moisture gained (or lost, negative) in percent of the raw weight."""
    fat_change_percent: float | None = None
    """Fat gained (or lost, negative) in percent of the raw weight."""
    year: int
    """Year in which USDA released the figure."""
    source: str = attrs.field(metadata=derived(_yield_source))

    def __str__(self) -> str:
        return f"{self.name}, {self.method}: {self.percent:g} % of the raw weight"


cooking_yields: Catalog[CookingYield] = Catalog(
    CookingYield,
    file="cooking_yields.csv",
    title="Cooking yields of meat and poultry",
)
"""Catalog of USDA's cooking yields."""
