"""Known names inside a text, and the words around them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magnesium.clinical.reading import by_key, key, phrase, pieces, without_dose

NAMES = by_key([("cramps", ("leg cramps",)), ("legs", ("leg",)), ("nausea", ("nausea", "feeling sick"))])


@pytest.mark.parametrize(
    ("text", "found", "is_whole"),
    [
        ("leg cramps", ("cramps",), True),
        ("terrible leg cramps and some nausea", ("cramps", "nausea"), True),
        ("my leg hurts", ("legs",), False),
        ("leg cramps since the blue moon", ("cramps",), False),
        ("the blue moon", (), False),
        ("really bad", (), False),
    ],
)
def test_the_longest_names_inside_a_text_are_found(text: str, found: tuple[str, ...], is_whole: bool) -> None:
    read = phrase(text, NAMES)
    assert read.found == found
    assert read.is_whole is is_whole


def test_a_name_at_the_end_is_found_behind_words_that_mean_nothing_here() -> None:
    read = phrase("blue moon nausea", NAMES)
    assert (read.found, read.rest) == (("nausea",), ("blue", "moon"))


@pytest.mark.parametrize("text", ["no nausea", "not nausea", "my mother has nausea", "I am afraid of nausea"])
def test_a_denial_and_another_person_are_noticed(text: str) -> None:
    assert phrase(text, NAMES).is_about_something_else is True


@pytest.mark.parametrize("text", ["nausea", "terrible nausea every night"])
def test_one_s_own_complaint_is_not_about_something_else(text: str) -> None:
    assert phrase(text, NAMES).is_about_something_else is False


@given(st.lists(st.sampled_from(["cramps", "nausea", "10 mg", "the leg"]), min_size=1, max_size=4, unique=True))
def test_a_text_has_the_pieces_it_was_joined_of(parts: list[str]) -> None:
    for joiner in (", ", " and ", "; ", "/", " + ", " with ", " but "):
        assert pieces(joiner.join(parts)) == tuple(parts)
    assert pieces(", - ".join(parts)) == (parts[0], *(f"- {part}" for part in parts[1:]))


def test_function_words_do_not_count_unless_there_are_no_others() -> None:
    assert key("pain in the legs") == key("leg pain")
    assert key("it is")
    assert phrase("the legs", NAMES).rest == ()


def test_a_dose_needs_a_name_before_it() -> None:
    assert without_dose("furosemide 40 mg") == ("furosemide", "40 mg")
    assert without_dose("40 mg") == ("40 mg", "")
