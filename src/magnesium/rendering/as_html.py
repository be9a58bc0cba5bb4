"""Write blocks as an HTML page, or as a fragment for a notebook.

Every text is escaped. A page is valid HTML and well-formed XML, needs no other file and no script, and is
readable in light mode, dark mode and print. A fragment has inline styles, because notebooks drop style sheets.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from itertools import groupby
from types import MappingProxyType

import attrs

from magnesium.rendering.blocks import Block, Caution, Citation, Fold, Heading, Lead, Note, Row, Scale, Table
from magnesium.rendering.drawing import drawn
from magnesium.text import NOT_IN_XML, harmless

SHOWN_IN_NOTEBOOKS = 20
"""Maximum number of rows of a table in a notebook; the page and the document have all."""

_STYLE = """
:root { color-scheme: light dark; --line: light-dark(#d5d9de, #3b424b); --soft: light-dark(#586069, #a3acb8);
  --emergency: light-dark(#b00020, #ff8a8a); --prompt: light-dark(#9a4b00, #ffb566);
  --routine: light-dark(#0b5a8f, #86c5f2); }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 0 auto; padding: 1rem; overflow-wrap: break-word;
  color: light-dark(#1c2127, #e6e9ed); background: light-dark(#fff, #15181c); }
h1 { font-size: 1.4rem; line-height: 1.3; } h2 { font-size: 1.1rem; margin: 1.6rem 0 .4rem; }
h3 { font-size: 1rem; margin: 1rem 0 .2rem; } p { margin: .4rem 0; }
table { border-collapse: collapse; width: 100%; margin: .4rem 0; } caption { text-align: left; font-weight: 600; }
th, td { text-align: left; vertical-align: top; font-weight: 400; padding: .25rem .75rem .25rem 0;
  border-bottom: 1px solid var(--line); } th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--soft); font-size: .875em; } .value, .number { text-align: right; }
.number { white-space: nowrap; } .scroll { overflow-x: auto; }
.depth1 { padding-left: 1rem; } .depth2 { padding-left: 2rem; }
.caution { border-left: 4px solid var(--edge, var(--line)); padding-left: .7rem; }
.emergency, .prompt { font-weight: 600; } .prompt { --edge: var(--prompt); }
.emergency { --edge: var(--emergency); color: var(--emergency); }
.routine { --edge: var(--routine); } ul { padding-left: 1.2rem; }
.lead { margin: .25rem 0; } .lead:first-of-type { font-size: 1.125rem; font-weight: 600; }
.scale { margin: .9rem 0; break-inside: avoid; } .scale svg { display: block; }
.citations, .stamp { color: var(--soft); font-size: .8rem; } summary { cursor: pointer; font-weight: 600; }
a { color: inherit; }
@media (max-width: 30rem) { table { font-size: .875rem; } th, td { padding-right: .5rem; } }
@media print { @page { size: A4; margin: 10mm; }
  body { max-width: none; padding: 0; font-size: 7.5pt; line-height: 1.2; }
  main { columns: 2; column-gap: 6mm; } h1, .lead, .caution, .scale, .citations { column-span: all; }
  h1 { font-size: 11pt; margin: 0 0 .2rem; } h2 { font-size: 8.5pt; margin: .35rem 0 .1rem; }
  h3 { font-size: 7.5pt; margin: .2rem 0 0; } .lead { margin: .1rem 0; } .lead:first-of-type { font-size: 10pt; }
  .scale { margin: .1rem 0; } .scale svg { zoom: .75; } .scroll { overflow: visible; }
  .scroll + .scroll thead { display: none; } th, td { padding: .03rem .4rem .03rem 0; } p, table { margin: .1rem 0; }
  h2:has(+ .citations) { column-span: all; } .citations { columns: 2; column-gap: 6mm; margin: .1rem 0; }
  .citations li, .stamp { font-size: 6.5pt; line-height: 1.15; }
  summary { font-weight: 400; } tr, li, .caution { break-inside: avoid; }
  h2, h3, caption, thead { break-after: avoid; } .aside:not([open]) { display: none; } }
"""

_EDGE = "rgba(128,128,128,0.4)"
_CELL = f"vertical-align:top;font-weight:normal;padding:0.2em 0.8em;border-bottom:1px solid {_EDGE}"
_INLINE = MappingProxyType(
    {
        "answer": "color:inherit;background:transparent;overflow-wrap:break-word",
        "h": "margin:0.8em 0 0.2em;font-weight:bold;font-size:inherit",
        "p": "margin:0.2em 0",
        "lead": "margin:0.2em 0;font-weight:bold",
        "scale": "margin:0.6em 0;max-width:40em",
        "table": "border-collapse:collapse;margin:0.4em 0;color:inherit;background:transparent",
        "caption": "color:inherit;text-align:left;font-weight:bold",
        "cell": f"text-align:left;{_CELL}",
        "value": f"text-align:right;{_CELL}",
        "number": f"text-align:right;white-space:nowrap;{_CELL}",
        "caution": f"margin:0.4em 0;padding-left:0.8em;border-left:3px solid {_EDGE}",
        "link": "color:inherit",
        "scroll": "overflow-x:auto",
        "citations": "margin:0.4em 0;opacity:0.8",
        "stamp": "margin:0.4em 0;opacity:0.8;font-size:smaller",
    }
)
_SHORT = 16
"""Maximum length of a value that is kept in one line."""
_ON_PAGE = frozenset({"lead", "scale", "number", "value", "caution", "citations", "stamp", "scroll"})


def page(title: str, blocks: Iterable[Block], stamp: str = "") -> str:
    """Return blocks as a page.

    Args:
        title: Title of the page.
        blocks: Blocks to write.
        stamp: Footer.

    >>> "&lt;b&gt;" in page("Bold", [Note("<b>")])
    True
    """
    body = "\n".join(_Writer(is_page=True).elements(blocks))
    foot = f'\n<footer class="stamp">{_escaped(stamp)}</footer>' if stamp else ""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"/>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>'
        f"<title>{_escaped(title)}</title><style>{_STYLE}</style></head>\n"
        f"<body><main>\n{body}\n</main>{foot}</body></html>\n"
    )


def fragment(blocks: Iterable[Block], stamp: str = "") -> str:
    """Return *blocks* as one element for a notebook; long tables are cut and state the number of omitted rows.

    >>> fragment([Note("<b>")]).count("&lt;b&gt;")
    1
    """
    writer = _Writer(is_page=False)
    foot = f"<div{writer.look('stamp')}>{_escaped(stamp)}</div>" if stamp else ""
    return f"<div{writer.look('answer')}>{''.join(writer.elements(blocks))}{foot}</div>"


def _escaped(text: str) -> str:
    from html import escape  # slow to import

    return escape(NOT_IN_XML.sub("\ufffd", harmless(text)), quote=True)


@attrs.frozen
class _Writer:
    is_page: bool

    def look(self, kind: str, more: str = "") -> str:
        """Return the attribute that styles an element by its kind: a class on a page, else a style."""
        if self.is_page:
            classes = " ".join(filter(None, (kind if kind in _ON_PAGE else "", more)))
            return f' class="{classes}"' if classes else ""
        return f' style="{_INLINE[kind]}"'

    def elements(self, blocks: Iterable[Block]) -> Iterator[str]:
        """Yield one element for each block; adjacent blocks that form a list share one."""
        for kind, group in groupby(blocks, type):
            if kind is Row:
                yield self._rows([block for block in group if isinstance(block, Row)])
            elif kind is Citation:
                items = "".join(self._citation(block) for block in group if isinstance(block, Citation))
                yield f"<ul{self.look('citations')}>{items}</ul>"
            else:
                yield from (_element(block, self) for block in group)

    def _rows(self, rows: list[Row]) -> str:
        body = "".join(
            f'<tr><th scope="row"{self._depth(row.depth)}>{_escaped(row.label)}</th>'
            f"<td{self.look('number' if len(row.value) <= _SHORT else 'value')}>{_escaped(row.value)}</td></tr>"
            for row in rows
        )
        return f"<table{self.look('table')}><tbody>{body}</tbody></table>"

    def _depth(self, depth: int) -> str:
        if self.is_page or not depth:
            return self.look("cell", f"depth{min(depth, 2)}" if depth else "")
        return f' style="{_INLINE["cell"]};padding-left:{0.8 + depth}em"'

    def _citation(self, block: Citation) -> str:
        text = _escaped(block.text)
        if block.url and block.url.startswith(("https://", "http://")):
            text = f'<a href="{_escaped(block.url)}"{self.look("link")}>{text}</a>'
        return f"<li>[{_escaped(block.key)}] {text}</li>"

    def table(self, block: Table) -> str:
        """Return a table, in a notebook cut to its first rows."""
        shown = block.rows if self.is_page else block.rows[:SHOWN_IN_NOTEBOOKS]
        more = len(block.rows) - len(shown)
        kinds = ["number" if is_numeric else "cell" for is_numeric in block.is_numeric]

        def cells(tag: str, texts: Iterable[str], scope: str = "") -> str:
            pairs = zip(kinds, texts, strict=True)
            return "".join(f"<{tag}{scope}{self.look(kind)}>{_escaped(text)}</{tag}>" for kind, text in pairs)

        caption = f"<caption{self.look('caption')}>{_escaped(block.caption)}</caption>" if block.caption else ""
        titles = cells("th", block.columns, ' scope="col"')
        head = f"<thead><tr>{titles}</tr></thead>" if any(block.columns) else ""
        body = "".join(f"<tr>{cells('td', row)}</tr>" for row in shown)
        note = f"<p{self.look('p')}>{more:,} more rows</p>" if more else ""
        table = f"<table{self.look('table')}>{caption}{head}<tbody>{body}</tbody></table>"
        return f'<div{self.look("scroll")} tabindex="0">{table}</div>{note}'


@functools.singledispatch
def _element(block: Block, _: _Writer) -> str:
    raise NotImplementedError(type(block).__name__)


@_element.register
def _(block: Heading, writer: _Writer) -> str:
    level = max(1, min(block.level, 6)) if writer.is_page else max(3, min(block.level + 2, 6))
    return f"<h{level}{writer.look('h')}>{_escaped(block.text)}</h{level}>"


@_element.register
def _(block: Table, writer: _Writer) -> str:
    return writer.table(block)


@_element.register
def _(block: Note, writer: _Writer) -> str:
    depth = f"depth{min(block.depth, 2)}" if block.depth else ""
    return f"<p{writer.look('p', depth)}>{_escaped(block.text)}</p>"


@_element.register
def _(block: Lead, writer: _Writer) -> str:
    return f"<p{writer.look('lead')}>{_escaped(block.text)}</p>"


@_element.register
def _(block: Scale, writer: _Writer) -> str:
    marks = [attrs.evolve(mark, label=_escaped(mark.label)) for mark in block.marks]
    label, shown = _escaped(block.label), _escaped(block.shown)
    caption = f"<figcaption>{label}: <b>{shown}</b></figcaption>"
    picture = drawn(attrs.evolve(block, label=label, shown=shown, marks=marks))
    return f"<figure{writer.look('scale')}>{caption}{picture}</figure>"


@_element.register
def _(block: Caution, writer: _Writer) -> str:
    return f"<p{writer.look('caution', _escaped(block.urgency))}>{_escaped(block.text)}</p>"


@_element.register
def _(block: Fold, writer: _Writer) -> str:
    inner = "".join(writer.elements(block.blocks))
    # Folds cannot be opened in print.
    is_open = ' open="open"' if writer.is_page and not block.is_closed else ""
    look = writer.look("p", "aside" if block.is_untitled else "")
    return f"<details{look}{is_open}><summary>{_escaped(block.title)}</summary>{inner}</details>"
