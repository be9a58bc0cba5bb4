"""The amount of a line: sums, counts of an amount, amounts that are not used, usual amounts, forms of a salt."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg
from magnesium.foods.line_tables import (
    cooking_states,
    household_measures,
    line_words,
    supplement_names,
    usual_amounts,
)

MILLILITERS = {"cup": 236.5882365, "tbsp": 236.5882365 / 16, "tsp": 236.5882365 / 48, "ml": 1, "fl oz": 29.5735295625}
GRAMS = {"g": 1, "oz": 28.349523125, "lb": 453.59237}
"""NIST Handbook 44."""
OTHERS = ["1", "1 slice", "1 handful", "2 large"]


def alternatives(line: str, kind: str) -> list[tuple[str, float | None]]:
    found = [other for note in mg.parse(line).assumptions if note.kind == kind for other in note.alternatives]
    return [(other.text, other.factor) for other in found]


# --- sums --------------------------------------------------------------------------------------


def _sums(units: dict[str, float]) -> st.SearchStrategy[list[tuple[int, str]]]:
    return st.lists(st.tuples(st.integers(1, 9), st.sampled_from([*units])), min_size=1, max_size=3)


def _joined(parts: list[tuple[int, str]], plus: str = " plus ") -> str:
    return plus.join(f"{number} {unit}" for number, unit in parts)


@given(_sums(MILLILITERS), st.sampled_from([" plus ", " + "]))
def test_volumes_are_added(parts: list[tuple[int, str]], plus: str) -> None:
    cups = sum(number * MILLILITERS[unit] for number, unit in parts) / MILLILITERS["cup"]
    found = mg.parse(f"{_joined(parts, plus)} whole milk").grams
    # Its table prints 244 g per cup, and 15 g per tablespoon and 30.5 g per fluid ounce, which are rounded.
    assert found == pytest.approx(cups * 244, rel=0.02)


@given(_sums(GRAMS), st.sampled_from([" plus ", " + "]))
def test_masses_are_added(parts: list[tuple[int, str]], plus: str) -> None:
    grams = sum(number * GRAMS[unit] for number, unit in parts)
    assert mg.parse(f"{_joined(parts, plus)} spinach").grams == pytest.approx(grams)


def test_a_weight_in_brackets_behind_a_sum_is_that_of_all() -> None:
    for line in ("1 cup plus 2 tbsp (150 g) flour", "1 cup plus 2 tbsp flour (5 oz, 150 g)"):
        assert mg.parse(line).grams == 150


@given(st.sampled_from(["30 g", "1 oz", "1 cup", "2 tbsp"]), st.sampled_from(OTHERS), st.booleans())
def test_a_sum_of_different_measures_is_refused_and_no_part_dropped(measured: str, other: str, is_first: bool) -> None:
    """ "1 slice plus 1 cup" was two cups, "1 slice plus 30 g" 30 g."""
    line = f"{measured} plus {other} cheddar" if is_first else f"{other} plus {measured} cheddar"
    with pytest.raises(mg.MagnesiumError):
        mg.parse(line)


@pytest.mark.parametrize(
    "line",
    [
        "1 oz plus 1 cup cheddar",
        "1 cup (120 g) plus 2 tbsp (16 g) flour",
        "1 cup (4 oz) plus 2 tbsp (16 g) flour",
        "1 slice plus 1 handful cheddar, 30 g",
        "1 plus 2 eggs",
    ],
)
def test_the_error_for_a_sum_of_different_measures_names_the_way_out(line: str) -> None:
    with pytest.raises(mg.AmbiguousError, match=r"in one measure, or .*parse_meal"):
        mg.parse(line)


# --- counts of an amount -----------------------------------------------------------------------


@given(st.integers(1, 40), st.integers(1, 99))
def test_an_amount_counted_more_than_once_may_be_that_of_all(count: int, each: int) -> None:
    line = f"{count} {each} g almonds"
    assert mg.parse(line).grams == count * each
    assert alternatives(line, "measure") == ([(f"{each} g in all", 1 / count)] if count > 1 else [])


@given(st.integers(2, 6), st.integers(100, 500), st.sampled_from(["tins", "cans"]))
def test_a_weight_in_brackets_behind_several_cans_is_that_of_each_or_of_all(count: int, grams: int, can: str) -> None:
    line = f"{count} {can} black beans ({grams} g)"
    assert mg.parse(line).grams == count * grams
    assert (f"{grams} g in all", 1 / count) in alternatives(line, "measure")
    assert mg.parse(f"{count} {grams} g {can} black beans").grams == count * grams
    assert mg.parse(f"1 {can[:-1]} black beans ({grams} g)").grams == grams


@pytest.mark.parametrize("line", ["25 kg spinach", "25 l whole milk"])
def test_the_largest_amount_is_25_kilograms(line: str) -> None:
    assert mg.parse(line).grams == pytest.approx(25_000, rel=0.05)
    with pytest.raises(mg.AmountError, match="more than a person can eat"):
        mg.parse(line.replace("25", "25.1"))


# --- usual amounts -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "small", "large"),
    [
        # SR28
        ("banana", 101, 136),
        ("egg", 38, 50),
        ("apple", 149, 223),
        # FNDDS 2021–2023
        ("cookie", 20, 45),
        ("bagel", 69, 131),
    ],
)
def test_a_size_is_the_printed_one_with_and_without_a_number(name: str, small: float, large: float) -> None:
    for size, grams in (("small", small), ("large", large)):
        assert mg.parse(f"{size} {name}").grams == grams
        assert mg.parse(f"1 {size} {name}").grams == grams
        assert mg.parse(f"2 {size} {name}").grams == 2 * grams


@pytest.mark.parametrize(("name", "most"), [("almond", 2), ("grape", 10), ("shrimp", 10)])
def test_without_a_number_a_size_of_what_is_eaten_by_the_dozen_is_a_serving(name: str, most: float) -> None:
    one, serving = mg.parse(f"1 large {name}").grams, mg.parse(f"large {name}").grams
    assert one is not None
    assert serving is not None
    assert one < most < 2 * most < serving


@pytest.mark.parametrize(("line", "whole", "eaten"), [("1 baguette", 324, 64), ("1 pie", 1200, 150)])
def test_a_whole_one_that_is_more_than_is_eaten_at_once_is_an_alternative(
    line: str, whole: float, eaten: float
) -> None:
    assert mg.parse(line).grams == eaten
    ((text, factor),) = alternatives(line, "portion")
    assert text == f"a whole one ({whole:g} g)"
    assert factor == pytest.approx(whole / eaten)


# --- words -------------------------------------------------------------------------------------

KNOWN = st.sampled_from(["carrots", "kale", "almonds", "eggs", "oats", "spinach"])
UNKNOWN = st.sampled_from(["frobnitz", "xyzzy"])


@given(KNOWN, UNKNOWN, st.sampled_from(["and", "with", "plus", "on", "w"]))
def test_a_known_and_an_unknown_food_are_not_two_items(known: str, unknown: str, joiner: str) -> None:
    for line in (f"{known} {joiner} {unknown}", f"{unknown} {joiner} {known}"):
        with pytest.raises(mg.NotFoundError, match=unknown):
            mg.parse(line)


@given(st.lists(KNOWN, min_size=2, max_size=2, unique=True), st.sampled_from(["and", "with"]))
def test_two_known_foods_are_refused_as_two_items_or_read_as_a_dish_of_both(names: list[str], joiner: str) -> None:
    try:
        found = mg.parse(f" {joiner} ".join(names)).item.name.casefold()
    except mg.AmbiguousError as error:
        assert error.candidates == tuple(names)
    else:
        assert all(name[:4] in found for name in names)


PREPARED = st.sampled_from(["chopped", "diced", "peeled", "sliced", "organic"])


@given(KNOWN, UNKNOWN, PREPARED)
def test_a_word_is_dropped_only_if_its_own_clause_states_a_preparation(known: str, unknown: str, how: str) -> None:
    for line in (
        f"100 g {known}, {unknown}",
        f"100 g {how} {unknown} {known}",
        f"100 g {unknown} {known}, {how}",
        f"100 g {known}, {how}, {unknown}",
    ):
        with pytest.raises(mg.NotFoundError, match=unknown):
            mg.parse(line)


@given(KNOWN, st.sampled_from(["tough stalks removed", "peeled and diced", "stems removed", "finely chopped"]))
def test_a_clause_that_states_a_preparation_changes_nothing(known: str, clause: str) -> None:
    plain, prepared = mg.parse(f"100 g {known}"), mg.parse(f"100 g {known}, {clause}")
    assert (prepared.grams, prepared.item.name.split(",")[0]) == (plain.grams, plain.item.name.split(",")[0])


# --- supplements -------------------------------------------------------------------------------


@pytest.mark.parametrize("salt", ["citrate", "oxide", "carbonate", "gluconate", "lactate"])
@pytest.mark.parametrize("line", ["zinc {} 50 mg (with milk)", "zinc {} 50 mg, for milk", "50 mg zinc {} in milk"])
def test_a_salt_of_another_metal_is_not_a_dose_of_magnesium(line: str, salt: str) -> None:
    with pytest.raises(mg.MagnesiumError):
        mg.parse(line.format(salt))


@pytest.mark.parametrize("name", [name.names[0] for name in supplement_names.values() if len(name.compound_ids) > 1])
def test_another_form_of_a_salt_gives_its_share_of_magnesium(name: str) -> None:
    line = f"1000 mg {name} powder"
    (record,) = (each for each in supplement_names.values() if each.names[0] == name)
    first, *others = (mg.compounds[id_] for id_ in record.compound_ids)
    if first.elemental_fraction is None:
        with pytest.raises(mg.AmbiguousError, match="varies"):
            mg.parse(line)
        return
    entry = mg.parse(line)
    assert entry.mg is not None
    for (text, factor), other in zip(alternatives(line, "compound"), others, strict=True):
        expected = other.dose(compound_mg=1000).mg
        assert text == other.name
        assert factor == (None if expected is None else pytest.approx(expected / entry.mg))


# --- tables ------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", [household_measures, line_words, cooking_states, usual_amounts, supplement_names])
def test_a_record_of_a_table_of_lines_is_found_by_its_words(table: mg.Catalog[Any]) -> None:
    for id_ in list(table)[:: max(1, len(table) // 5)]:
        assert id_ in [found.id for found in table.search(id_)]


@pytest.mark.parametrize("metal", ["zinc", "calcium", "iron", "potassium"])
@pytest.mark.parametrize("salt", ["oxide", "citrate", "carbonate"])
@pytest.mark.parametrize("denied", ["(no magnesium)", "without magnesium", "(magnesium-free)", ", not magnesium"])
def test_a_salt_that_is_said_to_have_no_magnesium_is_no_dose_of_it(metal: str, salt: str, denied: str) -> None:
    with pytest.raises(mg.MagnesiumError):
        mg.parse(f"{metal} {salt} 500 mg {denied}")
