"""How an assessment is shown: short, one sheet of paper, nothing twice, and never an all-clear too soon."""

from __future__ import annotations

import json
import re
from collections import Counter
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import magnesium as mg
from magnesium.assessment.findings import DISCLAIMER, SHORT_DISCLAIMER, Audience, FindingKind
from magnesium.assessment.presentation import MAX_TESTS
from magnesium.errors import InvalidValueError
from magnesium.rendering.blocks import Fold, Note
from tests.assessment.test_assessment import inputs
from tests.assessment.test_vignettes import VIGNETTES

KIDNEYS: list[dict[str, Any]] = [
    *(
        {"risk_factors": [id_]}
        for id_ in ("risk:ckd", "risk:acute-kidney-injury", "risk:kidney-transplant", "dialysis")
    ),
    *({"egfr_ml_per_min_per_1_73_m2": rate} for rate in (59, 40, 20, 5)),
]
PRODUCTS: list[dict[str, Any]] = [
    *({"supplements": [id_]} for id_ in ("magnesium-oxide", "magnesium-citrate", "magnesium-glycinate")),
    *({"medications": [word]} for word in ("milk of magnesia", "A06AD02", "Maalox", "magnesium sulfate infusion")),
]
AUDIENCES = st.sampled_from(list(Audience))
SYMPTOMS = sorted(mg.symptoms)
LINES_PER_SHEET, CHARACTERS_PER_LINE = 55, 110
"""A sheet of A4 in the print style of the page, measured in a browser."""


def assessed(given_: dict[str, Any], **further: Any) -> mg.Assessment:
    return mg.assess(given_["person"], **{name: value for name, value in given_.items() if name != "person"}, **further)


# -- the summary ----------------------------------------------------------------------------------


@given(inputs(), AUDIENCES, st.lists(st.sampled_from(["quxazole", "zorble", "flimsy knees"]), unique=True))
def test_the_summary_has_its_parts_in_at_most_12_lines(
    given_: dict[str, Any], audience: Audience, words: list[str]
) -> None:
    found = assessed({**given_, "medications": [*given_["medications"], *words]}, audience=audience)
    lines = found.summary().splitlines()
    assert len(lines) <= 12
    assert found.verdict in lines[0]
    assert lines[-1] == DISCLAIMER
    assert any(line.startswith("Why: ") for line in lines) or not found.red_flags
    assert any(re.match("Ask for|Tell|Every part", line) for line in lines)
    (not_understood,) = [line for line in lines if line.startswith("Not understood")] or [""]
    assert all(word in not_understood for word in words)


@given(inputs())
@settings(max_examples=40)
def test_a_text_shows_five_tests_and_the_titles_of_the_others(given_: dict[str, Any]) -> None:
    found = assessed(given_)
    lines, tests = found.text(10_000).splitlines(), found.of(FindingKind.TEST)
    for test in tests[:MAX_TESTS]:
        assert lines[lines.index(test.name) + 1].startswith("  ")
    for one, other in zip(tests[MAX_TESTS:], tests[MAX_TESTS + 1 :], strict=False):
        assert lines.index(f"  {other.name}") == lines.index(f"  {one.name}") + 1


# -- nothing twice --------------------------------------------------------------------------------


@given(inputs(), AUDIENCES)
def test_no_sentence_of_ours_is_printed_twice(given_: dict[str, Any], audience: Audience) -> None:
    text = assessed(given_).text(100_000, audience)
    sentences = Counter(
        sentence.strip()
        for line in text.splitlines()
        for sentence in re.split(r"(?<=[.?!]) (?=[A-Z[])", line.lstrip(" !"))
        if len(sentence) > 60 and ":" not in sentence and line.startswith((" ", "!")) and not line.endswith("]")
    )
    assert not [sentence for sentence, times in sentences.items() if times > 1]


# -- audiences ------------------------------------------------------------------------------------


@given(inputs())
@settings(max_examples=40)
def test_each_audience_gets_every_finding_and_only_clinicians_the_evidence(given_: dict[str, Any]) -> None:
    found = assessed(given_)
    lay, clinical = found.text(10_000, audience="lay"), found.text(10_000, audience="clinician")
    for finding in found.findings:
        assert finding.title in lay
        assert finding.title in clinical
    assert "Evidence: " not in lay
    assert ("Evidence: " in clinical) == bool(found.findings)
    assert not [key for key in found.sources if f"[{key}]" in lay]
    assert len(lay) <= len(clinical) or not found.findings
    assert found.text(10_000) == clinical == assessed(given_, audience="clinician").text(10_000)
    assert assessed(given_, audience="lay").text(10_000) == lay


