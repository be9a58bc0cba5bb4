"""Wrong types at the front door: only errors of this library escape, and they say what would be right."""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import magnesium as mg

FOOD = mg.foods["sr28:11457"]
WATER = mg.waters["us-tap"]
OXIDE = mg.compounds["magnesium-oxide"]
ENTRY = FOOD.grams(30)
DAY = mg.Intake([ENTRY])
PERSON = mg.Person(age=25, sex="female")
GOOD: dict[str, dict[str, Any]] = {
    "adequacy": {"intake": DAY, "person": PERSON},
    "allowed_content_claims": {"mg": 84},
    "ask": {"question": "magnesium for sleep"},
    "assess": {"person": PERSON, "symptoms": ["cramps"]},
    "build_report": {"intake": DAY, "person": PERSON},
    "compare": {"person": PERSON},
    "convert": {"value": 1.0, "from_unit": "mg", "to_unit": "mmol"},
    "daily_value": {},
    "declared_mg": {"mg": 84},
    "declared_percent_daily_value": {"mg": 84},
    "find_food": {"text": "spinach"},
    "find_item": {"text": "spinach"},
    "fndds": {"release": "2017-2018"},
    "parse": {"line": "100 g spinach"},
    "parse_meal": {"text": "100 g spinach"},
    "percent_daily_value": {"mg": 84},
    "rda": {"age": 25, "sex": "female"},
    "recommended": {"age": 25, "sex": "female"},
    "reference_values": {"person": PERSON},
    "suggest": {"intake": DAY, "person": PERSON},
    "swaps": {"intake": DAY, "person": PERSON},
}
"""Arguments with which each front-door function answers."""
DISH = mg.Recipe(id="my:dish", name="Dish", ingredients=[ENTRY])
FILES: dict[str, dict[str, Any]] = {
    "check": {"source": "no such folder/log.csv"},
    "read_food_log": {"source": "no such folder/log.csv"},
    "read_food_table": {"source": "no such folder/table.csv"},
    "read_recipe": {"source": "no such folder/soup.txt"},
    "write_food_log": {"intake": DAY, "target": "no such folder/log.csv"},
}
"""Arguments of the functions of files, in a folder that does not exist."""
MEMBERS: dict[str, tuple[Callable[..., object], dict[str, Any]]] = {
    "Intake": (mg.Intake, {"entries": [ENTRY]}),
    "Intake.by": (DAY.by, {"key": "meal"}),
    "Intake.of": (DAY.of, {"origins": ["food"]}),
    "Intake.scaled": (DAY.scaled, {"factor": 2}),
    "Answer.text": (DAY.text, {"width": 80}),
    "Total.of": (DAY.total.of, {"origins": ["food"]}),
    "Total.per_day": (DAY.total.per_day, {"days": 2}),
    "Total": (mg.Total, {"mg": 1.0}),
    "Recipe": (mg.Recipe, {"id": "my:dish", "name": "Dish", "ingredients": [ENTRY]}),
    "Recipe.grams": (DISH.grams, {"grams": 100}),
    "Recipe.serving": (DISH.serving, {"text": "1 recipe"}),
    "Recipe.measured": (DISH.measured, {"quantity": 1, "unit": "g"}),
    "Person": (mg.Person, {"age": 25, "sex": "female"}),
    "Group": (mg.Group, {"sex": "female"}),
    "Entry.at": (ENTRY.at, {"date": "2026-01-01"}),
    "Food.serving": (FOOD.serving, {"text": "1 cup"}),
    "Food.grams": (FOOD.grams, {"grams": 1}),
    "Food.measured": (FOOD.measured, {"quantity": 1, "unit": "cup"}),
    "Water.serving": (WATER.serving, {"text": "1 cup"}),
    "Water.grams": (WATER.grams, {"grams": 1}),
    "Water.liters": (WATER.liters, {"liters": 1}),
    "Water.measured": (WATER.measured, {"quantity": 1, "unit": "cup"}),
    "Compound.serving": (OXIDE.serving, {"text": "1 g compound"}),
    "Compound.grams": (OXIDE.grams, {"grams": 1}),
    "Compound.dose": (OXIDE.dose, {"compound_mg": 1}),
    "Compound.measured": (OXIDE.measured, {"quantity": 1, "unit": "g compound"}),
    "Catalog[]": (mg.foods.__getitem__, {"key": "sr28:11457"}),
    "Catalog.named": (mg.foods.named, {"text": "spinach"}),
    "Catalog.search": (mg.foods.search, {"text": "spinach"}),
    "Catalog.near": (mg.foods.near, {"text": "spinach"}),
}
"""Classes and methods that a user calls, with arguments with which each answers."""
ASKED = {name: (getattr(mg, name), good) for name, good in GOOD.items()} | MEMBERS

