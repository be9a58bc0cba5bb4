from __future__ import annotations

from pathlib import Path

import magnesium as mg

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "exports.md"


def test_the_page_states_each_profile_with_its_limits() -> None:
    rows = {line.split("|")[1].strip(): line for line in PAGE.read_text(encoding="utf-8").splitlines() if "| `" in line}
    assert {*rows} == {f"`{id_}`" for id_ in mg.log_profiles}
    for profile in mg.log_profiles.values():
        assert profile.title in rows[f"`{profile.id}`"]
        assert profile.limits in rows[f"`{profile.id}`"]
