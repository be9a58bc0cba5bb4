from __future__ import annotations

import io
import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import magnesium as mg
from magnesium.integrations.frames import (
    ADDED,
    add_magnesium,
    add_origin,
    add_reference_values,
    adequacy,
    bad_rows,
    catalog_frame,
    total_intake,
)
from magnesium.integrations.strategies import amounts, bundled_ids
from magnesium.people import LIFE_STAGE_WORDS, SEX_WORDS, listed
from tests.integrations.engines import ENGINES, Columns, Engine, connection, every_engine, need, spark_session

FEW = settings(max_examples=8)  # for each engine; Dask takes a second for three, PySpark for one


def rows_of(columns: Columns) -> list[tuple[Any, ...]]:
    """Rows in sorted order: some engines keep no order."""
    return sorted(
        zip(*columns.values(), strict=True), key=lambda row: tuple((value is None, str(value)) for value in row)
    )


def columns_of(rows: list[dict[str, Any]]) -> Columns:
    return {name: [row[name] for row in rows] for name in rows[0]}


def approx(value: float | None) -> Any:
    return None if value is None else pytest.approx(value, rel=1e-14)


UNKNOWN = mg.foods.filter(predicate=lambda food: food.mg_per_100g is None)[0].id


@st.composite
def logs(draw: st.DrawFn, *, bad: bool) -> list[dict[str, Any]]:
    foods = bundled_ids() | st.just(UNKNOWN)
    grams: st.SearchStrategy[float | None] = amounts()
    if bad:
        foods |= st.sampled_from(["my:none", "", None])
        grams |= st.sampled_from([None, -1.0, -1e-300, math.inf, -math.inf, math.nan])
    row = st.fixed_dictionaries(
        {"person": st.sampled_from(["Ann", "Zoë"]), "date": st.sampled_from(["1", "2"]), "food": foods, "grams": grams}
    )
    # Two good rows first: a column without one value has no type.
    first = {"person": "Ann", "date": "1", "food": UNKNOWN, "grams": 1.0}
    return [first, {**first, "food": "sr28:11458"}, *draw(st.lists(row, max_size=6))]


def mg_of(row: dict[str, Any]) -> float | None:
    """What the records say; nothing where they would raise."""
    try:
        return mg.foods[row["food"]].grams(row["grams"]).mg
    except (mg.MagnesiumError, TypeError):
        return None


@every_engine
@FEW
@given(rows=logs(bad=True))
def test_each_row_is_what_the_records_say(engine: Engine, rows: list[dict[str, Any]]) -> None:
    need(engine)
    # Which row a value belongs to is told by its number, for engines that keep no order.
    numbered = [{**row, "row": float(number)} for number, row in enumerate(rows)]
    found = engine.read(add_magnesium(engine.make(columns_of(numbered)), on_bad="null"))
    assert list(found) == ["person", "date", "food", "grams", "row", "mg"]
    answers = dict(zip(found["row"], found["mg"], strict=True))
    # Polars divides by multiplying with the reciprocal, which may change the last digit.
    assert answers == {row["row"]: approx(mg_of(row)) for row in numbered}
    if not engine.is_lazy:
        assert found["row"] == sorted(found["row"])


@every_engine
@FEW
@given(rows=logs(bad=True))
def test_totals_are_those_of_intakes(engine: Engine, rows: list[dict[str, Any]]) -> None:
    need(engine)
    found = engine.read(total_intake(engine.make(columns_of(rows)), by=["person", "date"], on_bad="null"))
    expected: dict[tuple[str, str], list[float | None]] = {}
    for row in rows:
        expected.setdefault((row["person"], row["date"]), []).append(mg_of(row))
    assert list(found) == ["person", "date", "mg", "unknown_rows"]
    groups = zip(found["person"], found["date"], found["mg"], found["unknown_rows"], strict=True)
    answers = {(person, date): (total, unknown) for person, date, total, unknown in groups}
    assert answers.keys() == expected.keys()
    for key, amounts_mg in expected.items():
        known = math.fsum(amount for amount in amounts_mg if amount is not None)
        assert answers[key][0] == pytest.approx(known, rel=1e-12)
        assert answers[key][1] == amounts_mg.count(None)


