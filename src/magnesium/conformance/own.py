"""The library's answers: one function for each kind of question that it can answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import magnesium as mg
from magnesium import excitability, laboratory
from magnesium.conformance.replies import NoCallError, RefusedError, Reply
from magnesium.errors import MagnesiumError, MissingExtraError

_Input = Mapping[str, Any]


def answer(question: Mapping[str, Any]) -> Reply:
    """Return the library's reply to a question; its own errors are refusals."""
    asked: _Input = question["input"]
    kind = asked.get("asked", question["kind"])
    if kind not in _ANSWERS:
        raise NoCallError(f"no call for {kind}")
    try:
        found = _ANSWERS[kind](asked)
    except MissingExtraError as error:
        raise NoCallError(str(error)) from None
    except MagnesiumError as error:
        raise RefusedError(str(error)) from None
    if found is None:
        raise RefusedError("the library states that the figure is unknown")
    return found


def _by_quantity(answers: Mapping[str, Callable[[_Input], Reply]]) -> Callable[[_Input], Reply]:
    """Return a function that answers by the requested quantity."""

    def found(asked: _Input) -> Reply:
        quantity = asked["quantity"]
        if quantity not in answers:
            raise NoCallError(f"no call for {quantity}")
        return answers[quantity](asked)

    return found


def _person(asked: _Input) -> mg.Person:
    stage = asked.get("life_stage", "general")
    if "age_months" in asked:
        return mg.Person.from_months(asked["age_months"], sex=asked.get("sex"), life_stage=stage)
    return mg.Person(age=asked["age_years"], sex=asked.get("sex"), life_stage=stage)


_FIELDS = {
    "ear": "ear",
    "rda": "rda",
    "pri": "rda",
    "rdi": "rda",
    "rni": "rda",
    "ai": "ai",
    "estimated value": "ai",
    "ul": "ul",
    "guidance level": "ul",
}
"""The field of the library's reference values for each name that authorities use."""


_ONLY_UPPER_LEVELS = {"UL 2001", "Safe Upper Levels 2003"}


def _reference_value(asked: _Input) -> Reply:
    field = _FIELDS[asked["value"].casefold()]
    # An edition of only upper levels is not requested: its levels come with the newest edition.
    edition = None if asked["edition"] in _ONLY_UPPER_LEVELS else asked["edition"]
    values = mg.reference_values(_person(asked), authority=asked["authority"], edition=edition)
    value: mg.ReferenceValue | None = getattr(values, field)
    return None if value is None else value.mg_per_day


def _daily_value(asked: _Input) -> Reply:
    return mg.daily_value(asked["body"], person=_person(asked), edition=asked["edition"]).mg_per_day


def _percent_daily_value(asked: _Input) -> Reply:
    return mg.percent_daily_value(asked["mg"], asked["body"], edition=asked["edition"])


def _content_claim(asked: _Input) -> Reply:
    if asked["country"] == "US":
        claims = mg.allowed_content_claims(asked["mg_per_reference_amount"], authority="fda")
    else:
        basis = mg.ClaimBasis("100 ml beverage" if asked["form"] == "beverage" else "100 g")
        claims = mg.allowed_content_claims(asked["mg_per_100"], authority="eu", basis=basis)
    word = "source" if asked["claim"] == "significant amount" else str(asked["claim"])
    return any(word in claim.name.casefold() for claim in claims)


def _convert(asked: _Input) -> Reply:
    return float(mg.convert(asked["value"], asked["unit"], asked["to"]))


def _compound(asked: _Input) -> mg.Compound:
    formula = asked["formula"].replace("Mg(OH)2", "MgH2O2")
    found = next((each for each in mg.compounds.values() if each.formula == formula), None)
    if found is None:
        raise mg.NotFoundError("compound", asked["formula"], ())
    return found


def _magnesium_percent(asked: _Input) -> Reply:
    fraction = _compound(asked).elemental_fraction
    return None if fraction is None else fraction * 100


def _supplement(asked: _Input) -> Reply:
    mg_elemental = _compound(asked).grams(asked["compound_mg"] / 1000).mg
    return mg.convert(mg_elemental, "mg", asked.get("unit", "mg"))


def _food(asked: _Input) -> Reply:
    foods = mg.fndds(release=asked["id"].partition("@")[2]) if "@" in asked["id"] else mg.foods
    return foods[asked["id"]].grams(asked["grams"]).mg


def _household_measure(asked: _Input) -> Reply:
    return mg.parse(asked["line"]).grams if "line" in asked else mg.foods[asked["id"]].serving(asked["measure"]).mg


def _water(asked: _Input) -> Reply:
    return mg.waters.search(asked["water"])[0].serving(f"{asked['liters']} L").mg


def _hardness(asked: _Input) -> Reply:
    return laboratory.water_hardness(
        calcium_mg_per_l=asked["calcium_mg_per_l"], magnesium_mg_per_l=asked["magnesium_mg_per_l"]
    ).value


