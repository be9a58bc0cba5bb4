"""Read a line about a supplement: which salt, and whether its dose is of magnesium or of the salt.

US labels state the magnesium itself, and name the salt after "as". If both readings of a dose are possible, it is
refused, and the error states the magnesium of each.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterator

import attrs

from magnesium.errors import AmbiguousError, AmountError
from magnesium.foods.assumptions import Alternative, Assumption
from magnesium.foods.compounds import Compound, compounds
from magnesium.foods.entries import Entry, Origin
from magnesium.foods.foods import foods
from magnesium.foods.line_tables import Role, SupplementName, supplement_names
from magnesium.foods.lines import Amount, Line, Word
from magnesium.text import normalized, words
from magnesium.units import convert

MOST_ELEMENTAL_MG = 500.0
"""Largest plausible dose of magnesium; a larger weight is that of the salt."""
_LEAST_SHARE, _MOST_SHARE = 0.04, 0.61
"""Shares of magnesium in salts: above those of oxide, and below those of gluconate in a mixture."""
_ROUNDED = 0.05
"""By how much labels round a dose in another unit."""

_MAGNESIUM = frozenset(words("magnesium mg"))
_DENIALS = frozenset(words("no not non without free"))
_FORMS = frozenset(
    words("tablet tab capsule cap caplet pill softgel gummy lozenge sachet stick scoop dose effervescent chewable")
)
_PLAIN = frozenset(
    words(
        "elemental elementary as from and of with supplement each per provides provide providing contains containing "
        "gives equivalent to equals in a the daily liquid solution drink powder salt compound granules ml l total x "
        "taken took morning evening night once twice day slow release extended chelate chelated buffered high strength "
        "vitamin mineral"
    )
)
_SALT_SAID = frozenset(words("powder salt compound granules crystals"))
_GIVES = frozenset(words("provides provide providing contains containing gives equals equivalent"))
_AS = frozenset({"as", "from"})
_HYDRATE = re.compile(r"(?:an|mono|di|tri|tetra|penta|hexa|hepta|nona|deca)hydr(?:ous|ate)", re.IGNORECASE)
_STRENGTH = re.compile(
    r"(?P<amount>\d+(?:[.,]\d+)?)\s*(?P<unit>mg|g|mmol|meq)\s*(?:/|per|in)\s*(?P<ml>\d+(?:[.,]\d+)?)?\s*ml\b",
    re.IGNORECASE,
)
_DOSE_UNITS = ("mg", "g", "mcg", "ug", "µg", "mmol", "meq")


@attrs.frozen(kw_only=True)
class _Supplement:
    """A supplement that a line names, the words for it, and their form."""

    name: SupplementName
    words: tuple[Word, ...]
    is_formula: bool
    follows_as: bool
    """Whether the salt follows "as" or "from", as on a label."""


def read_dose(line: Line) -> Entry | None:
    """Return the entry of a line about a magnesium supplement; ``None`` if it names none.

    Raises :class:`~magnesium.AmbiguousError` if the dose is missing, or can be of magnesium or of the salt.
    """
    if not any(stem in _first_stems() for word in line.words for stem in word.stems):
        return None
    named = _named(line)
    if named is None or _names_food(line, named):
        return None
    compound, notes = _compound(line, named)
    ignored = tuple(Assumption("ignored", word.text, "") for word in _unread(line, named, compound))
    entry, more = _dose(line, named, compound)
    return attrs.evolve(
        entry, text=line.text, assumptions=(*more, *(notes if entry.grams is not None else ()), *ignored)
    )


# --- names -------------------------------------------------------------------------------------


def _named(line: Line) -> _Supplement | None:
    """Return the longest name of a supplement in the line."""
    heard = _not_denied([word for word in line.words if not word.aside or word.bracket])
    has_magnesium = any(word.stems and word.stems[0] in _MAGNESIUM for word in heard)
    best: _Supplement | None = None
    for name, phrase in _phrases():
        is_short = not set(phrase) & _MAGNESIUM and words(name.names[0])[0] in _MAGNESIUM and len(phrase) < 3
        is_short = is_short and phrase not in {words(other) for other in name.names}
        found = _place(heard, phrase)
        if found is None or (is_short and not has_magnesium):
            continue
        if best is None or len(phrase) + (not is_short) > sum(len(word.stems) for word in best.words) + 0:
            if best is not None and set(phrase) <= _MAGNESIUM:
                continue
            before = heard[heard.index(found[0]) - 1].stems if heard.index(found[0]) else ()
            is_formula = len(phrase) == 1 and not is_short and phrase[0] not in _MAGNESIUM
            best = _Supplement(name=name, words=found, is_formula=is_formula, follows_as=bool(set(before) & _AS))
    return best


def _not_denied(heard: list[Word]) -> list[Word]:
    """Return words without the magnesium that a word beside it denies: "zinc oxide (no magnesium)"."""
    stems = [(), *(word.stems for word in heard), ()]
    return [
        word
        for word, before, after in zip(heard, stems, stems[2:], strict=False)
        if _MAGNESIUM.isdisjoint(word.stems) or _DENIALS.isdisjoint((*before, *word.stems, *after))
    ]


@functools.cache
def _first_stems() -> frozenset[str]:
    """Return the words that mark a line about a supplement; others only follow them."""
    return frozenset(words(name)[0] for record in supplement_names.values() for name in record.names) | {"epsom"}


@functools.cache
def _phrases() -> tuple[tuple[SupplementName, tuple[str, ...]], ...]:
    """Return all names, and salts also without the word magnesium ("as citrate"), longest first."""
    found = []
    for record in supplement_names.values():
        for name in record.names:
            stems = words(name)
            found.append((record, stems))
            if stems[0] in _MAGNESIUM and len(stems) > 1:
                found.append((record, stems[1:]))
    return tuple(sorted(found, key=lambda pair: -len(pair[1])))


def _place(heard: list[Word], phrase: tuple[str, ...]) -> tuple[Word, ...] | None:
    """Return the consecutive words of the line that make up this phrase."""
    for start in range(len(heard)):
        stems: tuple[str, ...] = ()
        for end in range(start, min(start + len(phrase), len(heard))):
            stems += heard[end].stems
            if stems == phrase:
                return tuple(heard[start : end + 1])
    return None


def _names_food(line: Line, named: _Supplement) -> bool:
    """Return whether a word outside brackets belongs to a food: "tofu made with magnesium chloride"."""
    return any(
        not word.bracket
        and not word.aside
        and word.role is None
        and not _is_read(word, named)
        and all(foods.knows(stem) for stem in word.stems)
        for word in line.words
    )


def _is_read(word: Word, named: _Supplement) -> bool:
    stems = set(word.stems)
    return word in named.words or (bool(stems) and stems <= (_MAGNESIUM | _FORMS | _PLAIN))


def _unread(line: Line, named: _Supplement, compound: Compound) -> list[Word]:
    """Return the words that the reading did not use; those of the salt's name were used."""
    used = set(words(compound.name)) | set(words(compound.hydration))
    return [
        word
        for word in line.words
        if not _is_read(word, named)
        and word.role not in {Role.FILLER, Role.HEDGE}
        and not set(word.stems) <= used
        and not (_HYDRATE.fullmatch(word.text) and word.text.casefold() in compound.name.casefold())
    ]


