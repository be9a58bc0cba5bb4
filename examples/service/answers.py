"""What the service answers: the library's records as models of its OpenAPI page."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, JsonValue


class Answer(BaseModel):
    """Something that is answered, with all its fields and no others."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)


class LineProblem(Answer):
    """One thing that is wrong, and where: a line of a log, or the path of a field."""

    line: int | None
    column: str | None
    message: str


class Problem(Answer):
    """Why there is no answer, in the library's own words."""

    error: Annotated[str, Field(description="the library's name of the error", examples=["NotFoundError"])]
    message: str
    facts: Annotated[dict[str, JsonValue], Field(description="what the error knows, by name")]
    problems: Annotated[list[LineProblem], Field(description="each thing that is wrong, where there can be several")]


class Reference(Answer):
    """A reference value; *scope* says what it is compared with."""

    mg_per_day: float
    kind: str
    scope: str
    authority: str
    edition: str
    confidence: str
    note: str
    source: str


class Undetermined(Answer):
    """A value that a body could not set, or that depends on a sex that is not stated."""

    kind: str
    scope: str
    authority: str
    edition: str
    reason: str
    source: str


class ReferenceAnswer(Answer):
    """What one authority sets for one person; null where it sets no such value."""

    authority: str
    ear: Reference | None
    provisional_ar: Reference | None
    rda: Reference | None
    ai: Reference | None
    lrni: Reference | None
    ul: Reference | None
    recommended: Reference | None
    undetermined: list[Undetermined]


class AuthorityAnswer(Answer):
    """A body that sets reference values; its editions, oldest first."""

    id: str
    name: str
    region: str
    editions: list[str]


class PortionAnswer(Answer):
    """A household measure of a food."""

    label: str
    grams: float


class FoodAnswer(Answer):
    """A food; null is unknown."""

    id: str
    name: str
    category: str | None
    mg_per_100g: float | None
    kcal_per_100g: float | None
    calcium_mg_per_100g: float | None
    portions: list[PortionAnswer]
    source: str


class PersonAnswer(Answer):
    """For whom the report is."""

    age_years: float
    sex: str | None
    life_stage: str


class EntryAnswer(Answer):
    """One thing that was eaten; null magnesium is unknown."""

    id: str
    name: str
    origin: str | None
    quantity: float
    unit: str
    grams: float | None
    mg: float | None
    date: str | None
    time: str | None
    meal: str | None
    person: str | None
    source: str


class TotalAnswer(Answer):
    """A sum in mg, and the ids of what could not be added."""

    mg: float
    is_lower_bound: bool
    unknown: list[str]


class DateTotal(TotalAnswer):
    """The total of a date."""

    date: str | None


class MealTotal(TotalAnswer):
    """The total of a meal."""

    meal: str | None


class OriginTotal(TotalAnswer):
    """The total of an origin; null is one that is not stated."""

    origin: str | None


class Values(Answer):
    """The values that an intake is compared with."""

    ear: Reference | None
    recommended: Reference | None
    ul: Reference | None


class AdequacyAnswer(Answer):
    """A daily intake beside the reference values, in mg a day."""

    days: int
    mg_per_day: float
    is_lower_bound: bool
    unknown: list[str]
    percent_of_recommended: float | None
    shortfall_mg: float | None
    supplemental_mg: float
    unstated_mg: float
    exceeds_ul: bool | None
    probability_of_adequacy: float | None
    probability_note: str
    reference_values: Values


class SuggestionAnswer(Answer):
    """Servings of one food that alone would close the gap."""

    food: str
    name: str
    servings: int
    serving: str
    grams: float
    mg: float
    kcal: float | None


class ReportAnswer(Answer):
    """A day added up, compared and cited: ``Report.as_dict()`` of the library."""

    schema_: Annotated[int, Field(alias="schema", description="version of these fields")]
    title: str
    person: PersonAnswer
    authority: str
    entries: list[EntryAnswer]
    total: TotalAnswer
    by_date: list[DateTotal]
    by_meal: list[MealTotal]
    by_origin: list[OriginTotal]
    adequacy: AdequacyAnswer
    suggestions: list[SuggestionAnswer]
    sources: Annotated[dict[str, str], Field(description="the citation of each source")]
