"""Questions as people type them, and the records that answer them."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg
from magnesium.catalogs.questions import QuestionIndex, WordTable
from magnesium.catalogs.search import Document
from magnesium.clinical.question_words import WordRole, question_words, word_table
from magnesium.errors import InvalidValueError
from magnesium.text import words

Row = tuple[str, frozenset[str]]


def read(name: str) -> list[Row]:
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as file:
        return [(row["question"], frozenset(filter(None, row["expected"].split("|")))) for row in csv.DictReader(file)]


ROWS = read("questions.csv")
FURTHER = read("further_questions.csv")
"""Written after the search was tuned to the others, with the expected records, before they were asked."""
QUESTIONS = st.sampled_from([question for question, _ in ROWS])
ANSWERED = st.sampled_from([question for question, expected in ROWS if expected])
_IN_PHRASES = {stem for phrase in word_table().alike if len(phrase) > 1 for stem in phrase}
FUNCTION_WORDS = [
    word
    for record in question_words.filter(role=WordRole.IGNORED)
    for word in record.words
    if _IN_PHRASES.isdisjoint(words(word))
]


def ids(question: str) -> list[str]:
    return [record.id for record in mg.ask(question)]


def first(question: str) -> set[str]:
    return set(ids(question)[:1])


@pytest.mark.parametrize(("rows", "number"), [(ROWS, 60), (FURTHER, 125)], ids=["first", "further"])
def test_nine_of_ten_questions_find_the_right_record_first(rows: list[Row], number: int) -> None:
    """None of them finds a record where nothing fits."""
    assert len(rows) == number
    wrong = [
        question for question, expected in rows if not (first(question) & expected if expected else not ids(question))
    ]
    assert len(wrong) <= number // 10, wrong
    assert [question for question, expected in rows if not expected and ids(question)] == []


@pytest.mark.parametrize("question", ["lisinopril and magnesium", "magnesium with cosartan", "zitamin c"])
def test_the_first_letter_of_a_misspelled_word_is_right(question: str) -> None:
    assert ids(question) == []


def test_claims_alone_answer_the_questions_that_a_claim_answers() -> None:
    asked = [(q, expected) for q, expected in ROWS if any(id_.startswith("claim:") for id_ in expected)]
    right = [q for q, expected in asked if {claim.id for claim in mg.claims.search(q)[:1]} & expected]
    assert len(right) >= 0.9 * len(asked)


@given(QUESTIONS, st.randoms(use_true_random=False))
def test_word_order_case_and_punctuation_change_nothing(question: str, rng: random.Random) -> None:
    shuffled = question.split()
    rng.shuffle(shuffled)
    written = "".join(
        rng.choice((word.upper(), word.title(), word)) + rng.choice((" ", "? ", ", ", " - ")) for word in shuffled
    )
    assert ids(written) == ids(question)


@given(QUESTIONS, st.lists(st.sampled_from(FUNCTION_WORDS), max_size=4), st.randoms(use_true_random=False))
def test_function_words_change_nothing(question: str, added: list[str], rng: random.Random) -> None:
    text = question.split()
    for word in added:
        text.insert(rng.randint(0, len(text)), word)
    assert ids(" ".join(text)) == ids(question)


@given(ANSWERED)
def test_asking_twice_in_one_text_changes_nothing(question: str) -> None:
    assert ids(f"{question}? {question}?") == ids(question)


@given(st.text(alphabet="qxzjvkw", min_size=7, max_size=12))
def test_an_unknown_word_alone_finds_nothing(word: str) -> None:
    assert ids(word) == []
    assert ids(f"can i take magnesium with {word}") == []


@given(st.lists(st.sampled_from(FUNCTION_WORDS), min_size=1, max_size=6))
def test_function_words_alone_find_nothing(text: list[str]) -> None:
    assert ids(" ".join(text)) == []


@pytest.mark.parametrize("claim", mg.claims.values(), ids=lambda claim: claim.id)
def test_a_claim_comes_first_for_each_question_it_lists(claim: mg.Claim) -> None:
    for question in (claim.name, *claim.names):
        assert mg.claims.search(question)[0] is claim, question


def test_a_misspelled_word_counts_as_the_word_it_is_nearest_to() -> None:
    for drug in ("levothyroxine", "omeprazole", "gabapentin", "doxycycline", "alendronate"):
        for at in range(1, len(drug) - 1):
            assert ids(f"magnesium and {drug[:at]}{drug[at + 1 :]}") == ids(f"magnesium and {drug}"), (drug, at)


def test_a_text_without_a_word_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="has no word to search for"):
        mg.ask(" ?! ")
    assert len(mg.ask("leg cramps at night", limit=1)) == 1


# --- the words ---------------------------------------------------------------------------------


def test_no_word_has_two_roles_or_two_meanings() -> None:
    ignored, domain = word_table().ignored, word_table().domain
    owners: dict[frozenset[str], set[str]] = {}
    for record in question_words.filter(role=WordRole.ALIKE):
        for text in record.words:
            owners.setdefault(frozenset(words(text)), set()).add(record.id)
    assert {tuple(phrase): ids_ for phrase, ids_ in owners.items() if len(ids_) > 1} == {}
    assert not [phrase for phrase in owners if len(phrase) == 1 and phrase & (ignored | domain)]
    assert ignored.isdisjoint(domain)


def test_the_longest_phrase_counts() -> None:
    table = WordTable(alike={frozenset({"water"}): "drink", frozenset({"water", "pill"}): "diuretic"})
    assert table.terms(words("water pills")) == {"diuretic"}
    assert table.terms(words("water")) == {"drink"}


def test_rare_words_weigh_more_than_common_ones() -> None:
    many = [Document(id=f"b{number}", names=(f"fish of kind {number}",)) for number in range(9)]
    index = QuestionIndex([Document(id="a", names=("whale",)), *many], WordTable(domain=frozenset({"sea"})))
    assert index.search("sea whale fish")[:1] == ["a"]
