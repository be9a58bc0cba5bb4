"""The verdict on an intake in sentences and bars: how much, whether it is enough, whether it is too much."""

from __future__ import annotations

from collections.abc import Iterator

from magnesium.foods.error_terms import ErrorPart, interval_label, mg_text
from magnesium.intake.adequacy import Adequacy, probability_text
from magnesium.needs.authorities import authorities
from magnesium.needs.values import ReferenceValue
from magnesium.rendering.blocks import Caution, Lead, Mark, Scale

_ODDS = (
    (0.95, "Very probably enough"),
    (0.75, "Probably enough"),
    (0.25, "Not clear whether it is enough"),
    (0.05, "Probably too little"),
    (0.0, "Very probably too little"),
)
"""The words for a probability of adequacy from each limit upward."""
_UNCERTAIN = {
    ErrorPart.FOOD_DATA: "most uncertain are the figures of the food tables",
    ErrorPart.PORTIONS: "most uncertain are the portions",
    ErrorPart.DAYS: "most uncertain is how other days differ",
}


def verdict(found: Adequacy) -> Iterator[Lead | Caution]:
    """Yield three lines: how much, whether it is enough, and whether it is too much."""
    yield Lead(
        f"{found.person}: {found.total} of magnesium a day ({found.period}){_compared(found)}{_unstated(found)}."
    )
    yield Lead(f"{_enough(found)}.")
    is_warning = found.ul is not None and found.exceeds_ul is not False
    yield (Caution if is_warning else Lead)(f"{_too_much(found)}.")


def scales(found: Adequacy) -> Iterator[Scale]:
    """Yield the bar of the intake, and that of the part that the upper level covers, if any."""
    marks = [_mark(value) for value in (found.ear, found.recommended) if value is not None]
    covers_all = found.ul is not None and found.supplemental.mg == found.total.mg and not found.unstated.mg
    if found.ul is not None and covers_all:
        marks.append(_mark(found.ul))
    label = "Intake of a day" if found.interval() is None else f"Intake of a day, {interval_label(found.unknown)}"
    yield Scale(label, str(found.total), found.total.mg, found.interval(), marks)
    if found.ul is not None and found.supplemental.mg and not covers_all:
        part = found.supplemental
        label = f"Of it from {found.ul.scope}"
        yield Scale(label, str(part), part.mg, part.interval(), [_mark(found.ul)])


def _mark(value: ReferenceValue) -> Mark:
    return Mark(f"{value.kind.label} {value.mg_per_day:g} mg", value.mg_per_day)


def _unstated(found: Adequacy) -> str:
    return f"; {found.origin_note}" if found.origin_note else ""


def _compared(found: Adequacy) -> str:
    value, percent, missing = found.recommended, found.percent_of_recommended, found.shortfall_mg
    if value is None or percent is None or missing is None:
        return f"; {authorities[found.reference_values.authority].name} recommends no intake"
    least, most = ("at least ", "at most ") if found.is_lower_bound else ("", "")
    short = f", {most}{mg_text(missing)} short" if missing >= 1 else ""
    return f", {least}{percent:.0f} % of {value}{short}"


def _enough(found: Adequacy) -> str:
    probability = found.probability_of_adequacy
    if probability is None:
        return _without_probability(found)
    words = next(words for limit, words in _ODDS if probability >= limit)
    if found.is_lower_bound and "enough" not in words.partition("whether")[0]:
        words = "Not clear whether it is enough, since something is unknown"
    shown = probability_text(probability, at_least=found.is_lower_bound)
    why = "" if found.largest_uncertainty is None else f"; {_UNCERTAIN[found.largest_uncertainty]}"
    return f"{words}: the probability that the usual intake meets the requirement is {shown}{why}"


def _without_probability(found: Adequacy) -> str:
    """Return the sentence for an unknown probability."""
    value, missing = found.recommended, found.shortfall_mg
    note = found.probability_note
    if value is None or missing is None:
        return f"Whether it is enough is not known: {note}"
    if not missing:
        return f"The {value.kind.label} is reached ({note})"
    doubt = "may be missed, since something is unknown" if found.is_lower_bound else "is not reached"
    return f"The {value.kind.label} {doubt} ({note})"


def _too_much(found: Adequacy) -> str:
    if found.ul is None:
        return f"{authorities[found.reference_values.authority].name} sets no upper level"
    limit = f"{found.ul.mg_per_day:g} mg from {found.ul.scope}"
    return f"Upper level of {limit}: {found.supplemental} counted, {found.ul_note}"
