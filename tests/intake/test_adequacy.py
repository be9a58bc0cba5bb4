from __future__ import annotations

import math

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg
from magnesium.intake.suggestions import everyday_servings
from magnesium.integrations.strategies import amounts, intakes, persons

WOMAN = mg.Person(age=40, sex="female")


def food(mg_per_100g: float | None) -> mg.Food:
    return mg.Food(id="my:food", name="Food", mg_per_100g=mg_per_100g, source="label", origin="food")


def days_of(*amounts_mg: float) -> mg.Intake:
    """An intake of one food a day that holds these amounts."""
    return mg.Intake(
        food(100.0).grams(value).at(date=f"2026-01-{day:02}") for day, value in enumerate(amounts_mg, start=1)
    )


def supplement(value: float, origin: str = "supplement") -> mg.Entry:
    return mg.compounds["magnesium-oxide"].dose(elemental_mg=value, origin=origin)  # type: ignore[arg-type]


def test_the_published_example() -> None:
    """IOM 2000 p. 54: a woman of 40, three days, mean 320 mg: SD_D 56, about 85 % (0.836 unrounded)."""
    result = mg.adequacy(days_of(300, 320, 340).total.mg, WOMAN, days=3)
    assert result.days == 3
    assert result.mg_per_day == pytest.approx(320)
    assert result.probability_of_adequacy == pytest.approx(0.836, abs=0.001)
    assert "recovered from the worked example of iom2000" in result.probability_note
    assert "3 days" in result.probability_note


@pytest.mark.parametrize(
    ("mean", "sd", "days", "z"),
    [
        (444.79, 85.9, 1, 2),  # p. 56: 445
        (377.46, 85.9, 3, 2),  # p. 54: 377
        (348.82, 85.9, 7, 2),  # p. 56: 349
        (486.19, 107.375, 1, 2),  # p. 56: 486
        (361.94, 107.375, 7, 2),  # p. 56: 362
        (181.18, 85.9, 7, -2),  # p. 57: about 180
    ],
)
def test_published_thresholds(mean: float, sd: float, days: int, z: float) -> None:
    result = mg.adequacy(mean * days, WOMAN, days=days, within_person_sd_mg=sd)
    expected = 0.5 * (1 + math.erf(z / math.sqrt(2)))
    assert result.probability_of_adequacy == pytest.approx(expected, abs=1e-4)


def test_no_sd_no_probability_but_a_reason() -> None:
    pregnant = mg.Person(age=30, sex="female", life_stage="pregnant")
    result = mg.adequacy(days_of(300), pregnant)
    assert result.probability_of_adequacy is None
    assert "none was given" in result.probability_note
    given_sd = mg.adequacy(days_of(300), pregnant, within_person_sd_mg=120)
    assert given_sd.probability_of_adequacy is not None
    assert "as given" in given_sd.probability_note


@pytest.mark.parametrize(
    ("age", "sex", "sd_mg"),
    [(2, "female", 55.5), (16, "male", 117.6), (40, "male", 130.4), (60, "female", 89.4), (75, "male", 89.0)],
)
def test_where_none_is_published_the_sd_is_the_survey_s_and_is_said_to_be(age: float, sex: str, sd_mg: float) -> None:
    result = mg.adequacy(620, mg.Person(age=age, sex=sex), days=2)  # type: ignore[arg-type]
    assert result.within_person_sd is not None
    assert result.within_person_sd.sd_mg == sd_mg
    assert result.within_person_sd.is_derived
    assert result.ear is not None
    ear = result.ear.mg_per_day
    z = (310 - ear) / math.hypot(0.1 * ear, sd_mg / math.sqrt(2))
    assert result.probability_of_adequacy == pytest.approx(0.5 * (1 + math.erf(z / math.sqrt(2))))
    assert "none is published for this group; derived from nhanes2007-2012, standard error" in result.probability_note


