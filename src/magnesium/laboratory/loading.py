"""The magnesium loading test: the share of an infused load that is retained."""

from __future__ import annotations

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.fields import text_field, texts
from magnesium.errors import InvalidValueError
from magnesium.evidence import Vocabulary
from magnesium.laboratory.measures import Comparison, Cutoff, Measurement, cutoffs, exact
from magnesium.laboratory.plausibility import EXCRETED_MMOL, LOAD_MMOL
from magnesium.rendering.answers import Answer


@attrs.frozen(kw_only=True, repr=False)
class LoadingProtocol(Answer):
    """The magnesium loading test by one source, with its findings or its limit of a deficit."""

    id: str = text_field()
    name: str = text_field()
    """Who published the protocol."""
    load: str
    """The load and the duration of the infusion, as the source describes it; urine is collected for 24 hours."""
    subtracts_baseline: bool | None = None
    """Whether the excretion before the load is subtracted; ``None`` if the source as read does not state it."""
    cutoffs: tuple[Cutoff, ...] = attrs.field(default=(), converter=cutoffs)
    """The retentions that the source calls abnormal; empty if it states none."""
    healthy_mean_percent: float | None = None
    """The mean retention of healthy people."""
    healthy_sd_percent: float | None = None
    """The standard deviation of the retention of healthy people."""
    sources: tuple[str, ...] = attrs.field(converter=texts)
    """Keys of :data:`magnesium.sources`."""


loading_protocols: Catalog[LoadingProtocol] = Catalog(
    LoadingProtocol, file="loading_protocols.toml", title="Loading tests"
)
"""Catalog of loading tests with known limits, which are described, not recommended."""


class RetentionClass(Vocabulary):
    """The classification of a retention by a protocol."""

    BELOW = "below the range of healthy people"
    WITHIN = "within the protocol's limits"
    ABOVE = "above the protocol's limit"
    NO_LIMIT = "the protocol names no limit"


@attrs.frozen(kw_only=True, repr=False)
class Retention(Measurement[RetentionClass]):
    """The share of a magnesium load that is not excreted within 24 hours."""

    protocol: LoadingProtocol
    is_baseline_corrected: bool

    @property
    def title(self) -> str:
        """The value and its class as a heading."""
        return f"Retained of a magnesium load, {self.protocol.name}: {self}"


def loading_retention(
    *, dose_mmol: float, excreted_mmol: float, baseline_mmol: float | None, protocol: LoadingProtocol | str
) -> Retention:
    """Return the share of an infused magnesium load that is retained, in %, by a stated protocol.

    100 × (1 - (excreted - baseline) / dose). Without a baseline, as in Rob 1999, the result can be negative.

    Args:
        dose_mmol: Infused magnesium in mmol.
        excreted_mmol: Magnesium in mmol in the urine of the 24 hours from the start of the infusion.
        baseline_mmol: Magnesium in mmol in the urine of the 24 hours before it; ``None`` if not measured.
        protocol: Protocol or its id.

    Raises:
        AmountError: A number is impossible.
        InvalidValueError: A baseline is given although the protocol has none, or the other way round.
        NotFoundError: The protocol is unknown.

    Source: the protocol's.

    >>> str(loading_retention(dose_mmol=14, excreted_mmol=9, baseline_mmol=2, protocol="medalgmtt"))
    "50 %: above the protocol's limit"
    """
    chosen = protocol if isinstance(protocol, LoadingProtocol) else loading_protocols[protocol]
    dose = LOAD_MMOL.check(dose_mmol, "magnesium load")
    excreted = EXCRETED_MMOL.check(excreted_mmol, "excreted magnesium")
    baseline = None if baseline_mmol is None else EXCRETED_MMOL.check(baseline_mmol, "excreted magnesium before")
    if chosen.subtracts_baseline is not None and chosen.subtracts_baseline == (baseline is None):
        rule = "subtracts" if chosen.subtracts_baseline else "does not subtract"
        raise InvalidValueError(
            "baseline_mmol",
            baseline_mmol,
            f"must {'not ' if baseline is not None else ''}be given; protocol {chosen.id!r} {rule} a baseline",
        )
    net = exact(excreted) - (0 if baseline is None else exact(baseline))
    retained = float(100 * (1 - net / exact(dose)))
    met = [cutoff for cutoff in chosen.cutoffs if cutoff.is_met(retained)]
    if not chosen.cutoffs:
        category = RetentionClass.NO_LIMIT
    elif not met:
        category = RetentionClass.WITHIN
    else:
        category = RetentionClass.BELOW if met[0].comparison is Comparison.BELOW else RetentionClass.ABOVE
    return Retention(
        value=retained,
        unit="%",
        category=category,
        cutoffs=chosen.cutoffs,
        sources=chosen.sources,
        cautions=_retention_cautions(chosen, is_corrected=baseline is not None),
        protocol=chosen,
        is_baseline_corrected=baseline is not None,
    )


def _retention_cautions(protocol: LoadingProtocol, *, is_corrected: bool) -> tuple[str, ...]:
    cautions = [
        "Limits hold for their own protocol only: load, duration and baseline change the result.",
        "Where the kidneys lose magnesium, also by diuretics, the result is false.",
    ]
    if not is_corrected:
        cautions.append("Without a baseline, ordinary excretion counts as well: healthy people can be below zero.")
    if protocol.subtracts_baseline is None:
        cautions.append("Whether this protocol subtracts a baseline is not known here.")
    if protocol.healthy_mean_percent is not None:
        cautions.append(
            f"Healthy people retained {protocol.healthy_mean_percent:g} % "
            f"(standard deviation {protocol.healthy_sd_percent:g} %) in this protocol."
        )
    return tuple(cautions)
