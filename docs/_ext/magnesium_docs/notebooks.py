"""A notebook and its stored results as a Markdown page."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_PICTURES = {"image/svg+xml": ".svg", "image/png": ".png"}  # a drawing is sharper than its pixels


def notebook_pages(folder: Path, out: Path) -> None:
    """Write a page for each notebook of *folder* to *out*, with its pictures, and an index page."""
    out.mkdir(parents=True, exist_ok=True)
    names = []
    for path in sorted(folder.glob("*.ipynb")):
        names.append(path.stem)
        text, pictures = notebook_page(json.loads(path.read_text(encoding="utf-8")), path)
        _write(out / f"{path.stem}.md", text.encode())
        for name, data in pictures.items():
            _write(out / name, data)
    links = "".join(f"{name}\n" for name in names)
    intro = f"# Notebooks: worked examples\n\nThey are in `{folder.name}/` of the repository, with output.\n\n"
    _write(out / "index.md", f"{intro}```{{toctree}}\n:maxdepth: 1\n\n{links}```\n".encode())


def notebook_page(notebook: dict[str, Any], path: Path) -> tuple[str, dict[str, bytes]]:
    """Return the Markdown of a notebook, and its pictures by their file names.

    Raises ``ValueError`` for a notebook that does not begin with words, or in which a cell failed.
    """
    parts: list[str] = []
    pictures: dict[str, bytes] = {}
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(source)
        elif cell["cell_type"] == "code" and source.strip():
            parts.append(_fenced("python", source))
            parts += _outputs(cell["outputs"], path, pictures)
    if not parts or notebook["cells"][0]["cell_type"] != "markdown":
        raise ValueError(f"{path.name}: must begin with a cell of Markdown, which is the title of its page")
    note = f"*From the notebook `{path.parent.name}/{path.name}`, with its output.*"
    return "\n\n".join([parts[0], note, *parts[1:]]) + "\n", pictures


def _outputs(outputs: list[dict[str, Any]], path: Path, pictures: dict[str, bytes]) -> Iterator[str]:
    """Yield each result in its richest form: a picture, HTML, or text."""
    for output in outputs:
        if output.get("output_type") == "error":
            raise ValueError(f"{path.name}: a cell failed with {output['ename']}: {output['evalue']}")
        data = output.get("data", {})
        if kind := next((kind for kind in _PICTURES if kind in data), None):
            name = f"{path.stem}-{len(pictures) + 1}{_PICTURES[kind]}"
            text = "".join(data[kind])
            pictures[name] = text.encode() if kind == "image/svg+xml" else base64.b64decode(text)
            yield f"![A picture that the code above draws]({name})"
        elif "text/html" in data:
            yield _fenced("{raw} html", "".join(data["text/html"]))
        elif text := "".join(output.get("text", data.get("text/plain", ""))).rstrip():
            yield _fenced("text", text)


def _fenced(info: str, text: str) -> str:
    """Return a fence that is longer than any run of backticks in the *text*."""
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}{info}\n{text}\n{fence}"


def _write(path: Path, data: bytes) -> None:
    """Write a file, unless it already has these bytes."""
    if not path.is_file() or path.read_bytes() != data:
        path.write_bytes(data)
