from __future__ import annotations

import datetime as dt
import json
import pkgutil
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from random import Random
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import magnesium as mg
from magnesium import excitability as ex
from magnesium import laboratory as lab
from magnesium.assessment.results import Result
from magnesium.assessment.understanding import NotUnderstood
from magnesium.catalogs.parts import parts_of
from magnesium.catalogs.results import BestMatch
from magnesium.conversions import Conversion
from magnesium.errors import MissingExtraError
from magnesium.foods.cooking import CookedIngredient
from magnesium.foods.error_terms import Spread
from magnesium.foods.items import UnknownItem
from magnesium.foods.stated import stated_value
from magnesium.foods.uncertainty import UncertaintyPart
from magnesium.intake.error_ledger import OriginSpread
from magnesium.intake.intake import IntakeGroup
from magnesium.intake.log_totals import GroupTotal, LogTotals
from magnesium.intake.swaps import Swap, Swaps
from magnesium.integrations.extras import need
from magnesium.integrations.serialization import (
    SCHEMA,
    from_json,
    from_plain,
    json_schema,
    record_types,
    to_json,
    to_plain,
)
from magnesium.integrations.strategies import (
    amounts,
    assessments,
    assumptions,
    bundled,
    bundled_foods,
    entries,
    foods,
    intakes,
    measurements,
    persons,
    reports,
    serum_results,
    waters,
)
from magnesium.needs.compare import MissingValues

pytest.importorskip("cattrs", reason="needs the extra serialization")
jsonschema: Any = None if find_spec("jsonschema") is None else import_module("jsonschema")


def _inside(value: Any, kind: type[Any]) -> Iterator[Any]:
    """Yield every record of *kind* inside a record, at any depth."""
    if isinstance(value, tuple):
        for item in value:
            yield from _inside(item, kind)
    elif attrs.has(type(value)):
        if type(value) is kind:
            yield value
        for field in attrs.fields(type(value)):
            yield from _inside(getattr(value, field.name), kind)


