"""Texts that no encoding can hold, and files that cannot be decoded, are errors of this library that say where."""

from __future__ import annotations

import gzip
import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import magnesium as mg
from magnesium.cli.main import main
from magnesium.intake.food_log import OnUnknown
from magnesium.text import harmless, whole_text

HALVES = st.characters(min_codepoint=0xD800, max_codepoint=0xDFFF, categories=["Cs"])


@st.composite
def half_texts(draw: st.DrawFn) -> str:
    """Return everyday words with half a character somewhere in them."""
    words = draw(st.sampled_from(["", "almonds", "spinach", "magnesium oxide", "1 cup", "female", "nasem", "cramps"]))
    place = draw(st.integers(0, len(words)))
    return words[:place] + draw(HALVES) + words[place:]


def refused(ask: Callable[[], object]) -> mg.MagnesiumError:
    """Return the error of this library that is raised, whose message can be printed anywhere."""
    with pytest.raises(mg.MagnesiumError) as caught:
        ask()
    str(caught.value).encode()
    return caught.value


SPINACH = mg.foods["sr28:11457"]
PERSON = mg.Person(age=25, sex="female")
QUESTIONS: dict[str, Callable[[str], object]] = {
    "find_item": mg.find_item,
    "search": mg.foods.search,
    "id": lambda text: mg.foods[text],
    "serving": SPINACH.serving,
    "measured": lambda text: SPINACH.measured(1, text),
    "unit": lambda text: mg.convert(1, text, "mg"),
    "sex": lambda text: mg.rda(age=25, sex=text),  # type: ignore[arg-type]
    "authority": lambda text: mg.rda(age=25, sex="female", authority=text),
    "edition": lambda text: mg.reference_values(PERSON, edition=text),
    "symptom": lambda text: mg.assess(PERSON, symptoms=[text]),
    "risk factor": lambda text: mg.assess(PERSON, risk_factors=[text]),
    "medication": lambda text: mg.assess(PERSON, medications=[text]),
    "supplement": lambda text: mg.assess(PERSON, supplements=[text]),
    "date": lambda text: SPINACH.grams(1).at(date=text),
    "meal": lambda text: SPINACH.grams(1).at(meal=text),
    "person": lambda text: SPINACH.grams(1).at(person=text),
    "title": lambda text: mg.build_report(mg.Intake([SPINACH.grams(1)]), PERSON, title=text),
}


@pytest.mark.parametrize("what", QUESTIONS)
@settings(max_examples=25)
@given(text=half_texts())
def test_a_question_with_half_a_character_is_refused(what: str, text: str) -> None:
    refused(lambda: QUESTIONS[what](text))


RECORDS: list[Any] = [
    SPINACH,
    SPINACH.portions[0],
    mg.waters["water:us-tap"],
    mg.compounds["magnesium-oxide"],
    SPINACH.grams(1).at(meal="lunch", person="Ann"),
    mg.read_food_log(io.StringIO("food,amount\nmoon cheese,1 g\n"), on_unknown="keep").entries[0].item,
]
TEXT_FIELDS = [
    (record, field.name)
    for record in RECORDS
    for field in attrs.fields(type(record))
    if isinstance(getattr(record, field.name), str | tuple) and field.type in {"str", "str | None", "tuple[str, ...]"}
]


@pytest.mark.parametrize(("record", "field"), TEXT_FIELDS, ids=lambda value: getattr(value, "id", str(value))[:20])
@given(text=half_texts())
def test_no_record_of_a_user_holds_half_a_character(record: Any, field: str, text: str) -> None:
    value = (text,) if isinstance(getattr(record, field), tuple) else text
    alias = getattr(attrs.fields(type(record)), field).alias
    error = refused(lambda: attrs.evolve(record, **{alias: value}))
    assert field in str(error)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_every_other_text_is_whole(text: str) -> None:
    assert whole_text(text, "text") is text
    text.encode()


@given(st.text(st.characters()))
def test_what_is_printed_can_be_encoded(text: str) -> None:
    harmless(text).encode()


@pytest.mark.parametrize("column", ["food", "amount", "meal", "person"])
@pytest.mark.parametrize("on_unknown", ["keep", "raise"])
@given(text=half_texts())
def test_a_log_names_the_line_and_the_column(column: str, on_unknown: OnUnknown, text: str) -> None:
    cells = {"food": "almonds", "amount": "1 g", "meal": "x", "person": "x", column: text}
    log = f"{','.join(cells)}\nalmonds,1 g,x,x\n{','.join(cells.values())}\n"
    error = refused(lambda: mg.read_food_log(io.StringIO(log), on_unknown=on_unknown))
    assert isinstance(error, mg.FoodLogError)
    assert [(problem.line, problem.column) for problem in error.problems] == [(3, column)]


@given(text=half_texts())
def test_a_food_table_names_the_line_and_the_column(text: str) -> None:
    error = refused(lambda: mg.read_food_table(io.StringIO(f"id,name,mg_per_100g\nmy:a,{text},1\n")))
    assert isinstance(error, mg.DataError)
    assert [(problem.line, problem.column) for problem in error.problems] == [(2, "name")]


def _document(**fields: object) -> str:
    from magnesium.integrations.serialization import SCHEMA

    record = {"description": "cup", "grams": 1.0, "amount": 1.0}
    return json.dumps({"schema": SCHEMA, "type": "Portion", "record": {**record, **fields}})


