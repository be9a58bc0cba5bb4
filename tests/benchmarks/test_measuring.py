"""How figures are measured and judged."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.measuring import HEADINGS, TABLE, Figure, forget_peak, fresh, in_turn, middle, peak_mib, seconds

amounts = st.floats(1e-6, 1e6)


@given(amounts, amounts, amounts)
def test_a_ratio_is_within_its_budget_or_over_it(measured: float, baseline: float, largest: float) -> None:
    figure = Figure("it", measured, "s", baseline, largest_ratio=largest)
    assert figure.verdict == ("within" if measured / baseline <= largest else "over")
    # Two runs with the same ratio are judged alike, however fast the machine is.
    assert attrs.evolve(figure, measured=2 * measured, baseline=2 * baseline).verdict == figure.verdict


@given(amounts, amounts, amounts)
def test_an_absolute_budget_ignores_the_baseline(measured: float, baseline: float, largest: float) -> None:
    figure = Figure("it", measured, "ms", baseline, largest=largest)
    assert figure.verdict == ("within" if measured <= largest else "over")
    assert f"| {largest:g} ms |" in str(figure)


@pytest.mark.parametrize(("measured", "verdict"), [(0, "within"), (1, "over")])
def test_a_budget_of_0_allows_nothing(measured: int, verdict: str) -> None:
    assert Figure("files", measured, "files", largest=0).verdict == verdict


@pytest.mark.parametrize("limit", [{"baseline": 2.0}, {"largest_ratio": 2.0}, {"baseline": 0.0, "largest_ratio": 2.0}])
def test_without_a_budget_or_a_baseline_nothing_is_judged(limit: dict[str, float]) -> None:
    assert Figure("it", 1.0, "s", **limit).verdict == "not judged"  # type: ignore[arg-type]


@given(amounts, st.none() | amounts, st.none() | amounts, st.none() | amounts)
def test_a_figure_has_a_cell_under_each_heading(
    measured: float, baseline: float | None, largest: float | None, largest_ratio: float | None
) -> None:
    figure = Figure("it", measured, "s", baseline, "it", largest, largest_ratio)
    assert len(figure.row()) == len(HEADINGS)
    assert {line.count("|") for line in (*TABLE.splitlines(), str(figure))} == {7}


@given(st.lists(st.tuples(amounts, amounts), min_size=1))
def test_the_middle_pair_has_as_many_smaller_ratios_as_larger(pairs: list[tuple[float, float]]) -> None:
    ours, baseline = middle(pairs)
    assert (ours, baseline) in pairs
    ratio = ours / baseline
    assert sum(one / other < ratio for one, other in pairs) <= len(pairs) / 2
    assert sum(one / other > ratio for one, other in pairs) <= len(pairs) / 2


def test_ways_are_measured_in_turn() -> None:
    calls: list[str] = []

    def ours() -> float:
        calls.append("ours")
        return float(len(calls))

    def by_hand() -> float:
        calls.append("by hand")
        return float(len(calls))

    assert list(in_turn([ours, by_hand], 3)) == [(1, 2), (3, 4), (5, 6)]
    assert calls == ["ours", "by hand"] * 3


def test_short_calls_are_repeated_for_the_time_that_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("benchmarks.measuring.time.perf_counter", lambda: now[0])

    def short() -> float:
        now[0] += 0.25
        return 0.25

    assert len(list(in_turn([short], 1, least_s=2.0))) == 8
    assert len(list(in_turn([short], 10, least_s=2.0))) == 10


def test_seconds_are_those_of_one_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that moves only while the function runs."""
    now = [0.0]
    monkeypatch.setattr("benchmarks.measuring.time.perf_counter", lambda: now[0])
    assert seconds(lambda: now.__setitem__(0, now[0] + 0.5), calls=8) == 0.5


def test_a_process_returns_what_it_prints() -> None:
    assert fresh("-c", "print([1, 2.5])") == [1, 2.5]


def test_a_process_that_answered_is_over() -> None:
    """What would go wrong while Python ends does not matter."""
    fails_at_the_end = "import atexit, os; atexit.register(os.abort)"
    assert fresh("-c", f"{fails_at_the_end}; from benchmarks.measuring import answer; answer([1, 2.5])") == [1, 2.5]


def test_a_process_that_fails_reports_why() -> None:
    with pytest.raises(RuntimeError, match="a reason"):
        fresh("-c", "raise SystemExit('a reason')")


def test_a_process_keeps_compiled_modules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert fresh("-c", "import sys; print(int(sys.dont_write_bytecode))") == 0


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="only Linux can reset the peak")
def test_the_peak_is_of_what_came_after_it_was_reset() -> None:
    before = forget_peak()
    large = bytearray(200 * 1024**2)
    assert peak_mib() >= before + 150  # the rest may lie in memory that was free already
    del large
    rest = forget_peak()
    assert peak_mib() < before + 100
    large = bytearray(50 * 1024**2)
    assert peak_mib() - rest >= 45
    del large
