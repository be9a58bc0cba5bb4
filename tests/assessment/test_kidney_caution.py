"""With impaired kidneys, each finding about magnesium that is taken carries the caution, and no other does."""

from __future__ import annotations

import pytest

import magnesium as mg
from magnesium.assessment.assessment import KIDNEY_CAUTION
from magnesium.clinical.interactions import InteractionEffect

MAN = mg.Person(age=61, sex="male")
# Where magnesium that is taken does not matter; every other effect is one of magnesium as a product.
WITHOUT_PRODUCT = {InteractionEffect.LOWERS_MAGNESIUM, InteractionEffect.OTHER}


@pytest.mark.parametrize("id_", list(mg.interactions))
def test_every_interaction_with_magnesium_carries_the_caution(id_: str) -> None:
    item = mg.interactions[id_]
    for impaired, rate in ((True, 59.9), (False, 60)):
        found = mg.assess(MAN, medications=[item], egfr_ml_per_min_per_1_73_m2=rate)
        (finding,) = [one for one in found.of("interaction") if one.about == item.id]
        assert finding.cautions.count(KIDNEY_CAUTION) == (impaired and item.effect not in WITHOUT_PRODUCT)


def test_every_finding_about_supplements_carries_it_once() -> None:
    serum = mg.laboratory.classify_serum(mmol_per_l=0.85, interval=None)
    found = mg.assess(
        MAN, serum=serum, intake=mg.Intake([mg.foods["sr28:12061"].grams(30)]), egfr_ml_per_min_per_1_73_m2=30
    )
    kinds = {str(one.kind) for one in found.findings if KIDNEY_CAUTION in one.cautions}
    assert kinds >= {"blood value", "kidney function", "caution about the kidneys"}
    assert all(one.cautions.count(KIDNEY_CAUTION) <= 1 for one in found.findings)
