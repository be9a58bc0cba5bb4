"""Find the records that a word means: a symptom, a risk factor, a medication or a supplement.

A word is looked up by id, by ATC code (medications), by name, and by all its words, in this order.
Unknown words raise; so do words that fit several records, unless these are one group: a risk
factor and the interactions of the same medication, or kidney disease under two names.
"""

from __future__ import annotations

import difflib
import functools
from collections.abc import Callable, Iterable
from itertools import combinations
from typing import Any, TypeVar

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.clinical.atc import acts_as, is_atc
from magnesium.clinical.brands import brands
from magnesium.clinical.facts import facts
from magnesium.clinical.interactions import Interaction, interactions
from magnesium.clinical.reading import MOST_WORDS, by_key, key, phrase, pieces, without_dose
from magnesium.clinical.risk_factors import RiskCategory, RiskFactor, risk_factors
from magnesium.clinical.symptoms import Symptom, symptoms
from magnesium.errors import AmbiguousError, InvalidValueError, NotFoundError
from magnesium.foods.compounds import Compound, compounds
from magnesium.text import fold, whole_text, words

_R = TypeVar("_R")

_SUBSTANCE_LENGTH = 7
"""Length of an ATC code of a substance; those of groups are shorter."""

_TYPO = 0.8
"""Minimum similarity (0-1) of a typo; our rule of thumb."""

_MAGNESIUM_WORDS = frozenset({"magnesium", "magnesia", "epsom"})

KIDNEY_FACT = "fact:impaired-kidneys"
"""The fact of the risk factors in which magnesium builds up."""


@attrs.frozen(kw_only=True)
class Medication:
    """The meaning of a word for a medication: its effect on magnesium, and magnesium's effect on it."""

    word: str
    """The word as given."""
    risk_factors: tuple[str, ...]
    interactions: tuple[str, ...]
    atc_codes: tuple[str, ...]
    """ATC groups or substances of the records that the word names directly."""
    assumption: str = ""
    """How an uncertain word was interpreted."""

    @property
    def contains_magnesium(self) -> bool:
        """Whether it is a product with magnesium."""
        return any(interactions[id_].contains_magnesium for id_ in self.interactions)


def find_symptom(word: Symptom | str) -> Symptom:
    """Return the symptom that *word* names: an id, a name, an everyday word or a code.

    Raises :class:`NotFoundError` with near matches, and :class:`AmbiguousError` for a word that
    fits several symptoms.

    >>> find_symptom("pins and needles").id
    'symptom:tingling'
    """
    if isinstance(word, Symptom):
        return word
    found = _found(symptoms, _text("symptom", word))
    if not found:
        raise _not_found("symptom", word, (symptoms,))
    first, *others = found
    if others:
        raise _ambiguous("symptoms", word, found)
    return first


def find_risk_factors(word: RiskFactor | str) -> tuple[RiskFactor, ...]:
    """Return the risk factor that *word* names, or several of one group.

    Raises :class:`NotFoundError` with near matches, and :class:`AmbiguousError` for a word that
    fits several that are not a group.

    >>> [risk.id for risk in find_risk_factors("kidney disease")]
    ['risk:ckd', 'risk:impaired-kidney-function']
    """
    if isinstance(word, RiskFactor):
        return (word,)
    text = _text("risk factor", word)
    found = _by_code(risk_factors, text) or _found(risk_factors, text)
    if not found:
        raise _not_found("risk factor", word, (risk_factors,))
    if not _are_one_group(found):
        raise _ambiguous("risk factors", word, found)
    return found


