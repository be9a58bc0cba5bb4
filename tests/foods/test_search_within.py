"""Searching within some tables, or in one language."""

from __future__ import annotations

import subprocess
import sys

import pytest

import magnesium as mg

LANGUAGES = sorted({language for table in mg.food_tables.values() for language in table.languages} - {"ja"})


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_in_a_language_is_found_in_it(language: str) -> None:
    foods = [food for food in mg.foods.values() if language in food.names][::97]
    assert foods
    for food in foods:
        found = mg.foods.search(food.names[language], language=language)
        assert food in found
        assert all(language in other.names for other in found)


@pytest.mark.parametrize("table", mg.food_tables)
def test_only_foods_of_the_table_are_found(table: str) -> None:
    for food in mg.foods.filter(source=table)[::197]:
        found = mg.foods.search(food.name, tables=table)
        assert food in found
        assert {other.source for other in found} == {table}


def test_japanese_is_found_by_whole_names_only() -> None:
    assert [food.id for food in mg.foods.search("レンズまめ 全粒 乾", language="ja")] == ["stfcj:04073"]
    assert not mg.foods.search("レンズまめ", language="ja")


@pytest.mark.parametrize(
    ("text", "language", "table"),
    [
        ("linsen", "de", "ch"),
        ("lentilles", "fr", "ciqual"),
        ("lenticchie", "it", "ch"),
        ("lentilha", "pt", "taco"),
        ("linser", "sv", "slv"),
        ("linssi", "fi", "fineli"),
    ],
)
def test_lentils_in_the_words_of_each_language(text: str, language: str, table: str) -> None:
    assert table in {food.source for food in mg.foods.search(text, language=language)}


def test_find_food_and_find_item_look_within_tables() -> None:
    assert mg.find_food("spinach, raw").id == "sr28:11457"
    assert mg.find_food("spinach, raw", tables="ch").id == mg.find_item("Spinat, roh", language="de").id == "ch:365"
    with pytest.raises(mg.NotFoundError):
        mg.find_item("Hépar", tables="ch")


def test_what_does_not_exist_is_named() -> None:
    with pytest.raises(mg.NotFoundError, match="xx"):
        mg.foods.search("lentils", tables="xx")
    with pytest.raises(mg.NotFoundError, match="de, en, fr, it"):
        mg.foods.search("lentils", tables="ch", language="ja")
    with pytest.raises(mg.InvalidValueError, match="applies to foods"):
        mg.waters.search("hepar", language="fr")


def test_the_first_look_up_reads_no_table_beside_those_that_are_asked_first() -> None:
    code = (
        "import sys\n"
        "opened = []\n"
        "sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == 'open' else None)\n"
        "import magnesium as mg\n"
        "mg.find_food('almonds').grams(30)\n"
        "print(*sorted({name.rpartition('/')[2] for name in opened if '/data/f' in name.replace(chr(92), '/')}))\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["fndds.csv", "food_tables.toml", "foundation.csv", "sr28.csv"]
