"""Recognize the food, water or recipe that a line names, and the words that were ignored.

Names are tried unchanged, then without words that change no figure (:mod:`magnesium.foods.line_tables`), then by
search among plain records. An unexplained word is never dropped: the line is refused instead.
"""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import attrs

from magnesium.errors import AmbiguousError, NotFoundError
from magnesium.foods.amounts import UNIT_WORDS
from magnesium.foods.assumptions import Alternative, Assumption
from magnesium.foods.entries import Item
from magnesium.foods.everyday import everyday_names
from magnesium.foods.line_tables import (
    STATES,
    Role,
    StateKind,
    household_measures,
    phrases_by_role,
    states_by_food,
    states_by_name,
)
from magnesium.foods.lines import Word
from magnesium.foods.lookup import Lookup
from magnesium.foods.plain_names import closest
from magnesium.foods.waters import waters
from magnesium.text import words as stems_of

_DROPPED = frozenset({Role.HARMLESS, Role.PREPARATION, Role.SOAKED, Role.DRAINED})
_SILENT = frozenset({Role.FILLER, Role.HEDGE, Role.VAGUE})
_JOINERS = frozenset({("and",), ("with",), ("w",), ("plus",), ("on",)})
_SHORTEST_TYPO = 5
_MOST_SUBSETS = 5
_WATER_WORDS = frozenset(stems_of("water mineral still sparkling spring bottled natural"))
_LAST_RESORT = {Role.UNCOOKED: ("raw", "dry", "uncooked"), Role.COOKED: ("cooked",), Role.CANNED: ("canned",)}


@attrs.frozen(kw_only=True)
class Named:
    """The item that a line names."""

    item: Item
    states: frozenset[Role] = frozenset()
    """The states that the line states."""
    ignored: tuple[Word, ...] = ()
    measures: frozenset[Word] = frozenset()
    """Words for a measure that are not part of the name."""
    assumptions: tuple[Assumption, ...] = ()


@attrs.frozen(kw_only=True)
class Words:
    """The words of a line by their role in the name of its food."""

    needed: tuple[Word, ...]
    """Must be in the name."""
    optional: tuple[Word, ...]
    """May be left out."""
    states: tuple[Word, ...]
    """State its state: never ignored, but not always printed."""
    ignored: tuple[Word, ...]
    """Remarks and sellers."""
    fillers: tuple[Word, ...] = ()
    """Function words that are part of some names: "corn on the cob"."""

    def in_order(self, kept: Iterable[Word]) -> str:
        """Return these words in the order of the line."""
        return " ".join(word.text for word in sorted(kept, key=lambda word: word.place))


def sort_words(words: Sequence[Word], foods: Lookup) -> Words:
    """Return the words of a line by their role in the name of a food."""
    heard = [word for word in words if word.role not in _SILENT]
    remarks = [word for word in heard if word.aside or word.role is Role.SELLER or _is_foreign(word, foods)]
    prepared = _prepared_clauses(heard)
    first = next((word.place for word in heard if word.role is None and not word.measure and word not in remarks), 0)
    places = {word.place for word in words}
    needed, optional, states = [], [], []
    for word in heard:
        if word in remarks:
            continue
        if word.role in STATES:
            states.append(word)
        elif word.stems == ("and",) and (word.clause in prepared or _joins_descriptions(word, heard)):
            continue
        elif word.role in _DROPPED or _can_be_measure(word, first, places) or word.clause in prepared:
            optional.append(word)
        else:
            needed.append(word)
    return Words(
        needed=tuple(needed),
        optional=tuple(optional),
        states=tuple(states),
        ignored=tuple(remarks),
        fillers=tuple(_inside(words, needed)),
    )


def _inside(words: Iterable[Word], name: Sequence[Word]) -> Iterator[Word]:
    """Yield the function words inside the name: not the first "of" in "10 g of cream of wheat"."""
    for word in words:
        if word.role is Role.FILLER and not word.aside and not word.bracket and name and word.place > name[0].place:
            yield word


def _joins_descriptions(joiner: Word, words: Sequence[Word]) -> bool:
    """Return whether "and" is between two words that only describe: "roasted and salted"."""
    place = words.index(joiner)
    beside = (words[place - 1 : place], words[place + 1 : place + 2])
    return joiner.clause > 0 and any(word.role in _DROPPED | STATES for some in beside for word in some)


