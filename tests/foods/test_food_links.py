"""The same food in other tables, and what is said if these disagree."""

from __future__ import annotations

import magnesium as mg
from magnesium.foods.food_links import food_links, ids_elsewhere


def test_at_least_600_foods_have_an_independent_value_elsewhere() -> None:
    found = [id_ for id_ in food_links if mg.foods[id_].elsewhere()]
    assert len(found) >= 600


def test_every_link_names_foods_of_known_magnesium_in_different_tables() -> None:
    for link in food_links.values():
        ids = (link.id, *link.food_ids, *link.copies)
        assert all(mg.foods[id_].mg_per_100g is not None for id_ in ids)
        assert len({id_.partition(":")[0] for id_ in ids}) == len(ids)


def test_no_copy_and_no_repeated_value_is_elsewhere() -> None:
    for link in food_links.values():
        food = mg.foods[link.id]
        values = [food.mg_per_100g, *(other.mg_per_100g for other in food.elsewhere())]
        assert len(set(values)) == len(values)
        assert not {other.id for other in food.elsewhere()} & set(link.copies)


def test_links_lead_both_ways() -> None:
    for link in list(food_links.values())[::7]:
        for id_ in link.food_ids:
            back = ids_elsewhere(id_)
            assert back
            assert all(other.partition(":")[0] != mg.foods[id_].source for other in back)


def test_dry_lentils_carry_a_note_with_every_value() -> None:
    """47 mg in SR28; Switzerland 96, Japan 100, Brazil 93.5, Finland 83-110, newer analyses of the USDA 106.7."""
    note = mg.foods["sr28:16069"].note
    assert note.startswith("Food tables disagree: 47 mg")
    assert all(text in note for text in ("96 (ch)", "100 (stfcj)", "93.53 (taco)"))
    assert note in mg.foods["sr28:16069"].text(width=1000)


def test_a_note_means_a_factor_of_more_than_1_7() -> None:
    notes = 0
    for id_ in food_links:
        food = mg.foods[id_]
        values = [
            value for value in (food.mg_per_100g, *(o.mg_per_100g for o in food.elsewhere())) if value is not None
        ]
        differs = max(values) > 1.7 * min(values) and max(values) - min(values) > 5
        assert bool(food.note) == differs
        notes += differs
    assert notes > 50


def test_a_food_without_a_link_has_neither() -> None:
    own = mg.Food(id="my:granola", name="Granola", mg_per_100g=96.0, source="label")
    assert (own.elsewhere(), own.note) == ((), "")
