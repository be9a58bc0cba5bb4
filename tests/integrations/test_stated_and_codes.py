from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import magnesium as mg
from magnesium.foods.codes import codes_of, food_ids
from magnesium.foods.fndds import food_in_release
from magnesium.integrations.frames import add_magnesium, add_origin, bad_rows, total_intake
from tests.integrations.engines import Engine, every_engine, need

ALMONDS, MILK, CHEESE = "sr28:12061", "fndds:11112110", "foundation:328637"


def test_every_code_means_the_food_whose_code_it_is() -> None:
    found = {code: id_ for id_ in mg.foods for code in codes_of(id_)}
    assert {code: food_ids(code) for code in found} == {code: (id_,) for code, id_ in found.items()}
    assert {id_ for id_ in mg.foods if id_.startswith(("sr28:", "fndds:"))} <= {*found.values()}


CODES = [["12061", "11112110", "328637"], [12061.0, 11112110.0, 328637.0], ["12061", MILK, CHEESE]]


@every_engine
@pytest.mark.parametrize("codes", CODES)
def test_codes_are_foods_as_texts_and_as_numbers(engine: Engine, codes: list[Any]) -> None:
    need(engine)
    frame = engine.make({"code": codes, "grams": [30.0, 244.0, 10.0]})
    expected = [mg.foods[id_].grams(grams).mg for id_, grams in ((ALMONDS, 30), (MILK, 244), (CHEESE, 10))]
    found = engine.read(add_magnesium(frame, food="code"))
    assert sorted(zip(found["grams"], found["mg"], strict=True)) == [
        (grams, pytest.approx(amount)) for grams, amount in sorted(zip([30.0, 244.0, 10.0], expected, strict=True))
    ]
    assert engine.read(bad_rows(frame, food="code"))["grams"] == []
    assert set(engine.read(add_origin(frame, food="code"))["origin"]) == {"food"}


@pytest.mark.parametrize("release", ["2009-2010", "2017-2018"])
def test_codes_of_every_release_are_those_of_the_records(release: str) -> None:
    pl = pytest.importorskip("polars")
    codes = sorted({id_[6:14] for each in mg.fndds_releases for id_ in mg.fndds(each)})
    frame = pl.DataFrame({"food": codes, "grams": [100.0] * len(codes)})
    foods = [food_in_release(code, release) for code in codes]
    expected = [None if food is None else food.mg_per_100g for food in foods]
    assert add_magnesium(frame, release=release)["mg"].to_list() == pytest.approx(expected)
    with_prefix = frame.with_columns("fndds:" + pl.col("food"))
    assert add_magnesium(with_prefix, release=release)["mg"].to_list() == pytest.approx(expected)


STATED = st.sampled_from([None, 0.0, 26.84, 101.92, 1e3, -1.0, math.inf])


@every_engine
@settings(max_examples=8)
@given(rows=st.lists(st.tuples(st.sampled_from(["Ann", "Zoë"]), st.sampled_from(["food", "supplement"]), STATED)))
def test_stated_magnesium_is_added_up_and_a_blank_is_unknown(engine: Engine, rows: list[Any]) -> None:
    need(engine)
    rows = [("Ann", "food", 10.0), *rows]
    columns: dict[str, Any] = dict(zip(("who", "origin", "MAGN"), map(list, zip(*rows, strict=True)), strict=True))
    frame = total_intake(engine.make(columns), by=["who", "origin"], mg="MAGN", on_bad="null")
    found = engine.read(frame)
    groups: dict[tuple[str, str], list[float | None]] = {}
    for who, origin, amount in rows:
        is_known = amount is not None and 0 <= amount < math.inf
        groups.setdefault((who, origin), []).append(amount if is_known else None)
    keys = list(zip(found["who"], found["origin"], strict=True))
    assert sorted(keys) == sorted(groups)
    for key, total, unknown in zip(keys, found["mg"], found["unknown_rows"], strict=True):
        assert total == pytest.approx(math.fsum(amount for amount in groups[key] if amount is not None))
        assert unknown == groups[key].count(None)


@every_engine
def test_stated_magnesium_that_cannot_be_raises_where_it_can(engine: Engine) -> None:
    need(engine)
    frame = engine.make({"who": ["Ann", "Ann"], "MAGN": [0.5, -3.0]})
    if not engine.is_lazy:
        with pytest.raises(mg.DataError, match="1 of 2 rows have an impossible amount"):
            total_intake(frame, by="who", mg="MAGN")
    good = engine.make({"who": ["Ann", "Ann"], "MAGN": [0.5, 0.25]})
    assert engine.read(total_intake(good, by="who", mg="MAGN", unit="g"))["mg"] == [pytest.approx(750.0)]
