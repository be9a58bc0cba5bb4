"""Laboratory rows in data frames say what the records say."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

import magnesium as mg
from magnesium import laboratory as lab
from tests.integrations.engines import Engine, every_engine, need

pytest.importorskip("narwhals", reason="needs the extra frames")
pl: Any = pytest.importorskip("polars", reason="needs polars")
pd: Any = pytest.importorskip("pandas", reason="needs pandas")

from magnesium.integrations.frames import CLASSIFIED, classify_serum  # noqa: E402

VALUES = ["1.8", "<0.5", "4.9", "0.7", "1,8", ">2", "___", "1.8", "96"]
UNITS = ["mg/dL", "mg/dL", "MG/DL", "mmol/l", "mg/dL", "mmol/L", None, "", "mg/24hr"]
ROWS: dict[str, list[Any]] = {"value": VALUES, "unit": UNITS}


@pytest.mark.parametrize("made", [pl.DataFrame, pl.LazyFrame, pd.DataFrame])
@pytest.mark.parametrize("interval", [None, "iom1997"])
def test_each_row_has_what_its_record_has(made: Any, interval: str | None) -> None:
    found = classify_serum(made(ROWS), interval=interval)
    found = found.collect() if isinstance(found, pl.LazyFrame) else found
    rows = (
        found.to_dicts()
        if made is not pd.DataFrame
        else found.astype(object).where(found.notna(), None).to_dict("records")
    )
    assert len(rows) == len(VALUES)
    for row, value, unit in zip(rows, VALUES, UNITS, strict=True):
        try:
            one = lab.classify_reported(value, unit, interval=interval)
        except mg.MagnesiumError:
            assert row["problem"]
            assert all(row[name] is None for name in CLASSIFIED if name != "problem")
            continue
        assert (row["class"], row["problem"]) == (str(one.category), None)
        assert row["mmol_per_l"] == pytest.approx(one.mmol_per_l)
        assert row["comparator"] == one.comparator
        graded = {"low": one.low, "high": one.high}.get(str(one.category))
        if graded is not None:
            assert (row["grade"], row["worst_grade"]) == (graded.grade, graded.possible_grades[-1])


@every_engine
def test_every_engine_classifies_alike(engine: Engine) -> None:
    need(engine)
    columns = {"row": [str(place) for place in range(len(VALUES))], **ROWS}
    found = engine.read(classify_serum(engine.make(columns), interval="iom1997"))
    alone = classify_serum(pl.DataFrame(ROWS), interval="iom1997")
    for place, row in enumerate(found["row"]):
        for name in CLASSIFIED:
            assert found[name][place] == alone[name][int(row)], (name, row)


def test_the_laboratorys_own_limits_come_first() -> None:
    rows = pl.DataFrame({"value": [1.65, 1.65], "unit": ["mg/dL"] * 2, "low": ["1.6", None], "high": [2.6, None]})
    found = classify_serum(rows, lower="low", upper="high", interval="iom1997", prefix="mg_")
    assert found["mg_class"].to_list() == ["within", "low"]


def test_rows_that_cannot_be_read_are_counted() -> None:
    with pytest.raises(mg.DataError, match=r"3 of 9 rows cannot be read"):
        classify_serum(pl.DataFrame(ROWS), on_bad="raise")
    with pytest.raises(mg.InvalidValueError, match="interval"):
        classify_serum(pl.DataFrame(ROWS), interval=3)  # type: ignore[arg-type]
    with pytest.raises(mg.DataError, match="is missing"):
        classify_serum(pl.DataFrame(ROWS), unit="valueuom")


def test_hospital_rows_are_classified() -> None:
    path = Path(os.environ.get("MAGNESIUM_SHARED", "../shared")) / "cases" / "labevents_mimic_style.csv"
    if not path.exists():
        pytest.skip("needs the shared cases")
    found = classify_serum(pl.read_csv(path), unit="valueuom", interval="iom1997")
    assert found["class"].to_list()[:4] == ["within", "low", "high", None]
    assert found["problem"].is_null().to_list()[:4] == [True, True, True, False]
