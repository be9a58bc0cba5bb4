"""A catalog in the reference: what it holds, how much of it, and where its records are shown."""

from __future__ import annotations

from importlib import import_module
from operator import attrgetter
from textwrap import indent
from typing import Any

import magnesium as mg
from tools.docs import CATALOGS
from tools.docstrings import texts_of


def catalog_entry(name: str) -> str:
    """Return the entry of the catalog that ``magnesium`` knows by *name*, as reStructuredText."""
    room, _, last = name.rpartition(".")
    catalog: mg.Catalog[Any] = attrgetter(name)(mg)
    record = type(next(iter(catalog.values())))
    text = _text(last, record.__module__)
    page = _page(catalog)
    shown = f"; all of them: :doc:`/data/{page}`" if page else "; find them with ``.search``"
    body = f"{text}\n\n{len(catalog):,} records of :py:class:`~{record.__module__}.{record.__qualname__}`{shown}."
    module = f"magnesium.{room}".removesuffix(".")
    head = f".. py:data:: {last}\n   :module: {module}\n   :type: Catalog[{record.__name__}]"
    return f"{head}\n\n{indent(body, '   ')}\n"


def _text(name: str, module: str) -> str:
    """Return the text after the catalog in the module that holds its records; sources and foods alike."""
    return texts_of(import_module(module))[name]


def _page(catalog: mg.Catalog[Any]) -> str | None:
    if catalog is mg.authorities:
        return "reference-values"
    return next((page for page, (_, shown) in CATALOGS.items() if shown is catalog), None)
