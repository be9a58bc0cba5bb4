"""Drawings by Matplotlib as SVG inside the page: sharp at any size, in the colors of the page, light or dark."""

from __future__ import annotations

import contextlib
import html
import io
import re
from pathlib import Path

STYLE = Path(__file__).with_name("site.mplstyle")
_COLORS = {"#010203": "currentColor", "#fdfcfb": "var(--color-background-primary)"}
"""Foreground and background of the style, and the page colors that replace them."""

_PROLOG = re.compile(r"^.*?(?=<svg)|<metadata>.*?</metadata>\s*", re.DOTALL)
_GROUP_ID = re.compile(r'(<g) id="[^"]*"')
_ID = re.compile(r'(?<= id=")|(?<=url\(#)|(?<=href="#)')


def drawing(code: str, *, name: str, alt: str, folder: Path) -> str:
    """Run *code* in *folder* and return its drawing as an ``svg`` element with the id *name*."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    with plt.style.context(STYLE):
        _run(code, folder)
        written = io.StringIO()
        plt.gcf().savefig(written, format="svg", metadata={"Date": None})
        plt.close("all")
    return inline(written.getvalue(), name=name, alt=alt)


def _run(code: str, folder: Path) -> None:
    with contextlib.chdir(folder):
        # The code is that of these pages.
        exec(compile(code, "<drawing>", "exec"), {"__name__": "__drawing__"})  # noqa: S102


def inline(svg: str, *, name: str, alt: str) -> str:
    """Return an SVG file as an element of a page, in the page's colors and with unique ids.

    >>> inline('<?xml?><svg width="9"><path id="a" fill="#010203"/></svg>', name="bars", alt="Bars")[-47:]
    '"><path id="bars-a" fill="currentColor"/></svg>'
    """
    bare = _GROUP_ID.sub(r"\1", _PROLOG.sub("", svg)).strip()
    own = _ID.sub(f"{name}-", bare)
    for drawn, color in _COLORS.items():
        own = own.replace(drawn, color)
    return own.replace(
        "<svg", f'<svg id="{name}-drawing" class="drawing" role="img" aria-label="{html.escape(alt)}"', 1
    )


def thumbnails(names: dict[str, str]) -> str:
    """Return a list of small pictures of the drawings of this page, each a link to its section, by title."""
    items = (
        f'<li><a href="#{name}-drawn"><svg class="thumbnail" aria-hidden="true" viewBox="0 0 540 324">'
        f'<use href="#{name}-drawing" width="540" height="324"/></svg>{html.escape(title)}</a></li>'
        for name, title in names.items()
    )
    return f'<ul class="thumbnails">{"".join(items)}</ul>'
