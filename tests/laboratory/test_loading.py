"""The loading test and its protocols."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magnesium import laboratory as lab
from magnesium.errors import AmountError, InvalidValueError, NotFoundError


def test_protocols_as_published() -> None:
    assert {id_: [str(cutoff) for cutoff in protocol.cutoffs] for id_, protocol in lab.loading_protocols.items()} == {
        "rob1999": [],
        "mgload1994": [
            "< -19.5 %: below the range of 95 % of healthy people",
            "> 27.5 %: above the range of 95 % of healthy people",
        ],
        "medalgmtt": [">= 50 %: called a deficit"],
        "medscapehypomg": ["> 20 %: called a deficit: less than 80 % excreted in 24 hours"],
        "cundy2011": [">= 25 %: more than is normal"],
    }


@pytest.mark.parametrize(
    ("protocol", "excreted", "baseline", "expected"),
    [
        ("rob1999", 8.26, None, lab.RetentionClass.NO_LIMIT),
        ("mgload1994", 7.25, None, lab.RetentionClass.WITHIN),  # exactly 27.5 % of 10 mmol
        ("mgload1994", 7.24, 0, lab.RetentionClass.ABOVE),
        ("mgload1994", 11.95, None, lab.RetentionClass.WITHIN),  # exactly -19.5 %
        ("mgload1994", 11.96, None, lab.RetentionClass.BELOW),
        ("medalgmtt", 7.0, 2.0, lab.RetentionClass.ABOVE),  # exactly 50 %
        ("medalgmtt", 7.01, 2.0, lab.RetentionClass.WITHIN),
        ("medscapehypomg", 8.0, None, lab.RetentionClass.WITHIN),  # exactly 80 % excreted
        ("medscapehypomg", 7.99, None, lab.RetentionClass.ABOVE),
        ("cundy2011", 7.5, None, lab.RetentionClass.ABOVE),
        ("cundy2011", 7.51, None, lab.RetentionClass.WITHIN),
    ],
)
def test_retention_by_protocol(
    protocol: str, excreted: float, baseline: float | None, expected: lab.RetentionClass
) -> None:
    result = lab.loading_retention(dose_mmol=10, excreted_mmol=excreted, baseline_mmol=baseline, protocol=protocol)
    assert result.category is expected
    assert result.is_baseline_corrected is (baseline is not None)
    assert result.sources == lab.loading_protocols[protocol].sources


def test_the_printed_mean_of_1994() -> None:
    """30 mmol given and 28.11 excreted are the 6.3 % that the paper prints as the mean."""
    result = lab.loading_retention(dose_mmol=30, excreted_mmol=28.11, baseline_mmol=0, protocol="mgload1994")
    assert result.value == pytest.approx(6.3, abs=1e-9)
    assert any("6.3 %" in text for text in result.cautions)


def test_a_baseline_must_fit_the_protocol() -> None:
    with pytest.raises(InvalidValueError, match="does not subtract"):
        lab.loading_retention(dose_mmol=14, excreted_mmol=9, baseline_mmol=2, protocol="rob1999")
    with pytest.raises(InvalidValueError, match="subtracts a baseline"):
        lab.loading_retention(dose_mmol=14, excreted_mmol=9, baseline_mmol=None, protocol="medalgmtt")
    with pytest.raises(NotFoundError, match="rob1999"):
        lab.loading_retention(dose_mmol=14, excreted_mmol=9, baseline_mmol=None, protocol="rob99")


@pytest.mark.parametrize("dose", [0, 0.5, 168, 729])
def test_a_load_is_in_mmol(dose: float) -> None:
    with pytest.raises(AmountError, match="mmol"):
        lab.loading_retention(dose_mmol=dose, excreted_mmol=9, baseline_mmol=None, protocol="rob1999")


@given(dose=st.floats(min_value=1, max_value=60), retained=st.floats(min_value=-60, max_value=100))
def test_retention_round_trip_and_monotone(dose: float, retained: float) -> None:
    excreted = max(dose * (1 - retained / 100), 0.0)
    one = lab.loading_retention(dose_mmol=dose, excreted_mmol=excreted, baseline_mmol=None, protocol="rob1999")
    assert one.value == pytest.approx(retained, abs=1e-9)
    more = lab.loading_retention(dose_mmol=dose, excreted_mmol=excreted + 1, baseline_mmol=None, protocol="rob1999")
    assert more.value < one.value
