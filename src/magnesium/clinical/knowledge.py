"""What the clinical catalogs share: codes, how records are built, linked and found.

A link is stored once, in the file where it is decided, and read backwards from there: a mechanism
lists its symptoms because the symptoms name it.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

import attrs

from magnesium.catalogs.catalog import Catalog, R_co
from magnesium.catalogs.search import Document
from magnesium.catalogs.tables import toml_tables

_T = TypeVar("_T")
_ATC = re.compile("[A-Z][0-9]{2}(?:[A-Z](?:[A-Z](?:[0-9]{2})?)?)?")


@attrs.frozen(kw_only=True)
class Code:
    """An identifier in another body's list, with that body's own label, unaltered."""

    code: str = attrs.field(validator=attrs.validators.min_len(1))
    label: str | None = None
    """``None`` where the label was not read in full."""

    def __str__(self) -> str:
        return self.code if self.label is None else f"{self.code} {self.label}"


def text_field() -> Any:
    """Return a field that holds a text which says something."""
    return attrs.field(validator=attrs.validators.and_(attrs.validators.instance_of(str), attrs.validators.min_len(1)))


def texts(value: Iterable[str]) -> tuple[str, ...]:
    """Return a list of texts as a tuple; a lone text is a mistake and raises ``TypeError``."""
    found = tuple(value)
    if isinstance(value, str) or not all(map(_is_text, found)):
        msg = f"{value!r} must be a list of texts"
        raise TypeError(msg)
    return found


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def code(value: Code | Mapping[str, Any] | None) -> Code | None:
    """Return the code that a data file writes as ``{ code = …, label = … }``."""
    return value if value is None or isinstance(value, Code) else Code(**value)


def codes(value: Iterable[Code | Mapping[str, Any]]) -> tuple[Code, ...]:
    """Return several codes of a data file."""
    return nested(Code, value)


def nested(kind: Callable[..., _T], value: Iterable[Any]) -> tuple[_T, ...]:
    """Return records of *kind* that a data file writes as a list of tables inside another record."""
    return tuple(kind(**item) if isinstance(item, Mapping) else item for item in value)


@functools.cache
def linked(file: str, field: str) -> Mapping[str, tuple[str, ...]]:
    """Return, for each id that *field* of a bundled *file* names, the ids of the records that name it."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for id_, fields in toml_tables(file).items():
        for target in fields.get(field, ()):
            found[target].append(id_)
    return MappingProxyType({target: tuple(ids) for target, ids in found.items()})


def topics(id_: str) -> dict[str, Any]:
    """Return the studies and the claims that are about a record, as fields for it."""
    return {"studies": linked("studies.toml", "about").get(id_, ()), "claims": claims_about(id_)}


def claims_about(id_: str) -> tuple[str, ...]:
    """Return the claims that are about a record."""
    return linked("claims.toml", "about").get(id_, ())


def documents(records: Mapping[str, Any]) -> Iterable[Document]:
    """Index records by name, everyday names and medicines, and find them by id and code too."""
    for id_, record in records.items():
        names = (
            record.name,
            getattr(record, "clinical_term", record.name),
            *record.names,
            *getattr(record, "drugs", ()),
        )
        yield Document(id=id_, names=tuple(dict.fromkeys(names)), extra=" ".join((id_, *_codes(record))))


def documents_with(*fields: str) -> Callable[[Mapping[str, Any]], Iterable[Document]]:
    """Return an indexer like :func:`documents` that also finds words of these text *fields*."""

    def index(records: Mapping[str, Any]) -> Iterable[Document]:
        for document in documents(records):
            record = records[document.id]
            held = (getattr(record, field) for field in fields)
            yield attrs.evolve(document, extra=" ".join((document.extra, *(text for text in held if text))))

    return index


def _codes(record: Any) -> Iterable[str]:
    """Yield every code of a record, and those with a dot without it too, as people type them."""
    single = (getattr(record, "hpo", None), getattr(record, "loinc", None))
    held = [item.code for item in (*single, *getattr(record, "icd10cm", ())) if item is not None]
    for item in (*held, *getattr(record, "atc_codes", ())):
        yield item
        if "." in item:
            yield item.replace(".", "")


def acts_as(atc: str, held: Iterable[str]) -> bool:
    """Return whether an ATC code lies in one of the *held* groups, or holds one of them.

    A record names groups (A02BC) or single substances (C01AA05); a prescription names substances.

    >>> acts_as("A02BC01", ("A02BC",)), acts_as("C03", ("C03CA",)), acts_as("A02BA02", ("A02BC",))
    (True, True, False)
    """
    wanted = atc.strip().upper()
    return bool(wanted) and any(wanted.startswith(group) or group.startswith(wanted) for group in held)


def is_atc(text: str) -> bool:
    """Return whether *text* has the form of an ATC code, of a group or of a substance.

    >>> is_atc("a02bc01"), is_atc("omeprazole")
    (True, False)
    """
    return _ATC.fullmatch(text.strip().upper()) is not None


class MedicineCatalog(Catalog[R_co]):
    """A catalog whose records name medicines: it is searched by ATC code as well.

    The code of a substance finds the group that it belongs to.
    """

    __slots__ = ()

    def search(self, text: str, *, limit: int | None = None) -> tuple[R_co, ...]:
        """Return the records that have every word of *text*, or whose ATC code holds it; best first."""
        found = super().search(text, limit=limit)
        if found or not is_atc(text):
            return found
        return tuple(item for item in self.values() if acts_as(text, getattr(item, "atc_codes", ())))[:limit]