@every_engine
def test_results_that_are_read_later_are_each_of_their_own_frame(engine: Engine) -> None:
    """DuckDB before 2.0 keeps a view by name, and a second frame took the place of the first."""
    need(engine)
    frames = [engine.make(columns_of([{"food": "sr28:12061", "grams": grams}] * 2)) for grams in (10.0, 1000.0)]
    values = [add_magnesium(frame, on_bad="null") for frame in frames]
    totals = [total_intake(frame, by="food", on_bad="null") for frame in frames]
    assert [engine.read(value)["mg"] for value in values] == [[27.0, 27.0], [2700.0, 2700.0]]
    assert [engine.read(total)["mg"] for total in totals] == [[54.0], [5400.0]]


@every_engine
def test_the_sum_of_a_group_equals_its_intake(engine: Engine) -> None:
    need(engine)
    rows = [{"person": "Ann", "food": id_, "grams": 150.0} for id_ in ("sr28:11458", "sr28:12061", UNKNOWN)]
    found = engine.read(total_intake(engine.make(columns_of(rows)), by="person"))
    total = mg.Intake([mg.foods[row["food"]].grams(row["grams"]) for row in rows]).total  # type: ignore[arg-type,index]
    assert found["mg"] == pytest.approx([total.mg])
    assert found["unknown_rows"] == [len(total.unknown)]


@every_engine
@FEW
@given(rows=logs(bad=True))
def test_bad_rows_raise_with_their_number_or_can_be_looked_at(engine: Engine, rows: list[dict[str, Any]]) -> None:
    need(engine)
    bad_foods = sum(row["food"] is None or row["food"] not in mg.foods for row in rows)
    bad_grams = sum(row["grams"] is None or not 0 <= row["grams"] < math.inf for row in rows)
    frame = engine.make(columns_of(rows))
    shown = engine.read(bad_rows(frame))
    either = [
        row for row in rows if row["food"] not in mg.foods or row["grams"] is None or not 0 <= row["grams"] < math.inf
    ]
    assert len(shown["problem"]) == len(either)
    assert set(shown["problem"]) <= {"no known food", "no possible amount"}
    if engine.is_lazy:
        with pytest.raises(mg.InvalidValueError, match="with a lazy frame"):
            add_magnesium(frame, on_bad="raise")
    elif either:
        with pytest.raises(mg.DataError) as caught:
            add_magnesium(frame)
        counts = {problem.column: int(problem.message.split()[0]) for problem in caught.value.problems}
        assert counts == {name: n for name, n in (("food", bad_foods), ("grams", bad_grams)) if n}
    else:
        assert add_magnesium(frame) is not None


def people() -> st.SearchStrategy[list[dict[str, Any]]]:
    ages = st.one_of(
        st.floats(min_value=0, max_value=129),
        st.integers(0, 1559).map(lambda months: months / 12),
        st.sampled_from([-1.0, 130.0, math.nan, 18.999999999]),
    )
    amount = st.none() | amounts(900)
    row = st.fixed_dictionaries(
        {
            "age": ages,
            "sex": st.sampled_from([*SEX_WORDS, " Male ", "F", None, "x"]),
            "stage": st.sampled_from([*LIFE_STAGE_WORDS, "Pregnant", None, "tall"]),
            "mg": amount,
            "pills": amount,
            "water": amount,
            "unstated": amount,
        }
    )
    first = {"age": 40.0, "sex": "female", "stage": "general", "mg": 200.0, "pills": 100.0, "water": 10.0}
    first["unstated"] = 20.0
    return st.lists(row, min_size=1, max_size=6).map(lambda rows: [first, *rows])


def asked(row: dict[str, Any], authority: str) -> mg.ReferenceValues | None:
    try:
        person = mg.Person(age=row["age"], sex=row["sex"], life_stage=row["stage"] or "")  # type: ignore[arg-type]
        return mg.reference_values(person, authority=authority)
    except mg.MagnesiumError:
        return None


def entry(origin: mg.Origin | None, amount: float | None) -> mg.Entry:
    return mg.Entry(item=mg.compounds["magnesium-oxide"], origin=origin, quantity=1, unit="x", mg=amount)


