"""Convert strings for foods and amounts to grams and milligrams: each distinct pair is read once, then joined."""

from __future__ import annotations

import typing
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.errors import MagnesiumError, member
from magnesium.foods.entries import Entry
from magnesium.foods.files.decimals import Decimals
from magnesium.foods.fndds import release_named
from magnesium.foods.foods import Food
from magnesium.foods.items import own_foods
from magnesium.foods.parse import Assume
from magnesium.intake.readers.finder import Finder
from magnesium.intake.readers.lines import Lines
from magnesium.intake.readers.pairs import Pairs
from magnesium.intake.recipes import Recipe
from magnesium.integrations.frames.columns import checked_frame, refused
from magnesium.integrations.frames.engines import OWN, Table, attach, narwhals
from magnesium.integrations.frames.keys import BETWEEN, counts_of, key_of
from magnesium.integrations.frames.rows import SHOWN, OnBad, amount_is_possible
from magnesium.text import whole_text

F = TypeVar("F")

RESOLVED = ("grams", "mg", "food_id", "origin", "assumed", "problem")
"""The columns that :func:`resolve` adds."""

_NUMBERS = ("grams", "mg")
_ROLES = ("food", "amount", "unit")


@attrs.frozen
class Read:
    """The meaning of one pair of strings; a field for each column of :data:`RESOLVED`."""

    grams: float | None = None
    mg: float | None = None
    food_id: str | None = None
    origin: str | None = None
    assumed: str | None = None
    problem: str | None = None


def resolve(
    frame: F,
    *,
    food: str = "food",
    amount: str = "amount",
    unit: str | None = None,
    grams: str | None = None,
    prefix: str = "",
    foods: Catalog[Food | Recipe] | None = None,
    assume: Assume = "usual",
    on_bad: OnBad = "null",
    release: str | None = None,
) -> F:
    """Interpret the words for foods and amounts, as :func:`~magnesium.read_food_log` does.

    Adds ``grams``, ``mg``, ``food_id``, ``origin``, ``assumed`` (the assumptions) and ``problem`` (why a row cannot be
    read; its other columns are then null). ``mg`` without a problem is null if the food's magnesium is unknown. Each
    distinct pair is read once. To find the pairs, the plan of a lazy frame is run for these columns;
    the result is lazy again.

    Args:
        frame: A frame of any supported engine.
        food: The column of foods, waters and supplements: names, everyday words, ids or codes.
        amount: The column of amounts: "1 cup", "half", "30 g", or numbers.
        unit: The column of units, if the amounts have none.
        grams: A column of grams instead of amounts; each distinct food is then read once.
        prefix: Prefix of the names of the new columns.
        foods: The user's foods and recipes, searched first.
        assume: "usual" takes the usual reading of ambiguous words; "never" makes them a problem.
        on_bad: What to do with rows that cannot be read: "null", or "raise" for an error that counts them.
        release: The release of FNDDS in which food codes are looked up.

    Raises:
        DataError: Columns are missing or would be overwritten, or with ``on_bad="raise"`` some rows cannot be read.
    """
    nw = narwhals()
    member(on_bad, typing.get_args(OnBad), "on_bad")
    whole_text(prefix, "prefix")
    reader = Reader.of(foods, assume, release)
    columns = [food, *((amount, *(() if unit is None else (unit,))) if grams is None else ())]
    added = [name for name in RESOLVED if name != "grams" or grams is None]
    known = checked_frame(
        frame,
        () if grams is None else (grams,),
        others=[whole_text(name, "column") for name in columns],
        new=[f"{prefix}{name}" for name in added],
    )
    keyed = known.with_columns(key_of(columns, known.collect_schema()).alias(f"{OWN}pair"))
    counts = counts_of(keyed)
    pairs = [key.split(BETWEEN) for key in counts]
    wrong = {} if grams is not None else _two_ways([pair[1] for pair in pairs])
    read = [Read(problem=wrong[pair[1]]) if pair[1:] and pair[1] in wrong else reader.read(pair) for pair in pairs]
    if on_bad == "raise":
        _refuse(counts, read, ", ".join(columns[:2]))
    joined = attach(keyed, f"{OWN}pair", _table(list(counts), read))
    values = {name: nw.col(f"{OWN}{name}") for name in added}
    if grams is not None:
        values |= _of_grams(grams)
    result = joined.with_columns(*(value.alias(f"{prefix}{name}") for name, value in values.items()))
    return typing.cast("F", result.drop(f"{OWN}pair", *(f"{OWN}{name}" for name in RESOLVED)).to_native())


