"""Assessment: what a person reports and what was measured, put beside what is known; no diagnosis.

Every part may be missing, and what is missing is said to be unknown. What cannot wait stands first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import attrs

from magnesium.assessment.facts import IMPAIRED_KIDNEYS, egfr_text, facts_of, reported_facts
from magnesium.assessment.findings import (
    DISCLAIMER,
    RED_FLAGS,
    WHEN,
    Finding,
    FindingKind,
    FindingKindWord,
    in_order,
    sections,
)
from magnesium.clinical.differential_diagnoses import differential_diagnoses
from magnesium.clinical.interactions import Interaction, InteractionEffect, InteractionSeverity, interactions
from magnesium.clinical.lab_tests import lab_tests
from magnesium.clinical.matching import (
    Medication,
    find_medication,
    find_risk_factors,
    find_supplement,
    find_symptom,
    kidney_risk_factors,
)
from magnesium.clinical.mechanisms import mechanisms
from magnesium.clinical.risk_factors import RiskFactor, risk_factors
from magnesium.clinical.symptoms import Symptom, symptoms
from magnesium.clinical.treatments import treatments
from magnesium.clinical.warning_signs import WarningSign, warning_signs
from magnesium.errors import AmbiguousError, InvalidValueError, NoReferenceValueError, PersonError, instance, list_of
from magnesium.evidence import Evidence, Urgency
from magnesium.foods.compounds import Compound
from magnesium.foods.entries import Origin
from magnesium.intake.adequacy import Adequacy, adequacy, checked_intake, probability_text
from magnesium.intake.intake import Intake, Total
from magnesium.laboratory.depletion_score import DepletionScore, magnesium_depletion_score
from magnesium.laboratory.filtration import FiltrationRange, filtration_range
from magnesium.laboratory.measures import EGFR_UNIT, Measurement
from magnesium.laboratory.plausibility import DRINKS_PER_DAY
from magnesium.laboratory.serum import SerumClass, SerumResult, proposed_limit
from magnesium.needs.authorities import Authority
from magnesium.needs.reference_values import checked_person, reference_values
from magnesium.needs.scopes import UpperLevelScope
from magnesium.people import MIN_REPRODUCTIVE_AGE_MONTHS, LifeStage, Person, Sex
from magnesium.rendering.answers import Answer
from magnesium.rendering.blocks import Block, Caution, Fold, Heading, Note
from magnesium.text import words

_OF_LIFE_STAGE = MappingProxyType({LifeStage.PREGNANT: "risk:pregnancy", LifeStage.LACTATING: "risk:lactation"})
_WOMEN_ONLY = frozenset(_OF_LIFE_STAGE.values())
_PREGNANCY_SIGN = "warning:pregnancy"
_DIURETICS, _PPI = "C03", "A02BC"
_ADULT_YEARS = 18

_PRODUCTS = (Origin.SUPPLEMENT, Origin.MEDICINE)

_USUAL_TESTS = ("serum-magnesium-mass", "creatinine", "potassium", "calcium")
"""Beside every symptom, risk factor and value: the first test, the kidneys, what goes down too."""
_TESTS_OF_LOW_SERUM = ("urine-magnesium-24h-mass", "femg", "ecg")

_NEEDS_MAGNESIUM = frozenset(
    {
        InteractionEffect.LOWERS_MEDICATION,
        InteractionEffect.RAISES_MEDICATION,
        InteractionEffect.MUTUAL,
        InteractionEffect.RAISES_MAGNESIUM,
        InteractionEffect.ADDS_UP,
    }
)
"""Effects that matter where magnesium is taken as a supplement or a medication."""

KIDNEY_CAUTION = (
    "With impaired kidneys, magnesium from supplements, antacids or laxatives can build up to a toxic level; whether "
    "any is safe is for a doctor to say."
)
"""The caution that goes with every finding about intake and supplements where the kidneys are or may be impaired."""

_IF_SO = MappingProxyType(
    {
        Urgency.EMERGENCY: "If this is there, it calls for help now.",
        Urgency.PROMPT: "If this is there, it calls for a doctor within days.",
        Urgency.ROUTINE: "If this is so, it belongs to the next ordinary visit.",
        Urgency.NONE: "If this is there, it by itself asks for nothing.",
    }
)


@attrs.frozen(kw_only=True, repr=False)
class Assessment(Answer):
    """Findings about one person, what cannot wait first; and what was not given, so not known."""

    person: Person
    findings: tuple[Finding, ...] = attrs.field(converter=in_order)
    not_given: tuple[str, ...]
    """What was not given, and what therefore nothing is said about."""
    adequacy: Adequacy | None = None
    serum: SerumResult | None = None
    depletion_score: DepletionScore | None = None

    @property
    def red_flags(self) -> tuple[Finding, ...]:
        """Findings that call for a professional now or within days, the most urgent first."""
        return tuple(finding for finding in self.findings if finding.is_red_flag)

    @property
    def urgency(self) -> Urgency:
        """The greatest urgency of what was given; signs that nobody reported do not count."""
        held = (finding.urgency for finding in self.findings if not finding.is_conditional)
        return max(held, key=lambda urgency: urgency.rank, default=Urgency.NONE)

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources of all findings, keys of :data:`magnesium.sources`, each once."""
        return tuple(dict.fromkeys(key for finding in self.findings for key in finding.sources))

    def of(self, kind: FindingKind | FindingKindWord) -> tuple[Finding, ...]:
        """Return the findings of one kind, in their order.

        >>> [finding.name for finding in assess(Person(age=30, sex=None), symptoms=["tetany"]).of("warning sign")]
        ['A painful spasm of hand or foot that does not let go']
        """
        return tuple(finding for finding in self.findings if finding.kind == FindingKind(kind))

    def blocks(self) -> Iterator[Block]:
        """Yield how urgent it is, then every finding: red flags in full, all else folded where that is possible."""
        yield Heading(f"Assessment: {self.person}", 1)
        yield Caution(self._verdict, self.urgency)
        yield Note(DISCLAIMER)
        for title, findings in sections(self.findings).items():
            yield Heading(title.upper() if title == RED_FLAGS else title)
            for finding in findings:
                heading, *details = finding.blocks()
                yield from (heading, *details) if finding.is_red_flag else (Fold(finding.title, details),)
        if self.not_given:
            yield Heading("Not given, so not known")
            yield from (Note(text, 1) for text in self.not_given)

    def cited(self) -> tuple[str, ...]:
        """Return the sources of all findings."""
        return self.sources

    @property
    def _verdict(self) -> str:
        if self.urgency is Urgency.NONE:
            return "Nothing that was given is urgent by itself; what was not given is not known."
        return f"Most urgent of what was given: {WHEN[self.urgency]}."

    def __str__(self) -> str:
        flags = "; ".join(finding.name for finding in self.red_flags[:3])
        return f"{self.person}: {self._verdict}{f' {flags}' if flags else ''}"


