"""The figure and the table of the benchmark page, from the file that ``python -m benchmarks`` writes."""

from __future__ import annotations

import csv
import html
from pathlib import Path

FIGURES = Path(__file__).parents[3] / "benchmarks" / "figures.csv"
_HEAD = ("what", "measured", "baseline", "ratio", "budget", "verdict")


def rows() -> list[dict[str, str]]:
    """Return the measured figures."""
    with FIGURES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _share(row: dict[str, str]) -> float | None:
    """Return a figure as a share of its budget; ``None`` if it is not judged or its budget is 0."""
    value, limit = (row["measured"], row["largest"]) if row["largest"] else (row["ratio"], row["largest_ratio"])
    return float(value) / float(limit) if value and limit and float(limit) else None


def figure() -> str:
    """Return each judged figure as a bar that is full at twice its budget, with its share in words."""
    shares = [(row["what"], share) for row in rows() if (share := _share(row)) is not None]
    return f'<ul class="budget-bars">{"".join(_bar(what, share) for what, share in shares)}</ul>'


def _bar(what: str, share: float) -> str:
    over = " budget-over" if share > 1 else ""
    return (
        f"<li><span>{html.escape(what)}</span> <span>{share:.0%} of the budget</span>"
        f'<span class="budget-bar{over}" style="--share: {min(share, 2) / 2:.1%}"></span></li>'
    )


def _number(value: str, unit: str) -> str:
    number = float(value or "nan")
    shown = f"{number:,.0f}" if number >= 100 else f"{number:.3g}"
    return f"{shown}\N{NO-BREAK SPACE}{unit}" if value else ""


def _cells(row: dict[str, str]) -> tuple[str, ...]:
    budget = _number(row["largest"], row["unit"]) or _number(row["largest_ratio"], "×")
    baseline = f"{_number(row['baseline'], row['unit'])}, {row['against']}" if row["baseline"] else ""
    verdict = "" if row["verdict"] == "not judged" else row["verdict"]
    measured = _number(row["measured"], row["unit"])
    return row["what"], measured, baseline, _number(row["ratio"], "×"), budget, verdict


def _cell(text: str) -> str:
    look = ' class="prose"' if len(text) > 20 else ""
    return f"<td{look}>{html.escape(text)}</td>"


def table() -> str:
    """Return the table of all figures."""
    head = "".join(f'<th scope="col">{word}</th>' for word in _HEAD)
    body = "".join(f"<tr>{''.join(map(_cell, _cells(row)))}</tr>" for row in rows())
    return (
        '<div class="table-wrapper docutils container"><table class="docutils align-default">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
