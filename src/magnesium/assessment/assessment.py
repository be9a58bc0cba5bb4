"""Assessment: what is known about a person's reports and measurements; no diagnosis.

Every part may be missing, and what is missing is reported as unknown. Red flags come first.
What was given (:mod:`.given`) becomes facts (:mod:`.facts`), facts meet rules (:mod:`.rules`), and rules and
records become findings (:mod:`.describing`, :mod:`.nutrition`, :mod:`.tests_to_order`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from magnesium.assessment import describing, nutrition, rules
from magnesium.assessment.describing import KIDNEY_CAUTION
from magnesium.assessment.facts import Facts, facts_of
from magnesium.assessment.findings import (
    DISCLAIMER,
    SHORT_DISCLAIMER,
    Audience,
    AudienceWord,
    Finding,
    FindingKind,
    FindingKindWord,
    in_order,
)
from magnesium.assessment.given import Given, understood
from magnesium.assessment.missing import depletion_score_of, not_given
from magnesium.assessment.presentation import blocks_of, summary_lines, verdict
from magnesium.assessment.results import Result, checked_results, read_results
from magnesium.assessment.tests_to_order import of_tests
from magnesium.assessment.understanding import NotUnderstood, Understanding, read_words
from magnesium.clinical.interactions import Interaction
from magnesium.clinical.risk_factors import RiskFactor
from magnesium.clinical.symptoms import Symptom
from magnesium.clinical.warning_signs import WarningSign
from magnesium.errors import InvalidValueError, instance, list_of
from magnesium.evidence import Direction, Urgency
from magnesium.foods.compounds import Compound
from magnesium.intake.adequacy import Adequacy, checked_intake
from magnesium.intake.intake import Intake, Total
from magnesium.laboratory.depletion_score import DepletionScore
from magnesium.laboratory.filtration import FiltrationRange
from magnesium.laboratory.measures import Measurement
from magnesium.laboratory.plausibility import DRINKS_PER_DAY
from magnesium.laboratory.serum import SerumResult
from magnesium.needs.authorities import Authority
from magnesium.needs.reference_values import checked_person
from magnesium.people import Person
from magnesium.rendering.answers import Answer
from magnesium.rendering.blocks import Block

__all__ = ["KIDNEY_CAUTION", "Assessment", "assess"]


@attrs.frozen(kw_only=True, repr=False)
class Assessment(Answer):
    """Findings about one person, red flags first, and what was not given or not understood."""

    person: Person
    findings: tuple[Finding, ...] = attrs.field(converter=in_order)
    direction: Direction = attrs.field(default=Direction.NEITHER, converter=Direction)
    """The direction in which magnesium is, or may be, abnormal, by what was reported."""
    not_given: tuple[str, ...]
    """What was not given, and therefore not assessed."""
    not_understood: tuple[NotUnderstood, ...] = ()
    """Unknown words; they are never dropped, and never lower the urgency."""
    readings: tuple[str, ...] = ()
    """How uncertain words were interpreted."""
    products: tuple[str, ...] = ()
    """Products with magnesium that were named."""
    results: tuple[Result, ...] = ()
    """Other results, as given."""
    adequacy: Adequacy | None = None
    serum: SerumResult | None = None
    depletion_score: DepletionScore | None = None
    audience: Audience = attrs.field(default=Audience.CLINICIAN, converter=Audience)
    """The default audience of the methods."""

    @property
    def verdict(self) -> str:
        """The urgency in one sentence, shown first on a page."""
        return verdict(self, self.audience)

    @property
    def intended_use(self) -> str:
        """The intended use and its limits; every format includes it."""
        return DISCLAIMER

    @property
    def red_flags(self) -> tuple[Finding, ...]:
        """Findings that call for a professional now or within days, most urgent first."""
        return tuple(finding for finding in self.findings if finding.is_red_flag)

    @property
    def urgency(self) -> Urgency:
        """The highest urgency of what was given; signs that were not reported do not count.

        A symptom that was not understood is at least ROUTINE, as any known symptom is.
        """
        held = [finding.urgency for finding in self.findings if not finding.is_conditional]
        if any(item.kind == "symptom" for item in self.not_understood):
            held.append(Urgency.ROUTINE)
        return max(held, key=lambda urgency: urgency.rank, default=Urgency.NONE)

    @property
    def sources(self) -> tuple[str, ...]:
        """The distinct sources of all findings, keys of :data:`magnesium.sources`."""
        return tuple(dict.fromkeys(key for finding in self.findings for key in finding.sources))

    def of(self, kind: FindingKind | FindingKindWord) -> tuple[Finding, ...]:
        """Return the findings of one kind, in their order.

        >>> found = assess(Person(age=30, sex=None), symptoms=["fever"], risk_factors=["dialysis"])
        >>> [finding.name for finding in found.of("warning sign")][:1]
        ['A symptom with kidneys that are or may be impaired']
        """
        return tuple(finding for finding in self.findings if finding.kind == FindingKind(kind))

    def summary(self, audience: Audience | AudienceWord | None = None) -> str:
        """Return at most 12 lines: the urgency, the reasons, what to ask and tell, tests, and what was not understood.

        *audience* is "lay" or "clinician", by default the one of the assessment.
        """
        return "\n".join(summary_lines(self, self.audience if audience is None else Audience(audience)))

    def text(self, width: int | None = None, audience: Audience | AudienceWord | None = None) -> str:
        """Format it as text for a terminal of *width* columns; *audience* as in :meth:`summary`."""
        return Answer.text(self._shown_to(audience), width)

    def html(self, audience: Audience | AudienceWord | None = None) -> str:
        """Format it as a page of one sheet unless unfolded or with many red flags; *audience* as in :meth:`summary`."""
        return Answer.html(self._shown_to(audience))

    def _shown_to(self, audience: Audience | AudienceWord | None) -> Assessment:
        return self if audience is None else attrs.evolve(self, audience=audience)

    def blocks(self) -> Iterator[Block]:
        """Yield the verdict, red flags, what to look for and the first tests; then everything else, folded."""
        return blocks_of(self, self.audience)

    def cited(self) -> tuple[str, ...]:
        """Return nothing: the details contain the sources of the findings."""
        return ()

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002, FBT001 (the protocol of IPython)
        """Show one line in Hypothesis, which would print every record within each finding."""
        printer.text(repr(self))

    def __str__(self) -> str:
        flags = "; ".join(finding.name for finding in self.red_flags[:3])
        return f"{self.person}: {self.verdict}{f' {flags}.' if flags else ''} {SHORT_DISCLAIMER}"


def assess(
    person: Person,
    *,
    intake: Intake | Total | float | None = None,
    symptoms: Iterable[Symptom | str] = (),
    risk_factors: Iterable[RiskFactor | str] = (),
    medications: Iterable[RiskFactor | Interaction | str] = (),
    supplements: Iterable[Compound | str] = (),
    serum: SerumResult | None = None,
    results: Mapping[str, object] | Iterable[Result] = (),
    egfr_ml_per_min_per_1_73_m2: Measurement[FiltrationRange] | float | None = None,
    drinks_per_day: float | None = None,
    has_all_medications: bool = False,
    strict: bool = False,
    authority: Authority | str = "nasem",
    edition: str | None = None,
    as_of: dt.date | str | None = None,
    days: int | None = None,
    within_person_sd_mg: float | None = None,
    audience: Audience | AudienceWord = "clinician",
) -> Assessment:
    """Assess what was given, with evidence and sources; every part may be missing.

    Names are ids, everyday words or codes; a dose after a medication is ignored. Unknown words are returned in
    ``not_understood``; all meanings of an ambiguous word are considered.

    Args:
        person: The person.
        intake: As in :func:`~magnesium.adequacy`: an Intake, a Total or a number of mg per day.
        symptoms: Symptoms that the person reports.
        risk_factors: Conditions and habits.
        medications: Medications that the person takes, also by brand name or ATC code.
        supplements: Magnesium products.
        serum: A result of :func:`~magnesium.laboratory.classify_serum`.
        results: Other results with their units, such as ``{"potassium": "2.7 mmol/L", "ECG": "long QT"}``.
        egfr_ml_per_min_per_1_73_m2: Glomerular filtration rate, or a result of the laboratory functions.
        drinks_per_day: Alcoholic drinks per day.
        has_all_medications: Whether *medications* is complete, which the depletion score requires.
        strict: Whether to raise for a word that is unknown or has several meanings.
        authority: As in :func:`~magnesium.reference_values`.
        edition: As in :func:`~magnesium.reference_values`.
        as_of: As in :func:`~magnesium.reference_values`.
        days: As in :func:`~magnesium.adequacy`.
        within_person_sd_mg: As in :func:`~magnesium.adequacy`.
        audience: Readers of the assessment: "clinician", or "lay" without evidence and sources.

    Raises:
        NotFoundError: *strict*, and a name is unknown; with near matches.
        AmbiguousError: *strict*, and a word fits several records; or the days of the intake are ambiguous.
        InvalidValueError: A value is not allowed.
        PersonError: A man is pregnant.

    Source: of each finding, its own sources.

    >>> found = assess(Person(age=61, sex="male"), symptoms=["cramps"], medications=["furosemide 40 mg"])
    >>> [(finding.about, str(finding.urgency)) for finding in found.red_flags]
    [('warning:cramps-on-medication', 'prompt')]
    >>> str(found.direction)
    'too little'
    """
    checked_person(person)
    eaten = None if intake is None else checked_intake(intake)
    if serum is not None:
        reason = "must be a result of laboratory.classify_serum(...), which has a unit"
        instance(serum, SerumResult, "serum", reason)
    if drinks_per_day is not None:
        DRINKS_PER_DAY.check(drinks_per_day, "drinks per day")
    others = checked_results(results)
    read = read_results(others)
    given = understood(
        person,
        _read(
            symptoms=_names(symptoms, "symptoms"),
            risk_factors=_names(risk_factors, "risk_factors"),
            medications=_names(medications, "medications"),
            supplements=_names(supplements, "supplements"),
            of_results=tuple(read.words),
            strict=strict,
        ),
        eaten=eaten,
        serum=serum,
        egfr=egfr_ml_per_min_per_1_73_m2,
        drinks_per_day=drinks_per_day,
        results=others,
        read_results=read,
    )
    compared = nutrition.compared_with_need(
        eaten,
        person,
        authority=authority,
        edition=edition,
        as_of=as_of,
        days=days,
        within_person_sd_mg=within_person_sd_mg,
    )
    facts = facts_of(given, exceeds_upper_level=nutrition.doses_above(given.doses_mg, person, authority))
    signs = rules.holding(facts)
    missing, score = depletion_score_of(given, has_all_medications=has_all_medications)
    findings = (
        *_of_records(given, facts, signs),
        *nutrition.of_intake(eaten, compared),
        *nutrition.of_doses(given.doses_mg, person, authority),
        *describing.of_depletion_score(score),
    )
    if given.kidneys:
        findings = tuple(describing.with_kidney_caution(finding) for finding in findings)
    return Assessment(
        person=person,
        findings=tuple(rules.lowered(findings, signs)),
        direction=rules.direction_of(facts, signs),
        not_given=tuple(not_given(given, eaten, missing, has_all_medications=has_all_medications)),
        not_understood=given.not_understood,
        readings=given.readings,
        products=given.products,
        results=others,
        adequacy=compared if isinstance(compared, Adequacy) else None,
        serum=serum,
        depletion_score=score,
        audience=Audience(audience),
    )


def _names(given: object, what: str) -> tuple[Any, ...]:
    """Return a list of names as a tuple; refuse a mapping, such as a whole catalog."""
    reason = "must be a list of names"
    if isinstance(given, Mapping):
        raise InvalidValueError(what, given, reason)
    return list_of(given, what, reason)


def _read(*, symptoms: tuple[Any, ...], of_results: tuple[str, ...], strict: bool, **others: Any) -> Understanding:
    """Return the words of the person, and those of results, which never raise."""
    read = read_words(symptoms=symptoms, strict=strict, **others)
    said = read_words(symptoms=of_results, risk_factors=(), medications=(), supplements=(), strict=False)
    read.symptoms += said.symptoms
    read.risk_factors += said.risk_factors
    read.not_understood += said.not_understood
    read.readings += said.readings
    return read


def _of_records(given: Given, facts: Facts, signs: tuple[WarningSign, ...]) -> Iterator[Finding]:
    yield from rules.findings_of(given.person, facts)
    yield from describing.of_blood(given, facts)
    yield from (describing.of_symptom(symptom, given, facts) for symptom in given.symptoms)
    yield from describing.of_kidneys(given)
    yield from describing.of_filtration(given)
    yield from (describing.of_risk_factor(risk, taken) for risk, taken in given.risks.items())
    yield from describing.of_interactions(given)
    yield from of_tests(given, facts, signs)
