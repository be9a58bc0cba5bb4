from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

import magnesium as mg

# Written out a second time, so that a name that comes or goes is always a decision.
NAMES = """
Adequacy AmbiguousError AmountError Assessment Authority Basis Catalog Claim Complication Compound ContentClaim
DataError DifferentialDiagnosis Direction Entry Evidence Finding FindingKind Food FoodLogError Intake Interaction Kind
LabTest LifeStage MagnesiumError Mechanism NoReferenceValueError NotFoundError Origin Person PersonError Portion
Problem ReferenceValue ReferenceValues Report RiskFactor Scope Sex Source Study Suggestion Symptom Total Treatment
UnitError Urgency Verdict WarningSign Water adequacy allowed_content_claims assess authorities build_report claims
complications compounds content_claims convert daily_value declared_mg declared_percent_daily_value
differential_diagnoses find_item foods interactions lab_tests laboratory mechanisms percent_daily_value rda
read_food_log read_food_table reference_values risk_factors sources studies suggest symptoms treatments warning_signs
waters write_food_log
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
    "argparse",
    "decimal",
    "fractions",
    "difflib",
    "datetime",
}


def test_public_names() -> None:
    assert dir(mg) == mg.__all__ == sorted(NAMES.split())
    for name in mg.__all__:
        assert getattr(mg, name) is not None


def test_the_lazy_names_are_those_that_type_checkers_see() -> None:
    for room, names in mg._ROOMS.items():
        for name in names:
            assert getattr(import_module(room), name) is getattr(mg, name)
    assert set(mg._ROOM_OF) < set(mg.__all__)
    assert mg.laboratory is import_module("magnesium.clinical.laboratory")
    assert set(mg._MODULE_OF) < set(mg.__all__)


def test_catalogs_are_catalogs_also_after_their_modules_are_imported() -> None:
    """Importing a submodule sets it on the package, which would hide the catalog of the same name."""
    import magnesium.sources  # noqa: F401

    assert isinstance(mg.sources, mg.Catalog)


def test_version_and_unknown_names() -> None:
    assert mg.__version__.count(".") == 2  # type: ignore[attr-defined]
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
    assert "magnesium.catalog" in loaded
    assert not {name for name in loaded if name.startswith(("magnesium.nutrition", "magnesium.clinical"))}
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
