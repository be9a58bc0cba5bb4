from __future__ import annotations

import io
import json
import math
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import magnesium as mg
from magnesium.integrations.strategies import bad_food_logs, food_logs, persons
from magnesium.people import LIFE_STAGE_WORDS, SEX_WORDS, LifeStage, Sex, listed
from magnesium.text import NOT_IN_XML
from tests.conftest import ROOT
from tests.service.conftest import part

MAX_BODY_BYTES = 65_536
MAX_ENTRIES = 500
WOMAN = {"age": 25, "sex": "female", "life_stage": "pregnant"}
DAY = (ROOT / "examples" / "day.csv").read_text(encoding="utf-8")

pytestmark = pytest.mark.filterwarnings("ignore:Glyph:UserWarning")  # Matplotlib's font lacks some writings


def asked(person: mg.Person) -> dict[str, Any]:
    """Return a person as a question has it."""
    return {"age": person.age, "sex": person.sex or "unknown", "life_stage": person.life_stage}


def expected(log: str, person: mg.Person, **more: Any) -> tuple[int, Any]:
    """Return what the library itself says: the report, or the error and what is wrong."""
    try:
        intake = mg.read_food_log(io.StringIO(log))
        report = mg.build_report(intake, person, title="the day", **more).to_dict()
        return 200, json.loads(json.dumps(report))
    except mg.MagnesiumError as error:
        return 422, (type(error).__name__, [problem.message for problem in getattr(error, "problems", ())])


def answered(response: Any) -> tuple[int, Any]:
    """Return an answer in the shape of :func:`expected`."""
    found = response.json()
    if response.status_code == 422:
        found = (found["error"], [problem["message"] for problem in found["problems"]])
    return response.status_code, found


# --- the library's answers, over HTTP ----------------------------------------------------------


@settings(max_examples=30)
@given(log=food_logs() | bad_food_logs(), person=persons(), authority=st.sampled_from(["nasem", "efsa", "uk", "moon"]))
def test_a_report_is_the_librarys_own(client: Any, log: Any, person: mg.Person, authority: str) -> None:
    response = client.post("/report", json={"day": log.text, "authority": authority, **asked(person)})
    assert answered(response) == expected(log.text, person, authority=authority)


@settings(max_examples=30)
@given(st.lists(st.sampled_from(DAY.splitlines()[1:]), min_size=1, max_size=8))
def test_entries_and_a_log_of_them_are_one_day(client: Any, lines: list[str]) -> None:
    header = DAY.splitlines()[0].split(",")
    entries = [dict(zip(header, line.split(","), strict=True)) for line in lines]
    log = "\n".join([",".join(header), *lines])
    by_entries, by_log = (client.post("/report", json={"day": day, **WOMAN}) for day in (entries, log))
    assert by_entries.status_code == 200
    assert by_entries.json() == by_log.json()
    assert len(by_entries.json()["record"]["intake"]["entries"]) == len(lines)


def test_what_is_wrong_with_entries_is_told_for_each_in_the_librarys_words(client: Any) -> None:
    day = [
        {"food": "almonds", "amount": "30 g"},
        {"food": "appel pye", "amount": "1 cup"},
        {"food": "almonds", "amount": "3 moons", "date": "2026-02-30"},
    ]
    response = client.post("/report", json={"day": day, **WOMAN})
    assert response.status_code == 422
    found = response.json()
    assert found["error"] == "FoodLogError"
    assert [problem["column"] for problem in found["problems"]] == ["day[1].food", "day[2].amount", "day[2].date"]
    with pytest.raises(mg.NotFoundError) as error:
        mg.find_item("appel pye")
    assert found["problems"][0]["message"] == str(error.value)
    assert "apple pie" in found["problems"][0]["message"]


def test_a_food_in_no_table_is_kept_as_unknown_where_that_is_asked(client: Any) -> None:
    question = {"day": [{"food": "moon cheese", "amount": "30 g"}], **WOMAN}
    assert client.post("/report", json=question).status_code == 422
    found = client.post("/report", json={**question, "keep_unknown": True}).json()
    total = found["record"]["adequacy"]["total"]
    assert (total["mg"], total["unknown"]) == (0, ["unknown:moon cheese"])
    assert found["derived"]["adequacy"]["is_lower_bound"] is True


