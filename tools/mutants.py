"""Change the code at random places and see whether a test fails: ``python -m tools.mutants foods laboratory.serum``.

A mutant is one module with one change: another comparison or operator, a number plus one, a condition turned round, a
statement left out. It runs the tests of its package that run the changed line (``tools.tests_of_lines``), in files
that name what the module defines first. A mutant that no test notices has survived: it is a missing test, or it is
equivalent and belongs to ``equivalent_mutants.toml``. ``--again LOG`` tries the survivors of an earlier log.

Each mutant runs in a forked process, which imports the changed module in place of the file; no file is written.
Tests that start other processes see the code as it is. Needs a system that forks.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import functools
import gc
import importlib
import importlib.abc
import importlib.metadata
import importlib.util
import multiprocessing
import os
import random
import re
import signal
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import attrs

import magnesium
from tools.tests_of_lines import Chosen, Recorder, running, seconds_of, trace_of

ROOT = Path(__file__).parent.parent
SOURCE = Path(magnesium.__file__).parent
EQUIVALENT = Path(__file__).with_name("equivalent_mutants.toml")
PACKAGES = ("foods", "needs", "intake", "laboratory", "clinical", "assessment", "population", "ground")
# The floors below the packages: their tests are those of the folders and single files named here.
GROUND = ("catalogs", "rendering", "conversions", "errors", "evidence", "locks", "people", "text", "units", "versions")
GROUND_TESTS = (
    "catalogs",
    "intake/test_report.py",
    "rendering/test_layout.py",
    "test_accepted_words.py",
    "test_bad_texts.py",
    "test_errors.py",
    "test_numbers_in_text.py",
    "test_people.py",
    "test_units.py",
)
OF_EVERY_PACKAGE = (
    "rendering/test_answers.py",
    "test_docstrings.py",
    "test_vocabularies.py",
    "test_wrong_types.py",
    "test_wrong_types_everywhere.py",
)
"""Tests of the answers, the examples and the arguments of every package."""
ALSO_TESTED_BY = {"clinical": ("assessment",)}
"""Packages whose tests test another one too: an assessment consists of words and records of the clinical package."""

_PAIRS: list[tuple[type[ast.AST], type[ast.AST]]] = [
    (ast.Lt, ast.LtE),
    (ast.Gt, ast.GtE),
    (ast.Eq, ast.NotEq),
    (ast.In, ast.NotIn),
    (ast.Is, ast.IsNot),
    (ast.And, ast.Or),
    (ast.Add, ast.Sub),
    (ast.Mult, ast.Div),
]
_SWAPPED: dict[type[ast.AST], type[ast.AST]] = dict(_PAIRS)
_SWAPPED |= {other: one for one, other in _PAIRS} | {ast.Pow: ast.Mult, ast.FloorDiv: ast.Div, ast.Mod: ast.Mult}
# Letters that are shown before and behind a change.
_AROUND = 50
# Files of tests whose tests run first.
_NEAR = 3
# What a mutant would change without a meaning: types, texts of errors, what only says how a class is made.
_SKIPPED = (ast.Raise, ast.Import, ast.ImportFrom, ast.JoinedStr)


@attrs.frozen
class Mutant:
    """One change of one module."""

    module: str
    line: int
    before: str
    after: str
    tree: ast.Module = attrs.field(repr=False, eq=False)
    lines: Sequence[int] = attrs.field(default=(), repr=False, eq=False)

    def __str__(self) -> str:
        return f"{self.module}:{self.line}: {self.before}  →  {self.after}"

    @property
    def key(self) -> tuple[str, str, str]:
        """What names it whatever line it is on."""
        return self.module, self.before, self.after


def places(text: str) -> list[tuple[int, int]]:
    """Return each change that can be made to a module: the number of its place, and of the change there."""
    found = enumerate(_places(ast.parse(text)))
    return [(number, which) for number, node in found for which, _ in enumerate(_changes(node))]


def mutant(module: str, text: str, place: tuple[int, int]) -> Mutant:
    """Return a module with one change."""
    tree = ast.parse(text)
    node = list(_places(tree))[place[0]]
    statement = _statement(node)
    before = ast.unparse(statement)
    list(_changes(node))[place[1]](node)
    shown = _difference(before, ast.unparse(_statement(node)))
    return Mutant(module, getattr(node, "lineno", 0), *shown, tree, _lines(node))


def _lines(node: ast.AST) -> Sequence[int]:
    """Return the lines of the innermost statement, without the body of a block."""
    within: Any = node.within  # type: ignore[attr-defined]
    body = getattr(within, "body", [])
    return range(within.lineno, max(within.lineno, body[0].lineno - 1 if body else within.end_lineno) + 1)


def _difference(before: str, after: str) -> tuple[str, str]:
    """Return two texts without what is alike in them, but for some of it around the difference."""
    alike = [_alike(before, after), _alike(before[::-1], after[::-1])]
    start, end = (max(0, count - _AROUND) for count in alike)
    return before[start : len(before) - end], after[start : len(after) - end]


def _alike(one: str, other: str) -> int:
    """Return how many letters two texts begin with in common."""
    return next((index for index, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)


def _places(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes that may be changed, each with its innermost statement as ``within``."""
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not isinstance(child, _SKIPPED) and not _is_for_types(child):
                child.within = child if isinstance(child, ast.stmt) else getattr(node, "within", child)  # type: ignore[attr-defined]
                yield child
                yield from _places(child)


