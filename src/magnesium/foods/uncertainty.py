"""The variance model: the error of a listed value of magnesium. Described in docs/uncertainty.md.

    u² = tau² + s² / n + (0.289 / x)²

*tau* and the usual *s* are those of the value's class, *n* its samples, *x* the value in mg per 100 g; the last term is
the rounding of tables that print integers. u is the scale of a Student t with 3 degrees of freedom on the scale of the
logarithm, so the SD is √3 u.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Iterator

import attrs

from magnesium.catalogs.registry import catalog
from magnesium.errors import tuple_of
from magnesium.foods.error_terms import (
    DEGREES,
    ErrorPart,
    ErrorTerm,
    ItemErrors,
    Spread,
    combined,
    interval,
)
from magnesium.foods.value_origins import ValueKind, ValueOrigin, value_origins, variance_classes
from magnesium.rendering.answers import Answer

_SD_OF_SCALE = math.sqrt(3)
"""SD of a Student t with 3 degrees of freedom, whose scale is 1."""
_ROUNDING = 1 / math.sqrt(12)
"""SD of a value that is rounded to an integer."""
_INTEGERS = ("sr28", "fndds", "cnf")
"""Tables that print integers."""
_PRIOR_SAMPLES = 4
"""Weight of the between-sample SD of the class, in samples."""
_FEWEST_SAMPLES = 3
"""Number of samples from which their own scatter is used."""
_FEWEST_OPINIONS = 3
"""Number of independent tables from which their disagreement is used; with fewer, it is as often another form."""
_D2 = (
    1.128,
    1.693,
    2.059,
    2.326,
    2.534,
    2.704,
    2.847,
    2.970,
    3.078,
    3.173,
    3.258,
    3.336,
    3.407,
    3.472,
    3.532,
    3.588,
    3.640,
    3.689,
    3.735,
    3.778,
    3.819,
    3.858,
    3.895,
    3.931,
)
"""Expected range of 2, 3, … normal samples, in SDs (Tippett 1925)."""
_STATED, _NATIONAL = "stated", "national"


@attrs.frozen(kw_only=True, repr=False)
class UncertaintyPart(Answer):
    """The error of one record in a value, the same wherever the record is used."""

    food_id: str
    sd_mg_per_100g: float

    def __str__(self) -> str:
        return f"{self.food_id}: SD {self.sd_mg_per_100g:.3g} mg per 100 g"


def _parts(given: Iterable[UncertaintyPart]) -> tuple[UncertaintyPart, ...]:
    return tuple_of(given, UncertaintyPart, "parts")


@attrs.frozen(kw_only=True, repr=False)
class Uncertainty(Answer):
    """The uncertainty of the magnesium of a food, in mg per 100 g."""

    mg_per_100g: float | None
    """The listed value; ``None`` means unknown."""
    sd_mg_per_100g: float | None
    """Standard deviation of the food's true mean about it; ``None`` if the value is unknown."""
    kind: ValueKind = attrs.field(converter=ValueKind)
    """How the value was determined."""
    samples: int | None = None
    """Number of samples analyzed; ``None`` if not stated."""
    source: str
    """"measured" if the SD includes the scatter of the food's samples, else "modeled: " and the class of the model."""
    variance_class: str
    """Id of the class of the variance model."""
    analyzed_share: float = 0.0
    """Share of the value from analyzed values."""
    elsewhere_mg_per_100g: float | None = None
    """Geometric mean of independent values of other countries."""
    tables: int | None = None
    """Number of these independent values."""
    parts: tuple[UncertaintyPart, ...] = attrs.field(default=(), converter=_parts)
    """The records whose errors are part of it."""

    @property
    def spread(self) -> Spread:
        """SD and degrees of freedom."""
        return combined([_item_errors(self)])

    def interval(self, level: float = 0.9) -> tuple[float, float] | None:
        """Return the interval that contains the true mean of the food with the probability *level*, in mg per 100 g.

        ``None`` if the value is unknown. Raises :class:`~magnesium.InvalidValueError` for an impossible level.
        """
        return None if self.mg_per_100g is None else interval(self.mg_per_100g, self.spread, level)

    def cited(self) -> tuple[str, ...]:
        """Return the table of each record behind the value."""
        return tuple(dict.fromkeys(part.food_id.partition(":")[0] for part in self.parts if ":" in part.food_id))

    def __str__(self) -> str:
        found = self.interval()
        if self.mg_per_100g is None or found is None:
            return "unknown"
        low, high = found
        samples = "" if self.samples is None else f", {self.samples} samples"
        return (
            f"{self.mg_per_100g:g} mg ({low:.3g}\N{EN DASH}{high:.3g}) per 100 g, {self.kind}{samples}; {self.source}"
        )