def test_errors_carry_their_facts(client: Any) -> None:
    response = client.get("/needs", params={"age": 40, "sex": "unknown"})
    assert response.status_code == 422
    with pytest.raises(mg.AmbiguousError) as error:
        mg.reference_values(mg.Person(age=40, sex=None))
    assert response.json() == {
        "error": "AmbiguousError",
        "message": str(error.value),
        "facts": {
            "question": error.value.question,
            "candidates": list(error.value.candidates),
            "hint": error.value.hint,
        },
        "problems": [],
    }


@settings(max_examples=30)
@given(person=persons(), authority=st.sampled_from(sorted(mg.authorities)))
def test_reference_values_are_the_librarys_own(client: Any, person: mg.Person, authority: str) -> None:
    response = client.get("/needs", params={"authority": authority, **asked(person)})
    found = response.json()
    try:
        values = mg.reference_values(person, authority=authority)
    except mg.MagnesiumError as error:
        assert (response.status_code, found["message"]) == (422, str(error))
        return
    assert response.status_code == 200
    assert found == json.loads(json.dumps(values.to_dict()))
    assert mg.ReferenceValues.from_dict(found) == values


def test_foods_are_searched_and_listed_whole(client: Any) -> None:
    found = client.get("/foods", params={"query": "cooked spinach", "limit": 3}).json()
    foods = mg.foods.search("cooked spinach", limit=3)
    assert type(foods).from_dict(found) == foods
    assert [food["id"] for food in found["record"]["items"]] == [food.id for food in foods]
    assert client.get("/foods", params={"query": "xyzzy"}).json()["record"]["items"] == []


def test_authorities_are_those_that_can_be_asked(client: Any) -> None:
    found = client.get("/authorities").json()
    assert [mg.Authority.from_dict(body) for body in found] == list(mg.authorities.values())
    assert [tuple(body["derived"]["editions"]) for body in found] == [b.editions for b in mg.authorities.values()]


@pytest.mark.parametrize("plot", ["by-day", "contributors", "meals", "authorities"])
def test_each_plot_is_an_svg_of_its_own_and_the_same_twice(client: Any, plot: str) -> None:
    question = {"day": DAY, **WOMAN}
    first, second = (client.post(f"/plots/{plot}", json=question) for _ in range(2))
    assert first.status_code == 200
    assert first.headers["content-type"] == "image/svg+xml"
    assert first.content.startswith(b"<?xml")
    assert first.content == second.content
    other = client.post(f"/plots/{plot}", json={**question, "day": "food,amount\nalmonds,30 g"})
    assert other.content != first.content


def test_a_plot_of_an_older_edition_has_its_values(client: Any) -> None:
    question = {"day": DAY, "age": 40, "sex": "female", "authority": "efsa"}
    edition = client.get("/authorities").json()[1]["derived"]["editions"][0]
    assert client.post("/plots/by-day", json={**question, "edition": "moon"}).status_code == 422
    newest_edition = client.get("/authorities").json()[1]["derived"]["editions"][-1]
    assert client.post("/plots/by-day", json={**question, "edition": newest_edition}).status_code == 200
    newest = client.post("/plots/authorities", json=question)
    assert newest.status_code == 200
    refused = client.post("/plots/authorities", json={**question, "edition": newest_edition})
    assert refused.status_code == 422
    [problem] = refused.json()["problems"]
    assert (problem["column"], "compares all of them" in problem["message"]) == ("edition", True)
    older = client.post("/report", json={**question, "edition": edition})
    assert answered(older) == expected(DAY, mg.Person(age=40, sex="female"), authority="efsa", edition=edition)


@settings(max_examples=10)
@given(st.text(min_size=1, max_size=30) | st.sampled_from(["$\\frac{$", "--><script>alert(1)</script>", "]]>"]))
def test_a_meal_of_any_name_can_be_drawn_and_is_no_markup(client: Any, meal: str) -> None:
    day = [{"food": "almonds", "amount": "30 g", "meal": meal}]
    response = client.post("/plots/meals", json={"day": day, **WOMAN})
    if meal.strip() and len(meal.splitlines()) == 1 and not NOT_IN_XML.search(meal):
        assert response.status_code == 200
        ET.fromstring(response.content)  # noqa: S314  (our own)
        assert b"<script" not in response.content
    else:
        assert response.status_code == 422


