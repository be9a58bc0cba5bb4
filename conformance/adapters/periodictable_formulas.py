"""periodictable: molar mass and mass fractions of a formula."""

import periodictable
from lines import NoCall, run


def answer(question):
    asked = question["input"]
    if question["kind"] not in {"chemistry", "supplement"}:
        raise NoCall("formulas only")
    formula = periodictable.formula(asked["formula"].replace(".", "+"))
    fraction = formula.mass_fraction[periodictable.Mg]
    if question["kind"] == "supplement":
        return asked["compound_mg"] * fraction
    return formula.mass if asked["quantity"] == "molar_mass" else fraction * 100


run(answer)
