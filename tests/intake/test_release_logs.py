"""Logs of food codes, read with the release of their survey."""

from __future__ import annotations

import functools
import io
import math
from pathlib import Path

import attrs
import pytest

import magnesium as mg
from magnesium.foods.release_scatter import relative_sd_between

LOG = "food,amount,unit\nfndds:11100000,200,g\n11100000,100,g\nsr28:11457,100,g\n"


@functools.cache
def codes() -> list[str]:
    """Return some of the food codes of all releases."""
    return sorted({id_[6:14] for release in mg.fndds_releases for id_ in mg.fndds(release)})[::701]


@pytest.mark.parametrize(("release", "milk"), [("5.0", 11), ("2009-2010", 11), ("2017-2018", 12), ("2021-2023", 12)])
def test_codes_have_the_values_of_the_release_and_other_foods_their_own(release: str, milk: float) -> None:
    assert [entry.mg for entry in mg.read_food_log(io.StringIO(LOG), release=release)] == [2 * milk, milk, 79]


def test_a_code_of_another_release_is_noted() -> None:
    log = "food,amount,unit\n11000000,100,g\n"
    with pytest.warns(mg.DataWarning, match="1 food code is not in FNDDS 2021-2023.*fndds:11000000@2019-2020"):
        intake = mg.read_food_log(io.StringIO(log), release="2021-2023")
    assert [entry.item.id for entry in intake] == ["fndds:11000000@2019-2020"]


@pytest.mark.parametrize("count", [1, 5, 30])
def test_a_warning_names_some_codes_of_other_releases_and_how_many_they_are(count: int) -> None:
    chosen = [code for code in codes() if f"fndds:{code}" not in mg.fndds("2021-2023")][:count]
    log = "food,grams\n" + "".join(f"{code},100\n" for code in chosen)
    with pytest.warns(mg.DataWarning, match=f"{len(chosen)} food code") as caught:
        mg.read_food_log(io.StringIO(log), release="2021-2023")
    text = str(caught[0].message)
    shown = text.count("fndds:")
    assert 1 <= shown <= len(chosen)
    assert text.endswith(", …") == (shown < len(chosen))


def test_own_foods_come_first_and_unknown_releases_are_refused() -> None:
    own = mg.Catalog(mg.Food, records=[mg.Food(id="11100000", name="Mine", mg_per_100g=1.0, source="label")])
    log = "food,amount,unit\n11100000,100,g\n"
    assert mg.read_food_log(io.StringIO(log), release="5.0", foods=own).total.mg == 1
    with pytest.raises(mg.NotFoundError, match="FNDDS release"):
        mg.read_food_log(io.StringIO(log), release="6.0")


@pytest.mark.slow
@pytest.mark.parametrize(("cycle", "persons", "within"), [("2007-2008", 9117, 0.955), ("2009-2010", 9623, 0.97)])
def test_the_surveys_own_totals_are_reproduced(shared: Path, cycle: str, persons: int, within: float) -> None:
    """Independent figures: 95.9 % and 97.2 % of the persons within 5 mg of DR1TMAGN."""
    from benchmarks.nhanes_logs import agreement

    if not (shared / "nhanes").is_dir():
        pytest.skip("needs the survey's records, which are not in shared/nhanes")
    found = agreement(shared / "nhanes", cycle, cycle)
    assert (found.persons, found.incomplete) == (persons, 0)
    assert found.within >= within


@pytest.mark.filterwarnings("ignore::magnesium.DataWarning")
@pytest.mark.parametrize("release", mg.fndds_releases)
def test_a_value_of_another_release_states_it_and_adds_the_scatter_between_the_two(release: str) -> None:
    log = "food,grams\n" + "".join(f"{code},100\n" for code in codes())
    intake = mg.read_food_log(io.StringIO(log), release=release)
    for entry in intake:
        assert isinstance(entry.item, mg.Food)
        assert entry.mg is not None
        assert entry.sd_mg is not None
        own = entry.item.grams(100).sd_mg
        assert own is not None
        found = entry.item.id.partition("@")[2] or "2021-2023"
        stated = [(each.kind, each.text, each.chosen) for each in entry.assumptions]
        assert stated == ([] if found == release else [("release", release, found)])
        scatter = relative_sd_between(release, found)
        assert (scatter > 0) is (found != release)
        assert entry.sd_mg == pytest.approx(math.hypot(own, scatter * entry.mg))
        assert entry.scaled(3).sd_mg == pytest.approx(3 * entry.sd_mg)
    assert any(entry.assumptions for entry in intake)


@pytest.mark.filterwarnings("ignore::magnesium.DataWarning")
def test_frames_add_the_same_scatter() -> None:
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("narwhals")
    from magnesium.integrations.frames import total_intake

    frame = pandas.DataFrame({"food": codes(), "grams": 50.0})
    found = total_intake(frame, by="food", release="2009-2010", uncertainty=True).set_index("food")["sd_mg"]
    log = "food,grams\n" + "".join(f"{code},50\n" for code in codes())
    for code, entry in zip(codes(), mg.read_food_log(io.StringIO(log), release="2009-2010"), strict=True):
        assert found[code] == pytest.approx(entry.sd_mg)


def test_a_release_that_is_none_adds_nothing() -> None:
    entry = mg.foods["sr28:12061"].grams(100)
    assumed = attrs.evolve(entry, assumptions=(mg.Assumption("release", "first edition", "second edition"),))
    assert assumed.sd_mg == entry.sd_mg
