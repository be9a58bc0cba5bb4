"""Plots: intake by day, contributors, meals, and adequacy across authorities.

Each takes an ``ax`` of Matplotlib, makes one where none is given, and returns it. Colours are those
of Okabe and Ito, told apart with every colour vision; unknown amounts are said in words. Needs the
extra ``plots``.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Literal

from magnesium.catalog import Catalog
from magnesium.errors import AmountError, MagnesiumError
from magnesium.integrations.extras import need
from magnesium.nutrition.adequacy import Adequacy, adequacy
from magnesium.nutrition.entries import Origin
from magnesium.nutrition.intake import Intake, Total
from magnesium.nutrition.reference_values import Authority, Scope, authorities, reference_values
from magnesium.people import Person

PALETTE: Mapping[Origin, str] = MappingProxyType(
    {
        Origin.FOOD: "#009E73",
        Origin.WATER: "#56B4E9",
        Origin.SUPPLEMENT: "#E69F00",
        Origin.MEDICINE: "#CC79A7",
        Origin.ADDED: "#F0E442",
    }
)
"""The colour of each origin (Okabe and Ito 2008)."""

_LINES = MappingProxyType({"EAR": ("#000000", ":"), "recommended": ("#0072B2", "-"), "UL": ("#D55E00", "--")})
_PLAIN = "#0072B2"
_WIDTH = 34


def _axes(ax: Any) -> Any:
    if ax is not None:
        return ax
    return need("matplotlib.pyplot", "plots").subplots(layout="constrained")[1]


def _not_empty(intake: Intake) -> None:
    if not len(intake):
        raise AmountError("intake", "of no entries", "has nothing to draw")


def _at_least(total: Total) -> str:
    """Return the mg in words, with a sign where something is unknown."""
    return f"≥ {total.mg:.0f}" if total.is_lower_bound else f"{total.mg:.0f}"


def _short(text: str) -> str:
    return textwrap.shorten(text, _WIDTH, placeholder=" …") if " " in text else text[:_WIDTH]


def intake_by_day(
    intake: Intake,
    person: Person,
    *,
    authority: Authority | str = "nasem",
    edition: str | None = None,
    ax: Any = None,
) -> Any:
    """Draw each day's magnesium by origin, against the EAR, the recommended intake and the upper level.

    What the upper level covers is at the bottom of each bar, so that its line may be compared with
    that part. Raises :class:`~magnesium.AmountError` for an empty intake; otherwise as
    :func:`~magnesium.reference_values`.
    """
    _not_empty(intake)
    values = reference_values(person, authority=authority, edition=edition)
    scope = Scope.SUPPLEMENTS if values.ul is None else values.ul.scope
    ax = _axes(ax)
    days = dict(sorted(intake.by("date").items(), key=lambda day: (day[0] is None, str(day[0]))))
    places = range(len(days))
    heights = [0.0] * len(days)
    for origin in sorted(Origin, key=lambda origin: origin not in scope.origins):
        parts = [day.of([origin]).total.mg for day in days.values()]
        if any(parts):
            ax.bar(places, parts, bottom=heights, color=PALETTE[origin], label=str(origin), edgecolor="black", lw=0.5)
        heights = [height + part for height, part in zip(heights, parts, strict=True)]
    for place, height, day in zip(places, heights, days.values(), strict=True):
        ax.text(place, height, _at_least(day.total), ha="center", va="bottom")
    lines = (("EAR", values.ear), ("recommended", values.recommended), ("UL", values.ul))
    for name, value in lines:
        if value is not None:
            colour, style = _LINES[name]
            covers = f", for {value.scope}" if name == "UL" else ""
            label = f"{value.kind.label} {value.mg_per_day:g} mg{covers}"
            ax.axhline(value.mg_per_day, color=colour, ls=style, lw=1.8, label=label)
    ax.set_xticks(places, [str(day or "no date") for day in days], rotation=30 if len(days) > 4 else 0, ha="center")
    ax.set_ylabel("magnesium (mg a day)")
    ax.set_ylim(0, max([*heights, *(value.mg_per_day for _, value in lines if value is not None)]) * 1.12)
    ax.set_title(f"Intake by day: {person}")
    ax.legend(loc="upper left", bbox_to_anchor=(0, -0.14), ncols=2, frameon=False, fontsize="small")
    return ax


def contributors(intake: Intake, *, by: Literal["item", "origin"] = "item", limit: int = 10, ax: Any = None) -> Any:
    """Draw which items, or origins, bring how much magnesium, most first; the rest together.

    Raises :class:`~magnesium.AmountError` for an empty intake, another *by*, and a *limit* below 1.
    """
    _not_empty(intake)
    if by not in {"item", "origin"}:
        raise AmountError("by", by, "is one of 'item' and 'origin'")
    if limit < 1:
        raise AmountError("limit", limit, "must be at least 1")
    groups = sorted(intake.by(by).items(), key=lambda group: (-group[1].total.mg, str(group[0])))
    names = [_short(group.entries[0].item.name if by == "item" else str(key)) for key, group in groups[:limit]]
    colours = [PALETTE[group.entries[0].origin] for _, group in groups[:limit]]
    totals = [group.total for _, group in groups[:limit]]
    rest = sum((group for _, group in groups[limit:]), start=Intake())
    if len(rest):
        names.append(f"{len(groups) - limit} others")
        colours.append("#999999")
        totals.append(rest.total)
    ax = _horizontal(_axes(ax), names, [total.mg for total in totals], colours, [_at_least(t) for t in totals])
    ax.set_xlabel("magnesium (mg)")
    ax.set_title(f"Contributors by {by}\n{intake.total}")
    if by == "item":
        _origin_legend(ax, [group.entries[0].origin for _, group in groups[:limit]])
    return ax


def _horizontal(ax: Any, names: list[str], widths: list[float], colours: list[str], texts: list[str]) -> Any:
    places = range(len(names))
    ax.barh(places, widths, color=colours, edgecolor="black", lw=0.5)
    for place, width, text in zip(places, widths, texts, strict=True):
        ax.text(width, place, f" {text}", va="center", ha="left")
    ax.set_yticks(places, names)
    ax.invert_yaxis()
    ax.set_xlim(0, max(*widths, 1.0) * 1.2)
    return ax


def _origin_legend(ax: Any, origins: Iterable[Origin]) -> None:
    patch = need("matplotlib.patches", "plots").Patch
    shown = [origin for origin in Origin if origin in set(origins)]
    if len(shown) > 1:
        ax.legend(
            handles=[patch(facecolor=PALETTE[origin], edgecolor="black", label=str(origin)) for origin in shown],
            loc="lower right",
        )


def meals(intake: Intake, *, ax: Any = None) -> Any:
    """Draw what each meal brings, by origin, in the order in which the meals begin.

    Raises :class:`~magnesium.AmountError` for an empty intake.
    """
    _not_empty(intake)
    ax = _axes(ax)
    groups = intake.by("meal")
    places = range(len(groups))
    heights = [0.0] * len(groups)
    for origin in Origin:
        parts = [group.of([origin]).total.mg for group in groups.values()]
        if any(parts):
            ax.bar(places, parts, bottom=heights, color=PALETTE[origin], label=str(origin), edgecolor="black", lw=0.5)
        heights = [height + part for height, part in zip(heights, parts, strict=True)]
    for place, height, group in zip(places, heights, groups.values(), strict=True):
        ax.text(place, height, _at_least(group.total), ha="center", va="bottom")
    ax.set_xticks(places, [_short(meal or "no meal named") for meal in groups])
    ax.set_ylim(0, max(*heights, 1.0) * 1.12)
    ax.set_ylabel("magnesium (mg)")
    ax.set_title(f"Meals: {intake.total}")
    if any(heights):
        ax.legend(frameon=False)
    return ax


def across_authorities(
    intake: Intake,
    person: Person,
    *,
    days: int | None = None,
    bodies: Catalog[Authority] = authorities,
    ax: Any = None,
) -> Any:
    """Draw the intake as percent of what each authority recommends for *person*.

    Authorities that set no recommended or adequate intake for such a person are named below.
    Raises as :func:`~magnesium.adequacy` where none of them does.
    """
    _not_empty(intake)
    found: list[Adequacy] = []
    without: list[str] = []
    failed: MagnesiumError | None = None
    for id_ in bodies:
        try:
            result = adequacy(intake, person, authority=id_, days=days)
        except LookupError as error:
            if not isinstance(error, MagnesiumError):
                raise
            failed = error
            without.append(id_)
            continue
        if result.percent_of_recommended is None:
            without.append(id_)
        else:
            found.append(result)
    if not found:
        raise failed or AmountError("bodies", "without a recommended intake", "leave nothing to compare with")
    found.sort(key=lambda result: -(result.percent_of_recommended or 0.0))
    widths = [result.percent_of_recommended or 0.0 for result in found]
    names = [
        f"{result.reference_values.authority}: {result.recommended.kind.label} {result.recommended.mg_per_day:g} mg"
        for result in found
        if result.recommended is not None
    ]
    sign = "≥ " if found[0].is_lower_bound else ""
    ax = _horizontal(_axes(ax), names, widths, [_PLAIN] * len(names), [f"{sign}{width:.0f} %" for width in widths])
    ax.axvline(100, color="#D55E00", ls="--", lw=1.8)
    ax.set_xlim(0, max([*widths, 100.0]) * 1.2)
    left_out = f"\nno value: {', '.join(without)}" if without else ""
    ax.set_xlabel(f"percent of the recommended or adequate intake{left_out}")
    ax.set_title(f"{person}\n{found[0].total} a day")
    return ax
