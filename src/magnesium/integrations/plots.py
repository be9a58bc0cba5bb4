"""Plots: intake by day, contributors, meals, and adequacy across authorities.

Each plots on an ``ax`` of Matplotlib, a new one by default, and returns it. Colors are those
of Okabe and Ito, distinguishable with every color vision; unknown amounts are stated in words. Needs the
extra ``plots``.
"""

from __future__ import annotations

import datetime as dt
import math
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal, get_args

from magnesium.catalogs.catalog import Catalog
from magnesium.errors import InvalidValueError, MagnesiumError, instance, member
from magnesium.foods.entries import Origin
from magnesium.intake.adequacy import Adequacy, adequacy
from magnesium.intake.intake import Intake, Total
from magnesium.integrations.extras import need
from magnesium.needs.authorities import Authority, authorities
from magnesium.needs.reference_values import reference_values
from magnesium.needs.scopes import UpperLevelScope
from magnesium.people import Person
from magnesium.text import NOT_IN_XML
from magnesium.units import whole_number

ContributorKind = Literal["item", "origin"]
"""What a bar of :func:`contributors` represents."""

PALETTE: Mapping[Origin | None, str] = MappingProxyType(
    {
        Origin.FOOD: "#009E73",
        Origin.WATER: "#56B4E9",
        Origin.SUPPLEMENT: "#E69F00",
        Origin.MEDICINE: "#CC79A7",
        Origin.ADDED: "#F0E442",
        None: "#999999",
    }
)
"""The color of each origin (Okabe and Ito 2008); gray if none is stated."""

# None: the text color of the axes, black on light and white on dark.
# Equal amounts overlap as dots on dashes and dashes on a line, so that each is visible.
_LINES: Mapping[str, tuple[str | None, str, float]] = MappingProxyType(
    {"EAR": (None, ":", 2.3), "recommended": ("#0072B2", "-", 2.1), "UL": ("#D55E00", "--", 2.2)}
)
_PLAIN = "#0072B2"
_WIDTH = 34
_MOST_NUMBERS = 14
"""Maximum number of bars whose numbers do not overlap."""
_MOST_DATES = 10
_ROOM = 1.28
"""Length of an axis relative to its longest bar, with room for the number beside it."""


def _axes(ax: Any, *, inches: tuple[float, float] = (7.0, 4.8)) -> Any:
    if ax is not None:
        return instance(ax, need("matplotlib.axes", "plots").Axes, "ax", "must be the axes of a matplotlib figure")
    return need("matplotlib.pyplot", "plots").subplots(figsize=inches, layout="constrained")[1]


def _tall(bars: int) -> tuple[float, float]:
    return 7.0, max(3.2, 1.4 + 0.28 * bars)


def _ink(ax: Any) -> Any:
    """Return the text color of *ax*, whatever the current style."""
    return ax.title.get_color()


def _not_empty(intake: Intake) -> None:
    instance(intake, Intake, "intake", "must be an Intake, such as read_food_log(...) or Intake([...])")
    if not len(intake):
        raise InvalidValueError("intake", None, "has no entries; there is nothing to plot")


def _at_least(total: Total) -> str:
    """Return the mg in words, with a sign if something is unknown."""
    return f"≥ {total.mg:.0f}" if total.is_lower_bound else f"{total.mg:.0f}"


def _short(text: str) -> str:
    # Matplotlib writes each text into its SVG files unchanged.
    text = NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)
    text = textwrap.shorten(text, _WIDTH, placeholder=" …") if " " in text else text
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"


def _write(ax: Any, x: float, y: float, text: str, *, above: bool) -> None:
    """Write a number above or right of its bar, legible even over a line."""
    place = {"ha": "center", "va": "bottom", "xytext": (0, 3)} if above else {"va": "center", "xytext": (4, 0)}
    behind = {"facecolor": ax.get_facecolor(), "edgecolor": "none", "alpha": 0.7, "pad": 0.8}
    ax.annotate(text, (x, y), textcoords="offset points", color=_ink(ax), bbox=behind, **place)


def _legend(ax: Any) -> None:
    """Put the legend beside the axes if the figure has room, and otherwise inside."""
    if not ax.get_legend_handles_labels()[0]:
        return
    if ax.figure.get_layout_engine() is None:
        ax.legend(loc="best", fontsize="small")
    else:
        ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), borderaxespad=0, frameon=False, fontsize="small")


