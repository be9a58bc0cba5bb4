"""Every command offers its answer as text, as JSON and as HTML."""

from __future__ import annotations

import argparse
import json
import os
import stat
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from magnesium.cli.main import build_parser, main
from magnesium.integrations.serialization import from_plain
from magnesium.rendering.answers import Answer
from magnesium.versions import stamp
from tests.cli.test_cli import DAY, WOMAN, fails, run
from tests.rendering.test_answers import checked

ASKED: dict[str, list[tuple[str, ...]]] = {
    "report": [("report", str(DAY), *WOMAN), ("report", str(DAY), *WOMAN, "--pregnant", "--authority", "efsa")],
    "total": [("total", "LOG", "--by", "person"), ("total", "LOG", "--by", "person,day", "--keep-unknown")],
    "rda": [("rda", *WOMAN), ("rda", "--age", "0.5", "--sex", "unknown", "--authority", "nordic")],
    "food": [
        ("food", "spinach"),
        ("food", "sr28:11458"),
        ("food", "cooked spinach", "--serving", "1 cup"),
        ("food", "hepar"),
        ("food", "magnesium-oxide"),
    ],
    "symptom": [("symptom", "twitch"), ("symptom", "symptom:tetany")],
    "risk": [("risk", "omeprazole"), ("risk", "water", "pills"), ("risk", "risk:ckd")],
    "ask": [("ask", "can i take magnesium with my thyroid pill"), ("ask", "always", "tired", "--limit", "1")],
    "claim": [("claim", "cramps"), ("claim", "pregnancy", "cramps", "--limit", "1")],
    "serum": [("serum", "0.62", "mmol/L", "--interval", "iom1997"), ("serum", "2", "mg/dL"), ("serum", "9", "mg/dL")],
    "assess": [("assess", *WOMAN), ("assess", *WOMAN, "--symptom", "cramps", "--medication", "furosemide")],
    "check": [("check", str(DAY)), ("check", "2 eggs", "a banana")],
    "parse": [("parse", "30 g almonds"), ("parse", "2 eggs and a banana")],
    "recipe": [("recipe", "RECIPE"), ("recipe", "RECIPE", "--servings", "2", "--serving", "1 serving")],
    "nerve": [("nerve", "--magnesium", "0.3", "--calcium", "0.9")],
    "convert": [("convert", "24.305", "mg", "mmol"), ("convert", "2", "mg/dL", "mmol/L")],
    "authorities": [("authorities",)],
    "sources": [("sources",), ("sources", "iom1997"), ("sources", "efsa")],
}
"""Questions to each command."""
QUESTIONS = [pytest.param(question, id=" ".join(question[:3])) for asked in ASKED.values() for question in asked]

WITHOUT_AN_ANSWER = {"mcp", "serve", "conformance"}
"""Commands that serve instead of answering, and the one whose answer is a score of another system."""


def subcommands() -> dict[str, argparse.ArgumentParser]:
    [found] = [each for each in build_parser()._actions if isinstance(each, argparse._SubParsersAction)]
    return {name: parser for name, parser in found.choices.items() if name not in WITHOUT_AN_ANSWER}


@pytest.fixture
def question(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, ...]:
    """The arguments of a question, the log of the command total or the recipe written."""
    if "RECIPE" in request.param:
        recipe = tmp_path / "recipe.txt"
        recipe.write_text("200 g lentils, raw\n10 g butter\n", encoding="utf-8")
        return tuple(str(recipe) if word == "RECIPE" else word for word in request.param)
    if "LOG" not in request.param:
        arguments: tuple[str, ...] = request.param
        return arguments
    if any(find_spec(package) is None for package in ("duckdb", "narwhals")):
        pytest.skip("needs the extra duckdb")
    log = tmp_path / "log.csv"
    rows = [f"{person:03},{day},sr28:11458,{person}" for person in range(25) for day in (1, 2)]
    log.write_text("\n".join(["person,day,food,grams", *rows]) + "\n", encoding="utf-8")
    return tuple(str(log) if word == "LOG" else word for word in request.param)


