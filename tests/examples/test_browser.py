"""The page that runs the library in the browser: questions, folder, and, where they are here, Pyodide and Chromium.

``MAGNESIUM_PYODIDE`` names the folder of the npm package pyodide, ``MAGNESIUM_WHEELS`` a folder of the wheels
(``nox -s browser`` makes both). Nothing is ever downloaded here.
"""

from __future__ import annotations

import functools
import importlib
import json
import math
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

import magnesium as mg
from tests.conftest import ROOT

PAGE = ROOT / "examples" / "browser"
if not (PAGE / "questions.py").exists():
    pytest.skip("the page is not here", allow_module_level=True)
_LONG_NUMBER = re.compile(r"-?\d+\.\d{9,}(?:e[+-]?\d+)?|-?\d+(?:\.\d+)?e[+-]?\d+")
DAY = "a banana\n30 g almonds"


@pytest.fixture(scope="module")
def questions() -> Iterator[Any]:
    sys.path.insert(0, str(PAGE))
    yield importlib.import_module("questions")
    sys.path.remove(str(PAGE))
    sys.modules.pop("questions", None)


def test_what_is_found_can_be_added_to_the_day_and_is_taken_exactly(questions: Any) -> None:
    for words in ("cooked spinach", "yogurt plain", "bread"):
        for food in json.loads(questions.found(words))[:10]:
            intake = questions._intake(f"{food['line']}\n{DAY}")
            assert len(list(intake)) == 3
            (entry,) = [entry for entry in intake if f"[{entry.item.id}]" in food["line"]]
            assert entry.grams == 100
            assert entry.item.name == food["name"]


def test_no_words_find_nothing(questions: Any) -> None:
    assert json.loads(questions.found("  ")) == []


def test_a_report_is_that_of_the_library(questions: Any) -> None:
    answer = json.loads(questions.report(DAY, "40,5", "female", "general", "efsa"))
    person = mg.Person(age=40.5, sex="female")
    assert answer == {"html": mg.build_report(mg.parse_meal(DAY), person, authority="efsa", days=1).html()}


@pytest.mark.parametrize(
    "given",
    [
        ("", "40", "female", "general", "nasem"),
        ("1 cup moon dust", "40", "female", "general", "nasem"),
        (DAY, "forty", "female", "general", "nasem"),
        (DAY, "40", "", "general", "nasem"),
        (DAY, "40", "male", "pregnant", "nasem"),
        (DAY, "40", "male", "general", "atlantis"),
        ("100 g Nothing [sr28:0]", "40", "male", "general", "nasem"),
    ],
)
def test_what_is_wrong_is_said_in_words(questions: Any, given: tuple[str, ...]) -> None:
    answer = json.loads(questions.report(*given))
    assert set(answer) == {"error"}
    assert answer["error"]


def test_the_authorities_of_the_page_are_all(questions: Any) -> None:
    assert list(json.loads(questions.authorities())) == list(mg.authorities)


def test_the_page_names_only_its_own_parts_and_loads_nothing_from_elsewhere() -> None:
    browser = importlib.import_module("tools.browser")
    texts = {name: (PAGE / name).read_text(encoding="utf-8") for name in (*browser.PARTS, "offline.js")}
    assert {path.name for path in PAGE.iterdir() if path.is_file()} == set(texts)
    assert not re.search(r"https?://", "".join(texts.values()))
    ids = set(re.findall(r'\bid="(\w+)"', texts["index.html"]))
    assert set(re.findall(r'part\("(\w+)"\)', texts["page.js"])) <= ids
    assert "default-src 'self'" in texts["index.html"]


def test_the_folder_lists_every_file_and_its_version_follows_them(tmp_path: Path) -> None:
    browser = importlib.import_module("tools.browser")
    pyodide, wheel = tmp_path / "pyodide", tmp_path / "a-1-py3-none-any.whl"
    pyodide.mkdir()
    (pyodide / "pyodide.mjs").write_text("")
    offline = []
    for content in ("first", "second"):
        wheel.write_text(content)
        files = browser.assemble(tmp_path / "out", pyodide=pyodide, wheels=[wheel])
        written = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.*")}
        assert written == set(files)
        assert json.loads((tmp_path / "out" / "wheels.json").read_text()) == [wheel.name]
        kept = json.loads((tmp_path / "out" / "files.json").read_text())
        assert set(kept) == {"./", *written} - {"files.json", "offline.js"}
        offline.append((tmp_path / "out" / "offline.js").read_text())
    assert offline[0] != offline[1]
    assert browser.VERSION not in "".join(offline)


