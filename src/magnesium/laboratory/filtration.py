"""The estimated glomerular filtration rate (eGFR), its ranges and stages."""

from __future__ import annotations

import math

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.fields import text_field
from magnesium.evidence import Vocabulary
from magnesium.laboratory.cutoff_tables import decision_limits
from magnesium.laboratory.formula_constants import constants
from magnesium.laboratory.measures import EGFR_UNIT, Measurement, Plausible
from magnesium.laboratory.plausibility import EGFR_ML_PER_MIN_PER_1_73_M2, SERUM_CREATININE_MG_PER_DL
from magnesium.people import MAX_AGE_YEARS, Sex, StatedSexWord, stated_sex
from magnesium.rendering.answers import Answer


class FiltrationRange(Vocabulary):
    """The ranges of eGFR in the magnesium depletion score."""

    FROM_90 = "90 or more"
    FROM_60 = "60 to less than 90"
    BELOW_60 = "less than 60"


@attrs.frozen(kw_only=True, repr=False)
class KidneyStage(Answer):
    """A stage of chronic kidney disease by filtration rate.

    G1 and G2 are a disease only with other signs of kidney damage, and any stage only if it lasts.
    """

    id: str = text_field()
    name: str = text_field()
    """The filtration rate in words, as the source describes it."""
    from_ml_per_min_per_1_73_m2: float | None
    """The lowest rate of the stage; blank if it has none."""
    below_ml_per_min_per_1_73_m2: float | None
    """The rate below which the stage ends; blank if it has none."""
    source: str = text_field()

    def __str__(self) -> str:
        return f"{self.id.capitalize()}: {self.name}"

    def __contains__(self, rate: float) -> bool:
        lower, upper = self.from_ml_per_min_per_1_73_m2, self.below_ml_per_min_per_1_73_m2
        return (lower is None or lower <= rate) and (upper is None or rate < upper)


kidney_stages: Catalog[KidneyStage] = Catalog(
    KidneyStage, file="kidney_stages.csv", title="Stages of chronic kidney disease"
)
"""Catalog of the stages of chronic kidney disease by KDIGO 2012, from the best to the worst."""


def kidney_stage(*, egfr_ml_per_min_per_1_73_m2: float) -> KidneyStage:
    """Return the stage of a filtration rate, in mL/min/1.73 m²; a limit belongs to the better stage.

    Raises :class:`AmountError` for impossible numbers.

    Source: ``kdigo2012``, which prints whole numbers (45–59); rates between them belong to the worse stage.

    >>> str(kidney_stage(egfr_ml_per_min_per_1_73_m2=59.5))
    'G3a: mildly to moderately decreased'
    """
    rate = EGFR_ML_PER_MIN_PER_1_73_M2.check(egfr_ml_per_min_per_1_73_m2, "eGFR")
    return next(stage for stage in kidney_stages.values() if rate in stage)


def filtration_range(*, egfr_ml_per_min_per_1_73_m2: float) -> FiltrationRange:
    """Return the range of a filtration rate, in mL/min/1.73 m²; 90 and 60 belong to the better one.

    Raises :class:`AmountError` for impossible numbers.

    Source: ``wang2024``; that exactly 90 counts as 90 or more is assumed.

    >>> str(filtration_range(egfr_ml_per_min_per_1_73_m2=60))
    '60 to less than 90'
    """
    rate = EGFR_ML_PER_MIN_PER_1_73_M2.check(egfr_ml_per_min_per_1_73_m2, "eGFR")
    passed = sum(cutoff.is_met(rate) for cutoff in decision_limits["depletion-score-kidneys"].cutoffs)
    return tuple(FiltrationRange)[passed]


def egfr_ckd_epi_2021(
    *, creatinine_mg_per_dl: float, age_years: float, sex: Sex | StatedSexWord
) -> Measurement[FiltrationRange]:
    """Return the filtration rate of an adult by CKD-EPI 2021 from serum creatinine, in mL/min/1.73 m².

    142 × min(c/k, 1)^a × max(c/k, 1)^-1.2 × 0.9938^age, × 1.012 for women; k is 0.7 and a -0.241 for
    women, 0.9 and -0.302 for men.

    Args:
        creatinine_mg_per_dl: Serum creatinine in mg/dL.
        age_years: Age in years, at least 18.
        sex: Female or male.

    Raises:
        AmountError: The age is below 18 years, or a number is impossible.
        PersonError: Sex is not stated.

    Source: ``inker2021``, equation as printed by ``nkf2021``; ranges ``wang2024``.

    >>> str(egfr_ckd_epi_2021(creatinine_mg_per_dl=0.9, age_years=55, sex="female"))
    '75.5 mL/min/1.73 m²: 60 to less than 90'
    """
    creatinine = SERUM_CREATININE_MG_PER_DL.check(creatinine_mg_per_dl, "serum creatinine")
    age = _adult_age().check(age_years, "age")
    rate = _ckd_epi_2021(creatinine, age, stated_sex(sex))
    category = filtration_range(egfr_ml_per_min_per_1_73_m2=rate)
    cautions = [
        "An estimate: it misleads in acute illness, in pregnancy, and with very much or very little muscle.",
    ]
    if category is FiltrationRange.BELOW_60:
        cautions.append(
            "Kidneys that filter less also excrete less magnesium: it can build up from supplements, antacids and "
            "laxatives."
        )
    return Measurement(
        value=rate,
        unit=EGFR_UNIT,
        category=category,
        cutoffs=decision_limits["depletion-score-kidneys"].cutoffs,
        sources=("inker2021", "nkf2021", "wang2024"),
        cautions=tuple(cautions),
    )


def _ckd_epi_2021(creatinine_mg_per_dl: float, age_years: float, sex: Sex) -> float:
    def constant(name: str) -> float:
        return constants[f"ckd-epi-2021-{name}"].value

    relative = creatinine_mg_per_dl / constant(f"kappa-{sex}")
    below = math.pow(min(relative, 1.0), constant(f"alpha-{sex}"))
    above = math.pow(max(relative, 1.0), constant("exponent-above"))
    rate = constant("scale") * below * above * math.pow(constant("per-year"), age_years)
    return rate * constant("female") if sex is Sex.FEMALE else rate


def _adult_age() -> Plausible:
    lower = constants["ckd-epi-2021-from-age"].value
    return Plausible(
        lower=lower,
        upper=math.nextafter(MAX_AGE_YEARS, 0),
        unit="years",
        below=f"the CKD-EPI equation of 2021 holds for adults only, from {lower:g} years",
        above="the age must be in years",
    )
