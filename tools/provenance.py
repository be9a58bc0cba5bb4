"""Provenance: the releases of ``data-sources/publishers.toml`` and the sources of each bundled table."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from magnesium import catalogs
from magnesium.foods.fndds import release_file
from magnesium.foods.food_tables import foods_file


@attrs.frozen(kw_only=True)
class RawFile:
    """One file of a publisher; *path* is below the folder of raw tables."""

    path: str
    sha256: str = attrs.field(validator=attrs.validators.matches_re("[0-9a-f]{64}"))
    verified: dt.date
    """The day on which a copy had this checksum."""
    url: str | None = None
    """Where it can be downloaded."""
    by_hand: str | None = None
    """Where to find it, if it cannot be downloaded as it is."""

    def is_intact(self, raw: Path) -> bool:
        """Return whether the file is below *raw* and has its checksum."""
        path = raw / self.path
        return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == self.sha256


def _files(value: Sequence[Mapping[str, Any]]) -> tuple[RawFile, ...]:
    return tuple(RawFile(**fields) for fields in value)


@attrs.frozen(kw_only=True)
class Release:
    """A release of a publisher: its terms, and the files that the builders read."""

    id: str
    publisher: str
    release: str
    license: str
    title: str | None = None
    attribution: str | None = None
    """The sentence that the owner asks for."""
    citation: str | None = None
    """How the bibliography cites it, under its id; ``None`` if no figure names it as source."""
    website: str | None = None
    food_table: Mapping[str, Any] | None = None
    """What ``magnesium.food_tables`` holds beside the terms, if it is a food table."""
    fndds_release: Mapping[str, Any] | None = None
    """What ``magnesium.fndds_releases`` holds beside the citation, if it is a release of FNDDS."""
    files: tuple[RawFile, ...] = attrs.field(default=(), converter=_files)

    @property
    def edition(self) -> str:
        """Title and release."""
        return f"{self.title}, {self.release}" if self.title else self.release


def releases(sources: Path) -> dict[str, Release]:
    """Return the releases of ``publishers.toml`` in the folder *sources*, by id."""
    read = tomllib.loads((sources / "publishers.toml").read_text(encoding="utf-8"))
    return {id_: Release(id=id_, **fields) for id_, fields in read.items()}


def tables(sources: Path) -> dict[str, dict[str, Any]]:
    """Return the declarations of ``tables.toml`` for each bundled table, by file name, and the food tables."""
    declared = tomllib.loads((sources / "tables.toml").read_text(encoding="utf-8"))
    foods = {
        foods_file(release.id): {"title": f"Foods of {release.title}", "publishers": [release.id]}
        for release in food_tables(sources)
    }
    earlier = {
        release_file(release.fndds_release["id"]): {
            "title": f"Foods of {release.title}, {release.release}, as differences to the newest release",
            "publishers": [release.id],
        }
        for release in fndds_releases(sources)
        if release.fndds_release and not release.food_table
    }
    return declared | foods | earlier


def food_tables(sources: Path) -> list[Release]:
    """Return the releases that are food tables, the highest rank first."""
    found = [(release.food_table["rank"], release) for release in releases(sources).values() if release.food_table]
    return [release for _, release in sorted(found, key=lambda ranked: -ranked[0])]


def fndds_releases(sources: Path) -> list[Release]:
    """Return the releases of FNDDS, the earliest first."""
    found = [release for release in releases(sources).values() if release.fndds_release]
    return sorted(found, key=lambda release: str((release.fndds_release or {})["id"]))


def about(sources: Path, name: str) -> dict[str, str]:
    """Return the entry of the manifest for the bundled table *name*, without its rows and checksum.

    Raises ``ValueError`` for a table that is not declared.
    """
    declared = tables(sources)
    if name not in declared:
        raise ValueError(f"{name} is not declared; expected one of {', '.join(declared)}")
    known = releases(sources)
    used = [known[id_] for id_ in declared[name]["publishers"]]
    entry = {
        "title": declared[name].get("title") or _titles()[name],
        "publisher": _joined(release.publisher for release in used),
        "edition": _joined(release.edition for release in used),
        "license": _joined(release.license for release in used),
        "attribution": _joined(release.attribution for release in used),
        "sources": " ".join(release.id for release in used if release.citation),
    }
    return {key: text for key, text in entry.items() if text}


@functools.cache
def _titles() -> dict[str, str]:
    """Return the titles of the files that a catalog reads; tables.toml has those of the others."""
    return {catalog.file: catalog.title for catalog in catalogs.all().values() if catalog.file}


def _joined(texts: Any) -> str:
    return "; ".join(dict.fromkeys(text for text in texts if text))
