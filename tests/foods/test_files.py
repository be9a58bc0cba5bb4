"""Files of foods and logs: which sheet and row of a workbook, which decimal mark, which order of day and month."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg
from magnesium.foods.files.dates import Dates, read_time
from magnesium.foods.files.decimals import Decimals

TABLE = (("id", "name", "mg_per_100g"), ("my:1", "One", 10), ("my:2", "Two", 20))


def workbook(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> io.BytesIO:
    openpyxl = pytest.importorskip("openpyxl")
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(file)
    file.seek(0)
    return file


# --- workbooks ---------------------------------------------------------------------------------


@pytest.mark.parametrize("above", [0, 1, 3])
def test_the_rows_of_a_sheet_are_those_below_its_header(above: int) -> None:
    file = workbook({"Foods": (*[("my foods",)] * above, *TABLE)})
    assert {food.id: food.mg_per_100g for food in mg.read_food_table(file).values()} == {"my:1": 10, "my:2": 20}


@pytest.mark.parametrize("others", [0, 1, 2])
def test_of_several_sheets_the_one_with_the_header_is_read_with_a_note(others: int) -> None:
    rows = (("food", "amount"), ("almonds", "30 g"))
    file = workbook({**{f"Notes {n}": (("to buy",), ("almonds",)) for n in range(others)}, "Log": rows})
    log = mg.read_food_log(file)
    assert [entry.grams for entry in log.entries] == [30]
    notes = [str(note) for note in log.notes if "sheets" in str(note)]
    assert len(notes) == (1 if others else 0)
    assert all(f"{others + 1} sheets" in note and "'Log' was read" in note for note in notes)


# --- text --------------------------------------------------------------------------------------


@given(st.lists(st.sampled_from(["", "almonds,30 g", "tofu,20 g"]), max_size=3), st.sampled_from(["", "\n"]))
def test_the_first_line_of_a_file_is_read_once_and_whole(rows: list[str], end: str) -> None:
    text = "\n".join(("food,amount", "almonds,30 g", *rows)) + end
    total = 30 + sum(30 if row.startswith("almonds") else 20 for row in rows if row)
    for file in (io.StringIO(text), io.BytesIO(text.encode())):
        assert sum(entry.grams or 0 for entry in mg.read_food_log(file).entries) == total


# --- decimals ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shown", "delimiter", "is_refused"),
    [
        ("1,234.5", ";", False),
        ("1.234,5", ";", True),
        ("1,234.5", ",", False),
        ("1.234,5", ",", True),
        ("1,234,567.5", ";", False),
        ("1.234.567,5", ",", True),
        ("12", ";", True),
        ("12", ",", False),
    ],
)
def test_the_last_of_two_marks_is_the_decimal_mark_of_the_file(shown: str, delimiter: str, is_refused: bool) -> None:
    decimals = Decimals()
    decimals.see(2, "amount", shown)
    decimals.see(3, "amount", "1.250 g")
    found = list(decimals.problems(delimiter))
    assert [(problem.line, problem.column) for problem in found] == ([(3, "amount")] if is_refused else [])


# --- days and months ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shown", "month", "day"),
    [
        ("23/11/2026", 1, 3),
        ("23-11-2026", 1, 3),
        ("11/23/2026", 3, 1),
        ("12/13/2026", 3, 1),
        ("13/12/2026", 1, 3),
        ("23.11.2026", None, None),
        ("12/12/2026", None, None),
        ("2026-11-23", None, None),
    ],
)
def test_a_date_with_a_day_above_12_decides_for_the_others(shown: str, month: int | None, day: int | None) -> None:
    dates = Dates()
    dates.see(shown)
    dates.see("03/01/2026")
    if month is None or day is None:
        with pytest.raises(mg.InvalidValueError, match="can be day 3 of month 1"):
            dates.read("03/01/2026")
    else:
        assert dates.read("03/01/2026") == (dt.date(2026, month, day), None)


@given(st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)))
def test_a_date_with_points_begins_with_its_day_and_a_stated_order_is_kept(date: dt.date) -> None:
    assert Dates().read(f"{date:%d.%m.%Y}")[0] == date
    for order, written in {"dmy": f"{date:%d/%m/%y}", "mdy": f"{date:%m/%d/%y}", "ymd": f"{date:%y/%m/%d}"}.items():
        assert Dates(order).read(written)[0] == date
    for order, written in {"dmy": f"{date:%d/%m/%Y}", "mdy": f"{date:%m/%d/%Y}"}.items():
        assert Dates(order).read(written)[0] == date


def test_dates_that_decide_differently_decide_nothing() -> None:
    dates = Dates()
    dates.see("23/11/2026")
    dates.see("11/23/2026")
    with pytest.raises(mg.InvalidValueError, match="can be day 3 of month 1"):
        dates.read("03/01/2026")


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [("12 am", 0, 0), ("12:30 a.m.", 0, 30), ("12 pm", 12, 0), ("1 pm", 13, 0), ("11:59 PM", 23, 59), ("7h30", 7, 30)],
)
def test_hours_of_half_a_day(text: str, hour: int, minute: int) -> None:
    assert read_time(text) == dt.time(hour, minute)


@pytest.mark.parametrize("text", ["0 am", "13 pm", "24:00", "8:60", "8", "noon"])
def test_hours_that_do_not_exist_are_refused(text: str) -> None:
    with pytest.raises(mg.InvalidValueError, match="must be a time"):
        read_time(text)


# --- values of a table -------------------------------------------------------------------------


@given(st.sampled_from(["serving", "100 ml"]), st.floats(20, 500), st.floats(0.1, 50), st.floats(0.1, 50))
def test_values_of_a_serving_or_100_ml_are_those_of_its_grams(
    per: Any, grams: float, magnesium: float, calcium: float
) -> None:
    header = "id,name,mg (mg),calcium (mg),grams"
    columns = {"id": "id", "name": "name", "mg": "mg (mg)", "calcium": "calcium (mg)", "grams": "grams"}
    text = f"{header}\nmy:1,One,{magnesium},{calcium},{grams}\n"
    food = mg.read_food_table(io.StringIO(text), columns=columns, per=per)["my:1"]
    assert food.grams(grams).mg == pytest.approx(magnesium)
    assert food.calcium_mg_per_100g == pytest.approx(calcium * 100 / grams)
    assert food.serving("1 serving" if per == "serving" else "50 ml").grams == pytest.approx(
        grams if per == "serving" else grams / 2
    )
