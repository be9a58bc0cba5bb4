"""The questions to the service; each model is a schema of the OpenAPI page."""

from __future__ import annotations

import csv
import io
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    WithJsonSchema,
)

import magnesium as mg
from magnesium.intake.free_lines import lines_of
from magnesium.people import LIFE_STAGE_WORDS, MAX_AGE_YEARS, SEX_WORDS, life_stage_named, sex_or_unstated
from magnesium.text import NOT_IN_XML

MAX_BODY_BYTES = 65_536
MAX_ENTRIES = 500
MAX_DAYS = 3_660
MAX_LINE = 300
"""Maximum length of a line or a text; the longest name of a bundled food has 184 characters."""


SEXES = (*mg.Sex, "unknown")
"""The choices of the form; a question accepts every word of the library."""

# The schema states the bounds, and the library words the errors.
_AGE = Field(
    description="years, such as 34 or 0.5", json_schema_extra={"minimum": 0, "exclusiveMaximum": MAX_AGE_YEARS}
)
_DAYS = Field(le=MAX_DAYS, description="days covered, if not every entry has a date", json_schema_extra={"minimum": 1})
_Sex = Annotated[
    mg.Sex | None, BeforeValidator(sex_or_unstated), WithJsonSchema({"enum": [*SEX_WORDS, None], "title": "Sex"})
]
_LifeStage = Annotated[
    mg.LifeStage,
    BeforeValidator(life_stage_named),
    WithJsonSchema({"type": "string", "enum": list(LIFE_STAGE_WORDS), "title": "Life stage"}),
]


_AS_OF = Field(max_length=MAX_LINE, description="a day; the edition in force then", examples=["2024-12-31"])


