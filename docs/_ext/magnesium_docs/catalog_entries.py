"""Catalogs in the reference: their contents, the pages of their records, and the classes of the records."""

from __future__ import annotations

from importlib import import_module
from textwrap import indent
from typing import Any

import attrs

import magnesium as mg
from magnesium.catalogs.parts import parts_of
from magnesium_docs.catalog_pages import page_of
from magnesium_docs.docstrings import texts_of


def catalog_entry(name: str) -> str:
    """Return the entry of the catalog with an import name, as reStructuredText."""
    catalog: mg.Catalog[Any] = mg.catalogs.all()[name]
    package, _, last = name.rpartition(".")
    record = catalog.record
    # A catalog is defined in the module of its records, with its text after it.
    text = texts_of(import_module(record.__module__))[last]
    page = page_of(name)
    shown = f"; all of them: :doc:`/data/{page}`" if page else "; find them with ``.search``"
    body = f"{text}\n\n{len(catalog):,} records of :py:class:`~{record.__module__}.{record.__qualname__}`{shown}."
    module = f"magnesium.{package}".removesuffix(".")
    head = f".. py:data:: {last}\n   :module: {module}\n   :type: Catalog[{record.__name__}]"
    return f"{head}\n\n{indent(body, '   ')}\n"


def catalogs_of(package: str) -> str:
    """Return the entries of the catalogs of a package, as reStructuredText."""
    return "\n".join(catalog_entry(name) for name in names_of(package))


def records_of(package: str) -> str:
    """Return the entries of the classes of a package's records, as reStructuredText."""
    return "\n".join(_class_entry(mg.catalogs.all()[name].record) for name in names_of(package))


def inner_parts_of(package: str) -> str:
    """Return the entries of the classes and vocabularies inside a package's records, as reStructuredText."""
    records = [mg.catalogs.all()[name].record for name in names_of(package)]
    parts = dict.fromkeys(part for record in records for part in parts_of(record) if _is_in(package, part))
    return "\n".join(map(_class_entry, parts))


def names_of(package: str) -> list[str]:
    """Return the import names of the catalogs of a package, such as "clinical"."""
    return [name for name, catalog in mg.catalogs.all().items() if _is_in(package, catalog.record)]


def _is_in(package: str, kind: type[Any]) -> bool:
    return kind.__module__.startswith(f"magnesium.{package}.")


def _class_entry(kind: type[Any]) -> str:
    module = "magnesium" if kind.__name__ in mg.__all__ else kind.__module__
    # A field that all records of a family have is defined in their base.
    options = "\n   :inherited-members:" if attrs.has(kind) else ""
    return f".. autoclass:: {module}.{kind.__name__}{options}\n"
