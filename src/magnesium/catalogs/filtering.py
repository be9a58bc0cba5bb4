"""Select records by the values of their fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

import attrs

from magnesium.errors import NotFoundError

R = TypeVar("R")


def with_values(records: Iterable[R], fields: Mapping[str, object], kind: str) -> Iterator[R]:
    """Yield the *records* whose *fields* have these values; see :meth:`Catalog.filter`."""
    wanted = {name: _comparable(value) for name, value in fields.items()}
    for record in records:
        if all(_matches(_field(record, name, kind), value) for name, value in wanted.items()):
            yield record


def _field(record: object, name: str, kind: str) -> object:
    try:
        return getattr(record, name)
    except AttributeError:
        known = tuple(field.name for field in attrs.fields(type(record)))  # type: ignore[arg-type]
        raise NotFoundError(f"field of a {kind}", name, (), f"there are {', '.join(known)}") from None


def _comparable(value: object) -> object:
    return value.casefold() if isinstance(value, str) else value


def _matches(held: object, wanted: object) -> bool:
    if isinstance(held, tuple | frozenset) and not isinstance(wanted, tuple | frozenset):
        return any(_comparable(item) == wanted for item in held)
    return _comparable(held) == wanted
