from __future__ import annotations

import csv
import gzip
import math
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import magnesium as mg
from magnesium.intake.food_log import OnUnknown
from magnesium.integrations.frames import total_log
from magnesium.integrations.frames.log_questions import Question
from magnesium.integrations.strategies import amounts, bundled_ids

pytestmark = pytest.mark.skipif(
    any(find_spec(package) is None for package in ("narwhals", "duckdb", "pyarrow")),
    reason="needs the extra duckdb: pip install --group integrations",
)

UNKNOWN = mg.foods.filter(predicate=lambda food: food.mg_per_100g is None)[0].id
Log = list[tuple[str, str, float]]

logs: st.SearchStrategy[Log] = st.lists(
    # Persons that must stay texts, and names that quotation marks and separators are in.
    st.tuples(st.sampled_from(["007", "7", 'Zoë "Z"', "a,b"]), bundled_ids() | st.just(UNKNOWN), amounts()),
    min_size=1,
    max_size=8,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = tmp_path_factory.mktemp("it's a folder")  # a name that has to be quoted
    yield path
    assert not list(path.glob(".*")), "something half written was left behind"


def write(path: Path, log: Log) -> Path:
    header = ("person", "food", "grams")
    if path.suffix == ".parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        columns = zip(*log, strict=True) if log else ((), (), ())
        types = (pa.string(), pa.string(), pa.float64())
        arrays = [pa.array(column, kind) for column, kind in zip(columns, types, strict=True)]
        pq.write_table(pa.table(arrays, names=list(header)), path)
        return path
    delimiter = ";" if "semicolon" in path.name else ","
    opened: Any = gzip.open if path.suffix == ".gz" else open
    with opened(path, "wt", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter=delimiter)
        rows.writerow(header)
        rows.writerows(log)
    return path


def read(path: Path) -> list[tuple[str, float, int]]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            return [(row["person"], float(row["mg"]), int(row["unknown_rows"])) for row in csv.DictReader(file)]
    import pyarrow.parquet as pq

    return [tuple(row.values()) for row in pq.ParquetFile(path).read().to_pylist()]


@pytest.mark.parametrize("name", ["log.parquet", "log.csv", "log.semicolon.csv", "log.csv.gz"])
@pytest.mark.parametrize("out", ["out.parquet", "out.csv"])
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(log=logs)
def test_the_file_of_totals_holds_the_totals_of_intakes(name: str, out: str, folder: Path, log: Log) -> None:
    found = total_log(write(folder / name, log), folder / out, by="person")
    persons: dict[str, list[mg.Entry]] = {}
    for person, food, grams in log:
        persons.setdefault(person, []).append(mg.foods[food].grams(grams))
    totals = {person: mg.Intake(entries).total for person, entries in sorted(persons.items())}
    written = read(folder / out)
    assert [row[0] for row in written] == list(totals)
    for (_, amount, unknown), total in zip(written, totals.values(), strict=True):
        assert amount == pytest.approx(total.mg, rel=1e-12)
        assert unknown == len(total.unknown)
    assert found.groups == len(totals)
    assert found.mg == pytest.approx(math.fsum(total.mg for total in totals.values()))
    assert found.unknown_rows == sum(len(total.unknown) for total in totals.values())


@pytest.mark.parametrize("name", ["bad.parquet", "bad.csv"])
def test_bad_rows_are_counted_and_leave_what_was_there(folder: Path, name: str) -> None:
    bad = [("a", "my:x", 1.0), ("a", "my:x", 1.0), ("b", "sr28:11458", -3.0), ("c", "sr28:11458", math.nan)]
    path = write(folder / name, [("a", "sr28:11458", 100.0), *bad])
    out = folder / "kept.csv"
    out.write_text("kept", encoding="utf-8")
    with pytest.raises(mg.DataError) as caught:
        total_log(path, out, by="person")
    assert caught.value.source == str(path)
    messages = [problem.message for problem in caught.value.problems]
    assert messages[0] == "no known food in 2 rows, most often 'my:x'"
    assert messages[1].startswith("no possible amount in 2 rows, most often ")
    assert out.read_text(encoding="utf-8") == "kept"

    found = total_log(path, out, by="person", on_unknown="keep")
    assert (found.groups, found.mg, found.unknown_rows) == (3, 87.0, 4)


@pytest.mark.parametrize("on_unknown", ["keep", "raise"])
def test_lines_that_cannot_be_read_are_named(folder: Path, on_unknown: OnUnknown) -> None:
    path = folder / "lines.csv"
    lines = ["person,food,grams", "a,sr28:11458,100", "b,sr28:11458,ten", "c,sr28:11458", "d,sr28:11458,1,1"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(mg.DataError) as caught:
        total_log(path, folder / "none.csv", by="person", on_unknown=on_unknown)
    problems = caught.value.problems
    assert [(problem.line, problem.column) for problem in problems] == [(3, "grams"), (4, None), (5, None)]
    assert '"ten"' in problems[0].message
    assert not (folder / "none.csv").exists()


@pytest.mark.parametrize("line", [1, 2])
def test_a_log_that_is_no_utf_8(folder: Path, line: int) -> None:
    path = folder / "latin.csv"
    lines = [b"person,food,grams", b"a,sr28:11458,1"]
    lines[line - 1] = b"Zo\xeb" + lines[line - 1]
    path.write_bytes(b"\n".join(lines) + b"\n")
    with pytest.raises(mg.DataError) as caught:
        total_log(path, folder / "out.csv", by="person")
    assert [problem.line for problem in caught.value.problems] == [line]
    assert "utf-8" in str(caught.value).casefold()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "line 1: is not a header; it needs the columns food and grams"),
        ("\nfood,grams\n", "line 1: is not a header; it needs the columns food and grams"),
        ("Food,food,grams\na,b,1\n", "line 1, column 'food': is duplicated in the header"),
        ("food,grams\ra,1\r", "line 1: is not a header (new-line character seen in unquoted field"),
        ("person,food\na,b\n", "'grams': is missing; it has person, food"),
        ("food,food,grams\na,b,1\n", "line 1, column 'food': is duplicated in the header"),
    ],
)
def test_bad_headers(folder: Path, text: str, problem: str) -> None:
    path = folder / "header.csv"
    path.write_text(text, encoding="utf-8", newline="")
    with pytest.raises(mg.DataError) as caught:
        total_log(path, folder / "out.csv", by="food")
    assert str(caught.value).startswith(f"{path}: {problem}")


