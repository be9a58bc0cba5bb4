"""Pictures of the budgets and of the growth; needs Matplotlib."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from benchmarks.growth import LARGEST_GIB, Point
from benchmarks.measuring import Figure

# Okabe and Ito 2008, without yellow, which is too pale for a line on white.
_LOOKS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "pandas": ("#E69F00", "o"),
        "polars": ("#56B4E9", "s"),
        "polars-streaming": ("#0072B2", "D"),
        "pyarrow": ("#009E73", "^"),
        "duckdb": ("#D55E00", "v"),
        "dask": ("#CC79A7", "P"),
        "pyspark": ("#000000", "X"),
    }
)
_DASHES: Mapping[str, Literal["-", "--"]] = MappingProxyType({"ours": "-", "by hand": "--"})
_WITHIN, _OVER = "#0072B2", "#D55E00"


def draw_growth(points: Sequence[Point], path: Path) -> None:
    """Draw seconds and memory by rows, a line for each engine, ours solid and by hand dashed."""
    from matplotlib import pyplot as plt
    from matplotlib.lines import Line2D

    figure, panels = plt.subplots(1, 2, figsize=(11, 5.2), layout="constrained")
    engines = list(dict.fromkeys(point.engine for point in points))
    for panel, title, unit, value in (
        (panels[0], "Time", "seconds", attrgetter("seconds")),
        (panels[1], "Memory of the process at its peak", "GiB", attrgetter("peak_gib")),
    ):
        for engine in engines:
            colour, marker = _LOOKS[engine]
            for name, dash in _DASHES.items():
                here = [point for point in points if (point.engine, point.way) == (engine, name)]
                rows = [point.rows for point in here]
                panel.loglog(
                    rows,
                    [value(point) for point in here],
                    color=colour,
                    linestyle=dash,
                    linewidth=1.6,
                    marker=marker,
                    markersize=5.5,
                    markerfacecolor=colour if name == "ours" else "white",
                )
        panel.set(title=title, xlabel="rows of the log", ylabel=unit)
        panel.grid(visible=True, color="0.9", linewidth=0.7)
        panel.set_axisbelow(True)
        panel.spines[["top", "right"]].set_visible(False)
    panels[1].axhline(LARGEST_GIB, color="0.25", linestyle=":", linewidth=1.4)
    panels[1].text(0.01, LARGEST_GIB * 1.06, f"{LARGEST_GIB:g} GiB", transform=panels[1].get_yaxis_transform())
    panels[1].set_ylim(top=LARGEST_GIB * 1.8)
    handles = [
        Line2D([], [], color=_LOOKS[engine][0], marker=_LOOKS[engine][1], markersize=5.5, label=engine)
        for engine in engines
    ]
    handles += [
        Line2D([], [], color="0.25", linestyle=dash, marker="o", markersize=5.5, markerfacecolor=fill, label=label)
        for label, dash, fill in (("total_intake", _DASHES["ours"], "0.25"), ("by hand", _DASHES["by hand"], "white"))
    ]
    figure.legend(handles=handles, loc="outside right center", frameon=False)
    figure.suptitle("A food log by person and day, from Parquet to Parquet")
    figure.savefig(path, dpi=130)
    plt.close(figure)


def shown_share(figure: Figure) -> float | None:
    """Return the share of its budget, None where there is none or where it is nothing at all."""
    return None if figure.largest == 0 else figure.share_of_budget


def draw_budgets(figures: Sequence[Figure], path: Path) -> None:
    """Draw how much of its budget each figure uses."""
    from matplotlib import pyplot as plt

    judged = [(figure, share) for figure in figures if (share := shown_share(figure)) is not None]
    drawn, axes = plt.subplots(figsize=(10, 1.4 + 0.3 * len(judged)), layout="constrained")
    for place, (figure, share) in enumerate(judged):
        colour = _WITHIN if share <= 1 else _OVER
        axes.plot([0, share], [place, place], color=colour, linewidth=1.4)
        axes.plot(share, place, color=colour, marker="o" if share <= 1 else "D", markersize=6)
        amount = f"{figure.ratio:.3g} ×" if figure.largest is None else f"{figure.measured:.3g} {figure.unit}"
        said = f"{amount} of {figure.budget}" + (", over" if share > 1 else "")
        box = {"facecolor": "white", "edgecolor": "none", "pad": 1}
        axes.annotate(said, (share, place), (8, 0), textcoords="offset points", va="center", fontsize=9, bbox=box)
    axes.axvline(1, color="0.25", linestyle=":", linewidth=1.4, zorder=0)
    axes.set_yticks(range(len(judged)), [figure.what for figure, _ in judged])
    axes.invert_yaxis()
    axes.set_xlim(0, max(1.6, *(share * 1.6 for _, share in judged)))
    axes.set(xlabel="share of the budget, 1 being all of it", title="Budgets")
    axes.spines[["top", "right"]].set_visible(False)
    drawn.savefig(path, dpi=130)
    plt.close(drawn)
