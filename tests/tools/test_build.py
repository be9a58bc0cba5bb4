"""The builder of all tables, run on a made-up collection."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tools.samples import (
    ciqual_row,
    claim_row,
    value_row,
    write_ciqual,
    write_csv,
    write_editions,
    write_fndds,
    write_foundation,
    write_sr28,
)
from tools import build as builder
from tools import written
from tools.progress import counted

ROOT = Path(builder.__file__).parents[1]
WRITTEN = sorted(written.TITLES)
COLLECTED = sorted(written.COLLECTED)
MADE = [
    "bibliography.csv",
    "compounds.csv",
    "everyday.csv",
    "foods.csv",
    "label_claims.csv",
    "reference_values.csv",
    "waters.csv",
    "within_person_sd.csv",
]
NAMES = sorted([*MADE, *WRITTEN, *COLLECTED])


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    """A made-up folder of raw tables and facts, as ../shared is laid out."""
    folder = tmp_path / "collection"
    raw, facts = folder / "raw", folder / "facts"
    write_sr28(
        raw / "sr28",
        foods=[("14411", "1400", "Beverages, water, tap"), ("12061", "1200", 'Nuts, "almonds", made up')],
        weights=[("12061", 1, "oz", 28.35)],
        nutrients=[("14411", "304", "1.1"), ("12061", "304", "270"), ("12061", "301", "269")],
    )
    write_foundation(
        raw / "FoodData_Central_foundation_food_csv_2024-10-31.zip",
        foundation_food=[{"fdc_id": "500001"}],
        food=[{"fdc_id": "500001", "description": "Peas, made up", "food_category_id": "16"}],
        food_nutrient=[{"fdc_id": "500001", "nutrient_id": "1090", "amount": "54.2"}],
    )
    write_fndds(raw / "fndds-2021-2023", foods=[(11000001, "Milk, made up", 1002, 61, 123, 12)])
    write_ciqual(
        raw / "ciqual-2020" / "ciqual-2020-fr.xls",
        [ciqual_row(99001.0, "Eau minérale Fontaine, embouteillée, gazeuse, faiblement minéralisée (Italie)", "5,1")],
    )
    (facts / "clinical").mkdir(parents=True)
    (facts / "clinical" / "compounds.yaml").write_text(
        "- {id: oxide, formula: MgO, hydration: anhydrous, cas: 1309-48-4, cas_status: unverified, mg_atoms: 1,\n"
        "   molar_mass_g_mol: 40.304, atc: [{code: A12CC10}]}\n",
        encoding="utf-8",
    )
    return folder


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A folder of made-up tables that are kept by hand, beside the builders or among the data."""
    folder = tmp_path / "kept"
    write_csv(folder / "everyday.csv", [{"names": "almond|almonds", "food_id": "sr28:12061", "serving": "1 oz"}])
    write_csv(folder / "bibliography.csv", [{"id": "z2", "citation": "Second"}, {"id": "a1", "citation": "First, 1"}])
    write_csv(folder / "within_person_sd.csv", [{"id": "made-up", "sd_mg": "85.9"}])
    write_csv(folder / "reference_values.csv", [value_row(), value_row(kind="EAR", mg_per_day="80")])
    write_csv(folder / "label_claims.csv", [claim_row()])
    write_csv(folder / "water_names.csv", [{"name": "fountain", "water_id": "water:ciqual-99001"}])
    for name in (*WRITTEN, *COLLECTED):
        (folder / name).write_text('["one:é"]\nname = "First"\n\n["one:b"]\nname = "Second"\n', encoding="utf-8")
    write_editions(folder)
    return folder


