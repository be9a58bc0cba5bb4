"""The questions other than the report: compare, parse, assess, serum, claims and convert."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

import magnesium as mg
from magnesium.conversions import Conversion
from magnesium.laboratory import SerumResult, classify_serum, own_interval
from magnesium.service.questions import MAX_LINE, Asked, OneLine, ReferenceQuestion

_SUFFIXES = {"mmol/L": "mmol_per_l", "mg/dL": "mg_per_dl", "mEq/L": "meq_per_l"}
_MAX_WORDS = 50
_MAX_TEXT = 2_000

_SerumUnit = Literal["mmol/L", "mg/dL", "mEq/L"]
_Words = Annotated[tuple[OneLine, ...], Field(max_length=_MAX_WORDS)]


class MealQuestion(Asked, strict=True, json_schema_extra={"examples": [{"text": "2 eggs and 1 cup cooked spinach"}]}):
    """What was eaten, in words."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=_MAX_TEXT)]
    assume: Literal["usual", "never"] = "usual"

    def answer(self) -> mg.Intake:
        """Read the text."""
        return mg.parse_meal(self.text, assume=self.assume)


class SerumQuestion(Asked, json_schema_extra={"examples": [{"value": 0.62, "unit": "mmol/L", "interval": "iom1997"}]}):
    """Magnesium in blood, and the limits for comparison."""

    value: Annotated[float, Field(description="as measured, in *unit*")]
    unit: _SerumUnit
    interval: Annotated[str | None, Field(max_length=MAX_LINE, description="a published interval")] = None
    lower: Annotated[float | None, Field(description="the laboratory's own lower limit, in *unit*")] = None
    upper: Annotated[float | None, Field(description="the laboratory's own upper limit, in *unit*")] = None

    def answer(self) -> SerumResult:
        """Classify the value."""
        suffix = _SUFFIXES[self.unit]
        own: dict[str, Any] = {f"lower_{suffix}": self.lower, f"upper_{suffix}": self.upper}
        if (has_own := any(limit is not None for limit in own.values())) and self.interval is not None:
            raise mg.InvalidValueError("interval", self.interval, "cannot be combined with own limits")
        value: dict[str, Any] = {suffix: self.value}
        return classify_serum(**value, interval=own_interval(**own) if has_own else self.interval)


_ASSESS_EXAMPLE = {"age": 61, "sex": "female", "symptoms": ["muscle twitching"], "medications": ["omeprazole"]}


class AssessQuestion(ReferenceQuestion, json_schema_extra={"examples": [_ASSESS_EXAMPLE]}):
    """What is known about one person."""

    symptoms: _Words = ()
    risk_factors: _Words = ()
    medications: _Words = ()
    supplements: _Words = ()
    serum: SerumQuestion | None = None
    egfr_ml_per_min_per_1_73_m2: float | None = None
    drinks_per_day: float | None = None
    has_all_medications: bool = False
    audience: Literal["clinician", "lay"] = "clinician"

    def answer(self) -> mg.Assessment:
        """Summarize what is known; no diagnosis."""
        return mg.assess(
            self.person,
            symptoms=self.symptoms,
            risk_factors=self.risk_factors,
            medications=self.medications,
            supplements=self.supplements,
            serum=None if self.serum is None else self.serum.answer(),
            egfr_ml_per_min_per_1_73_m2=self.egfr_ml_per_min_per_1_73_m2,
            drinks_per_day=self.drinks_per_day,
            has_all_medications=self.has_all_medications,
            authority=self.authority,
            edition=self.edition,
            as_of=self.as_of,
            audience=self.audience,
        )


class ConvertQuestion(Asked, json_schema_extra={"examples": [{"value": 1.8, "unit": "mg/dL", "to": "mmol/L"}]}):
    """An amount or a concentration of magnesium, and the target unit."""

    value: float
    unit: Annotated[str, Field(max_length=MAX_LINE)]
    to: Annotated[str, Field(max_length=MAX_LINE)]

    def answer(self) -> Conversion:
        """Convert the value."""
        return Conversion.of(self.value, self.unit, self.to)
