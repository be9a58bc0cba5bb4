"""A target that runs commands inside this process with random arguments and files."""

from __future__ import annotations

import argparse
import contextlib
import functools
import io
import sys
import tempfile
from pathlib import Path
from random import Random
from typing import Any

from magnesium.cli.main import build_parser, main
from tools.fuzzing import files, texts
from tools.fuzzing.target import Target, expect

Given = tuple[list[str], bytes]

_STATUSES = frozenset({0, 1, 2, 3})
_NOT_RUN = frozenset({"serve", "mcp", "conformance"})
"""They serve until they are stopped, or run other programs."""
_VALUES = {
    "age": ("34", "0.5", "61"),
    "sex": ("female", "male"),
    "authority": ("nasem", "efsa", "uk", "dach"),
    "as_of": ("2024-12-31",),
    "by": ("person", "date", "person,date"),
    "columns": ("food=food,amount=amount", "mg=mg"),
    "days": ("1", "7", "0"),
    "serum": ("0.6", "mmol/L"),
    "value": ("0.6", "<0.5", "100"),
    "unit": ("mmol/L", "mg"),
    "from_unit": ("mg", "mg/dL"),
    "to_unit": ("mmol", "mmol/L"),
    "magnesium": ("0.6",),
    "calcium": ("1.2",),
    "html": ("out.html",),
    "out": ("out.csv",),
}
_FILES = frozenset({"log", "foods", "recipe", "aliases", "file", "questions", "path"})


@functools.cache
def _commands() -> dict[str, list[argparse.Action]]:
    """Return the arguments of each command; argparse lists them nowhere else."""
    parser = build_parser()
    (choices,) = (action.choices for action in parser._actions if isinstance(action, argparse._SubParsersAction))  # noqa: SLF001
    return {
        name: [action for action in command._actions if action.dest != "help"]  # noqa: SLF001
        for name, command in dict(choices or {}).items()
        if name not in _NOT_RUN
    }


def _value(random: Random, action: argparse.Action) -> str:
    if action.choices and random.random() < 0.9:
        return str(random.choice(list(action.choices)))
    if action.dest in _FILES and random.random() < 0.9:
        return "given.csv"
    known = _VALUES.get(action.dest)
    word = random.choice(known) if known and random.random() < 0.8 else texts.word(random)
    # Paths stay in the folder of the run.
    return word.replace("/", "") if action.dest in {*_FILES, "html", "out"} else word


def _words(random: Random, action: argparse.Action) -> list[str]:
    count = action.nargs if isinstance(action.nargs, int) else 1
    if action.nargs in {"+", "*"}:
        count = random.randint(0 if action.nargs == "*" else 1, 3)
    return [_value(random, action) for _ in range(count)]


def _draw(random: Random) -> Given:
    commands = _commands()
    name = random.choice(tuple(commands))
    made = [name]
    for action in commands[name]:
        if action.option_strings and random.random() < (0.97 if action.required else 0.15):
            made += [random.choice(action.option_strings), *_words(random, action)]
        elif not action.option_strings and random.random() < 0.97:
            made += _words(random, action)
    if random.random() < 0.05:
        made.insert(random.randint(0, len(made)), texts.word(random))
    return made, files.log(random)[0]


@functools.cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp())


def _run(given: Given) -> None:
    arguments, data = given
    (_folder() / "given.csv").write_bytes(data)
    out, error = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="replace") for _ in range(2))
    typed = sys.stdin
    sys.stdin = io.StringIO("")
    try:
        with contextlib.chdir(_folder()), contextlib.redirect_stdout(out), contextlib.redirect_stderr(error):
            status: Any = _status(arguments)
    finally:
        sys.stdin = typed
    expect(status in _STATUSES, f"a command ends with a documented status, not {status!r}")
    error.flush()
    said = error.buffer.getvalue().decode()
    expect(status == 0 or said.startswith("magnesium"), "what is wrong is said")
    expect("Traceback" not in said, "no traceback is shown")


def _status(arguments: list[str]) -> Any:
    try:
        return main(arguments)
    except SystemExit as stop:
        return stop.code


TARGETS = (Target("command", 3_000, _draw, _run, seconds=10),)
