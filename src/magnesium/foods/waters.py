"""Waters: magnesium per liter of mineral, spring and tap waters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.fields import text_field, texts
from magnesium.catalogs.search import Document
from magnesium.errors import UnitError
from magnesium.foods.amounts import mass_grams, parse_amount, unit_text, volume_ml
from magnesium.foods.entries import Entry, Origin
from magnesium.rendering.answers import Answer
from magnesium.text import whole_texts
from magnesium.units import amount

_OUNCE = mass_grams("oz")


def _per_liter(_: object, attribute: attrs.Attribute[float | None], value: float | None) -> None:
    if value is not None:
        amount(value, attribute.name)


@attrs.frozen(kw_only=True, field_transformer=whole_texts, repr=False)
class Water(Answer):
    """A water: magnesium and calcium in mg per liter; ``None`` means unknown.

    >>> Water(id="my:spring", name="Spring", mg_per_l=40, source="label").liters(1.5).mg
    60.0
    """

    id: str = text_field()
    name: str = text_field()
    names: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Everyday names that mean this water."""
    description: str = ""
    """Kind of water and its origin."""
    mg_per_l: float | None = attrs.field(validator=_per_liter)
    """Magnesium per liter."""
    calcium_mg_per_l: float | None = attrs.field(default=None, validator=_per_liter)
    """Calcium per liter."""
    source: str = text_field()

    def liters(self, liters: float) -> Entry:
        """Return an entry of a volume in liters.

        Raises :class:`~magnesium.AmountError` for an amount that is negative or not finite.
        """
        return self.measured(liters, "l")

    def grams(self, grams: float) -> Entry:
        """Return an entry of a weight: 1 kg is treated as 1 liter.

        Raises :class:`~magnesium.AmountError` for an amount that is negative or not finite.

        >>> waters["ciqual-76022"].grams(500).mg == waters["ciqual-76022"].liters(0.5).mg
        True
        """
        return self.measured(grams, "g")

    def serving(self, text: str) -> Entry:
        """Return an entry of an amount in words: "500 ml", "1.5 l", "2 cups", "8 fl oz", "200 g".

        Raises :class:`~magnesium.UnitError` for a unit that is neither a volume nor a weight, and
        :class:`~magnesium.AmountError` for an invalid number.
        """
        return self.measured(*parse_amount(text))

    def measured(self, quantity: float, unit: str) -> Entry:
        """Return an entry of *quantity* times a *unit* of volume or weight; 1 kg is treated as 1 liter."""
        ml, grams = volume_ml(unit_text(unit)), mass_grams(unit)
        if grams == _OUNCE:
            raise UnitError(unit, "can be a fluid ounce or a weight", ("fl oz", "g"))
        each = grams if ml is None else ml
        if each is None:
            reason = f"is neither a volume nor a weight, and {self.name} is a water"
            raise UnitError(unit, reason, ("ml", "l", "cup", "fl oz", "g"))
        quantity = amount(quantity, "amount")
        return Entry(
            item=self,
            origin=Origin.WATER,
            quantity=quantity,
            unit=unit,
            mg=None if self.mg_per_l is None else self.mg_per_l * (quantity * each / 1000),
            grams=None if grams is None else quantity * grams,
        )

    def __str__(self) -> str:
        mg = "unknown" if self.mg_per_l is None else f"{self.mg_per_l:g} mg"
        return f"{self.name} ({self.id}): {mg} per liter"


def _documents(records: Mapping[str, Water]) -> Iterable[Document]:
    return (Document(id=id_, names=(water.name,), extra=water.description) for id_, water in records.items())


waters: Catalog[Water] = Catalog(
    Water,
    file="waters.csv",
    prefix="water:",
    title="Magnesium and calcium of mineral, spring and tap waters per liter",
    documents=_documents,
    aliases=lambda: {name: (id_,) for id_, water in waters.items() for name in water.names},
)
"""Catalog of the Ciqual 2020 mineral waters, and tap water of France and the United States."""