@every_engine
@FEW
@given(rows=people(), authority=st.sampled_from(["nasem", "efsa", "nordic", "uk", "who", "japan"]))
def test_adequacy_is_that_of_the_records(engine: Engine, rows: list[dict[str, Any]], authority: str) -> None:
    need(engine)
    rows = [{**row, "row": float(number)} for number, row in enumerate(rows)]
    frame = adequacy(
        engine.make(columns_of(rows)),
        by_origin={"supplement": "pills", mg.Origin.WATER: "water", None: "unstated"},
        life_stage="stage",
        authority=authority,
        on_bad="null",
    )
    found = engine.read(frame)
    answers = {
        row["row"]: row
        for row in (dict(zip(found, values, strict=True)) for values in zip(*found.values(), strict=True))
    }
    for row in rows:
        answer = answers[row["row"]]
        values = asked(row, authority)
        if values is None:
            assert {answer[name] for name in (*ADDED, "percent_of_recommended", "shortfall_mg", "exceeds_ul")} == {None}
            continue
        for name in ("ear", "recommended", "ul"):
            value = getattr(values, name)
            assert answer[f"{name}_mg_per_day"] == (None if value is None else value.mg_per_day)
        assert answer["recommended_kind"] == (values.recommended and str(values.recommended.kind))
        assert answer["ul_scope"] == (values.ul and str(values.ul.scope))
        if values.ul is not None:
            parts = [entry(mg.Origin.SUPPLEMENT, row["pills"]), entry(mg.Origin.WATER, row["water"])]
            parts.append(entry(None, row["unstated"]))
            result = mg.adequacy(mg.Intake(parts), values.person, authority=authority)
            assert answer["supplemental_mg"] == pytest.approx(result.supplemental_mg)
            assert answer["exceeds_ul"] == result.exceeds_ul
        else:
            assert answer["exceeds_ul"] is None
        if row["mg"] is None or values.recommended is None:
            assert answer["percent_of_recommended"] is answer["shortfall_mg"] is None
        else:
            result = mg.adequacy(mg.Intake([entry(mg.Origin.FOOD, row["mg"])]), values.person, authority=authority)
            assert answer["percent_of_recommended"] == pytest.approx(result.percent_of_recommended)
            assert answer["shortfall_mg"] == pytest.approx(result.shortfall_mg)


OWN = mg.read_food_table(
    io.StringIO("id,name,mg_per_100g,category\nmy:pill,Pill,31000,supplement\nmy:bar,Bar,90,snacks\n")
)


@every_engine
def test_origins_of_rows_are_those_of_the_records(engine: Engine) -> None:
    need(engine)
    ids = ["my:pill", "sr28:12061", "my:bar", "fndds:94000100"]
    found = engine.read(add_origin(engine.make({"food": ids, "grams": [1.0, 2.0, 3.0, 4.0]}), foods=OWN))
    assert dict(zip(found["food"], found["origin"], strict=True)) == {id_: (mg.foods | OWN)[id_].origin for id_ in ids}
    bad = engine.make({"food": ["my:bar", "my:none"]})
    if engine.is_lazy:
        assert set(engine.read(add_origin(bad, foods=OWN))["origin"]) == {None}
    else:
        with pytest.raises(mg.DataError, match="1 of 2 rows have an unknown food: 'my:none'"):
            add_origin(bad, foods=OWN)


GOOD: Columns = {
    "food": ["sr28:11458", "sr28:12061"],
    "grams": [100.0, 50.0],
    "age": [40.0, 30.0],
    "sex": ["female", "male"],
}


def test_a_long_column_is_looked_up_by_several_threads_as_a_short_one_is() -> None:
    pa = pytest.importorskip("pyarrow", reason="needs the extra frames: pip install --group integrations")
    some = ["sr28:12061", "12061", None, UNKNOWN, "my:none", "fndds:11100000", "09040"]
    short = pa.table({"food": some, "grams": [30.0] * len(some)})
    times = 150_001 // len(some)
    for long in (pa.concat_tables([short] * times), pa.concat_tables([short] * times).combine_chunks()):
        found = add_magnesium(long, on_bad="null")
        assert found.column("mg").to_pylist() == times * add_magnesium(short, on_bad="null").column("mg").to_pylist()