def _parts(kind: type[Any], catalog: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    return st.deferred(lambda: st.sampled_from([part for record in catalog.values() for part in _inside(record, kind)]))


def _checks() -> st.SearchStrategy[mg.Check]:
    lines = st.sampled_from(
        ["2 eggs and a banana", "30 g almonds", "200 g halloumi", "1 cup", "Magnesium 400 mg", "½ cup milk"]
    )
    return st.lists(lines, max_size=3).map(mg.check)


def _suggestions() -> st.SearchStrategy[mg.Suggestion]:
    with_some = reports().filter(lambda report: report.suggestions)
    return with_some.flatmap(lambda report: st.sampled_from(report.suggestions))


def _motor_nodes() -> st.SearchStrategy[ex.MotorNode]:
    ions = {"magnesium_mmol_per_l": st.floats(0, 10), "calcium_mmol_per_l": st.floats(0, 5)}
    return st.builds(ex.MotorNode, **ions, charges_per_nm2=st.floats(0, 1.5))


CATALOGS = mg.catalogs.all()

SOME = mg.Alternative("another food")

# How each kind of record is drawn, if it is not simply one of a catalog or a part of it; a kind that is missing fails
# a test.


def _recipes() -> st.SearchStrategy[mg.Recipe]:
    return st.builds(
        mg.Recipe,
        id=st.text(min_size=1),
        name=st.text(min_size=1),
        ingredients=st.lists(entries(), min_size=1, max_size=3),
        servings=st.none() | st.floats(0.1, 100),
        cooking=st.sampled_from([None, "boiled", "3005", "stewed with its liquid"]),
    )


def _group_totals() -> st.SearchStrategy[GroupTotal]:
    groups = st.lists(st.text(), min_size=1, max_size=2)
    return st.builds(GroupTotal, group=groups, mg=amounts(), unknown_rows=st.integers(0, 9))


def _intake_groups() -> st.SearchStrategy[mg.IntakeGroups]:
    keys = st.sampled_from(["meal", "date", "origin", "item", "person"])
    return st.builds(mg.Intake.by, intakes(), keys)


def _results(kind: type[mg.SearchResults[Any]]) -> st.SearchStrategy[mg.SearchResults[Any]]:
    found = st.lists(foods() | waters(), min_size=1, max_size=3)
    return st.builds(kind, query=st.text(), kind=st.sampled_from(["food", "water"]), items=found)


def _has_parts(food: mg.Food) -> bool:
    return bool(food.uncertainty.parts)


DRAWN: dict[type[Any], Callable[[], st.SearchStrategy[Any]]] = {
    **{
        part: partial(_parts, part, catalog)
        for catalog in CATALOGS.values()
        for part in parts_of(catalog.record)
        if attrs.has(part)
    },
    **{catalog.record: partial(bundled, name) for name, catalog in CATALOGS.items()},
    mg.Assumption: assumptions,
    mg.Alternative: lambda: assumptions().flatmap(lambda note: st.sampled_from(note.alternatives or (SOME,))),
    mg.Adequacy: lambda: reports().map(lambda report: report.adequacy),
    mg.Assessment: assessments,
    BestMatch: lambda: _results(BestMatch),
    lab.CalciumMagnesiumRatio: lambda: measurements(lab.CalciumMagnesiumRatio),
    mg.Comparison: lambda: persons().map(mg.compare),
    Conversion: lambda: st.builds(Conversion.of, amounts(), st.just("mg"), st.sampled_from(["g", "mmol", "mEq"])),
    lab.CtcaeGrade: lambda: measurements(lab.CtcaeGrade),
    lab.DailyExcretion: lambda: measurements(lab.DailyExcretion),
    ex.IonizedEstimate: lambda: st.builds(ex.ionized_from_total, calcium_mmol_per_l=st.floats(0.1, 5)),
    ex.MotorNode: lambda: _motor_nodes() | st.builds(ex.MotorNode, shift_mv=st.floats(-10, 10)),
    ex.NerveExcitability: lambda: st.builds(
        ex.nerve_excitability, magnesium_mmol_per_l=st.floats(0.1, 5), calcium_mmol_per_l=st.floats(0.5, 3)
    ),
    lab.DepletionScore: lambda: measurements(lab.DepletionScore),
    mg.Check: _checks,
    mg.CheckedLine: lambda: _checks().filter(lambda found: found.lines).map(lambda found: found.lines[0]),
    mg.Problem: lambda: _checks().filter(lambda found: found.problems).map(lambda found: found.problems[0]),
    mg.Entry: entries,
    mg.Finding: lambda: assessments().filter(lambda found: found.findings).map(lambda found: found.findings[-1]),
    mg.Food: lambda: foods() | st.sampled_from(list(mg.foods.values())[::500]),
    mg.Group: lambda: bundled("needs.values.published_values").map(lambda value: value.group),
    GroupTotal: _group_totals,
    mg.Intake: intakes,
    IntakeGroup: lambda: _intake_groups().filter(len).map(lambda found: found.groups[-1]),
    mg.IntakeGroups: _intake_groups,
    LogTotals: lambda: st.builds(
        LogTotals,
        groups=st.integers(0, 99),
        mg=amounts(),
        unknown_rows=st.integers(0, 9),
        by=st.lists(st.text(min_size=1), max_size=2),
        first=st.lists(_group_totals(), max_size=3),
    ),
    MissingValues: lambda: st.builds(MissingValues, authority=st.text(), reason=st.text()),
    lab.Measurement: lambda: measurements(lab.Measurement),
    NotUnderstood: lambda: st.builds(NotUnderstood, kind=st.just("symptom"), word=st.text(min_size=1)),
    mg.Person: persons,
    mg.StatedValue: lambda: st.sampled_from(["Tr", "<0.5", "(110)", "N", "12"]).map(stated_value),
    mg.Portion: lambda: st.builds(mg.Portion, description=st.text(min_size=1), grams=amounts().map(lambda g: g + 1e-3)),
    mg.Recipe: _recipes,
    CookedIngredient: lambda: _recipes().map(lambda recipe: recipe.steps[0]),
    mg.ReferenceValues: lambda: reports().map(lambda report: report.adequacy.reference_values),
    mg.Report: reports,
    Result: lambda: st.builds(Result, name=st.text(min_size=1), value=st.text(min_size=1)),
    lab.Retention: lambda: measurements(lab.Retention),
    lab.SerumResult: serum_results,
    mg.SearchResults: lambda: _results(mg.SearchResults),
    mg.Suggestion: _suggestions,
    mg.Suggestions: lambda: st.builds(
        mg.Suggestions, gap_mg=amounts(), items=reports().map(lambda report: report.suggestions)
    ),
    Swap: lambda: st.builds(Swap, eaten=entries(), instead=entries()),
    Swaps: lambda: st.builds(Swaps, gap_mg=amounts(), items=st.lists(DRAWN[Swap](), max_size=2)),
    mg.Total: lambda: intakes().map(lambda intake: intake.total),
    mg.Uncertainty: lambda: bundled_foods().map(lambda food: food.uncertainty),
    OriginSpread: lambda: intakes().filter(_has_errors).map(lambda intake: intake.total.errors[0]),
    Spread: lambda: entries().map(lambda entry: entry.spread),
    UncertaintyPart: lambda: bundled_foods().filter(_has_parts).map(lambda food: food.uncertainty.parts[0]),
    UnknownItem: lambda: st.builds(UnknownItem, st.text(min_size=1)),
    mg.Water: waters,
}


def _has_errors(intake: mg.Intake) -> bool:
    return len(intake.total.errors) > 0


@pytest.mark.parametrize("kind", DRAWN, ids=lambda kind: kind.__name__)
def test_every_record_comes_back_equal_and_fits_its_schema(kind: type[Any]) -> None:
    validator = None if jsonschema is None else jsonschema.Draft202012Validator(json_schema(kind))

    # Some records hold many others, so there are fewer examples of each kind than elsewhere.
    @settings(max_examples=20)
    @given(DRAWN[kind]())
    def holds(record: Any) -> None:
        text = to_json(record)
        back = from_json(text, kind)
        assert back == record
        # A word of a vocabulary and its text are equal; what is shown of them is not.
        assert repr(back) == repr(record)
        assert to_json(back) == text
        if validator is not None:
            validator.validate(json.loads(text))

    holds()


def test_no_kind_of_record_is_forgotten() -> None:
    assert {kind.__name__: kind for kind in DRAWN} == record_types()


# What is no record that a user is handed, or none that a document could hold.
NOT_WRITTEN = {
    "magnesium.errors": "part of an error",
    "magnesium.catalogs.search": "parts of the index",
    "magnesium.clinical.matching": "a word that was understood",
    "magnesium.clinical.reading": "a word that was understood",
    "magnesium.clinical.conditions": "a part of warning signs and facts",
    "magnesium.assessment.given": "a checked input",
    "magnesium.assessment.understanding.Understanding": "words that were understood",
    "magnesium.assessment.results.ReadResults": "a checked input",
    "magnesium.rendering.blocks": "what is shown of an answer",
    "magnesium.rendering.as_html": "a writer",
    "magnesium.rendering.terminal": "what a terminal can show",
    "magnesium.conformance": "a question has its own format, and a score is a report of a run",
    "magnesium.service": "settings and pages of the service",
    "magnesium.excitability.membrane": "conductances, made of the parameters",
    "magnesium.foods.cooking_methods.Cooking": "words that were understood",
    "magnesium.foods.lines": "parts of a line",
    "magnesium.foods.lookup": "where a line is looked up",
    "magnesium.foods.measures": "the amount of a line",
    "magnesium.foods.portion_choice": "a step of the reading of a line",
    "magnesium.foods.recognition": "a step of the reading of a line",
    "magnesium.foods.weighing": "a step of the reading of a line",
    "magnesium.foods.files": "how a file is read",
    "magnesium.intake.readers": "how a row is read",
    "magnesium.intake.food_log.LoadedLog": "a step of the reading of a log",
    "magnesium.foods.headers": "the header of a column",
    "magnesium.clinical.records": "the bases of clinical records",
    "magnesium.catalogs.questions.WordTable": "how questions are read",
    "magnesium.catalogs.fields": "how a file stores a field",
    "magnesium.laboratory.measures.Plausible": "a check of the input",
    "magnesium.laboratory.readings.Reading": "a checked input",
    "magnesium.laboratory.result_texts.Reported": "a checked input",
    "magnesium.integrations.fhir": "a resource of FHIR, which is its own document",
    "magnesium.integrations.mcp_answers.Beside": "an answer on the way to its envelope",
    "magnesium.integrations.frames": "how frames and files are read, and what was written in short",
    "magnesium.integrations.strategies": "made for a test",
    "magnesium.population": "a fit to a survey: arrays, and labels of the caller's own types",
}


def test_every_public_class_of_records_is_written_or_has_a_reason() -> None:
    rooms = [room.name for room in pkgutil.walk_packages(mg.__path__, "magnesium.") if "__main__" not in room.name]
    forgotten = []
    for room in rooms:
        for name, kind in vars(import_module(room)).items():
            here = isinstance(kind, type) and attrs.has(kind) and kind.__module__ == room
            if not here or name.startswith("_") or record_types().get(name) is kind:
                continue
            if not any(f"{room}.{name}.".startswith(f"{exempt}.") for exempt in NOT_WRITTEN):
                forgotten.append(f"{room}.{name}")
    assert forgotten == []


@pytest.mark.parametrize("catalog", mg.catalogs.all().values(), ids=lambda catalog: catalog.kind)
def test_every_catalog_serves_records_that_can_be_written(catalog: mg.Catalog[Any]) -> None:
    for record in list(catalog.values())[::50] or catalog.values():
        assert from_json(to_json(record)) == record


def test_a_class_that_could_not_be_read_back_is_not_written() -> None:
    foreign = lab.Measurement(value=1.0, unit="%", category=lab.Grade.MILD)
    with pytest.raises(mg.NotFoundError, match="no class of a measurement 'grade 1'; a Grade cannot be read back"):
        to_json(foreign)


def test_no_word_stands_in_two_vocabularies_of_results() -> None:
    words = [member.value for kind in (lab.ExcretionRange, lab.FiltrationRange) for member in kind]
    assert len(set(words)) == len(words)


@given(assessments())
def test_an_assessment_that_comes_back_says_the_same(found: mg.Assessment) -> None:
    back = from_json(to_json(found), mg.Assessment)
    assert (back.text(), back.html(), back.urgency) == (found.text(), found.html(), found.urgency)


def plain_values(value: object) -> set[type]:
    if isinstance(value, dict):
        return set().union(*(plain_values(inner) for inner in value.values())) if value else set()
    if isinstance(value, list):
        return set().union(*(plain_values(inner) for inner in value)) if value else set()
    return {type(value)}


@given(intakes())
def test_documents_hold_nothing_but_plain_values(intake: mg.Intake) -> None:
    assert plain_values(to_plain(intake)) <= {str, float, int, bool, type(None)}


def day() -> dict[str, Any]:
    entry = mg.foods["sr28:11458"].grams(100).at(date=dt.date(2026, 1, 1), time=dt.time(8, 30), meal="lunch")
    return to_plain(mg.Intake([entry, mg.waters.search("hepar")[0].liters(1)]))


def _set(document: dict[str, Any], path: tuple[str | int, ...], value: object) -> None:
    inner: Any = document
    for step in path[:-1]:
        inner = inner[step]
    if value is ...:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value


FIRST = ("record", "entries", 0)


@pytest.mark.parametrize(
    ("path", "value", "column", "message"),
    [
        ((*FIRST, "colour"), 1, "record.entries[0].colour", "is not a field of Entry"),
        ((*FIRST, "item", "colour"), 1, "record.entries[0].item.colour", "is not a field of Food"),
        ((*FIRST, "unit"), ..., "record.entries[0].unit", "is missing"),
        ((*FIRST, "mg"), "87", "record.entries[0].mg", "must be a number, not '87'"),
        ((*FIRST, "mg"), True, "record.entries[0].mg", "must be a number, not True"),
        ((*FIRST, "mg"), -1.0, "record.entries[0]", "mg must not be negative, got -1.0"),
        ((*FIRST, "unit"), 5, "record.entries[0].unit", "must be a string, not 5"),
        ((*FIRST, "origin"), "air", "record.entries[0].origin", "expected one of food, water"),
        ((*FIRST, "date"), "soon", "record.entries[0].date", "must be a date such as"),
        ((*FIRST, "time"), 7, "record.entries[0].time", "must be a time such as"),
        ((*FIRST, "item"), "spinach", "record.entries[0].item", "must be an object, not 'spinach'"),
        (
            (*FIRST, "item", "type"),
            "Dish",
            "record.entries[0].item",
            "its type 'Dish' is not valid; expected one of Compound",
        ),
        ((*FIRST, "item", "portions"), "cup", "record.entries[0].item.portions", "must be an array, not 'cup'"),
        (
            (*FIRST, "item", "portions", 0, "grams"),
            0,
            "record.entries[0].item.portions[0]",
            "grams must be above zero, got 0",
        ),
        (("record", "entries", 1), [], "record.entries[1]", "must be an object, not []"),
        (("record",), None, "record", "must be an object, not None"),
        (("record",), ..., "record", "is missing"),
        (("schema",), SCHEMA + 1, "schema", f"is {SCHEMA + 1}, and this library reads {SCHEMA}"),
        (("schema",), True, "schema", "is True"),
        (("type",), "Dish", "type", "'Dish' is not valid"),
        (("type",), ["Food"], "type", "is not valid"),
        (("type",), "Food", "record.entries", "is not a field of Food"),
        (("more",), 1, "more", "is not a field of a document"),
    ],
)
def test_what_is_wrong_is_named(path: tuple[str | int, ...], value: object, column: str, message: str) -> None:
    document = day()
    _set(document, path, value)
    with pytest.raises(mg.DataError) as caught:
        from_plain(document)
    found = {problem.column: problem.message for problem in caught.value.problems}
    assert message in found[column]
    assert column in str(caught.value)


@pytest.mark.parametrize(
    ("path", "value", "column", "message"),
    [
        (("findings", 0, "colour"), 1, "findings[0].colour", "is not a field of Finding"),
        (
            ("findings", 0, "urgency"),
            "now",
            "findings[0].urgency",
            "is not valid; expected one of none, routine, prompt, emergency",
        ),
        (("findings", 0, "wording"), "", "findings[0]", "wording must not be blank"),
        (("findings", 0, "is_conditional"), "no", "findings[0].is_conditional", "must be true or false"),
        (("not_given",), "all", "not_given", "must be an array"),
        (("serum", "category"), "grade 1", "serum.category", "expected one of low, within, high, undetermined"),
        (("serum", "low", "category"), "low", "serum.low.category", "expected one of grade 0, "),
        (("serum", "low", "cutoffs", 1, "comparison"), "=", "serum.low.cutoffs[1].comparison", "expected one of <, <="),
        (("serum", "interval", "lower_mmol_per_l"), 75, "serum.interval", "did you mean mg/dL"),
        (("serum", "interval", "unit"), "mmol/L", "serum.interval.unit", "is not a field of ReferenceInterval"),
        (("person", "sex"), ..., "person.sex", "is missing"),
    ],
)
def test_what_is_wrong_in_an_assessment_is_named(
    path: tuple[str | int, ...], value: object, column: str, message: str
) -> None:
    serum = lab.classify_serum(mmol_per_l=0.46, interval="iom1997")
    document = to_plain(mg.assess(mg.Person(age=61, sex="male"), symptoms=["cramps"], serum=serum))
    _set(document, ("record", *path), value)
    with pytest.raises(mg.DataError) as caught:
        from_plain(document, mg.Assessment)
    found = {problem.column: problem.message for problem in caught.value.problems}
    assert message in found[f"record.{column}"]


def test_a_class_of_no_vocabulary_is_refused() -> None:
    document = to_plain(lab.egfr_ckd_epi_2021(creatinine_mg_per_dl=1.0, age_years=60, sex="male"))
    for word in ("low", 60, ["less than 60"]):
        document["record"]["category"] = word
        with pytest.raises(
            mg.DataError, match=r"record.category.*is not valid; expected one of below every cut-off, .*less than 60"
        ):
            from_plain(document)


@given(assessments(), st.randoms(use_true_random=False))
def test_a_document_cannot_put_anything_above_a_red_flag(found: mg.Assessment, random: Random) -> None:
    document = to_plain(found)
    random.shuffle(document["record"]["findings"])
    flags = [finding.is_red_flag for finding in from_plain(document, mg.Assessment).findings]
    assert flags == sorted(flags, reverse=True)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is not JSON"),
        ("[]", "must be an object"),
        ('{"schema": 1, "schema": 1}', "'schema': is duplicated"),
        ('{"schema": 1, "type": "Total", "record": {"mg": NaN, "unknown": []}}', "NaN is not a JSON number"),
        ("[" * 200_000, "nested too deeply"),
    ],
)
def test_what_is_no_document_is_refused(text: str, message: str) -> None:
    with pytest.raises(mg.DataError, match=message):
        from_json(text)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(), lambda s: st.lists(s) | st.dictionaries(st.text(), s)
    )
)
def test_any_other_data_is_refused_as_bad_data(data: object) -> None:
    with pytest.raises(mg.DataError):
        from_plain(data)
    with pytest.raises(mg.DataError):
        from_plain({"schema": SCHEMA, "type": "Report", "record": data})


