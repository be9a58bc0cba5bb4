"""A clone has the bytes that were committed, however Git is set up."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.fixture(scope="module")
def checkout() -> Path:
    """The folder of a Git checkout; tests that need it skip in an sdist and beside a wheel."""
    if not (ROOT / ".git").exists():
        pytest.skip("needs a Git checkout, and this is a copy of the files")
    return ROOT


@pytest.mark.parametrize("setting", ["core.autocrlf=true", "core.autocrlf=input", "core.eol=crlf"])
def test_a_clone_has_the_committed_line_ends_and_its_data_files_agree_with_their_checksums(
    setting: str, checkout: Path, tmp_path: Path
) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", "--config", setting, str(checkout), str(clone)], check=True)
    # Each line says how a file's lines end in the repository ("i/lf") and in the checkout ("w/crlf").
    listed = subprocess.run(["git", "ls-files", "--eol"], cwd=clone, capture_output=True, text=True, check=True).stdout
    ends = [line.split()[:2] for line in listed.splitlines()]
    assert ends
    assert [end for end in ends if end[0].removeprefix("i/") != end[1].removeprefix("w/")] == []

    data = clone / "src" / "magnesium" / "data"
    checksums = (data / "SHA256SUMS").read_text(encoding="ascii").split("\n")
    for digest, name in filter(None, (line.split() for line in checksums)):
        assert hashlib.sha256((data / name).read_bytes()).hexdigest() == digest, name
