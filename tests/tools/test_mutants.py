"""The runner of mutants makes the changes that it says, and notices which tests do."""

from __future__ import annotations

import ast
import json
import multiprocessing
import os
import subprocess
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tools import mutants, races
from tools.tests_of_lines import running

CODE = '''
"""Text."""
from typing import TYPE_CHECKING, overload
if TYPE_CHECKING:
    import os
@overload
def f(x: int) -> int: ...
def f(x: "int" = 1) -> bool:
    """Text."""
    if x < 2 and not x == 3:
        raise ValueError(f"{x + 1}")
    print(x)
    x += 1
    return x * 2
'''


def _outcome(*arguments: Any) -> str:
    """Return the outcome as a process without threads finds it: a fork of this one could wait for another's lock."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        return process.submit(mutants.outcome, *arguments).result()


def _made(code: str) -> list[mutants.Mutant]:
    return [mutants.mutant("m", code, place) for place in mutants.places(code)]


def test_each_change_is_made_alone_and_only_where_the_code_runs() -> None:
    made = _made(CODE)
    texts = {ast.unparse(one.tree) for one in made}
    assert len(texts) == len(made)
    assert ast.unparse(ast.parse(CODE)) not in texts
    assert not any("x - 1}" in text for text in texts)  # not in a raise
    for change in ("x <= 2", "x < 3", "x < 2 or", "x != 3", "if not (", "x -= 1", "x / 2", "return None", "x: 'int'=2"):
        assert any(change in text for text in texts), change
    assert any("print(x)" not in text for text in texts)


def test_a_mutant_shows_what_differs_and_little_else() -> None:
    long = "x = [" + "1, " * 30 + "a < b" + ", 1" * 30 + "]"
    (one,) = [one for one in _made(long) if "<=" in one.after]
    assert (len(one.before), len(one.after)) < (120, 120)
    assert one.before.replace("a < b", "a <= b") == one.after


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.parametrize(("after", "expected"), [("not a == 0", "killed"), ("return None", "survived")])
def test_a_mutant_is_killed_by_a_test_that_notices_it(after: str, expected: str, tmp_path: Path) -> None:
    test = tmp_path / "test_it.py"
    test.write_text(
        "from magnesium.foods.commonness import is_common\n\n\ndef test_it():\n    assert not is_common('none')\n",
        encoding="utf-8",
    )
    name = "magnesium.foods.commonness"
    text = mutants.modules("foods.commonness")[name].read_text(encoding="utf-8")
    changed = ast.parse(text + ("\ndef is_common(_): return True\n" if expected == "killed" else "\nunused = 1\n"))
    assert _outcome(mutants.Mutant(name, 1, "", after, changed), [test], 60) == expected


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_trace_names_the_tests_that_run_a_line(tmp_path: Path) -> None:
    test = tmp_path / "test_it.py"
    test.write_text(
        "import pytest\nfrom magnesium.foods.commonness import is_common\n\n\n"
        "@pytest.mark.parametrize('x', 'ab')\ndef test_it(x):\n    assert not is_common(x)\n\n\n"
        "def test_else():\n    pass\n",
        encoding="utf-8",
    )
    trace = tmp_path / "trace"
    assert _outcome(None, [test], 600, trace) == "survived"
    name = "magnesium.foods.commonness"
    module = mutants.modules("foods.commonness")[name]
    text = module.read_text(encoding="utf-8")
    by_line = {one.before: one.lines for one in (mutants.mutant(name, text, place) for place in mutants.places(text))}
    for before, expected in (("return", {"test_it[a]", "test_it[b]"}), ("_COMMON = 5", {"test_it[a]", "test_it[b]"})):
        lines = next(lines for statement, lines in by_line.items() if before in statement)
        found = running([trace], module, lines)
        assert found is not None
        assert {one.rpartition("::")[2] for one in found} == expected
    assert running([trace], module, [10**6]) == set()


def test_every_package_has_modules_and_tests() -> None:
    for part in (*mutants.PACKAGES, "laboratory.serum"):
        found = mutants.modules(part)
        assert found
        files = mutants.test_files(part)
        assert files
        assert sorted(mutants.nearest_first(files, next(iter(found)))) == sorted(files)
    near = mutants.nearest_first(mutants.test_files("laboratory"), "magnesium.laboratory.loading")
    assert near[0].name == "test_loading.py"


def test_every_equivalent_mutant_is_still_in_the_code_and_has_a_reason() -> None:
    for (module, before, _), reason in mutants.equivalents().items():
        assert len(reason) > len("no reason given")
        text = mutants.modules(module.removeprefix("magnesium."))[module].read_text(encoding="utf-8")
        assert any(
            one.before == before for one in (mutants.mutant(module, text, place) for place in mutants.places(text))
        )


def test_the_score_counts_what_survives(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    results = iter(["killed", "survived", "stopped"])
    monkeypatch.setattr(mutants, "judged", lambda *_: next(results))
    monkeypatch.setattr(mutants, "traced", lambda file: file)
    assert mutants.main(["needs", "--sample", "3", "--seed", "5", "--at-least", "95", "--jobs", "1"]) == 1
    printed = capsys.readouterr().out
    assert "needs: 67 % of 3 mutants noticed; seed 5" in printed
    assert printed.count("  survived magnesium.needs.") == 1


def test_threads_of_one_process_give_the_answers_of_one_thread(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = races.answers(0)
    assert set(expected) == set(races.questions())
    assert races.in_threads(1, None) == [expected] * races.THREADS
    monkeypatch.setattr(races, "in_threads", lambda *_: [expected])
    assert races.main(["--one", "2"]) == 0
    assert json.loads(capsys.readouterr().out) == [expected]


def test_a_wrong_answer_of_a_process_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(*_: object, **__: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess([], 0, stdout='[{"need": "310"}, {"need": "311"}]', stderr="")

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(races, "answers", lambda _: {"need": "310"})
    assert races.fault(3, {"need": "310"}).startswith("process 3")
    assert races.main(["--processes", "2"]) == 1
    monkeypatch.setattr(races, "answers", lambda _: {"need": "none"})
    assert races.main(["--processes", "2"]) == 1
