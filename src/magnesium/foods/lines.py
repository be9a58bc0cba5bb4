"""Split a free-text line into amounts and words: "2 x 400g tins chickpeas, drained".

Amounts are read by :mod:`magnesium.foods.amounts`; this module finds their start, what joins them ("180g/6½oz",
"2 cups + 1 tbsp") and the role of the words between them.
"""

from __future__ import annotations

import re

import attrs

from magnesium.errors import AmountError, InvalidValueError
from magnesium.foods.amounts import ML_BY_SYSTEM, leading_number, mass_grams, volume_ml
from magnesium.foods.line_tables import Role, measures_by_stems, phrases_by_role, short_forms
from magnesium.text import normalized, words
from magnesium.units import amount

_MOST_CHARACTERS = 1000  # of one line; reading time grows with length, and longer lines name many things
_MARKS = re.compile(r"^\s*(?:[-*•–—·+]\s+|\d+[.)]\s+(?=\d))")  # bullets and numbers of a list
_WORD = re.compile(  # MgSO4 is one word
    r"(?i:mg[a-z]{2,}\d)\b|[^\W\d_]+(?:['’&/.](?=[^\W\d_])[^\W\d_]+)*\.?|\d+(?:[.,]\d+)?\s?%|\S", re.UNICODE
)
_RANGE = re.compile(r"\s*(?:-|–|—|to\b|or\b|bis\b)\s*(?=[\d½⅓⅔¼¾.])", re.IGNORECASE)
_TIMES = re.compile(r"\s*(?:[×*]|x(?=[\s\d.]))\s*(?=[\d.½⅓⅔¼¾])", re.IGNORECASE)
_GLUED_TIMES = re.compile(r"(?<![^\W_])x(?=\d)", re.IGNORECASE)  # the x of "eggs x2"
_TIMES_BEFORE = re.compile(r"(?:^|[\s(])[x×*]\s*$", re.IGNORECASE)
_NO_NUMBER = re.compile(r"\d[^\w\s.,/×*+–—−()\[\]-]\d|\d_\d|(?<![\d/])\d+/\d+/\d")
_HARD_SPACED = re.compile(r"[\d.,]*\d(?:[^\S \t]\d+)+")  # digits grouped by a typographic space
_AND = re.compile(r"\s+(?:and|&)\s+", re.IGNORECASE)
_SYSTEM = re.compile(r"\s*-?\s*(imperial|uk|british|metric|us|american)\b\.?\s*", re.IGNORECASE)
_FLUID = re.compile(r"(?:fl|fluid)\.?\s?(?:oz|ounces?)\b\.?", re.IGNORECASE)
_UNIT = re.compile(r"[^\W\d_]+\b\.?", re.UNICODE)
_LENGTH = re.compile(
    r"\s*-?\s*(?:\"|″|''|(?:inch|inches|in|cm|mm)\b(?!\s+(?:water|oil|brine|juice)))[\w-]*", re.IGNORECASE
)
_PART_OF_A_WORD = re.compile(
    r"half[\s-](?:and|&|fat|fried|cooked)\b|(?:a|one)[\s-](?:lot|day)\b|quarter[\s-]?pound|a\s(?:few|bit|little)\b",
    re.IGNORECASE,
)
_A_NUMBER_BEGINS = re.compile(
    r"(?:\d|[.,]\d|(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|half|quarter|third|nan|inf|infinity)\b)",
    re.IGNORECASE,
)
_MORE_COUNTS = {"dozen": 12.0, "couple": 2.0, "pair": 2.0}
_JOINERS = {"/": "same", "+": "more", "plus": "more"}
_DOSED = frozenset({"mg", "mcg", "ug", "µg", "mmol", "meq"})
_US = frozenset({"us", "american"})


