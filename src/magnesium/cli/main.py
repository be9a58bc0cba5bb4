"""The command line: ``report``, ``rda``, ``food``, ``convert``, ``sources``, and where the others are registered."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from magnesium.cli.arguments import Command as _Command
from magnesium.cli.arguments import add_command as _command
from magnesium.cli.arguments import foods_arguments as _foods_arguments
from magnesium.cli.arguments import notes_on_stderr as _notes_on_stderr
from magnesium.cli.arguments import number as _number
from magnesium.cli.arguments import of_person as _of_person
from magnesium.cli.arguments import own_foods as _own_foods
from magnesium.cli.arguments import person as _person
from magnesium.cli.arguments import person_arguments as _person_arguments
from magnesium.cli.arguments import whole as _whole
from magnesium.cli.arguments import width as _width
from magnesium.cli.clinical import add_clinical_commands
from magnesium.cli.large import add_large_command
from magnesium.errors import MagnesiumError, NotFoundError
from magnesium.text import harmless


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0, 2 after an error told in one paragraph on standard error, 130 when interrupted."""
    # A terminal that cannot show a sign shows a question mark instead of a traceback.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    options = _parser().parse_args(arguments)
    command: _Command = options.command
    try:
        with _notes_on_stderr():
            print(harmless(command(options)), end="")
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader (head, less) has seen enough; keep Python from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except MagnesiumError as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        _fail("interrupted; nothing was written")
        return 130
    except OSError as error:
        return _fail(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    return 0


def _fail(message: str) -> int:
    print(f"magnesium: {harmless(message)}", file=sys.stderr)
    return 2


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are one paragraph, like all others."""

    def error(self, message: str) -> NoReturn:
        sys.exit(_fail(f"{message} (see {self.prog} --help)"))


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="magnesium",
        description="Magnesium in foods, waters and supplements, and what a person needs; each number with its source.",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    report = _command(commands, "report", _report, "add up a food log and compare it with a person's needs")
    report.add_argument(
        "log", metavar="LOG.csv", help="columns food, amount; optionally unit, date, time, meal, person"
    )
    _person_arguments(report)
    report.add_argument("--days", help="days that the log covers, where its entries have no dates")
    report.add_argument("--person", help="whose entries to take, where the log is of several persons")
    _foods_arguments(report)
    report.add_argument("--keep-unknown", action="store_true", help="keep foods that are in no table, as unknown")
    report.add_argument("--within-person-sd", metavar="MG", help="day-to-day SD of intake, for the probability")
    report.add_argument("--category", help="suggest foods of this category only")
    report.add_argument("--json", action="store_true", help="plain data instead of text")

    add_large_command(commands)

    rda = _command(commands, "rda", _rda, "show what an authority recommends for a person")
    _person_arguments(rda)
    rda.add_argument("--json", action="store_true", help="plain data instead of text")

    food = _command(commands, "food", _food, "search foods, waters and compounds by words, or show one by its id")
    food.add_argument("words", nargs="+", metavar="WORD", help="words of a name, or an id such as sr28:11458")
    food.add_argument("--serving", metavar="AMOUNT", help='magnesium of an amount of the best match: "1 cup", "100 g"')
    food.add_argument("--limit", default="10", help="how many matches to list (10)")

    convert = _command(commands, "convert", _convert, "convert an amount or a concentration of magnesium")
    convert.add_argument("value")
    convert.add_argument("from_unit", metavar="FROM", help="mg, mmol, mEq, mg/dL, mmol/L …")
    convert.add_argument("to_unit", metavar="TO")

    add_clinical_commands(commands)

    sources = _command(commands, "sources", _sources, "show where the bundled figures come from")
    sources.add_argument("words", nargs="*", metavar="WORD", help="words of a citation, or a source's id")
    return parser


class _Version(argparse.Action):
    def __call__(self, *_: object, **__: object) -> NoReturn:
        from importlib.metadata import version

        print(f"magnesium {version('pymagnesium')}")
        sys.exit(0)


def _json(data: object) -> str:
    import json

    # ASCII, so that nothing is lost on a terminal or pipe of another encoding.
    return json.dumps(data, indent=2) + "\n"


def _report(options: argparse.Namespace) -> str:
    from magnesium.intake.food_log import read_food_log
    from magnesium.intake.report import build_report

    person = _person(options)
    own = _own_foods(options)
    intake = read_food_log(options.log, foods=own, keep_unknown=options.keep_unknown)
    intake = _of_person(intake, options.person)
    sd_mg = options.within_person_sd
    report = build_report(
        intake,
        person,
        title=harmless(options.log),
        authority=options.authority,
        edition=options.edition,
        days=None if options.days is None else _whole(options.days, "days"),
        within_person_sd_mg=None if sd_mg is None else _number(sd_mg, "within-person SD"),
        category=options.category,
    )
    return _json(report.as_dict()) if options.json else report.text(_width())


def _rda(options: argparse.Namespace) -> str:
    import attrs

    from magnesium.catalogs.sources import sources
    from magnesium.needs.authorities import authorities
    from magnesium.needs.reference_values import reference_values

    person = _person(options)
    values = reference_values(person, authority=options.authority, edition=options.edition)
    shown = {
        name: value
        for name in ("rda", "ai", "ear", "provisional_ar", "lrni", "ul")
        if (value := getattr(values, name)) is not None
    }
    if options.json:
        return _json({name: attrs.asdict(value) for name, value in shown.items()})
    lines = [f"{person}; {authorities[values.authority]}"]
    for value in shown.values():
        lines.append(
            f"  {value.kind.label}: {value.mg_per_day:g} mg/day, {value.scope} [{value.source}, {value.edition}]"
        )
        if value.note:
            lines.append(f"    {value.note}")
    lines += [f"  {missing.kind.label}: {missing.reason} [{missing.source}]" for missing in values.undetermined]
    lines += [f"  {note}" for note in values.edition_notes]
    used = (*shown.values(), *values.undetermined)
    lines += [f"[{key}] {sources[key]}" for key in dict.fromkeys(value.source for value in used)]
    return "\n".join(lines) + "\n"


def _food(options: argparse.Namespace) -> str:
    from magnesium.foods.compounds import compounds
    from magnesium.foods.foods import foods
    from magnesium.foods.items import near_items
    from magnesium.foods.waters import waters

    text = " ".join(options.words)
    limit = _whole(options.limit, "limit")
    catalogs: tuple[Any, ...] = (foods, waters, compounds)
    by_id = [catalog[text] for catalog in catalogs if text in catalog]
    found = by_id or next((hits for catalog in catalogs if (hits := catalog.search(text, limit=limit))), [])
    if not found:
        raise NotFoundError("food, water or compound", text, near_items(text))
    if options.serving is not None:
        entry = found[0].serving(options.serving)
        grams = "" if entry.grams is None else f" ({entry.grams:g} g)"
        mg = "magnesium unknown" if entry.mg is None else f"{entry.mg:.1f} mg magnesium"
        return f"{options.serving} {found[0].name}{grams}: {mg} [{found[0].id}]\n"
    return _one_food(found[0]) if text in foods else "".join(f"{item}\n" for item in found)


def _one_food(food: Any) -> str:
    from magnesium.catalogs.sources import sources

    def per_100g(value: float | None, unit: str) -> str:
        return "unknown" if value is None else f"{value:g} {unit}"

    lines = [
        f"{food.name} ({food.id}), {food.category}",
        f"  magnesium  {per_100g(food.mg_per_100g, 'mg')} per 100 g",
        f"  energy     {per_100g(food.kcal_per_100g, 'kcal')} per 100 g",
        f"  calcium    {per_100g(food.calcium_mg_per_100g, 'mg')} per 100 g",
    ]
    for portion in food.portions:
        mg = food.grams(portion.grams).mg
        lines.append(f"  {portion}: {'unknown' if mg is None else f'{mg:.1f} mg magnesium'}")
    lines.append(f"[{food.source}] {sources[food.source]}")
    return "\n".join(lines) + "\n"


def _convert(options: argparse.Namespace) -> str:
    from magnesium.units import convert

    value = _number(options.value, "amount")
    result = convert(value, options.from_unit, options.to_unit)
    return f"{value:g} {options.from_unit} = {result:.6g} {options.to_unit}\n"


def _sources(options: argparse.Namespace) -> str:
    from magnesium.catalogs.sources import sources

    text = " ".join(options.words)
    found = tuple(sources.values()) if not text else (sources[text],) if text in sources else sources.search(text)
    if not found:
        raise NotFoundError("source", text, (), f"{len(sources)} exist; list them with: magnesium sources")
    return "".join(f"[{source.id}] {source}\n" for source in found)
