"""ATC codes of medications: the records that a code concerns, and catalogs that are searched by code."""

from __future__ import annotations

import re
from collections.abc import Iterable

from magnesium.catalogs.catalog import R_co
from magnesium.clinical.questions import QuestionCatalog

_ATC = re.compile("[A-Z][0-9]{2}(?:[A-Z](?:[A-Z](?:[0-9]{2})?)?)?")


def acts_as(atc: str, held: Iterable[str]) -> bool:
    """Return whether an ATC code is in one of the *held* groups, or contains one of them.

    A record names groups (A02BC) or single substances (C01AA05); a prescription names substances.

    >>> acts_as("A02BC01", ("A02BC",)), acts_as("C03", ("C03CA",)), acts_as("A02BA02", ("A02BC",))
    (True, True, False)
    """
    wanted = atc.strip().upper()
    return bool(wanted) and any(wanted.startswith(group) or group.startswith(wanted) for group in held)


def is_atc(text: str) -> bool:
    """Return whether *text* has the form of an ATC code of a group or a substance.

    >>> is_atc("a02bc01"), is_atc("omeprazole")
    (True, False)
    """
    return _ATC.fullmatch(text.strip().upper()) is not None


class MedicationCatalog(QuestionCatalog[R_co]):
    """A catalog whose records name medications, which is also searched by ATC code and by questions.

    The code of a substance finds its group. Records with every word come first; if no record has every word of a
    question, the words that match decide.
    """

    __slots__ = ()

    def _found(self, text: str) -> list[str]:
        found = self._searcher().search(text)
        if not found and is_atc(text):
            return [item.id for item in self.values() if acts_as(text, getattr(item, "atc_codes", ()))]
        return found or super()._found(text)
