"""Source: where a figure comes from. Every record's ``source`` is a key of :data:`sources`."""

from __future__ import annotations

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.fields import stored, text_field
from magnesium.catalogs.search import Document
from magnesium.evidence import Vocabulary
from magnesium.rendering.answers import Answer


class SourceClass(Vocabulary):
    """The kind of work of a source; it limits the grade of evidence of a record based on it."""

    META_ANALYSIS = "meta-analysis"
    """A meta-analysis or systematic review of studies."""
    TRIAL = "trial"
    EXPERIMENT = "experiment"
    """A human experiment, including pharmacokinetic studies."""
    COHORT = "cohort"
    """A cohort or cross-sectional study."""
    SERIES = "series"
    """A case series, a systematic review of cases, or an uncontrolled study."""
    CASE_REPORT = "case report"
    LABORATORY = "laboratory"
    """A study of animals or cells."""
    REVIEW = "review"
    """A narrative review, or a table of one."""
    GUIDELINE = "guideline"
    """A guideline, or a report of an authority."""
    LABEL = "label"
    """Product information."""
    HANDBOOK = "handbook"
    """A handbook, textbook, encyclopedia, food table or interaction guide with a publisher."""
    LANGUAGE_MODEL = "language model"
    WIKI = "wiki"
    BLOG = "blog"
    COPY = "copy"
    """A copy, or a work without an author."""
    SOFTWARE = "software"


STUDIES = frozenset(tuple(SourceClass)[:7])
"""Classes of works that are studies."""
NOT_ENOUGH = frozenset(tuple(SourceClass)[-5:])
"""Classes that alone do not suffice for a graded record."""


@attrs.frozen(kw_only=True, repr=False)
class Source(Answer):
    """A publication or data set from which figures were taken."""

    id: str = text_field()
    citation: str = text_field()
    """Authors, title, place and year."""
    source_class: SourceClass | None = attrs.field(
        default=None,
        converter=attrs.converters.optional(SourceClass),
        metadata=stored(column="class"),
    )
    """Kind of work; stated for every source of a graded record."""
    doi: str | None = None
    """Digital object identifier, if known."""
    pmid: str | None = None
    """Number in PubMed."""
    url: str | None = None
    """Address of its publisher."""
    license: str | None = None
    """Terms under which the figures may be used, if the publisher states them."""
    is_secondary: bool = attrs.field(
        default=False, metadata=stored(column="seen", read={"seen": False, "secondary": True}.__getitem__)
    )
    """Whether the work was read through another work that reports it."""

    @property
    def name(self) -> str:
        """The citation, by which a source is found."""
        return self.citation

    @property
    def link(self) -> str | None:
        """The address of its DOI, or else of its publisher."""
        return f"https://doi.org/{self.doi}" if self.doi else self.url

    def __str__(self) -> str:
        return f"{self.citation} {self.link}" if self.link else self.citation


sources: Catalog[Source] = Catalog(
    Source,
    file="bibliography.csv",
    title="The sources that the bundled figures come from",
    documents=lambda records: (
        Document(id=id_, names=(record.citation,), extra=id_) for id_, record in records.items()
    ),
)
"""Catalog of the sources of all bundled figures."""
