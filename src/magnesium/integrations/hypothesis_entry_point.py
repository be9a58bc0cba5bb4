"""Register strategies for the records when Hypothesis is imported.

Named in the entry point group ``hypothesis`` and called whenever Hypothesis is imported, also by
projects that never test with our records. So it makes no strategy and reads no table; the first
``st.from_type(mg.Food)`` does.
"""

from __future__ import annotations

from typing import Any


def register() -> None:
    """Register a strategy for each type of record that users create or receive."""
    from hypothesis import strategies as st

    import magnesium as mg

    for kind, name in (
        (mg.Person, "persons"),
        (mg.Portion, "portions"),
        (mg.Food, "foods"),
        (mg.Water, "waters"),
        (mg.Compound, "compounds"),
        (mg.Entry, "entries"),
        (mg.Intake, "intakes"),
    ):
        st.register_type_strategy(kind, _later(name))


def _later(name: str) -> Any:
    def strategy(_: type[Any]) -> Any:
        from magnesium.integrations import strategies

        return getattr(strategies, name)()

    return strategy