class Asked(BaseModel):
    """A question: unknown fields are refused, so that a typo does not silently become a default."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PersonQuestion(Asked):
    """A person, and optionally a day whose editions are used."""

    age: Annotated[float, _AGE]
    sex: _Sex
    life_stage: _LifeStage = mg.LifeStage.GENERAL
    as_of: Annotated[str | None, _AS_OF] = None

    @property
    def person(self) -> mg.Person:
        """The person; raises an error of the library for an impossible one."""
        return mg.Person(age=self.age, sex=self.sex, life_stage=self.life_stage)


class ReferenceQuestion(PersonQuestion):
    """A person, and the authority whose reference values are used."""

    authority: Annotated[str, Field(max_length=MAX_LINE, description="an id of /authorities")] = "nasem"
    edition: Annotated[
        str | None, Field(max_length=MAX_LINE, description="an edition of the values, by title or id")
    ] = None


def _one_line(text: str) -> str:
    # Each entry becomes one line of a food log, whose blank lines are skipped.
    if not text.strip() or len(text.splitlines()) > 1:
        raise mg.InvalidValueError("text", text, "must be one line and not blank")
    if found := NOT_IN_XML.search(text):
        raise mg.InvalidValueError("text", text, f"has {found[0]!r}, which is not allowed in text")
    return text


OneLine = Annotated[str, StringConstraints(min_length=1, max_length=MAX_LINE), AfterValidator(_one_line)]


class Eaten(Asked, strict=True):
    """One item that was eaten, drunk or taken, in the words of a food log."""

    food: Annotated[OneLine, Field(description="an id, a name or an everyday name", examples=["cooked spinach"])]
    amount: Annotated[OneLine, Field(examples=["1 cup", "30 g", "200 mg elemental"])]
    date: OneLine | None = None
    time: OneLine | None = None
    meal: OneLine | None = None


def _bounded(log: str) -> str:
    if found := NOT_IN_XML.search(log):
        number = log.count("\n", 0, found.start()) + 1
        raise mg.InvalidValueError("line", number, f"has {found[0]!r}, which is not allowed in text")
    lines = log.splitlines()
    if len(lines) > MAX_ENTRIES + 1:
        raise mg.InvalidValueError("number of lines", len(lines), f"must be at most {MAX_ENTRIES} below the header")
    for number, line in enumerate(lines, start=1):
        if len(line) > MAX_LINE:
            raise mg.InvalidValueError("line", number, f"has more than {MAX_LINE} characters")
    return log


def _kind_of_day(value: object) -> str | None:
    if isinstance(value, str):
        return "log"
    return "entries" if isinstance(value, list) else None


Day = Annotated[
    Annotated[list[Eaten], Field(min_length=1, max_length=MAX_ENTRIES), Tag("entries")]
    | Annotated[str, Field(min_length=1, max_length=MAX_BODY_BYTES), AfterValidator(_bounded), Tag("log")],
    Discriminator(_kind_of_day, custom_error_type="day", custom_error_message="must be entries or a log"),
]


_EXAMPLE = {
    "day": [
        {"food": "cooked spinach", "amount": "1 cup", "meal": "lunch"},
        {"food": "magnesium-citrate", "amount": "200 mg elemental"},
    ],
    "age": 25,
    "sex": "female",
    "life_stage": "pregnant",
}


def read_day(text: str, *, keep_unknown: bool) -> mg.Intake:
    """Read a food log or free-text lines; raises :class:`magnesium.FoodLogError` with every problem."""
    on_unknown: Literal["keep", "raise"] = "keep" if keep_unknown else "raise"
    given = lines_of(io.StringIO(text))
    if isinstance(given, list):
        return mg.check(io.StringIO(text), on_unknown=on_unknown).intake()
    return mg.read_food_log(io.StringIO(text), on_unknown=on_unknown)


class ReportQuestion(ReferenceQuestion, strict=True, json_schema_extra={"examples": [_EXAMPLE]}):
    """A day (or several), and the person who ate it."""

    day: Annotated[Day, Field(description="entries; or a text: one item per line, or CSV with food and amount")]
    days: Annotated[int | None, _DAYS] = None
    keep_unknown: Annotated[bool, Field(description="keep unknown foods, with unknown magnesium")] = False

    @property
    def intake(self) -> mg.Intake:
        """What was eaten; raises :class:`magnesium.FoodLogError` with every problem."""
        log = self.day if isinstance(self.day, str) else _as_log(self.day)
        try:
            return read_day(log, keep_unknown=self.keep_unknown)
        except mg.FoodLogError as error:
            problems = error.problems if isinstance(self.day, str) else tuple(map(_of_entry, error.problems))
            raise mg.FoodLogError("the day", problems) from None

    @property
    def report(self) -> mg.Report:
        """The library's report; raises the library's errors."""
        return mg.build_report(
            self.intake,
            self.person,
            title="the day",
            authority=self.authority,
            edition=self.edition,
            as_of=self.as_of,
            days=self.days,
        )


def _ticked(text: object) -> object:
    return {"true": True, "false": False}.get(text, text) if isinstance(text, str) else text


_FORM_EXAMPLE = {"day": "food,amount\ncooked spinach,1 cup", "age": 40, "sex": "female"}


class DayForm(ReportQuestion, strict=False, json_schema_extra={"examples": [_FORM_EXAMPLE]}):
    """The same question from a form, in which every answer is a string."""

    # A narrower type than a question's, which is sound because it never changes.
    day: Annotated[  # pyright: ignore[reportIncompatibleVariableOverride]
        str, Field(min_length=1, max_length=MAX_BODY_BYTES), AfterValidator(_bounded)
    ]
    keep_unknown: Annotated[bool, Field(strict=True), BeforeValidator(_ticked)] = False


_COLUMNS = ("food", "amount", "date", "time", "meal")


def _as_log(entries: list[Eaten]) -> str:
    out = io.StringIO()
    rows = ([getattr(entry, column) or "" for column in _COLUMNS] for entry in entries)
    csv.writer(out, lineterminator="\n").writerows([_COLUMNS, *rows])
    return out.getvalue()


def _of_entry(problem: mg.Problem) -> mg.Problem:
    """Return a problem of the generated log as one of the entry that was sent."""
    index = (problem.line or 0) - 2
    return mg.Problem(None, f"day[{index}].{problem.column}", problem.message)


class FoodQuestion(Asked):
    """Words to search for."""

    query: Annotated[str, Field(max_length=MAX_LINE)]
    limit: Annotated[int, Field(le=100, json_schema_extra={"minimum": 1})] = 10


class TypedQuestion(FoodQuestion):
    """Words that are being typed; all are valid, so the limit is checked here."""

    limit: Annotated[int, Field(ge=1, le=100)] = 10


def form_schema() -> dict[str, Any]:
    """Return the schema of the form; its enumerations are already among the components."""
    schema = DayForm.model_json_schema(ref_template="#/components/schemas/{model}")
    return {name: part for name, part in schema.items() if name != "$defs"}