@every_engine
def test_a_lazy_frame_stays_lazy_and_a_frame_stays_with_its_engine(engine: Engine) -> None:
    need(engine)
    frame = engine.make(GOOD)
    before = engine.read(frame)
    for result in (add_magnesium(frame), total_intake(frame, by="sex"), add_reference_values(frame), bad_rows(frame)):
        assert type(result) is type(frame)
    assert engine.read(frame) == before


def mg_in_arrow(frame: Any) -> Any:
    return frame.to_arrow_table()["mg"].to_pylist()


def polars_of(kind: str) -> Any:
    import polars as pl

    whole = pl.Series([Decimal(100), Decimal(50)], dtype=pl.Decimal(10, 2))
    dtype = pl.Enum(GOOD["food"]) if kind == "enum" else pl.Categorical
    return pl.DataFrame({"food": pl.Series(GOOD["food"], dtype=dtype), "grams": whole})


def pandas_of_categories() -> Any:
    import pandas as pd

    return pd.DataFrame({"food": pd.Categorical(GOOD["food"]), "grams": pd.array([100, 50], dtype="Int64")})


def pandas_on_arrow() -> Any:
    import pandas as pd

    frame = pd.DataFrame({"food": GOOD["food"], "grams": GOOD["grams"]})
    return frame.convert_dtypes(dtype_backend="pyarrow")


def arrow_of(kind: str) -> Any:
    import pyarrow as pa

    types = {"dictionary": pa.dictionary(pa.int32(), pa.string()), "large": pa.large_string(), "view": pa.string_view()}
    return pa.table({"food": pa.array(GOOD["food"]).cast(types[kind]), "grams": pa.array([100, 50], pa.int32())})


def duckdb_of(food: str) -> Any:
    rows = "(values ('sr28:11458', 100.0), ('sr28:12061', 50.0)) as t(food, grams)"
    return connection().sql(f"select {food} as food, grams from {rows}")  # noqa: S608


def dask_of_categories() -> Any:
    import dask.dataframe as dd

    return dd.from_pandas(pandas_of_categories(), npartitions=1)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    ("make", "read"),
    [
        (pandas_of_categories, lambda frame: frame["mg"].tolist()),
        (pandas_on_arrow, lambda frame: frame["mg"].tolist()),
        (lambda: polars_of("categories"), lambda frame: frame["mg"].to_list()),
        (lambda: polars_of("enum"), lambda frame: frame["mg"].to_list()),
        (lambda: polars_of("enum").lazy(), lambda frame: frame.collect()["mg"].to_list()),
        (lambda: arrow_of("dictionary"), lambda frame: frame["mg"].to_pylist()),
        (lambda: arrow_of("large"), lambda frame: frame["mg"].to_pylist()),
        (lambda: arrow_of("view"), lambda frame: frame["mg"].to_pylist()),
        (lambda: duckdb_of("food"), mg_in_arrow),
        (lambda: duckdb_of("food::enum('sr28:11458', 'sr28:12061')"), mg_in_arrow),
        (dask_of_categories, lambda frame: frame.compute()["mg"].tolist()),
    ],
)
def test_columns_of_other_types_answer_alike(make: Callable[[], Any], read: Callable[[Any], list[float]]) -> None:
    for engine in ENGINES:
        if engine.name != "pyspark":
            need(engine)
    assert sorted(read(add_magnesium(make()))) == pytest.approx([87.0, 135.0])


def test_a_column_without_one_value_is_unknown() -> None:
    pl = pytest.importorskip("polars", reason="needs polars")
    pytest.importorskip("narwhals", reason="needs the extra frames")
    for columns in ({"food": [None], "grams": [1.0]}, {"food": ["sr28:11458"], "grams": [None]}):
        assert add_magnesium(pl.DataFrame(columns), on_bad="null")["mg"].to_list() == [None]
        with pytest.raises(mg.DataError, match="1 of 1 rows"):
            add_magnesium(pl.DataFrame(columns))
    infants = pl.DataFrame({"age": [0.6], "sex": [None], "mg": [75.0]})
    assert adequacy(infants)["percent_of_recommended"].to_list() == [100.0]


