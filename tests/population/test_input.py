"""Bad input gets a clear error or a stated fallback, never a silent number."""

from __future__ import annotations

import inspect
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

import magnesium as mg
from magnesium.population import (
    Model,
    PopulationWarning,
    SurveyColumns,
    SurveyDesign,
    made_up_recalls,
    one_day_mean,
    plot_usual_intake,
    prevalence_above_ul,
    usual_intake,
)

COLUMNS: dict[str, Any] = {"person": "person", "day": "day", "mg": "mg"}


def with_columns(options: dict[str, Any]) -> dict[str, Any]:
    return COLUMNS | options


def survey(persons: int = 300, **changed: Any) -> dict[str, Any]:
    return made_up_recalls(persons=persons, seed=1) | changed


def put(name: str, value: Any, row: int = 5) -> dict[str, Any]:
    data = survey()
    data[name] = data[name].astype(type(value) if isinstance(value, str) else float)
    data[name][row] = value
    return data


def lists(rows: int) -> Any:
    """A column whose cells are lists, as pandas holds them."""
    column = np.empty(rows, dtype=object)
    column[:] = [[number] for number in range(rows)]
    return column


LISTED: dict[str, dict[str, Any]] = {
    "person": {},
    "day": {},
    "mg": {},
    "weight": {"weight": "weight"},
    "by": {"by": "by"},
    "psu": {"psu": "psu"},
    "weekend": {"weekend": "weekend"},
    "supplement_mg": {"supplement_mg": "supplement_mg"},
    "season": {"covariates": ["season"]},
}


