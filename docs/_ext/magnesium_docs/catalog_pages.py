"""Pages generated from the data: one per catalog, the reference values as tables, the data dictionary.

They are written by each build and not kept, so they cannot differ from the data. Every text is escaped; other records
and sources are links. The pages are MyST Markdown: a record's target precedes its heading and is unique on the site.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import quote

import attrs

import magnesium as mg
from magnesium.clinical.records import Code
from magnesium_docs.data_dictionary import dictionary
from magnesium_docs.markdown import anchor, escaped
from magnesium_docs.reference_values import reference_value_tables

_ELSEWHERE = {"authorities": "reference-values"}
"""Catalogs that other kinds of pages show."""
_AT_MOST = 1000
"""Records on a page."""


def page_of(name: str) -> str | None:
    """Return the page that shows the catalog with an import name; ``None`` if no page does.

    >>> page_of("laboratory.loading_protocols"), page_of("foods")
    ('loading-protocols', None)
    """
    if name in _ELSEWHERE:
        return _ELSEWHERE[name]
    room = name.partition(".")[0]
    is_public = room == name or (room in mg.__all__ and isinstance(getattr(mg, room), ModuleType))
    is_short = is_public and len(mg.catalogs.all()[name]) <= _AT_MOST
    return name.rpartition(".")[2].replace("_", "-") if is_short else None


def shown_catalogs() -> dict[str, mg.Catalog[Any]]:
    """Return the catalogs with a page of records, by the page."""
    every = mg.catalogs.all()
    pages = {name: page_of(name) for name in every if name not in _ELSEWHERE}
    return {page: every[name] for name, page in pages.items() if page is not None}


_OTHERS = {
    "reference-values": ("Every reference value, by authority and edition", reference_value_tables),
    "files": ("Data dictionary and provenance", dictionary),
}
_SITES = {"doi": "https://doi.org/", "pmid": "https://pubmed.ncbi.nlm.nih.gov/", "url": ""}
_HEADINGS = {"id", "name"}


def pages(catalogs: Mapping[str, mg.Catalog[Any]] | None = None) -> dict[str, str]:
    """Return the text of every page by its file name, the list of pages among them."""
    shown = shown_catalogs() if catalogs is None else catalogs
    # Sources are the last: if one has the id of another record, a link means the source.
    links = {id_: _link(page, record) for page, catalog in shown.items() for id_, record in catalog.items()}
    found = {f"{page}.md": _page(page, catalog, links) for page, catalog in shown.items()}
    others = {f"{page}.md": write_page(title) for page, (title, write_page) in _OTHERS.items()}
    return {"index.md": _index(shown), **found, **others}


def _index(shown: Mapping[str, mg.Catalog[Any]]) -> str:
    lines = [
        "# Data: every bundled record",
        "",
        "Generated from the data of the library. Each page shows the records as they are bundled.",
        "",
    ]
    lines += [f"- [{escaped(title)}]({page}.md)" for page, (title, _) in _OTHERS.items()]
    lines += [f"- [{escaped(catalog.title)}]({page}.md): {len(catalog)}" for page, catalog in shown.items()]
    lines += ["", f"The {len(mg.foods):,} foods are too many for a page: [search them](../food-search.md).", ""]
    return "\n".join([*lines, "```{toctree}", ":hidden:", "", *_OTHERS, *shown, "```", ""])


def _page(page: str, catalog: mg.Catalog[Any], links: Mapping[str, str]) -> str:
    lines = [f"# {escaped(catalog.title)}", "", f"{len(catalog)} records, generated from the data.", ""]
    for record in catalog.values():
        lines += [f"({anchor(record.id, page)})=", "", *_heading(record)]
        lines += [f"- **{_label(name)}**: {text}" for name, text in _fields(record, links)]
        lines.append("")
    return "\n".join(lines)


def _has_name(record: Any) -> bool:
    """Return whether a record has its own name; the name of a source is its citation, which is shown as a field."""
    held = attrs.asdict(record, recurse=False)
    return "name" in held or record.name not in held.values()


def _link(page: str, record: Any) -> str:
    return f"[{escaped(record.name if _has_name(record) else record.id)}](#{anchor(record.id, page)})"


def _heading(record: Any) -> list[str]:
    if _has_name(record):
        return [f"## {escaped(record.name)}", "", f"`{record.id}`", ""]
    return [f"## {escaped(record.id)}", ""]


def _label(name: str) -> str:
    return escaped(name.replace("_", " "))


def _fields(record: Any, links: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the fields of a record; unknown and empty values are left out, but 0 is shown."""
    # What every record of a family has comes after what only this kind has.
    for field in sorted(attrs.fields(type(record)), key=lambda field: field.inherited):
        value = getattr(record, field.name)
        if field.name not in _HEADINGS and value is not None and value is not False and value not in ((), ""):
            yield field.name, _linked(field.name, value) or _value(value, links)


def _linked(field: str, value: Any) -> str | None:
    """Return a link to another site if the *field* holds an address or an identifier that makes one."""
    if field not in _SITES or not isinstance(value, str):
        return None
    address = quote(_SITES[field] + value, safe="/:?#@!$&+,;=%~")
    return f"[{escaped(value)}](<{address}>)" if address.startswith(("https://", "http://")) else None


def _value(value: Any, links: Mapping[str, str]) -> str:
    if isinstance(value, tuple):
        groups = all(isinstance(item, tuple) for item in value)
        return (" and " if groups else "; ").join(
            " or ".join(_value(one, links) for one in item) if groups else _value(item, links) for item in value
        )
    if attrs.has(type(value)) and not isinstance(value, Code):
        named = [(name, getattr(value, name)) for name in ("id", "name") if getattr(value, name, None)]
        parts = [f"{_label(name)}: {_value(held, links)}" for name, held in named]
        return ", ".join((*parts, *(f"{_label(name)}: {text}" for name, text in _fields(value, links))))
    text = "yes" if value is True else f"{value:g}" if isinstance(value, float) else str(value)
    # A year is not the retention code of the same digits.
    if text in links and not isinstance(value, enum.Enum) and not text.isdecimal():
        return links[text]
    return escaped(text)


def write(folder: Path) -> None:
    """Write every page to *folder*, except pages that have not changed."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        path = folder / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
