"""Convert plain values to records strictly, with cattrs."""

from __future__ import annotations

import datetime as dt
import enum
import functools
import inspect
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import attrs

from magnesium.catalogs.results import R_co
from magnesium.foods.entries import Item
from magnesium.integrations.extras import need
from magnesium.integrations.serialization.faults import shown
from magnesium.integrations.serialization.kinds import CATEGORY, ITEMS, record_types
from magnesium.text import whole_text

T = TypeVar("T")


@functools.cache
def record_converter() -> Any:
    """Return a separate converter that other users of cattrs cannot change."""
    need("cattrs", "serialization")
    import cattrs
    from cattrs.gen import make_dict_structure_fn

    converter = cattrs.Converter(forbid_extra_keys=True)
    converter.register_structure_hook_factory(
        attrs.has, lambda kind: _only_objects(make_dict_structure_fn(kind, converter, _cattrs_forbid_extra_keys=True))
    )
    for kind in (str, float, int, bool, enum.Enum):
        converter.register_structure_hook(kind, _exactly)
    converter.register_structure_hook_factory(_is_tuple, lambda kind: _tuple_of(kind, converter))
    converter.register_structure_hook_func(_is_optional, lambda value, kind: _optional(value, kind, converter))
    converter.register_structure_hook(dt.date, _from_text(dt.date.fromisoformat, "a date such as 2026-11-22"))
    converter.register_structure_hook(dt.time, _from_text(dt.time.fromisoformat, "a time such as 08:30:00"))
    converter.register_structure_hook_func(_is_label, lambda value, _: _label(value))
    converter.register_structure_hook_func(_is_array, _array)
    converter.register_structure_hook_func(
        inspect.isabstract, lambda value, kind: _open(value, kind.possible_types(), converter)
    )
    converter.register_structure_hook_func(_is_category, lambda value, _: _category(value))
    converter.register_structure_hook_func(_is_any_record, lambda value, _: _open(value, record_types(), converter))
    converter.register_structure_hook_func(_is_item, lambda value, _: _open(value, ITEMS, converter))
    return converter


def _is_item(kind: object) -> bool:
    return kind is Item


def _is_any_record(kind: object) -> bool:
    return kind is R_co


def _is_category(kind: object) -> bool:
    return bool(kind == CATEGORY)


def _is_tuple(kind: object) -> bool:
    return typing.get_origin(kind) is tuple


def _is_optional(kind: object) -> bool:
    return isinstance(kind, types.UnionType) and type(None) in typing.get_args(kind)


def _is_label(kind: object) -> bool:
    """Return whether a type is that of a group's label: a string, a number, or absent."""
    return isinstance(kind, types.UnionType) and {str, int, float} <= set(typing.get_args(kind))


def _label(value: Any) -> str | int | float | bool | None:
    if value is None or type(value) in {str, int, float, bool}:
        return value  # type: ignore[no-any-return]
    msg = f"must be a string, a number or null, not {shown(value)}"
    raise TypeError(msg)


def _is_array(kind: object) -> bool:
    return getattr(typing.get_origin(kind), "__name__", "") == "ndarray"


def _array(value: Any, kind: Any) -> Any:
    """Return an array of the type's numbers; null is NaN."""
    import numpy as np

    (number,) = typing.get_args(typing.get_args(kind)[1])
    try:
        return np.array(value, dtype=number)
    except (TypeError, ValueError):
        msg = f"must be an array of numbers, not {shown(value)}"
        raise TypeError(msg) from None


def _only_objects(build: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def structure(value: Any, kind: type[Any]) -> Any:
        if not isinstance(value, dict):
            msg = f"must be an object, not {shown(value)}"
            raise TypeError(msg)
        return build(value, kind)

    return structure


def _tuple_of(kind: Any, converter: Any) -> Callable[[Any, Any], Any]:
    inner = converter.get_structure_hook(list[typing.get_args(kind)[0]])  # type: ignore[misc]

    def structure(value: Any, _: Any) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            msg = f"must be an array, not {shown(value)}"
            raise TypeError(msg)
        return tuple(inner(value, list[typing.get_args(kind)[0]]))  # type: ignore[misc]

    return structure


def _optional(value: Any, kind: Any, converter: Any) -> Any:
    if value is None:
        return None
    (inner,) = (arg for arg in typing.get_args(kind) if arg is not type(None))
    return converter.structure(value, inner)


def _exactly(value: Any, kind: type[Any]) -> Any:
    """Return *value* if it is of the type; a whole number is also a number, a string is not.

    A vocabulary of strings is dispatched here as a kind of string.
    """
    if issubclass(kind, enum.Enum):
        return _member(value, tuple(kind))
    if type(value) is str and kind is str:
        return whole_text(value, "text")
    if type(value) is kind or (kind is float and type(value) is int):
        return value
    names = {str: "a string", float: "a number", int: "a whole number", bool: "true or false"}
    msg = f"must be {names[kind]}, not {shown(value)}"
    raise TypeError(msg)


def _from_text(parse: Callable[[str], T], what: str) -> Callable[[Any, Any], T]:
    def structure(value: Any, _: Any) -> T:
        try:
            return parse(value)
        except (TypeError, ValueError):
            msg = f"must be {what}, not {shown(value)}"
            raise TypeError(msg) from None

    return structure


def _member(value: Any, members: Sequence[enum.Enum]) -> enum.Enum:
    for member in members:
        if type(value) is type(member.value) and member.value == value:
            return member
    msg = f"{shown(value)} is not valid; expected one of {', '.join(str(member.value) for member in members)}"
    raise TypeError(msg)


def _category(value: Any) -> enum.Enum | None:
    vocabularies = (kind for kind in typing.get_args(CATEGORY) if kind is not type(None))
    return None if value is None else _member(value, [member for kind in vocabularies for member in kind])


def _open(value: Any, kinds: Mapping[str, type[Any]], converter: Any) -> Any:
    """Return the record of an object that states its type, one of *kinds*."""
    if not isinstance(value, dict):
        msg = f"must be an object, not {shown(value)}"
        raise TypeError(msg)
    name = value.get("type")
    if not isinstance(name, str) or name not in kinds:
        msg = f"its type {shown(name)} is not valid; expected one of {', '.join(sorted(kinds))}"
        raise TypeError(msg)
    return converter.structure({key: inner for key, inner in value.items() if key != "type"}, kinds[name])
