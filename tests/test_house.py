"""The floors of docs/architecture.md: imports run downwards only."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import magnesium as mg

PACKAGE = Path(mg.__file__).parent

FLOORS = [
    {"errors", "text"},
    {"units", "people", "search", "tables", "notebook"},
    {"catalog"},
    {"sources"},
    {"nutrition"},
    {"clinical"},
    {"population"},
    {"integrations"},
    {"cli_arguments"},
    {"cli_clinical", "cli_large"},
    {"cli"},
    {"__main__"},
]
# Within a floor of several rooms: a room imports only from those before it.
ROOMS = {
    "nutrition": [
        "entries",
        "amounts",
        "portions",
        "food_words",
        "foods",
        "waters",
        "compounds",
        "reference_values",
        "items",
        "files",
        "intake",
        "labels",
        "adequacy",
        "suggestions",
        "food_log",
        "food_table",
        "report",
    ],
    "clinical": [
        "evidence",
        "measures",
        "reported",
        "ctcae",
        "serum",
        "kidney",
        "indices",
        "laboratory",
        "knowledge",
        "mechanisms",
        "studies",
        "interactions",
        "symptoms",
        "risk_factors",
        "facts",
        "care",
        "claims",
        "matching",
        "findings",
        "presentation",
        "assessment",
    ],
    "population": ["columns", "design", "distribution", "model", "usual", "made_up", "prevalence", "plots"],
    "integrations": [
        "extras",
        "serialization",
        "strategies",
        "hypothesis_entry_point",
        "small_tables",
        "frames",
        "large_logs",
        "plots",
    ],
}


def imports(path: Path) -> set[str]:
    """Return the modules of this package that a file imports, those for type checkers too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("magnesium"):
            module = node.module.removeprefix("magnesium").removeprefix(".")
            # "from magnesium.clinical import knowledge" imports a room, not the floor.
            found |= {f"{module}.{name.name}" for name in node.names} if module in ROOMS else {module}
        elif isinstance(node, ast.Import):
            found |= {name.name.removeprefix("magnesium.") for name in node.names if name.name.startswith("magnesium.")}
    return found


def floor(module: str) -> int:
    room = module.partition(".")[0]
    return next(number for number, rooms in enumerate(FLOORS) if room in rooms)


FILES = sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_run_downwards(path: Path) -> None:
    module = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
    home, _, room = module.partition(".")
    for imported in imports(path):
        assert floor(imported) <= floor(module), f"{module} imports {imported} from above"
        there, _, other = imported.partition(".")
        if there == home and other:
            order = ROOMS[home]
            assert order.index(other) < order.index(room), f"{module} imports {imported}"
        elif floor(imported) == floor(module):
            assert (module, imported) in {("people", "units"), ("search", "text")}, f"{module} imports {imported}"
