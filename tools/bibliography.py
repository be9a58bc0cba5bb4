"""Build the bibliography from the works in ``data-sources/bibliography.csv`` and the releases of publishers."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from tools.provenance import Release
from tools.tables import Table, csv_table


def bibliography_table(path: Path, releases: Iterable[Release]) -> Table:
    """Return the works of the file *path* and the *releases* that have a citation, sorted by key.

    Raises ``ValueError`` for a key that is duplicated.
    """
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        header = list(reader.fieldnames or ())
        works = [*reader, *(_work(release) for release in releases if release.citation)]
    keys = [work["id"] for work in works]
    if twice := {key for key in keys if keys.count(key) > 1}:
        msg = f"bibliography.csv: duplicated: {', '.join(sorted(twice))}"
        raise ValueError(msg)
    return csv_table("bibliography.csv", header, sorted([work.get(name, "") for name in header] for work in works))


def _work(release: Release) -> dict[str, str]:
    return {
        "id": release.id,
        "citation": release.citation or "",
        "class": "handbook",
        "url": release.website or "",
        "license": release.license,
        "seen": "seen",
    }
