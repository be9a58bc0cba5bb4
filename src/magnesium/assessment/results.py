"""Results other than magnesium: potassium, calcium, glucose, blood pressure, QTc, and the words of an ECG."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import attrs

from magnesium.catalogs.fields import text_field
from magnesium.clinical.facts import Quantity
from magnesium.errors import AmountError, InvalidValueError, MagnesiumError
from magnesium.laboratory.filtration import filtration_range
from magnesium.laboratory.plausibility import SERUM_CREATININE_MG_PER_DL
from magnesium.rendering.answers import Answer
from magnesium.text import normalized

_NUMBER = re.compile(r"\s*([<>]?)\s*(\d+(?:[.,]\d+)?)\s*([^\d\s].*)?$")
_PRESSURE = re.compile(r"\s*(\d{2,3})\s*/\s*(\d{2,3})\b")
_ECG = frozenset({"ecg", "ekg", "electrocardiogram", "heart tracing"})
_BLOOD_PRESSURE = frozenset({"blood pressure", "bp"})
_EGFR = frozenset({"egfr", "gfr"})

_ANALYTES = MappingProxyType(
    {
        "potassium": (Quantity.POTASSIUM, {"mmol/l": 1.0, "meq/l": 1.0}),
        "k": (Quantity.POTASSIUM, {"mmol/l": 1.0, "meq/l": 1.0}),
        "calcium": (Quantity.CALCIUM, {"mmol/l": 1.0, "mg/dl": 0.2495, "meq/l": 0.5}),
        "ca": (Quantity.CALCIUM, {"mmol/l": 1.0, "mg/dl": 0.2495, "meq/l": 0.5}),
        "sodium": (Quantity.SODIUM, {"mmol/l": 1.0, "meq/l": 1.0}),
        "na": (Quantity.SODIUM, {"mmol/l": 1.0, "meq/l": 1.0}),
        "phosphate": (Quantity.PHOSPHATE, {"mmol/l": 1.0, "mg/dl": 0.3229}),
        "phosphorus": (Quantity.PHOSPHATE, {"mmol/l": 1.0, "mg/dl": 0.3229}),
        "glucose": (Quantity.GLUCOSE, {"mmol/l": 1.0, "mg/dl": 0.0555}),
        "blood sugar": (Quantity.GLUCOSE, {"mmol/l": 1.0, "mg/dl": 0.0555}),
        "qtc": (Quantity.QTC, {"ms": 1.0, "s": 1000.0}),
        "magnesium": (Quantity.SERUM, {"mmol/l": 1.0, "meq/l": 0.5, "mg/dl": 1 / 2.4305}),
        "mg": (Quantity.SERUM, {"mmol/l": 1.0, "meq/l": 0.5, "mg/dl": 1 / 2.4305}),
    }
)
"""Factors to the units of quantities, by molar masses: Ca 40.08, P 30.97, glucose 180.2, Mg 24.305."""
_CREATININE = MappingProxyType({"mg/dl": 1.0, "umol/l": 1 / 88.4, "mmol/l": 1000 / 88.4})
"""Factors to mg/dL."""
_AROUND_NAMES = re.compile(r"\(.*?\)|\b(serum|plasma|blood|corrected|adjusted|total|level|s|p)\b[- ]?|\d?\+")
_LIMIT_FACTS = MappingProxyType(
    {
        Quantity.POTASSIUM: "fact:potassium-below-limit",
        Quantity.CALCIUM: "fact:calcium-below-limit",
        Quantity.PHOSPHATE: "fact:phosphate-below-limit",
    }
)
_UNIT_MISSING = "the unit is missing or not known here; give it as '2.7 mmol/L'"
_NO_NUMBER = "there is no number in it"
_BY_NUMBER_ALONE = "read by its number alone; give it as serum=laboratory.classify_serum(...), with its limits"
_NOT_KNOWN = "no rule here uses this result"


@attrs.frozen(kw_only=True, repr=False)
class Result(Answer):
    """A result other than serum magnesium: a number with its unit, or words such as those of an ECG."""

    name: str = text_field()
    value: str = text_field()
    """As reported, with its unit: "2.7 mmol/L", "165/105 mmHg", "atrial fibrillation"."""
    lower: float | None = None
    """The laboratory's own lower limit, in the unit of the value."""

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"


