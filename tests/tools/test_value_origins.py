"""How values were found, from the publishers' codes: against classes that were counted by hand."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from pathlib import Path

import pytest

import magnesium as mg
from magnesium.foods.value_origins import ValueOrigin, ValuePart
from tests.tools.national_samples import cnf_food, cnf_measure, write_cnf, write_ingredients
from tools.value_origins import (
    cnf_origins,
    fndds_origins,
    second_opinions,
    sr28_class,
    sr28_origins,
    value_origins_table,
    with_second_opinions,
)

_LETTERS = {"analyzed": "A", "analyzed-few": "B", "derived": "B", "estimated": "C"}


def test_each_pair_of_codes_has_the_classes_that_the_pack_counts(shared: Path) -> None:
    """Recipes of known ingredients (RK, 2 foods) are derived here, estimated there."""
    counted = shared / "packs" / "uncertainty" / "class_of_source_and_derivation.csv"
    amounts = shared / "raw" / "sr28" / "NUT_DATA_sr28.csv.gz"
    if not (counted.is_file() and amounts.is_file()):
        pytest.skip("needs the counts and SR28, which are not in shared/")
    found: Counter[tuple[str, str, str]] = Counter()
    for origin in sr28_origins(amounts):
        source, _, derivation = origin.code.partition(" ")
        if mg.foods[origin.id].mg_per_100g:  # the pack counts values above zero
            found[source, derivation, _LETTERS[origin.variance_class]] += 1
    with counted.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            source, derivation = row["source_type_id"], row["deriv_id"]
            if derivation != "RK":
                assert [found[source, derivation, letter] for letter in "ABC"] == [int(row[x]) for x in "ABC"], row


def test_the_samples_of_sr28_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "NUT_DATA.csv.gz"
    header = "food_id,nutr_id,value,num_points,se,source_type_id,deriv_id,min,max,modified\n"
    rows = "42,304,17,12,0.5,1,A,15,19,04/2013\n42,301,9,3,,1,A,,,04/2013\n7,304,0,0,,7,Z,,,05/2001\n"
    path.write_bytes(gzip.compress((header + rows).encode()))
    fig, zero = sr28_origins(path)
    assert (fig.id, fig.samples, fig.standard_error_mg_per_100g, fig.year) == ("sr28:00042", 12, 0.5, 2013)
    assert (fig.minimum_mg_per_100g, fig.maximum_mg_per_100g, fig.variance_class) == (15, 19, "analyzed")
    assert (zero.id, zero.kind, zero.variance_class, zero.samples) == (
        "sr28:00007",
        "assumed zero",
        "assumed-zero",
        None,
    )


@pytest.mark.parametrize("year", [1976, 1996, 1997, 2015])
@pytest.mark.parametrize("samples", [0, 2, 3, 50])
def test_an_analysis_is_of_the_best_class_only_with_three_samples_since_1997(samples: int, year: int) -> None:
    is_best = samples >= 3 and year >= 1997
    assert sr28_class("1", "A", samples, year) == ("analyzed" if is_best else "analyzed-few")


def test_a_dish_is_made_of_the_records_of_its_recipe_and_of_the_recipes_in_it(tmp_path: Path) -> None:
    """Soup: 10 g of beans and 40 g of a sauce, of which half the magnesium is from beans."""
    beans, tomato, sauce, soup, plain = 16001, 11001, 75000001, 75000002, 75000003
    lines = [
        (sauce, beans, 10.0, 0),
        (sauce, tomato, 100.0, 9999),
        (soup, beans, 10.0, 0),
        (soup, sauce, 40.0, 0),
        (plain, beans, 100.0, 0),
    ]
    path = write_ingredients(tmp_path / "ingredients.xlsx", lines)
    listed = {"sr28:16001": 100.0, "sr28:11001": 20.0, "fndds:75000001": 25.0, "fndds:75000002": 40.0}
    listed |= {"fndds:75000003": 100.0}
    made = {origin.id: origin for origin in fndds_origins(path, {"9999": 50.0}, listed)}
    assert made["fndds:75000001"].parts == (ValuePart("sr28:11001", 0.5), ValuePart("sr28:16001", 0.5))
    assert made["fndds:75000002"].parts == (ValuePart("sr28:16001", 0.75), ValuePart("sr28:11001", 0.25))
    assert made["fndds:75000003"].variance_class == "copy"
    assert made["fndds:75000003"].parts == (ValuePart("sr28:16001", 1.0),)


@pytest.mark.parametrize(("code", "value", "is_copy"), [("0", 50.0, True), ("0", 60.0, False), ("3", 50.0, False)])
def test_a_canadian_value_is_a_copy_if_it_is_unchanged_and_equal(
    tmp_path: Path, code: str, value: float, is_copy: bool
) -> None:
    names, amounts, _ = write_cnf(
        tmp_path,
        [cnf_food("1", "Peas", "Pois", american="1001")],
        [{"food_id": "1", "nutrient_value": str(value), "nutrient_source_id": code}],
        [cnf_measure("1", "250ml", "1.5")],
    )
    (origin,) = cnf_origins(names, amounts, {"cnf:1": value, "sr28:01001": 50.0})
    assert (origin.variance_class == "copy") is is_copy
    assert (origin.parts == (ValuePart("sr28:01001", 1.0),)) is is_copy


def test_second_opinions_leave_out_foundation_foods_and_equal_values() -> None:
    links = [{"id": "sr28:1", "food_ids": "ch:1|ciqual:1|foundation:1|taco:1"}]
    listed = {"sr28:1": 50.0, "ch:1": 100.0, "ciqual:1": 100.0, "foundation:1": 10.0, "taco:1": 25.0}
    found = second_opinions(links, listed)
    assert sorted(found["sr28:1"]) == [0.5, 2.0]
    (one,) = with_second_opinions([ValueOrigin(id="sr28:1", kind="analyzed", variance_class="analyzed")], found)
    assert (one.elsewhere_ratio, one.tables) == (1.0, 2)


def test_a_table_reads_back_as_it_was_written() -> None:
    origin = ValueOrigin(
        id="fndds:1",
        kind="calculated",
        variance_class="recipe",
        parts=(ValuePart("sr28:1", 0.75), ValuePart("sr28:2", 0.25)),
    )
    table = value_origins_table([origin])
    (row,) = csv.DictReader(table.text.splitlines())
    assert row["parts"] == "sr28:1 0.75|sr28:2 0.25"
    assert row["samples"] == ""
