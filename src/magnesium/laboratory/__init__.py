"""Laboratory values: serum, urine and kidney formulas, and some indices, with their sources.

Arguments have their unit in the name; results are records with the value, its class, the
cut-offs that decided it, and the limits of its interpretation. Nothing here makes a diagnosis.

Omitted, because no sound source was found: correction of serum magnesium for albumin, fitted
absorption curves, adjustment of intakes by shrinkage.

>>> from magnesium import laboratory
>>> result = laboratory.classify_serum(mmol_per_l=0.62, interval="iom1997")
>>> str(result.category), result.low.grade, str(result.urgency)
('low', 1, 'routine')
"""

from magnesium.evidence import Direction, Urgency
from magnesium.laboratory.calcium_ratio import CalciumMagnesiumRatio, RatioRange, calcium_to_magnesium
from magnesium.laboratory.ctcae import CtcaeGrade, Grade, ctcae_hypermagnesemia, ctcae_hypomagnesemia
from magnesium.laboratory.cutoff_tables import DecisionLimits, decision_limits
from magnesium.laboratory.depletion_score import DepletionRisk, DepletionScore, magnesium_depletion_score
from magnesium.laboratory.filtration import (
    FiltrationRange,
    KidneyStage,
    egfr_ckd_epi_2021,
    filtration_range,
    kidney_stage,
    kidney_stages,
)
from magnesium.laboratory.formula_constants import Constant, constants
from magnesium.laboratory.grade_limits import CtcaeLimit, ctcae_limits
from magnesium.laboratory.hardness import (
    magnesium_from_hardness,
    magnesium_from_magnesium_hardness,
    water_hardness,
)
from magnesium.laboratory.intervals import ReferenceInterval, own_interval, reference_intervals
from magnesium.laboratory.loading import (
    LoadingProtocol,
    Retention,
    RetentionClass,
    loading_protocols,
    loading_retention,
)
from magnesium.laboratory.measures import Comparison, Cutoff, Measurement
from magnesium.laboratory.result_texts import classify_reported, reported_interval
from magnesium.laboratory.serum import SerumClass, SerumResult, classify_serum
from magnesium.laboratory.urine import (
    DailyExcretion,
    DailyExcretionRange,
    ExcretionRange,
    daily_excretion,
    fractional_excretion,
)

__all__ = [
    "CalciumMagnesiumRatio",
    "Comparison",
    "Constant",
    "CtcaeGrade",
    "CtcaeLimit",
    "Cutoff",
    "DailyExcretion",
    "DailyExcretionRange",
    "DecisionLimits",
    "DepletionRisk",
    "DepletionScore",
    "Direction",
    "ExcretionRange",
    "FiltrationRange",
    "Grade",
    "KidneyStage",
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
    "classify_reported",
    "classify_serum",
    "constants",
    "ctcae_hypermagnesemia",
    "ctcae_hypomagnesemia",
    "ctcae_limits",
    "daily_excretion",
    "decision_limits",
    "egfr_ckd_epi_2021",
    "filtration_range",
    "fractional_excretion",
    "kidney_stage",
    "kidney_stages",
    "loading_protocols",
    "loading_retention",
    "magnesium_depletion_score",
    "magnesium_from_hardness",
    "magnesium_from_magnesium_hardness",
    "own_interval",
    "reference_intervals",
    "reported_interval",
    "water_hardness",
]
