"""The table of claim thresholds, on made-up rows."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.tools.samples import claim_row, write_csv
from tools.labels import claims_table, read_claims


def table_of(folder: Path, *rows: dict[str, str]) -> list[dict[str, str]]:
    """Return the rows of the table of *rows*."""
    table = claims_table(read_claims(write_csv(folder / "label_claims.csv", rows)))
    read = list(csv.DictReader(table.text.splitlines()))
    assert table.rows == len(read)
    return read


def test_a_threshold_is_carried_over(tmp_path: Path) -> None:
    (row,) = table_of(tmp_path, claim_row(claim="good source", minimum_percent="10", maximum_percent="19"))
    assert row == {
        "id": "fda:good-source:serving",
        "authority": "fda",
        "claim": "good source",
        "basis": "serving",
        "minimum_percent": "10",
        "maximum_percent": "19",
        "confidence": "two sources",
        "source": "21cfr101.54",
    }


def test_no_maximum_is_blank_and_not_a_hundred(tmp_path: Path) -> None:
    (row,) = table_of(tmp_path, claim_row())
    assert (row["id"], row["minimum_percent"], row["maximum_percent"]) == ("fda:high:serving", "20", "")


@pytest.mark.parametrize(
    "changes",
    [
        {"basis": "per bucket"},
        {"confidence": "unverified"},
        {"minimum_percent": ""},
        {"minimum_percent": "0"},
        {"maximum_percent": "20"},
    ],
    ids=lambda changes: "-".join(next(iter(changes.items()))),
)
def test_what_is_not_allowed_is_an_error_with_its_line(tmp_path: Path, changes: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"label_claims.csv, line 3: "):
        table_of(tmp_path, claim_row(), claim_row(**changes))