def _can_be_measure(word: Word, first: int, places: set[int]) -> bool:
    """Return whether a word is a measure before the food, behind an amount ("milk, 1 glass"), or one that may follow.

    An amount has the place before the word if no other word has it.
    """
    if not word.measure:
        return False
    behind_an_amount = word.place > 0 and word.place - 1 not in places
    return word.place < first or behind_an_amount or household_measures[word.measure].follows or bool(word.clause)


def _is_foreign(word: Word, foods: Lookup) -> bool:
    """Return whether a word in brackets is in no food's name, so that it cannot change the food."""
    return bool(word.bracket) and word.role is None and not any(foods.knows(stem) for stem in word.stems)


def _prepared_clauses(words: Iterable[Word]) -> set[int]:
    """Return the clauses after a comma that only state a preparation: "tough stalks removed"."""
    return {word.clause for word in words if word.clause and word.role is Role.PREPARATION}


def recognize(words: Sequence[Word], text: str, *, foods: Lookup, canned: bool = False) -> Named:
    """Return the item that the words of a line name.

    Args:
        words: The words.
        text: The line.
        foods: Where to look.
        canned: Whether the food comes in a can.

    Raises:
        NotFoundError: No food is recognized; with near matches.
        AmbiguousError: The line names two foods.
    """
    sorted_words = sort_words(words, foods)
    if not (sorted_words.needed or sorted_words.optional or sorted_words.states):
        raise NotFoundError("food", text, (), "the line names no food")
    found = _by_name(sorted_words, foods, canned=canned)
    if found is None:
        _refuse_class(sorted_words, text)
    found = found or closest_record(sorted_words, foods, canned=canned)
    found = found or _without_typos(sorted_words, foods, canned=canned)
    if found is None:
        raise _several(sorted_words, text, foods) or _not_found(sorted_words, text, foods)
    return found


def _without_typos(words: Words, foods: Lookup, *, canned: bool) -> Named | None:
    """Return the item named if each unknown word has exactly one similar word, by that word."""
    corrected, misspelled = [], []
    for word in words.needed:
        if not word.stems:
            return None
        if foods.knows(word.stems[0]) or len(word.text) < _SHORTEST_TYPO:
            corrected.append(word)
            continue
        near = foods.near_words(word.stems[0])
        if len(near) != 1:
            return None
        corrected.append(attrs.evolve(word, text=near[0] + word.text[len(word.stems[0]) :], stems=near))
        misspelled.append(word.text)
    if not misspelled:
        return None
    found = _by_name(attrs.evolve(words, needed=tuple(corrected)), foods, canned=canned)
    if found is None:
        return None
    notes = [Assumption("food", text, found.item.name, (Alternative("another food"),)) for text in misspelled]
    return attrs.evolve(found, assumptions=(*found.assumptions, *notes))


def _several(words: Words, text: str, foods: Lookup) -> AmbiguousError | None:
    """Return the error for a line whose parts before and after "and" or "with" are two items."""
    joiner = next((word for word in words.needed if word.stems in _JOINERS), None)
    if joiner is None:
        return None
    parts = []
    for is_part in (lambda word: word.place < joiner.place, lambda word: word.place > joiner.place):
        chosen = [tuple(filter(is_part, some)) for some in (words.needed, words.optional, words.states)]
        part = Words(needed=chosen[0], optional=chosen[1], states=chosen[2], ignored=())
        if not part.needed or _by_name(part, foods, canned=False) is None:
            return None
        parts.append(words.in_order(part.needed))
    return AmbiguousError(f"{text!r} names several items", tuple(parts), "read several items with parse_meal(...)")


def _by_name(words: Words, foods: Lookup, *, canned: bool) -> Named | None:
    """Return the item with the words as printed or everyday name, ignoring as few as possible.

    Names of the tables that are searched last are read if no other is found: they take a while to read.
    """
    return next(filter(None, (_named(words, foods, canned=canned, last=last) for last in (False, True))), None)


