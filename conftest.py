"""Run the examples in README.md and docs/ as tests."""

import os
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE
from pathlib import Path

from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser

ROOT = Path(__file__).parent


def _from_the_root(_: dict[str, object]) -> None:
    # The README's paths are those of a checkout, wherever the tests were started.
    os.chdir(ROOT)


pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser(doctest_optionflags=ELLIPSIS | NORMALIZE_WHITESPACE)],
    patterns=["README.md", "docs/*.md"],
    setup=_from_the_root,
).pytest()
