"""The command ``magnesium recipe``: the magnesium of a recipe, in all, per serving and per 100 g."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from magnesium.cli.arguments import add_command, assume_argument, foods_arguments, number, own_foods, unknown_argument
from magnesium.rendering.answers import Answer


def add_commands(commands: Any) -> None:
    """Register the command."""
    recipe = add_command(commands, "recipe", _recipe, "sum a recipe: in all, per serving, per 100 g")
    recipe.add_argument(
        "file",
        metavar="FILE",
        help='one ingredient per line ("200 g lentils, raw"), or CSV with food, amount; "-" is standard input',
    )
    recipe.add_argument("--name", help="name of the recipe (that of the file)")
    recipe.add_argument("--servings", help="number of servings")
    recipe.add_argument(
        "--cooking", help='how it is cooked: "boiled, drained", "stewed with its liquid", a retention code'
    )
    recipe.add_argument("--cooked-grams", metavar="GRAMS", help="weight of the finished dish")
    recipe.add_argument("--serving", metavar="AMOUNT", help='magnesium of an amount: "1 serving", "250 g"')
    foods_arguments(recipe)
    unknown_argument(recipe)
    assume_argument(recipe)


def _recipe(options: argparse.Namespace) -> Answer:
    from magnesium.intake.recipe_files import read_recipe

    recipe = read_recipe(
        sys.stdin.buffer if options.file == "-" else options.file,
        name=options.name,
        servings=_number(options.servings, "servings"),
        cooking=options.cooking,
        cooked_grams=_number(options.cooked_grams, "cooked grams"),
        foods=own_foods(options),
        assume=options.assume,
        on_unknown=options.on_unknown,
    )
    return recipe if options.serving is None else recipe.serving(options.serving)


def _number(text: str | None, what: str) -> float | None:
    return None if text is None else number(text, what)
