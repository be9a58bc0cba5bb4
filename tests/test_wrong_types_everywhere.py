"""Wrong types at the doors of the subpackages and in every record: only errors of this library escape."""

from __future__ import annotations

import inspect
import io
import warnings
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import pytest

import magnesium as mg
from magnesium import excitability as ex
from magnesium import laboratory as lab
from magnesium.catalogs.results import BestMatch
from magnesium.conversions import Conversion
from magnesium.foods.items import UnknownItem
from magnesium.foods.stated import stated_value
from magnesium.intake.log_totals import GroupTotal, LogTotals
from magnesium.intake.swaps import Swap
from tests.test_wrong_types import DAY, DISH, FOOD, PERSON, WRONG, escapes, parameters

pytest.importorskip("matplotlib", reason="needs the extra plots").use("agg")
np: Any = pytest.importorskip("numpy", reason="needs the extra population")
pytest.importorskip("scipy", reason="needs the extra population")
pytest.importorskip("cattrs", reason="needs the extra serialization")
pl: Any = pytest.importorskip("polars", reason="needs polars")
pytest.importorskip("narwhals", reason="needs the extra frames")
pytest.importorskip("duckdb", reason="needs the extra duckdb")

from matplotlib import pyplot as plt  # noqa: E402

from magnesium import population as pop  # noqa: E402
from magnesium.integrations import frames, plots, serialization, strategies  # noqa: E402
from tests.population.test_nhanes import files, write_csv  # noqa: E402

