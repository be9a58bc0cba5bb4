from __future__ import annotations

import datetime as dt
import json
import sys
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg
from magnesium.errors import MissingExtraError
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
from magnesium.nutrition.items import UnknownItem
from tests.integrations.catalogs import every_catalog
from tests.strategies import amounts, entries, foods, intakes, persons

pytest.importorskip("cattrs", reason="needs the extra serialization")


def reports() -> st.SearchStrategy[mg.Report]:
    def report(intake: mg.Intake, age: float, sex: mg.Sex, authority: str) -> mg.Report:
        intake = mg.Intake(attrs.evolve(entry, person=None) for entry in intake)
        return mg.build_report(intake, mg.Person(age=age, sex=sex), authority=authority, days=2, title="ünïcode <&>")

    sexes = st.sampled_from(mg.Sex)
    return st.builds(report, intakes(), st.floats(19, 80), sexes, st.sampled_from(["nasem", "efsa", "uk", "japan"]))


def records() -> st.SearchStrategy[Any]:
    portions = st.builds(mg.Portion, description=st.text(min_size=1), grams=amounts().map(lambda g: g + 1e-3))
    bundled: st.SearchStrategy[Any] = st.sampled_from(
        [
            *mg.authorities.values(),
            *mg.waters.values(),
            *mg.compounds.values(),
            *list(mg.foods.values())[::500],
            *mg.sources.values(),
            *mg.authorities["efsa"].every,
        ]
    )
    parts = reports().flatmap(
        lambda report: st.sampled_from(
            [report.adequacy, report.adequacy.reference_values, report.adequacy.total, *report.suggestions]
        )
    )
    unknown = st.text(min_size=1).map(lambda name: UnknownItem(name).measured(1, "g"))
    return st.one_of(portions, bundled, foods(), persons(), entries(), unknown, intakes(), reports(), parts)


@given(records())
def test_every_record_comes_back_equal_and_fits_its_schema(record: Any) -> None:
    text = to_json(record)
    back = from_json(text, type(record))
    assert back == record
    assert type(back) is type(record)
    assert to_json(back) == text
    jsonschema = pytest.importorskip("jsonschema", reason="checks documents against the schema")
    jsonschema.validate(json.loads(text), json_schema(type(record)))


@pytest.mark.parametrize("catalog", every_catalog(), ids=lambda catalog: catalog.kind)
def test_every_catalog_serves_records_that_can_be_written(catalog: mg.Catalog[Any]) -> None:
    for record in list(catalog.values())[::50] or catalog.values():
        assert from_json(to_json(record)) == record


def test_every_public_record_is_among_them() -> None:
    public = {name for name in mg.__all__ if isinstance(getattr(mg, name), type) and attrs.has(getattr(mg, name))}
    assert public - {"Problem", "Assessment"} <= record_types().keys()


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
    return to_plain(mg.Intake([entry, mg.waters.search("hepar")[0].litres(1)]))


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
        ((*FIRST, "mg"), -1.0, "record.entries[0]", "mg -1.0: must not be negative"),
        ((*FIRST, "unit"), 5, "record.entries[0].unit", "must be a text, not 5"),
        ((*FIRST, "origin"), "air", "record.entries[0].origin", "none of food, water"),
        ((*FIRST, "date"), "soon", "record.entries[0].date", "must be a date such as"),
        ((*FIRST, "time"), 7, "record.entries[0].time", "must be a time such as"),
        ((*FIRST, "item"), "spinach", "record.entries[0].item", "must be an object, not 'spinach'"),
        ((*FIRST, "item", "type"), "Dish", "record.entries[0].item", "its type 'Dish' is none of Food"),
        ((*FIRST, "item", "portions"), "cup", "record.entries[0].item.portions", "must be an array, not 'cup'"),
        ((*FIRST, "item", "portions", 0, "grams"), 0, "record.entries[0].item.portions[0]", "grams 0"),
        (("record", "entries", 1), [], "record.entries[1]", "must be an object, not []"),
        (("record",), None, "record", "must be an object, not None"),
        (("record",), ..., "record", "is missing"),
        (("schema",), SCHEMA + 1, "schema", f"is {SCHEMA + 1}, and this library reads {SCHEMA}"),
        (("schema",), True, "schema", "is True"),
        (("type",), "Dish", "type", "'Dish' is none of"),
        (("type",), ["Food"], "type", "is none of"),
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
    ("text", "message"),
    [
        ("", "is not JSON"),
        ("[]", "must be an object"),
        ('{"schema": 1, "schema": 1}', "'schema' stands twice"),
        ('{"schema": 1, "type": "Total", "record": {"mg": NaN, "unknown": []}}', "NaN is no number of JSON"),
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
