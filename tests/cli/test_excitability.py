"""The command ``magnesium nerve``."""

from __future__ import annotations

import pytest

from magnesium.cli.main import main


def test_nerve(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nerve", "--magnesium", "0.2", "--calcium", "0.9"]) == 0
    out = capsys.readouterr().out
    for said in (
        "55.3 % of normal, or no resting state",
        "node of Ranvier",
        "36 °C",
        "left out:",
        "[jahrstevens1990]",
        "[ionizedmg1998]",
    ):
        assert said in out
    assert "charge density of this membrane is not known: 0.5 and 0.9" in " ".join(out.split())
    assert "predicts nothing about a person" in " ".join(out.split())


@pytest.mark.parametrize(
    ("magnesium", "calcium", "says"),
    [("x", "1", "must be a number"), ("0", "1.2", "between"), ("0.5", "9.5", "mg/dL"), ("nan", "1", "must be finite")],
)
def test_nerve_refuses_impossible_ions_in_one_line(
    magnesium: str, calcium: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["nerve", "--magnesium", magnesium, "--calcium", calcium]) == 3
    err = capsys.readouterr().err
    assert says in err
    assert err.count("\n") == 1