def find_medication(word: RiskFactor | Interaction | str) -> Medication:
    """Return what is known about the medication that *word* names: an id, a name, an everyday word, an ATC code.

    Raises :class:`NotFoundError` with near matches, and :class:`AmbiguousError` for a word such as
    "water pills" that fits medications with different effects. A medication that is not found may
    still affect magnesium.

    >>> find_medication("omeprazole").interactions
    ('interaction:ppi',)
    >>> find_medication("A02BC01") == attrs.evolve(find_medication("omeprazole"), word="A02BC01")
    True
    """
    if isinstance(word, RiskFactor | Interaction):
        return _medication(word.name, (word,))
    text = _text("medication", word)
    substance, assumption = _substance(text)
    found, is_one = _medication_records(substance)
    if not found:
        raise _not_found("medication", word, (risk_factors, interactions))
    # "furosemide 40 mg + omeprazole 20 mg": what follows a dose may name others.
    if others := [record for record in _parts_found(without_dose(text)[1], _drugs_inside) if record not in found]:
        found, is_one = (*found, *others), False
    if not is_one and not _are_one_group(found):
        raise _ambiguous("medications", word, found)
    return _medication(text, found, assumption)


def possible_medication(word: RiskFactor | Interaction | str) -> Medication:
    """Return everything that *word* may mean as a medication, with the assumptions.

    Unlike :func:`find_medication` it considers all meanings, reads each part of a combination, and
    finds a name inside a longer text. Raises :class:`NotFoundError` if nothing is found.

    >>> possible_medication("losartan/hydrochlorothiazide 50 mg").risk_factors
    ('risk:thiazides',)
    """
    try:
        return find_medication(word)
    except AmbiguousError as error:
        found = tuple(_record(id_) for id_ in error.candidates)
        text = str(word).strip()
        return _medication(text, found, f"{text!r} fits several: {_names(found)}. All were considered.")
    except NotFoundError:
        text = str(word).strip()
        found = _parts_found(text, lambda part: _medication_records(_substance(part)[0])[0] or _drugs_inside(part))
        if not found and _names_magnesium(text):
            found = (interactions["interaction:other-mg-products"],)
        if not found:
            raise
        return _medication(text, found, f"{text!r} was read as {_names(found)}.")


def _names(found: tuple[Any, ...]) -> str:
    return "; ".join(dict.fromkeys(record.name for record in found))


def _record(id_: str) -> Any:
    return risk_factors[id_] if id_ in risk_factors else interactions[id_]


def _substance(text: str) -> tuple[str, str]:
    """Return the name without its dose, a brand as its substance, and the assumption."""
    name = text if is_atc(text) else without_dose(text)[0]
    if brand := brands.get(name.casefold()):
        return brand.substance, brand.assumption
    return name, ""


def _parts_found(text: str, find: Callable[[str], Iterable[Any]]) -> tuple[Any, ...]:
    """Return the distinct records that *find* returns for each part of a combination."""
    return tuple(dict.fromkeys(record for part in pieces(text) for record in find(part)))


def _drugs_inside(text: str) -> tuple[Any, ...]:
    """Return the records of the drug names inside a longer text, and of magnesium."""
    inside = phrase(text, _drug_names())
    if inside.is_about_something_else:
        return ()
    named = [brands[id_].substance if id_ in brands else id_ for id_ in inside.found]
    if not named and _names_magnesium(text):
        return (interactions["interaction:other-mg-products"],)
    return tuple(record for name in named for record in _medication_records(name)[0])


def _acting_records() -> tuple[RiskFactor | Interaction, ...]:
    return (*risk_factors.values(), *interactions.values())


@functools.cache
def _records_by_drug() -> dict[tuple[str, ...], tuple[str, ...]]:
    return by_key((record.id, record.drugs) for record in _acting_records())


@functools.cache
def _drug_names() -> dict[tuple[str, ...], tuple[str, ...]]:
    drugs = [(drug, (drug,)) for record in _acting_records() for drug in record.drugs]
    return by_key([*drugs, *((brand.id, (brand.name,)) for brand in brands.values())])


def _medication_records(text: str) -> tuple[tuple[Any, ...], bool]:
    """Return the records that *text* names, and whether it is one substance."""
    found: tuple[Any, ...] = (*_medications(_by_code(risk_factors, text)), *_by_code(interactions, text))
    # One substance has all effects in the records; a group of several may differ.
    is_one = bool(found) and len(text.strip()) == _SUBSTANCE_LENGTH
    if not found:
        found = tuple(_record(id_) for id_ in _records_by_drug().get(key(text), ()))
        is_one = bool(found)
    if not found:
        found = (*_medications(_found(risk_factors, text)), *_interactions(text))
    if not found and _names_magnesium(text) and _is_salt(text):
        found = (interactions["interaction:other-mg-products"],)
    if is_one:
        # Its own code is a magnesium laxative; the group of that code has others too.
        found = tuple(item for item in found if getattr(item, "contains_magnesium", False)) or found
    return found, is_one