def use(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the builder read all that is kept by hand from *folder*."""
    for name in ("HERE", "DATA", "COLLECTED"):
        monkeypatch.setattr(builder, name, folder)


@pytest.fixture
def out(collection: Path, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder to which everything was built."""
    use(kept, monkeypatch)
    folder = tmp_path / "deep" / "data"
    builder.write(builder.build(collection), folder)
    return folder


def tables_in(path: Path) -> int:
    """Return the number of tables of a TOML file."""
    return len(tomllib.loads(path.read_text(encoding="utf-8")))


def rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_table_is_written_with_a_manifest_and_checksums(out: Path) -> None:
    assert sorted(path.name for path in out.iterdir()) == sorted(["SHA256SUMS", "SOURCES.toml", *NAMES])


def test_the_manifest_tells_the_truth_of_each_file(out: Path) -> None:
    manifest = tomllib.loads((out / "SOURCES.toml").read_text(encoding="utf-8"))
    assert manifest.pop("schema") == 1
    assert sorted(manifest) == NAMES
    for name, about in manifest.items():
        assert about["sha256"] == hashlib.sha256((out / name).read_bytes()).hexdigest()
        assert about["rows"] == (len(rows(out / name)) if name in MADE else tables_in(out / name)) > 0
        assert all(about[key] for key in ("title", "publisher", "edition", "sources", "licence", "built_by"))


def test_the_checksums_have_the_format_of_sha256sum(out: Path) -> None:
    """`sha256sum --check` wants the digest, two blanks and the name, on lines ended by a line feed."""
    lines = [f"{hashlib.sha256((out / name).read_bytes()).hexdigest()}  {name}\n" for name in NAMES]
    assert (out / "SHA256SUMS").read_bytes() == "".join(lines).encode("ascii")


def test_the_builders_that_the_manifest_names_exist(out: Path) -> None:
    manifest = tomllib.loads((out / "SOURCES.toml").read_text(encoding="utf-8"))
    for name in (*MADE, *COLLECTED):
        assert (ROOT / manifest[name]["built_by"].partition(",")[0]).is_file()


def test_foods_of_all_three_publishers_are_in_one_table(out: Path) -> None:
    assert [(row["id"], row["mg_per_100g"], row["portions"]) for row in rows(out / "foods.csv")] == [
        ("fndds:11000001", "12", ""),
        ("foundation:500001", "54.2", ""),
        ("sr28:12061", "270", "28.35 1 oz"),
        ("sr28:14411", "1.1", ""),
    ]


def test_us_tap_water_is_the_food_table_per_litre(out: Path) -> None:
    """1.1 mg per 100 g is 11 mg per litre; its calcium is not known and stays so."""
    read = {row["id"]: row for row in rows(out / "waters.csv")}
    assert list(read) == ["water:ciqual-99001", "water:us-tap"]
    tap = read["water:us-tap"]
    assert (tap["mg_per_litre"], tap["calcium_mg_per_litre"], tap["source"]) == ("11", "", "sr28")
    assert read["water:ciqual-99001"]["mg_per_litre"] == "51"


def test_a_table_kept_by_hand_is_sorted_and_else_unchanged(out: Path) -> None:
    assert (out / "bibliography.csv").read_bytes() == b'id,citation\na1,"First, 1"\nz2,Second\n'


def test_a_table_written_by_hand_is_not_changed(out: Path, kept: Path) -> None:
    for name in (*WRITTEN, *COLLECTED):
        assert (out / name).read_bytes() == (kept / name).read_bytes()


def test_a_second_build_in_the_same_process_gives_the_same_bytes(out: Path, collection: Path, tmp_path: Path) -> None:
    builder.write(builder.build(collection), tmp_path / "again")
    for path in out.iterdir():
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes(), path.name


@pytest.mark.parametrize("seed", ["1", "2", "3"])
def test_a_fresh_process_with_other_hashes_gives_the_same_bytes(
    out: Path, collection: Path, kept: Path, tmp_path: Path, seed: str
) -> None:
    """Iterating over a set of texts would give another order in each process."""
    again = tmp_path / "again"
    code = (
        "import sys; from pathlib import Path; from tools import build; "
        "build.HERE = build.DATA = build.COLLECTED = Path(sys.argv.pop(1)); build.main()"
    )
    command = [sys.executable, "-c", code, str(kept), "--shared", str(collection), "--out", str(again)]
    subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed})
    for path in out.iterdir():
        assert (again / path.name).read_bytes() == path.read_bytes(), path.name


class Terminal(io.StringIO):
    """Standard error before which somebody sits."""

    def isatty(self) -> bool:
        return True


def test_at_a_terminal_each_source_and_each_table_is_counted(
    collection: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(kept, monkeypatch)
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    tables = builder.build(collection)
    seen = [line.rpartition("\r")[2] for line in terminal.getvalue().splitlines()]
    assert "foods of SR28: 2" in seen
    assert [line for line in seen if line.endswith(" rows")] == [f"{table.name}: {table.rows} rows" for table in tables]


def test_where_nobody_watches_nothing_is_said(
    collection: Path, kept: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    use(kept, monkeypatch)
    builder.build(collection)
    assert capfd.readouterr() == ("", "")


def test_counting_keeps_every_row_and_ends_its_line_before_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def rows() -> Iterator[int]:
        yield from range(250)
        msg = "row 250 is bad"
        raise ValueError(msg)

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    got: list[int] = []
    with pytest.raises(ValueError, match="row 250"):
        got.extend(counted(rows(), "rows"))
    assert terminal.getvalue() == "rows …\rrows: 100\rrows: 200\rrows: 250\n"
    assert list(counted(range(450), "numbers")) == list(range(450))


def test_an_everyday_name_of_a_food_that_is_gone_stops_the_build(
    collection: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(kept, monkeypatch)
    write_csv(kept / "everyday.csv", [{"names": "pea", "food_id": "foundation:400001", "serving": ""}])
    with pytest.raises(ValueError, match="pea: no food foundation:400001"):
        builder.build(collection)
