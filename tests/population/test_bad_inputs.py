"""Sixty bad inputs: each gets a clear error or a stated fallback, never a silent number."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import magnesium as mg
from magnesium import population as mp
from magnesium.errors import MagnesiumError

NO_ERRORS = mp.SurveyDesign(replication=None)
ROWS = 600


def survey(**changed: Any) -> dict[str, Any]:
    data = mp.made_up_recalls(persons=ROWS // 2, seed=1)
    rng = np.random.default_rng(5)
    data["taken"] = np.where(data["person"] % 4 == 0, 100.0, 0.0)
    data["age"] = rng.integers(19, 80, ROWS // 2)[data["person"]]
    data["sex"] = np.where(data["person"] % 2 == 0, "male", "female")
    return data | changed


def cells(name: str, value: Any, rows: Any = (5,)) -> dict[str, Any]:
    """Return the survey with some cells of a column replaced."""
    data = survey()
    column = data[name].astype(object)
    column[list(rows)] = value
    return data | {name: column}


def fit(data: Any = None, **options: Any) -> Any:
    given: dict[str, Any] = {"design": NO_ERRORS}
    return mp.usual_intake(survey() if data is None else data, **(given | options))


def survey_errors() -> Any:
    return fit(design=mp.SurveyDesign()).errors


def summary(**options: Any) -> Any:
    given: dict[str, Any] = {"mean_mg": 250, "cv": 0.3, "shape": "gamma"}
    return mp.from_summary(**(given | options))


def replicate_weights(columns: Any, **design: Any) -> Any:
    return fit(weight="weight", replicate_weights=columns, design=mp.SurveyDesign(**design))


def foods(**changed: Any) -> Any:
    eaten = {"person": [1, 1, 2], "day": [1, 1, 1], "what": ["a", "b", "a"], "mg": [30.0, 60.0, 40.0]} | changed
    return mp.contributions(eaten, food="what", design=NO_ERRORS)


def groups(**changed: Any) -> Any:
    return mp.reference_groups(survey() | changed, age_years="age", sex="sex")


def once_asked(column: str, first: Any, second: Any) -> dict[str, Any]:
    """Return the survey with a column that differs between the days of each person."""
    data = survey()
    return data | {column: np.where(data["day"] == 1, first, second)}


REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    # columns
    "texts with units": (lambda: fit(cells("mg", "250 mg")), "mg.*must be a column of numbers"),
    "a decimal comma": (lambda: fit(cells("mg", "250,5")), "mg.*must be a column of numbers"),
    "a blank amount": (lambda: fit(cells("mg", "")), "mg.*must be a column of numbers"),
    "an amount of None": (lambda: fit(cells("mg", None)), "mg has 1 values that are missing"),
    "a negative amount": (lambda: fit(cells("mg", -9.0)), "mg must be at least 0, got -9"),
    "a code for missing of 1e400": (lambda: fit(cells("mg", float("inf"))), "missing or not finite"),
    "complex amounts": (lambda: fit(survey(mg=np.ones(ROWS) * 1j)), "mg.*must be a column of numbers"),
    "dates as amounts": (lambda: fit(survey(mg=np.array(["2024-01-01"] * ROWS, dtype="M8[D]"))), "column of numbers"),
    "a column that is absent": (lambda: fit(mg="magnesium"), "no column 'magnesium'"),
    "a column number": (lambda: fit(mg=3), "mg 3 must be a column|mg.*must be a column"),
    "no data": (mp.usual_intake, "no column 'person'.*give the data"),
    "a path as data": (lambda: mp.usual_intake("recalls.csv"), "must be a table with columns"),
    "a list of rows as data": (lambda: mp.usual_intake([{"person": 1}]), "must be a table with columns"),
    "columns of different length": (lambda: fit(survey(mg=np.ones(9))), "as many rows as the person column"),
    "persons of one recall only, none twice": (
        lambda: fit({name: values[survey()["day"] == 1] for name, values in survey().items()}),
        "no second day of any person",
    ),
    "each row another person": (lambda: fit(survey(person=np.arange(ROWS))), "no second day of any person"),
    "all rows one person": (lambda: fit(survey(person=np.ones(ROWS), day=np.arange(ROWS))), "one person has no"),
    # days
    "the same day twice": (lambda: fit(survey(day=np.ones(ROWS))), "day is duplicated"),
    "dates that do not exist": (lambda: fit(once_asked("day", 20240230, 20240301)), "is not a date YYYYMMDD"),
    "day before month": (lambda: fit(once_asked("day", "31.12.2024", "01.01.2025")), "day.*2026-11-22"),
    "weekdays as days": (lambda: fit(once_asked("day", "Monday", "Tuesday")), "day.*2026-11-22"),
    # weights and design
    "weights of zero": (lambda: fit(survey(weight=np.zeros(ROWS)), weight="weight"), "weight is 0 in every row"),
    "a weight per day": (lambda: fit(once_asked("weight", 1.0, 2.0), weight="weight"), "weight differs between"),
    "a negative weight": (lambda: fit(cells("weight", -1.0), weight="weight"), "weight must be at least 0"),
    "a missing weight": (lambda: fit(cells("weight", None), weight="weight"), "weight has 1 values that are missing"),
    "strata without PSUs": (lambda: fit(strata="stratum"), "strata without PSUs"),
    "one PSU": (
        lambda: fit(strata="stratum", psu="stratum", design=mp.SurveyDesign()),
        "has one unit in 15 strata",
    ),
    "a person in two PSUs": (lambda: fit(once_asked("psu", 0, 1), psu="psu", strata="stratum"), "psu differs between"),
    "BRR with three PSUs": (
        lambda: fit(survey(psu=survey()["person"] % 3), psu="psu", design=mp.SurveyDesign(replication="brr")),
        "BRR needs two",
    ),
    "replicate weights of no kind": (
        lambda: replicate_weights(np.ones((ROWS, 10))),
        "kind that must be stated",
    ),
    "a single replicate weight": (lambda: replicate_weights(["weight"], replication="bootstrap"), "at least two"),
    "replicate weights without a weight": (
        lambda: fit(replicate_weights=np.ones((ROWS, 8)), design=mp.SurveyDesign(replication="bootstrap")),
        "weight is missing",
    ),
    "a pattern of no columns": (lambda: replicate_weights("REPWT*", replication="bootstrap"), "no column 'REPWT"),
    "Fay's factor not stated": (
        lambda: replicate_weights(1 + 0.3 * np.sign(np.ones((ROWS, 8))), replication="brr"),
        "fay must be stated",
    ),
    "a scale of another length": (
        lambda: replicate_weights(np.ones((ROWS, 8)), scale=[1.0, 1.0]),
        "one for each of 8 replicates",
    ),
    "a scale without replicate weights": (lambda: fit(design=mp.SurveyDesign(scale=1.0)), "for replicate_weights"),
    # groups and covariates
    "groups of a person that differ": (lambda: fit(by=survey()["day"]), "by differs between the days"),
    "no one in any group": (lambda: fit(by=np.array([None] * ROWS, dtype=object)), "by is missing in every row"),
    "a group of one person": (
        lambda: fit(by=np.where(survey()["person"] == 3, "x", "y")),
        "group 'x'.*one person has no distribution",
    ),
    "covariates that repeat": (lambda: fit(covariates=["age", "age"]), "linear combinations"),
    "a covariate for each person": (
        lambda: fit(covariates=[survey()["person"].astype(str)]),
        "covariates (include|need)",
    ),
    "a missing covariate": (lambda: fit(cells("age", None), covariates="age"), "age.*missing"),
    "weekdays as weekend": (lambda: fit(weekend=np.arange(ROWS) % 7), "weekend must be 0 or 1"),
    "a missing supplement": (lambda: fit(cells("taken", None), supplement_mg="taken"), "supplement_mg.*missing"),
    "a supplement per day": (lambda: fit(once_asked("taken", 0.0, 50.0), supplement_mg="taken"), "differs between"),
    # zeros
    "all recalls 0": (lambda: fit(survey(mg=np.zeros(ROWS))), "mg is 0 in every row"),
    "every tenth recall 0": (
        lambda: fit(survey(mg=np.where(np.arange(ROWS) % 10 == 0, 0, survey()["mg"]))),
        "two-part",
    ),
    "all recalls the same": (lambda: fit(survey(mg=np.full(ROWS, 250.0))), "is the same in every row"),
    # ages and sexes
    "infants": (lambda: groups(age=np.full(ROWS, 0.5)), "no EAR|sets no EAR"),
    "a negative age": (lambda: groups(age=np.full(ROWS, -3)), "age"),
    "ages in days": (lambda: groups(age=np.full(ROWS, 9000)), "age"),
    "sexes coded 0 and 1": (lambda: groups(sex=survey()["person"] % 2), "is not a known code"),
    "an unknown word for sex": (lambda: groups(sex=np.array(["x"] * ROWS)), "sex"),
    "sexes of another length": (lambda: groups(sex=["male"]), "as many rows"),
    # prevalence and tables
    "a negative EAR": (lambda: mp.ear_cut_point(fit(), -265), "must not be negative"),
    "a share below nothing": (lambda: fit().share_below(float("nan")), "must be a finite number"),
    "percentile 0.5 of 1": (lambda: fit().percentile_mg(100), "above 0 and below 100"),
    "an adequate intake": (lambda: mp.ear_cut_point(fit(), mg.Person(age=40, sex="male"), authority="efsa"), "no EAR"),
    "an EAR of a misspelt group": (lambda: mp.table(fit(by="sex"), {"Male": 350}), "no group 'Male'"),
    "a UL of a misspelt group": (
        lambda: mp.table(fit(by="sex", supplement_mg="taken"), ul_mg={"men": 350}),
        "no group 'men'",
    ),
    "a group that is absent": (lambda: fit(by="sex")["men"], "no group 'men'"),
    "an upper level without supplements": (lambda: mp.table(fit(), {"all": 265}, ul_mg=350), "supplement"),
    "a UL of 0": (lambda: mp.prevalence_above_ul(supplement_mg=[0.0, 1.0], ul=0), "above 0"),
    "percentiles as shares": (lambda: mp.table(fit(), percentiles=(0.05, 0.5, 0.95)), "the median is 50"),
    "a group twice": (lambda: fit(by="sex").combined(["male", "male"]), "each group counts once"),
    "a share less an amount": (
        lambda: mp.difference(survey_errors().share_below(265), survey_errors().mean_mg),
        "same kind",
    ),
    "a supplement per row of a person": (
        lambda: mp.prevalence_above_ul(once_asked("taken", 0.0, 50.0), supplement_mg="taken", ul=350),
        "differs between the rows of a person",
    ),
    "a difference from a number": (
        lambda: mp.difference(fit().errors.mean_mg, 3.0),  # type: ignore[arg-type]
        "must be an Estimate",
    ),
    # summaries and scenarios
    "a CV in percent": (lambda: summary(cv=30), "30 % is 0.3"),
    "a CV of 0": (lambda: summary(cv=0), "cv must be above 0"),
    "a mean of 0": (lambda: summary(mean_mg=0), "mean_mg must be"),
    "a CV and an SD": (lambda: summary(sd_mg=75), "either cv or sd_mg"),
    "percentiles in the wrong order": (lambda: mp.from_summary(p5=300, p50=250, p95=400), "must increase"),
    "a single percentile": (lambda: mp.from_summary(p50=250), "at least two|either cv"),
    "an unknown shape": (lambda: summary(shape="weibull"), "shape"),
    "an uptake in percent": (lambda: mp.scenario(summary(), 265, supplement=100, uptake=25), "share from 0 to 1"),
    "a negative supplement": (lambda: mp.scenario(summary(), 265, supplement=-1), "supplement"),
    "a target of 0": (lambda: summary().needed_shift(0, 265), "above 0 and below 1"),
    "a scenario of a number": (lambda: mp.scenario(250, 265), "must be a result of"),  # type: ignore[arg-type]
    # foods
    "foods without magnesium": (lambda: foods(mg=[0.0, 0.0, 0.0]), "mg is 0 in every row"),
    "a weight per food": (
        lambda: mp.contributions(
            {"person": [1, 1], "day": [1, 1], "what": ["a", "b"], "mg": [1.0, 2.0], "w": [1.0, 2.0]},
            food="what",
            weight="w",
        ),
        "weight differs between the rows of a person",
    ),
    "a food of unknown magnesium": (lambda: foods(mg=[30.0, None, 40.0]), "missing"),
    "a food without a name": (lambda: foods(what=["a", None, "a"]), "food is missing in 1 rows"),
}
"""What is refused, and the words of the error."""

STATED: dict[str, tuple[Callable[[], Any], str]] = {
    "amounts in mmol": (lambda: fit(survey(mg=survey()["mg"] / 24.3)), "is the unit mg"),
    "amounts in grams": (lambda: fit(survey(mg=survey()["mg"] / 1000)), "is the unit mg"),
    "amounts in micrograms": (lambda: fit(survey(mg=survey()["mg"] * 1000)), "is the unit mg"),
    "a summary in grams": (lambda: summary(mean_mg=0.25), "is the unit mg"),
    "a code of 9999 for missing": (lambda: fit(cells("mg", 9999.0)), "person 5, day 1: 9,999 mg"),
    "a weekend column of ones": (lambda: fit(weekend=np.ones(ROWS)), "the weekend column is 1 in every recall"),
    "recalls numbered from 2": (
        lambda: fit(survey(day=np.where(survey()["person"] < 9, survey()["day"] + 1, survey()["day"]))),
        "9 of 300 persons lack the survey's first recall",
    ),
    "persons without a group": (
        lambda: fit(by=["a" if person < 200 else None for person in survey()["person"].tolist()])["a"],
        "100 persons of the survey have no group",
    ),
    "persons with a weight of 0": (
        lambda: fit(weight=(survey()["person"] > 9).astype(float)),
        "10 persons of the survey have a weight of zero",
    ),
    "a few recalls of 0": (lambda: fit(cells("mg", 0.0, range(4))), "4 recalls of 0 mg were replaced"),
    "twenty persons": (lambda: fit(mp.made_up_recalls(persons=20, seed=2)), "small group: 20 persons"),
    "no design": (lambda: fit(design=mp.SurveyDesign()), "no design was given"),
    "a shape that is not stated": (lambda: mp.from_summary(mean_mg=250, cv=0.3), "gamma was assumed"),
    "percentiles that fit no shape": (lambda: mp.from_summary(p5=200, p50=210, p95=900), "do not fit"),
    "a ratio from elsewhere": (lambda: fit(model=mp.Model(within_to_between=2.0)), "is from another survey"),
    "few ages for a spline": (
        lambda: fit(survey(age=20 + survey()["person"] % 2), covariates=mp.Spline("age")),
        "a straight line was fitted",
    ),
    "strata with one PSU, merged": (
        lambda: fit(
            strata="stratum",
            psu=np.where(survey()["stratum"] == 3, 0, survey()["psu"]),
            design=mp.SurveyDesign(single_psu="merge"),
        ),
        "1 strata with one PSU were joined",
    ),
    "second recalls of another method": (
        lambda: fit(survey(mg=np.where(survey()["day"] == 2, 250 + (survey()["mg"] - 250) / 10, survey()["mg"]))),
        "later recalls vary",
    ),
    "a table without a group's EAR": (
        lambda: mp.table(fit(by="sex"), {"male": 350}),
        "female: no EAR was given",
    ),
    "sexes coded 1 and 2": (lambda: groups(sex=1 + survey()["person"] % 2), "ISO/IEC 5218"),
}
"""What is answered, and the note that must be with the answer."""


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_with_the_reason(name: str) -> None:
    make, message = REFUSED[name]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", mp.PopulationWarning)
        with pytest.raises(MagnesiumError, match=f"(?s){message}"):
            make()


@pytest.mark.parametrize("name", STATED)
def test_it_is_answered_with_a_note(name: str) -> None:
    make, note = STATED[name]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", mp.PopulationWarning)
        found = make()
    assert any(note in one for one in found.notes), found.notes


def test_there_are_sixty_and_more() -> None:
    assert len(REFUSED) + len(STATED) >= 60


def test_rows_of_one_person_count_once_above_the_upper_level() -> None:
    data = survey()
    once = {name: np.asarray(values)[data["day"] == 1] for name, values in data.items()}
    twice, single = (mp.prevalence_above_ul(each, supplement_mg="taken", ul=50) for each in (data, once))
    assert twice.value == single.value
    assert twice.se == pytest.approx(single.se, rel=1e-9)