def test_a_folder_without_pyodide_is_refused(tmp_path: Path) -> None:
    browser = importlib.import_module("tools.browser")
    with pytest.raises(FileNotFoundError, match=r"has no pyodide\.mjs"):
        browser.assemble(tmp_path / "out", pyodide=tmp_path, wheels=[])


# --- with Pyodide ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def parts() -> tuple[Path, list[Path]]:
    """The folder of Pyodide, and the wheels."""
    given = [os.environ.get(name) for name in ("MAGNESIUM_PYODIDE", "MAGNESIUM_WHEELS")]
    if not all(given):
        pytest.skip("needs MAGNESIUM_PYODIDE and MAGNESIUM_WHEELS, which nox -s browser sets")
    pyodide, wheels = (Path(folder) for folder in given if folder)
    return pyodide, sorted(wheels.glob("*.whl"))


def test_pyodide_gives_the_same_100_reports_as_this_python(parts: tuple[Path, list[Path]]) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs Node")
    pyodide, wheels = parts
    script = str(ROOT / ".ci" / "reports.py")
    others = [node, str(ROOT / ".ci" / "reports.mjs"), str(pyodide), script, *map(str, wheels)]
    ours, theirs = (
        json.loads(subprocess.run(command, capture_output=True, check=True, cwd=pyodide).stdout)
        for command in ([sys.executable, script], others)
    )
    assert sum(text.startswith("{") for text in ours) == 100
    assert len(theirs) == len(ours)
    for one, other in zip(ours, theirs, strict=True):
        # The C libraries differ in the last bits of erf, so long numbers are compared as numbers, all else as text.
        assert _LONG_NUMBER.sub("#", other) == _LONG_NUMBER.sub("#", one)
        numbers = ([float(number) for number in _LONG_NUMBER.findall(text)] for text in (one, other))
        assert all(math.isclose(*pair, rel_tol=1e-12) for pair in zip(*numbers, strict=True))


@pytest.fixture
def address(parts: tuple[Path, list[Path]], tmp_path: Path) -> Iterator[tuple[str, ThreadingHTTPServer]]:
    """The page on a server of static files."""
    pyodide, wheels = parts
    importlib.import_module("tools.browser").assemble(tmp_path, pyodide=pyodide, wheels=wheels)
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(tmp_path)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", server
    server.shutdown()
    server.server_close()
    thread.join()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the name of the base class)
        """Print no line for each request."""


@pytest.fixture
def tab(address: tuple[str, ThreadingHTTPServer]) -> Iterator[Any]:
    """A tab with the page; it may ask nothing of another host, and must raise no error."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        pytest.skip("needs Chromium, which is not installed")
    wrong: list[str] = []
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page()
        tab.set_default_timeout(240_000)
        tab.on("pageerror", lambda error: wrong.append(str(error)))
        own = (address[0], "data:", "blob:", "about:")
        tab.on("request", lambda asked: None if asked.url.startswith(own) else wrong.append(asked.url))
        tab.goto(address[0])
        yield tab
        browser.close()
    assert wrong == []


def test_a_day_becomes_a_report_also_when_the_server_is_gone(
    tab: Any, address: tuple[str, ThreadingHTTPServer]
) -> None:
    tab.wait_for_selector("#state:has-text('offline')")
    # Stopped, not only unused: what is asked from here on can come from nowhere but the browser.
    address[1].shutdown()
    address[1].server_close()
    tab.reload()
    tab.wait_for_selector("#go:not([disabled])")
    tab.fill("#search", "cooked spinach")
    tab.click("#foods button >> nth=0")
    assert re.search(r"\n100 g .*\[\w+:\w+\]$", tab.input_value("#day"))
    tab.fill("#day", DAY)
    tab.fill("#age", "40")
    tab.select_option("#sex", "female")
    tab.click("#go")
    tab.wait_for_selector("#answer:not([hidden])")
    shown = tab.get_attribute("#report", "srcdoc")
    assert str(mg.parse_meal(DAY).total) in shown
    tab.fill("#day", "1 cup moon dust")
    tab.click("#go")
    tab.wait_for_selector("#error:not(:empty)")
    assert "moon dust" in tab.inner_text("#error")
