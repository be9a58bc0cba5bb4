"""A notebook becomes a page that holds every cell and every result."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magnesium_docs.notebooks import notebook_page, notebook_pages
from tests.conftest import ROOT


def notebook(*cells: dict[str, Any]) -> dict[str, Any]:
    return {"cells": [{"cell_type": "markdown", "source": ["# Title\n", "\n", "Words."]}, *cells]}


def code(source: str, *outputs: dict[str, Any]) -> dict[str, Any]:
    return {"cell_type": "code", "source": source.splitlines(keepends=True), "outputs": list(outputs)}


def test_code_and_text() -> None:
    printed = {"output_type": "stream", "text": ["1\n", "2\n"]}
    shown = {"output_type": "execute_result", "data": {"text/plain": ["'x'"]}}
    text, pictures = notebook_page(notebook(code("print(1)\n'x'", printed, shown)), Path("examples/a.ipynb"))
    assert text.startswith("# Title\n\nWords.\n\n")
    assert "`examples/a.ipynb`" in text
    assert text.endswith("```python\nprint(1)\n'x'\n```\n\n```text\n1\n2\n```\n\n```text\n'x'\n```\n")
    assert pictures == {}


def test_the_richest_form_is_shown() -> None:
    data = {"image/png": base64.b64encode(b"picture").decode(), "text/plain": ["<Figure>"]}
    html = {"text/html": ["<b>bold</b>"], "text/plain": ["bold"]}
    text, pictures = notebook_page(notebook(code("draw()", {"data": data}, {"data": html})), Path("examples/a.ipynb"))
    assert pictures == {"a-1.png": b"picture"}
    assert "](a-1.png)" in text
    assert "```{raw} html\n<b>bold</b>\n```" in text
    assert "Figure" not in text


def test_a_drawing_is_shown_as_a_picture() -> None:
    pixels = base64.b64encode(b"pixels").decode()
    drawing = {"image/svg+xml": ["<svg>\n", "é</svg>"], "image/png": pixels, "text/plain": ["<Figure>"]}
    outputs = {"output_type": "display_data", "data": {"image/png": pixels}}, {"data": drawing}
    text, pictures = notebook_page(notebook(code("draw()", *outputs)), Path("examples/a.ipynb"))
    assert pictures == {"a-1.png": b"pixels", "a-2.svg": "<svg>\né</svg>".encode()}
    assert text.index("](a-1.png)") < text.index("](a-2.svg)")
    assert "Figure" not in text


def test_a_cell_that_failed_is_refused() -> None:
    failed = {"output_type": "error", "ename": "KeyError", "evalue": "'x'", "traceback": ["..."]}
    with pytest.raises(ValueError, match=r"a\.ipynb: a cell failed with KeyError: 'x'"):
        notebook_page(notebook(code("{}['x']", {"text": ["so far"]}, failed)), Path("examples/a.ipynb"))


@pytest.mark.parametrize("cells", [[], [code("")], [code("1")], [code("1"), *notebook()["cells"]]])
def test_a_notebook_without_a_title_is_refused(cells: list[dict[str, Any]]) -> None:
    with pytest.raises(ValueError, match=r"a\.ipynb: must begin with a cell of Markdown"):
        notebook_page({"cells": cells}, Path("examples/a.ipynb"))


@given(*[st.text("`~\n a") | st.text()] * 2)
def test_whatever_is_printed_stays_in_its_fence(source: str, printed: str) -> None:
    text, _ = notebook_page(notebook(code(f"x{source}", {"text": [f"y{printed}y"]})), Path("examples/a.ipynb"))
    blocks, fence, block = [], "", ""
    for line in text.removesuffix("\n").split("\n"):
        opening = re.match("`{3,}", line)
        if not fence and opening:
            fence, block = opening[0], ""
        elif fence and line == fence:
            blocks.append(block.removesuffix("\n"))
            fence = ""
        else:
            block += f"{line}\n"
    assert blocks == [f"x{source}", f"y{printed}y"]
    assert not fence


def test_backticks_in_a_result_do_not_end_its_fence() -> None:
    text, _ = notebook_page(notebook(code("x", {"text": ["```\n# not a heading\n```"]})), Path("examples/a.ipynb"))
    assert "````text\n```\n# not a heading\n```\n````" in text


def test_the_notebooks_of_the_project(tmp_path: Path) -> None:
    notebook_pages(ROOT / "examples", tmp_path)
    names = {path.stem for path in (ROOT / "examples").glob("*.ipynb")}
    assert {path.stem for path in tmp_path.glob("*.md")} == {*names, "index"}
    for name in names:
        assert f"\n{name}\n" in (tmp_path / "index.md").read_text(encoding="utf-8")
        cells = json.loads((ROOT / "examples" / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
        page = (tmp_path / f"{name}.md").read_text(encoding="utf-8")
        assert all("".join(cell["source"]) in page for cell in cells)


@pytest.mark.parametrize("name", ["index.md", "usual_intake.md", "usual_intake-1.png"])
def test_what_has_not_changed_is_not_written_again(tmp_path: Path, name: str) -> None:
    notebook_pages(ROOT / "examples", tmp_path)
    path = tmp_path / name
    before = path.stat().st_mtime_ns
    notebook_pages(ROOT / "examples", tmp_path)
    assert path.stat().st_mtime_ns == before