@attrs.define(kw_only=True)
class ReadResults:
    """The interpreted results."""

    numbers: dict[Quantity, list[float]] = attrs.field(factory=dict)
    """All values of each quantity; the most urgent one is used."""
    facts: dict[str, str] = attrs.field(factory=dict)
    """Facts by the laboratory's own limits, each with the result."""
    words: list[str] = attrs.field(factory=list)
    """Words to interpret as symptoms."""
    rates: list[float] = attrs.field(factory=list)
    """Filtration rates, as reported."""
    creatinine_mg_per_dl: list[tuple[Result, float]] = attrs.field(factory=list)
    unread: list[tuple[Result, str]] = attrs.field(factory=list)
    """Results that no rule uses or that could not be read, and why."""

    def add(self, result: Result) -> None:
        """Read one result; a missing unit is never guessed."""
        name = result.name.strip().casefold()
        short = " ".join(_AROUND_NAMES.sub(" ", name).split())
        if short not in _ANALYTES and name in _ANALYTES:
            short = name
        if name in _ECG:
            self.words.append(result.value)
        elif name in _EGFR:
            self._add_rate(result)
        elif name in _BLOOD_PRESSURE:
            self._add_pressure(result)
        elif short == "creatinine":
            self._add_creatinine(result)
        elif short in _ANALYTES:
            self._add_analyte(short, result)
        else:
            self.unread.append((result, _NOT_KNOWN))

    def _add_pressure(self, result: Result) -> None:
        match = _PRESSURE.match(normalized(result.value))
        if match:
            self._add_number(Quantity.SYSTOLIC, float(match[1]))
            self._add_number(Quantity.DIASTOLIC, float(match[2]))
        elif any(char.isdigit() for char in result.value):
            self.unread.append((result, "give it as '165/105'"))
        else:
            self.words.append(f"{result.value} blood pressure")

    def _add_number(self, quantity: Quantity, value: float) -> None:
        self.numbers.setdefault(quantity, []).append(value)

    def _add_rate(self, result: Result) -> None:
        match = _NUMBER.match(normalized(result.value))
        if match is None:
            self.unread.append((result, _NO_NUMBER))
            return
        rate = float(match[2].replace(",", "."))
        try:
            filtration_range(egfr_ml_per_min_per_1_73_m2=rate)
        except MagnesiumError as error:
            self.unread.append((result, str(error)))
        else:
            self.rates.append(rate)

    def _add_creatinine(self, result: Result) -> None:
        match = _NUMBER.match(normalized(result.value))
        factor = _CREATININE.get(_unit(match[3]) if match else "")
        if match is None or factor is None:
            self.unread.append((result, _UNIT_MISSING))
            return
        try:
            value = SERUM_CREATININE_MG_PER_DL.check(float(match[2].replace(",", ".")) * factor, "serum creatinine")
        except AmountError as error:
            self.unread.append((result, str(error)))
        else:
            self.creatinine_mg_per_dl.append((result, value))

    def _add_analyte(self, name: str, result: Result) -> None:
        quantity, units = _ANALYTES[name]
        match = _NUMBER.match(normalized(result.value))
        if match is None:
            self.words.append(f"{result.value} {name}")  # "low"
            return
        factor = units.get(_unit(match[3]))
        if factor is None:
            self.unread.append((result, _UNIT_MISSING))
            return
        value = float(match[2].replace(",", "."))
        self._add_number(quantity, value * factor)
        if quantity is Quantity.SERUM:
            self.unread.append((result, _BY_NUMBER_ALONE))
        if result.lower is not None and value < result.lower and quantity in _LIMIT_FACTS:
            self.facts[_LIMIT_FACTS[quantity]] = str(result)


def checked_results(given: object) -> tuple[Result, ...]:
    """Return results given as a mapping of names to strings, or as :class:`Result` records."""
    if isinstance(given, Mapping):
        return tuple(Result(name=_named(name), value=_worded(value)) for name, value in given.items())
    reason = "must be a mapping of names to values with units, such as {'potassium': '2.7 mmol/L'}, or a list of Result"
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise InvalidValueError("results", given, reason)
    found = tuple(given)
    if not all(isinstance(item, Result) for item in found):
        raise InvalidValueError("results", given, reason)
    return found


def _named(name: object) -> str:
    if not isinstance(name, str) or not name.strip():
        raise InvalidValueError("name of a result", name, "must be a string")
    return name


def _worded(value: object) -> str:
    if isinstance(value, tuple) and len(value) == 2:
        return f"{value[0]} {value[1]}"
    text = str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
    if not text:
        raise InvalidValueError("result", value, "must be a string with its unit, such as '2.7 mmol/L'")
    return text


def read_results(results: Iterable[Result]) -> ReadResults:
    """Interpret results."""
    read = ReadResults()
    for result in results:
        read.add(result)
    return read


def _unit(text: str | None) -> str:
    return (text or "").strip().casefold().replace(" ", "").replace("\u00b5", "u").replace("\u03bc", "u")
