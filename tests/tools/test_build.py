"""The builder of all tables, run on a made-up collection."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tools.inputs import FROM_RAW
from tests.tools.national_samples import write_all
from tests.tools.samples import (
    ciqual_row,
    claim_row,
    english_row,
    value_row,
    write_ciqual,
    write_csv,
    write_editions,
    write_fndds,
    write_foundation,
    write_retention,
    write_sr28,
)
from tools import build as builder
from tools.build import BuildError, Run, made
from tools.progress import counted
from tools.provenance import releases, tables

ROOT = builder.ROOT
NAMES = sorted(tables(builder.SOURCES))
KEPT = sorted(set(NAMES) - set(made(builder.SOURCES)))
WRITTEN = [name for name in KEPT if name.endswith(".toml")]


@pytest.fixture(scope="module")
def made_raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up folder of the publishers' files."""
    folder = tmp_path_factory.mktemp("made") / "raw"
    write_sr28(
        folder / "sr28",
        foods=[("14411", "1400", "Beverages, water, tap"), ("12061", "1200", 'Nuts, "almonds", made up')],
        weights=[("12061", 1, "oz", 28.35)],
        nutrients=[("14411", "304", "1.1"), ("12061", "304", "270"), ("12061", "301", "269")],
    )
    write_foundation(
        folder / "foundation-2025-04-24" / "FoodData_Central_foundation_food_csv_2025-04-24.zip",
        foundation_food=[{"fdc_id": "500001"}],
        food=[{"fdc_id": "500001", "description": "Peas, made up", "food_category_id": "16"}],
        food_nutrient=[{"fdc_id": "500001", "nutrient_id": "1090", "amount": "54.2"}],
    )
    write_fndds(
        folder / "fndds-2021-2023",
        foods=[(11000001, "Milk, made up", 1002, 61, 123, 12)],
        portions=[(11000001, "Quantity not specified", 244)],
    )
    write_retention(folder / "retention")
    write_ciqual(
        folder / "ciqual-2020" / "ciqual-2020-fr.xls",
        [ciqual_row(99001.0, "Eau minérale Fontaine, embouteillée, gazeuse, faiblement minéralisée (Italie)", "5,1")],
    )
    write_ciqual(
        folder / "national" / "fr_ciqual_2020_eng" / "Table Ciqual 2020_ENG_2020 07 07.xls",
        [english_row(99001.0, "Fountain mineral water", "0601", magnesium="5,1")],
    )
    write_all(folder)
    return folder


