"""The table of reference values, on made-up rows."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.tools.samples import value_row, write_csv, write_editions
from tools.reference_values import read_reference_values, reference_values_table


def table_of(folder: Path, *rows: dict[str, str]) -> list[dict[str, str]]:
    """Return the rows of the table built from a collected file of *rows*."""
    write_editions(folder)
    write_csv(folder / "reference_values.csv", rows)
    table = reference_values_table(read_reference_values(folder))
    read = list(csv.DictReader(table.text.splitlines()))
    assert table.rows == len(read)
    return read


def test_figures_ages_and_editions_are_carried_over(tmp_path: Path) -> None:
    (row,) = table_of(
        tmp_path,
        value_row(
            kind="EAR",
            sex="female",
            life_stage="pregnant",
            age_from_months="228",
            age_to_months="372",
            mg_per_day="290.5",
            confidence="one source",
        ),
    )
    assert row == {
        "id": "atlantis:first1997:ear:female:pregnant:228-372",
        "authority": "atlantis",
        "edition": "First 1997",
        "year": "1997",
        "kind": "EAR",
        "is_increment": "no",
        "scope": "total intake",
        "sex": "female",
        "life_stage": "pregnant",
        "age_from_months": "228",
        "age_to_months": "372",
        "mg_per_day": "290.5",
        "note": "",
        "confidence": "one source",
        "source": "atlantis1997",
    }


def test_ids_do_not_depend_on_the_position(tmp_path: Path) -> None:
    rows = [value_row(), value_row(kind="EAR"), value_row(edition="atlantis:second2025")]
    forward, backward = table_of(tmp_path, *rows), table_of(tmp_path, *reversed(rows))
    assert forward == backward[::-1]


def test_two_values_with_the_same_content_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="two values atlantis:first1997:rda:both:general:12-48"):
        table_of(tmp_path, value_row(), value_row(mg_per_day="120"))


def test_an_increment_of_zero_stays_zero(tmp_path: Path) -> None:
    """Zero more in lactation is a figure; blank would be an unknown need."""
    rows = table_of(
        tmp_path,
        value_row(is_increment="yes", life_stage="pregnant", mg_per_day="40"),
        value_row(is_increment="yes", life_stage="lactating", mg_per_day="0"),
        value_row(),
    )
    assert [(row["is_increment"], row["mg_per_day"]) for row in rows] == [("yes", "40"), ("yes", "0"), ("no", "100")]


def test_a_blank_value_stays_blank_and_says_why(tmp_path: Path) -> None:
    (row,) = table_of(tmp_path, value_row(mg_per_day="", note="not determined for this age"))
    assert (row["mg_per_day"], row["note"]) == ("", "not determined for this age")
    with pytest.raises(ValueError, match="line 2: a blank value needs a note"):
        table_of(tmp_path, value_row(mg_per_day=""))


def test_a_band_that_is_open_stays_open(tmp_path: Path) -> None:
    """Blank is "all ages" or "no upper end", and is not zero."""
    rows = table_of(
        tmp_path,
        value_row(age_from_months="612", age_to_months=""),
        value_row(age_from_months="", age_to_months="", life_stage="lactating"),
    )
    assert [(row["age_from_months"], row["age_to_months"]) for row in rows] == [("612", ""), ("", "")]
    assert [row["id"].rpartition(":")[2] for row in rows] == ["612-", "any"]


def test_where_a_figure_was_seen_is_not_bundled(tmp_path: Path) -> None:
    (row,) = table_of(tmp_path, value_row(seen="A COPY"))
    assert "A COPY" not in row.values()


def test_a_year_that_was_not_verified_is_blank(tmp_path: Path) -> None:
    (row,) = table_of(tmp_path, value_row(edition="atlantis:undated"))
    assert row["year"] == ""


@pytest.mark.parametrize(
    "changes",
    [
        {"edition": "atlantis:third2031"},
        {"kind": "PRI_OR_AI"},
        {"scope": "everything"},
        {"sex": "any"},
        {"life_stage": "retired"},
        {"is_increment": "factor"},
        {"confidence": "unverified"},
        {"age_to_months": "12"},
        {"mg_per_day": "0"},
        {"mg_per_day": "-80"},
        {"mg_per_day": "nan"},
        {"mg_per_day": "80 mg"},
    ],
    ids=lambda changes: "-".join(next(iter(changes.items()))),
)
def test_what_is_not_allowed_is_an_error_with_its_line(tmp_path: Path, changes: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"reference_values.csv, line 3: "):
        table_of(tmp_path, value_row(), value_row(**{"kind": "EAR"} | changes))
