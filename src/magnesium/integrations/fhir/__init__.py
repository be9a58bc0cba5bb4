"""Read and write FHIR resources (R4B and R5, as JSON) without a dependency.

Laboratory observations, patients and medication statements become results of :mod:`magnesium.laboratory` and an
assessment; results and intakes become resources. Nothing is sent anywhere, and no unit is guessed.
"""

from magnesium.integrations.fhir.assessing import assess_resources
from magnesium.integrations.fhir.medications import read_medication
from magnesium.integrations.fhir.observations import LaboratoryObservation, read_observation
from magnesium.integrations.fhir.patients import read_patient
from magnesium.integrations.fhir.writing import to_nutrition_intake, to_observation

__all__ = [
    "LaboratoryObservation",
    "assess_resources",
    "read_medication",
    "read_observation",
    "read_patient",
    "to_nutrition_intake",
    "to_observation",
]
