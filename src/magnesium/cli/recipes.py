"""The command ``magnesium recipe``: the magnesium of a recipe, whole, per serving and per 100 g."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import Any

from magnesium.cli.arguments import add_command, foods_arguments, number, own_foods, unknown_argument
from magnesium.cli.output import as_json, wrapped


def add_commands(commands: Any) -> None:
    """Register the command."""
    recipe = add_command(commands, "recipe", _recipe, "add up a recipe: the whole, a serving, 100 g")
    recipe.add_argument(
        "file",
        metavar="FILE",
        help='one ingredient per line ("200 g lentils, raw"), or CSV with food, amount; "-" is standard input',
    )
    recipe.add_argument("--name", help="name of the recipe (that of the file)")
    recipe.add_argument("--servings", help="how many servings the whole makes")
    recipe.add_argument(
        "--cooking", help='how it is cooked: "boiled, drained", "stewed with its liquid", a retention code'
    )
    recipe.add_argument("--cooked-grams", metavar="GRAMS", help="weight of the finished dish")
    recipe.add_argument("--serving", metavar="AMOUNT", help='magnesium of an amount: "1 serving", "250 g"')
    foods_arguments(recipe)
    unknown_argument(recipe)
    recipe.add_argument("--json", action="store_true", help="plain data instead of text")


def _recipe(options: argparse.Namespace) -> str:
    from magnesium.intake.recipe_files import read_recipe

    recipe = read_recipe(
        sys.stdin.buffer if options.file == "-" else options.file,
        name=options.name,
        servings=_number(options.servings, "servings"),
        cooking=options.cooking,
        cooked_grams=_number(options.cooked_grams, "cooked grams"),
        foods=own_foods(options),
        on_unknown=options.on_unknown,
    )
    entry = None if options.serving is None else recipe.serving(options.serving)
    if options.json:
        return as_json(_document(recipe, entry))
    return "\n".join(_lines(recipe, entry)) + "\n"


def _number(text: str | None, what: str) -> float | None:
    return None if text is None else number(text, what)


def _lines(recipe: Any, entry: Any) -> Iterator[str]:
    yield str(recipe)
    for step in recipe.steps:
        yield from wrapped(f"{step.cooked}. {step.text}")
    if recipe.final_grams is not None and recipe.cooking is not None:
        how = "as stated" if recipe.cooked_grams is not None else "estimated; --cooked-grams states it"
        yield f"Weight of the finished dish: {recipe.final_grams:.0f} g ({how})"
    if recipe.unknown:
        yield f"Unknown magnesium, not in the figures: {', '.join(recipe.unknown)}"
    if entry is not None:
        yield str(entry)


def _document(recipe: Any, entry: Any) -> dict[str, Any]:
    return {
        "id": recipe.id,
        "name": recipe.name,
        "mg": recipe.total.mg,
        "is_lower_bound": recipe.total.is_lower_bound,
        "unknown": list(recipe.unknown),
        "mg_per_serving": recipe.mg_per_serving,
        "mg_per_100g": recipe.mg_per_100g,
        "raw_grams": recipe.raw_grams,
        "final_grams": recipe.final_grams,
        "ingredients": [
            {"id": step.entry.item.id, "grams": step.entry.grams, "mg": step.cooked.mg, "kept": step.text}
            for step in recipe.steps
        ],
        **({} if entry is None else {"serving": {"amount": f"{entry.quantity:g} {entry.unit}", "mg": entry.mg}}),
    }
