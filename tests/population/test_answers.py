"""The answers about populations have the five forms."""

from __future__ import annotations

import functools
import json
import pickle
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from magnesium.integrations.serialization import from_json, to_json
from magnesium.needs.variance_ratios import variance_ratios
from magnesium.population import (
    Model,
    SurveyDesign,
    composition_sensitivity,
    contributions,
    ear_cut_point,
    made_up_recalls,
    one_day_mean,
    prevalence_of_inadequacy,
    reference_groups,
    table,
    usual_intake,
)
from magnesium.rendering.answers import MAX_REPR, Answer
from magnesium.versions import stamp


@functools.cache
def answers() -> tuple[Answer, ...]:
    data: Any = made_up_recalls(persons=500, seed=1, strata=10, second_day_share=0.6)
    data["group"] = np.where(data["person"] % 2 == 0, "<b>even</b>", "odd")
    data["taken"] = np.where(data["person"] % 3 == 0, 100.0, 0.0)
    columns: dict[str, Any] = {"strata": "stratum", "psu": "psu", "supplement_mg": "taken"}
    usual = usual_intake(data, by="group", **columns)
    rare = {**data, "mg": np.where(data["mg"] < 250, 0.0, data["mg"])}
    in_two_parts = usual_intake(rare, model=Model(kind="two-part"), **columns)
    whole = usual_intake(data, design=SurveyDesign(replication=None))
    one = usual["odd"]
    assert one.total is not None
    assert one.diagnostics is not None
    assert one.supplements is not None
    assert one.one_day is not None
    return (
        *(usual, one, whole, one.total, one.diagnostics, one.errors.mean_mg, one.supplements, one.one_day),
        *(in_two_parts, next(iter(variance_ratios.values())), table(usual, dict.fromkeys(usual, 265.0))),
        *(usual.combined(), one.shifted(20, factor=1.1), one.coefficients[0]),
        *(ear_cut_point(one, 265), prevalence_of_inadequacy(usual, dict.fromkeys(usual, 265.0))),
        *(one_day_mean(data, by="group"), composition_sensitivity(usual, dict.fromkeys(usual, 265.0), 0.05)),
    )


def shown(answer: Answer) -> str:
    return " ".join(answer.text(120).split())


def test_a_standard_error_is_shown_where_it_is_known_and_nowhere_else() -> None:
    data: Any = made_up_recalls(persons=400, seed=2, strata=10)
    data["food"] = np.where(np.arange(len(data["mg"])) % 2 == 0, "bread", "nuts")
    design: dict[str, Any] = {"strata": "stratum", "psu": "psu"}
    known = usual_intake(data, **design)
    unknown = usual_intake(data, design=SurveyDesign(replication=None))
    for (label, _, se, interval), (_, _, no_se, no_interval) in zip(
        known.figure_rows(), unknown.figure_rows(), strict=True
    ):
        one = {"mean": known.errors.mean_mg, "SD between persons": known.errors.between_sd_mg}.get(
            label
        ) or known.errors.percentile_mg(float(label[1:]))
        assert one.low is not None
        assert one.high is not None
        assert (se, interval) == (f"{one.se:.1f}", f"{one.low:.0f} to {one.high:.0f}")
        assert (no_se, no_interval) == ("–", "–")
    groups = np.where(data["person"] % 2 == 0, "a", "b")
    without: dict[str, Any] = {"design": SurveyDesign(replication=None)}
    for options, is_known in ((design, True), (without, False)):
        by_group = usual_intake(data, by=groups, **options)
        line = table(by_group, {"a": 265.0, "b": 300.0}).markdown().splitlines()[2]
        below = by_group["a"].errors.share_below(265)
        assert f"{below.value * 100:.1f}" in line
        assert (f"({(below.se or 0) * 100:.1f})" in line) == ("(" in line) == is_known
        prevalence = prevalence_of_inadequacy(by_group, {"a": 265.0, "b": 300.0})
        for one in prevalence.groups:
            words = f"{one.share.value:.1%} (SE {(one.share.se or 0) * 100:.1f} points)"
            assert (words in shown(prevalence)) == is_known
            assert f"{one.share.value:.1%}" in shown(prevalence)
    (first, *_) = rows = contributions(data, food="food", **design)
    assert first.share.se is not None
    assert f"{first.share.se * 100:.2f}" in shown(rows)


def test_combined_rows_have_the_mean_share_above_the_upper_level_with_its_error() -> None:
    """Weighted by the persons of each group."""
    usual, *_ = answers()
    groups = list(usual)  # type: ignore[call-overload]
    made = table(usual, combined_rows={"all": groups}, ul_mg=50.0)  # type: ignore[arg-type]
    found = {row.group: {cell.name: cell.estimate for cell in row.cells}.get("above_ul") for row in made.rows}
    assert None not in found.values()
    masses = [usual[group].population for group in groups]  # type: ignore[index]
    parts = [found[group].value for group in groups]  # type: ignore[union-attr]
    assert found["all"].value == pytest.approx(np.average(parts, weights=masses))  # type: ignore[union-attr]
    assert found["all"].se is not None  # type: ignore[union-attr]