def test_an_unknown_audience_is_refused() -> None:
    person = mg.Person(age=40, sex="female")
    for call in (lambda: mg.assess(person, audience="nurse"), lambda: mg.assess(person).summary("nurse")):  # type: ignore[arg-type]
        with pytest.raises(InvalidValueError, match="lay, clinician"):
            call()


# -- intended use in every form -------------------------------------------------------------------


@given(inputs(), AUDIENCES)
@settings(max_examples=30)
def test_every_form_carries_the_intended_use(given_: dict[str, Any], audience: Audience) -> None:
    found = assessed(given_, audience=audience)
    for form in (found.summary(), found.text(10_000), found.html(), found._repr_html_(), json.dumps(found.to_dict())):
        assert DISCLAIMER in form
    assert str(found).endswith(SHORT_DISCLAIMER)
    for part in ("no diagnosis", "no medical device", "not reviewed by a clinician", "describes"):
        assert part in DISCLAIMER


# -- no all-clear ---------------------------------------------------------------------------------


@given(
    st.lists(st.sampled_from([*SYMPTOMS, "zorble", "flimsy knees"]), min_size=1, max_size=3),
    st.sampled_from([*KIDNEYS, *PRODUCTS]),
    st.sampled_from([10, 40, 85]),
    AUDIENCES,
)
def test_no_all_clear_where_a_product_or_impaired_kidneys_meet_a_symptom(
    symptoms: list[str], about: dict[str, Any], age: int, audience: Audience
) -> None:
    """A symptom that was not understood counts too."""
    found = mg.assess(mg.Person(age=age, sex="female"), symptoms=symptoms, audience=audience, **about)
    first_lines = (found.summary().splitlines()[0], str(found).split(":")[1], found.text(10_000).splitlines()[1])
    for said in (*first_lines, found.verdict, found.to_dict()["derived"]["verdict"]):
        assert not re.search("routine|next ordinary visit|urgent by itself", said, re.IGNORECASE), said


# -- one sheet ------------------------------------------------------------------------------------


class Unfolded(HTMLParser):
    """The lines of a page that are printed while its folds are closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given_ = dict(attrs)
        self._open.append((tag, tag == "details" and "open" not in given_))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Ignore elements without text."""

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        closed = sum(is_closed for _, is_closed in self._open)
        tags = [tag for tag, _ in self._open]
        is_title = tags[-1:] == ["summary"] and closed == 1 and data != "More"
        if data.strip() and not {"style", "title"} & set(tags) and (closed == 0 or is_title):
            self.lines += [data] * -(-len(data) // CHARACTERS_PER_LINE)


@pytest.mark.parametrize("audience", list(Audience))
@pytest.mark.parametrize(("person", "given_"), [vignette.values[:2] for vignette in VIGNETTES])
def test_a_page_prints_on_one_sheet(person: Any, given_: Any, audience: Audience) -> None:
    page = Unfolded(mg.assess(person, **given_).html(audience))
    assert 5 < len(page.lines) <= LINES_PER_SHEET


def test_signs_of_one_urgency_stand_before_symptoms_and_every_red_flag_has_its_words_once() -> None:
    found = mg.assess(
        mg.Person(age=61, sex="female"),
        symptoms=["seizure", "chest pain", "fainting", "palpitations", "confusion", "paralysis"],
        medications=["digoxin", "furosemide"],
    )
    flags = found.red_flags
    assert len(flags) > 3
    names = [line.removeprefix("Why: ") for line in found.summary().splitlines() if line.startswith("Why: ")]
    shown = [next(flag for flag in flags if name.startswith(f"{flag.name}.")) for name in names]
    keys = [(-flag.urgency.rank, flag.kind is not FindingKind.WARNING_SIGN) for flag in shown]
    assert keys == sorted((-flag.urgency.rank, flag.kind is not FindingKind.WARNING_SIGN) for flag in flags)[:3]
    blocks = list(found.blocks())
    for flag in flags:
        title = next(index for index, block in enumerate(blocks) if getattr(block, "text", "") == flag.title)
        said = blocks[title + 1]
        first = said.blocks[0] if isinstance(said, Fold) else said
        assert isinstance(first, Note)
        assert first.text.split(".")[0] in f"{flag.wording} {flag.when}"


def test_an_assessment_is_one_line_in_ipython() -> None:
    pretty = pytest.importorskip("IPython.lib.pretty", reason="needs IPython")
    found = mg.assess(mg.Person(age=61, sex="female"), symptoms=["seizure"])
    assert pretty.pretty(found) == repr(found)