every_question = pytest.mark.parametrize("question", QUESTIONS, indirect=True)


def test_every_command_is_asked_and_offers_every_form() -> None:
    assert set(ASKED) == set(subcommands())
    for parser in subcommands().values():
        assert {"--json", "--html"} <= set(parser._option_string_actions)


@every_question
def test_json_is_the_document_of_the_answer(capsys: pytest.CaptureFixture[str], question: tuple[str, ...]) -> None:
    pytest.importorskip("cattrs", reason="needs the extra serialization")
    out = run(capsys, *question, "--json")
    assert out.isascii()
    answer = from_plain(json.loads(out))
    assert isinstance(answer, Answer)
    assert json.loads(json.dumps(answer.to_dict())) == json.loads(out)
    assert Answer.text(answer) == run(capsys, *question)


@every_question
def test_html_is_a_page_on_standard_output_or_in_a_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, question: tuple[str, ...]
) -> None:
    out = run(capsys, *question, "--html")
    assert out.isascii()
    assert stamp() in checked(out)
    page = tmp_path / "page.html"
    assert main([*question, "--html", str(page)]) == 0
    assert capsys.readouterr() == ("", f"magnesium: written to {page}\n")
    assert checked(page.read_text(encoding="utf-8")) == checked(out)
    assert not [path.name for path in tmp_path.iterdir() if path.name not in {"page.html", "log.csv", "recipe.txt"}]


@pytest.mark.parametrize("columns", [40, 60, 80, 100, 120])
@every_question
def test_text_keeps_to_the_width_of_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: int, question: tuple[str, ...]
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    out = run(capsys, *question)
    assert max(map(len, out.splitlines())) <= columns
    assert out.endswith(f"\n{stamp()}\n")


@pytest.mark.parametrize("name", sorted(ASKED))
def test_two_forms_at_once_are_refused(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert "not allowed with" in fails(capsys, *ASKED[name][0], "--json", "--html")


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("folder.html", "folder.html: Is a directory"),
        ("nowhere/page.html", "page.html: No such file or directory"),
        ("page.html/page.html", "page.html: No such file or directory"),
        ("a\0b.html", "has a character that is not allowed in the name of a file"),
        ("day.csv", "is not the name of a page"),
        ("/dev/null", "is not the name of a page"),
        ("", "is not the name of a page"),
    ],
)
def test_a_page_that_cannot_be_written_is_an_error_and_leaves_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, file: str, said: str
) -> None:
    (tmp_path / "folder.html").mkdir()
    (tmp_path / "page.html").write_text("old", encoding="utf-8")
    name = file and str(tmp_path / file)
    assert said in fails(capsys, "convert", "1", "mg", "mmol", "--html", name)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder.html", "page.html"]
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == "old"


def test_a_question_that_fails_leaves_the_old_page(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("old", encoding="utf-8")
    fails(capsys, "food", "xyzzyq", "--html", str(page))
    assert page.read_text(encoding="utf-8") == "old"
    assert main(["convert", "1", "mg", "mmol", "--html", str(page)]) == 0
    assert "1 mg" in checked(page.read_text(encoding="utf-8"))


def test_a_page_can_be_read_by_whom_other_new_files_can(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    other, page = tmp_path / "other", tmp_path / "page.HTML"
    other.touch()
    assert main(["convert", "1", "mg", "mmol", "--html", str(page)]) == 0
    assert stat.S_IMODE(page.stat().st_mode) == stat.S_IMODE(other.stat().st_mode)


def test_nothing_is_lost_where_the_terminal_is_ascii() -> None:
    command = [sys.executable, "-m", "magnesium", "food", "hepar"]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    for form in ("--json", "--html"):
        out = subprocess.run([*command, form], capture_output=True, check=True, env=environment, text=True).stdout
        assert "Hépar" in (json.dumps(json.loads(out), ensure_ascii=False) if form == "--json" else checked(out))
