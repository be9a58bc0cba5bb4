"""The tables of a report: contributors, daily means, and what was eaten, as written and as understood."""

from __future__ import annotations

from collections.abc import Iterator

from magnesium.foods.assumptions import Assumption
from magnesium.foods.entries import Entry
from magnesium.foods.error_terms import mg_text
from magnesium.intake.intake import Grouping, Intake
from magnesium.rendering.blocks import Block, Fold, Heading, Table

_MAX_CONTRIBUTORS = 5
_MAX_SHOWN = 60
"""Maximum number of entries that a page shows unfolded."""


def contributors(intake: Intake, days: int) -> Iterator[Block]:
    """Yield the largest contributors, as daily means."""
    groups = [group.intake for group in intake.by("item").groups if group.intake.total.mg]
    if groups:
        groups.sort(key=lambda group: -group.total.mg)
        yield Heading("Where most of it comes from")
        rows = ((group.entries[0].item.name, *_mean(group, intake, days)) for group in groups[:_MAX_CONTRIBUTORS])
        yield Table(("food", "magnesium a day", "share"), rows)


def means(intake: Intake, days: int) -> Iterator[Block]:
    """Yield the daily mean by meal and by origin, and each day if the entries, which show it, are folded."""
    yield from _by("meal", intake, days)
    yield from _by("origin", intake, days)
    groups = intake.by("date").groups
    if len(groups) > 1 and len(intake) > _MAX_SHOWN:
        yield Heading("By day")
        yield Table(("day", "magnesium"), ((group.value or "no date", str(group.intake.total)) for group in groups))


def _by(key: Grouping, intake: Intake, days: int) -> Iterator[Block]:
    groups = intake.by(key).groups
    if len(groups) > 1:
        yield Heading(f"By {key}, mean of {days:,} days" if days > 1 else f"By {key}")
        rows = ((group.value or "not stated", *_mean(group.intake, intake, days)) for group in groups)
        yield Table((key, "magnesium a day", "share"), rows)


def _mean(part: Intake, whole: Intake, days: int) -> tuple[str, str]:
    share = f"{100 * part.total.mg / whole.total.mg:.0f} %" if whole.total.mg else ""
    return str(part.total.per_day(days)), share


def eaten(intake: Intake) -> Iterator[Block]:
    """Yield each day's entries: as written, as understood, and their magnesium; a long log is folded."""
    if not len(intake):
        return
    title = "What was eaten, as written and as read"
    groups = intake.by("date").groups
    dated = any(group.value is not None for group in groups)
    captions = [f"{group.value or 'No date'}: {group.intake.total}" if dated else "" for group in groups]
    tables = [
        Table(("meal", "as written", "as read", "magnesium"), _rows(group.intake), caption)
        for group, caption in zip(groups, captions, strict=True)
    ]
    if len(intake) > _MAX_SHOWN:
        yield Fold(title, tables, is_closed=True)
    else:
        yield Heading(title)
        yield from tables


def _rows(day: Intake) -> Iterator[tuple[str, ...]]:
    for meal in day.by("meal").groups:
        name = meal.value or ""
        for entry in meal.intake:
            yield name, _written(entry), _read(entry), mg_text(entry.mg, at_least=bool(entry.unknown))
            name = ""


def _written(entry: Entry) -> str:
    return entry.wording.strip() or f"{entry.quantity:g} {entry.unit}"


def _read(entry: Entry) -> str:
    grams = "" if entry.grams is None else f"{entry.grams:.4g} g "
    return f"{grams}{entry.item.name}"


def assumptions(intake: Intake) -> Iterator[Block]:
    """Yield the distinct assumptions, and how far the magnesium would differ otherwise."""
    rows = dict.fromkeys((_written(entry), *_assumed(each)) for entry in intake for each in entry.assumptions)
    if rows:
        yield Heading("Assumed")
        yield Table(("as written", "assumed", "otherwise"), rows)


def _assumed(assumption: Assumption) -> tuple[str, str]:
    if assumption.kind == "ignored":
        return f"ignored: {assumption.text}", ""
    factors = sorted(each.factor for each in assumption.alternatives if each.factor is not None)
    ends = dict.fromkeys(f"{factor:.2g}" for factor in factors[:1] + factors[-1:])
    return f"{assumption.kind}: {assumption.chosen}", f"× {'–'.join(ends)}" if ends else ""
