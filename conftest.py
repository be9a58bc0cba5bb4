"""Run the examples in README.md and docs/ as tests."""

import os
import subprocess
import sys
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE
from importlib.util import find_spec
from pathlib import Path

from sybil import Example, Sybil
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser, SkipParser

ROOT = Path(__file__).parent


def _from_the_root(namespace: dict[str, object]) -> None:
    # The README's paths are those of a checkout, wherever the tests were started.
    os.chdir(ROOT)
    # For pages on extras: <!-- skip: start if(lacks("cattrs"), reason="needs the extra serialization") -->
    namespace["lacks"] = lambda package: find_spec(package) is None


def _in_a_shell(example: Example) -> str | None:
    """Run a block of ``magnesium`` commands with this Python; blocks that install something are skipped."""
    commands = str(example.parsed)
    if not commands.startswith("magnesium "):
        return None
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    ours = f'magnesium() {{ "{sys.executable}" -m magnesium "$@"; }}\n'
    # The commands come from this project's pages.
    run = subprocess.run(  # noqa: S603
        ["bash", "-euo", "pipefail", "-c", ours + commands],  # noqa: S607
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    return None if run.returncode == 0 else f"{commands}\nreturned {run.returncode}: {run.stderr}"


pytest_collect_file = Sybil(
    parsers=[
        PythonCodeBlockParser(doctest_optionflags=ELLIPSIS | NORMALIZE_WHITESPACE),
        CodeBlockParser(language="sh", evaluator=_in_a_shell),
        SkipParser(),
    ],
    patterns=["README.md", "docs/*.md", "docs/*/*.md"],
    # Written by the build of the site; notebooks have a separate test.
    excludes=["docs/data/*.md", "docs/notebooks/*.md"],
    setup=_from_the_root,
).pytest()
