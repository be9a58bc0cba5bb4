"""Catalogs in other processes: forked children, pickles and copies."""

from __future__ import annotations

import ast
import copy
import os
import pickle
import pkgutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg
from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.search import Document
from magnesium.integrations.strategies import foods
from magnesium.locks import ProcessLock, lazy

needs_fork = pytest.mark.skipif(not hasattr(os, "register_at_fork"), reason="this system does not fork")

FORK = """
import os, signal, sys, threading, warnings
import magnesium as mg
from magnesium.locks import lazy
warnings.simplefilter("ignore", DeprecationWarning)  # Python 3.12 warns of every fork beside threads

inside, go_on = threading.Event(), threading.Event()

def stop():
    # The child has no such thread, so it does not wait.
    if threading.current_thread() is thread:
        inside.set()
        go_on.wait(30)

{setup}

thread = threading.Thread(target=ask)
thread.start()
assert inside.wait(30)
child = os.fork()
if child == 0:
    signal.alarm(20)  # a child that hangs is killed by this
    try:
        ask()
    except BaseException as error:
        print(error, file=sys.stderr)
        os._exit(1)
    os._exit(0)
status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
go_on.set()
thread.join(30)
assert status == 0, status
ask()
"""

LOADING = """
def load():
    stop()
    return {"my:a": mg.Food(id="my:a", name="Apple", mg_per_100g=1.0, source="label")}
catalog = mg.Catalog(mg.Food, load=load)
def ask():
    assert catalog["my:a"].mg_per_100g == 1.0
"""

INDEXING = """
def documents(records):
    from magnesium.catalogs.search import Document
    stop()
    return [Document(id=id_, names=(food.name,)) for id_, food in records.items()]
food = mg.Food(id="my:a", name="Apple", mg_per_100g=1.0, source="label")
catalog = mg.Catalog(mg.Food, load=lambda: {"my:a": food}, documents=documents)
def ask():
    assert catalog.search("apple") == (food,)
"""

JOINED = (
    LOADING
    + """
joined = mg.foods | catalog
def ask():
    assert joined.search("apple")
    assert joined["my:a"].name == "Apple"
"""
)

BUNDLED = """
from magnesium.catalogs import tables
read = tables._read
def slow(name):
    stop()
    return read(name)
tables._read = slow
def ask():
    assert mg.find_item("almonds").mg_per_100g == 270
    assert mg.rda(age=25, sex="female") == 310
"""

TABLE = """
from magnesium.integrations.frames.engines import Table
class Slow(list):
    def __iter__(self):
        stop()
        return super().__iter__()
def ask():
    assert Table(Slow(["a", "b"]), {}).known == {"a", "b"}
"""


@needs_fork
@pytest.mark.parametrize(
    "setup",
    [LOADING, INDEXING, JOINED, BUNDLED, TABLE],
    ids=["loading", "indexing", "joined", "bundled", "table of a frame"],
)
def test_a_child_forked_while_a_thread_loads_can_load_too(setup: str) -> None:
    run = subprocess.run(
        [sys.executable, "-c", FORK.format(setup=setup)], capture_output=True, text=True, timeout=120, check=False
    )
    assert (run.returncode, run.stderr) == (0, "")


LOADS = """
import sys
import threading
import magnesium as mg
from magnesium import locks
over = threading.Event()
threading.Thread(target=over.wait).start()
locks._finish_imports()
before = set(sys.modules)
for room in [getattr(mg, name) for name in mg.__all__] + [mg.laboratory.reference_intervals]:
    if isinstance(room, mg.Catalog):
        next(iter(room.values()))
        room.search("magnesium")
str(mg.assess(mg.Person(age=61, sex="female"), symptoms=["seizure"]).text())
mg.parse("2 slices whole wheat bread")
over.set()
print(*sorted(name for name in set(sys.modules) - before if not name.startswith("_")))
"""


def test_loading_imports_nothing_that_a_fork_did_not_wait_for() -> None:
    """Another thread's import is locked too, and Python does not open that lock in a child."""
    run = subprocess.run([sys.executable, "-c", LOADS], capture_output=True, text=True, check=True)
    assert run.stdout.split() == []


@needs_fork
def test_a_block_that_forks_leaves_its_lock_in_parent_and_child() -> None:
    lock = ProcessLock()
    code = (
        "import os\nfrom magnesium.locks import ProcessLock\nlock = ProcessLock()\n"
        "with lock.here:\n    child = os.fork()\n"
        "if child == 0:\n    os._exit(0 if lock.here.acquire(blocking=False) else 1)\n"
        "assert os.waitpid(child, 0)[1] == 0\n"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=True)
    with lock.here, lock.here:
        pass


