"""How soon somebody should look at a finding: the one closed vocabulary for it."""

from __future__ import annotations

import enum


class Urgency(enum.StrEnum):
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
