from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import attrs
import pytest
from hypothesis import given, settings

import magnesium as mg
from magnesium.integrations.plots import PALETTE, across_authorities, contributors, intake_by_day, meals
from tests.conftest import ROOT
from tests.strategies import intakes

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


def bars(ax: Any) -> float:
    return math.fsum(patch.get_height() for patch in ax.patches)


def test_intake_by_day_draws_every_milligram_and_the_three_lines() -> None:
    intake = day() + mg.Intake([MYSTERY.grams(50).at(date="2026-03-09")])
    ax = intake_by_day(intake, WOMAN)
    assert bars(ax) == pytest.approx(intake.total.mg)
    assert sorted(line.get_ydata()[0] for line in ax.lines) == [290, 350, 350]
    shown = texts(ax)
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
    assert widths[:3] == sorted(widths[:3], reverse=True)
    assert ("others" in texts(ax)) == (by == "item")
    assert "magnesium (mg)" in texts(ax)


def test_meals_draw_every_milligram() -> None:
    intake = day() + mg.Intake([MYSTERY.grams(1)])
    ax = meals(intake)
    assert bars(ax) == pytest.approx(intake.total.mg)
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


def test_an_ax_that_is_given_is_drawn_on_and_returned() -> None:
    import matplotlib.pyplot as plt

    _, axes = plt.subplots(2, 2)
    assert intake_by_day(day(), WOMAN, ax=axes[0, 0]) is axes[0, 0]
    assert contributors(day(), ax=axes[0, 1]) is axes[0, 1]
    assert meals(day(), ax=axes[1, 0]) is axes[1, 0]
    assert across_authorities(day(), WOMAN, ax=axes[1, 1]) is axes[1, 1]
    axes[0, 0].figure.canvas.draw()


@settings(max_examples=10)
@given(intakes(4))
def test_any_intake_can_be_drawn(intake: mg.Intake) -> None:
    import matplotlib.pyplot as plt

    one = mg.Intake(attrs.evolve(entry, person=None) for entry in intake)
    if not len(one):
        for draw in (meals, contributors):
            with pytest.raises(mg.AmountError, match="nothing to draw"):
                draw(one)
        return
    for ax in (intake_by_day(one, WOMAN), contributors(one), meals(one), across_authorities(one, WOMAN, days=1)):
        assert bars(ax) >= 0
    plt.close("all")


def test_what_cannot_be_asked() -> None:
    with pytest.raises(mg.AmountError, match="is one of 'item' and 'origin'"):
        contributors(day(), by="colour")  # type: ignore[arg-type]
    with pytest.raises(mg.AmountError, match="limit 0"):
        contributors(day(), limit=0)
