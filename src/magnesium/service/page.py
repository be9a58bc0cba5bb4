"""The HTML page: a form, and below it the report or the problems."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qsl

import attrs
from fastapi import Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates
from pydantic import ValidationError

import magnesium as mg
from magnesium.foods.error_terms import mg_text
from magnesium.intake.adequacy import probability_text
from magnesium.service.plots import Plot, svg
from magnesium.service.problems import UNPROCESSABLE, problem_of, refused
from magnesium.service.questions import SEXES, DayForm

HERE = Path(__file__).parent
_TEMPLATES = Jinja2Templates(HERE / "templates")  # escapes everything
_TEMPLATES.env.globals.update(mg_text=mg_text, probability_text=probability_text)
_UNASKED = {"life_stage": "general", "authority": "nasem"}
_EXAMPLE = """1 cup oatmeal with 2 tbsp pumpkin seeds
250 ml milk
1 cup cooked spinach
200 g tofu
1.5 l Gerolsteiner
magnesium citrate, 200 mg elemental
"""
_MAX_FIELDS = 20


@attrs.frozen
class Picture:
    """A plot in the page, and its alternative text."""

    uri: str
    narrow: str
    """The plot for the width of a phone."""
    alt: str


async def typed(request: Request) -> str:
    """Return the form's content, read before the answering thread begins."""
    return (await request.body()).decode("utf-8", "replace")


def empty_page(request: Request) -> HTMLResponse:
    """Return the page with an empty form."""
    return _page(request, _UNASKED)


def answered_page(request: Request, sent: str) -> HTMLResponse:
    """Return the page with the report, or with status 422 and the problems; the form keeps what was typed."""
    fields: dict[str, str] = {}
    try:
        fields = _fields(sent)
        # A blank field of a form means not filled in.
        question = DayForm.model_validate({name: text for name, text in fields.items() if text.strip()})
        report = question.report
        pictures = [
            _picture(Plot.BY_DAY, question, report, "Magnesium by day and origin, beside the reference values"),
            _picture(Plot.CONTRIBUTORS, question, report, "What contributes most magnesium"),
        ]
    except ValidationError as error:
        return _page(request, fields, UNPROCESSABLE, problem=problem_of(refused(error.errors())))
    except mg.MagnesiumError as error:
        return _page(request, fields, UNPROCESSABLE, problem=problem_of(error))
    return _page(request, fields, report=report, cited=_cited(report), pictures=pictures)


def _fields(sent: str) -> dict[str, str]:
    try:
        return dict(parse_qsl(sent, keep_blank_values=True, max_num_fields=_MAX_FIELDS))
    except ValueError:
        raise mg.DataError("the request", (mg.Problem(None, None, f"has more than {_MAX_FIELDS} fields"),)) from None


def _page(request: Request, fields: Mapping[str, str], status: int = 200, **shown: object) -> HTMLResponse:
    context = {
        "fields": fields,
        "lines": fields.get("day", "").split("\n"),
        "example": _EXAMPLE,
        "sexes": SEXES,
        "life_stages": list(mg.LifeStage),
        "authorities": list(mg.authorities.values()),
        **shown,
    }
    return _TEMPLATES.TemplateResponse(request, "page.html", context, status_code=status)


def _cited(report: mg.Report) -> dict[str, str]:
    """Return the citation of each source; a user's own source is its own citation."""
    return {key: str(mg.sources.get(key, key)) for key in report.cited()}


def _picture(plot: Plot, question: DayForm, report: mg.Report, alt: str) -> Picture:
    wide, narrow = (
        svg(plot, report, edition=question.edition, as_of=question.as_of, is_narrow=is_narrow)
        for is_narrow in (False, True)
    )
    return Picture(_data_uri(wide), _data_uri(narrow), alt)


def _data_uri(drawn: bytes) -> str:
    return "data:image/svg+xml;base64," + b64encode(drawn).decode("ascii")
