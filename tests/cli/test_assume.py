from __future__ import annotations

from pathlib import Path

import pytest

from magnesium.cli.main import main

PERSON = ("--age", "30", "--sex", "female")


def test_recipes_and_assessments_refuse_what_leaves_a_choice_open(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recipe, log = tmp_path / "stew.txt", tmp_path / "log.csv"
    recipe.write_text("200 g pasta\n", encoding="utf-8")
    log.write_text("food,amount,date\npasta,200 g,2026-03-01\n", encoding="utf-8")
    for command in (("recipe", str(recipe)), ("assess", *PERSON, "--log", str(log))):
        assert main(command) == 0
        capsys.readouterr()
        assert main((*command, "--assume", "never")) == 3
        assert "leaves the state open" in capsys.readouterr().err
