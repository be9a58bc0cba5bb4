"""Popular statements about magnesium, and what sources say about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from magnesium.catalogs.fields import derived, linked, text_field, texts
from magnesium.clinical.linked import linked as records_of
from magnesium.clinical.linked import paragraphs
from magnesium.clinical.questions import QuestionCatalog
from magnesium.clinical.records import NamedRecord, documents_with
from magnesium.evidence import Evidence, Vocabulary
from magnesium.rendering.blocks import Block, Heading, Note, Row


class Verdict(Vocabulary):
    """The agreement of a statement with the sources."""

    SUPPORTED = "supported"
    PARTLY = "partly supported"
    """Partly right; the answer states which part."""
    WEAKLY = "weakly supported"
    PLAUSIBLE = "plausible"
    """Consistent with what is known; not shown step by step."""
    OVERSTATED = "overstated"
    """Claims more than the studies show."""
    CONTRADICTED = "contradicted"
    NO_SOURCE = "no source found"


def _studies(_: str, stored: Mapping[str, Any]) -> tuple[str, ...]:
    about = stored.get("about", ())
    named = [topic for topic in about if topic.startswith("study:")]
    shared = [study for topic in about for study in linked("studies.about").get(topic, ())]
    return tuple(dict.fromkeys((*named, *shared)))


@attrs.frozen(kw_only=True, repr=False)
class Claim(NamedRecord):
    """A statement in our own words, the verdict on it, and the answer.

    Its *names* are the questions that a reader would ask.
    """

    verdict: Verdict = attrs.field(converter=Verdict)
    """The agreement of the statement with the sources."""
    evidence: Evidence = attrs.field(converter=Evidence)
    """Grade of the evidence that was read for the statement."""
    answer: str = text_field()
    """The answer that the evidence supports."""
    supports: str | None = None
    """What supports it."""
    supported_by: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Keys of the sources that support it."""
    contradicts: str | None = None
    """What contradicts or limits it."""
    contradicted_by: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Keys of the sources that contradict or limit it."""
    about: tuple[str, ...] = attrs.field(converter=texts)
    """Ids of the records that it is about, in any clinical catalog."""
    studies: tuple[str, ...] = attrs.field(default=(), converter=texts, metadata=derived(_studies))
    """Ids of the studies that it names, and of those about the same records."""

    @property
    def sources(self) -> tuple[str, ...]:
        """All sources, supporting and contradicting."""
        return tuple(dict.fromkeys((*self.supported_by, *self.contradicted_by)))

    def blocks(self) -> Iterator[Block]:
        """Yield the verdict and the answer, then both sides with their sources."""
        yield Heading(self.name, 1)
        yield Row("Verdict", self.verdict)
        yield Row("Evidence", self.evidence)
        yield Row("Id", self.id)
        yield Note(self.answer)
        for title, text, keys in (
            ("For it", self.supports, self.supported_by),
            ("Against it", self.contradicts, self.contradicted_by),
        ):
            cited = f" [{', '.join(keys)}]" if keys else ""
            yield from paragraphs(title, (f"{text}{cited}",) if text else ())
        yield from paragraphs("Studies", (str(study) for study in records_of("studies", self.studies)))

    def __str__(self) -> str:
        return f"{self.name}: {self.verdict}. {self.answer}"


claims: QuestionCatalog[Claim] = QuestionCatalog(
    Claim,
    file="claims.toml",
    prefix="claim:",
    title="Popular statements about magnesium, each with a verdict",
    documents=documents_with("answer", "supports", "contradicts"),
)
"""Catalog of claims, found by the words of a question: not every word has to match.

>>> claims.search("my eye won't stop twitching, is it magnesium")[0].id
'claim:headline'
>>> claims.search("pregnancy cramps")[0].verdict
<Verdict.OVERSTATED: 'overstated'>
"""