@attrs.frozen(kw_only=True)
class _Given:
    """What was given, understood."""

    person: Person
    symptoms: tuple[Symptom, ...]
    risks: Mapping[RiskFactor, tuple[str, ...]]
    """Each risk factor, with the medications that make it one."""
    medications: tuple[Medication, ...]
    supplements: tuple[str, ...]
    """Names of magnesium supplements and medications, as given or as in the intake."""
    serum: SerumResult | None
    egfr_ml_per_min_per_1_73_m2: float | None

    @property
    def kidneys(self) -> tuple[str, ...]:
        """Why the kidneys are or may be impaired; empty where nothing was said that they are."""
        impaired = kidney_risk_factors()
        why = [risk.name for risk in self.risks if risk.id in impaired]
        rate = self.egfr_ml_per_min_per_1_73_m2
        if rate is not None and self.filtration is FiltrationRange.BELOW_60:
            why.append(egfr_text(rate))
        return tuple(why)

    @property
    def products(self) -> tuple[str, ...]:
        """Everything named that holds magnesium: supplements, antacids, laxatives, enemas, infusions."""
        medications = (
            medication.word
            for medication in self.medications
            if any(interactions[id_].contains_magnesium for id_ in medication.interactions)
        )
        return tuple(dict.fromkeys((*self.supplements, *medications)))

    @property
    def filtration(self) -> FiltrationRange | None:
        rate = self.egfr_ml_per_min_per_1_73_m2
        return None if rate is None else filtration_range(egfr_ml_per_min_per_1_73_m2=rate)

    @property
    def reported(self) -> dict[str, tuple[str, ...]]:
        """Ids of what was reported, each with its words: symptoms, risk factors, and the facts they make up."""
        held: dict[str, tuple[str, ...]] = {symptom.id: (symptom.name,) for symptom in self.symptoms}
        held |= {risk.id: (risk.name,) for risk in self.risks}
        if self.kidneys:
            held.setdefault(IMPAIRED_KIDNEYS, self.kidneys)
        facts = reported_facts(
            symptoms=self.symptoms,
            risk_factors=self.risks,
            products=self.products,
            serum=self.serum,
            egfr_ml_per_min_per_1_73_m2=self.egfr_ml_per_min_per_1_73_m2,
        )
        return {**held, **facts}


