"""From facts to warning signs: which rules hold, which lower another one, and the direction of magnesium."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from magnesium.assessment.facts import Facts
from magnesium.assessment.findings import Finding, FindingKind
from magnesium.clinical.differential_diagnoses import differential_diagnoses
from magnesium.clinical.warning_signs import WarningSign, warning_signs
from magnesium.evidence import Direction, Urgency
from magnesium.people import MAX_REPRODUCTIVE_AGE_MONTHS, MIN_REPRODUCTIVE_AGE_MONTHS, Person, Sex

_ONLY_WOMEN = frozenset({"warning:pregnancy"})
_NEVER_A_REASON = ("fact:under-", "fact:child", "fact:old", "fact:vulnerable-age")
"""Facts of the person that alone are not a reason to ask about a sign."""


def holding(facts: Facts) -> tuple[WarningSign, ...]:
    """Return the warning signs whose conditions the facts meet."""
    return tuple(sign for sign in warning_signs.values() if sign.holds(facts))


def findings_of(person: Person, facts: Facts) -> Iterator[Finding]:
    """Yield the warning signs that hold, and as conditional ones those that were partly reported."""
    for sign in warning_signs.values():
        if sign.holds(facts):
            yield _finding(sign, facts, is_conditional=False)
        elif sign.question and _is_asked(sign, facts) and _can_concern(sign, person):
            yield _finding(sign, facts, is_conditional=True)


def _is_asked(sign: WarningSign, facts: Facts) -> bool:
    return any(id_ in facts and not id_.startswith(_NEVER_A_REASON) for id_ in (*sign.named, *sign.asked_with))


def _can_concern(sign: WarningSign, person: Person) -> bool:
    """Return whether a question about the sign makes sense, unlike one about alcohol in an infant."""
    if sign.id in _ONLY_WOMEN:
        is_fertile_age = MIN_REPRODUCTIVE_AGE_MONTHS <= person.age_months < MAX_REPRODUCTIVE_AGE_MONTHS
        return person.sex is not Sex.MALE and is_fertile_age
    offered = [differential_diagnoses[id_] for id_ in sign.diagnoses]
    return not offered or any(diagnosis.fits(person, diagnosis.only_with) for diagnosis in offered)


def _finding(sign: WarningSign, facts: Facts, *, is_conditional: bool) -> Finding:
    reported = ", ".join(dict.fromkeys(word for id_ in (*sign.named, *sign.asked_with) for word in facts.get(id_, ())))
    said = [sign.question, f"Reported: {reported}."] if is_conditional else [f"Reported: {reported}.", sign.description]
    if not is_conditional and sign.is_same_day:
        said.insert(1, "Within the same day.")
    return Finding(
        kind=FindingKind.WARNING_SIGN,
        about=sign.id,
        name=sign.name,
        wording=" ".join(part for part in said if part),
        urgency=sign.urgency,
        is_conditional=is_conditional,
        evidence=sign.evidence,
        evidence_note=sign.evidence_note,
        sources=sign.sources,
        explanations=sign.diagnoses,
    )


def lowered(findings: Iterable[Finding], signs: Iterable[WarningSign]) -> Iterator[Finding]:
    """Yield the findings; those that a rule overrides get its urgency."""
    by_target = {target: sign for sign in signs for target in sign.overrides}
    for finding in findings:
        sign = by_target.get(finding.about)
        if sign is None or finding.is_conditional or finding.urgency.rank <= sign.urgency.rank:
            yield finding
        else:
            caution = f"Less urgent than by itself, because of this: {sign.name}."
            yield attrs.evolve(finding, urgency=sign.urgency, cautions=(*finding.cautions, caution))


def direction_of(facts: Facts, signs: tuple[WarningSign, ...]) -> Direction:
    """Return the direction in which magnesium is, or may be, abnormal.

    A measured value decides, unless a rule states that it is expected; a low one leaves both directions open if
    a red flag warns of too much. Then emergencies decide, then causes; what is only associated with low
    magnesium does not count if another explanation comes first.
    """
    for sign in signs:
        if sign.overrides and sign.direction is Direction.BOTH:
            return Direction.BOTH
    measured = _joined(
        little="fact:low-magnesium" in facts and "fact:serum-high" not in facts,
        much="fact:high-magnesium" in facts and "fact:serum-low" not in facts,
    )
    warns = any(sign.urgency.is_pressing and sign.direction is Direction.TOO_MUCH for sign in signs)
    if measured is Direction.TOO_LITTLE and warns:
        return Direction.BOTH
    if measured is not Direction.NEITHER:
        return measured
    urgent = {sign.direction for sign in signs if sign.urgency is Urgency.EMERGENCY}
    decided = _joined(little=Direction.TOO_LITTLE in urgent, much=Direction.TOO_MUCH in urgent)
    if decided is not Direction.NEITHER:
        return decided
    said = {sign.direction for sign in signs}
    both = Direction.BOTH in said
    background = "fact:too-little-background" in facts and Direction.NEITHER not in urgent
    return _joined(
        little=both or background or Direction.TOO_LITTLE in said or "fact:too-little-cause" in facts,
        much=both or Direction.TOO_MUCH in said or "fact:too-much-cause" in facts,
    )


def _joined(*, little: bool, much: bool) -> Direction:
    if little and much:
        return Direction.BOTH
    return Direction.TOO_LITTLE if little else Direction.TOO_MUCH if much else Direction.NEITHER
