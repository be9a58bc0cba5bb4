"""What the kidneys do with magnesium: excretion, retention of a load, and the filtration rate."""

from __future__ import annotations

import enum
import math
from types import MappingProxyType
from typing import TYPE_CHECKING

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.errors import AmountError
from magnesium.laboratory.measures import (
    MG_PER_DL,
    MMOL_PER_L,
    Comparison,
    Cutoff,
    Measurement,
    Plausible,
    exact,
    in_unit,
    one_of,
    unique,
)
from magnesium.laboratory.readings import check_serum
from magnesium.people import MAX_AGE_YEARS, Sex, member
from magnesium.units import ATOMIC_WEIGHT, convert

if TYPE_CHECKING:
    from fractions import Fraction

SERUM_CREATININE_MG_PER_DL = Plausible(
    lower=0.15,
    upper=30.0,
    unit=MG_PER_DL,
    below="was it in mmol/L? Creatinine must be in mg/dL",
    above="did you mean µmol/L? 88.4 µmol/L of creatinine are 1 mg/dL",
)
"""Usual values in µmol/L (40 and more) and in mmol/L (0.13 and less) fall outside; kidney failure
(5 to 25 mg/dL) and little muscle (0.2 mg/dL) do not."""

URINE_CREATININE_MG_PER_DL = Plausible(
    lower=1.0,
    upper=1000.0,
    unit=MG_PER_DL,
    below="was it in g/L? Creatinine must be in mg/dL",
    above="did you mean µmol/L? 88.4 µmol/L of creatinine are 1 mg/dL",
)
"""The most dilute urine holds more than 1 mg/dL, the most concentrated some hundreds; µmol/L run to thousands."""

URINE_MAGNESIUM_MG_PER_DL = Plausible(
    lower=0.0,
    upper=250.0,
    unit=MG_PER_DL,
    below="a concentration",
    above="was it in mg/L? A tenth of it is mg/dL",
)
"""About 100 mmol/L: far more than food brings about, with room for infusions. It stops gross slips only."""

URINE_VOLUME_ML = Plausible(
    lower=50.0,
    upper=20_000.0,
    unit="mL",
    below="was it in litres? The volume of 24 hours must be in mL",
    above="the volume of 24 hours must be in mL",
)
"""Less than 50 mL a day is no urine at all; a volume in litres falls below it."""

AGE_YEARS = Plausible(
    lower=18,
    upper=math.nextafter(MAX_AGE_YEARS, 0),
    unit="years",
    below="the CKD-EPI equation of 2021 holds for adults only, from 18 years",
    above="the age must be in years",
)

LOAD_MMOL = Plausible(
    lower=1.0,
    upper=60.0,
    unit="mmol",
    below="was it in g? The load must be in mmol",
    above="did you mean mg? 24.305 mg are 1 mmol",
)
"""Protocols give 30 mmol or 0.1 to 0.2 mmol/kg; the same loads in mg are 100 and more."""

EXCRETED_MMOL = Plausible(
    lower=0.0,
    upper=100.0,
    unit="mmol",
    below="an amount",
    above="did you mean mg? 24.305 mg are 1 mmol",
)
"""The largest load that is accepted, and 40 mmol on top of it."""

_FILTERED_SHARE = exact(0.7)
"""About 30 % of serum magnesium is bound to protein, and is not filtered."""


class ExcretionRange(enum.StrEnum):
    """Where a fractional excretion lies among the cut-offs in use, which differ: 2, 3 and 4 %."""

    BELOW_ALL = "below every cut-off"
    BETWEEN = "between the cut-offs"
    """By some sources renal wasting, by others not."""
    ABOVE_ALL = "above every cut-off"


_FEMG_CUTOFFS = tuple(
    Cutoff(comparison=comparison, value=value, unit="%", meaning=meaning, sources=sources)
    for comparison, value, meaning, sources in (
        (Comparison.BELOW, 2.0, "loss elsewhere, or low intake", ("vanderbilthb", "seekhealthfemg")),
        (
            Comparison.ABOVE,
            2.0,
            "renal wasting by the older and more common cut-off",
            ("vanderbilthb", "seekhealthfemg"),
        ),
        (Comparison.ABOVE, 3.0, "renal wasting by some references", ("seekhealthfemg",)),
        (Comparison.ABOVE, 4.0, "renal wasting", ("clinlabnav", "tucker2020", "seekhealthfemg")),
    )
)


