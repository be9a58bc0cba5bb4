from __future__ import annotations

import csv
import errno
import io
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import magnesium as mg
from magnesium.foods.files.text_lines import MAX_LINE_BYTES
from magnesium.integrations.strategies import bundled_ids, entries, names


def read(text: str, **options: object) -> mg.Intake:
    return mg.read_food_log(io.StringIO(text), **options)  # type: ignore[arg-type]


def problems(text: str | bytes) -> list[tuple[int | None, str | None]]:
    file: io.StringIO | io.BytesIO = io.StringIO(text) if isinstance(text, str) else io.BytesIO(text)
    with pytest.raises(mg.FoodLogError) as caught:
        mg.read_food_log(file, assume="never")
    return [(problem.line, problem.column) for problem in caught.value.problems]


LOG = "food,amount,unit,date,time,meal,person\n"


def test_every_kind_of_item_and_amount() -> None:
    intake = read(
        LOG
        + "almonds,30,g,2026-03-02,07:30,breakfast,Ann\n"
        + "cooked spinach,1 cup,,2026-03-02,,lunch,Ann\n"
        + "water:ciqual-76022,500 ml,,,,,Ann\n"
        + "magnesium-oxide,200,mg elemental,,,,Ann\n"
        + '"Spinach, cooked, boiled, drained, without salt",½ cup,,,,,Ann\n'
    )
    assert [entry.mg for entry in intake] == pytest.approx([81, 156.6, 59.5, 200, 78.3])
    assert [entry.origin for entry in intake] == ["food", "food", "water", "supplement", "food"]
    assert str(intake.entries[0].date) == "2026-03-02"
    assert list(intake.by("person")) == ["Ann"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_delimiters_byte_order_mark_and_line_ends(delimiter: str, bom: bytes, end: bytes) -> None:
    text = end.join(
        part.replace(",", delimiter).encode()
        for part in ("Food,Amount,Meal", "almonds,30 g,snack", "jalapeño,1 pepper,lunch")
    )
    intake = mg.read_food_log(io.BytesIO(bom + text + end))
    assert len(intake) == 2
    assert intake.entries[1].meal == "lunch"


def test_a_decimal_comma_in_a_semicolon_log() -> None:
    assert read("food;amount\nalmonds;1,5 oz\n").entries[0].quantity == 1.5


def test_what_spreadsheets_add_is_no_news() -> None:
    """A "sep=" line, blank lines on top, empty columns on the right, times without a leading zero."""
    intake = read("sep=;\n\nfood;amount;time;;\nalmonds;30 g;7:30;;\nspinach;1 cup;;;\n;;;;\n")
    assert [str(entry.time) for entry in intake] == ["07:30:00", "None"]


def test_lines_are_counted_from_the_top_of_the_file() -> None:
    assert problems("\nsep=,\nfood,amount\nalmonds,30 g\nspinnach,1 cup\n") == [(5, "food")]


def test_blank_lines_between_are_nothing() -> None:
    assert len(read("food,amount\n\nalmonds,30 g\n,\n\n")) == 1


def test_all_bad_lines_come_back_at_once_with_line_and_column() -> None:
    assert problems(
        LOG
        + "almonds,30,g,2026-03-02,07:30,breakfast,Ann\n"  # 2, good
        + "spinnach,1 cup,,,,,\n"  # 3
        + "almonds,nan,g,,,,\n"  # 4
        + "almonds,1,bowl,,,,\n"  # 5
        + ",1 cup,,,,,\n"  # 6
        + "almonds,,,,,,\n"  # 7
        + "milk,30,,,,,\n"  # 8
        + "almonds,1 cup,g,,,,\n"  # 9
        + "almonds,30 g,,2026-02-30,25:00,,\n"  # 10
        + "almonds,30 g\n"  # 11
        + "nothing-like-it,-3,g,tomorrow,,,\n"  # 12
    ) == [
        (3, "food"),
        (4, "amount"),
        (5, "unit"),
        (6, "food"),
        (7, "amount"),
        (8, "amount"),
        (9, "amount"),
        (10, "date"),
        (10, "time"),
        (11, None),
        (12, "food"),
        (12, "amount"),
        (12, "date"),
    ]


def test_line_numbers_count_lines_of_the_file_also_after_a_quoted_line_break() -> None:
    assert problems('food,amount,meal\nalmonds,30 g,"late\nlunch"\nspinnach,30 g,x\n') == [(4, "food")]


@settings(max_examples=30)
@given(
    st.lists(
        st.sampled_from(["sr28:11457,30 g", "sr28:12061,1 oz", "no such food,30 g", "sr28:11457,xyz"]), max_size=9
    ),
    st.data(),
)
def test_a_log_has_the_entries_and_the_problems_of_its_rows_read_alone(eaten: list[str], data: st.DataObject) -> None:
    dates = data.draw(
        st.lists(st.sampled_from(["2026-03-01", "2026-13-01", ""]), min_size=len(eaten), max_size=len(eaten))
    )
    rows = [*map(",".join, zip(eaten, dates, strict=True))] or ["sr28:11457,1 g,"]
    entries: list[mg.Entry] = []
    problems: list[mg.Problem] = []
    for line, row in enumerate(rows, start=2):
        try:
            entries += mg.read_food_log(io.StringIO(f"food,amount,date\n{row}")).entries
        except mg.FoodLogError as error:
            problems += [attrs.evolve(problem, line=line) for problem in error.problems]
    whole = io.StringIO("\n".join(["food,amount,date", *rows]))
    if problems:
        with pytest.raises(mg.FoodLogError) as raised:
            mg.read_food_log(whole)
        assert list(raised.value.problems) == problems
    else:
        assert list(mg.read_food_log(whole).entries) == entries


def test_lines_behind_an_unreadable_one_keep_their_numbers() -> None:
    assert problems('food,amount\nalmonds,30 g\n"x" y,1 g\nspinnach,1 cup\n') == [(3, None), (4, "food")]


def test_a_near_name_is_offered() -> None:
    with pytest.raises(mg.FoodLogError, match="did you mean 'spinach'"):
        read("food,amount\nspinnach,1 cup\n", assume="never")


def test_several_meanings_are_listed() -> None:
    with pytest.raises(mg.FoodLogError, match=r"sr28:19165.*sr28:01105"):
        read("food,amount\ncocoa,30 g\n", assume="never")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(None, None)]),
        ("food,amount\n", [(None, None)]),
        ("food,amount\n\n\n", [(None, None)]),
        ("food\nalmonds\n", [(1, "amount")]),
        ("food,amount,weather\nalmonds,30 g,sun\n", [(1, "weather")]),
        ("food,amount,food\nalmonds,30 g,x\n", [(1, "food")]),
        ('food,amount\n"almonds,30 g\n', [(2, None)]),
        (b"\xff\xfef\x00o\x00o\x00d\x00", [(1, "amount")]),
        (
            "food,amount\njalapeño,30 g\n".encode() + b"alm\xe9nds,30 g\nalmonds,30 g\nalm\xe9nds,1 g\n",
            [(3, None), (5, None)],
        ),
    ],
)
def test_files_that_are_no_log(text: str | bytes, expected: list[tuple[int | None, str | None]]) -> None:
    assert problems(text) == expected


