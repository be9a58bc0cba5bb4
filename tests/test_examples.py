"""The notebooks of examples/ run from top to bottom, say nothing on the side, and show what they say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

NOTEBOOKS = sorted((ROOT / "examples").glob("*.ipynb"))
# What a notebook needs besides the library itself.
NEEDS = {
    "first_steps": ("matplotlib", "cattrs"),
    "food_diary": ("matplotlib", "narwhals", "numpy", "polars"),
    "nerve_excitability": ("matplotlib", "numpy"),
    "nhanes_table": ("matplotlib", "numpy", "scipy"),
    "usual_intake": ("matplotlib", "numpy", "scipy"),
}
_MACHINE = re.compile(r"/(?:home|root|tmp|usr|Users|var)/|[A-Z]:\\\\|site-packages|0x[0-9a-f]{6,}")
_LARGEST_BYTES = 200_000

if not NOTEBOOKS:
    pytest.skip("the notebooks stand in the checkout and are not here", allow_module_level=True)


def outputs(notebook: Any) -> list[Any]:
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def printed(notebook: Any) -> str:
    return "".join(output["text"] for output in outputs(notebook) if output.get("name") == "stdout")


def tables(notebook: Any) -> list[str]:
    """Return what our own records show; those of other packages change with their versions."""
    shown = [output.get("data", {}).get("text/html", "") for output in outputs(notebook)]
    return [html for html in shown if html and "dataframe" not in html]


def pictures(notebook: Any) -> int:
    return sum("image/png" in output.get("data", {}) for output in outputs(notebook))


def read(path: Path) -> Any:
    nbformat = pytest.importorskip("nbformat", reason="nbformat is not installed")
    return nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
# Of the kernel's own packages; what a cell says is looked at below.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_notebook_runs_and_shows_what_it_says(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for package in ("nbclient", "ipykernel", *NEEDS[path.stem]):
        pytest.importorskip(package, reason=f"{package} is not installed")
    from nbclient import NotebookClient

    monkeypatch.delenv("NHANES", raising=False)
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    committed, run = read(path), read(path)
    for cell in run.cells:
        cell.pop("outputs", None)
    where = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(run, timeout=300, kernel_name="python3", resources=where).execute()
    assert [output["text"] for output in outputs(run) if output.get("name") == "stderr"] == []
    assert printed(run) == printed(committed)
    assert tables(run) == tables(committed)
    assert pictures(run) == pictures(committed) > 0


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_committed_whole_small_and_of_no_machine(path: Path) -> None:
    notebook = read(path)
    assert path.stat().st_size < _LARGEST_BYTES
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1)), "run from top to bottom"
    assert not any(cell.metadata for cell in notebook.cells), "no times, no settings of an editor"
    for output in outputs(notebook):
        said = str({kind: data for kind, data in output.items() if kind != "data"}) + "".join(
            data for kind, data in output.get("data", {}).items() if kind.startswith("text/")
        )
        assert not _MACHINE.search(said), said[:300]


def test_each_notebook_says_what_it_needs() -> None:
    assert [path.stem for path in NOTEBOOKS] == sorted(NEEDS)
