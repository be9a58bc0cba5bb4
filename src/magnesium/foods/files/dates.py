"""Dates and times in common formats; the order of day and month is decided for the whole file."""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal, get_args

from magnesium.errors import InvalidValueError
from magnesium.text import fold, normalized

DateOrder = Literal["dmy", "mdy", "ymd"]
"""The order of day, month and year in dates such as 03/01/2026."""

_NAMES = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTHS = {name: number for number, name in enumerate(_NAMES, 1)} | {n[:3]: m for m, n in enumerate(_NAMES, 1)}
_MONTHS["sept"] = 9
_NUMERIC = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})\.?")
_YEAR_FIRST = re.compile(r"(\d{4})([/.-]?)(\d{1,2})\2(\d{1,2})")
_DAY_NAME = re.compile(r"(?:[a-z]+day|mon|tue|wed|thu|fri|sat|sun),?\s+")
_NAMED_MONTH = re.compile(
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?[ -]*(?P<month>[a-z]{3,9})"
    r"|(?P<month2>[a-z]{3,9})\.? *(?P<day2>\d{1,2})(?:st|nd|rd|th)?)[., -]+(?P<year>\d{4})"
)
_TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2}))?(?::(?P<second>\d{2})(?P<part>\.\d{1,6})?\d*)?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?P<zone>z|utc|[+-]\d{2}:?\d{2})?"
)
_BEFORE_TIME = re.compile(r"(?<=\d)(?:t|,?\s+)(?=\d{1,2}(?::\d{2}|\s*[ap]\.?m\b))")
_EXPECTED = "must be a date, such as 2026-11-22"


class Dates:
    """The dates of one file.

    Call :meth:`see` for every cell, then :meth:`read`: one date whose day is above 12 decides the order of
    day and month for the ambiguous ones.
    """

    def __init__(self, order: str | None = None) -> None:
        if order is not None and order not in get_args(DateOrder):
            raise InvalidValueError("date_order", order, f"must be one of {', '.join(get_args(DateOrder))}")
        self._order = order
        self._shown: dict[str, str] = {}
        self._read: dict[str, tuple[dt.date, dt.time | None] | InvalidValueError] = {}

    def see(self, text: str) -> None:
        """Record the order of day and month that a date reveals."""
        match = _NUMERIC.fullmatch(_date_and_time(text)[0])
        if match and match[2] != "." and (order := _only_order(int(match[1]), int(match[3]))):
            self._shown.setdefault(order, text)

    def read(self, text: str) -> tuple[dt.date, dt.time | None]:
        """Return the date, and the time if the cell states one.

        Raises :class:`~magnesium.InvalidValueError` if *text* is not a date or is ambiguous.
        """
        if text not in self._read:
            try:
                self._read[text] = self._parse(text)
            except InvalidValueError as error:
                self._read[text] = error
        found = self._read[text]
        if isinstance(found, InvalidValueError):
            raise found
        return found

    def _parse(self, text: str) -> tuple[dt.date, dt.time | None]:
        plain, clock = _date_and_time(text)
        time = None if clock is None else read_time(clock)
        try:
            return dt.date(*self._parts(plain, text)), time
        except ValueError as error:
            if isinstance(error, InvalidValueError):
                raise
            raise InvalidValueError("date", text, _EXPECTED) from None

    def _parts(self, plain: str, text: str) -> tuple[int, int, int]:
        if match := _YEAR_FIRST.fullmatch(plain):
            if not match[2] and len(plain) != len("20261122"):
                raise InvalidValueError("date", text, _EXPECTED)
            return int(match[1]), int(match[3]), int(match[4])
        if match := _NAMED_MONTH.fullmatch(_DAY_NAME.sub("", plain, count=1)):
            month = _MONTHS.get(match["month"] or match["month2"])
            if month is not None:
                return int(match["year"]), month, int(match["day"] or match["day2"])
        if match := _NUMERIC.fullmatch(plain):
            return self._numeric(match, text)
        raise InvalidValueError("date", text, _EXPECTED)

    def _numeric(self, match: re.Match[str], text: str) -> tuple[int, int, int]:
        first, second, last = int(match[1]), int(match[3]), int(match[4])
        order = self._order or self._found_order(match[2], first, second, text, has_century=last > 99)
        if order == "ymd":
            return 2000 + first, second, last
        year = last if last > 99 else 2000 + last
        return (year, second, first) if order == "dmy" else (year, first, second)

    def _found_order(self, mark: str, first: int, second: int, text: str, *, has_century: bool) -> str:
        if not has_century:
            raise InvalidValueError("date", text, "has a year of two digits; state date_order='dmy', 'mdy' or 'ymd'")
        # Dates with points always begin with the day.
        if mark == "." or first == second:
            return "dmy"
        order = _only_order(first, second) or (next(iter(self._shown)) if len(self._shown) == 1 else None)
        if order is None:
            reason = (
                f"can be day {first} of month {second} or day {second} of month {first}, and no other date of the file "
                "decides; state date_order='dmy' or 'mdy' (at the command line --date-order), or write 2026-11-22"
            )
            raise InvalidValueError("date", text, reason)
        return order


def _date_and_time(text: str) -> tuple[str, str | None]:
    """Return the date of a cell, and the time after it."""
    plain = fold(normalized(text))
    parts = _BEFORE_TIME.split(plain, maxsplit=1)
    return parts[0].strip(), parts[1] if len(parts) > 1 else None


def _only_order(first: int, second: int) -> str | None:
    if first > 12 >= second:
        return "dmy"
    return "mdy" if second > 12 >= first else None


def read_time(text: str) -> dt.time:
    """Return a time of day; raise :class:`~magnesium.InvalidValueError` for any other text.

    >>> str(read_time("7:30")), str(read_time("8:10 p.m.")), str(read_time("12 AM"))
    ('07:30:00', '20:10:00', '00:00:00')
    """
    match = _TIME.fullmatch(fold(normalized(text)))
    if match and (match["minute"] or match["half"]):
        hour, half = int(match["hour"]), match["half"]
        if half and 1 <= hour <= 12:
            hour = hour % 12 + (12 if half[0] == "p" else 0)
        elif half:
            hour = 24
        part = int(float(match["part"] or 0) * 1_000_000)
        try:
            return dt.time(hour, int(match["minute"] or 0), int(match["second"] or 0), part)
        except ValueError:
            pass
    raise InvalidValueError("time", text, "must be a time, such as 08:30 or 8:30 PM")
