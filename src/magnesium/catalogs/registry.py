"""The registry: every catalog of the package by its import name.

It holds only names, and imports a catalog on first use; listing them reads no data.
"""

from __future__ import annotations

import sys
from importlib import import_module

TYPE_CHECKING = False
"""For type checkers: typing is slow to import, and every import of the package executes this."""
if TYPE_CHECKING:
    from typing import Any

    from magnesium.catalogs.catalog import Catalog

_CATALOGS = {
    "foods": ("foods.foods", "Food"),
    "waters": ("foods.waters", "Water"),
    "compounds": ("foods.compounds", "Compound"),
    "foods.everyday.everyday_foods": ("foods.everyday", "Everyday"),
    "retention_factors": ("foods.retention", "RetentionFactor"),
    "foods.retention.measured_retention": ("foods.retention", "MeasuredRetention"),
    "cooking_yields": ("foods.retention", "CookingYield"),
    "foods.cooking.ingredient_kinds": ("foods.cooking", "IngredientKind"),
    "foods.line_tables.household_measures": ("foods.line_tables", "HouseholdMeasure"),
    "foods.line_tables.line_words": ("foods.line_tables", "LineWords"),
    "foods.line_tables.cooking_states": ("foods.line_tables", "CookingState"),
    "foods.line_tables.usual_amounts": ("foods.line_tables", "UsualAmount"),
    "foods.line_tables.supplement_names": ("foods.line_tables", "SupplementName"),
    "food_tables": ("foods.food_tables", "FoodTable"),
    "fndds_releases": ("foods.fndds", "FnddsRelease"),
    "foods.release_scatter.release_scatter": ("foods.release_scatter", "ReleaseScatter"),
    "foods.food_links.food_links": ("foods.food_links", "FoodLink"),
    "foods.value_origins.value_origins": ("foods.value_origins", "ValueOrigin"),
    "foods.value_origins.variance_classes": ("foods.value_origins", "VarianceClass"),
    "log_profiles": ("foods.log_profiles", "LogProfile"),
    "authorities": ("needs.authorities", "Authority"),
    "editions": ("needs.editions", "Edition"),
    "upper_level_scopes": ("needs.scopes", "CountedOrigins"),
    "label_bodies": ("needs.labels", "LabelBody"),
    "needs.values.published_values": ("needs.values", "ReferenceValue"),
    "needs.values.undetermined_values": ("needs.values", "UndeterminedValue"),
    "content_claims": ("needs.labels", "ContentClaim"),
    "needs.within_person_sd.within_person_sds": ("needs.within_person_sd", "WithinPersonSD"),
    "needs.variance_ratios.variance_ratios": ("needs.variance_ratios", "VarianceRatio"),
    "laboratory.reference_intervals": ("laboratory.intervals", "ReferenceInterval"),
    "laboratory.ctcae_limits": ("laboratory.grade_limits", "CtcaeLimit"),
    "laboratory.decision_limits": ("laboratory.cutoff_tables", "DecisionLimits"),
    "laboratory.kidney_stages": ("laboratory.filtration", "KidneyStage"),
    "laboratory.loading_protocols": ("laboratory.loading", "LoadingProtocol"),
    "laboratory.constants": ("laboratory.formula_constants", "Constant"),
    "excitability.models": ("excitability.records", "ExcitabilityModel"),
    "excitability.parameters": ("excitability.records", "Parameter"),
    "excitability.gate_rates": ("excitability.records", "GateRate"),
    "symptoms": ("clinical.symptoms", "Symptom"),
    "warning_signs": ("clinical.warning_signs", "WarningSign"),
    "clinical.facts.facts": ("clinical.facts", "Fact"),
    "clinical.brands.brands": ("clinical.brands", "Brand"),
    "clinical.question_words.question_words": ("clinical.question_words", "QuestionWords"),
    "risk_factors": ("clinical.risk_factors", "RiskFactor"),
    "mechanisms": ("clinical.mechanisms", "Mechanism"),
    "interactions": ("clinical.interactions", "Interaction"),
    "complications": ("clinical.complications", "Complication"),
    "differential_diagnoses": ("clinical.differential_diagnoses", "DifferentialDiagnosis"),
    "lab_tests": ("clinical.lab_tests", "LabTest"),
    "treatments": ("clinical.treatments", "Treatment"),
    "studies": ("clinical.studies", "Study"),
    "claims": ("clinical.claims", "Claim"),
    "sources": ("catalogs.sources", "Source"),
}
"""The module and the record class of each import name; names without a dot are in ``magnesium`` itself."""


def all() -> dict[str, Catalog[Any]]:  # noqa: A001  (read as catalogs.all())
    """Return every catalog by its import name, such as "symptoms" or "laboratory.reference_intervals".

    >>> all()["symptoms"].title
    'Signs and symptoms of too little and too much magnesium'
    """
    return {name: catalog(name) for name in _CATALOGS}


def catalog(name: str) -> Catalog[Any]:
    """Return the catalog of an import name."""
    module, _ = _CATALOGS[name]
    found: Catalog[Any] = getattr(import_module(f"magnesium.{module}"), name.rpartition(".")[2])
    return found


def name_of(catalog: Catalog[Any]) -> str | None:
    """Return the import name of a catalog; ``None`` if it is not in the registry."""
    for name, (module, _) in _CATALOGS.items():
        if getattr(sys.modules.get(f"magnesium.{module}"), name.rpartition(".")[2], None) is catalog:
            return name
    return None


def public_names() -> dict[str, str]:
    """Return the public names of catalogs and their records, with the module of each."""
    public = {name: held for name, held in _CATALOGS.items() if "." not in name}
    return {name: module for catalog, (module, record) in public.items() for name in (catalog, record)}
