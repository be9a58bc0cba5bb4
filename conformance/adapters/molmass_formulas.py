"""molmass: molar mass and composition of a formula."""

from lines import NoCall, run
from molmass import Formula


def answer(question):
    asked = question["input"]
    if question["kind"] not in {"chemistry", "supplement"}:
        raise NoCall("formulas only")
    formula = Formula(asked["formula"])
    fraction = formula.composition()["Mg"].fraction
    if question["kind"] == "supplement":
        return asked["compound_mg"] * fraction
    return formula.mass if asked["quantity"] == "molar_mass" else fraction * 100


run(answer)
