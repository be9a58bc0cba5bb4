"""The lint step for plain English."""

import tomllib

import pytest

from tools.plain_english import PHRASES, flagged


@pytest.mark.parametrize("phrase", ["stands twice", "somebody", "litres", "of its own"])
def test_a_phrase_is_flagged_with_its_line(phrase: str) -> None:
    (found,) = flagged(f"First line.\nA line with {phrase} in it.", "page.md")
    assert found.startswith(f"page.md:2: {phrase!r}; write ")


@pytest.mark.parametrize("line", ['{"litre": 1000.0}', "raises for 'colour'", "`Water.litres()` was renamed"])
def test_words_in_quotation_marks_are_data(line: str) -> None:
    assert list(flagged(line, "module.py")) == []


def test_each_phrase_has_an_alternative() -> None:
    phrases = tomllib.loads(PHRASES.read_text("utf-8"))["phrases"]
    assert phrases
    assert all(instead.strip() for instead in phrases.values())
