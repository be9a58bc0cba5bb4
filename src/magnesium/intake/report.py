"""Report: one person's log, added up, compared and cited, as text or as plain data."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from magnesium.catalogs.sources import sources
from magnesium.errors import NotFoundError, instance
from magnesium.foods.entries import Entry
from magnesium.intake.adequacy import Adequacy, adequacy, probability_text
from magnesium.intake.intake import Intake, Total
from magnesium.intake.suggestions import Suggestion, suggest
from magnesium.needs.authorities import Authority, authorities
from magnesium.needs.values import ReferenceValue
from magnesium.people import Person
from magnesium.text import harmless, whole_texts

SCHEMA = 1
"""Version of the plain data that :meth:`Report.as_dict` returns."""


@attrs.frozen(kw_only=True, field_transformer=whole_texts)
class Report:
    """An intake, its adequacy, and foods that would close a gap."""

    title: str
    intake: Intake
    adequacy: Adequacy
    suggestions: tuple[Suggestion, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the report as plain data for JSON; amounts in mg, unknown ones ``None``."""
        found = self.adequacy
        values = found.reference_values
        named = {"ear": values.ear, "recommended": values.recommended, "ul": values.ul}
        return {
            "schema": SCHEMA,
            "title": self.title,
            "person": {
                "age_years": found.person.age,
                "sex": found.person.sex,
                "life_stage": found.person.life_stage,
            },
            "authority": values.authority,
            "entries": [_entry_dict(entry) for entry in self.intake],
            "total": _total_dict(self.intake.total),
            "by_date": _totals_dict(self.intake, "date"),
            "by_meal": _totals_dict(self.intake, "meal"),
            "by_origin": _totals_dict(self.intake, "origin"),
            "adequacy": {
                "days": found.days,
                "mg_per_day": found.mg_per_day,
                "is_lower_bound": found.is_lower_bound,
                "unknown": list(found.unknown),
                "percent_of_recommended": found.percent_of_recommended,
                "shortfall_mg": found.shortfall_mg,
                "supplemental_mg": found.supplemental_mg,
                "unstated_mg": found.unstated.mg,
                "exceeds_ul": found.exceeds_ul,
                "probability_of_adequacy": found.probability_of_adequacy,
                "probability_note": found.probability_note,
                "reference_values": {
                    name: None if value is None else _value_dict(value) for name, value in named.items()
                },
            },
            "suggestions": [
                {
                    "food": s.food.id,
                    "name": s.food.name,
                    "servings": s.servings,
                    "serving": s.portion.label,
                    "grams": s.grams,
                    "mg": s.mg,
                    "kcal": s.kcal,
                }
                for s in self.suggestions
            ],
            "sources": {key: _citation(key) for key in self.source_ids},
        }

    @property
    def source_ids(self) -> tuple[str, ...]:
        """The sources behind every figure of the report, each once, in order of appearance."""
        values = self.adequacy.reference_values
        used = [value.source for value in (values.recommended, values.ear, values.ul) if value is not None]
        if self.adequacy.probability_of_adequacy is not None and self.adequacy.within_person_sd is not None:
            used.append(self.adequacy.within_person_sd.source)
        used += [entry.item.source for entry in self.intake]
        used += [suggestion.food.source for suggestion in self.suggestions]
        return tuple(dict.fromkeys(used))

    def text(self, width: int = 88) -> str:
        """Return the report for a terminal of *width* columns."""
        return "".join(f"{harmless(line)}\n" for line in self._lines(width))

    def _repr_html_(self) -> str:
        """Return the entries, the comparison and the suggestions as small tables, for notebooks."""
        from magnesium.rendering.notebook import note, table

        parts = [self.intake._repr_html_(), self.adequacy._repr_html_()]
        if self.suggestions:
            rows = [(f"{s.servings} × {s.portion.label}", s.food.name, f"{s.mg:.0f} mg") for s in self.suggestions]
            parts.append(table("Foods that hold what is missing, each alone", ("servings", "food", "magnesium"), rows))
        parts.append(note("Sources", (f"[{key}] {_citation(key)}" for key in self.source_ids)))
        return f"<div>{note(f'Magnesium report: {self.title}', ())}{''.join(parts)}</div>"

    def _lines(self, width: int) -> Iterator[str]:
        yield f"Magnesium report: {self.title}"
        yield f"{self.adequacy.person}; compared with {_authority_name(self.adequacy)}"
        for date, of_date in self.intake.by("date").items():
            yield ""
            yield _row(str(date or "No date"), str(of_date.total), width)
            for meal, of_meal in of_date.by("meal").items():
                yield _row(f"  {meal or 'no meal named'}", str(of_meal.total), width)
                for entry in of_meal:
                    amount = f"{entry.quantity:g} {entry.unit}"
                    yield _row(f"    {amount:<12} {entry.item.name}", _mg(entry.mg), width)
        for title, key in (("By meal", "meal"), ("By origin", "origin")):
            yield ""
            yield title
            for value, group in self.intake.by(key).items():
                yield _row(f"  {value or 'not stated'}", str(group.total), width)
        yield ""
        yield from self._comparison(width)
        yield from self._unknown(width)
        yield from self._suggested(width)
        yield ""
        yield "Sources"
        for key in self.source_ids:
            yield from _wrapped(f"[{key}] {_citation(key)}", width, "  ")

    def _comparison(self, width: int) -> Iterator[str]:
        found = self.adequacy
        days = "1 day" if found.days == 1 else f"mean of {found.days} days"
        yield f"Compared with reference values ({days})"
        yield _row("  Intake", str(found.total), width)
        recommended, ear, ul = found.recommended, found.ear, found.ul
        if recommended is not None and found.percent_of_recommended is not None and found.shortfall_mg is not None:
            bound = "at least " if found.is_lower_bound else ""
            yield _row(
                f"  {_cited(recommended)}",
                f"{bound}{found.percent_of_recommended:.0f} % of {recommended.mg_per_day:g} mg",
                width,
            )
            if found.shortfall_mg > 0:
                most = "at most " if found.is_lower_bound else ""
                yield _row("  Missing to it", f"{most}{found.shortfall_mg:.1f} mg", width)
        if ear is not None:
            yield _row(f"  {_cited(ear)}", f"{ear.mg_per_day:g} mg", width)
        if ul is None:
            yield _row("  Upper level", f"none set by {found.reference_values.authority}", width)
        else:
            yield _row(f"  {_cited(ul)}", f"{ul.mg_per_day:g} mg from {ul.scope}", width)
            yield _row("  From those", f"{found.supplemental}, {found.ul_note}", width)
        probability = found.probability_of_adequacy
        if probability is not None:
            shown = probability_text(probability, at_least=found.is_lower_bound)
            yield _row("  Probability that usual intake is adequate", shown, width)
        yield from _wrapped(f"({found.probability_note})", width, "  ")

    def _unknown(self, width: int) -> Iterator[str]:
        unknown = [entry for entry in self.intake if entry.unknown]
        if unknown:
            yield ""
            yield "Unknown magnesium, not in the totals"
            for name in dict.fromkeys(map(_unknown_name, unknown)):
                yield from _wrapped(name, width, "  ")

    def _suggested(self, width: int) -> Iterator[str]:
        if self.suggestions:
            yield ""
            yield "Foods that hold what is missing, each alone"
            for s in self.suggestions:
                kcal = "energy unknown" if s.kcal is None else f"{s.kcal:.0f} kcal"
                yield _row(f"  {s.servings} × {s.portion.label}, {s.food.name}", f"{s.mg:.0f} mg, {kcal}", width)


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
    days: int | None = None,
    within_person_sd_mg: float | None = None,
    category: str | None = None,
) -> Report:
    """Return the report of one person's intake; arguments and errors as for ``adequacy`` and ``suggest``."""
    instance(intake, Intake, "intake", "must be an Intake, whose entries the report lists")
    found = adequacy(
        intake, person, authority=authority, edition=edition, days=days, within_person_sd_mg=within_person_sd_mg
    )
    suggested = suggest(intake, person, authority=authority, edition=edition, days=days, category=category)
    return Report(title=title, intake=intake, adequacy=found, suggestions=suggested)


