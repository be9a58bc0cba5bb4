"""Exit statuses, help, near matches, completion, and what a terminal is shown."""

from __future__ import annotations

import contextlib
import difflib
import io
import sys
import tomllib

import pytest

from magnesium.cli.main import build_parser, main
from tests.conftest import ROOT

COMMANDS = build_parser().get_default("commands")
DAY = str(ROOT / "examples" / "day.csv")


def status_of(*arguments: str) -> int:
    try:
        return main(arguments)
    except SystemExit as leaving:
        return int(leaving.code or 0)


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ((), 0),
        (("convert", "1", "mg", "mmol"), 0),
        (("food", "xyzzyqq"), 1),
        (("claim", "xyzzyqq"), 1),
        (("parse", "xyzzyqq"), 1),
        (("rda", "--age", "30", "--sex", "f", "--authority", "mars"), 1),
        (("authorities", "xyzzyqq"), 1),
        (("xyzzyqq",), 2),
        (("rda",), 2),
        (("rda", "--nonsense"), 2),
        (("--completion", "no-shell"), 2),
        (("rda", "--age", "forty", "--sex", "f"), 3),
        (("convert", "1", "mg", "bananas"), 3),
        (("report", "nowhere.csv", "--age", "30", "--sex", "f"), 3),
        (("parse", "xyzzyqq", "-5 g almonds"), 3),
    ],
)
def test_the_exit_status_tells_nothing_found_bad_usage_and_bad_input_apart(
    arguments: tuple[str, ...], status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    if arguments[:1] == ("--completion",):
        pytest.importorskip("shtab", reason="needs the extra completion")
    assert status_of(*arguments) == status
    out, err = capsys.readouterr()
    assert bool(out) == (status == 0)
    assert err.startswith("magnesium: ") == (status != 0)


def test_without_arguments_the_help_has_examples_that_name_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of() == 0
    out = capsys.readouterr().out
    examples = [line.split()[1] for line in out.splitlines() if line.startswith("  magnesium ")]
    assert len(examples) >= 3
    assert set(examples) <= set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_with_a_letter_missing_is_suggested(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    for at in range(1, len(command)):
        typed = command[:at] + command[at + 1 :]
        if typed not in COMMANDS and difflib.SequenceMatcher(None, typed, command).ratio() >= 0.8:
            assert status_of(typed) == 2
            assert command in capsys.readouterr().err


def test_the_completion_of_each_shell_has_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    shtab = pytest.importorskip("shtab", reason="needs the extra completion")
    for shell in shtab.SUPPORTED_SHELLS:
        assert status_of("--completion", shell) == 0
        out = capsys.readouterr().out
        assert all(command in out for command in COMMANDS)


def test_completion_without_its_extra_names_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "shtab", None)
    assert status_of("--completion", "bash") == 3
    assert "pymagnesium[completion]" in capsys.readouterr().err


def test_both_scripts_run_the_same_command_line() -> None:
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    assert scripts["pymagnesium"] == scripts["magnesium"] == "magnesium.cli.main:main"


class _Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


def shown(monkeypatch: pytest.MonkeyPatch, encoding: str = "utf-8", **environment: str) -> str:
    """Return what a terminal is sent."""
    for name, value in {"TERM": "xterm", "NO_COLOR": "", "WT_SESSION": "1", **environment}.items():
        monkeypatch.setenv(name, value)
    sent = io.BytesIO()
    terminal = _Terminal(sent, encoding=encoding)
    with contextlib.redirect_stdout(terminal):
        assert main(["report", DAY, "--age", "30", "--sex", "f"]) == 0
    return sent.getvalue().decode(encoding)


def test_a_terminal_has_colors_and_a_bar_where_it_can_and_a_pipe_has_none(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    full = shown(monkeypatch)
    assert "\x1b[1m" in full
    assert "█" in full
    plain = shown(monkeypatch, NO_COLOR="1")
    assert "\x1b" not in plain
    assert "█" in plain
    assert "\x1b[1m" in shown(monkeypatch, encoding="cp1252")
    for text in (shown(monkeypatch, encoding="ascii", NO_COLOR="1"), shown(monkeypatch, TERM="dumb")):
        assert "\x1b" not in text
        assert "█" not in text
    capsys.readouterr()
    assert main(["report", DAY, "--age", "30", "--sex", "f"]) == 0
    assert capsys.readouterr().out == shown(monkeypatch, TERM="dumb")