def test_a_column_that_stands_twice() -> None:
    pd = pytest.importorskip("pandas", reason="needs pandas")
    pytest.importorskip("narwhals", reason="needs the extra frames")
    with pytest.raises(mg.DataError, match="unique column names"):
        add_magnesium(pd.DataFrame([["sr28:11458", 1.0, 2.0]], columns=["food", "grams", "grams"]))


def test_pandas_keeps_its_index_and_categories() -> None:
    pd = pytest.importorskip("pandas", reason="needs pandas")
    pytest.importorskip("narwhals", reason="needs the extra frames")
    frame = pd.DataFrame({"food": pd.Categorical(GOOD["food"]), "grams": [100, 50]}, index=["x", "y"])
    result = add_magnesium(frame)
    assert list(result.index) == ["x", "y"]
    assert result["food"].dtype == "category"
    assert result["mg"].tolist() == pytest.approx([87.0, 135.0])


@every_engine
@pytest.mark.parametrize(
    ("columns", "problems"),
    [
        ({"grams": [1.0]}, {"food": "is missing; it has grams"}),
        ({"food": ["x"], "grams": ["1"]}, {"grams": "is String where numbers belong"}),
        ({"food": [1.0], "grams": ["x"]}, {"grams": "where numbers belong"}),
        ({**GOOD, "mg": [1.0, 2.0]}, {"mg": "is there already and would be overwritten"}),
    ],
)
def test_bad_columns_are_named_also_in_lazy_frames(engine: Engine, columns: Columns, problems: dict[str, str]) -> None:
    need(engine)
    with pytest.raises(mg.DataError) as caught:
        add_magnesium(engine.make(columns))
    found = {problem.column: problem.message for problem in caught.value.problems}
    assert found.keys() == problems.keys()
    for name, message in problems.items():
        # pandas has older words for its types
        assert message.replace("String", "") in found[name].replace("String", "").replace("Object", "")


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"age": [40.0, -1.0]}, "'age': 1 of 2 rows have an age that is not from 0 to below 130 years: -1.0"),
        (
            {"sex": ["female", "x"]},
            f"'sex': 1 of 2 rows have an unknown sex (expected one of {listed(SEX_WORDS)}): 'x'",
        ),
        ({"sex": ["female", None]}, "'sex': 1 of 2 rows have no sex, on which the value of nasem depends"),
        (
            {"stage": ["pregnant"] * 2, "age": [52.0, 40.0], "sex": ["female"] * 2},
            "'age': 1 of 2 rows are of people for whom",
        ),
        ({"mg": [1.0, -1.0], "age": [-1.0, 30.0]}, "'age': 1 of 2 rows have an age"),
        (
            {"stage": ["general", "tall"]},
            "'stage': 1 of 2 rows have an unknown life stage (expected one of general, pregnant",
        ),
        ({"mg": [1.0, -1.0]}, "'mg': 1 of 2 rows have an impossible amount: -1.0"),
    ],
)
def test_bad_people_and_amounts_are_counted(columns: Columns, message: str) -> None:
    pl = pytest.importorskip("polars", reason="needs polars")
    pytest.importorskip("narwhals", reason="needs the extra frames")
    frame = pl.DataFrame({**GOOD, "stage": ["general"] * 2, "mg": [1.0, 2.0], **columns})
    with pytest.raises(mg.DataError) as caught:
        adequacy(frame, life_stage="stage")
    assert message in str(caught.value)


def test_what_cannot_be_asked() -> None:
    pl = pytest.importorskip("polars", reason="needs polars")
    pytest.importorskip("narwhals", reason="needs the extra frames")
    frame = pl.DataFrame(GOOD)
    for by in ([], ["sex", "sex"], "mg"):
        with pytest.raises(mg.InvalidValueError, match="must name columns"):
            total_intake(frame, by=by)
    with pytest.raises(mg.InvalidValueError, match="must be 'raise' or 'null', got"):
        add_magnesium(frame, on_bad="ignore")  # type: ignore[arg-type]
    with pytest.raises(mg.InvalidValueError, match=r"origin must be one of .*, got 'air'"):
        adequacy(frame, mg="grams", by_origin={"air": "grams"})  # type: ignore[dict-item]
    with pytest.raises(mg.NotFoundError, match="no edition of nasem '1850'"):
        add_reference_values(frame, edition="1850")
    with pytest.raises(mg.NotFoundError, match="no kind of data frame 'dict'"):
        add_magnesium({"food": []})
    with pytest.raises(mg.NotFoundError, match="no backend 'excel'"):
        catalog_frame(mg.waters, backend="excel")  # type: ignore[arg-type]
    with pytest.raises(mg.InvalidValueError, match="has no records"):
        catalog_frame(mg.Catalog(mg.Food), backend="polars")


