"""All targets by name."""

from __future__ import annotations

import functools

from tools.fuzzing import commands, documents, files, frames, words
from tools.fuzzing.target import Target


@functools.cache
def targets() -> dict[str, Target]:
    """Return the targets by name."""
    return {target.name: target for module in (words, files, documents, frames, commands) for target in module.TARGETS}
