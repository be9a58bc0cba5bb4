"""Targets that are given files: logs, food tables, recipes and aliases of every format."""

from __future__ import annotations

import contextlib
import functools
import io
import json
import warnings
from collections.abc import Callable
from random import Random
from typing import Any
from xml.sax.saxutils import quoteattr

import magnesium as mg
from magnesium.errors import MagnesiumError
from tools.fuzzing import texts, trees
from tools.fuzzing.target import Target, expect, is_amount

Grid = list[list[str]]
Given = tuple[bytes, dict[str, Any]]

_LOG_HEADER = ("food", "amount", "unit", "grams", "mg", "Magnesium (g)", "date", "time", "meal", "person", "origin", "")
_LOG_CELLS: dict[str, tuple[str, ...]] = {
    "date": ("2026-11-27", "27.11.2026", "03/01/2026", "1/2/03", "20261127", "45000", "2026-02-30"),
    "time": ("08:30", "7:30", "25:00", "8 am", "0.5", "24:00"),
    "meal": ("lunch", "Breakfast", ""),
    "person": ("Ann", "2", ""),
    "origin": ("food", "supplement", "water", ""),
    "unit": texts.UNITS,
}
_TABLE_HEADER = (
    "id",
    "name",
    "mg_per_100g",
    "Magnesium (mg)",
    "aliases",
    "kcal",
    "portions",
    "cup",
    "source",
    "origin",
)


def _grid(random: Random, headers: tuple[str, ...]) -> Grid:
    chosen = random.sample(headers, random.randint(1, min(6, len(headers))))
    if random.random() < 0.8:
        chosen = [*dict.fromkeys([*headers[: random.randint(2, 3)], *chosen])]
    rows = [[_cell(random, name) for name in chosen] for _ in range(random.randint(0, 6))]
    if rows and random.random() < 0.2:
        random.choice(rows).pop()
    return [[_header(random, name) for name in chosen], *rows]


def _header(random: Random, name: str) -> str:
    return texts.changed(random, name) if random.random() < 0.05 else name


def _cell(random: Random, name: str) -> str:
    if random.random() < 0.1:
        return texts.word(random)
    if name in _LOG_CELLS:
        return random.choice(_LOG_CELLS[name])
    if name in {"food", "name", "id", "aliases"}:
        return texts.food_name(random)
    return texts.amount(random) if name in {"amount", "portions"} else random.choice((*texts.NUMBERS[:12], "180"))


def _delimited(random: Random, grid: Grid) -> bytes:
    mark = random.choice((",", ",", ";", "\t", "|"))
    end = random.choice(("\n", "\n", "\r\n", "\r"))
    quoted = [mark.join(_quoted(random, cell, mark) for cell in row) for row in grid]
    encoding = random.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16", "windows-1252"))
    return end.join(quoted).encode(encoding, errors="replace")


def _quoted(random: Random, cell: str, mark: str) -> str:
    needs = mark in cell or '"' in cell or "\n" in cell or "\r" in cell
    return '"' + cell.replace('"', '""') + '"' if needs and random.random() < 0.9 else cell


def _records(random: Random, grid: Grid) -> list[Any]:
    header, *rows = grid
    return [trees.changed(random, dict(zip(header, row, strict=False))) for row in rows]


def _json(random: Random, grid: Grid) -> bytes:
    records = _records(random, grid)
    return json.dumps(records if random.random() < 0.6 else {"foods": records}).encode()


def _json_lines(random: Random, grid: Grid) -> bytes:
    return "\n".join(json.dumps(record) for record in _records(random, grid)).encode()


def _xml(_: Random, grid: Grid) -> bytes:
    header, *rows = grid
    names = ["type", "value", "unit", "startDate", *header[4:]]
    tags = (
        _tag(dict(zip(names, ["HKQuantityTypeIdentifierDietaryMagnesium", *row[1:]], strict=False))) for row in rows
    )
    inside = "\n".join(tags)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<HealthData>{inside}</HealthData>'.encode(errors="replace")


def _tag(record: dict[str, str]) -> str:
    attributes = (f"{name or 'x'}={quoteattr(value)}" for name, value in record.items())
    return f"<Record {' '.join(attributes)}/>"


