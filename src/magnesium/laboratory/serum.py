"""What a serum value means: reference intervals, CTCAE grades, the proposed threshold.

A value is classified and graded in the unit in which it was reported, because published limits are
rounded in each unit: 1.2 mg/dL is 0.494 mmol/L, so converting first would turn a grade 1 into a
grade 2. Laboratories that report mEq/L: convert with :func:`magnesium.convert` first.
"""

from __future__ import annotations

import enum
from types import MappingProxyType

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.errors import AmountError, UnitError
from magnesium.evidence import Urgency
from magnesium.laboratory.ctcae import CTCAE, CtcaeGrade, grade_high, grade_low
from magnesium.laboratory.measures import MG_PER_DL, MMOL_PER_L, Comparison, Cutoff, Measurement, in_unit, unique
from magnesium.laboratory.readings import check_limit, other_unit, reported, unit_caution
from magnesium.units import amount, convert


class SerumClass(enum.StrEnum):
    """Where a serum value lies in a reference interval."""

    LOW = "low"
    WITHIN = "within"
    HIGH = "high"
    UNDETERMINED = "undetermined"
    """Not low or high by what is known, and a limit that could say so is missing."""


def _number(value: float | None) -> float | None:
    return None if value is None else amount(value, "limit of serum magnesium")


@attrs.frozen(kw_only=True)
class ReferenceInterval:
    """Limits between which a serum value is called normal by one publication or laboratory.

    Limits stand in the units in which they were published; ``None`` was not published.
    Raises :class:`AmountError` for limits that no laboratory has, and for none at all.
    """

    id: str = attrs.field(validator=attrs.validators.min_len(1))
    name: str = attrs.field(validator=attrs.validators.min_len(1))
    lower_mmol_per_l: float | None = attrs.field(default=None, converter=_number)
    upper_mmol_per_l: float | None = attrs.field(default=None, converter=_number)
    lower_mg_per_dl: float | None = attrs.field(default=None, converter=_number)
    upper_mg_per_dl: float | None = attrs.field(default=None, converter=_number)
    sources: tuple[str, ...] = ()
    """Keys of :data:`magnesium.catalogs.sources`; empty for limits that the caller gave."""
    is_proposal: bool = False
    """Whether this is a proposal of some authors, and not a laboratory's interval."""
    note: str = ""

    def __attrs_post_init__(self) -> None:
        limits = self._printed()
        for (side, unit), value in limits.items():
            if value is not None:
                check_limit(value, unit, f"{side} limit")
        if all(value is None for value in limits.values()):
            raise AmountError("reference interval", None, "needs a lower or an upper limit")
        for unit in (MMOL_PER_L, MG_PER_DL):
            lower, upper = self.limits(unit)
            if lower is not None and upper is not None and lower >= upper:
                raise AmountError("reference interval", (lower, upper), f"the lower limit must be less ({unit})")

    def _printed(self) -> dict[tuple[str, str], float | None]:
        return {
            ("lower", MMOL_PER_L): self.lower_mmol_per_l,
            ("upper", MMOL_PER_L): self.upper_mmol_per_l,
            ("lower", MG_PER_DL): self.lower_mg_per_dl,
            ("upper", MG_PER_DL): self.upper_mg_per_dl,
        }

    def limits(self, unit: str) -> tuple[float | None, float | None]:
        """Return the lower and the upper limit in *unit*, "mmol/L" or "mg/dL", as far as there are.

        A limit that was published in the other unit only is converted, unrounded. Raises
        :class:`UnitError` for another unit.

        >>> reference_intervals["iom1997"].limits("mg/dL")
        (1.8, 2.3)
        """
        other = other_unit(unit)
        printed = self._printed()

        def limit(side: str) -> float | None:
            there = printed[side, unit]
            if there is not None:
                return there
            elsewhere = printed[side, other]
            return None if elsewhere is None else convert(elsewhere, other, unit)

        return limit("lower"), limit("upper")

    def is_converted(self, unit: str) -> bool:
        """Return whether a limit in *unit* is not as published, but converted."""
        printed, other = self._printed(), other_unit(unit)
        return any(printed[side, unit] is None and printed[side, other] is not None for side in ("lower", "upper"))


