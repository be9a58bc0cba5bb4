"""Answer: the base of every answer and every bundled record.

One line (``str``), a short ``repr``, text for a terminal, a page of HTML, a document of plain JSON types, and a
fragment for notebooks. A class yields blocks, from which text and HTML are written; the default is derived
from its fields.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Self, TypeVar

import attrs

from magnesium.versions import stamp

if TYPE_CHECKING:
    from magnesium.rendering.blocks import Block, Citation
    from magnesium.rendering.terminal import Look

A = TypeVar("A", bound="Answer")

MAX_REPR = 200
"""Maximum length of a repr."""
_LONG = 60
"""Length beyond which a value is a paragraph instead of a row."""
_UNIT = re.compile(r"(?:^|_)(?P<unit>(?:mg|mmol|meq|kcal|grams|g|ml|hours|months|years|days|percent)(?:_per_\w+)?)$")
_CAPITALS = re.compile(r"\b(?:atc|ctcae|doi|egfr|hpo|id|loinc|pmid|url)\b", re.IGNORECASE)
"""Words of field names that are written in capitals."""
_HIDDEN = frozenset({"name", "source", "sources"})
"""Fields that are shown as the heading or as citations."""


class Answer:
    """An answer in five forms: ``str``, :meth:`text`, :meth:`html`, :meth:`to_dict`, and for notebooks."""

    __slots__ = ()

    def blocks(self) -> Iterator[Block]:
        """Yield the displayed blocks, the answer first; by default the fields with a value."""
        from magnesium.rendering.blocks import Heading

        yield Heading(str(self), 1)
        yield from field_blocks(self)

    def cited(self) -> tuple[str, ...]:
        """Return the distinct keys of the sources of the figures; by default those of the fields."""
        keys = (getattr(self, "source", None), *(getattr(self, "sources", None) or ()))
        return tuple(dict.fromkeys(key for key in keys if isinstance(key, str) and key))

    def text(self, width: int | None = None) -> str:
        """Return the answer as text for a terminal of *width* columns, by default those of this one."""
        from magnesium.rendering.as_text import as_text

        return as_text(self._all_blocks(), width, stamp())

    def terminal_text(self, look: Look) -> str:
        """Return the answer as text for a terminal with the capabilities *look*."""
        from magnesium.rendering.as_text import as_text

        return as_text(self._all_blocks(), None, stamp(), look)

    def html(self) -> str:
        """Return the answer as a self-contained HTML page; every text in it is escaped."""
        from magnesium.rendering.as_html import page

        return page(str(self), self._all_blocks(), stamp())

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as a document of plain JSON types, for :meth:`from_dict`.

        Derived figures are under ``derived``; numbers are exact.
        """
        from magnesium.rendering.documents import document

        return document(self)

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Self:
        """Return the record of a document from :meth:`to_dict`. Needs the extra ``serialization``.

        Raises :class:`~magnesium.DataError` with every field that is unknown, missing or impossible.
        """
        found: Self = import_module("magnesium.integrations.serialization").from_plain(document, cls)
        return found

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """Let pydantic, and so FastAPI, read and write the record as its document."""
        return import_module("magnesium.integrations.pydantic_hook").core_schema(cls)

    def _all_blocks(self) -> Iterator[Block]:
        from magnesium.rendering.blocks import Heading

        yield from self.blocks()
        keys = self.cited()
        if keys:
            yield Heading("Sources")
            yield from citations(keys)

    def _repr_html_(self) -> str:
        """Return the answer as a small part of a page, for notebooks."""
        from magnesium.rendering.as_html import fragment

        return fragment(self._all_blocks(), stamp())

    def __repr__(self) -> str:
        id_ = getattr(self, "id", None)
        named = f"{type(self).__name__} {id_!r}" if isinstance(id_, str) else type(self).__name__
        return shortened(f"<{named}: {self}", MAX_REPR - 1) + ">"

    def __str__(self) -> str:
        return str(getattr(self, "name", None) or getattr(self, "id", None) or in_words(type(self).__name__))


