"""Broken links of a built site.

Each address in a page or a style sheet that is not on another site must be a file of the folder, and each fragment an
id in that file. Loading something from another site is a fault too: the pages work offline. What scripts load is not
checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

_ADDRESSES = {"href", "src", "poster", "data"}
_LINKS = {"a", "area", "base"}
_LOADING_RELS = {"stylesheet", "icon", "preload", "prefetch", "modulepreload", "manifest", "preconnect", "dns-prefetch"}
_CSS_ADDRESS = re.compile(
    r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"'\s]*))\s*\)|@import\s+(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE
)
_CANDIDATE = re.compile(r"([^\s,](?:\S*[^\s,])?)(?:,|\s[^,]*|$)")
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


class _Page(HTMLParser):
    """The addresses of a page, whether each is loaded with it, and the targets that other pages can link to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[tuple[str, bool]] = []
        self.ids: set[str] = set()
        self._in_style = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_style = tag == "style"
        rels = (dict(attrs).get("rel") or "").lower().split()
        loads = not _LOADING_RELS.isdisjoint(rels) if tag == "link" else tag not in _LINKS
        for name, value in attrs:
            if not value:
                continue
            if name == "id" or (name == "name" and tag == "a"):
                self.ids.add(value)
            elif name in _ADDRESSES and (name != "data" or tag == "object"):
                self.links.append((value.strip(), loads))
            elif name in {"srcset", "imagesrcset"}:
                self.links += [(address, True) for address in _candidates(value)]
            elif name == "style":
                self.links += [(address, True) for address in _css_addresses(value)]

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self.links += [(address, True) for address in _css_addresses(data)]

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002  (a style holds no other tag)
        self._in_style = False


def _candidates(srcset: str) -> list[str]:
    """Return the addresses of a ``srcset``; a comma inside of one does not end it.

    >>> _candidates("a.png 1x, b,c.png 2x,d.png")
    ['a.png', 'b,c.png', 'd.png']
    """
    return _CANDIDATE.findall(srcset)


def _css_addresses(text: str) -> list[str]:
    """Return what a style sheet loads.

    >>> _css_addresses('@import "a.css"; b { background: url( c.png ) } /* url(d.png) */')
    ['a.css', 'c.png']
    """
    return ["".join(found).strip() for found in _CSS_ADDRESS.findall(_CSS_COMMENT.sub(" ", text))]


def faults(folder: Path) -> Iterator[str]:
    """Yield each broken link, with its page."""
    root = folder.resolve()
    pages = {path: _Page(path.read_text(encoding="utf-8")) for path in sorted(root.rglob("*.html"))}
    held = {path: page.links for path, page in pages.items()}
    for path in sorted(root.rglob("*.css")):
        held[path] = [(address, True) for address in _css_addresses(path.read_text(encoding="utf-8"))]
    for path, links in held.items():
        for link, is_loaded in dict.fromkeys(links):
            if reason := _fault(link, path, pages, is_loaded=is_loaded):
                yield f"{path.relative_to(root)}: {link}: {reason}"


def _fault(link: str, page: Path, pages: dict[Path, _Page], *, is_loaded: bool) -> str | None:
    try:
        parts = urlsplit(link)
    except ValueError:
        return "is no address"
    if parts.scheme or parts.netloc:
        return "is loaded from another site" if is_loaded and parts.scheme != "data" else None
    target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if target.is_dir():
        target /= "index.html"
    if not target.is_file():
        return "no such file"
    if parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].ids:
        return "no such place on the page"
    return None