def intake_by_day(
    intake: Intake,
    person: Person,
    *,
    authority: Authority | str = "nasem",
    edition: str | None = None,
    as_of: dt.date | str | None = None,
    ax: Any = None,
) -> Any:
    """Plot each day's magnesium by origin, with the EAR, the recommended intake and the upper level.

    The part that the upper level covers is at the bottom of each bar; the level is a mark at its left edge, joined to
    the top of this part, and absent from days without such a part. Up to 14 days have an error bar for the
    90 % interval of the known amounts. With many days, only lower bounds are marked, with ``≥``, instead of all
    numbers.

    Args:
        intake: The intake.
        person: The person who ate it.
        authority: As in :func:`~magnesium.reference_values`, like the next two.
        edition: Title or id of an edition.
        as_of: Use the edition in force on this day.
        ax: Matplotlib axes; new ones by default.

    Raises:
        InvalidValueError: The intake is empty; otherwise as :func:`~magnesium.reference_values`.
    """
    _not_empty(intake)
    values = reference_values(person, authority=authority, edition=edition, as_of=as_of)
    scope = UpperLevelScope.SUPPLEMENTS if values.ul is None else values.ul.scope
    ax = _axes(ax)
    days = dict(sorted(intake.by("date").items(), key=lambda day: (day[0] is None, str(day[0]))))
    # Magnesium of no stated origin is directly above the part that the level covers, since it may belong to it.
    order = sorted(PALETTE, key=lambda origin: 1 if origin is None else 2 * (origin not in scope.origins))
    heights = _stacks(ax.bar, ax, list(days.values()), order, start="bottom")
    tops = _error_bars(ax, [day.total for day in days.values()]) if len(days) <= _MOST_NUMBERS else heights
    for place, height, day in zip(range(len(days)), tops, days.values(), strict=True):
        if len(days) <= _MOST_NUMBERS:
            _write(ax, place, height, _at_least(day.total), above=True)
        elif day.total.is_lower_bound:
            _write(ax, place, height, "≥", above=True)
    parts = ((place, day.of(scope.origins).total.mg) for place, day in enumerate(days.values()))
    covered = {place: mg for place, mg in parts if mg}
    lines = (("EAR", values.ear), ("recommended", values.recommended), ("UL", values.ul))
    for name, value in lines:
        if value is not None:
            color, style, zorder = _LINES[name]
            covers = f", for {value.scope}" if name == "UL" else ""
            label = textwrap.fill(f"{value.kind.label} {value.mg_per_day:g} mg{covers}", 24)
            look = {"color": color or _ink(ax), "ls": style, "zorder": zorder, "lw": 1.8}
            if name == "UL":
                _upper_level(ax, value.mg_per_day, covered, {**look, "label": label})
            else:
                ax.axhline(value.mg_per_day, label=label, **look)
    _name_days(ax, list(days))
    ax.set_ylabel("magnesium (mg a day)")
    shown = [value.mg_per_day for name, value in lines if value is not None and (name != "UL" or covered)]
    ax.set_ylim(0, max([*tops, *shown]) * 1.12)
    ax.set_title(f"Intake by day\n{person}")
    _legend(ax)
    return ax


def _upper_level(ax: Any, mg: float, covered: Mapping[int, float], look: Mapping[str, Any]) -> None:
    """Plot an upper level beside each bar with a part that it covers, joined to the top of this part."""
    if covered:
        ax.hlines([mg] * len(covered), [at - 0.5 for at in covered], [at - 0.3 for at in covered], **look)
        ax.vlines([at - 0.45 for at in covered], list(covered.values()), mg, **{**look, "label": None, "lw": 1.0})


def _error_bars(ax: Any, totals: Sequence[Total]) -> list[float]:
    """Plot the 90 % interval of the known amounts in each total, and return the upper ends."""
    tops = []
    for place, total in enumerate(totals):
        low, high = total.interval(0.9) or (total.mg, total.mg)
        tops.append(high)
        if high > low:
            ends = [[max(0.0, total.mg - low)], [max(0.0, high - total.mg)]]
            ax.errorbar(place, total.mg, yerr=ends, fmt="none", ecolor=_ink(ax), elinewidth=1.0)
    return tops


def _name_days(ax: Any, days: list[Any]) -> None:
    """Label as many days as fit, and always entries without a date."""
    step = math.ceil(len(days) / _MOST_DATES)
    named = [place for place, day in enumerate(days) if place % step == 0 or day is None]
    slanted = {"rotation": 30, "ha": "right", "rotation_mode": "anchor"} if len(days) > 4 else {}
    ax.set_xticks(named, [str(days[place] or "no date") for place in named], **slanted)
    # A few bars are not wider than those of a week.
    beside = max(0.0, (5 - len(days)) / 2)
    ax.set_xlim(-0.6 - beside, len(days) - 0.4 + beside)


def _stacks(
    draw: Callable[..., Any], ax: Any, groups: Sequence[Intake], order: Iterable[Origin | None], *, start: str
) -> list[float]:
    """Plot each group as a bar stacked by origin, and return the ends of the bars in mg."""
    reached = [0.0] * len(groups)
    for origin in order:
        parts = [group.of([origin]).total.mg for group in groups]
        if any(parts):
            look = {"color": PALETTE[origin], "edgecolor": _ink(ax), "lw": 0.5, "label": _origin_name(origin)}
            draw(range(len(groups)), parts, **{start: reached}, **look)
        reached = [so_far + part for so_far, part in zip(reached, parts, strict=True)]
    return reached


