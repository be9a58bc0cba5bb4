"""Findings about single inputs: the blood value, symptoms, kidneys, risk factors, interactions."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

import attrs

from magnesium.assessment.facts import Facts
from magnesium.assessment.findings import Finding, FindingKind
from magnesium.assessment.given import Given
from magnesium.clinical.differential_diagnoses import differential_diagnoses
from magnesium.clinical.interactions import Interaction, InteractionEffect, InteractionSeverity, interactions
from magnesium.clinical.mechanisms import mechanisms
from magnesium.clinical.risk_factors import RiskFactor
from magnesium.clinical.symptoms import Symptom
from magnesium.clinical.treatments import treatments
from magnesium.evidence import Direction, Evidence, Urgency
from magnesium.laboratory.depletion_score import DepletionScore
from magnesium.laboratory.filtration import FiltrationRange
from magnesium.laboratory.intervals import reference_intervals
from magnesium.laboratory.measures import EGFR_UNIT
from magnesium.laboratory.serum import SerumClass, SerumResult, proposed_limit
from magnesium.people import LifeStage, Person
from magnesium.text import words

_NEEDS_MAGNESIUM = frozenset(
    {
        InteractionEffect.LOWERS_MEDICATION,
        InteractionEffect.RAISES_MEDICATION,
        InteractionEffect.MUTUAL,
        InteractionEffect.RAISES_MAGNESIUM,
        InteractionEffect.ADDS_UP,
    }
)
"""Effects that matter if magnesium is taken as a supplement or a medication."""
KIDNEY_CAUTION = (
    "With impaired kidneys, magnesium from supplements, antacids or laxatives can build up to a toxic level; whether "
    "any is safe is for a doctor to say."
)
"""The caution of every finding about intake and supplements if the kidneys are or may be impaired."""
_ASSOCIATED = MappingProxyType(
    {
        Direction.TOO_LITTLE: "Associated with too little magnesium. ",
        Direction.TOO_MUCH: "Associated with too much magnesium. ",
        Direction.BOTH: "Associated with too little magnesium and with too much. ",
        Direction.NEITHER: "",
    }
)
_ABOUT_SUPPLEMENTS = frozenset(
    {FindingKind.BLOOD_VALUE, FindingKind.KIDNEY_FUNCTION, FindingKind.UPPER_LEVEL, FindingKind.ADEQUACY}
)


def of_blood(given: Given, facts: Facts) -> Iterator[Finding]:
    """Yield the meaning of the serum value by its limits, by CTCAE and by sources."""
    result = given.serum
    if result is None:
        return
    by = "no interval was given" if result.interval is None else f"by {result.interval.name}"
    said = [f"{result} ({by})."]
    if result.category is not SerumClass.HIGH:
        said.append(f"As a low value it is {result.low.grades} of CTCAE v{result.low.version}.")
    if result.category is not SerumClass.LOW:
        said.append(f"As a high value it is {result.high.grades} of CTCAE v{result.high.version}.")
    said += [f"Sources say of values {statement}." for statement in result.statements]
    if result.is_below_proposed_threshold:
        limit = proposed_limit(result.unit)
        said.append(f"It is below {limit.value:g} {limit.unit}, the lower limit that some experts propose.")
    is_of_others = _has_limits_of_others(result, given.person, facts)
    if is_of_others:
        said += _published_for(given.person, facts)
    is_proposal = result.interval is not None and result.interval.is_proposal
    yield Finding(
        kind=FindingKind.BLOOD_VALUE,
        about="serum",
        name="Magnesium in serum",
        wording=" ".join(said),
        urgency=result.urgency,
        evidence=Evidence.OPINION,
        evidence_note="A proposal of some experts." if is_proposal else "Limits agreed on by laboratories and experts.",
        sources=result.sources,
        cautions=(*result.cautions, *([_limits_of_others(result)] if is_of_others else [])),
    )


def _has_limits_of_others(result: SerumResult, person: Person, facts: Facts) -> bool:
    """Whether published limits are, or may be, those of another group; a laboratory's own may apply.

    A pregnancy among the risk factors adds a reason for the caution, and never ends one.
    """
    interval = result.interval
    if interval is None or not interval.sources:
        return False
    stated = (person.life_stage is LifeStage.PREGNANT, "fact:pregnant" in facts)
    return not all(interval.fits(age_years=person.age, is_pregnant=is_pregnant) for is_pregnant in stated)


def _published_for(person: Person, facts: Facts) -> Iterator[str]:
    """Yield the sentence that states the limits published for people like this person, if any."""
    fitting = [
        f"{lower:.2f} to {upper:.2f} mmol/L ({one.group})"
        for one in reference_intervals.values()
        if one.fits(age_years=person.age, is_pregnant="fact:pregnant" in facts)
        for lower, upper in [one.limits("mmol/L")]
        if lower is not None and upper is not None
    ]
    if fitting:
        yield f"Published for this group: {'; '.join(fitting)}."


def _limits_of_others(result: SerumResult) -> str:
    # The same words whatever else is given, so that a further fact never removes the caution.
    group = "another group" if result.interval is None else result.interval.group
    return (
        f"These limits are those of {group} and may mislead here: serum magnesium falls in pregnancy, and "
        "newborns and children have other limits. The laboratory's own limits come first."
    )


def of_symptom(symptom: Symptom, given: Given, facts: Facts) -> Finding:
    """Return the finding about a symptom, with the other explanations that fit the person.

    Args:
        symptom: The symptom.
        given: What was given.
        facts: The facts that follow.
    """
    said = [
        f"Described with {symptom.described_with}.",
        "Having a symptom does not show that magnesium is the cause.",
    ]
    if symptom.direction is Direction.NEITHER:
        said = ["It has many causes, and by itself it says nothing about magnesium."]
    said += [text for text in (symptom.description, symptom.serum_note) if text]
    return Finding(
        kind=FindingKind.SYMPTOM,
        about=symptom.id,
        name=symptom.name,
        wording=" ".join(said),
        urgency=symptom.urgency,
        evidence=symptom.evidence,
        evidence_note=symptom.evidence_note,
        sources=tuple(dict.fromkeys((*symptom.sources, *symptom.high_serum_sources))),
        explanations=tuple(
            id_ for id_ in symptom.confused_with if differential_diagnoses[id_].fits(given.person, facts)
        ),
    )


def of_kidneys(given: Given) -> Iterator[Finding]:
    """Yield the caution about magnesium with impaired kidneys."""
    if not given.kidneys:
        return
    known = treatments["kidney-caution"]
    taken = f" Named as taken: {'; '.join(given.products)}." if given.products else ""
    yield Finding(
        kind=FindingKind.KIDNEY_CAUTION,
        about=known.id,
        name="Magnesium supplements with impaired kidneys",
        wording=f"{'; '.join(given.kidneys)}: the kidneys may not get rid of magnesium. {known.description}{taken}",
        urgency=Urgency.ROUTINE,
        evidence=known.evidence,
        evidence_note=known.evidence_note,
        sources=known.sources,
        cautions=(KIDNEY_CAUTION,),
    )


def with_kidney_caution(finding: Finding) -> Finding:
    """Return a finding about supplements with the caution about impaired kidneys."""
    takes_magnesium = finding.kind is FindingKind.INTERACTION and interactions[finding.about].effect in _NEEDS_MAGNESIUM
    if finding.kind not in _ABOUT_SUPPLEMENTS and not takes_magnesium:
        return finding
    return attrs.evolve(finding, cautions=(*finding.cautions, KIDNEY_CAUTION))


def of_filtration(given: Given) -> Iterator[Finding]:
    """Yield the filtration rate and its range."""
    rate, filtration = given.egfr_ml_per_min_per_1_73_m2, given.filtration
    if rate is None or filtration is None:
        return
    yield Finding(
        kind=FindingKind.KIDNEY_FUNCTION,
        about="egfr",
        name="Estimated glomerular filtration rate",
        wording=f"{rate:.4g} {EGFR_UNIT}: {filtration}.",
        urgency=Urgency.ROUTINE if filtration is FiltrationRange.BELOW_60 else Urgency.NONE,
        evidence=Evidence.MODERATE,
        evidence_note="An estimate from creatinine; the ranges are those of the magnesium depletion score.",
        sources=("inker2021", "wang2024"),
        cautions=("It misleads in acute illness, in pregnancy, and with very much or very little muscle.",),
    )


def of_risk_factor(risk: RiskFactor, taken: tuple[str, ...]) -> Finding:
    """Return the finding about a risk factor or a medication."""
    said = [f"{_ASSOCIATED[risk.direction]}{risk.description}"]
    if risk.mechanisms:
        said.append(f"How it acts: {'; '.join(mechanisms[id_].name for id_ in risk.mechanisms)}.")
    if taken:
        said.append(f"Named as a medication: {', '.join(taken)}.")
    return Finding(
        kind=FindingKind.RISK_FACTOR,
        about=risk.id,
        name=risk.name,
        wording=" ".join(said),
        evidence=risk.evidence,
        evidence_note=risk.evidence_note,
        sources=risk.sources,
    )


def of_interactions(given: Given) -> Iterator[Finding]:
    """Yield the interactions of magnesium and the medications."""
    taken: dict[str, list[str]] = {}
    for medication in given.medications:
        for id_ in medication.interactions:
            taken.setdefault(id_, []).append(medication.word)
    for risk in given.risks:
        for id_ in risk.interactions:
            taken.setdefault(id_, [])
    for id_, named in taken.items():
        item = interactions[id_]
        # A magnesium product is not combined with itself.
        others = given.supplements if item.contains_magnesium else given.products
        yield _interaction(item, tuple(dict.fromkeys(named)), others)


def _interaction(item: Interaction, named: tuple[str, ...], products: tuple[str, ...]) -> Finding:
    said = [item.description, *_separations(item, named)]
    needs_magnesium = item.effect in _NEEDS_MAGNESIUM
    if needs_magnesium and products:
        said.append(f"Magnesium named as taken: {'; '.join(products)}.")
    elif needs_magnesium:
        said.append("It matters where magnesium is taken as a supplement, an antacid or a laxative.")
    if named:
        said.append(f"Named as a medication: {', '.join(named)}.")
    return Finding(
        kind=FindingKind.INTERACTION,
        about=item.id,
        name=item.name,
        wording=" ".join(said),
        urgency=_urgency(item) if needs_magnesium and products else Urgency.NONE,
        evidence=item.evidence,
        evidence_note=item.evidence_note,
        sources=item.sources,
        hours_before=item.hours_before,
        hours_after=item.hours_after,
    )


def _urgency(item: Interaction) -> Urgency:
    """Return the urgency of an interaction if magnesium is taken."""
    if item.not_combined:
        return Urgency.PROMPT
    return Urgency.NONE if item.severity is InteractionSeverity.MINOR else Urgency.ROUTINE


def _separations(item: Interaction, named: tuple[str, ...]) -> Iterator[str]:
    """Yield the hours between by sources, for the group and for the named medication."""
    if item.not_combined:
        yield "Sources say not to combine it with magnesium, at any interval (not recommended)."
    group = _hours(item.hours_before, item.hours_after)
    if group:
        longest = _hours(item.cautious_hours_before, item.cautious_hours_after)
        more = f"; the longest that a source asks for is {longest}" if longest else ""
        yield f"Sources put the medication {group} magnesium{more}."
    asked = {words(word) for word in named}
    for separation in item.separations:
        own = _hours(separation.hours_before, separation.hours_after)
        if separation.drug is not None and words(separation.drug) in asked and own:
            yield f"Of {separation.drug} one source says {own} magnesium."


def _hours(before: float | None, after: float | None) -> str:
    parts = ((before, "before"), (after, "after"))
    return " or ".join(f"at least {hours:g} hours {word}" for hours, word in parts if hours is not None)


def of_depletion_score(score: DepletionScore | None) -> Iterator[Finding]:
    """Yield the depletion score, if computed."""
    if score is None:
        return
    yield Finding(
        kind=FindingKind.DEPLETION_SCORE,
        about="depletion-score",
        name="Magnesium depletion score",
        wording=(
            f"{score}. Points: diuretic {score.diuretic_points}, proton pump inhibitor {score.ppi_points}, "
            f"kidneys {score.kidney_points}, alcohol {score.alcohol_points}."
        ),
        evidence=Evidence.WEAK,
        evidence_note="Associations in cohorts of adults.",
        sources=score.sources,
        cautions=score.cautions,
    )