class Wording(str):
    """The words of an answer whose ``text`` is a string; called, it is :meth:`magnesium.Answer.text`.

    >>> from magnesium.assessment.assessment import assess
    >>> from magnesium.people import Person
    >>> finding = assess(Person(age=30, sex="F"), symptoms=["twitching"]).findings[0]
    >>> finding.text == finding.wording, finding.text(200).startswith(finding.name)
    (True, True)
    """

    __slots__ = ("_answer",)
    _answer: Answer

    def __new__(cls, words: str, answer: Answer) -> Self:
        """Return *words* with a reference to their answer."""
        self = super().__new__(cls, words)
        self._answer = answer
        return self

    def __call__(self, width: int | None = None) -> str:
        """Return the answer as text for a terminal of *width* columns, by default those of this one."""
        return Answer.text(self._answer, width)

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        return str, (str(self),)


class Worded(Answer):
    """An answer about some words: its ``text`` is the words, and when called, the whole answer as text."""

    __slots__ = ("__weakref__",)  # here, because in a class with fields it would forbid assigning its ``__class__``
    wording: str

    @property
    def text(self) -> Wording:  # pyright: ignore[reportIncompatibleMethodOverride]
        """The words; called, the answer as text for a terminal."""
        return Wording(self.wording, self)


def shortened(text: str, length: int) -> str:
    """Return *text* in one line of at most *length* characters.

    >>> shortened("magnesium oxide", 10)
    'magnesium…'
    """
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 1]}…"


def in_words(name: str) -> str:
    """Return the name of a class as words.

    >>> in_words("WarningSign")
    'warning sign'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def citations(keys: Iterable[str]) -> Iterator[Citation]:
    """Yield the source of each key; a user's own source is its own citation."""
    from magnesium.rendering.blocks import Citation

    sources = import_module("magnesium.catalogs.sources").sources
    for key in dict.fromkeys(keys):
        source = sources.get(key)
        if source is None:
            yield Citation(key, "as given by the user")
        else:
            yield Citation(key, source.citation, source.link)


def field_blocks(record: Any) -> Iterator[Block]:
    """Yield each field of a record with a value: short ones as rows, then the others as paragraphs."""
    from magnesium.rendering.blocks import Note, Row

    rows: list[Row] = []
    notes: list[Note] = []
    for field in attrs.fields(type(record)):
        value = getattr(record, field.name)
        if field.name in _HIDDEN or field.name.startswith("_") or value is None or value in ("", ()):
            continue
        label, shown = label_of(field.name), shown_value(value)
        if len(shown) <= _LONG and not isinstance(value, tuple):
            rows.append(Row(label, shown))
        else:
            notes.append(Note(f"{label}: {shown}"))
    yield from rows
    yield from notes


def label_of(name: str) -> str:
    """Return the name of a field as a label, its unit in parentheses.

    >>> label_of("calcium_mg_per_100g"), label_of("mg_per_day"), label_of("age_from_months")
    ('Calcium (mg per 100 g)', 'Magnesium (mg per day)', 'Age from (months)')
    >>> label_of("doi"), label_of("is_proposal"), label_of("icd10cm")
    ('DOI', 'Proposal', 'ICD-10-CM')
    """
    match = _UNIT.search(name)
    if match is None:
        words = name
    else:
        words = name[: match.start()] or ("magnesium" if "mg" in match["unit"] or "mmol" in match["unit"] else "value")
    unit = f" ({_spaced(match['unit'])})" if match else ""
    plain = words.removeprefix("is_").replace("_", " ").strip().replace("icd10cm", "ICD-10-CM")
    plain = _CAPITALS.sub(lambda word: word[0].upper().replace("EGFR", "eGFR"), f"{plain[:1].upper()}{plain[1:]}")
    return f"{plain}{unit}"


def _spaced(unit: str) -> str:
    for plain, printed in (("100g", "100 g"), ("mmol", "mmol"), ("_l", " L"), ("_dl", " dL"), ("grams", "g")):
        unit = unit.replace(plain, printed)
    return unit.replace("_", " ")


def shown_value(value: object) -> str:
    """Return the value of a field as one line of text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, enum.Enum):
        return str(value.value)
    if isinstance(value, tuple | frozenset | list):
        return "; ".join(shown_value(inner) for inner in value)
    if isinstance(value, Mapping):
        return "; ".join(f"{shown_value(key)}: {shown_value(inner)}" for key, inner in value.items())
    return str(value)
