"""Small HTML tables for notebooks: escaped, and readable on light and on dark."""

from __future__ import annotations

from collections.abc import Iterable

_TABLE = "border-collapse:collapse;color:inherit;background:transparent"
_CELL = "text-align:{align};padding:0.2em 0.8em;border-bottom:1px solid rgba(128,128,128,0.4)"


def table(caption: str, columns: Iterable[str], rows: Iterable[Iterable[str]], note: str = "") -> str:
    """Return a table whose last column is aligned to the right; every text is escaped.

    >>> "&lt;b&gt;" in table("Bold", ("what",), [("<b>",)])
    True
    """
    from html import escape

    def cells(tag: str, texts: Iterable[str], scope: str = "") -> str:
        texts = list(texts)
        aligned = ["left"] * (len(texts) - 1) + ["right" if len(texts) > 1 else "left"]
        return "".join(
            f'<{tag}{scope} style="{_CELL.format(align=align)}">{escape(text)}</{tag}>'
            for align, text in zip(aligned, texts, strict=True)
        )

    head = f"<thead><tr>{cells('th', columns, ' scope=col')}</tr></thead>"
    body = "".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    title = f'<caption style="color:inherit;text-align:left;font-weight:bold">{escape(caption)}</caption>'
    below = f'<p style="margin:0.2em 0;opacity:0.8">{escape(note)}</p>' if note else ""
    return f'<div><table style="{_TABLE}">{title}{head}<tbody>{body}</tbody></table>{below}</div>'
