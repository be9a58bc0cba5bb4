"""The command ``magnesium mcp``: a server for agents, over standard input and output."""

from __future__ import annotations

import argparse
from typing import Any

from magnesium.rendering.answers import Answer

_WORDS = "A server of the Model Context Protocol for agents, over standard input and output. Needs the extra mcp."


def add_commands(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "mcp", help="answer agents by the Model Context Protocol (extra mcp)", description=_WORDS
    )
    parser.set_defaults(command=_serve)


def _serve(_: argparse.Namespace) -> Answer:
    """Serve until the client ends the connection."""
    from magnesium.integrations.mcp_server import build_server

    build_server().run()
    raise SystemExit(0)
