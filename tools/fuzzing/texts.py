"""Random texts: lines of people and of no one, by a grammar and by changes to real ones."""

from __future__ import annotations

import csv
import functools
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("MAGNESIUM_SHARED", ROOT.parent / "shared"))
_LINES = (
    ROOT / "tests" / "foods" / "parse_lines.tsv",
    SHARED / "lines" / "given.tsv",
    SHARED / "lines" / "refuse.tsv",
    ROOT / "tests" / "catalogs" / "search_queries.csv",
    ROOT / "tests" / "clinical" / "questions.csv",
    ROOT / "tests" / "clinical" / "further_questions.csv",
)
_TEXT_COLUMNS = ("line", "query", "question", "words", "text")

NUMBERS = (
    *("0", "1", "2", "3", "10", "12", "100", "250", "1.5", "1,5", ".5", "0.25", "1/2", "1 1/2", "½", "1½", "2-3", "6⅔"),
    *("1e3", "1e400", "-1", "1,000", "1.000", "1.234,5", "1/0", "0/0", "1e-320", "9" * 400, "1" * 30, "00", "+5"),
    *("nan", "inf", "-inf", "٣", "२", "１２", "²", "10^3", "①", "Ⅷ", "half", "a", "an", "two", "a dozen", "half of 3"),
    *(
        "2 x 30",
        "2×",
        "3 *",
        "<0.5",
        "> 3",
        "(110)",
        "[7]",
        "~ 5",
        "≤2",
        "±1",
        "5 ± 2",
        "1 to 2",
        "tr",
        "n.d.",
        "-",
        "",
    ),
)
UNITS = (
    *("g", "kg", "mg", "mcg", "µg", "μg", "ug", "oz", "lb", "lbs", "ml", "l", "dl", "cl", "fl oz", "fl. oz.", "cup"),
    *("cups", "tbsp", "tsp", "el", "tl", "pint", "imperial pint", "quart", "slice", "slices", "piece", "handful"),
    *("can", "glass", "bowl", "serving", "portion", "pinch", "bottle", "tablet", "capsules", "G", "kcal", "mmol"),
    *("mEq", "mmol/L", "mg/dL", "mg/L", "meq/l", "mol", "umol", "µmol/l", "%", "IU", "mg/(24.h)", "g/100 g", "per day"),
    *("mg elemental", "mg compound", "times", "stone", "furlong", ""),
)
STATES = (
    "",
    "",
    "cooked",
    "raw",
    "boiled, drained",
    "dry",
    "canned in water",
    "frozen",
    "(peeled)",
    "no salt",
    "soaked",
)
FOODS = (
    *("almonds", "spinach", "banana", "bread", "whole wheat bread", "milk", "porridge", "coffee", "tofu", "lentils"),
    *("dark chocolate 70%", "peanut butter", "tap water", "Gerolsteiner", "magnesium citrate", "magnesium oxide"),
    *("eggs", "rice", "avocado", "cashews", "black beans", "salmon", "yogurt", "7-up", "pumpkin seeds", "epsom salt"),
)
JOINTS = (" ", " ", " ", " of ", ", ", " and ", " with ", "; ", "\n", " - ", ": ", "/", " + ", " or ", "", "\t")
_ODD = (
    *(
        "\x00",
        "\x1b",
        "\u200b",
        "\u00a0",
        "\u2028",
        "\u202e",
        "\ufeff",
        "\ud800",
        "\udfff",
        "\U0001f34c",
        "\u0301",
        "ß",
    ),
    *("İ", "ﬁ", "\u1e9e", "٫", "⁄", "٪", "％", "，", "“", "'", '"', "\\", "(", ")", "[", "]", "{", "}", "<", ">", "&"),
    *("=", "|", "%", "*", "#", "@", ";", ":", ",", ".", "-", "–", "+", "x", "×", "/", "\r", "\n", "\t", " ", "0", "9"),
)
_DIGITS = re.compile(r"\d+")


@functools.cache
def real_lines() -> tuple[str, ...]:
    """Return lines, queries and questions that people wrote, from the tests and from the shared folder."""
    found = dict.fromkeys(text for path in _LINES if path.exists() for text in _of_file(path))
    return tuple(found) or FOODS