@pytest.mark.parametrize("by", ["mg", "Unknown_Rows", ["person", "person"], []])
def test_groups_that_sums_cannot_have(folder: Path, by: str | list[str]) -> None:
    log = write(folder / "log.csv", [("a", "sr28:11458", 200.0)])
    with pytest.raises(mg.InvalidValueError, match="must name columns, each once, other than mg"):
        total_log(log, folder / "out.csv", by=by)


def test_files_that_cannot_be(folder: Path) -> None:
    log = write(folder / "log.csv", [("a", "sr28:11458", 1.0)])
    for path, out, wrong in (
        (log, log, "out 'log.csv' is the log itself; write to another file"),
        (log, folder / "out.xlsx", "out must be a .parquet or .csv file, got 'out.xlsx'"),
        (
            write(folder / "log.txt", []),
            folder / "out.csv",
            "log must be a .parquet, .csv or .csv.gz file, got 'log.txt'",
        ),
    ):
        with pytest.raises(mg.InvalidValueError) as caught:
            total_log(path, out, by="person")
        assert str(caught.value) == wrong
    with pytest.raises(IsADirectoryError):
        total_log(log, folder, by="person")
    for path, out in ((folder / "none.csv", folder / "out.csv"), (log, folder / "none" / "out.csv")):
        with pytest.raises(FileNotFoundError, match="none"):
            total_log(path, out, by="person")
    broken = folder / "broken.parquet"
    broken.write_bytes(b"no parquet")
    with pytest.raises(mg.DataError, match="broken"):
        total_log(broken, folder / "out.csv", by="person")


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_a_name_means_one_file_and_its_folder_nothing(folder: Path, suffix: str) -> None:
    odd = folder / "person=ZZZ"
    odd.mkdir(exist_ok=True)
    for name in ("log1", "log2"):
        write(odd / f"{name}{suffix}", [("decoy", "sr28:11458", 1.0)])
    for name in ("log[1]", "log*", "log?"):
        out = odd / f"out {name}{suffix}"
        total_log(write(odd / f"{name}{suffix}", [("a", "sr28:11458", 200.0)]), out, by="person")
        assert read(out) == [("a", 174.0, 0)]


