"""The registry names every catalog of the package, and the records say how their files are read."""

from __future__ import annotations

import csv
import importlib
import io
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import attrs
import pytest

import magnesium as mg
from magnesium import catalogs
from magnesium.catalogs.fields import BackLink, derivation, derived, stored
from magnesium.catalogs.reading import columns, read_file
from magnesium.catalogs.tables import bundled_text
from magnesium.errors import DataError

EVERY = catalogs.all()
PACKAGES = ("catalogs", "foods", "needs", "intake", "laboratory", "clinical", "assessment", "excitability")


def defined() -> Iterator[mg.Catalog[Any]]:
    """Every catalog that a module of the package holds."""
    for name in PACKAGES:
        package = importlib.import_module(f"magnesium.{name}")
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            for value in vars(importlib.import_module(module.name)).values():
                if isinstance(value, mg.Catalog):
                    yield value


def test_every_catalog_of_the_package_is_registered_once() -> None:
    assert {id(catalog) for catalog in defined()} == {id(catalog) for catalog in EVERY.values()}
    assert len({id(catalog) for catalog in EVERY.values()}) == len(EVERY)


@pytest.mark.parametrize("name", EVERY)
def test_an_import_name_leads_to_its_catalog(name: str) -> None:
    package, _, last = name.rpartition(".")
    assert getattr(importlib.import_module(f"magnesium.{package}".removesuffix(".")), last) is EVERY[name]


@pytest.mark.parametrize("name", EVERY)
def test_a_catalog_is_declared_in_full(name: str) -> None:
    catalog = EVERY[name]
    assert catalog.title
    assert catalog.kind
    assert all(type(record) is catalog.record and record.id == id_ for id_, record in catalog.items())
    assert all(id_.startswith(catalog.prefix) for id_ in catalog)
    if "." not in name:
        assert getattr(mg, catalog.record.__name__) is catalog.record


@pytest.mark.parametrize("name", EVERY)
def test_every_record_is_found_by_its_id_and_by_a_name(name: str) -> None:
    catalog = EVERY[name]
    for record in list(catalog.values())[::97]:
        assert catalog[record.id.removeprefix(catalog.prefix)] is record
        words = getattr(record, "name", "") or next(iter(getattr(record, "names", ())), record.id)
        assert record in catalog.search(words)


def test_a_bundled_file_belongs_to_one_catalog() -> None:
    files = [catalog.file for catalog in EVERY.values() if catalog.file]
    assert len(set(files)) == len(files)


@pytest.mark.parametrize("file", [catalog.file for catalog in EVERY.values() if catalog.file.endswith(".csv")])
def test_a_file_has_the_columns_that_its_record_declares(file: str) -> None:
    catalog = next(catalog for catalog in EVERY.values() if catalog.file == file)
    if catalog is mg.authorities:
        pytest.skip("an authority is made of two files")
    assert tuple(next(csv.reader(io.StringIO(bundled_text(file)[0])))) == columns(catalog.record)


def test_listing_the_catalogs_reads_no_data() -> None:
    code = (
        "import sys\n"
        "opened = []\n"
        "sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == 'open' else None)\n"
        "import magnesium\n"
        "assert len(magnesium.catalogs.all()) > 15\n"
        "assert not [name for name in opened if name.endswith(('.csv', '.toml', 'SUMS'))], opened\n"
    )
    subprocess.run([sys.executable, "-I", "-c", code], check=True)


# -- a record of the test's own --------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class Thing:
    id: str
    weight_g: float | None
    count: int
    is_red: bool
    sex: mg.Sex | None
    tags: tuple[str, ...] = attrs.field(metadata=stored(separator=" "))
    sizes: tuple[int, ...]
    mark: str = attrs.field(metadata=stored(column="letter", read=str.upper))
    twice: int = attrs.field(metadata=derived(lambda _, fields: 2 * fields["count"]))


HEADER = "id,weight_g,count,is_red,sex,tags,sizes,letter\n"


@pytest.fixture
def things(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Read a made-up file whose checksum is not compared."""

    def read(rows: str) -> mg.Catalog[Thing]:
        monkeypatch.setattr("magnesium.catalogs.tables.bundled_text", lambda _: (HEADER + rows, True))
        return mg.Catalog(Thing, file="things.csv")

    return read


def test_a_row_becomes_a_record_by_the_types_of_its_fields(things: Any) -> None:
    read = things("a,1.5,3,yes,female,x y,1|2,q\nb,,0,no,,,,\n")
    assert read["a"] == Thing(
        id="a", weight_g=1.5, count=3, is_red=True, sex=mg.Sex.FEMALE, tags=("x", "y"), sizes=(1, 2), mark="Q", twice=6
    )
    assert read["b"] == Thing(
        id="b", weight_g=None, count=0, is_red=False, sex=None, tags=(), sizes=(), mark="", twice=0
    )


@pytest.mark.parametrize(
    "row",
    ["a,heavy,3,yes,,,,", "a,1,,yes,,,,", "a,1,3,maybe,,,,", "a,1,3,yes,neither,,,", "a,1,3,yes,,,x,", "a,1,3,yes,,,"],
)
def test_a_cell_of_another_type_is_an_error_of_its_line(things: Any, row: str) -> None:
    with pytest.raises(DataError) as caught:
        len(things(f"b,1,3,yes,,,,\n{row}\n"))
    assert [problem.line for problem in caught.value.problems] == [3]


def test_a_field_that_no_cell_can_hold_is_refused() -> None:
    @attrs.frozen
    class Nest:
        id: str
        thing: Thing

    Nest.__annotations__["thing"] = Thing
    with pytest.raises(TypeError, match="cannot hold a Thing"):
        read_file(Nest, "things.csv")


def test_a_back_link_names_a_file_and_a_field() -> None:
    held = {catalog.file: catalog.record for catalog in EVERY.values()}
    links = [
        derive.link
        for record in held.values()
        for field in attrs.fields(record)
        if isinstance(derive := derivation(field), BackLink)
    ]
    assert links
    for link in links:
        file, _, field = link.partition(".")
        assert derivation(attrs.fields_dict(held[f"{file}.toml"])[field]) is None


def test_a_catalog_of_given_records_has_them_by_id() -> None:
    spring = mg.Water(id="my:spring", name="Spring", mg_per_l=40, source="label")
    own = mg.Catalog(mg.Water, records=[spring])
    assert dict(own) == {"my:spring": spring}
    assert (own.kind, own.file, own.record) == ("water", "", mg.Water)
    assert own.search("spring") == (spring,)
    with pytest.raises(DataError, match="'my:spring' is duplicated"):
        mg.Catalog(mg.Water, records=[spring, spring])
