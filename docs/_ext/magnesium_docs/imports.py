"""The imports between parts of a package, read from the source without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

Imports = Mapping[str, frozenset[str]]
"""The parts that each part imports."""


def imports_of(package: Path) -> dict[str, frozenset[str]]:
    """Return the imports between the subpackages and modules directly in the folder *package*.

    ``__init__`` and ``__main__`` are left out: they import what they offer. So are imports for type checkers only.
    """
    sources: dict[str, list[Path]] = {}
    for path in sorted(package.rglob("*.py")):
        part = path.relative_to(package).with_suffix("").parts[0]
        if not part.startswith("__"):
            sources.setdefault(part, []).append(path)
    return {
        part: frozenset(_imported(paths, package.name)) & sources.keys() - {part} for part, paths in sources.items()
    }


def _imported(paths: list[Path], package: str) -> Iterator[str]:
    """Yield the part of *package* that is named by each import."""
    for path in paths:
        for node in _run(ast.parse(path.read_text(encoding="utf-8"))):
            for name in _names(node):
                first, _, rest = name.partition(".")
                if first == package and rest:
                    yield rest.partition(".")[0]


def _run(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of the source, without the blocks that only type checkers read."""
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        return
    yield node
    for inner in ast.iter_child_nodes(node):
        yield from _run(inner)


def _names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def levels(imports: Imports) -> dict[str, int]:
    """Return the level of each part: 0 if it imports nothing, otherwise one above the highest that it imports.

    >>> levels({"cli": frozenset({"foods", "units"}), "foods": frozenset({"units"}), "units": frozenset()})
    {'cli': 2, 'foods': 1, 'units': 0}
    """
    found: dict[str, int] = {}

    def level(part: str) -> int:
        if part not in found:
            found[part] = 1 + max(map(level, imports[part]), default=-1)
        return found[part]

    return {part: level(part) for part in imports}


def direct(imports: Imports) -> dict[str, frozenset[str]]:
    """Return the imports without those that follow from others.

    >>> found = direct({"cli": frozenset({"foods", "units"}), "foods": frozenset({"units"}), "units": frozenset()})
    >>> sorted(found["cli"])
    ['foods']
    """

    def below(part: str) -> frozenset[str]:
        return imports[part].union(*map(below, imports[part]))

    return {part: targets.difference(*map(below, targets)) for part, targets in imports.items()}
