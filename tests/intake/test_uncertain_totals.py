"""The uncertainty of entries and totals: who shares an error, what a portion adds, and simulated coverage."""

from __future__ import annotations

import math
import pickle
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg
from magnesium.foods.entry_errors import states_weight
from magnesium.foods.error_terms import ErrorPart
from magnesium.integrations.strategies import intakes

SPINACH, ALMONDS = mg.foods["sr28:11458"], mg.foods["sr28:12061"]
WEIGHTS = st.floats(min_value=1, max_value=1000)


def sd(*entries: mg.Entry) -> float:
    """Return the SD of the sum of entries, which must be known."""
    found = mg.Intake(entries).total.sd_mg
    assert found is not None
    return found


@given(WEIGHTS, WEIGHTS)
def test_the_same_food_has_the_same_error(one: float, two: float) -> None:
    assert sd(ALMONDS.grams(one), ALMONDS.grams(two)) == pytest.approx(sd(ALMONDS.grams(one + two)))


@given(WEIGHTS, WEIGHTS)
def test_different_foods_are_independent(one: float, two: float) -> None:
    entries = (ALMONDS.grams(one), SPINACH.grams(two))
    assert sd(*entries) == pytest.approx(math.hypot(*map(sd, entries)))


@given(WEIGHTS)
def test_one_entry_has_the_interval_of_its_food(grams: float) -> None:
    total = mg.Intake([ALMONDS.grams(grams)]).total
    listed = ALMONDS.mg_interval(0.9)
    assert listed is not None
    assert total.interval(0.9) == pytest.approx([end * grams / 100 for end in listed])
    assert total.interval(0.9) == pytest.approx(ALMONDS.grams(grams).mg_interval(0.9))


@given(intakes(), st.integers(min_value=1, max_value=400))
def test_a_mean_of_days_keeps_the_relative_error(intake: mg.Intake, days: int) -> None:
    """Composition error does not average out over days: the same foods are eaten."""
    whole, mean = intake.total, intake.total.per_day(days)
    assert mean.sd_mg == pytest.approx((whole.sd_mg or 0) / days)
    assert mean.interval() == pytest.approx([end / days for end in whole.interval() or ()], rel=1e-6, abs=1e-12)


@given(intakes())
def test_intervals_hold_the_total_and_are_never_below_zero(intake: mg.Intake) -> None:
    low, high = intake.total.interval(0.9) or (math.nan, math.nan)
    assert 0 <= low <= intake.total.mg <= high


@given(intakes())
def test_the_parts_by_origin_make_the_whole(intake: mg.Intake) -> None:
    total = intake.total
    parts = [total.of([each.origin]).sd_mg or 0 for each in total.errors]
    assert math.hypot(*parts) == pytest.approx(total.sd_mg, abs=1e-9)


@given(intakes())
def test_an_unknown_item_is_a_lower_bound_and_no_uncertainty(intake: mg.Intake) -> None:
    unknown = mg.Food(id="my:mystery", name="Mystery", mg_per_100g=None, source="label").grams(100)
    total = (intake + mg.Intake([unknown])).total
    assert total.is_lower_bound
    assert total.sd_mg == pytest.approx(intake.total.sd_mg, abs=1e-12)
    assert (unknown.sd_mg, unknown.mg_interval()) == (None, None)


@given(intakes())
def test_uncertainty_survives_documents_and_pickles(intake: mg.Intake) -> None:
    pytest.importorskip("cattrs", reason="needs the extra serialization")
    total = intake.total
    for copy in (mg.Total.from_dict(total.to_dict()), pickle.loads(pickle.dumps(total))):  # noqa: S301
        assert copy.sd_mg == pytest.approx(total.sd_mg, abs=1e-12)
        assert copy.to_dict() == total.to_dict()


def test_a_number_has_no_uncertainty_that_is_known() -> None:
    total = mg.Total(mg=300)
    assert (total.sd_mg, total.interval(), total.analyzed_share) == (None, None, None)
    assert mg.Intake().total.sd_mg == 0


def test_a_stated_weight_is_exact_and_a_measure_is_not() -> None:
    food_data = SPINACH.grams(180).sd_mg or 0
    entry = SPINACH.serving("1 cup")
    assert entry.mg is not None
    assert entry.sd_mg == pytest.approx(math.hypot(food_data, 0.05 * entry.mg))
    assert SPINACH.serving("180 g").sd_mg == pytest.approx(food_data)
    assert SPINACH.serving("6 oz").spread.portions_sd_mg == 0


@pytest.mark.parametrize("line", ["1 banana", "3 slices whole wheat bread", "half an avocado", "a handful of almonds"])
def test_a_household_word_adds_at_least_10_percent(line: str) -> None:
    entry = mg.parse(line)
    assert entry.mg is not None
    assert entry.spread.portions_sd_mg >= 0.0999 * entry.mg


