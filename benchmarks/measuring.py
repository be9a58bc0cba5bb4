"""Measure something in turn with its baseline, in new processes where needed, and judge the two."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn

import attrs

ROOT = Path(__file__).parent.parent


def in_turn(ways: Sequence[Callable[[], float]], rounds: int, least_s: float = 0.0) -> Iterator[tuple[float, ...]]:
    """Yield the measurements of the ways, called in turn so that other load affects all of them.

    There are at least *rounds* rounds, and more until *least_s* seconds have passed.
    """
    began = time.perf_counter()
    while rounds > 0 or time.perf_counter() - began < least_s:
        yield tuple(way() for way in ways)
        rounds -= 1


def seconds(function: Callable[[], object], calls: int = 1) -> float:
    """Return the seconds of one call, as the mean of *calls*."""
    start = time.perf_counter()
    for _ in range(calls):
        function()
    return (time.perf_counter() - start) / calls


def ratio_of(measured: float, baseline: float | None) -> float | None:
    """Return how many times the baseline was measured; None without a baseline or with one of 0."""
    return measured / baseline if baseline else None


def middle(pairs: Iterable[Sequence[float]]) -> tuple[float, float]:
    """Return the pair, ours and its baseline, with the median ratio, so that both are from the same moment."""
    in_order = sorted(pairs, key=lambda pair: ratio_of(*pair) or 0.0)
    ours, baseline = in_order[len(in_order) // 2]
    return ours, baseline


def fresh(*arguments: str) -> Any:
    """Return the JSON that a new process of this Python prints.

    Raises ``RuntimeError`` with the error output of the process if it fails.
    """
    # Warnings of the engines are not ours to fix, and writing them takes time.
    command = [sys.executable, "-W", "ignore", *arguments]
    # Compiled modules are kept, as they are for users; otherwise each import would compile the package anew.
    settings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    run = subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, check=False)
    if run.returncode:
        reason = run.stderr.strip() or f"exit status {run.returncode} without a message (killed for its memory?)"
        raise RuntimeError(f"{' '.join(arguments)}: {reason}")
    return json.loads(run.stdout)


def answer(found: object) -> NoReturn:
    """Print what :func:`fresh` reads and leave at once, because threads of PyArrow can abort while Python ends."""
    print(json.dumps(found), flush=True)
    os._exit(0)


def _family() -> list[Path]:
    """Return this process and its descendants as Linux lists them; Spark holds rows in a child process."""
    waiting, found = [Path("/proc/self")], []
    while waiting:
        process = waiting.pop()
        found.append(process)
        for children in process.glob("task/*/children"):
            waiting += [Path("/proc", number) for number in children.read_text().split()]
    return found


def _sum_mib(field: str) -> float:
    lines = [line for process in _family() for line in (process / "status").read_text().splitlines()]
    return sum(int(line.split()[1]) for line in lines if line.startswith(f"{field}:")) / 1024


def peak_mib() -> float:
    """Return the largest resident memory so far, on Linux of this process and those that it started."""
    if Path("/proc/self/status").exists():
        return _sum_mib("VmHWM")  # ru_maxrss would also count the parent's memory at the fork
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)


def forget_peak() -> float:
    """Reset the peak to the memory in use, and return that; outside Linux the old peak remains."""
    if not Path("/proc/self/clear_refs").exists():
        return peak_mib()
    for process in _family():
        (process / "clear_refs").write_text("5")
    return _sum_mib("VmRSS")


@attrs.frozen
class Figure:
    """A measurement, with its baseline from the same run, if any.

    The budget is the largest *measured* or the largest ratio to the baseline; without either nothing is judged.
    """

    what: str
    measured: float
    unit: str
    baseline: float | None = None
    against: str = ""
    largest: float | None = None
    largest_ratio: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times the baseline was measured."""
        return ratio_of(self.measured, self.baseline)

    @property
    def verdict(self) -> str:
        """Return "within", "over", or "not judged"."""
        value, limit = (self.ratio, self.largest_ratio) if self.largest is None else (self.measured, self.largest)
        if value is None or limit is None:
            return "not judged"
        return "within" if value <= limit else "over"

    def row(self) -> tuple[object, ...]:
        """Return the values under :data:`HEADINGS`."""
        return tuple(getattr(self, name) for name in HEADINGS)

    def __str__(self) -> str:
        ratio = "" if self.ratio is None else f"{self.ratio:.3g} ×"
        baseline = "" if self.baseline is None else f"{self.baseline:,.3g} {self.unit}, {self.against}"
        budget = f"{self.largest:g} {self.unit}" if self.largest is not None else ""
        budget = f"{self.largest_ratio:g} ×" if self.largest_ratio is not None else budget
        measured = f"{self.measured:,.3g} {self.unit}"
        return f"| {self.what} | {measured} | {baseline} | {ratio} | {budget} | {self.verdict} |"


HEADINGS = ("what", "measured", "unit", "baseline", "against", "ratio", "largest", "largest_ratio", "verdict")
TABLE = "| what | measured | baseline | ratio | budget | verdict |\n| --- | --- | --- | --- | --- | --- |"