def fractional_excretion(
    *,
    urine_creatinine_mg_per_dl: float,
    serum_creatinine_mg_per_dl: float,
    urine_magnesium_mg_per_dl: float | None = None,
    urine_magnesium_mmol_per_l: float | None = None,
    serum_magnesium_mg_per_dl: float | None = None,
    serum_magnesium_mmol_per_l: float | None = None,
) -> Measurement[ExcretionRange]:
    """Return the share of filtered magnesium that is excreted, in %, among the cut-offs of 2, 3 and 4 %.

    100 × (urine Mg × serum creatinine) / (0.7 × serum Mg × urine creatinine), from one urine
    sample and blood of the same time. There is no verdict: the cut-offs of renal wasting differ by
    source. Raises :class:`AmountError` for impossible numbers, for a serum or urine magnesium that
    is not given exactly once, and for a result above 100 %.

    Source: formula and 4 % ``clinlabnav``; 2 % ``vanderbilthb``; 3 % ``seekhealthfemg``.

    >>> result = fractional_excretion(
    ...     urine_magnesium_mg_per_dl=4.2,
    ...     serum_magnesium_mg_per_dl=1.5,
    ...     urine_creatinine_mg_per_dl=100,
    ...     serum_creatinine_mg_per_dl=1.0,
    ... )
    >>> str(result)
    '4 %: between the cut-offs'
    """
    serum = _serum(serum_magnesium_mg_per_dl, serum_magnesium_mmol_per_l)
    urine = _urine(urine_magnesium_mg_per_dl, urine_magnesium_mmol_per_l)
    serum_creatinine = SERUM_CREATININE_MG_PER_DL.check(serum_creatinine_mg_per_dl, "serum creatinine")
    urine_creatinine = URINE_CREATININE_MG_PER_DL.check(urine_creatinine_mg_per_dl, "urine creatinine")
    share = urine * exact(serum_creatinine) / (_FILTERED_SHARE * serum * exact(urine_creatinine))
    percent = float(100 * share)
    if percent > 100:
        raise AmountError(
            "fractional excretion", percent, "more than 100 % of what was filtered; check the units of the four values"
        )
    return Measurement(
        value=percent,
        unit="%",
        category=_among_cutoffs(percent),
        cutoffs=_FEMG_CUTOFFS,
        sources=unique(*(cutoff.sources for cutoff in _FEMG_CUTOFFS)),
        cautions=(
            "Sources put the cut-off at 2, 3 or 4 %; between 2 and 4 % this value does not decide.",
            "It speaks only where serum magnesium is low and not yet replaced, and the kidneys work reasonably well.",
            "People with a normal serum magnesium were seen with 0.5 to 4 %.",
        ),
    )


def _among_cutoffs(percent: float) -> ExcretionRange:
    met = [cutoff.is_met(percent) for cutoff in _FEMG_CUTOFFS]
    if met[0]:
        return ExcretionRange.BELOW_ALL
    return ExcretionRange.ABOVE_ALL if all(met[1:]) else ExcretionRange.BETWEEN


class DailyExcretionRange(enum.StrEnum):
    """Where a day's urinary magnesium lies."""

    UP_TO_WASTING_CUTOFF = "up to the cut-off of renal wasting"
    ABOVE_WASTING_CUTOFF = "above the cut-off of renal wasting, below the usual lower limit"
    USUAL = "at or above the usual lower limit"


@attrs.frozen(kw_only=True)
class DailyExcretion(Measurement[DailyExcretionRange]):
    """Magnesium in the urine of 24 hours, in the unit in which it was reported."""

    @property
    def _heading(self) -> str:
        return f"Magnesium in urine: {self}"

    @property
    def mg_per_24_h(self) -> float:
        """The amount in mg."""
        return in_unit(self.value, self.unit.partition("/")[0], "mg")

    @property
    def mmol_per_24_h(self) -> float:
        """The amount in mmol."""
        return in_unit(self.value, self.unit.partition("/")[0], "mmol")