def find_supplement(word: Compound | str) -> str:
    """Return the name of a magnesium supplement or other product; the hydrate does not matter to interactions.

    Raises :class:`NotFoundError` with near matches.

    >>> find_supplement("magnesium citrate")
    'magnesium citrate'
    """
    if isinstance(word, Compound):
        return word.name
    text = _text("supplement", word)
    if _is_salt(without_dose(text)[0]) or any(item.contains_magnesium for item in _interactions(text)):
        return text
    raise NotFoundError("supplement", text, compounds.near(text), "the catalog is magnesium.compounds")


def magnesium_products() -> tuple[Interaction, ...]:
    """Return the records of medications that are themselves magnesium products."""
    return interactions.filter(contains_magnesium=True)


@functools.cache
def kidney_risk_factors() -> frozenset[str]:
    """Return the ids of the risk factors that may impair renal magnesium excretion."""
    renal = risk_factors.filter(category=RiskCategory.RENAL)
    return frozenset(id_ for id_ in facts[KIDNEY_FACT].named if id_ in risk_factors) | {risk.id for risk in renal}


def _is_salt(text: str) -> bool:
    known = (set(words(" ".join((item.name, *item.names)))) for item in compounds.values())
    return text in compounds or any(set(words(text)) <= held for held in known)


def _interactions(text: str) -> tuple[Interaction, ...]:
    """Return the interactions that *text* names; "infusion" alone does not mean magnesium."""
    found = _found(interactions, text)
    if text in interactions or interactions.named(text) or _names_magnesium(text):
        return found
    return tuple(item for item in found if not item.contains_magnesium)


def _names_magnesium(text: str) -> bool:
    return not _MAGNESIUM_WORDS.isdisjoint(words(text))


def _text(what: str, word: object) -> str:
    if not isinstance(word, str) or not any(char.isalnum() for char in word):
        raise InvalidValueError(what, word, "must be a name, an id or a code")
    return whole_text(word, what).strip()


def _found(catalog: Catalog[_R], text: str) -> tuple[_R, ...]:  # type: ignore[type-var]
    """Return the records that *text* names by whole words."""
    if text in catalog:
        return (catalog[text],)
    named = tuple(dict.fromkeys(catalog.named(text))) or tuple(
        catalog[id_] for id_ in names_of(catalog).get(key(text), ())
    )
    wanted = set(words(text))
    if named or len(wanted) > MOST_WORDS:  # more words than any name has
        return named
    return tuple(record for record in catalog.search(text) if _has_in_one_name(record, wanted))