def test_the_callers_own_duckdb_tables_are_not_taken_for_ours() -> None:
    duckdb = pytest.importorskip("duckdb", reason="needs duckdb")
    pytest.importorskip("pyarrow", reason="needs pyarrow")
    pytest.importorskip("narwhals", reason="needs the extra frames")
    connection = duckdb.connect()
    connection.execute("create table small as select 1 as x; create table native as select 2 as y")
    log = connection.sql("select 'sr28:11458' as food, 100 as grams")
    assert add_magnesium(log).fetchall() == [("sr28:11458", 100, 87.0)]


def test_any_name_and_kind_of_text_in_duckdb_is_looked_up() -> None:
    duckdb = pytest.importorskip("duckdb", reason="needs duckdb")
    for package in ("narwhals", "pyarrow"):
        pytest.importorskip(package, reason=f"needs {package}")
    with duckdb.connect() as connection:
        log = connection.sql('select \'sr28:11458\' as "its ""own"" food", 100 as grams')
        if duckdb.__version__ < "2":
            with pytest.raises(mg.DataError, match="quotation mark"):
                add_magnesium(log, food='its "own" food')
        else:
            assert add_magnesium(log, food='its "own" food').fetchall() == [("sr28:11458", 100, 87.0)]
        log = connection.sql("select 'sr28:11458' as \"it's, its food\", 100 as grams")
        assert add_magnesium(log, food="it's, its food").fetchall() == [("sr28:11458", 100, 87.0)]
        strange = connection.sql("select uuid() as food, 100 as grams")
        assert bad_rows(strange).select("problem").fetchall() == [("no known food",)]


@every_engine
def test_names_that_would_be_mixed_up_are_refused(engine: Engine) -> None:
    need(engine)
    own = {**GOOD, "_magnesium_per_100g": [1.0, 2.0]}
    with pytest.raises(mg.DataError, match="as our own columns on the way do; rename it"):
        add_magnesium(engine.make(own))
    with pytest.raises(mg.InvalidValueError, match="must name columns"):
        total_intake(engine.make({**GOOD, "MG": ["a", "b"]}), by="MG")
    other_case = engine.make({**GOOD, "MG": ["a", "b"]})
    if engine.name.partition("-")[0] in {"duckdb", "pyspark"}:
        with pytest.raises(mg.DataError, match="is there already"):
            add_magnesium(other_case)
    else:
        assert engine.read(add_magnesium(other_case))["MG"] == ["a", "b"]


@pytest.mark.filterwarnings("ignore:overflow encountered:RuntimeWarning")  # pandas tells of the sum itself
@every_engine
def test_amounts_beyond_every_number_are_bad_as_those_of_the_records(engine: Engine) -> None:
    need(engine)
    rows: Columns = {"food": ["sr28:11458", "sr28:11458", UNKNOWN], "grams": [3e306, 100.0, 3e306]}
    frame = engine.make(rows)
    with pytest.raises(mg.AmountError):
        mg.foods["sr28:11458"].grams(3e306)
    found = engine.read(add_magnesium(frame, on_bad="null"))
    assert sorted((grams, amount) for grams, amount in zip(found["grams"], found["mg"], strict=True) if amount) == [
        (100.0, pytest.approx(87.0))
    ]
    assert engine.read(bad_rows(frame, problem="why"))["why"] == ["no possible amount"]
    if not engine.is_lazy:
        with pytest.raises(mg.DataError, match="1 of 3 rows have an impossible amount"):
            add_magnesium(frame)
        many = engine.make({"food": ["sr28:11458"] * 200, "grams": [2e306] * 200})
        with pytest.raises(mg.AmountError, match="more than the largest float"):
            total_intake(many, by="food")


