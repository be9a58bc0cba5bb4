"""pint: units, also between mass and amount with the molar mass that the caller gives (context ``chemistry``)."""

from lines import NoCall, Refusal, run
from pint import DimensionalityError, UndefinedUnitError, UnitRegistry

units = UnitRegistry()
units.define("equivalent = 0.5 * mole = Eq")  # of magnesium, whose ion has two charges: the caller's to state
MOLAR_MASS = units("24.305 g/mol")


def answer(question):
    asked = question["input"]
    if asked.get("asked", question["kind"]) != "unit_conversion":
        raise NoCall("units only")
    try:
        quantity = units.Quantity(asked["value"], asked["unit"])
        return quantity.to(asked["to"], "chemistry", mw=MOLAR_MASS).magnitude
    except (DimensionalityError, UndefinedUnitError) as error:
        raise Refusal(str(error)) from None


run(answer)
