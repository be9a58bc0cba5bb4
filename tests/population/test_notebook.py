"""The notebook runs from top to bottom, on made-up recalls, and prints what it shows."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conftest import ROOT

NOTEBOOK = ROOT / "examples" / "usual_intake.ipynb"


def printed(notebook: Any) -> str:
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return "".join(output["text"] for output in outputs if output.get("name") == "stdout")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_notebook_runs_and_prints_what_it_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    if not NOTEBOOK.is_file():
        pytest.skip("the notebook stands in the checkout and is not here")
    for package in ("matplotlib", "ipykernel"):
        pytest.importorskip(package, reason=f"{package} is not installed")
    nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed")
    nbformat = pytest.importorskip("nbformat", reason="nbformat is not installed")
    monkeypatch.delenv("NHANES", raising=False)
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    notebook = nbformat.reads(NOTEBOOK.read_text(encoding="utf-8"), as_version=4)
    shown = printed(notebook)
    assert "all, each against the own EAR" in shown
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    assert printed(notebook) == shown
    assert any("image/png" in json.dumps(cell) for cell in notebook.cells)