@every_engine
def test_an_age_that_is_no_number_has_no_value(engine: Engine) -> None:
    """Whatever the ages around it; a Parquet file's statistics tell of those only."""
    need(engine)
    rows: Columns = {"age": [40.0, math.nan], "sex": ["female"] * 2, "row": [0.0, 1.0]}
    found = engine.read(add_reference_values(engine.make(rows), on_bad="null"))
    answers = dict(zip(found["row"], found["recommended_mg_per_day"], strict=True))
    assert answers == {0.0: 320.0, 1.0: None}


@every_engine
def test_any_number_of_unknown_rows_is_counted(engine: Engine) -> None:
    """More than a byte can hold."""
    need(engine)
    rows: Columns = {"food": [UNKNOWN] * 1000 + ["sr28:11458"], "grams": [100.0] * 1001, "person": ["Ann"] * 1001}
    found = engine.read(total_intake(engine.make(rows), by="person"))
    assert found == {"person": ["Ann"], "mg": [pytest.approx(87.0)], "unknown_rows": [1000]}


@every_engine
def test_an_edition_of_upper_levels_alone_is_said_to_be_one(engine: Engine) -> None:
    need(engine)
    with pytest.raises(mg.NoReferenceValueError, match="upper levels only"):
        add_reference_values(engine.make(GOOD), authority="efsa", edition="UL 2001")


@every_engine
def test_people_at_the_edges_are_those_of_the_records(engine: Engine) -> None:
    need(engine)
    rows: Columns = {"age": [129.99999999999997, 40.0], "sex": ["\u00a0female\u2003", "male"]}
    found = engine.read(add_reference_values(engine.make(rows)))
    assert sorted(found["recommended_mg_per_day"]) == [320.0, 420.0]
    assert [name for name in found if name in ADDED] == list(ADDED)


def test_pandas_may_hold_a_blank_column_and_names_of_any_kind() -> None:
    pd = pytest.importorskip("pandas", reason="needs pandas")
    pytest.importorskip("narwhals", reason="needs the extra frames")
    infant = pd.DataFrame({"age": [0.6], "sex": [math.nan], "mg": [75.0], 5: ["x"]})
    assert adequacy(infant)["percent_of_recommended"].tolist() == [100.0]
    nothing = pd.DataFrame({"food": [], "grams": []})
    assert add_magnesium(nothing)["mg"].tolist() == []
    assert add_magnesium(pd.DataFrame({"food": [math.nan], "grams": [1]}), on_bad="null")["mg"].isna().all()


def test_duckdb_that_may_not_look_at_python_says_so() -> None:
    duckdb = pytest.importorskip("duckdb", reason="needs duckdb")
    for package in ("narwhals", "pyarrow"):
        pytest.importorskip(package, reason=f"needs {package}")
    with duckdb.connect() as closed:
        closed.execute("set python_enable_replacements = false")
        with pytest.raises(mg.DataError, match="python_enable_replacements"):
            add_magnesium(closed.sql("select 'sr28:11458' as food, 1 as grams"))
        twice = closed.sql("select 'x' as food, 1 as grams, 2 as GRAMS")
        with pytest.raises(mg.DataError, match="'grams': is duplicated"):
            add_magnesium(twice)


def test_own_foods_are_asked_first() -> None:
    pl = pytest.importorskip("polars", reason="needs polars")
    pytest.importorskip("narwhals", reason="needs the extra frames")
    own = {"my:granola": mg.Food(id="my:granola", name="Granola", mg_per_100g=96.0, source="label")}
    foods: mg.Catalog[mg.Food] = mg.Catalog(mg.Food, records=own.values())
    frame = pl.DataFrame({"food": ["my:granola", "sr28:11458"], "grams": [50, 100]})
    assert add_magnesium(frame, foods=foods)["mg"].to_list() == [48.0, 87.0]


@pytest.mark.parametrize("catalog", mg.catalogs.all().values(), ids=lambda catalog: catalog.kind)
def test_every_catalog_becomes_a_frame(catalog: mg.Catalog[Any]) -> None:
    pl = pytest.importorskip("polars", reason="needs polars")
    pytest.importorskip("narwhals", reason="needs the extra frames")
    frame = catalog_frame(catalog, backend="polars")
    assert frame["id"].to_list() == list(catalog)
    assert set(frame.dtypes) <= {pl.String, pl.Float64, pl.Int64, pl.Boolean}
    assert catalog_frame(catalog, backend="polars", lazy=True).collect().equals(frame)


