"""Build every bundled table: ``python -m tools.build --shared ../shared``.

The same input gives the same bytes. Besides the tables it writes their manifest (SOURCES.toml) and
their checksums (SHA256SUMS, in the format of ``sha256sum``). At a terminal it counts what it reads.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
from collections.abc import Iterator
from pathlib import Path

import magnesium
from tools.compounds import compounds_table, read_compounds
from tools.everyday import everyday_table
from tools.foods import foods_table, read_fndds, read_foundation, read_sr28
from tools.labels import claims_table, read_claims
from tools.progress import counted, told
from tools.reference_values import read_reference_values, reference_values_table
from tools.tables import Table, csv_table, manifest
from tools.waters import RawWater, read_ciqual, read_water_names, waters_table
from tools.written import collected_tables, written_tables

HERE = Path(__file__).parent
COLLECTED = HERE.parent / "data-sources"
"""The hand-collected input of the builders."""
_CHECKOUT = HERE.parent / "src" / "magnesium" / "data"
# Beside a wheel there is no src: then the tables are the installed ones.
DATA = _CHECKOUT if _CHECKOUT.is_dir() else Path(magnesium.__file__).parent / "data"


def build(shared: Path) -> list[Table]:
    """Return all tables, built from the folder that holds raw/ and facts/."""
    return list(told(_tables(shared)))


def _tables(shared: Path) -> Iterator[Table]:
    raw, facts = shared / "raw", shared / "facts"
    foods = [
        *counted(read_sr28(raw / "sr28"), "foods of SR28"),
        *counted(read_foundation(next(raw.glob("FoodData_Central_foundation_food_csv_*.zip"))), "Foundation Foods"),
        *counted(read_fndds(raw / "fndds-2021-2023"), "foods of FNDDS"),
    ]
    tap = next(food for food in foods if food.id == "sr28:14411")
    us_tap = RawWater(
        id="water:us-tap",
        name="Tap water, United States",
        description="tap water, average of municipal supplies and wells",
        mg=None if tap.mg is None else tap.mg * 10,
        calcium_mg=None if tap.calcium_mg is None else tap.calcium_mg * 10,
        source="sr28",
    )
    yield foods_table(foods)
    yield everyday_table(HERE / "everyday.csv", foods)
    waters = counted(read_ciqual(raw / "ciqual-2020" / "ciqual-2020-fr.xls"), "waters of Ciqual")
    yield waters_table([*waters, us_tap], read_water_names(COLLECTED / "water_names.csv"))
    yield compounds_table(read_compounds(facts / "clinical" / "compounds.yaml"))
    yield reference_values_table(read_reference_values(COLLECTED))
    yield claims_table(read_claims(COLLECTED / "label_claims.csv"))
    yield from collected_tables(COLLECTED)
    yield kept_table(HERE / "bibliography.csv", "The sources that the bundled figures come from", "bibliography.csv")
    yield kept_table(
        HERE / "within_person_sd.csv", "Day-to-day variation of one person's intake", "iom2000 nhanes2007-2012"
    )
    yield from written_tables(DATA)


def kept_table(path: Path, title: str, sources: str) -> Table:
    """Return a table that is kept by hand beside the builders, sorted by id."""
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    about = {
        "title": title,
        "publisher": "this project",
        "edition": "2026",
        "sources": sources,
        "licence": "MIT",
        "built_by": f"tools/{path.name}, kept by hand",
    }
    return csv_table(path.name, header, sorted(rows), about)


def write(tables: list[Table], folder: Path) -> None:
    """Write *tables*, their manifest and their checksums to *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    sums = []
    for table in sorted(tables, key=lambda t: t.name):
        (folder / table.name).write_bytes(table.data)
        sums.append(f"{hashlib.sha256(table.data).hexdigest()}  {table.name}\n")
    (folder / "SHA256SUMS").write_bytes("".join(sums).encode("utf-8"))
    (folder / "SOURCES.toml").write_bytes(manifest(tables).encode("utf-8"))


def main() -> None:
    """Build from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="folder that holds raw/ and facts/")
    parser.add_argument("--out", type=Path, default=DATA, help="where the tables go")
    options = parser.parse_args()
    write(build(options.shared), options.out)


if __name__ == "__main__":
    main()
