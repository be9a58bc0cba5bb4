"""Command ``serve``: the library as a service over HTTP."""

from __future__ import annotations

import argparse
from typing import Any

from magnesium.cli.arguments import whole
from magnesium.errors import InvalidValueError


def add_commands(commands: Any) -> None:
    """Add the command."""
    sentence = "Serve a web page and an API; needs the extra service."
    parser = commands.add_parser("serve", help="serve a web page and an API (extra service)", description=sentence)
    parser.add_argument("--host", help="address to listen on (MAGNESIUM_HOST, or 127.0.0.1: this machine only)")
    parser.add_argument("--port", help="port to listen on; 0 means any free port (MAGNESIUM_PORT, or 8000)")
    parser.set_defaults(command=_serve)


def _serve(options: argparse.Namespace) -> None:
    from importlib import import_module

    import attrs

    from magnesium.integrations.extras import need
    from magnesium.service.settings import settings_from

    for package in ("fastapi", "fastapi_offline", "jinja2", "matplotlib", "uvicorn"):
        need(package, "service")
    port = None if options.port is None else 0 if options.port == "0" else whole(options.port, "port")
    if port is not None and port > 65_535:
        raise InvalidValueError("port", port, "must be at most 65535")
    given = {"host": options.host, "port": port}
    settings = attrs.evolve(settings_from(), **{name: value for name, value in given.items() if value is not None})
    import_module("magnesium.service.running").serve(settings)
