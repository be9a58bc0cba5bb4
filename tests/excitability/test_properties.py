"""What holds for all ions, potentials and pulses, and what impossible input gives."""

from __future__ import annotations

import math
import pickle
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

import magnesium as mg
from magnesium.errors import RestingStateLostError
from magnesium.excitability import (
    MotorNode,
    gate_rates,
    ionized_from_total,
    models,
    nerve_excitability,
    nmda_unblocked,
    parameters,
    shift_that_ends_rest_mv,
    surface_potential_mv,
)

MAGNESIUM = st.floats(0, 10)
CALCIUM = st.floats(0, 5)
CHARGES = st.floats(0, 1.5)
PULSE = st.sampled_from([0.02, 0.05, 0.1, 0.5, 3.0])
slow = settings(max_examples=60, deadline=None)


def threshold(node: MotorNode, pulse: float = 0.1) -> float:
    """The threshold; none at all if the node fires by itself."""
    return node.threshold_ua_per_cm2(pulse) if node.has_resting_state else 0.0


def node(magnesium: float, calcium: float, charges: float) -> MotorNode:
    return MotorNode(magnesium_mmol_per_l=magnesium, calcium_mmol_per_l=calcium, charges_per_nm2=charges)


@slow
@given(MAGNESIUM, MAGNESIUM, CALCIUM, CHARGES, PULSE)
@example(0.55, math.nextafter(0.55, 1), 1.2, 0.9, 0.1)
def test_more_magnesium_never_lowers_the_threshold(
    one: float, other: float, calcium: float, charges: float, pulse: float
) -> None:
    less, more = (threshold(node(ions, calcium, charges), pulse) for ions in sorted((one, other)))
    assert less <= more


@slow
@given(MAGNESIUM, CALCIUM, CALCIUM, CHARGES, PULSE)
def test_more_calcium_never_lowers_the_threshold(
    magnesium: float, one: float, other: float, charges: float, pulse: float
) -> None:
    less, more = (threshold(node(magnesium, ions, charges), pulse) for ions in sorted((one, other)))
    assert less <= more


@settings(max_examples=200, deadline=None)
@given(st.floats(-2.1, 60), st.floats(0, 0.05))
def test_the_threshold_rises_with_the_shift_in_the_smallest_steps(shift: float, step: float) -> None:
    assert threshold(MotorNode(shift_mv=shift)) <= threshold(MotorNode(shift_mv=shift + step))


@slow
@given(st.floats(-2, 20), st.floats(0.02, 20), st.floats(0.02, 20))
def test_a_longer_pulse_needs_no_more_current(shift: float, one: float, other: float) -> None:
    short, long = sorted((one, other))
    unit = MotorNode(shift_mv=shift)
    assert unit.threshold_ua_per_cm2(long) <= 1.01 * unit.threshold_ua_per_cm2(short)


@given(st.floats(-2.004, 100), st.floats(-2.004, 100))
def test_the_larger_the_shift_the_lower_the_node_rests(one: float, other: float) -> None:
    less, more = (MotorNode(shift_mv=shift).resting_potential_mv for shift in sorted((one, other)))
    assert -90 < more <= less < -85


@given(st.floats(-100, -2.0041))
def test_below_the_limit_there_is_no_resting_state_and_no_number(shift: float) -> None:
    unit = MotorNode(shift_mv=shift)
    assert not unit.has_resting_state
    asks: list[Callable[[], float]] = [lambda: unit.resting_potential_mv, lambda: unit.threshold_ua_per_cm2(0.1)]
    for ask in asks:
        with pytest.raises(RestingStateLostError) as caught:
            ask()
        again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301
        assert (again.shift_mv, again.limit_mv) == (shift, shift_that_ends_rest_mv())
        assert str(again) == str(caught.value)


@given(CHARGES)
def test_normal_ions_shift_nothing(charges: float) -> None:
    magnesium, calcium = (parameters[f"plasma-ionized-{ion}"].value for ion in ("magnesium", "calcium"))
    assert node(magnesium, calcium, charges).shift_mv == 0


# --- NMDA block -----------------------------------------------------------------------------------


@given(st.floats(0, 1000), st.floats(0, 1000), st.floats(-300, 300))
def test_more_magnesium_never_unblocks_nmda_channels(one: float, other: float, voltage: float) -> None:
    less, more = sorted((one, other))
    assert nmda_unblocked(magnesium_mmol_per_l=less, voltage_mv=voltage) <= 1
    assert (
        nmda_unblocked(magnesium_mmol_per_l=less, voltage_mv=voltage)
        >= nmda_unblocked(magnesium_mmol_per_l=more, voltage_mv=voltage)
        > 0
    )


@given(st.floats(0, 1000), st.floats(-300, 300), st.floats(-300, 300))
def test_depolarization_never_blocks_nmda_channels(magnesium: float, one: float, other: float) -> None:
    lower, higher = sorted((one, other))
    assert nmda_unblocked(magnesium_mmol_per_l=magnesium, voltage_mv=lower) <= nmda_unblocked(
        magnesium_mmol_per_l=magnesium, voltage_mv=higher
    )


