"""What the library remembers of texts is bounded in bytes, however long they are."""

from __future__ import annotations

import contextlib
import gc
import io
import itertools
import tracemalloc
from collections.abc import Callable, Iterator

import pytest

import magnesium as mg
from magnesium.foods.amounts import measure_words, parse_amount
from magnesium.text import MAX_REMEMBERED, fold, words

pytestmark = pytest.mark.slow

SPINACH = mg.foods["sr28:11457"]
PERSON = mg.Person(age=25, sex="female")
ASKED: dict[str, Callable[[str], object]] = {
    "fold": fold,
    "words": words,
    "measure_words": measure_words,
    "parse_amount": lambda text: parse_amount(f"1 {text}"),
    "serving": lambda text: SPINACH.serving(f"1 {text}"),
    "measured": lambda text: SPINACH.measured(1, text),
    "find_item": lambda text: mg.find_item(text, near=False),
    "search": mg.foods.search,
    "named": mg.foods.named,
    "near": mg.symptoms.near,
    "id": lambda text: mg.foods[text],
    "convert": lambda text: mg.convert(1, text, "mg"),
    "sex": lambda text: mg.rda(age=25, sex=text),  # type: ignore[arg-type]
    "authority": lambda text: mg.rda(age=25, sex="female", authority=text),
    "edition": lambda text: mg.reference_values(PERSON, edition=text),
    "symptom": lambda text: mg.assess(PERSON, symptoms=[text]),
    "meal": lambda text: SPINACH.grams(1).at(meal=text),
    "log": lambda text: mg.read_food_log(
        io.StringIO(f"food,amount\nalmonds,1 {text}\n{text},1 g\n"), on_unknown="keep"
    ),
    "table": lambda text: mg.read_food_table(io.StringIO(f"id,name,mg_per_100g\n{text},{text},1\n")).search(text),
}
MOST_KEPT = 2 * 1024 * 1024


def _long_texts(count: int, length: int) -> Iterator[str]:
    """Yield different texts of this length, of many words and of one."""
    for number in range(count):
        text = " ".join(f"w{number}x{word}" for word in range(length // 6))[:length]
        yield text if number % 2 else text.replace(" ", "z")


def _kept_bytes(ask: Callable[[str], object], texts: Iterator[str]) -> int:
    for text in itertools.islice(texts, 1):  # what the first question loads is no text of the user
        with contextlib.suppress(mg.MagnesiumError):
            ask(text)
    gc.collect()
    tracemalloc.start()
    try:
        for text in texts:
            with contextlib.suppress(mg.MagnesiumError):
                ask(text)
        text = ""
        gc.collect()
        return tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("what", ASKED)
def test_long_texts_are_not_remembered(what: str) -> None:
    """500 texts of 60 kB kept 259 MB."""
    assert _kept_bytes(ASKED[what], _long_texts(12, 60_000)) < MOST_KEPT


def test_many_short_texts_are_remembered_in_few_bytes() -> None:
    texts = (
        f"{number:x} {number * 7919:x} {number * 104729:x} ".ljust(MAX_REMEMBERED, "y") for number in range(40_000)
    )
    assert _kept_bytes(measure_words, texts) < 24 * 1024 * 1024
