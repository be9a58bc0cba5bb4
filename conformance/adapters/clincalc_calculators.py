"""clincalc: clinical calculators; the questions use one of them (eGFR)."""

import clincalc
from lines import NoCall, Refusal, run


def answer(question):
    asked = question["input"]
    if asked.get("quantity") != "egfr_ckd_epi_2021":
        raise NoCall("of these questions eGFR only")
    given = {
        "age": asked["age_years"],
        "sex": asked["sex"],
        "creatinine": asked["creatinine_mg_per_dl"],
        "creatinine_unit": "mg/dL",
    }
    try:
        return float(clincalc.calculate("egfr", given)["result"])
    except ValueError as error:
        raise Refusal(str(error)) from None


run(answer)
