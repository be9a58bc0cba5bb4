"""The MCP server, asked by the client of the official SDK in the same process."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import pytest

import magnesium as mg
from magnesium.integrations.mcp_answers import NEVER, TOOLS

mcp: Any = pytest.importorskip("mcp", reason="needs the extra mcp")
pytest.importorskip("mcp.server.mcpserver", reason="needs version 2 of the SDK")

from magnesium.integrations.mcp_server import build_server  # noqa: E402

WHO = {"age": 30, "sex": "female"}
ASKED: dict[str, dict[str, Any]] = {
    "parse_meal": {"text": "2 eggs, a handful of almonds"},
    "look_up_food": {"name": "almonds", "amount": "30 g"},
    "needs": {**WHO, "life_stage": "pregnant"},
    "compare_authorities": WHO,
    "adequacy": {**WHO, "meal": "a banana", "authority": "efsa"},
    "suggest_foods": {**WHO, "mg_per_day": 200},
    "serum": {"value": "<0.5", "unit": "mg/dL", "lower": 1.7, "upper": 2.6},
    "assess_person": {
        **WHO,
        "symptoms": ["cramps", "blue toes"],
        "medications": ["omeprazole"],
        "serum_value": "0.45",
        "serum_unit": "mmol/L",
    },
    "claim": {"question": "does magnesium help sleep"},
    "interaction": {"medication": "levothyroxine"},
    "convert": {"value": 10, "from_unit": "mmol", "to_unit": "mg"},
    "cite_sources": {"words": "iom1997"},
}


def ask(*calls: tuple[str, Mapping[str, Any]]) -> list[Any]:
    async def asked() -> list[Any]:
        async with mcp.Client(build_server()) as client:
            return [await client.call_tool(name, dict(given)) for name, given in calls]

    return asyncio.run(asked())


@pytest.fixture(scope="module")
def answers() -> dict[str, dict[str, Any]]:
    found = ask(*ASKED.items())
    assert not any(one.is_error for one in found), [one.content for one in found if one.is_error]
    return {name: json.loads(one.content[0].text) for name, one in zip(ASKED, found, strict=True)}


def test_there_are_at_most_twelve_tools_in_few_tokens() -> None:
    async def listed() -> list[Any]:
        async with mcp.Client(build_server()) as client:
            tools: list[Any] = (await client.list_tools()).tools
            return tools

    tools = asyncio.run(listed())
    assert {tool.name for tool in tools} == {function.__name__ for function in TOOLS} == {*ASKED}
    assert len(tools) <= 12
    written = json.dumps([tool.model_dump(mode="json", by_alias=True, exclude_none=True) for tool in tools])
    # A token of JSON is rarely shorter than 2.5 characters.
    assert len(written) / 2.5 < 5000
    assert "what was eaten" in written


@pytest.mark.parametrize("name", sorted(ASKED))
def test_every_answer_states_what_it_rests_on(answers: dict[str, dict[str, Any]], name: str) -> None:
    found = answers[name]
    parts = {"answer", "details", "kind", "edition", "numbers", "citations", "assumptions", "unknown"}
    assert {*found} == parts | {"intended_use", "version"}
    assert found["answer"] and found["kind"] and found["edition"] and found["citations"]  # noqa: PT018
    assert set(found["citations"]) <= {*mg.sources}
    assert found["intended_use"].endswith(NEVER)
    assert all(isinstance(number, int | float) for number in found["numbers"].values())


def test_the_numbers_are_those_of_the_library(answers: dict[str, dict[str, Any]]) -> None:
    person = mg.Person(age=30, sex="female")
    almonds = mg.find_food("almonds").grams(30)
    assert answers["look_up_food"]["numbers"]["mg"] == almonds.mg
    assert answers["needs"]["numbers"]["rda.mg_per_day"] == mg.rda(age=30, sex="female", pregnant=True)
    assert answers["needs"]["edition"] == ["DRI 1997"]
    adequate = mg.adequacy(mg.parse_meal("a banana"), person, authority="efsa")
    assert answers["adequacy"]["numbers"]["mg_per_day"] == adequate.mg_per_day
    assert answers["parse_meal"]["numbers"]["total.mg"] == mg.parse_meal("2 eggs, a handful of almonds").total.mg
    assert any("handful" in said for said in answers["parse_meal"]["assumptions"])
    assert answers["serum"]["numbers"]["low.grade"] == 4
    assert "EMERGENCY" in answers["assess_person"]["details"].upper()
    assert any("blue toes" in said for said in answers["assess_person"]["unknown"])


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("look_up_food", {"name": "almands"}, "almonds"),
        ("look_up_food", {"name": "almonds", "amount": "1 cup"}, "say which"),
        ("adequacy", WHO, "either meal or mg_per_day"),
        ("needs", {"age": 300, "sex": "male"}, "age"),
        ("needs", {**WHO, "authority": "narnia"}, "narnia"),
        ("serum", {"value": "1.8", "unit": ""}, "no unit is guessed"),
        ("interaction", {"medication": "wonderdrug"}, "wonderdrug"),
        ("cite_sources", {"words": "qqqq"}, "other words"),
        ("convert", {"value": 1, "from_unit": "mg", "to_unit": "mg/dL"}, "without a volume"),
    ],
)
def test_errors_reach_the_model_with_their_words(name: str, given: dict[str, Any], said: str) -> None:
    [found] = ask((name, given))
    assert found.is_error
    assert said in found.content[0].text


def test_a_source_is_found_by_words() -> None:
    [found] = ask(("cite_sources", {"words": "Dietary Reference Intakes"}))
    assert "citations" in json.loads(found.content[0].text)


def test_the_command_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    from magnesium.cli.main import main
    from magnesium.integrations import mcp_server

    served: list[bool] = []
    server = type("Server", (), {"run": lambda _: served.append(True)})
    monkeypatch.setattr(mcp_server, "build_server", server)
    with pytest.raises(SystemExit) as done:
        main(["mcp"])
    assert (served, done.value.code) == ([True], 0)
