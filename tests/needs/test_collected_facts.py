"""The bundled reference values against the collected facts, where those are at hand."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from pathlib import Path

import pytest

import magnesium as mg
from magnesium.needs.values import Published, values_by_body

BODIES = {
    "IOM/NASEM (US, Canada)": "nasem",
    "EFSA (EU)": "efsa",
    "SCF/EFSA (EU)": "efsa",
    "COMA (UK)": "uk",
    "EVM (UK)": "uk",
    "FAO/WHO": "who",
    "NHMRC/MoH (Australia, New Zealand)": "anz",
    "Nordic Council (NNR)": "nordic",
    "D-A-CH (DGE, OeGE, SGE)": "dach",
    "ANSES (France)": "anses",
    "Gezondheidsraad (Netherlands)": "netherlands",
    "MHLW (Japan)": "japan",
    "MOHW/KNS (Korea)": "korea",
    "CNS (China)": "china",
    "ICMR-NIN (India)": "india",
    "HPA (Taiwan)": "taiwan",
    "Kemenkes (Indonesia)": "indonesia",
    "Rospotrebnadzor (Russia)": "russia",
    "FDA (US)": "fda",
    "European Union": "eu",
    "Health Canada": "canada",
}
LEFT_OUT = {"SINU (Italy)", "AESAN (Spain)"}
"""Each mixes recommended and adequate intakes under one name."""


def collected(shared: Path, name: str) -> list[dict[str, str]]:
    path = shared / "facts" / name
    if not path.is_file():
        pytest.skip(f"needs shared/facts/{name}")
    with path.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row.get("authority") not in LEFT_OUT]


def theirs(row: dict[str, str]) -> tuple[object, ...]:
    year = "" if "Taiwan" in row["authority"] else row["year"]
    ages = (row["age_from_months"], row["age_to_months"])
    mg_per_day = float(row["value_mg_per_day"]) if row["value_mg_per_day"] else None
    increment = row["value_type"] == "increment" and mg_per_day is not None
    who = (row["sex"], row["life_stage"], *ages)
    return (BODIES[row["authority"]], year, row["kind"], *who, mg_per_day, increment)


def ours(value: Published) -> tuple[object, ...]:
    edition = next(e for e in mg.editions.values() if (e.authority, e.title) == (value.authority, value.edition))
    ages = ("" if age is None else str(age) for age in (value.age_from_months, value.age_to_months))
    who = (value.sex or "both", str(value.life_stage), *ages)
    figure = (value.mg_per_day, value.is_increment) if isinstance(value, mg.ReferenceValue) else (None, False)
    return (value.authority, "" if edition.year is None else str(edition.year), str(value.kind), *who, *figure)


def test_every_collected_value_of_these_bodies_is_bundled_unchanged_and_no_other(shared: Path) -> None:
    rows = collected(shared, "reference_values.csv") + collected(shared, "reference_values_2026-11.csv")
    expected = Counter(theirs(row) for row in rows)
    found = Counter(ours(value) for body in set(BODIES.values()) for value in values_by_body()[body])
    # Russia's value in pregnancy depends on the trimester, which no record states.
    trimesters = {key for key in expected - found if key[0] == "russia"}
    assert {key[-2] for key in trimesters} == {420, 450}
    assert expected - found == Counter(trimesters)
    assert [key[:4] for key in found - expected] == [("russia", "2021", "RDA", "female")]


def test_norway_confirms_the_adequate_intakes_of_nnr_2023(shared: Path) -> None:
    """Each line for an age band or a life stage is the AI of that person; lines for diets and of both sexes are not."""
    words = {"Woman": "female", "Girl": "female", "Man": "male", "Boy": "male"}
    confirmed = 0
    for row in collected(shared, "norway_mg_rda.csv"):
        amount = json.loads(row["mg"])["averageAmount"][0]
        match = re.fullmatch(r"(Woman|Man|Girl|Boy|Infant) (\d+)\S* (years|months)", row["demographic"])
        stage = {"Pregnant": "pregnant", "Breastfeeding": "lactating"}.get(row["demographic"])
        if match is None and stage is None:
            continue
        if match is None:
            person = mg.Person(age=30, sex="female", life_stage=stage or "general")  # type: ignore[arg-type]
        else:
            years = float(match[2]) / (12 if match[3] == "months" else 1)
            person = mg.Person(age=years, sex=words.get(match[1]))  # type: ignore[arg-type]
        value = mg.reference_values(person, authority="nordic").ai
        assert value is not None
        assert (value.mg_per_day, str(value.confidence)) == (amount, "two sources"), row
        confirmed += 1
    assert confirmed == 21
    assert mg.editions["nordic:nnr2023"].confirmed_by == ("matvaretabellen-adi",)
