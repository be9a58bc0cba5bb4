"""A server of the Model Context Protocol (MCP) for agents. Needs the extra ``mcp``.

``magnesium mcp`` runs it over standard input and output. Nothing leaves the machine.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Annotated, Any, get_args, get_origin

from magnesium.errors import MagnesiumError
from magnesium.integrations.extras import need
from magnesium.integrations.mcp_answers import NEVER, TOOLS, envelope
from magnesium.rendering.answers import Answer
from magnesium.versions import library_version

INSTRUCTIONS = (
    "Magnesium in foods, needs by age and sex, laboratory values, interactions and evidence; each figure has a source. "
    "Quote the figures as they are, with their citation, edition, assumptions and what is unknown. Show red flags "
    f"first. It describes and makes no diagnosis. {NEVER} If a call fails, its words say what would be right."
)


def build_server() -> Any:
    """Return the server, an ``MCPServer`` of the official SDK.

    Raises :class:`~magnesium.errors.MissingExtraError` without the extra ``mcp``.
    """
    sdk = need("mcp.server", "mcp")
    errors = need("mcp.server.mcpserver.exceptions", "mcp")
    hints = need("mcp.types", "mcp").ToolAnnotations(readOnlyHint=True, openWorldHint=False)
    server = sdk.MCPServer("magnesium", instructions=INSTRUCTIONS, version=library_version(), log_level="ERROR")
    for function in TOOLS:
        server.add_tool(_tool(function, errors.ToolError), annotations=hints, structured_output=False)
    return server


def _tool(function: Callable[..., Answer], error: type[Exception]) -> Callable[..., dict[str, Any]]:
    """Return a function that answers with envelopes and raises *error* with this library's messages."""

    @functools.wraps(function)
    def answered(**given: Any) -> dict[str, Any]:
        try:
            return envelope(function(**given))
        except MagnesiumError as problem:
            raise error(f"{type(problem).__name__}: {problem}") from problem

    signature = inspect.signature(function, eval_str=True)
    described = [one.replace(annotation=_described(one.annotation)) for one in signature.parameters.values()]
    answered.__signature__ = signature.replace(  # type: ignore[attr-defined]
        parameters=described, return_annotation=dict[str, Any]
    )
    answered.__annotations__ = {one.name: one.annotation for one in described}
    return answered


def _described(annotation: Any) -> Any:
    """Return an annotation with the description of the argument in its schema."""
    if get_origin(annotation) is not Annotated:
        return annotation
    kind, words = get_args(annotation)
    return Annotated[kind, need("pydantic", "mcp").Field(description=words)]
