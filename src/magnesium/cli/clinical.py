"""The clinical commands: ``magnesium ask``, ``symptom``, ``risk`` and ``claim``."""

from __future__ import annotations

import argparse
from typing import Any

from magnesium.cli.arguments import add_command, whole
from magnesium.errors import NotFoundError
from magnesium.rendering.answers import Answer


def add_commands(commands: Any) -> None:
    """Register the commands."""
    for name, run, text in (
        ("ask", _ask, "what is known about a question, from claims, interactions, risk factors and symptoms"),
        ("symptom", _symptom, "what is known about a symptom, and its other explanations"),
        ("risk", _risk, "what is known about a risk factor or a medication, and how it acts"),
        ("claim", _claim, "what sources say about a popular claim about magnesium"),
    ):
        parser = add_command(commands, name, run, text)
        parser.add_argument("words", nargs="+", metavar="WORD", help="everyday words, an id or a code")
        parser.add_argument("--limit", default="5", help="number of matches to list (5)")


def _ask(options: argparse.Namespace) -> Answer:
    from magnesium.clinical.ask import ask

    question = " ".join(options.words)
    found = ask(question, limit=whole(options.limit, "limit"))
    if not found:
        raise NotFoundError("answer", question, (), "ask with other words")
    return _first_in_full(found)


def _symptom(options: argparse.Namespace) -> Answer:
    from magnesium.clinical.symptoms import symptoms

    return _best(symptoms, options)


def _risk(options: argparse.Namespace) -> Answer:
    from magnesium.clinical.risk_factors import risk_factors

    return _best(risk_factors, options)


def _claim(options: argparse.Namespace) -> Answer:
    from magnesium.clinical.claims import claims

    return _best(claims, options)


def _best(catalog: Any, options: argparse.Namespace) -> Answer:
    """Return the record with an id, or all matches of words; raise if nothing matches."""
    text = " ".join(options.words)
    limit = whole(options.limit, "limit")
    if text in catalog:
        record: Answer = catalog[text]
        return record
    found = catalog.search(text, limit=limit)
    if not found:
        raise NotFoundError(catalog.kind, text, catalog.near(text), "search with other words")
    return _first_in_full(found)


def _first_in_full(found: Any) -> Answer:
    from magnesium.catalogs.results import BestMatch

    return BestMatch(query=found.query, kind=found.kind, items=found.items)
