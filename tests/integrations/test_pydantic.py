# ruff: noqa: B008, RUF012  (as FastAPI and pydantic are written)
"""Records as types of pydantic's fields and of FastAPI's bodies and answers."""

from __future__ import annotations

import json
from typing import Any

import attrs
import pytest
from hypothesis import given, settings

import magnesium as mg
from magnesium.catalogs.results import SearchResults
from magnesium.integrations import strategies as made
from magnesium.integrations.serialization import record_types
from magnesium.rendering.answers import Answer
from tests.rendering.test_answers import every

pydantic = pytest.importorskip("pydantic", reason="needs pydantic, which the dependency group service brings")
pytest.importorskip("cattrs", reason="needs the extra serialization")
TypeAdapter: Any = pydantic.TypeAdapter

KINDS = [kind for kind in record_types().values() if attrs.has(kind)]
PERSON = mg.Person(age=25, sex="female", life_stage="pregnant")


class Question(pydantic.BaseModel):  # type: ignore[misc, name-defined, unused-ignore]
    person: mg.Person
    foods: list[mg.Food] = []
    intake: mg.Intake | None = None
    totals: dict[str, mg.Total] = {}


def checked_schema(schema: dict[str, Any]) -> Any:
    """Return a validator of a schema that is a valid one."""
    jsonschema = pytest.importorskip("jsonschema", reason="needs jsonschema")
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_type_of_record_is_a_type_of_pydantic(kind: type[Any]) -> None:
    adapter = TypeAdapter(kind)
    for mode in ("validation", "serialization"):
        schema = adapter.json_schema(mode=mode)
        assert schema["properties"]["type"] == {"const": kind.__name__}
        checked_schema(schema)


def test_every_answer_is_read_and_written_as_its_document() -> None:
    for answer in every()[::7]:
        adapter = TypeAdapter(type(answer))
        text = adapter.dump_json(answer)
        assert json.loads(text) == json.loads(json.dumps(answer.to_dict()))
        assert adapter.dump_python(answer) == answer.to_dict()
        assert adapter.validate_json(text) == adapter.validate_python(answer.to_dict()) == answer
        assert adapter.validate_python(answer) is answer


@settings(max_examples=30)
@given(made.reports() | made.assessments() | made.foods() | made.persons())
def test_drawn_answers_keep_the_schema_of_their_type(answer: Answer) -> None:
    checked_schema(TypeAdapter(type(answer)).json_schema()).validate(json.loads(json.dumps(answer.to_dict())))


@given(made.persons(), made.intakes())
def test_fields_of_a_model_may_be_lists_optional_and_values_of_a_mapping(person: mg.Person, intake: mg.Intake) -> None:
    question = Question(person=person, foods=[mg.foods["sr28:11458"]] * 2, intake=intake, totals={"x": intake.total})
    assert Question.model_validate_json(question.model_dump_json()) == question
    assert Question(person=person).intake is None
    dumped = question.model_dump()
    assert dumped["person"] == person.to_dict()
    assert Question.model_validate({"person": person.to_dict()}).person == person


def test_what_is_wrong_with_a_document_is_an_error_of_the_field() -> None:
    document = PERSON.to_dict()
    document["record"]["colour"] = "green"
    del document["record"]["age"]
    with pytest.raises(pydantic.ValidationError) as error:
        Question.model_validate({"person": document, "foods": [mg.Portion(description="cup", grams=1.0)]})
    found = {tuple(each["loc"]): each["msg"] for each in error.value.errors()}
    assert set(found) == {("person",), ("foods", 0)}
    assert "'record.colour': is not a field of Person" in found["person",]
    assert "'record.age': is missing" in found["person",]


@pytest.mark.parametrize("value", [None, 7, "person", [], {}, {"schema": 1}, PERSON.to_dict() | {"type": "Food"}])
def test_any_other_value_is_a_validation_error(value: object) -> None:
    with pytest.raises(pydantic.ValidationError):
        TypeAdapter(mg.Person).validate_python(value)
    with pytest.raises(pydantic.ValidationError):
        TypeAdapter(mg.Person).validate_json(json.dumps(value))


