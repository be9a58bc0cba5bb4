"""Declare and read the arguments shared by commands."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from typing import Any

from magnesium.cli.output import form_arguments
from magnesium.errors import AmbiguousError, AmountError, InvalidValueError, NotFoundError
from magnesium.people import LIFE_STAGE_WORDS, SEX_WORDS, listed
from magnesium.rendering.answers import Answer
from magnesium.text import normalized

Command = Callable[[argparse.Namespace], Answer | None]
"""A command returns its answer, if any; :mod:`magnesium.cli.output` writes it."""


def add_command(commands: Any, name: str, run: Command, text: str) -> argparse.ArgumentParser:
    """Return the parser of a new command, with the options for the form of its answer.

    Args:
        commands: The parsers of the commands.
        name: Name of the command.
        run: Runs it.
        text: Its help.
    """
    sentence = f"{text[0].upper()}{text[1:]}."
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text, description=sentence)
    form_arguments(parser)
    parser.set_defaults(command=run)
    return parser


def person_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that describe a person and an authority."""
    parser.add_argument("--age", required=True, help="in years, such as 34 or 0.5")
    parser.add_argument("--sex", required=True, help=listed(SEX_WORDS))
    parser.add_argument("--life-stage", metavar="WORD", default="general", help=listed(LIFE_STAGE_WORDS))
    stage = parser.add_mutually_exclusive_group()
    stage.add_argument("--pregnant", action="store_true")
    stage.add_argument("--lactating", "--breastfeeding", action="store_true")
    values_arguments(parser)


def values_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that choose the reference values: an authority, and an edition or a date."""
    parser.add_argument("--authority", default="nasem", help="nasem, efsa, uk, who, anz, nordic, dach … (nasem)")
    parser.add_argument("--edition", help="an edition of the authority's values, by title or id (the newest)")
    parser.add_argument("--as-of", metavar="DATE", help="the edition in force on a day, such as 2024-12-31")


def values_chosen(options: argparse.Namespace) -> dict[str, Any]:
    """Return the options of :func:`values_arguments` as keywords of the library's functions."""
    return {"authority": options.authority, "edition": options.edition, "as_of": options.as_of}


def unknown_argument(parser: argparse.ArgumentParser) -> None:
    """Add the option that keeps unknown foods of a log."""
    parser.add_argument(
        "--keep-unknown",
        action="store_const",
        dest="on_unknown",
        const="keep",
        default="raise",
        help="keep unknown foods, with unknown magnesium",
    )


def log_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that state the layout of a log."""
    parser.add_argument(
        "--columns",
        action="append",
        metavar="ROLE=HEADER,…",
        help='the columns of the log: date=Day,food="Food Name",mg=Magnesium (mg); others are ignored',
    )
    parser.add_argument("--profile", default="auto", metavar="ID", help="the export that it is (auto)")
    parser.add_argument("--date-order", metavar="ORDER", help="of dates such as 03/01/2026: dmy, mdy or ymd")


def log_layout(options: argparse.Namespace) -> dict[str, Any]:
    """Return the options of :func:`log_arguments` as keywords of ``read_food_log``."""
    return {
        "columns": columns_named(options.columns),
        "profile": options.profile,
        "date_order": options.date_order,
    }


def columns_named(given: list[str] | None) -> dict[str, str] | None:
    """Return the header of each role; a comma before a role separates; other commas belong to a header."""
    if given is None:
        return None
    found: dict[str, str] = {}
    for part in (part for text in given for part in re.split(r",(?=\s*\w+\s*=)", text)):
        role, equals, header = part.partition("=")
        if not equals:
            raise InvalidValueError("--columns", part, "must be written as role=header, as in date=Day")
        found[role.strip()] = header.strip().strip("\"'")
    return found


def person(options: argparse.Namespace) -> Any:
    """Build the person from the options."""
    from magnesium.people import Person

    return Person(
        age=number(options.age, "age"),
        sex=options.sex,
        life_stage=options.life_stage,
        pregnant=options.pregnant,
        lactating=options.lactating,
    )


def foods_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options for the user's food table and recipes."""
    parser.add_argument("--foods", metavar="TABLE.csv", help="your food table: id, name, mg_per_100g …")
    parser.add_argument("--foods-columns", action="append", metavar="ROLE=HEADER,…", help="its columns: id, name, mg …")
    parser.add_argument("--foods-unit", metavar="UNIT", help="unit of its magnesium: mg, g, µg (as its header states)")
    parser.add_argument(
        "--recipe",
        action="append",
        default=[],
        metavar="FILE",
        help="your recipe; may be repeated",
    )
    parser.add_argument("--aliases", metavar="FILE.csv", help="your words for foods: columns words, id")


def assume_argument(parser: argparse.ArgumentParser, default: str = "usual") -> None:
    """Add the option for ambiguous words."""
    parser.add_argument(
        "--assume",
        choices=("usual", "never"),
        default=default,
        help=f"take the usual reading of ambiguous words, or refuse them ({default})",
    )


def own_foods(options: argparse.Namespace) -> Any:
    """Return the catalog of the user's food table, recipes and aliases; ``None`` without any."""
    from magnesium.foods.aliases import read_aliases, with_aliases

    own = own_records(options)
    return own if options.aliases is None else with_aliases(own, read_aliases(options.aliases))


def own_records(options: argparse.Namespace) -> Any:
    """Return the catalog of the user's food table and recipes; ``None`` without any."""
    from magnesium.foods.food_table import read_food_table

    columns = columns_named(options.foods_columns)
    own: Any = read_food_table(options.foods, columns=columns, unit=options.foods_unit) if options.foods else None
    for path in options.recipe:
        own = _with_recipe(own, path, getattr(options, "assume", "usual"))
    return own


def _with_recipe(own: Any, path: str, assume: Any) -> Any:
    """Return the catalog with the recipe of a file, whose ingredients may be foods of the catalog."""
    from magnesium.catalogs.catalog import Catalog
    from magnesium.intake.recipe_files import read_recipe
    from magnesium.intake.recipes import Recipe

    recipe = Catalog(Recipe, records=[read_recipe(path, foods=own, assume=assume)])
    return recipe if own is None else own | recipe


def number(text: str, what: str) -> float:
    """Parse a number; raise :class:`AmountError` if it is not one."""
    from magnesium.foods.amounts import parse_number

    return parse_number(text, what)


def whole(text: str, what: str) -> int:
    """Parse a whole number; raise :class:`AmountError` if it is not one."""
    plain = normalized(text).strip()
    if not plain.isascii() or not plain.isdigit():
        raise AmountError(what, text, "must be a whole number from 1")
    return int(plain)


def of_person(intake: Any, name: str | None) -> Any:
    """Return the part of an intake that belongs to one person.

    Raises :class:`NotFoundError` for an unknown name, and :class:`AmbiguousError` if it
    belongs to several persons and no name is given.
    """
    persons = intake.by("person")
    names = tuple(str(other) for other in persons if other)[:5]
    if name is None:
        if len(persons) > 1:
            raise AmbiguousError("the log is of several persons", names, "name one with --person")
        return intake
    if name not in persons:
        raise NotFoundError("person in the log", name, names)
    return persons[name]