@pytest.mark.parametrize(
    ("data", "options", "message"),
    [
        (put("mg", float("nan")), {}, "mg has 1 values that are missing"),
        (put("mg", float("inf")), {}, "missing or not finite"),
        (put("mg", -3.0), {}, "mg must be at least 0, got -3.0"),
        (survey(mg=np.array(["x"] * 600)), {}, "must be a column of numbers"),
        (survey(mg=np.ones(600)), {}, "is the same in every row"),
        (survey(mg=np.zeros(600)), {}, "mg is 0 in every row"),
        (survey(day=np.ones(600)), {}, "two recalls on one day"),
        (put("day", float("nan")), {}, "day has 1 values that are missing"),
        (put("person", float("nan")), {}, "person is missing in 1 rows, the first is row 6"),
        *[(survey(**{name: lists(600)}), options, name) for name, options in LISTED.items()],
        (survey(weight=np.zeros(600)), {"weight": "weight"}, "weight is 0 in every row"),
        (put("weight", -1.0), {"weight": "weight"}, "weight must be at least 0, got -1.0"),
        (put("weight", 2.0), {"weight": "weight"}, "weight differs between the days of a person"),
        (survey(weight=np.ones(5)), {"weight": "weight"}, "must have as many rows as the person column .600., got 5"),
        (put("psu", 9.0), {"psu": "psu", "strata": "stratum"}, "psu differs between the days"),
        (survey(), {"strata": "stratum"}, "strata without PSUs do not"),
        (survey(g=np.r_[1, np.zeros(599)]), {"by": "g"}, "by differs between the days of a person"),
        (survey(), {"by": np.arange(600) % 300 == 0}, "group True: .*one person has no distribution"),
        (survey(c=np.arange(600.0)), {"covariates": ["c", "c"]}, "linear combinations of others"),
        (survey(weekend=np.full(600, 2.0)), {"weekend": "weekend"}, "must be 0 or 1 .*, got 2.0"),
        (survey(), {"design": SurveyDesign(replication="brr")}, "needs strata and PSUs"),
        (survey(mg=np.ones((600, 2))), {}, "must be a column"),
        ({"person": [], "day": [], "mg": []}, {}, "no rows"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_is_refused(data: Any, options: dict[str, Any], message: str) -> None:
    with pytest.raises(mg.InvalidValueError, match=message):
        usual_intake(data, **with_columns(options))


@pytest.mark.parametrize(
    ("record", "option", "values", "message"),
    [
        (Model, "power", (3.0, -0.1, float("nan"), True, "1"), "must be from 0 to 2"),
        (Model, "method", ("magic", None, 1), "must be 'moments' or 'reml'"),
        (Model, "variances", ("magic", None, []), "must be 'separate' or 'shared'"),
        (Model, "within_to_between", (0.0, -1, float("inf"), "2", True), "ratio of variances above 0"),
        (Model, "weekend_share", (0.0, 1, None), "must be above 0 and below 1"),
        (SurveyDesign, "replication", ("magic", 1, False), "must be 'jackknife', 'bootstrap' or 'brr'"),
        (SurveyDesign, "replicates", (1, 2.0, "9", True), "must be a whole number, at least 2"),
        (SurveyDesign, "fay", (1.0, -0.1, "x"), "at least 0 and below 1"),
        (SurveyDesign, "single_psu", ("magic", None), "must be 'error' or 'merge'"),
        (SurveyDesign, "confidence", (1.0, 0, "0.95"), "must be above 0 and below 1"),
        (SurveyDesign, "seed", (-1, 0.5, None), "must be a whole number, at least 0"),
    ],
)
def test_an_option_that_is_not_allowed_is_refused_by_its_name(
    record: Any, option: str, values: tuple[Any, ...], message: str
) -> None:
    for value in values:
        with pytest.raises(mg.InvalidValueError, match=message) as caught:
            record(**{option: value})
        assert caught.value.what == option


def test_the_signature_shows_every_column_and_its_default() -> None:
    parameters = inspect.signature(usual_intake).parameters
    assert set(parameters) == {"data", "by", "design", "model", "on_small", *SurveyColumns.__annotations__}
    assert not {each.kind for each in parameters.values()} & {inspect.Parameter.VAR_KEYWORD}
    defaults = {name: parameters[name].default for name in SurveyColumns.__annotations__}
    named = {name for name, default in defaults.items() if default is not None}
    assert usual_intake(survey(), **COLUMNS).errors.mean_mg == usual_intake(survey()).errors.mean_mg
    assert {name: defaults[name] for name in named} == COLUMNS


@pytest.mark.parametrize("role", ["mg", "weight", "supplement_mg"])
def test_a_negative_amount_is_an_amount_error(role: str) -> None:
    with pytest.raises(mg.AmountError, match=f"{role} must be at least 0, got -1.0"):
        usual_intake(survey(negative=np.full(600, -1.0)), **with_columns({role: "negative"}))


@pytest.mark.parametrize(
    "options", [{"design": "jackknife"}, {"design": Model()}, {"model": "reml"}, {"model": SurveyDesign}]
)
def test_options_that_are_no_record_are_refused(options: dict[str, Any]) -> None:
    (role,) = options
    with pytest.raises(mg.InvalidValueError, match=rf"^{role} .*must be a"):
        usual_intake(survey(), **options)
    if role == "design":
        with pytest.raises(mg.InvalidValueError, match=r"^design .*must be a"):
            one_day_mean(survey(), **options)


@pytest.mark.parametrize("name", ["wieght", "method", "replication"])
def test_a_keyword_that_is_not_a_column_is_refused(name: str) -> None:
    options: Any = {name: "weight"}
    with pytest.raises(TypeError, match=name):
        usual_intake(survey(), **options)


def test_a_survey_with_one_psu_is_refused_with_what_helps() -> None:
    design: dict[str, Any] = {"strata": np.zeros(600), "psu": np.zeros(600)}
    with pytest.raises(mg.InvalidValueError, match=r"one unit in 1 strata.*replication=None"):
        usual_intake(survey(), **design)
    with pytest.raises(mg.InvalidValueError, match=r"one unit in 1 strata.*replication=None"):
        prevalence_above_ul(supplement_mg=np.ones(600), ul=350, **design)


def test_no_second_day_at_all_is_an_error_that_says_what_helps() -> None:
    data = made_up_recalls(persons=200, seed=1, second_day_share=0)
    with pytest.raises(mg.InvalidValueError, match=r"no second day of any person.*within_to_between"):
        usual_intake(data, **COLUMNS)


def test_a_group_without_second_days_can_share_the_variances_of_others() -> None:
    data = made_up_recalls(persons=1000, seed=1)
    data["group"] = np.where(data["person"] < 500, "once", "twice")
    keep = (data["group"] == "twice") | (data["day"] == 1)
    data = {name: values[keep] for name, values in data.items()}
    with pytest.raises(mg.InvalidValueError, match="group 'once': day has no second day"):
        usual_intake(data, **COLUMNS, by="group")
    found = usual_intake(data, **COLUMNS, by="group", model=Model(variances="shared"))
    assert found["once"].persons_with_second_day == 0
    assert found["once"].mean_mg == pytest.approx(found["twice"].mean_mg, rel=0.05)


def test_a_column_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(mg.NotFoundError, match="no column 'magnesium'; did you mean person, day, mg"):
        usual_intake(survey(), **with_columns({"mg": "magnesium"}))
    with pytest.raises(mg.NotFoundError, match="give the data"):
        usual_intake(**COLUMNS)


def test_persons_without_weight_are_left_out_and_counted() -> None:
    data = survey()
    data["weight"] = np.where(data["person"] < 40, 0.0, 1.0)
    found = usual_intake(data, **COLUMNS, weight="weight")
    assert found.persons == 260
    assert found.diagnostics.persons_left_out == 40
    assert any("40 persons" in note for note in found.notes)


def test_a_day_of_nothing_is_counted_and_replaced() -> None:
    found = usual_intake(put("mg", 0.0), **COLUMNS)
    assert found.diagnostics.zeros_replaced == 1
    assert any("1 recalls of 0 mg" in note for note in found.notes)


def test_one_recall_in_twenty_may_be_0_and_not_one_more() -> None:
    """docs/usual-intake.md: the amount-only model refuses above 5 %."""
    data = survey(persons=300)
    rows = len(data["mg"])
    data["mg"] = np.where(np.arange(rows) % 20 == 0, 0.0, data["mg"])
    with pytest.warns(PopulationWarning, match="many recalls of 0 mg"):
        found = usual_intake(data, **COLUMNS)
    assert found.diagnostics.zeros_replaced == rows / 20
    data["mg"][1] = 0.0
    with pytest.raises(mg.AmountError, match="two-part"):
        usual_intake(data, **COLUMNS)


def test_one_person_with_later_recalls_has_no_variance_of_later_recalls() -> None:
    data = survey(persons=300)
    group = np.where(data["person"] < 40, "few", "many")
    day = np.where(data["person"] == 0, data["day"], 1)
    keep = (group == "many") | (data["day"] == 1) | (data["person"] == 0)
    third = {"person": 0, "day": 3, "mg": 250.0}
    rows = {name: np.append(np.asarray(data[name])[keep], third[name]) for name in third}
    assert set(day[keep & (group == "few")].tolist()) == {1, 2}
    groups = np.append(group[keep], "few")
    found = usual_intake(
        rows, **COLUMNS, by=groups, model=Model(variances="shared"), design=SurveyDesign(replication=None)
    )
    few, many = found["few"].diagnostics, found["many"].diagnostics
    assert few is not None
    assert many is not None
    assert few.later_to_first_variance is None
    assert many.later_to_first_variance is not None


def test_small_groups_warn() -> None:
    data = made_up_recalls(persons=25, seed=1)
    with pytest.warns(PopulationWarning) as caught:
        found = usual_intake(data, **COLUMNS)
    texts = " ".join(str(one.message) for one in caught)
    assert "small group: 25 persons" in texts
    assert "few second days: 25" in texts
    assert any("small group" in note for note in found.notes)
    design = made_up_recalls(persons=600, seed=1, strata=4)
    with pytest.warns(PopulationWarning, match="degrees of freedom: 4"):
        usual_intake(design, **COLUMNS, strata="stratum", psu="psu")


def test_persons_who_do_not_differ_are_said_to_be_alike() -> None:
    rng = np.random.default_rng(3)
    data = {"person": np.repeat(np.arange(400), 2), "day": np.tile([1, 2], 400), "mg": rng.gamma(9, 30, size=800)}
    data["mg"][1::2] = 540 - np.minimum(data["mg"][::2], 539)
    with pytest.warns(PopulationWarning, match="no variance between persons"):
        found = usual_intake(data, **COLUMNS)
    assert found.between_sd == 0
    assert found.diagnostics.between_is_zero
    assert found.percentile_mg(5) == pytest.approx(found.percentile_mg(95), rel=1e-3)


@pytest.mark.parametrize("rank", [0, 100, -1, float("nan"), True, "50"])
def test_a_percentile_lies_between_0_and_100(rank: Any) -> None:
    found = usual_intake(survey(), **COLUMNS, design=SurveyDesign(replication=None))
    for one in (found, found.errors, found.one_day):
        with pytest.raises(mg.AmountError):
            one.percentile_mg(rank)
    with pytest.raises(mg.AmountError):
        found.share_below(-1)


class Frame:
    """What every data frame has: columns by name, and its own error for others."""

    def __init__(self, columns: dict[str, Any]) -> None:
        self.columns = list(columns)
        self._columns = columns

    def __getitem__(self, name: str) -> list[Any]:
        if name not in self._columns:
            raise RuntimeError("column not found")
        return list(self._columns[name].tolist())


def test_arrays_and_any_frame_give_the_same() -> None:
    data = survey()
    expected = usual_intake(data, **COLUMNS).errors.mean_mg
    assert usual_intake(Frame(data), **COLUMNS).errors.mean_mg == expected
    arrays = usual_intake(person=data["person"], day=data["day"], mg=data["mg"])
    assert arrays.errors.mean_mg == expected
    names = np.array([f"p{number}" for number in data["person"]], dtype=object)
    dates = np.where(data["day"] == 1, "2026-01-01", "2026-01-09")
    named = usual_intake(data, person=names, day=dates, mg="mg")
    assert named.errors.mean_mg.value == pytest.approx(expected.value, rel=1e-9)
    with pytest.raises(mg.NotFoundError, match="nothing"):
        usual_intake(Frame(data), **with_columns({"mg": "nothing"}))


def test_one_record_without_groups_and_a_dict_with_them() -> None:
    data = survey(g=np.tile(np.where(np.arange(300) < 150, "a", "b"), 2))
    assert usual_intake(data, **COLUMNS).group is None
    groups = usual_intake(data, **COLUMNS, by="g")
    assert list(groups) == ["a", "b"]
    assert [one.persons for one in groups.values()] == [150, 150]
    assert [one.group for one in groups.values()] == ["a", "b"]


def test_what_is_handed_out_is_frozen() -> None:
    found = usual_intake(survey(), **COLUMNS, design=SurveyDesign(replication=None))
    with pytest.raises(AttributeError):
        found.power = 1.0


@pytest.mark.parametrize("package", ["numpy", "scipy"])
def test_without_the_extra_the_error_names_it(package: str) -> None:
    code = (
        "import importlib.util as u; find = u.find_spec\n"
        f"u.find_spec = lambda name, *rest: None if name == {package!r} else find(name, *rest)\n"
        "import magnesium as mg\n"
        "try:\n    import magnesium.population\n"
        "except mg.MagnesiumError as error:\n    print(type(error).__name__, isinstance(error, ImportError), error)\n"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.startswith("MissingExtraError True")
    assert package in out
    assert "pymagnesium[population]" in out


def test_the_library_does_not_import_it() -> None:
    code = (
        "import sys, magnesium as mg; [getattr(mg, name) for name in mg.__all__]\n"
        "assert 'numpy' not in sys.modules and 'magnesium.population' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_picture_has_both_distributions_and_the_ear() -> None:
    matplotlib = pytest.importorskip("matplotlib", reason="the extra plots is not installed")
    matplotlib.use("Agg")
    found = usual_intake(survey(), **COLUMNS, design=SurveyDesign(replication=None))
    from matplotlib import pyplot as plt

    _, panel = plt.subplots()
    assert plot_usual_intake(found, ear_mg=265, ax=panel, title="women") is panel
    labels = panel.get_legend_handles_labels()[1]
    assert labels[-1] == "EAR 265 mg"
    assert {label.partition(":")[0] for label in labels} == {"one day", "usual intake", "EAR 265 mg"}
    assert panel.get_title() == "women"
    line = next(line for line in panel.lines if np.size(line.get_xdata()) > 2)
    area = np.trapezoid(line.get_ydata(), line.get_xdata())  # type: ignore[arg-type]
    assert area == pytest.approx(1, abs=0.01)
    assert plot_usual_intake(found).get_legend_handles_labels()[1] == ["one day", "usual intake"]
    plt.close("all")
