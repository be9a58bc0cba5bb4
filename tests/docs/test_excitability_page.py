"""The figures that the page on the mechanism states in words are those of the models."""

from __future__ import annotations

import pytest

from magnesium.excitability import MotorNode, frog_surface_potential_mv, nerve_excitability, nmda_unblocked, parameters
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "excitability.md"
if not PAGE.exists():
    pytest.skip("the pages are not here", allow_module_level=True)
TEXT = " ".join(PAGE.read_text(encoding="utf-8").split())


def percents(magnesium: float, calcium: float) -> list[float | None]:
    return list(nerve_excitability(magnesium_mmol_per_l=magnesium, calcium_mmol_per_l=calcium).percent_of_normal)


def test_the_threshold_at_low_and_at_high_magnesium() -> None:
    for magnesium, said in ((0.20, "falls to 55–78 % of normal"), (1.5, "is 153–211 % of normal")):
        sparse, dense = sorted(percent for percent in percents(magnesium, 1.2) if percent is not None)
        assert f"{sparse:.0f}–{dense:.0f} %" in said
        assert said in TEXT


def test_rest_may_be_lost_where_calcium_falls_too() -> None:
    assert "the node may lose its resting state" in TEXT
    assert {percent is None for percent in percents(0.20, 0.90)} == {True, False}


def test_the_share_of_unblocked_nmda_channels() -> None:
    normal = parameters["plasma-ionized-magnesium"].value
    for magnesium, said in ((0.20, "30 % of the channels are unblocked at 0.20 mmol/L"), (normal, "14 % normally")):
        share = nmda_unblocked(magnesium_mmol_per_l=magnesium, voltage_mv=-60)
        assert said.startswith(f"{100 * share:.0f} %")
        assert said in TEXT


def test_at_normal_calcium_the_node_rests_without_magnesium_at_every_charge_density_of_the_range() -> None:
    assert "At normal calcium the node rests even without magnesium, up to 0.9 charges per nm²" in TEXT
    for charges in (0.5, 0.7, 0.9):
        assert MotorNode(magnesium_mmol_per_l=0, calcium_mmol_per_l=1.2, charges_per_nm2=charges).has_resting_state


def test_the_shifts_of_frog_nerve() -> None:
    normal = frog_surface_potential_mv(divalent_mmol_per_l=2)
    tenfold = frog_surface_potential_mv(divalent_mmol_per_l=20) - normal
    none = frog_surface_potential_mv(divalent_mmol_per_l=0) - normal
    assert f"shifts the gates by {tenfold:+.0f} mV" in TEXT
    assert f"none instead of 2 mmol/L by {none:.1f} mV" in TEXT


def test_the_limits_of_rest_and_of_the_balance_of_currents() -> None:
    assert "It is lost at a shift of -2.004 mV" in TEXT
    assert MotorNode(shift_mv=-2.003).has_resting_state
    assert not MotorNode(shift_mv=-2.005).has_resting_state
