"""Laboratory values: serum, urine and kidney formulas, and a few indices, each with its sources.

Numbers go in with their units in the names; results are records that hold the value, its class, the
cut-offs that decided it, and what the value does not say. Nothing here makes a diagnosis.

Left out, because no sound source was found: correction of serum magnesium for albumin, fitted
absorption curves, adjustment of intakes by shrinkage.

>>> from magnesium import laboratory
>>> result = laboratory.classify_serum(mmol_per_l=0.62, interval="iom1997")
>>> str(result.category), result.low.grade, str(result.urgency)
('low', 1, 'routine')
"""

from magnesium.evidence import Direction, Urgency
from magnesium.laboratory.ctcae import CtcaeGrade, Grade, ctcae_hypermagnesemia, ctcae_hypomagnesemia
from magnesium.laboratory.indices import (
    CalciumMagnesiumRatio,
    DepletionRisk,
    DepletionScore,
    RatioRange,
    calcium_to_magnesium,
    magnesium_depletion_score,
    magnesium_from_hardness,
    magnesium_from_magnesium_hardness,
    water_hardness,
)
from magnesium.laboratory.kidney import (
    DailyExcretion,
    DailyExcretionRange,
    ExcretionRange,
    FiltrationRange,
    LoadingProtocol,
    Retention,
    RetentionClass,
    daily_excretion,
    egfr_ckd_epi_2021,
    filtration_range,
    fractional_excretion,
    loading_protocols,
    loading_retention,
)
from magnesium.laboratory.measures import Comparison, Cutoff, Measurement
from magnesium.laboratory.serum import (
    ReferenceInterval,
    SerumClass,
    SerumResult,
    classify_serum,
    own_interval,
    reference_intervals,
)

__all__ = [
    "CalciumMagnesiumRatio",
    "Comparison",
    "CtcaeGrade",
    "Cutoff",
    "DailyExcretion",
    "DailyExcretionRange",
    "DepletionRisk",
    "DepletionScore",
    "Direction",
    "ExcretionRange",
    "FiltrationRange",
    "Grade",
    "LoadingProtocol",
    "Measurement",
    "RatioRange",
    "ReferenceInterval",
    "Retention",
    "RetentionClass",
    "SerumClass",
    "SerumResult",
    "Urgency",
    "calcium_to_magnesium",
    "classify_serum",
    "ctcae_hypermagnesemia",
    "ctcae_hypomagnesemia",
    "daily_excretion",
    "egfr_ckd_epi_2021",
    "filtration_range",
    "fractional_excretion",
    "loading_protocols",
    "loading_retention",
    "magnesium_depletion_score",
    "magnesium_from_hardness",
    "magnesium_from_magnesium_hardness",
    "own_interval",
    "reference_intervals",
    "water_hardness",
]
