"""Start the service: ``python examples/service``."""

from __future__ import annotations

import argparse

import uvicorn
from app import app


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="examples/service", description="Serve the page and the API of magnesium.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1: this machine only)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (8000); 0 takes a free one")
    options = parser.parse_args()
    uvicorn.run(app, host=options.host, port=options.port, server_header=False)


if __name__ == "__main__":
    main()
