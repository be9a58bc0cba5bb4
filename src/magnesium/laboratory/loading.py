"""The magnesium loading test: how much of an infused load is retained."""

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
    """How one source does the magnesium loading test, and what it found or calls a deficit."""

    id: str = text_field()
    name: str = text_field()
    """Who published the protocol."""
    load: str
    """What is infused, and over how long, as the source describes it; urine is collected for 24 hours."""
    subtracts_baseline: bool | None = None
    """Whether the excretion before the load is subtracted; ``None`` if the source as read does not say."""
    cutoffs: tuple[Cutoff, ...] = attrs.field(default=(), converter=cutoffs)
    """The retentions that the source calls abnormal; empty if it names none."""
    healthy_mean_percent: float | None = None
    """The mean retention of healthy people."""
    healthy_sd_percent: float | None = None
    """The standard deviation of the retention of healthy people."""
    sources: tuple[str, ...] = attrs.field(converter=texts)
    """Keys of :data:`magnesium.sources`."""


loading_protocols: Catalog[LoadingProtocol] = Catalog(
    LoadingProtocol, file="loading_protocols.toml", title="Loading tests"
)
"""Catalog of the loading tests whose limits are known here. It describes them and orders none."""


class RetentionClass(Vocabulary):
    """What a protocol says of a retention."""

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

    100 × (1 - (excreted - baseline) / dose). *excreted_mmol* is in the urine of the 24 hours from
    the start of the load, *baseline_mmol* in that of 24 hours before; ``None`` leaves it out, as
    Rob 1999 does, and then less than nothing may be retained. Raises :class:`AmountError` for
    impossible numbers, :class:`InvalidValueError` for a baseline where the protocol has none (or the
    other way round), and :class:`NotFoundError` for an unknown protocol.

    Args:
        dose_mmol: Infused magnesium in mmol.
        excreted_mmol: Magnesium in mmol in the urine of the 24 hours from the start of the infusion.
        baseline_mmol: Magnesium in mmol in the urine of the 24 hours before it; ``None`` if not measured.
        protocol: Protocol or its id.

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
