"""How certain a food's magnesium is: the model against independent measurements, and the rules that it keeps."""

from __future__ import annotations

import csv
import math
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg
from magnesium.foods.error_terms import (
    ErrorPart,
    ErrorTerm,
    ItemErrors,
    Spread,
    combined,
    interval,
    joined,
    probability_above,
)
from magnesium.foods.student_t import t_quantile, upper_tail
from magnesium.foods.uncertainty import uncertainty
from magnesium.foods.value_origins import ValueKind, value_origins, variance_classes

LEVELS = st.floats(min_value=0.01, max_value=0.999)
AMOUNTS = st.floats(min_value=0, max_value=1e4)


@pytest.fixture(scope="module")
def pairs(shared: Path) -> list[dict[str, str]]:
    """Foods of SR28 and Foundation Foods that are the same and were analyzed independently."""
    path = shared / "packs" / "uncertainty" / "sr28_foundation_pairs.csv"
    if not path.is_file():
        pytest.skip("needs the matched foods, which are not in shared/packs")
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["independent"] == "1" and float(row["foundation_mg"]) > 0]
    assert len(rows) > 50
    return rows


@pytest.mark.parametrize(("level", "lowest", "highest"), [(0.9, 0.80, 0.97), (0.5, 0.38, 0.66)])
def test_intervals_of_sr28_cover_what_foundation_foods_measured(
    pairs: list[dict[str, str]], level: float, lowest: float, highest: float
) -> None:
    covered = []
    for pair in pairs:
        low, high = mg.foods[pair["sr28_id"]].mg_interval(level) or (0, 0)
        covered.append(low <= float(pair["foundation_mg"]) <= high)
    assert lowest <= sum(covered) / len(covered) <= highest


def test_the_interval_score_of_sr28_against_foundation_foods_is_at_most_1(pairs: list[dict[str, str]]) -> None:
    """Gneiting and Raftery 2007, of 90 % intervals, relative to the measured value; a flat 15 % scores more."""
    scores = []
    for pair in pairs:
        low, high = mg.foods[pair["sr28_id"]].mg_interval(0.9) or (0, 0)
        true = float(pair["foundation_mg"])
        scores.append((high - low + 20 * (max(0, low - true) + max(0, true - high))) / true)
    assert sum(scores) / len(scores) <= 1.0


def test_the_model_is_the_one_that_was_written_down(pairs: list[dict[str, str]]) -> None:
    """The pack prints the u of each food; a food that other tables dispute may have a larger one."""
    for pair in pairs:
        food = mg.foods[pair["sr28_id"]]
        sd, origin = food.uncertainty.sd_mg_per_100g, value_origins[food.id]
        assert sd is not None
        assert food.mg_per_100g is not None
        u = sd / math.sqrt(3) / food.mg_per_100g
        if (origin.tables or 0) < 3:
            assert u == pytest.approx(float(pair["model_u"]), abs=3e-4)
        else:
            assert u >= float(pair["model_u"]) - 3e-4


def test_what_the_publishers_print_is_bundled() -> None:
    """SR28 has 8,050 values of magnesium, 4,385 with samples and 2,486 with a standard error."""
    american = [origin for origin in value_origins.values() if origin.source == "sr28"]
    assert len(american) == 8050
    assert sum(origin.samples is not None for origin in american) == 4385
    assert sum(origin.standard_error_mg_per_100g is not None for origin in american) == 2486
    assert all(origin.code for origin in american)


def test_every_part_of_a_value_is_a_food_of_known_magnesium_and_the_shares_make_the_whole() -> None:
    for origin in value_origins.values():
        assert origin.variance_class in variance_classes
        assert mg.foods[origin.id].mg_per_100g is not None
        if origin.parts:
            assert math.fsum(part.share for part in origin.parts) == pytest.approx(1, abs=0.01)
            listed = [mg.foods[part.food_id].mg_per_100g for part in origin.parts]
            assert listed == [0] or all(listed)


def test_every_bundled_food_has_an_uncertainty() -> None:
    for id_ in list(mg.foods)[::7]:
        food = mg.foods[id_]
        found = food.uncertainty
        if food.mg_per_100g is None:
            assert (found.sd_mg_per_100g, food.mg_interval()) == (None, None)
            continue
        low, high = food.mg_interval() or (math.nan, math.nan)
        assert 0 <= low <= food.mg_per_100g <= high < math.inf
        is_certain = found.sd_mg_per_100g == 0
        assert not is_certain or food.mg_per_100g == 0


def test_an_assumed_zero_has_no_interval_and_an_analyzed_one_is_rounded() -> None:
    zeros = [origin for origin in value_origins.values() if mg.foods[origin.id].mg_per_100g == 0]
    assumed = [mg.foods[origin.id] for origin in zeros if origin.kind is ValueKind.ASSUMED_ZERO]
    rounded = [mg.foods[origin.id] for origin in zeros if origin.source == "sr28" and origin.code.startswith("1")]
    assert assumed
    assert rounded
    assert all(food.mg_interval() == (0, 0) for food in assumed)
    assert all(0.3 < (food.mg_interval() or (0, 0))[1] < 1 for food in rounded)


