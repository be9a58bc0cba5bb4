"""Load a running service: 200 connections for 60 s, errors, p50 and p99, and whether slow clients are closed.

``magnesium serve --port 8000`` in one terminal, ``python benchmarks/service_load.py`` in another.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import statistics
import sys
import time
from collections.abc import Iterator
from itertools import count

_BODY = {"day": "1 cup cooked spinach\n200 g tofu\n2 eggs", "age": 40, "sex": "female"}
_ASKED = (
    ("GET", "/needs?age=30&sex=female", None),
    ("GET", "/foods?query=spinach&limit=5", None),
    ("GET", "/convert?value=1.8&unit=mg/dL&to=mmol/L", None),
    ("POST", "/parse", {"text": "2 eggs and 1 cup cooked spinach"}),
    ("POST", "/report", _BODY),
)


def requests() -> Iterator[bytes]:
    """Yield requests in turn, as bytes."""
    for number in count():
        method, path, document = _ASKED[number % len(_ASKED)]
        body = b"" if document is None else json.dumps(document).encode()
        head = (
            f"{method} {path} HTTP/1.1",
            "Host: load",
            "Content-Type: application/json",
            f"Content-Length: {len(body)}",
        )
        yield "\r\n".join((*head, "", "")).encode() + body


async def answered(reader: asyncio.StreamReader) -> int:
    """Read an answer and return its status."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    length = next(line.split(":")[1] for line in head.splitlines() if line.lower().startswith("content-length"))
    await reader.readexactly(int(length))
    return int(head.split()[1])


async def ask(port: int, until: float, times: list[float], errors: list[str], asked: Iterator[bytes]) -> None:
    """Ask over one connection until the time is over; a connection that is lost is an error."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < until:
            begin = time.perf_counter()
            writer.write(next(asked))
            status = await asyncio.wait_for(answered(reader), 120)
            times.append(time.perf_counter() - begin)
            if status != 200:
                errors.append(f"status {status}")
        writer.close()
    except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
        errors.append(f"{type(error).__name__}: {error}")


async def slow(port: int) -> float:
    """Return after how many seconds a client that never ends its headers is closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    begin = time.perf_counter()
    writer.write(b"POST /report HT")
    with contextlib.suppress(ConnectionResetError):
        await asyncio.wait_for(reader.read(), 60)
    return time.perf_counter() - begin


async def load(port: int, connections: int, seconds: float) -> int:
    """Load the service, print what was measured, and return the number of errors."""
    times: list[float] = []
    errors: list[str] = []
    asked, until = requests(), time.perf_counter() + seconds
    slow_clients = [asyncio.create_task(slow(port)) for _ in range(5)]
    await asyncio.gather(*(ask(port, until, times, errors, asked) for _ in range(connections)))
    closed = max([await client for client in slow_clients])
    cuts = statistics.quantiles(times, n=100)
    print(f"{connections} connections, {seconds:g} s: {len(times)} answers, {len(errors)} errors {errors[:3]}")
    print(
        f"p50 {cuts[49] * 1000:.0f} ms, p99 {cuts[98] * 1000:.0f} ms; slow clients closed after {closed:.1f} s at most"
    )
    return len(errors)


def main() -> int:
    """Return 0 if there was no error."""
    parser = argparse.ArgumentParser(description="Load a running service on this machine.")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--connections", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    options = parser.parse_args()
    return min(1, asyncio.run(load(options.port, options.connections, options.seconds)))


if __name__ == "__main__":
    sys.exit(main())
