from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import magnesium as mg
from magnesium.integrations.frames import RESOLVED, resolve
from magnesium.integrations.strategies import bundled_ids
from tests.integrations.engines import Columns, Engine, every_engine, need

FOODS = ["almonds", "Cooked Spinach", "banana", "pasta", "12061", "magnesium citrate", "frobnitz", " ", None]
AMOUNTS = ["30 g", "1 cup", "half", "a handful", "2", "", "200 mg elemental", "-1 g", "500", None]
ROWS = st.lists(
    st.fixed_dictionaries({"food": st.sampled_from(FOODS) | bundled_ids(), "amount": st.sampled_from(AMOUNTS)}),
    max_size=8,
)
FIRST = {"food": "almonds", "amount": "1 cup"}  # a column without one value has no type
OWN = mg.read_food_table(io.StringIO("id,name,mg_per_100g\nmy:bar,Granola bar,90\n"))


def numbered(rows: list[dict[str, Any]]) -> Columns:
    """Columns with the number of each row, for engines that keep no order."""
    return {**{name: [row[name] for row in rows] for name in rows[0]}, "row": [float(n) for n in range(len(rows))]}


def by_row(columns: Columns) -> list[dict[str, Any]]:
    rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    return sorted(rows, key=lambda row: float(row["row"]))


def logged(row: dict[str, Any]) -> mg.Entry | None:
    """The entry of a food log of this one row; none where the log would be refused."""
    text = io.StringIO()
    csv.writer(text).writerows([("food", "amount", "meal"), (row["food"], row["amount"], "a meal")])
    try:
        (entry,) = mg.read_food_log(io.StringIO(text.getvalue()))
    except mg.FoodLogError:
        return None
    return entry


@every_engine
@settings(max_examples=8)
@given(rows=ROWS)
def test_each_row_is_what_a_food_log_of_it_says(engine: Engine, rows: list[dict[str, Any]]) -> None:
    need(engine)
    rows = [FIRST, *rows]
    frame = engine.make(numbered(rows))
    result = resolve(frame)
    assert type(result) is type(frame)
    columns = engine.read(result)
    assert list(columns) == ["food", "amount", "row", *RESOLVED]
    found = by_row(columns)
    assert len(found) == len(rows)
    if not engine.is_lazy:
        assert columns["row"] == sorted(columns["row"])
    for row, answer in zip(rows, found, strict=True):
        entry = logged(row)
        if entry is None:
            assert answer["problem"], row
            assert {answer[name] for name in RESOLVED if name != "problem"} == {None}
            continue
        assert answer["problem"] is None
        assert answer["food_id"] == entry.item.id
        assert (answer["grams"], answer["mg"]) == (entry.grams, entry.mg)
        assert answer["origin"] == (None if entry.origin is None else str(entry.origin))
        assert answer["assumed"] == ("; ".join(map(str, entry.assumptions)) or None)


@every_engine
def test_numbers_are_codes_and_amounts_and_a_column_may_hold_the_units(engine: Engine) -> None:
    need(engine)
    frame = engine.make({"code": [12061.0, 11112110.0], "n": [30.0, 244.0], "u": ["g", "g"], "row": [0.0, 1.0]})
    found = by_row(engine.read(resolve(frame, food="code", amount="n", unit="u", prefix="read_")))
    assert [row["read_food_id"] for row in found] == ["sr28:12061", "fndds:11112110"]
    assert [row["read_grams"] for row in found] == [30.0, 244.0]


@every_engine
def test_rows_that_cannot_be_read_are_counted(engine: Engine) -> None:
    need(engine)
    frame = engine.make({"food": ["frobnitz", "frobnitz", "almonds"], "amount": ["1 cup", "1 cup", "30 g"]})
    with pytest.raises(mg.DataError, match="2 of 3 rows cannot be read: '1 cup frobnitz' "):
        resolve(frame, on_bad="raise")
    good = engine.make({"food": ["almonds"], "amount": ["30 g"]})
    assert engine.read(resolve(good, on_bad="raise"))["mg"] == [81.0]


@every_engine
def test_own_foods_and_assumptions_that_are_not_wanted(engine: Engine) -> None:
    need(engine)
    frame = engine.make({"food": ["granola bar", "pasta"], "amount": ["50 g", "1 cup"], "row": [0.0, 1.0]})
    own, pasta = by_row(engine.read(resolve(frame, foods=OWN, assume="never")))
    assert (own["food_id"], own["mg"]) == ("my:bar", 45.0)
    assert pasta["mg"] is None
    assert pasta["problem"]


def test_a_frame_without_rows() -> None:
    pl = pytest.importorskip("polars")
    frame = pl.DataFrame({"food": [], "amount": []}, schema={"food": pl.String, "amount": pl.String})
    assert resolve(frame).columns == ["food", "amount", *RESOLVED]


def test_a_code_is_looked_up_in_a_release() -> None:
    pd = pytest.importorskip("pandas")
    pytest.importorskip("narwhals")
    frame = pd.DataFrame({"food": ["11100000"], "amount": ["100 g"]})
    found = [resolve(frame, release=release)["food_id"].tolist() for release in ("5.0", "2017-2018")]
    assert found == [["fndds:11100000@2009-2010"], ["fndds:11100000@2017-2018"]]


def test_columns_that_cannot_be() -> None:
    pd = pytest.importorskip("pandas")
    pytest.importorskip("narwhals")
    frame = pd.DataFrame({"food": ["almonds"], "amount": ["30 g"], "mg": [1.0]})
    with pytest.raises(mg.DataError, match="'mg': is there already"):
        resolve(frame)
    with pytest.raises(mg.DataError, match="'quantity': is missing"):
        resolve(frame, amount="quantity", prefix="x_")
    wrong: dict[str, Any]
    for wrong in ({"on_bad": "keep"}, {"assume": "often"}, {"foods": 3}):
        with pytest.raises(mg.InvalidValueError):
            resolve(frame, prefix="x_", **wrong)
    assert resolve(frame, prefix="x_")["x_mg"].tolist() == [81.0]


@every_engine
@settings(max_examples=4)
@given(rows=st.lists(st.tuples(st.sampled_from(FOODS), st.sampled_from([0.0, 30.0, 244.5, -1.0, None])), max_size=8))
def test_foods_beside_grams_are_read_once_and_multiplied(engine: Engine, rows: list[Any]) -> None:
    need(engine)
    rows = [("almonds", 30.0), *rows]
    frame = engine.make(numbered([{"food": food, "g": grams} for food, grams in rows]))
    found = by_row(engine.read(resolve(frame, grams="g")))
    assert "grams" not in found[0]
    for (food, grams), answer in zip(rows, found, strict=True):
        entry = logged({"food": food, "amount": "100 g"})
        if entry is None or grams is None or grams < 0:
            assert answer["mg"] is None
            assert answer["problem"]
        else:
            assert answer["problem"] is None
            assert answer["food_id"] == entry.item.id
            assert answer["mg"] == (None if entry.mg is None else pytest.approx(entry.mg * grams / 100))


def test_amounts_beside_decimal_commas_are_not_read_two_ways() -> None:
    pd = pytest.importorskip("pandas")
    pytest.importorskip("narwhals")
    frame = pd.DataFrame({"food": ["milk", "tofu"], "amount": ["1,5 cups", "1.250 g"]})
    found = resolve(frame)
    assert found["mg"].notna().tolist() == [True, False]
    assert "can be read two ways" in found["problem"][1]
