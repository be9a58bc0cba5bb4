"""Write one Markdown page for each catalog, from the data: ``python -m tools.docs --out docs/_build``.

The pages are made when they are wanted and never kept, so they cannot differ from what the library
says. Every text is escaped; ids of other records are links, and references lead to the sources.
"""

from __future__ import annotations

import argparse
import enum
import html
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

import magnesium as mg
from magnesium.clinical.knowledge import Code

CATALOGS: dict[str, tuple[str, mg.Catalog[Any]]] = {
    "symptoms": ("Symptoms", mg.symptoms),
    "warning-signs": ("Warning signs", mg.warning_signs),
    "risk-factors": ("Risk factors and medicines", mg.risk_factors),
    "mechanisms": ("Mechanisms", mg.mechanisms),
    "interactions": ("Interactions", mg.interactions),
    "complications": ("Complications", mg.complications),
    "differential-diagnoses": ("Other explanations of the same symptoms", mg.differential_diagnoses),
    "lab-tests": ("Tests", mg.lab_tests),
    "treatments": ("Treatments, described", mg.treatments),
    "studies": ("Studies", mg.studies),
    "claims": ("Claims and what sources say to them", mg.claims),
    "reference-intervals": ("Reference intervals of serum magnesium", mg.laboratory.reference_intervals),
    "loading-protocols": ("Loading tests", mg.laboratory.loading_protocols),
    "compounds": ("Supplement salts", mg.compounds),
    "waters": ("Waters", mg.waters),
    "sources": ("Sources", mg.sources),
}
"""Page, its title, and the catalog it shows. Foods and reference values are too many for a page."""

_SPECIAL = re.compile(r"([\\`*_{}\[\]#|~])")
_HEADINGS = {"id", "name"}


def escaped(text: str) -> str:
    r"""Return *text* so that Markdown and HTML show it as it stands, on one line.

    >>> escaped("a_b <i>*c*</i>")
    'a\\_b &lt;i&gt;\\*c\\*&lt;/i&gt;'
    """
    return _SPECIAL.sub(r"\\\1", html.escape(" ".join(text.split()), quote=False))


def pages(catalogs: Mapping[str, tuple[str, mg.Catalog[Any]]] | None = None) -> dict[str, str]:
    """Return the text of every page by its file name, the list of pages among them."""
    shown = CATALOGS if catalogs is None else catalogs
    homes = {id_: page for page, (_, catalog) in shown.items() for id_ in catalog}
    found = {f"{page}.md": _page(title, catalog, homes) for page, (title, catalog) in shown.items()}
    lines = ["# Catalogs", "", "Written from the data of the library; each record as it is bundled.", ""]
    lines += [f"- [{escaped(title)}]({page}.md): {len(catalog)}" for page, (title, catalog) in shown.items()]
    return {"index.md": "\n".join(lines) + "\n", **found}


def _page(title: str, catalog: mg.Catalog[Any], homes: Mapping[str, str]) -> str:
    lines = [f"# {escaped(title)}", "", f"{len(catalog)} records, written from the data.", ""]
    for record in catalog.values():
        lines += [f'<a id="{anchor(record.id)}"></a>', "", f"## {escaped(record.name)}", "", f"`{record.id}`", ""]
        lines += [f"- **{_label(name)}**: {text}" for name, text in _fields(record, homes)]
        lines.append("")
    return "\n".join(lines)


def anchor(id_: str) -> str:
    """Return the anchor of a record on its page.

    >>> anchor("symptom:tetany")
    'symptom-tetany'
    """
    return html.escape(re.sub(r"[^a-z0-9.]+", "-", id_.casefold()).strip("-"))


def _label(name: str) -> str:
    return escaped(name.replace("_", " "))


def _fields(record: Any, homes: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what a record holds; what is unknown or empty is not shown, and 0 is neither."""
    for field in attrs.fields(type(record)):
        value = getattr(record, field.name)
        if field.name not in _HEADINGS and value is not None and value is not False and value not in ((), ""):
            yield field.name, _value(value, homes)


def _value(value: Any, homes: Mapping[str, str]) -> str:
    if isinstance(value, tuple):
        groups = all(isinstance(item, tuple) for item in value)
        return (" and " if groups else "; ").join(
            " or ".join(_value(one, homes) for one in item) if groups else _value(item, homes) for item in value
        )
    if attrs.has(type(value)) and not isinstance(value, Code):
        named = [(name, getattr(value, name)) for name in ("id", "name") if getattr(value, name, None)]
        parts = [f"{_label(name)}: {_value(held, homes)}" for name, held in named]
        return ", ".join((*parts, *(f"{_label(name)}: {text}" for name, text in _fields(value, homes))))
    text = "yes" if value is True else f"{value:g}" if isinstance(value, float) else str(value)
    if text in homes and not isinstance(value, enum.Enum):
        return f"[{escaped(text)}]({homes[text]}.md#{anchor(text)})"
    return escaped(text)


def write(folder: Path) -> None:
    """Write every page to *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")


def main() -> None:
    """Write the pages from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("docs/_build"), help="where the pages go (docs/_build)")
    write(parser.parse_args().out)


if __name__ == "__main__":
    main()