def _named(words: Words, foods: Lookup, *, canned: bool, last: bool) -> Named | None:
    for dropped, tried in _candidates(words, canned=canned):
        found = foods.named(tried.text, elsewhere=True) if last else _exact(tried.text, foods)
        if found and _agrees(found[0], tried.unsaid):
            return Named(
                item=found[0],
                states=frozenset(word.role for word in words.states if word.role),
                ignored=(*words.ignored, *(word for word in dropped if not word.measure)),
                measures=frozenset(word for word in dropped if word.measure),
                assumptions=_of_several(tried.text, found),
            )
    return None


@attrs.frozen
class _Tried:
    text: str
    unsaid: frozenset[Role]
    """States that are in the line but not in this name."""


def _candidates(words: Words, *, canned: bool) -> Iterator[tuple[tuple[Word, ...], _Tried]]:
    """Yield each name to try, with the words that it leaves out."""
    for dropped in _subsets(words.optional):
        kept = [*words.needed, *(word for word in words.optional if word not in dropped)]
        is_whole = all(word.measure for word in dropped)
        for whole in ([*kept, *words.fillers], kept) if words.fillers and is_whole else (kept,):
            yield from ((dropped, tried) for tried in _wordeds(words, whole, canned=canned) if tried.text.strip())


def _wordeds(words: Words, kept: list[Word], *, canned: bool) -> Iterator[_Tried]:
    """Yield the name with its states as written, with synonyms, and without them."""
    roles = frozenset(word.role for word in words.states if word.role)
    plain = words.in_order(kept)
    if canned and Role.CANNED not in roles:
        yield _Tried(words.in_order([*kept, *words.states]) + " canned", frozenset())
    yield _Tried(words.in_order([*kept, *words.states]), frozenset())
    for role in roles:
        others = [word for word in words.states if word.role is not role]
        for said in _LAST_RESORT.get(role, ()):
            yield _Tried(f"{said} {words.in_order([*kept, *others])}", frozenset())
    if roles:
        for word in words.states:
            yield _Tried(words.in_order([*kept, word]), roles - {word.role})
        yield _Tried(plain, roles)


def _subsets(optional: tuple[Word, ...]) -> Iterator[tuple[Word, ...]]:
    """Yield the words to ignore, fewest first; of many words only all of a kind."""
    if len(optional) <= _MOST_SUBSETS:
        for size in range(len(optional) + 1):
            yield from itertools.combinations(optional, size)
        return
    yield ()
    yield tuple(word for word in optional if word.clause or word.bracket)
    yield tuple(word for word in optional if not word.measure)
    yield tuple(word for word in optional if word.measure)
    yield optional


def _exact(text: str, foods: Lookup) -> tuple[Any, ...]:
    """Return the items that *text* names: foods, else waters."""
    stems = stems_of(text)
    if state := states_by_name().get(stems):
        return (foods[state.uncooked if state.usual == "uncooked" else state.id],)
    return foods.named(text) or foods.named(f"{text}, NFS") or waters.named(text) or _water(text)


def _water(text: str) -> tuple[Any, ...]:
    """Return the water that is named with the word "water": "hepar water"."""
    kept = [word for word in text.split() if not set(stems_of(word)) <= _WATER_WORDS]
    return waters.named(" ".join(kept)) if kept and len(kept) < len(text.split()) else ()


def states_of(name: str) -> frozenset[Role]:
    """Return the states in a printed name.

    >>> sorted(states_of("Lentils, mature seeds, cooked, boiled, without salt"))
    [<Role.COOKED: 'cooked'>]
    """
    roles, stems = phrases_by_role(), stems_of(name)
    phrases = [*itertools.pairwise(stems), *((stem,) for stem in stems)]
    found = frozenset(role for phrase in phrases if (role := roles.get(phrase)) in STATES and role is not None)
    # "dry roasted" is roasted; "from raw" and "cooked" is cooked.
    return found - {Role.UNCOOKED} if Role.COOKED in found else found


def _agrees(item: Item, unsaid: frozenset[Role]) -> bool:
    """Return whether an item is in the states of the line that its name leaves unstated."""
    pair = states_by_food().get(item.id)
    if pair is not None and unsaid <= {Role.UNCOOKED, Role.COOKED, Role.DRIED}:
        return Role.DRIED not in unsaid or pair.kind is StateKind.DRY
    states = states_of(item.name)
    return unsaid <= (states or {Role.UNCOOKED, Role.COOKED})


