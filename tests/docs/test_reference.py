"""The reference of the documentation leaves no public name out."""

from __future__ import annotations

import importlib
import pkgutil
import re

import pytest

import magnesium as mg
from magnesium_docs.catalog_entries import catalog_entry, catalogs_of, inner_parts_of, records_of
from magnesium_docs.command_help import commands_help
from tests.conftest import ROOT

REFERENCE = ROOT / "docs" / "reference"
ENTRIES = {"catalogs-of": catalogs_of, "records-of": records_of, "parts-of": inner_parts_of}


def documented() -> list[str]:
    """The names that the pages document, as a user writes them after ``magnesium.``."""
    names = []
    for page in sorted(REFERENCE.glob("*.md")):
        module = ""
        for directive, name in re.findall(r"^\.\. ([\w:-]+):: (\S+)$", page.read_text(encoding="utf-8"), re.MULTILINE):
            if directive == "currentmodule":
                module = name
            elif directive in {"autofunction", "autoclass", "autoexception", "py:module", "py:data"}:
                names.append((name if name.startswith("magnesium.") else f"{module}.{name}").removeprefix("magnesium."))
            elif directive == "catalog":
                names.append(name)
            elif directive in ENTRIES:
                shown = re.findall(r"^\.\. \S+:: (\S+)$", ENTRIES[directive](name), re.MULTILINE)
                names += [entry.removeprefix("magnesium.") for entry in shown]
    return names


def test_every_public_name_is_documented_once() -> None:
    names = documented()
    assert len(names) == len(set(names))
    assert set(mg.__all__) <= set(names)
    # The laboratory's Direction and Urgency are those of the front door.
    assert set(mg.laboratory.__all__) - set(mg.__all__) <= {name.removeprefix("laboratory.") for name in names}


def test_every_name_of_the_populations_is_documented() -> None:
    population = pytest.importorskip("magnesium.population", reason="needs the extra population", exc_type=ImportError)
    assert {f"population.{name}" for name in population.__all__} <= set(documented())


def test_every_integration_is_documented() -> None:
    text = (REFERENCE / "integrations.md").read_text(encoding="utf-8")
    # Users import none of them: one names missing extras, the others are called by the server, Hypothesis and pydantic.
    inner = {"extras", "mcp_answers", "hypothesis_entry_point", "pydantic_hook"}
    package = importlib.import_module("magnesium.integrations")
    modules = {module.name for module in pkgutil.iter_modules(package.__path__)}
    assert inner < modules
    for module in modules - inner:
        assert f".. automodule:: magnesium.integrations.{module}\n" in text
    left_out = re.findall(r"automodule:: (\S+)\n   :exclude-members: (.+)\n", text)
    for module, names in left_out:
        for name in names.split(", "):
            assert f".. py:data:: {module}.{name}\n" in text


@pytest.mark.parametrize("name", ["foods", "sources", "authorities", "symptoms", "laboratory.reference_intervals"])
def test_a_catalog_is_shown_with_its_size_and_its_page(name: str) -> None:
    catalog = mg.catalogs.all()[name]
    text = catalog_entry(name)
    assert f"{len(catalog):,} records of " in text
    assert ("find them with" if name == "foods" else ":doc:`/data/") in text


def test_the_help_of_every_command_is_shown() -> None:
    text = commands_help()
    commands = re.findall(r"^## magnesium (\w+)$", text, re.MULTILINE)
    assert {"report", "rda", "food", "convert", "sources", "symptom", "risk", "claim", "serum", "assess"} <= set(
        commands
    )
    assert text.count("usage: magnesium ") == len(commands) + 1
    assert "--within-person-sd" in text