@pytest.fixture(scope="module")
def made_sources(made_raw: Path) -> Path:
    """A made-up data-sources/, whose publishers.toml has the checksums of the made-up files."""
    folder = made_raw.with_name("sources")
    for name in WRITTEN:
        folder.mkdir(exist_ok=True)
        (folder / name).write_text('["one:é"]\nname = "First"\n\n["one:b"]\nname = "Second"\n', encoding="utf-8")
    for name in set(KEPT) - set(WRITTEN):
        write_csv(folder / name, [{"id": "z2", "name": "Second"}, {"id": "a1", "name": "First, 1"}])
    write_csv(folder / "bibliography.csv", [{"id": "z2", "citation": "Second"}, {"id": "a1", "citation": "First, 1"}])
    write_csv(folder / "everyday.csv", [{"names": "almond|almonds", "food_ids": "sr28:12061", "serving": "1 oz"}])
    write_csv(folder / "reference_values.csv", [value_row(), value_row(kind="EAR", mg_per_day="80")])
    write_csv(folder / "label_claims.csv", [claim_row()])
    write_csv(folder / "food_names.csv", [{"id": "taco:1", "english": "milk, made up"}])
    write_csv(folder / "water_names.csv", [{"name": "fountain", "water_id": "water:ciqual-99001"}])
    write_editions(folder)
    shutil.copy(builder.SOURCES / "tables.toml", folder)
    publishers = (builder.SOURCES / "publishers.toml").read_text(encoding="utf-8")
    for release in releases(builder.SOURCES).values():
        for file in release.files:
            digest = hashlib.sha256((made_raw / file.path).read_bytes()).hexdigest()
            publishers = publishers.replace(file.sha256, digest)
    (folder / "publishers.toml").write_text(publishers, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def made_data(made_raw: Path, made_sources: Path) -> Path:
    """The folder to which everything was built."""
    run = Run(sources=made_sources, raw=made_raw, data=made_raw.parent / "deep" / "data")
    builder.write(builder.build(run), run)
    return run.data


@pytest.fixture
def sources(made_sources: Path, tmp_path: Path) -> Path:
    """A copy of the made-up data-sources/, which a test may change."""
    return shutil.copytree(made_sources, tmp_path / "sources")


@pytest.fixture
def run(made_raw: Path, sources: Path, tmp_path: Path) -> Run:
    """A build from copies, which a test may change."""
    return Run(sources=sources, raw=shutil.copytree(made_raw, tmp_path / "raw"), data=tmp_path / "deep" / "data")


@pytest.fixture
def out(made_data: Path, run: Run) -> Path:
    """A copy of the folder to which everything was built."""
    return shutil.copytree(made_data, run.data)


def again(run: Run) -> Run:
    """The same run anew, as another process would begin it."""
    return Run(sources=run.sources, raw=run.raw, data=run.data)


def rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def tables_in(path: Path) -> int:
    """Return the number of tables of a TOML file."""
    return len(tomllib.loads(path.read_text(encoding="utf-8")))


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_table_is_written_with_a_manifest_and_checksums(out: Path) -> None:
    assert sorted(contents(out)) == sorted(["SHA256SUMS", "SOURCES.toml", "datapackage.json", *NAMES])


def test_the_manifest_is_true_of_each_file(out: Path) -> None:
    manifest = tomllib.loads((out / "SOURCES.toml").read_text(encoding="utf-8"))
    assert manifest.pop("schema") == 1
    assert sorted(manifest) == NAMES
    for name, about in manifest.items():
        assert about["sha256"] == hashlib.sha256((out / name).read_bytes()).hexdigest()
        assert about["rows"] == (tables_in(out / name) if name.endswith(".toml") else len(rows(out / name))) > 0
        assert all(about[key] for key in ("title", "publisher", "edition", "license", "built_by"))
        assert (ROOT / about["built_by"].partition(",")[0]).is_file()


def test_the_checksums_have_the_format_of_sha256sum(out: Path) -> None:
    """`sha256sum --check` wants the digest, two blanks and the name, on lines ended by a line feed."""
    lines = [f"{hashlib.sha256((out / name).read_bytes()).hexdigest()}  {name}\n" for name in NAMES]
    assert (out / "SHA256SUMS").read_bytes() == "".join(lines).encode("ascii")


def test_the_foods_of_each_publisher_are_in_a_file_named_for_their_table(out: Path) -> None:
    read = {path.stem: rows(path) for path in (out / "foods").iterdir()}
    found = {
        table: [(row["id"], row["mg_per_100g"], row["portions"]) for row in foods] for table, foods in read.items()
    }
    assert found == {
        "ch": [("ch:1", "30", "")],
        "ciqual": [("ciqual:99001", "5.1", "")],
        "cnf": [("cnf:1", "33", "150 250 ml")],
        "fineli": [("fineli:1", "31.5", "65 1 dl")],
        "fndds": [("fndds:11000001", "12", "")],
        "foundation": [("foundation:500001", "54.2", "")],
        "slv": [("slv:1", "32", "")],
        "sr28": [("sr28:12061", "270", "28.35 1 oz"), ("sr28:14411", "1.1", "")],
        "stfcj": [("stfcj:04001", "34", "")],
        "taco": [("taco:1", "33", "")],
    }


def test_the_food_tables_are_those_of_the_publishers_by_rank(out: Path, sources: Path) -> None:
    read = tomllib.loads((out / "food_tables.toml").read_text(encoding="utf-8"))
    known = releases(sources)
    assert set(read) == {id_ for id_, release in known.items() if release.food_table}
    ranks = [table["rank"] for table in read.values()]
    assert ranks == sorted(ranks, reverse=True)
    for id_, table in read.items():
        assert table == table | dict(known[id_].food_table or {})
        assert (table["release"], table.get("attribution")) == (known[id_].release, known[id_].attribution)


def test_us_tap_water_is_the_food_table_per_liter(out: Path) -> None:
    """1.1 mg per 100 g is 11 mg per liter; its calcium is not known and stays so."""
    read = {row["id"]: row for row in rows(out / "waters.csv")}
    assert list(read) == ["water:ciqual-99001", "water:us-tap"]
    tap = read["water:us-tap"]
    assert (tap["mg_per_l"], tap["calcium_mg_per_l"], tap["source"]) == ("11", "", "sr28")
    assert read["water:ciqual-99001"]["mg_per_l"] == "51"


def test_a_csv_table_kept_by_hand_is_sorted_and_otherwise_unchanged(out: Path) -> None:
    assert (out / "compounds.csv").read_bytes() == b'id,name\na1,"First, 1"\nz2,Second\n'


def test_the_bibliography_cites_the_releases_that_have_a_citation(out: Path, sources: Path) -> None:
    cited = {row["id"]: row["citation"] for row in rows(out / "bibliography.csv")}
    of_releases = {id_: release.citation for id_, release in releases(sources).items() if release.citation}
    assert cited == {"a1": "First, 1", "z2": "Second"} | of_releases
    assert list(cited) == sorted(cited)


def test_a_source_that_is_duplicated_stops_the_build(run: Run) -> None:
    write_csv(run.sources / "bibliography.csv", [{"id": "sr28", "citation": "Again"}])
    with pytest.raises(ValueError, match=r"bibliography\.csv: duplicated: sr28"):
        builder.build(run, ["bibliography.csv"])


@pytest.mark.parametrize("name", WRITTEN)
def test_a_toml_table_is_bundled_as_it_is(out: Path, sources: Path, name: str) -> None:
    assert (out / name).read_bytes() == (sources / name).read_bytes()


def test_a_second_build_in_the_same_process_gives_the_same_bytes(out: Path, run: Run, tmp_path: Path) -> None:
    other = Run(sources=run.sources, raw=run.raw, data=tmp_path / "again")
    builder.write(builder.build(other), other)
    assert contents(other.data) == contents(out)


@pytest.mark.parametrize("seed", ["1", "2", "3"])
def test_a_fresh_process_with_other_hashes_gives_the_same_bytes(out: Path, run: Run, tmp_path: Path, seed: str) -> None:
    """Iterating over a set of texts would give another order in each process."""
    target = tmp_path / "again"
    code = (
        "import sys; from pathlib import Path; from tools import build; "
        "build.SOURCES = Path(sys.argv.pop(1)); build.main()"
    )
    command = [sys.executable, "-c", code, str(run.sources), "--raw", str(run.raw), "--out", str(target)]
    subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed})
    assert contents(target) == contents(out)