def _workbook(random: Random, grid: Grid) -> bytes:
    import openpyxl.utils.exceptions

    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in grid:
        # A workbook holds no such value.
        with contextlib.suppress(ValueError, TypeError, openpyxl.utils.exceptions.IllegalCharacterError):
            sheet.append([trees.odd(random) if random.random() < 0.03 else cell for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_WRITERS: tuple[Callable[[Random, Grid], bytes], ...] = (
    *(_delimited, _delimited, _delimited, _delimited, _delimited, _delimited, _delimited, _delimited),
    *(_json, _json_lines, _xml, _workbook),
)


@functools.cache
def _real_files() -> tuple[bytes, ...]:
    folder = texts.SHARED / "cases"
    paths = [*folder.glob("*.*"), *(texts.ROOT / "examples").glob("*.csv")]
    return tuple(
        path.read_bytes()[:8000] for path in sorted(paths) if path.suffix in {".csv", ".xml", ".tsv", ".ndjson"}
    )


def _broken(random: Random, data: bytes) -> bytes:
    """Return a file with bytes changed, or cut off."""
    made = bytearray(data)
    for _ in range(random.randint(1, 5)):
        at = random.randint(0, len(made))
        kind = random.random()
        if kind < 0.4:
            made[at : at + random.randint(0, 3)] = bytes([random.randrange(256)])
        elif kind < 0.8:
            made[at:at] = texts.word(random).encode(errors="surrogatepass")
        elif kind < 0.9:
            del made[at:]
        else:
            made[at:at] = made[max(at - 60, 0) : at]
    return bytes(made)


def _file(random: Random, headers: tuple[str, ...]) -> bytes:
    real = _real_files()
    if real and random.random() < 0.2:
        return _broken(random, random.choice(real))
    data = random.choice(_WRITERS)(random, _grid(random, headers))
    return _broken(random, data) if random.random() < 0.2 else data


def _options(random: Random, **choices: tuple[Any, ...]) -> dict[str, Any]:
    return {name: random.choice(values) for name, values in choices.items() if random.random() < 0.3}


def log(random: Random) -> Given:
    """Return a file of a log, and options of its reader."""
    options = _options(
        random,
        on_unknown=("keep", "keep", "raise"),
        assume=("usual", "never"),
        release=("2009-2010", "2021-2023", texts.word(random)),
        unit=("mg", "g", texts.word(random)),
        date_order=("dmy", "mdy", "ymd"),
        profile=(*mg.log_profiles, texts.word(random)),
        columns=({"food": "food", "amount": "amount"}, {"mg": "mg"}, {texts.word(random): texts.word(random)}),
    )
    return _file(random, _LOG_HEADER), {"on_unknown": "keep", **options}


def _table(random: Random) -> Given:
    options = _options(
        random,
        per=("100 g", "100 ml", "1 kg", "serving", texts.word(random)),
        unit=("mg", "g", texts.word(random)),
        origin=("food", "supplement", texts.word(random)),
        marks=({"N": "unknown"}, {texts.word(random): "trace"}),
    )
    return _file(random, _TABLE_HEADER), options


def _quietly(read: Callable[..., Any], given: Given) -> Any:
    data, options = given
    with warnings.catch_warnings(action="ignore"):
        return read(io.BytesIO(data), **options)


def _read_log(given: Given) -> None:
    intake = _quietly(mg.read_food_log, given)
    expect(is_amount(intake.total.mg), "a total is finite and not negative")
    out = io.StringIO()
    try:
        mg.write_food_log(intake, out)
    except MagnesiumError:
        return
    again = mg.read_food_log(io.StringIO(out.getvalue()), on_unknown="keep")
    expect(len(again) == len(intake), "a written log has as many entries")


def _read_table(given: Given) -> None:
    for food in _quietly(mg.read_food_table, given).values():
        expect(is_amount(food.mg_per_100g), "a content is unknown, or finite and not negative")
        expect(is_amount(food.grams(50).mg), "an amount of a food is unknown, or finite and not negative")


def _recipe(random: Random) -> Given:
    lines = [f"{name}: {texts.word(random)}" for name in ("servings", "cooked", "name") if random.random() < 0.4]
    lines += [texts.line(random) for _ in range(random.randint(0, 5))]
    data = "\n".join(lines).encode(errors="replace")
    options = _options(
        random,
        servings=(1, 4, texts.number(random)),
        cooked_grams=(500.0, texts.number(random)),
        cooking=("boiled", "baked", texts.word(random)),
    )
    return (_broken(random, data) if random.random() < 0.1 else data), {"name": "dish", **options}


def _read_recipe(given: Given) -> None:
    recipe = _quietly(mg.read_recipe, given)
    expect(is_amount(recipe.grams(100).mg), "an amount of a recipe is unknown, or finite and not negative")


def _check(given: Given) -> None:
    data, _ = given
    with warnings.catch_warnings(action="ignore"):
        answer = mg.check(io.BytesIO(data))
    expect(answer.text(80).encode(), "a check can be shown")


TARGETS = (
    Target("log", 20_000, log, _read_log, seconds=5),
    Target("table", 10_000, _table, _read_table, seconds=5),
    Target("recipe", 3_000, _recipe, _read_recipe, seconds=5),
    Target("check", 2_000, log, _check, seconds=5),
)
