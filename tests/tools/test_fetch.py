"""The download of the publishers' files, against a local server with made-up files."""

from __future__ import annotations

import hashlib
import http.server
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.conftest import ROOT

GOOD = b"food,magnesium\nalmonds,270\n"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """The address of a server that has good.csv."""
    folder = tmp_path / "published"
    folder.mkdir()
    (folder / "good.csv").write_bytes(GOOD)

    class Silent(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the name of the base class)
            pass

    serving = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=str(folder)))
    thread = threading.Thread(target=serving.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{serving.server_port}"
    serving.shutdown()
    thread.join()
    serving.server_close()


def publish(folder: Path, *files: str) -> Path:
    """Write a publishers.toml with these files of one release and return its folder."""
    folder.mkdir(exist_ok=True)
    head = '[made-up]\npublisher = "Nobody"\nrelease = "1"\nlicense = "none"\n'
    entries = "".join(f"\n[[made-up.files]]\nverified = 2026-01-31\n{file}\n" for file in files)
    (folder / "publishers.toml").write_text(head + entries, encoding="utf-8")
    return folder


def fetched(sources: Path, raw: Path, *releases: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "tools.fetch", *releases, "--raw", str(raw), "--sources", str(sources)]
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert "Traceback" not in run.stderr
    return run.returncode, run.stdout + run.stderr


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_a_file_is_downloaded_once(server: str, tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    sources = publish(
        tmp_path / "sources", f'path = "deep/here.csv"\nsha256 = "{sha256(GOOD)}"\nurl = "{server}/good.csv"'
    )
    assert fetched(sources, raw) == (0, "deep/here.csv: downloaded\n")
    assert (raw / "deep" / "here.csv").read_bytes() == GOOD
    assert fetched(sources, raw, "made-up") == (0, "deep/here.csv: present\n")


def test_a_file_that_differs_from_its_checksum_is_not_put_in_place(server: str, tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    sources = publish(tmp_path / "sources", f'path = "a.csv"\nsha256 = "{sha256(b"")}"\nurl = "{server}/good.csv"')
    status, said = fetched(sources, raw)
    assert status == 1
    assert sha256(GOOD) in said
    assert "not put in place" in said
    assert list(raw.iterdir()) == []


def test_a_damaged_file_is_replaced(server: str, tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "a.csv").write_bytes(GOOD[:5])
    sources = publish(tmp_path / "sources", f'path = "a.csv"\nsha256 = "{sha256(GOOD)}"\nurl = "{server}/good.csv"')
    assert fetched(sources, raw)[0] == 0
    assert (raw / "a.csv").read_bytes() == GOOD


def test_what_cannot_be_had_is_listed_and_the_rest_is_fetched(server: str, tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    sources = publish(
        tmp_path / "sources",
        f'path = "gone.csv"\nsha256 = "{sha256(GOOD)}"\nurl = "{server}/gone.csv"',
        f'path = "local.csv"\nsha256 = "{sha256(GOOD)}"\nurl = "file:///etc/hostname"',
        f'path = "hand.csv"\nsha256 = "{sha256(GOOD)}"\nby_hand = "from the CD"',
        f'path = "a.csv"\nsha256 = "{sha256(GOOD)}"\nurl = "{server}/good.csv"',
    )
    status, said = fetched(sources, raw)
    assert status == 1
    lines = dict(line.split(": ", 1) for line in said.splitlines())
    assert lines["gone.csv"].startswith("MISSING")
    assert "404" in lines["gone.csv"]
    assert lines["local.csv"] == "MISSING: file:///etc/hostname is not an http address"
    assert lines["hand.csv"] == f"MISSING: put it in place by hand (from the CD); SHA-256 {sha256(GOOD)}"
    assert lines["a.csv"] == "downloaded"
    assert sorted(path.name for path in raw.iterdir()) == ["a.csv"]


def test_an_unknown_release_names_the_known_ones(tmp_path: Path) -> None:
    status, said = fetched(publish(tmp_path / "sources"), tmp_path / "raw", "sr27")
    assert status == 1
    assert said == "error: no release 'sr27'; expected one of made-up\n"
