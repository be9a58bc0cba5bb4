"""Answer errors: the problems of a question in the library's words, with status 422."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse
from pydantic import BaseModel, ConfigDict, Field, JsonValue

import magnesium as mg

UNPROCESSABLE = 422
TOO_LARGE = 413

_NUMBER = "must be a number, such as 40 or 0.5"
_WHOLE_NUMBER = "must be a whole number"
_YES_OR_NO = "must be true or false"
_OBJECT = "must be an object with named fields, in JSON (application/json)"

# Problems found by a model are worded like the library's; the bounds are the model's.
_WORDS = {
    "bool_parsing": _YES_OR_NO,
    "bool_type": _YES_OR_NO,
    "day": "must be a list of entries, or the text of a food log",
    "enum": "must be {expected}",
    "extra_forbidden": "is not a field here",
    "finite_number": _NUMBER,
    "float_parsing": _NUMBER,
    "float_type": _NUMBER,
    "int_from_float": _WHOLE_NUMBER,
    "int_parsing": _WHOLE_NUMBER,
    "int_parsing_size": "must be a smaller number",
    "int_type": _WHOLE_NUMBER,
    "json_invalid": "is not readable as JSON",
    "less_than_equal": "must be at most {le}",
    "missing": "is missing",
    "model_attributes_type": _OBJECT,
    "model_type": _OBJECT,
    "string_too_long": "must have at most {max_length} characters",
    "string_too_short": "must have {min_length} or more characters",
    "string_type": "must be a string",
    "string_unicode": "must be a string of whole Unicode characters",
    "too_long": "must have at most {max_length} entries",
    "too_short": "must have {min_length} or more entries",
}


class LineProblem(BaseModel):
    """One problem and its place: a line of a log, or the path of a field."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    line: int | None
    column: str | None
    message: str


class ProblemAnswer(BaseModel):
    """Why there is no answer, in the library's own words."""

    model_config = ConfigDict(extra="forbid")

    error: Annotated[str, Field(description="the class of the error in the library", examples=["NotFoundError"])]
    message: str
    facts: Annotated[dict[str, JsonValue], Field(description="the attributes of the error, by name")]
    problems: Annotated[list[LineProblem], Field(description="each problem, if there can be several")]


def problem_of(error: mg.MagnesiumError) -> ProblemAnswer:
    """Return an error of the library as an answer: its class, message, and attributes."""
    facts = {name: _plain(fact) for name, fact in vars(error).items() if name != "problems"}
    problems = [LineProblem.model_validate(problem) for problem in getattr(error, "problems", ())]
    return ProblemAnswer(error=type(error).__name__, message=str(error), facts=facts, problems=problems)


def refused(found: Sequence[Any]) -> mg.DataError:
    """Return the problems that a model found in a request as one error of the library."""
    return mg.DataError("the request", tuple(mg.Problem(None, _path(each["loc"]), _words(each)) for each in found))


def _path(places: Sequence[str | int]) -> str | None:
    """Return ``day[0].food`` for the place of a field; ``None`` for the request as a whole."""
    inner = list(places[1:] if places and places[0] in {"body", "path", "query"} else places)
    if inner[:1] == ["day"]:
        del inner[1:2]  # the kind of day: entries or a log
    if not any(isinstance(place, str) for place in inner):
        return None  # the position of a character in invalid JSON
    path = "".join(f"[{place}]" if isinstance(place, int) else f".{place}" for place in inner)
    return path.removeprefix(".")


def _words(found: dict[str, Any]) -> str:
    facts = found.get("ctx", {})
    raised = facts.get("error")
    if isinstance(raised, mg.MagnesiumError):
        return str(raised)
    # An unlisted kind keeps the framework's message; a test states which kinds are possible.
    return _WORDS.get(found["type"], "{msg}").format(msg=found["msg"], **facts)


def _plain(fact: object) -> JsonValue:
    if isinstance(fact, tuple):
        return [_plain(part) for part in fact]
    if isinstance(fact, bool | int | str) or fact is None:
        return fact
    if isinstance(fact, float) and math.isfinite(fact):
        return fact
    return str(fact)


def answer_errors(app: FastAPI) -> None:
    """Let *app* answer the problems of a question instead of failing."""

    @app.exception_handler(mg.MagnesiumError)
    def of_the_library(_: Request, error: mg.MagnesiumError) -> JSONResponse:
        return JSONResponse(problem_of(error).model_dump(), UNPROCESSABLE)

    @app.exception_handler(RequestValidationError)
    def of_the_request(request: Request, error: RequestValidationError) -> JSONResponse:
        return of_the_library(request, refused(error.errors()))

    @app.exception_handler(400)
    def of_the_body(request: Request, error: Exception) -> JSONResponse:
        if isinstance(error.__cause__, mg.DataError):
            return of_the_library(request, mg.DataError("the request", error.__cause__.problems))
        # Bytes that are not UTF-8, brackets a thousand deep: FastAPI answers 400 without details.
        return of_the_library(request, mg.DataError("the request", (mg.Problem(None, None, _WORDS["json_invalid"]),)))

    @app.exception_handler(TOO_LARGE)
    def of_its_size(_: Request, __: Exception) -> PlainTextResponse:
        return PlainTextResponse("Content Too Large", TOO_LARGE)
