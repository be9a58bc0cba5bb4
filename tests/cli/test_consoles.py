"""Consoles and pipes of other encodings than UTF-8, as on Windows: no answer and no input ends in a traceback."""

import io
import sys

import pytest

from magnesium.cli.main import main

COMMANDS = (
    "rda --age 25 --sex female --pregnant",
    "food cooked spinach",
    "food żurek",
    "waters hépar",
    "parse ½ cup cooked spinach",
    "symptom twitch",
    "serum 0.62 mmol/L --interval iom1997",
    "sources ciqual2020",
    "report no-such-file-ż.csv --age 40 --sex male",
)


@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "ascii"])
@pytest.mark.parametrize("command", COMMANDS)
def test_every_answer_can_be_written(command: str, encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding=encoding) for _ in range(2))
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    try:
        status = main(command.split())
    except SystemExit as stopped:  # argparse, for a word that is no command
        status = int(stopped.code or 0)
    written = []
    for stream in (out, err):
        stream.flush()
        written.append(stream.buffer.getvalue().decode(encoding))
    assert (status == 0) == bool(written[0])
    assert "".join(written).strip()


def test_a_character_of_another_encoding_is_an_unknown_word(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    piped = io.TextIOWrapper(io.BytesIO("½ cup cooked spinach\n".encode("cp1252")), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", piped)
    assert main(["parse", "-"]) == 1
    assert "\N{REPLACEMENT CHARACTER}" in capsys.readouterr().err
