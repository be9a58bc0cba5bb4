"""Which tests run a line of the code: each file of tests is traced once, and its trace kept while nothing changes."""

from __future__ import annotations

import functools
import hashlib
import os
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import coverage
import pytest

ROOT = Path(__file__).parent.parent
KEPT = Path(tempfile.gettempdir()) / "magnesium-traces"


class Recorder:
    """A pytest plugin that notes which test runs which line."""

    def __init__(self, source: Path, out: Path) -> None:
        self.out = out
        # Another run may trace the same file at the same time.
        self.part = out.with_suffix(f".{os.getpid()}.part")
        self.coverage = coverage.Coverage(data_file=str(self.part), config_file=False, include=[f"{source}/*"])
        self.coverage.erase()
        self.coverage.start()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Note lines under the name of the test."""
        self.coverage.switch_context(item.nodeid)
        result = yield
        self.coverage.switch_context("")
        return result

    def pytest_sessionfinish(self) -> None:
        """Write the trace under its name when it is complete."""
        self.coverage.stop()
        self.coverage.save()
        self.out.with_suffix(".seconds").write_text(f"{time.process_time()}", encoding="utf-8")
        self.part.replace(self.out)


class Chosen:
    """A pytest plugin that runs the chosen tests, or all: the first case of each test function, then the second."""

    def __init__(self, names: Iterable[str] | None = None) -> None:
        self.names = None if names is None else frozenset(names)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave out and order tests."""
        if self.names is not None:
            items[:] = [item for item in items if item.nodeid in self.names]
        cases: dict[str, int] = {}
        number = {}
        for item in items:
            function = item.nodeid.partition("[")[0]
            number[item] = cases[function] = cases.get(function, 0) + 1
        items.sort(key=number.__getitem__)


@functools.cache
def _state(source: Path) -> bytes:
    """Return a digest of the code, its data, and what is shared by the tests."""
    files = [*source.rglob("*"), *(ROOT / "tests").rglob("*"), ROOT / "pyproject.toml"]
    found = hashlib.sha256()
    for file in sorted(files):
        if file.is_file() and "__pycache__" not in file.parts and not file.name.startswith("test_"):
            found.update(str(file).encode() + file.read_bytes())
    return found.digest()


def trace_of(file: Path, source: Path) -> Path:
    """Return where the trace of a file of tests is kept, by the contents of the code and of this file."""
    KEPT.mkdir(exist_ok=True)
    digest = hashlib.sha256(_state(source) + str(file).encode() + file.read_bytes())
    return KEPT / f"{file.stem}-{digest.hexdigest()[:16]}"


def seconds_of(trace: Path) -> float:
    """Return the processor time that the traced tests took."""
    return float(trace.with_suffix(".seconds").read_text(encoding="utf-8"))


@functools.lru_cache(maxsize=64)
def _contexts(trace: Path, module: Path) -> dict[int, list[str]]:
    data = coverage.CoverageData(str(trace))
    data.read()
    return data.contexts_by_lineno(str(module))


def running(traces: Iterable[Path], module: Path, lines: Sequence[int]) -> set[str] | None:
    """Return the tests that run one of these lines of a module, or None for all tests.

    A line that runs at import, or in one test, may have effects in all tests that run a line of its module: what was
    computed is kept. A module of constants has effects anywhere.
    """
    found: set[str] = set()
    for trace in traces:
        by_line = _contexts(trace, module)
        here = {name for line in lines for name in by_line.get(line, ())}
        if here and ("" in here or len(here) == 1):
            here = {name for names in by_line.values() for name in names} - {""}
            if len(here) <= 1:
                return None
        found |= here
    return found
