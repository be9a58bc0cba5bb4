"""The files of hashed requirements pin the tested versions and name no place to download from."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.conftest import ROOT

packaging_utils = pytest.importorskip("packaging.utils", reason="needs packaging: pip install --group test")
requirements = pytest.importorskip("packaging.requirements", reason="needs packaging: pip install --group test")

FILES = sorted((ROOT / "requirements").glob("*.txt"))
# One requirement: a pin, perhaps a marker, and at least one SHA-256.
HASHED = re.compile(
    r"(?P<name>[a-z0-9-]+)==(?P<version>[\w.]+)( ; [^\\\n]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+\n",
)


def _name(text: str) -> str:
    return str(packaging_utils.canonicalize_name(text))


def _tested() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line.split("==") for line in lines if not line.startswith("#")]
    return {_name(name): version for name, version in pins}


def _pins(path: Path) -> dict[str, str]:
    return {found["name"]: found["version"] for found in HASHED.finditer(path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_line_is_a_tested_version_with_hashes_and_nothing_else(path: Path) -> None:
    assert HASHED.sub("", path.read_text(encoding="utf-8")) == ""
    tested = _tested()
    pins = _pins(path)
    assert {name: version for name, version in pins.items() if version != tested.get(name, version)} == {}


def test_what_is_declared_is_pinned() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project, groups = declared["project"], declared["dependency-groups"]
    extras = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    everything = [*extras, *(one for group in groups.values() for one in group if isinstance(one, str))]
    for stem, wanted in (
        ("build", [*declared["build-system"]["requires"], *groups["build"]]),
        ("extras", extras),
        ("dev", everything),
    ):
        names = {_name(requirements.Requirement(one).name) for one in wanted}
        assert names - set(_pins(ROOT / "requirements" / f"{stem}.txt")) == set()
