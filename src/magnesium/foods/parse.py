"""Parse a free-text line such as "2 cups cooked spinach, drained" into an entry with its assumptions."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, get_args

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.errors import AmbiguousError, AmountError, InvalidValueError, MagnesiumError, NotFoundError, UnitError
from magnesium.foods.assumptions import Assumption
from magnesium.foods.doses import read_dose
from magnesium.foods.entries import Entry, Item
from magnesium.foods.foods import Food
from magnesium.foods.line_tables import STATES, Role, household_measures
from magnesium.foods.lines import Line, Word, read_line
from magnesium.foods.lookup import Lookup
from magnesium.foods.measures import Measure, measure_of
from magnesium.foods.recognition import Named, recognize
from magnesium.foods.states import likely_state, other_state, state_assumption, stated_state
from magnesium.foods.waters import Water
from magnesium.foods.weighing import Weight, weigh, weigh_water
from magnesium.text import remembering, whole_text
from magnesium.text import words as stems_of

if TYPE_CHECKING:
    from magnesium.intake.recipes import Recipe

Assume = Literal["usual", "never"]
"""How to treat an ambiguous line: take the usual reading, or raise."""


def parse(line: str, *, foods: Catalog[Food | Recipe] | None = None, assume: Assume = "usual") -> Entry:
    """Parse a line with one item, as written in diaries, recipes and on labels.

    The reading is deterministic; every choice among possible meanings is in ``entry.assumptions``, with the
    alternatives.

    Args:
        line: An amount and a food, water or supplement in any order: "2 x 400g tins chickpeas, drained".
        foods: The user's foods and recipes, searched first; the bundled tables by default.
        assume: "usual" takes the usual reading; "never" raises if the line leaves a choice.

    Raises:
        NotFoundError: No item is recognized; with near matches.
        AmbiguousError: An amount without an item, several items (see :func:`~magnesium.parse_meal`), a dose that can be
            of magnesium or of a salt, or any assumption with ``assume="never"``.
        AmountError: An impossible amount.
        InvalidValueError: The line has more than 1,000 characters.
        UnitError: No table has the weight of this measure of the food.

    >>> entry = parse("2 cups cooked spinach, drained")
    >>> entry.item.name, entry.grams, round(entry.mg)
    ('Spinach, cooked, boiled, drained, without salt', 360.0, 313)
    """
    whole_text(line, "line")
    check_assume(assume)
    asked = Lookup.of(foods)
    entry = _remembered(line) if asked.own is None else _read(line, asked)
    return entry if assume == "usual" else without_assumptions(entry)


def parse_amount_of(item: Food | Water | Recipe, text: str, *, assume: Assume = "usual") -> Entry:
    """Parse an amount of a known item: "half", "2 x 30 g", "a handful".

    Args:
        item: The item.
        text: The amount.
        assume: As in :func:`parse`.

    Raises:
        UnitError: Some words are not a measure; otherwise as :func:`parse`.

    >>> from magnesium.foods.foods import foods
    >>> parse_amount_of(foods["sr28:12061"], "2 x 30 g").grams
    60.0
    """
    check_assume(assume)
    line = read_line(whole_text(text, "amount"))
    _refuse_words(line, item)
    entry = _entry_of(line, Named(item=item), measure_of(line), None)
    return entry if assume == "usual" else without_assumptions(entry)


def _refuse_words(line: Line, item: Item) -> None:
    """Raise for a word that is not a measure, nor part of the item's name or portions."""
    portions = getattr(item, "portions", ())
    known = {stem for text in (item.name, *(portion.label for portion in portions)) for stem in stems_of(text)}
    for word in line.words:
        if word.role is None and not word.measure and not known.issuperset(word.stems):
            labels = tuple(portion.label for portion in portions)
            raise UnitError(word.text, f"is not a measure of {item.name}", (*labels, "grams"))


def check_assume(assume: str) -> None:
    """Raise :class:`~magnesium.InvalidValueError` unless *assume* is "usual" or "never"."""
    if assume not in get_args(Assume):
        raise InvalidValueError("assume", assume, "must be 'usual' or 'never'")


def without_assumptions(entry: Entry) -> Entry:
    """Return *entry* if nothing was assumed.

    Ignoring words that change no figure, and using a food's only portion, are allowed.

    Raises :class:`~magnesium.AmbiguousError`, which states the first choice with its alternatives.
    """
    for note in entry.assumptions:
        if note.kind != "ignored" and (note.kind != "portion" or note.alternatives):
            candidates = (note.chosen, *(alternative.text for alternative in note.alternatives))
            raise AmbiguousError(f"{entry.text!r} leaves the {note.kind} open", candidates, "say which in the line")
    return entry