def _is_for_types(node: ast.AST) -> bool:
    """Whether a node is there for type checkers, or is a text that describes."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        return True
    return isinstance(node, ast.FunctionDef) and any("overload" in ast.unparse(one) for one in node.decorator_list)


def _statement(node: ast.AST) -> ast.AST:
    """Return what is printed of a change: the innermost statement, without the body of a block."""
    within: ast.AST = node.within  # type: ignore[attr-defined]
    return getattr(within, "test", within) if isinstance(within, ast.If | ast.While) else within


def _changes(node: ast.AST) -> Iterator[Callable[[ast.AST], None]]:
    """Yield what can be done to a node of this kind."""
    match node:
        case ast.Compare(ops=[operator]) if type(operator) in _SWAPPED:
            yield lambda other: setattr(other, "ops", [_SWAPPED[type(operator)]()])
        case ast.BinOp(op=operator) | ast.BoolOp(op=operator) if type(operator) in _SWAPPED:
            yield lambda other: setattr(other, "op", _SWAPPED[type(operator)]())
        case ast.AugAssign(op=operator) if type(operator) in _SWAPPED:
            yield lambda other: setattr(other, "op", _SWAPPED[type(operator)]())
        case ast.Constant(value=bool(value)):
            yield lambda other: setattr(other, "value", not value)
        case ast.Constant(value=int(value) | float(value)):
            yield lambda other: setattr(other, "value", value + 1)
        case ast.If() | ast.IfExp():
            yield lambda other: setattr(other, "test", ast.UnaryOp(ast.Not(), other.test))  # type: ignore[attr-defined]
        case ast.Return(value=ast.expr()) if not _is_none(node.value):
            yield lambda other: setattr(other, "value", ast.Constant(None))
        case ast.Expr(value=ast.Call() | ast.Yield() | ast.YieldFrom()):
            yield lambda other: setattr(other, "value", ast.Constant(None))


def _is_none(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


# --- which mutants, and which tests -------------------------------------------------------------


def modules(part: str) -> dict[str, Path]:
    """Return the modules of a package ("foods"), of the ground floor ("ground"), or one module ("foods.amounts")."""
    found: dict[str, Path] = {}
    for name in GROUND if part == "ground" else [part]:
        path = SOURCE.joinpath(*name.split("."))
        files = sorted(path.rglob("*.py")) if path.is_dir() else [path.with_suffix(".py")]
        found |= {".".join(("magnesium", *file.relative_to(SOURCE).with_suffix("").parts)): file for file in files}
    return {name.removesuffix(".__init__"): file for name, file in found.items()}


def test_files(part: str) -> list[Path]:
    """Return the files of tests of a package or module."""
    package = part.partition(".")[0]
    names = GROUND_TESTS if package in {"ground", *GROUND} else (package, *ALSO_TESTED_BY.get(package, ()))
    places = [ROOT / "tests" / name for name in (*names, *OF_EVERY_PACKAGE)]
    return [file for place in places for file in ([place] if place.is_file() else sorted(place.glob("test_*.py")))]


def nearest_first(files: Iterable[Path], module: str) -> list[Path]:
    """Return files of tests, those first that most often name what the module defines."""
    tree = ast.parse(modules(module.removeprefix("magnesium."))[module].read_text(encoding="utf-8"))
    defined = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    names = [name for name in {*defined, module} if not name.startswith("_")]

    def mentions(file: Path) -> int:
        text = file.read_text(encoding="utf-8")
        return sum(text.count(name) for name in names)

    return sorted(files, key=mentions, reverse=True)


def equivalents() -> dict[tuple[str, str, str], str]:
    """Return the reason for each mutant that is known to change nothing."""
    listed = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))["mutant"]
    return {(one["module"], one["before"], one["after"]): one["reason"] for one in listed}


# --- running ------------------------------------------------------------------------------------


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Import one module from a changed tree."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(self, fullname: str, _path: object = None, _target: ModuleType | None = None) -> ModuleSpec | None:
        """Return this loader for the changed module."""
        if fullname != self.mutant.module:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(fullname)
        if spec is not None:
            spec.loader = self
        return spec

    def get_source(self, fullname: str) -> str:  # noqa: ARG002  (the name is the protocol's)
        """Return the changed text."""
        return ast.unparse(self.mutant.tree)

    def get_code(self, fullname: str) -> CodeType:
        """Return the changed code."""
        return compile(ast.fix_missing_locations(self.mutant.tree), f"<mutant of {fullname}>", "exec")


def outcome(changed: Mutant | None, files: Sequence[Path], seconds: float, plugin: Chosen | Path | None = None) -> str:
    """Run tests on a mutant, or on the code as it is, and return the result.

    *plugin* chooses the tests, or is the path to which the trace of all of them is written.
    """
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            os._exit(_in_child(changed, files, seconds, plugin))
        os._exit(1)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return {0: "survived", 5: "no test"}.get(code, "killed" if code > 0 else "stopped")


def _in_child(changed: Mutant | None, files: Sequence[Path], seconds: float, plugin: Chosen | Path | None) -> int:
    import pytest

    # Processor time, so that a busy machine stops no test; and an end for what waits for ever.
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.alarm(int(20 * seconds) + 60)
    with tempfile.TemporaryFile() as out:
        os.dup2(out.fileno(), 1)
        os.dup2(out.fileno(), 2)
    for name in [name for name in sys.modules if name.partition(".")[0] in {"magnesium", "tests"}]:
        del sys.modules[name]
    if changed is not None:
        sys.meta_path.insert(0, _Changed(changed))
    # Plugins were imported before pytest could rewrite them, which is no fault here.
    options = ["-x", "-q", "-n0", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
    recorder = [Recorder(SOURCE, plugin)] if isinstance(plugin, Path) else []
    chosen = plugin if isinstance(plugin, Chosen) else Chosen()
    return int(pytest.main([*options, *map(str, files)], plugins=[chosen, *recorder]))


def traced(file: Path) -> Path:
    """Return the trace of a file of tests, which must pass on the code as it is, or all be slow and left out."""
    trace = trace_of(file, SOURCE)
    if not trace.exists() and (result := outcome(None, [file], 3600, trace)) not in {"survived", "no test"}:
        raise SystemExit(f"{file}: the tests do not pass without a mutant ({result})")
    return trace


def judged(one: Mutant, traces: dict[Path, Path]) -> str:
    """Run the tests that run what was changed: those of the nearest files, then the others."""
    module = modules(one.module.removeprefix("magnesium."))[one.module]
    names = running(traces.values(), module, one.lines)
    plugin = Chosen(names)
    needed = [file for file in traces if names is None or any(_file(name) == file for name in names)]
    near = nearest_first(needed, one.module)
    limit = 20 + 3 * sum(seconds_of(traces[file]) for file in needed)
    results = (outcome(one, files, limit, plugin) for files in (near[:_NEAR], near[_NEAR:]) if files)
    return next((result for result in results if result not in {"survived", "no test"}), "survived")


def _file(name: str) -> Path:
    return ROOT / name.partition("::")[0]


def _result(place: tuple[str, tuple[int, int]], texts: dict[str, str], traces: dict[Path, Path]) -> tuple[Mutant, str]:
    one = mutant(place[0], texts[place[0]], place[1])
    result = "equivalent" if one.key in equivalents() else judged(one, traces)
    return attrs.evolve(one, tree=ast.Module([], [])), result


def campaign(part: str, *, sample: int, seed: int, jobs: int = 1, again: str = "") -> tuple[Counter[str], list[Mutant]]:
    """Run a random sample of the mutants of a package; return the counts of outcomes, and the survivors."""
    texts = {name: file.read_text(encoding="utf-8") for name, file in modules(part).items()}
    if again:
        texts = {name: text for name, text in texts.items() if f" survived   {name}:" in again}
    found = [(name, place) for name, text in texts.items() for place in places(text)]
    if again:
        keys = {tuple(re.split(r"(?<=\w):\d+: ", line, maxsplit=1)) for line in re.findall("survived   (.*)", again)}
        chosen = [
            (name, place)
            for name, place in found
            if (name, str(mutant(name, texts[name], place)).partition(": ")[2]) in keys
        ]
    else:
        chosen = random.Random(f"{seed} {part}").sample(found, min(sample, len(found)))  # noqa: S311
    counts: Counter[str] = Counter()
    survivors: list[Mutant] = []
    with _mapper(jobs) as each:
        files = test_files(part)
        traces = dict(zip(files, each(traced, files), strict=True))
        print(f"{part}: {len(found):,} mutants", flush=True)
        results = each(functools.partial(_result, texts=texts, traces=traces), chosen)
        for number, (one, result) in enumerate(results, 1):
            counts[result] += 1
            print(f"{part} {number}/{len(chosen)} {result:10} {one}", flush=True)
            if result == "survived":
                survivors.append(one)
    return counts, survivors


@contextlib.contextmanager
def _mapper(jobs: int) -> Iterator[Callable[..., Iterable[Any]]]:
    """Yield a ``map`` over this number of processes."""
    if jobs == 1:
        yield map
        return
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        yield pool.imap


def _import_what_is_slow() -> None:
    """Import once, before the forks, what each of them would import: large packages and the plugins of pytest."""
    for name in ("numpy", "scipy.stats", "scipy.optimize", "pandas", "polars", "pyarrow"):
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    for plugin in importlib.metadata.entry_points(group="pytest11"):
        plugin.load()
    # The forks need not look through these objects for what is no longer used.
    gc.freeze()


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the score of each package and its survivors; return 1 if a score is below what is asked."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0], prog="python -m tools.mutants")
    parser.add_argument("parts", nargs="*", default=PACKAGES, help="packages or modules; all packages if none is named")
    parser.add_argument("--sample", type=int, default=100, help="mutants of each package (100)")
    parser.add_argument("--seed", type=int, default=20260, help="seed of the sample (20260)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes at once (one per processor)")
    parser.add_argument("--again", type=Path, metavar="LOG", help="try the survivors of an earlier run's output again")
    parser.add_argument("--at-least", type=float, default=0, metavar="PERCENT", help="the score that is asked (0)")
    given = parser.parse_args(arguments)
    # Tests draw the same examples each time.
    os.environ |= {"CI": "true", "OPENBLAS_NUM_THREADS": "1"}
    _import_what_is_slow()
    lowest, report = 100.0, []
    for part in given.parts:
        again = given.again.read_text(encoding="utf-8") if given.again else ""
        counts, survivors = campaign(part, sample=given.sample, seed=given.seed, jobs=given.jobs, again=again)
        tried = counts.total() - counts["equivalent"]
        score = 100 * (tried - len(survivors)) / tried if tried else 100.0
        lowest = min(lowest, score)
        report.append(f"{part}: {score:.0f} % of {tried} mutants noticed; seed {given.seed}; {dict(counts)}")
        report += [f"  survived {mutant}" for mutant in survivors]
    print(*report, sep="\n")
    return int(lowest < given.at_least)


if __name__ == "__main__":
    sys.exit(main())