@functools.lru_cache(maxsize=20_000)
def uncertainty(food_id: str, mg_per_100g: float | None, table: str) -> Uncertainty:
    """Return the uncertainty of a food's value: of a bundled record, another table, or a user.

    Args:
        food_id: Id of the food; it is a bundled record only if its id begins with *table*.
        mg_per_100g: The value; ``None`` if unknown.
        table: The food's source.
    """
    if mg_per_100g is None:
        return Uncertainty(
            mg_per_100g=None, sd_mg_per_100g=None, kind=ValueKind.UNKNOWN, source="unknown", variance_class=_STATED
        )
    return _of_origin(mg_per_100g, _origin(food_id, table))


def _origin(food_id: str, table: str) -> ValueOrigin:
    """Return the origin of a value: the bundled one, or the class of values without a stated origin."""
    base, at, _ = food_id.partition("@")
    if food_id.partition(":")[0] != table.partition("-")[0]:
        return ValueOrigin(id=f"{table}:{food_id}", kind=ValueKind.LABEL, variance_class=_STATED)
    found = value_origins.get(base)
    if found is None or at:
        return ValueOrigin(id=base, kind=ValueKind.UNKNOWN, variance_class=_NATIONAL)
    origin: ValueOrigin = found
    return origin


def _of_origin(mg: float, origin: ValueOrigin) -> Uncertainty:
    made_of = [(part.share, _leaf(part.food_id)) for part in origin.parts]
    own = _own_sd(mg, origin)
    parts = [UncertaintyPart(food_id=origin.id, sd_mg_per_100g=own)] if own else []
    parts += [
        UncertaintyPart(food_id=part.food_id, sd_mg_per_100g=part.sd_mg_per_100g * _ratio(share * mg, leaf))
        for share, leaf in made_of
        for part in leaf.parts
    ]
    sd = combined([_errors(parts, 0.0)]).sd_mg
    original = made_of[0][1] if origin.variance_class == "copy" else None
    named = origin.variance_class if original is None else original.variance_class
    measured = _is_measured(origin) or (original is not None and original.source == "measured")
    own_share = 1.0 if origin.kind is ValueKind.ANALYZED else 0.0
    return Uncertainty(
        mg_per_100g=mg,
        sd_mg_per_100g=sd,
        kind=origin.kind if original is None else original.kind,
        samples=origin.samples if original is None else original.samples,
        source="measured" if measured else f"modeled: {named}",
        variance_class=named,
        analyzed_share=math.fsum(share * leaf.analyzed_share for share, leaf in made_of) if made_of else own_share,
        elsewhere_mg_per_100g=None if origin.elsewhere_ratio is None else origin.elsewhere_ratio * mg,
        tables=origin.tables,
        parts=tuple(parts),
    )


def _ratio(mg: float, leaf: Uncertainty) -> float:
    """Return the share of 100 g of a record that has *mg*; 1 for a copy of a zero."""
    return mg / leaf.mg_per_100g if leaf.mg_per_100g else 1.0


def _leaf(food_id: str) -> Uncertainty:
    food = catalog("foods").get(food_id)
    return uncertainty(food_id, None if food is None else food.mg_per_100g, food_id.partition(":")[0])


