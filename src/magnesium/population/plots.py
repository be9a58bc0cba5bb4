"""Plots of usual intake; matplotlib (the extra ``plots``) is imported on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from magnesium.errors import InvalidValueError, MissingExtraError, instance
from magnesium.population.usual import UsualIntake
from magnesium.units import amount

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def plot_usual_intake(
    usual: UsualIntake, *, ear_mg: float | None = None, ax: Axes | None = None, title: str | None = None
) -> Axes:
    """Plot the density of usual intake in front of that of one day, with the EAR, and return the axes.

    The legend has the shares below the EAR; that of a single day is what an analysis without
    a second day would report.

    Args:
        usual: Distribution of usual intake.
        ear_mg: EAR in mg per day to mark.
        ax: Axes to draw on; new ones by default.
        title: Title of the plot.

    Raises:
        MissingExtraError: matplotlib is not installed.
    """
    try:
        from matplotlib import pyplot as plt
    except ImportError:
        raise MissingExtraError("plots", "matplotlib") from None
    from matplotlib.axes import Axes as MatplotlibAxes

    instance(usual, UsualIntake, "usual", "must be a result of usual_intake(...)")
    if ax is not None:
        instance(ax, MatplotlibAxes, "ax", "must be the axes of a matplotlib figure")
    ear_mg = None if ear_mg is None else amount(ear_mg, "ear_mg")
    one_day = usual.one_day
    if one_day is None:
        raise InvalidValueError("usual", str(usual), "has no single days to compare with")
    axes: Any = plt.subplots(figsize=(6, 3.6), layout="constrained")[1] if ax is None else ax
    end = max(one_day.percentile_mg(99), usual.percentile_mg(99.5))
    grid = np.linspace(0, end, 301)
    edges = np.linspace(0, end, 41)
    share = np.diff(np.interp(edges, one_day.mg, one_day.cumulative, left=0.0)) / np.diff(edges)
    below = ("", "") if ear_mg is None else tuple(f": {x.share_below(ear_mg):.0%} below" for x in (one_day, usual))
    axes.stairs(share, edges, fill=True, color="0.85", label=f"one day{below[0]}")
    axes.plot(grid, usual.density(grid), color="tab:blue", label=f"usual intake{below[1]}")
    if ear_mg is not None:
        axes.axvline(ear_mg, color="tab:red", linewidth=1, linestyle="--", label=f"EAR {ear_mg:g} mg")
    axes.set(xlabel="magnesium, mg per day", ylabel="density", xlim=(0, end), ylim=(0, None))
    axes.set_yticks([])
    heading = title if title is not None else ("" if usual.group is None else str(usual.group))
    axes.set_title(heading, fontsize="medium")
    axes.legend(edgecolor="none", fontsize="small")
    return axes  # type: ignore[no-any-return]
