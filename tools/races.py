"""Ask fresh processes from many threads at once: ``python -m tools.races --processes 1000``.

Tables, indexes and modules load on first use, so only the first moments of a process can race. Each process starts
8 threads, which ask the same questions in other orders at the same time; half of the processes also start a child
by spawn, fork or forkserver meanwhile. Every answer must be the one that a process without threads gives.
"""

from __future__ import annotations

import argparse
import faulthandler
import importlib
import json
import multiprocessing
import os
import random
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

THREADS = 8
SECONDS = 900
"""After which a process hangs, also on a busy machine."""


def questions() -> dict[str, Callable[[], object]]:
    """Return questions that load different tables, indexes and modules."""
    import magnesium as mg

    person = mg.Person(age=61, sex="female")
    return {
        "food": lambda: mg.foods["sr28:12061"].mg_per_100g,
        "name": lambda: str(mg.find_item("almonds")),
        "search": lambda: [food.id for food in mg.foods.search("spinach")[:5]],
        "line": lambda: mg.parse("2 slices whole wheat bread").mg,
        "meal": lambda: mg.parse_meal("porridge, 1 banana and a glass of milk").total.mg,
        "need": lambda: mg.rda(age=25, sex="female"),
        "compare": lambda: str(mg.compare(person)),
        "serum": lambda: str(mg.laboratory.classify_serum(mmol_per_l=0.3, interval="alfredpath")),
        "assess": lambda: mg.assess(person, symptoms=["seizure"], medications=["omeprazole"]).text(80),
        "claim": lambda: [claim.id for claim in mg.claims.search("does magnesium help cramps")],
        "sources": lambda: sorted(mg.sources)[:5],
    }


def answers(seed: int) -> dict[str, str]:
    """Return the answer to each question, asked in the order of *seed*."""
    asked = list(questions().items())
    random.Random(seed).shuffle(asked)  # noqa: S311
    return {name: str(ask()) for name, ask in asked}


def _to_queue(seed: int, queue: multiprocessing.SimpleQueue[dict[str, str]]) -> None:
    # Where a child hangs, each of its threads is printed, and it ends.
    faulthandler.dump_traceback_later(SECONDS / 3, exit=True)
    queue.put(answers(seed))
    faulthandler.cancel_dump_traceback_later()


def in_child(method: str, seed: int) -> dict[str, str]:
    """Return the answers of a child that is started by *method*."""
    context: Any = multiprocessing.get_context(method)
    queue: multiprocessing.SimpleQueue[dict[str, str]] = context.SimpleQueue()
    child = context.Process(target=_to_queue, args=(seed, queue))
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):  # a fork beside threads
        child.start()
    deadline = time.monotonic() + SECONDS / 2
    while queue.empty():
        if time.monotonic() > deadline or (child.exitcode or 0) != 0:
            child.kill()
            return {"child": f"{method}: no answer, exit status {child.exitcode}"}
        time.sleep(0.01)
    found = queue.get()
    child.join()
    return found


def in_threads(seed: int, method: str | None) -> list[dict[str, str]]:
    """Return the answers of 8 threads that begin together, and those of a child where *method* names one."""
    # Python opens no lock of an import in a forked child: who forks beside threads imports before them.
    importlib.import_module("magnesium")
    barrier = threading.Barrier(THREADS + bool(method))

    def begin(ask: Callable[[], dict[str, str]]) -> dict[str, str]:
        barrier.wait()
        return ask()

    asks = [partial(answers, seed * THREADS + number) for number in range(THREADS)]
    if method:
        asks.append(partial(in_child, method, seed))
    with ThreadPoolExecutor(len(asks)) as pool:
        return list(pool.map(begin, asks))


def fault(seed: int, expected: dict[str, str]) -> str:
    """Return what was wrong in one fresh process, or an empty text."""
    methods = multiprocessing.get_all_start_methods()
    method = methods[seed // 2 % len(methods)] if seed % 2 else ""
    command = [sys.executable, "-m", "tools.races", "--one", str(seed), "--method", method]
    root = Path(__file__).parent.parent
    try:
        run = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, timeout=SECONDS)  # noqa: S603
    except subprocess.TimeoutExpired:
        return f"process {seed} ({method}): no end within {SECONDS} s"
    if run.returncode:
        return f"process {seed} ({method}): exit status {run.returncode}: {run.stderr}"
    wrong = [found for found in json.loads(run.stdout) if found != expected]
    return f"process {seed} ({method}): {wrong[0]} {run.stderr}" if wrong else ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print how many processes gave a wrong answer, and which; return 1 if any did."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0], prog="python -m tools.races")
    parser.add_argument("--processes", type=int, default=1000, help="fresh processes (1000)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes at a time (one per processor)")
    parser.add_argument("--first", type=int, default=0, help="number of the first process, to go on with a run (0)")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--method", default="", help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.one is not None:
        print(json.dumps(in_threads(given.one, given.method or None)))
        return 0
    expected = answers(0)
    seeds = range(given.first, given.first + given.processes)
    with ThreadPoolExecutor(given.jobs) as pool:
        faults = [text for text in pool.map(partial(fault, expected=expected), seeds) if text]
    print(*faults, f"{given.processes} processes of {THREADS} threads: {len(faults)} with a fault", sep="\n")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
