"""Grades of a serum value by the Common Terminology Criteria for Adverse Events, version 5.

A value is graded in the unit in which it was reported, because the published limits are rounded in
each unit: 1.2 mg/dL is 0.494 mmol/L, so converting first would turn a grade 1 into a grade 2.
"""

from __future__ import annotations

import enum
from types import MappingProxyType

import attrs

from magnesium.errors import UnitError
from magnesium.evidence import Direction, Urgency
from magnesium.laboratory.measures import MG_PER_DL, MMOL_PER_L, Comparison, Cutoff, Measurement
from magnesium.laboratory.readings import check_limit, other_unit, reported, unit_caution

# Below each of these a low value is grade 2, 3, 4; the limit itself belongs to the milder grade.
_LOW_GRADES = MappingProxyType({MMOL_PER_L: (0.5, 0.4, 0.3), MG_PER_DL: (1.2, 0.9, 0.7)})
# Above each of these a high value is grade 3, 4. There is no grade 2.
_HIGH_GRADES = MappingProxyType({MMOL_PER_L: (1.23, 3.30), MG_PER_DL: (3.0, 8.0)})

CTCAE = ("ctcae5",)


class Grade(enum.StrEnum):
    """A grade of CTCAE v5 that a value alone can give; grade 5 is death."""

    NONE = "grade 0"
    NONE_OR_MILD = "grade 0 or 1"
    """Only the laboratory's own limit could say which."""
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
# CTCAE grades name no urgency; this reading of them is the library's own. Below 0.4 mmol/L (grade 3)
# seizures and coma are possible, so grade 3 cannot wait.
URGENCY_BY_GRADE = (Urgency.NONE, Urgency.ROUTINE, Urgency.PROMPT, Urgency.EMERGENCY, Urgency.EMERGENCY)
"""Of grades 0 to 4."""


@attrs.frozen(kw_only=True)
class CtcaeGrade(Measurement[Grade]):
    """A serum value graded by CTCAE v5, in the unit in which it was reported."""

    direction: Direction
    """Whether it is graded as too little or as too much."""

    @property
    def _heading(self) -> str:
        return f"Magnesium in serum, {self.direction} by CTCAE v5: {self}; urgency: {self.urgency}"

    @property
    def possible_grades(self) -> tuple[int, ...]:
        """The grade, or both grades that are possible without the laboratory's limit."""
        return _POSSIBLE[self.category]

    @property
    def grade(self) -> int | None:
        """The grade; ``None`` where it is 0 or 1 and the laboratory's limit is not known."""
        return self.possible_grades[0] if len(self.possible_grades) == 1 else None

    @property
    def urgency(self) -> Urgency:
        """The urgency of the worst grade that is possible; this reading is the library's own."""
        return URGENCY_BY_GRADE[self.possible_grades[-1]]


_UNGRADED = "Grade 1 begins at the laboratory's own limit, which was not given."
_GRADE_BY_VALUE = "Graded by the value alone: life-threatening symptoms are grade 4 at any value."


def ctcae_hypomagnesemia(
    *,
    mmol_per_l: float | None = None,
    mg_per_dl: float | None = None,
    lln_mmol_per_l: float | None = None,
    lln_mg_per_dl: float | None = None,
) -> CtcaeGrade:
    """Return the CTCAE v5 grade of a low serum value, in mmol/L or mg/dL, as reported.

    *lln* is the laboratory's lower limit of normal in the unit of the value; without it a value
    that is not below the limit of grade 2 is grade 0 or 1. A value on a limit has the milder grade.
    Raises :class:`AmountError` for impossible numbers and :class:`UnitError` for a limit in the
    other unit.

    Source: NCI Common Terminology Criteria for Adverse Events v5.0 (``ctcae5``).

    >>> ctcae_hypomagnesemia(mg_per_dl=1.2, lln_mg_per_dl=1.7).grade
    1
    >>> ctcae_hypomagnesemia(mg_per_dl=1.2).possible_grades
    (0, 1)
    """
    value, unit = reported(mmol_per_l, mg_per_dl)
    return grade_low(value, unit, _given_limit(unit, "lower limit", lln_mmol_per_l, lln_mg_per_dl))


