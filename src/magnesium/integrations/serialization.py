"""Records to JSON and back without loss, and a JSON Schema of what is written.

A document says what it holds and in which version of the schema::

    {"schema": 2, "type": "Portion", "record": {"description": "cup", "grams": 180.0, "amount": 1.0}}

Reading is strict: a field that is unknown, missing or of another type is an error that says where.
Needs the extra ``serialization``.
"""

from __future__ import annotations

import datetime as dt
import enum
import functools
import json
import types
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeVar, cast, overload

import attrs

import magnesium as mg
from magnesium import laboratory
from magnesium.catalogs.parts import parts_of
from magnesium.errors import DataError, MagnesiumError, NotFoundError, Problem
from magnesium.foods.compounds import Compound
from magnesium.foods.entries import Item
from magnesium.foods.foods import Food
from magnesium.foods.items import UnknownItem
from magnesium.foods.waters import Water
from magnesium.integrations.extras import need
from magnesium.laboratory.measures import C_co, Measurement
from magnesium.needs.compare import MissingValues
from magnesium.text import whole_text

SCHEMA = 2
"""Version of the documents; it grows when a reader of the old ones could misread a new one."""

T = TypeVar("T")

_CATEGORY: Any = laboratory.ExcretionRange | laboratory.FiltrationRange | None
"""The classes of results that have no type of their own; no text stands in both vocabularies."""

_ITEMS: Mapping[str, type[Any]] = MappingProxyType(
    {kind.__name__: kind for kind in (Food, Water, Compound, UnknownItem)}
)
"""What an entry may hold; an item in an entry says its type."""

_NO_RECORDS = frozenset({"Problem"})
"""A problem is part of an error."""


@functools.cache
def record_types() -> Mapping[str, type[Any]]:
    """Return every type of record that a document can hold, by its name.

    >>> record_types()["Food"] is Food, "Adequacy" in record_types()
    (True, True)
    """
    public = (getattr(room, name) for room in (mg, laboratory) for name in room.__all__ if name not in _NO_RECORDS)
    named = [value for value in public if isinstance(value, type) and attrs.has(value)]
    bundled = [catalog.record for catalog in mg.catalogs.all().values()]
    whole = dict.fromkeys((*named, *bundled, MissingValues, UnknownItem))
    parts = (part for kind in whole for part in parts_of(kind) if attrs.has(part))
    return MappingProxyType({kind.__name__: kind for kind in (*whole, *parts)})


# --- writing -----------------------------------------------------------------------------------


def to_plain(record: Any) -> dict[str, Any]:
    """Return a record as a document of dicts, lists, texts, numbers and ``None``.

    Raises :class:`~magnesium.NotFoundError` for what is no record of this library.
    """
    name = _type_name(type(record))
    return {"schema": SCHEMA, "type": name, "record": _converter().unstructure(record, _written_as(type(record)))}


def to_json(record: Any, *, indent: int | None = None) -> str:
    """Return a record as a JSON document; :func:`from_json` reads it back to an equal one."""
    return json.dumps(to_plain(record), ensure_ascii=False, allow_nan=False, indent=indent)


def _type_name(kind: type[Any]) -> str:
    if record_types().get(kind.__name__) is kind:
        return kind.__name__
    raise NotFoundError("type of record", kind.__name__, (), f"there are {', '.join(sorted(record_types()))}")


def _written_as(kind: type[Any]) -> Any:
    """Return *kind*, with the classes that it can have where it leaves them open."""
    return Measurement[_CATEGORY] if kind is Measurement else kind


# --- reading -----------------------------------------------------------------------------------


@overload
def from_plain(document: object, kind: type[T]) -> T: ...
@overload
def from_plain(document: object, kind: None = None) -> Any: ...
def from_plain(document: object, kind: type[Any] | None = None) -> Any:
    """Return the record of a document, which must be a *kind* where that is given.

    Raises :class:`~magnesium.DataError` with every field that is unknown, missing or impossible,
    and for another version of the schema.
    """
    if not isinstance(document, Mapping):
        raise _refused([(None, f"must be an object with schema, type and record, not {_shown(document)}")])
    problems: list[tuple[str | None, str]] = [
        (str(name), "is not a field of a document") for name in document.keys() - {"schema", "type", "record"}
    ]
    problems += [(name, "is missing") for name in ("schema", "type", "record") if name not in document]
    if "schema" in document and (isinstance(document["schema"], bool) or document["schema"] != SCHEMA):
        problems.append(("schema", f"is {_shown(document['schema'])}, and this library reads {SCHEMA}"))
    name = document.get("type")
    wanted = None if kind is None else _type_name(kind)
    if "type" in document:
        if not isinstance(name, str) or name not in record_types():
            problems.append(("type", f"{_shown(name)} is none of {', '.join(sorted(record_types()))}"))
        elif wanted is not None and name != wanted:
            problems.append(("type", f"is {name!r} where {wanted!r} belongs"))
    if problems:
        raise _refused(problems)
    try:
        return _converter().structure(document["record"], _written_as(record_types()[cast("str", name)]))
    except Exception as error:  # noqa: BLE001  (told apart below; a fault of ours is raised again)
        found = sorted(_problems(error, "record"))
        raise _refused(found) from None


