from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Iterator
from typing import Any

import attrs
import pytest
from hypothesis import given, settings

import magnesium as mg
from magnesium.integrations.plots import PALETTE, across_authorities, contributors, intake_by_day, meals
from magnesium.integrations.strategies import intakes
from tests.conftest import ROOT

matplotlib = pytest.importorskip("matplotlib", reason="needs the extra plots")
matplotlib.use("Agg")

WOMAN = mg.Person(age=25, sex="female", life_stage="pregnant")
MYSTERY = mg.Food(id="my:x", name="Mystery $bar$ with a name that goes on and on", mg_per_100g=None, source="label")


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    import matplotlib.pyplot as plt

    plt.close("all")


def day() -> mg.Intake:
    log = mg.read_food_log(ROOT / "examples" / "day.csv")
    return mg.Intake(attrs.evolve(entry, person=None) for entry in log)


def texts(ax: Any) -> str:
    legend = [] if ax.get_legend() is None else [text.get_text() for text in ax.get_legend().get_texts()]
    labels = [label.get_text() for label in (*ax.get_xticklabels(), *ax.get_yticklabels())]
    inside = [text.get_text() for text in ax.texts]
    return "\n".join([ax.get_title(), ax.get_xlabel(), ax.get_ylabel(), *labels, *inside, *legend])


def bars(ax: Any, size: str = "height") -> float:
    return math.fsum(getattr(patch, f"get_{size}")() for patch in ax.patches)


def month() -> mg.Intake:
    """Thirty days of 25 foods, with long names, and now and then a dose or something unknown."""
    foods = list(mg.foods.values())[::580][:25]
    long = "Donaudampfschifffahrtsgesellschaftskapitänsmützenkuchen"
    eaten = [attrs.evolve(food, name=f"{long} {food.name}") for food in foods[:3]] + foods[3:]
    names = ("breakfast", "", None, "lunch on the long way home from work with colleagues", "dinner")
    entries = []
    for number in range(30):
        date = dt.date(2026, 3, 1) + dt.timedelta(number)
        entries += [eaten[(number + i) % 25].grams(100).at(date=date, meal=meal) for i, meal in enumerate(names)]
        if number % 4 == 0:
            entries.append(mg.compounds["magnesium-oxide"].dose(elemental_mg=200).at(date=date, meal="supplement"))
        if number % 7 == 0:
            entries.append(MYSTERY.grams(50).at(date=date))
    return mg.Intake(entries)


def four(intake: mg.Intake) -> list[Any]:
    return [
        intake_by_day(intake, WOMAN),
        contributors(intake, limit=25),
        meals(intake),
        across_authorities(intake, WOMAN, days=1),
    ]


def upper_level(ax: Any) -> list[Any]:
    """Return the ends of the line of the upper level over each bar."""
    return [part for line in ax.collections if str(line.get_label()).startswith("UL") for part in line.get_segments()]


def test_the_upper_level_is_drawn_over_the_days_with_a_part_that_it_covers() -> None:
    food = mg.foods["sr28:12061"].grams(30)
    pill = mg.compounds["magnesium-oxide"].dose(elemental_mg=100)
    intake = mg.Intake([food.at(date="2026-03-01"), food.at(date="2026-03-02"), pill.at(date="2026-03-02")])
    ax = intake_by_day(intake, WOMAN)
    assert [[float(x) for x, _ in part] for part in upper_level(ax)] == [[0.5, 0.7]]
    joined = [sorted(float(y) for _, y in part) for line in ax.collections for part in line.get_segments()]
    assert [100, 350] in joined
    assert upper_level(intake_by_day(mg.Intake([food]), WOMAN)) == []


def test_intake_by_day_draws_every_milligram_and_the_three_lines() -> None:
    intake = day() + mg.Intake([MYSTERY.grams(50).at(date="2026-03-09")])
    ax = intake_by_day(intake, WOMAN)
    assert bars(ax) == pytest.approx(intake.total.mg)
    assert sorted(line.get_ydata()[0] for line in ax.lines) == [290, 350]
    assert {float(y) for part in upper_level(ax) for _, y in part} == {350}
    shown = texts(ax).replace("\n", " ")
    for words in (
        "mg a day",
        "EAR 290 mg",
        "RDA 350 mg",
        "UL 350 mg, for supplements and medicines",
        "≥ 0",
        "2026-03-09",
    ):
        assert words in shown


def test_what_the_upper_level_covers_is_at_the_bottom() -> None:
    ax = intake_by_day(day(), WOMAN)
    at_the_bottom = [patch.get_facecolor() for patch in ax.patches if patch.get_y() == 0 and patch.get_height()]
    assert at_the_bottom == [matplotlib.colors.to_rgba(PALETTE[mg.Origin.SUPPLEMENT])]