WRONG = [
    None, True, -1, 0, 3, 30.5, float("nan"), float("inf"), 10**400, "", "x", "me", "25", b"x", [], ["spinach"], [None],
    ("x", 3), {}, {"mg": 3}, set(), object(), object, len, dt.date(2026, 1, 1), FOOD, WATER, OXIDE, ENTRY, DAY,
    DAY.total, PERSON, mg.foods, mg.authorities["efsa"], mg.Sex.FEMALE,
]  # fmt: skip


def escapes(ask: Callable[..., object], arguments: dict[str, Any]) -> BaseException | None:
    """Return the error that is not one of this library, if any."""
    try:
        ask(**arguments)
    except mg.MagnesiumError as error:
        str(error)
    except Exception as error:  # noqa: BLE001  (what is looked for)
        return error
    return None


def parameters(ask: Callable[..., object], good: dict[str, Any]) -> list[str]:
    found = inspect.signature(ask).parameters.values()
    return list(dict.fromkeys([*good, *(p.name for p in found if p.kind is not p.VAR_KEYWORD)]))


def test_every_function_of_the_front_door_is_asked() -> None:
    functions = {name for name in mg.__all__ if inspect.isfunction(getattr(mg, name))}
    assert functions == GOOD.keys() | FILES.keys()


@pytest.mark.parametrize("name", ASKED)
def test_one_wrong_argument_raises_only_errors_of_the_library(name: str) -> None:
    ask, good = ASKED[name]
    found = [
        (parameter, wrong, error)
        for parameter in parameters(ask, good)
        for wrong in WRONG
        if (error := escapes(ask, good | {parameter: wrong})) is not None
    ]
    assert not found, found[:3]


@pytest.mark.parametrize("name", FILES)
def test_what_is_no_file_raises_only_errors_of_the_library(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # some of the texts are names of files that can be written
    for parameter in parameters(getattr(mg, name), FILES[name]):
        for wrong in WRONG:
            error = escapes(getattr(mg, name), FILES[name] | {parameter: wrong})
            is_file_name = parameter not in {"source", "target"} or isinstance(wrong, str)
            assert error is None or (is_file_name and isinstance(error, OSError)), (parameter, wrong, error)


@pytest.mark.parametrize("name", ASKED)
@settings(max_examples=50)
@given(data=st.data())
def test_several_wrong_arguments_raise_only_errors_of_the_library(name: str, data: st.DataObject) -> None:
    ask, good = ASKED[name]
    chosen = data.draw(st.lists(st.sampled_from(parameters(ask, good)), unique=True))
    wrong = {parameter: data.draw(st.sampled_from(WRONG)) for parameter in chosen}
    assert escapes(ask, good | wrong) is None


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda: mg.adequacy("x", PERSON), "must be an Intake, a Total or a number"),  # type: ignore[arg-type]
        (lambda: mg.adequacy(DAY, "me"), "must be a Person"),  # type: ignore[arg-type]
        (lambda: mg.adequacy(PERSON, DAY), "give the intake first"),  # type: ignore[arg-type]
        (lambda: mg.suggest(PERSON, DAY), "give the intake first"),  # type: ignore[arg-type]
        (lambda: mg.compare("x"), "must be a Person"),  # type: ignore[arg-type]
        (lambda: mg.assess("x"), "must be a Person"),  # type: ignore[arg-type]
        (lambda: mg.reference_values(25), "must be a Person"),  # type: ignore[arg-type]
        (lambda: mg.find_item(None), "must be a string"),  # type: ignore[arg-type]
        (lambda: mg.find_food(3), "must be a string"),  # type: ignore[arg-type]
        (lambda: mg.find_food("spinach", tables=3), "tables must be the id of a food table, or a list of ids, got 3"),  # type: ignore[arg-type]
        (lambda: mg.find_item("spinach", language=None), "language must be a string, got None"),  # type: ignore[arg-type]
        (lambda: mg.foods.filter(predicate="almond"), "must be a function of a record"),  # type: ignore[arg-type]
        (lambda: DAY.text(width="80"), "width must be a whole number from 1, got '80'"),  # type: ignore[arg-type]
        (lambda: mg.Intake(ENTRY), r"Intake\(\[entry\]\)"),  # type: ignore[arg-type]
        (lambda: mg.Intake(["spinach"]), "must be an Entry"),  # type: ignore[list-item]
        (lambda: FOOD.serving(30), r"\.grams"),  # type: ignore[arg-type]
        (lambda: FOOD.grams("x"), "must be a number"),  # type: ignore[arg-type]
        (lambda: mg.rda(age="x", sex="female"), "must be a number"),  # type: ignore[arg-type]
    ],
)
def test_a_wrong_type_is_told_what_would_be_right(ask: Callable[[], object], says: str) -> None:
    with pytest.raises(mg.InvalidValueError, match=says):
        ask()
