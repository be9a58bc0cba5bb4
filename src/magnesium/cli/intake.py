"""The command ``magnesium report``: a food log compared with the needs of a person."""

from __future__ import annotations

import argparse
from pathlib import PurePath
from typing import Any

from magnesium.cli.arguments import (
    add_command,
    assume_argument,
    foods_arguments,
    log_arguments,
    number,
    of_person,
    own_foods,
    person,
    person_arguments,
    unknown_argument,
    values_chosen,
    whole,
)
from magnesium.cli.logs import checked_log, log_argument, log_given
from magnesium.rendering.answers import Answer
from magnesium.text import harmless


def add_commands(commands: Any) -> None:
    """Register the command."""
    report = add_command(commands, "report", _report, "add up a food log and compare it with a person's needs")
    log_argument(report)
    log_arguments(report)
    assume_argument(report)
    person_arguments(report)
    report.add_argument("--days", help="days that the log covers, if its entries have no dates")
    report.add_argument("--person", help="the person whose entries to use, if the log has several")
    foods_arguments(report)
    unknown_argument(report)
    report.add_argument("--within-person-sd", metavar="MG", help="day-to-day SD of intake, for the probability")
    report.add_argument("--category", help="suggest foods of this category only")


def _report(options: argparse.Namespace) -> Answer:
    from magnesium.intake.report import build_report

    who = person(options)
    log = log_given(options.log)
    checked = checked_log(log, own_foods(options), options)
    intake = of_person(checked.intake(), options.person)
    sd_mg = options.within_person_sd
    return build_report(
        intake,
        who,
        title=harmless(PurePath(checked.title).name),
        days=None if options.days is None else whole(options.days, "days"),
        within_person_sd_mg=None if sd_mg is None else number(sd_mg, "within-person SD"),
        category=options.category,
        **values_chosen(options),
    )
