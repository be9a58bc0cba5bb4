"""Download the publishers' files that the builders read: ``python -m tools.fetch [RELEASE …]``.

Each file is verified against its SHA-256 in ``data-sources/publishers.toml`` before it is put in place. Files without
an address are listed, with what must be put where. Exits with 1 while a file is missing.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from tools.build import ROOT, SOURCES
from tools.provenance import RawFile, Release, releases

_TIMEOUT_SECONDS = 60
_CHUNK_BYTES = 1 << 20


class FetchError(Exception):
    """A file could not be downloaded; the message says why."""


def fetch(file: RawFile, raw: Path) -> str:
    """Put one file in place below *raw* and return what was done.

    Raises :class:`FetchError` if it must be put in place by hand, cannot be downloaded, or differs
    from its checksum.
    """
    if file.is_intact(raw):
        return "present"
    if file.url is None:
        raise FetchError(f"put it in place by hand ({file.by_hand}); SHA-256 {file.sha256}")
    if not file.url.startswith(("https://", "http://")):
        raise FetchError(f"{file.url} is not an http address")
    target = raw / file.path
    target.parent.mkdir(parents=True, exist_ok=True)
    # Beside the target, so that the finished file is renamed within one file system: present whole, or not at all.
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as out:
            digest = _download(file.url, out)
        if digest != file.sha256:
            raise FetchError(f"{file.url} has SHA-256 {digest}, expected {file.sha256}; not put in place")
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)
    return "downloaded"


def _download(url: str, out: BinaryIO) -> str:
    digest = hashlib.sha256()
    try:
        with urllib.request.urlopen(url, timeout=_TIMEOUT_SECONDS) as response:  # noqa: S310  (checked by the caller)
            while chunk := response.read(_CHUNK_BYTES):
                digest.update(chunk)
                out.write(chunk)
    except (urllib.error.URLError, OSError) as error:
        raise FetchError(f"{url}: {error}") from None
    return digest.hexdigest()


def fetch_all(wanted: Iterable[Release], raw: Path) -> bool:
    """Put the files of the *wanted* releases in place, print each outcome, and return whether all are present."""
    complete = True
    for release in wanted:
        for file in release.files:
            try:
                print(f"{file.path}: {fetch(file, raw)}")
            except FetchError as error:
                complete = False
                print(f"{file.path}: MISSING: {error}")
    return complete


def main() -> None:
    """Fetch from the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.fetch", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("releases", nargs="*", metavar="RELEASE", help="ids in publishers.toml; default all")
    parser.add_argument("--raw", type=Path, default=ROOT / "raw", help="folder of the publishers' files; default raw/")
    parser.add_argument("--sources", type=Path, default=SOURCES, help="folder with publishers.toml")
    options = parser.parse_args()
    known = releases(options.sources)
    if unknown := [name for name in options.releases if name not in known]:
        sys.exit(f"error: no release {unknown[0]!r}; expected one of {', '.join(known)}")
    wanted = [known[name] for name in options.releases] or list(known.values())
    sys.exit(0 if fetch_all(wanted, options.raw) else 1)


if __name__ == "__main__":
    main()
