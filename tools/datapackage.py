"""Describe the bundled tables as a Frictionless Data Package, so that R and other programs can read them.

Version 1 of the specification (https://specs.frictionlessdata.io/data-package/), which readers in R and Python know.
Column types are those that every value of a column has.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Container, Iterable, Mapping
from pathlib import Path
from typing import Any

DATA_PACKAGE = "datapackage.json"
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?")
_BOOLEANS = frozenset({"true", "false"})
_CODE = re.compile(r"(?:^|_)(?:id|ids|code|codes|ndb_number)$")
"""Names of columns whose numbers are names."""


def data_package(
    folder: Path, entries: Mapping[str, Mapping[str, Any]], checksums: bytes, built: Container[str]
) -> bytes:
    """Return the description of the tables named by *entries* of the manifest; tables not in *built* keep theirs."""
    path = folder / DATA_PACKAGE
    known = json.loads(path.read_text(encoding="utf-8"))["resources"] if path.is_file() else []
    kept = {resource["path"]: resource for resource in known if resource["path"] not in built}
    package = {
        "profile": "data-package",
        "name": "pymagnesium-data",
        "title": "Magnesium in foods and waters, reference values, and what is known about magnesium and health",
        "version": hashlib.sha256(checksums).hexdigest()[:12],
        "licenses": [
            {"name": "MIT", "path": "https://opensource.org/license/mit", "title": "Unless a table says other"}
        ],
        "resources": [kept.get(name) or _resource(folder / name, name, entries[name]) for name in sorted(entries)],
    }
    return (json.dumps(package, indent=1, ensure_ascii=False) + "\n").encode("utf-8")


def _resource(path: Path, name: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    form = path.suffix.removeprefix(".")
    described: dict[str, Any] = {
        "name": re.sub(r"[^a-z0-9]+", "-", name.removesuffix(path.suffix).casefold()),
        "path": name,
        "title": entry["title"],
        "format": form,
        "mediatype": "text/csv" if form == "csv" else "application/toml",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{entry['sha256']}",
        "sources": [{"title": f"{entry['publisher']}, {entry['edition']}"}],
        "licenses": [_license(str(entry["license"]))],
    }
    if "attribution" in entry:
        described["attribution"] = entry["attribution"]
    return described | ({"profile": "tabular-data-resource", "schema": schema_of(path)} if form == "csv" else {})


def _license(words: str) -> dict[str, str]:
    """Return a license by its name, which must be one word, and its title."""
    return {"name": re.sub(r"[^-a-zA-Z0-9._]+", "-", words).strip("-"), "title": words}


def schema_of(path: Path) -> dict[str, Any]:
    """Return the Table Schema of a CSV file: its columns with their types, and its key if ids are unique."""
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    columns = dict(zip(header, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(header, ())
    fields = [{"name": name, "type": _type(name, values)} for name, values in columns.items()]
    ids = columns.get("id", ())
    key = {"primaryKey": "id"} if ids and all(ids) and len(set(ids)) == len(ids) else {}
    return {"fields": fields, "missingValues": [""], **key}


def _type(name: str, values: Iterable[str]) -> str:
    stated = [value for value in values if value]
    if stated and all(value in _BOOLEANS for value in stated):
        return "boolean"
    is_number = stated and not _CODE.search(name) and all(_NUMBER.fullmatch(value) for value in stated)
    return "number" if is_number else "string"
