"""The amount that a line states: which of its amounts is used, how often, and its measure."""

from __future__ import annotations

import re

import attrs

from magnesium.errors import AmbiguousError, AmountError
from magnesium.foods.assumptions import Alternative, Assumption
from magnesium.foods.line_tables import MeasureKind, Role, household_measures
from magnesium.foods.lines import Amount, Line, Word
from magnesium.text import normalized

MAX_GRAMS = 25_000
"""More than is eaten or cooked at once: a typo."""

_SYSTEM_MATTERS = {"pint", "quart", "gallon", "pt", "qt"}
_IMPERIAL_TO_US = 568.26125 / 473.176473


@attrs.frozen(kw_only=True)
class Measure:
    """The amount that a line states.

    *grams* or *ml* is the whole amount if it is a mass or a volume; else *count* counts what *words* name: slices,
    or the food itself. All three are absent for a line without an amount.
    """

    text: str
    grams: float | None = None
    ml: float | None = None
    unit: str = ""
    """The unit of a volume, as portions print it."""
    count: float | None = None
    words: tuple[Word, ...] = ()
    """Household measures of the line, without sizes."""
    sizes: tuple[Word, ...] = ()
    leads: bool = True
    """Whether the amount comes before the food, as in recipes."""
    assumptions: tuple[Assumption, ...] = ()

    def only(self, kept: frozenset[Word]) -> Measure:
        """Return the measure without words that belong to the name of the food: the "slice" of "cheese slice"."""
        words = tuple(word for word in self.words if word in kept and not word.clause)
        return attrs.evolve(self, words=words, sizes=tuple(size for size in self.sizes if size in kept))

    @property
    def in_container(self) -> bool:
        """Whether a container is named whose contents were weighed: a can, a jar."""
        return any(household_measures[word.measure].kind is MeasureKind.CONTAINER for word in self.words)


def measure_of(line: Line) -> Measure:
    """Return the amount that a line states.

    Raises :class:`~magnesium.AmbiguousError` for amounts of several items and :class:`~magnesium.AmountError` for an
    impossible amount.
    """
    words = tuple(word for word in line.words if word.measure and not word.aside)
    is_size = {word: household_measures[word.measure].kind is MeasureKind.SIZE for word in words}
    base = Measure(
        text="", words=tuple(word for word in words if not is_size[word]), sizes=tuple(w for w in words if is_size[w])
    )
    amounts = [found for found in line.amounts if not found.aside]
    if not amounts:
        vague = next((word.text for word in line.words if word.role is Role.VAGUE), "")
        return attrs.evolve(base, text=vague)
    _refuse_several(line, amounts)
    return _checked(_settled(line, amounts, base), line)


def _refuse_several(line: Line, amounts: list[Amount]) -> None:
    """Raise if two amounts outside brackets measure different things."""
    heads = [found for found in amounts if not found.bracket and not found.joined]
    if len(heads) < 2:
        return
    first, *others = heads
    counted = [head for head in heads if not head.unit]
    named_between = any(
        first.place < word.place < other.place and _names(word) and _named_after(line, other)
        for other in others
        for word in line.words
    )
    if len(counted) > 1 or len(heads) - len(counted) > 1 or (named_between and not any(head.each for head in heads)):
        raise AmbiguousError(
            f"{line.text!r} states several amounts",
            tuple(head.text for head in heads),
            "read several items with parse_meal(...)",
        )


def _names(word: Word) -> bool:
    return word.role is None and not word.measure and not word.aside


def _named_after(line: Line, found: Amount) -> bool:
    return any(word.place > found.place and _names(word) and not word.bracket for word in line.words)


def _settled(line: Line, amounts: list[Amount], base: Measure) -> Measure:
    masses = [found for found in amounts if found.grams_each is not None]
    # Labels print grams and rounded ounces.
    best = next((found for found in masses if _is_metric(found)), masses[0] if masses else None)
    best = best or next((found for found in amounts if found.ml_each is not None), amounts[0])
    counts = [found for found in amounts if not found.unit and not found.bracket and found is not best]
    times, note = _how_often(line, best, counts[0] if counts else None, base)
    unused = [found for found in amounts if times == 1 or found not in counts[:1]]
    note += tuple(Assumption("ignored", found.text, "") for found in unused if _counts_nothing(line, found, best))
    first_name = next((word.place for word in line.words if _names(word) and not word.bracket), 0)
    measure = attrs.evolve(
        base, text=best.text, leads=min(found.place for found in amounts) <= first_name, assumptions=_notes(best) + note
    )
    parts = _parts(line, amounts, best)
    if best.grams_each is not None:
        return attrs.evolve(measure, grams=sum(part.value * (part.grams_each or 0.0) for part in parts) * times)
    if best.ml_each is not None:
        ml = sum(part.value * (part.ml_each or 0.0) for part in parts)
        return attrs.evolve(measure, ml=ml * times, unit=best.unit)
    if best.unit:
        raise AmountError("amount", line.text, f"{best.text!r} is a dose, and the line names no supplement")
    return attrs.evolve(measure, count=best.value)


