"""How an assessment is shown: the verdict, a summary of at most 12 lines, and the details."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from magnesium.assessment.findings import DISCLAIMER, RED_FLAGS, WHEN, Finding, FindingKind, sections
from magnesium.evidence import Direction, Urgency
from magnesium.rendering.answers import shortened
from magnesium.rendering.blocks import Block, Caution, Fold, Heading, Note

if TYPE_CHECKING:
    from magnesium.assessment.assessment import Assessment

MAX_TESTS = 5
"""Tests that are shown; the others are folded."""
_MAX_WHY, _MAX_ASK, _LINE = 3, 2, 220
_DIRECTIONS = {
    Direction.TOO_LITTLE: "Direction: what was reported points to too little magnesium, or to a cause of it.",
    Direction.TOO_MUCH: "Direction: what was reported points to too much magnesium, or to a cause of it.",
    Direction.BOTH: "Direction: too little and too much magnesium are both possible by what was reported.",
    Direction.NEITHER: "Direction: what was reported does not by itself point to too little or too much magnesium.",
}


def verdict(found: Assessment) -> str:
    """Return how urgent it is; a symptom with a magnesium product or impaired kidneys gets no all-clear."""
    if not found.urgency.is_pressing and found.of(FindingKind.SYMPTOM):
        if found.products:
            return (
                "Ask a doctor or pharmacist before more magnesium is taken: a symptom and a product with magnesium "
                "were reported together."
            )
        if found.of(FindingKind.KIDNEY_CAUTION):
            return "Ask a doctor: a symptom and kidneys that are or may be impaired were reported together."
    if found.urgency is Urgency.NONE:
        return "Nothing that was given is urgent by itself; what was not given is not known."
    return f"Most urgent of what was given: {WHEN[found.urgency]}."


def summary_lines(found: Assessment) -> Iterator[str]:
    """Yield at most 12 lines."""
    yield f"{found.person}: {verdict(found)}"
    yield _DIRECTIONS[found.direction]
    why = found.red_flags or [finding for finding in found.findings if not finding.is_conditional and finding.when]
    for finding in _distinct(why)[:_MAX_WHY]:
        yield shortened(f"Why: {finding.name}. {finding.wording}", _LINE)
    asked = [finding for finding in found.findings if finding.is_conditional]
    for finding in asked[:_MAX_ASK]:
        yield shortened(f"Ask: {finding.wording.partition('?')[0]}?", _LINE)
    tests = found.of(FindingKind.TEST)[:MAX_TESTS]
    if tests:
        yield shortened(f"Tests that a clinician may order: {'; '.join(test.name for test in tests)}.", _LINE)
    if found.not_understood:
        words = ", ".join(item.word for item in found.not_understood)
        yield shortened(f"Not understood, so not judged: {words}.", 2 * _LINE)
    if found.readings:
        yield shortened(f"Assumed: {' '.join(found.readings)}", _LINE)
    yield DISCLAIMER


def _distinct(findings: Iterable[Finding]) -> list[Finding]:
    """Return warning signs before the symptoms that they are made of."""
    return sorted(findings, key=lambda one: (-one.urgency.rank, one.kind is not FindingKind.WARNING_SIGN))


def blocks_of(found: Assessment) -> Iterator[Block]:
    """Yield the summary, then every finding: red flags in full, all else folded where that is possible."""
    yield Heading(f"Assessment: {found.person}", 1)
    yield Caution(verdict(found), found.urgency)
    yield Note(_DIRECTIONS[found.direction])
    yield Note(DISCLAIMER)
    if found.not_understood:
        yield Heading("Not understood, so not judged")
        yield from (Note(str(item), 1) for item in found.not_understood)
        yield Note("What is not known here can act on magnesium all the same.", 1)
    for title, findings in sections(found.findings).items():
        yield Heading(title.upper() if title == RED_FLAGS else title)
        yield from _section(findings)
    if found.readings or found.results:
        yield Heading("How words and results were read")
        yield from (Note(text, 1) for text in (*found.readings, *map(str, found.results)))
    if found.not_given:
        yield Heading("Not given, so not known")
        yield from (Note(text, 1) for text in found.not_given)


def _section(findings: list[Finding]) -> Iterator[Block]:
    """Yield findings; of tests beyond the first few a text shows the title only."""
    shown = findings
    if findings[0].kind is FindingKind.TEST and len(findings) > MAX_TESTS:
        shown = findings[:MAX_TESTS]
    for finding in shown:
        yield from _shown(finding)
    rest = findings[len(shown) :]
    if rest:
        yield Heading(f"Further tests ({len(rest)})")
    for finding in rest:
        _, *details = finding.blocks()
        yield Fold(finding.title, details, finding.title)


def _shown(finding: Finding) -> Iterator[Block]:
    heading, *details = finding.blocks()
    yield from (heading, *details) if finding.is_red_flag else (Fold(finding.title, details),)