def _compound(line: Line, named: _Supplement) -> tuple[Compound, tuple[Assumption, ...]]:
    """Return the salt in the hydrate that the line names, or else the usual one."""
    forms = [compounds[id_] for id_ in named.name.compound_ids]
    hydrate = next((found[0].casefold() for word in line.words if (found := _HYDRATE.fullmatch(word.text))), None)
    stated = [form for form in forms if hydrate and hydrate in f"{form.name} {form.hydration}".casefold()]
    if stated:
        return stated[0], ()
    first, *others = forms
    return first, tuple(_of_forms(line, first, others)) if others else ()


def _of_forms(line: Line, first: Compound, others: list[Compound]) -> Iterator[Assumption]:
    share = first.elemental_fraction
    alternatives = [
        Alternative(other.name, other.elemental_fraction / share if share and other.elemental_fraction else None)
        for other in others
    ]
    yield Assumption("compound", line.text, first.name, alternatives, first.source)


# --- doses -------------------------------------------------------------------------------------


def _dose(line: Line, named: _Supplement, compound: Compound) -> tuple[Entry, tuple[Assumption, ...]]:
    """Return the dose of a line as an entry, and what was assumed for it."""
    if (strength := _STRENGTH.search(normalized(line.text))) and (ml := _milliliters(line, strength)):
        return _of_strength(line, compound, strength, ml)
    doses = _doses(line)
    if not doses:
        return _of_liquid(line, named, compound)
    elemental = _elemental(line, doses, named)
    _refuse_several(line, doses, elemental or doses[0], named, is_elemental=elemental is not None)
    if elemental is not None:
        mg, notes = _times(line, elemental)
        return compound.dose(elemental_mg=mg, origin=_origin(named)), notes
    if _is_magnesium(named):
        chosen = "elemental magnesium, as US labels state it"
        note = Assumption("compound", doses[0].text, chosen, (), named.name.source)
        mg, notes = _times(line, doses[0])
        return compound.dose(elemental_mg=mg), (note, *notes)
    return _of_salt(line, named, compound, doses[0])