def names_of(catalog: Catalog[Any]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return the ids of a catalog's records by the keys of their names, clinical terms and everyday words."""
    return _names_by_prefix(catalog.prefix)


@functools.cache
def _names_by_prefix(prefix: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    (catalog,) = (one for one in (symptoms, risk_factors, interactions) if one.prefix == prefix)
    every: Any = catalog
    return by_key((id_, _texts(record)) for id_, record in every.items())


def _texts(record: Any) -> tuple[str, ...]:
    return (record.name, *filter(None, (getattr(record, "clinical_term", ""),)), *record.names)


def _has_in_one_name(record: Any, wanted: set[str]) -> bool:
    """Return whether one name has every word; words of different names do not combine ("not weak")."""
    codes = [item.code for item in (getattr(record, "hpo", None), *getattr(record, "icd10cm", ())) if item is not None]
    held = (record.id, record.name, getattr(record, "clinical_term", ""), *record.names, *getattr(record, "drugs", ()))
    every = (*held, *codes, *(code.replace(".", "") for code in codes))
    return any(wanted <= set(words(text)) for text in every)


def _by_code(catalog: Catalog[_R], text: str) -> tuple[_R, ...]:  # type: ignore[type-var]
    if not is_atc(text):
        return ()
    return tuple(item for item in catalog.values() if acts_as(text, getattr(item, "atc_codes", ())))


def _medications(found: tuple[RiskFactor, ...]) -> tuple[RiskFactor, ...]:
    return tuple(risk for risk in found if risk.category is RiskCategory.MEDICATION or risk.drugs or risk.atc_codes)


def _medication(word: str, found: tuple[RiskFactor | Interaction, ...], assumption: str = "") -> Medication:
    risks = [item.id for item in found if isinstance(item, RiskFactor)]
    effects = [item.id for item in found if isinstance(item, Interaction)]
    for id_ in risks:
        effects += [other for other in risk_factors[id_].interactions if interactions[other].drugs]
    for item in found:
        if isinstance(item, Interaction):
            # The record covers several kinds, and the text does not state which.
            linked = [id_ for id_ in item.risk_factors if risk_factors[id_].category is RiskCategory.MEDICATION]
            risks += linked if len(linked) == 1 else []
    return Medication(
        word=word,
        risk_factors=tuple(dict.fromkeys(risks)),
        interactions=tuple(dict.fromkeys(effects)),
        atc_codes=tuple(dict.fromkeys(code for item in found for code in item.atc_codes)),
        assumption=assumption,
    )


def _are_one_group(found: tuple[RiskFactor | Interaction, ...]) -> bool:
    """Return whether records are linked to each other, each with some other of them."""
    if len(found) == 1 or all(getattr(item, "contains_magnesium", False) for item in found):
        return True
    groups = {item.id: {item.id} for item in found}
    for one, other in combinations(found, 2):
        if _are_linked(one, other):
            joined = groups[one.id] | groups[other.id]
            for id_ in joined:
                groups[id_] = joined
    return len(groups[found[0].id]) == len(found)


def _are_linked(one: RiskFactor | Interaction, other: RiskFactor | Interaction) -> bool:
    if isinstance(one, RiskFactor) and isinstance(other, RiskFactor):
        return bool(set(one.interactions) & set(other.interactions)) or {one.id, other.id} <= kidney_risk_factors()
    ids = {one.id, other.id}
    return bool(ids & {*_links(one), *_links(other)})


def _links(item: RiskFactor | Interaction) -> tuple[str, ...]:
    return item.interactions if isinstance(item, RiskFactor) else item.risk_factors


def _not_found(what: str, word: str, catalogs: tuple[Catalog[Any], ...]) -> NotFoundError:
    text = word.strip()
    named = without_dose(text)[0] if what == "medication" else text
    near = _near_drugs(named) if what == "medication" else []
    near += [name for catalog in catalogs for name in catalog.near(named)]
    # "bad cramps": one of its words may be known.
    if not near:
        near = [
            record.name
            for part in fold(named).split()
            for catalog in catalogs
            for record in (catalog.named(part) if any(char.isalnum() for char in part) else ())
        ]
    hint = "search with .search(text)" if near else "the catalogs can be searched with .search(text)"
    if what == "medication":
        hint += (
            "; a medication that is not here may act on magnesium all the same: leave it out, or assess without "
            "strict, to have the rest assessed, and name it to a clinician"
        )
    return NotFoundError(what, text, tuple(dict.fromkeys(near))[:3], hint)


def _near_drugs(name: str) -> list[str]:
    """Return names of medications and brands that differ from *name* by a typo."""
    drugs = [drug for record in _acting_records() for drug in record.drugs]
    by_folded = {fold(drug): drug for drug in (*drugs, *(brand.name for brand in brands.values()))}
    return [by_folded[near] for near in difflib.get_close_matches(fold(name), by_folded, cutoff=_TYPO)]


def _ambiguous(what: str, word: str, found: tuple[Any, ...]) -> AmbiguousError:
    return AmbiguousError(f"{word.strip()!r} fits several {what}", tuple(item.id for item in found), "say which")
