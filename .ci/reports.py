"""Print 100 reports as JSON, the same on every machine, to compare CPython with Pyodide."""

from __future__ import annotations

import csv
import json
import random
from importlib.resources import files

import magnesium as mg

COUNT = 100
AMOUNTS = ("100 g", "35 g", "4 oz", "0.2 kg", "2 x 50 g", "a")


def reports() -> list[str]:
    """Return each report as a document and a page, with the messages of errors raised on the way."""
    draw = random.Random(20)  # noqa: S311  (a sample, not a secret)
    table = files("magnesium").joinpath("data", "everyday.csv").read_text(encoding="utf-8")
    names = [name for row in csv.DictReader(table.splitlines()) for name in row["names"].split("|")]
    found: list[str] = []
    while sum(text.startswith("{") for text in found) < COUNT:
        found.append(_report(draw, names))
    return found


def _report(draw: random.Random, names: list[str]) -> str:
    day = "\n".join(f"{draw.choice(AMOUNTS)} {draw.choice(names)}" for _ in range(draw.randint(1, 6)))
    try:
        person = mg.Person(age=draw.randint(1, 95), sex=draw.choice(list(mg.Sex)))
        answer = mg.build_report(mg.parse_meal(day), person, authority=draw.choice(list(mg.authorities)), days=1)
    except mg.MagnesiumError as error:
        return f"{type(error).__name__}: {error}"
    return json.dumps(answer.to_dict(), sort_keys=True, ensure_ascii=False) + answer.html()


if __name__ == "__main__":
    print(json.dumps(reports()))
