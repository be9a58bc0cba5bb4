from __future__ import annotations

import json
import math
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg
from magnesium.conformance import Expected, Question, questions, read_questions
from tests.conftest import ROOT


def test_there_are_enough_questions_of_many_kinds() -> None:
    assert len(questions()) >= 150
    assert len({question.kind for question in questions()}) >= 15


def test_questions_are_distinct_and_every_one_names_its_source() -> None:
    assert len({question.id for question in questions()}) == len(questions())
    asked = {(question.kind, json.dumps(dict(question.input), sort_keys=True)) for question in questions()}
    assert len(asked) == len(questions())
    for question in questions():
        assert question.source.citation.strip()
        assert question.source.seen >= "2026-11-26"
        assert question.source.url is None or question.source.url.startswith("https://")


def test_questions_follow_the_schema() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    if not (path := ROOT / "conformance" / "schema.json").exists():
        pytest.skip("needs a checkout")
    validator = jsonschema.Draft202012Validator(json.loads(path.read_text(encoding="utf-8")))
    text = Path(mg.__file__).with_name("conformance").joinpath("questions.jsonl").read_text(encoding="utf-8")
    for line in text.splitlines():
        validator.validate(json.loads(line))


def test_a_system_is_not_given_the_answer() -> None:
    assert set(questions()[0].asked()) == {"id", "kind", "question", "input", "unit"}


numbers = st.floats(-1e6, 1e6)


@given(value=numbers, tolerance=st.floats(0, 1e3), reply=numbers)
def test_a_number_is_right_exactly_within_its_tolerance(value: float, tolerance: float, reply: float) -> None:
    distance = abs(value - reply)
    if not math.isclose(distance, tolerance, abs_tol=1e-6):
        assert Expected(value=value, tolerance=tolerance).accepts(reply) is (distance < tolerance)


@given(ends=st.tuples(numbers, numbers), share=st.floats(0, 1))
def test_a_range_accepts_what_lies_between_its_ends(ends: tuple[float, float], share: float) -> None:
    low, high = sorted(ends)
    expected = Expected(range=(low, high))
    assert expected.accepts(low + share * (high - low))
    assert not expected.accepts(high + 1)
    assert not expected.accepts(low - 1)


@pytest.mark.parametrize("reply", [True, "1", None, math.nan, math.inf])
def test_what_is_no_number_is_never_the_right_number(reply: object) -> None:
    assert not Expected(value=1.0, tolerance=0.5).accepts(reply)
    assert not Expected(range=(0, 2)).accepts(reply)


@pytest.mark.parametrize(("right", "reply"), [(True, 1), (False, 0), (True, "True"), ("yes", True)])
def test_a_truth_value_is_not_mistaken_for_another_type(right: bool | str, reply: object) -> None:
    assert Expected(answer=right).accepts(right)
    assert not Expected(answer=right).accepts(reply)


def test_expected_answers_are_shown() -> None:
    shown = [Expected(value=2), Expected(value=2, tolerance=1), Expected(range=(1, 4)), Expected(answer=False)]
    assert list(map(str, [*shown, Expected(refusal="no unit")])) == [
        "2",
        "1 to 3",
        "1 to 4",
        "False",
        "no answer (no unit)",
    ]


def _as_record(question: Question) -> dict[str, object]:
    expected = {name: value for name, value in attrs.asdict(question.expected).items() if value is not None}
    record = {**question.asked(), "expected": expected, "source": attrs.asdict(question.source)}
    return {**record, "input": dict(question.input), "note": question.note}


def test_a_file_of_questions_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    some = questions()[::40]
    path.write_text("\n".join(json.dumps(_as_record(question)) for question in some), encoding="utf-8")
    assert read_questions(path) == some


def test_every_line_that_is_no_question_is_named(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    good = json.dumps(_as_record(questions()[0]))
    path.write_text(f'{{\n{good}\n3\n{{"id": "C1"}}\n{{"expected": {{"range": [1]}}}}', encoding="utf-8")
    with pytest.raises(mg.DataError) as caught:
        read_questions(path)
    assert [problem.line for problem in caught.value.problems] == [1, 3, 4, 5]
