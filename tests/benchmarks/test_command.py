"""The benchmark command runs and compares the same answers; no test asks how fast anything is."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from benchmarks.__main__ import main
from benchmarks.engines import ENGINES, WAYS, lacks, load_engine, way
from benchmarks.measuring import ROOT, Figure
from tests.integrations.engines import ENGINES as TESTED

pytestmark = pytest.mark.slow

NEEDS = "needs the engines: pip install --group integrations"
ROWS = 3_000


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def records(folder: Path) -> list[dict[str, str]]:
    with (folder / "figures.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.filterwarnings("ignore:The inplace keyword")  # of pandas, raised in Dask's code
@pytest.mark.parametrize("name", ENGINES)
def test_ours_and_by_hand_give_the_same_answer(name: str, tmp_path: Path) -> None:
    if missing := lacks(name):
        pytest.skip(f"needs {missing}")
    logs = pytest.importorskip("benchmarks.logs", reason=NEEDS)
    engine = load_engine(name)
    log = logs.parquet_log(ROWS, tmp_path)
    try:
        for kind in WAYS:
            call, answer = way(engine, kind), tmp_path / f"{kind}.parquet"
            engine.write(call(engine.scan(log)), answer)
            engine.write(call(engine.scan(log)), answer)  # the second replaces the first
            assert logs.sums_of(answer).agrees(logs.expected_sums(log))
            if hasattr(engine, "load"):
                table, expected = logs.arrow_log(ROWS)
                engine.write(call(engine.load(table)), answer)
                assert logs.sums_of(answer).agrees(expected)
                if hasattr(engine, "collect"):
                    assert len(engine.collect(call(engine.load(table)))) == expected.groups
    finally:
        if name == "pyspark":
            engine.scan(log).sparkSession.stop()


def test_every_engine_that_is_tested_is_measured() -> None:
    assert {name.partition("-")[0] for name in ENGINES} == {engine.name.partition("-")[0] for engine in TESTED}


def test_the_small_budgets_need_no_engine(tmp_path: Path) -> None:
    hidden = "import sys; sys.modules.update(dict.fromkeys(['numpy', 'pyarrow', 'narwhals']))"
    code = f"{hidden}; from benchmarks.__main__ import main; sys.exit(main(sys.argv[1:]))"
    arguments = ["--quick", "--parts", "budgets", "--out", str(tmp_path)]
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    verdicts = {row["what"]: row["verdict"] for row in records(tmp_path)}
    assert verdicts["data files opened by the import"] == "within"
    assert verdicts["numpy and pandas loaded by the import"] == "within"
    assert all(f"| {what} |" in done.stdout for what in verdicts)


def test_the_frames_are_measured_in_memory_and_from_parquet(tmp_path: Path) -> None:
    names = [name for name in ("polars-streaming", "duckdb") if not lacks(name)]
    if not names:
        pytest.skip(NEEDS)
    done = run("--quick", "--parts", "frames", "growth", "--engines", *names, "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    found = records(tmp_path)
    assert {row["what"] for row in found} == {
        f"{name}, 10,000 rows {where}: {what}"
        for name in names
        for where in ("in memory", "from Parquet")
        for what in ("time", "memory")
    } | {f"{name}, 10,000 rows with uncertainty: time" for name in names if name == "duckdb"}
    assert all(float(row["measured"]) > 0 for row in found if row["unit"] == "s")
    # In a log of 10,000 rows the fixed cost decides.
    assert {row["verdict"] for row in found} == {"not judged"}


@pytest.mark.parametrize("name", [name for name in ENGINES if name != "pyspark"])
def test_reading_words_is_measured_and_leaves_no_row_without_a_weight(name: str, tmp_path: Path) -> None:
    if missing := lacks(name):
        pytest.skip(f"needs {missing}")
    done = run("--quick", "--parts", "resolve", "--engines", name, "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    (row,) = records(tmp_path)
    assert row["what"] == f"frames.resolve, {name}, 10,000 rows from Parquet: time"
    assert row["verdict"] == "not judged"


def test_a_wrong_answer_makes_the_command_fail(tmp_path: Path) -> None:
    logs = pytest.importorskip("benchmarks.logs", reason=NEEDS)
    if lacks("polars-streaming"):
        pytest.skip(NEEDS)
    import pyarrow.parquet as pq

    path = logs.parquet_log(ROWS, tmp_path)
    wrong = attrs.evolve(logs.expected_sums(path), unknown_rows=1)
    table = pq.read_table(path).replace_schema_metadata({logs.EXPECTED: json.dumps(attrs.asdict(wrong))})
    pq.write_table(table, path)
    options = ("--engines", "polars-streaming", "--growth-rows", str(ROWS), "--logs", str(tmp_path))
    done = run("--quick", "--parts", "growth", *options, "--out", str(tmp_path / "out"))
    assert done.returncode == 1
    assert "polars-streaming, ours, 3,000 rows" in done.stderr
    assert "unknown_rows=1" in done.stderr


@pytest.mark.parametrize(("end", "status"), [(KeyboardInterrupt(), 130), (RuntimeError("it broke"), 1)], ids=repr)
def test_what_was_measured_is_kept_when_it_ends_early(
    end: BaseException, status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def figures(**_: object) -> Iterator[Figure]:
        yield Figure("first", 3.0, "s", largest=2.0)
        yield Figure("second", 1.0, "s", largest=2.0)
        raise end

    monkeypatch.setattr("benchmarks.budgets.figures", figures)
    assert main(["--parts", "budgets", "--out", str(tmp_path)]) == status
    assert [row["what"] for row in records(tmp_path)] == ["first", "second"]
    shown = capsys.readouterr()
    assert "over their budget: first\n" in shown.out
    assert (str(end) or "stopped") in shown.err


def test_an_engine_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for package in ("narwhals", "pyarrow", "pandas", "dask"):
        pytest.importorskip(package, reason=f"needs {package}, which is asked for before or with the engine")
    monkeypatch.delitem(sys.modules, "benchmarks.engines.dask", raising=False)
    monkeypatch.setitem(sys.modules, "dask", None)
    monkeypatch.setitem(sys.modules, "dask.dataframe", None)
    assert (lacks("dask") or "").startswith("dask")


@pytest.mark.parametrize(
    "wrong", [["--rows", "0"], ["--growth-rows", "-5"], ["--parts", "all"], ["--engines", "excel"]]
)
def test_impossible_options_are_refused(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(wrong)
    assert end.value.code == 2
    assert "usage: python -m benchmarks" in capsys.readouterr().err
