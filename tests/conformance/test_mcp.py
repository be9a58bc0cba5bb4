from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
import pytest

from magnesium.cli.main import main
from magnesium.conformance import Expected, Question, QuestionSource, Standing, score
from magnesium.conformance.mcp_tools import Call, ToolError, asks_tool, mcp_system
from magnesium.errors import MissingExtraError

SERVER = """
from mcp.server import MCPServer

server = MCPServer("sums")


@server.tool()
def double(number: int) -> int:
    if number > 3:
        raise ValueError("too large")
    return 2 * number


@server.tool()
def answer(id: str, kind: str, question: str, input: dict, unit: str | None) -> dict:
    return {"answer": 2 * input["number"]} if input["number"] < 4 else {"no_call": "too large"}


server.run()
"""


def question(number: int) -> Question:
    source = QuestionSource("a book", None, "2026-11-27")
    expected = Expected(value=2 * number)
    return Question(
        id=f"Q{number}",
        kind="sum",
        question="doubled",
        input={"number": number},
        expected=expected,
        unit=None,
        source=source,
    )


QUESTIONS = tuple(map(question, (1, 2, 4)))


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> str:
    pytest.importorskip("mcp.server.mcpserver", reason="needs the extra mcp")
    path: Path = tmp_path_factory.mktemp("mcp") / "server.py"
    path.write_text(SERVER, encoding="utf-8")
    return f"'{sys.executable}' '{path}'"


def test_the_tools_of_a_server_are_a_system(command: str) -> None:
    def adapter(asked: Mapping[str, Any], call: Call) -> Any:
        return call("double", dict(asked["input"]))["result"]

    with mcp_system(command, adapter) as system:
        standings = [outcome.standing for outcome in score(system, asked=QUESTIONS).outcomes]
        assert standings == [Standing.RIGHT, Standing.RIGHT, Standing.FAILED]
        with pytest.raises(ToolError):
            system(QUESTIONS[2].asked())


def test_a_tool_may_take_questions(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    questions = tmp_path / "questions.jsonl"
    records = ({**each.asked(), "expected": {"value": 2}, "source": attrs.asdict(each.source)} for each in QUESTIONS)
    questions.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    given = ["--mcp", command, "--tool", "answer", "--name", "server", "--questions", str(questions)]
    assert main(["conformance", *given]) == 0
    assert "server: 1 of 2 right, no call for 1" in capsys.readouterr().out


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mcp", None)
    with pytest.raises(MissingExtraError, match="mcp"), mcp_system("server", asks_tool("answer")):
        pass


def test_an_adapter_may_come_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("mcp", reason="needs the extra mcp")
    path = tmp_path / "adapter.py"
    path.write_text("answer = None\n", encoding="utf-8")
    assert main(["conformance", "--mcp", "no-such-program-here", "--adapter", f"{path}:answer"]) == 3
    assert "no-such-program-here" in capsys.readouterr().err
