"""magnesium: offline answers about magnesium, with a citation for every number.

The basic modules are imported at once, everything else on first use, so ``import magnesium`` is fast and reads no
data.
Type checkers read the same names from ``__init__.pyi``.
"""

from importlib import import_module

from magnesium import foods
from magnesium.catalogs.registry import public_names
from magnesium.locks import imported  # at once: a fork beside threads may come before any call

# The package ``magnesium.foods`` and the catalog ``foods`` share a name. Python binds a subpackage to its parent when
# it is first imported: done here, once, and unbound, so that ``magnesium.foods`` is always the catalog.
del foods

_PUBLIC = {
    "errors": (
        "AmbiguousError AmountError DataError DataWarning FoodLogError InvalidValueError MagnesiumError "
        "NoReferenceValueError "
        "NotFoundError PersonError Problem UnitError"
    ),
    "units": "convert",
    "evidence": "Direction Evidence Urgency",
    "people": "Group LifeStage Person Sex",
    "rendering.answers": "Answer",
    "catalogs.catalog": "Catalog",
    "catalogs.results": "SearchResults",
    "foods.assumptions": "Alternative Assumption",
    "foods.entries": "Entry Origin",
    "foods.food_table": "read_food_table",
    "foods.foods": "Translation",
    "foods.fndds": "fndds",
    "foods.items": "find_food find_item",
    "foods.parse": "parse",
    "foods.portions": "Portion",
    "foods.stated": "StatedKind StatedValue",
    "foods.uncertainty": "Uncertainty",
    "needs.labels": (
        "ClaimBasis allowed_content_claims daily_value declared_mg declared_percent_daily_value percent_daily_value"
    ),
    "needs.compare": "Comparison compare",
    "needs.kinds": "ReferenceKind",
    "needs.reference_values": "ReferenceValues rda recommended reference_values",
    "needs.scopes": "UpperLevelScope",
    "needs.values": "ReferenceValue",
    "intake.adequacy": "Adequacy adequacy",
    "intake.check": "Check CheckedLine check",
    "intake.food_log": "read_food_log write_food_log",
    "intake.intake": "Intake IntakeGroups Total",
    "intake.meals": "parse_meal",
    "intake.recipe_files": "read_recipe",
    "intake.recipes": "Recipe",
    "intake.report": "Report build_report",
    "intake.suggestions": "Suggestion Suggestions suggest",
    "intake.swaps": "Swap Swaps swaps",
    "clinical.ask": "ask",
    "clinical.claims": "Verdict",
    "assessment.assessment": "Assessment assess",
    "assessment.findings": "Finding FindingKind",
}
"""The public names of each module, except catalogs and their records, which the registry lists."""
_SUBPACKAGES = ("catalogs", "excitability", "laboratory")
"""Subpackages that are public themselves."""
_OF_EXTRAS = ("integrations", "population")
"""Subpackages that need extras: shown by ``dir`` and imported when used, but not by ``import *``."""
_VERSIONS = {"__version__": "library_version", "data_version": "data_version"}
"""Names that are computed on first use."""
_MODULE_OF = {name: module for module, names in _PUBLIC.items() for name in names.split()} | public_names()

__all__ = sorted((*_MODULE_OF, *_SUBPACKAGES, "data_version"))  # noqa: PLE0605  (a list, and the test writes it out)


def __getattr__(name: str) -> object:
    if name in _MODULE_OF:
        value = getattr(imported(_MODULE_OF[name]), name)
    elif name in _SUBPACKAGES + _OF_EXTRAS:
        value = imported(name)
    elif name in _VERSIONS:
        # Reading the installed metadata takes longer than importing the package, and is seldom needed.
        value = getattr(imported("versions"), _VERSIONS[name])()
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


# What nearly every program uses is imported at once, so that its first call needs no import.
for _module in ("people", "units"):
    import_module(f"magnesium.{_module}")


def __dir__() -> list[str]:
    return sorted((*__all__, *_OF_EXTRAS))