# --- one table, by whoever corrects it ------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(set(NAMES) - FROM_RAW))
def test_one_table_is_rebuilt_without_the_publishers_files(out: Path, run: Run, name: str, tmp_path: Path) -> None:
    """Only that table, its checksum and its entry change; the others keep theirs, also if they are damaged."""
    before = contents(out)
    other = "claims.toml" if name != "claims.toml" else "studies.toml"
    (out / other).write_bytes(b"damaged")
    source = run.sources / name
    if source.is_file():
        old, new = (b"First", b"Corrected") if name in KEPT else (b"\n", b"\n")
        source.write_bytes(source.read_bytes().replace(old, new))
    alone = Run(sources=run.sources, raw=tmp_path / "nowhere", data=out)
    builder.write(builder.build(alone, [name]), alone)
    after = contents(out)
    changed = {file for file in after if after[file] != before[file]} - {other}
    assert changed == ({name, "SHA256SUMS", "SOURCES.toml", "datapackage.json"} if name in KEPT else set())
    assert f"{hashlib.sha256(after[name]).hexdigest()}  {name}\n" in after["SHA256SUMS"].decode()
    assert f"{hashlib.sha256(before[other]).hexdigest()}  {other}\n" in after["SHA256SUMS"].decode()


@pytest.mark.parametrize("name", sorted(FROM_RAW))
def test_a_table_made_of_the_publishers_files_names_those_that_are_absent(
    out: Path, run: Run, name: str, tmp_path: Path
) -> None:
    """Each table left out above needs them: a table that does not is one that anyone can correct."""
    alone = Run(sources=run.sources, raw=tmp_path / "nowhere", data=out)
    with pytest.raises(BuildError, match=r": absent from .*tools\.fetch"):
        builder.build(alone, [name])


