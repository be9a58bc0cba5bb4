"""Output shared by the commands: width, wrapped lines, citations, JSON, notes."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from magnesium.errors import DataWarning
from magnesium.text import harmless


def width() -> int:
    """Return the width of the terminal, but at least 60 and at most 100 columns."""
    return max(60, min(100, shutil.get_terminal_size((88, 24)).columns))


def wrapped(text: str) -> list[str]:
    """Return the lines of an indented paragraph."""
    return textwrap.wrap(
        text, width(), initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False, break_long_words=False
    )


def cited(keys: Iterable[str]) -> Iterator[str]:
    """Yield the citation of each source."""
    from magnesium.catalogs.sources import sources

    for key in keys:
        yield f"[{key}] {sources[key]}"


def as_json(data: object) -> str:
    """Return data as JSON in ASCII, so that nothing is lost on a terminal or pipe of another encoding."""
    return json.dumps(data, indent=2) + "\n"


@contextmanager
def notes_on_stderr() -> Iterator[None]:
    """Print the warnings of a command as notes on standard error, without the place in the code."""
    with warnings.catch_warnings():
        warnings.simplefilter("always", DataWarning)
        warnings.showwarning = _show_note
        yield


def _show_note(message: Warning | str, *_: object, **__: object) -> None:
    print(f"magnesium: note: {harmless(str(message))}", file=sys.stderr)