def test_every_lock_of_the_package_is_one_that_a_child_finds_open() -> None:
    """functools.cached_property holds a lock in Python 3.11."""
    package = Path(mg.__file__).parent
    found = {
        (path.name, node.attr if isinstance(node, ast.Attribute) else alias)
        for path in package.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for alias in ([name.name for name in node.names] if isinstance(node, ast.ImportFrom) else [""])
        if isinstance(node, ast.Attribute | ast.ImportFrom)
    }
    locks = {"Lock", "RLock", "Condition", "Semaphore", "cached_property"}
    assert {(name, what) for name, what in found if what in locks} == {("locks.py", "RLock")}


def test_a_lazy_value_is_computed_once_for_each_object() -> None:
    class Counted:
        calls = 0

        @lazy
        def value(self) -> int:
            """Say which."""
            Counted.calls += 1
            return Counted.calls

    one, other = Counted(), Counted()
    assert (one.value, one.value, other.value, Counted.calls) == (1, 1, 2, 2)
    assert Counted.value.__doc__ == "Say which."


# --- pickles and copies ------------------------------------------------------------------------


def _bundled() -> Iterator[tuple[str, Catalog[Any]]]:
    for found in pkgutil.walk_packages(mg.__path__, "magnesium."):
        if not found.name.endswith("__main__") and ".service." not in found.name:  # which needs its extra
            for name, value in vars(import_module(found.name)).items():
                if isinstance(value, Catalog):
                    yield name, value


def _copies(catalog: Any) -> list[Any]:
    pickled = [pickle.loads(pickle.dumps(catalog, protocol)) for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1)]  # noqa: S301
    return [*pickled, copy.copy(catalog), copy.deepcopy(catalog)]


def test_every_bundled_catalog_comes_back_as_itself() -> None:
    found = list(_bundled())
    assert {name for name, _ in found} >= {"foods", "sources", "symptoms", "reference_intervals"}
    for name, catalog in found:
        assert all(again is catalog for again in _copies(catalog)), name


def test_a_bundled_catalog_is_pickled_without_reading_it() -> None:
    code = "import pickle, magnesium as mg; pickle.dumps(mg.foods); print(mg.foods)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "not loaded yet" in run.stdout


@given(st.lists(foods(), max_size=4, unique_by=lambda food: food.id))
def test_an_own_catalog_comes_back_with_its_records(given_foods: list[mg.Food]) -> None:
    own: Catalog[mg.Food] = Catalog(mg.Food, records=given_foods)
    for again in _copies(own):
        assert list(again.items()) == list(own.items())
        for food in given_foods:
            assert again.search(food.name) == own.search(food.name)
            assert again.named(food.name) == own.named(food.name)


@attrs.frozen
class Thing:
    id: str
    name: str


class Things(Catalog[Thing]):
    __slots__ = ()


def _found_by_length(records: Mapping[str, Thing]) -> Iterator[Document]:
    for id_, thing in records.items():
        yield Document(id=id_, names=(f"length {len(thing.name)}",))


def test_an_own_catalog_comes_back_with_all_that_finds_its_records() -> None:
    hat, box = Thing("thing:hat", "Hat"), Thing("thing:box", "Boxes")
    things = Things(
        Thing,
        records=(hat, box),
        prefix="thing:",
        documents=_found_by_length,
        aliases=lambda: MappingProxyType({"headgear": ("thing:hat",)}),
    )
    for once in _copies(things):
        for again in _copies(once):
            assert type(again) is Things
            assert (again.kind, again["hat"], tuple(again.search("length 5"))) == ("thing", hat, (box,))
            assert again.named("headgear") == (hat,)


def test_bundled_and_own_foods_joined_come_back_as_what_they_are_made_of() -> None:
    own = mg.Food(id="my:granola", name="Granola of mine", mg_per_100g=96.0, source="label")
    joined = mg.foods | Catalog(mg.Food, records=[own])
    assert len(pickle.dumps(joined)) < 10_000
    for again in _copies(joined):
        assert again["sr28:11457"] is mg.foods["sr28:11457"]
        assert again.search("granola of mine") == (own,)
        assert again.named("almonds") == joined.named("almonds") == mg.foods.named("almonds")
