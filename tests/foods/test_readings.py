"""What a reading says of itself: the words that an assumption is about, and the factors of other readings."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg
from magnesium.foods.compounds import compounds
from magnesium.foods.everyday import everyday_foods
from magnesium.foods.line_tables import SupplementName, supplement_names
from magnesium.foods.recognition import other_food
from magnesium.foods.waters import waters
from magnesium.text import fold

SINGLE = [everyday.names[0] for everyday in everyday_foods.values() if len(everyday.food_ids) == 1]
KNOWN = [food for food in list(mg.foods.values())[:2000:20] if food.mg_per_100g]
SALTS = [
    (name, record.compound_ids[0])
    for record in supplement_names.values()
    for name in record.names
    if compounds[record.compound_ids[0]].elemental_fraction and not record.compound_ids[0].endswith("unspecified")
]


# --- assumptions -------------------------------------------------------------------------------


@given(st.sampled_from(SINGLE), st.sampled_from(["", "some ", "a large ", "a small serving of ", "a handful of "]))
def test_an_assumption_about_the_portion_quotes_the_line(name: str, amount: str) -> None:
    try:
        entry = mg.parse(amount + name)
    except mg.MagnesiumError:
        return
    for note in entry.assumptions:
        if note.kind == "portion":
            assert note.text
            assert set(fold(note.text).split()) <= set(fold(amount + name).split())


@pytest.mark.parametrize(
    ("line", "quoted"),
    [("almonds", "almonds"), ("some almonds", "some"), ("large serving of almonds", "large serving")],
)
def test_an_assumption_about_the_portion_quotes_the_measure_or_else_the_food(line: str, quoted: str) -> None:
    assert [note.text for note in mg.parse(line).assumptions if note.kind == "portion"] == [quoted]


@given(st.sampled_from(KNOWN), st.sampled_from(KNOWN))
def test_another_food_has_its_magnesium_as_a_multiple_of_the_chosen_one(chosen: mg.Food, other: mg.Food) -> None:
    found = other_food(chosen, other)
    assert found.wording == other.name
    assert found.factor is not None
    assert chosen.mg_per_100g is not None
    assert found.factor * chosen.mg_per_100g == pytest.approx(other.mg_per_100g)


@pytest.mark.parametrize(("one", "two"), [(None, 1.0), (1.0, None), (0.0, 1.0)])
def test_a_multiple_of_nothing_or_of_the_unknown_is_unknown(one: float | None, two: float | None) -> None:
    chosen, other = (mg.Food(id=f"my:{n}", name="A", mg_per_100g=n, source="label") for n in (one, two))
    assert other_food(chosen, other).factor is None


# --- waters ------------------------------------------------------------------------------------


@given(st.sampled_from([(1.0, "ml"), (250.0, "g"), (1.5, "l"), (0.5, "kg"), (200.0, "ml")]))
def test_a_water_is_kept_in_grams_if_it_was_weighed_and_in_milliliters_otherwise(amount: tuple[float, str]) -> None:
    quantity, unit = amount
    entry = mg.parse(f"{quantity:g} {unit} hepar")
    assert entry.unit == ("g" if unit.endswith("g") else "ml")
    assert entry.quantity == pytest.approx(quantity * (1000 if unit in {"l", "kg"} else 1))
    water = entry.item
    assert water.id in waters
    assert entry.mg == pytest.approx(waters[water.id].measured(quantity, unit).mg)


# --- states ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "agreeing"),
    [
        ("Zorbel", {"raw", "cooked"}),
        ("Zorbel, raw", {"raw"}),
        ("Zorbel, cooked", {"cooked"}),
        ("Zorbel, canned", {"canned"}),
        ("Zorbel, dried", {"dried"}),
    ],
)
def test_a_food_is_read_in_the_state_of_its_name_and_as_raw_or_cooked_if_it_has_none(
    name: str, agreeing: set[str]
) -> None:
    own = mg.read_food_table(io.StringIO(f'id,name,mg_per_100g\nmy:z,"{name}",10\n'))
    for state in ("raw", "cooked", "canned", "frozen", "dried"):
        if state in agreeing:
            assert mg.parse(f"100 g {state} zorbel", foods=own).item.id == "my:z"
        else:
            with pytest.raises(mg.MagnesiumError):
                mg.parse(f"100 g {state} zorbel", foods=own)


@pytest.mark.parametrize("name", ["sardines", "tuna", "salmon"])
def test_a_state_that_the_everyday_name_leaves_out_may_be_the_only_one_of_its_food(name: str) -> None:
    assert "canned" in mg.parse(f"100 g canned {name}").item.name


# --- supplements -------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "compound"), SALTS)
def test_every_name_of_a_salt_is_read_as_its_usual_form(name: str, compound: str) -> None:
    fraction = compounds[compound].elemental_fraction
    assert fraction
    for line in (f"2 g {name}", f"{name.title()}, 2 g", f"{name.upper()} 2000 mg"):
        entry = mg.parse(line)
        assert entry.item.id == compound
        assert entry.mg == pytest.approx(2000 * fraction)


@pytest.mark.parametrize("record", supplement_names.values(), ids=lambda record: record.names[0])
def test_every_supplement_is_read_by_its_elemental_dose(record: SupplementName) -> None:
    for name in record.names:
        entry = mg.parse(f"{name}, 150 mg elemental")
        assert entry.item.id == record.compound_ids[0]
        assert entry.mg == pytest.approx(150)


def test_a_mixture_of_varying_composition_needs_its_elemental_dose() -> None:
    with pytest.raises(mg.AmbiguousError, match="varies"):
        mg.parse("2 g magnesium citrate malate")


def test_other_hydrates_are_alternatives_by_their_shares_of_magnesium() -> None:
    (note,) = (note for note in mg.parse("2 g magnesium sulfate").assumptions if note.kind == "compound")
    chosen, other = compounds["compound:magnesium-sulfate-heptahydrate"], compounds["compound:magnesium-sulfate"]
    assert chosen.elemental_fraction is not None
    assert other.elemental_fraction is not None
    (found,) = note.alternatives
    assert found.factor == pytest.approx(other.elemental_fraction / chosen.elemental_fraction)