def test_another_kind_than_asked_for_is_refused() -> None:
    with pytest.raises(mg.DataError, match="'Intake' where 'Food' belongs"):
        from_plain(day(), mg.Food)
    with pytest.raises(mg.NotFoundError, match="no type of record 'int'"):
        to_json(3)


def test_an_item_of_an_unknown_kind_is_refused() -> None:
    @attrs.frozen
    class Dish:
        id: str = "my:dish"
        name: str = "Dish"
        source: str = "mine"

        def measured(self, quantity: float, unit: str) -> mg.Entry:
            return mg.Entry(item=self, origin=mg.Origin.FOOD, quantity=quantity, unit=unit, mg=None)

    with pytest.raises(mg.NotFoundError, match="no type of item 'Dish'"):
        to_json(Dish().measured(1, "plate"))


def test_the_schema_of_every_record_is_one() -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="checks the schema itself")
    jsonschema.Draft202012Validator.check_schema(json_schema())
    assert len(json_schema()["oneOf"]) == len(record_types())


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cattrs", None)
    with pytest.raises(MissingExtraError, match=r"cattrs is not installed.*'pymagnesium\[serialization\]'"):
        need("cattrs", "serialization")
    with pytest.raises(ImportError):
        need("cattrs.nothing_of_the_kind", "serialization")