def test_a_log_that_pandas_wrote_and_other_columns_of_any_name(folder: Path) -> None:
    path = folder / "pandas.csv"
    path.write_text(",food,grams,problem,mg\n0,sr28:11458,100,x,y\n1,sr28:11458,100,x,y\n", encoding="utf-8")
    found = total_log(path, folder / "out.csv", by="problem")
    assert (found.groups, found.mg, found.unknown_rows) == (1, 174.0, 0)
    assert [(first.group, first.mg) for first in found.first] == [(("x",), 174.0)]


@pytest.mark.parametrize("content", [b"no gzip", gzip.compress(b"food,grams\n" * 50, mtime=0)[:12]])
def test_a_log_that_cannot_be_unpacked(folder: Path, content: bytes) -> None:
    path = folder / "log.csv.gz"
    path.write_bytes(content)
    with pytest.raises(mg.DataError, match=r"log\.csv\.gz: line 1: cannot be unpacked"):
        total_log(path, folder / "out.csv", by="food")


def test_more_bad_lines_than_are_noted_are_said_to_be_more(folder: Path) -> None:
    path = folder / "many.csv"
    path.write_text("food,grams\n" + "sr28:11458,x\n" * 1500, encoding="utf-8")
    with pytest.raises(mg.DataError) as caught:
        total_log(path, folder / "out.csv", by="food")
    assert "perhaps more" in caught.value.problems[-1].message


def test_a_sum_that_no_number_can_hold(folder: Path) -> None:
    path = write(folder / "huge.csv", [("a", "sr28:11458", 2e306)] * 200)
    with pytest.raises(mg.AmountError, match="more than the largest float"):
        total_log(path, folder / "out.csv", by="person")


def test_the_file_of_totals_is_as_others_and_goes_where_a_link_points(folder: Path) -> None:
    log = write(folder / "log.csv", [("a", "sr28:11458", 1.0)])
    real, link, plain = folder / "real.csv", folder / "link.csv", folder / "plain.csv"
    real.write_text("old", encoding="utf-8")
    plain.write_text("", encoding="utf-8")
    link.unlink(missing_ok=True)
    link.symlink_to(real)
    total_log(log, link, by="person")
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8").startswith("person,")
    assert real.stat().st_mode == plain.stat().st_mode


def test_own_foods_and_other_columns(folder: Path) -> None:
    bar = mg.Food(id="my:bar", name="Bar", mg_per_100g=200.0, source="label")
    own: mg.Catalog[mg.Food] = mg.Catalog(mg.Food, records=[bar])
    path = folder / "other.csv"
    path.write_text("the day,item,g\n1,my:bar,50\n1,sr28:11458,100\n", encoding="utf-8")
    found = total_log(path, folder / "out.csv", by="the day", food="item", grams="g", foods=own)
    assert (found.groups, found.mg, found.unknown_rows) == (1, 187.0, 0)


def test_progress_is_told_and_an_interruption_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from magnesium.integrations.frames import log_questions

    path = write(folder / "long.parquet", [("a", "sr28:11458", 1.0)] * 50_000)
    told: list[tuple[str, float]] = []
    monkeypatch.setattr(log_questions, "_LOOK_EVERY_SECONDS", 0.0)
    total_log(path, folder / "out.csv", by="person", on_progress=lambda what, share: told.append((what, share)))
    assert list(dict.fromkeys(what for what, _ in told)) == ["looking for bad rows", "adding up"]
    assert all(0 <= share <= 1 for _, share in told)

    def interrupt(what: str, _share: float) -> None:
        if what == "adding up":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        total_log(path, folder / "interrupted.csv", by="person", on_progress=interrupt)
    assert not (folder / "interrupted.csv").exists()


