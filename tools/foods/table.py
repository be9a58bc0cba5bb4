"""The bundled table of a publisher's foods."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from magnesium.catalogs.reading import columns
from magnesium.foods.foods import Food
from tools.tables import Table, csv_table, number


@attrs.frozen(kw_only=True)
class RawPortion:
    """A household measure: *amount* of the described unit weighs *grams*."""

    amount: float
    description: str
    grams: float


@attrs.frozen(kw_only=True)
class RawFood:
    """One row of a publisher's table, with our field names and a category of our vocabulary."""

    id: str
    name: str
    category: str
    mg: float | None
    kcal: float | None
    calcium_mg: float | None
    portions: tuple[RawPortion, ...] = ()
    translations: Mapping[str, str] = attrs.field(factory=dict)
    """The name in other languages, by ISO 639 code."""


def tidy(text: str) -> str:
    """Return *text* with single spaces."""
    return " ".join(text.split())


def portions_text(portions: Iterable[RawPortion]) -> str:
    """Return *portions* as ``grams amount description|…``, without duplicates, in the publisher's order."""
    texts: dict[str, None] = {}
    for portion in portions:
        description = tidy(portion.description.replace("|", "/"))
        if portion.grams > 0 and portion.amount > 0 and description:
            texts[f"{number(portion.grams)} {number(portion.amount)} {description}"] = None
    return "|".join(texts)


def translations_text(translations: Mapping[str, str]) -> str:
    """Return names in other languages as ``language name|…``."""
    return "|".join(f"{language} {tidy(name.replace('|', '/'))}" for language, name in sorted(translations.items()))


def foods_table(file: str, foods: Iterable[RawFood]) -> Table:
    """Return the table of one publisher's foods, sorted by id."""
    rows = [_row(food) for food in sorted(foods, key=lambda food: food.id)]
    return csv_table(file, columns(Food), rows)


def _row(food: RawFood) -> tuple[str, ...]:
    amounts = (number(food.mg), number(food.kcal), number(food.calcium_mg))
    packed = (portions_text(food.portions), translations_text(food.translations))
    return (food.id, food.name, food.category, *amounts, *packed)
