"""Read the mineral waters of Ciqual 2020 and describe each in English."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import attrs

from magnesium.catalogs.reading import columns
from magnesium.foods.waters import Water
from tools.tables import Table, csv_table, number


@attrs.frozen(kw_only=True)
class RawWater:
    """A water with our field names; *place* is the publisher's text in parentheses."""

    id: str
    name: str
    description: str
    mg: float | None
    calcium_mg: float | None
    source: str


KINDS = {"minérale": "mineral water", "de source": "spring water"}
# Longest first, so that "non gazeuse" is not read as "gazeuse".
CARBONATION = (
    (("gazeuse ou non gazeuse", "gazeuse ou non non gazeuse"), "still or sparkling"),
    (("non gazeuse", "plate"), "still"),
    (("gazeuse",), "sparkling"),
)
MINERALISATION = (
    ("très faiblement minéralis", "very low mineral content"),
    ("faiblement minéralis", "low mineral content"),
    ("moyennement minéralis", "medium mineral content"),
    ("fortement minéralis", "high mineral content"),
)
# The rows that are averages or taps, not a named water.
PLAIN = {
    "Eau de source, embouteillée (aliment moyen)": ("Spring water, average", "bottled spring water"),
    "Eau minérale, embouteillée, faiblement minéralisée (aliment moyen)": (
        "Mineral water, low mineral content, average",
        "mineral water, low mineral content",
    ),
    "Eau minérale (aliment moyen)": ("Mineral water, average", "mineral water"),
    "Eau minérale, plate (aliment moyen)": ("Mineral water, still, average", "mineral water, still"),
    "Eau minérale, gazeuse (aliment moyen)": (
        "Mineral water, sparkling, average",
        "mineral water, sparkling",
    ),
    "Eau du robinet": ("Tap water, France", "tap water"),
    "Eau embouteillée de source": ("Spring water", "bottled spring water"),
}
COUNTRIES = {
    "Allemagne": "Germany",
    "Belgique": "Belgium",
    "Grèce": "Greece",
    "Italie": "Italy",
    "Luxembourg": "Luxembourg",
    "Martinique": "Martinique",
    "Portugal": "Portugal",
    "Suisse": "Switzerland",
}


def read_ciqual(path: Path) -> Iterator[RawWater]:
    """Yield the waters of the Ciqual workbook."""
    import xlrd

    sheet = xlrd.open_workbook(path).sheet_by_index(0)
    header = [str(cell) for cell in sheet.row_values(0)]
    yield from waters(dict(zip(header, sheet.row_values(i), strict=True)) for i in range(1, sheet.nrows))


def waters(rows: Iterable[dict[str, object]]) -> Iterator[RawWater]:
    """Yield the waters among Ciqual's *rows*; 1 kg of water is treated as 1 liter."""
    for row in rows:
        if row["alim_ssgrp_nom_fr"] != "eaux":
            continue
        name, description = english(str(row["alim_nom_fr"]))
        yield RawWater(
            id=f"water:ciqual-{int(float(str(row['alim_code'])))}",
            name=name,
            description=description,
            mg=_per_liter(row["Magnésium (mg/100 g)"]),
            calcium_mg=_per_liter(row["Calcium (mg/100 g)"]),
            source="ciqual",
        )


def _per_liter(cell: object) -> float | None:
    """Return mg per liter of a cell per 100 g; "-", blank, traces and "<x" are unknown."""
    text = str(cell).strip().replace(",", ".")
    if not re.fullmatch(r"\d+(\.\d+)?", text):
        return None
    return round(float(text) * 10, 6)  # 11.9 * 10 is 119.00000000000001 without


def english(name: str) -> tuple[str, str]:
    """Return a water's own name, and its kind in English.

    >>> english("Eau minérale Hépar, embouteillée, non gazeuse, fortement minéralisée (Vittel, 88)")
    ('Hépar', 'mineral water, still, high mineral content; Vittel, France')
    """
    if name in PLAIN:
        return PLAIN[name]
    match = re.fullmatch(r"Eau (minérale|de source) ([^,]+), (.+?)(?: \(([^()]+)\))?", name)
    if match is None:
        msg = f"a water whose name is not understood: {name!r}"
        raise ValueError(msg)
    kind, own, properties, place = match.groups()
    parts = [KINDS[kind]]
    parts += [text for fits, text in CARBONATION if any(fit in properties for fit in fits)][:1]
    parts += [text for fits, text in MINERALISATION if fits in properties][:1]
    return own, ", ".join(parts) + (f"; {_place(place)}" if place else "")


def _place(place: str) -> str:
    """Return "Vittel, 88" (a French department) as "Vittel, France"."""
    town, comma, _ = place.partition(", ")
    return f"{town}, France" if comma else COUNTRIES[place]


def us_tap_water(foods: Iterable[Mapping[str, str]]) -> RawWater:
    """Return the tap water of the United States: SR28's food 14411, from 100 g to a liter."""
    tap = next(food for food in foods if food["id"] == "sr28:14411")
    return RawWater(
        id="water:us-tap",
        name="Tap water, United States",
        description="tap water, average of municipal supplies and wells",
        mg=_per_liter(tap["mg_per_100g"]),
        calcium_mg=_per_liter(tap["calcium_mg_per_100g"]),
        source="sr28",
    )


def read_water_names(path: Path) -> dict[str, list[str]]:
    """Return the everyday names of each water by its id."""
    names: dict[str, list[str]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names.setdefault(row["water_id"], []).append(row["name"])
    return names


def waters_table(waters: Collection[RawWater], names: Mapping[str, Sequence[str]]) -> Table:
    """Return the table of waters with their everyday names, sorted by id.

    Raises ``ValueError`` for a name of an unknown water.
    """
    if unknown := names.keys() - {water.id for water in waters}:
        msg = f"water_names.csv: no water {', '.join(sorted(unknown))}"
        raise ValueError(msg)
    rows = [
        (w.id, w.name, "|".join(names.get(w.id, ())), w.description, number(w.mg), number(w.calcium_mg), w.source)
        for w in sorted(waters, key=lambda w: w.id)
    ]
    return csv_table(
        "waters.csv",
        columns(Water),
        rows,
    )
