"""Small HTML tables and notes for notebooks: escaped, and readable on light and on dark."""

from __future__ import annotations

from collections.abc import Iterable

_TABLE = "border-collapse:collapse;margin:0.4em 0;color:inherit;background:transparent"
_EDGE = "margin:0.4em 0;padding-left:0.8em;border-left:3px solid rgba(128,128,128,0.4);color:inherit"
_PARAGRAPH = "margin:0.2em 0"
_CELL = "text-align:{align};padding:0.2em 0.8em;border-bottom:1px solid rgba(128,128,128,0.4)"


def table(
    caption: str, columns: Iterable[str], rows: Iterable[Iterable[str]], note: str = "", *, last_is_number: bool = True
) -> str:
    """Return a table whose last column is aligned to the right if it holds numbers; every text is escaped.

    >>> "&lt;b&gt;" in table("Bold", ("what",), [("<b>",)])
    True
    """
    from html import escape

    def cells(tag: str, texts: Iterable[str], scope: str = "") -> str:
        texts = list(texts)
        aligned = ["left"] * (len(texts) - 1) + ["right" if last_is_number and len(texts) > 1 else "left"]
        return "".join(
            f'<{tag}{scope} style="{_CELL.format(align=align)}">{escape(text)}</{tag}>'
            for align, text in zip(aligned, texts, strict=True)
        )

    head = f"<thead><tr>{cells('th', columns, ' scope=col')}</tr></thead>"
    body = "".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    title = f'<caption style="color:inherit;text-align:left;font-weight:bold">{escape(caption)}</caption>'
    below = f'<p style="{_PARAGRAPH};opacity:0.8">{escape(note)}</p>' if note else ""
    return f'<div><table style="{_TABLE}">{title}{head}<tbody>{body}</tbody></table>{below}</div>'


def note(title: str, paragraphs: Iterable[str], *, folded: bool = False) -> str:
    """Return a title with paragraphs under it, which are hidden until asked for if *folded*; all escaped.

    >>> note("Bold", ["<b>"], folded=True).count("&lt;b&gt;")
    1
    """
    from html import escape

    body = "".join(f'<p style="{_PARAGRAPH}">{escape(text)}</p>' for text in paragraphs)
    if folded:
        return f'<details style="{_EDGE}"><summary>{escape(title)}</summary>{body}</details>'
    return f'<div style="{_EDGE}"><p style="{_PARAGRAPH}"><strong>{escape(title)}</strong></p>{body}</div>'