def test_a_published_sd_goes_before_a_derived_one() -> None:
    for age in (19, 25, 40, 50.9):
        sd = mg.adequacy(days_of(300), mg.Person(age=age, sex="female")).within_person_sd
        assert sd is not None
        assert (sd.sd_mg, sd.source, sd.is_derived) == (85.9, "iom2000", False)


def test_no_ear_no_probability() -> None:
    result = mg.adequacy(days_of(300), WOMAN, authority="efsa", within_person_sd_mg=90)
    assert result.probability_of_adequacy is None
    assert "efsa sets no EAR" in result.probability_note
    assert result.percent_of_recommended == 100


@pytest.mark.parametrize(
    ("value", "age", "authority", "ul", "exceeds"),
    [
        (400, 35, "nasem", 350, True),
        (300, 35, "efsa", 250, True),
        (300, 35, "nasem", 350, False),
        (100, 6, "nasem", 110, False),
    ],
)
def test_published_upper_levels(value: float, age: float, authority: str, ul: float, exceeds: bool) -> None:
    intake = mg.Intake([supplement(value), food(100.0).grams(2000)])
    result = mg.adequacy(intake, mg.Person(age=age, sex="female"), authority=authority)
    assert result.ul is not None
    assert result.ul.mg_per_day == ul
    assert result.exceeds_ul is exceeds
    assert result.supplemental_mg == value


def test_food_and_water_never_count_towards_a_supplement_level() -> None:
    """2,000 mg from food and water are not above an upper level of 350 mg for supplements."""
    water = mg.waters.search("hepar")[0].liters(10)
    result = mg.adequacy(mg.Intake([food(100.0).grams(1000), water]), WOMAN)
    assert result.mg_per_day > 2000
    assert result.exceeds_ul is False
    assert result.supplemental_mg == 0


def test_the_scope_decides_about_medicines_and_added_salts() -> None:
    intake = mg.Intake([supplement(200), supplement(100, "medicine"), supplement(60, "added")])
    assert mg.adequacy(intake, WOMAN).supplemental_mg == 300
    assert mg.adequacy(intake, WOMAN, authority="efsa").supplemental_mg == 360
    assert mg.adequacy(intake, WOMAN, authority="efsa").exceeds_ul is True


def test_an_unknown_supplement_leaves_the_upper_level_open() -> None:
    unknown = mg.compounds["magnesium-citrate-malate"].dose(compound_mg=2000)
    result = mg.adequacy(mg.Intake([supplement(300), unknown]), WOMAN)
    assert result.exceeds_ul is None
    over = mg.adequacy(mg.Intake([supplement(400), unknown]), WOMAN)
    assert over.exceeds_ul is True


def test_at_the_upper_level_is_not_above_it() -> None:
    assert mg.adequacy(mg.Intake([supplement(350)]), WOMAN).exceeds_ul is False
    assert mg.adequacy(mg.Intake([supplement(350.01)]), WOMAN).exceeds_ul is True


def test_the_who_limit_covers_water() -> None:
    water = mg.waters["us-tap"].liters(3)
    result = mg.adequacy(mg.Intake([water, supplement(10)]), WOMAN, authority="who")
    assert result.supplemental_mg == pytest.approx(40)


def test_no_upper_level_no_verdict() -> None:
    result = mg.adequacy(mg.Intake([supplement(900)]), WOMAN, authority="netherlands")
    assert result.ul is None
    assert result.exceeds_ul is None
    assert result.supplemental_mg == 900


def test_an_unknown_food_makes_everything_a_lower_bound() -> None:
    result = mg.adequacy(mg.Intake([food(100.0).grams(100), food(None).grams(100)]), WOMAN)
    assert result.is_lower_bound
    assert result.unknown == ("my:food",)
    assert result.exceeds_ul is False  # it was food, which the level does not cover


def test_several_persons_are_not_one() -> None:
    intake = mg.Intake([food(10.0).grams(1).at(person="Ann"), food(10.0).grams(1).at(person="Bob")])
    with pytest.raises(mg.AmbiguousError, match="Ann or Bob"):
        mg.adequacy(intake, WOMAN)
    assert mg.adequacy(intake.by("person")["Ann"], WOMAN).days == 1


