"""Read Google-style docstrings of functions and classes.

``sphinx.ext.napoleon`` itself also takes the first words of an attribute's docstring, up to a colon, for its type.
"""  # noqa: INP001

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx
from sphinx.ext.napoleon import Config, GoogleDocstring

_READ = frozenset({"class", "function", "method"})


def _read(app: Sphinx, what: str, *event: Any) -> None:
    name, obj, options, lines = event
    if what in _READ:
        config = Config(napoleon_use_rtype=False)
        lines[:] = GoogleDocstring(lines, config, app, what, name, obj, options).lines()


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the reader."""
    app.connect("autodoc-process-docstring", _read)
    return {"parallel_read_safe": True}
