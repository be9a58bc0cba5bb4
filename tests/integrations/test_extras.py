"""Integrations can be imported without their extras, and name the missing one when they are used."""

from __future__ import annotations

import subprocess
import sys

import pytest

BLOCKED = ("cattrs", "dask", "duckdb", "narwhals", "numpy", "pandas", "polars", "pyarrow", "pyspark")


@pytest.mark.parametrize(
    ("module", "call", "extra"),
    [
        ("frames", "add_magnesium(None)", "frames"),
        ("frames", "catalog_frame({})", "frames"),
        ("frames", "total_log('log.csv', 'totals.csv', by='person')", "duckdb"),
        ("serialization", "from_plain(magnesium.Person(age=30, sex=None).to_dict())", "serialization"),
    ],
)
def test_a_missing_extra_is_named_on_use_and_not_on_import(module: str, call: str, extra: str) -> None:
    code = (
        "import sys\n"
        f"sys.modules |= dict.fromkeys({BLOCKED})\n"
        "import magnesium\n"
        f"from magnesium.integrations.{module} import *\n"
        f"import magnesium.integrations.{module} as module\n"
        "assert all(hasattr(module, name) for name in module.__all__)\n"
        f"try:\n    {call}\n"
        "except magnesium.errors.MissingExtraError as error:\n    print(error.extra)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == (f"{extra}\n", "")
