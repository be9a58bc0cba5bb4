"""The closed vocabularies of the clinical catalogs: grades of evidence, urgency, and direction."""

from __future__ import annotations

import enum
import re
from typing import NoReturn

from magnesium.errors import InvalidValueError


class Vocabulary(enum.StrEnum):
    """A closed vocabulary: the only words that a field or an argument accepts.

    >>> Urgency("soon")
    Traceback (most recent call last):
    magnesium.errors.InvalidValueError: urgency must be one of none, routine, prompt, emergency, got 'soon'
    """

    @classmethod
    def _missing_(cls, value: object) -> NoReturn:
        name = re.sub("(?<=[a-z])(?=[A-Z])", " ", cls.__name__).lower()
        raise InvalidValueError(name, value, f"must be one of {', '.join(cls)}")


class Evidence(Vocabulary):
    """Grade of the evidence of a statement; each record adds a note on its basis.

    >>> Evidence("strong")
    <Evidence.STRONG: 'strong'>
    """

    STRONG = "strong"
    """Controlled studies or established physiology agree."""
    MODERATE = "moderate"
    """A human experiment, several series or cohorts, or a meta-analysis of them."""
    WEAK = "weak"
    """Single small studies, case reports, or associations without a shown cause."""
    CONFLICTING = "conflicting"
    """Studies of similar weight disagree."""
    OPINION = "expert opinion"
    """Handbooks, product information or secondary sources; no study was read."""
    AGAINST = "evidence against"
    """Good studies searched for it and did not find it."""
    NONE = "none"
    """Searched for, but nothing found."""


class Urgency(Vocabulary):
    """How soon a professional should assess a finding.

    >>> max(Urgency.ROUTINE, Urgency.EMERGENCY, Urgency.PROMPT, key=lambda urgency: urgency.rank)
    <Urgency.EMERGENCY: 'emergency'>
    """

    NONE = "none"
    """The finding alone needs no action."""
    ROUTINE = "routine"
    """At the next ordinary visit."""
    PROMPT = "prompt"
    """Within days, without waiting for an ordinary visit."""
    EMERGENCY = "emergency"
    """Now."""

    @property
    def rank(self) -> int:
        """A number that grows with urgency: 0 for none, 3 for an emergency.

        Members are strings, which compare alphabetically; so compare by this.
        """
        return tuple(Urgency).index(self)

    @property
    def is_pressing(self) -> bool:
        """Whether it calls for a professional within days, or now."""
        return self in {Urgency.PROMPT, Urgency.EMERGENCY}


class Direction(Vocabulary):
    """The direction in which magnesium is abnormal."""

    TOO_LITTLE = "too little"
    TOO_MUCH = "too much"
    BOTH = "both"
    """Too little and too much are both possible, or one hides the other."""
    NEITHER = "neither"
    """Nothing indicates that magnesium is abnormal."""
