"""Pause Python's cyclic garbage collector while a log is read.

Entries hold no cycles, and looking for some again and again takes half of the time of a long log.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Let no collection begin inside the block; afterwards the collector runs as it did before."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
