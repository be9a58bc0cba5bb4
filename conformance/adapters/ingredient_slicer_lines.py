"""ingredient-slicer: the weight in grams of an ingredient line."""

from ingredient_slicer import IngredientSlicer
from lines import NoCall, Refusal, run


def answer(question):
    asked = question["input"]
    if "line" not in asked or asked["quantity"] != "grams":
        raise NoCall("weights of lines only")
    weight = IngredientSlicer(asked["line"]).gram_weight()
    if weight is None:
        raise Refusal("no weight")
    return float(weight)


run(answer)