def test_days_are_the_dates_or_are_stated() -> None:
    assert mg.adequacy(days_of(300, 300, 300, 300), WOMAN).days == 4
    assert mg.adequacy(mg.Intake([food(1.0).grams(1)]), WOMAN).days == 1
    assert mg.adequacy(mg.Intake([]), WOMAN).mg_per_day == 0
    mixed = mg.Intake([food(1.0).grams(1), food(1.0).grams(1).at(date="2026-01-01")])
    with pytest.raises(mg.AmbiguousError, match="2026-01-01"):
        mg.adequacy(mixed, WOMAN)
    assert mg.adequacy(mixed, WOMAN, days=2).days == 2


@pytest.mark.parametrize("days", [0, -1, 1.5, True, "2", 10**400])
def test_impossible_days(days: int) -> None:
    with pytest.raises(mg.AmountError, match="days"):
        mg.adequacy(days_of(300), WOMAN, days=days)


@pytest.mark.parametrize("sd", [-1, float("nan"), float("inf")])
def test_impossible_deviations(sd: float) -> None:
    with pytest.raises(mg.AmountError, match="within_person_sd_mg"):
        mg.adequacy(days_of(300), WOMAN, within_person_sd_mg=sd)


@given(amounts(2000), amounts(2000), st.integers(min_value=1, max_value=30))
def test_more_magnesium_is_never_less_adequate(a: float, b: float, days: int) -> None:
    low, high = sorted((a, b))
    less, more = (mg.adequacy(days_of(value), WOMAN, days=days) for value in (low, high))
    assert less.probability_of_adequacy is not None
    assert more.probability_of_adequacy is not None
    assert less.probability_of_adequacy <= more.probability_of_adequacy
    assert less.shortfall_mg is not None
    assert more.shortfall_mg is not None
    assert less.shortfall_mg >= more.shortfall_mg


@given(amounts(2000))
def test_percent_and_shortfall_agree(value: float) -> None:
    result = mg.adequacy(days_of(value), WOMAN)
    assert result.percent_of_recommended is not None
    assert result.shortfall_mg is not None
    assert (result.shortfall_mg > 0) == (result.percent_of_recommended < 100)
    assert 0 <= result.shortfall_mg <= 320


@given(st.integers(min_value=1, max_value=50))
def test_more_days_of_the_same_mean_are_more_certain(days: int) -> None:
    one = mg.adequacy(days_of(320), WOMAN)
    many = mg.adequacy(days_of(320 * days), WOMAN, days=days)
    assert one.probability_of_adequacy is not None
    assert many.probability_of_adequacy is not None
    assert many.probability_of_adequacy >= one.probability_of_adequacy - 1e-12


@given(intakes(4), persons(), st.sampled_from(["nasem", "efsa", "japan", "netherlands"]))
def test_any_intake_of_any_person_gives_an_answer_or_a_clear_error(
    intake: mg.Intake, person: mg.Person, authority: str
) -> None:
    try:
        result = mg.adequacy(intake, person, authority=authority, days=2)
    except mg.MagnesiumError:
        return
    assert result.is_lower_bound == intake.total.is_lower_bound
    assert result.mg_per_day * 2 == pytest.approx(intake.total.mg)
    assert result.supplemental_mg <= result.mg_per_day * (1 + 1e-12)


# --- suggestions -------------------------------------------------------------------------------


def test_suggestions_close_the_gap_with_the_fewest_servings_first() -> None:
    found = mg.suggest(days_of(220), WOMAN, limit=50)
    assert len(found) == 50
    assert all(suggestion.mg >= 100 - 1e-6 for suggestion in found)
    assert [s.servings for s in found] == sorted(s.servings for s in found)
    for suggestion in found:
        one_less = suggestion.mg / suggestion.servings * (suggestion.servings - 1)
        assert one_less < 100
        assert suggestion.portion in suggestion.food.portions
        assert suggestion.entry.origin == "food"
        assert suggestion.kcal is None or suggestion.kcal >= 0


