"""The tables that are written by hand, as they stand in the data folder: check them and declare them."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

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

TITLES = {
    "symptoms.toml": ("Signs and symptoms of too little and too much magnesium", (HPO, ICD)),
    "risk_factors.toml": ("Causes and risk factors of low magnesium", (ICD, ATC)),
    "mechanisms.toml": ("How magnesium is lost or builds up, and what that does", ()),
    "interactions.toml": ("Medicines and supplements that interact with magnesium", (ATC,)),
    "complications.toml": ("Complications of low magnesium", (HPO, ICD)),
    "differential_diagnoses.toml": ("Other explanations of the same symptoms", (ICD,)),
    "warning_signs.toml": ("Signs that call for a doctor, and how soon", ()),
    "lab_tests.toml": ("Laboratory and other tests", (LOINC,)),
    "treatments.toml": ("What is done about low or high magnesium", ()),
    "studies.toml": ("Studies that decide what can be said", ()),
    "claims.toml": ("The founding article's statements, each with a verdict", ()),
}


COLLECTED = {
    "authorities.toml": "Bodies that set dietary reference values for magnesium",
    "editions.toml": "Editions of reference values and label values, and when each was in force",
    "food_tables.toml": "Food composition tables that are bundled",
    "label_bodies.toml": "Bodies that set the values and claims of food labels",
    "upper_level_scopes.toml": "What a reference value is compared with",
}
"""The tables of ``data-sources/`` that are bundled as they are."""


def written_tables(folder: Path) -> Iterator[Table]:
    """Yield the hand-written tables of *folder*.

    Raises ``ValueError`` for a file that is not TOML or whose records are not tables.
    """
    for name, (title, attributions) in TITLES.items():
        licence = "MIT; codes and labels of other bodies under their own terms" if attributions else "MIT"
        more = {"attribution": "; ".join(attributions)} if attributions else {}
        yield _written_table(folder / name, title, {"licence": licence, "built_by": "by hand", **more})


def collected_tables(folder: Path) -> Iterator[Table]:
    """Yield the tables of *folder* that are bundled as they are; raises as :func:`written_tables`."""
    for name, title in COLLECTED.items():
        yield _written_table(folder / name, title, {"licence": "MIT", "built_by": f"data-sources/{name}"})


def _written_table(path: Path, title: str, more: dict[str, str]) -> Table:
    text = path.read_text(encoding="utf-8")
    records = tomllib.loads(text)
    if not all(isinstance(record, dict) for record in records.values()):
        msg = f"{path.name}: every entry must be a table"
        raise ValueError(msg)
    about = {"title": title, "publisher": "this project", "edition": "2026", "sources": "bibliography.csv", **more}
    return Table(name=path.name, text=text, rows=len(records), about=about)