@attrs.frozen(kw_only=True)
class SerumResult(Measurement[SerumClass]):
    """A serum value, classified by one interval and graded by CTCAE v5."""

    interval: ReferenceInterval | None
    """The limits used; ``None`` where they were not known."""
    low: CtcaeGrade
    """Its grade as a low value."""
    high: CtcaeGrade
    """Its grade as a high value."""
    statements: tuple[Cutoff, ...]
    """What published sources say of values as low as this one."""

    @property
    def _heading(self) -> str:
        limits = "no limits given" if self.interval is None else self.interval.name
        return f"Magnesium in serum: {self} ({limits}); urgency: {self.urgency}"

    @property
    def mmol_per_l(self) -> float:
        """The value in mmol/L."""
        return in_unit(self.value, self.unit, MMOL_PER_L)

    @property
    def mg_per_dl(self) -> float:
        """The value in mg/dL."""
        return in_unit(self.value, self.unit, MG_PER_DL)

    @property
    def is_below_proposed_threshold(self) -> bool:
        """Whether the value is below 0.85 mmol/L, which some experts propose; it is no consensus."""
        return _PROPOSED[self.unit].is_met(self.value)

    @property
    def urgency(self) -> Urgency:
        """The urgency that follows from the worst grade that is possible; none within the interval."""
        if self.category is SerumClass.WITHIN:
            return Urgency.NONE
        return max(self.low.urgency, self.high.urgency, key=lambda urgency: urgency.rank)


def _published() -> MappingProxyType[str, ReferenceInterval]:
    intervals = (
        ReferenceInterval(
            id="iom1997",
            name="Institute of Medicine 1997, from the first NHANES (1974)",
            lower_mmol_per_l=0.75,
            upper_mmol_per_l=0.95,
            lower_mg_per_dl=1.8,
            upper_mg_per_dl=2.3,
            sources=("iom1997",),
        ),
        ReferenceInterval(
            id="nhslothian",
            name="NHS Lothian",
            lower_mmol_per_l=0.70,
            upper_mmol_per_l=1.0,
            sources=("nhslothian",),
        ),
        ReferenceInterval(
            id="statpearlshypomg",
            name="StatPearls",
            lower_mmol_per_l=0.6,
            upper_mmol_per_l=1.1,
            lower_mg_per_dl=1.46,
            upper_mg_per_dl=2.68,
            sources=("statpearlshypomg",),
        ),
        ReferenceInterval(
            id="symbiosis",
            name="Symbiosis, review of magnesium supplementation",
            lower_mmol_per_l=0.75,
            upper_mmol_per_l=1.15,
            lower_mg_per_dl=1.8,
            upper_mg_per_dl=2.7,
            sources=("symbiosis",),
            note="Its upper limits do not agree as printed: 1.15 mmol/L is 2.8 mg/dL, not 2.7.",
        ),
        ReferenceInterval(
            id="medscapehypomg",
            name="Medscape: what most laboratories use",
            lower_mg_per_dl=1.5,
            upper_mg_per_dl=2.5,
            sources=("medscapehypomg",),
        ),
        ReferenceInterval(
            id="msdhypermg",
            name="MSD Manual, upper limit",
            upper_mmol_per_l=1.05,
            upper_mg_per_dl=2.6,
            sources=("msdhypermg",),
            note="Says what is high and not what is low.",
        ),
        ReferenceInterval(
            id="proposed",
            name="Proposed lower limit of 0.85 mmol/L",
            lower_mmol_per_l=0.85,
            upper_mmol_per_l=0.95,
            lower_mg_per_dl=2.07,
            sources=("costello2016", "rosanoff2022", "micke2021"),
            is_proposal=True,
            note="A proposal of experts, not a consensus. Only its lower limit rests on health outcomes.",
        ),
    )
    return MappingProxyType({interval.id: interval for interval in intervals})


