"""The bill of materials names everything that a wheel needs and holds."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

import magnesium as mg

sbom = pytest.importorskip("tools.sbom", reason="needs packaging: pip install --group test")

DATA = Path(mg.__file__).parent / "data"
METADATA = """\
Metadata-Version: 2.4
Name: pymagnesium
Version: 1.2.3
Summary: Magnesium
License-Expression: MIT
Requires-Dist: attrs>=23.1
Requires-Dist: Foo_Bar>=2
Provides-Extra: plots
Requires-Dist: matplotlib>=3.9; extra == 'plots'
Requires-Dist: foo-bar>=3; extra == 'plots'
"""
HASHED = "".join(
    f"{name}=={version} ; python_version < '4' \\\n    --hash=sha256:{letter * 64} \\\n    --hash=sha256:{'0' * 64}\n"
    for name, version, letter in [("attrs", "26.1.0", "a"), ("foo-bar", "3.1", "b"), ("matplotlib", "3.11", "c")]
)


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    path = tmp_path / "pymagnesium-1.2.3-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("pymagnesium-1.2.3.dist-info/METADATA", METADATA)
        out.write(DATA / "datapackage.json", "magnesium/data/datapackage.json")
    return path


def _of_type(bill: dict[str, Any], type_: str) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in bill["components"] if one["type"] == type_}


def test_every_requirement_is_named_once_with_its_tested_version_and_checksums(wheel: Path) -> None:
    packages = _of_type(sbom.bill(wheel, HASHED), "library")
    assert {name: (one["version"], one["scope"]) for name, one in packages.items()} == {
        "attrs": ("26.1.0", "required"),
        "foo-bar": ("3.1", "required"),
        "matplotlib": ("3.11", "optional"),
    }
    hashes = [one["hashes"][0]["content"] for one in packages["foo-bar"]["externalReferences"]]
    assert hashes == ["b" * 64, "0" * 64]
    assert [one["value"] for one in packages["foo-bar"]["properties"]] == ["Foo_Bar>=2", 'foo-bar>=3; extra == "plots"']


def test_every_bundled_table_is_named_with_the_checksum_of_its_file(wheel: Path) -> None:
    tables = _of_type(sbom.bill(wheel, HASHED), "data")
    files = {f"magnesium/data/{path.relative_to(DATA).as_posix()}": path for path in DATA.rglob("*") if path.is_file()}
    # What describes the tables is no table.
    described = {name: path for name, path in files.items() if path.name not in {"datapackage.json", "SHA256SUMS"}}
    described.pop("magnesium/data/SOURCES.toml")
    assert set(tables) == {name for name, path in described.items() if path.suffix in {".csv", ".toml"}}
    for name, table in tables.items():
        assert table["hashes"] == [{"alg": "SHA-256", "content": hashlib.sha256(files[name].read_bytes()).hexdigest()}]
        assert table["licenses"]


def test_the_bill_is_of_the_bytes_of_the_wheel_and_depends_on_nothing_else(
    wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "extras.txt").write_text(HASHED, encoding="utf-8")
    monkeypatch.setattr(sbom, "HASHED", tmp_path / "extras.txt")
    monkeypatch.setattr("sys.argv", ["sbom", str(wheel)])
    sbom.main()
    printed = capsys.readouterr().out
    bill = json.loads(printed)
    assert bill == sbom.bill(wheel, HASHED)
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    assert bill["metadata"]["component"]["hashes"] == [{"alg": "SHA-256", "content": digest}]
    assert bill["dependencies"][0]["dependsOn"] == sorted(one["bom-ref"] for one in bill["components"])
    assert str(tmp_path) not in printed


def test_the_hashed_requirements_of_the_extras_are_all_read() -> None:
    text = sbom.HASHED.read_text(encoding="utf-8")
    pins = sbom.pinned(text)
    assert len(pins) == text.count("==") - text.count(" == ")
    assert sum(len(checksums) for _, checksums in pins.values()) == text.count("--hash=")
