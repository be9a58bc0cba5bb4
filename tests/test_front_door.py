from __future__ import annotations

import subprocess
import sys

import pytest

import magnesium as mg

# Written out a second time, so that a name that comes or goes is always a decision.
NAMES = """
Adequacy Alternative AmbiguousError AmountError Answer Assessment Assumption Authority Catalog Check CheckedLine Claim
ClaimBasis Comparison Complication Compound ContentClaim CookingYield CountedOrigins DataError DataWarning
DifferentialDiagnosis Direction Edition Entry Evidence Finding FindingKind FnddsRelease Food FoodLogError FoodTable
Group Intake IntakeGroups Interaction InvalidValueError LabTest LabelBody LifeStage LogProfile MagnesiumError
Mechanism NoReferenceValueError NotFoundError Origin Person PersonError Portion Problem Recipe ReferenceKind
ReferenceValue ReferenceValues Report RetentionFactor RiskFactor SearchResults Sex Source StatedKind StatedValue Study
Suggestion Suggestions Swap Swaps Symptom Total Translation Treatment Uncertainty UnitError UpperLevelScope Urgency
Verdict WarningSign Water adequacy allowed_content_claims ask assess authorities build_report catalogs check claims
compare complications compounds content_claims convert cooking_yields daily_value data_version declared_mg
declared_percent_daily_value differential_diagnoses editions excitability find_food find_item fndds fndds_releases
food_tables foods interactions lab_tests label_bodies laboratory log_profiles mechanisms parse parse_meal
percent_daily_value rda read_food_log read_food_table read_recipe recommended reference_values retention_factors
risk_factors sources studies suggest swaps symptoms treatments upper_level_scopes warning_signs waters write_food_log
"""

HEAVY = {
    "numpy",
    "pandas",
    "hypothesis",
    "importlib.metadata",
    "importlib_resources",
    "importlib.resources",
    "csv",
    "json",
    "tomllib",
    "typing",
    "argparse",
    "decimal",
    "fractions",
    "difflib",
    "datetime",
}


def test_public_names() -> None:
    assert mg.__all__ == sorted(NAMES.split())
    assert set(dir(mg)) == {*mg.__all__, "integrations", "population"}
    for name in mg.__all__:
        assert getattr(mg, name) is not None


def test_type_checkers_see_the_same_names() -> None:
    tool = pytest.importorskip("tools.front_door", reason="needs a checkout")
    assert tool.STUB.read_text(encoding="utf-8") == tool.stub()


def test_a_catalog_is_not_hidden_by_the_package_of_the_same_name() -> None:
    """Python binds an imported subpackage to its parent, also under the name of a catalog."""
    code = "import magnesium.foods.portions, magnesium as mg; assert isinstance(mg.foods, mg.Catalog), mg.foods"
    subprocess.run([sys.executable, "-I", "-c", code], check=True)


def test_everything_can_be_imported_with_a_star() -> None:
    code = "from magnesium import *; assert foods and laboratory"
    subprocess.run([sys.executable, "-I", "-c", code], check=True)


def test_version_and_unknown_names() -> None:
    assert mg.__version__.count(".") == 2
    with pytest.raises(AttributeError, match="no attribute 'json'"):
        mg.json  # type: ignore[attr-defined]  # noqa: B018


def test_import_is_light_and_reads_nothing() -> None:
    """Heavy imports cost every program that imports us; a child process sees a clean interpreter."""
    code = (
        "import sys, attrs; before = set(sys.modules)\n"
        "import magnesium, pathlib, builtins\n"
        "print('\\n'.join(set(sys.modules) - before - {'pathlib'}))"
    )
    out = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True).stdout
    loaded = set(out.split())
    assert {"magnesium.people", "magnesium.units"} <= loaded
    assert "magnesium.locks" in loaded  # which prepares forks, also those before the first call
    higher = (
        "needs",
        "intake",
        "laboratory",
        "clinical",
        "assessment",
        "excitability",
        "population",
        "integrations",
        "cli",
    )
    assert not {name for name in loaded if name.startswith(tuple(f"magnesium.{package}" for package in higher))}
    assert not HEAVY & loaded


def test_import_opens_no_data_file() -> None:
    code = (
        "import sys\n"
        "opened = []\n"
        "sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == 'open' else None)\n"
        "import magnesium\n"
        "assert not [name for name in opened if 'magnesium' in name and not name.endswith(('.py', '.pyc'))], opened\n"
    )
    subprocess.run([sys.executable, "-I", "-c", code], check=True)
