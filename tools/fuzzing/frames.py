"""Targets that are given data frames with columns of any type and any values."""

from __future__ import annotations

import functools
from collections.abc import Callable
from random import Random
from typing import Any

from magnesium.integrations import frames
from tools.fuzzing import texts, trees
from tools.fuzzing.target import Target, expect, is_amount

Columns = dict[str, list[Any]]
Given = tuple[str, str, Columns, dict[str, Any]]

_FOODS = ("sr28:11457", "sr28:12061", "fndds:11111000", "11111000", "almonds", "water:us-tap", "")


def _columns(random: Random) -> Columns:
    rows = random.randint(0, 5)
    kinds: dict[str, Callable[[], Any]] = {
        "food": lambda: random.choice((*_FOODS, texts.word(random))),
        "grams": lambda: random.choice((100.0, 0.0, texts.number(random))),
        "mg": lambda: random.choice((300.0, texts.number(random))),
        "amount": lambda: texts.amount(random),
        "value": lambda: random.choice(("<0.5", "0.62", "1,7", texts.word(random))),
        "unit": lambda: random.choice(("mmol/L", "mg/dL", "MG/DL", texts.word(random))),
        "lower": lambda: random.choice((0.7, texts.number(random))),
        "upper": lambda: random.choice((1.05, texts.number(random))),
        "age": lambda: random.choice((25.0, 0.5, texts.number(random))),
        "sex": lambda: random.choice(("female", "male", texts.word(random))),
        "person": lambda: random.choice(("a", "b", texts.word(random))),
    }
    return {name: _column(random, draw, rows) for name, draw in kinds.items() if random.random() < 0.97}


def _column(random: Random, draw: Callable[[], Any], rows: int) -> list[Any]:
    kind = random.random()
    if kind < 0.03:
        return [None] * rows
    if kind < 0.08:
        return [random.randint(-5, 300) for _ in range(rows)]
    if kind < 0.12:
        return [trees.odd(random) for _ in range(rows)]
    return [None if random.random() < 0.1 else draw() for _ in range(rows)]


_ON_BAD = ("null", "raise", None)


def _options(random: Random, kind: str) -> dict[str, Any]:
    choices: dict[str, dict[str, Any]] = {
        "add_magnesium": {"on_bad": _ON_BAD, "release": ("2009-2010", texts.word(random))},
        "bad_rows": {"release": ("2009-2010",)},
        "total_intake": {
            "on_bad": _ON_BAD,
            "uncertainty": (True, False),
            "release": ("2017-2018",),
            "unit": ("mg", "g"),
        },
        "adequacy": {"on_bad": _ON_BAD, "authority": ("efsa", "uk", texts.word(random))},
        "add_reference_values": {"on_bad": _ON_BAD, "as_of": ("2020-01-01", texts.word(random))},
        "classify_serum": {"on_bad": _ON_BAD, "lower": ("lower",), "upper": ("upper",), "interval": ("iom1997", "x")},
        "resolve": {"on_bad": _ON_BAD, "unit": ("unit",), "grams": ("grams",), "assume": ("usual", "never")},
    }
    made = {name: random.choice(values) for name, values in choices[kind].items() if random.random() < 0.4}
    if kind == "total_intake":
        made |= {"by": random.choice(("person", ["person", "sex"], "food", []))}
        made |= {"mg": "mg"} if random.random() < 0.3 else {}
    return made


_KINDS = ("add_magnesium", "bad_rows", "total_intake", "adequacy", "add_reference_values", "classify_serum", "resolve")


def _draw(random: Random) -> Given:
    kind = random.choice(_KINDS)
    return kind, random.choice(("polars", "pandas", "pyarrow", "lazy")), _columns(random), _options(random, kind)


@functools.cache
def _engines() -> dict[str, Callable[[Columns], Any]]:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    return {
        "polars": lambda columns: pl.DataFrame(columns, strict=False),
        "lazy": lambda columns: pl.LazyFrame(columns, strict=False),
        "pandas": pd.DataFrame,
        "pyarrow": pa.table,
    }


def _frame(engine: str, columns: Columns) -> Any:
    """Return a frame, or ``None`` where the engine cannot make one of these columns."""
    try:
        return _engines()[engine](columns)
    except Exception:  # noqa: BLE001  (the engine's own rules)
        return None


def _call(given: Given) -> None:
    kind, engine, columns, options = given
    frame = _frame(engine, columns)
    if frame is None:
        return
    answer = getattr(frames, kind)(frame, **options)
    if engine == "lazy":
        answer = answer.collect()
    expect(answer is not None, "a frame is returned")
    if kind == "total_intake" and engine == "polars" and options.get("on_bad") != "null":
        expect(all(is_amount(value) for value in answer["mg"]), "a total is unknown, or finite and not negative")


TARGETS = (Target("frames", 2_000, _draw, _call, seconds=10),)