def _of_file(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t" if path.suffix == ".tsv" else ","):
            yield from (row[name] for name in _TEXT_COLUMNS if row.get(name))


def food_name(random: Random) -> str:
    """Return the name or the id of a food."""
    names = _names()
    return random.choice(FOODS) if random.random() < 0.5 else random.choice(names)


@functools.cache
def _names() -> tuple[str, ...]:
    import magnesium as mg

    foods = [food for number, food in enumerate(mg.foods.values()) if number % 40 == 0]
    return (*(food.name for food in foods), *(food.id for food in foods), *mg.waters, *mg.compounds)


def amount(random: Random) -> str:
    """Return a number and a unit, or what may be written instead."""
    return f"{random.choice(NUMBERS)}{random.choice((' ', ' ', '', '-'))}{random.choice(UNITS)}"


def line(random: Random) -> str:
    """Return one line: of the grammar, a real one, or a changed one."""
    kind = random.random()
    made = random.choice(real_lines()) if kind < 0.45 else _of_grammar(random)
    return changed(random, made) if kind < 0.35 or kind > 0.75 else made


def _of_grammar(random: Random) -> str:
    parts = [amount(random), food_name(random), random.choice(STATES)]
    if random.random() < 0.3:
        random.shuffle(parts)
    return random.choice(JOINTS).join(part for part in parts if part)


def meal(random: Random) -> str:
    """Return a text of several lines."""
    return random.choice(JOINTS).join(line(random) for _ in range(random.randint(1, 4)))


def word(random: Random) -> str:
    """Return a short text: a number, a unit, a food, part of a line, or none of these."""
    return random.choice((amount, unit, _number, food_name, _piece, line, _noise))(random)


def unit(random: Random) -> str:
    """Return a unit, or nearly one."""
    return changed(random, random.choice(UNITS)) if random.random() < 0.3 else random.choice(UNITS)


def _number(random: Random) -> str:
    return random.choice(NUMBERS) if random.random() < 0.6 else repr(number(random))


def _piece(random: Random) -> str:
    return random.choice(random.choice(real_lines()).split() or [""])


def _noise(random: Random) -> str:
    return "".join(_character(random) for _ in range(random.randint(0, 12)))


def _character(random: Random) -> str:
    return random.choice(_ODD) if random.random() < 0.7 else chr(random.randrange(0x110000))


def number(random: Random) -> float:
    """Return a float: everyday, extreme, or not finite."""
    kind = random.random()
    if kind < 0.6:
        return round(random.uniform(-1, 1000), random.randint(0, 4))
    if kind < 0.8:
        return random.choice((0.0, -0.0, 1e308, 5e-324, 1e-9, 1e12, float("inf"), float("-inf"), float("nan")))
    return random.choice((1, -1)) * 10 ** random.uniform(-300, 300)


def changed(random: Random, text: str) -> str:
    """Return *text* after one to four changes."""
    for _ in range(random.randint(1, 4)):
        text = random.choice(_CHANGES)(random, text)[:1200]
    return text


def _place(random: Random, text: str) -> int:
    return random.randint(0, len(text))


def _without(random: Random, text: str) -> str:
    at = _place(random, text)
    return text[:at] + text[at + random.randint(1, 3) :]


def _with_character(random: Random, text: str) -> str:
    at = _place(random, text)
    return text[:at] + _character(random) + text[at:]


def _with_word(random: Random, text: str) -> str:
    words = text.split(" ")
    words.insert(random.randint(0, len(words)), random.choice((*NUMBERS, *UNITS, *FOODS, *STATES)))
    return " ".join(words)


def _shuffled(random: Random, text: str) -> str:
    words = text.split(" ")
    random.shuffle(words)
    return " ".join(words)


def _other_number(random: Random, text: str) -> str:
    return _DIGITS.sub(lambda _: random.choice(NUMBERS), text, count=1)


def _spliced(random: Random, text: str) -> str:
    other = random.choice(real_lines())
    return text[: _place(random, text)] + other[_place(random, other) :]


def _repeated(random: Random, text: str) -> str:
    at = _place(random, text)
    return text[:at] + text[at : at + random.randint(1, 5)] * random.choice((2, 3, 40)) + text[at:]


def _other_case(random: Random, text: str) -> str:
    return random.choice((str.upper, str.title, str.swapcase, str.casefold))(text)


_CHANGES: tuple[Callable[[Random, str], str], ...] = (
    *(_without, _with_character, _with_word, _shuffled),
    *(_other_number, _spliced, _repeated, _other_case),
)