@attrs.frozen(kw_only=True)
class Amount:
    """A number with its unit, which is empty for a count.

    *low* and *high* differ for a range. *each* means that it is the amount of one of several.
    """

    text: str
    low: float
    high: float
    unit: str = ""
    system: str = ""
    """"imperial" or "metric" if the line states it."""
    times: float = 1.0
    """Its multiplier: 2 of "2 x 30 g"."""
    each: bool = False
    bracket: int = 0
    """Number of the bracket around it; 0 outside."""
    aside: bool = False
    """Whether it is in a remark: "plus 1 tbsp for dusting"."""
    joined: str = ""
    """"same" if it restates the amount before it, "more" if it is added to it."""
    place: int = 0
    """Number of words and amounts before it."""

    @property
    def value(self) -> float:
        """The middle of the range times the multiplier."""
        return self.times * (self.low + self.high) / 2

    @property
    def grams_each(self) -> float | None:
        """Grams of one unit of mass; ``None`` for other units."""
        return mass_grams(self.unit) if self.unit else None

    @property
    def ml_each(self) -> float | None:
        """Milliliters of one unit of volume; ``None`` for other units."""
        special = ML_BY_SYSTEM.get(self.system, {}).get(_plain_unit(self.unit))
        return special or (volume_ml(self.unit) if self.unit else None)


@attrs.frozen(kw_only=True)
class Word:
    """A word of a line, compared by its *stems*; *role* is from the tables."""

    text: str
    stems: tuple[str, ...]
    role: Role | None
    measure: str
    """Id of the household measure, if it is one."""
    clause: int
    """Number of commas before it."""
    bracket: int
    aside: bool
    """Whether it is in a remark: "plus extra for dusting"."""
    place: int


@attrs.frozen(kw_only=True)
class Line:
    """The contents of a line, in order."""

    text: str
    amounts: tuple[Amount, ...]
    words: tuple[Word, ...]
    lengths: tuple[str, ...] = ()
    """Sizes in inches or centimeters, for which no table has a weight."""


def _plain_unit(unit: str) -> str:
    return {"tablespoon": "tbsp", "teaspoon": "tsp", "c": "cup", "pt": "pint", "qt": "quart"}.get(
        found := unit.casefold().rstrip("s.") or unit, found
    )


