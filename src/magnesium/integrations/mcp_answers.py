"""The tools of the MCP server: library functions with plain arguments, and the form of their answers.

Each answer states its numbers, kind, edition, citations, assumptions, what is unknown, and the intended use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, Literal

import attrs

from magnesium.assessment.assessment import assess
from magnesium.assessment.findings import DISCLAIMER
from magnesium.catalogs.results import BestMatch, SearchResults
from magnesium.catalogs.sources import sources
from magnesium.clinical.ask import ask
from magnesium.clinical.interactions import interactions
from magnesium.clinical.matching import possible_medication
from magnesium.clinical.risk_factors import risk_factors as all_risk_factors
from magnesium.conversions import Conversion
from magnesium.errors import InvalidValueError, NotFoundError
from magnesium.foods.items import find_item
from magnesium.intake import adequacy as adequacy_of
from magnesium.intake.intake import Intake
from magnesium.intake.meals import parse_meal as read_meal
from magnesium.intake.suggestions import suggest
from magnesium.laboratory.result_texts import classify_reported, reported_interval
from magnesium.laboratory.serum import SerumResult
from magnesium.needs.compare import compare
from magnesium.needs.reference_values import reference_values
from magnesium.people import Person
from magnesium.rendering.answers import Answer
from magnesium.rendering.documents import document
from magnesium.versions import data_version

NEVER = "Never derive a dose of a supplement or a medicine from it."
_MOST_NUMBERS = 60
_TOP = frozenset({"record", "derived"})
_SKIPPED = frozenset({"schema", "portions", "alternatives", "errors", "cutoffs", "age_from_months", "age_to_months"})
"""Parts of a document whose numbers are details, not the answer."""
_ATOMIC_WEIGHT = "ciaaw"
_WIDTH = 120
_ASSUMED = ("assumptions", "readings", "notes")
_UNKNOWN = ("unknown", "not_understood", "not_given", "missing", "unstated")

Age = Annotated[float, "years, such as 34 or 0.5"]
Sex = Literal["female", "male", "unknown"]
Stage = Literal["general", "pregnant", "lactating"]
Meal = Annotated[str, "what was eaten, as people write it: '2 eggs, a cup of cooked spinach'"]
Authority = Annotated[str, "nasem (US), efsa, dach, sacn …"]


@attrs.frozen
class Beside(Answer):
    """An answer, and another on which it is based, with its edition and sources."""

    answer: Answer
    basis: Answer


# --- the tools -----------------------------------------------------------------------------------


def parse_meal(text: Meal) -> Answer:
    """Magnesium in a meal or a day, from words; states what was assumed and how certain it is."""
    return read_meal(text)


def look_up_food(name: str, amount: Annotated[str | None, "'1 cup', '30 g'; none: per 100 g"] = None) -> Answer:
    """Magnesium in one food, water or supplement compound, by name or id."""
    item: Any = find_item(name)
    found: Answer = item if amount is None else item.serving(amount)
    return found


def needs(age: Age, sex: Sex, life_stage: Stage = "general", authority: Authority = "nasem") -> Answer:
    """What one authority sets for a person: RDA or AI, EAR, and the upper level with its scope."""
    return reference_values(_person(age, sex, life_stage), authority=authority)


def compare_authorities(age: Age, sex: Sex, life_stage: Stage = "general") -> Answer:
    """What every authority sets for a person, side by side."""
    return compare(_person(age, sex, life_stage))


def adequacy(
    *,
    age: Age,
    sex: Sex,
    meal: Meal | None = None,
    mg_per_day: float | None = None,
    life_stage: Stage = "general",
    authority: Authority = "nasem",
) -> Answer:
    """Whether a day (a meal or mg) meets the need and exceeds the upper level; one day is not usual intake."""
    eaten = _eaten(meal, mg_per_day)
    return adequacy_of.adequacy(eaten, _person(age, sex, life_stage), authority=authority)


def suggest_foods(
    *,
    age: Age,
    sex: Sex,
    meal: Meal | None = None,
    mg_per_day: float | None = None,
    life_stage: Stage = "general",
    authority: Authority = "nasem",
) -> Answer:
    """Everyday foods whose servings would close the gap of a day; foods only, never supplements."""
    person = _person(age, sex, life_stage)
    found = suggest(_eaten(meal, mg_per_day), person, authority=authority)
    return Beside(found, reference_values(person, authority=authority))


def serum(
    value: Annotated[str, "as reported: '0.72', '<0.5'"],
    unit: Annotated[str, "mmol/L, mg/dL, mEq/L, mg/L"],
    lower: Annotated[float | None, "the laboratory's lower limit, in the same unit"] = None,
    upper: float | None = None,
) -> Answer:
    """Class and CTCAE grade of magnesium in blood, by the laboratory's own limits; the unit is never guessed."""
    return _serum(value, unit, lower, upper)


def assess_person(
    *,
    age: Age,
    sex: Sex,
    symptoms: list[str] | None = None,
    risk_factors: list[str] | None = None,
    medications: list[str] | None = None,
    supplements: list[str] | None = None,
    meal: Meal | None = None,
    serum_value: str | None = None,
    serum_unit: str | None = None,
    results: Annotated[dict[str, str] | None, "{'potassium': '2.7 mmol/L'}"] = None,
    life_stage: Stage = "general",
) -> Answer:
    """What is known about what a person reports: red flags first, no diagnosis. Show the user every red flag."""
    value = None if serum_value is None else _serum(serum_value, serum_unit or "", None, None)
    return assess(
        _person(age, sex, life_stage),
        symptoms=symptoms or (),
        risk_factors=risk_factors or (),
        medications=medications or (),
        supplements=supplements or (),
        intake=None if meal is None else read_meal(meal),
        serum=value,
        results=results or {},
    )


