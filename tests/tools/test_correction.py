"""Anyone can correct a word of the data with nothing but the repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import magnesium as mg
from tests.tools.inputs import FROM_RAW
from tools.build import DATA, ROOT, SOURCES, Run, build, made, write
from tools.provenance import tables

OLD, NEW = "Muscle cramps", "Cramps of a muscle"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the parts of the repository that matter here; no publisher's file is near it."""
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(Path(mg.__file__).parent, tmp_path / "src" / "magnesium", ignore=ignore)
    for name in ("tools", "data-sources"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignore)
    return tmp_path


def run(checkout: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(checkout / "src")}
    return subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, check=False, cwd=checkout, env=environment
    )


def change(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert OLD in text
    path.write_text(text.replace(OLD, NEW), encoding="utf-8", newline="\n")


def test_a_word_is_corrected_by_one_command(checkout: Path) -> None:
    change(checkout / "data-sources" / "symptoms.toml")
    built = run(checkout, "-m", "tools.build", "symptoms.toml")
    assert (built.returncode, built.stderr) == (0, "")
    shown = run(checkout, "-c", "import magnesium as mg; print(mg.symptoms['muscle-cramp'].name)")
    assert (shown.stdout, shown.stderr) == (f"{NEW}\n", "")


def test_a_table_that_was_changed_where_it_is_bundled_names_the_command(checkout: Path) -> None:
    change(checkout / "src" / "magnesium" / "data" / "symptoms.toml")
    shown = run(checkout, "-c", "import magnesium as mg; mg.symptoms['muscle-cramp']")
    assert "make the change there and run: python -m tools.build symptoms.toml" in shown.stderr
    built = run(checkout, "-m", "tools.build", "symptoms.toml")
    assert built.returncode == 1
    assert built.stderr.startswith("error: symptoms.toml was edited ")
    assert "made from data-sources/symptoms.toml" in built.stderr


@pytest.mark.parametrize("name", sorted(set(tables(SOURCES)) - FROM_RAW))
def test_a_bundled_table_is_what_its_source_says(name: str, tmp_path: Path) -> None:
    """A source that was changed and not built, or a table that was edited, differs here."""
    for folder in ("foods", "fndds"):
        shutil.copytree(DATA / folder, tmp_path / folder)
    here = Run(sources=SOURCES, raw=tmp_path / "nowhere", data=tmp_path)
    write(build(here, [name]), here)
    assert (tmp_path / name).read_bytes() == (DATA / name).read_bytes(), f"run python -m tools.build {name}"


def test_every_table_is_made_or_kept() -> None:
    files = {path.relative_to(DATA).as_posix() for path in DATA.rglob("*") if path.is_file()}
    assert set(tables(SOURCES)) == files - {"SOURCES.toml", "SHA256SUMS", "datapackage.json"}
    for name in set(tables(SOURCES)) - set(made(SOURCES)):
        assert (SOURCES / name).is_file()