def _doses(line: Line) -> list[Amount]:
    return [found for found in line.amounts if found.unit.casefold() in _DOSE_UNITS or found.grams_each is not None]


def _mg(found: Amount) -> float:
    unit = found.unit.casefold()
    if found.grams_each is not None:
        return found.value * found.grams_each * 1000
    return float(convert(found.value, unit, "mg"))


def _elemental(line: Line, doses: list[Amount], named: _Supplement) -> Amount | None:
    """Return the amount of magnesium itself, marked by its unit or by the words beside it."""
    if moles := next((found for found in doses if found.unit.casefold() in {"mmol", "meq"}), None):
        return moles
    for word in line.words:
        if word.stems[:1] == words("elemental")[:1]:
            return min(doses, key=lambda found: (abs(found.place - word.place), found.place > word.place))
    for word in line.words:
        if set(word.stems) & _GIVES:
            after = [found for found in doses if found.place > word.place]
            if after:
                return after[0]
    return next((found for found in doses if not found.bracket), doses[0]) if named.follows_as else None


def _refuse_several(line: Line, doses: list[Amount], chosen: Amount, named: _Supplement, *, is_elemental: bool) -> None:
    """Raise if the line states another dose, and not only the chosen one in other words: "1 g citrate (160 mg Mg)"."""
    factors = [1.0, *(found.value for found in _counts(line, chosen))]
    for other in doses:
        smaller, larger = sorted((_mg(chosen), _mg(other)))
        if any(math.isclose(larger, smaller * factor, rel_tol=_ROUNDED) for factor in factors):
            continue
        is_beside_salt = not _is_magnesium(named) and (is_elemental or other.bracket != chosen.bracket)
        is_salt_larger = (_mg(other) > _mg(chosen)) is is_elemental
        if not (is_beside_salt and is_salt_larger and _LEAST_SHARE < smaller / larger < _MOST_SHARE):
            texts = tuple(found.text for found in doses)
            raise AmbiguousError(f"{line.text!r} states several amounts", texts, "read them apart with parse_meal(...)")


def _is_magnesium(named: _Supplement) -> bool:
    """Return whether the line names magnesium without a salt."""
    return set(words(named.name.names[0])) <= _MAGNESIUM


def _counts(line: Line, dose: Amount) -> list[Amount]:
    """Return the numbers of tablets of a line."""
    return [found for found in line.amounts if not found.unit and found is not dose and not found.aside]


def _times(line: Line, dose: Amount) -> tuple[float, tuple[Assumption, ...]]:
    """Return the mg of all tablets of a dose, and what was assumed about their number."""
    counts = _counts(line, dose)
    if not counts or counts[0].value == 1:
        return _mg(dose), ()
    number = counts[0].value
    if any(math.isclose(_mg(dose), number * _mg(found), rel_tol=_ROUNDED) for found in _doses(line)):
        return _mg(dose), ()  # of all: another dose is that of each
    before = [word for word in line.words if counts[0].place < word.place < dose.place]
    if any(set(word.stems) & _GIVES for word in before):
        return _mg(dose), ()
    is_clear = dose.each or not dose.bracket
    total = _other_reading(f"{dose.text} in all", _mg(dose), _mg(dose) * number)
    note = Assumption("measure", line.text, f"{dose.text} in each of {number:g}", total)
    return _mg(dose) * number, () if is_clear else (note,)


