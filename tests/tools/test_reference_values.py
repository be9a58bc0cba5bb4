"""The tables of reference values and of the bodies that set them, on made-up rows."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.tools.samples import value_row, write_csv
from tools.reference_values import authorities_table, read_reference_values, reference_values_table

JAPAN = {"authority": "MHLW (Japan)", "edition": "DRIs 2025", "year": "2025"}
ITALY = {"authority": "SINU (Italy)", "edition": "LARN 2014 (IV revision)", "kind": "PRI_OR_AI"}


def table_of(folder: Path, *rows: dict[str, str]) -> list[dict[str, str]]:
    """Return the rows of the table built from a collected file of *rows*."""
    table = reference_values_table(read_reference_values(write_csv(folder / "reference_values.csv", rows)))
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
            value_mg_per_day="290.5",
            confidence="one source",
        ),
    )
    assert row == {
        "id": "nasem:1",
        "authority": "nasem",
        "edition": "DRI 1997",
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
        "source": "iom1997",
    }


def test_italian_rows_are_left_out_and_take_no_number(tmp_path: Path) -> None:
    """Whether each is a PRI or an AI was not checked."""
    rows = table_of(tmp_path, value_row(**ITALY), value_row(), value_row(**ITALY), value_row(kind="EAR"))
    assert [(row["id"], row["kind"]) for row in rows] == [("nasem:1", "RDA"), ("nasem:2", "EAR")]


def test_ids_count_within_a_body_in_the_order_of_the_collection(tmp_path: Path) -> None:
    """EFSA's two editions come under two names of the body, and are one body."""
    scope = "supplemental magnesium (readily dissociable salts)"
    rows = table_of(
        tmp_path,
        value_row(authority="EFSA (EU)", edition="DRV 2015", kind="AI"),
        value_row(**JAPAN),
        value_row(authority="SCF/EFSA (EU)", edition="UL 2001", kind="UL", scope=scope),
        value_row(**JAPAN),
    )
    assert [(row["id"], row["edition"], row["source"]) for row in rows] == [
        ("efsa:1", "DRV 2015", "efsa2015"),
        ("japan:1", "DRIs 2025", "mhlw2025"),
        ("efsa:2", "UL 2001", "scf2001"),
        ("japan:2", "DRIs 2025", "mhlw2025"),
    ]


def test_an_increment_is_marked_and_an_increment_of_zero_stays_zero(tmp_path: Path) -> None:
    """Zero more in lactation is a figure; blank would be an unknown need."""
    rows = table_of(
        tmp_path,
        value_row(**JAPAN, value_type="increment", life_stage="pregnant", value_mg_per_day="40"),
        value_row(**JAPAN, value_type="increment", life_stage="lactating", value_mg_per_day="0"),
        value_row(**JAPAN),
    )
    assert [(row["is_increment"], row["mg_per_day"]) for row in rows] == [("yes", "40"), ("yes", "0"), ("no", "100")]


@pytest.mark.parametrize(
    ("notes", "said"),
    [
        (
            "ND: not determinable for infants; source of intake should be food/formula only",
            "not determined for this age",
        ),
        (
            "5 mg per kg body weight per day (no mg/d figure printed)",
            "5 mg per kg body weight a day; no figure in mg a day",
        ),
    ],
)
def test_a_blank_value_stays_blank_and_says_why(tmp_path: Path, notes: str, said: str) -> None:
    (row,) = table_of(tmp_path, value_row(kind="UL", scope="supplements only", value_mg_per_day="", notes=notes))
    assert (row["mg_per_day"], row["note"]) == ("", said)


def test_a_band_that_is_open_stays_open(tmp_path: Path) -> None:
    """Blank is "all ages" or "no upper end", and is no zero."""
    rows = table_of(
        tmp_path,
        value_row(age_from_months="612", age_to_months=""),
        value_row(age_from_months="", age_to_months="", life_stage="lactating"),
    )
    assert [(row["age_from_months"], row["age_to_months"]) for row in rows] == [("612", ""), ("", "")]


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("supplements and pharmacological sources only (not food or water)", "supplements and medicines"),
        ("supplements only", "supplements and medicines"),
        ("supplemental magnesium", "supplements and medicines"),
        (
            "readily dissociable Mg salts (and MgO) in supplements, water or added to food; "
            "not Mg naturally in food and drink",
            "supplements, medicines and added salts",
        ),
        ("sources other than food only", "supplements, medicines and added salts"),
        ("soluble magnesium in foods and drinking water", "soluble magnesium, also in drinking water"),
        ("total intake", "total intake"),
        ("label", "label"),
    ],
)
def test_what_a_limit_covers_is_never_widened_to_total_intake(tmp_path: Path, theirs: str, ours: str) -> None:
    (row,) = table_of(tmp_path, value_row(kind="UL", scope=theirs))
    assert row["scope"] == ours


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": "AR_PROVISIONAL"}, "provisional: 0.8 × the AI"),
        ({"kind": "GUIDANCE_LEVEL"}, "not a safe upper level"),
        ({"kind": "UL_SUGGESTED"}, "suggested"),
        ({"kind": "ESTIMATED_VALUE"}, "Schätzwert"),
        ({"notes": "50+ y; printed 50+, read as 51 y and over"}, "read as 51 years and over"),
        ({"notes": "65+ y (read as over 65)"}, "is read as including age 65"),
        ({"notes": "19-65 y (upper edge read as through age 65)"}, "is read as including age 65"),
        ({"notes": "women; adult lower age 19 y assumed"}, "adult is taken as 19 years and over"),
    ],
)
def test_what_a_user_must_know_of_a_value_is_said(tmp_path: Path, changes: dict[str, str], said: str) -> None:
    (row,) = table_of(tmp_path, value_row(**changes))
    assert said in row["note"]
    assert row["mg_per_day"] == "100"


def test_notes_of_the_collectors_are_not_shipped(tmp_path: Path) -> None:
    """They name pages that were rejected and are not our words."""
    (row,) = table_of(tmp_path, value_row(notes="two repos print 360, rejected"))
    assert row["note"] == ""


def test_a_year_that_was_not_verified_is_left_out(tmp_path: Path) -> None:
    rows = table_of(
        tmp_path, value_row(authority="HPA (Taiwan)", edition="DRIs 8th ed.", year="2018"), value_row(**JAPAN)
    )
    assert [(row["authority"], row["year"]) for row in rows] == [("taiwan", ""), ("japan", "2025")]


@pytest.mark.parametrize(
    "changes",
    [
        {"authority": "Academy of Atlantis"},
        {"edition": "DRI 2031"},
        {"scope": "everything"},
        {"value_type": "factor"},
    ],
)
def test_a_word_that_is_not_known_is_an_error(tmp_path: Path, changes: dict[str, str]) -> None:
    with pytest.raises(KeyError):
        table_of(tmp_path, value_row(**changes))


def test_the_bodies_are_those_of_the_front_door_in_its_order() -> None:
    """Label bodies set no reference intakes and are not among them."""
    rows = list(csv.DictReader(authorities_table().text.splitlines()))
    assert [row["id"] for row in rows] == (
        "nasem efsa uk who anz nordic dach anses netherlands japan korea china india taiwan".split()
    )
    assert all(row["name"] and row["region"] for row in rows)
