"""The clinical commands: ``magnesium symptom``, ``risk``, ``claim``, ``serum`` and ``assess``."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Iterable, Iterator
from typing import Any

from magnesium.cli.arguments import add_command, number, of_person, person, person_arguments, whole, width
from magnesium.errors import AmountError, NotFoundError, UnitError
from magnesium.text import normalized

_SUFFIXES = {"mmol/L": "mmol_per_l", "mg/dL": "mg_per_dl", "mEq/L": "meq_per_l"}


def add_clinical_commands(commands: Any) -> None:
    """Register the clinical commands among the others."""
    for name, run, text in (
        ("symptom", _symptom, "what is known of a symptom, and what else it can be"),
        ("risk", _risk, "what is known of a risk factor or a medicine, and how it acts"),
        ("claim", _claim, "what sources say of something that people say about magnesium"),
    ):
        parser = add_command(commands, name, run, text)
        parser.add_argument("words", nargs="+", metavar="WORD", help="everyday words, an id or a code")
        parser.add_argument("--limit", default="5", help="how many matches to list (5)")

    serum = add_command(commands, "serum", _serum, "what a magnesium value in blood means, by stated limits")
    serum.add_argument("value", metavar="VALUE")
    serum.add_argument("unit", metavar="UNIT", help=", ".join(_SUFFIXES))
    _limits(serum)

    assess = add_command(commands, "assess", _assess, "put together what is known about one person; no diagnosis")
    person_arguments(assess)
    assess.add_argument("--log", metavar="LOG.csv", help="what was eaten and taken: columns food, amount …")
    assess.add_argument("--days", help="days that the log covers, where its entries have no dates")
    assess.add_argument("--person", help="whose entries to take, where the log is of several persons")
    assess.add_argument("--keep-unknown", action="store_true", help="keep foods that are in no table, as unknown")
    for flag, what in (
        ("--symptom", "a symptom"),
        ("--risk", "a risk factor"),
        ("--medicine", "a medicine: its name, an everyday word or an ATC code"),
        ("--supplement", "a magnesium supplement"),
    ):
        assess.add_argument(flag, action="append", default=[], metavar="WORDS", help=f"{what}; may be repeated")
    assess.add_argument("--all-medicines", action="store_true", help="the medicines named are all that are taken")
    assess.add_argument("--serum", nargs=2, metavar=("VALUE", "UNIT"), help="magnesium in blood")
    _limits(assess)
    assess.add_argument("--egfr", metavar="ML_PER_MIN", help="kidney function in mL/min/1.73 m²")
    assess.add_argument("--drinks-per-day", metavar="DRINKS", help="alcoholic drinks a day, each of 14 g of alcohol")
    assess.add_argument("--html", action="store_true", help="a page for a browser instead of text")


def _limits(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--interval", metavar="ID", help="a published interval: iom1997, nhslothian …")
    parser.add_argument("--lower", help="the laboratory's own lower limit, in the unit of the value")
    parser.add_argument("--upper", help="the laboratory's own upper limit, in the unit of the value")


# -- catalogs -------------------------------------------------------------------------------------


def _records(catalog: Any, options: argparse.Namespace) -> tuple[Any, ...]:
    """Return the records that the words mean, best first; raise :class:`NotFoundError` where there are none."""
    text = " ".join(options.words)
    limit = whole(options.limit, "limit")
    found = (catalog[text],) if text in catalog else catalog.search(text, limit=limit)
    if not found:
        raise NotFoundError(catalog.kind, text, catalog.near(text), "search with other words")
    return tuple(found)


def _listed(catalog: Any, options: argparse.Namespace, shown: Any) -> str:
    first, *others = _records(catalog, options)
    lines = [*shown(first), *_cited(first.sources)]
    if others:
        lines += ["", "Others:", *(f"  {other.name} ({other.id})" for other in others)]
    return "\n".join(lines) + "\n"


def _symptom(options: argparse.Namespace) -> str:
    from magnesium.clinical.symptoms import symptoms

    return _listed(symptoms, options, _one_symptom)


def _one_symptom(symptom: Any) -> Iterator[str]:
    from magnesium.clinical.differential_diagnoses import differential_diagnoses
    from magnesium.clinical.symptoms import symptoms
    from magnesium.clinical.warning_signs import warning_signs

    yield f"{symptom.name} ({symptom.id}), {symptom.described_with}; {symptom.clinical_term}"
    yield from _wrapped(" ".join(text for text in (symptom.description, symptom.serum_note) if text))
    yield from _wrapped(f"Urgency: {symptom.urgency}.")
    for id_ in symptom.red_flags:
        sign = warning_signs[id_]
        yield from _wrapped(f"Warning sign ({sign.urgency}): {sign.name}.")
    for contrast in symptom.differs_from:
        yield from _wrapped(f"Not {symptoms[contrast.id].name.casefold()}: {contrast.how}")
    for id_ in symptom.confused_with:
        other = differential_diagnoses[id_]
        yield from _wrapped(f"It can also be: {other.name} ({other.urgency}). {other.clue}")
    yield from _evidence(symptom)


def _risk(options: argparse.Namespace) -> str:
    from magnesium.clinical.risk_factors import risk_factors

    return _listed(risk_factors, options, _one_risk)


def _one_risk(risk: Any) -> Iterator[str]:
    from magnesium.clinical.interactions import interactions
    from magnesium.clinical.mechanisms import mechanisms

    yield f"{risk.name} ({risk.id}), {risk.category}; goes with {risk.direction} magnesium"
    yield from _wrapped(risk.description)
    if risk.drugs:
        yield from _wrapped(f"Medicines: {', '.join(risk.drugs)}.")
    for id_ in risk.mechanisms:
        yield from _wrapped(f"How it acts: {mechanisms[id_].name}. {mechanisms[id_].description}")
    for id_ in risk.interactions:
        yield from _wrapped(f"Interaction: {interactions[id_].name}. {interactions[id_].description}")
    yield from _evidence(risk)


def _claim(options: argparse.Namespace) -> str:
    from magnesium.clinical.claims import claims

    return _listed(claims, options, _one_claim)


def _one_claim(claim: Any) -> Iterator[str]:
    yield f"{claim.name} ({claim.id})"
    yield from _wrapped(f"Verdict: {claim.verdict}. {claim.answer}")
    if claim.supports:
        yield from _wrapped(f"For it: {claim.supports} [{', '.join(claim.supported_by)}]")
    if claim.contradicts:
        yield from _wrapped(f"Against it: {claim.contradicts} [{', '.join(claim.contradicted_by)}]")


def _evidence(record: Any) -> list[str]:
    return _wrapped(f"Evidence: {record.evidence}. {record.evidence_note}")


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(
        text, width(), initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False, break_long_words=False
    )


def _cited(keys: Iterable[str]) -> Iterator[str]:
    from magnesium.catalogs.sources import sources

    for key in keys:
        yield f"[{key}] {sources[key]}"


# -- values ---------------------------------------------------------------------------------------


def _classified(value: str, unit: str, options: argparse.Namespace) -> Any:
    """Return a serum value, classified by the limits that the options give."""
    from magnesium.laboratory import classify_serum, own_interval

    named = {known.casefold(): known for known in _SUFFIXES}.get(normalized(unit).strip().casefold())
    if named is None:
        raise UnitError(unit, "is not a unit of magnesium in blood", tuple(_SUFFIXES))
    given = {
        "value": number(value, "serum magnesium"),
        "lower": None if options.lower is None else number(options.lower, "lower limit"),
        "upper": None if options.upper is None else number(options.upper, "upper limit"),
    }
    suffix = _SUFFIXES[named]
    has_limits = given["lower"] is not None or given["upper"] is not None
    if has_limits and options.interval is not None:
        raise AmountError("interval", options.interval, "give a published interval or --lower and --upper, not both")
    interval = (
        own_interval(**{f"lower_{suffix}": given["lower"], f"upper_{suffix}": given["upper"]})
        if has_limits
        else options.interval
    )
    value_in: dict[str, Any] = {suffix: given["value"]}
    return classify_serum(**value_in, interval=interval)


def _serum(options: argparse.Namespace) -> str:
    result = _classified(options.value, options.unit, options)
    lines = [f"{result} ({'no limits given' if result.interval is None else result.interval.name})"]
    lines += _wrapped(f"CTCAE v5: {result.low.category} as a low value, {result.high.category} as a high one.")
    lines += _wrapped(f"Urgency: {result.urgency}.")
    for cutoff in dict.fromkeys(result.cutoffs):
        mark = "met" if cutoff.is_met(result.value) else "not met"
        cited = f" [{', '.join(cutoff.sources)}]" if cutoff.sources else ""
        lines += _wrapped(f"{mark}: {cutoff}{cited}")
    for caution in result.cautions:
        lines += _wrapped(f"Caution: {caution}")
    return "\n".join([*lines, *_cited(result.sources)]) + "\n"


def _assess(options: argparse.Namespace) -> str:
    from magnesium.assessment.assessment import assess
    from magnesium.intake.food_log import read_food_log

    who = person(options)
    if options.serum is None and not options.lower is options.upper is options.interval is None:
        raise AmountError("serum", None, "limits were given without a value: --serum VALUE UNIT")
    if options.log is None and not options.days is options.person is None:
        raise AmountError("log", None, "days or a person were given without a log: --log LOG.csv")
    intake = None if options.log is None else read_food_log(options.log, keep_unknown=options.keep_unknown)
    found = assess(
        who,
        intake=None if intake is None else of_person(intake, options.person),
        symptoms=options.symptom,
        risk_factors=options.risk,
        medications=options.medicine,
        supplements=options.supplement,
        serum=None if options.serum is None else _classified(options.serum[0], options.serum[1], options),
        egfr_ml_per_min_per_1_73_m2=None if options.egfr is None else number(options.egfr, "eGFR"),
        drinks_per_day=None if options.drinks_per_day is None else number(options.drinks_per_day, "drinks per day"),
        has_all_medications=options.all_medicines,
        authority=options.authority,
        edition=options.edition,
        days=None if options.days is None else whole(options.days, "days"),
    )
    return found.html() if options.html else found.text(width())
