"""What holds for every clinical catalog: sources, links, codes, honest words, search."""

from __future__ import annotations

import csv
import os
import re
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg
from magnesium import (
    claims,
    complications,
    differential_diagnoses,
    interactions,
    lab_tests,
    mechanisms,
    risk_factors,
    sources,
    studies,
    symptoms,
    treatments,
    warning_signs,
)
from magnesium.catalogs import tables
from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.fields import BackLink, derivation, linked, texts
from magnesium.catalogs.reading import read_file
from magnesium.clinical.atc import acts_as
from magnesium.clinical.records import Code, NamedRecord, documents
from magnesium.errors import DataError, InvalidValueError, MagnesiumError, NotFoundError
from magnesium.evidence import Evidence, Urgency

ROOT = Path(__file__).parents[2]
DATA = Path(mg.__file__).parent / "data"

CATALOGS: dict[str, Catalog[Any]] = {
    catalog.prefix.rstrip(":"): catalog
    for catalog in mg.catalogs.all().values()
    if issubclass(catalog.record, NamedRecord)
}
RECORDS: list[Any] = [record for catalog in CATALOGS.values() for record in catalog.values()]
EVERY = [pytest.param(record, id=record.id) for record in RECORDS]

FILES = {catalog.file.removesuffix(".toml"): catalog for catalog in CATALOGS.values()}
# the catalog and the field that read a link backwards, and the catalog and the field that store it
BACK_LINKS = [
    (catalog, field.name, FILES[back.link.partition(".")[0]], back.link.partition(".")[2])
    for catalog in CATALOGS.values()
    for field in attrs.fields(catalog.record)
    if isinstance(back := derivation(field), BackLink)
]

# Risk factors for which looking for a source found nothing; the record must say so.
WITHOUT_SOURCE = {
    *("risk:dehydration", "treatment:hydration", "claim:hydration"),
    # Rules of caution about what is not magnesium.
    *("symptom:fever", "symptom:stiff-neck", "symptom:high-blood-sugar"),
    *("diagnosis:hyperkalemia", "diagnosis:sepsis-meningitis"),
}
# Records that need none: rules of caution, and what a test is for.
NEED_NONE = {"warning", "lab"}


def record_of(id_: str) -> Any:
    return CATALOGS[id_.partition(":")[0]][id_]


