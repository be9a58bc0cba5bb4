"""Compounds: the magnesium salts of supplements and medicines, with their hydration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.fields import stored, text_field, texts
from magnesium.catalogs.search import Document
from magnesium.errors import InvalidValueError, UnitError
from magnesium.foods.amounts import parse_amount, unit_text
from magnesium.foods.entries import DOSED, DosedOriginWord, Entry, Origin, origin_of
from magnesium.rendering.answers import Answer
from magnesium.text import normalized, whole_texts
from magnesium.units import ATOMIC_WEIGHT, amount

_UNITS = ("mg elemental", "mg compound", "g compound")


@attrs.frozen(kw_only=True, field_transformer=whole_texts, repr=False)
class Compound(Answer):
    """A magnesium salt in the form that *hydration* names.

    *molar_mass_g_per_mol* is ``None`` for a mixture without a fixed composition.
    """

    id: str = text_field()
    name: str = text_field()
    names: tuple[str, ...] = attrs.field(default=(), converter=texts)
    """Other names."""
    formula: str | None = None
    """Chemical formula, with its water of crystallization."""
    hydration: str
    """Water of crystallization of this form."""
    mg_atoms: int | None = None
    """Magnesium atoms in one formula unit."""
    molar_mass_g_per_mol: float | None = None
    """Molar mass of the formula unit, with its water."""
    cas: str | None = None
    """Registry number of the Chemical Abstracts Service."""
    atc_codes: tuple[str, ...] = attrs.field(default=(), converter=texts, metadata=stored(separator=" "))
    """ATC codes of the medicine."""
    note: str = ""
    source: str = text_field()

    @property
    def elemental_fraction(self) -> float | None:
        """Mass fraction of magnesium, 0 to 1; ``None`` if the composition varies.

        >>> from magnesium.foods.compounds import compounds
        >>> round(compounds["magnesium-oxide"].elemental_fraction, 3)
        0.603
        """
        if self.mg_atoms is None or self.molar_mass_g_per_mol is None:
            return None
        return self.mg_atoms * ATOMIC_WEIGHT / self.molar_mass_g_per_mol

    def dose(
        self,
        *,
        elemental_mg: float | None = None,
        compound_mg: float | None = None,
        origin: Origin | DosedOriginWord = "supplement",
    ) -> Entry:
        """Return an entry of a dose: *elemental_mg* of magnesium, or *compound_mg* of the salt.

        "400 mg (as magnesium oxide)" on a US label is elemental.

        Args:
            elemental_mg: Dose in mg of magnesium.
            compound_mg: Dose in mg of the salt.
            origin: "supplement", "medicine" or "added" (to food or water).

        Raises:
            InvalidValueError: Not exactly one amount is given, or it is impossible.

        >>> from magnesium.foods.compounds import compounds
        >>> round(compounds["magnesium-oxide"].dose(compound_mg=400).mg)
        241
        """
        if (elemental_mg is None) == (compound_mg is None):
            given = (elemental_mg, compound_mg)
            raise InvalidValueError("dose", given, "must be exactly one of elemental_mg and compound_mg")
        origin = origin_of(origin, DOSED)
        if elemental_mg is not None:
            mg: float | None = amount(elemental_mg, "elemental_mg")
            return Entry(item=self, origin=origin, quantity=float(elemental_mg), unit="mg elemental", mg=mg)
        compound = amount(compound_mg, "compound_mg")
        fraction = self.elemental_fraction
        mg = None if fraction is None else compound * fraction
        return Entry(item=self, origin=origin, quantity=compound, unit="mg compound", mg=mg, grams=compound / 1000)

    def grams(self, grams: float) -> Entry:
        """Return an entry of a supplement with *grams* of the compound, not of magnesium.

        Raises :class:`~magnesium.AmountError` for an amount that is negative or not finite.

        >>> from magnesium.foods.compounds import compounds
        >>> round(compounds["magnesium-oxide"].grams(0.4).mg)
        241
        """
        return self.measured(grams, "g compound")

    def serving(self, text: str) -> Entry:
        """Return an entry of a dose in words: "200 mg elemental" or "1250 mg compound"."""
        return self.measured(*parse_amount(text))

    def measured(self, quantity: float, unit: str) -> Entry:
        """Return an entry of *quantity* times *unit*, which must state elemental or compound."""
        plain = " ".join(normalized(unit_text(unit)).casefold().split())
        if plain == "mg elemental":
            return self.dose(elemental_mg=quantity)
        if plain in {"mg compound", "g compound"}:
            factor = 1.0 if plain == "mg compound" else 1000.0
            return self.dose(compound_mg=amount(quantity, "amount") * factor)
        reason = f"does not state whether magnesium or {self.name} is weighed"
        raise UnitError(unit, reason, _UNITS)

    def __str__(self) -> str:
        fraction = self.elemental_fraction
        share = "varying" if fraction is None else f"{fraction:.1%}"
        return f"{self.name} ({self.id}): {share} magnesium, {self.hydration}"


def _documents(records: Mapping[str, Compound]) -> Iterable[Document]:
    for id_, compound in records.items():
        extra = " ".join((id_, compound.formula or "", *compound.atc_codes))
        yield Document(id=id_, names=(compound.name, *compound.names), extra=extra)


compounds: Catalog[Compound] = Catalog(
    Compound,
    file="compounds.csv",
    prefix="compound:",
    title="Magnesium salts in supplements and medicines: formula, hydration, molar mass",
    documents=_documents,
)
"""Catalog of magnesium salts of verified composition, one for each form and hydration."""
