"""Files of NHANES, as published and as CSV: made-up ones in their formats."""

from __future__ import annotations

import csv
import gzip
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg
from magnesium.population import nhanes, table, usual_intake
from magnesium.population.xport import read_xport


def to_ibm(value: float) -> bytes:
    """Return a number in IBM hexadecimal floating point; NaN as a missing value."""
    if np.isnan(value):
        return b"\x2e" + bytes(7)
    if value == 0:
        return bytes(8)
    sign, value, exponent = (0x80 if value < 0 else 0), abs(value), 64
    while value >= 1:
        value, exponent = value / 16, exponent + 1
    while value < 1 / 16:
        value, exponent = value * 16, exponent - 1
    return bytes([sign | exponent]) + int(value * 2**56).to_bytes(7, "big")


def write_xport(path: Path, columns: dict[str, Any]) -> None:
    def line(text: str) -> bytes:
        return text.ljust(80).encode()

    names = list(columns)
    body = b"".join(
        struct.pack(">hhhh", 1, 0, 8, number + 1)
        + name.ljust(8).encode()
        + b" " * 68
        + struct.pack(">i", 8 * number)
        + bytes(52)
        for number, name in enumerate(names)
    )
    rows = b"".join(to_ibm(float(value)) for row in zip(*columns.values(), strict=True) for value in row)
    parts = [
        line("HEADER RECORD*******LIBRARY HEADER RECORD!!!!!!!" + "0" * 30),
        line("SAS     SAS     SASLIB  9.4"),
        line("01JAN26:00:00:00"),
        line("HEADER RECORD*******MEMBER  HEADER RECORD!!!!!!!000000000000000001600000000140"),
        line("HEADER RECORD*******DSCRPTR HEADER RECORD!!!!!!!" + "0" * 30),
        line("SAS     DATA    SASDATA 9.4"),
        line("01JAN26:00:00:00"),
        line(f"HEADER RECORD*******NAMESTR HEADER RECORD!!!!!!!000000{len(names):04}" + "0" * 20),
        body + b" " * (-len(body) % 80),
        line("HEADER RECORD*******OBS     HEADER RECORD!!!!!!!" + "0" * 30),
        rows + b" " * (-len(rows) % 80),
    ]
    path.write_bytes(b"".join(parts))


FINITE = st.floats(-1e15, 1e15, allow_nan=False).filter(lambda value: value == 0 or abs(value) > 1e-15)


