"""A file with headers that are not known is refused with the mapping that reads it."""

from __future__ import annotations

import ast
import io
import re
import shlex
from pathlib import Path

import pytest

import magnesium as mg
from magnesium.cli.main import main

UNKNOWN = (
    ("Logged at,Dish eaten,Weight in g,Weather", "2026-03-01,almonds,30,sunny", ("food", "grams", "date")),
    ("Product eaten,Magnesium total (mg)", "soup,24.3", ("food", "mg")),
    ("When logged;Food (as eaten);Servings eaten", "2026-03-01;almonds;30 g", ("date", "food", "amount")),
)


def _refused(text: str) -> str:
    with pytest.raises(mg.FoodLogError) as caught:
        mg.read_food_log(io.StringIO(text))
    return str(caught.value)


@pytest.mark.parametrize(("header", "row", "roles"), UNKNOWN)
def test_the_proposed_mapping_reads_the_file(
    header: str, row: str, roles: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = f"{header}\n{row}\n"
    message = _refused(text)
    proposal = re.search(r"write (--columns .*) \(in Python columns=(\{.*\})\)", message)
    assert proposal, message
    assert message.count("if these are meant") == 1, message
    columns = ast.literal_eval(proposal[2])
    assert set(columns) == set(roles)
    assert mg.read_food_log(io.StringIO(text), columns=columns).total.mg > 20
    path = tmp_path / "log.csv"
    path.write_text(text, encoding="utf-8")
    assert main(["check", str(path), *shlex.split(proposal[1])]) == 0, capsys.readouterr().err


def test_nothing_is_proposed_without_near_matches() -> None:
    assert "if these are meant" not in _refused("a,b\n1,2\n")
    assert "if these are meant" not in _refused('"Dish, eaten",Weight in g\nalmonds,30\n')


def test_a_diary_of_an_unknown_program_is_read_by_its_headers() -> None:
    log = mg.read_food_log(io.StringIO("Logged,Dish,Weight (g),Magnesium (mg)\n2026-03-01,Soup,250,30\n"))
    assert (log.total.mg, log.entries[0].grams, str(log.entries[0].date)) == (30, 250, "2026-03-01")
