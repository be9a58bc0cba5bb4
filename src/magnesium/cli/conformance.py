"""Command ``conformance``: the score of this library or of another system on the conformance suite."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from magnesium.cli.arguments import add_command
from magnesium.errors import InvalidValueError
from magnesium.rendering.answers import Answer

if TYPE_CHECKING:
    from magnesium.conformance.questions import Question
    from magnesium.conformance.replies import System


def add_commands(commands: Any) -> None:
    """Add the command."""
    parser = add_command(commands, "conformance", _score, "score a system on questions with sourced answers")
    systems = parser.add_mutually_exclusive_group()
    systems.add_argument("--run", metavar="COMMAND", help="a command: a JSON question per line in, a reply out")
    systems.add_argument("--function", metavar="FILE.py:NAME", help="a Python function, or module:name")
    systems.add_argument("--http", metavar="URL", help="an address that accepts each question by POST")
    systems.add_argument("--mcp", metavar="COMMAND", help="a command that starts an MCP server")
    reached = parser.add_mutually_exclusive_group()
    reached.add_argument("--tool", metavar="NAME", help="the tool of the server that accepts a question")
    reached.add_argument("--adapter", metavar="FILE.py:NAME", help="a function of a question and a tool caller")
    parser.add_argument("--questions", metavar="FILE.jsonl", help="other questions (the bundled ones)")
    parser.add_argument("--kind", action="append", help="only questions of this kind; may be repeated")
    parser.add_argument("--name", help="name of the system")


def _score(options: argparse.Namespace) -> Answer:
    from magnesium.conformance.scoring import score

    asked = _questions(options)
    name = options.name or options.run or options.function or options.http or options.mcp or "magnesium"
    with _system(options) as system:
        return score(system, name=name, asked=asked)


def _questions(options: argparse.Namespace) -> tuple[Question, ...]:
    from magnesium.conformance.questions import questions, read_questions

    found = read_questions(options.questions) if options.questions else questions()
    kinds = {question.kind for question in found}
    for kind in options.kind or ():
        if kind not in kinds:
            raise InvalidValueError("kind", kind, f"expected one of {', '.join(sorted(kinds))}")
    return tuple(question for question in found if question.kind in (options.kind or kinds))


@contextmanager
def _system(options: argparse.Namespace) -> Iterator[System]:
    from magnesium.conformance import systems

    if options.run:
        with systems.command_system(options.run) as system:
            yield system
    elif options.mcp:
        with _mcp_system(options) as system:
            yield system
    elif options.http:
        yield systems.http_system(options.http)
    elif options.function:
        yield systems.function_system(options.function)
    else:
        from magnesium.conformance.own import answer

        yield answer


def _mcp_system(options: argparse.Namespace) -> Any:
    from magnesium.conformance import mcp_tools, systems

    if not options.tool and not options.adapter:
        raise InvalidValueError("--mcp", options.mcp, "needs --tool or --adapter, which state what to call")
    adapter: Any = systems.function_system(options.adapter) if options.adapter else mcp_tools.asks_tool(options.tool)
    return mcp_tools.mcp_system(options.mcp, adapter)