def texts_of(value: object) -> list[str]:
    """Return every text inside a record."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for item in value for text in texts_of(item)]
    kind: type[Any] = type(value)
    if not attrs.has(kind):
        return []
    return [text for field in attrs.fields(kind) for text in texts_of(getattr(value, field.name))]


@pytest.mark.parametrize(
    ("prefix", "count"),
    [
        ("symptom", 103),
        ("risk", 93),
        ("interaction", 46),
        ("complication", 13),
        ("diagnosis", 46),
        ("lab", 35),
        ("treatment", 11),
        ("study", 12),
        ("claim", 50),
    ],
)
def test_every_collected_entry_is_there(prefix: str, count: int) -> None:
    assert len(CATALOGS[prefix]) == count


def test_too_little_and_too_much_stand_side_by_side() -> None:
    assert {symptom.direction for symptom in symptoms.values()} == set(mg.Direction)
    for id_ in ("drowsiness", "muscle-weakness", "nausea", "confusion"):
        assert symptoms[id_].direction is mg.Direction.BOTH
    for id_ in ("headache", "chest-pain", "suicidal-thoughts"):
        assert symptoms[id_].direction is mg.Direction.NEITHER


@pytest.mark.parametrize("record", EVERY)
def test_ids_are_well_formed(record: Any) -> None:
    prefix, _, rest = record.id.partition(":")
    assert prefix in CATALOGS
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rest)
    assert CATALOGS[prefix][rest] is record


@pytest.mark.parametrize("record", EVERY)
def test_every_source_resolves(record: Any) -> None:
    for key in record.sources:
        assert key in sources
    if not record.sources:
        note = getattr(record, "evidence_note", "") or str(getattr(record, "verdict", ""))
        is_graded_none = getattr(record, "evidence", None) is Evidence.NONE and "source" in note
        assert is_graded_none or record.id in WITHOUT_SOURCE or record.id.partition(":")[0] in NEED_NONE


@pytest.mark.parametrize("record", EVERY)
def test_no_shipped_word_marks_itself_as_unchecked(record: Any) -> None:
    for text in texts_of(record):
        assert not re.search(r"unverified|memory only|two weeks|TODO|\bTBD\b", text, re.IGNORECASE), text


def test_no_bundled_file_marks_itself_as_unchecked() -> None:
    for path in [*DATA.glob("*.toml"), DATA / "bibliography.csv"]:
        assert "unverified" not in path.read_text(encoding="utf-8").casefold(), path.name


@pytest.mark.parametrize("record", EVERY)
def test_evidence_is_a_grade_with_a_note(record: Any) -> None:
    """A claim says on both sides what was read."""
    assert isinstance(record.evidence, Evidence)
    if not isinstance(record, mg.Claim):
        assert len(record.evidence_note) > 5


@pytest.mark.parametrize("claim", claims.values(), ids=lambda claim: claim.id)
def test_the_verdict_of_a_claim_fits_its_evidence(claim: mg.Claim) -> None:
    nothing_read = {mg.Verdict.NO_SOURCE}
    assert (claim.evidence is Evidence.NONE) == (claim.verdict in nothing_read)
    if claim.evidence in {Evidence.CONFLICTING, Evidence.AGAINST}:
        assert claim.verdict in {mg.Verdict.PARTLY, mg.Verdict.OVERSTATED, mg.Verdict.CONTRADICTED}
        assert claim.contradicted_by
    if claim.verdict in {mg.Verdict.CONTRADICTED, mg.Verdict.OVERSTATED}:
        assert claim.contradicts


@pytest.mark.parametrize("record", EVERY)
def test_a_graded_study_result_has_a_source(record: Any) -> None:
    graded = {Evidence.STRONG, Evidence.MODERATE, Evidence.WEAK, Evidence.CONFLICTING, Evidence.AGAINST}
    if getattr(record, "evidence", None) in graded:
        assert record.sources


@pytest.mark.parametrize("record", EVERY)
def test_records_describe_and_do_not_prescribe(record: Any) -> None:
    for text in texts_of(record):
        assert not re.search(r"\b(you should|take \d|you must|we recommend|start with \d)", text, re.IGNORECASE), text


def test_the_links_that_are_read_backwards() -> None:
    """A link that is declared nowhere would be lost without a trace."""
    declared = {(type(next(iter(end.values()))).__name__, name) for end, name, _, _ in BACK_LINKS}
    assert {
        ("Mechanism", "symptoms"),
        ("Mechanism", "risk_factors"),
        ("DifferentialDiagnosis", "symptoms"),
        ("DifferentialDiagnosis", "red_flags"),
        ("LabTest", "diagnoses"),
        ("RiskFactor", "interactions"),
        ("Symptom", "complications"),
    } <= declared
    assert all((record.__name__, "claims") in declared for record in (mg.Symptom, mg.Study, mg.LabTest, mg.Treatment))


@pytest.mark.parametrize(("end", "backward", "start", "forward"), BACK_LINKS)
def test_links_lead_both_ways(end: Catalog[Any], backward: str, start: Catalog[Any], forward: str) -> None:
    there = {(id_, target) for id_, record in start.items() for target in getattr(record, forward)}
    back = {(id_, target) for target, record in end.items() for id_ in getattr(record, backward)}
    assert back == {(id_, target) for id_, target in there if target in end}
    assert all(target in end for _, target in there) or forward == "about"


@pytest.mark.parametrize("record", [*studies.values(), *claims.values()], ids=lambda record: record.id)
def test_what_a_study_or_claim_is_about_knows_it(record: Any) -> None:
    kind = "studies" if record.id.startswith("study:") else "claims"
    assert record.about
    for topic in record.about:
        assert record.id in getattr(record_of(topic), kind)


def test_a_link_is_stated_at_one_end_only(monkeypatch: pytest.MonkeyPatch) -> None:
    stated = {"symptom:a": {"name": "A", "complications": ["complication:b"]}}
    monkeypatch.setattr(tables, "toml_tables", lambda _: stated)
    with pytest.raises(DataError, match=r"symptom:a: complications must not be stated here; it is read from complic"):
        read_file(mg.Symptom, "symptoms.toml")


@pytest.mark.parametrize("record", EVERY)
def test_every_link_leads_somewhere(record: Any) -> None:
    for text in texts_of(record):
        if re.fullmatch(r"(" + "|".join(CATALOGS) + r"):[a-z0-9-]+", text):
            assert record_of(text).id == text


def test_links_name_no_unknown_record() -> None:
    """A misspelt id in one file must not vanish in the reverse reading."""
    for path in set(DATA.glob("*.toml")) - {DATA / "SOURCES.toml"}:
        for id_, fields in tomllib.loads(path.read_text(encoding="utf-8")).items():
            for text in (item for value in fields.values() if isinstance(value, list) for item in value):
                if isinstance(text, str) and text.partition(":")[0] in CATALOGS and " " not in text:
                    assert record_of(text).id == text, id_


def test_codes_have_the_form_of_their_lists() -> None:
    for record in RECORDS:
        hpo = getattr(record, "hpo", None)
        if hpo is not None:
            assert re.fullmatch(r"HP:\d{7}", hpo.code)
            assert hpo.label
        for code in getattr(record, "icd10cm", ()):
            assert re.fullmatch(r"[A-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4})?", code.code)
            assert code.label
        for atc in getattr(record, "atc_codes", ()):
            assert re.fullmatch(r"[A-Z]\d\d[A-Z]([A-Z](\d\d)?)?", atc)


@pytest.mark.parametrize("test", lab_tests.values(), ids=lambda test: test.id)
def test_loinc_check_digits(test: Any) -> None:
    """Mod-10 with doubling from the right: 24447-4 and 29900-7, seen in public files, fail it."""
    if test.loinc is None:
        return
    number, _, check = test.loinc.code.partition("-")
    doubled = "".join(str(int(d) * (2 if i % 2 == 0 else 1)) for i, d in enumerate(reversed(number)))
    assert (10 - sum(map(int, doubled)) % 10) % 10 == int(check)


def test_bibliography_ids_are_lower_case_and_identifiers_well_formed() -> None:
    for source in sources.values():
        assert re.fullmatch(r"[a-z0-9.\-]+", source.id)
        assert source.doi is None or re.fullmatch(r"10\.\d{4,}/\S+", source.doi)
        assert source.pmid is None or source.pmid.isdigit()
        assert source.url is None or source.url.startswith(("http://", "https://"))
    dois = [source.doi.casefold() for source in sources.values() if source.doi]
    assert len(dois) == len(set(dois))


# -- search ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("catalog", "text", "expected"),
    [
        (symptoms, "twitch", "symptom:muscle-twitching"),
        (symptoms, "Twitching", "symptom:muscle-twitching"),
        (symptoms, "cramps", "symptom:muscle-cramp"),
        (symptoms, "spasm", "symptom:muscle-spasm"),
        (symptoms, "tingling", "symptom:tingling"),
        (symptoms, "pins and needles", "symptom:tingling"),
        (symptoms, "eye twitching", "symptom:eyelid-twitching"),
        (symptoms, "HP:0002380", "symptom:muscle-twitching"),
        (symptoms, "R25.3", "symptom:muscle-twitching"),
        (symptoms, "r253", "symptom:muscle-twitching"),
        (symptoms, "diarrhea", "symptom:excess-diarrhea"),
        (symptoms, "diarrhoea", "symptom:excess-diarrhea"),
        (symptoms, "fits", "symptom:seizure"),
        (symptoms, "chest pain", "symptom:chest-pain"),
        (symptoms, "tired", "symptom:fatigue"),
        (risk_factors, "heartburn pills", "risk:ppi"),
        (risk_factors, "PPI", "risk:ppi"),
        (risk_factors, "PPIs", "risk:ppi"),
        (risk_factors, "omeprazole", "risk:ppi"),
        (risk_factors, "A02BC", "risk:ppi"),
        (risk_factors, "a02bc01", "risk:ppi"),
        (risk_factors, "furosemide", "risk:loop-diuretics"),
        (risk_factors, "hydrochlorothiazide", "risk:thiazides"),
        (risk_factors, "L01FE01", "risk:egfr-inhibitors"),
        (risk_factors, "alcohol", "risk:alcohol"),
        (risk_factors, "celiac", "risk:celiac-disease"),
        (interactions, "omeprazole", "interaction:ppi"),
        (interactions, "A02BC", "interaction:ppi"),
        (interactions, "J01MA02", "interaction:fluoroquinolones"),
        (interactions, "thyroid pills", "interaction:levothyroxine"),
        (interactions, "spironolactone", "interaction:potassium-sparing"),
        (interactions, "C03DA01", "interaction:potassium-sparing"),
        (differential_diagnoses, "ALS", "diagnosis:als"),
        (differential_diagnoses, "lockjaw", "diagnosis:tetanus"),
        (lab_tests, "19123-9", "lab:serum-magnesium-mass"),
        (lab_tests, "kidney function", "lab:creatinine"),
        (mechanisms, "NMDA", "mechanism:nmda-block"),
        (treatments, "best magnesium", "treatment:form-citrate-glycinate"),
        (studies, "cochrane review", "study:cochrane-cramps"),
        (warning_signs, "hand locked", "warning:locked-hand-or-foot"),
        (complications, "dementia", "complication:cognitive-decline"),
    ],
)
def test_everyday_words_and_codes_find_the_right_record_first(catalog: Catalog[Any], text: str, expected: str) -> None:
    assert catalog.search(text)[0].id == expected


@pytest.mark.parametrize("catalog", [risk_factors, interactions])
def test_water_pills_are_every_kind_of_them(catalog: Catalog[Any]) -> None:
    found = {record.id.partition(":")[2] for record in catalog.search("water pills")}
    assert found in ({"loop-diuretics", "thiazides"}, {"loop-thiazide", "potassium-sparing"})


@pytest.mark.parametrize("record", EVERY)
def test_every_record_is_found_by_its_names_and_codes(record: Any) -> None:
    catalog = CATALOGS[record.id.partition(":")[0]]
    held = [code.code for code in getattr(record, "icd10cm", ())]
    held += [code.code for code in (getattr(record, "hpo", None), getattr(record, "loinc", None)) if code]
    for text in (record.id, record.name, *record.names, *getattr(record, "drugs", ()), *held):
        assert record in catalog.search(text), text
    for atc in getattr(record, "atc_codes", ()):
        assert record in catalog.search(atc), atc


@given(st.text(), st.sampled_from(sorted(CATALOGS)))
def test_search_raises_nothing_of_its_own(text: str, name: str) -> None:
    catalog = CATALOGS[name]
    try:
        found = catalog.search(text)
    except MagnesiumError:
        return
    assert len(found) == len({record.id for record in found})
    assert all(catalog[record.id] is record for record in found)
    assert found == catalog.search(text)


@given(st.from_regex("[A-Z][0-9]{2}[A-Z]{2}[0-9]{2}", fullmatch=True))
def test_a_medication_acts_as_its_groups_and_no_other(atc: str) -> None:
    for length in (1, 3, 4, 5, 7):
        assert acts_as(atc, (atc[:length],))
        assert acts_as(atc[:length].lower(), (atc,))
    assert not acts_as("", (atc,))
    assert not acts_as(atc, ())
    for record in risk_factors.search(atc):
        assert acts_as(atc, record.atc_codes)


def test_unknown_names_raise_with_near_matches() -> None:
    with pytest.raises(NotFoundError) as caught:
        symptoms["muscle-cramps"]
    assert "symptom:muscle-cramp" in caught.value.suggestions


# -- reading --------------------------------------------------------------------------------------


def test_records_cannot_be_changed() -> None:
    record: Any = symptoms["tetany"]
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        record.urgency = Urgency.NONE
    for field in attrs.fields(type(record)):
        assert not isinstance(getattr(record, field.name), list | dict | set)


def test_a_damaged_record_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    held = {"code:good": {"code": "A"}, "code:bad": {"code": "B", "wrong": 1}, "code:worse": {"code": ""}}
    monkeypatch.setattr(tables, "toml_tables", lambda _: held)
    with pytest.raises(DataError) as caught:
        tables.bundled_toml("made-up.toml", lambda _, stored: Code(**stored))
    assert len(caught.value.problems) == 2
    assert "code:bad" in str(caught.value)
    assert "code:worse" in str(caught.value)


def test_a_text_where_a_list_belongs_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="list of strings"):
        texts("symptom:tetany")


def test_reverse_links_hold_only_what_the_file_names() -> None:
    held = linked("symptoms.mechanisms")
    assert sum(map(len, held.values())) == sum(len(record.mechanisms) for record in symptoms.values())


def test_first_look_up_from_many_threads_sees_the_whole_catalog() -> None:
    for _ in range(5):
        linked.cache_clear()
        fresh: Catalog[Any] = Catalog(mg.Symptom, file="symptoms.toml", documents=documents)
        with ThreadPoolExecutor(max_workers=5) as pool:
            assert list(pool.map(len, [fresh] * 5)) == [len(symptoms)] * 5


# -- against the collected facts ------------------------------------------------------------------


def facts() -> Path:
    """Return the folder of collected facts, or skip."""
    shared = Path(os.environ.get("MAGNESIUM_SHARED", ROOT.parent / "shared"))
    folder = shared / "facts" / "clinical"
    if not folder.is_dir():
        pytest.skip("the collected facts are not here; set MAGNESIUM_SHARED")
    return folder


def collected(name: str) -> Any:
    yaml = pytest.importorskip("yaml", reason="PyYAML reads the collected facts")
    return yaml.safe_load((facts() / name).read_text(encoding="utf-8"))


def test_sources_marked_as_not_checked_were_left_out() -> None:
    for reference in collected("references.yaml"):
        key = reference["key"].lower().replace("_", "-")
        if reference["status"] == "unverified":
            assert key not in sources
        elif key in sources and sources[key].doi:
            assert sources[key].doi == reference["doi"]


CHECKED_LATER = {
    *(
        "F50.20",
        "R06.4",
        "O14.90",
        "O15.9",
        "I63.9",
        "E20.818",
        "E16.2",
        "E51.2",
        "E87.5",
        "T46.0X1A",
        "G70.01",
        "O21.1",
        "P71.1",
        "M62.82",
        "K56.7",
        "R06.4",
        "E83.41",
    ),
}
"""ICD-10-CM codes of the vignettes' facts, each a leaf."""


