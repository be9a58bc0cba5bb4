"""ATC codes of medications: which records a code concerns, and catalogs that are searched by code."""

from __future__ import annotations

import re
from collections.abc import Iterable

import attrs

from magnesium.catalogs.catalog import Catalog, R_co
from magnesium.catalogs.results import SearchResults

_ATC = re.compile("[A-Z][0-9]{2}(?:[A-Z](?:[A-Z](?:[0-9]{2})?)?)?")


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


class MedicationCatalog(Catalog[R_co]):
    """A catalog whose records name medications: it is searched by ATC code as well.

    The code of a substance finds the group that it belongs to.
    """

    __slots__ = ()

    def search(
        self, text: str, *, limit: int | None = None, tables: str | Iterable[str] = (), language: str = ""
    ) -> SearchResults[R_co]:
        """Return the records that have every word of *text*, or whose ATC code holds it; best first."""
        found = super().search(text, limit=limit, tables=tables, language=language)
        if found or not is_atc(text):
            return found
        acting = tuple(item for item in self.values() if acts_as(text, getattr(item, "atc_codes", ())))
        return attrs.evolve(found, items=acting[:limit])
