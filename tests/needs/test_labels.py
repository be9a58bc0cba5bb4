from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given

import magnesium as mg
from magnesium.integrations.strategies import amounts, impossible_amounts


def test_label_values_as_published() -> None:
    assert mg.daily_value().mg_per_day == 420
    assert mg.daily_value("eu").mg_per_day == 375
    assert mg.daily_value("canada").mg_per_day == 420
    assert mg.daily_value(edition="DV before 2016").mg_per_day == 400
    assert mg.daily_value(person=mg.Person.from_months(8, sex=None)).mg_per_day == 75
    assert mg.daily_value(person=mg.Person(age=2, sex=None)).mg_per_day == 80
    assert mg.daily_value(person=mg.Person(age=30, sex="female", life_stage="lactating")).mg_per_day == 400
    assert mg.daily_value(person=mg.Person(age=4, sex=None)).mg_per_day == 420


def test_unknown_bodies_editions_and_people() -> None:
    with pytest.raises(mg.NotFoundError, match="did you mean fda"):
        mg.daily_value("fsa")
    with pytest.raises(mg.NotFoundError, match="DV 2016"):
        mg.daily_value(edition="DV 1900")
    with pytest.raises(mg.NoReferenceValueError, match="canada"):
        mg.daily_value("canada", person=mg.Person(age=2, sex=None))


def test_percent_daily_value() -> None:
    assert mg.percent_daily_value(84) == 20.0
    assert mg.percent_daily_value(75, "eu") == 20.0


@given(amounts())
def test_percent_and_amount_go_together(value: float) -> None:
    assert mg.percent_daily_value(value) * 4.2 == pytest.approx(value)


@given(impossible_amounts())
def test_impossible_amounts(value: float) -> None:
    for function in (mg.percent_daily_value, mg.declared_mg, mg.declared_percent_daily_value):
        with pytest.raises(mg.AmountError):
            function(value)


@pytest.mark.parametrize(("value", "declared"), [(0, 0), (2.4, 0), (2.5, 5), (7.4, 5), (156.6, 155), (157.5, 160)])
def test_declared_amounts_are_to_the_nearest_five(value: float, declared: float) -> None:
    assert mg.declared_mg(value) == declared


@pytest.mark.parametrize(
    ("value", "declared"),
    [
        (4.1, 0),  # below 1 %
        (4.2, 2),  # 1 % may be declared as 2
        (42, 10),  # up to and including 10 %: steps of 2
        (12.7, 4),
        (44, 10),  # 10.5 %: steps of 5
        (53, 15),
        (210, 50),
        (216, 50),  # 51.4 %: steps of 10
        (232, 60),
        (420, 100),
    ],
)
def test_declared_percent_steps(value: float, declared: float) -> None:
    """21 CFR 101.9(c)(8)(iii)."""
    assert mg.declared_percent_daily_value(value) == declared


@given(amounts(), amounts())
def test_declaring_never_turns_more_into_less(a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert mg.declared_mg(low) <= mg.declared_mg(high)
    assert abs(mg.declared_mg(low) - low) <= 2.5


def test_claims_at_their_edges() -> None:
    def claims(value: float, **of: str) -> list[str]:
        return [claim.claim for claim in mg.allowed_content_claims(value, **of)]  # type: ignore[arg-type]

    assert claims(41.9) == []
    assert claims(42) == ["good source"]
    assert claims(83.9) == ["good source"]  # 19 whole percent
    assert claims(84) == ["high"]
    assert claims(56.25, authority="eu", basis="100 g") == ["source"]
    assert claims(112.5, authority="eu", basis="100 g") == ["source", "high"]
    assert claims(28.125, authority="eu", basis="100 ml beverage") == ["source"]
    assert claims(105, authority="canada") == ["source", "good source", "excellent source"]
    with pytest.raises(mg.NotFoundError, match="100 ml beverage"):
        mg.allowed_content_claims(50, authority="eu")


def test_thresholds_agree_with_the_collected_mg(shared: Path) -> None:
    """The collected file gives each threshold in mg as well."""
    with (shared / "facts" / "label_claims.csv").open(encoding="utf-8", newline="") as file:
        theirs = sorted(float(row["mg_equivalent"]) for row in csv.DictReader(file))
    ours = []
    for claim in mg.content_claims.values():
        value = mg.daily_value(claim.authority).mg_per_day
        for percent in (claim.minimum_percent, claim.maximum_percent):
            if percent is not None:
                ours.append(value * percent / 100)
    assert sorted(ours) == pytest.approx(theirs)