reference_intervals: Catalog[ReferenceInterval] = Catalog(
    "reference interval", _published, bundled_as="laboratory.reference_intervals"
)
"""Catalog of published reference intervals. They differ, and none is a default."""

_PROPOSED = MappingProxyType(
    {
        unit: Cutoff(
            comparison=Comparison.BELOW,
            value=value,
            unit=unit,
            meaning="below the lower limit that some experts propose",
            sources=("costello2016", "rosanoff2022", "micke2021"),
            is_proposal=True,
        )
        for unit, value in ((MMOL_PER_L, 0.85), (MG_PER_DL, 2.07))
    }
)

# comparison, mmol/L, mg/dL as published (None: not published, so converted), meaning, sources
_STATEMENTS: tuple[tuple[Comparison, float, float | None, str, tuple[str, ...]], ...] = (
    (Comparison.AT_MOST, 0.6, None, "clear symptoms become possible", ("rosanoff2022",)),
    (Comparison.BELOW, 0.5, 1.2, "most people have symptoms, and they can be severe", ("nhslothian", "vanderbilthb")),
    (Comparison.BELOW, 0.4, 1.0, "seizures and coma are possible", ("dynamedhypomg",)),
)

_NOT_EXCLUDED = (
    "A serum value that is not low does not exclude a deficit: less than 1 % of the body's magnesium is in serum."
)
_LIMITS_DIFFER = "Reference limits differ between laboratories; those of the laboratory that measured come first."
_NO_INTERVAL = "Without both limits of the laboratory this value can't be called normal."
_PROPOSAL = (
    "0.85 mmol/L is a proposal of some experts, not a consensus: by it 60 % of the patients of a hospital in "
    "Warsaw would be low."
)


def own_interval(
    *,
    lower_mmol_per_l: float | None = None,
    upper_mmol_per_l: float | None = None,
    lower_mg_per_dl: float | None = None,
    upper_mg_per_dl: float | None = None,
) -> ReferenceInterval:
    """Return the limits that stand on a laboratory's report, in its unit.

    Either limit may be missing; then what it would decide stays undetermined. Raises
    :class:`UnitError` for limits in two units, and :class:`AmountError` for limits that no
    laboratory has, which are mostly in the wrong unit.

    >>> own_interval(lower_mmol_per_l=0.66, upper_mmol_per_l=1.07).limits("mmol/L")
    (0.66, 1.07)
    """
    in_mmol = lower_mmol_per_l is not None or upper_mmol_per_l is not None
    in_mg = lower_mg_per_dl is not None or upper_mg_per_dl is not None
    if in_mmol and in_mg:
        raise UnitError("mmol/L and mg/dL", "give both limits in the unit of the laboratory's report")
    return ReferenceInterval(
        id="own",
        name="the laboratory's own limits",
        lower_mmol_per_l=lower_mmol_per_l,
        upper_mmol_per_l=upper_mmol_per_l,
        lower_mg_per_dl=lower_mg_per_dl,
        upper_mg_per_dl=upper_mg_per_dl,
    )


