"""The figure and the table of the benchmark page, from the file that ``python -m benchmarks`` writes."""

from __future__ import annotations

import csv
import html
from pathlib import Path
from typing import Any

from magnesium_docs.drawings import drawing

FIGURES = Path(__file__).parents[3] / "benchmarks" / "figures.csv"
_HEAD = ("what", "measured", "baseline", "ratio", "budget", "verdict")
_CODE = """
from matplotlib import pyplot as plt
import magnesium_docs.benchmark_page as page
page.draw(plt)
"""


def rows() -> list[dict[str, str]]:
    """Return the measured figures."""
    with FIGURES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _share(row: dict[str, str]) -> float | None:
    """Return a figure as a share of its budget; ``None`` if it is not judged or its budget is 0."""
    value, limit = (row["measured"], row["largest"]) if row["largest"] else (row["ratio"], row["largest_ratio"])
    return float(value) / float(limit) if value and limit and float(limit) else None


def draw(plt: Any) -> None:
    """Draw each judged figure as a bar: its share of the budget."""
    shares = [(row["what"], share) for row in rows() if (share := _share(row)) is not None]
    figure, axes = plt.subplots(figsize=(7.5, 0.8 + 0.3 * len(shares)))
    names = [what if len(what) <= 46 else f"{what[:45]}…" for what, _ in shares]
    colors = ["#2a9d8f" if share <= 1 else "#e07a3f" for _, share in shares]
    axes.barh(range(len(shares)), [min(share, 2.0) for _, share in shares], color=colors)
    axes.set_yticks(range(len(shares)), names)
    axes.invert_yaxis()
    axes.axvline(1.0, color="#010203", linewidth=1)
    axes.set_xlim(0, 2)
    axes.set_xticks([0, 0.5, 1, 1.5, 2], ["0", "half", "budget", "1.5 ×", "2 × or more"])
    axes.set_title("Measured, as a share of the budget")
    figure.align_labels()


def figure() -> str:
    """Return the drawing; the table has the same figures in words."""
    svg = drawing(_CODE, name="budgets", alt="Bars: each figure as a share of its budget", folder=FIGURES.parent)
    return f'<figure id="budgets-drawn">{svg}</figure>'


def _number(value: str, unit: str) -> str:
    number = float(value or "nan")
    shown = f"{number:,.0f}" if number >= 100 else f"{number:.3g}"
    return f"{shown} {unit}" if value else ""


def _cells(row: dict[str, str]) -> tuple[str, ...]:
    budget = _number(row["largest"], row["unit"]) or _number(row["largest_ratio"], "×")
    baseline = f"{_number(row['baseline'], row['unit'])}, {row['against']}" if row["baseline"] else ""
    verdict = "" if row["verdict"] == "not judged" else row["verdict"]
    measured = _number(row["measured"], row["unit"])
    return row["what"], measured, baseline, _number(row["ratio"], "×"), budget, verdict


def table() -> str:
    """Return the table of all figures."""
    head = "".join(f'<th scope="col">{word}</th>' for word in _HEAD)
    body = "".join(f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in _cells(row))}</tr>" for row in rows())
    return (
        '<div class="table-wrapper docutils container"><table class="docutils align-default">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
