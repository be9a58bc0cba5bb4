"""Arguments for what was eaten: a file, standard input, or free-text lines."""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from magnesium.cli.arguments import log_layout

if TYPE_CHECKING:
    from magnesium.intake.check import Check

_FILES = frozenset({".csv", ".tsv", ".tab", ".txt", ".md", ".json", ".jsonl", ".ndjson", ".xml", ".xlsx", ".xls"})


class StandardInput(io.BytesIO):
    """The whole standard input, which can be read only once, as a file."""

    name = "standard input"

    @classmethod
    def read_whole(cls) -> StandardInput:
        """Read standard input."""
        content = getattr(sys.stdin, "buffer", sys.stdin).read()
        return cls(content.encode() if isinstance(content, str) else content)


def log_argument(parser: argparse.ArgumentParser) -> None:
    """Add the argument for what was eaten."""
    parser.add_argument(
        "log",
        nargs="+",
        metavar="LOG",
        help='a log (columns food, amount …, or an export of log_profiles), a text, "-", or lines: "2 eggs" "a banana"',
    )


def lines_given(texts: list[str]) -> list[str]:
    """Return arguments as lines: each argument with several words is a line; single words form one line."""
    return texts if any(" " in text for text in texts) else [" ".join(texts)]


def log_given(texts: list[str]) -> Any:
    """Return the named file, standard input, or the arguments as lines."""
    if texts == ["-"]:
        return StandardInput.read_whole()
    if len(texts) == 1 and (Path(texts[0]).suffix.casefold() in _FILES or _exists(texts[0])):
        return texts[0]
    return lines_given(texts)


def _exists(name: str) -> bool:
    try:
        return Path(name).exists()
    except (OSError, ValueError):  # longer than a name can be
        return False


def checked_log(log: Any, foods: Any, options: argparse.Namespace) -> Check:
    """Check a log with the options of a command.

    Args:
        log: A file or lines.
        foods: The user's foods and recipes.
        options: Options of the command.
    """
    from magnesium.intake.check import check

    return check(log, foods=foods, assume=options.assume, on_unknown=options.on_unknown, **log_layout(options))