def assess(
    person: Person,
    *,
    intake: Intake | Total | float | None = None,
    symptoms: Iterable[Symptom | str] = (),
    risk_factors: Iterable[RiskFactor | str] = (),
    medications: Iterable[RiskFactor | Interaction | str] = (),
    supplements: Iterable[Compound | str] = (),
    serum: SerumResult | None = None,
    egfr_ml_per_min_per_1_73_m2: Measurement[FiltrationRange] | float | None = None,
    drinks_per_day: float | None = None,
    has_all_medications: bool = False,
    authority: Authority | str = "nasem",
    edition: str | None = None,
    as_of: dt.date | str | None = None,
    days: int | None = None,
    within_person_sd_mg: float | None = None,
) -> Assessment:
    """Return what is known about what was given, with evidence and sources; every part may be missing.

    Names are ids, everyday words or codes.

    Args:
        person: The person.
        intake: As in :func:`~magnesium.adequacy`: an Intake, a Total or a number of mg per day.
        symptoms: What the person reports.
        risk_factors: Conditions and habits.
        medications: What the person takes, also by ATC code.
        supplements: Magnesium products.
        serum: A result of :func:`~magnesium.laboratory.classify_serum`.
        egfr_ml_per_min_per_1_73_m2: Filtration rate of the kidneys, or a result of the laboratory's functions.
        drinks_per_day: Alcoholic drinks per day.
        has_all_medications: Whether *medications* names all that are taken, which the depletion score needs.
        authority: As in :func:`~magnesium.reference_values`.
        edition: As in :func:`~magnesium.reference_values`.
        as_of: As in :func:`~magnesium.reference_values`.
        days: As in :func:`~magnesium.adequacy`.
        within_person_sd_mg: As in :func:`~magnesium.adequacy`.

    Raises:
        NotFoundError: A name is unknown; states near matches.
        AmbiguousError: A word fits several records, or the days of the intake are not clear.
        InvalidValueError: A value is not allowed.
        PersonError: Pregnancy of a man.

    Source: of each finding, its own sources.

    >>> found = assess(Person(age=61, sex="male"), symptoms=["cramps"], medications=["furosemide", "moxifloxacin"])
    >>> [(finding.about, str(finding.urgency)) for finding in found.red_flags]
    [('warning:cramps-on-medication', 'prompt')]
    >>> [(finding.about, finding.hours_before, finding.hours_after) for finding in found.of("interaction")]
    [('interaction:loop-thiazide', None, None), ('interaction:fluoroquinolones', 2.0, 6.0)]
    """
    checked_person(person)
    eaten = None if intake is None else checked_intake(intake)
    if serum is not None:
        reason = "must be a result of laboratory.classify_serum(...), which has a unit"
        instance(serum, SerumResult, "serum", reason)
    taken = tuple(find_medication(word) for word in _names(medications, "medications"))
    given = _Given(
        person=person,
        symptoms=tuple(dict.fromkeys(find_symptom(word) for word in _names(symptoms, "symptoms"))),
        risks=_risks(person, _names(risk_factors, "risk_factors"), taken),
        medications=taken,
        supplements=_supplements(eaten, _names(supplements, "supplements")),
        serum=serum,
        egfr_ml_per_min_per_1_73_m2=_egfr(egfr_ml_per_min_per_1_73_m2),
    )
    compared = _compared(
        eaten,
        person,
        authority=authority,
        edition=edition,
        as_of=as_of,
        days=days,
        within_person_sd_mg=within_person_sd_mg,
    )
    missing, score = _score(given, drinks_per_day, has_all_medications=has_all_medications)
    findings = (
        *_signs(given),
        *_blood_value(given),
        *map(_symptom, given.symptoms),
        *_kidney_caution(given),
        *_kidney_function(given),
        *_intake(eaten, compared),
        *(_risk_factor(risk, taken) for risk, taken in given.risks.items()),
        *_interactions(given),
        *_depletion(score),
        *_tests(given),
    )
    return Assessment(
        person=person,
        findings=tuple(_with_kidney_caution(finding) for finding in findings) if given.kidneys else findings,
        not_given=tuple(_not_given(given, eaten, missing, has_all_medications=has_all_medications)),
        adequacy=compared if isinstance(compared, Adequacy) else None,
        serum=serum,
        depletion_score=score,
    )


