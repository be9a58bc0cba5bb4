"""The written form of the tables and of their manifest."""

from __future__ import annotations

import csv
import io
import math
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.tables import csv_table, number, toml_table

# A lone carriage return is left out: the csv module of Python 3.11 and 3.12 writes it unquoted.
CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=12)
PRINTABLE = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_number_reads_back_as_the_same_float(value: float) -> None:
    assert float(number(value)) == value


@given(st.floats(min_value=-1e15, max_value=1e15))
def test_number_of_an_amount_is_no_longer_than_its_repr_and_has_no_empty_decimals(value: float) -> None:
    text = number(value)
    assert len(text) <= len(repr(value))
    assert not text.endswith(".0")


@pytest.mark.parametrize(("value", "text"), [(79.0, "79"), (14.2, "14.2"), (0.0, "0"), (0.05, "0.05"), (100, "100")])
def test_number_is_written_as_a_person_would(value: float, text: str) -> None:
    assert number(value) == text


def test_unknown_is_an_empty_cell_and_zero_is_not() -> None:
    assert number(None) == ""
    assert number(0.0) == number(-0.0) == "0"


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_amount_is_never_written(value: float) -> None:
    with pytest.raises((ValueError, OverflowError)):
        number(value)


@st.composite
def grids(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    """A header and rows of the same width."""
    width = draw(st.integers(min_value=1, max_value=5))
    row = st.lists(CELL, min_size=width, max_size=width)
    return draw(row), draw(st.lists(row, max_size=6))


@given(grids())
def test_csv_table_reads_back_to_the_same_rows(grid: tuple[list[str], list[list[str]]]) -> None:
    header, rows = grid
    table = csv_table("t.csv", header, iter(rows))
    assert list(csv.reader(io.StringIO(table.data.decode("utf-8"), newline=""))) == [header, *rows]
    assert table.rows == len(rows)


def test_csv_table_ends_its_lines_with_a_line_feed_only() -> None:
    """The default of the csv module, CR LF, would change the checksum of a file that git converts."""
    table = csv_table("t.csv", ("a", "b"), [("1", "2"), ("é", "")])
    assert table.data == b"a,b\n1,2\n\xc3\xa9,\n"


ENTRIES = st.dictionaries(
    st.from_regex(r"[a-z]{1,6}(_[a-z]{1,6})?", fullmatch=True),
    PRINTABLE | st.integers(0, 10**9) | st.booleans() | st.lists(PRINTABLE, max_size=3),
    min_size=1,
    max_size=5,
)


@given(st.from_regex(r"[a-z]{1,6}\.(csv|toml)", fullmatch=True), ENTRIES)
def test_an_entry_of_the_manifest_reads_back(name: str, fields: dict[str, object]) -> None:
    assert tomllib.loads(toml_table(name, fields)) == {name: fields}
