"""Documents: a record with its type and the version of the schema."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeVar, cast, overload

from magnesium.errors import DataError, InvalidValueError, instance
from magnesium.integrations.serialization.converter import record_converter
from magnesium.integrations.serialization.faults import problems_in, refused, shown
from magnesium.integrations.serialization.kinds import find_type, readable, record_types, type_name, written_as
from magnesium.rendering.documents import SCHEMA, document
from magnesium.units import whole_number

_FIELDS = ("schema", "type", "record")
"""Required fields of a document."""
_INFORMATION = frozenset({"version", "derived"})
"""Optional fields of a document, which follow from the record and are for other programs."""

_MOST_INDENT = 16

T = TypeVar("T")


def to_plain(record: Any) -> dict[str, Any]:
    """Return a record as a document of dicts, lists, strings, numbers and ``None``.

    Raises :class:`~magnesium.NotFoundError` for any other object.
    """
    type_name(type(record))  # raises if no document can hold it
    readable(record)
    return document(record)


def to_json(record: Any, *, indent: int | None = None) -> str:
    """Return a record as a JSON document, which :func:`from_json` reads back as an equal record."""
    if indent is not None:
        indent = whole_number(indent, "indent", 0)
        if indent > _MOST_INDENT:
            raise InvalidValueError("indent", indent, f"must be at most {_MOST_INDENT}")
    return json.dumps(to_plain(record), ensure_ascii=False, allow_nan=False, indent=indent)


@overload
def from_plain(document: object, kind: type[T]) -> T: ...
@overload
def from_plain(document: object, kind: None = None) -> Any: ...
def from_plain(document: object, kind: type[Any] | None = None) -> Any:
    """Return the record of a document, which must be a *kind* if given.

    Raises :class:`~magnesium.DataError` with every field that is unknown, missing or impossible,
    and for another version of the schema.
    """
    if not isinstance(document, Mapping):
        raise refused([(None, f"must be an object with schema, type and record, not {shown(document)}")])
    problems: list[tuple[str | None, str]] = [
        (str(name), "is not a field of a document") for name in document.keys() - {*_FIELDS, *_INFORMATION}
    ]
    problems += [(name, "is missing") for name in _FIELDS if name not in document]
    if "schema" in document and (isinstance(document["schema"], bool) or document["schema"] != SCHEMA):
        problems.append(("schema", f"is {shown(document['schema'])}, and this library reads {SCHEMA}"))
    name = document.get("type")
    wanted = None if kind is None else type_name(kind)
    if "type" in document:
        if find_type(name) is None:
            problems.append(
                ("type", f"{shown(name)} is not valid; expected one of {', '.join(sorted(record_types()))}")
            )
        elif wanted is not None and name != wanted:
            problems.append(("type", f"is {name!r} where {wanted!r} belongs"))
    if problems:
        raise refused(problems)
    converter = record_converter()
    try:
        return converter.structure(document["record"], written_as(cast("type[Any]", find_type(name))))
    except Exception as error:  # noqa: BLE001  (told apart below; a fault of ours is raised again)
        found = sorted(problems_in(error, "record"))
        raise refused(found) from None


@overload
def from_json(text: str | bytes, kind: type[T]) -> T: ...
@overload
def from_json(text: str | bytes, kind: None = None) -> Any: ...
def from_json(text: str | bytes, kind: type[Any] | None = None) -> Any:
    """Return the record of a JSON document; raises as :func:`from_plain`, and for bad JSON."""
    if not isinstance(text, str):
        instance(text, bytes, "text", "must be a JSON document as text or bytes")
    try:
        document = json.loads(text, parse_constant=_no_constant, object_pairs_hook=without_repetition)
    except RecursionError:
        raise refused([(None, "is nested too deeply")]) from None
    except DataError:
        raise
    except ValueError as error:
        raise refused([(None, f"is not JSON: {error}")]) from None
    return from_plain(document, kind)


def _no_constant(word: str) -> float:
    msg = f"{word} is not a JSON number"
    raise ValueError(msg)


def without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the fields of a JSON object, for ``json.loads(text, object_pairs_hook=without_repetition)``.

    Raises :class:`~magnesium.DataError` for a repeated field, of which Python's reader would keep the last.
    """
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise refused([(name, "is duplicated") for name in found if names.count(name) > 1])
    return found