# -- what was given -------------------------------------------------------------------------------


def _names(given: object, what: str) -> tuple[Any, ...]:
    return list_of(given, what, "must be a list of names")


def _risks(
    person: Person, named: tuple[RiskFactor | str, ...], medications: tuple[Medication, ...]
) -> Mapping[RiskFactor, tuple[str, ...]]:
    found: dict[RiskFactor, list[str]] = {risk: [] for word in named for risk in find_risk_factors(word)}
    if person.life_stage in _OF_LIFE_STAGE:
        found.setdefault(risk_factors[_OF_LIFE_STAGE[person.life_stage]], [])
    for medication in medications:
        for id_ in medication.risk_factors:
            found.setdefault(risk_factors[id_], []).append(medication.word)
    if person.sex is Sex.MALE:
        for risk in found:
            if risk.id in _WOMEN_ONLY:
                raise PersonError(f"{risk.name.casefold()} does not go with sex 'male'")
    return {risk: tuple(dict.fromkeys(taken)) for risk, taken in found.items()}


def _supplements(eaten: Intake | Total | None, named: tuple[Compound | str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*map(find_supplement, named), *_products_eaten(eaten))))


def _products_eaten(eaten: Intake | Total | None) -> Iterator[str]:
    """Yield the names of supplements and medicines in an intake; a total knows only how much they are."""
    if isinstance(eaten, Intake):
        yield from (entry.item.name for entry in eaten.of(_PRODUCTS))
    elif eaten is not None:
        parts = {origin: eaten.of([origin]).mg for origin in _PRODUCTS}
        yield from (f"magnesium from {origin}s" for origin, mg in parts.items() if mg)


def _egfr(given: Measurement[FiltrationRange] | float | None) -> float | None:
    if isinstance(given, Measurement):
        if given.unit != EGFR_UNIT:
            raise InvalidValueError("eGFR", str(given), f"must be a result in {EGFR_UNIT}")
        given = given.value
    if given is not None:
        filtration_range(egfr_ml_per_min_per_1_73_m2=given)
    return given


def _compared(
    eaten: Intake | Total | None,
    person: Person,
    *,
    authority: Authority | str,
    edition: str | None,
    as_of: dt.date | str | None,
    days: int | None,
    within_person_sd_mg: float | None,
) -> Adequacy | NoReferenceValueError | AmbiguousError | None:
    """Return the adequacy, or why there is nothing to compare with: the other findings remain."""
    try:
        reference_values(person, authority=authority, edition=edition, as_of=as_of)
    except (NoReferenceValueError, AmbiguousError) as error:
        return None if eaten is None else error
    if eaten is None or _is_empty(eaten):
        return None
    return adequacy(
        eaten,
        person,
        authority=authority,
        edition=edition,
        as_of=as_of,
        days=days,
        within_person_sd_mg=within_person_sd_mg,
    )


