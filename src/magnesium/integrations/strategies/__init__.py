"""Strategies for Hypothesis: valid records of every type, answers, and food logs, good and bad.

Needs the extra ``strategies``. If it is installed, ``st.from_type(mg.Person)`` and
``@given(person=...)`` use these without an import: see ``hypothesis_entry_point``.
"""

from magnesium.integrations.extras import need

need("hypothesis", "strategies")  # names the missing extra before the imports below fail

from magnesium.integrations.strategies.answers import (  # noqa: E402
    assessments,
    measurements,
    reports,
    serum_results,
    spreads,
    uncertainties,
)
from magnesium.integrations.strategies.log_texts import FoodLog, bad_food_logs, food_logs  # noqa: E402
from magnesium.integrations.strategies.records import (  # noqa: E402
    MEALS,
    amounts,
    assumptions,
    bundled,
    bundled_foods,
    bundled_ids,
    bundled_waters,
    compounds,
    entries,
    foods,
    impossible_amounts,
    intakes,
    names,
    persons,
    portions,
    waters,
)

__all__ = [
    "MEALS",
    "FoodLog",
    "amounts",
    "assessments",
    "assumptions",
    "bad_food_logs",
    "bundled",
    "bundled_foods",
    "bundled_ids",
    "bundled_waters",
    "compounds",
    "entries",
    "food_logs",
    "foods",
    "impossible_amounts",
    "intakes",
    "measurements",
    "names",
    "persons",
    "portions",
    "reports",
    "serum_results",
    "spreads",
    "uncertainties",
    "waters",
]
