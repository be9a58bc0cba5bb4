"""Every unit of volume and mass against its definition."""

from __future__ import annotations

import pytest

from magnesium.foods.amounts import GRAMS, ML, ML_BY_SYSTEM, mass_grams, volume_ml
from magnesium.text import stem

# NIST Handbook 44, appendix C: a US gallon is 231 cubic inches; an inch is 2.54 cm; a pound is 453.59237 g.
GALLON = 231 * 2.54**3
# Weights and Measures Act 1985 (UK): a gallon is 4.54609 L, of 8 pints, of 20 fluid ounces.
UK_GALLON = 4546.09

VOLUMES = {
    **dict.fromkeys(("ml", "mL", "milliliter", "millilitres"), 1.0),
    **dict.fromkeys(("cl", "centiliter", "centilitres"), 10.0),
    **dict.fromkeys(("dl", "deciliter", "decilitres"), 100.0),
    **dict.fromkeys(("l", "L", "liter", "liters", "litre", "litres"), 1000.0),
    **dict.fromkeys(("tsp", "tsps", "teaspoon", "teaspoons"), GALLON / 768),
    **dict.fromkeys(("tbsp", "tbs", "tbl", "tblsp", "tbspn", "tablespoon", "tablespoons"), GALLON / 256),
    **dict.fromkeys(("fl oz", "fl. oz.", "fluid ounce", "fluid ounces"), GALLON / 128),
    **dict.fromkeys(("c", "cup", "cups"), GALLON / 16),
    **dict.fromkeys(("pt", "pint", "pints"), GALLON / 8),
    **dict.fromkeys(("qt", "quart", "quarts"), GALLON / 4),
    **dict.fromkeys(("gallon", "gallons"), GALLON),
    "EL": 15.0,  # German household spoons
    "TL": 5.0,
}
MASSES = {
    **dict.fromkeys(("g", "gr", "gram", "grams", "gramme", "grammes"), 1.0),
    **dict.fromkeys(("kg", "kilo", "kilos", "kilogram", "kilograms"), 1000.0),
    **dict.fromkeys(("oz", "ounce", "ounces"), 453.59237 / 16),
    **dict.fromkeys(("lb", "lbs", "pound", "pounds"), 453.59237),
}
SYSTEMS = {
    "imperial": {
        "pint": UK_GALLON / 8,
        "quart": UK_GALLON / 4,
        "gallon": UK_GALLON,
        "floz": UK_GALLON / 160,
        "cup": UK_GALLON / 16,
    },
    "metric": {"cup": 250.0, "tbsp": 15.0, "tsp": 5.0},
}


@pytest.mark.parametrize("unit", VOLUMES)
def test_a_unit_of_volume_has_its_milliliters(unit: str) -> None:
    assert volume_ml(unit) == pytest.approx(VOLUMES[unit], rel=1e-12)
    assert mass_grams(unit) is None


@pytest.mark.parametrize("unit", MASSES)
def test_a_unit_of_mass_has_its_grams(unit: str) -> None:
    assert mass_grams(unit) == pytest.approx(MASSES[unit], rel=1e-12)
    assert volume_ml(unit) is None


def test_no_unit_is_missing_here() -> None:
    assert set(ML) == {stem(unit) for unit in [word.casefold() for word in VOLUMES] if " " not in unit} | {"floz"}
    assert set(GRAMS) == {stem(unit) for unit in MASSES}


def test_units_of_other_systems_have_their_milliliters() -> None:
    assert {system: set(units) for system, units in ML_BY_SYSTEM.items()} == {
        system: set(units) for system, units in SYSTEMS.items()
    }
    for system, units in SYSTEMS.items():
        assert dict(ML_BY_SYSTEM[system]) == pytest.approx(units, rel=1e-12)
