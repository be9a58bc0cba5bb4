"""The library's plots as SVG, one at a time: Matplotlib is not thread-safe."""

from __future__ import annotations

import enum
import io
from typing import Any

from matplotlib import rc_context
from matplotlib.figure import Figure

import magnesium as mg
from magnesium.integrations.plots import across_authorities, contributors, intake_by_day, meals
from magnesium.locks import ProcessLock

_DRAWING = ProcessLock()
_NO_EDITION = "is of one authority, and this plot compares all of them, each by its newest; omit it"


class Plot(enum.StrEnum):
    """The available plots."""

    BY_DAY = "by-day"
    CONTRIBUTORS = "contributors"
    MEALS = "meals"
    AUTHORITIES = "authorities"


def svg(
    plot: Plot,
    report: mg.Report,
    *,
    edition: str | None = None,
    as_of: str | None = None,
    is_narrow: bool = False,
) -> bytes:
    """Return a plot of a report as an SVG file.

    Args:
        plot: The plot.
        report: The report.
        edition: Title or id of an edition; not for the plot across authorities.
        as_of: Use the edition in force on this day.
        is_narrow: Whether the plot is for a phone.

    Raises:
        DataError: An edition is given for the plot across authorities; otherwise as the library's plot.
    """
    # A meal called "$x" is not a formula; a fixed hash salt makes equal plots equal files.
    with _DRAWING.here, rc_context({"text.parse_math": False, "svg.hashsalt": "magnesium"}):
        # A figure without pyplot, which would keep every figure in memory.
        figure = Figure(figsize=(4.2, 4.4) if is_narrow else (7, 4.6), layout="constrained")
        _draw(plot, report, edition, as_of, figure.subplots())
        out = io.BytesIO()
        figure.savefig(out, format="svg", metadata={"Date": None})
        return out.getvalue()


def _draw(plot: Plot, report: mg.Report, edition: str | None, as_of: str | None, ax: Any) -> None:
    found = report.adequacy
    match plot:
        case Plot.BY_DAY:
            authority = found.reference_values.authority
            intake_by_day(report.intake, found.person, authority=authority, edition=edition, as_of=as_of, ax=ax)
        case Plot.CONTRIBUTORS:
            contributors(report.intake, ax=ax)
        case Plot.MEALS:
            meals(report.intake, ax=ax)
        case Plot.AUTHORITIES:
            if edition is not None:
                raise mg.DataError("the request", (mg.Problem(None, "edition", _NO_EDITION),))
            across_authorities(report.intake, found.person, as_of=as_of, days=found.days, ax=ax)
