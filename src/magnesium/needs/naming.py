"""Find a body by its id or an alias."""

from __future__ import annotations

from typing import Protocol, TypeVar

from magnesium.catalogs.catalog import Catalog
from magnesium.errors import InvalidValueError


class _Body(Protocol):
    @property
    def id(self) -> str: ...


B = TypeVar("B", bound=_Body)


def body_named(bodies: Catalog[B], body: B | str) -> B:
    """Return the record in *bodies* that *body* is or names, ignoring case.

    Raises :class:`~magnesium.NotFoundError` for an unknown name, and
    :class:`~magnesium.InvalidValueError` for anything that is not a name.
    """
    name = getattr(body, "id", body)
    if not isinstance(name, str):
        raise InvalidValueError(bodies.kind, body, "must be an id such as " + repr(next(iter(bodies))))
    key = name.strip().casefold()
    if (by_id := bodies.get(key)) is not None:
        return by_id  # type: ignore[no-any-return]
    found = {record.id: record for record in bodies.named(key)}
    return next(iter(found.values())) if len(found) == 1 else bodies[name]
