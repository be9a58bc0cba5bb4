"""Grades of a serum value by the Common Terminology Criteria for Adverse Events (CTCAE).

A value is graded in the unit in which it was reported, because the published limits are rounded in
each unit: 1.2 mg/dL is 0.494 mmol/L, so converting first would turn a grade 1 into a grade 2.
A value in mEq/L is exactly twice the number in mmol/L, and is graded in mmol/L.
"""

from __future__ import annotations

from types import MappingProxyType

import attrs

from magnesium.errors import UnitError
from magnesium.evidence import Direction, Urgency, Vocabulary
from magnesium.laboratory.grade_limits import DEFAULT_VERSION, CtcaeVersion, ctcae_version, limits_of
from magnesium.laboratory.intervals import check_limit
from magnesium.laboratory.measures import MEQ_PER_L, MG_PER_DL, MMOL_PER_L, Comparison, Cutoff, Measurement, in_unit
from magnesium.laboratory.readings import Reading, reported


class Grade(Vocabulary):
    """A grade of CTCAE that a value alone can determine; grade 5 is death."""

    NONE = "grade 0"
    NONE_OR_MILD = "grade 0 or 1"
    """The laboratory's own limit would decide."""
    MILD = "grade 1"
    MODERATE = "grade 2"
    SEVERE = "grade 3"
    LIFE_THREATENING = "grade 4"


_POSSIBLE = MappingProxyType(
    {
        Grade.NONE: (0,),
        Grade.NONE_OR_MILD: (0, 1),
        Grade.MILD: (1,),
        Grade.MODERATE: (2,),
        Grade.SEVERE: (3,),
        Grade.LIFE_THREATENING: (4,),
    }
)
URGENCY_BY_GRADE = (Urgency.NONE, Urgency.ROUTINE, Urgency.PROMPT, Urgency.EMERGENCY, Urgency.EMERGENCY)
"""The urgency of grades 0 to 4; our rule, because CTCAE states none, and not reviewed by a clinician.

Grade 3 is an emergency because seizures and coma are possible beyond its limit (``dynamedhypomg``).
"""


@attrs.frozen
class _Side:
    """One direction of CTCAE: how values are compared, the event, and the laboratory's limit."""

    comparison: Comparison
    event: str
    limit: str


_SIDES = MappingProxyType(
    {
        Direction.TOO_LITTLE: _Side(Comparison.BELOW, "hypomagnesemia", "lower limit"),
        Direction.TOO_MUCH: _Side(Comparison.ABOVE, "hypermagnesemia", "upper limit"),
    }
)


@attrs.frozen(kw_only=True, repr=False)
class CtcaeGrade(Measurement[Grade]):
    """A serum value graded by CTCAE, in the unit in which it was reported."""

    direction: Direction
    """Whether it is graded as too low or too high."""
    version: int = DEFAULT_VERSION
    """The version of CTCAE."""

    @property
    def title(self) -> str:
        """The value and its class as a heading."""
        return f"Magnesium in serum, {self.direction} by CTCAE v{self.version}: {self}; urgency: {self.urgency}"

    @property
    def possible_grades(self) -> tuple[int, ...]:
        """The grade, or all grades possible without the laboratory's limit or beyond a reported limit."""
        grades = _POSSIBLE[self.category]
        if self.comparator is None:
            return grades
        is_outward = self.comparator.is_downward == (self.direction is Direction.TOO_LITTLE)
        return tuple(range(grades[0], len(URGENCY_BY_GRADE))) if is_outward else tuple(range(grades[-1] + 1))

    @property
    def grade(self) -> int | None:
        """The grade; ``None`` if several are possible."""
        return self.possible_grades[0] if len(self.possible_grades) == 1 else None

    @property
    def urgency(self) -> Urgency:
        """The urgency of the worst possible grade; this interpretation is the library's own."""
        return URGENCY_BY_GRADE[self.possible_grades[-1]]

    @property
    def grades(self) -> str:
        """The grade, or the possible grades, in words."""
        first, last = self.possible_grades[0], self.possible_grades[-1]
        return str(self.category) if self.comparator is None or first == last else f"grade {first} to {last}"

    def __str__(self) -> str:
        return f"{self.comparator or ''} {self.value:.4g} {self.unit}: {self.grades}".strip()


_UNGRADED = "Grade 1 begins at the laboratory's own limit, which was not given."
_GRADE_BY_VALUE = "Graded by the value alone: life-threatening symptoms are grade 4 at any value."


def ctcae_hypomagnesemia(
    *,
    mmol_per_l: float | None = None,
    mg_per_dl: float | None = None,
    meq_per_l: float | None = None,
    lln_mmol_per_l: float | None = None,
    lln_mg_per_dl: float | None = None,
    lln_meq_per_l: float | None = None,
    version: CtcaeVersion = DEFAULT_VERSION,
) -> CtcaeGrade:
    """Return the CTCAE grade of a low serum value, in mmol/L, mg/dL or mEq/L, as reported.

    Args:
        mmol_per_l: The value; exactly one of the three units.
        mg_per_dl: The value.
        meq_per_l: The value; graded as half of it in mmol/L.
        lln_mmol_per_l: The laboratory's lower limit of normal, in the unit of the value. Without it a value
            that is not below the limit of grade 2 is grade 0 or 1.
        lln_mg_per_dl: The lower limit of normal.
        lln_meq_per_l: The lower limit of normal.
        version: The version of CTCAE; the limits of versions 5 and 6 are the same.

    Returns:
        The grade. A value on a limit has the milder grade.

    Raises:
        InvalidValueError: Not exactly one value is given; its subclass AmountError for an impossible number.
        UnitError: The limit is in another unit than the value.
        NotFoundError: The version is not bundled.

    Source: NCI Common Terminology Criteria for Adverse Events v5.0 (``ctcae5``) and v6.0 (``ctcae6``).

    >>> ctcae_hypomagnesemia(mg_per_dl=1.2, lln_mg_per_dl=1.7).grade
    1
    >>> ctcae_hypomagnesemia(mg_per_dl=1.2).possible_grades
    (0, 1)
    """
    values = (mmol_per_l, mg_per_dl, meq_per_l)
    return _graded(Direction.TOO_LITTLE, values, (lln_mmol_per_l, lln_mg_per_dl, lln_meq_per_l), version)


