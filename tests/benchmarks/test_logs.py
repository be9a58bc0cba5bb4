"""Made-up logs are the same at every run, and their sums are right."""

from __future__ import annotations

import math
from pathlib import Path

import attrs
import pytest

import magnesium as mg

pa = pytest.importorskip("pyarrow", reason="needs pyarrow: pip install --group integrations")
pq = pytest.importorskip("pyarrow.parquet", reason="needs pyarrow: pip install --group integrations")
logs = pytest.importorskip("benchmarks.logs")


def test_the_sums_are_those_of_the_records() -> None:
    log, sums = logs.arrow_log(2_000)
    rows = log.to_pylist()
    amounts = [mg.foods[row["food"]].grams(row["grams"]).mg for row in rows]
    assert len(rows) == 2_000
    assert sums.groups == len({(row["person"], row["date"]) for row in rows})
    assert sums.unknown_rows == amounts.count(None) > 0
    assert sums.mg == pytest.approx(math.fsum(amount for amount in amounts if amount is not None), rel=1e-12)


def test_a_file_holds_the_same_log_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "PIECE", 700)
    log, sums = logs.arrow_log(2_000)
    path = logs.parquet_log(2_000, tmp_path)
    assert pq.read_table(path).equals(log)
    assert pq.read_metadata(path).num_row_groups == 3
    assert logs.expected_sums(path) == sums
    # Foods are texts, dictionary-encoded.
    assert pa.types.is_string(pq.read_schema(path).field("food").type)
    column = pq.read_metadata(path).row_group(0).column(2)
    assert "RLE_DICTIONARY" in column.encodings


def test_a_log_that_exists_is_used_again(tmp_path: Path) -> None:
    made = logs.parquet_log(1_000, tmp_path).stat().st_mtime_ns
    assert logs.parquet_log(1_000, tmp_path).stat().st_mtime_ns == made


def test_a_log_that_was_not_finished_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as stopped:
        stopped.setattr(logs.pq.ParquetWriter, "add_key_value_metadata", lambda _, metadata: stop(metadata))
        with pytest.raises(KeyboardInterrupt):
            logs.parquet_log(1_000, tmp_path)
    assert logs.expected_sums(logs.parquet_log(1_000, tmp_path)) == logs.arrow_log(1_000)[1]


def test_answers_agree_except_for_the_order_of_addition() -> None:
    one = logs.Sums(groups=3, mg=1_000.0, unknown_rows=2)
    assert one.agrees(attrs.evolve(one, mg=1_000.0 + 1e-8))
    for wrong in ({"groups": 4}, {"mg": 1_000.1}, {"mg": math.nan}, {"unknown_rows": 0}):
        assert not one.agrees(attrs.evolve(one, **wrong))
