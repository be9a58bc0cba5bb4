"""Two builds of the same files give the same bytes, wherever, whenever and by whomever they are made."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

BUILD = """
import sys
from hatchling.build import build_sdist, build_wheel
build_sdist(sys.argv[1])
build_wheel(sys.argv[1])
"""
LEFT_OUT = shutil.ignore_patterns(".git", ".*cache*", "__pycache__", "out", "raw", "site", "dist", "build")


def _built(source: Path, *, umask: int, zone: str, hash_seed: str) -> dict[str, bytes]:
    """Copy the project to *source* with the modes of *umask*, and return the files that a build there makes."""
    shutil.copytree(ROOT, source, ignore=LEFT_OUT, copy_function=shutil.copyfile)
    for path in source.rglob("*"):
        path.chmod((0o777 if path.is_dir() else 0o666) & ~umask)
    out = source.with_name(f"{source.name}-out")
    surroundings = {**os.environ, "TZ": zone, "PYTHONHASHSEED": hash_seed}
    surroundings.pop("SOURCE_DATE_EPOCH", None)
    subprocess.run([sys.executable, "-c", BUILD, str(out)], cwd=source, env=surroundings, umask=umask, check=True)
    return {path.name: path.read_bytes() for path in sorted(out.iterdir())}


@pytest.mark.skipif(os.name == "nt", reason="needs the modes of POSIX")
def test_two_builds_from_other_folders_modes_and_time_zones_have_the_same_bytes(tmp_path: Path) -> None:
    pytest.importorskip("hatchling", reason="needs hatchling: pip install --group test")
    if not (ROOT / "src" / "magnesium").is_dir():
        pytest.skip("needs the package's source, and these are the tests beside a wheel")
    one = _built(tmp_path / "one", umask=0o022, zone="UTC", hash_seed="1")
    other = _built(tmp_path / "a" / "longer name", umask=0o077, zone="Asia/Tokyo", hash_seed="2")
    assert [Path(name).suffix for name in one] == [".whl", ".gz"]
    assert list(one) == list(other)
    assert [name for name in one if one[name] != other[name]] == []
