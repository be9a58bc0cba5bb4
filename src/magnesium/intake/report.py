"""Report: one person's log, added up, compared and cited."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import attrs

from magnesium.catalogs.sources import sources
from magnesium.errors import instance
from magnesium.foods.entries import Entry, mg_text
from magnesium.intake.adequacy import Adequacy, adequacy
from magnesium.intake.intake import Grouping, Intake, IntakeGroup, assumed
from magnesium.intake.suggestions import Suggestions, suggest
from magnesium.needs.authorities import Authority, authorities
from magnesium.people import Person
from magnesium.rendering.answers import Answer
from magnesium.rendering.blocks import Block, Heading, Note, Row
from magnesium.rendering.documents import derived
from magnesium.text import whole_texts

_GROUPED: tuple[Grouping, ...] = ("date", "meal", "origin")


@attrs.frozen(kw_only=True, field_transformer=whole_texts, repr=False)
class Report(Answer):
    """An intake, its adequacy, and foods that would close a gap."""

    title: str
    intake: Intake
    adequacy: Adequacy
    suggestions: Suggestions

    def derived_figures(self) -> dict[str, Any]:
        """Return what follows: the figures of the parts, the totals by date, meal and origin, the sources."""
        by = {f"by_{key}": [_total(group) for group in self.intake.by(key).groups] for key in _GROUPED}
        parts = {name: derived(getattr(self, name)) for name in ("intake", "adequacy")}
        suggested = [derived(suggestion) for suggestion in self.suggestions]
        cited = {key: str(sources.get(key) or key) for key in self.cited()}
        return {**parts, "suggestions": suggested, **by, "sources": cited}

    def cited(self) -> tuple[str, ...]:
        """Return the sources behind every figure, each once, in order of appearance."""
        return tuple(dict.fromkeys((*self.adequacy.cited(), *self.intake.cited(), *self.suggestions.cited())))

    def blocks(self) -> Iterator[Block]:
        """Yield the answer, the comparison, what is unknown or assumed, suggestions, and all entries by day."""
        yield Heading(f"Magnesium report: {self.title}", 1)
        yield Note(str(self))
        yield Heading(f"Compared with {self._authority}")
        yield from self.adequacy.rows()
        yield from self._unknown()
        yield from assumed(self.intake)
        if self.intake.notes:
            yield Heading("How the log was read")
            yield from map(Note, self.intake.notes)
        if self.suggestions:
            yield Heading("Foods that close the gap, each alone")
            yield from self.suggestions.rows()
        for key in ("meal", "origin"):
            yield Heading(f"By {key}")
            for group in self.intake.by(key).groups:
                yield Row(group.value or "not stated", str(group.intake.total))
        for day in self.intake.by("date").groups:
            yield Heading(f"{day.value or 'No date'}: {day.intake.total}")
            for meal in day.intake.by("meal").groups:
                yield Row(meal.value or "No meal named", str(meal.intake.total))
                for entry in meal.intake:
                    yield Row(
                        f"{entry.quantity:g} {entry.unit} {entry.item.name}",
                        mg_text(entry.mg, at_least=bool(entry.unknown)),
                        1,
                    )

    def _unknown(self) -> Iterator[Block]:
        unknown = [entry for entry in self.intake if entry.unknown]
        if unknown:
            yield Heading("Unknown magnesium, not in the totals")
            for name in dict.fromkeys(map(_unknown_name, unknown)):
                yield Note(name, 1)

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
    """Return the report of one person's intake; arguments and errors as for ``adequacy`` and ``suggest``."""
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
        intake, person, authority=authority, edition=edition, as_of=as_of, days=found.days, category=category
    )
    return Report(title=title, intake=intake, adequacy=found, suggestions=suggested)
