"""The tables of laboratory figures that are collected by hand in ``data-sources``, bundled as they are."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tools.tables import Table

TITLES = {
    "ctcae_limits.csv": "Limits of serum magnesium in the grades of the Common Terminology Criteria for Adverse Events",
    "decision_limits.toml": "Cut-offs that publications give for laboratory values and indices",
    "kidney_stages.csv": "Stages of chronic kidney disease by filtration rate",
    "laboratory_constants.csv": "Constants of the laboratory formulas",
    "loading_protocols.toml": "Magnesium loading tests, with the limits of each",
    "reference_intervals.toml": "Published reference intervals of serum magnesium",
}


def laboratory_tables(folder: Path) -> Iterator[Table]:
    """Yield the laboratory tables of *folder*; raise ``ValueError`` for a file that cannot be read."""
    for name, title in TITLES.items():
        text = (folder / name).read_text(encoding="utf-8")
        about = {
            "title": title,
            "publisher": "the works named in each row's source",
            "edition": "2026",
            "sources": "bibliography.csv",
            "licence": "MIT; published figures are facts",
            "built_by": f"data-sources/{name}, collected by hand",
        }
        yield Table(name=name, text=text, rows=_rows(name, text), about=about)


def _rows(name: str, text: str) -> int:
    if name.endswith(".toml"):
        return len(tomllib.loads(text))
    return len(list(csv.reader(text.splitlines()))) - 1
