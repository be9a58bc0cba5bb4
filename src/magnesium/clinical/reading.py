"""Interpret everyday words for symptoms, conditions and medications: spelling, doses, phrases."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import attrs

from magnesium.text import fold, forms, stem, words

_SPELLINGS = (
    (re.compile(r"aluminium"), "aluminum"),
    (re.compile(r"sulph"), "sulf"),
    (re.compile(r"(?<=[a-z])aem|^haem|(?<= )haem"), lambda match: match[0].replace("ae", "e")),
    (re.compile(r"oedema"), "edema"),
    (re.compile(r"oesoph"), "esoph"),
    (re.compile(r"rrhoea"), "rrhea"),
    (re.compile(r"pnoea"), "pnea"),
    (re.compile(r"coeliac"), "celiac"),
    (re.compile(r"aesth"), "esth"),
    (re.compile(r"caesar"), "cesar"),
    (re.compile(r"faec"), "fec"),
    (re.compile(r"leuk?aem"), "leukem"),
    (re.compile(r"(?<=[a-z])our\b"), "or"),
    (re.compile(r"\bfrusemide\b"), "furosemide"),
    (re.compile(r"\bciclosporin\b"), "cyclosporine"),
    (re.compile(r"\bfibre\b"), "fiber"),
    (re.compile(r"ised\b"), "ized"),
    (re.compile(r"\bcan(?: no)?t\b"), "cannot"),
    (re.compile(r"\b(do|does|did|is|was|has|have|had|are|were)nt\b"), r"\1 not"),
)
_DOSE = re.compile(
    r"\s*\(?\b\d[\d.,]*\s*(?:mg|g|ml|l|mcg|ug|\u00b5g|micrograms?|milligrams?|grams?|iu|units?|mmol|%|puffs?|tablets?|capsules?"
    r"|sachets?|tsp|teaspoons?|tbsp|tablespoons?)\b.*$",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*(?:[,;/+&]|\band\b|\bwith\b|\bplus\b|\bbut\b)\s*", re.IGNORECASE)
_SMALL = frozenset(forms("a an the my his her their in on of at to for from is are was be been i he she it its"))
_MODIFIERS = frozenset(
    words(
        "very bad severe mild slight some much many lot lots often sometimes always constant constantly since day week "
        "month hour year long new recent recently all over both left right sudden suddenly getting gets get more again "
        "now today yesterday night morning evening daily every time when while after before has have had having feel "
        "feels feeling felt really quite so too rather terrible awful strong extreme extremely persistent ongoing "
        "chronic acute frequent occasional repeated known history two three four five six seven 1 2 3 4 5 6 7 8 9 10 "
        "can that this these well up down around about only just still few couple lately becoming become became "
        "increasing worse worsening ago then last painful random generally general and or also started start "
        "slightly mildly severely badly watery take taking use using given uses bit little"
    )
)
_SAME = {
    stem: words(same)[0]
    for same, others in {
        "belly": "tummy abdomen abdominal",
        "urine": "pee wee",
        "shaking": "trembling",
        "pulse": "heartbeat",
        "hand": "finger",
        "foot": "feet toe",
        "tired": "knackered exhausted",
    }.items()
    for stem in words(others)
}
"""Everyday synonyms in the names of records."""
_DENIALS = frozenset({"no", "not", "without", "never", "denies", "deny", "none", "neither", "nor"})
_OTHERS = frozenset(words("family mother father brother sister afraid fear worried worry scared if risk prevent"))


def spelled(text: str) -> str:
    """Return *text* folded, in American spelling.

    >>> spelled("Hypomagnesaemia and diarrhoea"), spelled("magnesium sulphate")
    ('hypomagnesemia and diarrhea', 'magnesium sulfate')
    """
    plain = fold(text)
    for pattern, american in _SPELLINGS:
        plain = pattern.sub(american, plain)
    return plain


def key(text: str) -> tuple[str, ...]:
    """Return the words of *text* that identify a name, in any order.

    Spelling is American, words are singular, function words are dropped, and synonyms are replaced.

    >>> key("weak legs") == key("legs are weak"), key("tummy pain") == key("pain in the belly")
    (True, True)
    """
    return tuple(sorted(_in_order(text)))


MOST_WORDS = 16
"""Maximum number of words of a name in text, including modifiers between its words."""


def _in_order(text: str) -> tuple[str, ...]:
    return tuple(_stem(form) for form in _forms(text))


def _forms(text: str) -> tuple[str, ...]:
    every = forms(spelled(text))
    return tuple(form for form in every if _stem(form) not in _SMALL) or every


def _stem(form: str) -> str:
    plain = stem(form)
    return _SAME.get(plain, plain)


def without_dose(text: str) -> tuple[str, str]:
    """Return a name and the dose after it.

    >>> without_dose("furosemide 40 mg twice a day")
    ('furosemide', '40 mg twice a day')
    """
    found = _DOSE.search(text)
    if found is None or not text[: found.start()].strip():
        return text.strip(), ""
    return text[: found.start()].strip(), found[0].strip(" (")


def pieces(text: str) -> tuple[str, ...]:
    """Return the parts of *text*, which may name several things.

    >>> pieces("losartan/hydrochlorothiazide"), pieces("cramps and nausea")
    (('losartan', 'hydrochlorothiazide'), ('cramps', 'nausea'))
    """
    return tuple(dict.fromkeys(piece for piece in _SPLIT.split(text) if any(char.isalnum() for char in piece)))


@attrs.frozen(kw_only=True)
class Phrase:
    """Known names inside a text, and the remaining words."""

    found: tuple[str, ...]
    """Ids that the names mean."""
    rest: tuple[str, ...]
    """Remaining words, as inflected."""

    @property
    def is_whole(self) -> bool:
        """Whether only words such as "bad" or "for weeks" remain."""
        return bool(self.found) and set(map(_stem, self.rest)) <= _MODIFIERS

    @property
    def is_about_something_else(self) -> bool:
        """Whether it denies something, or is about another person, a fear or a plan."""
        return not _DENIALS.isdisjoint(self.rest) or not _OTHERS.isdisjoint(map(_stem, self.rest))


def phrase(text: str, names: Mapping[tuple[str, ...], Iterable[str]]) -> Phrase:
    """Find the longest known names in *text*; *names* maps keys to ids."""
    surface = _forms(text)
    every = tuple(map(_stem, surface))
    found: list[str] = []
    rest: list[str] = []
    at = 0
    while at < len(every):
        ids, length = _longest(every[at : at + MOST_WORDS], names)
        found += ids
        if not ids:
            rest.append(surface[at])
        at += length
    return Phrase(found=tuple(dict.fromkeys(found)), rest=tuple(rest))


def _longest(left: tuple[str, ...], names: Mapping[tuple[str, ...], Iterable[str]]) -> tuple[tuple[str, ...], int]:
    """Return the meaning of the longest known beginning of *left*, with or without modifiers, and its length."""
    for length in range(len(left), 0, -1):
        words_ = sorted(left[:length])
        for name in (tuple(words_), tuple(word for word in words_ if word not in _MODIFIERS)):
            if name in names:
                return tuple(names[name]), length
    return (), 1


def by_key(named: Iterable[tuple[str, Sequence[str]]]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return ids by the keys of their names."""
    held: dict[tuple[str, ...], list[str]] = {}
    for id_, texts in named:
        for text in texts:
            if (k := key(text)) and id_ not in held.setdefault(k, []):
                held[k].append(id_)
    return {k: tuple(ids) for k, ids in held.items()}
