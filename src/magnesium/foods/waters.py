"""Waters: magnesium per litre of mineral, spring and tap waters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.search import Document
from magnesium.errors import UnitError
from magnesium.foods.amounts import parse_amount, volume_ml
from magnesium.foods.entries import Entry, Origin
from magnesium.text import whole_texts
from magnesium.units import amount


def _per_litre(_: object, attribute: attrs.Attribute[float | None], value: float | None) -> None:
    if value is not None:
        amount(value, attribute.name)


@attrs.frozen(kw_only=True, field_transformer=whole_texts)
class Water:
    """A water: magnesium and calcium in mg per litre; ``None`` is unknown.

    >>> Water(id="my:spring", name="Spring", mg_per_litre=40, source="label").litres(1.5).mg
    60.0
    """

    id: str = attrs.field(validator=attrs.validators.min_len(1))
    name: str = attrs.field(validator=attrs.validators.min_len(1))
    names: tuple[str, ...] = ()
    """Everyday names that mean this water."""
    description: str = ""
    """What kind of water it is, and where it is from."""
    mg_per_litre: float | None = attrs.field(validator=_per_litre)
    """Magnesium in a litre."""
    calcium_mg_per_litre: float | None = attrs.field(default=None, validator=_per_litre)
    """Calcium in a litre."""
    source: str = attrs.field(validator=attrs.validators.min_len(1))

    def litres(self, litres: float) -> Entry:
        """Return an entry of so many litres.

        Raises :class:`~magnesium.AmountError` for an amount that is negative or not finite.
        """
        return self.measured(litres, "l")

    def serving(self, text: str) -> Entry:
        """Return an entry of a volume as people say it: "500 ml", "1.5 l", "2 cups", "8 fl oz".

        Raises :class:`~magnesium.UnitError` for what is not a volume and
        :class:`~magnesium.AmountError` for a bad number.
        """
        return self.measured(*parse_amount(text))

    def measured(self, quantity: float, unit: str) -> Entry:
        """Return an entry of *quantity* times a volume *unit*."""
        ml = volume_ml(unit)
        if ml is None:
            raise UnitError(unit, f"is not a volume, and {self.name} is a water", ("ml", "l", "cup", "fl oz"))
        litres = amount(quantity, "amount") * ml / 1000
        mg = None if self.mg_per_litre is None else self.mg_per_litre * litres
        return Entry(item=self, origin=Origin.WATER, quantity=float(quantity), unit=unit, mg=mg)

    def __str__(self) -> str:
        mg = "unknown" if self.mg_per_litre is None else f"{self.mg_per_litre:g} mg"
        return f"{self.name} ({self.id}): {mg} per litre"


def _documents(records: Mapping[str, Water]) -> Iterable[Document]:
    return (Document(id=id_, names=(water.name,), extra=water.description) for id_, water in records.items())


waters: Catalog[Water] = Catalog(
    Water,
    file="waters.csv",
    prefix="water:",
    title="Magnesium and calcium of mineral, spring and tap waters per litre",
    documents=_documents,
    aliases=lambda: {name: (id_,) for id_, water in waters.items() for name in water.names},
)
"""Catalog of the Ciqual 2020 mineral waters, and tap water of France and the United States."""