def classify_serum(
    *, mmol_per_l: float | None = None, mg_per_dl: float | None = None, interval: ReferenceInterval | str | None
) -> SerumResult:
    """Return where a serum value, in mmol/L or mg/dL, lies in a stated reference interval.

    *interval* is an id of :data:`reference_intervals`, or the laboratory's own limits
    (:func:`own_interval`), or ``None``: not known, and then nothing is called normal. The limits
    themselves lie within. Raises :class:`AmountError` unless exactly one possible value is given,
    and :class:`NotFoundError` for an unknown id.

    Source: the interval's; grades by CTCAE v5 (``ctcae5``); the proposal of 0.85 mmol/L
    (``rosanoff2022``).

    >>> result = classify_serum(mmol_per_l=0.72, interval="iom1997")
    >>> str(result), result.low.grade, str(result.urgency)
    ('0.72 mmol/L: low', 1, 'routine')
    >>> str(classify_serum(mmol_per_l=0.72, interval="nhslothian"))
    '0.72 mmol/L: within'
    """
    value, unit = reported(mmol_per_l, mg_per_dl)
    chosen = reference_intervals[interval] if isinstance(interval, str) else interval
    if chosen is not None and not isinstance(chosen, ReferenceInterval):
        raise AmountError("interval", chosen, "is not an id of reference_intervals, an own_interval(...) or None")
    lower, upper = (None, None) if chosen is None else chosen.limits(unit)
    # CTCAE begins grade 1 at the laboratory's limit, and a proposal is no laboratory's limit.
    graded_lower, graded_upper = (None, None) if chosen is not None and chosen.is_proposal else (lower, upper)
    low = grade_low(value, unit, graded_lower)
    high = grade_high(value, unit, graded_upper)
    category = _category(value, (lower, upper), low, high)
    statements = _statements(unit)
    return SerumResult(
        value=value,
        unit=unit,
        category=category,
        cutoffs=(*_interval_cutoffs(chosen, unit), *low.cutoffs, *high.cutoffs, _PROPOSED[unit], *statements),
        sources=unique(
            chosen.sources if chosen else (),
            CTCAE,
            _PROPOSED[unit].sources,
            ("malinowska2020",),
            *(statement.sources for statement in statements),
        ),
        cautions=_cautions(value, unit, category, chosen),
        interval=chosen,
        low=low,
        high=high,
        statements=tuple(statement for statement in statements if statement.is_met(value)),
    )


def _category(value: float, limits: tuple[float | None, float | None], low: CtcaeGrade, high: CtcaeGrade) -> SerumClass:
    lower, upper = limits
    # Grades from 2 up need no limit of the laboratory: they are outside every interval there is.
    if low.possible_grades[0] > 1 or (lower is not None and value < lower):
        return SerumClass.LOW
    if high.possible_grades[0] > 1 or (upper is not None and value > upper):
        return SerumClass.HIGH
    return SerumClass.UNDETERMINED if lower is None or upper is None else SerumClass.WITHIN


def _interval_cutoffs(interval: ReferenceInterval | None, unit: str) -> tuple[Cutoff, ...]:
    if interval is None:
        return ()
    sides = zip(interval.limits(unit), ((Comparison.BELOW, "low"), (Comparison.ABOVE, "high")), strict=True)
    return tuple(
        Cutoff(
            comparison=comparison,
            value=limit,
            unit=unit,
            meaning=f"{word} by {interval.name}",
            sources=interval.sources,
            is_proposal=interval.is_proposal,
        )
        for limit, (comparison, word) in sides
        if limit is not None
    )


def _statements(unit: str) -> tuple[Cutoff, ...]:
    return tuple(
        Cutoff(
            comparison=comparison,
            value=mmol if unit == MMOL_PER_L else convert(mmol, MMOL_PER_L, MG_PER_DL) if mg is None else mg,
            unit=unit,
            meaning=meaning,
            sources=sources,
        )
        for comparison, mmol, mg, meaning, sources in _STATEMENTS
    )


def _cautions(value: float, unit: str, category: SerumClass, interval: ReferenceInterval | None) -> tuple[str, ...]:
    cautions = []
    if category in {SerumClass.WITHIN, SerumClass.UNDETERMINED}:
        cautions.append(_NOT_EXCLUDED)
    if category is SerumClass.UNDETERMINED:
        cautions.append(_NO_INTERVAL)
    if interval is not None and interval.sources:
        cautions.append(_LIMITS_DIFFER)
    if interval is not None and interval.is_converted(unit):
        cautions.append(f"A limit of this interval was published in {other_unit(unit)} only, and is converted here.")
    if _PROPOSED[unit].is_met(value) or (interval is not None and interval.is_proposal):
        cautions.append(_PROPOSAL)
    if interval is not None and interval.note:
        cautions.append(interval.note)
    return (*cautions, *unit_caution(value, unit))