class _Endless(io.RawIOBase):
    """A file of one line without end; reading all of it would fill the memory."""

    def __init__(self) -> None:
        self.read_bytes = 0

    def readable(self) -> bool:
        return True

    def readline(self, size: int | None = -1, /) -> bytes:
        assert size is not None
        assert size > 0, "read without a bound"
        self.read_bytes += size
        return b"a" * size


def test_an_endless_line_is_refused_after_a_bounded_read() -> None:
    file = _Endless()
    with pytest.raises(mg.FoodLogError, match="longer than 65,536 bytes"):
        mg.read_food_log(file)  # type: ignore[arg-type]
    assert file.read_bytes <= 2 * MAX_LINE_BYTES


def test_a_missing_file_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        mg.read_food_log(tmp_path / "nowhere.csv")


def test_unknown_foods_are_kept_only_on_request_and_stay_visible() -> None:
    text = "food,amount,unit\nfndds:99999999,100,g\nmoon cheese,1,cup\nalmonds,30,g\n"
    assert problems(text) == [(2, "food"), (3, "food")]
    intake = read(text, on_unknown="keep")
    assert intake.total.unknown == ("unknown:fndds:99999999", "unknown:moon cheese")
    assert intake.total.mg == pytest.approx(81)
    assert [entry.grams for entry in intake] == [100, None, 30]


