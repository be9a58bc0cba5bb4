"""The closed vocabularies of the clinical catalogs: how good the evidence is, how urgent a sign is."""

from __future__ import annotations

import enum


class Evidence(enum.StrEnum):
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


class Urgency(enum.StrEnum):
    """How soon a sign calls for a doctor."""

    EMERGENCY = "emergency"
    """At once."""
    PROMPT = "prompt"
    """Within days, without waiting for it to pass."""
    ROUTINE = "routine"
    """At the next opportunity, if it lasts."""
    NONE = "none"
    """By itself no reason to see a doctor."""


class Direction(enum.StrEnum):
    """Which way magnesium is off."""

    TOO_LITTLE = "too little"
    TOO_MUCH = "too much"
