"""Write the names of the front door for type checkers: ``python -m tools.front_door``.

Run it after you add or remove a public name; a test compares ``__init__.pyi`` with what it writes.
"""

from __future__ import annotations

from pathlib import Path

import magnesium as mg

STUB = Path(mg.__file__).with_suffix(".pyi")


def stub() -> str:
    """Return the text of ``__init__.pyi``: each public name, imported from its module."""
    modules: dict[str, str] = vars(mg)["_MODULE_OF"]
    computed: dict[str, str] = vars(mg)["_VERSIONS"]
    names = [name for name in mg.__all__ if name not in computed]
    imports = sorted((f"magnesium.{modules[name]}" if name in modules else "magnesium", name) for name in names)
    lines = [f"from {module} import {name} as {name}" for module, name in imports]
    lines += [
        "",
        "__all__: list[str]  # noqa: PYI035  (computed in __init__.py)",
        *(f"{name}: str" for name in computed),
        "",
    ]
    return "\n".join(lines)


def main() -> None:
    """Write the stub."""
    STUB.write_text(stub(), encoding="utf-8")


if __name__ == "__main__":
    main()
