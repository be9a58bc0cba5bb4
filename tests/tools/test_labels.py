"""The table of claim thresholds, on made-up rows."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.tools.samples import claim_row, write_csv
from tools.labels import claim_rows, claims_table, read_claims

GOOD = {"claim": "good source / contains / provides"}
EU = {"authority": "European Union"}
SOLID = {"basis": "per 100 g or 100 mL, products other than beverages"}
DRINK = {"basis": "per 100 mL, beverages"}


def table_of(*rows: dict[str, str]) -> list[dict[str, str]]:
    """Return the rows of the table of *rows*."""
    table = claims_table(claim_rows(rows))
    read = list(csv.DictReader(table.text.splitlines()))
    assert table.rows == len(read)
    return read


@pytest.mark.parametrize("order", [1, -1], ids=["minimum first", "maximum first"])
def test_a_minimum_and_a_maximum_become_one_row(order: int) -> None:
    """The publisher names the same basis in two ways; a 19 % maximum alone would make 25 % a "good source"."""
    rows = [
        claim_row(**GOOD, percent_of_reference="10", basis="per RACC (reference amount customarily consumed)"),
        claim_row(**GOOD, percent_of_reference="19", basis="per RACC", bound="maximum"),
    ]
    assert table_of(*rows[::order]) == [
        {
            "id": "fda:good-source:serving",
            "authority": "fda",
            "claim": "good source",
            "basis": "serving",
            "minimum_percent": "10",
            "maximum_percent": "19",
            "confidence": "two sources",
            "source": "21cfr101.54",
        }
    ]


def test_no_maximum_is_blank_and_not_a_hundred() -> None:
    (row,) = table_of(claim_row())
    assert (row["id"], row["minimum_percent"], row["maximum_percent"]) == ("fda:high:serving", "20", "")


def test_each_basis_keeps_its_own_threshold() -> None:
    """In the EU a drink needs 7.5 % where a food needs 15 %."""
    rows = table_of(
        claim_row(**EU, **SOLID, claim="significant amount = 'source of'", percent_of_reference="15"),
        claim_row(**EU, **DRINK, claim="significant amount = 'source of'", percent_of_reference="7.5"),
        claim_row(**EU, **SOLID, claim="high", percent_of_reference="30", confidence="one source"),
    )
    assert [(row["id"], row["basis"], row["minimum_percent"], row["confidence"]) for row in rows] == [
        ("eu:source:100-g", "100 g", "15", "two sources"),
        ("eu:source:100-ml-beverage", "100 ml beverage", "7.5", "two sources"),
        ("eu:high:100-g", "100 g", "30", "one source"),
    ]
    assert {row["source"] for row in rows} == {"eu1924"}


def test_the_same_claim_of_two_bodies_stays_apart() -> None:
    rows = table_of(
        claim_row(**GOOD, percent_of_reference="10"),
        claim_row(authority="Health Canada", claim="good source", percent_of_reference="15", basis="per serving"),
    )
    assert [(row["id"], row["minimum_percent"], row["source"]) for row in rows] == [
        ("fda:good-source:serving", "10", "21cfr101.54"),
        ("canada:good-source:serving", "15", "hcclaims"),
    ]


@pytest.mark.parametrize(
    "changes",
    [{"authority": "Academy of Atlantis"}, {"claim": "bursting with"}, {"basis": "per bucket"}, {"bound": "maximum"}],
    ids=["authority", "claim", "basis", "a maximum without a minimum"],
)
def test_what_is_not_known_is_an_error(changes: dict[str, str]) -> None:
    with pytest.raises(KeyError):
        table_of(claim_row(**changes))


def test_the_collected_file_is_read(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "label_claims.csv", [claim_row(), claim_row(**EU, **SOLID, claim="high")])
    assert [row[0] for row in read_claims(path)] == ["fda:high:serving", "eu:high:100-g"]