def test_a_generic_answer_is_the_answer_with_any_records() -> None:
    found = mg.foods.search("spinach", limit=2)
    assert TypeAdapter(SearchResults[mg.Food]).validate_json(json.dumps(found.to_dict())) == found


# --- FastAPI -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def client() -> Any:
    """A client of an application whose routes take and return records."""
    fastapi = pytest.importorskip("fastapi", reason="needs the dependency group service")
    pytest.importorskip("httpx2", reason="needs the dependency group service")
    from fastapi.testclient import TestClient

    app = fastapi.FastAPI()

    # Without Body() FastAPI takes one record, but not a list of them, for a parameter of the query.
    def needs(person: mg.Person = fastapi.Body()) -> mg.ReferenceValues:
        return mg.reference_values(person)

    def report(question: Question) -> mg.Report:
        return mg.build_report(question.intake or mg.Intake([]), question.person)

    def total(entries: list[mg.Entry]) -> mg.Total:
        return mg.Intake(entries).total

    def foods(query: str) -> list[mg.Food]:
        return list(mg.foods.search(query, limit=3))

    def claim(id: str) -> mg.Claim | None:  # noqa: A002  (the name of the parameter of the route)
        found: mg.Claim | None = mg.claims.get(id)
        return found

    app.post("/needs")(needs)
    app.post("/report")(report)
    app.post("/total")(total)
    app.get("/foods")(foods)
    app.get("/claim")(claim)
    return TestClient(app)


def test_a_body_and_an_answer_are_documents(client: Any) -> None:
    found = client.post("/needs", json=PERSON.to_dict())
    assert found.status_code == 200
    assert mg.ReferenceValues.from_dict(found.json()) == mg.reference_values(PERSON)
    assert found.json()["derived"]["recommended"]["mg_per_day"] == 350
    day = mg.Intake([mg.foods["sr28:11458"].serving("1 cup"), mg.compounds["magnesium-oxide"].dose(elemental_mg=100)])
    found = client.post("/report", json={"person": PERSON.to_dict(), "intake": day.to_dict()})
    assert mg.Report.from_dict(found.json()) == mg.build_report(day, PERSON)
    found = client.post("/total", json=[entry.to_dict() for entry in day])
    assert mg.Total.from_dict(found.json()) == day.total


def test_lists_and_optional_records_are_answers(client: Any) -> None:
    found = client.get("/foods", params={"query": "spinach"}).json()
    assert [mg.Food.from_dict(document) for document in found] == list(mg.foods.search("spinach", limit=3))
    assert client.get("/claim", params={"id": "claim:headline"}).json()["type"] == "Claim"
    assert client.get("/claim", params={"id": "nothing"}).json() is None


def test_a_wrong_document_is_answered_with_422_and_every_problem(client: Any) -> None:
    document = PERSON.to_dict()
    document["record"] = {"age": "old", "sex": "x", "colour": "green"}
    found = client.post("/needs", json=document)
    assert found.status_code == 422
    [problem] = found.json()["detail"]
    assert problem["loc"] == ["body"]
    assert all(f"'record.{name}'" in problem["msg"] for name in document["record"])
    assert client.post("/total", json=[{"schema": 2}]).json()["detail"][0]["loc"] == ["body", 0]


def test_the_description_of_the_application_is_valid(client: Any) -> None:
    validator = pytest.importorskip("openapi_spec_validator", reason="needs openapi-spec-validator")
    validator.validate(client.get("/openapi.json").json())


def test_the_description_names_the_fields_of_records(client: Any) -> None:
    described = json.dumps(client.get("/openapi.json").json())
    for name in ("mg_per_day", "mg_per_100g", "life_stage"):
        assert f'"{name}"' in described
