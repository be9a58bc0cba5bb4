"""Interpret a serum value: reference intervals, CTCAE grades, the proposed threshold.

A value is classified and graded in the unit in which it was reported, because published limits are
rounded in each unit: 1.2 mg/dL is 0.494 mmol/L, so converting first would turn a grade 1 into a
grade 2. A value in mEq/L is exactly twice the number in mmol/L, and is classified in mmol/L.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, get_args

import attrs

from magnesium.errors import InvalidValueError, member
from magnesium.evidence import Direction, Urgency, Vocabulary
from magnesium.laboratory.ctcae import CtcaeGrade, Grade, grade_of
from magnesium.laboratory.cutoff_tables import decision_limits
from magnesium.laboratory.grade_limits import DEFAULT_VERSION, CtcaeVersion
from magnesium.laboratory.intervals import ReferenceInterval, other_unit, reference_intervals
from magnesium.laboratory.measures import (
    MEQ_PER_L,
    MG_PER_DL,
    MMOL_PER_L,
    Comparison,
    Cutoff,
    Measurement,
    in_unit,
    unique,
)
from magnesium.laboratory.readings import Reading, reported

ComparisonWord = Literal["<", "<=", ">=", ">"]
"""The comparators of laboratories and of FHIR."""


class SerumClass(Vocabulary):
    """The position of a serum value relative to a reference interval."""

    LOW = "low"
    WITHIN = "within"
    HIGH = "high"
    UNDETERMINED = "undetermined"
    """Not low or high as far as known, but a limit that could decide is missing."""


@attrs.frozen(kw_only=True, repr=False)
class SerumResult(Measurement[SerumClass]):
    """A serum value, classified by one interval and graded by CTCAE."""

    interval: ReferenceInterval | None
    """The limits used; ``None`` if unknown."""
    low: CtcaeGrade
    """Its grade as a low value."""
    high: CtcaeGrade
    """Its grade as a high value."""
    statements: tuple[Cutoff, ...]
    """What published sources state about values as low, or as high, as this one."""

    @property
    def title(self) -> str:
        """The value, the limits and the urgency as a heading."""
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
    def meq_per_l(self) -> float:
        """The value in mEq/L."""
        return in_unit(self.value, self.unit, MEQ_PER_L)

    @property
    def is_below_proposed_threshold(self) -> bool:
        """Whether the value is below the limit in ``decision_limits`` that some experts propose, without consensus."""
        return proposed_limit(self.unit).is_certain(self.value, self.comparator)

    @property
    def says_nothing(self) -> bool:
        """Whether only a limit was reported, and it is on the wrong side of ordinary values ("< 2 mmol/L")."""
        if self.comparator is None:
            return False
        other = self.high if self.comparator.is_downward else self.low
        return other.category not in {Grade.NONE, Grade.NONE_OR_MILD}

    @property
    def urgency(self) -> Urgency:
        """How soon the value by itself calls for a professional; a symptom or a companion can make it more urgent.

        It follows the limits of guidelines and handbooks (``decision_limits["serum-urgency"]``), not the CTCAE
        grade: 1.24 mmol/L is grade 3 but not an emergency.
        """
        limits = decision_limits["serum-urgency"].cutoffs
        met = [cutoff.meaning for cutoff in limits if cutoff.is_certain(self.mmol_per_l, self.comparator)]
        if met:
            return Urgency(met[0])
        if self.category is SerumClass.HIGH or self.high.possible_grades[0] > 0:
            return Urgency.PROMPT
        if self.category is SerumClass.WITHIN:
            return Urgency.NONE
        return Urgency.ROUTINE


_LIMITS_DIFFER = "Reference limits differ between laboratories; those of the laboratory that measured come first."
_NO_INTERVAL = "Without both limits of the laboratory this value can't be called normal."
_ONLY_A_LIMIT = "The laboratory reported only a limit; the value itself is beyond it and not known."
_PROPOSED = "proposed"
"""Id of the interval that some experts propose."""


def classify_serum(
    *,
    mmol_per_l: float | None = None,
    mg_per_dl: float | None = None,
    meq_per_l: float | None = None,
    interval: ReferenceInterval | str | None,
    comparator: ComparisonWord | None = None,
    ctcae_version: CtcaeVersion = DEFAULT_VERSION,
) -> SerumResult:
    """Classify a serum value by a stated reference interval, and grade it.

    Args:
        mmol_per_l: The value in mmol/L; exactly one of the three units.
        mg_per_dl: The value in mg/dL.
        meq_per_l: The value in mEq/L; the result is in mmol/L, which is half of it.
        interval: An id of :data:`reference_intervals`, or the laboratory's own limits (:func:`own_interval`),
            or ``None`` if unknown; then nothing is called normal.
        comparator: "<", "<=", ">=" or ">" if the laboratory reported only that the value is beyond this limit.
        ctcae_version: The version of CTCAE.

    Returns:
        The class, the grades, and the cut-offs that decided them. A value on a limit is within.

    Raises:
        InvalidValueError: Not exactly one value is given; its subclass AmountError for an impossible one.
        NotFoundError: The interval or the version is unknown.

    Source: the interval's; grades by CTCAE (``ctcae5``, ``ctcae6``); the proposal of 0.85 mmol/L
    (``rosanoff2022``).

    >>> result = classify_serum(mmol_per_l=0.72, interval="iom1997")
    >>> str(result), result.low.grade, str(result.urgency)
    ('0.72 mmol/L: low', 1, 'routine')
    >>> str(classify_serum(meq_per_l=1.44, interval="nhslothian"))
    '0.72 mmol/L: within'
    """
    beyond = None if comparator is None else Comparison(member(comparator, get_args(ComparisonWord), "comparator"))
    reading = reported(mmol_per_l=mmol_per_l, mg_per_dl=mg_per_dl, meq_per_l=meq_per_l, comparator=beyond)
    chosen = reference_intervals[interval] if isinstance(interval, str) else interval
    if chosen is not None and not isinstance(chosen, ReferenceInterval):
        raise InvalidValueError("interval", chosen, "must be an id of reference_intervals, an own_interval() or None")
    limits = (None, None) if chosen is None else chosen.limits(reading.unit)
    # CTCAE begins grade 1 at the laboratory's limit, which a proposal is not.
    graded_lower, graded_upper = (None, None) if chosen is not None and chosen.is_proposal else limits
    low = grade_of(reading, Direction.TOO_LITTLE, graded_lower, ctcae_version)
    high = grade_of(reading, Direction.TOO_MUCH, graded_upper, ctcae_version)
    category = _category(reading, limits, low, high)
    proposed, statements = proposed_limit(reading.unit), tuple(_statements(reading.unit))
    return SerumResult(
        value=reading.value,
        unit=reading.unit,
        category=category,
        cutoffs=(*_interval_cutoffs(chosen, reading.unit), *low.cutoffs, *high.cutoffs, proposed, *statements),
        sources=unique(
            chosen.sources if chosen else (),
            low.sources,
            high.sources,
            proposed.sources,
            reference_intervals[_PROPOSED].note_sources,
            *(statement.sources for statement in statements),
        ),
        cautions=tuple(_cautions(reading, category, chosen)),
        interval=chosen,
        low=low,
        high=high,
        statements=tuple(statement for statement in statements if statement.is_certain(reading.value, beyond)),
        comparator=beyond,
    )


def _category(
    reading: Reading, limits: tuple[float | None, float | None], low: CtcaeGrade, high: CtcaeGrade
) -> SerumClass:
    (lower, upper), value, beyond = limits, reading.value, reading.comparator
    may_be_higher, may_be_lower = beyond and not beyond.is_downward, beyond and beyond.is_downward
    # Grades from 2 up need no laboratory limit: they are outside every existing interval.
    if low.possible_grades[0] > 1 or (lower is not None and value < lower and not may_be_higher):
        return SerumClass.LOW
    if high.possible_grades[0] > 1 or (upper is not None and value > upper and not may_be_lower):
        return SerumClass.HIGH
    return SerumClass.UNDETERMINED if lower is None or upper is None or beyond else SerumClass.WITHIN


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


def proposed_limit(unit: str) -> Cutoff:
    """Return the lower limit that some experts propose, in *unit*: "mmol/L" or "mg/dL"."""
    interval = reference_intervals[_PROPOSED]
    lower, _ = interval.limits(unit)
    if lower is None:
        raise InvalidValueError("proposed interval", interval, "has no lower limit")
    return Cutoff(
        comparison=Comparison.BELOW,
        value=lower,
        unit=unit,
        meaning="below the lower limit that some experts propose",
        sources=interval.sources,
        is_proposal=True,
    )


def _statements(unit: str) -> Iterator[Cutoff]:
    """Yield what sources state about low and high values, in *unit*, converted if necessary."""
    for limits in (decision_limits["low-serum"], decision_limits["high-serum"]):
        as_printed = {cutoff.meaning: cutoff for cutoff in limits.select(unit=unit)}
        other = other_unit(unit)
        for cutoff in limits.cutoffs:
            printed = as_printed.get(cutoff.meaning)
            if cutoff.unit == unit:
                yield cutoff
            elif printed is None:
                yield attrs.evolve(cutoff, value=in_unit(cutoff.value, other, unit), unit=unit)


def _cautions(reading: Reading, category: SerumClass, interval: ReferenceInterval | None) -> Iterator[str]:
    unit = reading.unit
    if category in {SerumClass.WITHIN, SerumClass.UNDETERMINED}:
        yield from decision_limits["low-serum"].cautions
    if category is SerumClass.HIGH:
        yield from decision_limits["high-serum"].cautions
    if category is not SerumClass.WITHIN:
        yield from decision_limits["serum-urgency"].cautions
    if reading.comparator is not None:
        yield _ONLY_A_LIMIT
    elif category is SerumClass.UNDETERMINED:
        yield _NO_INTERVAL
    if interval is not None and interval.sources:
        yield _LIMITS_DIFFER
    if interval is not None and interval.is_converted(unit):
        yield f"A limit of this interval was published in {other_unit(unit)} only, and is converted here."
    proposed = proposed_limit(unit)
    is_proposal = interval is not None and interval.is_proposal
    if is_proposal or proposed.is_certain(reading.value, reading.comparator):
        yield f"{proposed.value:g} {unit} is the limit of this proposal: {reference_intervals[_PROPOSED].note}"
    if interval is not None and interval.note and not is_proposal:
        yield interval.note
    yield from reading.cautions
