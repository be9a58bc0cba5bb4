"""Values as laboratories report them: limits, decimal commas, and units in the spellings of hospital systems."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import magnesium as mg
from magnesium import laboratory as lab
from magnesium.laboratory.result_texts import read_reported, read_unit
from tests.laboratory.drawn import interval_ids

SPELLINGS = {
    "mmol/L": ("mmol/L", "mmol/l", "MMOL/L", " mmol / l ", "mmol.L-1", "mmol/dm3", "10*-3.mol/L", "mmol/L{serum}"),
    "mg/dL": ("mg/dL", "mg/dl", "MG/DL", "mg%", "mg/100 mL", "mg/(100.mL)"),
    "mEq/L": ("meq/L", "mEq/L", "MEQ/L", "mval/l"),
    "mg/24 h": ("mg/(24.h)", "mg/24hr", "mg/24 h", "mg/d", "mg/{24_h}", "MG/24HRS", "mg/day"),
    "mmol/24 h": ("mmol/(24.h)", "mmol/24hr", "mmol/d"),
}
BEYOND = {
    "<": lambda value, limit: value < limit,
    "<=": lambda value, limit: value <= limit,
    ">=": lambda value, limit: value >= limit,
    ">": lambda value, limit: value > limit,
}


@pytest.mark.parametrize(("unit", "spelling"), [(unit, one) for unit, many in SPELLINGS.items() for one in many])
def test_a_unit_is_read_in_every_spelling(unit: str, spelling: str) -> None:
    assert read_unit(spelling) == (unit, Fraction(1))


@pytest.mark.parametrize(
    ("text", "unit", "factor"),
    [
        ("Eq/L", "mEq/L", Fraction(1000)),
        ("meq/dL", "mEq/L", Fraction(10)),
        ("mval/mL", "mEq/L", Fraction(1000)),
        ("mol/L", "mmol/L", Fraction(1000)),
        ("umol/mL", "mmol/L", Fraction(1)),
        ("mcg/mL", "mg/dL", Fraction(1, 10)),
        ("g/L", "mg/dL", Fraction(100)),
    ],
)
def test_a_unit_of_another_size_has_its_factor(text: str, unit: str, factor: Fraction) -> None:
    assert read_unit(text) == (unit, factor)


@pytest.mark.parametrize(
    "text", ["", "  ", None, "parsec", "mg", "mmol/kg", "mg/dL/d", "1", "{mg}", "mmol/mol", "mg/h"]
)
def test_a_unit_that_is_missing_or_unknown_is_refused(text: str | None) -> None:
    with pytest.raises(mg.UnitError, match="mmol/L"):
        read_unit(text)


@given(value=st.floats(0.2, 9), unit=st.sampled_from(["mg/L", "µmol/L", "ug/mL", "g/L", "umol/dL"]))
def test_other_units_have_the_magnesium_that_the_converter_states(value: float, unit: str) -> None:
    read = read_reported(value, unit)
    assert read.number == pytest.approx(mg.convert(value, unit.replace("ug", "µg").replace("umol", "µmol"), read.unit))


@settings(max_examples=60)
@given(st.floats(0.1, 9.9), st.floats(0.05, 10), st.sampled_from(sorted(BEYOND)), interval_ids)
def test_what_a_reported_limit_says_holds_for_every_value_beyond_it(
    limit: float, value: float, comparator: str, interval: str | None
) -> None:
    """A limit never says more than any single value that it allows, and its grades cover that value's."""
    found = lab.classify_reported(f"{comparator} {limit!r} mmol/L", interval=interval)
    assert found.category is not lab.SerumClass.WITHIN
    if not BEYOND[comparator](value, limit):
        return
    one = lab.classify_serum(mmol_per_l=value, interval=interval)
    assert found.category in {one.category, lab.SerumClass.UNDETERMINED}
    assert {*one.low.possible_grades} <= {*found.low.possible_grades}
    assert {*one.high.possible_grades} <= {*found.high.possible_grades}
    assert {statement.meaning for statement in found.statements} <= {statement.meaning for statement in one.statements}
    assert not found.is_below_proposed_threshold or one.is_below_proposed_threshold


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        ("<0.4", "mmol/l", "< 0.4 mmol/L: low"),
        ("< 0,5", "mg/dL", "< 0.5 mg/dL: low"),
        ("<=0.4 mmol/L", None, "<= 0.4 mmol/L: low"),
        ("≤ 0.4", "mmol/L", "<= 0.4 mmol/L: low"),
        (">2", "mmol/L", "> 2 mmol/L: high"),
        (">= 4.9", "mg/dL", ">= 4.9 mg/dL: high"),
        ("<1.0", "mmol/L", "< 1 mmol/L: undetermined"),
        ("1,8", "mg/dL", "1.8 mg/dL: within"),
        (18, "mg/L", "1.8 mg/dL: within"),
        (1.4, "meq/L", "0.7 mmol/L: low"),
    ],
)
def test_a_report_is_classified_in_its_own_unit(value: object, unit: str | None, said: str) -> None:
    assert str(lab.classify_reported(value, unit, interval="iom1997")) == said