def test_own_foods_are_asked_first() -> None:
    table = mg.read_food_table(io.StringIO("id,name,mg_per_100g\nmy:almonds,Almonds,260\n"))
    assert read("food,amount\nalmonds,100 g\n", foods=table).total.mg == 260


def test_origins_beyond_the_usual() -> None:
    intake = read("food,amount,origin\nmagnesium-hydroxide,400 mg elemental,medicine\nalmonds,1 g,food\n")
    assert intake.entries[0].origin is mg.Origin.MEDICINE
    assert problems("food,amount,origin\nalmonds,30 g,supplement\nmagnesium-oxide,1 mg elemental,food\n") == [
        (2, "origin"),
        (3, "origin"),
    ]


loggable = (
    entries()
    .filter(lambda entry: not entry.item.id.startswith("my:"))
    .map(lambda entry: attrs.evolve(entry, text="", assumptions=()))  # a log holds what was eaten, not the words
)


@settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(st.lists(loggable, min_size=1, max_size=6).map(mg.Intake))
def test_what_is_written_is_read_back(intake: mg.Intake) -> None:
    out = io.StringIO()
    mg.write_food_log(intake, out)
    assert read(out.getvalue()) == intake


def test_what_is_written_to_a_file_is_read_back(tmp_path: Path) -> None:
    citrate = mg.compounds["magnesium-citrate"]
    intake = mg.Intake(
        [
            mg.foods["sr28:11458"].serving("1/3 cup").at(date="2026-03-02", time="08:30:15", meal="brunch, late"),
            citrate.dose(elemental_mg=100, origin="added"),
            read("food,amount\nmoon cheese,1 slice\n", on_unknown="keep").entries[0],
        ]
    )
    path = tmp_path / "log.csv"
    mg.write_food_log(intake, path)
    assert mg.read_food_log(path, on_unknown="keep") == intake
    with pytest.raises(mg.FoodLogError, match="moon cheese"):
        mg.read_food_log(str(path))


EXECUTED = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
like_formulas = st.tuples(
    st.text("".join(EXECUTED) + "' \"", max_size=4), st.sampled_from(["", "1+1", "cmd|'/C calc'!A0", ",;x"])
).map("".join)


@pytest.mark.parametrize("opened", ["text", "bytes"])
@given(st.lists(st.tuples(like_formulas, like_formulas), min_size=1, max_size=4))
def test_what_a_spreadsheet_would_execute_is_written_as_text_and_read_back(
    opened: str, texts: list[tuple[str, str]]
) -> None:
    own = mg.Food(id="=HYPERLINK(1)", name="Granola", mg_per_100g=96.0, source="label")
    intake = mg.Intake([own.measured(30, "g").at(meal=meal, person=person) for meal, person in texts])
    out = io.StringIO()
    mg.write_food_log(intake, out)
    log = out.getvalue()
    cells = [cell for row in csv.reader(io.StringIO(log, newline="")) for cell in row]
    assert not [cell for cell in cells if cell.lstrip(" ").startswith(EXECUTED)]
    again = mg.read_food_log(
        io.StringIO(log) if opened == "text" else io.BytesIO(log.encode()),
        foods=mg.Catalog(mg.Food, records=[own]),
    )
    assert [entry.item for entry in again] == [own] * len(texts)
    for entry, (meal, person) in zip(again, texts, strict=True):
        for read_back, written in ((entry.meal, meal), (entry.person, person)):
            # Outer spaces are lost.
            assert (read_back or "").strip() == written.strip()
            assert not written.strip() or not written.startswith(EXECUTED) or read_back == written.rstrip()


