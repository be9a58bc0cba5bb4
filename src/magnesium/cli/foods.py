"""The command ``magnesium food``: search foods, waters and compounds, or show one."""

from __future__ import annotations

import argparse
from typing import Any

from magnesium.cli.arguments import add_command, whole
from magnesium.errors import NotFoundError
from magnesium.rendering.answers import Answer


def add_commands(commands: Any) -> None:
    """Register the command."""
    food = add_command(commands, "food", _food, "search foods, waters and compounds by words, or show one by its id")
    food.add_argument("words", nargs="+", metavar="WORD", help="words of a name, or an id such as sr28:11458")
    food.add_argument("--serving", metavar="AMOUNT", help='magnesium of an amount of the best match: "1 cup", "100 g"')
    food.add_argument("--limit", default="10", help="number of matches to list (10)")


def _food(options: argparse.Namespace) -> Answer:
    from magnesium.foods.compounds import compounds
    from magnesium.foods.foods import foods
    from magnesium.foods.items import near_items
    from magnesium.foods.waters import waters

    text = " ".join(options.words)
    limit = whole(options.limit, "limit")
    catalogs: tuple[Any, ...] = (foods, waters, compounds)
    found: Any = next((catalog[text] for catalog in catalogs if text in catalog), None)
    best = found
    if found is None:
        found = next((hits for catalog in catalogs if (hits := catalog.search(text, limit=limit))), None)
        if found is None:
            raise NotFoundError("food, water or compound", text, near_items(text))
        best = found[0]
    answer: Answer = found if options.serving is None else best.serving(options.serving)
    return answer