def test_a_limit_states_its_grades_and_that_the_value_is_not_known() -> None:
    found = lab.classify_reported("<0.4", "mmol/L", interval=None)
    assert (found.low.possible_grades, found.low.grade, found.low.grades) == ((3, 4), None, "grade 3 to 4")
    assert found.urgency is mg.Urgency.EMERGENCY
    assert any("only a limit" in caution for caution in found.cautions)
    assert "not known" in lab.classify_reported("<1.5", "mmol/L", interval="iom1997").text()


def test_a_limit_on_the_wrong_side_of_ordinary_values_raises_no_alarm() -> None:
    person = mg.Person(age=50, sex="female")
    for text in ("<9 mmol/L", ">0.1 mmol/L"):
        serum = lab.classify_reported(text, interval="iom1997")
        assert serum.says_nothing
        assert mg.assess(person, serum=serum).red_flags == ()
    low = lab.classify_reported("<0.3 mmol/L", interval=None)
    assert mg.assess(person, serum=low).urgency is mg.Urgency.EMERGENCY


@pytest.mark.parametrize(
    ("value", "unit", "error"),
    [
        ("HEMOLYZED", "mg/dL", mg.AmountError),
        ("___", "mg/dL", mg.AmountError),
        ("1,234", "mg/dL", mg.AmountError),
        (float("nan"), "mg/dL", mg.AmountError),
        ("1.8", None, mg.UnitError),
        ("1.8 mg/dL", "mmol/L", mg.UnitError),
        ("96", "mg/24hr", mg.UnitError),
        ("180", "mg/dL", mg.AmountError),
    ],
)
def test_what_is_not_a_serum_value_is_refused(value: object, unit: str | None, error: type[Exception]) -> None:
    with pytest.raises(error):
        lab.classify_reported(value, unit, interval=None)
    with pytest.raises(mg.AmountError, match="given twice"):
        lab.classify_reported("<0.5", "mg/dL", interval=None, comparator="<")


@pytest.mark.parametrize("comparator", ["~", "=", "below", "≤"])
def test_a_comparator_is_one_of_four_signs(comparator: str) -> None:
    with pytest.raises(mg.InvalidValueError, match=r"comparator.*<="):
        lab.classify_reported("0.5", "mg/dL", interval=None, comparator=comparator)


def test_limits_of_a_report_are_numbers_in_a_unit_of_blood() -> None:
    assert lab.reported_interval("16", 26, "mg/L").limits("mg/dL") == (1.6, 2.6)
    assert lab.reported_interval(None, "1.9", "mEq/L").limits("mmol/L") == (None, 0.95)
    for lower, unit in (("<1.6", "mg/dL"), ("51", "mg/24 h"), ("1.6", "")):
        with pytest.raises(mg.UnitError):
            lab.reported_interval(lower, None, unit)


def test_the_urine_of_24_hours_can_be_stated_as_an_amount() -> None:
    assert str(lab.daily_excretion(mg_per_24_h=96)) == str(lab.daily_excretion(volume_ml=1000, mg_per_dl=9.6))
    assert lab.daily_excretion(mmol_per_24_h=4).unit == "mmol/24 h"
    for wrong in ({"mg_per_24_h": 96, "volume_ml": 1000}, {"mg_per_24_h": 1e6}, {"mg_per_24_h": -1}, {}):
        with pytest.raises(mg.InvalidValueError):
            lab.daily_excretion(**wrong)
