"""Adequacy: an intake compared with a person's reference values.

The probability of adequacy is the method of the Institute of Medicine (2000) for one person with
*n* days of records: D = mean intake - EAR, SD_D = sqrt((0.1 EAR)² + SD_within² / n + SD_intake²), probability =
Φ(D / SD_D). One day is not usual intake, so the day-to-day variation of the intake is part of it. SD_intake, the
uncertainty of the food data and the portions, is this library's addition; it is 0 for a number of mg.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator
from statistics import NormalDist

import attrs

from magnesium.errors import AmbiguousError, InvalidValueError
from magnesium.foods.entries import Origin
from magnesium.foods.error_terms import ErrorPart, interval_label, interval_text, joined, mg_text, probability_above
from magnesium.intake.intake import Intake, Total
from magnesium.needs.authorities import Authority
from magnesium.needs.reference_values import ReferenceValues, reference_values
from magnesium.needs.requirements import requirement_cv
from magnesium.needs.scopes import UpperLevelScope
from magnesium.needs.values import ReferenceValue
from magnesium.needs.within_person_sd import WithinPersonSD, bundled_within_person_sd
from magnesium.people import Person
from magnesium.rendering.answers import Answer
from magnesium.rendering.blocks import Block, Heading, Note, Row
from magnesium.units import amount, as_float, whole_number


@attrs.frozen(kw_only=True, repr=False)
class Adequacy(Answer):
    """A daily intake beside the reference values of one authority; amounts in mg per day.

    If the magnesium of something eaten is unknown, the intake and every figure that grows with it are lower
    bounds: see :attr:`is_lower_bound`.
    """

    person: Person
    reference_values: ReferenceValues
    days: int
    """Days over which the intake is averaged."""
    total: Total
    """Daily mean, from every origin."""
    supplemental: Total
    """Daily mean from what the upper level covers; from supplements and medicines if no upper level is set."""
    unstated: Total
    """Daily mean of no stated origin, which the upper level may cover too."""
    within_person_sd: WithinPersonSD | None
    """The day-to-day SD behind the probability."""

    @property
    def mg_per_day(self) -> float:
        """Daily mean of magnesium, from every origin."""
        return self.total.mg

    @property
    def supplemental_mg(self) -> float:
        """Daily mean of magnesium from what the upper level covers."""
        return self.supplemental.mg

    @property
    def is_lower_bound(self) -> bool:
        """Whether something is unknown, so that the true intake may be higher."""
        return self.total.is_lower_bound

    @property
    def unknown(self) -> tuple[str, ...]:
        """Ids of the items whose magnesium is unknown."""
        return self.total.unknown

    @property
    def recommended(self) -> ReferenceValue | None:
        """The recommended or adequate intake that the intake is compared with."""
        return self.reference_values.recommended

    @property
    def ear(self) -> ReferenceValue | None:
        """The average requirement behind the probability of adequacy."""
        return self.reference_values.ear

    @property
    def ul(self) -> ReferenceValue | None:
        """The upper level that :attr:`supplemental_mg` is compared with."""
        return self.reference_values.ul

    @property
    def percent_of_recommended(self) -> float | None:
        """Intake as a percentage of the recommended or adequate intake; not rounded, not capped."""
        return None if self.recommended is None else self.mg_per_day / self.recommended.mg_per_day * 100

    @property
    def shortfall_mg(self) -> float | None:
        """Shortfall from the recommended or adequate intake in mg per day; 0 if it is reached."""
        return None if self.recommended is None else max(0.0, self.recommended.mg_per_day - self.mg_per_day)

    def interval(self, level: float = 0.9) -> tuple[float, float] | None:
        """Return the interval of :attr:`mg_per_day`, the mean of the recorded days; ``None`` if unknown."""
        return self.total.interval(level)

    def percent_interval(self, level: float = 0.9) -> tuple[float, float] | None:
        """Return the interval of :attr:`percent_of_recommended`; ``None`` if unknown."""
        ends = self.interval(level)
        if ends is None or self.recommended is None:
            return None
        low, high = (100 * end / self.recommended.mg_per_day for end in ends)
        return low, high

    def shortfall_interval(self, level: float = 0.9) -> tuple[float, float] | None:
        """Return the interval of :attr:`shortfall_mg`; ``None`` if unknown."""
        ends = self.interval(level)
        if ends is None or self.recommended is None:
            return None
        high, low = (max(0.0, self.recommended.mg_per_day - end) for end in ends)
        return low, high

    @property
    def probability_of_exceeding_ul(self) -> float | None:
        """Probability, 0 to 1, that what the upper level covers exceeds it, given the uncertainty of its figures.

        Magnesium of no stated origin counts too, unless the rest exceeds it. ``None`` if :attr:`exceeds_ul` is
        ``None``, or the uncertainty is unknown.
        """
        counted = (self.supplemental,) if self.exceeds_ul else (self.supplemental, self.unstated)
        spreads = [part.spread for part in counted if part.spread is not None]
        if self.ul is None or self.exceeds_ul is None or len(spreads) < len(counted):
            return None
        return probability_above(self.ul.mg_per_day, math.fsum(part.mg for part in counted), joined(spreads))

    @property
    def largest_uncertainty(self) -> ErrorPart | None:
        """Largest source of uncertainty: food data, portions or the few days; ``None`` if none is known."""
        sds = self._sds
        largest = max(sds, key=sds.__getitem__)
        return largest if sds[largest] else None

    @property
    def _sds(self) -> dict[ErrorPart, float]:
        """The SD of each part in mg per day; 0 if unknown."""
        spread = self.total.spread
        sd = self.within_person_sd
        return {
            ErrorPart.FOOD_DATA: 0.0 if spread is None else spread.food_data_sd_mg,
            ErrorPart.PORTIONS: 0.0 if spread is None else spread.portions_sd_mg,
            ErrorPart.DAYS: 0.0 if sd is None else sd.sd_mg / math.sqrt(self.days),
        }

    @property
    def exceeds_ul(self) -> bool | None:
        """Whether what the upper level covers exceeds it.

        ``False`` only if it does not exceed it even with the magnesium of no stated origin, and all amounts are
        known. ``None`` if this is not certain, or the authority sets no upper level.
        """
        if self.ul is None:
            return None
        if self.supplemental_mg > self.ul.mg_per_day:
            return True
        is_unknown = self.supplemental.is_lower_bound or self.unstated.is_lower_bound
        return None if is_unknown or self.supplemental_mg + self.unstated.mg > self.ul.mg_per_day else False

    @property
    def ul_note(self) -> str:
        """The answer of :attr:`exceeds_ul` in words, or why it is not certain; "" without an upper level."""
        if self.ul is None:
            return ""
        if self.exceeds_ul is not None:
            return "above it" if self.exceeds_ul else "not above it"
        if self.supplemental.is_lower_bound:
            return "not certain: an amount is unknown"
        return f"not certain: {self._unstated_text} of no stated origin"

    @property
    def origin_note(self) -> str:
        """How much of the intake has no stated origin and might be from supplements; "" if nothing."""
        return f"{self._unstated_text} of no stated origin" if self.unstated.mg else ""

    @property
    def probability_of_adequacy(self) -> float | None:
        """Probability, 0 to 1, that the usual intake meets the person's own requirement (IOM 2000).

        Includes the uncertainty of the food data and the portions, if known. ``None`` if the authority sets no EAR,
        or no within-person SD is known: see :attr:`probability_note`. A lower bound if the intake is one.
        """
        if self.ear is None or self.within_person_sd is None:
            return None
        requirement_sd = requirement_cv(self.ear) * self.ear.mg_per_day
        sd = math.hypot(requirement_sd, *self._sds.values())
        return NormalDist().cdf((self.mg_per_day - self.ear.mg_per_day) / sd)

    @property
    def _unstated_text(self) -> str:
        return mg_text(self.unstated.mg, at_least=self.unstated.is_lower_bound)

    @property
    def _percent(self) -> str:
        at_least = "at least " if self.is_lower_bound else ""
        return f"{at_least}{self.percent_of_recommended:.0f} %"

    def __str__(self) -> str:
        if self.recommended is None:
            return f"{self.total} a day; {self.reference_values.authority} recommends no intake"
        compared = f"{self._percent} of {self.recommended} [{self.recommended.source}]"
        return "; ".join(filter(None, (f"{self.total} a day: {compared}", self.origin_note)))

    def blocks(self) -> Iterator[Block]:
        """Yield the comparison, the answer first."""
        yield Heading(str(self), 1)
        yield from self.rows()

    def rows(self) -> Iterator[Block]:
        """Yield the intake, the reference values, and how the probability was found."""
        yield Note(f"{self.person}; {self.period}; authority: {self.reference_values.authority}")
        yield Row("Intake of a day", str(self.total))
        yield from self._uncertainty_rows()
        if self.shortfall_mg:
            most = "at most " if self.is_lower_bound else ""
            yield Row("Shortfall", f"{most}{mg_text(self.shortfall_mg)}")
        if self.probability_of_adequacy is not None:
            shown = probability_text(self.probability_of_adequacy, at_least=self.is_lower_bound)
            yield Row("Probability that usual intake is adequate", shown)
        yield from self.basis()

    def basis(self) -> Iterator[Block]:
        """Yield the reference values with their sources, and how the probability was found."""
        if self.recommended is not None:
            yield Row(_cited(self.recommended), f"{self._percent} of {self.recommended.mg_per_day:g} mg")
        if self.ear is not None:
            yield Row(_cited(self.ear), f"{self.ear.mg_per_day:g} mg")
        yield from self._upper_level_rows()
        yield Note(f"({self.probability_note})")

    def _upper_level_rows(self) -> Iterator[Row]:
        """Yield the upper level, and what counts toward it."""
        if self.ul is None:
            yield Row("Upper level", f"not set by {self.reference_values.authority}")
            return
        yield Row(_cited(self.ul), f"{self.ul.mg_per_day:g} mg from {self.ul.scope}")
        yield Row("Counted toward it", f"{self.supplemental}, {self.ul_note}", 1)
        if self.probability_of_exceeding_ul and self.supplemental_mg:
            shown = probability_text(self.probability_of_exceeding_ul, at_least=False)
            yield Row("Probability that it is above", shown, 1)
        if self.unstated.mg:
            yield Row("No stated origin, perhaps from supplements", str(self.unstated), 1)

    def _uncertainty_rows(self) -> Iterator[Row]:
        """Yield the intervals of the intake and of its percentage, and the largest source of uncertainty."""
        shown = interval_text(self.interval())
        if not shown or not self.total.mg:
            return
        percent = interval_text(self.percent_interval(), "%")
        yield Row(interval_label(self.unknown), f"{shown}{percent and ', '}{percent}", 1)
        if self.largest_uncertainty is not None:
            yield Row("Most uncertain", str(self.largest_uncertainty), 1)

    def cited(self) -> tuple[str, ...]:
        """Return the sources of the reference values and of the within-person SD."""
        used = [value.source for value in (self.recommended, self.ear, self.ul) if value is not None]
        if self.probability_of_adequacy is not None and self.within_person_sd is not None:
            used.append(self.within_person_sd.source)
        return tuple(dict.fromkeys(used))

    @property
    def period(self) -> str:
        """What the intake is averaged over, in words."""
        return "1 day" if self.days == 1 else f"mean of {self.days} days"

    @property
    def probability_note(self) -> str:
        """How the probability was computed, or why it is unknown."""
        if self.ear is None:
            return f"no probability: {self.reference_values.authority} sets no EAR for this person"
        if self.within_person_sd is None:
            return "no probability: no within-person SD is known for this group, and none was given"
        sd = self.within_person_sd
        source = sd.source
        if sd.is_derived:
            source = f"none is published for this group; derived from {sd.source}, standard error {sd.se_mg:g} mg"
        elif sd.source == "iom2000":
            # The printed table was not seen; "iom2000" alone would claim that it was.
            source = "recovered from the worked example of iom2000"
        figures = f"EAR {self.ear.mg_per_day:g} mg, within-person SD {sd.sd_mg:g} mg ({source})"
        return f"IOM 2000 method: {self.period}, {figures}"


def _cited(value: ReferenceValue) -> str:
    return f"{value.kind.label} [{value.source}]"


def probability_text(probability: float, *, at_least: bool) -> str:
    """Format a probability as a percentage; never rounds to 0 % or 100 %."""
    if at_least:
        return f"at least {min(math.floor(probability * 100), 99)} %"
    if probability < 0.01:
        return "less than 1 %"
    return "more than 99 %" if probability > 0.99 else f"{probability * 100:.0f} %"


def adequacy(
    intake: Intake | Total | float,
    person: Person,
    *,
    authority: Authority | str = "nasem",
    edition: str | None = None,
    as_of: dt.date | str | None = None,
    days: int | None = None,
    within_person_sd_mg: float | None = None,
) -> Adequacy:
    """Return an intake compared with what *authority* sets for *person*.

    Args:
        intake: An :class:`~magnesium.Intake`, a :class:`~magnesium.Total` or a number of mg. A number has no stated
            origin: it might be from supplements.
        person: The person who ate it.
        authority: As in :func:`reference_values`.
        edition: As in :func:`reference_values`.
        as_of: As in :func:`reference_values`.
        days: The number of days that the intake covers. Default: the number of its dates; 1 for an intake
            without dates, a total or a number.
        within_person_sd_mg: SD of the person's daily intake in mg. Default: the published value of the group, or
            else the value derived from NHANES 2007-2012 (``nhanes2007-2012``).

    Raises:
        AmbiguousError: The intake is of several persons, or only some entries have a date and *days* is not given.
        AmountError: The amount, the days or the SD are impossible.
        InvalidValueError: *intake* is not an intake; otherwise as :func:`reference_values`.

    Source: Institute of Medicine 2000 (``iom2000``) for the probability of adequacy.

    >>> from magnesium.foods.foods import foods
    >>> day = Intake([foods["sr28:11458"].serving("1 cup")])
    >>> result = adequacy(day, Person(age=25, sex="female", life_stage="pregnant"))
    >>> round(result.percent_of_recommended), round(result.shortfall_mg, 1)
    (45, 193.4)
    >>> print(adequacy(400, Person(age=25, sex="female")))
    400 mg a day: 129 % of RDA 310 mg/day (nasem, DRI 1997) [iom1997]; 400 mg of no stated origin
    """
    given = checked_intake(intake)
    count = _days(given, days)
    values = reference_values(person, authority=authority, edition=edition, as_of=as_of)
    scope = UpperLevelScope.SUPPLEMENTS if values.ul is None else values.ul.scope
    return Adequacy(
        person=person,
        reference_values=values,
        days=count,
        total=_part(given, None).per_day(count),
        supplemental=_part(given, scope.origins).per_day(count),
        unstated=_part(given, (None,)).per_day(count),
        within_person_sd=_sd(person, within_person_sd_mg),
    )


def checked_intake(intake: object) -> Intake | Total:
    """Return an intake or a total unchanged, and a number of mg as a total of no stated origin.

    Raises :class:`~magnesium.InvalidValueError` for anything else, and :class:`~magnesium.AmountError`
    for an impossible number.
    """
    if isinstance(intake, Intake | Total):
        return intake
    if isinstance(intake, Person):
        raise InvalidValueError(
            "intake", intake, "must be an Intake, a Total or a number of mg; give the intake first, then the person"
        )
    if isinstance(intake, str) or not hasattr(intake, "__float__"):
        raise InvalidValueError("intake", intake, "must be an Intake, a Total or a number of mg")
    return Total(mg=amount(intake, "intake in mg"))


def _part(given: Intake | Total, origins: Iterable[Origin | None] | None) -> Total:
    """Return the part from these origins, or the whole."""
    part = given if origins is None else given.of(origins)
    return part.total if isinstance(part, Intake) else part


def _days(given: Intake | Total, days: int | None) -> int:
    intake = given if isinstance(given, Intake) else Intake()
    persons = intake.by("person")
    if len(persons) > 1:
        names = tuple("no name" if name is None else str(name) for name in persons)
        raise AmbiguousError("the intake is of several persons", names[:5], "take those of one")
    if days is not None:
        as_float(days, "days")  # raises if the mean cannot be computed
        return whole_number(days, "days")
    dates = {entry.date for entry in intake}
    if None in dates and len(dates) > 1:
        dated = tuple(sorted(str(date) for date in dates if date is not None))
        raise AmbiguousError("some entries have no date, others are of", dated, "say how many days with days=")
    return max(1, len(dates))


def _sd(person: Person, given_mg: float | None) -> WithinPersonSD | None:
    if given_mg is None:
        return bundled_within_person_sd(person)
    return WithinPersonSD(
        id="given",
        sex=None,
        life_stage=None,
        age_from_months=None,
        age_to_months=None,
        sd_mg=amount(given_mg, "within_person_sd_mg"),
        se_mg=None,
        note="",
        source="as given",
    )
