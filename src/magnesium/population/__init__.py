"""Estimate usual intake and its prevalences from a survey with one or two recalls per person.

Needs the extra ``population`` (numpy and scipy); without it, raises
:class:`~magnesium.errors.MissingExtraError`. Nothing else in the library imports it. ``docs/usual-intake.md`` has
the equations and the published method behind each step.

>>> from magnesium import population
>>> survey = population.made_up_recalls(persons=2000, seed=1)
>>> usual = population.usual_intake(survey)
>>> round(usual.share_below(265), 2), round(usual.one_day.share_below(265), 2)
(0.4, 0.47)
"""

from __future__ import annotations

from importlib.util import find_spec

from magnesium.errors import MissingExtraError

for _package in ("numpy", "scipy"):
    if find_spec(_package) is None:
        raise MissingExtraError("population", _package)

from magnesium.population.composition import CompositionSensitivity, composition_sensitivity  # noqa: E402
from magnesium.population.contributions import Contribution, Contributions, contributions  # noqa: E402
from magnesium.population.design import SurveyDesign  # noqa: E402
from magnesium.population.diagnostics import Diagnostics, InfluentialRecall, PopulationWarning  # noqa: E402
from magnesium.population.estimates import Estimate, Reporting, difference  # noqa: E402
from magnesium.population.estimation import usual_intake  # noqa: E402
from magnesium.population.external_ratios import external_ratios  # noqa: E402
from magnesium.population.means import EstimatesByGroup, one_day_mean  # noqa: E402
from magnesium.population.model import Model  # noqa: E402
from magnesium.population.nhanes import NhanesRecalls, nhanes  # noqa: E402
from magnesium.population.one_day import OneDay  # noqa: E402
from magnesium.population.persons import PersonLevel, person_level  # noqa: E402
from magnesium.population.plots import plot_usual_intake  # noqa: E402
from magnesium.population.prevalence import (  # noqa: E402
    Prevalence,
    ear_cut_point,
    full_probability,
    prevalence_of_inadequacy,
)
from magnesium.population.reference_groups import ReferenceGroups, reference_groups  # noqa: E402
from magnesium.population.scenarios import BeforeAndAfter, Scenario, scenario  # noqa: E402
from magnesium.population.simulation import KnownIntake, made_up_recalls  # noqa: E402
from magnesium.population.splines import Spline  # noqa: E402
from magnesium.population.summary import from_summary  # noqa: E402
from magnesium.population.supplements import SupplementIntake  # noqa: E402
from magnesium.population.survey import SurveyColumns  # noqa: E402
from magnesium.population.tables import UsualIntakeTable, table  # noqa: E402
from magnesium.population.upper_level import prevalence_above_ul  # noqa: E402
from magnesium.population.usual import Coefficient, UsualIntake, UsualIntakeErrors  # noqa: E402
from magnesium.population.usual_by_group import LeftOutGroup, UsualIntakes  # noqa: E402

__all__ = [
    "BeforeAndAfter",
    "Coefficient",
    "CompositionSensitivity",
    "Contribution",
    "Contributions",
    "Diagnostics",
    "Estimate",
    "EstimatesByGroup",
    "InfluentialRecall",
    "KnownIntake",
    "LeftOutGroup",
    "Model",
    "NhanesRecalls",
    "OneDay",
    "PersonLevel",
    "PopulationWarning",
    "Prevalence",
    "ReferenceGroups",
    "Reporting",
    "Scenario",
    "Spline",
    "SupplementIntake",
    "SurveyColumns",
    "SurveyDesign",
    "UsualIntake",
    "UsualIntakeErrors",
    "UsualIntakeTable",
    "UsualIntakes",
    "composition_sensitivity",
    "contributions",
    "difference",
    "ear_cut_point",
    "external_ratios",
    "from_summary",
    "full_probability",
    "made_up_recalls",
    "nhanes",
    "one_day_mean",
    "person_level",
    "plot_usual_intake",
    "prevalence_above_ul",
    "prevalence_of_inadequacy",
    "reference_groups",
    "scenario",
    "table",
    "usual_intake",
]
