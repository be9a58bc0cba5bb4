"""What the README says of the library is true."""

from __future__ import annotations

import contextlib
import io
import re

import magnesium as mg
from magnesium.foods.everyday import everyday_names
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_six_lines_at_the_top_print_what_is_shown() -> None:
    code, shown = re.search(r"```python\n(.*?)```\n\n```text\n(.*?)```", README, re.DOTALL).groups()  # type: ignore[union-attr]
    assert len(code.strip().splitlines()) == 6
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(code, {})  # noqa: S102
    assert out.getvalue() == shown


def test_the_counts() -> None:
    unknown = mg.foods.filter(predicate=lambda food: food.mg_per_100g is None)
    for count, word in (
        (len(mg.authorities), "authorities"),
        (len(mg.foods), "foods"),
        (len(unknown), "have unknown magnesium"),
        (len(mg.waters), "waters"),
        (len(mg.compounds) - 1, "supplement salts"),  # one record is for labels that state no salt
    ):
        assert f"{count:,} {word}" in README
    assert f"Some {round(len(everyday_names()), -2):,} everyday names" in README


def test_the_two_commands_are_those_that_ci_runs() -> None:
    commands = re.findall(r"```sh\n(.*?)\n```", README)
    assert len(commands) == 2
    assert "examples/day.csv" in commands[0]
    assert commands[1].endswith("python -m pytest")
