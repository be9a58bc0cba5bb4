"""Log profiles: the layouts of exports of programs and surveys, as data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.fields import filled, one_of, text_field, texts
from magnesium.catalogs.search import Document
from magnesium.errors import InvalidValueError
from magnesium.foods.entries import Origin, origin_of
from magnesium.foods.foods import FOOD_ORIGINS
from magnesium.rendering.answers import Answer

ProfileHolds = Literal["log", "foods"]
"""Whether a file has entries of a log or a table of foods."""


def _pairs(value: Iterable[str]) -> tuple[str, ...]:
    pairs = texts(value)
    for pair in pairs:
        if "=" not in pair:
            raise InvalidValueError("pair", pair, "must be written as 'name=value'")
    return pairs


def _pair(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name, value


def _origin(value: Origin | str | None) -> Origin | None:
    return None if value is None else origin_of(value, FOOD_ORIGINS)


@attrs.frozen(kw_only=True, repr=False)
class LogProfile(Answer):
    """The layout of one export: its columns and their meaning.

    >>> print(log_profiles["asa24-inf"])
    ASA24: individual foods (INF) and Items files
    """

    id: str = text_field()
    title: str = text_field()
    """The program or survey, and the file."""
    publisher: str = text_field()
    """Who makes the program or runs the survey."""
    holds: str = attrs.field(default="log", validator=one_of("log", "foods"))
    """"log" for entries of a food log, "foods" for a table of foods."""
    recognized_by: tuple[str, ...] = attrs.field(converter=texts, validator=filled)
    """Headers, or paths of JSON, that together identify this export, ignoring case."""
    columns: tuple[str, ...] = attrs.field(default=(), converter=_pairs)
    """``role=header`` for each column that is read; for each role the first header in the file is used."""
    unit: str = "mg"
    """Unit of its magnesium if neither the header nor a column states one."""
    item: str = "not named"
    """Name of an entry whose food the export does not state."""
    origin: Origin | None = attrs.field(default=None, converter=_origin)
    """Origin of the magnesium of every entry; ``None`` if the export mixes foods and supplements."""
    origins: tuple[str, ...] = attrs.field(default=(), converter=_pairs)
    """``category=origin`` for the words of its category column."""
    date_order: str | None = attrs.field(default=None, validator=attrs.validators.optional(one_of("dmy", "mdy", "ymd")))
    """Order of day, month and year in dates with slashes; ``None`` if the dates of a file decide."""
    left_out: tuple[str, ...] = attrs.field(default=(), converter=_pairs)
    """``header=value`` of rows that the program marks as deleted."""
    kept: tuple[str, ...] = attrs.field(default=(), converter=_pairs)
    """``header=value`` of the only rows that are read."""
    names_file: str = ""
    """Another file in the same folder with the names of the foods; empty if the file itself has them."""
    names_key: str = ""
    """The column of ids in *names_file*."""
    names_column: str = ""
    """The column of names in *names_file*."""
    is_zero_untracked: bool = False
    """Whether 0 mg means that nothing was recorded, and thus unknown."""
    is_quoted: bool = True
    """Whether quotation marks enclose cells."""
    element: str = ""
    """The XML element of an entry."""
    where: tuple[str, ...] = attrs.field(default=(), converter=_pairs)
    """``attribute=value`` of the XML elements that are read."""
    refusal: str = ""
    """Why the export cannot be read; empty if it can."""
    limits: str = ""
    """Its limits, or what to check."""
    basis: str = text_field()
    """Origin of the layout."""

    @property
    def name(self) -> str:
        """The title."""
        return self.title

    @property
    def where_mapping(self) -> Mapping[str, str]:
        """The attributes and values of the XML elements that are read."""
        return dict(map(_pair, self.where))

    @property
    def roles(self) -> tuple[tuple[str, str], ...]:
        """Each role with a header that can have it, the preferred ones first."""
        return tuple(map(_pair, self.columns))

    @property
    def origin_by_category(self) -> Mapping[str, Origin]:
        """The origin of each category that the export has."""
        return {category: origin_of(word, FOOD_ORIGINS) for category, word in map(_pair, self.origins)}

    def __str__(self) -> str:
        return self.title


log_profiles: Catalog[LogProfile] = Catalog(
    LogProfile,
    file="log_profiles.toml",
    title="Layouts of exports of food logs and food tables that are recognized by their headers",
    kind="profile",
    documents=lambda records: (
        Document(id=id_, names=(profile.title,), extra=profile.publisher) for id_, profile in records.items()
    ),
)
"""Catalog of the exports that are recognized by their headers."""