IONS = {"magnesium_mmol_per_l": 0.6, "calcium_mmol_per_l": 1.2}
EGFR: dict[str, Any] = {"egfr_ml_per_min_per_1_73_m2": 60}
SCORE = {"takes_diuretic": True, "takes_ppi": False, **EGFR, "drinks_per_day": 0, "sex": "female"}
NO_ERRORS = pop.SurveyDesign(replication=None)
RECALLS = pop.made_up_recalls(persons=60, seed=1)
USUAL: Any = pop.usual_intake(RECALLS, design=NO_ERRORS)
SUMMARY = pop.from_summary(mean_mg=250, cv=0.3, shape="lognormal")
REPLICATED: Any = pop.one_day_mean(RECALLS, variance="replicates")
FRAME = pl.DataFrame(
    {"food": ["sr28:11457"], "grams": [1.0], "age": [25.0], "sex": ["female"], "mg": [1.0], "person": ["a"]}
)
ANSWERED: dict[ModuleType, dict[str, dict[str, Any]]] = {
    lab: {
        "calcium_to_magnesium": {"calcium_mg_per_day": 900, "magnesium_mg_per_day": 300},
        "classify_reported": {"value": "<0.5", "unit": "mg/dL", "interval": "iom1997"},
        "classify_serum": {"mmol_per_l": 0.7, "interval": "iom1997"},
        "ctcae_hypermagnesemia": {"mmol_per_l": 1.2, "uln_mmol_per_l": 1.0},
        "ctcae_hypomagnesemia": {"mmol_per_l": 0.6, "lln_mmol_per_l": 0.7},
        "daily_excretion": {"volume_ml": 1500, "mg_per_dl": 5},
        "egfr_ckd_epi_2021": {"creatinine_mg_per_dl": 1, "age_years": 40, "sex": "female"},
        "filtration_range": EGFR,
        "fractional_excretion": {
            "urine_creatinine_mg_per_dl": 100,
            "serum_creatinine_mg_per_dl": 1,
            "urine_magnesium_mg_per_dl": 5,
            "serum_magnesium_mg_per_dl": 2,
        },
        "kidney_stage": EGFR,
        "loading_retention": {"dose_mmol": 14, "excreted_mmol": 9, "baseline_mmol": 2, "protocol": "medalgmtt"},
        "magnesium_depletion_score": SCORE,
        "magnesium_from_hardness": {"total_hardness_mg_per_l_as_caco3": 300, "calcium_mg_per_l": 80},
        "magnesium_from_magnesium_hardness": {"magnesium_hardness_mg_per_l_as_caco3": 80},
        "own_interval": {"lower_mmol_per_l": 0.7, "upper_mmol_per_l": 1.0},
        "reported_interval": {"lower": 0.7, "upper": "1.0", "unit": "mmol/L"},
        "water_hardness": {"calcium_mg_per_l": 80, "magnesium_mg_per_l": 20},
    },
    ex: {
        "frog_surface_potential_mv": {"divalent_mmol_per_l": 2.0},
        "ionized_from_total": {"calcium_mmol_per_l": 2.4},
        "nerve_excitability": IONS,
        "nmda_unblocked": {"magnesium_mmol_per_l": 0.6, "voltage_mv": -65},
        "surface_potential_mv": {**IONS, "charges_per_nm2": 0.5},
    },
    pop: {
        "composition_sensitivity": {"usual": SUMMARY, "requirement": 250.0, "composition": 0.05},
        "contributions": {"data": {**RECALLS, "what": RECALLS["person"] % 2}, "food": "what"},
        "difference": {"one": REPLICATED, "other": REPLICATED},
        "ear_cut_point": {"usual": USUAL, "requirement": 250.0},
        "external_ratios": {"groups": [mg.Group(sex="male", life_stage="general", age_from_months=852)]},
        "from_summary": {"mean_mg": 250.0, "cv": 0.3},
        "full_probability": {"usual": USUAL, "requirement": 250.0},
        "made_up_recalls": {"persons": 10, "seed": 1},
        "nhanes": {"folder": "nhanes"},
        "one_day_mean": {"data": RECALLS},
        "person_level": {"data": RECALLS},
        "plot_usual_intake": {"usual": USUAL},
        "prevalence_above_ul": {"data": {"pills": np.arange(10.0)}, "supplement_mg": "pills", "ul": 5.0},
        "prevalence_of_inadequacy": {"usual": {"a": USUAL}, "requirements": {"a": 250.0}},
        "reference_groups": {"data": {"age": [25], "sex": ["male"]}, "age_years": "age", "sex": "sex"},
        "scenario": {"usual": SUMMARY, "requirement": 250.0, "supplement": 100.0, "uptake": 0.5},
        "table": {"usual": {"a": USUAL}, "requirements": {"a": 250.0}},
        "usual_intake": {"data": RECALLS, "design": NO_ERRORS},
    },
    frames: {
        **{name: {"frame": FRAME.drop("mg")} for name in ("add_magnesium", "bad_rows")},
        **{name: {"frame": FRAME} for name in ("add_origin", "add_reference_values", "adequacy")},
        "catalog_frame": {"catalog": mg.waters, "backend": "polars"},
        "classify_serum": {"frame": FRAME, "value": "mg", "unit": "sex"},
        "resolve": {"frame": FRAME.drop("mg"), "amount": "grams", "prefix": "read_"},
        "total_intake": {"frame": FRAME.drop("mg"), "by": "person"},
        "total_log": {"log": "log.csv", "out": "out.csv", "by": "person"},
    },
    plots: {
        "across_authorities": {"intake": DAY, "person": PERSON},
        "contributors": {"intake": DAY},
        "intake_by_day": {"intake": DAY, "person": PERSON},
        "meals": {"intake": DAY},
    },
    serialization: {
        "from_json": {"text": serialization.to_json(FOOD)},
        "from_plain": {"document": serialization.to_plain(FOOD)},
        "json_schema": {"kind": mg.Food},
        "to_json": {"record": FOOD},
        "to_plain": {"record": FOOD},
    },
    strategies: {"amounts": {}, "bundled": {"name": "waters"}, "intakes": {}, "measurements": {}},
}
"""Arguments with which each function of the subpackages answers."""
MANY = pop.made_up_recalls(persons=200, seed=1)
GROUPED: Any = pop.usual_intake(
    {**MANY, "half": MANY["person"] % 2, "pills": MANY["person"] % 2 * 100.0},
    by="half",
    supplement_mg="pills",
    design=NO_ERRORS,
)
METHODS: dict[str, tuple[Callable[..., object], dict[str, Any]]] = {
    "UsualIntake.density": (USUAL.density, {"mg": 250}),
    "UsualIntake.needed_shift": (SUMMARY.needed_shift, {"target": 0.1, "requirement": 265}),
    "UsualIntake.percentile_mg": (USUAL.percentile_mg, {"rank": 50}),
    "UsualIntake.share_below": (USUAL.share_below, {"mg": 265}),
    "UsualIntake.share_below_requirement": (SUMMARY.share_below_requirement, {"requirement": 265}),
    "UsualIntakes[]": (GROUPED.__getitem__, {"label": 1}),
    "UsualIntakes.combined": (GROUPED.combined, {"groups": [0, 1]}),
    "OneDay.percentile_mg": (USUAL.one_day.percentile_mg, {"rank": 50}),
    "SupplementIntake.share_above": (GROUPED[1].supplements.share_above, {"mg": 50}),
    "UsualIntakeTable.to_frame": (pop.table(USUAL).to_frame, {"engine": "polars"}),
    "IntakeGroups[]": (DAY.by("origin").__getitem__, {"value": "food"}),
}
"""Methods of answers, with arguments with which each answers."""
NOT_ASKED = {"record_types", "without_repetition"}
"""Functions without an argument, and a hook of ``json.loads``."""
FUNCTIONS = [(room, name) for room, functions in ANSWERED.items() for name in functions]


