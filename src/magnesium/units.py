"""Convert amounts and concentrations of magnesium between mg, mmol and mEq.

Magnesium is divalent, so 1 mmol is 2 mEq. Its standard atomic weight is 24.305 (IUPAC Commission
on Isotopic Abundances and Atomic Weights; conventional value).
"""

from __future__ import annotations

import math
import operator
from numbers import Number
from typing import TYPE_CHECKING, Any, TypeVar, overload

from magnesium.errors import AmountError, UnitError
from magnesium.text import normalized

if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction

ATOMIC_WEIGHT = 24.305
"""g/mol, which is also mg per mmol."""

VALENCE = 2
"""mEq per mmol."""

_A = TypeVar("_A")

# Mg of magnesium per unit. Keys are in lower case: no two units of magnesium in use differ
# only by case.
_MG = {
    "mg": 1.0,
    "g": 1000.0,
    "ug": 0.001,
    "µg": 0.001,
    "mcg": 0.001,
    "mmol": ATOMIC_WEIGHT,
    "mol": ATOMIC_WEIGHT * 1000.0,
    "umol": ATOMIC_WEIGHT / 1000.0,
    "µmol": ATOMIC_WEIGHT / 1000.0,
    "meq": ATOMIC_WEIGHT / VALENCE,
}
_LITRES = {"l": 1.0, "dl": 0.1, "ml": 0.001}
_SHOWN = ("mg", "g", "µg", "mmol", "mEq", "mg/dL", "mg/L", "mmol/L", "mEq/L")


@overload
def convert(value: float | Decimal | Fraction, from_unit: str, to_unit: str) -> float: ...
@overload
def convert(value: _A, from_unit: str, to_unit: str) -> _A: ...
def convert(value: Any, from_unit: str, to_unit: str) -> Any:
    """Convert an amount or a concentration of magnesium to another unit.

    Amounts: mg, g, µg, mmol, mol, µmol, mEq. Concentrations: any of these per L, dL or mL.
    *value* is a number, a list or tuple of numbers, or anything that can be multiplied by a float
    (a NumPy array, a pandas or Polars series); arrays are not checked, and missing values stay
    missing.

    Args:
        value: A number, a list of numbers, or an array.
        from_unit: Unit of *value*.
        to_unit: Unit of the result.

    Raises:
        UnitError: A unit is unknown, or the units do not fit each other.
        AmountError: A number is negative or not finite.

    Source: standard atomic weight of magnesium, 24.305 g/mol (CIAAW).

    >>> convert(24.305, "mg", "mmol")
    1.0
    >>> round(convert(2.0, "mg/dL", "mmol/L"), 3)
    0.823
    >>> convert([1.0, 2.0], "mmol", "mEq")
    [2.0, 4.0]
    """
    start, start_per_volume = _unit(from_unit)
    end, end_per_volume = _unit(to_unit)
    if start_per_volume != end_per_volume:
        kinds = ("an amount", "a concentration")
        reason = f"{kinds[start_per_volume]} cannot become {kinds[end_per_volume]} ({to_unit!r}) without a volume"
        raise UnitError(from_unit, reason)
    # Equal units leave the value unchanged: 1.5 * a / a need not be 1.5.
    return _scaled(value, 1.0, 1.0) if start == end else _scaled(value, start, end)


def _scaled(value: Any, start: float, end: float) -> Any:
    if isinstance(value, list | tuple):
        return type(value)(_scaled(item, start, end) for item in value)
    if isinstance(value, bool | str | bytes) or value is None:
        raise AmountError("amount", value, "must be a number")
    if isinstance(value, Number):
        # Multiplied before divided, so that 24.305 mg is exactly 1 mmol.
        return amount(amount(value, "amount") * start / end, f"{value!r} in the other unit")
    try:
        return value * start / end
    except TypeError:
        raise AmountError("amount", value, "must be a number") from None


def _unit(name: str) -> tuple[float, bool]:
    """Return one unit in mg (or mg/L), and whether it is a concentration."""
    amount_part, slash, volume_part = normalized(str(name)).strip().casefold().replace("μ", "µ").partition("/")
    mg = _MG.get(amount_part.strip())
    if mg is None or (slash and volume_part.strip() not in _LITRES):
        raise UnitError(str(name), "is not a unit of magnesium known here", _SHOWN)
    return (mg / _LITRES[volume_part.strip()], True) if slash else (mg, False)


def amount(value: object, what: str) -> float:
    """Return *value* as a float.

    Raises :class:`AmountError`, which names *what* it is, unless it is a finite number that is not negative.

    >>> amount(180, "grams")
    180.0
    """
    number = value if type(value) is float else as_float(value, what)
    if 0.0 <= number < math.inf:
        return number
    raise AmountError(what, value, "must not be negative" if -math.inf < number < 0.0 else "must be finite")


def whole_number(value: Any, what: str, minimum: int = 1) -> int:
    """Return any type of whole number as an int; 1.0 is not accepted.

    Args:
        value: The number.
        what: Name of the number.
        minimum: Smallest allowed number.

    Raises:
        AmountError: It is not a whole number, or is too small.
    """
    if not isinstance(value, bool):
        try:
            number = operator.index(value)
        except TypeError:
            number = minimum - 1
        if number >= minimum:
            return number
    raise AmountError(what, value, f"must be a whole number from {minimum}")


def as_float(value: Any, what: str) -> float:
    """Return any type of number (NumPy's, Decimal …) as a float.

    Raises :class:`AmountError`, which names *what* it is, for anything else, including strings and truth values.
    """
    # A Total converts to a number, but passing it as a plain number is a mistake.
    if not isinstance(value, bool | str | bytes) and not hasattr(value, "to_dict"):
        try:
            return float(value)
        except OverflowError:
            raise AmountError(what, value, "must be finite") from None
        except (TypeError, ValueError):
            pass
    raise AmountError(what, value, "must be a number")
