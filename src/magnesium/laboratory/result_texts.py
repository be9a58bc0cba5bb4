"""Read values as laboratories report them: a number or a limit, with a unit in any usual spelling.

Units are those of UCUM and the spellings of hospital systems ("MG/DL", "meq/l", "mg/(24.h)", "mmol/24hr"). A missing
unit is never guessed.
"""

from __future__ import annotations

import re
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import attrs

from magnesium.errors import AmountError, UnitError, member
from magnesium.foods.stated import StatedKind, stated_value
from magnesium.laboratory.grade_limits import DEFAULT_VERSION, CtcaeVersion
from magnesium.laboratory.intervals import ReferenceInterval, own_interval
from magnesium.laboratory.measures import MEQ_PER_L, MG_PER_DL, MMOL_PER_L, Comparison, exact
from magnesium.laboratory.serum import SerumResult, classify_serum
from magnesium.text import normalized, whole_text
from magnesium.units import VALENCE, as_float

MG_PER_DAY, MMOL_PER_DAY = "mg/24 h", "mmol/24 h"
SERUM_KEYWORDS = MappingProxyType({MMOL_PER_L: "mmol_per_l", MG_PER_DL: "mg_per_dl", MEQ_PER_L: "meq_per_l"})
"""The keyword of :func:`classify_serum` for each unit of a serum value."""

_MILLI, _MICRO, _KILO = Fraction(1, 1000), Fraction(1, 1_000_000), Fraction(1000)
_AMOUNTS = MappingProxyType(
    {
        **{name: ("mg", factor / _MILLI) for name, factor in (("mg", _MILLI), ("g", Fraction(1)), ("ug", _MICRO))},
        "mcg": ("mg", _MILLI),
        **{name: ("mmol", factor / _MILLI) for name, factor in (("mmol", _MILLI), ("mol", Fraction(1)))},
        "umol": ("mmol", _MILLI),
        **{name: ("mEq", factor) for name, factor in (("meq", Fraction(1)), ("mval", Fraction(1)), ("eq", _KILO))},
    }
)
"""Folded units of amount, each in mg, mmol or mEq."""
_LITERS = MappingProxyType(
    {
        **dict.fromkeys(("l", "liter", "litre", "dm3", "1000ml"), Fraction(1)),
        **dict.fromkeys(("dl", "100ml"), Fraction(1, 10)),
        "ml": _MILLI,
    }
)
_DAYS = frozenset({"d", "day", "24h", "24hr", "24hrs", "24hour", "24hours"})
_CANONICAL = MappingProxyType(
    {"mg": (MG_PER_DL, Fraction(1, 10)), "mmol": (MMOL_PER_L, Fraction(1)), "mEq": (MEQ_PER_L, Fraction(1))}
)
_ANNOTATION = re.compile(r"\{(?!24)[^{}]*\}")
_POWER = re.compile(r"(?P<amount>[a-z]+)[. ]?(?P<volume>d?l|ml)-1")
_SHOWN = (*SERUM_KEYWORDS, "mg/L", "µmol/L", MG_PER_DAY, MMOL_PER_DAY)


def read_unit(text: str | None) -> tuple[str, Fraction]:
    """Return the nearest unit of published limits for a unit of magnesium in blood or urine, and the factor.

    Raises :class:`~magnesium.UnitError` for a missing or unknown unit.

    >>> read_unit("MG/DL"), read_unit("mg/L"), read_unit("mg/(24.h)")
    (('mg/dL', Fraction(1, 1)), ('mg/dL', Fraction(1, 10)), ('mg/24 h', Fraction(1, 1)))
    """
    if text is None or not str(text).strip():
        raise UnitError("", "is missing, and no unit is guessed; state it", _SHOWN)
    text = whole_text(text, "unit")
    amount_part, _, per = _plain(text).partition("/")
    amount, factor = _AMOUNTS.get(amount_part, (None, Fraction(0)))
    if amount is not None and per in _LITERS:
        unit, liters = _CANONICAL[amount]
        return unit, factor * liters / _LITERS[per]
    if amount is not None and per in _DAYS:
        return (MG_PER_DAY, factor) if amount == "mg" else (MMOL_PER_DAY, factor / (VALENCE if amount == "mEq" else 1))
    raise UnitError(text, "is not a unit of magnesium in blood or urine known here", _SHOWN)


def _plain(text: str) -> str:
    """Return the spelling of a unit without case, annotations, spaces, and the signs of UCUM."""
    plain = _ANNOTATION.sub("", normalized(text).casefold().replace("\u00b5", "u").replace("\u03bc", "u"))
    plain = plain.strip().replace("10*-3.", "m").replace("10*-6.", "u").replace("mg%", "mg/dl").replace(" per ", "/")
    if match := _POWER.fullmatch(plain):
        plain = f"{match['amount']}/{match['volume']}"
    return re.sub(r"[\s.(){}_\[\]]", "", plain)


