"""Strings of the data as Markdown that displays them unchanged."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

_SPECIAL = re.compile(r"([\\`*_{}\[\]#|~])")


def escaped(text: str) -> str:
    r"""Return *text* so that Markdown and HTML display it unchanged, on one line.

    >>> escaped("a_b <i>*c*</i>")
    'a\\_b &lt;i&gt;\\*c\\*&lt;/i&gt;'
    """
    return _SPECIAL.sub(r"\\\1", html.escape(" ".join(text.split()), quote=False))


def anchor(id_: str, page: str = "") -> str:
    """Return the target of a record on the site.

    An id with its kind before a colon is one of its kind; others are told apart by their *page*.

    >>> anchor("symptom:tetany", "symptoms"), anchor("iom1997", "sources")
    ('symptom-tetany', 'sources-iom1997')
    """
    whole = id_ if ":" in id_ or not page else f"{page}:{id_}"
    return html.escape(re.sub(r"[^a-z0-9.]+", "-", whole.casefold()).strip("-"))


def source_link(key: str) -> str:
    """Return a link to a source on its page.

    >>> source_link("iom1997")
    '[iom1997](#sources-iom1997)'
    """
    return f"[{escaped(key)}](#{anchor(key, 'sources')})"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the lines of a table, whose cells are already Markdown; empty columns are left out.

    >>> table(["a", "b", "c"], [["1", "", "2"], ["3", "", ""]])
    ['| a | c |', '| --- | --- |', '| 1 | 2 |', '| 3 |  |']
    """
    cells = list(rows)
    shown = [place for place in range(len(header)) if any(row[place] for row in cells)]
    every = (header, ["---"] * len(header), *cells)
    return [f"| {' | '.join(row[place] for place in shown)} |" for row in every]
