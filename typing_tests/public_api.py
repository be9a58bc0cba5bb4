"""The public API as users call it: mypy, pyright, ty and pyrefly must agree with every type stated here.

A line with ``type: ignore`` is a mistake that type checkers must find: mypy and pyright report an unused comment.
"""

# pyright: reportUnnecessaryTypeIgnoreComment=true

import datetime as dt
import io
from pathlib import Path
from typing import assert_type

import magnesium as mg
from magnesium import population as mp


def test_words_become_items_and_amounts() -> None:
    entry = mg.parse("30 g almonds")
    assert_type(entry, mg.Entry)
    assert_type(entry.mg, float | None)
    assert_type(mg.parse_meal("30 g almonds and a banana"), mg.Intake)
    assert_type(mg.find_food("spinach").serving("1 cup"), mg.Entry)
    assert_type(mg.compounds["magnesium-oxide"].dose(elemental_mg=200), mg.Entry)
    mg.parse("30 g almonds", assume="sometimes")  # type: ignore
    mg.compounds["magnesium-oxide"].dose(grams=200)  # type: ignore


def test_catalogs_hold_their_records() -> None:
    assert_type(mg.foods, mg.Catalog[mg.Food])
    assert_type(mg.foods["sr28:12061"], mg.Food)
    assert_type(mg.foods.search("almonds")[0], mg.Food)
    assert_type(list(mg.waters), list[str])
    assert_type([water.mg_per_l for water in mg.waters.values()], list[float | None])
    assert_type(mg.claims.search("cramps")[0].verdict, mg.Verdict)
    assert_type(mg.fndds("2017-2018"), mg.Catalog[mg.Food])


def test_people_and_their_needs() -> None:
    woman = mg.Person(age=25, sex="female", pregnant=True)
    assert_type(woman.sex, mg.Sex | None)
    assert_type(mg.rda(age=25, sex="female"), float)
    assert_type(mg.recommended(age=25, sex="F", authority="efsa"), mg.ReferenceValue)
    assert_type(mg.reference_values(woman).ul, mg.ReferenceValue | None)
    assert_type(mg.reference_values(woman, as_of=dt.date(2024, 1, 1)), mg.ReferenceValues)
    assert_type(mg.compare(woman), mg.Comparison)
    mg.rda(25, "female")  # type: ignore
    mg.rda(age=25)  # type: ignore
    mg.Person(age="25", sex="female")  # type: ignore
    mg.Person(age=25, sex="femal")  # type: ignore


def test_files_and_totals(path: Path) -> None:
    for source in (path, str(path), io.StringIO("food,amount\n")):
        day = mg.read_food_log(source)
        assert_type(day, mg.Intake)
    day = mg.read_food_log(path, on_unknown="keep", foods=mg.read_food_table(path, origin="food"))
    assert_type(day.total, mg.Total)
    assert_type(day.total.interval(0.9), tuple[float, float] | None)
    for part in day.by("meal").values():
        assert_type(part.total.mg, float)
    mg.read_food_log(path, on_unknown="drop")  # type: ignore


def test_answers(day: mg.Intake, person: mg.Person) -> None:
    for intake in (day, day.total, 320.0):
        assert_type(mg.adequacy(intake, person), mg.Adequacy)
    result = mg.adequacy(day, person)
    assert_type(result.exceeds_ul, bool | None)
    assert_type(result.percent_of_recommended, float | None)
    assert_type(mg.suggest(day, person), mg.Suggestions)
    assert_type(mg.build_report(day, person).text(), str)
    found = mg.assess(person, symptoms=["cramps"], medications=["furosemide"])
    assert_type(found, mg.Assessment)
    assert_type(found.red_flags, tuple[mg.Finding, ...])
    assert_type(found.urgency, mg.Urgency)
    for answer in (result, found, day, person):
        assert_type(answer.text(), str)
        assert_type(answer.html(), str)


def test_documents_are_read_back(person: mg.Person) -> None:
    assert_type(mg.Person.from_dict(person.to_dict()), mg.Person)


def test_populations() -> None:
    usual = mp.usual_intake({"person": [1, 1], "day": [1, 2], "mg": [200.0, 300.0]})
    assert_type(usual, mp.UsualIntake)
    assert_type(usual.share_below(265), float)


def only_magnesium_errors(line: str) -> mg.Entry | None:
    try:
        return mg.parse(line)
    except mg.AmbiguousError as error:
        assert_type(error, mg.AmbiguousError)
    except mg.MagnesiumError:
        return None
    return None