def _from_hardness(asked: _Input) -> Reply:
    if "magnesium_hardness_mg_per_l" in asked:
        hardness = asked["magnesium_hardness_mg_per_l"]
        return laboratory.magnesium_from_magnesium_hardness(magnesium_hardness_mg_per_l_as_caco3=hardness).value
    return laboratory.magnesium_from_hardness(
        total_hardness_mg_per_l_as_caco3=asked["hardness_mg_per_l"], calcium_mg_per_l=asked["calcium_mg_per_l"]
    ).value


def _given(asked: _Input, *without: str) -> dict[str, Any]:
    return {name: value for name, value in asked.items() if name not in {"quantity", "asked", *without}}


def _daily_excretion(asked: _Input) -> Reply:
    found = laboratory.daily_excretion(**_given(asked, "unit"))
    return found.mg_per_24_h if asked["unit"] == "mg" else found.mmol_per_24_h


def _retention(asked: _Input) -> Reply:
    protocol = next(each for each in laboratory.loading_protocols.values() if asked["protocol"] in each.name)
    return laboratory.loading_retention(
        dose_mmol=asked["dose_mmol"], excreted_mmol=asked["excreted_mmol"], baseline_mmol=None, protocol=protocol
    ).value


_UNITS = {"mg/dL": "mg_per_dl", "mmol/L": "mmol_per_l", "mEq/L": "meq_per_l"}


def _grade(asked: _Input) -> Reply:
    low = asked["direction"] == "low"
    given: dict[str, Any] = {_UNITS[asked["unit"]]: asked["value"]}
    if limit := asked.get("lower_limit_of_normal" if low else "upper_limit_of_normal"):
        given[f"{'lln' if low else 'uln'}_{_UNITS[limit['unit']]}"] = limit["value"]
    graded = laboratory.ctcae_hypomagnesemia if low else laboratory.ctcae_hypermagnesemia
    return graded(**given, version=asked["version"]).grade


def _probability(asked: _Input) -> Reply:
    found = mg.adequacy(
        float(asked["mean_mg"] * asked["days"]),
        _person(asked),
        authority=asked["authority"],
        edition=asked["edition"],
        days=asked["days"],
        within_person_sd_mg=asked["within_person_sd_mg"],
    )
    return None if found.probability_of_adequacy is None else found.probability_of_adequacy * 100


def _exceeds_ul(asked: _Input) -> Reply:
    entry = mg.parse(f"{asked['supplement_mg']} mg elemental magnesium supplement")
    return mg.adequacy(mg.Intake([entry]), _person(asked), authority=asked["authority"]).exceeds_ul


def _population(asked: _Input) -> Reply:
    from magnesium import population

    usual = population.from_summary(mean_mg=asked["mean_mg"], cv=asked["cv"], shape=asked["shape"])
    requirement = asked["requirement_mg"]
    if asked["method"] == "cut-point":
        return population.ear_cut_point(usual, requirement).share.value * 100
    return population.full_probability(usual, requirement, requirement_cv=asked["requirement_cv"]).share.value * 100


def _unblocked(asked: _Input) -> Reply:
    return float(excitability.nmda_unblocked(**_given(asked, "model")))


def _surface_potential(asked: _Input) -> Reply:
    return float(excitability.surface_potential_mv(**_given(asked, "model", "relative_permittivity")))


def _shift(asked: _Input) -> Reply:
    before, after = (
        excitability.frog_surface_potential_mv(divalent_mmol_per_l=2.0 * factor)
        for factor in (1, asked["concentration_ratio"])
    )
    return after - before


_ANSWERS: Mapping[str, Callable[[_Input], Reply]] = {
    "reference_value": _reference_value,
    "label": _by_quantity({"daily_value": _daily_value, "percent_daily_value": _percent_daily_value}),
    "content_claim": _content_claim,
    "unit_conversion": _convert,
    "chemistry": _by_quantity(
        {
            "molar_mass": lambda asked: _compound(asked).molar_mass_g_per_mol,
            "magnesium_percent": _magnesium_percent,
        }
    ),
    "solution": _supplement,
    "supplement": _supplement,
    "food": _food,
    "household_measure": _household_measure,
    "intake": lambda asked: mg.parse(asked["line"]).mg,
    "water": _water,
    "water_hardness": _by_quantity({"hardness": _hardness, "magnesium_mg_per_l": _from_hardness}),
    "laboratory": _by_quantity(
        {
            "fractional_excretion": lambda asked: laboratory.fractional_excretion(**_given(asked)).value,
            "daily_excretion": _daily_excretion,
            "egfr_ckd_epi_2021": lambda asked: laboratory.egfr_ckd_epi_2021(**_given(asked)).value,
            "depletion_score": lambda asked: laboratory.magnesium_depletion_score(**_given(asked)).score,
            "retention_percent": _retention,
        }
    ),
    "toxicity_grade": _grade,
    "adequacy": _by_quantity({"probability_of_adequacy": _probability, "exceeds_ul": _exceeds_ul}),
    "population_summary": _population,
    "excitability": _by_quantity(
        {"unblocked_fraction": _unblocked, "surface_potential_mv": _surface_potential, "shift_mv": _shift}
    ),
}
