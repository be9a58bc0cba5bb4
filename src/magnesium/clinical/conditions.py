"""Conditions over fact ids, for facts and warning signs.

A fact id is the id of a symptom, risk factor, interaction or :class:`~magnesium.clinical.facts.Fact`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import attrs

from magnesium.catalogs.fields import texts
from magnesium.errors import InvalidValueError, list_of
from magnesium.locks import lazy


def groups(value: Iterable[Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    """Return groups of ids; raise for an empty group, which no fact could meet."""
    found = tuple(texts(group) for group in list_of(value, "any", "must be a list of groups of fact ids"))
    if not all(found):
        raise InvalidValueError("any", value, "must not hold an empty group")
    return found


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise InvalidValueError("at_least", value, "must be a whole number of facts")
    return value


def facts_named(stored: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the fact ids that can meet a stored condition, in order, without those of ``none``."""
    parts = (stored.get("all", ()), *stored.get("any", ()), stored.get("of", ()))
    return tuple(dict.fromkeys(id_ for part in parts for id_ in part))


@attrs.frozen(kw_only=True, repr=False, slots=False)  # so that records can have it beside another base
class Conditional:
    """A condition on facts: every stated part must be met."""

    all: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Fact ids that must all hold."""
    any: tuple[tuple[str, ...], ...] = attrs.field(default=(), converter=groups)
    """Groups of fact ids; at least one of each group must hold."""
    none: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Fact ids of which none may hold."""
    at_least: int = attrs.field(default=0, converter=_count)
    """How many of *of* must hold."""
    of: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Fact ids that are counted."""

    def __attrs_post_init__(self) -> None:
        """Check that a count can be met."""
        if self.at_least > len(self.of) or (self.of and not self.at_least):
            raise InvalidValueError(
                "at_least", self.at_least, f"must be 1 to {len(self.of)}, the number of facts in of"
            )

    @lazy
    def named(self) -> tuple[str, ...]:
        """The fact ids that can meet it."""
        return facts_named({"all": self.all, "any": self.any, "of": self.of})

    def holds(self, facts: Collection[str]) -> bool:
        """Return whether *facts* meet it; an empty condition is never met."""
        return (
            bool(self.named)
            and all(id_ in facts for id_ in self.all)
            and all(any(id_ in facts for id_ in group) for group in self.any)
            and sum(id_ in facts for id_ in self.of) >= self.at_least
            and not any(id_ in facts for id_ in self.none)
        )
