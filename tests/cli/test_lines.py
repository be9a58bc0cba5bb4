"""The command ``magnesium parse``."""

from __future__ import annotations

import io
import json

import pytest

from magnesium.cli.main import main


def test_a_line_is_shown_with_its_weight_its_magnesium_and_what_was_assumed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parse", "a", "handful", "of", "almonds"]) == 0
    shown = capsys.readouterr().out
    assert "Nuts, almonds" in shown
    assert "76 mg" in shown  # 28 g of 270 mg per 100 g
    assert "portion: 'handful'" in shown
    assert "[fndds]" in shown


def test_lines_are_read_from_standard_input_and_added_up(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("100 g almonds\n\n30 g almonds\n"))
    assert main(["parse", "-"]) == 0
    assert "351 mg (298–414) from 2 entries" in capsys.readouterr().out


def test_every_line_that_cannot_be_read_is_reported_in_words(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("100 g almonds\n200 g halloumi\n1 cup\n"))
    assert main(["parse", "-"]) == 3
    error = capsys.readouterr().err
    assert "halloumi" in error
    assert "is an amount" in error
    assert "Traceback" not in error


def test_json_holds_the_assumptions_with_their_alternatives(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parse", "--json", "1-2 bananas"]) == 0
    entry = json.loads(capsys.readouterr().out)["record"]
    kinds = {note["kind"]: note for note in entry["assumptions"]}
    assert [other["wording"] for other in kinds["range"]["alternatives"]] == ["1", "2"]


def test_never_refuses_a_choice(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["parse", "--assume", "never", "some almonds"]) == 3
    assert "leaves the portion open" in capsys.readouterr().err
