"""Assemble the page "your day, a report", which runs the library in the browser: ``python -m tools.browser OUT``.

The folder holds the page, Pyodide and the wheels of the library and of what it needs. Any server of static files can
serve it: ``python -m http.server --directory OUT``. Nothing is loaded from elsewhere.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

PAGE = Path(__file__).parents[1] / "examples" / "browser"
PARTS = ("index.html", "page.css", "page.js", "worker.js", "questions.py")
PYODIDE = (
    "pyodide.mjs",
    "pyodide.asm.js",  # up to 0.29
    "pyodide.asm.mjs",  # from 314
    "pyodide.asm.wasm",
    "python_stdlib.zip",
    "pyodide-lock.json",
)
VERSION = "VERSION"
"""The word in the script for offline use that is replaced by a hash of all files."""


def assemble(out: Path, *, pyodide: Path, wheels: Iterable[Path]) -> list[str]:
    """Write the folder of the page to *out*, and return the names of its files.

    Args:
        out: The folder to write; made if absent.
        pyodide: The folder of the npm package ``pyodide``.
        wheels: The wheels of the library and of its requirements.

    Raises:
        FileNotFoundError: *pyodide* is no such folder, or a wheel is absent.
    """
    sources = {name: PAGE / name for name in PARTS}
    sources |= {f"pyodide/{name}": pyodide / name for name in PYODIDE if (pyodide / name).exists()}
    if "pyodide/pyodide.mjs" not in sources:
        raise FileNotFoundError(f"{pyodide} must be the folder of the npm package pyodide, but has no pyodide.mjs")
    names = {path.name: path for path in sorted(wheels)}
    sources |= names
    for name, path in sources.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, out / name)
    (out / "wheels.json").write_text(json.dumps(list(names)), encoding="utf-8")
    files = [*sources, "wheels.json"]
    (out / "files.json").write_text(json.dumps(["./", *files]), encoding="utf-8")
    offline = (PAGE / "offline.js").read_text(encoding="utf-8").replace(VERSION, _hash(out / name for name in files))
    (out / "offline.js").write_text(offline, encoding="utf-8")
    return [*files, "files.json", "offline.js"]


def _hash(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def main(arguments: Sequence[str] | None = None) -> None:
    """Assemble the page from the command line."""
    parser = argparse.ArgumentParser(prog="python -m tools.browser", description=__doc__)
    parser.add_argument("out", type=Path, help="the folder to write")
    parser.add_argument("--pyodide", type=Path, required=True, help="folder of the npm package, node_modules/pyodide")
    parser.add_argument("--wheels", type=Path, required=True, help="folder of the wheels: python -m pip wheel . -w DIR")
    given = parser.parse_args(arguments)
    files = assemble(given.out, pyodide=given.pyodide, wheels=given.wheels.glob("*.whl"))
    size = sum((given.out / name).stat().st_size for name in files)
    print(f"{given.out}: {len(files)} files, {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
