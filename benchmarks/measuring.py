"""How a figure is measured: in processes of its own, ours and the other in turn, and held against its budget."""

from __future__ import annotations

import csv
import json
import math
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn, TextIO

import attrs

ROOT = Path(__file__).parent.parent
_MIB = 1024**2


# --- processes ---------------------------------------------------------------------------------


def fresh(*arguments: str) -> Any:
    """Return the JSON that a new process of this Python prints.

    Raises ``RuntimeError`` with what the process said if it fails.
    """
    # Warnings of the engines are theirs to fix, and writing them takes time.
    command = [sys.executable, "-W", "ignore", *arguments]
    # Compiled modules are kept, as they are for users; otherwise each import would compile the package anew.
    settings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    run = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, check=False)
    if run.returncode:
        said = run.stderr.strip() or f"ended with {run.returncode} and said nothing (killed for its memory?)"
        raise RuntimeError(f"{' '.join(arguments)}: {said}")
    return json.loads(run.stdout)


def answer(found: object) -> NoReturn:
    """Print what :func:`fresh` reads, and leave at once: threads of PyArrow at times abort while Python ends."""
    print(json.dumps(found), flush=True)
    os._exit(0)


def in_turn(
    ways: Mapping[str, Callable[[], dict[str, Any]]], turns: int, best: Iterable[str]
) -> dict[str, dict[str, Any]]:
    """Run each way *turns* times, one after the other, so that another program's load falls on all of them.

    Of the numbers named in *best* the smallest is kept, of the others the last.
    """
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in ways}
    for _ in range(turns):
        for name, way in ways.items():
            runs[name].append(way())
    return {
        name: {**every[-1], **{key: min(run[key] for run in every) for key in best}} for name, every in runs.items()
    }


def missing(*packages: str) -> str | None:
    """Return the first of these packages that is not installed."""
    return next((name for name in packages if find_spec(name) is None), None)


# --- memory ------------------------------------------------------------------------------------


def _family() -> list[Path]:
    """Return this process and its descendants as Linux shows them; Spark's rows are in a child's memory."""
    here, found = [Path("/proc/self")], []
    while here:
        process = here.pop()
        found.append(process)
        for children in process.glob("task/*/children"):
            here += [Path("/proc", number) for number in children.read_text().split()]
    return found


def _sum_mib(field: str) -> float:
    kib = 0
    for process in _family():
        lines = (process / "status").read_text().splitlines()
        kib += next((int(line.split()[1]) for line in lines if line.startswith(f"{field}:")), 0)
    return kib / 1024


def peak_mib() -> float:
    """Return the largest resident memory so far, of this process and those it started.

    Outside Linux, of this process alone.
    """
    if Path("/proc/self/status").exists():
        # Of this program; ru_maxrss would also count the parent's memory at the fork.
        return _sum_mib("VmHWM")
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / _MIB if sys.platform == "darwin" else most / 1024


def forget_peak() -> float:
    """Let the peak begin anew with the memory in use, and return that; outside Linux the old peak stays."""
    if not Path("/proc/self/clear_refs").exists():
        return peak_mib()
    for process in _family():
        (process / "clear_refs").write_text("5")
    return _sum_mib("VmRSS")


# --- figures and budgets -----------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class Figure:
    """Something measured, beside its baseline of the same run.

    The budget is the largest *ratio* of the two, or the largest *measured*; with neither nothing is judged.
    """

    what: str
    measured: float
    unit: str
    baseline: float | None = None
    against: str = ""
    largest_ratio: float | None = None
    largest: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times the baseline; null where there is none."""
        return self.measured / self.baseline if self.baseline else None

    @property
    def share_of_budget(self) -> float | None:
        """How much of the budget is used, 1 being all of it."""
        if self.largest is not None:
            return self.measured / self.largest if self.largest else math.inf if self.measured else 0.0
        return None if self.largest_ratio is None or self.ratio is None else self.ratio / self.largest_ratio

    @property
    def budget(self) -> str:
        """The budget in words."""
        if self.largest is not None:
            return f"{self.largest:g} {self.unit}"
        return "" if self.largest_ratio is None else f"{self.largest_ratio:g} ×"

    @property
    def verdict(self) -> str:
        """Return "within", "over", or "not judged"."""
        share = self.share_of_budget
        return "not judged" if share is None else "within" if share <= 1 else "over"


FIGURE_HEADINGS = ("what", "measured", "baseline", "unit", "ratio", "budget", "verdict", "against")


def figure_row(figure: Figure) -> tuple[str, ...]:
    """Return a figure as texts under :data:`FIGURE_HEADINGS`."""
    baseline = "" if figure.baseline is None else _short(figure.baseline)
    ratio = "" if figure.ratio is None else _short(figure.ratio)
    measured = _short(figure.measured)
    return figure.what, measured, baseline, figure.unit, ratio, figure.budget, figure.verdict, figure.against


def _short(number: float) -> str:
    """Return three figures that matter, and all those before the point."""
    return f"{number:,.0f}" if abs(number) >= 100 or number == 0 else f"{number:.3g}"


# --- what a person sees ------------------------------------------------------------------------


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return lines with columns as wide as they need, numbers to the right."""
    columns = list(zip(headings, *rows, strict=True))
    widths = [max(map(len, column)) for column in columns]
    to_the_right = [
        any(cell[:1].isdigit() for cell in column[1:]) and index > 0 for index, column in enumerate(columns)
    ]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, to_the_right, strict=True)
        ).rstrip()
        for row in (headings, *rows)
    )


def write_csv(path: Path, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table as CSV, numbers in full."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([headings, *rows])


class Progress:
    """What is being done, for whoever waits: one line that changes on a terminal, elsewhere a line for each step."""

    def __init__(self, stream: TextIO = sys.stderr) -> None:
        self._stream = stream
        self._changes = stream.isatty()
        self._step = ""

    def step(self, text: str) -> None:
        """Say which step begins."""
        self._step = text
        self._show(text) if self._changes else print(text, file=self._stream, flush=True)

    def within(self, text: str) -> None:
        """Say how far the step is, where the line can change."""
        if self._changes:
            self._show(f"{self._step}: {text}")

    def clear(self) -> None:
        """Leave the line to what is printed next."""
        if self._changes:
            self._show("")

    def _show(self, text: str) -> None:
        self._stream.write(f"\r\x1b[K{text}")
        self._stream.flush()