def test_a_food_of_the_user_is_treated_as_a_label() -> None:
    own = mg.Food(id="my:bar", name="Bar", mg_per_100g=100, source="label")
    borrowed = mg.Food(id="sr28:12061", name="Almonds", mg_per_100g=100, source="label")
    assert own.uncertainty.kind == borrowed.uncertainty.kind == "label"
    assert own.uncertainty.sd_mg_per_100g == borrowed.uncertainty.sd_mg_per_100g == pytest.approx(math.sqrt(3) * 30)


def test_disputed_values_are_less_certain() -> None:
    """SR28 prints 47 for dry lentils; Switzerland, Japan, Brazil and Finland analyzed twice as much."""
    lentils = mg.foods["sr28:16069"]
    low, high = lentils.mg_interval() or (0, 0)
    assert low < 47
    assert high > 100
    assert lentils.uncertainty.elsewhere_mg_per_100g == pytest.approx(97, abs=10)


def test_disagreement_with_three_tables_is_never_smaller_than_the_class_and_never_below_the_disagreement() -> None:
    for origin in value_origins.values():
        if (origin.tables or 0) < 3 or not origin.elsewhere_ratio:
            continue
        found = mg.foods[origin.id].uncertainty
        assert found.mg_per_100g is not None
        assert found.sd_mg_per_100g is not None
        disagreement = math.log(origin.elsewhere_ratio) ** 2 / 3 - 0.21**2 / (origin.tables or 1)
        tau = math.sqrt(max(variance_classes[origin.variance_class].tau ** 2, disagreement))
        assert origin.variance_class == "copy" or found.sd_mg_per_100g >= math.sqrt(3) * tau * found.mg_per_100g - 1e-9


def test_a_food_shows_the_range_of_the_values_in_independent_tables() -> None:
    shown = 0
    for id_ in sorted(id_ for id_ in mg.foods if id_.startswith("sr28:"))[::40]:
        food = mg.foods[id_]
        values = [other.mg_per_100g for other in food.elsewhere() if other.mg_per_100g is not None]
        text = " ".join(food.text().split())
        assert ("Independent tables" in text) is bool(values)
        if values:
            shown += 1
            assert f"{min(values):.4g} to {max(values):.4g} mg per 100 g, {len(values)} values" in text
    assert shown


def test_the_model_is_read_when_it_is_asked_for() -> None:
    code = """
import magnesium as mg
from magnesium.foods import value_origins
day = mg.Intake([mg.foods["sr28:12061"].grams(30)])
assert day.total.mg == 81 and "not loaded" in repr(value_origins.value_origins), "read for a total"
assert day.total.sd_mg > 0 and "not loaded" not in repr(value_origins.value_origins)
"""
    subprocess.run([sys.executable, "-c", code], check=True)


# --- Student's t and intervals -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "degrees", "printed"),
    [(0.5, 3, 0.765), (0.9, 3, 2.353), (0.95, 3, 3.182), (0.9, 10, 1.812), (0.99, 30, 2.750), (0.95, 1e9, 1.960)],
)
def test_quantiles_are_those_of_printed_tables(level: float, degrees: float, printed: float) -> None:
    assert t_quantile(level, degrees) == pytest.approx(printed, abs=5e-4)


@given(LEVELS, st.floats(min_value=3, max_value=1e5))
def test_a_quantile_leaves_half_of_the_rest_above(level: float, degrees: float) -> None:
    assert upper_tail(t_quantile(level, degrees), degrees) == pytest.approx((1 - level) / 2, rel=1e-6)


@given(AMOUNTS, AMOUNTS, LEVELS, st.floats(min_value=1, max_value=100))
def test_an_interval_is_never_below_zero_and_holds_the_amount(
    amount: float, sd: float, level: float, terms: float
) -> None:
    low, high = interval(amount, Spread(sd_mg=sd, effective_terms=terms), level)
    assert 0 <= low <= amount <= high < math.inf


@given(st.floats(min_value=1, max_value=1e4), st.floats(min_value=0.01, max_value=1e4), LEVELS, LEVELS)
def test_a_larger_level_or_sd_gives_a_wider_interval(amount: float, sd: float, one: float, two: float) -> None:
    narrow = interval(amount, Spread(sd_mg=sd), min(one, two))
    wide = interval(amount, Spread(sd_mg=sd * 2), max(one, two))
    assert wide[0] <= narrow[0]
    assert narrow[1] <= wide[1]


@given(st.floats(0.01, 500), st.floats(0.01, 0.4), st.floats(0.05, 0.95))
def test_each_end_of_an_interval_leaves_half_of_the_rest_outside(amount: float, relative: float, level: float) -> None:
    spread = Spread(sd_mg=amount * relative)
    low, high = interval(amount, spread, level)
    assert probability_above(high, amount, spread) == pytest.approx((1 - level) / 2)
    assert probability_above(low, amount, spread) == pytest.approx((1 + level) / 2)
    assert probability_above(amount, amount, spread) == pytest.approx(0.5)


