"""Build the bundled tables.

``python -m tools.build symptoms.toml`` rebuilds one table, its checksum and its entry of the manifest.
``python -m tools.build`` rebuilds all, for which the publishers' files must be in place (``python -m tools.fetch``).
The same input gives the same bytes. At a terminal the builder counts what it reads.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import sys
import tomllib
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

import attrs

import magnesium
from magnesium.catalogs.reading import columns
from magnesium.foods.fndds import release_file
from magnesium.foods.food_tables import foods_file
from magnesium.foods.line_tables import UsualAmount
from tools import provenance
from tools.bibliography import bibliography_table
from tools.datapackage import DATA_PACKAGE, data_package
from tools.everyday import everyday_table
from tools.food_links import copied_foods, linked_foods, links_table, surveyed_foods
from tools.food_tables import fndds_releases_table, food_tables_table
from tools.foods import read
from tools.foods.fndds import read_usual_amounts
from tools.foods.fndds_releases import read as read_earlier
from tools.foods.fndds_releases import release_table
from tools.foods.table import foods_table
from tools.labels import claims_table, read_claims
from tools.progress import counted, told
from tools.reference_values import read_reference_values, reference_values_table
from tools.release_scatter import release_scatter_table
from tools.retention import retention_table, yields_table
from tools.tables import Table, csv_table, toml_table
from tools.value_origins import (
    cnf_origins,
    fineli_origins,
    fndds_origins,
    foundation_origins,
    second_opinions,
    sr28_origins,
    value_origins_table,
    with_second_opinions,
)
from tools.waters import read_ciqual, read_water_names, us_tap_water, waters_table

ROOT = Path(__file__).parent.parent
SOURCES = ROOT / "data-sources"
_CHECKOUT = ROOT / "src" / "magnesium" / "data"
# Beside a wheel there is no src: then the tables are the installed ones.
DATA = _CHECKOUT if _CHECKOUT.is_dir() else Path(magnesium.__file__).parent / "data"

MANIFEST = "SOURCES.toml"
CHECKSUMS = "SHA256SUMS"


class BuildError(Exception):
    """A table cannot be built; the message says what to do."""


@attrs.frozen(kw_only=True)
class Run:
    """One run of the builder: its input folders and the tables built so far."""

    sources: Path
    raw: Path
    data: Path
    built: dict[str, Table] = attrs.field(factory=dict)

    def rows(self, name: str) -> list[dict[str, str]]:
        """Return the rows of another bundled CSV table: as built in this run, or otherwise as stored."""
        table = self.built.get(name)
        text = table.text if table else (self.data / name).read_text(encoding="utf-8")
        return list(csv.DictReader(io.StringIO(text, newline="")))

    def release(self, id_: str) -> list[Path]:
        """Return the files of a release of ``publishers.toml``.

        Raises :class:`BuildError` for a file that is absent or differs from its checksum.
        """
        files = provenance.releases(self.sources)[id_].files
        if bad := [file.path for file in files if not file.is_intact(self.raw)]:
            what = f"{', '.join(bad)} of {id_}: absent from {self.raw}, or not the file that publishers.toml names"
            raise BuildError(f"{what}; run python -m tools.fetch, or name the tables to rebuild")
        return [self.raw / file.path for file in files]


def _foods(run: Run, table: str) -> Table:
    foods = counted(read(table, *run.release(table)), f"foods of {table}")
    return foods_table(foods_file(table), foods)


def _earlier_release(run: Run, release: provenance.Release) -> Table:
    id_ = (release.fndds_release or {})["id"]
    foods = counted(read_earlier(*run.release(release.id)), f"foods of {release.id}")
    return release_table(id_, foods, run.rows(foods_file("fndds")))


def _waters(run: Run) -> Table:
    french, _ = run.release("ciqual")
    waters = [*counted(read_ciqual(french), "waters of Ciqual"), us_tap_water(run.rows(foods_file("sr28")))]
    return waters_table(waters, read_water_names(run.sources / "water_names.csv"))


def _everyday(run: Run) -> Table:
    rows: dict[bool, list[Mapping[str, str]]] = {True: [], False: []}
    for release in provenance.food_tables(run.sources):
        rows[bool((release.food_table or {}).get("is_default"))].extend(run.rows(foods_file(release.id)))
    return everyday_table(run.sources / "everyday.csv", rows[True], others=rows[False])


def _usual_amounts(run: Run) -> Table:
    _, weights = run.release("fndds")
    rows = counted(read_usual_amounts(weights), "usual amounts of FNDDS")
    return csv_table("usual_amounts.csv", columns(UsualAmount), rows)


_WITHOUT_ENGLISH = ("slv", "taco", "stfcj")
"""Food tables whose names are translated by hand for the links."""


def _links(run: Run) -> Table:
    tables = {release.id: run.rows(foods_file(release.id)) for release in provenance.food_tables(run.sources)}
    everyday = {
        row["food_ids"]: row["names"].split("|") for row in run.rows("everyday.csv") if "|" not in row["food_ids"]
    }
    descriptions, *_ = run.release("sr28")
    _, amounts, _ = run.release("cnf")
    usual = surveyed_foods(descriptions) | everyday.keys()
    bases = [*tables["fndds"], *(row for row in tables["sr28"] if row["id"] in usual)]
    with (run.sources / "food_names.csv").open(encoding="utf-8", newline="") as file:
        english = {row["id"]: [row["english"]] for row in csv.DictReader(file)}
    translated = (
        {**row, "name": english[row["id"]][0]}
        for id_ in _WITHOUT_ENGLISH
        for row in tables[id_]
        if row["id"] in english
    )
    named = (row for id_ in ("foundation", "ciqual", "ch", "fineli", "cnf") for row in tables[id_])
    others = [*linked_foods(named, english, copied_foods(amounts)), *linked_foods(translated, {})]
    return links_table(linked_foods(bases, everyday), others)


def _value_origins(run: Run) -> Table:
    rows = (row for release in provenance.food_tables(run.sources) for row in run.rows(foods_file(release.id)))
    mg = {row["id"]: float(row["mg_per_100g"]) if row["mg_per_100g"] else None for row in rows}
    retention = {row["id"]: float(row["percent"] or 100) for row in run.rows("retention_factors.csv")}
    *_, american = run.release("sr28")
    names, canadian, _ = run.release("cnf")
    finnish, _ = run.release("fineli")
    (recipes,) = run.release("fndds-recipes")
    origins = (
        *sr28_origins(american),
        *foundation_origins(*run.release("foundation")),
        *fndds_origins(recipes, retention, mg),
        *cnf_origins(names, canadian, mg),
        *fineli_origins(finnish),
    )
    return value_origins_table(with_second_opinions(origins, second_opinions(run.rows("food_links.csv"), mg)))


def _release_scatter(run: Run) -> Table:
    found = {}
    for release in provenance.fndds_releases(run.sources):
        id_ = (release.fndds_release or {})["id"]
        rows = run.rows(foods_file("fndds") if release.food_table else release_file(id_))
        found[id_] = {row["id"]: float(row["mg_per_100g"]) for row in rows if row["mg_per_100g"]}
    return release_scatter_table(found)


_MADE: Mapping[str, Callable[[Run], Table]] = {
    "bibliography.csv": lambda run: bibliography_table(
        run.sources / "bibliography.csv", provenance.releases(run.sources).values()
    ),
    "food_tables.toml": lambda run: food_tables_table(provenance.food_tables(run.sources)),
    "usual_amounts.csv": _usual_amounts,
    "release_scatter.csv": _release_scatter,
    "fndds_releases.toml": lambda run: fndds_releases_table(provenance.fndds_releases(run.sources)),
    "waters.csv": _waters,
    "retention_factors.csv": lambda run: retention_table(*run.release("usda-retention6")),
    "cooking_yields.csv": lambda run: yields_table(*run.release("usda-yields2")),
    "everyday.csv": _everyday,
    "food_links.csv": _links,
    "value_origins.csv": _value_origins,
    "reference_values.csv": lambda run: reference_values_table(read_reference_values(run.sources)),
    "label_claims.csv": lambda run: claims_table(read_claims(run.sources / "label_claims.csv")),
}


def made(sources: Path) -> dict[str, Callable[[Run], Table]]:
    """Return the builder of each table that is not kept by hand; a table comes after those that it reads."""
    tables = provenance.food_tables(sources)
    current = {foods_file(release.id): partial(_foods, table=release.id) for release in tables}
    earlier = {
        release_file((release.fndds_release or {})["id"]): partial(_earlier_release, release=release)
        for release in provenance.fndds_releases(sources)
        if not release.food_table
    }
    return current | earlier | dict(_MADE)


def _kept(run: Run, name: str) -> Table:
    """Return a table that is kept by hand, checked: TOML as it is, CSV sorted by its first column."""
    path = run.sources / name
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".toml":
        try:
            records = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise BuildError(f"data-sources/{name} is not valid TOML: {error}") from None
        if stray := [key for key, record in records.items() if not isinstance(record, dict)]:
            raise BuildError(f"data-sources/{name}: {stray[0]!r} must be a table")
        return Table(name=name, text=text, rows=len(records))
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    return csv_table(name, header, sorted(rows))


def build(run: Run, names: Iterable[str] = ()) -> list[Table]:
    """Return the tables of these *names*, or all.

    Raises :class:`BuildError` for a table that does not exist or whose inputs are absent or broken.
    """
    declared = provenance.tables(run.sources)
    if unknown := [name for name in names if name not in declared]:
        raise BuildError(f"no table {unknown[0]!r}; expected one of {', '.join(declared)}")
    return list(told(_tables(run, set(names) or set(declared))))


def _tables(run: Run, names: set[str]) -> Iterator[Table]:
    makers = made(run.sources)
    for name in (*(name for name in makers if name in names), *sorted(names - set(makers))):
        table = makers[name](run) if name in makers else _kept(run, name)
        run.built[name] = table
        yield table


def write(tables: Iterable[Table], run: Run, *, force: bool = False) -> None:
    """Write *tables* to ``run.data``, with their checksums and their entries of the manifest.

    Raises :class:`BuildError` for a table there that was edited by hand, unless *force* is given.
    """
    tables = list(tables)
    folder = run.data
    sums, entries, declared = _checksums(folder), _entries(folder), provenance.tables(run.sources)
    makers = made(run.sources)
    for table in tables:
        if not force:
            _refuse_edited(folder / table.name, sums.get(table.name), table, _origin(table.name, makers))
        entries[table.name] = {**provenance.about(run.sources, table.name), "built_by": _built_by(table.name, makers)}
    # A table that is no longer declared leaves the manifest with the next table that is built.
    for name in set(entries) - set(declared):
        del sums[name], entries[name]
    for table in tables:
        digest = hashlib.sha256(table.data).hexdigest()
        sums[table.name] = digest
        entries[table.name] |= {"rows": table.rows, "sha256": digest}
        (folder / table.name).parent.mkdir(parents=True, exist_ok=True)
        (folder / table.name).write_bytes(table.data)
    checksums = "".join(f"{sums[name]}  {name}\n" for name in sorted(sums)).encode("utf-8")
    (folder / CHECKSUMS).write_bytes(checksums)
    lines = ["# Made by tools/build.py; where each bundled table comes from.", "schema = 1"]
    lines += [toml_table(name, entries[name]) for name in sorted(entries)]
    (folder / MANIFEST).write_bytes(("\n".join(lines) + "\n").encode("utf-8"))
    (folder / DATA_PACKAGE).write_bytes(data_package(folder, entries, checksums, {table.name for table in tables}))


def _refuse_edited(path: Path, digest: str | None, table: Table, origin: str) -> None:
    if digest is None or not path.is_file() or path.read_bytes() == table.data:
        return
    if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
        raise BuildError(
            f"{table.name} was edited in the folder of bundled tables and would be overwritten; it is made from "
            f"{origin}. Make the change there, and run this again with --force"
        )


def _origin(name: str, makers: Container[str]) -> str:
    return "data-sources/publishers.toml and the raw files" if name in makers else f"data-sources/{name}"


def _built_by(name: str, makers: Container[str]) -> str:
    return "tools/build.py" if name in makers else f"data-sources/{name}, kept by hand"


def _checksums(folder: Path) -> dict[str, str]:
    path = folder / CHECKSUMS
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return {name: digest for digest, name in (line.split() for line in lines)}


def _entries(folder: Path) -> dict[str, dict[str, str | int]]:
    path = folder / MANIFEST
    read = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return {name: entry for name, entry in read.items() if name != "schema"}


def main() -> None:
    """Build from the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.build", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "names", nargs="*", metavar="TABLE", help="tables to rebuild, such as symptoms.toml; default all"
    )
    parser.add_argument("--raw", type=Path, default=ROOT / "raw", help="folder of the publishers' files; default raw/")
    parser.add_argument("--out", type=Path, default=DATA, help="where the tables go")
    parser.add_argument("--force", action="store_true", help="overwrite tables that were edited where they are bundled")
    options = parser.parse_args()
    run = Run(sources=SOURCES, raw=options.raw, data=options.out)
    try:
        write(build(run, options.names), run, force=options.force)
    except BuildError as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