@remembering(8192)
def _remembered(line: str) -> Entry:
    return _read(line, Lookup())


def _read(text: str, foods: Lookup) -> Entry:
    if not any(char.isalnum() for char in text):
        raise NotFoundError("food", text, (), "the line names no food")
    line = read_line(text)
    _refuse_uneaten(line)
    entry = read_dose(line)
    return entry if entry is not None else read_food_line(line, foods)


def _refuse_uneaten(line: Line) -> None:
    found = next((word.text for word in line.words if word.role is Role.UNEATEN), None)
    if found is not None:
        raise NotFoundError("food, water or supplement", line.text, (), f"{found!r} says that it is not eaten or drunk")


def read_food_line(line: Line, foods: Lookup) -> Entry:
    """Return the entry of a line about food or water."""
    measure = measure_of(line)
    _refuse_amount_alone(line, foods)
    words, measure = _juice_of(line, measure)
    named = recognize(words, line.text, foods=foods, canned=_is_canned(measure))
    return _entry_of(line, named, measure.only(named.measures), foods)


def _refuse_amount_alone(line: Line, foods: Lookup) -> None:
    has_name = any(not word.measure and word.role in {None, *_NAMING} and not word.aside for word in line.words)
    if has_name or (any(word.measure and word.role is None for word in line.words) and not line.amounts):
        return
    name = " ".join(word.text for word in line.words if word.role is not Role.FILLER)
    if line.amounts and not foods.named(name):
        raise AmbiguousError(f"{line.text!r} is an amount", ("of any food",), "name the food, as in '1 cup milk'")


_NAMING = (Role.COOKED, Role.DRIED, Role.HARMLESS)


def _is_canned(measure: Measure) -> bool:
    return any(word.measure in {"can", "tin"} for word in measure.words)


def _juice_of(line: Line, measure: Measure) -> tuple[tuple[Word, ...], Measure]:
    """Return the words of "juice of 1 lemon" in the order of a name, lemon juice, and the yield of a lemon."""
    first = next((word for word in line.words if word.role is not Role.FILLER), None)
    if first is None or first.stems != ("juic",) or measure.count is None:
        return line.words, measure
    rest = tuple(word for word in line.words if word is not first)
    return (*rest, attrs.evolve(first, place=line.words[-1].place + 2)), measure


# --- entries -----------------------------------------------------------------------------------


def _entry_of(line: Line, named: Named, measure: Measure, foods: Lookup | None) -> Entry:
    """Return the entry of a named item; without *foods*, of that record and not of its other state."""
    if isinstance(named.item, Water):
        entry = _entry_of_water(line, named, measure)
    else:
        entry = _entry_of_food(line, named, measure, foods)
    _refuse_weight_without_unit(line, measure, entry)
    return entry


_MOST_PIECES, _MOST_GRAMS_OF_PIECES, _MOST_GRAMS_OF_PLURALS = 12, 500, 2_000
"""A number without a unit counts pieces unless their number and weight exceed these; our rule of thumb.

A plural makes a count more likely: "15 eggs" is a number of eggs, "egg, 15" may be a weight."""


def _refuse_weight_without_unit(line: Line, measure: Measure, entry: Entry) -> None:
    """Raise for a number without a unit that is too large to count pieces, as in "chicken, 150" and "500 coffee"."""
    count = 0.0 if measure.words or measure.count is None else measure.count
    last = next((word.text for word in reversed(line.words) if word.role is None and not word.measure), "")
    is_plural = _PLURAL.search(last) is not None
    most = _MOST_GRAMS_OF_PLURALS if is_plural and measure.leads else _MOST_GRAMS_OF_PIECES
    if count > _MOST_PIECES and (entry.grams or _grams_of_water(entry)) > most:
        raise AmountError("amount", line.text, "needs a unit: it is too much for a count of pieces")


_PLURAL = re.compile(r"[^sui]s$", re.IGNORECASE)


def _grams_of_water(entry: Entry) -> float:
    return entry.quantity if entry.unit == "ml" else 0.0


def _entry_of_water(line: Line, named: Named, measure: Measure) -> Entry:
    weight = weigh_water(measure, line.text)
    assert isinstance(named.item, Water)  # noqa: S101  (for type checkers; the caller has tested it)
    entry = named.item.measured(weight.grams, "ml" if measure.grams is None else "g")
    return _with_text(entry, line, named, (*measure.assumptions, *weight.assumptions))


