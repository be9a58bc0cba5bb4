from magnesium import catalogs as catalogs
from magnesium import laboratory as laboratory
from magnesium.assessment.assessment import Assessment as Assessment
from magnesium.assessment.assessment import assess as assess
from magnesium.assessment.findings import Finding as Finding
from magnesium.assessment.findings import FindingKind as FindingKind
from magnesium.catalogs.catalog import Catalog as Catalog
from magnesium.catalogs.sources import Source as Source
from magnesium.catalogs.sources import sources as sources
from magnesium.clinical.care import (
    Complication as Complication,
)
from magnesium.clinical.care import (
    DifferentialDiagnosis as DifferentialDiagnosis,
)
from magnesium.clinical.care import (
    LabTest as LabTest,
)
from magnesium.clinical.care import (
    Treatment as Treatment,
)
from magnesium.clinical.care import (
    WarningSign as WarningSign,
)
from magnesium.clinical.care import (
    complications as complications,
)
from magnesium.clinical.care import (
    differential_diagnoses as differential_diagnoses,
)
from magnesium.clinical.care import (
    lab_tests as lab_tests,
)
from magnesium.clinical.care import (
    treatments as treatments,
)
from magnesium.clinical.care import (
    warning_signs as warning_signs,
)
from magnesium.clinical.claims import Claim as Claim
from magnesium.clinical.claims import Verdict as Verdict
from magnesium.clinical.claims import claims as claims
from magnesium.clinical.interactions import Interaction as Interaction
from magnesium.clinical.interactions import interactions as interactions
from magnesium.clinical.mechanisms import Mechanism as Mechanism
from magnesium.clinical.mechanisms import mechanisms as mechanisms
from magnesium.clinical.risk_factors import RiskFactor as RiskFactor
from magnesium.clinical.risk_factors import risk_factors as risk_factors
from magnesium.clinical.studies import Study as Study
from magnesium.clinical.studies import studies as studies
from magnesium.clinical.symptoms import Symptom as Symptom
from magnesium.clinical.symptoms import symptoms as symptoms
from magnesium.errors import (
    AmbiguousError as AmbiguousError,
)
from magnesium.errors import (
    AmountError as AmountError,
)
from magnesium.errors import (
    DataError as DataError,
)
from magnesium.errors import (
    FoodLogError as FoodLogError,
)
from magnesium.errors import (
    InvalidValueError as InvalidValueError,
)
from magnesium.errors import (
    MagnesiumError as MagnesiumError,
)
from magnesium.errors import (
    NoReferenceValueError as NoReferenceValueError,
)
from magnesium.errors import (
    NotFoundError as NotFoundError,
)
from magnesium.errors import (
    PersonError as PersonError,
)
from magnesium.errors import (
    Problem as Problem,
)
from magnesium.errors import (
    UnitError as UnitError,
)
from magnesium.evidence import Direction as Direction
from magnesium.evidence import Evidence as Evidence
from magnesium.evidence import Urgency as Urgency
from magnesium.foods.compounds import Compound as Compound
from magnesium.foods.compounds import compounds as compounds
from magnesium.foods.entries import Entry as Entry
from magnesium.foods.entries import Origin as Origin
from magnesium.foods.food_table import read_food_table as read_food_table
from magnesium.foods.food_tables import FoodTable as FoodTable
from magnesium.foods.food_tables import food_tables as food_tables
from magnesium.foods.foods import Food as Food
from magnesium.foods.foods import foods as foods
from magnesium.foods.items import find_item as find_item
from magnesium.foods.portions import Portion as Portion
from magnesium.foods.waters import Water as Water
from magnesium.foods.waters import waters as waters
from magnesium.intake.adequacy import Adequacy as Adequacy
from magnesium.intake.adequacy import adequacy as adequacy
from magnesium.intake.food_log import read_food_log as read_food_log
from magnesium.intake.food_log import write_food_log as write_food_log
from magnesium.intake.intake import Intake as Intake
from magnesium.intake.intake import Total as Total
from magnesium.intake.report import Report as Report
from magnesium.intake.report import build_report as build_report
from magnesium.intake.suggestions import Suggestion as Suggestion
from magnesium.intake.suggestions import suggest as suggest
from magnesium.needs.authorities import Authority as Authority
from magnesium.needs.authorities import authorities as authorities
from magnesium.needs.compare import Comparison as Comparison
from magnesium.needs.compare import compare as compare
from magnesium.needs.editions import Edition as Edition
from magnesium.needs.editions import editions as editions
from magnesium.needs.kinds import ReferenceKind as ReferenceKind
from magnesium.needs.labels import ClaimBasis as ClaimBasis
from magnesium.needs.labels import ContentClaim as ContentClaim
from magnesium.needs.labels import LabelBody as LabelBody
from magnesium.needs.labels import allowed_content_claims as allowed_content_claims
from magnesium.needs.labels import content_claims as content_claims
from magnesium.needs.labels import daily_value as daily_value
from magnesium.needs.labels import declared_mg as declared_mg
from magnesium.needs.labels import declared_percent_daily_value as declared_percent_daily_value
from magnesium.needs.labels import label_bodies as label_bodies
from magnesium.needs.labels import percent_daily_value as percent_daily_value
from magnesium.needs.reference_values import ReferenceValues as ReferenceValues
from magnesium.needs.reference_values import rda as rda
from magnesium.needs.reference_values import recommended as recommended
from magnesium.needs.reference_values import reference_values as reference_values
from magnesium.needs.scopes import UpperLevelScope as UpperLevelScope
from magnesium.needs.scopes import upper_level_scopes as upper_level_scopes
from magnesium.needs.values import ReferenceValue as ReferenceValue
from magnesium.people import Group as Group
from magnesium.people import LifeStage as LifeStage
from magnesium.people import Person as Person
from magnesium.people import Sex as Sex
from magnesium.units import convert as convert

__all__: list[str]  # noqa: PYI035  (computed in __init__.py)
__version__: str