def test_codes_and_labels_are_those_collected() -> None:
    known = set()
    for name in ("symptoms.yaml", "risk_factors.yaml", "knowledge.yaml"):
        for text in re.findall(
            r"(?:id|code): (\S+)\n\s+label: (.+(?:\n {6,}\S.*)*)", (facts() / name).read_text("utf-8")
        ):
            known.add((text[0], " ".join(text[1].split()).strip("'").replace("''", "'")))
    for record in RECORDS:
        for code in (*getattr(record, "icd10cm", ()), getattr(record, "hpo", None)):
            if code is not None:
                assert (code.code, code.label) in known or code.code in CHECKED_LATER


def test_no_sentence_was_copied() -> None:
    """Figures and codes carry over; every sentence is our own."""
    held: set[str] = set()
    for name in ("symptoms", "risk_factors", "interactions", "knowledge", "studies", "claims"):
        text = " ".join((facts() / f"{name}.yaml").read_text(encoding="utf-8").split())
        held |= {sentence.strip(" '").casefold() for sentence in re.split(r"(?<=[.;:])\s", text)}
    for record in RECORDS:
        for field in ("description", "findings", "answer", "clue"):
            for sentence in re.split(r"(?<=[.;:])\s", getattr(record, field, "") or ""):
                if len(sentence.split()) > 4:
                    assert sentence.strip().casefold() not in held, sentence


def test_bundled_bibliography_is_the_hand_kept_one() -> None:
    path = ROOT / "tools" / "bibliography.csv"
    if not path.exists():
        pytest.skip("the checkout is not here")
    with path.open(encoding="utf-8", newline="") as file:
        assert {row["id"] for row in csv.DictReader(file)} == set(sources)