@given(text=half_texts())
def test_json_names_the_field(text: str) -> None:
    pytest.importorskip("cattrs", reason="needs the extra serialization")
    from magnesium.integrations.serialization import from_json

    value = refused(lambda: from_json(_document(description=text)))
    assert isinstance(value, mg.DataError)
    assert [problem.column for problem in value.problems] == ["record.description"]
    name = refused(lambda: from_json(_document(**{text: 1})))
    assert isinstance(name, mg.DataError)


COMMANDS = [
    ["food", "{}"],
    ["food", "almonds", "--serving", "{}"],
    ["food", "almonds", "--limit", "{}"],
    ["rda", "--age", "{}", "--sex", "female"],
    ["rda", "--age", "25", "--sex", "{}"],
    ["rda", "--age", "25", "--sex", "female", "--authority", "{}"],
    ["rda", "--age", "25", "--sex", "female", "--edition", "{}"],
    ["convert", "1", "{}", "mg"],
    ["symptom", "{}"],
    ["risk", "{}"],
    ["claim", "{}"],
    ["serum", "1", "{}"],
    ["sources", "{}"],
    ["assess", "--age", "25", "--sex", "female", "--symptom", "{}"],
    ["report", "nowhere-{}.csv", "--age", "25", "--sex", "female"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_an_argument_that_is_no_utf_8_is_refused_in_words(
    command: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    not_utf_8 = os.fsdecode(b"alm\xe9nds")
    assert main([argument.format(not_utf_8) for argument in command]) in {1, 3}
    error = capfd.readouterr().err
    assert error.startswith("magnesium: ")
    assert "Traceback" not in error


def test_a_file_may_have_any_name(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / os.fsdecode(b"journ\xe9e.csv")
    log.write_text("food,amount\nalmonds,30 g\n", encoding="utf-8")
    assert main(["report", str(log), "--age", "25", "--sex", "female"]) == 0
    assert "journ�e.csv" in capfd.readouterr().out
    log.write_text("food,amount\nalmonds,nothing\n", encoding="utf-8")
    assert "line 2" in str(refused(lambda: mg.read_food_log(log)))


# --- files that cannot be decoded --------------------------------------------------------------

OPENED: dict[str, Callable[[bytes], IO[Any]]] = {
    "text": lambda data: io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"),
    "text with its own line ends": lambda data: io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline=""),
    "binary": io.BytesIO,
}


@pytest.mark.parametrize("opened", ["text", "text with its own line ends"])
@settings(max_examples=25)
@given(bad=st.integers(0, 900), rows=st.integers(1, 900), ends=st.sampled_from([b"\n", b"\r\n"]))
def test_a_log_opened_as_utf_8_names_the_line_that_is_not(opened: str, bad: int, rows: int, ends: bytes) -> None:
    """A text file decodes thousands of bytes ahead: the error comes before its line does."""
    lines = [b"food,amount,meal", *[b"sr28:11457,1 g,caf\xc3\xa9"] * rows]
    place = bad % len(lines)
    lines[place] += b" d\xe9j\xe0 vu"
    error = refused(lambda: mg.read_food_log(OPENED[opened](ends.join(lines))))
    assert isinstance(error, mg.FoodLogError)
    assert error.problems[0].line == place + 1
    assert "0xe9" in error.problems[0].message


@settings(max_examples=25)
@given(bad=st.integers(0, 900), rows=st.integers(2, 900), ends=st.sampled_from([b"\n", b"\r\n"]))
def test_a_log_of_two_encodings_names_a_line_where_it_changes(bad: int, rows: int, ends: bytes) -> None:
    lines = [b"food,amount,meal", *[b"sr28:11457,1 g,caf\xc3\xa9"] * rows]
    place = 1 + bad % rows
    lines[place] = b"sr28:11457,1 g,d\xe9j\xe0 vu"
    error = refused(lambda: mg.read_food_log(io.BytesIO(ends.join(lines))))
    assert isinstance(error, mg.FoodLogError)
    assert error.problems[0].line == max(place + 1, 3)
    assert "save" in error.problems[0].message


@pytest.mark.parametrize("read", [mg.read_food_log, mg.read_food_table])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "utf-16", "utf-32", "shift-jis"])
@given(data=st.binary(min_size=1, max_size=300))
def test_a_text_file_of_any_bytes_is_read_or_refused(read: Callable[[Any], object], encoding: str, data: bytes) -> None:
    try:
        read(io.TextIOWrapper(io.BytesIO(b"food,amount\n" + data), encoding=encoding))
    except mg.MagnesiumError as error:
        str(error).encode()


@pytest.mark.parametrize("mode", ["rt", "rb"])
def test_an_archive_that_is_cut_off_names_the_line(mode: str, tmp_path: Path) -> None:
    log = "food,amount\n" + "".join(f"almonds,{number} g\n" for number in range(1, 5000))
    path = tmp_path / "log.csv.gz"
    path.write_bytes(gzip.compress(log.encode())[:-100])
    with gzip.open(path, mode) as file:
        error = refused(lambda: mg.read_food_log(file))  # type: ignore[arg-type]
    assert isinstance(error, mg.FoodLogError)
    assert error.problems[-1].line is not None


def test_a_closed_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("food,amount\nalmonds,30 g\n", encoding="utf-8")
    with path.open(encoding="utf-8") as file:
        pass
    assert "closed file" in str(refused(lambda: mg.read_food_log(file)))
