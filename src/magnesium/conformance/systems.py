"""Ways to reach a system: a Python function, a command, an HTTP address, the tools of an MCP server."""

from __future__ import annotations

import json
import runpy
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from magnesium.conformance.replies import RefusedError, System, reply_of
from magnesium.errors import InvalidValueError

_SECONDS = 60.0
"""Maximum time for one question."""


def function_system(name: str) -> System:
    """Return the function named as ``module:function`` or ``file.py:function``.

    Raises :class:`~magnesium.InvalidValueError` if it does not exist.
    """
    place, _, function = name.rpartition(":")
    try:
        names = runpy.run_path(place) if place.endswith(".py") else vars(import_module(place))
        found: System = names[function]
    except (ImportError, OSError, KeyError, ValueError) as error:
        raise InvalidValueError(
            "function", name, f"must be module:function or file.py:function ({type(error).__name__}: {error})"
        ) from None
    return found


@contextmanager
def command_system(command: str) -> Iterator[System]:
    """Start a command and yield it as a system: one question per line in, one reply per line out.

    A question is a JSON object, and so is the reply: ``{"answer": 41.9}``, ``{"refusal": "why"}``,
    ``{"no_call": "why"}`` or ``{"error": "what went wrong"}``. The command ends when its input does.
    """
    with _started(command) as process:

        def answer(question: Mapping[str, Any]) -> Any:
            assert process.stdin is not None  # noqa: S101  (pipes were asked for)
            assert process.stdout is not None  # noqa: S101
            process.stdin.write(json.dumps(question) + "\n")
            process.stdin.flush()
            if line := process.stdout.readline():
                return reply_of(json.loads(line))
            raise EOFError(f"the command ended with status {process.wait()}")

        yield answer


@contextmanager
def _started(command: str) -> Iterator[subprocess.Popen[str]]:
    try:
        words = shlex.split(command)
        process = subprocess.Popen(  # noqa: S603  (the user's own command)
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
    except (OSError, ValueError, IndexError) as error:
        raise InvalidValueError("command", command, f"cannot be started: {error}") from None
    with process:
        try:
            yield process
        finally:
            process.kill()
            with suppress(BrokenPipeError):  # the command ended without reading the question
                process.communicate()


def http_system(url: str) -> System:
    """Return the system behind an address: each question is posted as JSON, and the reply is JSON as from a command."""
    if not url.startswith(("http://", "https://")):
        raise InvalidValueError("address", url, "must begin with http:// or https://")

    def answer(question: Mapping[str, Any]) -> Any:
        body = json.dumps(question).encode()
        request = Request(url, data=body, headers={"Content-Type": "application/json"})  # noqa: S310  (checked above)
        try:
            with urlopen(request, timeout=_SECONDS) as response:  # noqa: S310
                return reply_of(json.load(response))
        except URLError as error:
            raise ConnectionError(str(error)) from None

    return answer


def serve(system: System) -> None:
    """Answer questions from standard input on standard output, as a command for :func:`command_system` does."""
    for line in sys.stdin:
        try:
            reply: dict[str, Any] = {"answer": system(json.loads(line))}
        except NotImplementedError as error:
            reply = {"no_call": str(error)}
        except RefusedError as error:
            reply = {"refusal": str(error)}
        except Exception as error:  # noqa: BLE001  (reported to the one who asks)
            reply = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(reply), flush=True)  # noqa: T201
