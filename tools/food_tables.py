"""Build the lists of food tables and of releases of FNDDS from ``data-sources/publishers.toml``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tools.provenance import Release
from tools.tables import Table, toml_table


def food_tables_table(releases: Sequence[Release]) -> Table:
    """Return the table of the food tables among *releases*."""
    lines = ["# Made by tools/build.py from data-sources/publishers.toml."]
    lines += [toml_table(release.id, _fields(release)) for release in releases]
    return Table(name="food_tables.toml", text="\n".join(lines) + "\n", rows=len(releases))


def fndds_releases_table(releases: Sequence[Release]) -> Table:
    """Return the table of the releases of FNDDS among *releases*."""
    lines = ["# Made by tools/build.py from data-sources/publishers.toml."]
    for release in releases:
        fields = dict(release.fndds_release or {})
        lines.append(toml_table(fields.pop("id"), fields | {"title": release.edition, "source": release.id}))
    return Table(name="fndds_releases.toml", text="\n".join(lines) + "\n", rows=len(releases))


def _fields(release: Release) -> dict[str, Any]:
    terms = {name: getattr(release, name) for name in ("title", "publisher", "release", "license", "attribution")}
    return {name: text for name, text in terms.items() if text} | dict(release.food_table or {})