def ctcae_hypermagnesemia(
    *,
    mmol_per_l: float | None = None,
    mg_per_dl: float | None = None,
    meq_per_l: float | None = None,
    uln_mmol_per_l: float | None = None,
    uln_mg_per_dl: float | None = None,
    uln_meq_per_l: float | None = None,
    version: CtcaeVersion = DEFAULT_VERSION,
) -> CtcaeGrade:
    """Return the CTCAE grade of a high serum value, in mmol/L, mg/dL or mEq/L, as reported.

    Args:
        mmol_per_l: The value; exactly one of the three units.
        mg_per_dl: The value.
        meq_per_l: The value; graded as half of it in mmol/L.
        uln_mmol_per_l: The laboratory's upper limit of normal, in the unit of the value. Without it a value
            that is not above the limit of grade 3 is grade 0 or 1.
        uln_mg_per_dl: The upper limit of normal.
        uln_meq_per_l: The upper limit of normal.
        version: The version of CTCAE; the limits of versions 5 and 6 are the same.

    Returns:
        The grade. There is no grade 2. A value on a limit has the milder grade.

    Raises:
        InvalidValueError: Not exactly one value is given; its subclass AmountError for an impossible number.
        UnitError: The limit is in another unit than the value.
        NotFoundError: The version is not bundled.

    Source: NCI Common Terminology Criteria for Adverse Events v5.0 (``ctcae5``) and v6.0 (``ctcae6``).

    >>> ctcae_hypermagnesemia(mmol_per_l=1.24, uln_mmol_per_l=1.0).grade
    3
    """
    values = (mmol_per_l, mg_per_dl, meq_per_l)
    return _graded(Direction.TOO_MUCH, values, (uln_mmol_per_l, uln_mg_per_dl, uln_meq_per_l), version)


_ByUnit = tuple[float | None, float | None, float | None]
"""Amounts in mmol/L, mg/dL and mEq/L."""


def _graded(direction: Direction, values: _ByUnit, limits: _ByUnit, version: CtcaeVersion) -> CtcaeGrade:
    reading = reported(mmol_per_l=values[0], mg_per_dl=values[1], meq_per_l=values[2])
    return grade_of(reading, direction, _own_limit(reading, _SIDES[direction].limit, limits), version)


def _own_limit(reading: Reading, what: str, limits: _ByUnit) -> float | None:
    """Return the laboratory's limit in the unit of the reading's value."""
    unit = reading.reported_unit
    by_unit: dict[str, float | None] = dict(zip((MMOL_PER_L, MG_PER_DL, MEQ_PER_L), limits, strict=True))
    for other, limit in by_unit.items():
        if limit is not None and other != unit:
            raise UnitError(other, f"a value is graded in its own unit; give the {what} in it", (unit,))
    given = by_unit[unit]
    return None if given is None else in_unit(check_limit(given, unit, what), unit, reading.unit)


def grade_of(reading: Reading, direction: Direction, limit: float | None, version: CtcaeVersion) -> CtcaeGrade:
    """Return the grade of a reading in one direction.

    Args:
        reading: The value as reported.
        direction: "low" or "high".
        limit: The laboratory's limit, if known, in the unit of the value.
        version: The version of CTCAE.
    """
    unit, number = reading.unit, ctcae_version(version)
    published = {Grade(f"grade {edge.grade}"): edge for edge in limits_of(direction, number)}
    sources = tuple(dict.fromkeys(edge.source for edge in published.values()))
    side = _SIDES[direction]
    edges = {Grade.MILD: limit, **{grade: edge.limit(unit) for grade, edge in published.items()}}
    cutoffs = {
        grade: Cutoff(
            comparison=side.comparison,
            value=value,
            unit=unit,
            meaning=f"CTCAE v{number} {grade}, {side.event}",
            sources=sources,
        )
        for grade, value in edges.items()
        if value is not None
    }
    # A value beyond the limit of a grade has at least that grade, whatever the laboratory's limit is.
    met = [grade for grade, cutoff in cutoffs.items() if cutoff.is_met(reading.value)]
    category = met[-1] if met else Grade.NONE_OR_MILD if limit is None else Grade.NONE
    return CtcaeGrade(
        value=reading.value,
        unit=unit,
        category=category,
        direction=direction,
        version=number,
        comparator=reading.comparator,
        cutoffs=tuple(cutoffs.values()),
        sources=sources,
        cautions=(
            _GRADE_BY_VALUE,
            *((_UNGRADED,) if category is Grade.NONE_OR_MILD else ()),
            *reading.cautions,
        ),
    )