def public(room: ModuleType) -> Iterator[str]:
    """Yield the functions of a module that are its own and take an argument."""
    for name in getattr(room, "__all__", None) or dir(room):
        value = getattr(room, name)
        here = inspect.isfunction(value) and value.__module__.startswith(room.__name__)
        if here and not name.startswith("_") and inspect.signature(value).parameters:
            yield name


@pytest.mark.parametrize("room", ANSWERED, ids=lambda room: room.__name__)
def test_every_function_is_asked(room: ModuleType) -> None:
    composites = {"entries"}
    assert set(public(room)) - NOT_ASKED - composites == set(ANSWERED[room])


def found(ask: Callable[..., object], good: dict[str, Any]) -> list[tuple[str, object, BaseException]]:
    """Return what escapes where one argument is wrong; a file that is not there is the system's error."""
    escaped = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for parameter in parameters(ask, good):
            for wrong in WRONG:
                error = escapes(ask, good | {parameter: wrong})
                plt.close("all")
                if error is not None and not isinstance(error, OSError):
                    escaped.append((parameter, wrong, error))
    return escaped


@pytest.mark.slow
@pytest.mark.parametrize(("room", "name"), FUNCTIONS, ids=lambda value: getattr(value, "__name__", value))
def test_a_wrong_argument_raises_only_errors_of_the_library(
    room: ModuleType, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    FRAME.write_csv("log.csv")
    Path("nhanes").mkdir()
    for table, columns in files(5, persons=40).items():
        write_csv(Path("nhanes") / f"{table}.csv.gz", columns)
    ask, good = getattr(room, name), ANSWERED[room][name]
    assert escapes(ask, good) is None
    assert not found(ask, good)[:3]


@pytest.mark.parametrize("name", METHODS)
def test_a_wrong_argument_of_a_method_raises_only_errors_of_the_library(name: str) -> None:
    ask, good = METHODS[name]
    assert escapes(ask, good) is None
    assert not found(ask, good)[:3]


def parts(value: Any) -> Iterator[Any]:
    """Yield a record, and every record inside it, at any depth."""
    if isinstance(value, tuple):
        for item in value:
            yield from parts(item)
    elif attrs.has(type(value)):
        yield value
        for field in attrs.fields(type(value)):
            yield from parts(getattr(value, field.name))


def records() -> dict[str, Any]:
    """Return a record of each public class."""
    odd = ["cramps", "zigzag"]
    assess = mg.assess(PERSON, symptoms=odd, results={"potassium": "2.9 mmol/L"}, intake=DAY, **EGFR)
    log = LogTotals(groups=1, mg=1.0, unknown_rows=0, first=[GroupTotal(group=("a",), mg=1.0, unknown_rows=0)])
    dish = next(food for food in mg.foods.filter(source="fndds") if food.uncertainty.parts)
    query: dict[str, Any] = {"query": "a", "kind": "food", "items": [FOOD]}
    answers = (
        *(tuple(islice(catalog.values(), 400)) for catalog in mg.catalogs.all().values()),
        *(getattr(lab, name)(**good) for name, good in ANSWERED[lab].items() if name != "filtration_range"),
        *(getattr(ex, name)(**good) for name, good in ANSWERED[ex].items()),
        *(mg.parse("1 banana"), mg.parse_meal("2 eggs and 1 slice of bread"), DAY.by("meal"), DISH, log),
        *(mg.build_report(DAY, PERSON), mg.compare(mg.Person(age=0.2, sex=None)), mg.suggest(DAY, PERSON), assess),
        *(mg.swaps(DAY, PERSON), Swap(eaten=dish.grams(40), instead=dish.grams(50))),
        *(mg.SearchResults(**query), BestMatch(**query), Conversion.of(1, "mg", "mmol"), UnknownItem("a")),
        *(mg.check(io.StringIO("food,amount\nno such food,1 g\n")),),
        *(stated_value("Tr"), pop.Model(), pop.SurveyDesign(), pop.KnownIntake(), mg.Group(sex="female")),
        pop.Spline("age"),
        *(dish.uncertainty, dish.grams(50).spread, mg.Intake([dish.grams(50)]).total.errors[0]),
    )
    return {type(record).__name__: record for record in parts(answers)}


RECORDS = records()


def test_every_class_of_records_is_asked() -> None:
    assert serialization.record_types().keys() <= RECORDS.keys()


@pytest.mark.parametrize("name", RECORDS)
def test_a_wrong_field_raises_only_errors_of_the_library(name: str) -> None:
    record = RECORDS[name]
    good = {field.alias: getattr(record, field.name) for field in attrs.fields(type(record)) if field.init}
    assert not found(type(record), good)[:3]
