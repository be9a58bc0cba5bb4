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
    ear_cut_point,
    made_up_recalls,
    one_day_mean,
    prevalence_of_inadequacy,
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
