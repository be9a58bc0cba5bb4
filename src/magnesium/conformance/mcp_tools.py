"""A system behind an MCP server: a command that serves over standard input and output. Needs the extra ``mcp``."""

from __future__ import annotations

import json
import shlex
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from magnesium.conformance.replies import Reply, System, reply_of
from magnesium.integrations.extras import need

Call = Callable[[str, dict[str, Any]], Any]
"""Calls a tool by name with arguments; returns its structured content, or else its text."""
Adapter = Callable[[Mapping[str, Any], Call], Reply]
"""Answers a question with the tools of a server."""


class ToolError(Exception):
    """A tool reported an error."""


def asks_tool(name: str) -> Adapter:
    """Return the adapter of a server whose tool *name* accepts a question and replies as a command does."""
    return lambda question, call: reply_of(_as_json(call(name, dict(question))))


def _as_json(content: Any) -> Any:
    return json.loads(content) if isinstance(content, str) else content


@contextmanager
def mcp_system(command: str, adapter: Adapter) -> Iterator[System]:
    """Start a server and yield its tools as a system, reached by *adapter*.

    Raises :class:`~magnesium.errors.MissingExtraError` without the extra ``mcp``.
    """
    need("mcp", "mcp")
    from anyio.from_thread import start_blocking_portal

    with start_blocking_portal() as portal, portal.wrap_async_context_manager(_session(command)) as session:

        def call(tool: str, arguments: dict[str, Any]) -> Any:
            return _content(portal.call(session.call_tool, tool, arguments))

        yield lambda question: adapter(question, call)


@asynccontextmanager
async def _session(command: str) -> AsyncIterator[Any]:
    mcp, stdio = need("mcp", "mcp"), need("mcp.client.stdio", "mcp")
    program, *arguments = shlex.split(command)
    parameters = mcp.StdioServerParameters(command=program, args=arguments)
    async with stdio.stdio_client(parameters) as (read, write), mcp.ClientSession(read, write) as session:
        await session.initialize()
        yield session


def _content(result: Any) -> Any:
    text = "\n".join(part.text for part in result.content if part.type == "text")
    if result.is_error:
        raise ToolError(text)
    return text if result.structured_content is None else result.structured_content
