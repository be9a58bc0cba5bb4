"""What an assessment is made of: one kind of record for everything that is found, and its order."""

from __future__ import annotations

import enum
from collections.abc import Iterable

import attrs

from magnesium.clinical.evidence import Evidence, Urgency
from magnesium.clinical.knowledge import text_field, texts


class FindingKind(enum.StrEnum):
    """What a finding is about; among equally urgent findings the order is this one."""

    WARNING_SIGN = "warning sign"
    BLOOD_VALUE = "blood value"
    SYMPTOM = "symptom"
    KIDNEY_CAUTION = "caution about the kidneys"
    KIDNEY_FUNCTION = "kidney function"
    UPPER_LEVEL = "upper level"
    ADEQUACY = "adequacy"
    RISK_FACTOR = "risk factor"
    INTERACTION = "interaction"
    DEPLETION_SCORE = "depletion score"
    TEST = "test that a clinician may order"


@attrs.frozen(kw_only=True)
class Finding:
    """One thing that follows from what was given: a description, with its evidence and references."""

    kind: FindingKind = attrs.field(converter=FindingKind)
    about: str = text_field()
    """What it is about: the id of a record of the clinical catalogs, or a word such as "serum"."""
    name: str = text_field()
    text: str = text_field()
    urgency: Urgency = attrs.field(default=Urgency.NONE, converter=Urgency)
    is_conditional: bool = False
    """Whether it holds only if the sign that *name* describes is there, which was not said."""
    evidence: Evidence = attrs.field(converter=Evidence)
    evidence_note: str = text_field()
    references: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Keys of :data:`magnesium.sources`; empty for common rules of caution."""
    cautions: tuple[str, ...] = attrs.field(default=(), converter=texts)
    explanations: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """For a symptom: ids of differential diagnoses, other things that it can be."""
    hours_before: float | None = None
    """For an interaction: the medicine at least so many hours before magnesium, by its sources."""
    hours_after: float | None = None
    """For an interaction: the medicine at least so many hours after magnesium, by its sources."""

    @property
    def is_red_flag(self) -> bool:
        """Whether it calls for a professional now or within days, by what was reported."""
        return self.urgency.is_pressing and not self.is_conditional

    def __str__(self) -> str:
        urgency = f" ({self.urgency})" if self.urgency is not Urgency.NONE else ""
        return f"{self.name}{urgency}: {self.text}"


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings by what cannot wait: red flags, signs to look for, the kidneys, then the rest.

    Within each, the more urgent comes first; ties stay in the order of :class:`FindingKind`, and of
    what was given.
    """
    kinds = tuple(FindingKind)

    def place(finding: Finding) -> tuple[int, int, int]:
        if finding.is_red_flag:
            group = 0
        elif finding.is_conditional:
            group = 1
        else:
            group = 2 if finding.kind is FindingKind.KIDNEY_CAUTION else 3
        return group, -finding.urgency.rank, kinds.index(finding.kind)

    return tuple(sorted(findings, key=place))
