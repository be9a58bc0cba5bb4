"""The index of the search holds every food with its figure, and stays light."""

from __future__ import annotations

import base64
import functools
import gzip
import re

import magnesium as mg
from magnesium_docs import food_index as page
from tests.conftest import ROOT

LIMIT = 1_000_000


@functools.cache
def script() -> str:
    return page.food_index()


def lines() -> list[str]:
    found = re.fullmatch(r'globalThis\.magnesiumFoods = "([\w+/=]+)";\n', script())
    assert found is not None
    return gzip.decompress(base64.b64decode(found[1])).decode().split("\n")


def test_every_food_is_in_the_index_once_with_its_figure_and_names() -> None:
    found = [line.split("\t") for line in lines() if not line.startswith("#")]
    assert len(found) == len(mg.foods)
    for id_, figure, *names in found[::11]:
        food = mg.foods[id_]
        assert figure == ("" if food.mg_per_100g is None else f"{food.mg_per_100g:g}")
        assert set(names) == {food.name, *food.names.values()}


def test_each_table_has_its_title_the_most_usual_first() -> None:
    titles = [line[1:] for line in lines() if line.startswith("#")]
    assert titles == [table.title for table in sorted(mg.food_tables.values(), key=lambda table: -table.rank)]


def test_the_index_is_light() -> None:
    assert len(script()) < LIMIT


def test_the_script_of_the_search_finds_its_parts_and_loads_nothing_from_elsewhere() -> None:
    code = (ROOT / "docs" / "_static" / "food-search.js").read_text(encoding="utf-8")
    assert f'"{page.FILE}"' in code
    assert not re.search(r"https?:|fetch\(", code)
    for name in re.findall(r'"\.(food-[\w-]+)"', code):
        assert f'class="{name}"' in page.SEARCH
