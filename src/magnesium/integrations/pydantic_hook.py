"""Records as types of pydantic fields, and thus of FastAPI's requests and responses.

A field accepts a record or its document, and is written as the document.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from magnesium.errors import MagnesiumError


def core_schema(kind: type[Any]) -> Any:
    """Return pydantic's schema for reading and writing a kind of record."""
    from pydantic_core import core_schema

    return core_schema.no_info_plain_validator_function(
        lambda value: _record(value, kind),
        serialization=core_schema.plain_serializer_function_ser_schema(lambda record: record.to_dict()),
        metadata={"pydantic_js_functions": [lambda _, __: _json_schema(kind)]},
    )


def _record(value: object, kind: type[Any]) -> Any:
    if isinstance(value, kind):
        return value
    from magnesium.integrations.serialization import from_plain

    try:
        return from_plain(value, kind)
    except MagnesiumError as error:
        raise ValueError(str(error)) from None


def _json_schema(kind: type[Any]) -> dict[str, Any]:
    """Return the schema of the documents without references, which would be resolved in the surrounding schema."""
    from magnesium.integrations.serialization import json_schema

    whole = json_schema(kind)
    definitions = whole.pop("$defs")
    whole.pop("$schema")
    inlined: dict[str, Any] = _inlined(whole, definitions, ())
    return {**inlined, "title": kind.__name__}


def _inlined(schema: Any, definitions: dict[str, Any], inside: tuple[str, ...]) -> Any:
    """Return *schema* with every reference replaced; a type inside itself is any object."""
    if isinstance(schema, list):
        return [_inlined(inner, definitions, inside) for inner in schema]
    if not isinstance(schema, Mapping):
        return schema
    if "$ref" not in schema:
        return {key: _inlined(inner, definitions, inside) for key, inner in schema.items()}
    name = schema["$ref"].rpartition("/")[2]
    return {"type": "object"} if name in inside else _inlined(definitions[name], definitions, (*inside, name))
