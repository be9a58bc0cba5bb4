"""The command ``magnesium food``: search foods, waters and compounds, or show one."""

from __future__ import annotations

import argparse
from typing import Any

from magnesium.cli.arguments import add_command, whole
from magnesium.errors import NotFoundError


def add_commands(commands: Any) -> None:
    """Register the command."""
    food = add_command(commands, "food", _food, "search foods, waters and compounds by words, or show one by its id")
    food.add_argument("words", nargs="+", metavar="WORD", help="words of a name, or an id such as sr28:11458")
    food.add_argument("--serving", metavar="AMOUNT", help='magnesium of an amount of the best match: "1 cup", "100 g"')
    food.add_argument("--limit", default="10", help="how many matches to list (10)")


def _food(options: argparse.Namespace) -> str:
    from magnesium.foods.compounds import compounds
    from magnesium.foods.foods import foods
    from magnesium.foods.items import near_items
    from magnesium.foods.waters import waters

    text = " ".join(options.words)
    limit = whole(options.limit, "limit")
    catalogs: tuple[Any, ...] = (foods, waters, compounds)
    by_id = [catalog[text] for catalog in catalogs if text in catalog]
    found = by_id or next((hits for catalog in catalogs if (hits := catalog.search(text, limit=limit))), [])
    if not found:
        raise NotFoundError("food, water or compound", text, near_items(text))
    if options.serving is not None:
        entry = found[0].serving(options.serving)
        grams = "" if entry.grams is None else f" ({entry.grams:g} g)"
        mg = "magnesium unknown" if entry.mg is None else f"{entry.mg:.1f} mg magnesium"
        return f"{options.serving} {found[0].name}{grams}: {mg} [{found[0].id}]\n"
    return _one_food(found[0]) if text in foods else "".join(f"{item}\n" for item in found)


def _one_food(food: Any) -> str:
    from magnesium.catalogs.sources import sources

    def per_100g(value: float | None, unit: str) -> str:
        return "unknown" if value is None else f"{value:g} {unit}"

    lines = [
        f"{food.name} ({food.id}), {food.category}",
        f"  magnesium  {per_100g(food.mg_per_100g, 'mg')} per 100 g",
        f"  energy     {per_100g(food.kcal_per_100g, 'kcal')} per 100 g",
        f"  calcium    {per_100g(food.calcium_mg_per_100g, 'mg')} per 100 g",
    ]
    for portion in food.portions:
        mg = food.grams(portion.grams).mg
        lines.append(f"  {portion}: {'unknown' if mg is None else f'{mg:.1f} mg magnesium'}")
    lines.append(f"[{food.source}] {sources[food.source]}")
    return "\n".join(lines) + "\n"