def _entry_of_food(line: Line, named: Named, measure: Measure, foods: Lookup | None) -> Entry:
    item = named.item
    if not isinstance(item, Food):
        return _entry_of_recipe(line, named, measure)
    _refuse_powder_or_drink(line, named, measure)
    context = _context(line)

    def weighed(food: Food) -> Weight:
        return weigh(food, measure, context, line.text)

    about_state: tuple[Assumption, ...] = ()
    if foods is None:
        food = item
    elif named.states & STATES:
        food = stated_state(item, named.states, foods)
    else:
        food = likely_state(item, measure, line.words, foods)
        about_state = _about_state(food, line, weighed, foods)
    weight = weighed(food)
    notes = (*named.assumptions, *measure.assumptions, *weight.assumptions, *about_state)
    return _with_text(food.grams(weight.grams), line, named, notes)


def _entry_of_recipe(line: Line, named: Named, measure: Measure) -> Entry:
    """Return the entry of a recipe, by weight or in its own measures; a number alone counts servings."""
    if measure.grams is not None:
        return _with_text(
            named.item.measured(measure.grams, "g"), line, named, (*named.assumptions, *measure.assumptions)
        )
    if measure.ml is not None:
        return named.item.measured(measure.ml, "ml")  # raises: no recipe has a volume
    quantity = 1.0 if measure.count is None else measure.count
    words = " ".join(word.text for word in (*measure.sizes, *measure.words))
    entry = named.item.measured(quantity, words or "serving")
    counted = () if words else (Assumption("portion", measure.text or named.item.name, f"{quantity:g} serving"),)
    return _with_text(entry, line, named, (*named.assumptions, *measure.assumptions, *counted))


def _refuse_powder_or_drink(line: Line, named: Named, measure: Measure) -> None:
    """Raise for a cup of something that can be a powder or the drink made from it, such as cocoa."""
    in_cups = measure.unit.casefold().startswith("cup") or any(
        word.measure in {"mug", "glass"} for word in measure.words
    )
    for note in named.assumptions if in_cups else ():
        factors = [other.factor for other in note.alternatives if other.factor is not None]
        if note.kind == "food" and any(factor < 1 / _FAR_APART or factor > _FAR_APART for factor in factors):
            candidates = (note.chosen, *(other.text for other in note.alternatives))
            raise AmbiguousError(f"{line.text!r} can mean foods that differ widely", candidates, "name one of them")


_FAR_APART = 3
"""Largest ratio of the magnesium of foods with the same name."""


def _context(line: Line) -> frozenset[str]:
    """Return the stems of all words of a line that can select a portion, with their synonyms in print."""
    heard = [word for word in line.words if not word.aside]
    alike = (like for word in heard if word.measure for like in household_measures[word.measure].like)
    return frozenset(stem for text in (*(word.text for word in heard), *alike) for stem in stems_of(text))


def _about_state(food: Food, line: Line, weighed: Callable[[Food], Weight], foods: Lookup) -> tuple[Assumption, ...]:
    """Return the assumption about the state of a food with two states, with the figure of the other."""
    other = other_state(food, foods)
    if other is None or food.mg_per_100g is None:
        return ()
    grams = weighed(food).grams
    try:
        other_grams = weighed(other).grams
    except MagnesiumError:
        other_grams = grams
    mg, other_mg = food.mg_per_100g * grams, (other.mg_per_100g or 0.0) * other_grams
    return (state_assumption(line.text, food, other, other_mg / mg if mg else None),)


def state_of_name(entry: Entry, name: str) -> Assumption | None:
    """Return the assumption about the state of a food with two states, if its *name* does not state it.

    ``None`` for a food with one state, and for a name such as "cooked pasta".
    """
    food, lookup = entry.item, Lookup()
    if not isinstance(food, Food) or not entry.mg or (other := other_state(food, lookup)) is None:
        return None
    if any(word.role in STATES for word in read_line(name).words):
        return None
    try:
        other_mg = other.measured(entry.quantity, entry.unit).mg
    except MagnesiumError:
        other_mg = None if entry.grams is None else other.grams(entry.grams).mg
    return state_assumption(name, food, other, None if other_mg is None else other_mg / entry.mg)


def _with_text(entry: Entry, line: Line, named: Named, notes: tuple[Assumption, ...]) -> Entry:
    ignored = tuple(Assumption("ignored", word.text, "") for word in named.ignored)
    lengths = tuple(Assumption("ignored", length, "") for length in line.lengths)
    return attrs.evolve(entry, text=line.text, assumptions=(*notes, *ignored, *lengths))