@pytest.mark.parametrize("by", ["item", "origin"])
def test_contributors_draw_every_milligram_most_first(by: Any) -> None:
    intake = day()
    ax = contributors(intake, by=by, limit=3)
    widths = [patch.get_width() for patch in ax.patches]
    assert math.fsum(widths) == pytest.approx(intake.total.mg)
    reached: dict[float, float] = {}
    for patch in ax.patches:
        reached[patch.get_y()] = max(reached.get(patch.get_y(), 0), patch.get_x() + patch.get_width())
    first = [reached[y] for y in sorted(reached)][:3]
    assert first == sorted(first, reverse=True)
    assert ax.get_ylim()[0] > ax.get_ylim()[1], "the first is on top"
    assert ("others" in texts(ax)) == (by == "item")
    assert "magnesium (mg)" in texts(ax)


def test_an_item_of_two_origins_shows_both() -> None:
    salt = mg.compounds["magnesium-oxide"]
    both = mg.Intake([salt.dose(elemental_mg=100), salt.dose(elemental_mg=50, origin="medicine")])
    drawn = {patch.get_facecolor(): patch.get_width() for patch in contributors(both).patches}
    colors = {matplotlib.colors.to_rgba(PALETTE[mg.Origin(word)]): amount for word, amount in EXPECTED}
    assert drawn == colors


@pytest.mark.parametrize("draw", [contributors, lambda intake: intake_by_day(intake, WOMAN)])
def test_what_has_no_stated_origin_is_drawn_as_such(draw: Any) -> None:
    food = mg.Food(id="my:x", name="X", mg_per_100g=100, source="label")
    ax = draw(mg.Intake([food.grams(50)]))
    assert [patch.get_facecolor() for patch in ax.patches if patch.get_width() and patch.get_height()] == [
        matplotlib.colors.to_rgba(PALETTE[None])
    ]
    assert "origin not stated" in ax.get_legend_handles_labels()[1]


EXPECTED = (("supplement", 100), ("medicine", 50))


def test_a_meal_without_a_name_and_one_of_an_empty_name_are_one() -> None:
    intake = mg.Intake([mg.foods["sr28:11458"].grams(grams).at(meal=meal) for grams, meal in ((100, ""), (50, " "))])
    ax = meals(intake + mg.Intake([mg.foods["sr28:11458"].grams(10)]))
    assert [label.get_text() for label in ax.get_yticklabels()] == ["no meal named"]
    assert bars(ax, "width") == pytest.approx(0.87 * 160)


def test_meals_draw_every_milligram() -> None:
    intake = day() + mg.Intake([MYSTERY.grams(1)])
    ax = meals(intake)
    assert bars(ax, "width") == pytest.approx(intake.total.mg)
    for words in ("breakfast", "no meal named", "≥ 0", "magnesium (mg)"):
        assert words in texts(ax)


def test_authorities_are_compared_and_those_without_a_value_named() -> None:
    ax = across_authorities(day(), WOMAN)
    shown = texts(ax)
    expected = mg.adequacy(day(), WOMAN, authority="efsa").percent_of_recommended
    assert any(patch.get_width() == expected for patch in ax.patches)
    assert "nasem: RDA 350 mg" in shown
    assert "percent of the recommended or adequate intake\nno value: " in shown
    of_two = mg.Intake([MYSTERY.grams(1).at(person="Ann"), MYSTERY.grams(1).at(person="Bob")])
    with pytest.raises(mg.AmbiguousError, match="several persons"):
        across_authorities(of_two, WOMAN)


def test_an_ax_that_is_given_is_drawn_on_and_returned_and_no_figure_is_made() -> None:
    import matplotlib.pyplot as plt

    _, axes = plt.subplots(2, 2)
    assert intake_by_day(day(), WOMAN, ax=axes[0, 0]) is axes[0, 0]
    assert contributors(day(), ax=axes[0, 1]) is axes[0, 1]
    assert meals(day(), ax=axes[1, 0]) is axes[1, 0]
    assert across_authorities(day(), WOMAN, ax=axes[1, 1]) is axes[1, 1]
    axes[0, 0].figure.canvas.draw()
    assert len(plt.get_fignums()) == 1


@settings(max_examples=20)
@given(intakes(4))
def test_any_intake_is_drawn_whole_with_a_name_and_a_number_to_each_bar(intake: mg.Intake) -> None:
    import matplotlib.pyplot as plt

    one = mg.Intake(attrs.evolve(entry, person=None) for entry in intake)
    if not len(one):
        for draw in (meals, contributors):
            with pytest.raises(mg.InvalidValueError, match="nothing to plot"):
                draw(one)
        return
    by_day, by_item, by_meal, bodies = four(one)
    assert bars(by_day) == pytest.approx(one.total.mg)
    assert bars(by_item, "width") == pytest.approx(one.total.mg)
    assert bars(by_meal, "width") == pytest.approx(one.total.mg)
    for ax, groups in ((by_day, one.by("date")), (by_item, one.by("item"))):
        shown = [text.get_text() for text in ax.texts]
        unknown = [group for group in groups.values() if group.total.is_lower_bound]
        assert len(shown) == len(groups)
        assert sum("≥" in text for text in shown) == len(unknown)
    for ax in (by_item, by_meal, bodies):
        assert len(ax.get_yticks()) == len(ax.texts)
    plt.close("all")


