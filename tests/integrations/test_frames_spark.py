"""PySpark on two local cores: one session, and few questions, for each takes it a second."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import pytest

import magnesium as mg
from magnesium.integrations.frames import add_magnesium, adequacy, bad_rows, catalog_frame, total_intake

ROWS = [
    ("Ann", "sr28:11458", 180.0, 30.0, "female", 400.0),
    ("Ann", "sr28:12061", 30.0, 30.0, "female", None),
    ("Bob", "my:none", 5.0, 0.5, None, 3.0),
    ("Bob", "sr28:11458", -1.0, 70.0, "tall", 1.0),
]
COLUMNS = "person string, food string, grams double, age double, sex string, pills double"


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    for package in ("narwhals", "pyspark"):
        if find_spec(package) is None:
            pytest.skip(f"needs {package}: pip install --group integrations")
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        pytest.skip("PySpark needs Java, which is not here")
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.shuffle.partitions", "2").getOrCreate()
    yield session
    session.stop()


def rows_of(frame: Any) -> list[dict[str, Any]]:
    return [row.asDict() for row in frame.collect()]


def test_spark_answers_as_the_records_do(session: Any) -> None:
    frame = session.createDataFrame(ROWS, COLUMNS)
    plan = add_magnesium(frame)
    assert type(plan) is type(frame)
    assert "BroadcastHashJoin" in plan._jdf.queryExecution().toString()  # the caller's rows are not shuffled
    found = {(row["food"], row["grams"]): row["mg"] for row in rows_of(plan)}
    expected = [mg.foods[food].grams(grams).mg for _, food, grams, *_ in ROWS[:2]]
    assert list(found.values()).count(None) == 2
    assert [found[food, grams] for _, food, grams, *_ in ROWS[:2]] == pytest.approx(expected)

    totals = {row["person"]: (row["mg"], row["unknown_rows"]) for row in rows_of(total_intake(frame, by="person"))}
    assert totals == {"Ann": (pytest.approx(sum(value or 0 for value in expected)), 0), "Bob": (0.0, 2)}
    problems = {row["food"]: row["problem"] for row in rows_of(bad_rows(frame))}
    assert problems == {"my:none": "no known food", "sr28:11458": "no possible amount"}


def test_spark_compares_as_the_records_do(session: Any) -> None:
    frame = session.createDataFrame(ROWS, COLUMNS)
    answers = rows_of(adequacy(frame, mg="grams", by_origin={"supplement": "pills"}))
    by_grams = {row["grams"]: row for row in answers}
    woman = mg.reference_values(mg.Person(age=30, sex="female"))
    assert woman.rda is not None
    assert by_grams[180.0]["percent_of_recommended"] == pytest.approx(180 / woman.rda.mg_per_day * 100)
    assert [by_grams[grams]["exceeds_ul"] for grams in (180.0, 30.0, 5.0, -1.0)] == [True, None, None, None]
    assert by_grams[5.0]["recommended_kind"] == "AI"
    assert by_grams[-1.0]["recommended_mg_per_day"] is None


def test_a_catalog_in_spark(session: Any) -> None:
    found = catalog_frame(mg.waters, backend="pyspark", session=session)
    assert found.count() == len(mg.waters)
