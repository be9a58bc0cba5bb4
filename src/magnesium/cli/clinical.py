"""The clinical commands: ``magnesium symptom``, ``risk`` and ``claim``."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from magnesium.cli.arguments import add_command, whole
from magnesium.cli.output import cited, wrapped
from magnesium.errors import NotFoundError


def add_commands(commands: Any) -> None:
    """Register the commands."""
    for name, run, text in (
        ("symptom", _symptom, "what is known of a symptom, and what else it can be"),
        ("risk", _risk, "what is known of a risk factor or a medication, and how it acts"),
        ("claim", _claim, "what sources say of something that people say about magnesium"),
    ):
        parser = add_command(commands, name, run, text)
        parser.add_argument("words", nargs="+", metavar="WORD", help="everyday words, an id or a code")
        parser.add_argument("--limit", default="5", help="how many matches to list (5)")


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
    lines = [*shown(first), *cited(first.sources)]
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
    yield from wrapped(" ".join(text for text in (symptom.description, symptom.serum_note) if text))
    yield from wrapped(f"Urgency: {symptom.urgency}.")
    for id_ in symptom.red_flags:
        sign = warning_signs[id_]
        yield from wrapped(f"Warning sign ({sign.urgency}): {sign.name}.")
    for contrast in symptom.differs_from:
        yield from wrapped(f"Not {symptoms[contrast.id].name.casefold()}: {contrast.how}")
    for id_ in symptom.confused_with:
        other = differential_diagnoses[id_]
        yield from wrapped(f"It can also be: {other.name} ({other.urgency}). {other.clue}")
    yield from _evidence(symptom)


def _risk(options: argparse.Namespace) -> str:
    from magnesium.clinical.risk_factors import risk_factors

    return _listed(risk_factors, options, _one_risk)


def _one_risk(risk: Any) -> Iterator[str]:
    from magnesium.clinical.interactions import interactions
    from magnesium.clinical.mechanisms import mechanisms

    yield f"{risk.name} ({risk.id}), {risk.category}; goes with {risk.direction} magnesium"
    yield from wrapped(risk.description)
    if risk.drugs:
        yield from wrapped(f"Medications: {', '.join(risk.drugs)}.")
    for id_ in risk.mechanisms:
        yield from wrapped(f"How it acts: {mechanisms[id_].name}. {mechanisms[id_].description}")
    for id_ in risk.interactions:
        yield from wrapped(f"Interaction: {interactions[id_].name}. {interactions[id_].description}")
    yield from _evidence(risk)


def _claim(options: argparse.Namespace) -> str:
    from magnesium.clinical.claims import claims

    return _listed(claims, options, _one_claim)


def _one_claim(claim: Any) -> Iterator[str]:
    yield f"{claim.name} ({claim.id})"
    yield from wrapped(f"Verdict: {claim.verdict}. {claim.answer}")
    if claim.supports:
        yield from wrapped(f"For it: {claim.supports} [{', '.join(claim.supported_by)}]")
    if claim.contradicts:
        yield from wrapped(f"Against it: {claim.contradicts} [{', '.join(claim.contradicted_by)}]")


def _evidence(record: Any) -> list[str]:
    return wrapped(f"Evidence: {record.evidence}. {record.evidence_note}")