@pytest.mark.parametrize("what", ["log", "out", "by", "food", "grams"])
def test_names_with_half_a_character_are_refused(folder: Path, what: str) -> None:
    log = folder / "log.csv"
    log.write_text("food,grams\nsr28:12061,1\n", encoding="utf-8")
    given: dict[str, Any] = {"log": log, "out": folder / "out.csv", "by": "food", "food": "food", "grams": "grams"}
    given[what] = f"{given[what]}\udce9"
    with pytest.raises(mg.InvalidValueError, match="half a character"):
        total_log(**given)


CASES = [
    # header, rows, what is given, the totals of persons
    ("person,food,grams", ["a,almonds,30", "b,12061.0,30", "a,sr28:12061,30"], {}, [("a", 162.0, 0), ("b", 81.0, 0)]),
    ("person,food,grams", ['a,sr28:12061,"1,5"', "a,sr28:12061,100"], {}, [("a", 274.05, 0)]),
    ("person;food;grams", ["a;sr28:12061;1,5", "a;sr28:12061;100"], {}, [("a", 274.05, 0)]),
    ("person,food,amount", ["a,almonds,30 g", "a,cooked spinach,1 cup"], {}, [("a", 237.6, 0)]),
    ("person,Food Name,qty,unit", ["a,almonds,30,g"], {}, [("a", 81.0, 0)]),
    ("person,what,MAGN", ["a,?,26.84", "a,?,", "b,?,0"], {"columns": {"mg": "MAGN"}}, [("a", 26.84, 1), ("b", 0, 0)]),
    ("person,Magnesium (g)", ['a,"0,5"'], {"columns": {"mg": "Magnesium (g)"}}, [("a", 500.0, 0)]),
    ("person,c,g", ["a,11000000.0,100"], {"food": "c", "grams": "g", "release": "5.0"}, [("a", 3.0, 0)]),
    ("person,food,amount", ["a,banana,1"], {"assume": "usual"}, [("a", mg.parse("1 banana").mg, 0)]),
]


@pytest.mark.parametrize(("header", "rows", "given", "totals"), CASES)
def test_logs_as_they_are(
    folder: Path, header: str, rows: list[str], given: dict[str, Any], totals: list[tuple[str, float, int]]
) -> None:
    path = folder / "as it is.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    total_log(path, folder / "out.csv", by="person", **given)
    expected: list[Any] = [(who, pytest.approx(amount), unknown) for who, amount, unknown in totals]
    assert read(folder / "out.csv") == expected


REFUSED = [
    ("person,food,grams", ['a,almonds,"1,5"', "a,almonds,1.250"], {}, "'1.250' can be read two ways"),
    ("person;food;grams", ["a;almonds;1.250"], {}, "'1.250' can be read two ways"),
    ("person,food,grams", ['a,almonds,"1,250"'], {}, "'1,250' can be read two ways"),
    ("person;food;amount", ["a;almonds;1,5 g", "a;almonds;1.250 g"], {}, "'1.250 g' can be read two ways"),
    ("person;food;grams", ["a;almonds;ten"], {}, "is not a number in 1 row: 'ten'"),
    ("person,food,grams", ["a,almonds,-1", "a,frobnitz,1"], {}, "no known food in 1 row, most often 'frobnitz'"),
    ("person,food,grams", ["a,almonds,-1"], {}, "no possible amount in 1 row, most often '-1.0'"),
    ("person,food,amount", ["a,pasta,1 cup"], {}, "1 of 1 rows cannot be read: '1 cup pasta'"),
    ("person,MAGN", ["a,-1"], {"columns": {"mg": "MAGN"}}, "no possible amount in 1 row, most often '-1.0'"),
]


@pytest.mark.parametrize(("header", "rows", "given", "reason"), REFUSED)
def test_logs_that_leave_a_choice_are_refused(
    folder: Path, header: str, rows: list[str], given: dict[str, Any], reason: str
) -> None:
    path = folder / "refused.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    with pytest.raises(mg.DataError) as caught:
        total_log(path, folder / "no.csv", by="person", **given)
    assert reason in str(caught.value)
    assert not (folder / "no.csv").exists()


