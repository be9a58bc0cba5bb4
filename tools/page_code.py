"""Write the Python of the README and of each page as a module, for type checkers: ``python -m tools.page_code OUT``.

A module has the lines of its page, and blank lines for the text between, so that a checker's line number is the page's.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]


def main(out: Path) -> None:
    """Write a module for each page that has Python."""
    out.mkdir(parents=True, exist_ok=True)
    for page in pages():
        code = "\n".join(python_lines(page.read_text(encoding="utf-8"))).rstrip()
        if code.strip():
            module = "_".join(page.relative_to(ROOT).with_suffix("").parts).replace("-", "_").lower()
            (out / f"{module}_page.py").write_text(code + "\n", encoding="utf-8")


def pages() -> list[Path]:
    """Return the README and the pages that are written by hand."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "docs/how-to").glob("*.md"))]


def python_lines(text: str) -> Iterator[str]:
    """Yield each line of a page's Python without prompts, and a blank line for each line of text or output."""
    in_code = prompted = False
    for line in text.splitlines():
        if line.startswith("```"):
            in_code, prompted = line == "```python", False
            yield ""
        elif not in_code:
            yield ""
        elif line.startswith((">>> ", "... ")) or line in {">>>", "..."}:
            prompted = True
            yield line[4:]
        else:
            yield "" if prompted else line


if __name__ == "__main__":
    main(Path(sys.argv[1]))