def _of_several(text: str, found: tuple[Any, ...]) -> tuple[Assumption, ...]:
    """Return the assumption that the first of several foods with the same name is meant."""
    first, *others = found
    if not others:
        return ()
    return (Assumption("food", text, first.name, tuple(other_food(first, other) for other in others), first.source),)


def other_food(chosen: Any, other: Any) -> Alternative:
    """Return another food as an alternative at the same weight."""
    mg, other_mg = getattr(chosen, "mg_per_100g", None), getattr(other, "mg_per_100g", None)
    return Alternative(other.name, other_mg / mg if mg and other_mg is not None else None)


def _refuse_class(words: Words, text: str) -> None:
    """Raise for a noun that ends several everyday names but is not one itself, such as "chips" (potato, corn)."""
    noun = words.in_order(words.needed).casefold()
    kinds = {ids: name for name, ids in everyday_names().items() if noun and name.endswith(f" {noun}")}
    if len(kinds) > 1:
        raise AmbiguousError(f"{text!r} leaves open which {noun}", tuple(kinds.values())[:8], "say which")


def closest_record(words: Words, foods: Lookup, *, canned: bool) -> Named | None:
    """Return the plainest record with every needed word and state.

    Args:
        words: The words.
        foods: Where to look.
        canned: Whether the food comes in a can.
    """
    for dropped in _subsets(words.optional):
        kept = [*words.needed, *words.states, *(word for word in words.optional if word not in dropped)]
        for text in ((f"{words.in_order(kept)} canned",) if canned else ()) + (words.in_order(kept),):
            if kept and (found := closest(text, foods)):
                first, *others = found
                others_text = tuple(other_food(first, other) for other in others)
                return Named(
                    item=first,
                    states=frozenset(word.role for word in words.states if word.role),
                    ignored=(*words.ignored, *(word for word in dropped if not word.measure)),
                    measures=frozenset(word for word in dropped if word.measure),
                    assumptions=(Assumption("food", text, first.name, others_text, first.source),),
                )
    return None


def _not_found(words: Words, text: str, foods: Lookup) -> Exception:
    name = words.in_order([*words.needed, *words.states]) or text
    if any(word.stems == ("or",) for word in words.needed):
        parts = tuple(part.strip() for part in f" {name} ".split(" or ") if part.strip())
        return AmbiguousError(f"{text!r} names more than one food", parts, "name one of them")
    unknown = [word for word in words.needed if not any(foods.knows(stem) for stem in word.stems)]
    hint = "search by words with magnesium.foods.search(…)"
    if unknown:
        hint = f"no food's name has the word {unknown[0].text!r}" + _meant_measure(unknown[0].text)
    return NotFoundError("food", name, tuple(_near(words, unknown, foods))[:3], hint)


def _meant_measure(word: str) -> str:
    """Return what to say of a word that is nearly the name of a measure: "tablspoon"."""
    near = difflib.get_close_matches(word.casefold().rstrip("s"), (*UNIT_WORDS, *household_measures), n=2, cutoff=0.75)
    return f", and it may be meant as {' or '.join(map(repr, near))}" if near else ""


def _near(words: Words, unknown: Sequence[Word], foods: Lookup) -> Iterator[str]:
    """Yield near matches: each unknown word with a typo corrected, or ignored."""
    rest = [word for word in (*words.needed, *words.states) if word not in unknown]
    mended: list[list[Word]] = [rest]
    for word in unknown[:3]:
        near = foods.near_words(word.stems[0]) if word.stems else ()
        mended = [[*found, attrs.evolve(word, text=stem)] for stem in near[:2] for found in mended] + mended
    texts = filter(_is_text, dict.fromkeys(map(words.in_order, mended)))
    for text in sorted(texts, key=lambda text: not foods.named(text)):
        yield from (f"{food.id} ({food.name})" for food in foods.search(text, limit=2))


def _is_text(text: str) -> bool:
    return any(char.isalnum() for char in text)
