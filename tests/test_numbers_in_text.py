"""Numbers and units in any script and width, by every reader that takes text."""

from __future__ import annotations

import io
import sys
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg
from magnesium.cli.arguments import number, whole
from magnesium.cli.main import main
from magnesium.foods.amounts import parse_amount, parse_number
from magnesium.text import normalized

_UNASSIGNED = {"Cn", "Co", "Cs"}
EVERY_CHARACTER = [
    char for char in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(char) not in _UNASSIGNED
]
FRACTIONS = [char for char in EVERY_CHARACTER if unicodedata.decomposition(char).startswith("<fraction>")]
WHOLE_FRACTIONS = [char for char in FRACTIONS if char != "⅟"]
DIGITS = [char for char in EVERY_CHARACTER if unicodedata.category(char) == "Nd"]
SCRIPTS = [DIGITS[start : start + 10] for start in range(0, len(DIGITS), 10)]
GROUP_SEPARATORS = "\u00a0\u2007\u2008\u2009\u202f'’٬"


def in_script(text: str, digits: list[str]) -> str:
    return "".join(digits[int(char)] if char.isascii() and char.isdigit() else char for char in text)


def from_table(text: str) -> float | None:
    table = io.StringIO(f'id,name,mg_per_100g,calcium_mg_per_100g\na,A,1,"{text}"\n')
    return mg.read_food_table(table)["a"].calcium_mg_per_100g


def from_portion(text: str) -> float:
    table = io.StringIO(f'id,name,mg_per_100g,portions\na,A,1,"1 cup = {text}"\n')
    return mg.read_food_table(table)["a"].portions[0].grams


def from_log(text: str) -> float | None:
    return mg.read_food_log(io.StringIO(f'food,amount,unit\nsr28:11458,"{text}",g\n')).entries[0].grams


def from_log_amount(text: str) -> float | None:
    return mg.read_food_log(io.StringIO(f'food,amount\nsr28:11458,"{text} g"\n')).entries[0].grams


READERS: dict[str, Callable[[str], float | None]] = {
    "serving": lambda text: mg.foods["sr28:11458"].serving(f"{text} g").grams,
    "log": from_log,
    "log with the unit in the amount": from_log_amount,
    "table": from_table,
    "portion of a table": from_portion,
    "water": lambda text: mg.Water(id="w", name="W", mg_per_l=1, source="label").serving(f"{text} l").mg,
    "compound": lambda text: mg.compounds["magnesium-oxide"].serving(f"{text} mg elemental").mg,
    "command line": lambda text: mg.convert(number(text, "amount"), "mg", "mg"),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("plain", ["10", "1.5", "0.25", "1e2"])
def test_every_reader_reads_the_digits_of_every_script(reader: str, plain: str) -> None:
    read = READERS[reader]
    expected = float(plain)
    assert {read(in_script(plain, digits)) for digits in SCRIPTS} == {expected}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("１．５", 1.5),
        ("１，５", 1.5),
        ("١٫٥", 1.5),
        ("1\u200b0", 10),
        ("1e−1", 0.1),
        *((f"1{separator}000", 1000) for separator in GROUP_SEPARATORS),
        *((f"1{separator}234{separator}567.5", 1234567.5) for separator in GROUP_SEPARATORS),
    ],
)
def test_every_reader_reads_signs_and_group_separators(reader: str, text: str, expected: float) -> None:
    assert READERS[reader](text) == expected


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    "text",
    [
        "１,０００",
        "1，000",
        "١,٠٠٠",
        "1,000",
        "1 000",
        "10²",
        "10₂",
        "10^3",
        "1.5×10³",
        "1⁰",
        "10①",
        "10Ⅹ",
        "5五",
        "①",
        "1\u033800",
        "1️⃣",
        "1،000",
        "1·5",
        "12\u202f34",
        "1\u202f0000",
        "0.123\u202f456",
        "−5",
        "－5",
        "∞",
    ],
)
def test_every_reader_refuses_what_is_not_one_number(reader: str, text: str) -> None:
    with pytest.raises(mg.MagnesiumError):
        READERS[reader](text)


def test_nan_is_no_amount_and_in_a_table_it_is_unknown() -> None:
    for name, read in READERS.items():
        if name == "table":
            assert read("nan") is None
        else:
            with pytest.raises(mg.MagnesiumError):
                read("nan")


@pytest.mark.parametrize("fraction", WHOLE_FRACTIONS)
def test_fractions_of_one_character(fraction: str) -> None:
    value = unicodedata.numeric(fraction)
    assert parse_amount(f"{fraction} cup")[0] == pytest.approx(value)
    assert parse_number(fraction, "amount") == pytest.approx(value)
    for whole_number in ("1", "１", "1 ", "1\u00a0", "1\u202f"):
        quantity, unit = parse_amount(f"{whole_number}{fraction} cups")
        assert quantity == pytest.approx(1 + value)
        assert unit == "cups"


def test_no_character_but_a_digit_or_a_fraction_becomes_a_digit() -> None:
    made = [char for char in EVERY_CHARACTER if any("0" <= part <= "9" for part in normalized(char))]
    assert set(made) == {*DIGITS, *FRACTIONS}


def test_a_number_with_another_numeric_character_in_it_is_refused() -> None:
    others = [char for char in EVERY_CHARACTER if char.isnumeric() and char not in {*DIGITS, *FRACTIONS}]
    for char in others:
        with pytest.raises(mg.AmountError):
            parse_amount(f"10{char} g")


def test_units_of_one_character_and_of_full_width() -> None:
    spinach = mg.foods["sr28:11458"]
    assert spinach.serving("１㎏").grams == spinach.serving("1 ｋｇ").grams == 1000
    assert spinach.serving("100 ㎖").grams == spinach.serving("100 ml").grams
    assert mg.compounds["magnesium-oxide"].serving("200 ㎎ elemental").mg == 200
    assert mg.convert(1, "㎎/㎗", "ｍｇ／Ｌ") == 10
    assert mg.convert(1, "µmol", "mmol") == mg.convert(1, "μmol", "mmol") == 0.001


def test_convert_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["convert", "２４٫３０५", "㎎", "mmol"]) == 0
    assert "= 1 mmol\n" in capsys.readouterr().out
    for text in ("10²", "1_000", "1,000", "１,０００", "−5"):
        assert main(["convert", text, "mg", "mmol"]) == 3
    assert whole("１０", "days") == 10


def test_dates_and_times_in_full_width_digits() -> None:
    entry = mg.foods["sr28:11458"].grams(1).at(date="２０２６-１１-２２", time="７：３０")
    assert (str(entry.date), str(entry.time)) == ("2026-11-22", "07:30:00")


@given(st.text() | st.text("0123１٢½²'’ \u00a0\u2009٬.,/a"))
def test_normalizing_twice_is_normalizing_once(text: str) -> None:
    assert normalized(normalized(text)) == normalized(text)


@given(st.text(st.characters(max_codepoint=127, exclude_characters="'")))
def test_ascii_stays_as_it_is(text: str) -> None:
    assert normalized(text) == text
