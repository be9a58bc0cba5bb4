from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import magnesium as mg
from magnesium.cli.main import main
from magnesium.foods.error_terms import mg_text
from magnesium.people import SEX_WORDS, listed
from magnesium.versions import stamp
from tests.conftest import ROOT

DAY = ROOT / "examples" / "day.csv"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(arguments) == 0
    out, err = capsys.readouterr()
    assert err == ""
    return out


def fails(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Return the error of a command that must fail: one paragraph on stderr, status 1 to 3, nothing on stdout."""
    try:
        status = main(arguments)
    except SystemExit as leaving:
        status = leaving.code  # type: ignore[assignment]
    out, err = capsys.readouterr()
    assert status in {1, 2, 3}
    assert out == ""
    assert "Traceback" not in err
    assert err.startswith("magnesium: ")
    assert err.endswith("\n")
    return err


WOMAN = ("--age", "25", "--sex", "female")


def test_the_report_of_the_example_day(capsys: pytest.CaptureFixture[str]) -> None:
    out = run(capsys, "report", str(DAY), *WOMAN, "--pregnant")
    intake = mg.read_food_log(DAY)
    for entry in intake:
        assert entry.item.name.split(",")[0] in out
    assert str(intake.total) in out
    for part in ("By meal", "RDA [iom1997]", "350 mg from supplements and medicines", "not above it"):
        assert part in out
    assert "[sr28] US Department of Agriculture" in out


def test_the_report_as_json_is_the_same_report(capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(run(capsys, "report", str(DAY), *WOMAN, "--pregnant", "--json"))
    intake = mg.read_food_log(DAY)
    found = mg.adequacy(intake, mg.Person(age=25, sex="female", life_stage="pregnant"))
    assert (data["schema"], data["type"]) == (2, "Report")
    derived, entries = data["derived"], data["record"]["intake"]["entries"]
    assert derived["adequacy"]["percent_of_recommended"] == found.percent_of_recommended
    assert derived["adequacy"]["exceeds_ul"] is False
    assert derived["adequacy"]["supplemental_mg"] == found.supplemental_mg == 200
    assert data["record"]["adequacy"]["reference_values"]["rda"]["mg_per_day"] == 350
    assert [entry["grams"] for entry in entries] == [entry.grams for entry in intake]
    assert [entry["mg"] for entry in entries] == [entry.mg for entry in intake]
    assert set(derived["sources"]) >= {"iom1997", "sr28", "ciqual"}
    assert sum(group["mg"] for group in derived["by_meal"]) == pytest.approx(intake.total.mg)


def test_a_gap_is_shown_with_foods_and_unknowns_are_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text("food,amount\nwhite bread,2 slices\nmoon cheese,30 g\n", encoding="utf-8")
    out = run(capsys, "report", str(log), "--age", "40", "--sex", "male", "--keep-unknown", "--category", "nuts")
    assert "moon cheese (unknown:moon cheese)" in out
    assert "at least" in out
    assert "at most" in out
    assert "Foods that close the gap, each alone" in out
    assert "none is published for this group; derived from nhanes2007-2012" in " ".join(out.split())
    pregnant = run(capsys, "report", str(log), *WOMAN, "--pregnant", "--keep-unknown")
    assert "no within-person SD is known" in " ".join(pregnant.split())
    with_sd = run(
        capsys, "report", str(log), "--age", "40", "--sex", "male", "--keep-unknown", "--within-person-sd", "120"
    )
    assert "at least 0 %" in with_sd


def test_a_log_of_two_persons_needs_a_name(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text("food,amount,person\nalmonds,30 g,Ann\nalmonds,60 g,Bob\n", encoding="utf-8")
    assert "Ann or Bob" in fails(capsys, "report", str(log), *WOMAN)
    assert "81 mg (" in run(capsys, "report", str(log), *WOMAN, "--person", "Ann")
    assert "Ann or Bob" in fails(capsys, "report", str(log), *WOMAN, "--person", "Eve")


def test_signs_that_steer_a_terminal_are_not_sent(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text('food,amount,meal\nalmonds,10 g,"\x1b[31mred\x07\x9b"\n', encoding="utf-8")
    out = run(capsys, "report", str(log), *WOMAN)
    assert "red" in out
    log.write_text('food,amount\n"\x1b[31mred\x07\x9b",10 g\n', encoding="utf-8")
    err = fails(capsys, "report", str(log), *WOMAN)
    assert "red" in err
    for shown in (out, err):
        assert not any((ord(char) < 32 and char != "\n") or 127 <= ord(char) < 160 for char in shown)


def test_a_large_log_is_added_up(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for package in ("narwhals", "duckdb", "pyarrow"):
        pytest.importorskip(package, reason="needs the extra duckdb")
    log, out = tmp_path / "log.csv", tmp_path / "totals.csv"
    rows = [f"{person:03},{day},sr28:11458,{person}" for person in range(25) for day in (1, 2)]
    log.write_text("\n".join(["person,day,food,grams", *rows]) + "\n", encoding="utf-8")
    shown = run(capsys, "total", str(log), "--by", "person, day")
    expected = mg.Intake([mg.foods["sr28:11458"].grams(person) for person in range(25)] * 2).total.mg
    lines = shown.splitlines()
    assert lines[0] == f"50 groups by person, day: {mg_text(expected)}"
    assert lines[1].split() == ["person", "day", "mg", "unknown", "rows"]
    assert lines[4].split() == ["001", "1", f"{mg.foods['sr28:11458'].grams(1).mg:.1f}", "0"]
    assert "and 30 more groups" in shown
    assert main(["total", str(log), "--by", "day", "--out", str(out)]) == 0
    shown, said = capsys.readouterr()
    assert shown.startswith(f"2 groups by day: {mg_text(expected)}\n")
    assert said == f"magnesium: written to {out}\n"
    assert len(out.read_text(encoding="utf-8").splitlines()) == 3

    log.write_text("person,food,grams\na,\x1b[31mred,1\nb,sr28:11458,100\n", encoding="utf-8")
    assert "no known food in 1 row" in fails(capsys, "total", str(log), "--by", "person")
    kept = run(capsys, "total", str(log), "--by", "person", "--keep-unknown")
    assert kept.startswith("2 groups by person: at least 87 mg; 1 row is unknown\n")
    assert "'weight': is missing; it has food" in fails(capsys, "total", str(DAY), "--by", "food", "--grams", "weight")


def test_json_loses_nothing_where_the_terminal_is_ascii() -> None:
    command = [sys.executable, "-m", "magnesium", "report", str(DAY), *WOMAN, "--json"]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    out = subprocess.run(command, capture_output=True, check=True, env=environment).stdout
    assert "Hépar" in {entry["item"]["name"] for entry in json.loads(out)["record"]["intake"]["entries"]}


def test_an_own_table_on_the_command_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("id,name,mg_per_100g\nmy:bar,Seed bar,200\n", encoding="utf-8")
    log = tmp_path / "log.csv"
    log.write_text("food,amount\nseed bar,50 g\n", encoding="utf-8")
    out = run(capsys, "report", str(log), *WOMAN, "--foods", str(table), "--days", "2")
    assert "100 mg" in out
    assert "mean of 2 days" in out


@pytest.mark.parametrize("word", [*SEX_WORDS, "F", "M"])
def test_every_word_for_a_sex_is_accepted(capsys: pytest.CaptureFixture[str], word: str) -> None:
    meaning = SEX_WORDS[word.lower()] or "unknown"
    asked = ("rda", "--age", "0.5", "--sex")
    assert run(capsys, *asked, word) == run(capsys, *asked, meaning)


def test_breastfeeding_is_lactating(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "rda", *WOMAN, "--breastfeeding") == run(capsys, "rda", *WOMAN, "--lactating")


def test_rda(capsys: pytest.CaptureFixture[str]) -> None:
    out = run(capsys, "rda", *WOMAN, "--pregnant")
    assert "RDA 350, UL 350 mg/day" in out
    assert "[iom1997]" in out
    assert "AI 300" in run(capsys, "rda", *WOMAN, "--authority", "efsa")
    assert "not determined" in run(capsys, "rda", "--age", "0.5", "--sex", "unknown")
    assert "provisional" in run(capsys, "rda", *WOMAN, "--authority", "nordic")
    assert "RDA 270" in run(capsys, "rda", *WOMAN, "--authority", "japan", "--edition", "DRIs 2020")
    data = json.loads(run(capsys, "rda", *WOMAN, "--lactating", "--json"))
    assert data["record"]["rda"]["mg_per_day"] == 310


def test_food(capsys: pytest.CaptureFixture[str]) -> None:
    found = run(capsys, "food", "cooked", "spinach").splitlines()
    assert found[0].endswith("for 'cooked spinach': Spinach, cooked, boiled, drained, without salt;")
    assert next(line for line in found if "sr28:" in line).split()[0] == "sr28:11458"
    assert ["1", "cup", "(180", "g)", "157", "mg"] in map(str.split, run(capsys, "food", "sr28:11458").splitlines())
    serving = run(capsys, "food", "cooked spinach", "--serving", "1 cup")
    assert serving.startswith("1 cup Spinach, cooked, boiled, drained, without salt: 157 mg\n")
    assert "(sr28:11458)" in serving
    assert run(capsys, "food", "rice", "--limit", "3").startswith("3 records for 'rice'")
    assert "water:ciqual-76022" in run(capsys, "food", "hepar")
    assert "60 mg" in run(capsys, "food", "water:ciqual-76022", "--serving", "500 ml")
    assert "60.3% magnesium" in run(capsys, "food", "magnesium-oxide")
    unknown = next(food for food in mg.foods.values() if food.mg_per_100g is None)
    assert ": unknown per 100 g" in " ".join(run(capsys, "food", unknown.id).split())
    assert ": unknown mg" in " ".join(run(capsys, "food", unknown.id, "--serving", "100 g").split())


def test_convert_and_sources(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "convert", "24.305", "mg", "mmol") == f"24.305 mg = 1 mmol\n\n{stamp()}\n"
    shown = run(capsys, "sources")
    assert all(f"  {source} " in shown for source in mg.sources)
    assert "  efsa2015 " in run(capsys, "sources", "efsa", "magnesium")
    assert run(capsys, "sources", "iom1997").startswith(mg.sources["iom1997"].citation[:60])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("rda", "--age", "abc", "--sex", "female"), "must be a number"),
        (("rda", "--age", "-1", "--sex", "female"), "at least 0"),
        (("rda", "--age", "130", "--sex", "female"), "below 130"),
        (("rda", "--age", "52", "--sex", "female", "--pregnant"), "14–50 years"),
        (("rda", "--age", "30", "--sex", "male", "--pregnant"), "needs sex 'female'"),
        (("rda", "--age", "30", "--sex", "x"), f"expected one of {listed(SEX_WORDS)}"),
        (("rda", "--age", "30", "--sex", "unknown"), "depends on sex"),
        (("rda", "--age", "30"), "--sex"),
        (("rda", *WOMAN, "--authority", "narnia"), "no authority 'narnia'"),
        (("rda", *WOMAN, "--pregnant", "--lactating"), "not allowed with"),
        (("food", "xyzzyq"), "no food, water or compound 'xyzzyq'"),
        (("food", "spinnach"), "spinach"),
        (("food", "spinach", "--serving", "1 bowl"), "is not a portion"),
        (("food", "rice", "--limit", "many"), "whole number"),
        (("convert", "1", "mg", "cup"), "is not a unit"),
        (("convert", "nan", "mg", "g"), "must be finite"),
        (("convert", "x", "mg", "g"), "must be a number"),
        (("sources", "qqqq"), "no source"),
        (("report", "nowhere.csv", *WOMAN), "nowhere.csv: No such file"),
        (("report", str(DAY), *WOMAN, "--days", "x"), "whole number"),
        (("report", str(DAY.parent), *WOMAN), "Is a directory"),
        (("cook",), "no command 'cook'"),
        (("help",), "did you mean --help?"),
        (("completion", "bash"), "did you mean --completion?"),
        (("rda", *WOMAN, "--authorty", "efsa"), "did you mean --authority? (see magnesium rda --help)"),
        (("rda", *WOMAN, "--authorty=efsa"), "did you mean --authority?"),
        (("food", "spinach", "--servings", "1 cup"), "did you mean --serving?"),
    ],
)
def test_errors_are_one_clear_paragraph(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    assert said in fails(capsys, *arguments)


def test_a_bad_log_is_told_line_by_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    log = tmp_path / "bad.csv"
    log.write_text("food,amount\nhalloumi,1 cup\nalmonds,nan g\n", encoding="utf-8")
    err = fails(capsys, "report", str(log), *WOMAN)
    assert "line 2, column 'food'" in err
    assert "line 3, column 'amount'" in err


def test_the_help_of_a_command_keeps_the_case_of_names(capsys: pytest.CaptureFixture[str]) -> None:
    for command, name in (("serve", "API"), ("mcp", "Model Context Protocol")):
        with pytest.raises(SystemExit):
            main([command, "--help"])
        assert name in " ".join(capsys.readouterr().out.split())


def test_version_and_module_run() -> None:
    command = [sys.executable, "-m", "magnesium", "--version"]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert out == f"magnesium {mg.__version__}\n"


def test_a_reader_that_leaves_early_is_no_error() -> None:
    """``magnesium sources | head -1`` must not end in a traceback."""
    code = f"{sys.executable} -m magnesium sources | head -1"
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {code}"], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.count("\n") == 1