def test_an_assumption_is_log_uniform_between_its_smallest_and_largest_alternative() -> None:
    """A handful is half as much to half as much again."""
    entry = mg.parse("a handful of almonds")
    assert entry.mg is not None
    factors = [each.factor for assumption in entry.assumptions for each in assumption.alternatives]
    assert sorted(filter(None, factors)) == [0.5, 1.5]
    assert entry.spread.portions_sd_mg == pytest.approx(entry.mg * math.log(3) / math.sqrt(12))


@pytest.mark.parametrize(
    ("words", "is_weight"),
    [
        ("200 g cooked rice", True),
        ("200g rice", True),
        ("1/2 lb beef", True),
        ("2 cups spinach", False),
        ("1 glass milk", False),
        ("1 banana", False),
    ],
)
def test_words_state_a_weight_or_not(words: str, is_weight: bool) -> None:
    assert states_weight(words) is is_weight
    entry = mg.parse(words)
    assert (entry.spread.portions_sd_mg == 0) is is_weight


def test_a_dose_scatters_as_supplements_that_were_measured() -> None:
    """DSID-4: five categories, one product 5.7-12.7 % about a mean that is -0.2 to +4.5 % off the label."""
    dose = mg.compounds["magnesium-oxide"].dose(elemental_mg=200)
    assert dose.sd_mg is not None
    assert 0.06 <= dose.sd_mg / 200 <= 0.13


def test_a_recipe_has_the_errors_of_its_ingredients_and_of_cooking() -> None:
    ingredients = ["200 g spinach, raw", "30 g almonds"]
    raw = mg.Recipe(id="my:raw", name="Salad", ingredients=ingredients, servings=2)
    own = mg.Intake(raw.ingredients).total
    assert own.sd_mg is not None
    half = raw.serving("1 serving")
    assert half.spread.food_data_sd_mg == pytest.approx(own.sd_mg / 2)
    leaves = [
        mg.Recipe(id="my:l", name="L", ingredients=ingredients[:1], cooking=how) for how in (None, "boiled, drained")
    ]
    whole = [dish.measured(1, "recipe") for dish in leaves]
    relative = [(entry.sd_mg or 0) / (entry.mg or 1) for entry in whole]
    assert relative[0] < relative[1]
    both = sd(raw.grams(100), mg.foods["sr28:12061"].grams(100))
    assert both > math.hypot(sd(raw.grams(100)), sd(mg.foods["sr28:12061"].grams(100)))


def test_the_share_that_rests_on_analyzed_values() -> None:
    analyzed, label = ALMONDS.grams(100), mg.Food(id="my:bar", name="Bar", mg_per_100g=90, source="label").grams(100)
    assert mg.Intake([analyzed]).total.analyzed_share == pytest.approx(1)
    assert mg.Intake([analyzed, label]).total.analyzed_share == pytest.approx(270 / 360)


def _student_t3(rng: random.Random) -> float:
    return rng.gauss(0, 1) / math.sqrt(rng.gammavariate(1.5, 2) / 3)


def _simulated(intake: mg.Intake, rng: random.Random) -> float:
    """Return one possible true sum: each record's factor is log-t with 3 degrees of freedom."""
    factors: dict[str, float] = {}
    true = 0.0
    for entry in intake:
        assert entry.mg is not None
        (term,) = entry.errors().terms
        factor = factors.setdefault(term.key, _student_t3(rng))
        true += entry.mg * math.exp(factor * term.sd_mg / math.sqrt(3) / entry.mg)
    return true


@pytest.mark.parametrize("size", [1, 3, 10, 30])
def test_simulated_sums_are_in_the_90_percent_interval_88_to_92_times_in_100(size: int) -> None:
    rng = random.Random(size)
    everyday = [id_ for each in mg.foods.search("raw", limit=400) if (id_ := each.id).startswith("sr28:")]
    known = [food for food in map(mg.foods.__getitem__, everyday) if (food.mg_per_100g or 0) >= 3]
    covered = []
    for _ in range(60):
        day = mg.Intake([food.grams(rng.uniform(20, 250)) for food in rng.choices(known, k=size)])
        low, high = day.total.interval(0.9) or (0, 0)
        covered += [low <= _simulated(day, rng) <= high for _ in range(200)]
    assert 0.88 <= sum(covered) / len(covered) <= 0.92