@pytest.mark.filterwarnings("ignore::magnesium.population.PopulationWarning")
def test_groups_together_have_the_share_and_error_of_all_even_where_a_replicate_lacks_one() -> None:
    data: Any = made_up_recalls(persons=200, seed=5, strata=5, weights=True)
    data["taken"] = np.where(data["person"] % 3 == 0, 100.0, 0.0)
    data["group"] = (data["stratum"] == data["stratum"][0]) & (data["psu"] == data["psu"][0])
    columns: dict[str, Any] = {"strata": "stratum", "psu": "psu", "supplement_mg": "taken", "weight": "weight"}
    whole = usual_intake(data, **columns).supplements
    assert whole is not None
    expected = whole.share_above(50.0)
    made = table(
        usual_intake(data, by="group", **columns), combined_rows={"all": [True, False]}, ul_mg=50.0, percentiles=(50,)
    )
    found = made.rows[-1].get("above_ul")
    assert found is not None
    assert (found.value, found.se) == pytest.approx((expected.value, expected.se))


def test_the_unit_of_weights_changes_no_combined_row() -> None:
    data: Any = made_up_recalls(persons=400, seed=5, strata=10, weights=True)
    data["group"] = data["person"] % 2
    data["taken"] = np.where(data["person"] % 3 == 0, 100.0, 0.0)
    columns: dict[str, Any] = {"by": "group", "strata": "stratum", "psu": "psu", "supplement_mg": "taken"}
    rows = []
    for unit in (1.0, 1e-6):
        usual = usual_intake({**data, "weight": data["weight"] * unit}, weight="weight", **columns)
        made = table(usual, combined_rows={"all": [0, 1]}, ul_mg=50.0, percentiles=(50,))
        rows.append({cell.name: cell.estimate.value for cell in made.rows[-1].cells})
    assert rows[1] == pytest.approx(rows[0], rel=1e-6)
    assert 0.2 < rows[0]["above_ul"] < 0.5


def test_adults_of_19_and_over_are_one_row_for_each_sex() -> None:
    data: Any = made_up_recalls(persons=900, seed=1)
    person = data["person"]
    data["age"] = np.array([19, 40, 60])[person % 3]
    data["sex"] = np.where(person % 2 == 0, "male", "female")
    groups = reference_groups(data, age_years="age", sex="sex")
    usual = usual_intake(data, by=groups, design=SurveyDesign(replication=None))
    made = table(usual, groups, percentiles=(50,))
    persons = {row.group: row.persons for row in made.rows}
    for sex, word in (("male", "men"), ("female", "women")):
        assert persons[f"{word} 19+"] == len(set(person[data["sex"] == sex]))
    assert persons["all"] == 900


def test_every_answer_is_one_line_and_has_a_short_repr() -> None:
    for answer in answers():
        assert "\n" not in str(answer)
        assert len(repr(answer)) <= MAX_REPR
        assert repr(answer).startswith(f"<{type(answer).__name__}")


@pytest.mark.parametrize("width", [40, 60, 88, 120])
def test_every_text_keeps_to_its_width_and_ends_with_the_versions(width: int) -> None:
    for answer in answers():
        text = answer.text(width)
        assert max(map(len, text.splitlines())) <= width, answer
        assert text.endswith(f"\n{stamp()}\n")


def test_every_page_and_fragment_is_well_formed_and_escaped() -> None:
    for answer in answers():
        for html in (answer.html(), answer._repr_html_()):
            assert "<b>even" not in html
            ET.fromstring(html.removeprefix("<!DOCTYPE html>"))  # noqa: S314  (our own)


def test_every_document_is_plain_and_read_back() -> None:
    pytest.importorskip("cattrs", reason="needs the extra serialization")
    for answer in answers():
        document = json.loads(json.dumps(answer.to_dict(), allow_nan=False))
        assert type(answer).from_dict(document) == answer
        assert from_json(to_json(answer)) == answer


def test_a_record_that_was_read_back_answers_the_same() -> None:
    pytest.importorskip("cattrs", reason="needs the extra serialization")
    for answer in answers()[1:4]:
        again: Any = type(answer).from_dict(json.loads(json.dumps(answer.to_dict())))
        for rank in (5, 50, 95):
            assert again.errors.percentile_mg(rank) == answer.errors.percentile_mg(rank)  # type: ignore[attr-defined]


def test_every_answer_can_be_pickled() -> None:
    for answer in answers():
        assert pickle.loads(pickle.dumps(answer)) == answer  # noqa: S301  (our own)
