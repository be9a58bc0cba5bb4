"""All foods as one small compressed script for the site's food search, which works offline."""

from __future__ import annotations

import base64
import gzip
import json

import magnesium as mg
from magnesium.foods.foods import Food

FILE = "foods-index.js"
SEARCH = """\
<div class="food-search" hidden>
<label>Food <input type="search" autocomplete="off" placeholder="cooked spinach"></label>
<p class="food-count" role="status"></p>
<div class="food-scroll" tabindex="0" role="region" aria-label="Foods found">
<table><thead><tr><th scope="col">food</th><th scope="col">mg per 100 g</th>
<th scope="col">table and id</th></tr></thead>
<tbody></tbody></table></div></div>
<noscript>The search needs JavaScript. At the command line: <code>magnesium food cooked spinach</code></noscript>
<script src="_static/food-search.js" defer></script>
"""


def food_index() -> str:
    """Return a script that assigns the foods, most usual table first, as gzip in base64.

    The foods are lines: a table's title, then its foods, each as id, mg per 100 g (empty if unknown) and names.
    """
    packed = gzip.compress("\n".join(_lines()).encode(), mtime=0)
    return f"globalThis.magnesiumFoods = {json.dumps(base64.b64encode(packed).decode())};\n"


def _lines() -> list[str]:
    lines: list[str] = []
    for table in sorted(mg.food_tables.values(), key=lambda table: -table.rank):
        lines.append(f"#{table.title}")
        lines += [_line(food) for food in mg.foods.values() if food.id.partition(":")[0] == table.id]
    return lines


def _line(food: Food) -> str:
    figure = "" if food.mg_per_100g is None else f"{food.mg_per_100g:g}"
    names = dict.fromkeys((food.name, *food.names.values()))
    return "\t".join((food.id, figure, *names))
