"""The closed vocabularies of the clinical catalogs: how good the evidence is, how urgent a sign is."""

from __future__ import annotations

import enum
import re
from typing import NoReturn

from magnesium.errors import InvalidValueError


class Vocabulary(enum.StrEnum):
    """A closed vocabulary: words that a field or an argument accepts, and no others.

    >>> Urgency("soon")
    Traceback (most recent call last):
    magnesium.errors.InvalidValueError: urgency must be one of none, routine, prompt, emergency, got 'soon'
    """

    @classmethod
    def _missing_(cls, value: object) -> NoReturn:
        name = re.sub("(?<=[a-z])(?=[A-Z])", " ", cls.__name__).lower()
        raise InvalidValueError(name, value, f"must be one of {', '.join(cls)}")


class Evidence(Vocabulary):
    """How well a statement is supported; each record adds a note that says by what.

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
    """Good studies looked for it and did not find it."""
    NONE = "none"
    """Looked for, and nothing found."""


class Urgency(Vocabulary):
    """How soon a finding should be looked at by a professional.

    >>> max(Urgency.ROUTINE, Urgency.EMERGENCY, Urgency.PROMPT, key=lambda urgency: urgency.rank)
    <Urgency.EMERGENCY: 'emergency'>
    """

    NONE = "none"
    """The finding by itself asks for nothing."""
    ROUTINE = "routine"
    """At the next ordinary visit."""
    PROMPT = "prompt"
    """Within days, without waiting for an ordinary visit."""
    EMERGENCY = "emergency"
    """Now."""

    @property
    def rank(self) -> int:
        """A number that grows with urgency: 0 for none, 3 for an emergency.

        Members are texts, and texts compare by the alphabet; so compare by this.
        """
        return tuple(Urgency).index(self)

    @property
    def is_pressing(self) -> bool:
        """Whether it calls for a professional within days, or now."""
        return self in {Urgency.PROMPT, Urgency.EMERGENCY}


class Direction(Vocabulary):
    """Which way magnesium is off."""

    TOO_LITTLE = "too little"
    TOO_MUCH = "too much"
    BOTH = "both"
    """Too little and too much are both possible, or one hides the other."""
    NEITHER = "neither"
    """Nothing says that magnesium is off."""