@attrs.define
class _Cutter:
    """The state of reading a line."""

    text: str
    plain: str
    at: int = 0
    clause: int = 0
    bracket: int = 0
    brackets: int = 0
    aside: bool = False
    joiner: str = ""
    amounts: list[Amount] = attrs.field(factory=list)
    words: list[Word] = attrs.field(factory=list)
    lengths: list[str] = attrs.field(factory=list)

    @property
    def place(self) -> int:
        return len(self.amounts) + len(self.words)

    def read(self) -> Line:
        while self.at < len(self.plain):
            if self.plain[self.at].isspace():
                self.at += 1
            elif not (self._amount() or self._phrase()):
                self._sign()
        return Line(text=self.text, amounts=tuple(self.amounts), words=tuple(self.words), lengths=tuple(self.lengths))

    def _amount(self) -> bool:
        """Read an amount that begins here; return whether one did."""
        start = self.at
        found = _number(self.plain, start, self.text)
        if found is None:
            return self._unit_alone()
        low, high, times, at = found
        if self.plain[at : at + 1] == "%" or self.plain[at : at + 2] == " %":
            return False
        if length := _LENGTH.match(self.plain, at):
            self.lengths.append(self.plain[start : length.end()])
            self.at = length.end()
            return True
        unit, system, end = _unit(self.plain, at)
        if unit:
            more, end = self._times_after(end)
            times *= more
        if self._continues(low, unit) or self._multiplies(times * low, times * high, unit, start):
            self.at = end
            return True
        self.amounts.append(
            Amount(
                text=self.plain[start:end].strip(),
                low=amount(low, "amount"),
                high=amount(high, "amount"),
                times=times,
                unit=unit,
                system=system,
                each=bool(re.match(r"[\s,]*(?:each|apiece|a piece|per \w+)\b", self.plain[end:], re.IGNORECASE)),
                bracket=self.bracket,
                joined=self.joiner,
                aside=self.aside,
                place=self.place,
            )
        )
        self.at, self.joiner = end, ""
        return True

    def _times_after(self, at: int) -> tuple[float, int]:
        """Return the multiplier behind a unit ("30 g x 2"), 1 if absent, and where it ends."""
        joined = _TIMES.match(self.plain, at)
        found = _one_number(self.plain, joined.end(), self.text) if joined else None
        is_bare = found is not None and not _unit(self.plain, found[1])[0]
        return found if found is not None and is_bare else (1.0, at)

    def _continues(self, number: float, unit: str) -> bool:
        """Add ounces to the pounds just before them ("1 lb 10 oz"); return whether there were any."""
        before = self.amounts[-1] if self.amounts else None
        each, pound = mass_grams(unit), mass_grams("lb")
        if before is None or each is None or pound is None or before.place != self.place - 1 or self.joiner:
            return False
        if before.grams_each != pound or each >= pound:
            return False
        more = number * each / pound
        self.amounts[-1] = attrs.evolve(before, low=before.low + more, high=before.high + more)
        return True

    def _multiplies(self, low: float, high: float, unit: str, start: int) -> bool:
        """Multiply the amounts before a bare number behind a × ("30 g almonds x 2"); return whether there were any."""
        if unit or not self.amounts or not _TIMES_BEFORE.search(self.plain[:start]):
            return False
        low, high = amount(low, "amount"), amount(high, "amount")
        self.amounts = [attrs.evolve(found, low=low * found.low, high=high * found.high) for found in self.amounts]
        return True

    def _unit_alone(self) -> bool:
        """Read "pint of milk" as one; return whether a spelled-out unit of volume begins the line."""
        if self.place or (self.at and self.plain[: self.at].strip()):
            return False
        unit, system, end = _unit(self.plain, self.at)
        if len(unit) < 3 or volume_ml(unit) is None:
            return False
        self.amounts.append(Amount(text=self.plain[self.at : end], low=1.0, high=1.0, unit=unit, system=system))
        self.at = end
        return True

    def _phrase(self) -> bool:
        """Read the longest phrase of the tables that begins here, or one word; return whether there was one."""
        found = _WORD.match(self.plain, self.at)
        if found is None or not any(char.isalnum() for char in found[0]):
            return False
        text, role, measure, end = _longest(self.plain, self.at, found)
        if role is Role.ASIDE:
            self.aside = True
        if role is Role.SHORT:
            text, role = short_forms()[words(text)], None
        if text.casefold() in _JOINERS and self._a_number_follows(end):
            self.joiner = _JOINERS[text.casefold()]
        else:
            self.words.append(
                Word(
                    text=text,
                    stems=words(text),
                    role=role,
                    measure=measure,
                    clause=self.clause,
                    bracket=self.bracket,
                    aside=self.aside,
                    place=self.place,
                )
            )
            self.joiner = ""
        self.at = end
        return True

    def _sign(self) -> None:
        sign = self.plain[self.at]
        self.at += 1
        if sign in "([":
            self.brackets += 1
            self.bracket, self.aside = self.brackets, False
        elif sign in ")]":
            self.bracket, self.aside = 0, False
        elif sign in ",;" or (sign in "-–—:" and self.plain[self.at : self.at + 1] in {" ", ""}):
            self.clause, self.aside = self.clause + 1, False
        elif sign in _JOINERS and self._a_number_follows(self.at):
            self.joiner = _JOINERS[sign]
        elif (
            sign in "-−"
            and self.plain[self.at : self.at + 1].isdigit()
            and not self.plain[self.at - 2 : self.at - 1].strip()
        ):
            raise AmountError("amount", self.text, "must not be negative")

    def _a_number_follows(self, at: int) -> bool:
        return _number(self.plain, at + len(self.plain[at:]) - len(self.plain[at:].lstrip()), self.text) is not None


def _number(plain: str, at: int, text: str) -> tuple[float, float, float, int] | None:
    """Return the low and the high end of a number at this place, its multiplier, and where it ends."""
    if not _A_NUMBER_BEGINS.match(plain, at) or (at and (plain[at - 1].isalnum() or plain[at - 1] in "'’")):
        return None
    if _PART_OF_A_WORD.match(plain, at) or plain[:at].casefold().endswith(("half and ", "half & ")):
        return None
    first = _one_number(plain, at, text)
    if first is None:
        return None
    low, end = first
    times = 1.0
    if (joined := _TIMES.match(plain, end)) and (second := _one_number(plain, joined.end(), text)):
        times, (low, end) = low, second
    high = low
    if (joined := _RANGE.match(plain, end)) and (second := _one_number(plain, joined.end(), text)) and second[0] > low:
        high, end = second
    return low, high, times, end