def test_a_table_that_was_edited_where_it_is_bundled_is_not_overwritten(out: Path, run: Run) -> None:
    (out / "symptoms.toml").write_text('["one:é"]\nname = "By hand"\n', encoding="utf-8")
    before = contents(out)
    later = again(run)
    with pytest.raises(BuildError, match=r"symptoms\.toml was edited .* made from data-sources/symptoms\.toml"):
        builder.write(builder.build(later, ["symptoms.toml"]), later)
    assert contents(out) == before
    builder.write(builder.build(later, ["symptoms.toml"]), later, force=True)
    assert (out / "symptoms.toml").read_bytes() == (run.sources / "symptoms.toml").read_bytes()


@pytest.mark.parametrize(
    ("text", "message"),
    [("name = ", "not valid TOML"), ('stray = "text"', "'stray' must be a table")],
)
def test_a_broken_source_changes_nothing(out: Path, run: Run, text: str, message: str) -> None:
    before = contents(out)
    (run.sources / "claims.toml").write_text(text, encoding="utf-8")
    later = again(run)
    with pytest.raises(BuildError, match=message):
        builder.write(builder.build(later, ["studies.toml", "claims.toml"]), later)
    assert contents(out) == before


def test_a_raw_file_that_is_absent_or_another_one_is_named(run: Run) -> None:
    """Building from another release than publishers.toml names would give figures without a source."""
    (run.raw / "sr28" / "WEIGHT.txt").write_bytes(b"another release")
    (run.raw / "sr28" / "FOOD_DES.txt").unlink()
    with pytest.raises(BuildError, match=r"sr28/FOOD_DES\.txt, sr28/WEIGHT\.txt of sr28.*tools\.fetch"):
        builder.build(run, ["foods/sr28.csv"])


def test_an_unknown_table_names_the_known_ones(run: Run) -> None:
    with pytest.raises(BuildError, match=r"no table 'symptom\.toml'; expected one of .*symptoms\.toml"):
        builder.build(run, ["symptom.toml"])


# --- progress -------------------------------------------------------------------------------------


class Terminal(io.StringIO):
    """Standard error of an interactive session."""

    def isatty(self) -> bool:
        return True


def test_at_a_terminal_each_source_and_each_table_is_counted(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    tables = builder.build(run)
    seen = [line.rpartition("\r")[2] for line in terminal.getvalue().splitlines()]
    assert "foods of sr28: 2" in seen
    assert [line for line in seen if line.endswith(" rows")] == [f"{table.name}: {table.rows} rows" for table in tables]


def test_without_a_terminal_nothing_is_printed(run: Run, capfd: pytest.CaptureFixture[str]) -> None:
    builder.build(run)
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


def test_an_everyday_name_of_a_food_that_is_gone_stops_the_build(run: Run) -> None:
    write_csv(run.sources / "everyday.csv", [{"names": "pea", "food_ids": "foundation:400001", "serving": ""}])
    with pytest.raises(ValueError, match="pea: no food foundation:400001"):
        builder.build(run)
