"""FNDDS by release."""

from __future__ import annotations

import pickle

import pytest

import magnesium as mg
from magnesium.foods.fndds import food_in_release

COUNTS = {
    "2007-2008": 7174,
    "2009-2010": 7253,
    "2015-2016": 8690,
    "2017-2018": 7083,
    "2019-2020": 5624,
    "2021-2023": 5431,
}
"""Food codes with magnesium, as the publisher counts them."""


@pytest.mark.parametrize(("release", "count"), COUNTS.items())
def test_every_code_of_a_release_makes_a_food(release: str, count: int) -> None:
    foods = mg.fndds(release)
    assert len(foods) == count
    suffix = "" if release == "2021-2023" else f"@{release}"
    for id_, food in foods.items():
        assert food.id == id_ == f"fndds:{id_[6:14]}{suffix}"
        assert food.name
        assert food.mg_per_100g is not None
        assert food.source in mg.sources


def test_releases_are_all_there_with_their_versions() -> None:
    assert list(mg.fndds_releases) == list(COUNTS)
    assert mg.fndds("4.1") is mg.fndds("2007-2008")
    assert mg.fndds("5.0") is mg.fndds("2009-2010")
    with pytest.raises(mg.NotFoundError, match="2009-2010"):
        mg.fndds("2011-2012")


def test_the_newest_release_is_the_bundled_table() -> None:
    newest = mg.fndds("2021-2023")
    assert all(newest[food.id] is food for food in mg.foods.filter(source="fndds"))


@pytest.mark.parametrize("key", ["11100000", "fndds:11100000", "fndds:11100000@2009-2010", "11100000@2009-2010"])
def test_a_code_is_found_with_or_without_prefix_and_release(key: str) -> None:
    food = mg.fndds("5.0")[key]
    assert (food.id, food.mg_per_100g) == ("fndds:11100000@2009-2010", 11.0)
    assert key in mg.fndds("5.0")
    assert "fndds:11100000@2015-2016" not in mg.fndds("5.0")
    assert "fndds:11100000@2009-2010" not in mg.foods


def test_a_name_that_was_changed_is_that_of_its_release() -> None:
    assert mg.fndds("4.1")["11111000"].name == "Milk, cow's, fluid, whole"
    assert mg.fndds("2021-2023")["11111000"].name == "Milk, whole"
    assert mg.fndds("4.1").search("milk cow whole")


def test_portions_are_those_of_the_release_or_none() -> None:
    assert mg.fndds("4.1")["11111000"].serving("1 cup").grams == 244
    assert not mg.fndds("5.0")["11111000"].portions
    for release in mg.fndds_releases.values():
        has_some = any(food.portions for food in mg.fndds(release.id).values())
        assert has_some == (release.portions == "own")


def test_plain_water_is_water_in_every_release() -> None:
    for release in mg.fndds_releases:
        assert mg.fndds(release)["94000100"].origin == "water"
    assert mg.fndds("4.1")["94000000"].origin == "water"
    assert mg.fndds("4.1")["11111000"].origin == "food"


@pytest.mark.parametrize("release", COUNTS)
def test_a_catalog_is_pickled_by_its_release(release: str) -> None:
    assert pickle.loads(pickle.dumps(mg.fndds(release))) is mg.fndds(release)  # noqa: S301


@pytest.mark.parametrize("release", COUNTS)
def test_a_code_comes_from_its_release_or_from_the_nearest(release: str) -> None:
    year = int(release[:4])
    codes = sorted({id_[6:14] for other in COUNTS for id_ in mg.fndds(other)})[::101]
    for code in codes:
        having = [other for other in COUNTS if code in mg.fndds(other)]
        food = food_in_release(f"fndds:{code}", release)
        assert food is not None
        nearest = min(having, key=lambda other: (abs(int(other[:4]) - year), int(other[:4])))
        assert food is mg.fndds(nearest)[code]


@pytest.mark.parametrize("text", ["milk", "sr28:11457", "99999999", "1110000", "fndds:"])
def test_what_is_not_a_code_of_any_release_is_not_a_food(text: str) -> None:
    assert food_in_release(text, "2009-2010") is None