def _parts(line: Line, amounts: list[Amount], best: Amount) -> list[Amount]:
    """Return the amounts that are added up: one, or those joined by "plus"; raise if they measure different things."""
    added = [found for found in amounts if found.joined == "more"]
    states_sum = best.place > max((found.place for found in amounts if not found.bracket), default=0)
    if not added or (states_sum and {found.bracket for found in amounts} == {0, best.bracket}):
        return [best]
    before = [found for found in amounts if found.place < added[0].place and not found.bracket]
    parts = [*before[-1:], *added]
    is_one_kind = all(part.grams_each for part in parts) or all(part.ml_each for part in parts)
    if best not in parts or not is_one_kind:
        texts = tuple(part.text for part in parts)
        hint = "give the sum in one measure, or read several items with parse_meal(...)"
        raise AmbiguousError(f"{line.text!r} adds different measures", texts, hint)
    return parts


def _counts_nothing(line: Line, found: Amount, best: Amount) -> bool:
    """Return whether an amount is a bare number after the used one that no measure follows: "1 tsp honey 5"."""
    after = [word for word in line.words if word.place == found.place + 1]
    if found.unit or found.place <= best.place or any(word.measure for word in after):
        return False
    return found.value != 1 or not any(map(_names, after))  # "100 g 1 banana" says nothing else


def _is_metric(found: Amount) -> bool:
    return found.unit.casefold()[:1] in {"g", "k"}


def _how_often(line: Line, best: Amount, count: Amount | None, base: Measure) -> tuple[float, tuple[Assumption, ...]]:
    """Return how many times the *best* amount was eaten: once, or once for each of a *count*."""
    if count is None or best.unit == "":
        return 1.0, ()
    if best.each:
        return count.value, ()
    is_directly_after = best.place == count.place + 1
    if base.in_container and is_directly_after:  # 2 (15-ounce) cans, 2 400g tins
        return count.value, ()
    number = count.text.rstrip(",")
    if is_directly_after and not best.bracket and number.isdecimal():
        if not re.search(rf"{number}\s+{re.escape(best.text)}", normalized(line.text)):
            raise AmountError("amount", line.text, f"states both {number} and {best.text}; write one number")
        in_all = (Alternative(f"{best.text} in all", 1 / count.value),) if count.value > 1 else ()
        return count.value, (Assumption("measure", f"{number} {best.text}", f"{number} of {best.text}", in_all),)
    if base.in_container and best.bracket and count.value >= 2:
        chosen = f"each of {count.value:g} holds {best.text}"
        other = Alternative(f"{best.text} in all", 1 / count.value)
        return count.value, (Assumption("measure", line.text, chosen, (other,)),)
    return 1.0, ()


def _notes(best: Amount) -> tuple[Assumption, ...]:
    """Return the assumptions about an amount: the middle of a range, US or imperial units."""
    notes = []
    if best.low != best.high:
        middle = (best.low + best.high) / 2
        ends = tuple(Alternative(f"{end:g}", end / middle) for end in (best.low, best.high))
        notes.append(Assumption("range", best.text, f"{middle:g}, the middle", ends))
    unit = best.unit.casefold().rstrip("s")
    if unit in _SYSTEM_MATTERS and not best.system:
        imperial = Alternative(f"an imperial {unit}", _IMPERIAL_TO_US)
        notes.append(Assumption("measure", best.text, f"a US {unit}", (imperial,), "nist44"))
    return tuple(notes)


def _checked(measure: Measure, line: Line) -> Measure:
    size = next((size for size in (measure.grams, measure.ml, measure.count) if size is not None), None)
    if size == 0:
        raise AmountError("amount", line.text, "must be above zero")
    if size is not None and size > (1000 if measure.count is not None else MAX_GRAMS):
        raise AmountError("amount", line.text, "is more than a person can eat; check the number and its unit")
    return measure
