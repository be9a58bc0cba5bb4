"""What was not given, and therefore not assessed."""

from __future__ import annotations

from collections.abc import Iterator

from magnesium.assessment.given import Given
from magnesium.assessment.nutrition import is_empty
from magnesium.intake.intake import Intake, Total
from magnesium.laboratory.depletion_score import DepletionScore, magnesium_depletion_score
from magnesium.laboratory.plausibility import DRINKS_PER_DAY

DEPLETION_SCORE = "Magnesium depletion score"
"""Start of the line about a missing score."""
_DIURETICS, _PPI = "C03", "A02BC"
_ADULT_YEARS = 18


def depletion_score_of(given: Given, *, has_all_medications: bool) -> tuple[tuple[str, ...], DepletionScore | None]:
    """Return the missing items of the depletion score, or else the score."""
    drinks_per_day = given.drinks_per_day
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


def not_given(
    given: Given, eaten: Intake | Total | None, missing: tuple[str, ...], *, has_all_medications: bool
) -> Iterator[str]:
    """Yield what was not given, in words.

    Args:
        given: What was given.
        eaten: The intake, if given.
        missing: Missing items of the depletion score.
        has_all_medications: Whether the medications are complete.
    """
    if eaten is None or is_empty(eaten):
        yield "Intake: nothing was given, so nothing is said about how much is eaten or taken."
    if given.serum is None:
        yield "Blood magnesium: no value was given; what it is cannot be told from the rest."
    if given.egfr_ml_per_min_per_1_73_m2 is None:
        yield "Kidney function: no eGFR was given; impaired kidneys change what a supplement can do."
    unread = {item.kind for item in given.not_understood}  # named, and listed as not understood
    if not given.symptoms and "symptom" not in unread:
        yield "Symptoms: none were named, which does not say that there are none."
    if all(given.risks.values()) and "risk factor" not in unread:
        yield "Risk factors: none were named, which does not say that there are none."
    if not given.medications and not has_all_medications and "medication" not in unread:
        yield "Medications: none were named, which does not say that none are taken."
    if missing:
        yield f"{DEPLETION_SCORE}: not worked out; it needs {', '.join(missing)}."
