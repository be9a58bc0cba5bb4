"""The routes: each asks the library, and says what it can answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Annotated, Any

from bodies import StrictRoute
from fastapi import Depends, FastAPI, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from fastapi_offline import FastAPIOffline
from headers import SecureHeaders
from page import HERE, answered_page, empty_page, typed
from plots import Plot, svg
from problems import TOO_LARGE, UNPROCESSABLE, ProblemAnswer, answer_errors
from questions import MAX_BODY_BYTES, Eaten, FoodQuestion, ReferenceQuestion, ReportQuestion, form_schema

import magnesium as mg
from magnesium.catalogs.results import SearchResults

_DESCRIPTION = """
How much magnesium a day holds, and whether that is enough, each figure with its source.

It describes; it does not prescribe. What is wrong with a question is answered with status 422 and the library's own
words. Nothing that is sent is kept.
"""
_WRONG: dict[int | str, dict[str, Any]] = {
    UNPROCESSABLE: {"model": ProblemAnswer, "description": "What is wrong, and where"}
}
_LARGE: dict[int | str, dict[str, Any]] = {
    TOO_LARGE: {
        "description": f"The body has more than {MAX_BODY_BYTES:,} bytes",
        "content": {"text/plain": {"schema": {"type": "string"}}},
    }
}
_FORM_WRONG: dict[int | str, dict[str, Any]] = {
    UNPROCESSABLE: {"description": "The page with what is wrong, and where", "content": {"text/html": {}}}
}
_FORM = {"requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": form_schema()}}, "required": True}}


def warm_up() -> None:
    """Load every table, so that the first request is as quick as the second, and a damaged table stops the start."""
    question = ReportQuestion.model_validate(
        {"day": [Eaten(food="almonds", amount="30 g")], "age": 40, "sex": "female"}
    )
    svg(Plot.BY_DAY, question.report)
    mg.foods.search("almonds")


@asynccontextmanager
async def _warm(_: FastAPI) -> AsyncIterator[None]:
    await run_in_threadpool(warm_up)
    yield


# FastAPI's own page of the API loads its scripts from elsewhere; this one brings them along.
app = FastAPIOffline(
    redoc_url=None,
    title="Magnesium",
    version=version("pymagnesium"),
    description=_DESCRIPTION,
    lifespan=_warm,
    max_body_size=MAX_BODY_BYTES,
)
app.router.route_class = StrictRoute
app.add_middleware(SecureHeaders)
app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
answer_errors(app)

# Plain functions, not coroutines: the library computes, so each question runs in its own thread.


@app.get("/", response_class=HTMLResponse, summary="The page, with an empty form")
def ask_on_a_page(request: Request) -> HTMLResponse:
    """Show the form."""
    return empty_page(request)


@app.post(
    "/",
    response_class=HTMLResponse,
    summary="The page, with the report",
    openapi_extra=_FORM,
    responses=_FORM_WRONG | _LARGE,
)
def answer_on_a_page(request: Request, sent: Annotated[str, Depends(typed)]) -> HTMLResponse:
    """Answer the form: the same page with the report and its plots."""
    return answered_page(request, sent)


# The library's records are types of pydantic: an answer is written as its document, and described by its schema.


@app.post("/report", responses=_WRONG | _LARGE)
def report(question: ReportQuestion) -> mg.Report:
    """Add up a day, compare it with what the person needs, and cite every source."""
    return question.report


@app.post(
    "/plots/{plot}",
    response_class=Response,
    responses=_WRONG | _LARGE | {200: {"description": "An SVG file", "content": {"image/svg+xml": {}}}},
)
def draw(plot: Plot, question: ReportQuestion) -> Response:
    """Draw the report: by day, what contributes most, by meal, or across authorities."""
    return Response(
        svg(plot, question.report, edition=question.edition, as_of=question.as_of), media_type="image/svg+xml"
    )


@app.get("/reference-values", responses=_WRONG)
def reference_values(question: Annotated[ReferenceQuestion, Query()]) -> mg.ReferenceValues:
    """Say how much magnesium a person needs, and how much is too much, according to one authority."""
    return mg.reference_values(
        question.person, authority=question.authority, edition=question.edition, as_of=question.as_of
    )


@app.get("/authorities")
def authorities() -> list[mg.Authority]:
    """List the authorities and their editions."""
    return list(mg.authorities.values())


@app.get("/foods", responses=_WRONG)
def foods(question: Annotated[FoodQuestion, Query()]) -> SearchResults[mg.Food]:
    """Search the foods by words, best match first."""
    return mg.foods.search(question.query, limit=question.limit)
