"""What an assessment is made of: one kind of record for everything that is found, and its order."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from types import MappingProxyType

import attrs

from magnesium.catalogs.fields import text_field, texts
from magnesium.clinical.differential_diagnoses import differential_diagnoses
from magnesium.evidence import Evidence, Urgency

WHEN = MappingProxyType(
    {
        Urgency.EMERGENCY: "emergency: now",
        Urgency.PROMPT: "prompt: within days",
        Urgency.ROUTINE: "routine: at the next ordinary visit",
        Urgency.NONE: "by itself no reason to see anybody",
    }
)
"""Each urgency in words."""


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
    """One thing that follows from what was given: a description, with its evidence and sources."""

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
    sources: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Keys of :data:`magnesium.sources`; empty for common rules of caution."""
    cautions: tuple[str, ...] = attrs.field(default=(), converter=texts)
    explanations: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """For a symptom: ids of differential diagnoses, other things that it can be."""
    hours_before: float | None = None
    """For an interaction: the medication at least so many hours before magnesium, by its sources."""
    hours_after: float | None = None
    """For an interaction: the medication at least so many hours after magnesium, by its sources."""

    @property
    def is_red_flag(self) -> bool:
        """Whether it calls for a professional now or within days, by what was reported."""
        return self.urgency.is_pressing and not self.is_conditional

    @property
    def when(self) -> str:
        """How soon, in words; empty where there is no hurry."""
        if self.urgency is Urgency.NONE:
            return ""
        return f"{'if so, ' if self.is_conditional else ''}{WHEN[self.urgency]}"

    @property
    def support(self) -> str:
        """The evidence and its sources in words."""
        cited = f" [{', '.join(self.sources)}]" if self.sources else ""
        return f"Evidence: {self.evidence}. {self.evidence_note}{cited}"

    def _repr_html_(self) -> str:
        """Return the finding as a small note, for notebooks."""
        return in_notebook(self)

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


def other_explanations(finding: Finding) -> dict[str, str]:
    """Return the names of other explanations by their id, those that cannot wait first and said to be so."""
    others = sorted((differential_diagnoses[id_] for id_ in finding.explanations), key=lambda o: -o.urgency.rank)
    return {o.id: f"{o.name} ({o.urgency})" if o.urgency.is_pressing else o.name for o in others}


def paragraphs(finding: Finding) -> Iterator[str]:
    """Yield what is said of a finding below its name."""
    yield finding.text
    yield from (f"Caution: {caution}" for caution in finding.cautions)
    if finding.explanations:
        yield f"It can also be: {'; '.join(other_explanations(finding).values())}."
    yield finding.support


def in_notebook(finding: Finding, *, folded: bool = False) -> str:
    """Return a finding as a small note; what is urgent is said in words."""
    from magnesium.rendering.notebook import note

    mark = "! " if finding.is_red_flag else ""
    return note(f"{mark}{finding.name}{finding.when and f' [{finding.when}]'}", paragraphs(finding), folded=folded)
