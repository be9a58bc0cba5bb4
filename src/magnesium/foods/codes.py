"""Codes of foods as other programs write them: NDB numbers, FNDDS food codes and FoodData Central ids."""

from __future__ import annotations

import re

from magnesium.text import normalized

_PREFIXED = re.compile(
    r"(?P<table>sr28|sr|ndb|ndb[ _]?(?:no|number)|fndds|foundation|fdc|fdc[ _]?id|usda|food[ _]?code)"
    r"\s*[:_ #.-]?\s*(?P<code>\d.*)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+(?:\.0*)?|\d+(?:\.\d+)?e\+?\d+", re.IGNORECASE)
_LONGEST = 9

NDB_DIGITS, FNDDS_DIGITS = 5, 8
"""NDB numbers have up to 5 digits (a leading zero is often lost), FNDDS food codes exactly 8; FDC ids 6 or 7."""


def whole_code(text: str) -> str | None:
    """Return the digits of a whole number in any notation; ``None`` for any other text.

    >>> whole_code("11000000.0"), whole_code("1.1e+07"), whole_code("02031"), whole_code("12.5")
    ('11000000', '11000000', '02031', None)
    """
    if text.isascii() and text.isdigit():
        return text
    if not _NUMBER.fullmatch(text):
        return None
    number = float(text)
    if not number.is_integer() or number >= 10**_LONGEST:
        return None
    return text.partition(".")[0] if "e" not in text.casefold() else str(int(number))


def food_ids(text: str) -> tuple[str, ...]:
    """Return the ids of the bundled foods that a code can mean; none if *text* is not a code.

    >>> food_ids("2031"), food_ids("NDB 12061"), food_ids("fdcId_323604"), food_ids("almonds")
    (('sr28:02031',), ('sr28:12061',), ('foundation:323604',), ())
    """
    plain = normalized(text).strip()
    prefixed = _PREFIXED.fullmatch(plain)
    code = whole_code(prefixed["code"] if prefixed else plain)
    if code is None:
        return ()
    table = re.sub(r"[ _]", "", prefixed["table"].casefold()) if prefixed else ""
    if table in {"fndds", "foodcode"} and len(code.lstrip("0")) == FNDDS_DIGITS:
        return (f"fndds:{code}",)
    if table in {"sr28", "sr", "ndb", "ndbno", "ndbnumber"}:
        return (f"sr28:{int(code):05d}",)
    if table in {"fdc", "fdcid", "usda", "foundation"}:
        return (f"foundation:{int(code)}",)
    return (_by_length(code),)


def codes_of(id_: str) -> tuple[str, ...]:
    """Return the codes without prefix of a bundled food: the inverse of :func:`food_ids`.

    >>> codes_of("sr28:02031"), codes_of("fndds:11100000"), codes_of("ciqual:10000")
    (('02031', '2031'), ('11100000',), ())
    """
    code = id_.rpartition(":")[2]
    if not code.isdigit() or _by_length(code) != id_:
        return ()
    return (code, code.lstrip("0")) if code[0] == "0" else (code,)


def _by_length(code: str) -> str:
    digits = code.lstrip("0") or "0"
    if len(digits) <= NDB_DIGITS:
        return f"sr28:{digits:0>5}"
    return f"fndds:{digits}" if len(digits) == FNDDS_DIGITS else f"foundation:{digits}"


def why_unknown(id_: str) -> str:
    """Return why a code matches no bundled food, and what to write instead."""
    return {
        "fndds": "the bundled release of FNDDS has no such food code; it may be of another release",
        "sr28": "SR28 has no such NDB number",
        "foundation": (
            "of FoodData Central's ids only those of Foundation Foods are known; write the NDB number "
            "(sr28:12061), the food code (fndds:63107010) or the name"
        ),
    }[id_.partition(":")[0]]
