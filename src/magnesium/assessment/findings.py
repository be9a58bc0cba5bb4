"""Findings, the parts of an assessment, and their order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import Literal

import attrs

from magnesium.catalogs.fields import text_field, texts
from magnesium.clinical.differential_diagnoses import differential_diagnoses
from magnesium.errors import tuple_of
from magnesium.evidence import Evidence, Urgency, Vocabulary
from magnesium.rendering.answers import Worded
from magnesium.rendering.blocks import Block, Caution, Fold, Heading, Note

WHEN = MappingProxyType(
    {
        Urgency.EMERGENCY: "emergency: now",
        Urgency.PROMPT: "prompt: within days",
        Urgency.ROUTINE: "routine: at the next ordinary visit",
        Urgency.NONE: "no action needed on its own",
    }
)
"""Each urgency in words."""


class Audience(Vocabulary):
    """The readers of an assessment."""

    LAY = "lay"
    """What to do, tell and ask, without evidence and sources."""
    CLINICIAN = "clinician"
    """Everything, with evidence and sources."""


AudienceWord = Literal["lay", "clinician"]
"""The words for an audience."""


class FindingKind(Vocabulary):
    """The subject of a finding; equally urgent findings are in this order."""

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


DISCLAIMER = (
    "Intended use: it describes what was given and what sources report. It makes no diagnosis, advises no treatment, "
    "is no medical device, was not reviewed by a clinician, and does not replace an examination."
)
SHORT_DISCLAIMER = "Describes; makes no diagnosis; not reviewed by a clinician."
RED_FLAGS = "Red flags"
LOOK_FOR = "Look for these too: not reported"
_TITLES = {
    FindingKind.BLOOD_VALUE: "Blood value",
    FindingKind.SYMPTOM: "Symptoms",
    FindingKind.KIDNEY_CAUTION: "Kidneys and supplements",
    FindingKind.KIDNEY_FUNCTION: "Kidney function",
    FindingKind.UPPER_LEVEL: "Too much",
    FindingKind.ADEQUACY: "Intake",
    FindingKind.RISK_FACTOR: "Risk factors and medications",
    FindingKind.INTERACTION: "Interactions",
    FindingKind.DEPLETION_SCORE: "Magnesium depletion score",
    FindingKind.TEST: "Tests that a clinician may order",
    FindingKind.WARNING_SIGN: "Warning signs",
}


FindingKindWord = Literal[
    "warning sign",
    "blood value",
    "symptom",
    "caution about the kidneys",
    "kidney function",
    "upper level",
    "adequacy",
    "risk factor",
    "interaction",
    "depletion score",
    "test that a clinician may order",
]
"""The words for a kind of finding."""


@attrs.frozen(kw_only=True, repr=False)
class Finding(Worded):
    """One conclusion from what was given: a description, with its evidence and sources."""

    kind: FindingKind = attrs.field(converter=FindingKind)
    about: str = text_field()
    """Its subject: the id of a record of the clinical catalogs, or a word such as "serum"."""
    name: str = text_field()
    wording: str = text_field()
    """The description."""
    urgency: Urgency = attrs.field(default=Urgency.NONE, converter=Urgency)
    is_conditional: bool = False
    """Whether it holds only if the sign that *name* describes is present, which was not stated."""
    evidence: Evidence = attrs.field(converter=Evidence)
    evidence_note: str = text_field()
    sources: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Keys of :data:`magnesium.sources`; empty for common rules of caution."""
    cautions: tuple[str, ...] = attrs.field(default=(), converter=texts)
    explanations: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """For a symptom: ids of differential diagnoses, its other explanations."""
    hours_before: float | None = None
    """For an interaction: minimum hours of the medication before magnesium, by its sources."""
    hours_after: float | None = None
    """For an interaction: minimum hours of the medication after magnesium, by its sources."""

    @property
    def is_red_flag(self) -> bool:
        """Whether it calls for a professional now or within days, by what was reported."""
        return self.urgency.is_pressing and not self.is_conditional

    @property
    def when(self) -> str:
        """How soon, in words; empty if not urgent."""
        if self.urgency is Urgency.NONE:
            return ""
        return f"{'if so, ' if self.is_conditional else ''}{WHEN[self.urgency]}"

    @property
    def support(self) -> str:
        """The evidence and its sources in words."""
        cited = f" [{', '.join(self.sources)}]" if self.sources else ""
        return f"Evidence: {self.evidence}. {self.evidence_note}{cited}"

    @property
    def title(self) -> str:
        """The name, and how soon in brackets; a red flag begins with an exclamation mark."""
        return f"{'! ' if self.is_red_flag else ''}{self.name}{self.when and f' [{self.when}]'}"

    def blocks(self, audience: Audience = Audience.CLINICIAN) -> Iterator[Block]:
        """Yield the name and how soon, the description, the cautions, and for a clinician the evidence."""
        yield Heading(self.title, 3)
        yield Note(self.wording, 1)
        yield from (Caution(caution) for caution in self.cautions)
        if self.explanations:
            others = other_explanations(self)
            clues = (Note(f"{name}: {differential_diagnoses[id_].clue}") for id_, name in others.items())
            yield Fold(f"It can also be ({len(others)})", clues, f"It can also be: {'; '.join(others.values())}.")
        if audience is Audience.CLINICIAN:
            yield Note(self.support, 1)

    def __str__(self) -> str:
        urgency = f" ({self.urgency})" if self.urgency is not Urgency.NONE else ""
        return f"{self.name}{urgency}: {self.wording}"


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort findings: red flags, signs to look for, the kidneys, then the rest.

    Within each, the more urgent comes first; ties are in the order of :class:`FindingKind`, then of the input.
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

    return tuple(sorted(tuple_of(findings, Finding, "findings"), key=place))


def other_explanations(finding: Finding) -> dict[str, str]:
    """Return the names of other explanations by id, urgent ones first and marked."""
    others = sorted((differential_diagnoses[id_] for id_ in finding.explanations), key=lambda o: -o.urgency.rank)
    return {o.id: f"{o.name} ({o.urgency})" if o.urgency.is_pressing else o.name for o in others}


def title_of(kind: FindingKind) -> str:
    """Return the heading of the findings of one kind."""
    return _TITLES[kind]


def sections(findings: tuple[Finding, ...]) -> dict[str, list[Finding]]:
    """Return all findings by heading, in order.

    Red flags come first, whatever their subject, then the signs to look for.
    """
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        title = RED_FLAGS if finding.is_red_flag else LOOK_FOR if finding.is_conditional else _TITLES[finding.kind]
        found.setdefault(title, []).append(finding)
    return found