def _other_reading(text: str, mg: float, chosen_mg: float) -> tuple[Alternative, ...]:
    """Return another reading with its magnesium as a multiple of the chosen one, of which there may be none."""
    return (Alternative(text, mg / chosen_mg),) if chosen_mg else ()


def _of_salt(line: Line, named: _Supplement, compound: Compound, dose: Amount) -> tuple[Entry, tuple[Assumption, ...]]:
    """Return a dose of the salt; raise if its label can also mean the magnesium."""
    mg, notes = _times(line, dose)
    entry = compound.dose(compound_mg=mg, origin=_origin(named))
    says_salt = named.is_formula or any(
        set(word.stems) & _SALT_SAID or _HYDRATE.fullmatch(word.text) for word in line.words
    )
    if says_salt or dose.unit.casefold() == "g" or _mg(dose) > MOST_ELEMENTAL_MG or entry.mg is None:
        if entry.mg is None:
            raise AmbiguousError(
                f"{line.text!r} states no magnesium", (f"{compound.name} varies",), "give mg elemental"
            )
        return entry, notes
    if named.name.labeled_elemental:
        readings = (
            f"{mg:g} mg of magnesium ('{mg:g} mg elemental')",
            f"{entry.mg:.0f} mg, in {mg:g} mg of {compound.name}",
        )
        raise AmbiguousError(f"{line.text!r} can be", readings, "add 'elemental' or 'powder', as the label says")
    label = _other_reading(f"{mg:g} mg of magnesium, if the label states that", mg, entry.mg)
    note = Assumption("compound", line.text, f"{mg:g} mg of {compound.name}", label, compound.source)
    return entry, (note, *notes)


def _origin(named: _Supplement) -> Origin:
    return Origin.SUPPLEMENT if named.name.mg_per_ml is None else Origin.MEDICINE


def _milliliters(line: Line, strength: re.Match[str]) -> float | None:
    """Return the volume taken, not that of the strength."""
    own = strength["ml"]
    volumes = [found for found in line.amounts if found.ml_each is not None]
    taken = [found for found in volumes if not (own and found.low == float(own.replace(",", ".")) and len(volumes) > 1)]
    return taken[0].value * (taken[0].ml_each or 0.0) if taken else None


def _of_strength(
    line: Line, compound: Compound, strength: re.Match[str], ml: float
) -> tuple[Entry, tuple[Assumption, ...]]:
    """Return the dose of a volume of a stated strength."""
    number = float(strength["amount"].replace(",", "."))
    volume = float((strength["ml"] or "1").replace(",", "."))
    if not volume:
        raise AmountError("strength", strength[0], "is of no volume")
    per_ml = number / volume
    unit = strength["unit"].casefold()
    is_elemental = unit in {"mmol", "meq"} or any(word.stems[:1] == words("elemental") for word in line.words)
    if is_elemental or compound.elemental_fraction is None:
        return compound.dose(elemental_mg=float(convert(per_ml * ml, unit, "mg"))), ()
    return compound.dose(compound_mg=per_ml * ml * (1000 if unit == "g" else 1)), ()


def _of_liquid(line: Line, named: _Supplement, compound: Compound) -> tuple[Entry, tuple[Assumption, ...]]:
    """Return the dose of a volume of a liquid of usual strength; raise if no dose is stated."""
    volume = next((found for found in line.amounts if found.ml_each is not None), None)
    if volume is None or named.name.mg_per_ml is None:
        raise AmbiguousError(
            f"{line.text!r} states no dose",
            ("any amount of magnesium",),
            "give it as on the label, such as 200 mg elemental",
        )
    ml = volume.value * (volume.ml_each or 0.0)
    entry = compound.dose(elemental_mg=ml * named.name.mg_per_ml, origin=Origin.MEDICINE)
    chosen = f"the usual strength, {named.name.mg_per_ml:.3g} mg of magnesium per ml"
    return entry, (Assumption("portion", line.text, chosen, (), named.name.source),)