def _one_number(plain: str, at: int, text: str) -> tuple[float, int] | None:
    rest = plain[at:]
    found = leading_number(rest, text)
    if found is None:
        return None
    value, left = found
    end = len(plain) - len(left) if rest.endswith(left) else at
    spoken = plain[at:end].strip().casefold()
    if (
        spoken.isalpha()
        and spoken in {"quarter", "third", "thirds", "quarters"}
        and not re.match(r"\s*(?:of|an?|cup|tsp|tbsp)\b", left)
    ):
        return None
    counted = re.match(r"\s*(dozen|couple|pair)\b(?:\s+of\b)?", left, re.IGNORECASE)
    if counted and spoken:
        return value * _MORE_COUNTS[counted[1].casefold()], end + counted.end()
    joined = _AND.match(left)
    part = leading_number(left[joined.end() :], text) if joined and value >= 1 else None
    if part is not None and part[0] < 1:  # one and a half
        return value + part[0], len(plain) - len(part[1])
    return value, end


def _unit(plain: str, at: int) -> tuple[str, str, int]:
    """Return a unit of mass, volume or dose at this place, the named system, and where it ends."""
    system, start = "", at
    if named := _SYSTEM.match(plain, at):
        system, start = named[1].casefold(), named.end()
    start += len(plain[start:]) - len(plain[start:].lstrip(" -"))
    start = _behind_hedges(plain, start)
    if fluid := _FLUID.match(plain, start):
        return "fl oz", _system(system), fluid.end()
    word = _UNIT.match(plain, start)
    if word is None:
        return "", "", at
    unit = _spelled(word[0].rstrip("."))
    if unit.casefold() in _DOSED or mass_grams(unit) is not None or volume_ml(unit) is not None:
        return unit, _system(system), word.end()
    return "", "", at


def _behind_hedges(plain: str, at: int) -> int:
    """Return where the unit begins: it skips "heaped" in "1 heaped tablespoon"."""
    while word := _UNIT.match(plain, at):
        _, role, _, end = _longest(plain, at, word)
        if role is not Role.HEDGE:
            break
        at = end + len(plain[end:]) - len(plain[end:].lstrip())
    return at


def _spelled(unit: str) -> str:
    """Return a case-sensitive unit (T and t) as one that is not."""
    return {"T": "tbsp", "Tb": "tbsp", "TB": "tbsp", "t": "tsp", "C": "cup", "Mg": ""}.get(unit, unit)


def _system(named: str) -> str:
    return "" if not named or named in _US else "metric" if named == "metric" else "imperial"


def _longest(plain: str, at: int, first: re.Match[str]) -> tuple[str, Role | None, str, int]:
    """Return the longest phrase with a role at this place: its text, role, measure and end."""
    roles, measures = phrases_by_role(), measures_by_stems()
    texts, ends = [first[0]], [first.end()]
    while len(texts) < 4 and (following := re.compile(r"[\s-]+([^\W\d_]+(?:['’&.][^\W\d_]+)*)").match(plain, ends[-1])):
        texts.append(following[1])
        ends.append(following.end())
    for size in range(len(texts), 0, -1):
        stems = tuple(stem_ for text in texts[:size] for stem_ in words(text))
        role, measure = roles.get(stems), measures.get(stems)
        if role or measure:
            return plain[at : ends[size - 1]].rstrip("."), role, measure.id if measure else "", ends[size - 1]
    return first[0].rstrip("."), None, "", first.end()


def read_line(text: str) -> Line:
    """Return the amounts and the words of a line.

    Raises :class:`~magnesium.AmountError` for an impossible amount, and
    :class:`~magnesium.InvalidValueError` if *text* is too long for one line.

    >>> line = read_line("2 cups spinach, chopped")
    >>> [(amount.value, amount.unit) for amount in line.amounts], [word.text for word in line.words]
    ([(2.0, 'cups')], ['spinach', 'chopped'])
    """
    if len(text) > _MOST_CHARACTERS:
        raise InvalidValueError("line", text, f"must have at most {_MOST_CHARACTERS} characters, about one item")
    plain = normalized(text)
    no_groups = (found for found in _HARD_SPACED.finditer(text) if " " in normalized(found[0]))
    if found := next(no_groups, None) or _NO_NUMBER.search(plain):
        raise AmountError("amount", text, f"{found[0]!r} is not one number; write it with a decimal point, or as n × m")
    plain = _GLUED_TIMES.sub("x ", plain)
    marks = _MARKS.match(plain)
    return _Cutter(text=text, plain=plain[marks.end() :] if marks else plain).read()
