"""How the scatter between releases of FNDDS is measured."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg
from magnesium.foods.release_scatter import release_scatter
from tools.release_scatter import SMALLEST_MG, release_scatter_table, scatter

VALUES = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(SMALLEST_MG, 500), min_size=1)


@given(values=VALUES, factor=st.floats(1, 3))
def test_the_scatter_of_values_that_all_rise_by_one_factor_is_its_logarithm(
    values: Mapping[str, float], factor: float
) -> None:
    later = {code: value * factor for code, value in values.items()}
    codes, _, sd = scatter(values, later | {"elsewhere": 3.0})
    assert codes == len(values)
    assert sd == pytest.approx(math.log(factor), abs=1e-12)
    assert scatter(later, values)[2] == pytest.approx(sd)
    assert scatter(values, values)[1:] == (1.0, 0.0)


def test_small_values_and_codes_of_one_release_are_left_out() -> None:
    codes, equal, sd = scatter({"a": 100, "b": 9, "c": 50, "d": 20}, {"a": 110, "b": 18, "d": 2, "e": 4})
    assert (codes, equal) == (1, 0.0)
    assert sd == pytest.approx(math.log(1.1))


def test_the_bundled_table_is_that_of_the_bundled_releases_and_holds_nine_of_ten_codes() -> None:
    """The scatter is used as the SD of a Student t with 3 degrees of freedom, whose scale is SD / √3."""
    releases = {
        release: {
            food.id.partition("@")[0]: food.mg_per_100g
            for food in mg.fndds(release).values()
            if food.mg_per_100g is not None
        }
        for release in mg.fndds_releases
    }
    lines = release_scatter_table(releases).text.splitlines()[1:]
    assert len(lines) == len(release_scatter)
    for line in lines:
        id_, codes, equal, sd, _ = line.split(",")
        kept = release_scatter[id_]
        assert (str(kept.codes), f"{kept.equal_share:.3f}", f"{kept.relative_sd:.3f}") == (codes, equal, sd)
        one, other = (releases[release] for release in id_.split(":"))
        within = [
            abs(math.log(other[code] / value)) <= 2.353 * kept.relative_sd / math.sqrt(3)
            for code, value in one.items()
            if min(value, other.get(code, 0)) >= SMALLEST_MG
        ]
        assert 0.88 <= sum(within) / len(within) <= 0.98
        assert str(kept).startswith(f"{id_[:9]} and {id_[10:]}: ")
