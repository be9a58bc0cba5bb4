"""The command ``magnesium recipe``, and recipes in logs at the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import magnesium as mg
from magnesium.foods.error_terms import mg_text
from tests.cli.test_cli import fails, run

SOUP = "name: Lentil soup\nservings: 4\ncooking: boiled, drained\n200 g lentils, raw\n100 g carrots, raw\n"


@pytest.fixture
def soup(tmp_path: Path) -> str:
    path = tmp_path / "soup.txt"
    path.write_text(SOUP, encoding="utf-8")
    return str(path)


def test_a_recipe_is_added_up_with_every_choice(capsys: pytest.CaptureFixture[str], soup: str) -> None:
    made = mg.read_recipe(soup)
    out = " ".join(run(capsys, "recipe", soup).split())
    assert out.startswith(str(made))
    for step in made.steps:
        assert step.why in out
    assert f"{made.final_grams:.0f} g (estimated" in out
    assert run(capsys, "recipe", soup, "--serving", "1 serving").startswith(str(made.serving("1 serving")))


def test_options_replace_what_the_file_states(capsys: pytest.CaptureFixture[str], soup: str) -> None:
    options = ("--name", "Broth", "--servings", "2", "--cooking", "boiled, water used", "--cooked-grams", "1000")
    document = json.loads(run(capsys, "recipe", soup, *options, "--json"))
    found = document["derived"] | {"name": document["record"]["name"]} | document["derived"]["total"]
    assert (found["name"], found["mg"], found["mg_per_serving"], found["mg_per_100g"]) == ("Broth", 106, 53, 10.6)
    assert (found["raw_grams"], found["final_grams"], found["is_lower_bound"]) == (300, 1000, False)


def test_an_unknown_ingredient_is_shown(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "mix.txt"
    path.write_text("100 g almonds\n5 g unobtainium\n", encoding="utf-8")
    assert "line 2: no food" in fails(capsys, "recipe", str(path))
    out = run(capsys, "recipe", str(path), "--keep-unknown")
    assert "at least 270 mg" in out
    assert "not in the figures: unknown:unobtainium" in out


def test_a_log_takes_recipes_from_files(capsys: pytest.CaptureFixture[str], tmp_path: Path, soup: str) -> None:
    log = tmp_path / "log.csv"
    log.write_text("food,amount\nLentil soup,2 servings\n", encoding="utf-8")
    out = run(capsys, "report", str(log), "--age", "30", "--sex", "f", "--recipe", soup)
    assert mg_text(mg.read_recipe(soup).total.mg / 2) in out


@pytest.mark.parametrize(
    "arguments", [("--servings", "0"), ("--servings", "x"), ("--cooking", "love"), ("--serving", "1 cup")]
)
def test_errors_are_one_paragraph(capsys: pytest.CaptureFixture[str], soup: str, arguments: tuple[str, str]) -> None:
    assert fails(capsys, "recipe", soup, *arguments).count("\n") == 1
