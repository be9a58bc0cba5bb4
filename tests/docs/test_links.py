"""The check of a built site finds what leads nowhere, and nothing else."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

import magnesium_docs.links
from magnesium_docs.links import faults

LOADING = ("audio", "embed", "iframe", "input", "source", "track", "video")


def site(folder: Path, body: str) -> list[str]:
    (folder / "other.html").write_text('<p id="here">&auml;</p>', encoding="utf-8")
    (folder / "a b.txt").write_text("", encoding="utf-8")
    (folder / "sub").mkdir()
    (folder / "sub" / "index.html").write_text('<a href="../other.html#here">up</a>', encoding="utf-8")
    (folder / "empty").mkdir()
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
        '<a href="sub">x</a><a href="sub/">x</a><a href="./#top">x</a><p id="top"></p>',
        '<a name="top"></a><a href="#top">x</a>',
        '<img srcset="a%20b.txt 1x, a%20b.txt 2x, data:image/png;base64,AA== 3x">',
        '<style>p { background: url("a%20b.txt") } /* url(missing.png) */</style>',
        '<p style="background: url(data:image/png;base64,AA==)">url(missing.png)</p>',
        '<div data="missing" name="x">x</div>',
    ],
)
def test_sound_links(tmp_path: Path, body: str) -> None:
    assert site(tmp_path, body) == []


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('<a href="missing.html">x</a>', "no such file"),
        ('<a href="empty">x</a>', "no such file"),
        ('<a href="sub#here">x</a>', "no such place"),
        ('<form name="there"></form><a href="#there">x</a>', "no such place"),
        ('<img srcset="a%20b.txt 1x, missing.png 2x">', "missing.png: no such file"),
        ('<p style="background: url(missing.png)">x</p>', "no such file"),
        ('<img src="missing.png">', "no such file"),
        ('<a href="other.html#there">x</a>', "no such place"),
        ('<a href="#there">x</a>', "no such place"),
        ('<script src="https://elsewhere.example/x.js"></script>', "another site"),
        ('<link rel="stylesheet" href="//elsewhere.example/x.css">', "another site"),
        ('<img src="https://elsewhere.example/x.png">', "another site"),
        ('<link rel="preload StyleSheet" href="https://elsewhere.example/x.css">', "another site"),
        ('<img srcset="a%20b.txt 1x,https://elsewhere.example/x,y.png 2x">', "x,y.png: is loaded from another site"),
        ('<source srcset="https://elsewhere.example/x.png">', "another site"),
        *((f'<{tag} src="https://elsewhere.example/x">', "another site") for tag in LOADING),
        ('<video poster="https://elsewhere.example/x.png">', "another site"),
        ('<object data="https://elsewhere.example/x.svg">', "another site"),
        ("<style>@import url(https://elsewhere.example/x.css);</style>", "another site"),
        ("<style>@import 'https://elsewhere.example/x.css';</style>", "another site"),
        ('<p style="background: URL( //elsewhere.example/x.png )">x</p>', "another site"),
    ],
)
def test_faults(tmp_path: Path, body: str, reason: str) -> None:
    [fault] = site(tmp_path, body)
    assert fault.startswith("index.html: ")
    assert reason in fault


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('@import url("https://elsewhere.example/x.css");', "another site"),
        ("@import 'missing.css';", "no such file"),
        ("p { src: local(x), url(../a%20b.txt), url(https://elsewhere.example/x.woff2) }", "another site"),
        ("p { mask: url(#x), url(data:image/svg+xml,x) }", None),
    ],
)
def test_style_sheets_are_followed_from_where_they_stand(tmp_path: Path, text: str, reason: str | None) -> None:
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "site.css").write_text(text, encoding="utf-8")
    found = site(tmp_path, '<link rel="stylesheet" href="css/site.css">')
    assert [fault.rpartition(": ")[2].removeprefix("is loaded from ") for fault in found] == [reason] * bool(reason)
    assert all(fault.startswith("css/site.css: ") for fault in found)


def test_examples() -> None:
    assert doctest.testmod(magnesium_docs.links).failed == 0
