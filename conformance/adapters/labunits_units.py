"""labunits: laboratory values of an analyte between traditional and SI units."""

from labunits import converters as labunits
from lines import NoCall, Refusal, run

LOINC = {"mg/dL": "19123-9", "mEq/L": "2601-3"}


def answer(question):
    asked = question["input"]
    units = {asked.get("unit"), asked.get("to")}
    if asked.get("asked", question["kind"]) != "unit_conversion" or not units & LOINC.keys():
        raise NoCall("concentrations in serum only")
    if "mmol/L" not in units:
        raise NoCall("to or from SI units only")
    try:
        if asked["to"] == "mmol/L":
            return labunits.to_si_unit(asked["value"], LOINC[asked["unit"]])
        return labunits.to_traditional_unit(asked["value"], LOINC[asked["to"]])
    except ValueError as error:
        raise Refusal(str(error)) from None


run(answer)
