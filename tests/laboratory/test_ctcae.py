"""CTCAE grades of low and high values."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magnesium import evidence
from magnesium import laboratory as lab
from magnesium.clinical.symptoms import symptoms
from magnesium.errors import NotFoundError, UnitError
from magnesium.units import convert
from tests.laboratory.drawn import mmol, serum_keyword


@given(
    keyword=serum_keyword,
    shares=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    limit=st.one_of(st.none(), st.floats(0, 1)),
)
def test_a_grade_never_falls_as_a_value_gets_worse(
    keyword: tuple[str, str, float, float], shares: tuple[float, float], limit: float | None
) -> None:
    name, unit, lowest, highest = keyword
    # Half of the examples lie where the low grades are.
    low, high = sorted(lowest + share**3 * (highest - lowest) for share in shares)
    bounds = (0.5, 1.23) if unit == "mmol/L" else (1.2, 3.0)
    stated = None if limit is None else min(max(bounds[0] + limit * (bounds[1] - bounds[0]), bounds[0]), bounds[1])
    lln: dict[str, Any] = {f"lln_{name}": stated}
    uln: dict[str, Any] = {f"uln_{name}": stated}
    values: list[dict[str, Any]] = [{name: low}, {name: high}]
    worse, better = (lab.ctcae_hypomagnesemia(**value, **lln) for value in values)
    assert worse.possible_grades >= better.possible_grades
    assert worse.urgency.rank >= better.urgency.rank
    better, worse = (lab.ctcae_hypermagnesemia(**value, **uln) for value in values)
    assert worse.possible_grades >= better.possible_grades
    assert worse.urgency.rank >= better.urgency.rank


@given(value=mmol, limit=st.floats(min_value=0.5, max_value=1.23))
def test_a_value_is_not_low_and_high_at_once(value: float, limit: float) -> None:
    low = lab.ctcae_hypomagnesemia(mmol_per_l=value, lln_mmol_per_l=limit).grade
    high = lab.ctcae_hypermagnesemia(mmol_per_l=value, uln_mmol_per_l=limit).grade
    assert low == 0 or high == 0


@given(value=mmol)
def test_the_grade_is_the_number_of_its_cutoffs_that_are_met(value: float) -> None:
    low = lab.ctcae_hypomagnesemia(mmol_per_l=value, lln_mmol_per_l=0.7)
    assert low.grade == sum(cutoff.is_met(value) for cutoff in low.cutoffs)


def test_grade_1_is_not_given_without_the_laboratorys_limit() -> None:
    for result in (
        lab.ctcae_hypomagnesemia(mg_per_dl=1.2),
        lab.ctcae_hypomagnesemia(mmol_per_l=0.5),
        lab.ctcae_hypermagnesemia(mg_per_dl=3.0),
        lab.ctcae_hypermagnesemia(mmol_per_l=1.23),
    ):
        assert (result.grade, result.possible_grades) == (None, (0, 1))
        assert result.urgency is lab.Urgency.ROUTINE
        assert any("was not given" in text for text in result.cautions)
    assert lab.ctcae_hypomagnesemia(mg_per_dl=1.19).grade == 2
    assert lab.ctcae_hypermagnesemia(mmol_per_l=1.24).grade == 3


def test_the_reported_unit_decides_the_grade() -> None:
    """1.2 mg/dL is 0.494 mmol/L, which is grade 2 in mmol/L."""
    assert lab.ctcae_hypomagnesemia(mg_per_dl=1.2, lln_mg_per_dl=1.7).grade == 1
    converted = convert(1.2, "mg/dL", "mmol/L")
    assert lab.ctcae_hypomagnesemia(mmol_per_l=converted, lln_mmol_per_l=0.7).grade == 2


def test_a_limit_in_the_other_unit_is_refused() -> None:
    with pytest.raises(UnitError, match="mg/dL"):
        lab.ctcae_hypomagnesemia(mg_per_dl=1.6, lln_mmol_per_l=0.7)
    with pytest.raises(UnitError, match="mmol/L"):
        lab.ctcae_hypermagnesemia(mmol_per_l=1.1, uln_mg_per_dl=2.4)
    with pytest.raises(UnitError, match="mEq/L"):
        lab.ctcae_hypomagnesemia(meq_per_l=1.3, lln_mmol_per_l=0.7)


@pytest.mark.parametrize("version", [5, 6])
def test_limits_as_printed(version: Any) -> None:
    """As both versions print them: "<0.5 - 0.4 mmol/L", ">1.23 - 3.30 mmol/L", "<1.2 - 0.9 mg/dL" and so on."""
    limits = {(limit.direction, limit.grade): limit for limit in lab.ctcae_limits.filter(version=version)}
    assert {key: (limit.mmol_per_l, limit.mg_per_dl) for key, limit in limits.items()} == {
        ("too little", 2): (0.5, 1.2),
        ("too little", 3): (0.4, 0.9),
        ("too little", 4): (0.3, 0.7),
        ("too much", 3): (1.23, 3.0),
        ("too much", 4): (3.3, 8.0),
    }
    assert {limit.source for limit in limits.values()} == {f"ctcae{version}"}


def _without_version(result: lab.CtcaeGrade) -> tuple[Any, ...]:
    return result.category, result.cautions, [(cutoff.comparison, cutoff.value) for cutoff in result.cutoffs]


@given(value=mmol, limit=st.none() | st.floats(min_value=0.5, max_value=1.23))
def test_version_6_grades_as_version_5_and_says_so(value: float, limit: float | None) -> None:
    """Its limits for magnesium are unchanged."""
    for grade, keyword in ((lab.ctcae_hypomagnesemia, "lln"), (lab.ctcae_hypermagnesemia, "uln")):
        given_: dict[str, Any] = {"mmol_per_l": value, f"{keyword}_mmol_per_l": limit}
        five, six = grade(**given_), grade(**given_, version=6)
        assert _without_version(five) == _without_version(six)
        assert (five.version, five.sources) == (5, ("ctcae5",))
        assert (six.version, six.sources) == (6, ("ctcae6",))
        assert all(cutoff.meaning.startswith("CTCAE v6 ") for cutoff in six.cutoffs)


def test_a_serum_result_is_graded_by_the_version_asked_for() -> None:
    result = lab.classify_serum(mmol_per_l=0.45, interval="iom1997", ctcae_version=6)
    assert (result.low.version, result.high.version, result.low.grade) == (6, 6, 2)
    assert "ctcae6" in result.sources
    assert "ctcae5" not in result.sources


@pytest.mark.parametrize("version", [4, 7, 0, True, 5.0, None, "", "v", "4", "v7.0", "5.1", "vv5"])
def test_a_version_that_is_not_bundled_is_not_found(version: Any) -> None:
    for grade in (lab.ctcae_hypomagnesemia, lab.ctcae_hypermagnesemia):
        with pytest.raises(NotFoundError, match="expected one of 5, 6"):
            grade(mmol_per_l=0.7, version=version)
    with pytest.raises(NotFoundError):
        lab.classify_serum(mmol_per_l=0.7, interval=None, ctcae_version=version)


@given(value=mmol, limit=st.none() | st.floats(min_value=0.5, max_value=1.23))
def test_meq_per_l_is_graded_as_half_of_it_in_mmol_per_l(value: float, limit: float | None) -> None:
    twice = None if limit is None else 2 * limit
    one = lab.ctcae_hypomagnesemia(mmol_per_l=value, lln_mmol_per_l=limit)
    other = lab.ctcae_hypomagnesemia(meq_per_l=2 * value, lln_meq_per_l=twice)
    assert (one.category, one.cutoffs, one.value) == (other.category, other.cutoffs, other.value)


@pytest.mark.parametrize(
    ("grade", "urgency"), [(0, "none"), (1, "routine"), (2, "prompt"), (3, "emergency"), (4, "emergency")]
)
def test_urgency_follows_the_grade(grade: int, urgency: str) -> None:
    value = {0: 0.7, 1: 0.6, 2: 0.45, 3: 0.35, 4: 0.25}[grade]
    result = lab.ctcae_hypomagnesemia(mmol_per_l=value, lln_mmol_per_l=0.7)
    assert (result.grade, result.urgency) == (grade, urgency)


def test_urgency_is_ranked() -> None:
    assert sorted(lab.Urgency, key=lambda urgency: urgency.rank) == ["none", "routine", "prompt", "emergency"]


def test_one_urgency_one_direction_and_one_reading_of_the_grades() -> None:
    """Two enums of the same words compare equal as texts and differ as members: there must be one."""
    assert lab.Urgency is evidence.Urgency is type(symptoms["tetany"].urgency)
    assert lab.Direction is evidence.Direction is type(symptoms["tetany"].direction)
    graded = [lab.ctcae_hypomagnesemia(mmol_per_l=value, lln_mmol_per_l=0.7) for value in (0.65, 0.45, 0.35, 0.2)]
    assert [result.grade for result in graded] == [1, 2, 3, 4]
    assert tuple(result.urgency for result in graded) == symptoms["hypomagnesemia"].urgency_by_grade
    assert {result.direction for result in graded} == {evidence.Direction.TOO_LITTLE}