def ctcae_hypermagnesemia(
    *,
    mmol_per_l: float | None = None,
    mg_per_dl: float | None = None,
    uln_mmol_per_l: float | None = None,
    uln_mg_per_dl: float | None = None,
) -> CtcaeGrade:
    """Return the CTCAE v5 grade of a high serum value, in mmol/L or mg/dL, as reported.

    *uln* is the laboratory's upper limit of normal in the unit of the value; without it a value
    that is not above the limit of grade 3 is grade 0 or 1. There is no grade 2. A value on a limit
    has the milder grade. Raises :class:`AmountError` for impossible numbers and :class:`UnitError`
    for a limit in the other unit.

    Source: NCI Common Terminology Criteria for Adverse Events v5.0 (``ctcae5``).

    >>> ctcae_hypermagnesemia(mmol_per_l=1.24, uln_mmol_per_l=1.0).grade
    3
    """
    value, unit = reported(mmol_per_l, mg_per_dl)
    return grade_high(value, unit, _given_limit(unit, "upper limit", uln_mmol_per_l, uln_mg_per_dl))


def _given_limit(unit: str, what: str, mmol_per_l: float | None, mg_per_dl: float | None) -> float | None:
    here, elsewhere = (mmol_per_l, mg_per_dl) if unit == MMOL_PER_L else (mg_per_dl, mmol_per_l)
    if elsewhere is not None:
        raise UnitError(other_unit(unit), f"a value is graded in its own unit; give the {what} in it", (unit,))
    return None if here is None else check_limit(here, unit, what)


def grade_low(value: float, unit: str, limit: float | None) -> CtcaeGrade:
    """Return the grade of a checked value as a low one; *limit* is the laboratory's, in the same unit."""
    passed = sum(value < edge for edge in _LOW_GRADES[unit])
    grades = (Grade.MODERATE, Grade.SEVERE, Grade.LIFE_THREATENING)
    if passed:
        category = grades[passed - 1]
    elif limit is None:
        category = Grade.NONE_OR_MILD
    else:
        category = Grade.MILD if value < limit else Grade.NONE
    edges = ((limit, Grade.MILD), *zip(_LOW_GRADES[unit], grades, strict=True))
    return _grade(value, unit, category, Direction.TOO_LITTLE, edges)


def grade_high(value: float, unit: str, limit: float | None) -> CtcaeGrade:
    """Return the grade of a checked value as a high one; *limit* is the laboratory's, in the same unit."""
    passed = sum(value > edge for edge in _HIGH_GRADES[unit])
    grades = (Grade.SEVERE, Grade.LIFE_THREATENING)
    if passed:
        category = grades[passed - 1]
    elif limit is None:
        category = Grade.NONE_OR_MILD
    else:
        category = Grade.MILD if value > limit else Grade.NONE
    edges = ((limit, Grade.MILD), *zip(_HIGH_GRADES[unit], grades, strict=True))
    return _grade(value, unit, category, Direction.TOO_MUCH, edges)


def _grade(
    value: float, unit: str, category: Grade, direction: Direction, edges: tuple[tuple[float | None, Grade], ...]
) -> CtcaeGrade:
    low = direction is Direction.TOO_LITTLE
    illness = "hypomagnesemia" if low else "hypermagnesemia"
    return CtcaeGrade(
        value=value,
        unit=unit,
        category=category,
        direction=direction,
        cutoffs=tuple(
            Cutoff(
                comparison=Comparison.BELOW if low else Comparison.ABOVE,
                value=edge,
                unit=unit,
                meaning=f"CTCAE v5 {grade}, {illness}",
                sources=CTCAE,
            )
            for edge, grade in edges
            if edge is not None
        ),
        sources=CTCAE,
        cautions=(
            _GRADE_BY_VALUE,
            *((_UNGRADED,) if category is Grade.NONE_OR_MILD else ()),
            *unit_caution(value, unit),
        ),
    )
