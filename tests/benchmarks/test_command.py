"""The benchmark command runs, and what it compares is the same; how fast it is, no test asks."""

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
from benchmarks.engines import ENGINES, WAYS, Engine, usable, way
from benchmarks.growth import Point
from benchmarks.logs import _EXPECTED, Sums, arrow_log, expected_sums, parquet_log, sums_of
from benchmarks.measuring import ROOT, missing

ROWS = 3_000


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def records(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.filterwarnings("ignore:The inplace keyword")  # of pandas, at Dask's own code
@pytest.mark.parametrize("engine", ENGINES.values(), ids=lambda engine: engine.name)
def test_ours_and_by_hand_answer_alike(engine: Engine, tmp_path: Path) -> None:
    if engine.lacks:
        pytest.skip(f"needs {engine.lacks}")
    log = parquet_log(ROWS, tmp_path)
    try:
        for name in WAYS:
            call = way(engine, name)
            answer = tmp_path / f"{name}.parquet"
            engine.write(call(engine.scan(log)), answer)
            assert expected_sums(log).agrees(sums_of(answer))
            if engine.in_memory is not None:
                table, expected = arrow_log(ROWS)
                assert engine.count(call(engine.in_memory(table))) == expected.groups
    finally:
        if engine.name == "pyspark":
            engine.scan(log).sparkSession.stop()


def test_the_small_budgets_need_no_engine(tmp_path: Path) -> None:
    done = run("--quick", "--parts", "budgets", "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    verdicts = {row["what"]: row["verdict"] for row in records(tmp_path / "budgets.csv")}
    assert len(verdicts) == 9
    assert verdicts["data files that the import opens"] == "within"
    assert verdicts["numpy, pandas that it imports"] == "within"
    assert verdicts["making that day, its sum included"] == "not judged"
    assert all(what in done.stdout for what in verdicts)
    assert not (tmp_path / "growth.csv").exists()


def test_the_whole_command_measures_and_draws(tmp_path: Path) -> None:
    engines = [name for name in ("polars-streaming", "duckdb") if not ENGINES[name].lacks]
    if not engines:
        pytest.skip("needs polars or duckdb: pip install --group integrations")
    done = run("--quick", "--parts", "frames", "growth", "--engines", *engines, "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    points = records(tmp_path / "growth.csv")
    assert sorted((point["engine"], point["way"]) for point in points) == sorted((e, w) for e in engines for w in WAYS)
    assert len({(point["groups"], point["unknown_rows"]) for point in points}) == 1
    assert all(float(point["seconds"]) > 0 and float(point["peak_gib"]) > 0 for point in points)
    # A log of 10,000 rows is no matter of speed.
    assert {row["verdict"] for row in records(tmp_path / "budgets.csv")} == {"not judged"}
    if missing("matplotlib") is None:
        assert (tmp_path / "growth.png").read_bytes().startswith(b"\x89PNG")
    # Nobody watches: a line for each step and no more.
    assert "\r" not in done.stderr
    assert done.stderr.count("from Parquet") == len(engines)


def test_a_wrong_answer_makes_the_command_fail(tmp_path: Path) -> None:
    if ENGINES["polars-streaming"].lacks:
        pytest.skip(f"needs {ENGINES['polars-streaming'].lacks}: pip install --group integrations")
    import pyarrow.parquet as pq

    path = parquet_log(ROWS, tmp_path)
    wrong = attrs.evolve(expected_sums(path), unknown_rows=1)
    table = pq.read_table(path).replace_schema_metadata({_EXPECTED: json.dumps(attrs.asdict(wrong))})
    pq.write_table(table, path)
    options = ("--engines", "polars-streaming", "--growth-rows", str(ROWS), "--logs", str(tmp_path))
    done = run("--quick", "--parts", "growth", *options, "--out", str(tmp_path / "out"))
    assert done.returncode == 1
    assert "polars-streaming, by hand, 3,000 rows" in done.stderr
    assert "unknown_rows=1" in done.stderr


@pytest.mark.parametrize(("end", "status"), [(KeyboardInterrupt(), 0), (RuntimeError("no such luck"), 1)], ids=repr)
def test_what_was_measured_is_kept_when_it_ends_early(
    end: BaseException, status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sums = Sums(groups=1, mg=2.0, unknown_rows=0)

    def points(*_: object) -> Iterator[Point]:
        for name in WAYS:
            yield Point(engine="polars", way=name, rows=10, seconds=1.0, peak_gib=0.5, sums=sums)
        raise end

    monkeypatch.setattr("benchmarks.growth.points", points)
    try:
        assert main(["--quick", "--parts", "growth", "--out", str(tmp_path)]) == status
    except KeyboardInterrupt:
        pytest.fail("the command let the interruption pass")
    assert [row["way"] for row in records(tmp_path / "growth.csv")] == list(WAYS)


def test_an_engine_that_is_not_here_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.engines.missing", lambda *packages: "dask" if "dask" in packages else None)
    here, lacking = usable(["polars", "dask"])
    assert [engine.name for engine in here] == ["polars"]
    assert lacking == {"dask": "dask"}


@pytest.mark.parametrize("wrong", [["--rows", "0"], ["--growth-rows", "-5"], ["--turns", "0"], ["--engines", "excel"]])
def test_impossible_options_are_refused(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(wrong)
    assert end.value.code == 2
    assert "usage: python -m benchmarks" in capsys.readouterr().err