def _is_empty(eaten: Intake | Total) -> bool:
    return isinstance(eaten, Intake) and not eaten


def _score(
    given: _Given, drinks_per_day: float | None, *, has_all_medications: bool
) -> tuple[tuple[str, ...], DepletionScore | None]:
    """Return what the depletion score lacks, and the score where it lacks nothing."""
    if drinks_per_day is not None:
        DRINKS_PER_DAY.check(drinks_per_day, "drinks per day")
    codes = [code for medication in given.medications for code in medication.atc_codes]
    rate, sex = given.egfr_ml_per_min_per_1_73_m2, given.person.sex
    missing = [
        what
        for what, is_missing in (
            ("an adult", given.person.age < _ADULT_YEARS),
            ("the sex", sex is None),
            ("the eGFR", rate is None),
            ("drinks a day", drinks_per_day is None),
            ("whether all medications are named", not has_all_medications),
        )
        if is_missing
    ]
    if missing or rate is None or sex is None or drinks_per_day is None:
        return tuple(missing), None
    return (), magnesium_depletion_score(
        takes_diuretic=any(code.startswith(_DIURETICS) for code in codes),
        takes_ppi=any(code.startswith(_PPI) for code in codes),
        egfr_ml_per_min_per_1_73_m2=rate,
        drinks_per_day=drinks_per_day,
        sex=sex,
    )


def _not_given(
    given: _Given, eaten: Intake | Total | None, missing: tuple[str, ...], *, has_all_medications: bool
) -> Iterator[str]:
    if eaten is None or _is_empty(eaten):
        yield "Intake: nothing was given, so nothing is said about how much is eaten or taken."
    if given.serum is None:
        yield "Blood magnesium: no value was given; what it is cannot be told from the rest."
    if given.egfr_ml_per_min_per_1_73_m2 is None:
        yield "Kidney function: no eGFR was given; impaired kidneys change what a supplement can do."
    if not given.symptoms:
        yield "Symptoms: none were named, which does not say that there are none."
    if not any(not taken for taken in given.risks.values()):
        yield "Risk factors: none were named, which does not say that there are none."
    if not given.medications and not has_all_medications:
        yield "Medications: none were named, which does not say that none are taken."
    if missing:
        yield f"Magnesium depletion score: not worked out; it needs {', '.join(missing)}."


# -- findings -------------------------------------------------------------------------------------


def _signs(given: _Given) -> Iterator[Finding]:
    reported = given.reported
    held: dict[str, tuple[str, ...]] = {**reported, **facts_of(given.person)}
    for sign in warning_signs.values():
        parts = (*sign.symptoms, *sign.risk_factors, *sign.facts)
        if reported.keys().isdisjoint(parts) or (sign.id == _PREGNANCY_SIGN and not _can_be_pregnant(given.person)):
            continue
        is_there = _is_there(sign, held)
        of = ", ".join(dict.fromkeys(words for id_ in parts if id_ in held for words in held[id_]))
        yield Finding(
            kind=FindingKind.WARNING_SIGN,
            about=sign.id,
            name=sign.name,
            wording=f"It goes with what was reported: {of}." if is_there else f"{_IF_SO[sign.urgency]} Reported: {of}.",
            urgency=sign.urgency,
            is_conditional=not is_there,
            evidence=sign.evidence,
            evidence_note=sign.evidence_note,
            sources=sign.sources,
            explanations=sign.diagnoses,
        )


def _can_be_pregnant(person: Person) -> bool:
    return person.sex is not Sex.MALE and person.age_months >= MIN_REPRODUCTIVE_AGE_MONTHS


def _is_there(sign: WarningSign, reported: Mapping[str, tuple[str, ...]]) -> bool:
    """Return whether what was reported is the sign, and not only a part of it or a hint at it."""
    if sign.together:
        return all(any(id_ in reported for id_ in group) for group in sign.together)
    # A sign that says more than its symptom (it spreads, it lasts) is more urgent than the symptom.
    own = [symptoms[id_].urgency.rank for id_ in sign.symptoms if id_ in reported]
    return sign.urgency.is_pressing and max(own, default=0) >= sign.urgency.rank


