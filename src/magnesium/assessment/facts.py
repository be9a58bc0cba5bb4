"""Derive fact ids from what was given, each with the input words behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from magnesium.assessment.given import Given, egfr_text
from magnesium.clinical.facts import Fact, Quantity, facts
from magnesium.clinical.matching import Medication
from magnesium.laboratory.serum import SerumClass, SerumResult
from magnesium.people import LifeStage, Sex

Facts = Mapping[str, tuple[str, ...]]
"""Fact ids, each with the input words behind it."""


def facts_of(given: Given, *, exceeds_upper_level: tuple[str, ...] = ()) -> Facts:
    """Return every fact that holds: those stated, the bands of numbers, and their consequences."""
    found = {id_: said for id_, said in _stated(given, exceeds_upper_level) if said}
    for quantity, (number, said) in _numbers(given):
        for fact in facts.values():
            if fact.quantity is quantity and fact.has(number):
                found[fact.id] = (*found.get(fact.id, ()), said)
    return _with_consequences(found)


def _with_consequences(found: dict[str, tuple[str, ...]]) -> Facts:
    """Add the facts that follow from others until nothing changes."""
    waiting = [fact for fact in facts.values() if fact.named]
    while added := [fact for fact in waiting if fact.id not in found and fact.holds(found)]:
        for fact in added:
            found[fact.id] = words_of(fact, found)
    # The words of a fact may have grown by facts that were added after it.
    return {
        id_: words_of(facts[id_], found) if id_ in facts and facts[id_].named else said for id_, said in found.items()
    }


def words_of(condition: Fact, found: Facts) -> tuple[str, ...]:
    """Return the words of the facts that meet a condition."""
    return tuple(dict.fromkeys(word for id_ in condition.named for word in found.get(id_, ())))


def _stated(given: Given, exceeds_upper_level: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    fitting = [symptom for symptom in given.symptoms if symptom.fits_too_much]
    yield from ((symptom.id, (symptom.name,)) for symptom in given.symptoms)
    yield from ((risk.id, (risk.name, *taken)) for risk, taken in given.risks.items())
    yield from _of_medications((*given.medications, *given.supplement_records))
    yield "fact:any-symptom", tuple(symptom.name for symptom in given.symptoms if not symptom.is_blood_value)
    yield "fact:too-much-symptom", tuple(symptom.name for symptom in fitting if not symptom.is_vague)
    yield "fact:vague-symptom", tuple(symptom.name for symptom in fitting if symptom.is_vague)
    yield "fact:magnesium-product", given.products
    yield "fact:supplement-above-upper-level", exceeds_upper_level
    is_pregnant = given.person.life_stage is LifeStage.PREGNANT or any(r.id == "risk:pregnancy" for r in given.risks)
    yield "fact:pregnant", ("pregnancy",) if is_pregnant else ()
    if given.serum is not None:
        yield "fact:serum-low", (str(given.serum),) if is_low(given.serum) else ()
        yield "fact:serum-high", (str(given.serum),) if is_high(given.serum) else ()
    yield from ((id_, (said,)) for id_, said in given.read_results.facts.items())


def _of_medications(medications: tuple[Medication, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    named: dict[str, list[str]] = {}
    for medication in medications:
        for id_ in medication.interactions:
            named.setdefault(id_, []).append(medication.word)
    yield from ((id_, tuple(dict.fromkeys(said))) for id_, said in named.items())


def _numbers(given: Given) -> Iterator[tuple[Quantity, tuple[float, str]]]:
    person, rate, drinks = given.person, given.egfr_ml_per_min_per_1_73_m2, given.drinks_per_day
    yield Quantity.AGE_MONTHS, (person.age_months, f"age of {person.age:.3g} years")
    if rate is not None:
        yield Quantity.EGFR, (rate, egfr_text(rate))
    if given.serum is not None and not given.serum.says_nothing:
        yield Quantity.SERUM, (given.serum.mmol_per_l, str(given.serum))
    if drinks is not None:
        quantity = Quantity.DRINKS_WOMAN if person.sex is Sex.FEMALE else Quantity.DRINKS_MAN
        yield quantity, (drinks, f"{drinks:g} drinks a day")
    said = {result.name: str(result) for result in given.results}
    for quantity, values in given.read_results.numbers.items():
        for value in values:
            yield quantity, (value, "; ".join(said.values()) if len(said) == 1 else f"{quantity}: {value:.3g}")


def is_high(serum: SerumResult) -> bool:
    """Return whether a value is above the upper limit, or graded as high by its number alone."""
    return serum.category is SerumClass.HIGH or serum.high.possible_grades[0] > 0


def is_low(serum: SerumResult) -> bool:
    """Return whether a value is below the lower limit, or graded as low by its number alone."""
    return serum.category is SerumClass.LOW or serum.low.possible_grades[0] > 0