@given(st.floats(-300, 300))
def test_without_magnesium_no_nmda_channel_is_blocked(voltage: float) -> None:
    assert nmda_unblocked(magnesium_mmol_per_l=0, voltage_mv=voltage) == 1


# --- surface potential ----------------------------------------------------------------------------

SOLUTION = st.fixed_dictionaries(
    {
        "magnesium_mmol_per_l": st.floats(0, 1000),
        "calcium_mmol_per_l": st.floats(0, 1000),
        "charges_per_nm2": st.floats(0, 5),
        "monovalent_mmol_per_l": st.floats(1e-3, 5000),
        "kelvin": st.floats(250, 350),
    }
)


@given(SOLUTION, st.sampled_from(["magnesium_mmol_per_l", "calcium_mmol_per_l", "monovalent_mmol_per_l"]), st.data())
def test_more_ions_never_deepen_the_surface_potential(solution: dict[str, float], ion: str, data: Any) -> None:
    more = {**solution, ion: data.draw(st.floats(solution[ion], 5000 if ion.startswith("mono") else 1000))}
    assert surface_potential_mv(**solution) <= surface_potential_mv(**more) + 1e-9 <= 1e-9


@given(SOLUTION, st.floats(0, 5))
def test_more_charges_never_raise_the_surface_potential(solution: dict[str, float], charges: float) -> None:
    few, many = (
        surface_potential_mv(**{**solution, "charges_per_nm2": density})
        for density in sorted((charges, solution["charges_per_nm2"]))
    )
    assert few >= many - 1e-9


@given(SOLUTION)
def test_the_surface_potential_fulfills_the_equation_of_grahame(solution: dict[str, float]) -> None:
    assume(solution["charges_per_nm2"] > 0.01)
    thermal, charge = 1.380649e-23 * solution["kelvin"], 1.602176634e-19
    x = charge * surface_potential_mv(**solution) / 1000 / thermal
    divalent = solution["calcium_mmol_per_l"] + solution["magnesium_mmol_per_l"]
    ions = ((solution["monovalent_mmol_per_l"], 1), (divalent, 2))
    anion = solution["monovalent_mmol_per_l"] + 2 * divalent
    excess = math.fsum((*(c * math.expm1(-z * x) for c, z in ions), anion * math.expm1(x)))
    squared = 2 * 78.5 * 8.8541878128e-12 * thermal * 6.02214076e23 * excess
    assert math.sqrt(squared) == pytest.approx(solution["charges_per_nm2"] * charge * 1e18, rel=1e-6)


@given(SOLUTION)
def test_without_charges_there_is_no_surface_potential(solution: dict[str, float]) -> None:
    assert surface_potential_mv(**{**solution, "charges_per_nm2": 0}) == 0


# --- arrays ---------------------------------------------------------------------------------------


def test_an_array_gives_what_its_numbers_give() -> None:
    np = pytest.importorskip("numpy", reason="numpy is not installed")
    magnesium, voltage = np.array([[0.3], [1.0]]), np.array([-80, -60, 0])
    found = nmda_unblocked(magnesium_mmol_per_l=magnesium, voltage_mv=voltage)
    assert found.shape == (2, 3)
    assert found[1, 0] == nmda_unblocked(magnesium_mmol_per_l=1.0, voltage_mv=-80)
    potentials = surface_potential_mv(magnesium_mmol_per_l=magnesium, calcium_mmol_per_l=1.2, charges_per_nm2=0.5)
    assert potentials.shape == (2, 1)
    assert potentials[0, 0] == surface_potential_mv(
        magnesium_mmol_per_l=0.3, calcium_mmol_per_l=1.2, charges_per_nm2=0.5
    )
    assert nmda_unblocked(magnesium_mmol_per_l=np.array([]), voltage_mv=0).shape == (0,)
    with pytest.raises(mg.InvalidValueError, match="shape"):
        nmda_unblocked(magnesium_mmol_per_l=np.array([1, 2]), voltage_mv=voltage)
    for bad in (np.nan, -1.0, 1e6):
        with pytest.raises(mg.AmountError):
            nmda_unblocked(magnesium_mmol_per_l=np.array([0.5, bad]), voltage_mv=-60)


# --- impossible input -----------------------------------------------------------------------------

IMPOSSIBLE = [-1.0, math.nan, math.inf, -math.inf, 1e6, "0.5", "", None, True, [0.5], {}, b"1", 1j, ...]
GOOD: list[tuple[Any, dict[str, Any]]] = [
    (nmda_unblocked, {"magnesium_mmol_per_l": 0.5, "voltage_mv": -60}),
    (surface_potential_mv, {"magnesium_mmol_per_l": 0.5, "calcium_mmol_per_l": 1.2, "charges_per_nm2": 0.5}),
    (MotorNode, {"magnesium_mmol_per_l": 0.5, "calcium_mmol_per_l": 1.2, "charges_per_nm2": 0.5}),
    (nerve_excitability, {"magnesium_mmol_per_l": 0.5, "calcium_mmol_per_l": 1.2, "pulse_ms": 0.1}),
    (MotorNode, {"shift_mv": 0.0}),
    (ionized_from_total, {"magnesium_mmol_per_l": 0.85}),
    (ionized_from_total, {"calcium_mmol_per_l": 2.4}),
]
ASKED = [(ask, arguments, name) for ask, arguments in GOOD for name in arguments]


