"""Cooking methods, and the methods that the words of ``cooking=`` name.

A phrase such as "stir-fried" is matched before single words. Words that say nothing about the method ("in a pan") are
ignored; any other word is an error.
"""

from __future__ import annotations

import re

import attrs

from magnesium.errors import InvalidValueError
from magnesium.evidence import Vocabulary
from magnesium.foods.retention import retention_factors
from magnesium.text import fold, forms, whole_text


class CookingMethod(Vocabulary):
    """How an ingredient is cooked."""

    BAKED = "baked"
    ROASTED = "roasted"
    BROILED = "broiled"
    """Also grilled and pan-broiled: without fat."""
    FRIED = "fried"
    STIR_FRIED = "stir_fried"
    BOILED = "boiled"
    SIMMERED = "simmered"
    """Also stewed and poached."""
    BRAISED = "braised"
    STEAMED = "steamed"
    MICROWAVED = "microwaved"
    TOASTED = "toasted"
    REHEATED = "reheated"
    COOKED = "cooked"
    """Not stated: the usual method of the ingredient."""


_M = CookingMethod

ALIKE: dict[CookingMethod, tuple[CookingMethod, ...]] = {
    _M.BAKED: (_M.BAKED, _M.ROASTED, _M.BROILED, _M.FRIED),
    _M.ROASTED: (_M.ROASTED, _M.BAKED, _M.BROILED, _M.FRIED),
    _M.BROILED: (_M.BROILED, _M.ROASTED, _M.BAKED, _M.FRIED),
    _M.FRIED: (_M.FRIED, _M.STIR_FRIED, _M.BROILED, _M.ROASTED, _M.BAKED),
    _M.STIR_FRIED: (_M.STIR_FRIED, _M.FRIED, _M.BROILED, _M.ROASTED, _M.BAKED),
    _M.BOILED: (_M.BOILED, _M.SIMMERED, _M.BRAISED),
    _M.SIMMERED: (_M.SIMMERED, _M.BOILED, _M.BRAISED),
    _M.BRAISED: (_M.BRAISED, _M.SIMMERED, _M.BOILED),
    _M.STEAMED: (_M.STEAMED, _M.BOILED, _M.SIMMERED, _M.BAKED),
    _M.MICROWAVED: (_M.STEAMED, _M.ROASTED, _M.BAKED, _M.BOILED),
    _M.TOASTED: (_M.TOASTED, _M.BAKED, _M.ROASTED),
    _M.REHEATED: (_M.REHEATED,),
}
"""For each method, the methods whose code can be used; the first that the kind has is used."""

_WORDS = {
    _M.BAKED: "bake baked baking oven casserole gratin",
    _M.ROASTED: "roast roasted roasting rotisserie",
    _M.BROILED: "broil broiled grill grilled barbecue barbecued bbq griddled seared",
    _M.FRIED: "fry fried frying browned browning scrambled",
    _M.STIR_FRIED: "stirfry stirfried saute sauteed sauteing",
    _M.BOILED: "boil boiled boiling blanched parboiled mashed",
    _M.SIMMERED: "simmer simmered simmering stew stewed stewing poached poaching",
    _M.BRAISED: "braise braised braising potroasted",
    _M.STEAMED: "steam steamed steaming",
    _M.MICROWAVED: "microwave microwaved microwaving",
    _M.TOASTED: "toast toasted toasting",
    _M.REHEATED: "reheat reheated heat heated warmed",
    _M.COOKED: "cook cooked cooking",
}
_METHOD_OF = {word: method for method, listed in _WORDS.items() for word in listed.split()}
_RAW = frozenset({"raw", "uncooked", "none", "unheated"})
_SAYS_NOTHING = """
    a an and at covered deep dripping drippings drained fast fat for from hard hour hours in it its liquid low little
    method methods minutes min multiple no of off oil on only or over pan poured pressure slow slowly soft specified
    the then time unspecified used water wet with without discarded hot h not thrown away kept eaten included absorbed
    broth juice juices all is
"""
_IGNORED = frozenset(_SAYS_NOTHING.split())
# Matched before single words: phrases whose words mean something else alone.
_PHRASES = (
    (re.compile(r"\bstir[- ]?fr(y|ied|ying)\b"), "stirfried"),
    (re.compile(r"\bpot[- ]?roast(ed)?\b"), "potroasted"),
    (re.compile(r"\bpan[- ](broiled|grilled)\b"), "broiled"),
    (re.compile(r"\bpan[- ]roasted\b"), "roasted"),
    (re.compile(r"\bdry[- ](heat|roasted)\b"), "roasted"),
    (re.compile(r"\bmoist[- ]heat\b"), "simmered"),
)
_LIQUID_KEPT = re.compile(
    r"\b(?:water|liquid|broth|drippings?|juices?) (?:is )?(?:used|kept|eaten|included|absorbed)\b"
    r"|\bwith (?:the |its |all )?(?:drippings?|liquid|juices?|cooking (?:water|liquid))\b|\b(?:not drained|undrained)\b"
)
_CODE = re.compile(r"\d{1,4}")


@attrs.frozen(kw_only=True)
class Cooking:
    """The meaning of ``cooking=``: a retention code, or methods and whether the liquid is eaten."""

    methods: tuple[CookingMethod, ...] = ()
    code: str | None = None
    keeps_liquid: bool = False


def read_cooking(text: str | None) -> Cooking | None:
    """Parse methods ("boiled, drained", "stewed with its liquid") or a retention code ("3005").

    ``None`` means no cooking ("raw"). Raises :class:`~magnesium.InvalidValueError` for other words, and
    :class:`~magnesium.NotFoundError` for an unknown retention code.

    >>> read_cooking("boiled, water used").keeps_liquid, read_cooking("raw")
    (True, None)
    """
    if text is None:
        return None
    if code := _CODE.fullmatch(whole_text(text, "cooking").strip()):
        return Cooking(code=retention_factors[code[0].zfill(4)].id)
    plain = fold(text)
    for phrase, meaning in _PHRASES:
        plain = phrase.sub(meaning, plain)
    found = forms(plain)
    methods = tuple(dict.fromkeys(_METHOD_OF[word] for word in found if word in _METHOD_OF))
    unknown = [word for word in found if word not in _METHOD_OF and word not in _IGNORED | _RAW and word.isalpha()]
    if unknown or not (methods or _RAW & set(found)):
        known = ", ".join(method.replace("_", "-") for method in CookingMethod)
        raise InvalidValueError("cooking", text, f"must name a method ({known}), 'raw', or a retention code of USDA")
    return Cooking(methods=methods, keeps_liquid=bool(_LIQUID_KEPT.search(plain))) if methods else None
