"""What a reference value is compared with: magnesium of which origins."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.search import Document
from magnesium.errors import list_of
from magnesium.evidence import Vocabulary
from magnesium.foods.entries import Origin
from magnesium.rendering.answers import Answer


class UpperLevelScope(Vocabulary):
    """What a value is compared with. No upper level covers magnesium naturally present in food."""

    TOTAL = "total intake"
    SUPPLEMENTS = "supplements and medicines"
    SUPPLEMENTS_AND_ADDED = "supplements, medicines and added salts"
    SOLUBLE = "soluble magnesium, also in drinking water"
    LABEL = "label"

    @property
    def origins(self) -> frozenset[Origin]:
        """The origins whose entries count."""
        return frozenset(upper_level_scopes[self].origins)


def _origins(words: Iterable[str]) -> tuple[Origin, ...]:
    return tuple(Origin(word) for word in list_of(words, "origins", "must be a list, such as ['supplement']"))


def _scope(_: object, __: object, word: str) -> None:
    UpperLevelScope(word)  # raises for any other


@attrs.frozen(kw_only=True, repr=False)
class CountedOrigins(Answer):
    """The origins that count toward a scope; its id is the scope."""

    id: str = attrs.field(validator=_scope)
    origins: tuple[Origin, ...] = attrs.field(converter=_origins)
    """The origins whose magnesium counts."""
    description: str
    """The scope in words."""

    @property
    def name(self) -> str:
        """The scope."""
        return self.id


upper_level_scopes: Catalog[CountedOrigins] = Catalog(
    CountedOrigins,
    file="upper_level_scopes.toml",
    title="What a reference value is compared with",
    kind="upper-level scope",
    documents=lambda records: (
        Document(id=id_, names=(id_,), extra=scope.description) for id_, scope in records.items()
    ),
)
"""Catalog of the scopes of reference values."""