@given(values=st.lists(FINITE | st.just(float("nan")), min_size=1, max_size=30))
def test_numbers_of_transport_files_are_read_as_written(
    values: list[float], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("xport") / "x.xpt"
    write_xport(path, {"SEQN": range(1, len(values) + 1), "DR1TMAGN": values, "OTHER": values})
    found = read_xport(path, frozenset({"SEQN", "DR1TMAGN"}))
    assert list(found) == ["SEQN", "DR1TMAGN"]
    assert found["SEQN"].tolist() == list(range(1, len(values) + 1))
    assert found["DR1TMAGN"] == pytest.approx(np.array(values), rel=1e-15, nan_ok=True)


def files(cycle: int, persons: int = 400) -> dict[str, dict[str, Any]]:
    """Return the columns of the files of one made-up cycle."""
    rng = np.random.default_rng(cycle)
    seqn = np.arange(persons) + 10_000 * cycle
    usual = rng.lognormal(5.6, 0.25, persons)
    age = rng.integers(0, 80, persons).astype(float)
    second = rng.random(persons) < 0.8
    return {
        "DEMO": {
            "SEQN": seqn,
            "SDDSRVYR": np.full(persons, cycle),
            "RIAGENDR": rng.integers(1, 3, persons),
            "RIDAGEYR": age,
            "RIDEXPRG": np.where(rng.random(persons) < 0.05, 1.0, np.nan),
            "SDMVSTRA": seqn % 15 + 100 * cycle,
            "SDMVPSU": seqn // 15 % 2 + 1,
        },
        "DR1TOT": {
            "SEQN": seqn,
            "WTDRD1": rng.uniform(1000, 9000, persons),
            "WTDR2D": np.where(second, rng.uniform(1000, 9000, persons), np.nan),
            "DR1DRSTZ": np.where(rng.random(persons) < 0.95, 1, 2),
            "DR1DAY": rng.integers(1, 8, persons),
            "DR1TMAGN": usual * rng.lognormal(0, 0.35, persons),
        },
        "DR2TOT": {
            "SEQN": seqn,
            "DR2DRSTZ": np.where(second, 1, 5),
            "DR2DAY": rng.integers(1, 8, persons),
            "DR2TMAGN": np.where(second, usual * rng.lognormal(0, 0.35, persons), np.nan),
        },
        "DSQTOT": {"SEQN": seqn, "DSQTMAGN": np.where(rng.random(persons) < 0.3, 100.0, np.nan)},
    }


def write_csv(path: Path, columns: dict[str, Any]) -> None:
    with gzip.open(path, "wt", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(
            ["" if np.isnan(float(value)) else value for value in row] for row in zip(*columns.values(), strict=True)
        )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for cycle, letter in ((5, "E"), (6, "F")):
        for name, columns in files(cycle).items():
            write_xport(tmp_path / f"{name}_{letter}.XPT", columns)
    return tmp_path


def test_published_files_and_csv_files_give_the_same_recalls(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("csv")
    for cycle in (5, 6):
        for name, columns in files(cycle).items():
            write_csv(other / f"{name}_{cycle}.csv.gz", columns)
    (other / "README.md").write_text("not data", encoding="utf-8")
    # A row for each food, with weights as in the published files; the rows of a person repeat.
    foods = {"SEQN": np.repeat(files(5)["DEMO"]["SEQN"], 2), "DR1IGRMS": np.ones(800), "WTDRD1": np.full(800, 7.0)}
    write_csv(other / "FOODS.csv.gz", foods)
    one, same = nhanes(folder), nhanes(other)
    assert set(one) == set(same)
    for name in one:
        if one[name].dtype.kind == "f":
            assert one[name] == pytest.approx(same[name], rel=1e-12)
        else:
            assert (one[name] == same[name]).all()
    assert one.decisions == same.decisions


def test_who_counts_and_with_which_weight(folder: Path) -> None:
    made = {cycle: files(cycle) for cycle in (5, 6)}
    found, pairs = nhanes(folder), nhanes(folder, weight="two-day")
    demo = {name: np.concatenate([made[cycle]["DEMO"][name] for cycle in (5, 6)]) for name in made[5]["DEMO"]}
    first = {name: np.concatenate([made[cycle]["DR1TOT"][name] for cycle in (5, 6)]) for name in made[5]["DR1TOT"]}
    second = {name: np.concatenate([made[cycle]["DR2TOT"][name] for cycle in (5, 6)]) for name in made[5]["DR2TOT"]}
    used = (first["DR1DRSTZ"] == 1) & (demo["RIDAGEYR"] >= 1) & (demo["RIDEXPRG"] != 1)
    both = used & (second["DR2DRSTZ"] == 1) & (first["WTDR2D"] > 0)
    assert set(found["person"].tolist()) == set(demo["SEQN"][used].tolist())
    assert set(pairs["person"].tolist()) == set(demo["SEQN"][both].tolist())
    assert (np.bincount(pairs["person"])[demo["SEQN"][both]] == 2).all()
    at = np.searchsorted(demo["SEQN"], found["person"])
    assert found["weight"] == pytest.approx(first["WTDRD1"][at] / 2)
    assert set(found["cycle"]) == {"2007-2008", "2009-2010"}
    assert any("pregnant" in text for text in found.decisions)


def test_three_lines_lead_from_files_to_the_table(folder: Path) -> None:
    survey = nhanes(folder)
    everyone = np.where(survey["age"] >= 19, "adults", "children")
    usual = usual_intake(survey, by=everyone, **survey.columns)
    made = table(usual, {"adults": 300.0, "children": 110.0}, combined_rows={"all": ["adults", "children"]}, ul_mg=350)
    assert [row.group for row in made.rows] == ["adults", "children", "all"]
    assert made.rows[2].persons == sum(row.persons or 0 for row in made.rows[:2])


@pytest.mark.parametrize("missing", ["DEMO", "DR1TOT", "DR2TOT"])
def test_a_missing_file_is_named(folder: Path, missing: str) -> None:
    for path in folder.glob(f"{missing}_*"):
        path.unlink()
    with pytest.raises(mg.DataError, match=missing):
        nhanes(folder)


@pytest.mark.parametrize("options", [{"weight": "wtdrd1"}, {"from_age_years": 0}, {"from_age_years": "1"}])
def test_options_that_are_not_allowed_are_refused(folder: Path, options: dict[str, Any]) -> None:
    with pytest.raises(mg.InvalidValueError):
        nhanes(folder, **options)


def test_folders_and_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(mg.InvalidValueError, match="is not a folder"):
        nhanes(tmp_path / "nothing")
    with pytest.raises(mg.InvalidValueError, match="is not a folder"):
        nhanes(None)  # type: ignore[arg-type]
    with pytest.raises(mg.DataError, match="SEQN"):
        nhanes(tmp_path)
    (tmp_path / "DEMO_E.XPT").write_bytes(b"no such format")
    with pytest.raises(mg.DataError, match="transport"):
        nhanes(tmp_path)
