"""The check of a built site finds what leads nowhere, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.links import faults


def site(folder: Path, body: str) -> list[str]:
    (folder / "other.html").write_text('<p id="here">&auml;</p>', encoding="utf-8")
    (folder / "a b.txt").write_text("", encoding="utf-8")
    (folder / "sub").mkdir()
    (folder / "sub" / "index.html").write_text('<a href="../other.html#here">up</a>', encoding="utf-8")
    (folder / "index.html").write_text(body, encoding="utf-8")
    return list(faults(folder))


@pytest.mark.parametrize(
    "body",
    [
        '<a href="other.html">x</a>',
        '<a href="other.html#here">x</a>',
        '<a href="other.html?v=1#here">x</a>',
        '<p id="top"></p><a href="#top">x</a>',
        '<a href="#">x</a>',
        '<a href="sub/index.html">x</a>',
        '<a href="a%20b.txt">x</a>',
        '<a href="https://elsewhere.example/missing">x</a>',
        '<a href="mailto:a@b.example">x</a>',
        '<img src="data:image/png;base64,AA==">',
        '<link rel="canonical" href="https://elsewhere.example/">',
    ],
)
def test_sound_links(tmp_path: Path, body: str) -> None:
    assert site(tmp_path, body) == []


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('<a href="missing.html">x</a>', "no such file"),
        ('<a href="sub">x</a>', "no such file"),
        ('<img src="missing.png">', "no such file"),
        ('<a href="other.html#there">x</a>', "no such place"),
        ('<a href="#there">x</a>', "no such place"),
        ('<script src="https://elsewhere.example/x.js"></script>', "another site"),
        ('<link rel="stylesheet" href="//elsewhere.example/x.css">', "another site"),
        ('<img src="https://elsewhere.example/x.png">', "another site"),
    ],
)
def test_faults(tmp_path: Path, body: str, reason: str) -> None:
    [fault] = site(tmp_path, body)
    assert fault.startswith("index.html: ")
    assert reason in fault