@pytest.fixture
def eaten() -> mg.Intake:
    return mg.Intake([mg.foods["sr28:11457"].grams(30)])


def test_a_log_that_cannot_be_written_whole_leaves_what_was_there(
    tmp_path: Path, eaten: mg.Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "log.csv"
    mg.write_food_log(eaten, path)
    before = path.read_bytes()
    real = os.replace

    def full_disk(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_text", full_disk)
        with pytest.raises(OSError, match="space"):
            mg.write_food_log(eaten, path)
    seen: list[bytes] = []

    def replace(part: Path, target: Path) -> None:
        seen.append(path.read_bytes())
        real(part, target)

    with monkeypatch.context() as patch:
        # Until the last step, which is one for every reader, the old file is there.
        patch.setattr(Path, "replace", replace)
        mg.write_food_log(mg.Intake([*eaten, *eaten]), path)
    assert seen == [before]
    assert len(mg.read_food_log(path)) == 2
    assert [file.name for file in tmp_path.iterdir()] == ["log.csv"]


def test_a_written_log_keeps_permissions_and_links(tmp_path: Path, eaten: mg.Intake) -> None:
    path, link, new = tmp_path / "log.csv", tmp_path / "link.csv", tmp_path / "new.csv"
    path.touch()
    path.chmod(0o640)
    link.symlink_to(path)
    mg.write_food_log(eaten, link)
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o640
    mg.write_food_log(eaten, new)
    (tmp_path / "usual").touch()
    assert new.stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_where_no_file_can_be_is_an_os_error_that_names_it(tmp_path: Path, eaten: mg.Intake) -> None:
    for path in (tmp_path, tmp_path / "nowhere" / "log.csv"):
        with pytest.raises(OSError, match=path.name) as caught:
            mg.write_food_log(eaten, path)
        assert caught.value.filename == str(path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_written_to(tmp_path: Path, eaten: mg.Intake) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as pool:
        read_back = pool.submit(pipe.read_text, encoding="utf-8")
        mg.write_food_log(eaten, pipe)
        assert "sr28:11457" in read_back.result()


@given(st.text(alphabet='food,amount;\t"\n é1½ gcup-almonds\ufeff', max_size=80))
def test_any_text_is_a_log_or_a_clear_error(text: str) -> None:
    try:
        read("food,amount\n" + text)
    except mg.FoodLogError as error:
        assert error.problems
        assert all(problem.message for problem in error.problems)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_log_or_a_clear_error(data: bytes) -> None:
    try:
        mg.read_food_log(io.BytesIO(data))
    except mg.FoodLogError as error:
        assert error.problems


@given(st.lists(bundled_ids(), min_size=1, max_size=20))
def test_nothing_is_dropped(ids: list[str]) -> None:
    intake = read("food,amount\n" + "".join(f"{id_},10 g\n" for id_ in ids))
    assert [entry.item.id for entry in intake] == ids


# --- food tables -------------------------------------------------------------------------------

TABLE = "id,name,mg_per_100g,category,kcal_per_100g,calcium_mg_per_100g,portions,source\n"


def test_an_own_table() -> None:
    table = mg.read_food_table(
        io.StringIO(TABLE + "my:granola,Granola,96,own,450,,1 cup = 110 | 2 spoons = 30 g,label\nmy:tea,Tea,,,,,,\n")
    )
    granola, tea = table["my:granola"], table["my:tea"]
    assert granola.serving("1/2 cup").mg == pytest.approx(52.8)
    assert granola.serving("1 spoon").grams == 15
    assert (granola.source, tea.source) == ("label", "user table")
    assert tea.mg_per_100g is None
    assert tea.category is None
    assert table.search("granola") == (granola,)
    assert len(mg.foods | table) == len(mg.foods) + 2


def test_all_bad_rows_of_a_table_come_back_at_once() -> None:
    with pytest.raises(mg.DataError) as caught:
        mg.read_food_table(
            io.StringIO(
                TABLE
                + ",Granola,96,,,,,\n"  # 2
                + "my:a,,96,,,,,\n"  # 3
                + "my:b,B,lots,,,,,\n"  # 4
                + "my:c,C,half,,,,,\n"  # 5
                + "my:d,D,96,,-3,,,\n"  # 6
                + "my:e,E,96,,,,1 cup,\n"  # 7
                + "my:f,F,96,,,,1 cup = 0,\n"  # 8
                + "my:g,G,99999,,,,,\n"  # 9
                + "my:h,H,1,,,,,\nmy:h,H,1,,,,,\n"  # 10, 11
            )
        )
    assert [(problem.line, problem.column) for problem in caught.value.problems] == [
        (2, "id"),
        (3, "name"),
        (4, "mg_per_100g"),
        (5, "mg_per_100g"),
        (6, "kcal_per_100g"),
        (7, "portions"),
        (8, "portions"),
        (9, "mg_per_100g"),
        (11, "id"),
    ]


@given(names(), st.none() | st.floats(min_value=0, max_value=60000))
def test_a_table_row_is_read_as_it_stands(name: str, mg_per_100g: float | None) -> None:
    if any(char in name for char in ',;\t"'):
        return
    shown = "" if mg_per_100g is None else repr(mg_per_100g)
    table = mg.read_food_table(io.StringIO(f"id,name,mg_per_100g\nmy:x,{name},{shown}\n"))
    assert (table["my:x"].name, table["my:x"].mg_per_100g) == (name, mg_per_100g)


def test_one_date_settles_the_order_of_day_and_month_for_the_others() -> None:
    log = "food,grams,date\nsr28:09040,100,{}\nsr28:09040,100,{}\n"
    assert [str(entry.date) for entry in read(log.format("03/02/2026", "13/02/2026"))] == ["2026-02-03", "2026-02-13"]
    assert [str(entry.date) for entry in read(log.format("03/02/2026", "02/13/2026"))] == ["2026-03-02", "2026-02-13"]
    assert problems(log.format("03/02/2026", "04/02/2026")) == [(2, "date"), (3, "date")]


@pytest.mark.parametrize(("unit", "factor"), [("g", 1000), ("mg", 1)])
def test_a_mapping_states_the_unit_of_magnesium(unit: str, factor: float) -> None:
    log = io.StringIO("what,dose\nbread,2\n")
    assert mg.read_food_log(log, columns={"food": "what", unit: "dose"}).total.mg == pytest.approx(2 * factor)


def test_a_unit_that_contradicts_the_header_is_refused_and_another_name_of_it_is_not() -> None:
    log = "food,magnesium ({})\nbread,2\n"
    assert read(log.format("mg"), unit="mg").total.mg == read(log.format("mg"), unit="MG").total.mg == 2
    for stated, given_unit in (("mg", "g"), ("g", "mg")):
        with pytest.raises(mg.FoodLogError, match="was given where the header states"):
            read(log.format(stated), unit=given_unit)


def test_the_origin_of_an_own_food_is_kept_in_a_file_of_foods() -> None:
    own = mg.Food(id="11100000", name="Capsule", mg_per_100g=9000.0, source="label", origin="supplement")
    log = "SEQN,DR1IFDCD,DR1IGRMS\n1,11100000,2\n1,11111000,100\n"
    intake = read(log, foods=mg.Catalog(mg.Food, records=[own]))
    assert [entry.origin for entry in intake] == ["supplement", "food"]


@pytest.mark.parametrize(("food", "amount", "column"), [("avocados", "1 cup", "amount"), ("seeds", "1 piece", "food")])
def test_what_is_ambiguous_is_recorded_at_its_column(food: str, amount: str, column: str) -> None:
    assert problems(f"food,amount\n{food},{amount}\n") == [(2, column)]