def test_many_files_and_patterns_are_one_log(folder: Path) -> None:
    parts = folder / "many"
    parts.mkdir()
    (parts / "1.csv").write_text("person,food,grams\na,almonds,100\n", encoding="utf-8")
    (parts / "2.csv").write_text("grams;food;other;person\n50,5;almonds;x;a\n", encoding="utf-8")
    write(parts / "3.parquet", [("b", "sr28:12061", 100.0)])
    expected: list[Any] = [("a", pytest.approx(406.35), 0), ("b", pytest.approx(270.0), 0)]
    patterns: list[Any] = [str(parts / "*"), [parts / "1.csv", str(parts / "[23].*")]]
    for named in patterns:
        total_log(named, folder / "out.csv", by="person")
        assert read(folder / "out.csv") == expected
    (parts / "4.csv").write_text("person,food\na,almonds\n", encoding="utf-8")
    with pytest.raises(mg.DataError, match=r"4\.csv: 'grams': is missing; it has person, food"):
        total_log(str(parts / "*"), folder / "no.csv", by="person")
    (parts / "4.csv").write_text("person,food,grams\na,almonds,ten\n", encoding="utf-8")
    with pytest.raises(mg.DataError, match=r"3 files: .*4\.csv"):
        total_log(str(parts / "[134].*"), folder / "no.csv", by="person")
    with pytest.raises(FileNotFoundError):
        total_log(str(parts / "9*.csv"), folder / "no.csv", by="person")


EXPORTS = {
    "cronometer-servings": (
        "Day",
        (
            "Day,Time,Group,Food Name,Amount,Magnesium (mg),Category\n"
            '2026-03-01,,Lunch,"Spinach, boiled",180 g,156.6,Vegetables\n2026-03-02,,Lunch,Tablets,1 tablet,,Pills\n'
        ),
    ),
    "waistline": ("Date", "Date,Calories,Magnesium (mg)\n2026-03-01,2000,310\n2026-03-02,0,0\n"),
    "loseit": (
        "Date",
        (
            "Date,Name,Icon,Type,Quantity,Units,Deleted\n"
            "03/14/2026,sr28:12061,x,Lunch,30,g,0\n03/14/2026,sr28:12061,x,Lunch,30,g,TRUE\n03/15/2026,banana,x,Snack,100,g,\n"
        ),
    ),
    "nhanes-dr1iff": (
        "SEQN",
        "SEQN,WTDRD1,DR1ILINE,DR1IFDCD,DR1IGRMS,DR1IMAGN\n1,1,1,11100000,244,27\n1,1,2,11100000,244,\n2,1,1,11100000,10,1\n",
    ),
}


@pytest.mark.parametrize("profile", EXPORTS)
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_an_export_has_the_totals_that_read_food_log_finds(folder: Path, profile: str, delimiter: str) -> None:
    by, text = EXPORTS[profile]
    path = folder / f"{profile}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(csv.reader(text.splitlines()))
    read = mg.read_food_log(path, profile=profile)
    for given_profile in (profile, "auto"):
        found = total_log(path, folder / "export.parquet", by=by, profile=given_profile)
        assert found.mg == pytest.approx(read.total.mg)
        assert found.unknown_rows == len(read.total.unknown)
        assert found.notes == read.notes[:1]


def test_a_file_of_another_layout_is_not_the_export_that_is_named(folder: Path) -> None:
    path = folder / "other.csv"
    path.write_text("person,food,grams\na,sr28:12061,30\n", encoding="utf-8")
    assert total_log(path, folder / "out.csv", by="person").notes == ()
    with pytest.raises(mg.DataError, match="is not Waistline"):
        total_log(path, folder / "out.csv", by="person", profile="waistline")
    with pytest.raises(mg.NotFoundError):
        total_log(path, folder / "out.csv", by="person", profile="no such")


def test_a_file_with_semicolons_is_read_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(folder / "once.semicolon.csv", [("a", "sr28:11458", 100.0), ("b", "sr28:12061", 30.0)])
    written: list[Path] = []
    spilled = Question._spilled

    def counted(self: Question, connection: Any, rows: Any, to: Path) -> Any:
        written.append(to)
        texts = spilled(self, connection, rows, to)
        path.unlink()
        return texts

    monkeypatch.setattr(Question, "_spilled", counted)
    assert total_log(path, folder / "out.csv", by="person").mg == pytest.approx(87 + 81)
    assert len(written) == 1
