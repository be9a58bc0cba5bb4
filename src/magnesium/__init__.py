"""magnesium: offline answers about magnesium, with a citation for every number.

The ground floor (errors, units, people, catalogs, sources) is imported at once; the rooms above
are imported when one of their names is first used, so ``import magnesium`` stays cheap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from magnesium.catalog import Catalog
from magnesium.errors import (
    AmbiguousError,
    AmountError,
    DataError,
    FoodLogError,
    MagnesiumError,
    NoReferenceValueError,
    NotFoundError,
    PersonError,
    Problem,
    UnitError,
)
from magnesium.people import LifeStage, Person, Sex
from magnesium.sources import Source, sources
from magnesium.units import convert

if TYPE_CHECKING:
    from magnesium.clinical import laboratory
    from magnesium.clinical.assessment import Assessment, assess
    from magnesium.clinical.care import (
        Complication,
        DifferentialDiagnosis,
        LabTest,
        Treatment,
        WarningSign,
        complications,
        differential_diagnoses,
        lab_tests,
        treatments,
        warning_signs,
    )
    from magnesium.clinical.claims import Claim, Verdict, claims
    from magnesium.clinical.evidence import Direction, Evidence, Urgency
    from magnesium.clinical.findings import Finding, FindingKind
    from magnesium.clinical.interactions import Interaction, interactions
    from magnesium.clinical.mechanisms import Mechanism, mechanisms
    from magnesium.clinical.risk_factors import RiskFactor, risk_factors
    from magnesium.clinical.studies import Study, studies
    from magnesium.clinical.symptoms import Symptom, symptoms
    from magnesium.nutrition.adequacy import Adequacy, adequacy
    from magnesium.nutrition.compounds import Compound, compounds
    from magnesium.nutrition.entries import Entry, Origin
    from magnesium.nutrition.food_log import read_food_log, write_food_log
    from magnesium.nutrition.food_table import read_food_table
    from magnesium.nutrition.foods import Food, foods
    from magnesium.nutrition.intake import Intake, Total
    from magnesium.nutrition.items import find_item
    from magnesium.nutrition.labels import (
        Basis,
        ContentClaim,
        allowed_content_claims,
        content_claims,
        daily_value,
        declared_mg,
        declared_percent_daily_value,
        percent_daily_value,
    )
    from magnesium.nutrition.portions import Portion
    from magnesium.nutrition.reference_values import (
        Authority,
        Kind,
        ReferenceValue,
        ReferenceValues,
        Scope,
        authorities,
        rda,
        reference_values,
    )
    from magnesium.nutrition.report import Report, build_report
    from magnesium.nutrition.suggestions import Suggestion, suggest
    from magnesium.nutrition.waters import Water, waters

_ROOMS = {
    "magnesium.clinical.assessment": ("Assessment", "assess"),
    "magnesium.clinical.care": (
        "Complication",
        "DifferentialDiagnosis",
        "LabTest",
        "Treatment",
        "WarningSign",
        "complications",
        "differential_diagnoses",
        "lab_tests",
        "treatments",
        "warning_signs",
    ),
    "magnesium.clinical.claims": ("Claim", "Verdict", "claims"),
    "magnesium.clinical.evidence": ("Direction", "Evidence", "Urgency"),
    "magnesium.clinical.findings": ("Finding", "FindingKind"),
    "magnesium.clinical.interactions": ("Interaction", "interactions"),
    "magnesium.clinical.mechanisms": ("Mechanism", "mechanisms"),
    "magnesium.clinical.risk_factors": ("RiskFactor", "risk_factors"),
    "magnesium.clinical.studies": ("Study", "studies"),
    "magnesium.clinical.symptoms": ("Symptom", "symptoms"),
    "magnesium.nutrition.adequacy": ("Adequacy", "adequacy"),
    "magnesium.nutrition.compounds": ("Compound", "compounds"),
    "magnesium.nutrition.entries": ("Entry", "Origin"),
    "magnesium.nutrition.food_log": ("read_food_log", "write_food_log"),
    "magnesium.nutrition.food_table": ("read_food_table",),
    "magnesium.nutrition.foods": ("Food", "foods"),
    "magnesium.nutrition.intake": ("Intake", "Total"),
    "magnesium.nutrition.items": ("find_item",),
    "magnesium.nutrition.labels": (
        "Basis",
        "ContentClaim",
        "allowed_content_claims",
        "content_claims",
        "daily_value",
        "declared_mg",
        "declared_percent_daily_value",
        "percent_daily_value",
    ),
    "magnesium.nutrition.portions": ("Portion",),
    "magnesium.nutrition.reference_values": (
        "Authority",
        "Kind",
        "ReferenceValue",
        "ReferenceValues",
        "Scope",
        "authorities",
        "rda",
        "reference_values",
    ),
    "magnesium.nutrition.report": ("Report", "build_report"),
    "magnesium.nutrition.suggestions": ("Suggestion", "suggest"),
    "magnesium.nutrition.waters": ("Water", "waters"),
}
_MODULES = ("magnesium.clinical.laboratory",)
"""Rooms that are public themselves."""
_MODULE_OF = {module.rpartition(".")[2]: module for module in _MODULES}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = [
    "Adequacy",
    "AmbiguousError",
    "AmountError",
    "Assessment",
    "Authority",
    "Basis",
    "Catalog",
    "Claim",
    "Complication",
    "Compound",
    "ContentClaim",
    "DataError",
    "DifferentialDiagnosis",
    "Direction",
    "Entry",
    "Evidence",
    "Finding",
    "FindingKind",
    "Food",
    "FoodLogError",
    "Intake",
    "Interaction",
    "Kind",
    "LabTest",
    "LifeStage",
    "MagnesiumError",
    "Mechanism",
    "NoReferenceValueError",
    "NotFoundError",
    "Origin",
    "Person",
    "PersonError",
    "Portion",
    "Problem",
    "ReferenceValue",
    "ReferenceValues",
    "Report",
    "RiskFactor",
    "Scope",
    "Sex",
    "Source",
    "Study",
    "Suggestion",
    "Symptom",
    "Total",
    "Treatment",
    "UnitError",
    "Urgency",
    "Verdict",
    "WarningSign",
    "Water",
    "adequacy",
    "allowed_content_claims",
    "assess",
    "authorities",
    "build_report",
    "claims",
    "complications",
    "compounds",
    "content_claims",
    "convert",
    "daily_value",
    "declared_mg",
    "declared_percent_daily_value",
    "differential_diagnoses",
    "find_item",
    "foods",
    "interactions",
    "lab_tests",
    "laboratory",
    "mechanisms",
    "percent_daily_value",
    "rda",
    "read_food_log",
    "read_food_table",
    "reference_values",
    "risk_factors",
    "sources",
    "studies",
    "suggest",
    "symptoms",
    "treatments",
    "warning_signs",
    "waters",
    "write_food_log",
]

if not TYPE_CHECKING:  # a type checker would take every name for granted behind __getattr__

    def __getattr__(name: str) -> object:
        if name in _ROOM_OF:
            from importlib import import_module

            value = getattr(import_module(_ROOM_OF[name]), name)
        elif name in _MODULE_OF:
            from importlib import import_module

            value = import_module(_MODULE_OF[name])
        elif name == "__version__":
            # Asking the installed metadata costs more than all of this package, and is seldom wanted.
            from importlib.metadata import version

            value = version("pymagnesium")
        else:
            msg = f"module {__name__!r} has no attribute {name!r}"
            raise AttributeError(msg)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return __all__
