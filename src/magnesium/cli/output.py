"""Write the answer of a command as text, JSON or an HTML page, and notes."""

from __future__ import annotations

import argparse
import json
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath

from magnesium.errors import DataWarning
from magnesium.rendering.answers import Answer
from magnesium.rendering.terminal import BAR_CHARACTERS, PLAIN, Look
from magnesium.text import harmless

_PAGES = (".html", ".htm", ".xhtml")


def form_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that choose the form of the answer."""
    forms = parser.add_mutually_exclusive_group()
    forms.add_argument("--json", action="store_true", help="print JSON instead of text")
    forms.add_argument(
        "--html",
        nargs="?",
        const=True,
        type=_page_name,
        metavar="FILE.html",
        help="write an HTML page instead of text, to a file if named",
    )


def _page_name(name: str) -> str:
    """Return the file name of a page; a word of the question or a log must not be used as one."""
    if PurePath(name).suffix.casefold() in _PAGES:
        return name
    raise argparse.ArgumentTypeError(f"{name!r} is not the name of a page; give it last, or name a file .html")


def write(answer: Answer, options: argparse.Namespace) -> None:
    """Write an answer to standard output in the form that the options name, or its page to a file."""
    if options.json:
        # In ASCII, like the page below, so that nothing is lost in another encoding.
        print(json.dumps(answer.to_dict(), indent=2, allow_nan=False))
    elif options.html is None:
        print(answer.terminal_text(_look()), end="")
    elif options.html is True:
        print(answer.html().encode("ascii", "xmlcharrefreplace").decode("ascii"), end="")
    else:
        _write_page(answer.html(), options.html)
        say(f"written to {options.html}")


def _look() -> Look:
    """Return what standard output can show: only text unless it is a terminal (https://no-color.org)."""
    if not sys.stdout.isatty() or os.environ.get("TERM") == "dumb":
        return PLAIN
    try:
        BAR_CHARACTERS.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        has_bars = False
    else:
        has_bars = True
    # The old Windows console prints color codes as characters.
    has_colors = os.name != "nt" or "WT_SESSION" in os.environ
    return Look(has_colors=has_colors and not os.environ.get("NO_COLOR"), has_bars=has_bars)


def _write_page(page: str, name: str) -> None:
    """Write a page completely or not at all."""
    from magnesium.foods.files.writing import replacing

    with replacing(name) as part:
        part.write_text(page, encoding="utf-8")


def say(message: str) -> None:
    """Print a line on standard error."""
    print(f"magnesium: {harmless(message)}", file=sys.stderr)


@contextmanager
def notes_on_stderr() -> Iterator[None]:
    """Print the warnings of a command as notes on standard error, without their code location."""
    with warnings.catch_warnings():
        warnings.simplefilter("always", DataWarning)
        warnings.showwarning = _show_note
        yield


def _show_note(message: Warning | str, *_: object, **__: object) -> None:
    say(f"note: {message}")