@overload
def from_json(text: str | bytes, kind: type[T]) -> T: ...
@overload
def from_json(text: str | bytes, kind: None = None) -> Any: ...
def from_json(text: str | bytes, kind: type[Any] | None = None) -> Any:
    """Return the record of a JSON document; raises as :func:`from_plain`, and for bad JSON."""
    try:
        document = json.loads(text, parse_constant=_no_constant, object_pairs_hook=without_repetition)
    except RecursionError:
        raise _refused([(None, "is nested too deeply")]) from None
    except DataError:
        raise
    except ValueError as error:
        raise _refused([(None, f"is not JSON: {error}")]) from None
    return from_plain(document, kind)


def _no_constant(word: str) -> float:
    msg = f"{word} is no number of JSON"
    raise ValueError(msg)


def without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the fields of a JSON object, for ``json.loads(text, object_pairs_hook=without_repetition)``.

    Raises :class:`~magnesium.DataError` for a field that is repeated, of which Python's reader keeps the last.
    """
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise _refused([(name, "is duplicated") for name in found if names.count(name) > 1])
    return found


def _refused(problems: Sequence[tuple[str | None, str]]) -> DataError:
    return DataError("JSON document", tuple(Problem(line=None, column=where, message=what) for where, what in problems))


def _problems(error: BaseException, where: str) -> Iterator[tuple[str, str]]:
    """Yield the field and the fault of each error inside what cattrs raised."""
    from cattrs.errors import ForbiddenExtraKeysError

    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _problems(inner, where + _place(inner))
    elif isinstance(error, ForbiddenExtraKeysError):
        for name in sorted(error.extra_fields, key=str):
            yield f"{where}.{name}", f"is not a field of {error.cl.__name__}"
    elif isinstance(error, KeyError) and error.args:
        yield f"{where}.{error.args[0]}", "is missing"
    elif isinstance(error, MagnesiumError | ValueError | TypeError):
        yield where, str(error)
    else:
        raise error


def _place(error: BaseException) -> str:
    """Return ``.name`` of a field or ``[3]`` of an element, from the notes that cattrs leaves.

    A missing field carries a note too; its own name says where it belongs.
    """
    if isinstance(error, KeyError):
        return ""
    for note in getattr(error, "__notes__", ()):
        # Both kinds of note are texts, which have a method named index.
        if isinstance(getattr(note, "index", None), int):
            return f"[{note.index}]"
        if hasattr(note, "name"):
            return f".{note.name}"
    return ""


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:39] + "…"


# --- the converter -----------------------------------------------------------------------------


@functools.cache
def _converter() -> Any:
    """Return a converter of its own: strict on reading, and untouched by other users of cattrs."""
    need("cattrs", "serialization")
    import cattrs
    from cattrs.gen import make_dict_structure_fn

    converter = cattrs.Converter(forbid_extra_keys=True, unstruct_collection_overrides={tuple: list})
    converter.register_structure_hook_factory(
        attrs.has, lambda kind: _only_objects(make_dict_structure_fn(kind, converter, _cattrs_forbid_extra_keys=True))
    )
    for kind in (str, float, int, bool, enum.Enum):
        converter.register_structure_hook(kind, _exactly)
    converter.register_structure_hook_factory(_is_tuple, lambda kind: _tuple_of(kind, converter))
    converter.register_structure_hook_func(_is_optional, lambda value, kind: _optional(value, kind, converter))
    converter.register_structure_hook(dt.date, _from_text(dt.date.fromisoformat, "a date such as 2026-11-22"))
    converter.register_structure_hook(dt.time, _from_text(dt.time.fromisoformat, "a time such as 08:30:00"))
    converter.register_unstructure_hook(dt.date, dt.date.isoformat)
    converter.register_unstructure_hook(dt.time, dt.time.isoformat)
    converter.register_unstructure_hook(enum.StrEnum, lambda value: value.value)
    converter.register_structure_hook_func(_is_category, lambda value, _: _category(value))
    converter.register_unstructure_hook_func(_is_category, _category_text)
    converter.register_structure_hook_func(_is_item, lambda value, _: _item(value, converter))
    converter.register_unstructure_hook_func(_is_item, lambda value: _tagged(value, converter))
    return converter


def _is_item(kind: object) -> bool:
    return kind is Item


def _is_category(kind: object) -> bool:
    return bool(kind == _CATEGORY)


def _is_tuple(kind: object) -> bool:
    return typing.get_origin(kind) is tuple


def _is_optional(kind: object) -> bool:
    return isinstance(kind, types.UnionType) and type(None) in typing.get_args(kind)


def _only_objects(build: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def structure(value: Any, kind: type[Any]) -> Any:
        if not isinstance(value, dict):
            msg = f"must be an object, not {_shown(value)}"
            raise TypeError(msg)
        return build(value, kind)

    return structure


def _tuple_of(kind: Any, converter: Any) -> Callable[[Any, Any], Any]:
    inner = converter.get_structure_hook(list[typing.get_args(kind)[0]])  # type: ignore[misc]

    def structure(value: Any, _: Any) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            msg = f"must be an array, not {_shown(value)}"
            raise TypeError(msg)
        return tuple(inner(value, list[typing.get_args(kind)[0]]))  # type: ignore[misc]

    return structure


def _optional(value: Any, kind: Any, converter: Any) -> Any:
    if value is None:
        return None
    (inner,) = (arg for arg in typing.get_args(kind) if arg is not type(None))
    return converter.structure(value, inner)


def _exactly(value: Any, kind: type[Any]) -> Any:
    """Return *value* if it is of the type; a whole number is a number too, a text is none.

    A vocabulary of texts comes here as a kind of text.
    """
    if issubclass(kind, enum.Enum):
        return _member(value, tuple(kind))
    if type(value) is str and kind is str:
        return whole_text(value, "text")
    if type(value) is kind or (kind is float and type(value) is int):
        return value
    names = {str: "a text", float: "a number", int: "a whole number", bool: "true or false"}
    msg = f"must be {names[kind]}, not {_shown(value)}"
    raise TypeError(msg)


def _from_text(parse: Callable[[str], T], what: str) -> Callable[[Any, Any], T]:
    def structure(value: Any, _: Any) -> T:
        try:
            return parse(value)
        except (TypeError, ValueError):
            msg = f"must be {what}, not {_shown(value)}"
            raise TypeError(msg) from None

    return structure


def _member(value: Any, members: Sequence[enum.Enum]) -> enum.Enum:
    for member in members:
        if type(value) is type(member.value) and member.value == value:
            return member
    msg = f"{_shown(value)} is none of {', '.join(str(member.value) for member in members)}"
    raise TypeError(msg)


def _category(value: Any) -> enum.Enum | None:
    vocabularies = (kind for kind in typing.get_args(_CATEGORY) if kind is not type(None))
    return None if value is None else _member(value, [member for kind in vocabularies for member in kind])


def _category_text(category: enum.StrEnum | None) -> str | None:
    if category is None:
        return None
    if isinstance(category, _CATEGORY):
        return str(category)
    raise NotFoundError("class of a measurement", str(category), (), f"a {type(category).__name__} cannot be read back")


def _tagged(item: Any, converter: Any) -> dict[str, Any]:
    name = type(item).__name__
    if _ITEMS.get(name) is not type(item):
        raise NotFoundError("type of item", name, (), f"a document holds {', '.join(_ITEMS)}")
    return {"type": name, **converter.unstructure(item)}


def _item(value: Any, converter: Any) -> Any:
    if not isinstance(value, dict):
        msg = f"must be an object, not {_shown(value)}"
        raise TypeError(msg)
    name = value.get("type")
    if not isinstance(name, str) or name not in _ITEMS:
        msg = f"its type {_shown(name)} is none of {', '.join(_ITEMS)}"
        raise TypeError(msg)
    return converter.structure({key: inner for key, inner in value.items() if key != "type"}, _ITEMS[name])


# --- the schema --------------------------------------------------------------------------------


def json_schema(kind: type[Any] | None = None) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the documents that hold a *kind*, or any record.

    It says which fields there are and their types. That amounts fit together (a pregnant person is
    female) only reading can tell.

    >>> json_schema(mg.Portion)["$defs"]["Portion"]["properties"]["grams"]
    {'type': 'number'}
    """
    names = sorted(record_types()) if kind is None else [_type_name(kind)]
    found: dict[str, Any] = {}
    documents = [
        {
            "type": "object",
            "properties": {
                "schema": {"const": SCHEMA},
                "type": {"const": name},
                "record": _schema(record_types()[name], found),
            },
            "required": ["schema", "type", "record"],
            "additionalProperties": False,
        }
        for name in names
    ]
    body = documents[0] if kind is not None else {"oneOf": documents}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **body, "$defs": dict(sorted(found.items()))}


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


def _schema(kind: Any, found: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a type; records and vocabularies are put into *found* and referred to."""
    if kind in _PLAIN:
        return dict(_PLAIN[kind])
    if kind is Item:
        return {"oneOf": [_item_schema(item, found) for item in _ITEMS.values()]}
    if isinstance(kind, types.UnionType):
        return {"anyOf": [_schema(arg, found) for arg in typing.get_args(kind)]}
    if _is_tuple(kind):
        return {"type": "array", "items": _schema(typing.get_args(kind)[0], found)}
    if kind.__name__ not in found:
        found[kind.__name__] = {}  # so that a type that holds itself ends
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
    """Return what a kind of measurement puts in the place that ``Measurement`` leaves open."""
    if kind is Measurement:
        return _CATEGORY
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
