from __future__ import annotations

import io
import math
import random

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg
from magnesium.integrations.strategies import amounts, entries, foods, intakes


@given(intakes(), intakes())
def test_the_total_of_both_is_the_total_of_the_joined(a: mg.Intake, b: mg.Intake) -> None:
    joined = (a + b).total
    assert joined.mg == pytest.approx(a.total.mg + b.total.mg, rel=1e-12)
    assert joined.unknown == tuple(sorted(a.total.unknown + b.total.unknown))


@given(intakes(), st.randoms())
def test_order_never_changes_a_total(intake: mg.Intake, shuffler: random.Random) -> None:
    """Built-in sum gives other last digits for another order."""
    shuffled = list(intake)
    shuffler.shuffle(shuffled)
    assert mg.Intake(shuffled).total == intake.total


def test_a_sum_that_no_number_can_hold() -> None:
    entry = mg.foods["sr28:12061"].grams(6e305)
    with pytest.raises(mg.AmountError, match="more than the largest float"):
        mg.Intake([entry] * 200)


@given(intakes(), amounts())
def test_an_unknown_item_adds_no_mg_and_always_shows(intake: mg.Intake, grams: float) -> None:
    unknown = mg.Food(id="my:mystery", name="Mystery", mg_per_100g=None, source="label").grams(grams)
    total = (intake + mg.Intake([unknown])).total
    assert total.mg == intake.total.mg
    assert total.unknown.count("my:mystery") == 1
    assert total.is_lower_bound
    assert str(total).startswith("at least")


@given(intakes(), st.floats(min_value=0, max_value=100))
def test_scaling_scales_the_total(intake: mg.Intake, factor: float) -> None:
    scaled = intake.scaled(factor).total
    assert scaled.mg == pytest.approx(intake.total.mg * factor, rel=1e-9, abs=1e-9)
    assert scaled.unknown == intake.total.unknown


@given(intakes(), st.sampled_from(["meal", "date", "origin", "item", "person"]))
def test_groups_split_an_intake_without_loss(intake: mg.Intake, key: str) -> None:
    groups = intake.by(key)  # type: ignore[arg-type]
    assert sorted(map(id, (entry for group in groups.values() for entry in group))) == sorted(map(id, intake))
    assert math.isclose(math.fsum(group.total.mg for group in groups.values()), intake.total.mg, rel_tol=1e-9)


@given(entries())
def test_groups_are_keyed_by_what_entries_say(entry: mg.Entry) -> None:
    intake = mg.Intake([entry])
    assert list(intake.by("meal")) == [entry.meal]
    assert list(intake.by("date")) == [entry.date]
    assert list(intake.by("person")) == [entry.person]
    assert list(intake.by("origin")) == [entry.origin]
    assert list(intake.by("item")) == [entry.item.id]
    assert len(intake.of([entry.origin])) == 1
    assert len(intake.of([])) == 0


def test_zero_is_not_unknown() -> None:
    """``if mg:`` would take 0.0 for missing."""
    zero = mg.Food(id="my:zero", name="Zero", mg_per_100g=0.0, source="label").grams(100)
    total = mg.Intake([zero]).total
    assert total == mg.Total(mg=0.0, unknown=())
    assert str(total) == "0 mg"


def test_an_intake_holds_entries_only() -> None:
    with pytest.raises(mg.InvalidValueError, match="an Entry"):
        mg.Intake([1.0])  # type: ignore[list-item]
    with pytest.raises(TypeError):
        mg.Intake([]) + 3  # type: ignore[operator]
    with pytest.raises(mg.NotFoundError, match="meal, date, origin, item, person"):
        mg.Intake([]).by("week")  # type: ignore[arg-type]


def test_a_caller_cannot_change_an_intake() -> None:
    given_entries = [mg.foods["sr28:11457"].grams(100)]
    intake = mg.Intake(given_entries)
    given_entries.clear()
    assert len(intake) == 1
    with pytest.raises(AttributeError):
        intake.entries = ()  # type: ignore[misc]


def test_an_assumption_of_a_row_that_was_read_strictly_follows_its_words() -> None:
    log = mg.read_food_log(io.StringIO("food,amount\nbrown rice,100 g\n"))
    (line,) = [line for line in log.text(200).splitlines() if "was read as" in line]
    assert line.strip().startswith("100 g brown rice: state:")


@given(foods(), amounts())
def test_the_entry_of_a_food_passes_the_checks_of_the_constructor(food: mg.Food, grams: float) -> None:
    for entry in (food.grams(grams), food.grams(grams).placed(None, None, "lunch", "a")):
        fields = {str(field.alias): getattr(entry, field.name) for field in attrs.fields(mg.Entry)}
        assert mg.Entry(**fields) == entry


@pytest.mark.parametrize("amount", [(1e307, "g"), (1e307, "kg")])
def test_an_amount_whose_weight_or_magnesium_is_no_number_is_refused(amount: tuple[float, str]) -> None:
    food = mg.Food(id="my:food", name="Food", mg_per_100g=60_000.0, source="label")
    with pytest.raises(mg.AmountError):
        food.measured(*amount)
