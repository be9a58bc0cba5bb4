"""Targets that are given words: lines, meals, amounts, units, reported values, searches."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable
from random import Random
from typing import Any

import attrs

import magnesium as mg
from magnesium import laboratory
from magnesium.foods import amounts
from magnesium.foods.stated import stated_value
from magnesium.laboratory import result_texts
from tools.fuzzing import texts
from tools.fuzzing.target import Target, expect, is_amount

Words = tuple[str, ...]


def _entries(entries: Iterable[mg.Entry]) -> None:
    for entry in entries:
        expect(is_amount(entry.mg), "magnesium is unknown, or finite and not negative")
        expect(is_amount(entry.grams), "a weight is unknown, or finite and not negative")
        expect(is_amount(entry.quantity), "a quantity is finite and not negative")
        expect(entry.text and entry.item.name, "an entry has its words and its item")


def _line(line: str) -> None:
    _entries([mg.parse(line)])


def _meal(text: str) -> None:
    intake = mg.parse_meal(text)
    _entries(intake)
    total = intake.total
    expect(is_amount(total.mg), "a total is finite and not negative")
    if total.mg:
        low, high = total.interval() or (0, math.inf)
        expect(0 <= low <= high, "an interval has its limits in order")


def _line_with_number(random: Random) -> tuple[str, str]:
    """Return a line with a number behind it, and the same line with another number."""
    line, first = texts.line(random), random.randint(2, 900)
    form = random.choice((" {}", ", {}", " ({})", " {}%", " {}.5", " {}/7", " {} g", " {} cups", "; {} mg", " x {}"))
    return line + form.format(first), line + form.format(first + 13)


def _number_counts(lines: tuple[str, str]) -> None:
    one, other = (mg.parse(line) for line in lines)
    same = attrs.evolve(one, text="") == attrs.evolve(other, text="")
    expect(not same or one.assumptions != other.assumptions, "a number in a line counts, or is said to be ignored")


def _amount(text: str) -> None:
    amounts.measure_words(text)
    for factor in (amounts.mass_grams(text), amounts.volume_ml(text)):
        expect(factor is None or factor > 0, "a unit has a size")
    quantity, _ = amounts.parse_amount(text)
    expect(is_amount(quantity), "an amount is finite and not negative")


def _stated(text: str) -> None:
    value = stated_value(text)
    for number in (value.value, value.limit):
        expect(number is None or math.isfinite(number), "a stated number is finite")
    expect(value.value is not None or not text.strip().isdecimal(), "a plain number is not lost")


def _units(random: Random) -> tuple[float, str, str]:
    return (
        texts.number(random),
        texts.word(random),
        random.choice(_UNITS) if random.random() < 0.6 else (texts.word(random)),
    )


_UNITS = ("mg", "g", "µg", "mmol", "mEq", "mg/dL", "mg/L", "mmol/L", "mEq/L")


def _convert(given: tuple[float, str, str]) -> None:
    value, unit, other = given
    there = mg.convert(value, unit, other)
    expect(is_amount(there), "a converted amount is finite and not negative")
    back = mg.convert(there, other, unit)
    expect(math.isclose(back, value, rel_tol=1e-9, abs_tol=1e-300), "a conversion and its reverse cancel out")


def _reported(random: Random) -> tuple[Any, str, Any, Any]:
    value = texts.number(random) if random.random() < 0.3 else texts.word(random)
    if random.random() < 0.5:
        value = f"{random.choice(('', '<', '>', '≤', '< ', '('))}{random.uniform(0, 5):.{random.randint(0, 3)}f}"
    lower, upper = (random.choice((None, texts.number(random), 0.7, 1.05, texts.word(random))) for _ in range(2))
    return value, texts.unit(random) if random.random() < 0.5 else random.choice(_UNITS), lower, upper


def _classify(given: tuple[Any, str, Any, Any]) -> None:
    value, unit, lower, upper = given
    own = None if lower is None and upper is None else result_texts.reported_interval(lower, upper, unit)
    result = result_texts.classify_reported(value, unit, interval=own)
    expect(is_amount(result.mmol_per_l), "a serum value is finite and not negative")
    text = result.text(80)
    expect("nan" not in text.split() and "inf" not in text.split(), "a printed value is a number")
    expect(laboratory.SerumResult is type(result), "a reported value is a serum result")


def _word_or_line(random: Random) -> str:
    return texts.word(random) if random.random() < 0.5 else texts.line(random)


SEARCHES: dict[str, Callable[[str], Any]] = {
    "item": mg.find_item,
    "food": mg.find_food,
    "id": lambda text: mg.foods[text],
    "in": lambda text: text in mg.foods,
    "claims": mg.claims.search,
    "symptoms": mg.symptoms.search,
    "risk factors": mg.risk_factors.search,
    "medications": mg.interactions.search,
    "sources": mg.sources.search,
    "authority": lambda text: mg.authorities[text],
}


def _question(random: Random) -> tuple[str, str]:
    return random.choice(tuple(SEARCHES)), _word_or_line(random)


def _answered(given: tuple[str, str]) -> None:
    kind, text = given
    SEARCHES[kind](text)


def _foods(text: str) -> None:
    found = mg.foods.search(text, limit=5)
    expect(len(found) <= 5, "a search keeps its limit")


def _ask(text: str) -> None:
    mg.ask(text, limit=3).text(80)


@functools.cache
def _person() -> mg.Person:
    return mg.Person(age=61, sex="female")


def _persons(random: Random) -> dict[str, Any]:
    def words() -> list[str]:
        return [texts.word(random) for _ in range(random.choice((0, 0, 1, 2)))]

    return {
        "age": random.choice((texts.number(random), random.uniform(0, 110), 61, "61")),
        "sex": random.choice(("female", "male", "f", None, texts.word(random))),
        "life_stage": random.choice(("general", "general", "pregnant", "lactating", texts.word(random))),
        "symptoms": [random.choice(("seizure", "cramps", "tetany")), *words()],
        "medications": [*words(), "omeprazole"],
        "risk_factors": words(),
        "supplements": words(),
        "egfr_ml_per_min_per_1_73_m2": random.choice((None, None, texts.number(random), 25)),
    }


def _assess(given: dict[str, Any]) -> None:
    person = mg.Person(**{name: given[name] for name in ("age", "sex", "life_stage")})
    others = {name: value for name, value in given.items() if name not in {"age", "sex", "life_stage"}}
    answer = mg.assess(person, **others)
    expect(answer.text(80).encode() and answer.html().encode(), "an assessment can be shown")
    if "seizure" in others["symptoms"]:
        expect(answer.urgency is mg.Urgency.EMERGENCY, "a seizure stays an emergency beside any other words")


TARGETS = (
    Target("parse", 100_000, texts.line, _line),
    Target("digits", 3_000, _line_with_number, _number_counts),
    Target("meal", 10_000, texts.meal, _meal, seconds=5),
    Target("amount", 280_000, texts.word, _amount),
    Target("stated", 170_000, texts.word, _stated),
    Target("convert", 240_000, _units, _convert),
    Target("reported", 80_000, _reported, _classify),
    Target("search", 60_000, _question, _answered),
    Target("foods", 10_000, _word_or_line, _foods),
    Target("ask", 5_000, _word_or_line, _ask),
    Target("assess", 2_000, _persons, _assess, seconds=5),
)