def _own_sd(mg: float, origin: ValueOrigin) -> float:
    """Return the value's own SD in mg per 100 g, without that of its parts."""
    if origin.variance_class in {"copy", "assumed-zero"}:
        return 0.0
    samples = max(origin.samples or 0, 1)
    relative = math.sqrt(_tau(origin) ** 2 + _between_samples(mg, origin) ** 2 / samples)
    is_rounded = origin.id.startswith(tuple(f"{table}:" for table in _INTEGERS)) and mg == int(mg)
    return _SD_OF_SCALE * math.hypot(relative * mg, _ROUNDING if is_rounded else 0.0)


def _tau(origin: ValueOrigin) -> float:
    """Return the part that more samples do not reduce: of the class, or the disagreement of tables if larger."""
    tau = variance_classes[origin.variance_class].tau
    if not origin.elsewhere_ratio or (origin.tables or 0) < _FEWEST_OPINIONS:
        return tau
    others = variance_classes[_NATIONAL].tau ** 2 / (origin.tables or 1)
    return math.sqrt(max(tau**2, math.log(origin.elsewhere_ratio) ** 2 / DEGREES - others))


def _between_samples(mg: float, origin: ValueOrigin) -> float:
    """Return the relative SD of a sample: that of the class, shrunk toward the scatter of the value's own samples."""
    usual = variance_classes[origin.variance_class].between_samples
    own, samples = _own_scatter(mg, origin), origin.samples or 0
    if own is None:
        return usual
    return math.sqrt((samples * own**2 + _PRIOR_SAMPLES * usual**2) / (samples + _PRIOR_SAMPLES))


def _own_scatter(mg: float, origin: ValueOrigin) -> float | None:
    """Return the relative SD of the value's own samples, from the standard error or the range; ``None`` if unknown."""
    samples = origin.samples or 0
    if samples < _FEWEST_SAMPLES or not mg:
        return None
    if origin.standard_error_mg_per_100g:
        return origin.standard_error_mg_per_100g * math.sqrt(samples) / mg
    low, high = origin.minimum_mg_per_100g, origin.maximum_mg_per_100g
    if origin.variance_class == "foundation" and low is not None and high is not None:
        return (high - low) / _D2[min(samples, len(_D2) + 1) - 2] / mg
    return None


def _is_measured(origin: ValueOrigin) -> bool:
    return _own_scatter(1.0, origin) is not None


def _errors(parts: list[UncertaintyPart] | tuple[UncertaintyPart, ...], analyzed: float) -> ItemErrors:
    return ItemErrors(tuple(_terms(parts)), analyzed)


def _terms(parts: list[UncertaintyPart] | tuple[UncertaintyPart, ...]) -> Iterator[ErrorTerm]:
    return (ErrorTerm(part.food_id, ErrorPart.FOOD_DATA, part.sd_mg_per_100g) for part in parts)


def _item_errors(found: Uncertainty) -> ItemErrors:
    return _errors(found.parts, found.analyzed_share * (found.mg_per_100g or 0.0))


@functools.lru_cache(maxsize=20_000)
def errors_per_100g(food_id: str, mg_per_100g: float, table: str) -> ItemErrors:
    """Return the errors of the magnesium in 100 g of a food.

    Args:
        food_id: As in :func:`uncertainty`.
        mg_per_100g: The value.
        table: The food's source.
    """
    return _item_errors(uncertainty(food_id, mg_per_100g, table))


def label_errors(key: str, mg: float, variance_class: str) -> ItemErrors:
    """Return the errors of an amount that a label or a table states for an item other than a food.

    Args:
        key: Marks amounts with the same error.
        mg: Amount in mg.
        variance_class: Id of the class of the variance model.
    """
    sd = _SD_OF_SCALE * variance_classes[variance_class].tau * mg
    return ItemErrors((ErrorTerm(key, ErrorPart.FOOD_DATA, sd),), 0.0)