def _two_ways(amounts: Sequence[str]) -> dict[str, str]:
    """Return the amounts that are ambiguous given the others, and why."""
    decimals = Decimals()
    for place, text in enumerate(amounts):
        decimals.see(place, "amount", text)
    return {amounts[problem.line or 0]: problem.message for problem in decimals.problems(",")}


def _of_grams(grams: str) -> dict[str, Any]:
    """Return expressions of mg and problem of rows whose food was read as 100 g."""
    nw = narwhals()
    fits = amount_is_possible(grams).fill_null(value=False)
    problem = nw.col(f"{OWN}problem")
    return {
        "mg": nw.when(fits).then(nw.col(f"{OWN}mg") * nw.col(grams).cast(nw.Float64) / 100),
        "problem": nw.when(problem.is_null() & ~fits).then(nw.lit("no possible amount")).otherwise(problem),
    }


def _table(keys: list[str], read: Sequence[Read]) -> Table:
    return Table(
        keys,
        {f"{OWN}{name}": [getattr(row, name) for row in read] for name in RESOLVED},
        texts=frozenset(f"{OWN}{name}" for name in RESOLVED if name not in _NUMBERS),
    )


@attrs.frozen
class Reader:
    """Reads the words for a food and an amount, or for a food alone, assuming 100 g."""

    _pairs: Pairs

    @classmethod
    def of(cls, foods: Catalog[Food | Recipe] | None, assume: Assume, release: str | None) -> Reader:
        """Return a reader.

        Args:
            foods: The user's foods and recipes.
            assume: "usual" or "never".
            release: Release of FNDDS of the food codes.
        """
        own_foods(foods)
        finder = Finder(foods, keep_unknown=False, release=release and release_named(release).id)
        return cls(Pairs(finder, Lines(foods, assume)))

    def read(self, cells: Sequence[str]) -> Read:
        """Interpret food, amount and unit; the last two may be absent."""
        row = {role: " ".join(cell.split()) for role, cell in zip(_ROLES, cells, strict=False)}
        try:
            entry = self._pairs.entry({"grams": "100", **row} if len(row) == 1 else row)
        except MagnesiumError as error:
            return Read(problem=str(error))
        return Read(
            grams=entry.grams,
            mg=entry.mg,
            food_id=entry.item.id,
            origin=None if entry.origin is None else str(entry.origin),
            assumed="; ".join(_assumed(entry)) or None,
        )


def _assumed(entry: Entry) -> list[str]:
    left_out = () if entry.mg is None else entry.unknown
    least = [f"at least: {', '.join(left_out)} is unknown"] if left_out else []
    return [*map(str, entry.assumptions), *least]


def _refuse(counts: Mapping[str, int], read: Sequence[Read], column: str) -> None:
    """Raise for pairs that cannot be read, with the number of their rows and the most frequent of them."""
    bad = {key: row.problem for key, row in zip(counts, read, strict=True) if row.problem}
    if not bad:
        return
    often = sorted(bad, key=lambda key: (-counts[key], key))
    shown = "; ".join(f"{' '.join(reversed(key.split(BETWEEN)))!r} ({bad[key]})" for key in often[:SHOWN])
    rows = f"{sum(counts[key] for key in bad):,} of {sum(counts.values()):,} rows cannot be read"
    raise refused({column: f"{rows}: {shown}{'; …' if len(bad) > SHOWN else ''}"})