@attrs.frozen(kw_only=True)
class Reported:
    """A number or a limit in a unit of published limits."""

    number: float
    unit: str
    comparator: Comparison | None = None


def read_reported(value: object, unit: str | None = None, *, comparator: str | None = None) -> Reported:
    """Parse a value as it was reported: a number, or a string such as "< 0.5" or "1,8 mg/dL".

    Args:
        value: The value.
        unit: The unit, unless the string has it.
        comparator: "<", "<=", ">=" or ">", unless the string has it.

    Raises:
        UnitError: The unit is missing, unknown or stated twice.
        AmountError: The value is not a number.

    >>> read_reported("<0.5", "mg/dL")
    Reported(number=0.5, unit='mg/dL', comparator=<Comparison.BELOW: '<'>)
    """
    if comparator is not None:
        member(comparator, tuple(Comparison), "comparator")
    number, beyond, own_unit = _number(value)
    if beyond is not None and comparator is not None:
        raise AmountError("value", value, "contains a comparator; it was given twice")
    if own_unit and unit and read_unit(own_unit) != read_unit(unit):
        raise UnitError(own_unit, f"is beside the value, and {unit!r} was given; state one unit")
    canonical, factor = read_unit(own_unit or unit)
    try:
        converted = number if factor == 1 else float(exact(number) * factor)
    except OverflowError:
        raise AmountError("laboratory value", value, "is too large") from None
    return Reported(number=converted, unit=canonical, comparator=Comparison(comparator) if comparator else beyond)


def _number(value: object) -> tuple[float, Comparison | None, str]:
    """Return the number, whether it is only a limit, and the unit beside it."""
    if not isinstance(value, str):
        number = as_float(value, "laboratory value")
        if number != number or number in {float("inf"), float("-inf")}:  # noqa: PLR0124  (NaN)
            raise AmountError("laboratory value", value, "must be finite")
        return number, None, ""
    stated = stated_value(value, "laboratory value")
    if stated.value is not None:
        return stated.value, None, stated.unit
    if stated.limit is None:
        raise AmountError("laboratory value", value, "states no number")
    words = normalized(value).strip().lstrip("([ ")
    below, allows_limit = stated.kind is StatedKind.BELOW, words[0] in "≤≥" or words[1:2] == "="
    signs = (Comparison.AT_MOST, Comparison.BELOW) if below else (Comparison.AT_LEAST, Comparison.ABOVE)
    return stated.limit, signs[0] if allows_limit else signs[1], stated.unit


def classify_reported(
    value: object,
    unit: str | None = None,
    *,
    interval: ReferenceInterval | str | None,
    comparator: str | None = None,
    ctcae_version: CtcaeVersion = DEFAULT_VERSION,
) -> SerumResult:
    """Classify a serum value as a laboratory reports it, such as "<0.5" and "MG/DL".

    Args:
        value: A number, or a string with a number or a limit, and possibly its unit.
        unit: The unit, unless the string has it; mg/dL, mmol/L, mEq/L, mg/L and others, in any usual spelling.
        interval: As in :func:`classify_serum`.
        comparator: "<", "<=", ">=" or ">" if it is stated apart from the value.
        ctcae_version: As in :func:`classify_serum`.

    Returns:
        The result; for a limit, only what holds for every value beyond it.

    Raises:
        UnitError: The unit is missing, unknown, or not one of a concentration.
        AmountError: The value is not a number, or impossible in its unit.
        NotFoundError: The interval or the version is unknown.

    >>> print(classify_reported("<0.5", "MG/DL", interval=None))
    < 0.5 mg/dL: low
    """
    read = read_reported(value, unit, comparator=comparator)
    keyword = SERUM_KEYWORDS.get(read.unit)
    if keyword is None:
        raise UnitError(read.unit, "is not a unit of magnesium in blood", tuple(SERUM_KEYWORDS))
    given: dict[str, Any] = {keyword: read.number, "comparator": read.comparator}
    return classify_serum(**given, interval=interval, ctcae_version=ctcae_version)


def reported_interval(lower: object, upper: object, unit: str | None) -> ReferenceInterval:
    """Return the limits that a laboratory's report states; either may be ``None``.

    Args:
        lower: Lower limit.
        upper: Upper limit.
        unit: Unit of the limits.

    Raises:
        UnitError: As in :func:`classify_reported`.
        AmountError: As in :func:`classify_reported`.
    """
    given: dict[str, Any] = {}
    for side, limit in (("lower", lower), ("upper", upper)):
        if limit is not None:
            read = read_reported(limit, unit)
            if read.comparator is not None or read.unit not in SERUM_KEYWORDS:
                raise UnitError(read.unit, f"a {side} limit must be a number in a unit of blood", tuple(SERUM_KEYWORDS))
            given[f"{side}_{SERUM_KEYWORDS[read.unit]}"] = read.number
    return own_interval(**given)
