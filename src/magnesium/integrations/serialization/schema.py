"""The JSON Schema of documents."""

from __future__ import annotations

import datetime as dt
import enum
import inspect
import types
import typing
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import attrs

from magnesium.catalogs.results import R_co
from magnesium.foods.entries import Item
from magnesium.integrations.serialization.kinds import CATEGORY, ITEMS, find_type, record_types, type_name
from magnesium.laboratory.measures import C_co, Measurement
from magnesium.rendering.documents import SCHEMA


def json_schema(kind: type[Any] | None = None) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the documents of a *kind*, or of any record.

    It has the fields and their types. Consistency of values (a pregnant person is female) is
    checked only on reading.

    >>> json_schema(record_types()["Portion"])["$defs"]["Portion"]["properties"]["grams"]
    {'type': 'number'}
    """
    names = sorted(record_types()) if kind is None else [type_name(kind)]
    found: dict[str, Any] = {}
    documents = [
        {
            "type": "object",
            "properties": {
                "schema": {"const": SCHEMA},
                "type": {"const": name},
                "version": dict(_VERSION),
                "record": _schema(find_type(name), found),
                "derived": {"type": "object", "description": "What follows from the record; not read back."},
            },
            "required": ["schema", "type", "record"],
            "additionalProperties": False,
        }
        for name in names
    ]
    body = documents[0] if kind is not None else {"oneOf": documents}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **body, "$defs": dict(sorted(found.items()))}


_VERSION: Mapping[str, Any] = MappingProxyType(
    {
        "type": "object",
        "description": "The versions of the library and of its data; not read back.",
        "properties": {"library": {"type": "string"}, "data": {"type": "string"}},
    }
)

_PLAIN: Mapping[Any, dict[str, Any]] = MappingProxyType(
    {
        str: {"type": "string"},
        float: {"type": "number"},
        int: {"type": "integer"},
        bool: {"type": "boolean"},
        type(None): {"type": "null"},
        dt.date: {"type": "string", "format": "date"},
        dt.time: {"type": "string", "format": "time"},
    }
)


def _composite(kind: Any, found: dict[str, Any]) -> dict[str, Any] | None:
    """Return the schema of a choice, a sequence or an array of other types; ``None`` for any other type."""
    if getattr(typing.get_origin(kind), "__name__", "") == "ndarray":
        return {"type": "array"}
    if typing.get_origin(kind) is typing.Literal:
        return {"enum": list(typing.get_args(kind))}
    if inspect.isabstract(kind):
        return {"type": "object", "properties": {"type": {"enum": sorted(kind.possible_types())}}, "required": ["type"]}
    if isinstance(kind, types.UnionType):
        return {"anyOf": [_schema(arg, found) for arg in typing.get_args(kind)]}
    if typing.get_origin(kind) is tuple:
        return {"type": "array", "items": _schema(typing.get_args(kind)[0], found)}
    return None


def _schema(kind: Any, found: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a type; records and vocabularies are added to *found* and referenced."""
    if kind in _PLAIN:
        return dict(_PLAIN[kind])
    if kind is Item:
        return {"oneOf": [_item_schema(item, found) for item in ITEMS.values()]}
    if kind is R_co:
        kinds = sorted(name for name, held in record_types().items() if attrs.has(held))
        return {"type": "object", "properties": {"type": {"enum": kinds}}, "required": ["type"]}
    if (composite := _composite(kind, found)) is not None:
        return composite
    if kind.__name__ not in found:
        found[kind.__name__] = {}  # so that a recursive type ends
        if issubclass(kind, enum.Enum):
            found[kind.__name__] = {"enum": [member.value for member in kind]}
        else:
            found[kind.__name__] = _object_schema(kind, found)
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _object_schema(kind: type[Any], found: dict[str, Any]) -> dict[str, Any]:
    attrs.resolve_types(kind)
    fields = [field for field in attrs.fields(kind) if field.init]
    types_of = {field.name: _open_type(kind) if field.type is C_co else field.type for field in fields}
    return {
        "type": "object",
        "description": (kind.__doc__ or "").strip().partition("\n")[0],
        "properties": {field.name: _schema(types_of[field.name], found) for field in fields},
        "required": [field.name for field in fields if field.default is attrs.NOTHING],
        "additionalProperties": False,
    }


def _open_type(kind: type[Any]) -> Any:
    """Return the type argument of ``Measurement`` for a kind of measurement."""
    if kind is Measurement:
        return CATEGORY
    bases: tuple[Any, ...] = vars(kind)["__orig_bases__"]
    (base,) = (base for base in bases if typing.get_origin(base) is Measurement)
    return typing.get_args(base)[0]


def _item_schema(kind: type[Any], found: dict[str, Any]) -> dict[str, Any]:
    name = f"{kind.__name__}Item"
    if name not in found:
        plain = _object_schema(kind, found)
        found[name] = {
            **plain,
            "properties": {"type": {"const": kind.__name__}, **plain["properties"]},
            "required": ["type", *plain["required"]],
        }
    return {"$ref": f"#/$defs/{name}"}