def contributors(intake: Intake, *, by: ContributorKind = "item", limit: int = 10, ax: Any = None) -> Any:
    """Plot the contributions of items or origins to magnesium, largest first, with the rest as one bar.

    Args:
        intake: The intake.
        by: "item" or "origin".
        limit: Maximum number of single bars.
        ax: Matplotlib axes; new ones by default.

    Raises:
        InvalidValueError: The intake is empty, *by* is unknown, or *limit* is below 1.
    """
    _not_empty(intake)
    member(by, get_args(ContributorKind), "by")
    limit = whole_number(limit, "limit")
    found = sorted(intake.by(by).items(), key=lambda group: (-group[1].total.mg, str(group[0])))
    named = [(group.entries[0].item.name if by == "item" else _origin_name(key), group) for key, group in found[:limit]]
    rest = [entry for _, group in found[limit:] for entry in group]
    if rest:
        named.append((f"{len(found) - limit} others", Intake(rest)))
    ax = _axes(ax, inches=_tall(len(named)))
    _lying(ax, named)
    ax.set_title(f"Contributors by {by}\n{intake.total}")
    if by == "item":
        _legend(ax)
    return ax


def _origin_name(origin: Origin | None) -> str:
    return "origin not stated" if origin is None else str(origin)


def _lying(ax: Any, groups: Sequence[tuple[str, Intake]]) -> None:
    """Plot named groups as horizontal bars, the first on top, with their mg beside them."""
    reached = _stacks(ax.barh, ax, [group for _, group in groups], PALETTE, start="left")
    for place, (width, (_, group)) in enumerate(zip(reached, groups, strict=True)):
        _write(ax, width, place, _at_least(group.total), above=False)
    _name_bars(ax, [name for name, _ in groups])
    ax.set_xlim(0, max(*reached, 1.0) * _ROOM)
    ax.set_xlabel("magnesium (mg)")


def _name_bars(ax: Any, names: Sequence[str]) -> None:
    # A dollar sign in a name does not begin a formula.
    ax.set_yticks(range(len(names)), [_short(name) for name in names], parse_math=False)
    ax.set_ylim(len(names) - 0.4, -0.6)


def meals(intake: Intake, *, ax: Any = None) -> Any:
    """Plot the magnesium of each meal by origin, in order of first appearance.

    Raises :class:`~magnesium.InvalidValueError` for an empty intake.
    """
    _not_empty(intake)
    groups: dict[str, Intake] = {}
    for meal, group in intake.by("meal").items():
        name = (meal or "").strip() or "no meal named"
        groups[name] = groups.get(name, Intake()) + group
    ax = _axes(ax, inches=_tall(len(groups)))
    _lying(ax, list(groups.items()))
    ax.set_title(f"Meals\n{intake.total}")
    _legend(ax)
    return ax


def across_authorities(
    intake: Intake,
    person: Person,
    *,
    as_of: dt.date | str | None = None,
    days: int | None = None,
    bodies: Catalog[Authority] = authorities,
    ax: Any = None,
) -> Any:
    """Plot the intake as a percentage of the recommendation of each authority.

    Authorities that set no recommended or adequate intake for such a person are listed below.

    Args:
        intake: The intake.
        person: The person who ate it.
        as_of: Use the editions in force on this day.
        days: Number of days that the intake covers.
        bodies: The authorities to compare.
        ax: Matplotlib axes; new ones by default.

    Raises:
        MagnesiumError: As :func:`~magnesium.adequacy`, if no authority sets a recommendation.
    """
    _not_empty(intake)
    instance(bodies, Catalog, "bodies", "must be a Catalog of authorities")
    found: list[Adequacy] = []
    without: list[str] = []
    failed: MagnesiumError | None = None
    for id_ in bodies:
        try:
            result = adequacy(intake, person, authority=id_, as_of=as_of, days=days)
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
        raise failed or InvalidValueError("bodies", None, "have no recommended intake to compare with")
    found.sort(key=lambda result: -(result.percent_of_recommended or 0.0))
    widths = [result.percent_of_recommended or 0.0 for result in found]
    names = [
        f"{result.reference_values.authority}: {result.recommended.kind.label} {result.recommended.mg_per_day:g} mg"
        for result in found
        if result.recommended is not None
    ]
    sign = "≥ " if found[0].is_lower_bound else ""
    ax = _axes(ax, inches=_tall(len(names)))
    ax.barh(range(len(names)), widths, color=_PLAIN, edgecolor=_ink(ax), lw=0.5)
    ax.axvline(100, color="#D55E00", ls="--", lw=1.8)
    for place, width in enumerate(widths):
        _write(ax, width, place, f"{sign}{width:.0f} %", above=False)
    _name_bars(ax, names)
    ax.set_xlim(0, max([*widths, 100.0]) * _ROOM)
    left_out = f"\nno value: {', '.join(without)}" if without else ""
    ax.set_xlabel(f"percent of the recommended or adequate intake{left_out}")
    ax.set_title(f"{person}\n{found[0].total} a day")
    return ax