def claim(question: Annotated[str, "'does magnesium help sleep'"]) -> Answer:
    """How good the evidence is for a belief about magnesium: belief and trials, with a grade."""
    return _best(ask(question, limit=5), question)


def interaction(medication: Annotated[str, "name, brand or ATC code"]) -> Answer:
    """How a medication and magnesium affect each other, with hours between them where a source states them."""
    found = possible_medication(medication)
    records: list[Any] = [interactions[id_] for id_ in found.interactions]
    records += [all_risk_factors[id_] for id_ in found.risk_factors]
    return _best(SearchResults(query=medication, kind="interaction", items=tuple(records)), medication)


def convert(value: float, from_unit: str, to_unit: str) -> Answer:
    """Convert an amount or a concentration of magnesium: mg, mmol, mEq, mg/dL, mmol/L and others."""
    return Conversion.of(value, from_unit, to_unit)


def cite_sources(words: Annotated[str, "a key from citations, or words"]) -> Answer:
    """The full citation behind a figure."""
    return sources[words] if words in sources else _best(sources.search(words, limit=5), words)


TOOLS: tuple[Callable[..., Answer], ...] = (
    parse_meal,
    look_up_food,
    needs,
    compare_authorities,
    adequacy,
    suggest_foods,
    serum,
    assess_person,
    claim,
    interaction,
    convert,
    cite_sources,
)


def _person(age: float, sex: str, life_stage: str) -> Person:
    return Person(age=age, sex=sex, life_stage=life_stage)  # type: ignore[arg-type]


def _eaten(meal: str | None, mg_per_day: float | None) -> Intake | float:
    if (meal is None) == (mg_per_day is None):
        raise InvalidValueError("intake", None, "must be given as either meal or mg_per_day")
    return read_meal(meal) if meal is not None else mg_per_day or 0.0


def _serum(value: str, unit: str, lower: float | None, upper: float | None) -> SerumResult:
    has_limits = lower is not None or upper is not None
    return classify_reported(value, unit, interval=reported_interval(lower, upper, unit) if has_limits else None)


def _best(found: SearchResults[Any], words: str) -> Answer:
    if not found:
        raise NotFoundError("record", words, (), "search with other words")
    return BestMatch(query=found.query, kind=found.kind, items=found.items)


# --- the form of an answer -----------------------------------------------------------------------


def envelope(answer: Answer) -> dict[str, Any]:
    """Return an answer for a model: its words, and separately their basis."""
    answer, basis = (answer.answer, document(answer.basis)) if isinstance(answer, Beside) else (answer, {})
    written = document(answer)
    numbers = sorted(_numbers(written), key=lambda pair: (pair[0].count(".") + pair[0].count("["), "[" in pair[0]))
    return {
        "answer": str(answer),
        "details": answer.text(_WIDTH),
        "kind": list(dict.fromkeys((written["type"], *_under(written, "kind")))),
        "edition": _editions(answer, [written, basis]),
        "numbers": dict(list(dict(numbers).items())[:_MOST_NUMBERS]),
        "citations": {key: str(sources[key]) for key in _cited(answer, [written, basis]) if key in sources},
        "assumptions": list(dict.fromkeys(map(str, _said(answer, _ASSUMED)))),
        "unknown": list(dict.fromkeys(map(str, _said(answer, _UNKNOWN)))),
        "intended_use": f"{DISCLAIMER} {NEVER}",
        "version": written["version"],
    }


def _numbers(value: Any, path: str = "") -> Iterator[tuple[str, float]]:
    """Yield every number of a document with its path."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name not in _SKIPPED:
                yield from _numbers(inner, path if name in _TOP else f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _numbers(inner, f"{path}[{place}]")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path, value


def _editions(answer: Answer, written: list[Mapping[str, Any]]) -> list[str]:
    """Return the editions used in an answer; without any, the version of the bundled data."""
    found = list(dict.fromkeys(_under(written, "edition")))
    if isinstance(answer, SerumResult):
        found.append(f"CTCAE v{answer.low.version}")
    return found or [f"bundled data {data_version()}"]


def _under(value: Any, name: str) -> Iterator[str]:
    """Yield the strings with this name anywhere in a document."""
    if isinstance(value, Mapping):
        if isinstance(found := value.get(name), str) and found:
            yield found
        for inner in value.values():
            yield from _under(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _under(inner, name)


def _cited(answer: Answer, written: list[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return the keys of the sources in an answer; the atomic weight is behind a conversion."""
    own = (_ATOMIC_WEIGHT,) if isinstance(answer, Conversion) else answer.cited()
    listed = (key for keys in _lists_under(written, "sources") for key in keys if isinstance(key, str))
    return tuple(dict.fromkeys((*own, *_under(written, "source"), *listed, *_under(written, "id"))))


def _lists_under(value: Any, name: str) -> Iterator[list[Any]]:
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    if isinstance(value, Mapping) and isinstance(value.get(name), list):
        yield value[name]
    for one in inner:
        yield from _lists_under(one, name)


def _said(answer: Any, names: tuple[str, ...]) -> Iterator[Any]:
    """Yield the values of an answer, its total and its parts under these names."""
    fields = attrs.fields(type(answer)) if attrs.has(type(answer)) else ()
    inner = (getattr(answer, field.name, None) for field in fields)
    for one in (answer, *(part for part in inner if isinstance(part, Answer))):
        for name in names:
            found = getattr(one, name, ())
            yield from found if isinstance(found, tuple | list) else ()
