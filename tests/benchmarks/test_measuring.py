"""How figures are measured, judged and shown."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.measuring import Figure, Progress, forget_peak, fresh, in_turn, peak_mib, table

amounts = st.floats(1e-6, 1e6)


@given(amounts, amounts, amounts)
def test_a_ratio_is_within_its_budget_or_over(measured: float, baseline: float, largest: float) -> None:
    figure = Figure(what="it", unit="s", measured=measured, baseline=baseline, largest_ratio=largest)
    assert figure.verdict == ("within" if measured / baseline / largest <= 1 else "over")
    # Of two runs with the same ratio neither is better, however fast the machine.
    twice = Figure(what="it", unit="s", measured=2 * measured, baseline=2 * baseline, largest_ratio=largest)
    assert twice.verdict == figure.verdict


@given(amounts, amounts, amounts)
def test_an_absolute_budget_is_not_a_ratio(measured: float, baseline: float, largest: float) -> None:
    figure = Figure(what="it", unit="ms", measured=measured, baseline=baseline, largest=largest)
    assert figure.verdict == ("within" if measured / largest <= 1 else "over")
    assert figure.budget == f"{largest:g} ms"


@pytest.mark.parametrize(("measured", "verdict"), [(0, "within"), (1, "over")])
def test_a_budget_of_nothing_allows_nothing(measured: int, verdict: str) -> None:
    assert Figure(what="files", unit="files", measured=measured, largest=0).verdict == verdict


def test_without_a_budget_or_a_baseline_nothing_is_judged() -> None:
    assert Figure(what="it", unit="s", measured=1, baseline=2).verdict == "not judged"
    assert Figure(what="it", unit="s", measured=1, largest_ratio=2).verdict == "not judged"


def test_ways_are_measured_in_turn_and_the_best_is_kept() -> None:
    calls: list[str] = []
    seconds = {"ours": iter([3.0, 1.0, 2.0]), "by hand": iter([5.0, 6.0, 4.0])}

    def way(name: str) -> dict[str, float]:
        calls.append(name)
        return {"seconds": next(seconds[name]), "groups": float(len(calls))}

    found = in_turn({name: lambda name=name: way(name) for name in seconds}, 3, best=["seconds"])  # type: ignore[misc]
    assert calls == ["ours", "by hand"] * 3
    assert found == {"ours": {"seconds": 1.0, "groups": 5.0}, "by hand": {"seconds": 4.0, "groups": 6.0}}


def test_a_process_gives_what_it_prints() -> None:
    assert fresh("-c", "print([1, 2.5])") == [1, 2.5]


def test_a_process_that_answered_is_over() -> None:
    """Whatever would go wrong while Python ends."""
    fails_at_the_end = "import atexit, os; atexit.register(os.abort)"
    assert fresh("-c", f"{fails_at_the_end}; from benchmarks.measuring import answer; answer([1, 2.5])") == [1, 2.5]


def test_a_process_that_fails_says_why() -> None:
    with pytest.raises(RuntimeError, match="no such luck"):
        fresh("-c", "raise SystemExit('no such luck')")


def test_a_process_keeps_compiled_modules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert fresh("-c", "import sys; print(int(sys.dont_write_bytecode))") == 0


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="only Linux lets the peak begin anew")
def test_the_peak_is_of_what_came_after_it_was_forgotten() -> None:
    before = peak_mib()
    large = bytearray(200 * 1024**2)
    assert peak_mib() >= before + 190
    del large
    rest = forget_peak()
    assert peak_mib() < before + 100
    large = bytearray(50 * 1024**2)
    assert peak_mib() - rest >= 45
    del large


@given(st.lists(st.tuples(st.text("abc", max_size=9), amounts.map(str)), max_size=5))
def test_a_table_has_its_columns_under_each_other(rows: list[tuple[str, str]]) -> None:
    lines = table(("what", "measured"), rows).splitlines()
    assert len(lines) == len(rows) + 1
    edge = max(map(len, lines))
    for (name, number), line in zip(rows, lines[1:], strict=True):
        assert line.startswith(name)
        assert line.endswith(number)
        assert len(line) == edge


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_a_line_a_step_where_nobody_watches() -> None:
    stream = io.StringIO()
    progress = Progress(stream)
    progress.step("first")
    progress.within("10 %")
    progress.step("second")
    progress.clear()
    assert stream.getvalue() == "first\nsecond\n"


def test_progress_changes_one_line_of_a_terminal() -> None:
    stream = _Terminal()
    progress = Progress(stream)
    progress.step("first")
    progress.within("10 %")
    progress.clear()
    assert "\n" not in stream.getvalue()
    assert "first: 10 %" in stream.getvalue()
    assert stream.getvalue().endswith("\r\x1b[K")