@settings(max_examples=25)
@given(name=st.text(min_size=1, max_size=12), plot=st.sampled_from(["contributors", "meals"]))
@example(name="a\x07b", plot="meals")
@example(name="x\0\ufffe\uffff", plot="contributors")
@example(name="--", plot="contributors")
@example(name="-", plot="meals")
def test_whatever_a_food_and_a_meal_are_called_a_plot_is_well_formed(name: str, plot: str) -> None:
    plots = part("plots")
    food = mg.Food(id="my:food", name=name, mg_per_100g=100, source="label")
    report = mg.build_report(mg.Intake([food.grams(30).at(meal=name)]), mg.Person(age=40, sex="female"))
    assert ET.fromstring(plots.svg(plots.Plot(plot), report)).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314  (our own)


@pytest.mark.parametrize("sign", ["\0", "\x07", "\x0b", "\x1f", "\ufffe", "\uffff"])
def test_what_is_no_character_of_a_text_is_refused(client: Any, sign: str) -> None:
    log = f"food,amount,meal\nalmonds,30 g,lunch\nx{sign}y,1 g,\n"
    entries = [{"food": f"x{sign}y", "amount": "1 g"}, {"food": "almonds", "amount": "1 g", "meal": f"a{sign}b"}]
    for plot in ("contributors", "meals"):
        response = client.post(f"/plots/{plot}", json={"day": log, "keep_unknown": True, **WOMAN})
        assert response.status_code == 422
        assert response.json()["problems"][0]["message"] == f"line 3 has {sign!r}, which is not allowed in text"
        response = client.post(f"/plots/{plot}", json={"day": entries, "keep_unknown": True, **WOMAN})
        assert response.status_code == 422
        assert [problem["column"] for problem in response.json()["problems"]] == ["day[0].food", "day[1].meal"]


@pytest.mark.parametrize(("word", "sex"), [*SEX_WORDS.items(), ("F", Sex.FEMALE), (None, None)])
def test_every_word_for_a_sex_is_accepted(client: Any, word: str | None, sex: Sex | None) -> None:
    body = {"day": DAY, "age": 40, "authority": "dach"}
    answers = [client.post("/report", json={**body, "sex": given}) for given in (word, sex)]
    assert answers[0].status_code == answers[1].status_code != 500
    assert answers[0].json() == answers[1].json()
    assert (answers[0].status_code == 200) == (sex is not None)


@pytest.mark.parametrize(("word", "stage"), LIFE_STAGE_WORDS.items())
def test_every_word_for_a_life_stage_is_accepted(client: Any, word: str, stage: LifeStage) -> None:
    age = 0.25 if stage in {LifeStage.INFANT_FORMULA, LifeStage.INFANT_HUMAN_MILK} else 30
    body = {"age": age, "sex": "F", "authority": "who"}
    answers = [client.get("/needs", params={**body, "life_stage": name}) for name in (word, stage)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()


# --- what must not be asked --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "column", "words"),
    [
        ({"age": "25"}, "age", "must be a number"),
        ({"age": None}, "age", "must be a number"),
        ({"sex": "femal"}, "sex", f"sex 'femal' is not valid; expected one of {listed(SEX_WORDS)}"),
        ({"sex": 1}, "sex", f"sex 1 is not valid; expected one of {listed(SEX_WORDS)}"),
        ({"life_stage": "old"}, "life_stage", "life stage 'old' is not valid; expected one of general"),
        ({"colour": "green"}, "colour", "is not a field here"),
        ({"day": []}, "day", "must have 1 or more entries"),
        ({"day": 7}, "day", "a list of entries, or the text of a food log"),
        ({"day": [{"food": "almonds"}]}, "day[0].amount", "is missing"),
        ({"day": [{"food": "almonds", "amount": " "}]}, "day[0].amount", "must be one line and not blank"),
        ({"day": [{"food": "al\nmonds", "amount": "1 g"}]}, "day[0].food", "must be one line and not blank"),
        ({"day": [{"food": "almonds", "amount": "1 g", "mael": "x"}]}, "day[0].mael", "is not a field here"),
        ({"days": 10**400}, "days", "must be at most 3660"),
        ({"query": 1}, "query", "is not a field here"),
        ({"log": "food,amount"}, "log", "is not a field here"),
        ({"\ud800": 1}, None, "must be a string of whole Unicode characters"),
        ({"authority": "\ud800"}, "authority", "must be a string of whole Unicode characters"),
        ({"authority": "x" * 301}, "authority", "at most 300"),
    ],
)
def test_a_bad_field_is_named(client: Any, change: dict[str, Any], column: str | None, words: str) -> None:
    body = json.dumps({"day": DAY, **WOMAN, **change})
    response = client.post("/report", content=body, headers={"content-type": "application/json"})
    assert response.status_code == 422
    problems = {problem["column"]: problem["message"] for problem in response.json()["problems"]}
    assert list(problems) == [column]
    assert words in problems[column]


