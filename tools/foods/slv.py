"""Read the food database of the Swedish Food Agency (Livsmedelsverket): one workbook."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tools.foods.table import RawFood, tidy

_CATEGORIES = {
    "Bröd": "baked goods",
    "Bullar, kakor, tårtor": "baked goods",
    "Dryck": "beverages",
    "Fett, olja": "fats and oils",
    "Fisk, skaldjur": "fish",
    "Flingor, frukostflingor, müsli, gröt, välling": "breakfast cereals",
    "Frukt, bär": "fruits",
    "Glass": "sweets",
    "Godis": "sweets",
    "Grönsaker, baljväxter, svamp": "vegetables",
    "Korv": "sausages and cold cuts",
    "Kyckling, fågel": "poultry",
    "Kött": "beef",
    "Lever, njure, tunga etc.": "beef",
    "Mejeri": "dairy and eggs",
    "Mjöl": "grains",
    "Måltidsersättning, sportpreparat": "beverages",
    "Nötter, frön": "nuts",
    "Pasta, ris, gryn": "grains",
    "Potatis": "vegetables",
    "Pålägg": "sausages and cold cuts",
    "Quorn, sojaprotein, vegetariska produkter": "legumes",
    "Rätter": "mixed dishes",
    "Smaksättare": "spices",
    "Snacks": "snacks",
    "Sylt, marmelad, gelé, chutney": "sweets",
    "Ägg, rom, kaviar": "dairy and eggs",
    "Övrigt": "other",
}
"""Our category for each group."""

_WATERS = tuple(f"Vatten {kind}vatten" for kind in ("kran", "mineral", "soda", "vichy"))


def read(path: Path) -> Iterator[RawFood]:
    """Yield the foods of the workbook."""
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True)
    header: list[str] = []
    for row in book.worksheets[0].iter_rows(values_only=True):
        if header:
            yield _food(dict(zip(header, row, strict=True)))
        elif row[0] == "Livsmedelsnamn":
            header = [str(cell) for cell in row]
    book.close()


def _food(row: dict[str, object]) -> RawFood:
    name = tidy(str(row["Livsmedelsnamn"]))
    return RawFood(
        id=f"slv:{row['Livsmedelsnummer']}",
        name=name,
        category="water" if name.startswith(_WATERS) else _CATEGORIES[str(row["Gruppering"])],
        mg=_known(row["Magnesium, Mg (mg)"]),
        kcal=_known(row["Energi (kcal)"]),
        calcium_mg=_known(row["Kalcium, Ca (mg)"]),
    )


def _known(cell: object) -> float | None:
    return float(cell) if isinstance(cell, int | float) else None
