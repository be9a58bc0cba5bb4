from __future__ import annotations

import pickle
import subprocess
import sys
import threading
import time
import zipapp
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import attrs
import pytest

import magnesium as mg


@attrs.frozen(kw_only=True)
class Thing:
    id: str
    name: str
    colors: tuple[str, ...] = ()


def _things() -> Mapping[str, Thing]:
    things = [
        Thing(id="thing:red-box", name="Red box", colors=("red",)),
        Thing(id="thing:blue-box", name="Blue box", colors=("Blue", "green")),
        Thing(id="thing:hat", name="Hat"),
    ]
    return MappingProxyType({thing.id: thing for thing in things})


@pytest.fixture
def things() -> mg.Catalog[Thing]:
    return mg.Catalog(Thing, load=_things, prefix="thing:")


def test_a_catalog_is_a_mapping_and_its_prefix_may_be_left_out(things: mg.Catalog[Thing]) -> None:
    assert isinstance(things, Mapping)
    assert len(things) == len(list(things)) == 3
    assert things["hat"] is things["thing:hat"]
    assert "hat" in things
    assert "cap" not in things
    assert 3 not in things  # type: ignore[comparison-overlap]
    assert things.get("cap") is None


def test_a_missing_id_comes_with_near_matches(things: mg.Catalog[Thing]) -> None:
    with pytest.raises(mg.NotFoundError) as caught:
        things["red-bax"]
    assert caught.value.suggestions[0] == "thing:red-box"
    with pytest.raises(mg.NotFoundError, match=r"there are 3; search them with \.search"):
        things["xyzzy"]


def test_a_large_catalog_points_at_search() -> None:
    """difflib over 14,500 ids takes a tenth of a second for nothing."""
    with pytest.raises(mg.NotFoundError, match=r"\.search\('spinach'\)"):
        mg.foods["spinach"]
    with pytest.raises(mg.NotFoundError, match=r"ids look like '\w+:\d+'; find them by words with \.search\(text\)"):
        mg.foods["sr28:99999"]  # its own words would find nothing


def test_filter_by_field_predicate_and_member(things: mg.Catalog[Thing]) -> None:
    assert [thing.id for thing in things.filter(name="HAT")] == ["thing:hat"]
    assert [thing.id for thing in things.filter(colors="blue")] == ["thing:blue-box"]
    assert [thing.id for thing in things.filter(predicate=lambda thing: not thing.colors)] == ["thing:hat"]
    assert len(things.filter()) == 3
    with pytest.raises(mg.NotFoundError, match="there are id, name, colors"):
        things.filter(size=3)


def test_a_faulty_predicate_is_not_swallowed(things: mg.Catalog[Thing]) -> None:
    """A swallowed error looks like "no match"."""
    with pytest.raises(ZeroDivisionError):
        things.filter(predicate=lambda _: bool(1 / 0))


def test_two_catalogs_join_and_the_later_wins(things: mg.Catalog[Thing]) -> None:
    hat = Thing(id="thing:hat", name="New hat")
    shoe = Thing(id="thing:shoe", name="Shoe")
    both = things | mg.Catalog(Thing, records=[hat, shoe])
    assert both["hat"] is hat
    assert both["shoe"] is shoe
    assert len(both) == 4
    assert shoe in both.search("shoe")
    assert both.search("new hat") == (hat,)
    assert both.search("hat") == (hat,)
    assert things["hat"].name == "Hat"
    again = pickle.loads(pickle.dumps(mg.Catalog(Thing, records=list(things.values())) | both))  # noqa: S301  (our own)
    assert dict(again) == dict(both)


def test_what_is_joined_of_bundled_catalogs_is_pickled_by_their_names() -> None:
    both = mg.symptoms | mg.risk_factors
    pickled = pickle.dumps(both)
    assert len(pickled) < 500
    assert dict(pickle.loads(pickled)) == dict(both)  # noqa: S301  (our own)


def test_repr_says_what_it_holds_without_loading(things: mg.Catalog[Thing]) -> None:
    assert repr(things) == "<Catalog of thing records: not loaded yet>"
    assert len(things) == 3
    assert repr(things) == "<Catalog of thing records: 3>"


def test_racing_threads_all_see_the_whole_table() -> None:
    """Publishing a table before it is full gave false "not found" to threads that came early."""
    for _ in range(10):
        loads: list[int] = []

        def load(loads: list[int] = loads) -> Mapping[str, Thing]:
            loads.append(1)
            time.sleep(0.01)
            return _things()

        catalog: mg.Catalog[Thing] = mg.Catalog(Thing, load=load, prefix="thing:")
        found: list[Thing] = []

        def ask(catalog: mg.Catalog[Thing] = catalog, found: list[Thing] = found) -> None:
            found.append(catalog["hat"])
            found.append(catalog.search("hat")[0])

        threads = [threading.Thread(target=ask) for _ in range(6)]
        for thread in threads:
            thread.start()
            time.sleep(0.002)
        for thread in threads:
            thread.join()
        assert len(found) == 12
        assert len({id(thing) for thing in found}) == 1
        assert loads == [1]


RACE = """
import threading, magnesium as mg
last = {last!r}
found = []
def ask():
    found.append(mg.foods[last])
threads = [threading.Thread(target=ask) for _ in range(8)]
for t in threads: t.start()
for t in threads: t.join()
assert len(found) == 8 and len({{id(f) for f in found}}) == 1, found
"""


def test_racing_threads_on_the_real_foods_in_a_fresh_process() -> None:
    last = list(mg.foods)[-1]
    subprocess.run([sys.executable, "-c", RACE.format(last=last)], check=True)


def test_records_are_the_same_and_cannot_be_changed() -> None:
    food = mg.foods["sr28:11457"]
    assert mg.foods["sr28:11457"] is food
    with pytest.raises(AttributeError):
        food.mg_per_100g = 1.0  # type: ignore[misc]
    with pytest.raises(TypeError):
        mg.foods["sr28:11457"] = food  # type: ignore[index]
    with pytest.raises(AttributeError):
        food.portions[0].grams = 1.0  # type: ignore[misc]


def test_it_runs_from_a_zip_file_and_from_any_working_directory(tmp_path: Path) -> None:
    """A resource taken as a path is not there inside a zip file."""
    package = Path(mg.__file__).parent
    attrs_home = Path(attrs.__file__).parent.parent
    source = tmp_path / "app"
    source.mkdir()
    for folder in (package, attrs_home / "attr", attrs_home / "attrs", attrs_home / "importlib_resources"):
        for file in folder.rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts:
                target = source / folder.name / file.relative_to(folder)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(file.read_bytes())
    (source / "__main__.py").write_text(
        "import magnesium as mg\n"
        "assert '.pyz' in mg.__file__, mg.__file__\n"
        "print(mg.foods['sr28:11458'].serving('1 cup').mg, mg.rda(age=25, sex='female', pregnant=True))\n",
        encoding="utf-8",
    )
    target = tmp_path / "app.pyz"
    zipapp.create_archive(source, target)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    out = subprocess.run(
        [sys.executable, "-I", str(target)], cwd=elsewhere, capture_output=True, text=True, check=True
    ).stdout
    assert out.split() == ["156.6", "350.0"]