def _blood_value(given: _Given) -> Iterator[Finding]:
    result = given.serum
    if result is None:
        return
    by = "no interval was given" if result.interval is None else f"by {result.interval.name}"
    said = [f"{result} ({by})."]
    if result.category is not SerumClass.HIGH:
        said.append(f"As a low value it is {result.low.category} of CTCAE v{result.low.version}.")
    if result.category is not SerumClass.LOW:
        said.append(f"As a high value it is {result.high.category} of CTCAE v{result.high.version}.")
    said += [f"Sources say of values {statement}." for statement in result.statements]
    if result.is_below_proposed_threshold:
        limit = proposed_limit(result.unit)
        said.append(f"It is below {limit.value:g} {limit.unit}, the lower limit that some experts propose.")
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
        cautions=result.cautions,
    )


def _symptom(symptom: Symptom) -> Finding:
    said = [f"Described with {symptom.described_with}; having it does not show that magnesium is the cause."]
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
        explanations=symptom.confused_with,
    )


def _kidney_caution(given: _Given) -> Iterator[Finding]:
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


_ABOUT_SUPPLEMENTS = frozenset(
    {FindingKind.BLOOD_VALUE, FindingKind.KIDNEY_FUNCTION, FindingKind.UPPER_LEVEL, FindingKind.ADEQUACY}
)


def _with_kidney_caution(finding: Finding) -> Finding:
    takes_magnesium = finding.kind is FindingKind.INTERACTION and interactions[finding.about].effect in _NEEDS_MAGNESIUM
    if finding.kind not in _ABOUT_SUPPLEMENTS and not takes_magnesium:
        return finding
    return attrs.evolve(finding, cautions=(*finding.cautions, KIDNEY_CAUTION))


def _kidney_function(given: _Given) -> Iterator[Finding]:
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


_OF_A_BODY = "A value that a body of experts set for groups of healthy people."


def _intake(
    eaten: Intake | Total | None, compared: Adequacy | NoReferenceValueError | AmbiguousError | None
) -> Iterator[Finding]:
    if eaten is None:
        return
    if not isinstance(compared, Adequacy):
        why = "it holds no entry" if compared is None else str(compared)
        yield _of_intake(f"The intake was not compared: {why}.", Evidence.NONE, "Nothing to compare with.", ())
        return
    values = compared.reference_values
    named = (values.recommended, values.ear)
    cited = tuple(dict.fromkeys(value.source for value in named if value is not None))
    if compared.probability_of_adequacy is not None:
        cited = tuple(dict.fromkeys((*cited, "iom2000", "iom1997")))
    cautions = ["A value below the recommended intake is no deficiency, and one above it excludes none."]
    if compared.days == 1:
        cautions.append("One day is not usual intake.")
    if compared.is_lower_bound:
        cautions.append(f"Not known, and not added: {', '.join(compared.unknown)}.")
    yield _of_intake(_adequacy_text(compared), Evidence.OPINION, _OF_A_BODY, cited, *cautions)
    ul = values.ul
    scope = UpperLevelScope.SUPPLEMENTS if ul is None else ul.scope
    held = f"{'At least ' if compared.supplemental.is_lower_bound else ''}{compared.supplemental_mg:.1f} mg a day"
    if ul is None:
        verdict = f"{values.authority} sets no upper level to compare it with."
    else:
        side = {
            True: "That is above",
            False: "That is not above",
            None: "Something unknown decides whether it is above",
        }
        verdict = f"{side[compared.exceeds_ul]} the {ul}."
        if compared.exceeds_ul is None and (compared.unstated.mg or compared.unstated.unknown):
            verdict += f" {compared.unstated} a day of no stated origin may be from supplements too."
    yield Finding(
        kind=FindingKind.UPPER_LEVEL,
        about="upper-level",
        name=f"Magnesium from {scope}",
        wording=f"{held} from {scope}. {verdict}",
        urgency=Urgency.ROUTINE if compared.exceeds_ul else Urgency.NONE,
        evidence=Evidence.OPINION,
        evidence_note=_OF_A_BODY,
        sources=() if ul is None else (ul.source,),
    )


