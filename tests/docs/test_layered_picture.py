"""The picture of the packages has every package and every import, and nothing overlaps."""

from __future__ import annotations

import doctest
import itertools
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg
import magnesium_docs.imports
from magnesium_docs.imports import direct, imports_of, levels
from magnesium_docs.layered_picture import BOX_HEIGHT, Layout, layout, svg

PACKAGE = Path(mg.__file__).parent


@st.composite
def acyclic(draw: st.DrawFn) -> dict[str, frozenset[str]]:
    """Imports without a cycle: each part imports parts before it."""
    parts = [f"part{number}" for number in range(draw(st.integers(0, 12)))]
    return {
        part: frozenset(draw(st.sets(st.sampled_from(parts[:number])))) if number else frozenset()
        for number, part in enumerate(parts)
    }


def reachable(imports: dict[str, frozenset[str]], part: str) -> frozenset[str]:
    return imports[part].union(*(reachable(imports, target) for target in imports[part]))


@given(acyclic())
def test_leaving_out_what_follows_loses_nothing(imports: dict[str, frozenset[str]]) -> None:
    kept = direct(imports)
    for part in imports:
        assert reachable(kept, part) == reachable(imports, part)
        for target in kept[part]:
            assert not any(target in reachable(imports, other) for other in kept[part] - {target})


@given(acyclic())
def test_a_part_is_above_what_it_imports_and_no_higher(imports: dict[str, frozenset[str]]) -> None:
    found = levels(imports)
    for part, targets in imports.items():
        assert found[part] == 1 + max((found[target] for target in targets), default=-1)


@given(acyclic())
def test_arrows_lead_down_one_row_at_a_time(imports: dict[str, frozenset[str]]) -> None:
    placed = layout(imports)
    ends = {(route[0].name, route[-1].name) for route in placed.routes}
    assert ends == {(part, target) for part, targets in direct(imports).items() for target in targets}
    for route in placed.routes:
        assert [place.row for place in route] == list(range(route[0].row, route[-1].row + 1))
        assert [place.is_box for place in route] == [True, *[False] * (len(route) - 2), True]


def edges(placed: Layout) -> dict[int, list[tuple[float, float]]]:
    """The left and right edges of what is in each row, from left to right."""
    found: dict[int, list[tuple[float, float]]] = {}
    for place, x in placed.x.items():
        found.setdefault(place.row, []).append((x - place.width / 2, x + place.width / 2))
    return {row: sorted(held) for row, held in found.items()}


@given(acyclic())
def test_nothing_overlaps_or_leaves_the_picture(imports: dict[str, frozenset[str]]) -> None:
    placed = layout(imports)
    width, height = placed.size
    for held in edges(placed).values():
        assert all(right < left for (_, right), (left, _) in itertools.pairwise(held))
        assert held[0][0] >= 0
        assert held[-1][1] <= width
    assert all(placed.top(place) + BOX_HEIGHT <= height for place in placed.x)


@given(acyclic())
def test_the_same_imports_give_the_same_picture(imports: dict[str, frozenset[str]]) -> None:
    assert svg(imports, {}, "t") == svg(dict(imports), {}, "t")


def test_texts_are_escaped() -> None:
    picture = ET.fromstring(svg({"<a>": frozenset()}, {"<a>": "<b> & c"}, 'x "y"'))  # noqa: S314  (our own text)
    assert [text.text for text in picture.iter("text")] == ["<a>", "<b> & c"]
    assert picture.get("aria-label") == 'x "y"'


def test_every_package_is_in_the_picture_with_its_arrows() -> None:
    imports = imports_of(PACKAGE)
    parts = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    assert set(imports) == {part for part in parts if not part.startswith("__")}
    picture = svg(imports, {}, "packages")
    assert sorted(re.findall(r'class="name"[^>]*>(\w+)<', picture)) == sorted(imports)
    assert picture.count('class="arrow"') == sum(map(len, direct(imports).values()))
    # One import of each form, looked up by hand.
    assert "laboratory" in imports["integrations"]  # from magnesium import laboratory
    assert "integrations" in imports["cli"]  # inside a function
    assert "errors" not in direct(imports)["cli"]


@pytest.mark.parametrize(
    "line",
    [
        "import pack.low",
        "import pack.low.x as x",
        "from pack import low",
        "from pack.low import x",
        "def f():\n import pack.low",
    ],
)
def test_every_form_of_an_import_is_read(tmp_path: Path, line: str) -> None:
    (tmp_path / "pack" / "high").mkdir(parents=True)
    for name, text in (("high/__init__.py", line), ("low.py", "import os"), ("__init__.py", "from pack import high")):
        (tmp_path / "pack" / name).write_text(text, encoding="utf-8")
    assert imports_of(tmp_path / "pack") == {"high": {"low"}, "low": frozenset()}


def test_examples() -> None:
    assert doctest.testmod(magnesium_docs.imports).failed == 0
