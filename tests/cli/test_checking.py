"""The command ``magnesium check``, and lines as people write them in other commands."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

import magnesium as mg
from magnesium.cli.main import main
from tests.cli.test_cli import WOMAN

LOG = "food,amount\nbanana,1\nhalloumi,20 g\nalmonds,abc\n"


class Terminal(io.StringIO):
    """Standard input of a user who answers."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def log(tmp_path: Path) -> str:
    path = tmp_path / "log.csv"
    path.write_text(LOG, encoding="utf-8")
    return str(path)


def test_lines_and_problems_are_shown_and_the_status_says_that_there_are_some(
    capsys: pytest.CaptureFixture[str], log: str, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    assert main(["check", log, "--out", str(out)]) == 3
    shown = capsys.readouterr()
    assert "Bananas, raw" in shown.out
    assert "halloumi" in shown.out
    assert "line 4, column 'amount'" in shown.out
    assert "2 problems" in shown.err
    assert "was not written" in shown.err
    assert not out.exists()


def test_a_corrected_log_is_written_and_reported(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    assert main(["check", "2 eggs", "a banana", "--out", str(out)]) == 0
    assert "2 of 2 lines understood" in capsys.readouterr().out
    assert mg.read_food_log(out).total.mg == pytest.approx(mg.parse_meal("2 eggs, a banana").total.mg)
    assert main(["report", str(out), *WOMAN, "--days", "1"]) == 0
    assert "42 mg (36–50)" in capsys.readouterr().out


def test_answers_settle_the_problems_and_are_remembered_in_the_file_that_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, log: str, tmp_path: Path
) -> None:
    out, words = tmp_path / "out.csv", tmp_path / "words.csv"
    monkeypatch.setattr("sys.stdin", Terminal("no such thing\nfeta cheese\n30 g almonds\n"))
    assert main(["check", log, "--out", str(out), "--aliases", str(words)]) == 0
    feta = mg.parse("20 g feta cheese")
    assert words.read_text(encoding="utf-8") == f"words,id\nhalloumi,{feta.item.id}\n"
    assert [entry.mg for entry in mg.read_food_log(out)][1:] == pytest.approx([feta.mg, 81])
    capsys.readouterr()
    assert main(["parse", "20 g halloumi", "--aliases", str(words), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["record"]["mg"] == feta.mg
    assert main(["report", "20 g halloumi", *WOMAN, "--days", "1", "--aliases", str(words)]) == 0


def test_nothing_is_remembered_without_a_file_and_blank_answers_leave_the_problems(
    monkeypatch: pytest.MonkeyPatch, log: str, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", Terminal("feta cheese\n\n"))
    assert main(["check", log]) == 3
    monkeypatch.setattr("sys.stdin", Terminal("\n\n"))
    assert main(["check", log, "--aliases", "words.csv"]) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["log.csv"]


@pytest.mark.parametrize("text", ["2 eggs\na banana\n", "food,amount\negg,2\nbanana,1\n"])
def test_report_and_check_read_lines_and_tables_from_standard_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    for command in (["report", "-", *WOMAN, "--days", "1"], ["check", "-"]):
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        assert main(command) == 0
        shown = capsys.readouterr().out
        assert "standard input" in shown
        assert "32 mg" in shown


def test_report_takes_lines_or_the_words_of_one(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["100 g almonds", "100 g almonds"], ["200", "g", "almonds"]):
        assert main(["report", *words, *WOMAN, "--days", "1"]) == 0
        assert "540 mg (" in capsys.readouterr().out
    assert main(["report", "200 g halloumi", "1 cup", *WOMAN]) == 3
    error = capsys.readouterr().err
    assert "line 1" in error
    assert "line 2" in error
    assert main(["report", "no-such-log.csv", *WOMAN]) == 3
    assert "No such file" in capsys.readouterr().err