# One of each kind of wrong value; each is tried in each field, as JSON and as a text of a form or an address.
WRONG: tuple[Any, ...] = (
    *(None, True, "x", 7, 0.5, -1, math.nan, math.inf, 10**400, "40,5", "0.5", "1" * 5000, "", " ", "\x07", "\ud800"),
    *("x" * 301, "x" * 70_000, "\n" * 600, b"x", [], {}, [7], [{}], [{"food": 7, "amount": "", "x": 1}]),
    *([{"food": "x" * 301, "amount": "\ud800", "date": []}], [{"food": "x", "amount": "1 g"}] * 501),
)


@pytest.mark.parametrize("question", ["ReportQuestion", "DayForm", "ReferenceQuestion", "FoodQuestion"])
def test_whatever_is_wrong_is_told_in_words_of_our_own(question: str) -> None:
    model, refused = getattr(part("questions"), question), part("problems").refused
    from pydantic import ValidationError

    right = {"day": "food,amount", **WOMAN, "query": "nut"}
    right = {field: value for field, value in right.items() if field in model.model_fields}
    changed = [{**right, field: value} for field in (*model.model_fields, "colour", "\ud800") for value in WRONG]
    kinds = set()
    for asked_so in ({}, *WRONG, *changed):
        try:
            model.model_validate(asked_so, from_attributes=True)  # as FastAPI does
        except ValidationError as error:
            for found in error.errors():
                kinds.add(found["type"])
                [problem] = refused([found]).problems
                assert found["msg"].casefold() not in problem.message.casefold()
    assert len(kinds) >= 6


def test_a_request_without_a_content_type_and_a_plot_that_is_none_are_told_what_is_asked(client: Any) -> None:
    body = json.dumps({"day": DAY, **WOMAN})
    [problem] = client.post("/report", content=body).json()["problems"]
    assert problem["message"] == "must be an object with named fields, in JSON (application/json)"
    response = client.post("/plots/pie", content=body, headers={"content-type": "application/json"})
    [problem] = response.json()["problems"]
    assert problem["column"] == "plot"
    assert problem["message"] == "must be 'by-day', 'contributors', 'meals' or 'authorities'"


def test_near_matches_are_looked_up_for_as_many_names_as_an_error_shows(client: Any) -> None:
    day = [{"food": f"cooked spinach zz{number}", "amount": "1 g"} for number in range(MAX_ENTRIES)]
    problems = client.post("/report", json={"day": day, **WOMAN}).json()["problems"]
    assert len(problems) == MAX_ENTRIES
    with_near = ["did you mean" in problem["message"] for problem in problems]
    assert with_near == [True] * 20 + [False] * (MAX_ENTRIES - 20)


@pytest.mark.parametrize("field", ["day", "age", "sex"])
def test_nothing_that_must_be_stated_has_a_default(client: Any, field: str) -> None:
    body = {name: value for name, value in {"day": DAY, **WOMAN}.items() if name != field}
    response = client.post("/report", json=body)
    assert response.status_code == 422
    assert response.json()["problems"] == [{"line": None, "column": field, "message": "is missing"}]


BODY: dict[str, Any] = {**WOMAN, "day": [{"food": "almonds", "amount": "30 g"}]}


@pytest.mark.parametrize("path", ["/report", "/plots/by-day"])
@pytest.mark.parametrize("field", [*BODY, *BODY["day"][0]])
def test_a_field_that_is_repeated_is_refused(client: Any, path: str, field: str) -> None:
    """Also with the same value: which of the two was meant is not for us to say."""
    value = json.dumps(BODY.get(field, BODY["day"][0].get(field)))
    body = json.dumps(BODY).replace(f'"{field}": ', f'"{field}": {value}, "{field}": ')
    assert json.loads(body) == BODY
    response = client.post(path, content=body, headers={"content-type": "application/json"})
    assert answered(response) == (422, ("DataError", ["is duplicated"]))
    assert response.json()["problems"][0]["column"] == field
    once = client.post(path, content=json.dumps(BODY), headers={"content-type": "application/json"})
    assert once.status_code == 200


