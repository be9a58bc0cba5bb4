"""The reference values as tables: an authority each, its editions from the newest to the oldest."""

from __future__ import annotations

from collections.abc import Iterator

import magnesium as mg
from magnesium.needs.authorities import Authority
from magnesium.needs.values import ReferenceValue, UndeterminedValue
from tools.markdown import anchor, escaped, source_link, table

_INTRODUCTION = """\
What each authority sets, in mg of magnesium a day, as it is bundled. Ages are half-open: 19 to 31 years
ends the day before the 31st birthday. A value marked + is added to the woman's value for her age."""
_MONTHS_BELOW = 24
"""Younger ages are said in months."""
_HEADER = ("value", "mg a day", "for whom", "age", "compared with", "source", "note")


def reference_value_tables(title: str) -> str:
    """Return the page of every value of every edition, those that a body could not set among them."""
    lines = [
        f"# {escaped(title)}",
        "",
        _INTRODUCTION,
        "",
    ]
    for body in mg.authorities.values():
        lines += [f"({anchor(body.id, 'authority')})=", "", f"## {escaped(body.name)}", ""]
        lines += [f"`{body.id}`, {escaped(body.region)}", ""]
        for edition in reversed(_editions(body)):
            lines += [f"### {escaped(edition)}", "", *table(_HEADER, _rows(body, edition)), ""]
    return "\n".join(lines)


def _editions(body: Authority) -> tuple[str, ...]:
    """Return the editions of a body, those without a single figure first."""
    without = (value.edition for value in body.undetermined if value.edition not in body.editions)
    return (*dict.fromkeys(without), *body.editions)


def _rows(body: Authority, edition: str) -> Iterator[tuple[str, ...]]:
    for value in body.every:
        if value.edition == edition:
            mg_per_day, note = _figure(value)
            who = "" if value.life_stage == "general" else f", {str(value.life_stage).replace('_', ' ')}"
            yield (
                escaped(value.kind.label),
                mg_per_day,
                escaped(f"{value.sex or 'both sexes'}{who}"),
                _ages(value),
                escaped(str(value.scope)),
                source_link(value.source),
                escaped(note),
            )


def _figure(value: ReferenceValue | UndeterminedValue) -> tuple[str, str]:
    if isinstance(value, UndeterminedValue):
        return "not set", value.reason
    return f"{'+' if value.is_increment else ''}{value.mg_per_day:g}", value.note


def _ages(value: ReferenceValue | UndeterminedValue) -> str:
    start, end = value.age_from_months, value.age_to_months
    if start is None and end is None:
        return "any"
    if end is None:
        return f"from {_age(start or 0)}"
    if not start:
        return f"to {_age(end)}"
    # One unit is said once.
    return f"{start / 12:g} to {_age(end)}" if start >= _MONTHS_BELOW else f"{_age(start)} to {_age(end)}"


def _age(months: int) -> str:
    return f"{months} months" if months < _MONTHS_BELOW else f"{months / 12:g} years"