@given(st.floats(0, 500), st.floats(0.01, 100))
def test_an_exact_amount_or_none_is_above_a_limit_or_not(amount: float, sd: float) -> None:
    exact, some = Spread(sd_mg=0), Spread(sd_mg=sd)
    for limit in (0.0, amount / 2, amount, amount + 1):
        assert probability_above(limit, amount, exact) == (1 if amount > limit else 0)
        assert probability_above(limit, 0, some) == 0
    assert probability_above(0, amount, some) == (1 if amount else 0)


@pytest.mark.parametrize("level", [0, 1, -0.5, 90, math.nan])
def test_an_impossible_level_is_refused(level: float) -> None:
    with pytest.raises(mg.InvalidValueError, match="level"):
        mg.foods["sr28:12061"].mg_interval(level)
    with pytest.raises(mg.InvalidValueError, match="level"):
        mg.Total(mg=300).interval(level)


# --- adding up -----------------------------------------------------------------------------------


def _errors(*terms: tuple[str, float]) -> ItemErrors:
    return ItemErrors(tuple(ErrorTerm(key, ErrorPart.FOOD_DATA, sd) for key, sd in terms), 0.0)


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.floats(min_value=0, max_value=100)), max_size=8))
def test_equal_keys_add_and_different_keys_are_independent(terms: list[tuple[str, float]]) -> None:
    by_key: dict[str, float] = {}
    for key, sd in terms:
        by_key[key] = by_key.get(key, 0.0) + sd
    found = combined([_errors(term) for term in terms])
    assert found.sd_mg == pytest.approx(math.hypot(*by_key.values()), abs=1e-9)
    assert 1 <= found.effective_terms <= max(1, len(by_key)) + 1e-9


@given(st.lists(st.lists(st.floats(min_value=0.1, max_value=100), min_size=1, max_size=4), min_size=1, max_size=4))
def test_joining_independent_sums_is_adding_all_their_terms(sums: list[list[float]]) -> None:
    keyed = [[(f"{n}-{m}", sd) for m, sd in enumerate(terms)] for n, terms in enumerate(sums)]
    whole = combined([_errors(*terms) for terms in keyed])
    parts = joined([combined([_errors(*terms)]) for terms in keyed])
    assert parts.sd_mg == pytest.approx(whole.sd_mg)
    assert parts.effective_terms == pytest.approx(whole.effective_terms)


@given(st.integers(1, 6), st.sampled_from([1e-200, 1.0, 1e200]))
def test_equal_independent_terms_of_any_size_are_counted(count: int, sd: float) -> None:
    assert combined([_errors((str(n), sd)) for n in range(count)]).effective_terms == pytest.approx(count)


def test_terms_of_one_spread_give_student_t_with_3_degrees_and_its_scale() -> None:
    one = combined([_errors(("a", math.sqrt(3)))])
    assert one.degrees_of_freedom == 3
    assert one.scale_mg == pytest.approx(1)


def test_a_copy_has_the_error_of_its_original() -> None:
    copies = [origin for origin in value_origins.values() if origin.variance_class == "copy"]
    assert len(copies) > 1000
    for origin in copies[::50]:
        copy, original = mg.foods[origin.id], mg.foods[origin.parts[0].food_id]
        one, two = copy.grams(100), original.grams(100)
        both = mg.Intake([one, two]).total.sd_mg
        assert one.sd_mg is not None
        assert two.sd_mg is not None
        assert both == pytest.approx(one.sd_mg + two.sd_mg)


def test_dishes_that_share_an_ingredient_are_correlated() -> None:
    dishes = ("fndds:41310900", "fndds:55702100")
    shared = {part.food_id for part in value_origins[dishes[0]].parts} & {
        part.food_id for part in value_origins[dishes[1]].parts
    }
    assert shared
    one, two = (mg.Intake([mg.foods[id_].grams(100)]).total.sd_mg or 0 for id_ in dishes)
    both = mg.Intake([mg.foods[id_].grams(100) for id_ in dishes]).total.sd_mg or 0
    assert math.hypot(one, two) < both < one + two


def test_an_unknown_table_row_is_not_more_certain_than_an_analyzed_one() -> None:
    listed = uncertainty("ch:1", 100.0, "ch").sd_mg_per_100g or 0
    analyzed = mg.foods["sr28:12061"].uncertainty.sd_mg_per_100g or 0
    assert listed / 100 > analyzed / 270


def test_a_food_is_looked_up_without_the_model() -> None:
    code = """
import sys, magnesium as mg
assert mg.foods["sr28:12061"].mg_per_100g == 270
found = {"statistics", "magnesium.foods.uncertainty", "magnesium.foods.value_origins"} & set(sys.modules)
assert not found, found
"""
    subprocess.run([sys.executable, "-c", code], check=True)