def test_of_many_days_some_are_named_and_the_unknown_is_still_marked() -> None:
    intake = month() + mg.Intake([MYSTERY.grams(1)])
    unknown = [of_date for of_date in intake.by("date").values() if of_date.total.is_lower_bound]
    assert 0 < len(unknown) < 31
    ax = intake_by_day(intake, WOMAN)
    names = [label.get_text() for label in ax.get_xticklabels()]
    assert len(names) <= 12
    assert (names[0], names[-1]) == ("2026-03-01", "no date")
    assert [text.get_text() for text in ax.texts] == ["≥"] * len(unknown)


def test_one_day_is_no_wall() -> None:
    ax = intake_by_day(day(), WOMAN)
    low, high = ax.get_xlim()
    assert max(patch.get_width() for patch in ax.patches) < (high - low) / 4


def test_names_do_not_run_into_each_other_nor_the_legend_into_the_picture() -> None:
    for ax in four(month()):
        ax.figure.canvas.draw()
        labels = [label.get_window_extent() for label in ax.get_yticklabels() if label.get_text()]
        for above, below in itertools.pairwise(sorted(labels, key=lambda box: box.y0)):
            assert above.y1 <= below.y0 + 1
        if ax.get_legend() is not None:
            legend = ax.get_legend().get_window_extent()
            assert not legend.overlaps(ax.get_window_extent())
            assert not any(legend.overlaps(box) for box in labels)
        whole = ax.figure.bbox
        inside = ax.get_tightbbox()
        assert inside.x0 >= whole.x0 - 1
        assert inside.x1 <= whole.x1 + 1


def test_a_figure_without_a_layout_keeps_the_legend_off_its_neighbours() -> None:
    import matplotlib.pyplot as plt

    _, (left, right) = plt.subplots(1, 2, figsize=(12, 5))
    meals(month(), ax=left)
    left.figure.canvas.draw()
    assert not left.get_legend().get_window_extent().overlaps(right.get_window_extent())


@pytest.mark.parametrize("style", ["default", "dark_background"])
def test_nothing_is_drawn_in_the_color_of_the_page(style: str) -> None:
    import matplotlib.pyplot as plt
    from matplotlib.colors import to_rgb

    with plt.style.context(style):
        axes = plt.subplots(2, 2, layout="constrained")[1].flat
    # Drawn outside the style: the axes keep their colors, and so must we.
    intake = month()
    intake_by_day(intake, WOMAN, ax=axes[0])
    contributors(intake, ax=axes[1])
    meals(intake, ax=axes[2])
    across_authorities(intake, WOMAN, days=1, ax=axes[3])
    for ax in axes:
        page = to_rgb(ax.get_facecolor())
        drawn = [patch.get_edgecolor() for patch in ax.patches] + [patch.get_facecolor() for patch in ax.patches]
        drawn += [line.get_color() for line in ax.lines] + [text.get_color() for text in ax.texts]
        assert page not in {to_rgb(color) for color in drawn}


def test_a_name_is_no_formula() -> None:
    for name in ("$\\frac$", "$5 $ 6", "100 $"):
        food = mg.Food(id="my:f", name=name, mg_per_100g=5, source="label")
        for ax in (
            contributors(mg.Intake([food.grams(10)])),
            meals(mg.Intake([food.grams(10).at(meal=name)])),
        ):
            ax.figure.canvas.draw()
            assert [label.get_text() for label in ax.get_yticklabels()] == [name]
            assert not ax.get_yticklabels()[0].get_parse_math()


def test_what_cannot_be_asked() -> None:
    with pytest.raises(mg.InvalidValueError, match="must be 'item' or 'origin'"):
        contributors(day(), by="colour")  # type: ignore[arg-type]
    with pytest.raises(mg.AmountError, match="limit must be a whole number from 1, got 0"):
        contributors(day(), limit=0)


def test_what_an_svg_file_cannot_hold_is_shown_as_missing() -> None:
    food = attrs.evolve(MYSTERY, name="a\x07\ufffe\uffff b")
    intake = mg.Intake([food.grams(30).at(meal="\0")])
    assert "a��� b" in texts(contributors(intake))
    assert "\N{REPLACEMENT CHARACTER}" in texts(meals(intake))


def test_a_day_has_a_bar_of_its_interval() -> None:
    day = mg.Intake([mg.foods["sr28:12061"].grams(100).at(date="2026-11-01")])
    ax = intake_by_day(day, mg.Person(age=34, sex="F"))
    ((low, high),) = [
        sorted(float(y) for _, y in segment) for each in ax.collections for segment in each.get_segments()
    ]
    assert (low, high) == pytest.approx(day.total.interval(0.9))
    assert ax.get_ylim()[1] > high
