"""Every accepted word means the same in Python, at the command line and in a log."""

from __future__ import annotations

import io
import json
from typing import Any, get_args

import pytest

import magnesium as mg
from magnesium import laboratory as lab
from magnesium.cli.main import main
from magnesium.laboratory.grade_limits import CtcaeVersion, ctcae_version
from magnesium.people import LIFE_STAGE_WORDS, SEX_WORDS, LifeStage

AUTHORITY_WORDS = {
    word: body.id
    for body in mg.authorities.values()
    for name in (body.id, body.name, *body.names)
    for word in (name, name.upper())
}


def rda_at_the_command_line(capsys: pytest.CaptureFixture[str], *options: str) -> Any:
    assert main(["rda", "--json", *options]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("word", [word for word, sex in SEX_WORDS.items() if sex is not None])
def test_words_for_a_sex(capsys: pytest.CaptureFixture[str], word: str) -> None:
    found = rda_at_the_command_line(capsys, "--age", "40", "--sex", word.upper())
    assert found["record"]["rda"]["mg_per_day"] == mg.rda(age=40, sex=SEX_WORDS[word])


@pytest.mark.parametrize(
    "word", [word for word, stage in LIFE_STAGE_WORDS.items() if stage in {LifeStage.PREGNANT, LifeStage.LACTATING}]
)
def test_words_for_a_life_stage(capsys: pytest.CaptureFixture[str], word: str) -> None:
    found = rda_at_the_command_line(capsys, "--age", "25", "--sex", "f", "--life-stage", word.upper())
    person = mg.Person(age=25, sex="female", life_stage=LIFE_STAGE_WORDS[word])
    assert found["record"]["rda"]["mg_per_day"] == mg.reference_values(person).found[1].mg_per_day
    assert found["record"]["rda"]["life_stage"] == LIFE_STAGE_WORDS[word]


@pytest.mark.parametrize("word", AUTHORITY_WORDS)
def test_words_for_an_authority(capsys: pytest.CaptureFixture[str], word: str) -> None:
    found = rda_at_the_command_line(capsys, "--age", "40", "--sex", "m", "--authority", word)
    assert found["record"]["authority"] == AUTHORITY_WORDS[word]


@pytest.mark.parametrize("origin", [mg.Origin.SUPPLEMENT, mg.Origin.MEDICINE, mg.Origin.ADDED])
def test_words_for_an_origin(origin: mg.Origin) -> None:
    word = origin.upper()
    log = f"food,amount,origin\nmagnesium-oxide,200 mg elemental,{word}\n"
    dose = mg.compounds["magnesium-oxide"].dose(elemental_mg=200, origin=word)  # type: ignore[arg-type]
    assert mg.read_food_log(io.StringIO(log)).entries[0].origin is dose.origin is origin


@pytest.mark.parametrize("word", get_args(CtcaeVersion))
def test_words_for_a_version_of_ctcae(capsys: pytest.CaptureFixture[str], word: CtcaeVersion) -> None:
    version = int(str(word).strip("v")[0])
    result = lab.classify_serum(mmol_per_l=0.45, interval=None, ctcae_version=word)
    assert ctcae_version(word) == result.low.version == version
    assert main(["serum", "0.45", "mmol/L", "--ctcae", str(word)]) == 0
    assert f"CTCAE v{version} grade 2" in capsys.readouterr().out


def test_an_edition_and_a_day_together_are_refused() -> None:
    day, person = mg.Intake([mg.foods["sr28:11457"].grams(30)]), mg.Person(age=25, sex="female")
    for ask in (mg.adequacy, mg.suggest, mg.build_report):
        with pytest.raises(mg.InvalidValueError, match="cannot be combined with edition"):
            ask(day, person, edition="DRI 1997", as_of="2020-01-01")
    with pytest.raises(mg.InvalidValueError, match="cannot be combined with edition"):
        mg.assess(person, edition="DRI 1997", as_of="2020-01-01")


def test_an_assessment_compares_a_total_and_a_number_as_adequacy_does() -> None:
    person = mg.Person(age=25, sex="female")
    total = mg.Total(mg=500.0, supplement_mg=400.0)
    for intake in (total, 300):
        assert mg.assess(person, intake=intake).adequacy == mg.adequacy(intake, person)
    found = mg.assess(person, intake=total, risk_factors=["dialysis"])
    assert [finding for finding in found.findings if "magnesium from supplements" in finding.text]