@pytest.mark.parametrize("age", ["NaN", "Infinity", "-Infinity", "1e999", "-3", "130", "1" + "0" * 400, "1" * 5000])
def test_an_age_that_cannot_be_is_refused_however_it_is_written(client: Any, age: str) -> None:
    body = json.dumps({"day": DAY, **WOMAN}).replace("25", age)
    response = client.post("/report", content=body, headers={"content-type": "application/json"})
    assert response.status_code == 422
    assert json.loads(response.text, parse_constant=pytest.fail)["message"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe", b'{"day": "\xff"}', b"[" * 60_000, b"null", b"[]", b'"x"', b'{"a":1}' * 2]
)
def test_a_body_that_is_no_question_is_refused(client: Any, body: bytes) -> None:
    for path in ("/report", "/plots/meals"):
        response = client.post(path, content=body, headers={"content-type": "application/json"})
        assert response.status_code == 422
        assert response.json()["problems"]


@pytest.mark.parametrize(
    "query", ["", "age=x&sex=female", "age=nan&sex=female", "age=25&sex=%ED%A0%80", "age=25&sex=female&edtion=1"]
)
def test_a_bad_query_is_refused(client: Any, query: str) -> None:
    assert client.get(f"/needs?{query}").status_code == 422


@pytest.mark.parametrize(
    "query", ["query=", "query=%00", "query=nut&limit=0", "query=nut&limit=101", "query=" + "x" * 301]
)
def test_a_bad_search_is_refused(client: Any, query: str) -> None:
    assert client.get(f"/foods?{query}").status_code == 422


def test_amounts_beyond_every_number_are_refused(client: Any) -> None:
    for amount, times in (("6e305 g", 200), ("1e400 g", 1)):
        day = [{"food": "almonds", "amount": amount}] * times
        response = client.post("/report", json={"day": day, **WOMAN})
        assert response.status_code == 422


# --- bounds ------------------------------------------------------------------------------------


@settings(max_examples=20)
@given(over=st.integers(-3, 3) | st.integers(-MAX_BODY_BYTES, MAX_BODY_BYTES), in_parts=st.booleans())
def test_a_body_above_the_bound_is_refused_and_none_below_it(client: Any, over: int, in_parts: bool) -> None:
    start, size = b'{"day": "', MAX_BODY_BYTES + over
    body = (start + b"x" * size)[:size]
    parts = (body[at : at + 4096] for at in range(0, len(body), 4096))  # without a length that is told before
    for path, type_ in (("/report", "application/json"), ("/", "application/x-www-form-urlencoded")):
        content = parts if in_parts else body
        response = client.post(path, content=content, headers={"content-type": type_})
        assert response.status_code == (413 if size > MAX_BODY_BYTES else 422)
        parts = (body[at : at + 4096] for at in range(0, len(body), 4096))


def test_entries_and_lines_are_counted(client: Any) -> None:
    entry = {"food": "almonds", "amount": "1 g"}
    log = "food,amount" + "\nalmonds,1 g" * MAX_ENTRIES
    for most, more in (([entry] * MAX_ENTRIES, [entry] * (MAX_ENTRIES + 1)), (log, log + "\nalmonds,1 g")):
        response = client.post("/report", json={"day": most, **WOMAN})
        assert len(response.json()["record"]["intake"]["entries"]) == MAX_ENTRIES
        response = client.post("/report", json={"day": more, **WOMAN})
        assert response.status_code == 422
        assert str(MAX_ENTRIES) in response.json()["problems"][0]["message"]
    for length in (300, 301):
        response = client.post("/report", json={"day": f"food,amount\n{'x' * (length - 4)},1 g", **WOMAN})
        told = "line 2 has more than 300 characters" in response.json()["message"]
        assert told == (length > 300)


# --- around it ---------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/report", "/static/style.css", "/nowhere", "/foods?query="])
def test_every_answer_tells_the_browser_to_run_and_keep_nothing(client: Any, path: str) -> None:
    headers = client.get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "script-src 'self';" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"


def test_every_route_names_what_it_answers_when_something_is_wrong(client: Any) -> None:
    schema = client.get("/openapi.json").json()
    assert "HTTPValidationError" not in schema["components"]["schemas"]
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            assert ("413" in operation["responses"]) == (method == "post"), path
            if operation.get("parameters") or method == "post":
                assert "422" in operation["responses"], path


def test_the_page_of_the_api_loads_nothing_from_elsewhere(client: Any) -> None:
    page = client.get("/docs").text
    assert "http://" not in page
    assert "https://" not in page
