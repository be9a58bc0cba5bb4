"""Reference intervals: the published ones, and own limits."""

from __future__ import annotations

import itertools
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magnesium import laboratory as lab
from magnesium.errors import AmountError, UnitError
from magnesium.units import convert


def test_published_intervals_as_they_were_printed() -> None:
    printed = {
        "iom1997": ((0.75, 0.95), (1.8, 2.3)),
        "nhslothian": ((0.7, 1.0), None),
        "statpearlshypomg": ((0.6, 1.1), (1.46, 2.68)),
        "symbiosis": ((0.75, 1.15), (1.8, 2.7)),
        "medscapehypomg": (None, (1.5, 2.5)),
        "msdhypermg": ((None, 1.05), (None, 2.6)),
        "alfredpath": ((0.7, 1.1), None),
        "alfredpath-children": ((0.65, 1.1), None),
        "alfredpath-newborns": ((0.6, 1.0), None),
        "davislab-children": (None, (1.7, 2.3)),
        "davislab-newborns": (None, (1.7, 2.5)),
        "davislab-pregnancy": (None, (1.5, 2.2)),
        "proposed": ((0.85, 0.95), None),
    }
    assert list(lab.reference_intervals) == list(printed)
    for id_, units in printed.items():
        for unit, limits in zip(("mmol/L", "mg/dL"), units, strict=True):
            if limits is not None:
                assert lab.reference_intervals[id_].limits(unit) == limits
    assert [interval.id for interval in lab.reference_intervals.values() if interval.is_proposal] == ["proposed"]
    assert all(interval.sources for interval in lab.reference_intervals.values())


@pytest.mark.parametrize("years", [0, 0.01, 0.05, 0.5, 6, 17.9, 18, 40, 95])
@pytest.mark.parametrize("is_pregnant", [False, True])
def test_every_age_and_pregnancy_has_an_interval_of_its_own(years: float, is_pregnant: bool) -> None:
    fitting = [
        interval
        for interval in lab.reference_intervals.values()
        if interval.fits(age_years=years, is_pregnant=is_pregnant)
    ]
    assert fitting
    is_adult = years >= 18 and not is_pregnant
    assert {interval.group == "adults who are not pregnant" for interval in fitting} == {is_adult}


def test_printed_pairs_agree_to_two_percent() -> None:
    """Symbiosis prints 1.15 mmol/L (2.795 mg/dL) beside 2.7 mg/dL, and its note says so."""
    for interval in lab.reference_intervals.values():
        for mmol_, mg in zip(interval.limits("mmol/L"), interval.limits("mg/dL"), strict=True):
            if mmol_ is not None and mg is not None:
                agrees = convert(mmol_, "mmol/L", "mg/dL") == pytest.approx(mg, rel=0.02)
                assert agrees or ((interval.id, mg) == ("symbiosis", 2.7) and "not 2.7" in interval.note)


@pytest.mark.parametrize(
    "limits",
    [
        {"lower_mmol_per_l": 1.7, "upper_mmol_per_l": 2.4},
        {"lower_mg_per_dl": 0.7, "upper_mg_per_dl": 1.0},
        {"lower_mmol_per_l": 0.49},
        {"upper_mg_per_dl": 3.01},
        {"lower_mmol_per_l": math.nan},
        {"lower_mmol_per_l": 1.0, "upper_mmol_per_l": 0.7},
        {"lower_mmol_per_l": 0.7, "upper_mmol_per_l": 0.7},
        {"lower_meq_per_l": 0.7},
        {"upper_meq_per_l": 2.5},
        {},
    ],
)
def test_limits_that_no_laboratory_has(limits: dict[str, float]) -> None:
    with pytest.raises(AmountError):
        lab.own_interval(**limits)


def test_limits_in_two_units_are_refused() -> None:
    lower: dict[str, Any] = {"lower_mmol_per_l": 0.7, "lower_mg_per_dl": 1.7, "lower_meq_per_l": 1.4}
    upper: dict[str, Any] = {"upper_mmol_per_l": 1.0, "upper_mg_per_dl": 2.5, "upper_meq_per_l": 2.0}
    for (i, one), (j, other) in itertools.product(enumerate(lower.items()), enumerate(upper.items())):
        if i == j:
            lab.own_interval(**dict((one, other)))
            continue
        with pytest.raises(UnitError, match="in the unit of the laboratory's report"):
            lab.own_interval(**dict((one, other)))
    with pytest.raises(UnitError):
        lab.reference_intervals["iom1997"].limits("mEq/L")


@given(limits=st.tuples(st.floats(0.5, 1.23), st.floats(0.5, 1.23)).filter(lambda pair: pair[0] < pair[1]))
def test_limits_in_meq_per_l_are_halved(limits: tuple[float, float]) -> None:
    lower, upper = limits
    assert lab.own_interval(lower_meq_per_l=2 * lower, upper_meq_per_l=2 * upper) == lab.own_interval(
        lower_mmol_per_l=lower, upper_mmol_per_l=upper
    )
