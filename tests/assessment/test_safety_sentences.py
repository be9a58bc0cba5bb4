"""Every safety sentence has an id and an input that must bring it: removing or emptying any one fails a test.

A sentence that is added to the code needs a line here, and one that is removed leaves a line that fails.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import magnesium as mg
from magnesium import laboratory as lab
from magnesium.assessment.assessment import KIDNEY_CAUTION
from magnesium.assessment.findings import DISCLAIMER
from magnesium.clinical.facts import facts
from magnesium.integrations import fhir

SOURCE = Path(mg.__file__).parent
WOMAN = mg.Person(age=61, sex="female")
CHILD = mg.Person(age=5, sex="female")
DAY = mg.Intake([mg.foods["sr28:12061"].grams(30)])
UNKNOWN = mg.Intake([mg.Food(id="my:x", name="Mystery bar", mg_per_100g=None, source="label").grams(30)])
EVERYTHING: dict[str, Any] = {
    "intake": DAY,
    "serum": lab.classify_serum(mmol_per_l=0.85, interval="alfredpath"),
    "egfr_ml_per_min_per_1_73_m2": 90,
    "symptoms": ["symptom:muscle-cramp"],
    "risk_factors": ["risk:soft-water"],
    "medications": ["interaction:raltegravir"],
}


def _assessed(person: mg.Person = WOMAN, **about: Any) -> Callable[[], str]:
    return lambda: mg.assess(person, **about).text(10_000, audience="clinician")


def _lay(**about: Any) -> Callable[[], str]:
    return lambda: mg.assess(WOMAN, **about).text(10_000, audience="lay")


def _of(measure: Callable[..., Any], **about: Any) -> Callable[[], str]:
    return lambda: str(measure(**about).text(10_000))


def _fhir(*others: dict[str, Any], **about: Any) -> Callable[[], str]:
    code = {"coding": [{"system": "http://loinc.org", "code": "2601-3"}]}
    value = {"value": 0.85, "unit": "mmol/L"}
    observed = {"resourceType": "Observation", "status": "final", "code": code, "valueQuantity": value, **about}
    return lambda: fhir.assess_resources([observed, *others], person=WOMAN).text(10_000)


EGFR = functools.partial(_of, lab.egfr_ckd_epi_2021, age_years=55, sex="female")
SERUM = functools.partial(_of, lab.classify_serum, interval=None)
LOADING = functools.partial(_of, lab.loading_retention, dose_mmol=30, baseline_mmol=None)

# What is said of each thing, and an input that must bring it. "…" stands for what depends on the input.
SENTENCES: dict[str, tuple[str, Callable[[], str]]] = {
    # serum
    "serum:not-low-excludes-nothing": (
        "A serum value that is not low does not exclude a deficit",
        SERUM(mmol_per_l=0.85, interval="alfredpath"),
    ),
    "serum:without-limits-excludes-nothing": (
        "A serum value that is not low does not exclude a deficit",
        SERUM(mmol_per_l=0.85),
    ),
    "serum:no-interval": (
        "Without both limits of the laboratory this value can't be called normal.",
        SERUM(mmol_per_l=0.85),
    ),
    "serum:only-a-limit": (
        "The laboratory reported only a limit; the value itself is beyond it and not known.",
        SERUM(mmol_per_l=0.5, comparator="<"),
    ),
    "serum:limits-differ": (
        "Reference limits differ between laboratories; those of the laboratory that measured come first.",
        SERUM(mmol_per_l=0.85, interval="alfredpath"),
    ),
    "serum:converted": (
        "A limit of this interval was published in … only, and is converted here.",
        SERUM(mmol_per_l=0.85, interval="medscapehypomg"),
    ),
    "serum:proposal": ("is the limit of this proposal:", SERUM(mmol_per_l=0.8, interval="proposed")),
    "serum:unit": (
        "is out of the ordinary, and would be ordinary in …: check the unit.",
        SERUM(mmol_per_l=2.0),
    ),
    # grades
    "grade:by-value": (
        "Graded by the value alone: life-threatening symptoms are grade 4 at any value.",
        _of(lab.ctcae_hypomagnesemia, mmol_per_l=0.45),
    ),
    "grade:ungraded": (
        "Grade 1 begins at the laboratory's own limit, which was not given.",
        _of(lab.ctcae_hypomagnesemia, mmol_per_l=0.6),
    ),
    # kidneys
    "filtration:estimate": (
        "An estimate: it misleads in acute illness, in pregnancy, and with very much or very little muscle.",
        EGFR(creatinine_mg_per_dl=0.9),
    ),
    "filtration:builds-up": (
        (
            "Kidneys that filter less also excrete less magnesium: it can build up from supplements, antacids and "
            "laxatives."
        ),
        EGFR(creatinine_mg_per_dl=2.0),
    ),
    # loading test
    "loading:own-protocol": (
        "Limits hold for their own protocol only: load, duration and baseline change the result.",
        LOADING(excreted_mmol=20, protocol="rob1999"),
    ),
    "loading:kidneys": (
        "Where the kidneys lose magnesium, also by diuretics, the result is false.",
        LOADING(excreted_mmol=20, protocol="cundy2011"),
    ),
    "loading:no-baseline": (
        "Without a baseline, ordinary excretion counts as well: healthy people can be below zero.",
        LOADING(excreted_mmol=20, protocol="cundy2011"),
    ),
    "loading:baseline-unknown": (
        "Whether this protocol subtracts a baseline is not known here.",
        LOADING(excreted_mmol=20, protocol="cundy2011"),
    ),
    "loading:healthy": (
        "Healthy people retained … % (standard deviation … %) in this protocol.",
        LOADING(excreted_mmol=20, protocol="mgload1994"),
    ),
    # water
    "water:left-out": (
        "Calcium and magnesium only; other ions that make water hard are left out.",
        _of(lab.water_hardness, calcium_mg_per_l=50, magnesium_mg_per_l=20),
    ),
    # the assessment
    "assessment:disclaimer": (DISCLAIMER, _lay()),
    "assessment:kidneys": (KIDNEY_CAUTION, _assessed(egfr_ml_per_min_per_1_73_m2=30)),
    "assessment:limits-of-others": (
        (
            "These limits are those of … and may mislead here: serum magnesium falls in pregnancy, and "
            "newborns and children have other limits. The laboratory's own limits come first."
        ),
        _assessed(CHILD, serum=lab.classify_serum(mmol_per_l=0.85, interval="alfredpath")),
    ),
    "assessment:filtration-misleads": (
        "It misleads in acute illness, in pregnancy, and with very much or very little muscle.",
        _assessed(egfr_ml_per_min_per_1_73_m2=80),
    ),
    "assessment:intake-is-no-deficiency": (
        "A value below the recommended intake is no deficiency, and one above it excludes none.",
        _assessed(intake=DAY),
    ),
    "assessment:one-day": ("One day is not usual intake.", _assessed(intake=DAY)),
    "assessment:unknown-amount": ("Not known, and not added: …", _assessed(intake=UNKNOWN)),
    "assessment:lowered": (
        "Less urgent than by itself, because of this: …",
        _assessed(CHILD, symptoms=["symptom:chest-pain"]),
    ),
    "assessment:symptom-shows-no-cause": (
        "Having a symptom does not show that magnesium is the cause.",
        _assessed(symptoms=["symptom:muscle-cramp"]),
    ),
    "assessment:not-combined": (
        "Sources say not to combine it with magnesium, at any interval (not recommended).",
        _assessed(medications=["interaction:raltegravir"], supplements=["magnesium oxide"]),
    ),
    # how urgent it is
    "verdict:emergency": ("Emergency: this calls for medical help now", _lay(symptoms=["symptom:seizure"])),
    "verdict:prompt": (
        "this calls for a doctor within days, on the same day where it says so below",
        _lay(symptoms=["symptom:palpitations"]),
    ),
    "verdict:routine": ("this is for the next ordinary visit", _lay(symptoms=["xyzzy complaint"])),
    "verdict:nothing-urgent": (
        "Nothing that was understood is urgent by itself; what was not given is not known.",
        _lay(),
    ),
    "verdict:not-understood": ("What was not understood can be more urgent.", _lay(symptoms=["xyzzy complaint"])),
    "verdict:product": (
        (
            "Ask a doctor or pharmacist before more magnesium is taken: a symptom and a product with magnesium "
            "were reported together."
        ),
        _lay(symptoms=["symptom:muscle-cramp"], supplements=["magnesium oxide"]),
    ),
    "verdict:kidneys": (
        "Ask a doctor: a symptom and kidneys that are or may be impaired were reported together.",
        _lay(symptoms=["xyzzy complaint"], egfr_ml_per_min_per_1_73_m2=50),
    ),
    "verdict:tell": ("Tell a doctor or pharmacist every medicine, supplement and complaint;", _lay()),
    "verdict:of-what-was-given": ("Most urgent of what was given: ", _assessed(symptoms=["symptom:seizure"])),
    "verdict:ask": ("Ask for what is missing; not given here:", _assessed()),
    "verdict:nothing-missing": ("Every part of the question was given.", _assessed(**EVERYTHING)),
    "verdict:nothing-missing-lay": ("every part was given here", _lay(**EVERYTHING)),
    "verdict:unknown-acts": (
        "What is not known here can act on magnesium all the same.",
        _lay(medications=["xyzzyumab"]),
    ),
    # the direction
    "direction:too-little": (
        "Direction: what was reported points to too little magnesium, or to a cause of it.",
        _lay(serum=lab.classify_serum(mmol_per_l=0.6, interval="alfredpath")),
    ),
    "direction:too-much": (
        "Direction: what was reported points to too much magnesium, or to a cause of it.",
        _lay(serum=lab.classify_serum(mmol_per_l=1.9, interval="alfredpath")),
    ),
    "direction:both": (
        "Direction: too little and too much magnesium are both possible by what was reported.",
        _lay(medications=["interaction:furosemide"], supplements=["magnesium citrate 900 mg"]),
    ),
    "direction:neither": (
        "Direction: what was reported does not by itself point to too little or too much magnesium.",
        _lay(),
    ),
    # resources of FHIR
    "fhir:not-final": ("The status is preliminary: the value is not final.", _fhir(status="preliminary")),
    "fhir:unit": (
        "The LOINC code is of … and the unit is mg/dL; the unit was used.",
        _fhir(valueQuantity={"value": 1.9, "unit": "mg/dL"}),
    ),
    "fhir:several-ranges": (
        "No reference range of the laboratory is used: there are 2, and which applies is not clear.",
        _fhir(referenceRange=[{"text": "0.7-1.0 mmol/L"}, {"text": "0.8-1.1 mmol/L"}]),
    ),
    "fhir:no-limits": (
        "No reference range of the laboratory is used: … has no limits with a unit",
        _fhir(referenceRange=[{"text": "see report"}]),
    ),
    "fhir:other-types": ("Resources of other types were not read: Encounter.", _fhir({"resourceType": "Encounter"})),
    # what was not given
    "missing:intake": ("Intake: nothing was given, so nothing is said about how much is eaten or taken.", _assessed()),
    "missing:serum": ("Blood magnesium: no value was given; what it is cannot be told from the rest.", _assessed()),
    "missing:kidneys": (
        "Kidney function: no eGFR was given; impaired kidneys change what a supplement can do.",
        _assessed(),
    ),
    "missing:symptoms": ("Symptoms: none were named, which does not say that there are none.", _assessed()),
    "missing:risks": ("Risk factors: none were named, which does not say that there are none.", _assessed()),
    "missing:medications": ("Medications: none were named, which does not say that none are taken.", _assessed()),
    "missing:score": ("not worked out; it needs", _assessed()),
}


def _pattern(sentence: str) -> re.Pattern[str]:
    return re.compile(".+?".join(re.escape(part) for part in sentence.split("…")))


@pytest.mark.parametrize("id_", SENTENCES)
def test_a_safety_sentence_is_there(id_: str) -> None:
    sentence, text = SENTENCES[id_]
    assert _pattern(sentence).search(text())


# Where the code keeps such sentences: what is passed as a caution, and the functions that yield nothing else.
FUNCTIONS = re.compile(
    r"caution|^verdict$|^not_given$|_limits_of_others|_to_tell$|egfr_ckd_epi_2021|^_of_unit$|^_interval$|^_left_out$"
)
_SHORTEST = 25


def _texts(node: ast.AST) -> Iterator[str]:
    """Yield the sentences of a piece of code, those with values as their longest part; docstrings are left out."""
    match node:
        case ast.Expr(value=ast.Constant()) | ast.Raise():
            return
        case ast.JoinedStr():
            yield max((str(part.value) for part in node.values if isinstance(part, ast.Constant)), key=len, default="")
        case ast.Constant(value=str(text)):
            yield text
        case _:
            for child in ast.iter_child_nodes(node):
                yield from _texts(child)


def _in_code() -> Iterator[tuple[str, str]]:
    for folder in ("assessment", "laboratory", "integrations/fhir"):
        for path in sorted((SOURCE / folder).glob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                is_function = isinstance(node, ast.FunctionDef) and FUNCTIONS.search(node.name)
                is_passed = isinstance(node, ast.keyword) and node.arg == "cautions"
                is_collected = isinstance(node, ast.Assign | ast.AnnAssign) and re.search(
                    "cautions|_DIRECTIONS",
                    ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target),
                )
                if is_function or is_passed or is_collected:
                    yield from ((path.name, text) for text in _texts(node) if len(text) >= _SHORTEST)


def test_every_safety_sentence_of_the_code_has_an_id() -> None:
    listed = " ".join(sentence for sentence, _ in SENTENCES.values())
    found = list(_in_code())
    assert len(found) > len(SENTENCES) // 2
    assert [(file, text) for file, text in found if text.strip(" .;:") not in listed and "…" not in text] == []


# --- data ----------------------------------------------------------------------------------------


KEPT = tomllib.loads(Path(__file__).with_name("warning_signs.toml").read_text(encoding="utf-8"))
CONDITION = ("all", "any", "none", "at_least", "of")
OF_SIGN = ("name", "direction", "description", "question", "asked_with", "is_same_day", "overrides", *CONDITION)
OF_FACT = ("quantity", "lower", "upper", *CONDITION)


def _digest(record: object, names: tuple[str, ...]) -> str:
    stated = [str(getattr(record, name)) for name in names]
    return hashlib.sha256("\n".join(stated).encode()).hexdigest()[:8]


def test_every_warning_sign_is_kept_with_its_urgency() -> None:
    assert {sign.id: str(sign.urgency) for sign in mg.warning_signs.values()} == KEPT["urgency"]


def test_no_text_or_condition_of_a_warning_sign_changes_unseen() -> None:
    """A word, a fact or a limit that leaves the data fails here, until its line in the file is changed too."""
    found = {sign.id: _digest(sign, OF_SIGN) for sign in mg.warning_signs.values()}
    found |= {fact.id: _digest(fact, OF_FACT) for fact in facts.values()}
    found |= {id_: _digest(one, ("cautions",)) for id_, one in lab.decision_limits.items() if one.cautions}
    found |= {id_: _digest(one, ("caveat",)) for id_, one in mg.treatments.items() if one.caveat}
    found |= {id_: _digest(one, ("note",)) for id_, one in lab.reference_intervals.items() if one.note}
    kept = KEPT["contents"]
    assert {id_: (kept.get(id_), found.get(id_)) for id_ in kept | found if kept.get(id_) != found.get(id_)} == {}


def test_every_warning_sign_speaks() -> None:
    for sign in mg.warning_signs.values():
        assert len(sign.name) > len("a sign")
        assert sign.sources or sign.evidence is mg.Evidence.OPINION
        assert sign.evidence_note


# How many cautions each table of limits has.
CAUTIONS = {
    "low-serum": 1,
    "high-serum": 1,
    "fractional-excretion": 3,
    "daily-excretion": 2,
    "depletion-score": 3,
    "calcium-to-magnesium": 2,
    "serum-urgency": 1,
}
# What must be said with a treatment.
CAVEATS = {"hydration", "oral-supplement", "form-citrate-glycinate", "iv-magnesium", "kidney-caution"}
CAVEATS |= {"toxicity-antidote"}


def test_every_table_of_limits_keeps_its_cautions() -> None:
    found = {id_: len([text for text in one.cautions if text.strip()]) for id_, one in lab.decision_limits.items()}
    assert {id_: count for id_, count in found.items() if count} == CAUTIONS


@pytest.mark.parametrize(
    ("table", "result"),
    [
        (
            "fractional-excretion",
            lab.fractional_excretion(
                urine_magnesium_mg_per_dl=5,
                serum_creatinine_mg_per_dl=1,
                serum_magnesium_mg_per_dl=1.4,
                urine_creatinine_mg_per_dl=100,
            ),
        ),
        ("daily-excretion", lab.daily_excretion(mg_per_24_h=100)),
        ("calcium-to-magnesium", lab.calcium_to_magnesium(calcium_mg_per_day=900, magnesium_mg_per_day=300)),
        (
            "depletion-score",
            lab.magnesium_depletion_score(
                takes_diuretic=True, takes_ppi=False, egfr_ml_per_min_per_1_73_m2=70, drinks_per_day=0, sex="female"
            ),
        ),
    ],
)
def test_the_cautions_of_a_table_are_said_with_its_result(table: str, result: lab.Measurement[Any]) -> None:
    for caution in lab.decision_limits[table].cautions:
        assert caution in result.cautions
        assert caution in result.text(10_000)


@pytest.mark.parametrize("id_", list(lab.reference_intervals))
def test_what_is_known_of_an_interval_is_said_with_each_value(id_: str) -> None:
    note = lab.reference_intervals[id_].note
    for value in (0.3, 0.72, 0.9, 1.2, 3.0):
        assert not note or note in " ".join(lab.classify_serum(mmol_per_l=value, interval=id_).cautions)


def test_every_caveat_is_kept_and_shown() -> None:
    found = {id_: one for id_, one in mg.treatments.items() if (one.caveat or "").strip()}
    assert {id_.removeprefix("treatment:") for id_ in found} == CAVEATS
    for treatment in found.values():
        assert str(treatment.caveat) in treatment.text(10_000)


def test_the_rule_of_low_serum_is_said_whatever_else_is_given() -> None:
    """Of each person and symptom: none takes the sentence from the finding about the blood value."""
    serum = lab.classify_serum(mmol_per_l=0.85, interval="alfredpath")
    (caution,) = lab.decision_limits["low-serum"].cautions
    for symptom in mg.symptoms:
        (blood,) = mg.assess(WOMAN, serum=serum, symptoms=[symptom]).of("blood value")
        assert caution in blood.cautions
