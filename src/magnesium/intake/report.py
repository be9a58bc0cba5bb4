"""Report: one person's log, summed, compared and cited."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import attrs

from magnesium.catalogs.sources import sources
from magnesium.errors import instance
from magnesium.foods.entries import Entry
from magnesium.intake.adequacy import Adequacy, adequacy
from magnesium.intake.day_tables import assumptions, contributors, eaten, means
from magnesium.intake.intake import Grouping, Intake, IntakeGroup
from magnesium.intake.suggestions import Suggestions, suggest
from magnesium.intake.swaps import Swaps, swaps
from magnesium.intake.verdict import scales, verdict
from magnesium.needs.authorities import Authority, authorities
from magnesium.people import Person
from magnesium.rendering.answers import Answer
from magnesium.rendering.blocks import Block, Heading, Note
from magnesium.rendering.documents import derived
from magnesium.text import whole_texts

_PURPOSE = "This describes what was recorded; it is not medical advice."
_SUGGESTIONS = 3
_GROUPED: tuple[Grouping, ...] = ("date", "meal", "origin")


@attrs.frozen(kw_only=True, field_transformer=whole_texts, repr=False)
class Report(Answer):
    """An intake, its adequacy, and foods that would close the gap."""

    title: str
    intake: Intake
    adequacy: Adequacy
    suggestions: Suggestions
    swaps: Swaps

    def derived_figures(self) -> dict[str, Any]:
        """Return the figures of the parts, the totals by date, meal and origin, and the sources."""
        by = {f"by_{key}": [_total(group) for group in self.intake.by(key).groups] for key in _GROUPED}
        parts = {name: derived(getattr(self, name)) for name in ("intake", "adequacy")}
        suggested = [derived(suggestion) for suggestion in self.suggestions]
        cited = {key: str(sources.get(key) or key) for key in self.cited()}
        return {**parts, "suggestions": suggested, "swaps": derived(self.swaps), **by, "sources": cited}

    def cited(self) -> tuple[str, ...]:
        """Return the distinct sources of all figures, in order of appearance."""
        return tuple(
            dict.fromkeys(
                (*self.adequacy.cited(), *self.intake.cited(), *self.suggestions.cited(), *self.swaps.cited())
            )
        )

    def blocks(self) -> Iterator[Block]:
        """Yield the verdict and its bars, contributors, suggestions, means and entries, and their basis."""
        yield Heading(f"Magnesium report: {self.title}", 1)
        yield from verdict(self.adequacy)
        yield from scales(self.adequacy)
        yield from _unknown(self.intake)
        yield from contributors(self.intake, self.adequacy.days)
        if self.suggestions:
            yield Heading("Foods that close the gap, each alone")
            yield from self.suggestions.rows()
        if self.swaps:
            yield Heading("Swaps, like for like")
            yield from self.swaps.rows()
        yield from means(self.intake, self.adequacy.days)
        yield from eaten(self.intake)
        yield from assumptions(self.intake)
        if self.intake.notes:
            yield Heading("How the log was read")
            yield from map(Note, self.intake.notes)
        yield Heading(f"Compared with {self._authority}")
        yield from self.adequacy.basis()
        yield Note(_PURPOSE)

    @property
    def _authority(self) -> str:
        name = authorities[self.adequacy.reference_values.authority].name
        recommended = self.adequacy.recommended
        return name if recommended is None else f"{name}, {recommended.edition}"

    def __str__(self) -> str:
        return f"{self.adequacy.person}: {self.adequacy}"


def _total(group: IntakeGroup) -> dict[str, Any]:
    total = group.intake.total
    return {
        "value": group.value,
        "mg": total.mg,
        "is_lower_bound": total.is_lower_bound,
        "unknown": list(total.unknown),
    }


def _unknown(intake: Intake) -> Iterator[Block]:
    names = dict.fromkeys(_unknown_name(entry) for entry in intake if entry.unknown)
    if names:
        yield Heading("Unknown magnesium, not in the totals")
        yield from (Note(name, 1) for name in names)


def _unknown_name(entry: Entry) -> str:
    """Return the item of unknown magnesium, or the unknown ingredients of a recipe."""
    item = f"{entry.item.name} ({entry.item.id})"
    return item if entry.mg is None else f"{', '.join(entry.unknown)} in {item}"


def build_report(
    intake: Intake,
    person: Person,
    *,
    title: str = "intake",
    authority: Authority | str = "nasem",
    edition: str | None = None,
    as_of: dt.date | str | None = None,
    days: int | None = None,
    within_person_sd_mg: float | None = None,
    category: str | None = None,
) -> Report:
    """Return the report of one person's intake.

    Args:
        intake: The entries of the person's log.
        person: The person who ate it.
        title: Title of the report.
        authority: As in :func:`adequacy`, like the next four.
        edition: Title or id of an edition.
        as_of: Use the edition in force on this day.
        days: Number of days that the intake covers.
        within_person_sd_mg: SD of the person's daily intake in mg.
        category: As in :func:`suggest`.

    Raises:
        InvalidValueError: *intake* is not an Intake; otherwise as :func:`adequacy` and :func:`suggest`.
    """
    instance(intake, Intake, "intake", "must be an Intake, such as read_food_log(path): the report lists its entries")
    found = adequacy(
        intake,
        person,
        authority=authority,
        edition=edition,
        as_of=as_of,
        days=days,
        within_person_sd_mg=within_person_sd_mg,
    )
    suggested = suggest(
        intake,
        person,
        authority=authority,
        edition=edition,
        as_of=as_of,
        days=found.days,
        category=category,
        limit=_SUGGESTIONS,
    )
    exchanged = swaps(intake, person, authority=authority, edition=edition, as_of=as_of, days=found.days)
    return Report(title=title, intake=intake, adequacy=found, suggestions=suggested, swaps=exchanged)
