"""The Data Package describes every bundled table as it is."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

import magnesium as mg

DATA = Path(mg.__file__).parent / "data"
PACKAGE: dict[str, Any] = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
RESOURCES: list[dict[str, Any]] = PACKAGE["resources"]
TABLES = [resource for resource in RESOURCES if resource["format"] == "csv"]
READERS: dict[str, Any] = {"number": float, "boolean": {"true": True, "false": False}.__getitem__, "string": str}


def test_every_table_of_the_manifest_is_described_once() -> None:
    manifest = tomllib.loads((DATA / "SOURCES.toml").read_text(encoding="utf-8"))
    assert [resource["path"] for resource in RESOURCES] == sorted(set(manifest) - {"schema"})
    assert PACKAGE["version"] == mg.data_version
    names = [resource["name"] for resource in RESOURCES]
    assert len(set(names)) == len(names)
    words = [*names, *(license_["name"] for resource in RESOURCES for license_ in resource["licenses"])]
    assert all(re.fullmatch(r"[-a-zA-Z0-9._]+", word) for word in words)
    for resource in RESOURCES:
        entry = manifest[resource["path"]]
        assert (resource["title"], resource.get("attribution")) == (entry["title"], entry.get("attribution"))
        assert resource["licenses"][0]["title"] == entry["license"]


def test_sizes_and_checksums_are_those_of_the_files() -> None:
    for resource in RESOURCES:
        data = (DATA / resource["path"]).read_bytes()
        assert (resource["bytes"], resource["hash"]) == (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}")


@pytest.mark.parametrize("resource", TABLES, ids=lambda resource: resource["name"])
def test_every_cell_has_the_type_of_its_column(resource: dict[str, Any]) -> None:
    with (DATA / resource["path"]).open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    fields = resource["schema"]["fields"]
    assert [field["name"] for field in fields] == header
    for field, column in zip(fields, zip(*rows, strict=True), strict=True):
        read = [READERS[field["type"]](value) for value in column if value]
        assert field["type"] == "string" or read
    if "primaryKey" in resource["schema"]:
        keys = [row[header.index("id")] for row in rows]
        assert len(set(keys)) == len(keys)


def test_magnesium_is_a_number_and_an_id_is_a_text() -> None:
    [foods] = [one for one in TABLES if one["path"] == "foods/sr28.csv"]
    types = {field["name"]: field["type"] for field in foods["schema"]["fields"]}
    assert (types["id"], types["mg_per_100g"], foods["schema"]["primaryKey"]) == ("string", "number", "id")
