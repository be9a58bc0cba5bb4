"""Present an assessment: the verdict, a summary of at most 12 lines, and the details.

The unfolded part of a page fits one printed sheet: the verdict, the red flags, what to look for and the first tests.
Everything else is in one fold, and no sentence is repeated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING

import attrs

from magnesium.assessment.describing import KIDNEY_CAUTION
from magnesium.assessment.findings import (
    DISCLAIMER,
    LOOK_FOR,
    RED_FLAGS,
    WHEN,
    Audience,
    Finding,
    FindingKind,
    sections,
    title_of,
)
from magnesium.assessment.missing import DEPLETION_SCORE
from magnesium.evidence import Direction, Urgency
from magnesium.rendering.answers import citations, shortened
from magnesium.rendering.blocks import Block, Caution, Fold, Heading, Note

if TYPE_CHECKING:
    from magnesium.assessment.assessment import Assessment

MAX_TESTS = 5
"""Number of tests shown; the others are folded."""
_MAX_WHY, _MAX_ASK, _LINE = 3, 2, 220
_MAX_IN_FULL = 4
"""Number of red flags that a page shows with their description; of further ones it shows the names."""
_MAX_LOOK_FOR = 4
_DIRECTIONS = {
    Direction.TOO_LITTLE: "Direction: what was reported points to too little magnesium, or to a cause of it.",
    Direction.TOO_MUCH: "Direction: what was reported points to too much magnesium, or to a cause of it.",
    Direction.BOTH: "Direction: too little and too much magnesium are both possible by what was reported.",
    Direction.NEITHER: "Direction: what was reported does not by itself point to too little or too much magnesium.",
}
_WHEN_LAY = MappingProxyType(
    {
        Urgency.EMERGENCY: "Emergency: this calls for medical help now",
        Urgency.PROMPT: "Prompt: this calls for a doctor within days, on the same day where it says so below",
        Urgency.ROUTINE: "Routine: this is for the next ordinary visit",
        Urgency.NONE: "",
    }
)
_SENTENCE_END = re.compile(r"(?<=[.?!]) (?=[A-Z[])")
_LONG = 40
"""Minimum length of a sentence that is not repeated."""


def verdict(found: Assessment, audience: Audience) -> str:
    """Return the urgency in words; a symptom with a magnesium product or impaired kidneys gets no all-clear."""
    if not found.urgency.is_pressing and _has_symptom(found):
        if found.products:
            return (
                "Ask a doctor or pharmacist before more magnesium is taken: a symptom and a product with magnesium "
                "were reported together."
            )
        if found.of(FindingKind.KIDNEY_CAUTION):
            return "Ask a doctor: a symptom and kidneys that are or may be impaired were reported together."
    if found.urgency is Urgency.NONE:
        return "Nothing that was understood is urgent by itself; what was not given is not known."
    unknown = " What was not understood can be more urgent." if _has_unknown_symptom(found) else ""
    if audience is Audience.LAY:
        return f"{_WHEN_LAY[found.urgency]}.{unknown}"
    return f"Most urgent of what was given: {WHEN[found.urgency]}.{unknown}"


def _has_symptom(found: Assessment) -> bool:
    """Return whether a symptom was named, understood or not."""
    return bool(found.of(FindingKind.SYMPTOM)) or _has_unknown_symptom(found)


def _has_unknown_symptom(found: Assessment) -> bool:
    return any(item.kind == "symptom" for item in found.not_understood)


def summary_lines(found: Assessment, audience: Audience) -> Iterator[str]:
    """Yield at most 12 lines."""
    yield f"{found.person}: {verdict(found, audience)}"
    yield _DIRECTIONS[found.direction]
    why = found.red_flags or [finding for finding in found.findings if not finding.is_conditional and finding.when]
    for finding in _distinct(why)[:_MAX_WHY]:
        yield shortened(f"Why: {finding.name}. {finding.wording}", _LINE)
    asked = [finding for finding in found.findings if finding.is_conditional]
    for finding in asked[:_MAX_ASK]:
        yield shortened(f"Ask: {finding.wording.partition('?')[0]}? ({finding.when})", _LINE)
    yield _to_tell(found, audience)
    tests = found.of(FindingKind.TEST)[:MAX_TESTS]
    if tests:
        yield shortened(f"Tests that a clinician may order: {'; '.join(test.name for test in tests)}.", _LINE)
    if found.not_understood:
        words = ", ".join(item.word for item in found.not_understood)
        yield shortened(f"Not understood, so not judged: {words}.", 2 * _LINE)
    if found.readings:
        yield shortened(f"Assumed: {' '.join(found.readings)}", _LINE)
    yield DISCLAIMER


def _to_tell(found: Assessment, audience: Audience) -> str:
    """Return the further information needed, as one line."""
    missing = [text.partition(":")[0] for text in found.not_given if not text.startswith(DEPLETION_SCORE)]
    unknown = f"not given here: {', '.join(missing).casefold()}" if missing else "every part was given here"
    if audience is Audience.LAY:
        return f"Tell a doctor or pharmacist every medicine, supplement and complaint; {unknown}."
    return f"Ask for what is missing; {unknown}." if missing else "Every part of the question was given."


def _distinct(findings: Iterable[Finding]) -> list[Finding]:
    """Return warning signs before the symptoms behind them."""
    return sorted(findings, key=lambda one: (-one.urgency.rank, one.kind is not FindingKind.WARNING_SIGN))


def blocks_of(found: Assessment, audience: Audience) -> Iterator[Block]:
    """Yield the verdict, red flags, what to look for and the first tests; then everything else, folded."""
    return without_repeats(chain(_head(found, audience), _body(found, audience)), set())


def _head(found: Assessment, audience: Audience) -> Iterator[Block]:
    yield Heading(f"Assessment: {found.person}", 1)
    yield Caution(verdict(found, audience), found.urgency)
    yield Note(_DIRECTIONS[found.direction])
    if found.of(FindingKind.KIDNEY_CAUTION):
        yield Caution(KIDNEY_CAUTION)
    yield Note(_to_tell(found, audience))
    yield Note(DISCLAIMER)
    if found.not_understood:
        yield Heading("Not understood, so not judged")
        yield from (Note(str(item), 1) for item in found.not_understood)
        yield Note(
            "What is not known here can act on magnesium all the same. Check the spelling, or name the active "
            "ingredient.",
            1,
        )


def _body(found: Assessment, audience: Audience) -> Iterator[Block]:
    by_title = sections(found.findings)
    tests_title = title_of(FindingKind.TEST)
    flags, signs, tests = (by_title.pop(title, []) for title in (RED_FLAGS, LOOK_FOR, tests_title))
    if flags:
        yield Heading(RED_FLAGS.upper())
        for index, flag in enumerate(flags):
            yield from _red_flag(flag, audience, in_full=index < _MAX_IN_FULL)
    for title, findings, most in ((LOOK_FOR, signs, _MAX_LOOK_FOR), (tests_title, tests, MAX_TESTS)):
        if findings:
            yield Heading(title)
            yield from (_folded(finding, audience) for finding in findings[:most])
    by_title |= {
        f"Further signs ({len(signs) - _MAX_LOOK_FOR})": signs[_MAX_LOOK_FOR:],
        f"Further tests ({len(tests) - MAX_TESTS})": tests[MAX_TESTS:],
    }
    yield Fold("Details", _details(found, by_title, audience), is_closed=True)


def _details(found: Assessment, by_title: dict[str, list[Finding]], audience: Audience) -> Iterator[Block]:
    for title, findings in by_title.items():
        if findings:
            yield Heading(title)
            is_further_test = findings[0].kind is FindingKind.TEST
            yield from (_folded(finding, audience, is_brief=is_further_test) for finding in findings)
    if found.readings or found.results:
        yield Heading("How words and results were read")
        yield from (Note(text, 1) for text in (*found.readings, *map(str, found.results)))
    if found.not_given:
        yield Heading("Not given, so not known")
        yield from (Note(text, 1) for text in found.not_given)
    if audience is Audience.CLINICIAN and found.sources:
        yield Heading("Sources")
        yield from citations(found.sources)


def _red_flag(flag: Finding, audience: Audience, *, in_full: bool) -> Iterator[Block]:
    heading, said, *details = flag.blocks(audience)
    yield heading
    if in_full:
        yield said
    else:
        details.insert(0, said)
    if details:
        yield Fold("More", details, is_closed=True, is_untitled=True)


def _folded(finding: Finding, audience: Audience, *, is_brief: bool = False) -> Fold:
    """Return a finding folded under its title; text shows all of it, or only the title."""
    _, *details = finding.blocks(audience)
    return Fold(finding.title, details, finding.title if is_brief else "", is_closed=True)


def without_repeats(blocks: Iterable[Block], said: set[str]) -> Iterator[Block]:
    """Yield blocks without the sentences that an earlier block has; a sentence with a colon names input and stays."""
    for block in blocks:
        if isinstance(block, Fold):
            yield attrs.evolve(block, blocks=without_repeats(block.blocks, said))
        elif not isinstance(block, Note | Caution):
            yield block
        elif text := " ".join(_new_sentences(block.text, said)):
            yield attrs.evolve(block, text=text)


def _new_sentences(text: str, said: set[str]) -> Iterator[str]:
    for sentence in _SENTENCE_END.split(text):
        if len(sentence) < _LONG or ":" in sentence:
            yield sentence
        elif sentence not in said:
            said.add(sentence)
            yield sentence
