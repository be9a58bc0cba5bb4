"""The tables that are written by hand, as they stand in the data folder: check them and declare them."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from magnesium import catalogs
from tools.tables import Table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HPO = (
    "This service/product uses the Human Phenotype Ontology (release 2025-01-16). Find out more at https://hpo.jax.org"
)
ICD = (
    "ICD-10-CM codes and labels: US Centers for Disease Control and Prevention, National Center for Health "
    "Statistics, tabular list of 1 April 2026 (public domain)"
)
ATC = "single ATC codes are cited (WHO Collaborating Centre for Drug Statistics Methodology)"
LOINC = (
    "This material contains content from LOINC (http://loinc.org). LOINC is copyright Regenstrief Institute, Inc. "
    "and the Logical Observation Identifiers Names and Codes (LOINC) Committee and is available at no cost "
    "under the license at http://loinc.org/license"
)

ATTRIBUTIONS = {"hpo": HPO, "icd10cm": ICD, "atc_codes": ATC, "loinc": LOINC}
"""The words that the owner of each kind of code asks for."""


def written_tables(folder: Path) -> Iterator[Table]:
    """Yield the hand-written tables of *folder*.

    Raises ``ValueError`` for a file that is no TOML or whose records are not tables.
    """
    titles = {catalog.file: catalog.title for catalog in catalogs.all().values() if catalog.file.endswith(".toml")}
    for name, title in titles.items():
        text = (folder / name).read_text(encoding="utf-8")
        records = tomllib.loads(text)
        if not all(isinstance(record, dict) for record in records.values()):
            msg = f"{name}: every entry must be a table"
            raise ValueError(msg)
        held = {field for record in records.values() for field in record}
        attributions = [words for field, words in ATTRIBUTIONS.items() if field in held]
        about = {
            "title": title,
            "publisher": "this project",
            "edition": "2026",
            "sources": "bibliography.csv",
            "licence": "MIT; codes and labels of other bodies under their own terms" if attributions else "MIT",
            "built_by": "by hand",
        }
        if attributions:
            about["attribution"] = "; ".join(attributions)
        yield Table(name=name, text=text, rows=len(records), about=about)
