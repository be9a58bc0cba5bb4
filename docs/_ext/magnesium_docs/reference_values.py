"""The reference values as tables, one per authority, with editions from newest to oldest."""

from __future__ import annotations

from collections.abc import Iterator

import magnesium as mg
from magnesium.needs.authorities import Authority
from magnesium.needs.editions import Edition, editions_of
from magnesium.needs.values import ReferenceValue, UndeterminedValue
from magnesium_docs.markdown import anchor, escaped, source_link, table

_INTRODUCTION = """\
The bundled values of each authority, in mg of magnesium per day. Ages are completed years or months: 19–30 years
ends the day before the 31st birthday. A value marked + is added to the woman's value for her age."""
_HEADER = ("value", "mg per day", "for whom", "compared with", "source", "note")


def reference_value_tables(title: str) -> str:
    """Return the page of every value of every edition, including values that a body could not determine."""
    lines = [
        f"# {escaped(title)}",
        "",
        _INTRODUCTION,
        "",
    ]
    for body in mg.authorities.values():
        lines += [f"({anchor(body.id, 'authority')})=", "", f"## {escaped(body.name)}", ""]
        lines += [f"`{body.id}`, {escaped(body.region)}", ""]
        for edition in reversed(editions_of(body.id)):
            lines += [f"### {escaped(edition.title)}", "", *_about(edition), *table(_HEADER, _rows(body, edition)), ""]
    return "\n".join(lines)


def _about(edition: Edition) -> list[str]:
    """Return a paragraph that states when an edition was in force."""
    published = "" if edition.published is None else f"published {edition.published}"
    applies = "" if edition.applies_from is None else f"in force from {edition.applies_from}"
    said = "; ".join(part for part in (published, applies, edition.status, edition.note) if part)
    return [escaped(said[:1].upper() + said[1:] + "."), ""] if said else []


def _rows(body: Authority, edition: Edition) -> Iterator[tuple[str, ...]]:
    for value in body.every:
        if value.edition == edition.title:
            mg_per_day, note = _figure(value)
            yield (
                escaped(value.kind.label),
                mg_per_day,
                escaped(str(value.group)),
                escaped(str(value.scope)),
                source_link(value.source),
                escaped(note),
            )


def _figure(value: ReferenceValue | UndeterminedValue) -> tuple[str, str]:
    if isinstance(value, UndeterminedValue):
        return "not set", value.reason
    return f"{'+' if value.is_increment else ''}{value.mg_per_day:g}", value.note
