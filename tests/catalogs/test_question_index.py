"""The search for questions: what counts for how much, worked out by hand on names of equal weight.

A name of n words, of which a question of one word has one, scores 1 for its share and 1/n for its fit.
"""

from __future__ import annotations

import pytest

from magnesium.catalogs.questions import QuestionIndex, WordTable
from magnesium.catalogs.search import Document

TABLE = WordTable(ignored=frozenset({"which"}), domain=frozenset({"zinc"}), alike={frozenset({"lima"}): "kilo"})


def found(question: str, *documents: Document) -> list[str]:
    return QuestionIndex(documents, TABLE).search(question)


def named(name: str, **further: object) -> Document:
    return Document(id=name.replace(" ", "-"), names=(name,), **further)  # type: ignore[arg-type]


def test_a_misspelled_word_counts_for_less() -> None:
    """A score of 1.33 is enough and 1.18, with 0.85 of the share, is not."""
    document = named("alpha bravo charlie")
    assert found("alpha", document) == [document.id]
    assert found("alphq", document) == []
    assert found("alphq", named("alpha bravo")) == ["alpha-bravo"]


def test_a_question_that_names_the_domain_needs_a_lower_score() -> None:
    document = named("alpha bravo charlie delta")
    assert found("alphq", document) == []
    assert found("zinc alphq", document) == [document.id]
    assert found("zinc", named("zinc")) == []


def test_an_unknown_word_is_a_part_of_the_question() -> None:
    """With one of two words: half of the share, and half of the fit."""
    document = named("alpha bravo")
    assert found("alpha xyzzy", document) == []
    assert found("alpha bravo", document) == found("bravo alpha which", document) == [document.id]


def test_the_words_of_a_text_count_less_than_those_of_a_name() -> None:
    in_name, in_text = named("alpha bravo"), named("delta", extra="alpha bravo")
    assert found("alpha bravo", in_name, in_text) == [in_name.id]
    assert found("alpha bravo", in_text) == []


@pytest.mark.parametrize("penalty", [0, 1, 2])
def test_what_is_ranked_lower_comes_behind_and_two_steps_are_left_out(penalty: int) -> None:
    """Of a score of 2, one step leaves 1.5; two leave 1.125, which is below 0.6 of the best."""
    first, other = named("alpha"), Document(id="other", names=("alpha",), penalty=penalty)
    assert found("alpha", first, other) == ["alpha", "other"][: 3 - max(1, penalty)]


def test_synonyms_are_one_word_and_numbers_are_any_number() -> None:
    assert found("lima", named("kilo")) == ["kilo"]
    assert found("400 alpha", named("alpha 250")) == ["alpha-250"]
    assert found("", named("alpha")) == found("which", named("alpha")) == []


@pytest.mark.parametrize(("typed", "is_found"), [("alph", False), ("alpha", True), ("alphaa", True), ("1lpha", False)])
def test_a_word_of_five_letters_and_no_number_may_have_a_typo(typed: str, is_found: bool) -> None:
    assert bool(found(typed, named("alpha"))) == is_found
