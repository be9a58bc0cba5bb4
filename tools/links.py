"""Find links of a built site that lead nowhere: ``python -m tools.links FOLDER``.

Each ``href`` and ``src`` that is not of another site must be a file of the folder, and each fragment
an id of that file. What is loaded from another site is a fault as well: the pages work offline.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

_LOADED = {"script", "img", "iframe", "source"}


class _Page(HTMLParser):
    """The links of a page, and the ids that others can lead to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.ids: set[str] = set()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if value and name == "id":
                self.ids.add(value)
            elif value and name in {"href", "src"}:
                loaded = tag in _LOADED or (tag == "link" and ("rel", "stylesheet") in attrs)
                self.links.append((value, "loaded" if loaded else "link"))


def faults(folder: Path) -> Iterator[str]:
    """Yield each link that leads nowhere, with the page where it stands."""
    pages = {path.resolve(): _Page(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.html"))}
    for path, page in pages.items():
        where = path.relative_to(folder.resolve())
        for link, use in dict.fromkeys(page.links):
            if reason := _fault(link, use, path, pages):
                yield f"{where}: {link}: {reason}"


def _fault(link: str, use: str, page: Path, pages: dict[Path, _Page]) -> str | None:
    try:
        parts = urlsplit(link)
    except ValueError:
        return "is no address"
    if parts.scheme or parts.netloc:
        return "is loaded from another site" if use == "loaded" and parts.scheme != "data" else None
    target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if not target.is_file():
        return "no such file"
    if parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].ids:
        return "no such place on the page"
    return None


def main() -> int:
    """Print every fault; return 1 where there is one, and where there are no pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="the built site")
    folder = parser.parse_args().folder
    found = list(faults(folder)) if (folder / "index.html").is_file() else [f"{folder}: has no index.html"]
    for fault in found:
        print(fault)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