def _authority_name(found: Adequacy) -> str:
    body = authorities[found.reference_values.authority]
    recommended = found.recommended
    return body.name if recommended is None else f"{body.name}, {recommended.edition}"


def _citation(key: str) -> str:
    """Return the citation of a source; a user's own word for one stands for itself."""
    try:
        return str(sources[key])
    except NotFoundError:
        return key


def _cited(value: ReferenceValue) -> str:
    return f"{value.kind.label} [{value.source}]"


def _mg(mg: float | None) -> str:
    return "unknown" if mg is None else f"{mg:.1f} mg"


def _row(left: str, right: str, width: int) -> str:
    """Return a line with *right* at its end and *left* shortened to fit."""
    room = max(8, width - len(right) - 2)
    if len(left) > room:
        left = left[: room - 1] + "…"
    return f"{left}{right:>{max(0, width - len(left))}}"


def _wrapped(text: str, width: int, indent: str) -> Iterable[str]:
    return textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=indent + "  ", break_on_hyphens=False)


def _entry_dict(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.item.id,
        "name": entry.item.name,
        "origin": entry.origin,
        "quantity": entry.quantity,
        "unit": entry.unit,
        "grams": entry.grams,
        "mg": entry.mg,
        "date": None if entry.date is None else entry.date.isoformat(),
        "time": None if entry.time is None else entry.time.isoformat(),
        "meal": entry.meal,
        "person": entry.person,
        "source": entry.item.source,
    }


def _total_dict(total: Total) -> dict[str, Any]:
    return {"mg": total.mg, "is_lower_bound": total.is_lower_bound, "unknown": list(total.unknown)}


def _totals_dict(intake: Intake, key: str) -> list[dict[str, Any]]:
    return [
        {key: None if value is None else str(value), **_total_dict(group.total)}
        for value, group in intake.by(key).items()
    ]


def _value_dict(value: ReferenceValue) -> dict[str, Any]:
    return {
        "mg_per_day": value.mg_per_day,
        "kind": value.kind,
        "scope": value.scope,
        "authority": value.authority,
        "edition": value.edition,
        "confidence": value.confidence,
        "note": value.note,
        "source": value.source,
    }
