"""Give random inputs to the library: ``python -m tools.fuzz --inputs 10000000``.

Only errors of the library may be raised; no input may take long, and memory must stay bounded. Inputs are drawn from
a seed: ``--again TARGET:SEED:NUMBER`` gives one of them once more.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import resource
import signal
import sys
import time
import traceback
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from types import FrameType

import attrs

from tools.fuzzing.target import Target
from tools.fuzzing.targets import targets

MOST_BYTES = 6 << 30
"""Address space of a process; an input that needs more fails with MemoryError."""
MOST_GROWTH = 200 << 20
"""Growth of a process in the second half of its inputs, when caches are full."""
CHUNK = 5_000


@attrs.frozen
class Failure:
    """One input with a wrong answer."""

    target: str
    key: str
    """Error and place: failures of one key have one cause."""
    id: str
    given: str
    trace: str


class HangError(BaseException):
    """An input took too long; not an ``Exception``, so that no handler of the library catches it."""


def drawn(target: Target, seed: int, number: int) -> object:
    """Return the input of a target with this seed and number."""
    return target.draw(random.Random(f"{target.name}:{seed}:{number}"))  # noqa: S311


def tried(target: Target, seed: int, number: int) -> Failure | None:
    """Give one input to the library, and return what was wrong, if anything."""
    given = drawn(target, seed, number)
    signal.setitimer(signal.ITIMER_PROF, target.seconds)
    try:
        error: BaseException | None = target.failure(given)
    except HangError as hang:
        error = hang
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    if error is None:
        return None
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if f"{os.sep}magnesium{os.sep}" in frame.filename] or frames[-1:]
    place = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else ""
    about = str(error) if isinstance(error, AssertionError) else ""
    return Failure(
        target=target.name,
        key=f"{target.name}: {type(error).__name__} {about} {place}",
        id=f"{target.name}:{seed}:{number}",
        given=repr(given)[:2000],
        trace="".join(traceback.format_exception(error)[-6:]),
    )


def _hang(_: int, __: FrameType | None) -> None:
    raise HangError("took too long")


def _prepare() -> None:
    signal.signal(signal.SIGPROF, _hang)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, resource.RLIM_INFINITY))
    warnings.simplefilter("ignore")


def _memory() -> int:
    """Return the bytes of this process that are in memory now."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()


def run(name: str, numbers: range, *, seed: int, deadline: float) -> tuple[int, int, list[Failure]]:
    """Give these inputs of a target to the library until a time; return their number, growth, and failures."""
    target = targets()[name]
    found: dict[str, Failure] = {}
    half = _memory()
    count = 0
    for number in numbers:
        if time.time() > deadline:
            break
        count += 1
        if number == numbers.start + len(numbers) // 2:
            half = _memory()
        if (failure := tried(target, seed, number)) and failure.key not in found:
            found[failure.key] = failure
    return count, _memory() - half, [*found.values()]


def _parts(inputs: int, names: Sequence[str]) -> Iterator[tuple[str, range]]:
    """Yield the inputs of each target in parts, in proportion to its share; every target begins with its first."""
    chosen = {name: target for name, target in targets().items() if not names or name in names}
    whole = sum(target.share for target in chosen.values())
    found: list[tuple[float, str, range]] = []
    for name, target in chosen.items():
        count = -(-inputs * target.share // whole)
        size = min(CHUNK, max(count // 20, 50))
        found += [(start / count, name, range(start, min(start + size, count))) for start in range(0, count, size)]
    for _, name, part in sorted(found, key=lambda each: each[0]):
        yield name, part


def fuzz(inputs: int, names: Sequence[str], *, seed: int, jobs: int, minutes: float) -> int:
    """Give random inputs to the library, print what was found, and return the number of causes."""
    deadline = time.time() + minutes * 60
    parts = list(_parts(inputs, names))
    counts: dict[str, int] = {}
    causes: set[str] = set()
    growth = 0
    context = get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_prepare) as pool:
        answers = pool.map(partial(run, seed=seed, deadline=deadline), *zip(*parts, strict=True))
        for (name, _), (count, grown, failures) in zip(parts, answers, strict=True):
            counts[name] = counts.get(name, 0) + count
            growth = max(growth, grown)
            for failure in failures:
                if failure.key not in causes:
                    causes.add(failure.key)
                    print(f"\n{failure.key}\n--again {failure.id}\n{failure.given}\n{failure.trace}", flush=True)
    for name, count in sorted(counts.items()):
        print(f"{name:12}{count:12,}")
    print(f"{sum(counts.values()):,} inputs, {len(causes)} causes of failures, growth {growth / 2**20:.0f} MiB")
    if growth > MOST_GROWTH:
        print(f"memory grew by more than {MOST_GROWTH / 2**20:.0f} MiB")
    return len(causes) + (growth > MOST_GROWTH)


def _again(id_: str) -> int:
    name, seed, number = id_.split(":")
    _prepare()
    target = targets()[name]
    print(repr(drawn(target, int(seed), int(number))))
    failure = tried(target, int(seed), int(number))
    print(failure.trace if failure else "no failure")
    return int(failure is not None)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the causes of failures, and return 1 if there are any."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0], prog="python -m tools.fuzz")
    parser.add_argument("--inputs", type=int, default=100_000, help="number of inputs (100,000)")
    parser.add_argument("--minutes", type=float, default=math.inf, help="stop after this time (none)")
    parser.add_argument("--targets", nargs="*", default=[], choices=[*targets()], help="only these (all)")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="other inputs (the time)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes (one per processor)")
    parser.add_argument("--again", metavar="TARGET:SEED:NUMBER", help="give one input again")
    given = parser.parse_args(arguments)
    if given.again:
        return _again(given.again)
    print(f"seed {given.seed}", flush=True)
    return int(bool(fuzz(given.inputs, given.targets, seed=given.seed, jobs=given.jobs, minutes=given.minutes)))


if __name__ == "__main__":
    sys.exit(main())
