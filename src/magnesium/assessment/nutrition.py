"""Findings about intake: its comparison with the requirement and the upper level."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping

import attrs

from magnesium.assessment.findings import Finding, FindingKind
from magnesium.errors import AmbiguousError, NoReferenceValueError
from magnesium.evidence import Evidence, Urgency
from magnesium.foods.error_terms import mg_text
from magnesium.intake.adequacy import Adequacy, adequacy, probability_text
from magnesium.intake.intake import Intake, Total
from magnesium.needs.authorities import Authority
from magnesium.needs.reference_values import reference_values
from magnesium.needs.scopes import UpperLevelScope
from magnesium.needs.values import ReferenceValue
from magnesium.people import Person, Sex

_OF_A_BODY = "A value that a body of experts set for groups of healthy people."


def compared_with_need(
    eaten: Intake | Total | None,
    person: Person,
    *,
    authority: Authority | str,
    edition: str | None,
    as_of: dt.date | str | None,
    days: int | None,
    within_person_sd_mg: float | None,
) -> Adequacy | NoReferenceValueError | AmbiguousError | None:
    """Return the adequacy, or the error if a comparison is impossible, so that other findings remain.

    Args:
        eaten: The intake, if given.
        person: The person.
        authority: As in :func:`~magnesium.adequacy`, like the next four.
        edition: Title or id of an edition.
        as_of: Use the edition in force on this day.
        days: Number of days that the intake covers.
        within_person_sd_mg: SD of the person's daily intake in mg.
    """
    try:
        reference_values(person, authority=authority, edition=edition, as_of=as_of)
    except (NoReferenceValueError, AmbiguousError) as error:
        return None if eaten is None else error
    if eaten is None or is_empty(eaten):
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


def is_empty(eaten: Intake | Total) -> bool:
    """Return whether an intake has no entry."""
    return isinstance(eaten, Intake) and not eaten


def of_intake(
    eaten: Intake | Total | None, compared: Adequacy | NoReferenceValueError | AmbiguousError | None
) -> Iterator[Finding]:
    """Yield the comparison of the intake with the requirement and the upper level."""
    if eaten is None:
        return
    if not isinstance(compared, Adequacy):
        why = "it holds no entry" if compared is None else str(compared)
        yield _about_intake(f"The intake was not compared: {why}.", Evidence.NONE, "Nothing to compare with.", ())
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
    yield _about_intake(_adequacy_text(compared), Evidence.OPINION, _OF_A_BODY, cited, *cautions)
    ul = values.ul
    scope = UpperLevelScope.SUPPLEMENTS if ul is None else ul.scope
    held = f"{'At least ' if compared.supplemental.is_lower_bound else ''}{mg_text(compared.supplemental_mg)} a day"
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
    said = [f"The intake is {least}{mg_text(compared.mg_per_day)} a day ({compared.period})."]
    if compared.recommended is None or compared.percent_of_recommended is None:
        said.append(f"{compared.reference_values.authority} sets no recommended intake to compare it with.")
    else:
        said.append(f"That is {least}{compared.percent_of_recommended:.0f} % of the {compared.recommended}.")
    if compared.shortfall_mg:
        said.append(f"The difference is {most}{mg_text(compared.shortfall_mg)} a day.")
    if compared.probability_of_adequacy is None:
        said.append(f"There is {compared.probability_note}.")
    else:
        chance = probability_text(compared.probability_of_adequacy, at_least=compared.is_lower_bound)
        said.append(f"Probability that it meets the person's own need: {chance}.")
    return " ".join(said)


def _about_intake(text: str, evidence: Evidence, note: str, sources: tuple[str, ...], *cautions: str) -> Finding:
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


def doses_above(doses_mg: Mapping[str, float], person: Person, authority: Authority | str) -> tuple[str, ...]:
    """Return the supplements whose stated dose is above the upper level for supplements; empty if none is set.

    Args:
        doses_mg: Dose of each supplement.
        person: The person.
        authority: Whose upper level is used.
    """
    ul = _upper_level(person, authority)
    if ul is None or math.fsum(doses_mg.values()) <= ul.mg_per_day:
        return ()
    return tuple(doses_mg)


def of_doses(doses_mg: Mapping[str, float], person: Person, authority: Authority | str) -> Iterator[Finding]:
    """Yield the comparison of stated doses of supplements with the upper level.

    Args:
        doses_mg: Dose of each supplement.
        person: The person.
        authority: Whose upper level is used.
    """
    ul = _upper_level(person, authority)
    if not doses_mg or ul is None:
        return
    total = math.fsum(doses_mg.values())
    is_above = total > ul.mg_per_day
    side = "above" if is_above else "not above"
    yield Finding(
        kind=FindingKind.UPPER_LEVEL,
        about="stated-dose",
        name="Stated dose and upper level",
        wording=(
            f"{'; '.join(doses_mg)}: read as {total:g} mg of magnesium a day, which is {side} the upper level for "
            f"supplements, {ul}. If the weight is that of the compound, the magnesium in it is less."
        ),
        urgency=Urgency.ROUTINE if is_above else Urgency.NONE,
        evidence=Evidence.OPINION,
        evidence_note=_OF_A_BODY,
        sources=(ul.source,),
    )


def _upper_level(person: Person, authority: Authority | str) -> ReferenceValue | None:
    """Return the upper level, which does not depend on the sex."""
    who = person if person.sex is not None else attrs.evolve(person, sex=Sex.FEMALE)
    try:
        return reference_values(who, authority=authority).ul
    except (NoReferenceValueError, AmbiguousError):
        return None
