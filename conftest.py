"""Run the examples in README.md and docs/ as tests."""

import os
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE
from importlib.util import find_spec
from pathlib import Path

from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

ROOT = Path(__file__).parent


def _from_the_root(namespace: dict[str, object]) -> None:
    # The README's paths are those of a checkout, wherever the tests were started.
    os.chdir(ROOT)
    # For pages on extras: <!-- skip: start if(lacks("cattrs"), reason="needs the extra serialization") -->
    namespace["lacks"] = lambda package: find_spec(package) is None


pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser(doctest_optionflags=ELLIPSIS | NORMALIZE_WHITESPACE), SkipParser()],
    patterns=["README.md", "docs/*.md", "docs/*/*.md"],
    # Written by the build of the site; a notebook has a test of its own.
    excludes=["docs/data/*.md", "docs/notebooks/*.md"],
    setup=_from_the_root,
).pytest()
