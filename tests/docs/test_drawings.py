"""Drawings are part of the page: its colors, ids that no other drawing has, and nothing that can run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from magnesium_docs.drawings import STYLE, drawing, thumbnails

pytest.importorskip("matplotlib", reason="needs the extra plots")

CODE = """\
from matplotlib import pyplot as plt
axes = plt.subplots()[1]
axes.bar(["a"], [1])
axes.plot([0, 1], [0, 1], marker="o", clip_on=True)
"""


def drawn(tmp_path: Path, name: str) -> str:
    return drawing(CODE, name=name, alt='Bars of "a" & b', folder=tmp_path)


def test_two_drawings_of_the_same_share_no_id(tmp_path: Path) -> None:
    ids = [re.findall(r' id="([^"]+)"', drawn(tmp_path, name)) for name in ("one", "two")]
    assert len(ids[0]) > 1
    for found in ids:
        assert len(found) == len(set(found))
    assert not set(ids[0]) & set(ids[1])


def test_every_reference_of_a_drawing_leads_to_one_of_its_ids(tmp_path: Path) -> None:
    svg = drawn(tmp_path, "one")
    ids = set(re.findall(r' id="([^"]+)"', svg))
    assert {*re.findall(r"url\(#([^)]+)\)", svg), *re.findall(r'href="#([^"]+)"', svg)} <= ids


def test_a_drawing_has_the_colors_of_the_page_and_a_description(tmp_path: Path) -> None:
    svg = drawn(tmp_path, "one")
    assert "currentColor" in svg
    assert "var(--color-background-primary)" in svg
    own = re.findall(r": (\w{6})$", STYLE.read_text(encoding="utf-8"), re.MULTILINE)
    assert own
    assert not [color for color in own if f"#{color}" in svg]
    assert svg.startswith('<svg id="one-drawing" class="drawing" role="img" aria-label="Bars of &quot;a&quot; &amp; b"')


def test_thumbnails_use_the_drawings_of_the_page() -> None:
    text = thumbnails({"one": "First & best"})
    assert 'href="#one-drawn"' in text
    assert 'href="#one-drawing"' in text
    assert "First &amp; best" in text