def _adequacy_text(compared: Adequacy) -> str:
    least, most = ("at least ", "at most ") if compared.is_lower_bound else ("", "")
    over = "1 day" if compared.days == 1 else f"mean of {compared.days} days"
    said = [f"The intake is {least}{compared.mg_per_day:.1f} mg a day ({over})."]
    if compared.recommended is None or compared.percent_of_recommended is None:
        said.append(f"{compared.reference_values.authority} sets no recommended intake to compare it with.")
    else:
        said.append(f"That is {least}{compared.percent_of_recommended:.0f} % of the {compared.recommended}.")
    if compared.shortfall_mg:
        said.append(f"The difference is {most}{compared.shortfall_mg:.1f} mg a day.")
    if compared.probability_of_adequacy is None:
        said.append(f"There is {compared.probability_note}.")
    else:
        chance = probability_text(compared.probability_of_adequacy, at_least=compared.is_lower_bound)
        said.append(f"Probability that it meets the person's own need: {chance}.")
    return " ".join(said)


def _of_intake(text: str, evidence: Evidence, note: str, sources: tuple[str, ...], *cautions: str) -> Finding:
    return Finding(
        kind=FindingKind.ADEQUACY,
        about="intake",
        name="Intake and need",
        wording=text,
        evidence=evidence,
        evidence_note=note,
        sources=sources,
        cautions=cautions,
    )


def _risk_factor(risk: RiskFactor, taken: tuple[str, ...]) -> Finding:
    said = [f"Goes with {risk.direction} magnesium. {risk.description}"]
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


def _interactions(given: _Given) -> Iterator[Finding]:
    taken: dict[str, list[str]] = {}
    for medication in given.medications:
        for id_ in medication.interactions:
            taken.setdefault(id_, []).append(medication.word)
    for risk in given.risks:
        for id_ in risk.interactions:
            taken.setdefault(id_, [])
    for id_, named in taken.items():
        item = interactions[id_]
        # A magnesium product is not something that it is combined with.
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
    """Return the urgency of an interaction with magnesium that is taken."""
    if item.not_combined:
        return Urgency.PROMPT
    return Urgency.NONE if item.severity is InteractionSeverity.MINOR else Urgency.ROUTINE


def _separations(item: Interaction, named: tuple[str, ...]) -> Iterator[str]:
    """Yield what sources say of the hours between, for the group and for the medication that was named."""
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


def _depletion(score: DepletionScore | None) -> Iterator[Finding]:
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


def _tests(given: _Given) -> Iterator[Finding]:
    if not (given.symptoms or given.risks or given.medications or given.serum or given.egfr_ml_per_min_per_1_73_m2):
        return
    reasons: dict[str, list[str]] = {lab_tests[id_].id: [] for id_ in _USUAL_TESTS}
    if given.serum is not None and given.serum.category is SerumClass.LOW:
        reasons |= {lab_tests[id_].id: [] for id_ in _TESTS_OF_LOW_SERUM}
    for symptom in given.symptoms:
        for diagnosis in symptom.confused_with:
            for id_ in differential_diagnoses[diagnosis].lab_tests:
                reasons.setdefault(id_, []).append(differential_diagnoses[diagnosis].name)
    for id_, of in reasons.items():
        yield _test(id_, tuple(dict.fromkeys(of)))


def _test(id_: str, reasons: tuple[str, ...]) -> Finding:
    test: Any = lab_tests[id_]
    looked_for = f" It is one of the ways to look for: {'; '.join(reasons)}." if reasons else ""
    return Finding(
        kind=FindingKind.TEST,
        about=id_,
        name=str(test),
        wording=test.description + looked_for,
        evidence=test.evidence,
        evidence_note=test.evidence_note,
        sources=test.sources,
    )
