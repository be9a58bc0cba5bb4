"""The routes: each calls the library and declares its answers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from fastapi_offline import FastAPIOffline

import magnesium as mg
from magnesium.catalogs.results import SearchResults
from magnesium.conversions import Conversion
from magnesium.laboratory import SerumResult
from magnesium.service.bodies import StrictRoute
from magnesium.service.further_questions import AssessQuestion, ConvertQuestion, MealQuestion, SerumQuestion
from magnesium.service.headers import SecureHeaders
from magnesium.service.logs import RequestLog
from magnesium.service.page import HERE, answered_page, empty_page, typed
from magnesium.service.plots import Plot, svg
from magnesium.service.problems import TOO_LARGE, UNPROCESSABLE, ProblemAnswer, answer_errors
from magnesium.service.questions import (
    MAX_BODY_BYTES,
    Eaten,
    FoodQuestion,
    PersonQuestion,
    ReferenceQuestion,
    ReportQuestion,
    TypedQuestion,
    form_schema,
)

_DESCRIPTION = """
How much magnesium a day provides, and whether that is enough; each figure has a source.

It describes; it does not prescribe. Invalid questions are answered with status 422 and the library's error
messages. Nothing that is sent is stored.
"""
_TAGS = [
    {"name": "page", "description": "The page for people."},
    {"name": "questions", "description": "Questions to the library; answers are its documents."},
    {"name": "catalogs", "description": "Bundled data: foods, authorities."},
    {"name": "health", "description": "For monitoring the service."},
]
_WRONG: dict[int | str, dict[str, Any]] = {
    UNPROCESSABLE: {"model": ProblemAnswer, "description": "The problems and their places"}
}
_LARGE: dict[int | str, dict[str, Any]] = {
    TOO_LARGE: {
        "description": f"The body has more than {MAX_BODY_BYTES:,} bytes",
        "content": {"text/plain": {"schema": {"type": "string"}}},
    }
}
_FORM_WRONG: dict[int | str, dict[str, Any]] = {
    UNPROCESSABLE: {"description": "The page with the problems and their places", "content": {"text/html": {}}}
}
_FORM = {"requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": form_schema()}}, "required": True}}


def warm_up() -> None:
    """Load every table, so that the first request is fast, and a damaged table prevents the start."""
    question = ReportQuestion.model_validate(
        {"day": [Eaten(food="almonds", amount="30 g")], "age": 40, "sex": "female"}
    )
    svg(Plot.BY_DAY, question.report)
    mg.foods.search("almonds")


@asynccontextmanager
async def _warm(app: FastAPI) -> AsyncIterator[None]:
    await run_in_threadpool(warm_up)
    app.state.ready = True
    yield
    app.state.ready = False


router = APIRouter(route_class=StrictRoute)


def make_app() -> FastAPI:
    """Return the application."""
    # FastAPI's own API page loads scripts from other servers; this one is self-contained.
    app = FastAPIOffline(
        redoc_url=None,
        title="Magnesium",
        version=version("pymagnesium"),
        description=_DESCRIPTION,
        lifespan=_warm,
        max_body_size=MAX_BODY_BYTES,
        openapi_tags=_TAGS,
    )
    app.add_middleware(SecureHeaders)
    app.add_middleware(RequestLog)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    app.include_router(router)
    answer_errors(app)
    return app


# Functions, not coroutines: the library is CPU-bound, so each question runs in its own thread.


@router.get("/", tags=["page"], response_class=HTMLResponse, summary="The page, with an empty form")
def ask_on_a_page(request: Request) -> HTMLResponse:
    """Show the form."""
    return empty_page(request)


@router.post(
    "/",
    tags=["page"],
    response_class=HTMLResponse,
    summary="The page, with the report",
    openapi_extra=_FORM,
    responses=_FORM_WRONG | _LARGE,
)
def answer_on_a_page(request: Request, sent: Annotated[str, Depends(typed)]) -> HTMLResponse:
    """Answer the form with the same page, the report and its plots."""
    return answered_page(request, sent)


# The library's records are pydantic types: an answer is written as its document, and described by its schema.


@router.post("/report", tags=["questions"], responses=_WRONG | _LARGE)
def report(question: ReportQuestion) -> mg.Report:
    """Sum a day, compare it with the person's reference values, and cite every source."""
    return question.report


