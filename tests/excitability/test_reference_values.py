"""The models give the published and the independently calculated figures."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import magnesium as mg
from magnesium.excitability import (
    MotorNode,
    frog_surface_potential_mv,
    nmda_unblocked,
    parameters,
    shift_that_ends_rest_mv,
    surface_potential_mv,
)
from magnesium.excitability.membrane import motor_node
from tests.excitability import reference


@pytest.mark.parametrize("row", reference.rows("nmda_block"), ids=lambda row: "/".join(row.values()))
def test_nmda_block(row: dict[str, str]) -> None:
    found = nmda_unblocked(magnesium_mmol_per_l=float(row["magnesium_mmol_per_L"]), voltage_mv=float(row["voltage_mV"]))
    assert found == pytest.approx(float(row["open_fraction"]), abs=1e-6)


@pytest.mark.parametrize("row", reference.rows("surface_potential"), ids=lambda row: "/".join(row.values()))
def test_surface_potential(row: dict[str, str]) -> None:
    assert float(row["relative_permittivity"]) == parameters["water-permittivity"].value
    found = surface_potential_mv(
        magnesium_mmol_per_l=float(row["magnesium_mmol_per_L"]),
        calcium_mmol_per_l=float(row["calcium_mmol_per_L"]),
        charges_per_nm2=float(row["charges_per_nm2"]),
        monovalent_mmol_per_l=float(row["monovalent_mmol_per_L"]),
        kelvin=float(row["kelvin"]),
    )
    assert found == pytest.approx(float(row["surface_potential_mV"]), abs=0.02)


@pytest.mark.parametrize("row", reference.node_rows("resting_potential_mV"), ids=lambda row: row["shift_mV"])
def test_resting_potential(row: dict[str, str]) -> None:
    found = MotorNode(shift_mv=float(row["shift_mV"])).resting_potential_mv
    assert found == pytest.approx(float(row["value"]), abs=0.001)


@pytest.mark.parametrize(
    "row", reference.node_rows("threshold_uA_cm2"), ids=lambda row: f"{row['shift_mV']}/{row['pulse_ms']}"
)
def test_threshold(row: dict[str, str]) -> None:
    found = MotorNode(shift_mv=float(row["shift_mV"])).threshold_ua_per_cm2(float(row["pulse_ms"]))
    assert found == pytest.approx(float(row["value"]), rel=0.001)


@pytest.mark.parametrize("row", reference.node_rows("spontaneous_spikes_per_200ms"), ids=lambda row: row["shift_mV"])
def test_a_node_that_fires_by_itself_has_no_resting_state(row: dict[str, str]) -> None:
    assert not MotorNode(shift_mv=float(row["shift_mV"])).has_resting_state


@pytest.mark.parametrize(
    "row", reference.rows("ions_to_threshold"), ids=lambda row: f"{row['charges_per_nm2']}/{row['label']}"
)
def test_from_ions_to_the_threshold(row: dict[str, str]) -> None:
    node = MotorNode(
        magnesium_mmol_per_l=float(row["ionised_magnesium_mmol_per_L"]),
        calcium_mmol_per_l=float(row["ionised_calcium_mmol_per_L"]),
        charges_per_nm2=float(row["charges_per_nm2"]),
    )
    assert node.shift_mv == pytest.approx(float(row["shift_mV"]), abs=0.02)
    assert node.has_resting_state == (row["resting_state"] == "yes")
    if node.has_resting_state:
        found, normal = node.threshold_ua_per_cm2(0.1), MotorNode(shift_mv=0).threshold_ua_per_cm2(0.1)
        assert found == pytest.approx(float(row["threshold_0p1ms_uA_cm2"]), rel=0.01)
        assert 100 * found / normal == pytest.approx(float(row["percent_of_normal"]), rel=0.01)
    else:
        with pytest.raises(mg.MagnesiumError, match="resting state is lost"):
            node.threshold_ua_per_cm2(0.1)


def test_the_shift_at_which_rest_is_lost() -> None:
    assert shift_that_ends_rest_mv() == pytest.approx(-2.004, abs=0.001)
    assert MotorNode(shift_mv=-2.003).has_resting_state
    assert not MotorNode(shift_mv=-2.005).has_resting_state


def test_frog_nerve_as_hille_woodhull_and_shapiro_measured_it() -> None:
    normal = frog_surface_potential_mv(divalent_mmol_per_l=2)
    assert 20 - 2 <= frog_surface_potential_mv(divalent_mmol_per_l=20) - normal <= 25 + 2
    assert (
        20 - 2
        <= frog_surface_potential_mv(divalent_mmol_per_l=200) - frog_surface_potential_mv(divalent_mmol_per_l=20)
        <= 25 + 2
    )
    assert frog_surface_potential_mv(divalent_mmol_per_l=0) - normal == pytest.approx(-18, abs=2)


@given(st.floats(1, 200), st.floats(28.5, 1000), st.floats(1.05, 100))
def test_frog_nerve_shifts_less_with_an_ion_that_binds_less(ions: float, magnesium: float, less: float) -> None:
    """Ba = Sr < Mg < Ca, whatever the constant of magnesium is, as long as it lies between those of the others."""
    calcium, between, barium = (
        frog_surface_potential_mv(divalent_mmol_per_l=ions, dissociation_mol_per_l=constant)
        for constant in (28, magnesium, magnesium * less)
    )
    assert barium < between < calcium
    assert frog_surface_potential_mv(divalent_mmol_per_l=ions, dissociation_mol_per_l=math.inf) < barium


# --- at randomly drawn points ------------------------------------------------------------------


@settings(max_examples=12, deadline=None)
@given(st.floats(-1.95, 12), st.floats(0.02, 19))
def test_a_threshold_is_that_of_another_solver(shift: float, pulse: float) -> None:
    node = MotorNode(shift_mv=shift)
    threshold, resting = node.threshold_ua_per_cm2(pulse), node.resting_potential_mv
    assert max(map(abs, reference.change([resting, *reference.steady(resting - shift)], shift, 0))) < 1e-6
    assert reference.fires(shift, resting, 1.008 * threshold, pulse)
    assert not reference.fires(shift, resting, 0.992 * threshold, pulse)


@pytest.mark.parametrize("gate_mv", [-120 + 0.5 * number for number in range(90)])
def test_a_state_is_stable_if_all_eigenvalues_decay(gate_mv: float) -> None:
    np = pytest.importorskip("numpy", reason="numpy is not installed")
    mv, shift = motor_node().reversal(gate_mv)[0], motor_node().resting_shift(gate_mv)
    state = np.array([mv, *reference.steady(gate_mv)])
    steps = 1e-6 * np.eye(5)
    jacobian = [
        (np.array(reference.change(state + step, shift, 0)) - np.array(reference.change(state - step, shift, 0))) / 2e-6
        for step in steps
    ]
    assert motor_node().is_stable(gate_mv) == (np.linalg.eigvals(np.array(jacobian).T).real.max() < 0)