@every_engine
def test_a_catalog_in_each_engine(engine: Engine) -> None:
    need(engine)
    backend: Any = engine.name.partition("-")[0]
    session = spark_session() if backend == "pyspark" else None
    found = engine.read(catalog_frame(mg.waters, backend=backend, lazy=engine.is_lazy, session=session))
    assert found["mg_per_l"] == [water.mg_per_l for water in mg.waters.values()]


@pytest.mark.parametrize("ask", [add_magnesium, lambda frame: total_intake(frame, by="food")])
def test_spark_sends_the_table_to_the_rows(ask: Callable[[Any], Any]) -> None:
    need(next(engine for engine in ENGINES if engine.name == "pyspark"))
    plan = ask(spark_session().createDataFrame([("sr28:11458", 100.0)], "food string, grams double"))
    joins = [line for line in plan._jdf.queryExecution().executedPlan().toString().splitlines() if "Join" in line]
    assert len(joins) == 1
    assert "BroadcastHashJoin" in joins[0]  # the caller's rows are not shuffled


# --- cells that are no texts ---------------------------------------------------------------------

CELLS: list[Any] = [["a"], {"a": 1}, {"a"}, bytearray(b"a"), (["a"],), "caf\udce9"]


def _ask_about(column: str, frame: Any, on_bad: Any) -> None:
    if column == "food":
        add_magnesium(frame, on_bad=on_bad)
    elif column == "person":
        total_intake(frame, by=["sex", "person"], on_bad=on_bad)
    else:
        add_reference_values(frame, life_stage="stage", on_bad=on_bad)


@pytest.mark.parametrize("cell", CELLS, ids=ascii)
@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("on_bad", ["raise", "null"])
def test_pandas_cells_that_are_no_texts_are_named_by_column(cell: Any, rows: int, on_bad: Any) -> None:
    pd = pytest.importorskip("pandas", reason="needs pandas: pip install --group integrations")
    good = {"food": "sr28:12061", "person": "Ann", "sex": "male", "stage": "general"}
    for column in good:
        frame = pd.DataFrame({"grams": [1.0] * 4, "age": [30.0] * 4})
        for name, text in good.items():
            cells = [text] * 4 if name != column else [cell] * rows + [text] * (4 - rows)
            frame[name] = pd.Series(cells, dtype=object)
        with pytest.raises(mg.DataError) as caught:
            _ask_about(column, frame, on_bad)
        assert [problem.column for problem in caught.value.problems] == [column]
        str(caught.value).encode()


def test_columns_of_lists_are_named_in_engines_that_cannot_group_by_them() -> None:
    pa = pytest.importorskip("pyarrow", reason="needs pyarrow: pip install --group integrations")
    pd = pytest.importorskip("pandas", reason="needs pandas: pip install --group integrations")
    table = pa.table({"food": ["sr28:12061"], "grams": [1.0], "tags": [["a"]]})
    for frame in (table, table.to_pandas(types_mapper=pd.ArrowDtype), table.to_pandas()):
        with pytest.raises(mg.DataError, match="'tags'"):
            total_intake(frame, by="tags")
        with pytest.raises(mg.DataError, match="'tags'"):
            add_magnesium(frame, food="tags")
        with pytest.raises(mg.DataError, match="'tags'"):
            add_magnesium(frame, grams="tags")


@every_engine
def test_names_of_columns_with_half_a_character_are_refused(engine: Engine) -> None:
    need(engine)
    frame = engine.make({"food": ["sr28:12061"], "grams": [1.0]})
    for names in (("caf\udce9", "grams", "mg"), ("food", "caf\udce9", "mg"), ("food", "grams", "caf\udce9")):
        food, grams, new = names
        with pytest.raises(mg.InvalidValueError, match="half a character"):
            add_magnesium(frame, food=food, grams=grams, mg=new)
    with pytest.raises(mg.InvalidValueError, match="half a character"):
        total_intake(frame, by="caf\udce9")
