"""Which food a name means: printed names first, then everyday names; tables by rank."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg
from magnesium.catalogs.search import Document, Index
from magnesium.foods.everyday import everyday_foods, everyday_names
from magnesium.text import fold, words

BY_RANK = ("sr28", "foundation", "fndds")
"""The tables in which names are looked up first."""
OTHERS = sorted(set(mg.food_tables) - set(BY_RANK))


@functools.cache
def foods_of_first_tables() -> tuple[mg.Food, ...]:
    """Return the foods whose names are looked up by their words."""
    return tuple(food for food in mg.foods.values() if food.source in BY_RANK)


@functools.cache
def ids_by_name() -> Mapping[str, list[str]]:
    """Return the ids of the foods of the first tables by folded name, best-ranked table first."""
    ids: dict[str, list[str]] = defaultdict(list)
    for food in foods_of_first_tables():
        ids[fold(food.name)].append(food.id)
    return {name: sorted(same, key=lambda id_: BY_RANK.index(id_.partition(":")[0])) for name, same in ids.items()}


@functools.cache
def outcome(name: str) -> set[str]:
    """Return the ids that a name resolves to: one, all candidates of an AmbiguousError, or none."""
    try:
        return {mg.find_item(name, near=False).id}
    except mg.AmbiguousError as error:
        return {candidate.partition(" ")[0] for candidate in error.candidates}
    except mg.NotFoundError:
        return set()


# --- printed names -----------------------------------------------------------------------------


def test_every_printed_name_means_its_food_or_the_one_in_the_table_of_higher_rank() -> None:
    """For 265 foods another food was returned, for 191 an error was raised."""
    wrong = [
        (food.id, written)
        for food in foods_of_first_tables()
        for written in (food.name, food.name.upper())
        if outcome(written) != {ids_by_name()[fold(food.name)][0]}
    ]
    assert wrong == []


def test_the_first_tables_are_those_of_the_united_states_by_rank() -> None:
    first = [table for table in mg.food_tables.values() if table.is_default]
    assert [table.id for table in sorted(first, key=lambda table: -table.rank)] == list(BY_RANK)
    assert {table.region for table in first} == {"United States"}


@pytest.mark.parametrize("table", OTHERS)
def test_every_name_in_every_language_of_another_table_is_found_where_the_first_tables_lack_it(table: str) -> None:
    ids: dict[str, set[str]] = defaultdict(set)
    foods = mg.foods.filter(source=table)
    for food in foods:
        assert set(food.names) == {mg.food_tables[table].language, *mg.food_tables[table].translations}
        for name in food.names.values():
            ids[fold(name)].add(food.id)
    found = {name: outcome(name) for name in ids}
    elsewhere = {name: meant for name, meant in found.items() if any(id_.startswith(f"{table}:") for id_ in meant)}
    assert all(meant == ids[name] for name, meant in elsewhere.items())
    # The rest means something in a table that is asked before: never nothing.
    rank = mg.food_tables[table].rank
    others = {id_ for name, meant in found.items() if name not in elsewhere for id_ in meant}
    assert all(found.values())
    assert all(id_.startswith("water:") or mg.food_tables[mg.foods[id_].source].rank > rank for id_ in others)
    assert len(elsewhere) > 0.8 * len(ids)


@pytest.mark.parametrize("table", OTHERS)
def test_a_search_for_a_name_of_another_table_ends_with_it(table: str) -> None:
    for food in mg.foods.filter(source=table)[::31]:
        for name in food.names.values():
            found = mg.foods.search(name)
            first = [other for other in found if other.source in BY_RANK]
            assert food in found[len(first) :]
            assert list(found[: len(first)]) == first


def test_every_printed_name_is_first_in_its_own_search() -> None:
    """509 foods were not."""
    wrong = [
        ids[0] for ids in ids_by_name().values() if mg.foods.search(mg.foods[ids[0]].name, limit=1)[0].id != ids[0]
    ]
    assert wrong == []


def test_no_name_that_tables_share_lacks_magnesium_where_it_is_meant() -> None:
    """A rank that preferred a table with gaps would lose figures that another table has."""
    shared = [ids for ids in ids_by_name().values() if len(ids) > 1]
    assert len(shared) > 100
    for first, *others in shared:
        if any(mg.foods[id_].mg_per_100g is not None for id_ in others):
            assert mg.foods[first].mg_per_100g is not None


def test_own_foods_come_before_every_table() -> None:
    own = mg.Food(id="my:kale", name="kale, RAW", mg_per_100g=1.0, source="label")
    both = mg.foods | mg.Catalog(mg.Food, records=[own])
    assert both.named("Kale, raw") == (own,)
    assert both.search("Kale, raw")[0] is own


NAMES = st.sampled_from(("Rye flour", "Flour, rye", "flour, rye", "Rye, flour", "Rye"))


@given(st.lists(st.tuples(NAMES, st.integers(0, 2)), max_size=8))
def test_a_name_as_printed_wins_over_alias_and_word_order_and_then_the_lowest_rank(
    foods: list[tuple[str, int]],
) -> None:
    documents = [Document(id=f"{number}", names=(name,), rank=rank) for number, (name, rank) in enumerate(foods)]
    index = Index(documents, {"flour, rye": ("alias",), "rye": ("alias",)})
    for asked in ("Flour, rye", "RYE"):
        same = [(rank, str(number)) for number, (name, rank) in enumerate(foods) if fold(name) == fold(asked)]
        lowest = {id_ for rank, id_ in same if rank == min(same)[0]}
        assert set(index.named(asked)) == (lowest or {"alias"})


# --- everyday names ----------------------------------------------------------------------------


def test_every_everyday_name_means_what_its_row_states() -> None:
    wrong = [(name, ids) for name, ids in everyday_names().items() if outcome(name) != set(ids)]
    # A water may have the name too: it is asked for, not chosen.
    assert [name for name, ids in wrong if not outcome(name) >= set(ids)] == []
    assert [name for name, _ in wrong if not any(id_.startswith("water:") for id_ in outcome(name))] == []


@pytest.mark.parametrize(
    ("name", "alternatives"),
    [
        ("cocoa", {"powder", "cocoa"}),
        ("pepper", {"black", "peppers"}),
        ("coriander", {"leaves", "seed"}),
        ("bran", {"wheat", "oat"}),
        ("seaweed", {"raw", "dried"}),
    ],
)
def test_a_bare_name_of_foods_that_differ_widely_is_refused_with_its_choices(name: str, alternatives: set[str]) -> None:
    with pytest.raises(mg.AmbiguousError) as caught:
        mg.find_item(name)
    listed = " ".join(caught.value.candidates).casefold()
    assert all(word in listed for word in alternatives)
    assert mg.foods.search(name)[0].id == everyday_names()[name][0]


def other_numbers(name: str) -> Iterable[str]:
    """Return *name* in the other grammatical number, by the plain rules of English."""
    if name.endswith("s"):
        yield name[:-1]
        if name.endswith("es"):
            yield name[:-2]
        if name.endswith("ies"):
            yield f"{name[:-3]}y"
    else:
        yield f"{name}s"
        yield f"{name}es"
        if name.endswith("y"):
            yield f"{name[:-1]}ies"


def in_front(name: str) -> set[str]:
    """Return the words of the first two parts of a printed name."""
    return {word for part in fold(name).split(", ")[:2] for word in re.findall(r"[a-z0-9]+", part)}


def test_a_stemmed_plural_never_wins_over_a_different_plural_food() -> None:
    """ "peppers" was black pepper and "mints" was spearmint."""
    beginning_with: dict[str, list[mg.Food]] = defaultdict(list)
    for food in foods_of_first_tables():
        for word in re.findall(r"[a-z0-9]+", fold(food.name).split(",")[0]):
            beginning_with[word].append(food)
    tried = []
    for name, ids in everyday_names().items():
        for other in other_numbers(name):
            *rest, word = other.split()
            named_so = [food for food in beginning_with.get(word, ()) if set(rest) <= set(fold(food.name).split())]
            printed = [mg.foods[id_].name for id_ in ids]
            same = any(word in in_front(text) or set(words(text)) == set(words(other)) for text in printed)
            if named_so and not same and other not in everyday_names() and fold(other) not in ids_by_name():
                tried.append(other)
                assert outcome(other).isdisjoint(ids), (name, other)
    assert {"livers", "crisp"} <= set(tried)


TWO_FOODS = {
    "chili": "a dish; chilies are peppers",
    "chilies": "peppers; chili is a dish",
    "mint": "a herb; mints are candy",
    "mints": "candy; mint is a herb",
    "rice cakes": "of 9 g; the printed name Rice cake is of one of 3 g",
    "light cream": "Creams is only the beginning of other printed names",
}
"""Everyday names whose other number means another food, and why."""


def test_singular_and_plural_mean_one_food() -> None:
    wrong = [
        (name, other)
        for name in everyday_names()
        for other in other_numbers(name)
        if name not in TWO_FOODS and outcome(other) and outcome(other).isdisjoint(outcome(name))
    ]
    assert wrong == []


# --- everyday names with a household measure ---------------------------------------------------

COUNTED = ("bag", "slice", "fillet", "piece", "unit")

PUBLISHED_SO = {
    (name, "fillet"): "twice the half fillet that SR28 weighs; no other table has the food"
    for name in ("sockeye salmon", "turbot", "wild salmon")
}


@functools.cache
def largest_in_surveys() -> Mapping[tuple[str | None, str], float]:
    """Return the largest weight that FNDDS, made for what people report, gives to one of a measure, by category."""
    largest: dict[tuple[str | None, str], float] = {}
    for food in mg.foods.filter(source="fndds"):
        for portion in food.portions:
            for measure in COUNTED:
                if portion.amount == 1 and re.search(rf"\b{measure}\b", portion.description):
                    key = (food.category, measure)
                    largest[key] = max(largest.get(key, 0.0), portion.grams)
    return largest


def one(food: mg.Food, measure: str) -> float | None:
    try:
        return food.serving(f"1 {measure}").grams
    except mg.MagnesiumError:
        return None


def test_one_bag_slice_fillet_or_piece_of_an_everyday_food_is_no_more_than_people_report() -> None:
    """A bag of potato chips was 227 g, a slice of baguette 139 g, a piece of steak 306 g."""
    compared = 0
    odd = []
    for everyday in everyday_foods.values():
        if len(everyday.food_ids) != 1:
            continue
        [food_id] = everyday.food_ids
        food = mg.foods[food_id]
        for measure in COUNTED:
            grams, largest = one(food, measure), largest_in_surveys().get((food.category, measure))
            if grams is not None and largest is not None and (everyday.names[0], measure) not in PUBLISHED_SO:
                compared += 1
                if grams > largest * 1.05:  # 87 g for 85 g is the same bag
                    odd.append((everyday.names[0], measure, grams, largest))
    assert compared > 50
    assert odd == []


def test_the_meat_of_a_raw_pound_is_no_piece() -> None:
    """SR28 states for 400 cuts what a raw pound yields, as "1 piece" or "1 unit"."""
    of_a_pound = [
        (food, portion)
        for food in mg.foods.values()
        for portion in food.portions
        if re.match(r"(piece|unit)\b.*yield from 1 lb", portion.description)
    ]
    assert len(of_a_pound) > 300
    for food, portion in of_a_pound:
        measure = portion.description.split()[0].strip(",")
        assert one(food, measure) != portion.grams
        assert food.serving(portion.label).grams == portion.grams


def test_one_slice_is_neither_without_its_crust_nor_the_small_kind_beside_others() -> None:
    for food in mg.foods.values():
        slices = [portion for portion in food.portions if re.search(r"\bslice\b", portion.description)]
        grams = one(food, "slice")
        left_out = [p for p in slices if "crust not eaten" in p.description or "snack-size" in p.description]
        if len(slices) > len(left_out):
            assert grams is None or grams not in {portion.grams for portion in left_out}, food.id


def test_a_piece_of_any_size_beside_sizes_is_refused_with_them() -> None:
    with pytest.raises(mg.AmbiguousError, match="regular"):
        mg.find_item("steak").serving("1 piece")
    assert mg.find_item("steak").serving("1 regular").grams == 160