@pytest.mark.parametrize(("ask", "arguments", "name"), ASKED, ids=lambda value: getattr(value, "__name__", str(value)))
@pytest.mark.parametrize("value", IMPOSSIBLE, ids=repr)
def test_impossible_input_is_an_error_of_the_library(
    ask: Any, arguments: dict[str, Any], name: str, value: object
) -> None:
    if value == -1.0 and name in {"shift_mv", "voltage_mv"}:
        pytest.skip("a potential may be negative")
    with pytest.raises(mg.InvalidValueError):
        ask(**{**arguments, name: value})


@pytest.mark.parametrize("pulse", [*IMPOSSIBLE, 0, 0.001, 20.1], ids=repr)
def test_an_impossible_pulse_is_an_error_of_the_library(pulse: Any) -> None:
    with pytest.raises(mg.AmountError):
        MotorNode(shift_mv=0).threshold_ua_per_cm2(pulse)


@pytest.mark.parametrize(
    "ions",
    [
        {},
        {"magnesium_mmol_per_l": 0.5},
        {"magnesium_mmol_per_l": 0.5, "calcium_mmol_per_l": 1.2},
        {"magnesium_mmol_per_l": 0.5, "shift_mv": -1},
        {"magnesium_mmol_per_l": 0.2, "calcium_mmol_per_l": 1.2, "charges_per_nm2": 0.5, "shift_mv": 1.0},
    ],
)
def test_a_node_takes_all_ions_or_the_shift(ions: dict[str, Any]) -> None:
    with pytest.raises(mg.InvalidValueError):
        MotorNode(**ions)


@pytest.mark.parametrize(("ask", "arguments"), GOOD, ids=lambda value: getattr(value, "__name__", ""))
def test_numbers_of_other_types_are_numbers(ask: Any, arguments: dict[str, Any]) -> None:
    np = pytest.importorskip("numpy", reason="numpy is not installed")
    for kind in (Decimal, np.float64):
        given_as = {name: kind(str(value)) for name, value in arguments.items()}
        assert ask(**given_as) == ask(**arguments)


def test_a_solution_without_ions_has_no_surface_potential() -> None:
    with pytest.raises(mg.InvalidValueError, match="without ions"):
        surface_potential_mv(magnesium_mmol_per_l=0, calcium_mmol_per_l=0, charges_per_nm2=0.5, monovalent_mmol_per_l=0)


def test_calcium_in_mg_per_dl_is_refused_and_told_what_would_be_right() -> None:
    with pytest.raises(mg.AmountError, match="mg/dL"):
        nerve_excitability(magnesium_mmol_per_l=0.5, calcium_mmol_per_l=9.5)


# --- answers --------------------------------------------------------------------------------------


def test_an_answer_names_membrane_species_temperature_and_what_is_left_out() -> None:
    answer = nerve_excitability(magnesium_mmol_per_l=0.2, calcium_mmol_per_l=0.9)
    assert "or no resting state" in str(answer)
    for text in (str(answer), str(answer.nodes[0]), str(answer.nodes[1])):
        assert "node of Ranvier of a motor axon, mammal, 36 °C" in text
        assert "\n" not in text
    left_out = " ".join(answer.nodes[0].model.leaves_out)
    assert all(word in left_out for word in ("internode", "synapse", "muscle", "adaptation"))
    assert len(repr(answer)) <= 200
    assert len(repr(answer.nodes[0])) <= 200
    assert answer.percent_of_normal[1] is None


def test_a_node_is_equal_and_hashed_by_what_it_is() -> None:
    one = node(0.3, 0.9, 0.5)
    assert one == pickle.loads(pickle.dumps(one)) == attrs.evolve(one)  # noqa: S301
    assert len({one, node(0.3, 0.9, 0.5)}) == 1


@given(st.floats(0.1, 10))
def test_the_ionized_part_is_a_range_within_the_total(total: float) -> None:
    for ion in ("magnesium", "calcium"):
        found = ionized_from_total(**{f"{ion}_mmol_per_l": total})
        assert 0 < found.low_mmol_per_l < found.high_mmol_per_l < total
        assert set(found.sources) <= set(mg.sources)


def test_every_parameter_has_a_unit_a_source_and_where_measured_a_species() -> None:
    for record in (*parameters.values(), *gate_rates.values()):
        assert record.unit
        assert record.source in mg.sources
        assert bool(record.species) == (record.source != "codata2018" and record.id != "water-permittivity")
    for model in models.values():
        assert model.leaves_out
        assert set(model.sources) <= set(mg.sources)
