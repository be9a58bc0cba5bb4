"""The reference values as matrices: ages in rows, authorities in columns, one matrix per stage and kind of value."""

from __future__ import annotations

import contextlib
import csv
import html
import io
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import magnesium as mg
from magnesium.needs.kinds import FAMILIES
from magnesium.needs.values import ReferenceValue
from magnesium.people import Group

STAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "female": ("girls and women", {"sex": "female"}),
    "male": ("boys and men", {"sex": "male"}),
    "pregnant": ("pregnant", {"sex": "female", "life_stage": "pregnant"}),
    "lactating": ("lactating", {"sex": "female", "life_stage": "lactating"}),
}
"""Label and person of each stage."""
VALUES = {"recommended": "RDA or AI", "ear": "EAR", "ul": "UL"}
HEADER = tuple("stage age_from_months age_to_months authority edition value kind mg_per_day scope source".split())  # noqa: SIM905
DOWNLOAD = "reference-matrix.csv"


def cells(stage: str) -> Iterator[tuple[int, int | None, str, mg.ReferenceValues]]:
    """Yield the first month, the month after the last, the authority and its values, for ages with values."""
    for first, end in _ages():
        for authority in mg.authorities:
            # No body sets a value for every age, and no infant is pregnant.
            with contextlib.suppress(mg.NoReferenceValueError, mg.PersonError):
                person = mg.Person.from_months(first, **STAGES[stage][1])
                yield first, end, authority, mg.reference_values(person, authority=authority)


def _ages() -> Iterator[tuple[int, int | None]]:
    """Yield the age ranges within which no authority's newest value changes."""
    groups = [value.group for body in mg.authorities.values() for value in body.every]
    limits = sorted({month for group in groups for month in (group.age_from_months, group.age_to_months) if month})
    yield from pairwise([0, *limits])
    yield limits[-1], None


def download() -> str:
    """Return every figure of the matrices as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    for stage in STAGES:
        for first, end, authority, values in cells(stage):
            for family in VALUES:
                if value := _value(values, family):
                    figure = (value.kind.label, f"{value.mg_per_day:g}", value.scope, value.source)
                    writer.writerow((stage, first, end, authority, value.edition, family, *figure))
    return out.getvalue()


def _value(values: mg.ReferenceValues, family: str) -> ReferenceValue | None:
    found: ReferenceValue | None = getattr(values, family)
    return found


def reference_matrix() -> str:
    """Return all matrices; a script shows the selected one."""
    matrices = "".join(_matrix(stage, family) for stage in STAGES for family in VALUES)
    return (
        f'<p><a href="_static/{DOWNLOAD}" download>Download as CSV</a>: a row for each figure, with edition, scope and '
        'source.</p>\n<div class="matrices"><div class="choices" hidden>'
        f"{_choice('stage')}{_choice('family')}</div>\n{matrices}</div>\n"
        '<script src="_static/matrix.js" defer></script>\n'
    )


def _choice(name: str) -> str:
    labels = {key: label for key, (label, _) in STAGES.items()} if name == "stage" else VALUES
    options = "".join(f'<option value="{key}">{html.escape(label)}</option>' for key, label in labels.items())
    return f'<label>{"For" if name == "stage" else "Value"} <select data-of="{name}">{options}</select></label>'


def _matrix(stage: str, family: str) -> str:
    found = {(first, authority): _value(values, family) for first, _, authority, values in cells(stage)}
    bodies = [body for body in mg.authorities if any(found.get((first, body)) for first, _ in _ages())]
    label = f"{VALUES[family]}, {STAGES[stage][0]}"
    head = "".join(f'<th scope="col">{html.escape(body)}</th>' for body in bodies)
    rows = "".join(
        f'<tr><th scope="row">{html.escape(_age(first, end))}</th>{"".join(map(_cell, figures))}</tr>\n'
        for (first, end), figures in _merged([(age, [found.get((age[0], body)) for body in bodies]) for age in _ages()])
    )
    return (
        f'<div class="matrix" data-stage="{stage}" data-family="{family}" tabindex="0" role="region" '
        f'aria-label="{html.escape(label)}"><table><caption>{html.escape(label)}</caption>'
        f'<thead><tr><th scope="col">age</th>{head}</tr></thead>\n<tbody>{rows}</tbody></table></div>\n'
    )


Row = tuple[tuple[int, int | None], list[ReferenceValue | None]]


def _merged(rows: list[Row]) -> Iterator[Row]:
    """Yield the rows; adjacent rows with the same figures are merged, and empty rows are left out."""
    kept: list[Row] = []
    for (first, end), figures in rows:
        if kept and list(map(_figure, kept[-1][1])) == list(map(_figure, figures)):
            kept[-1] = (kept[-1][0][0], end), figures
        else:
            kept.append(((first, end), figures))
    yield from (row for row in kept if any(row[1]))


def _figure(value: ReferenceValue | None) -> str:
    """Return a figure as displayed; adequate intakes are in italics."""
    if value is None:
        return "–"
    number = f"{value.mg_per_day:g}"
    return f"<em>{number}</em>" if value.kind in FAMILIES["ai"] else number


def _cell(value: ReferenceValue | None) -> str:
    title = "" if value is None else f' title="{html.escape(f"{value.kind.label}, {value.edition}")}"'
    return f"<td{title}>{_figure(value)}</td>"


def _age(first: int, end: int | None) -> str:
    """Return a band of ages without the word for the persons, which differs by age.

    >>> _age(228, 372), _age(6, 12)
    ('19–30 years', '6–11 months')
    """
    return str(Group(age_from_months=first, age_to_months=end)).partition(" ")[2]