def test_every_everyday_serving_with_magnesium_can_be_suggested() -> None:
    found = mg.suggest(0, mg.Person(age=30, sex="female"), limit=10_000)
    some = {food.id for food, portion in everyday_servings() if (food.mg_per_100g or 0) * portion.grams > 0}
    assert {suggestion.food.id for suggestion in found.items} == some


def test_no_gap_no_suggestion() -> None:
    assert mg.suggest(days_of(320), WOMAN) == ()


def test_suggestions_by_category() -> None:
    found = mg.suggest(days_of(0), WOMAN, category="Nuts", limit=30)
    assert found
    assert {suggestion.food.category for suggestion in found} == {"nuts"}
    with pytest.raises(mg.NotFoundError, match="vegetables"):
        mg.suggest(days_of(0), WOMAN, category="stones")
    with pytest.raises(mg.InvalidValueError, match="limit"):
        mg.suggest(days_of(0), WOMAN, limit=0)


def test_a_supplement_is_never_suggested() -> None:
    everything = mg.suggest(days_of(0), WOMAN, limit=10_000)
    assert all(suggestion.food.id in mg.foods for suggestion in everything)
    assert not any("supplement" in suggestion.food.name.casefold() for suggestion in everything)


def test_an_answer_that_is_printed_is_one_cited_line() -> None:
    unknown = mg.Food(id="my:x", name="X", mg_per_100g=None, source="label").grams(10)
    almonds = mg.foods["sr28:12061"].grams(30)
    assert str(mg.adequacy(mg.Intake([almonds, unknown]), WOMAN)) == (
        f"at least 81 mg (69–96; 1 unknown) a day: at least 25 % of {mg.reference_values(WOMAN).rda} [iom1997]"
    )
    assert str(mg.adequacy(mg.Intake([almonds]), WOMAN)).startswith("81 mg (69–96) a day: 25 % of RDA 320 mg/day")


@given(intakes())
def test_a_total_is_compared_as_its_intake(intake: mg.Intake) -> None:
    """Only where something is unknown a total is less certain: it does not know of which origin."""
    intake = mg.Intake(attrs.evolve(entry, date=None, person=None) for entry in intake)
    whole, summed = mg.adequacy(intake, WOMAN), mg.adequacy(intake.total, WOMAN)
    assert summed.mg_per_day == whole.mg_per_day
    assert summed.supplemental_mg == pytest.approx(whole.supplemental_mg)
    assert summed.unstated.mg == pytest.approx(whole.unstated.mg)
    assert summed.unknown == whole.unknown
    if summed.exceeds_ul is not None or not whole.unknown:
        assert summed.exceeds_ul == whole.exceeds_ul


@given(st.floats(0, 5000), st.integers(1, 60))
def test_a_number_has_no_stated_origin(mg_given: float, days: int) -> None:
    """It might be a supplement: below the upper level it is certainly not above it, and otherwise unknown."""
    found = mg.adequacy(mg_given, WOMAN, days=days)
    assert found.ul is not None
    assert found.mg_per_day == found.unstated.mg == mg_given / days
    assert found.exceeds_ul is (None if mg_given / days > found.ul.mg_per_day else False)
    assert ("of no stated origin" in str(found)) == (found.mg_per_day > 0)


@given(st.floats(0, 1000), st.floats(0, 1000))
def test_what_a_total_does_not_state_might_be_a_supplement(supplement_mg: float, rest_mg: float) -> None:
    total = mg.Total(mg=supplement_mg + rest_mg, supplement_mg=supplement_mg)
    found = mg.adequacy(total, WOMAN)
    assert found.supplemental_mg == supplement_mg
    assert found.unstated.mg == pytest.approx(rest_mg, abs=1e-9)


def test_without_an_upper_level_there_is_nothing_to_say_about_it() -> None:
    found = mg.adequacy(days_of(300), WOMAN, authority="india", edition=None)
    assert found.ul is None
    assert found.ul_note == ""
