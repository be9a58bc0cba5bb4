"""The source distribution holds what its own tests need, and they pass there."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.conftest import ROOT

BUILD = "import hatchling.build, sys; hatchling.build.build_sdist(sys.argv[1])"
CHOSEN = ("README.md", "docs/tutorial.md", "tests/test_readme.py", "tests/test_units.py", "tests/test_checkout.py")


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("hatchling", reason="needs hatchling: pip install --group test")
    if not (ROOT / "src" / "magnesium").is_dir():
        pytest.skip("needs the package's source, and these are the tests beside a wheel")
    folder = tmp_path_factory.mktemp("sdist")
    subprocess.run([sys.executable, "-c", BUILD, str(folder)], cwd=ROOT, check=True)
    (archive,) = folder.glob("*.tar.gz")
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return folder / archive.name.removesuffix(".tar.gz")


def test_it_holds_every_file_that_git_would_track(unpacked: Path) -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("needs a Git checkout, and this is a copy of the files")
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    tracked = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    held = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()}
    assert held - {"PKG-INFO"} == {name for name in tracked if (ROOT / name).exists()}


@pytest.mark.slow
def test_its_own_tests_pass(unpacked: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *CHOSEN]
    run = subprocess.run(
        command,
        cwd=unpacked,
        env={**os.environ, "PYTHONPATH": str(unpacked / "src"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout
    assert "needs a Git checkout" in run.stdout
