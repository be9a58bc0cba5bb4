"""The command ``magnesium assess``: what is known about one person."""

from __future__ import annotations

import argparse
from typing import Any

from magnesium.cli.arguments import (
    add_command,
    assume_argument,
    log_arguments,
    log_layout,
    number,
    of_person,
    person,
    person_arguments,
    unknown_argument,
    values_chosen,
    whole,
)
from magnesium.cli.laboratory import classified, limits_arguments
from magnesium.errors import InvalidValueError
from magnesium.rendering.answers import Answer


def add_commands(commands: Any) -> None:
    """Register the command."""
    assess = add_command(commands, "assess", _assess, "summarize what is known about one person; no diagnosis")
    person_arguments(assess)
    assess.add_argument("--log", metavar="LOG.csv", help="food and supplements: columns food, amount …")
    assess.add_argument("--days", help="days that the log covers, if its entries have no dates")
    assess.add_argument("--person", help="the person whose entries to use, if the log has several")
    unknown_argument(assess)
    assume_argument(assess)
    log_arguments(assess)
    for flag, what in (
        ("--symptom", "a symptom"),
        ("--risk", "a risk factor"),
        ("--medication", "a medication: its name, an everyday word or an ATC code"),
        ("--supplement", "a magnesium supplement"),
    ):
        assess.add_argument(flag, action="append", default=[], metavar="WORDS", help=f"{what}; may be repeated")
    assess.add_argument(
        "--result",
        nargs=2,
        action="append",
        default=[],
        metavar=("NAME", "VALUE"),
        help="another result with its unit, such as potassium '2.7 mmol/L' or ECG 'long QT'; may be repeated",
    )
    assess.add_argument(
        "--audience", choices=("clinician", "lay"), default="clinician", help="lay omits evidence and sources"
    )
    assess.add_argument("--strict", action="store_true", help="refuse words that are unknown or have several meanings")
    assess.add_argument("--all-medications", action="store_true", help="the list of medications is complete")
    assess.add_argument("--serum", nargs=2, metavar=("VALUE", "UNIT"), help="magnesium in blood")
    limits_arguments(assess)
    assess.add_argument("--egfr", metavar="ML_PER_MIN", help="kidney function in mL/min/1.73 m²")
    assess.add_argument("--drinks-per-day", metavar="DRINKS", help="alcoholic drinks of 14 g of alcohol per day")


def _assess(options: argparse.Namespace) -> Answer:
    from magnesium.assessment.assessment import assess
    from magnesium.intake.food_log import read_food_log

    who = person(options)
    if options.serum is None and not options.lower is options.upper is options.interval is None:
        raise InvalidValueError("serum", None, "is missing, and limits were given; add --serum VALUE UNIT")
    if options.log is None and not options.days is options.person is None:
        raise InvalidValueError("log", None, "is missing, and --days or --person was given; add --log LOG.csv")
    intake = (
        None
        if options.log is None
        else read_food_log(options.log, assume=options.assume, on_unknown=options.on_unknown, **log_layout(options))
    )
    return assess(
        who,
        intake=None if intake is None else of_person(intake, options.person),
        symptoms=options.symptom,
        risk_factors=options.risk,
        medications=options.medication,
        supplements=options.supplement,
        serum=None if options.serum is None else classified(options.serum[0], options.serum[1], options),
        egfr_ml_per_min_per_1_73_m2=None if options.egfr is None else number(options.egfr, "eGFR"),
        drinks_per_day=None if options.drinks_per_day is None else number(options.drinks_per_day, "drinks per day"),
        results=dict(options.result),
        strict=options.strict,
        audience=options.audience,
        has_all_medications=options.all_medications,
        days=None if options.days is None else whole(options.days, "days"),
        **values_chosen(options),
    )