# unit, cut-off of renal wasting, usual lower limit: as published in each unit
_DAILY = MappingProxyType({MG_PER_DL: ("mg/24 h", 24.0, 75.0), MMOL_PER_L: ("mmol/24 h", 1.0, 3.0)})


def daily_excretion(
    *, volume_ml: float, mg_per_dl: float | None = None, mmol_per_l: float | None = None
) -> DailyExcretion:
    """Return the magnesium in the urine of 24 hours, in mg or mmol as reported.

    *volume_ml* is the volume of all urine of 24 hours. Raises :class:`AmountError` for impossible
    numbers, and unless exactly one concentration is given.

    Source: ``medalg24h`` (formula, usual lower limit); more than 24 mg or 1 mmol a day with a low serum
    value ``clinlabnav``, ``seekhealthfemg``.

    >>> str(daily_excretion(volume_ml=1500, mg_per_dl=5))
    '75 mg/24 h: at or above the usual lower limit'
    """
    name, value = one_of("urine magnesium", mg_per_dl=mg_per_dl, mmol_per_l=mmol_per_l)
    concentration = MG_PER_DL if name == "mg_per_dl" else MMOL_PER_L
    _urine(mg_per_dl, mmol_per_l)
    volume = URINE_VOLUME_ML.check(volume_ml, "urine volume")
    amount = float(exact(float(value)) * exact(volume) / (100 if concentration == MG_PER_DL else 1000))
    unit, wasting, usual = _DAILY[concentration]
    if amount >= usual:
        category = DailyExcretionRange.USUAL
    elif amount > wasting:
        category = DailyExcretionRange.ABOVE_WASTING_CUTOFF
    else:
        category = DailyExcretionRange.UP_TO_WASTING_CUTOFF
    return DailyExcretion(
        value=amount,
        unit=unit,
        category=category,
        cutoffs=(
            Cutoff(
                comparison=Comparison.ABOVE,
                value=wasting,
                unit=unit,
                meaning="renal wasting, if serum magnesium is low and untreated",
                sources=("clinlabnav", "seekhealthfemg"),
            ),
            Cutoff(
                comparison=Comparison.BELOW,
                value=usual,
                unit=unit,
                meaning="below the usual lower limit",
                sources=("medalg24h",),
            ),
        ),
        sources=("medalg24h", "clinlabnav", "seekhealthfemg"),
        cautions=(
            "With a low serum magnesium, much in urine points to the kidneys, little to low intake or other losses.",
            "Supplements, diuretics and an incomplete collection falsify it.",
        ),
    )


class FiltrationRange(enum.StrEnum):
    """The ranges of eGFR that the magnesium depletion score tells apart."""

    FROM_90 = "90 or more"
    FROM_60 = "60 to less than 90"
    BELOW_60 = "less than 60"


EGFR_UNIT = "mL/min/1.73 m²"

EGFR_ML_PER_MIN_PER_1_73_M2 = Plausible(
    lower=0.5,
    upper=250.0,
    unit=EGFR_UNIT,
    below="an eGFR that was not measured is left out, not entered as 0",
    above="was it creatinine in µmol/L?",
)
"""The equation itself gives 0.7 to 218 for every age and creatinine that is accepted."""

EGFR_CUTOFFS = tuple(
    Cutoff(
        comparison=Comparison.BELOW,
        value=value,
        unit=EGFR_UNIT,
        meaning=f"{points} of the magnesium depletion score",
        sources=("wang2024",),
    )
    for value, points in ((90.0, "1 point"), (60.0, "2 points"))
)


def filtration_range(*, egfr_ml_per_min_per_1_73_m2: float) -> FiltrationRange:
    """Return the range of a filtration rate, in mL/min/1.73 m²; 90 and 60 belong to the better one.

    Raises :class:`AmountError` for impossible numbers.

    Source: ``wang2024``; that exactly 90 counts as 90 or more is assumed.

    >>> str(filtration_range(egfr_ml_per_min_per_1_73_m2=60))
    '60 to less than 90'
    """
    rate = EGFR_ML_PER_MIN_PER_1_73_M2.check(egfr_ml_per_min_per_1_73_m2, "eGFR")
    passed = sum(cutoff.is_met(rate) for cutoff in EGFR_CUTOFFS)
    return tuple(FiltrationRange)[passed]