@router.post(
    "/plots/{plot}",
    tags=["questions"],
    response_class=Response,
    responses=_WRONG | _LARGE | {200: {"description": "An SVG file", "content": {"image/svg+xml": {}}}},
)
def draw(plot: Plot, question: ReportQuestion) -> Response:
    """Plot the report: by day, by contributor, by meal, or across authorities."""
    return Response(
        svg(plot, question.report, edition=question.edition, as_of=question.as_of), media_type="image/svg+xml"
    )


@router.get("/needs", tags=["questions"], responses=_WRONG)
def needs(question: Annotated[ReferenceQuestion, Query()]) -> mg.ReferenceValues:
    """Return how much magnesium a person needs, and how much is too much, according to one authority."""
    return mg.reference_values(
        question.person, authority=question.authority, edition=question.edition, as_of=question.as_of
    )


@router.get("/compare", tags=["questions"], responses=_WRONG)
def compare(question: Annotated[PersonQuestion, Query()]) -> mg.Comparison:
    """Return what every authority sets for a person."""
    return mg.compare(question.person, as_of=question.as_of)


@router.post("/parse", tags=["questions"], responses=_WRONG | _LARGE)
def parse(question: MealQuestion) -> mg.Intake:
    """Parse what was eaten from words, with every assumption."""
    return question.answer()


@router.post("/assess", tags=["questions"], responses=_WRONG | _LARGE)
def assess(question: AssessQuestion) -> mg.Assessment:
    """Summarize what is known about one person: warnings, causes, tests. It is not a diagnosis."""
    return question.answer()


@router.post("/serum", tags=["questions"], responses=_WRONG | _LARGE)
def serum(question: SerumQuestion) -> SerumResult:
    """Classify magnesium in blood by stated limits."""
    return question.answer()


@router.get("/convert", tags=["questions"], responses=_WRONG)
def convert(question: Annotated[ConvertQuestion, Query()]) -> Conversion:
    """Convert an amount or a concentration of magnesium."""
    return question.answer()


@router.get("/claims", tags=["catalogs"], responses=_WRONG)
def claims(question: Annotated[FoodQuestion, Query()]) -> SearchResults[mg.Claim]:
    """Search common claims about magnesium, each with its verdict and evidence."""
    return mg.claims.search(question.query, limit=question.limit)


@router.get("/suggestions", tags=["page"], responses=_WRONG)
def suggestions(question: Annotated[TypedQuestion, Query()]) -> list[str]:
    """List the names of foods that match what is being typed."""
    try:
        return [*dict.fromkeys(food.name for food in mg.foods.search(question.query, limit=question.limit))]
    except mg.InvalidValueError:
        return []


@router.get("/authorities", tags=["catalogs"])
def authorities() -> list[mg.Authority]:
    """List the authorities and their editions."""
    return list(mg.authorities.values())


@router.get("/foods", tags=["catalogs"], responses=_WRONG)
def foods(question: Annotated[FoodQuestion, Query()]) -> SearchResults[mg.Food]:
    """Search the foods by words, best match first."""
    return mg.foods.search(question.query, limit=question.limit)


# --- health ------------------------------------------------------------------------------------


@router.get("/health/live", tags=["health"])
def live() -> dict[str, str]:
    """Answer as long as the process runs."""
    return {"status": "ok"}


@router.get("/health/ready", tags=["health"], responses={503: {"description": "Tables are being loaded"}})
def ready(request: Request) -> JSONResponse:
    """Answer 200 once every table is loaded, with the versions of library and data."""
    is_ready = bool(getattr(request.app.state, "ready", False))
    about = {"status": "ready" if is_ready else "starting", "library": mg.__version__, "data": mg.data_version}
    return JSONResponse(about, 200 if is_ready else 503)
