"""Flag phrases that are not plain English: ``python -m tools.plain_english [FILE …]``.

The phrases are in ``tools/plain_english.toml``, each with what to write instead. A word that is alone in quotation
marks is data or a quotation and is not flagged.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PHRASES = Path(__file__).with_suffix(".toml")
READ = {".py", ".md"}
"""Files of text; collected data quote their sources."""


def main(names: Iterable[str]) -> int:
    """Print each place with a phrase, and return the number of places."""
    paths = [Path(name) for name in names] or list(_tracked())
    found = [place for path in paths if path.suffix in READ for place in flagged(path.read_text("utf-8"), str(path))]
    print("\n".join(found) or f"{len(paths)} files: no phrase of {PHRASES.name}")
    return len(found)


def flagged(text: str, name: str) -> Iterator[str]:
    """Yield "file:line: phrase" for each phrase in *text*."""
    for number, line in enumerate(text.splitlines(), 1):
        for pattern, instead in _patterns():
            for match in pattern.finditer(line):
                if not _is_quoted(line, match):
                    yield f"{name}:{number}: {match[0]!r}; write {instead}"


def _is_quoted(line: str, match: re.Match[str]) -> bool:
    """Return whether a match is a string or a name in code: ``"litre"``, ``.colour``."""
    return line[: match.start()].endswith(('"', "'", "`", ".")) and line[match.end() :].startswith(('"', "'", "`", "("))


def _patterns() -> list[tuple[re.Pattern[str], str]]:
    phrases = tomllib.loads(PHRASES.read_text("utf-8"))["phrases"]
    return [(re.compile(rf"\b(?:{phrase})\b"), instead) for phrase, instead in phrases.items()]


def _tracked() -> Iterator[Path]:
    listing = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S607
    yield from (ROOT / name for name in listing.stdout.splitlines())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]) > 0)