def egfr_ckd_epi_2021(*, creatinine_mg_per_dl: float, age_years: float, sex: Sex | str) -> Measurement[FiltrationRange]:
    """Return the filtration rate of an adult by CKD-EPI 2021 from serum creatinine, in mL/min/1.73 m².

    142 × min(c/k, 1)^a × max(c/k, 1)^-1.2 × 0.9938^age, × 1.012 for women; k is 0.7 and a -0.241 for
    women, 0.9 and -0.302 for men. Raises :class:`AmountError` below 18 years and for impossible
    numbers, and :class:`PersonError` where sex is not stated.

    Source: ``inker2021``, equation as printed by ``nkf2021``; ranges ``wang2024``.

    >>> str(egfr_ckd_epi_2021(creatinine_mg_per_dl=0.9, age_years=55, sex="female"))
    '75.5 mL/min/1.73 m²: 60 to less than 90'
    """
    creatinine = SERUM_CREATININE_MG_PER_DL.check(creatinine_mg_per_dl, "serum creatinine")
    age = AGE_YEARS.check(age_years, "age")
    female = member(Sex, sex) is Sex.FEMALE
    scale, power, factor = (0.7, -0.241, 1.012) if female else (0.9, -0.302, 1.0)
    relative = creatinine / scale
    rate = 142 * min(relative, 1.0) ** power * max(relative, 1.0) ** -1.2 * 0.9938**age * factor
    category = filtration_range(egfr_ml_per_min_per_1_73_m2=rate)
    cautions = [
        "An estimate: it misleads in acute illness, in pregnancy, and with very much or very little muscle.",
    ]
    if category is FiltrationRange.BELOW_60:
        cautions.append(
            "Kidneys that filter less also excrete less magnesium: it can build up from supplements, antacids and "
            "laxatives."
        )
    return Measurement(
        value=rate,
        unit=EGFR_UNIT,
        category=category,
        cutoffs=EGFR_CUTOFFS,
        sources=("inker2021", "nkf2021", "wang2024"),
        cautions=tuple(cautions),
    )


@attrs.frozen(kw_only=True)
class LoadingProtocol:
    """How one source does the magnesium loading test, and what it found or calls a deficit."""

    id: str = attrs.field(validator=attrs.validators.min_len(1))
    name: str = attrs.field(validator=attrs.validators.min_len(1))
    load: str
    """What is infused, and over how long, as the source describes it; urine is collected for 24 hours."""
    subtracts_baseline: bool | None
    """Whether the excretion before the load is subtracted; ``None`` where the source as read does not say."""
    cutoffs: tuple[Cutoff, ...]
    healthy_mean_percent: float | None = None
    healthy_sd_percent: float | None = None
    sources: tuple[str, ...]


def _retention(comparison: Comparison, value: float, meaning: str, source: str) -> Cutoff:
    return Cutoff(comparison=comparison, value=value, unit="%", meaning=meaning, sources=(source,))


