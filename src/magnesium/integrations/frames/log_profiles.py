"""Exports as large logs: their columns and the rows to read, by a profile."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import attrs

from magnesium.errors import DataError
from magnesium.foods.files.account import Account
from magnesium.foods.files.layouts import CONDITION, Layout, Wanted
from magnesium.foods.log_profiles import LogProfile
from magnesium.integrations.frames.log_files import name, quoted


@attrs.frozen
class _Header:
    """The columns of a file of a large log."""

    headers: Sequence[str]
    header_line: int = 1

    def has(self, header: str) -> bool:
        """Return whether there is such a column."""
        return header in self.headers


def profile_layout(wanted: Wanted, path: Path, headers: Sequence[str]) -> Layout | None:
    """Return the columns of an export; ``None`` if it is not one.

    Args:
        wanted: What the user stated about the columns.
        path: The file.
        headers: Its headers.

    Raises:
        DataError: The export cannot be read, or is not the named one.
    """
    account = Account(str(path))
    layout = wanted.by_profile(_Header(headers), account)
    if account.problems:
        raise DataError(account.name, account.in_order())
    return layout


def profile_notes(profile: LogProfile | None) -> tuple[str, ...]:
    """Return how a file was recognized."""
    return () if profile is None else (f"Read as {profile.title}. {profile.limits}".strip(),)


def read_rows(log: Any, layout: Layout) -> Any:
    """Return the rows that a profile reads; a day that was not tracked is unknown, not 0."""
    profile = layout.profile
    if profile is None:
        return log
    for pairs, keep in ((profile.left_out, "not"), (profile.kept, "")):
        for column in {pair.partition("=")[0] for pair in pairs}:
            if header := layout.headers.get(f"{CONDITION}{column}"):
                words = (pair.partition("=")[2] for pair in pairs if pair.startswith(f"{column}="))
                listed = ", ".join(quoted(word.casefold()) for word in words)
                log = log.filter(f"{keep} lower(trim(coalesce({name(header)}::varchar, ''))) in ({listed})")
    if profile.is_zero_untracked and (mg := layout.headers.get("mg")):
        log = log.project(f"* replace (nullif({name(mg)}, 0) as {name(mg)})")
    return log
