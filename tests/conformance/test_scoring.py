from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

import magnesium as mg
from magnesium.cli.main import main
from magnesium.conformance import (
    Expected,
    NoCallError,
    Question,
    QuestionSource,
    RefusedError,
    Standing,
    command_system,
    http_system,
    questions,
    score,
)
from magnesium.conformance.own import answer
from magnesium.conformance.replies import reply_of
from magnesium.conformance.systems import function_system

SOURCE = QuestionSource("a book", None, "2026-11-27")


def question(number: int, **expected: Any) -> Question:
    return Question(
        id=f"Q{number}",
        kind="sum",
        question=f"{number} and {number}",
        input={"number": number},
        expected=Expected(**expected),
        unit="mg",
        source=SOURCE,
    )


QUESTIONS = (question(1, value=2), question(2, value=4), question(3, refusal="odd"), question(4, value=8))

ADAPTER = """
import json, sys
for line in sys.stdin:
    number = json.loads(line)["input"]["number"]
    replies = {1: {"answer": 2}, 2: {"error": "out of order"}, 3: {"refusal": "odd"}, 4: {"no_call": "too large"}}
    print(json.dumps(replies[number]), flush=True)
"""
STANDINGS = [Standing.RIGHT, Standing.FAILED, Standing.RIGHT, Standing.NO_CALL]


def standings(system: Any) -> list[Standing]:
    return [outcome.standing for outcome in score(system, asked=QUESTIONS).outcomes]


def test_each_reply_has_its_standing() -> None:
    def system(asked: Mapping[str, Any]) -> Any:
        match asked["input"]["number"]:
            case 1:
                return 3
            case 2:
                raise RefusedError("unsure")
            case 3:
                return 6
            case _:
                raise NotImplementedError

    assert standings(system) == [Standing.WRONG, Standing.REFUSED, Standing.WRONG, Standing.NO_CALL]
    assert standings(lambda _: None) == [Standing.NO_CALL] * 4


def test_a_score_counts_only_what_a_system_claims_to_answer() -> None:
    found = score(lambda asked: 2 if asked["id"] == "Q1" else None, name="one", asked=QUESTIONS)
    assert (found.right, found.asked, found.count(Standing.NO_CALL, "sum")) == (1, 1, 3)
    assert str(found) == "one: 1 of 1 right, no call for 3"


def test_what_is_not_right_is_shown_with_its_source() -> None:
    shown = score(lambda _: 5, name="five", asked=QUESTIONS[:1]).text(200)
    assert "Q1: 1 and 1: wrong (5); expected 2 mg [a book]" in shown


def test_the_library_answers_every_question_that_it_has_a_call_for() -> None:
    pytest.importorskip("scipy")
    found = score(answer)
    assert [str(outcome) for outcome in found.outcomes if outcome.standing not in {"right", "no call"}] == []
    assert found.asked >= 150


def test_without_an_extra_there_is_no_call(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("magnesium.population")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr(mg, "population", raising=False)
    monkeypatch.setitem(sys.modules, "numpy", None)
    of_population = next(found for found in questions() if found.kind == "population_summary")
    with pytest.raises(NoCallError, match="population"):
        answer(of_population.asked())


def test_a_command_is_a_system(tmp_path: Path) -> None:
    path = tmp_path / "adapter.py"
    path.write_text(ADAPTER, encoding="utf-8")
    with command_system(f"'{sys.executable}' '{path}'") as system:
        assert standings(system) == STANDINGS


def test_a_function_answers_as_a_command(tmp_path: Path) -> None:
    code = "from magnesium.conformance import own, systems; systems.serve(own.answer)"
    asked = [questions()[0], questions()[-1], next(each for each in questions() if each.kind == "refusal")]
    with command_system(f"'{sys.executable}' -c '{code}'") as system:
        assert score(system, asked=asked).right == 3


def test_a_command_that_ends_has_failed() -> None:
    with command_system(f"'{sys.executable}' -c pass") as system:
        assert set(standings(system)) == {Standing.FAILED}


@pytest.mark.parametrize("command", ["", "'", "no-such-program-here"])
def test_a_command_that_cannot_start_is_refused(command: str) -> None:
    with pytest.raises(mg.InvalidValueError, match="cannot be started"), command_system(command):
        pass


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        import json

        number = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["input"]["number"]
        replies = {1: {"answer": 2}, 3: {"refusal": "odd"}, 4: {"no_call": "too large"}}
        body = json.dumps(replies.get(number, {})).encode()
        self.send_response(200 if number in replies else 500)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the name of the base class)
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def test_an_address_is_a_system(address: str) -> None:
    assert standings(http_system(address)) == STANDINGS


def test_an_address_that_does_not_answer_has_failed() -> None:
    assert set(standings(http_system("http://127.0.0.1:1/"))) == {Standing.FAILED}


def test_other_addresses_are_refused() -> None:
    with pytest.raises(mg.InvalidValueError, match="http://"):
        http_system("file:///etc/passwd")


@pytest.mark.parametrize("name", ["", "nothing", "no.such.module:answer", "missing.py:answer", "json:answer"])
def test_a_function_that_does_not_exist_is_refused(name: str) -> None:
    with pytest.raises(mg.InvalidValueError, match="module:function"):
        function_system(name)


def test_functions_are_found_in_modules_and_files(tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_text("def answer(question):\n    return 2\n", encoding="utf-8")
    assert function_system(f"{path}:answer")({}) == 2
    assert function_system("magnesium.conformance.own:answer") is answer


@pytest.mark.parametrize("document", [3, [], {}, {"answer": 1, "refusal": "x"}, {"other": 1}, {"answer": [1]}])
def test_other_replies_are_errors(document: object) -> None:
    with pytest.raises(ValueError, match=r"reply|expected"):
        reply_of(document)


def test_the_command_scores_this_library(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["conformance", "--kind", "water", "--kind", "label"]) == 0
    count = sum(each.kind in {"water", "label"} for each in questions())
    assert f"magnesium: {count} of {count} right" in capsys.readouterr().out


def test_the_command_scores_other_systems(tmp_path: Path, address: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.py"
    path.write_text("def answer(question):\n    return None\n", encoding="utf-8")
    code = f"'{sys.executable}' -c 'import sys; [print(chr(123)+chr(125), flush=True) for _ in sys.stdin]'"
    for system in (["--function", f"{path}:answer"], ["--run", code], ["--http", address]):
        assert main(["conformance", *system, "--name", "other", "--kind", "water"]) == 0
        assert "other: 0 of" in capsys.readouterr().out


def test_the_command_names_unknown_kinds(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["conformance", "--kind", "wine"]) == 3
    assert "water_hardness" in capsys.readouterr().err
    assert main(["conformance", "--mcp", "server"]) == 3
    assert "--adapter" in capsys.readouterr().err
