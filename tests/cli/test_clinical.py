"""The clinical commands."""

from __future__ import annotations

from pathlib import Path

import pytest

import magnesium as mg
from tests.cli.test_cli import DAY, WOMAN, fails, run

MAN = ("--age", "61", "--sex", "male")


def test_a_symptom_comes_with_what_else_it_can_be(capsys: pytest.CaptureFixture[str]) -> None:
    out = run(capsys, "symptom", "twitch")
    assert out.startswith("Muscle twitching\n")
    assert "symptom:muscle-twitching" in out
    for id_ in mg.symptoms["muscle-twitching"].confused_with:
        assert mg.differential_diagnoses[id_].name.split()[0] in out
    assert "How it differs\n  Muscle cramps: " in out
    assert ["Evidence", "moderate"] in map(str.split, out.splitlines())
    assert "[shils1964] " in out
    assert "Other matches\n" in out
    for sign in mg.symptoms["muscle-twitching"].red_flags:
        assert f"! Warning sign ({mg.warning_signs[sign].urgency}): {mg.warning_signs[sign].name[:20]}" in out
    assert run(capsys, "symptom", "symptom:tetany").startswith("Tetany")
    assert run(capsys, "symptom", "HP:0002380").startswith("Muscle twitching")
    assert "Other matches" not in run(capsys, "symptom", "twitch", "--limit", "1")


def test_a_risk_factor_says_how_it_acts(capsys: pytest.CaptureFixture[str]) -> None:
    out = run(capsys, "risk", "omeprazole")
    assert out.startswith("Proton pump inhibitors\n")
    assert "How it acts\n  Too little is absorbed" in out
    assert "[fda2011ppi] " in out
    assert run(capsys, "risk", "A02BC01").startswith("Proton pump inhibitors")
    assert "Thiazide" in run(capsys, "risk", "water", "pills")


def test_a_claim_is_answered_with_both_sides(capsys: pytest.CaptureFixture[str]) -> None:
    out = run(capsys, "claim", "pregnancy", "cramps")
    assert ["Verdict", "overstated"] in map(str.split, out.splitlines())
    assert "\nFor it\n" in out
    assert "\nAgainst it\n" in out
    assert "[nygaard2008] " in out


def test_a_serum_value_by_stated_limits(capsys: pytest.CaptureFixture[str]) -> None:
    out = " ".join(run(capsys, "serum", "0.62", "mmol/L", "--interval", "iom1997").split())
    assert out.startswith("Magnesium in serum: 0.62 mmol/L: low (Institute of Medicine 1997")
    assert "urgency: routine" in out
    assert "that some experts propose" in out
    assert "undetermined (no limits given)" in run(capsys, "serum", "0.8", "mmol/L")
    assert "1.6 mg/dL: low (the laboratory's own limits)" in run(
        capsys, "serum", "1.6", "mg/dl", "--lower", "1.7", "--upper", "2.4"
    )
    assert "0.6 mmol/L: low" in run(capsys, "serum", "1.2", "mEq/L", "--lower", "1.4")


def test_an_assessment(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [
        *("assess", *MAN, "--log", str(DAY), "--symptom", "cramps", "--symptom", "twitching", "--risk", "risk:ckd"),
        *("--medication", "furosemide", "--medication", "A02BC01", "--supplement", "magnesium citrate", "--egfr", "48"),
        *("--serum", "0.62", "mmol/L", "--interval", "iom1997", "--drinks-per-day", "0", "--all-medications"),
    ]
    out = run(capsys, *arguments)
    assert out.index("RED FLAGS") < out.index("Look for these too") < out.index("Kidneys and supplements")
    assert "! Cramps while taking a diuretic" in out
    assert "0.62 mmol/L: low" in out
    assert "% of the RDA" in out
    assert "diuretic 1, proton pump inhibitor 1, kidneys 2, alcohol 0" in " ".join(out.split())
    html = run(capsys, *arguments, "--html")
    assert html.startswith("<!DOCTYPE html>")
    assert "Cramps while taking a diuretic" in html


def test_an_assessment_of_nothing_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    out = run(capsys, "assess", *WOMAN)
    assert "Nothing that was understood is urgent by itself; what was not given is not known." in " ".join(out.split())
    assert out.count("none were named") == 3


def test_a_log_of_two_persons_needs_a_name(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text("food,amount,person\nalmonds,30 g,Ann\nalmonds,60 g,Bob\n", encoding="utf-8")
    assert "Ann or Bob" in fails(capsys, "assess", *WOMAN, "--log", str(log))
    assert "81 mg" in run(capsys, "assess", *WOMAN, "--log", str(log), "--person", "Ann")
    assert "40 mg" in run(capsys, "assess", *WOMAN, "--log", str(log), "--person", "Ann", "--days", "2")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("symptom", "kramps"), "did you mean cramps"),
        (("symptom", "?"), "has no word"),
        (("symptom",), "WORD"),
        (("symptom", "twitch", "--limit", "0"), "must be a whole number from 1"),
        (("symptom", "twitch", "--limit", "few"), "whole number"),
        (("risk", "xyzzyq"), "no risk factor 'xyzzyq'"),
        (("claim", "xyzzyq"), "no claim"),
        (("ask", "how do i fix a flat tire"), "no answer"),
        (("serum", "24", "mmol/L"), "did you mean mg/dL"),
        (("serum", "-1", "mg/dL"), "must not be negative"),
        (("serum", "0", "mmol/L"), "not entered as 0"),
        (("serum", "much", "mmol/L"), "must be a number"),
        (("serum", "0.8", "g"), "use mmol/L, mg/dL, mEq/L"),
        (("serum", "0.8", "mmol/L", "--interval", "moon"), "no reference interval 'moon'"),
        (("serum", "0.8", "mmol/L", "--lower", "1.7"), "did you mean mg/dL or mEq/L?"),
        (("serum", "0.8", "mmol/L", "--lower", "0.9", "--upper", "0.7"), "lower limit below the upper"),
        (("serum", "0.8", "mmol/L", "--lower", "0.7", "--interval", "iom1997"), "give one of the two"),
        (("serum", "0.8"), "UNIT"),
        (("assess", "--sex", "male"), "--age"),
        (("assess", *MAN, "--strict", "--symptom", "kramps"), "did you mean cramps"),
        (("assess", *MAN, "--strict", "--medication", "ometrazole"), "did you mean omeprazole"),
        (("assess", *MAN, "--strict", "--medication", "water pills"), "fits several medications"),
        (("assess", *MAN, "--strict", "--risk", "diabetes"), "fits several risk factors"),
        (("assess", *MAN, "--risk", "pregnancy"), "does not go with sex 'male'"),
        (("assess", *MAN, "--strict", "--supplement", "iron"), "no supplement"),
        (("assess", *MAN, "--serum", "24", "mmol/L"), "did you mean mg/dL"),
        (("assess", *MAN, "--lower", "0.7"), "serum is missing"),
        (("assess", *MAN, "--days", "3"), "log is missing"),
        (("assess", *MAN, "--egfr", "x"), "must be a number"),
        (("assess", *MAN, "--egfr", "0"), "not entered as 0"),
        (("assess", *MAN, "--drinks-per-day", "-2"), "drinks"),
        (("assess", *MAN, "--log", "nowhere.csv"), "nowhere.csv: No such file"),
        (("assess", *MAN, "--authority", "narnia"), "no authority"),
    ],
)
def test_errors_are_one_clear_paragraph(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    assert said in fails(capsys, *arguments)