def _protocols() -> MappingProxyType[str, LoadingProtocol]:
    protocols = (
        LoadingProtocol(
            id="rob1999",
            name="Rob 1999, short test",
            load="0.1 mmol per kg into a vein over 1 hour",
            subtracts_baseline=False,
            cutoffs=(),
            healthy_mean_percent=-18.0,
            healthy_sd_percent=21.0,
            sources=("rob1999",),
        ),
        LoadingProtocol(
            id="mgload1994",
            name="Reference values of 1994 in healthy people",
            load="30 mmol into a vein over 8 hours",
            subtracts_baseline=None,
            cutoffs=(
                _retention(Comparison.BELOW, -19.5, "below the range of 95 % of healthy people", "mgload1994"),
                _retention(Comparison.ABOVE, 27.5, "above the range of 95 % of healthy people", "mgload1994"),
            ),
            healthy_mean_percent=6.3,
            healthy_sd_percent=10.3,
            sources=("mgload1994",),
        ),
        LoadingProtocol(
            id="medalgmtt",
            name="Medical Algorithms",
            load="0.2 mmol per kg into a vein over 4 hours",
            subtracts_baseline=True,
            cutoffs=(_retention(Comparison.AT_LEAST, 50.0, "called a deficit", "medalgmtt"),),
            sources=("medalgmtt",),
        ),
        LoadingProtocol(
            id="medscapehypomg",
            name="Medscape",
            load="2.4 mg per kg of lean body mass into a vein over 4 hours",
            subtracts_baseline=None,
            cutoffs=(
                _retention(
                    Comparison.ABOVE, 20.0, "called a deficit: less than 80 % excreted in 24 hours", "medscapehypomg"
                ),
            ),
            sources=("medscapehypomg",),
        ),
        LoadingProtocol(
            id="cundy2011",
            name="Cundy and Mackay 2011",
            load="not described in what was read",
            subtracts_baseline=None,
            cutoffs=(_retention(Comparison.AT_LEAST, 25.0, "more than is normal", "cundy2011"),),
            sources=("cundy2011",),
        ),
    )
    return MappingProxyType({protocol.id: protocol for protocol in protocols})


loading_protocols: Catalog[LoadingProtocol] = Catalog(
    "loading protocol", _protocols, bundled_as="laboratory.loading_protocols"
)
"""Catalog of the loading tests whose limits are known here. It describes them and orders none."""


class RetentionClass(enum.StrEnum):
    """What a protocol says of a retention."""

    BELOW = "below the range of healthy people"
    WITHIN = "within the protocol's limits"
    ABOVE = "above the protocol's limit"
    NO_LIMIT = "the protocol names no limit"


@attrs.frozen(kw_only=True)
class Retention(Measurement[RetentionClass]):
    """The share of a magnesium load that is not excreted within 24 hours."""

    protocol: LoadingProtocol
    is_baseline_corrected: bool

    @property
    def _heading(self) -> str:
        return f"Retained of a magnesium load, {self.protocol.name}: {self}"


def loading_retention(
    *, dose_mmol: float, excreted_mmol: float, baseline_mmol: float | None, protocol: LoadingProtocol | str
) -> Retention:
    """Return the share of an infused magnesium load that is retained, in %, by a stated protocol.

    100 × (1 - (excreted - baseline) / dose). *excreted_mmol* is in the urine of the 24 hours from
    the start of the load, *baseline_mmol* in that of 24 hours before; ``None`` leaves it out, as
    Rob 1999 does, and then less than nothing may be retained. Raises :class:`AmountError` for
    impossible numbers and for a baseline where the protocol has none (or the other way round), and
    :class:`NotFoundError` for an unknown protocol.

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
        raise AmountError("baseline_mmol", baseline_mmol, f"protocol {chosen.id!r} {rule} a baseline")
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


def _serum(mg_per_dl: float | None, mmol_per_l: float | None) -> Fraction:
    """Return a checked serum magnesium in mg/dL, exactly."""
    name, value = one_of("serum magnesium", serum_magnesium_mg_per_dl=mg_per_dl, serum_magnesium_mmol_per_l=mmol_per_l)
    unit = MG_PER_DL if name.endswith("mg_per_dl") else MMOL_PER_L
    return _in_mg_per_dl(check_serum(value, unit), unit)


def _urine(mg_per_dl: float | None, mmol_per_l: float | None) -> Fraction:
    """Return a checked urine magnesium in mg/dL, exactly."""
    name, value = one_of("urine magnesium", urine_magnesium_mg_per_dl=mg_per_dl, urine_magnesium_mmol_per_l=mmol_per_l)
    if name.endswith("mg_per_dl"):
        return exact(URINE_MAGNESIUM_MG_PER_DL.check(value, "urine magnesium"))
    mg = convert(value, MMOL_PER_L, MG_PER_DL)
    URINE_MAGNESIUM_MG_PER_DL.check(mg, "urine magnesium, from mmol/L,")
    return _in_mg_per_dl(float(value), MMOL_PER_L)


def _in_mg_per_dl(value: float, unit: str) -> Fraction:
    return exact(value) * (exact(ATOMIC_WEIGHT) / 10 if unit == MMOL_PER_L else 1)
