"""Targets that are given JSON: documents of records, FHIR resources, and requests to the service."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from random import Random
from typing import Any

import magnesium as mg
from magnesium import laboratory
from magnesium.errors import MagnesiumError
from magnesium.integrations import fhir
from magnesium.integrations.serialization import from_json, to_json
from tools.fuzzing import texts, trees
from tools.fuzzing.target import Target, expect, is_amount

_UCUM = "http://unitsofmeasure.org"
_LOINC = "http://loinc.org"
_TESTS = ("19123-9", "2601-3", "24447-5", "2823-3", "17861-6", "33914-3", "62238-1", "2160-0", "1-8")


@functools.cache
def _documents() -> tuple[Any, ...]:
    person = mg.Person(age=61, sex="female")
    intake = mg.parse_meal("2 cups cooked spinach, 1 banana and 200 mg elemental magnesium")
    records = (
        *(intake, intake.total, *intake, next(iter(intake)).item, person, mg.reference_values(person)),
        *(mg.compare(person), mg.adequacy(intake, person, days=1), mg.assess(person, symptoms=["seizure", "x"])),
        *(mg.build_report(intake, person, days=1), mg.check(["2 eggs", "x y z"]), mg.swaps(intake, person, days=1)),
        *(
            laboratory.classify_serum(mmol_per_l=0.3, interval="alfredpath"),
            mg.suggest(100, person),
            mg.claims.search("cramps"),
        ),
        *(next(iter(catalog.values())) for catalog in (mg.waters, mg.compounds, mg.claims, mg.symptoms, mg.studies)),
    )
    return tuple(json.loads(to_json(record)) for record in records)


def _document(random: Random) -> str:
    text = json.dumps(trees.changed(random, random.choice(_documents())))
    return texts.changed(random, text[:1200]) if random.random() < 0.05 else text


def _read(text: str) -> None:
    record = from_json(text)
    again = to_json(record)
    expect(to_json(from_json(again)) == again, "what was read is written and read the same")
    if isinstance(record, mg.Entry | mg.Total):
        expect(is_amount(record.mg), "magnesium is unknown, or finite and not negative")


# --- FHIR --------------------------------------------------------------------------------------


def _quantity(random: Random) -> dict[str, Any]:
    unit = random.choice(
        ("mmol/L", "mg/dL", "meq/L", "mg/L", "mg/(24.h)", "umol/L", "mL/min/{1.73_m2}", texts.word(random))
    )
    value = random.choice((0.62, 1.7, round(random.uniform(0, 5), 2), texts.number(random)))
    made = {"value": value, "unit": unit, "system": _UCUM, "code": unit}
    return made | ({"comparator": random.choice(("<", ">", "<=", ">=", "ad", "~"))} if random.random() < 0.2 else {})


def _observation(random: Random) -> dict[str, Any]:
    value: dict[str, Any] = {"valueQuantity": _quantity(random)}
    if random.random() < 0.2:
        value = {"valueString": texts.word(random)}
    if random.random() < 0.4:
        value["referenceRange"] = [{"low": _quantity(random), "high": _quantity(random)}]
    return {
        "resourceType": "Observation",
        "status": random.choice(("final", "final", "amended", "preliminary", "cancelled")),
        "code": {"coding": [{"system": _LOINC, "code": random.choice(_TESTS)}], "text": texts.word(random)},
        "subject": {"reference": "Patient/1"},
        "effectiveDateTime": random.choice(("2026-02-01T08:00:00+01:00", "2026", "2026-02", texts.word(random))),
        **value,
    }


def _patient(random: Random) -> dict[str, Any]:
    born = random.choice(("1961-05-02", "1961", "2030-01-01", "1700-01", texts.word(random)))
    gender = random.choice(("female", "male", "unknown", "other", texts.word(random)))
    return {"resourceType": "Patient", "id": "1", "gender": gender, "birthDate": born}


def _statement(random: Random) -> dict[str, Any]:
    concept = {
        "coding": [{"system": "http://www.whocc.no/atc", "code": random.choice(("A02BC01", "C03CA01", "N02"))}],
        "text": random.choice(("omeprazole", "furosemide", texts.word(random))),
    }
    name = random.choice(("medicationCodeableConcept", "medication"))
    subject = {"reference": "Patient/1"}
    return {"resourceType": "MedicationStatement", "status": "active", "subject": subject, name: concept}


def _resources(random: Random) -> Any:
    kinds = (_observation, _observation, _patient, _statement)
    made = [kind(random) for kind in (*random.choices(kinds, k=random.randint(0, 4)), _patient)]
    if random.random() < 0.5:
        return trees.changed(random, made)
    return trees.changed(random, {"resourceType": "Bundle", "entry": [{"resource": resource} for resource in made]})


_READERS: dict[str, tuple[Callable[[Random], Any], Callable[[Any], Any]]] = {
    "observation": (_observation, fhir.read_observation),
    "patient": (_patient, lambda resource: fhir.read_patient(resource, on="2026-11-27")),
    "medication": (_statement, fhir.read_medication),
}


def _resource(random: Random) -> tuple[str, Any]:
    kind = random.choice(tuple(_READERS))
    return kind, trees.changed(random, _READERS[kind][0](random))


def _read_resource(given: tuple[str, Any]) -> None:
    kind, resource = given
    answer = _READERS[kind][1](resource)
    if kind == "observation":
        str(answer)
        try:
            written = fhir.to_observation(answer.result)
        except MagnesiumError:
            return
        json.dumps(written, allow_nan=False)


def _assess(resources: Any) -> None:
    answer = fhir.assess_resources(resources, on="2026-11-27")
    expect(answer.text(80).encode(), "an assessment can be shown")


# --- service -----------------------------------------------------------------------------------

_PERSON = {"age": 61, "sex": "female", "life_stage": "general"}


def _request(random: Random) -> tuple[str, str, Any]:
    """Return a method, a path, and a body or a query."""
    day = [{"food": texts.food_name(random), "amount": texts.amount(random), "date": "2026-11-27"}]
    log = f"food,amount\n{texts.food_name(random)},{texts.amount(random)}\n"
    serum = {"value": texts.number(random), "unit": random.choice(("mmol/L", "mg/dL")), "interval": "iom1997"}
    limits = {"value": 0.6, "unit": "mmol/L", "lower": texts.number(random), "upper": texts.number(random)}
    report = {
        "day": random.choice((day, log)),
        "authority": random.choice(("nasem", "efsa", "uk")),
        "days": 1,
        **_PERSON,
    }
    posts: dict[str, Any] = {
        "/report": report,
        "/plots/by-day": report,
        "/parse": {"text": texts.meal(random), "assume": "usual"},
        "/assess": {**_PERSON, "symptoms": [texts.word(random)], "medications": ["omeprazole"], "serum": serum},
        "/serum": random.choice((serum, limits)),
    }
    gets: dict[str, Any] = {
        "/needs": {**_PERSON, "authority": "efsa", "as_of": "2024-12-31"},
        "/compare": _PERSON,
        "/convert": {"value": texts.number(random), "unit": texts.word(random), "to": "mmol"},
        **{path: {"query": texts.word(random), "limit": 5} for path in ("/foods", "/claims", "/suggestions")},
    }
    if random.random() < 0.7:
        path = random.choice(tuple(posts))
        return "POST", path, trees.changed(random, posts[path])
    path = random.choice(tuple(gets))
    return "GET", path, trees.changed(random, gets[path])


@functools.cache
def _client() -> Any:
    import logging

    from fastapi.testclient import TestClient

    from magnesium.service.app import make_app

    logging.disable(logging.CRITICAL)
    return TestClient(make_app())


def _serve(given: tuple[str, str, Any]) -> None:
    method, path, sent = given
    if method == "POST":
        body = json.dumps(sent)
        response = _client().post(path, content=body.encode(), headers={"content-type": "application/json"})
    else:
        # A query can hold no half of a character.
        query = {key: str(value).encode(errors="replace").decode() for key, value in sent.items() if key.isascii()}
        response = _client().get(path, params=query)
    expect(response.status_code in {200, 422}, f"a question is answered or refused, not {response.status_code}")
    if path != "/plots/by-day" and response.status_code == 200:
        json.loads(response.text, parse_constant=_no_constant)


def _no_constant(name: str) -> None:
    raise AssertionError(f"an answer is JSON, which has no {name}")


TARGETS = (
    Target("json", 25_000, _document, _read, seconds=5),
    Target("resource", 30_000, _resource, _read_resource),
    Target("bundle", 5_000, _resources, _assess, seconds=5),
    Target("service", 1_000, _request, _serve, seconds=10),
)