def test_the_closed_form_of_the_sd_agrees_with_monte_carlo() -> None:
    """On the natural scale, where an SD of the heavy-tailed errors exists."""
    rng = random.Random(3)
    day = mg.Intake([ALMONDS.grams(50), SPINACH.grams(200), ALMONDS.grams(20), mg.foods["sr28:01077"].grams(250)])
    terms: dict[str, float] = {}
    for entry in day:
        for term in entry.errors().terms:
            assert term.part is ErrorPart.FOOD_DATA
            terms[term.key] = terms.get(term.key, 0) + term.sd_mg / math.sqrt(3)
    draws = [math.fsum(scale * _student_t3(rng) for scale in terms.values()) for _ in range(40_000)]
    assert math.sqrt(math.fsum(draw * draw for draw in draws) / len(draws)) == pytest.approx(day.total.sd_mg, rel=0.1)


# --- adequacy --------------------------------------------------------------------------------------

WOMAN = mg.Person(age=34, sex="F")


@given(intakes())
def test_percent_and_shortfall_follow_the_interval_of_the_intake(intake: mg.Intake) -> None:
    pytest.importorskip("cattrs", reason="needs the extra serialization")
    result = mg.adequacy(mg.Total.from_dict(intake.total.to_dict()), WOMAN)
    low, high = result.interval() or (math.nan, math.nan)
    assert result.percent_interval() == pytest.approx((low / 3.2, high / 3.2), rel=1e-9)
    assert result.shortfall_interval() == pytest.approx((max(0, 320 - high), max(0, 320 - low)), rel=1e-9, abs=1e-9)


def test_a_number_has_no_interval_and_the_probability_of_iom() -> None:
    result = mg.adequacy(300, WOMAN)
    assert (result.interval(), result.percent_interval(), result.shortfall_interval()) == (None, None, None)
    assert result.probability_of_exceeding_ul is None
    sd = result.within_person_sd
    assert sd is not None
    z = (300 - 265) / math.hypot(26.5, sd.sd_mg)
    assert result.probability_of_adequacy == pytest.approx(0.5 + math.erf(z / math.sqrt(2)) / 2)


def test_uncertain_figures_draw_the_probability_of_adequacy_toward_one_half() -> None:
    day = mg.Intake([ALMONDS.grams(130), mg.Food(id="my:x", name="X", mg_per_100g=10, source="label").grams(10)])
    certain, known = mg.adequacy(day.total.mg, WOMAN), mg.adequacy(day, WOMAN)
    assert certain.probability_of_adequacy is not None
    assert known.probability_of_adequacy is not None
    assert 0.5 < known.probability_of_adequacy < certain.probability_of_adequacy


@pytest.mark.parametrize("dose", [100.0, 300.0, 350.0, 400.0, 900.0])
def test_the_probability_of_exceeding_the_upper_level_agrees_with_the_interval(dose: float) -> None:
    """The upper level of a woman is 350 mg from supplements; a one-sided 95 % end is that of the 90 % interval."""
    day = mg.Intake([mg.compounds["magnesium-oxide"].dose(elemental_mg=dose), ALMONDS.grams(300)])
    result = mg.adequacy(day, WOMAN)
    low, high = result.supplemental.interval(0.9) or (math.nan, math.nan)
    found = result.probability_of_exceeding_ul
    assert found is not None
    assert (found > 0.95) is (low > 350)
    assert (found < 0.05) is (high < 350)
    assert (found > 0.5) is (dose > 350)
    assert result.exceeds_ul is (dose > 350)


def test_what_dominates_is_named() -> None:
    def dominant(*entries: mg.Entry, days: int) -> ErrorPart | None:
        return mg.adequacy(mg.Intake(entries), WOMAN, days=days).largest_uncertainty

    handful = mg.parse("a handful of almonds")
    assert dominant(ALMONDS.grams(30), days=1) is ErrorPart.DAYS
    assert dominant(mg.Food(id="my:x", name="X", mg_per_100g=300, source="label").grams(36_500), days=365) is (
        ErrorPart.FOOD_DATA
    )
    assert dominant(handful.scaled(365 * 3), days=365) is ErrorPart.PORTIONS
    assert mg.adequacy(300, WOMAN, within_person_sd_mg=0).largest_uncertainty is None


def test_texts_and_pages_show_the_interval_and_what_it_leaves_out() -> None:
    day = mg.Intake([SPINACH.serving("1 cup"), ALMONDS.grams(30)])
    unknown = mg.Food(id="my:mystery", name="Mystery", mg_per_100g=None, source="label").grams(100)
    low, high = day.total.interval() or (0, 0)
    shown = f"{low:.0f}–{high:.0f}"
    for answer in (day, day.total, mg.adequacy(day, WOMAN), mg.build_report(day, WOMAN)):
        assert shown in answer.text(100)
        assert shown in answer.html()
        assert "what is known" not in answer.text(100)
    assert "of what is known" in (day + mg.Intake([unknown])).text(100)
    assert "interval" not in mg.Total(mg=300).text(100)
