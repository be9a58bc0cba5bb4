"""Check that a wheel contains exactly the tracked files under src and is small enough."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

MAX_BYTES = 2_500_000
REQUIRES = {"attrs", "importlib-resources"}


def main(path: Path) -> None:
    """Exit with a message for the first thing that is wrong."""
    with zipfile.ZipFile(path) as wheel:
        inside = {name for name in wheel.namelist() if ".dist-info/" not in name}
        metadata = next(name for name in wheel.namelist() if name.endswith("/METADATA"))
        lines = wheel.read(metadata).decode("utf-8").splitlines()
    tracked = subprocess.run(["git", "ls-files", "src"], capture_output=True, text=True, check=True)  # noqa: S607
    expected = {name.removeprefix("src/") for name in tracked.stdout.split()}
    if inside != expected:
        sys.exit(f"missing in the wheel: {expected - inside}; not tracked: {inside - expected}")
    if path.stat().st_size > MAX_BYTES:
        sys.exit(f"the wheel has {path.stat().st_size:,} bytes, more than {MAX_BYTES:,}")
    required = {
        line.partition(": ")[2].partition(">")[0]
        for line in lines
        if line.startswith("Requires-Dist") and "extra ==" not in line
    }
    if required != REQUIRES:
        sys.exit(f"the wheel requires {required}, not {REQUIRES}")
    print(f"{path.name}: {len(inside)} files, {path.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
