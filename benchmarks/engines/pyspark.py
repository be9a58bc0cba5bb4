"""PySpark on two local cores; only from Parquet."""

import os
import shutil
import sys
from typing import Any

from pyspark.sql import SparkSession
from pyspark.sql import functions as sf

from benchmarks.logs import BY, food_columns

if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
    raise ImportError("PySpark needs Java", name="Java")


def _session() -> Any:
    os.environ["PYSPARK_PYTHON"] = sys.executable
    return SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()


def by_hand() -> Any:
    rows = list(zip(*food_columns().values(), strict=True))
    foods = sf.broadcast(_session().createDataFrame(rows, "food string, per_100g double"))

    def total(log: Any) -> Any:
        mg = sf.col("per_100g") * sf.col("grams") / 100
        sums = sf.coalesce(sf.sum(mg), sf.lit(0.0)).alias("mg"), (sf.count("*") - sf.count(mg)).alias("unknown_rows")
        return log.join(foods, on="food", how="left").groupBy(*BY).agg(*sums)

    return total


def scan(path: Any) -> Any:
    return _session().read.parquet(str(path))


def write(answer: Any, path: Any) -> None:
    answer.write.mode("overwrite").parquet(str(path))
