"""The bundled tables keep the word of their manifest, and a damaged one is never half-loaded."""

from __future__ import annotations

import hashlib
import re
import shutil
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg
from magnesium.catalogs import tables
from magnesium.catalogs.reading import read_lazily
from magnesium.foods.everyday import everyday_foods, everyday_names
from magnesium.needs.labels import content_claims
from magnesium.needs.values import values_by_body
from magnesium.needs.within_person_sd import bundled_within_person_sd, published_within_person_sd
from magnesium.versions import data_folder

DATA = Path(mg.__file__).parent / "data"
MANIFEST = tomllib.loads((DATA / "SOURCES.toml").read_text(encoding="utf-8"))
FILES = {name: about for name, about in MANIFEST.items() if name != "schema"}


def test_the_version_of_the_data_is_that_of_the_manifest() -> None:
    manifest = data_folder().joinpath("SHA256SUMS").read_bytes()
    assert mg.data_version == hashlib.sha256(manifest).hexdigest()[:12]


def test_every_data_file_is_declared() -> None:
    files = {path.relative_to(DATA).as_posix() for path in DATA.rglob("*") if path.is_file()}
    on_disk = files - {"SOURCES.toml", "SHA256SUMS", "datapackage.json"}
    assert on_disk == set(FILES)


@pytest.mark.parametrize("name", sorted(FILES))
def test_the_manifest_tells_the_truth(name: str) -> None:
    about = FILES[name]
    data = (DATA / name).read_bytes()
    assert hashlib.sha256(data).hexdigest() == about["sha256"]
    assert tables.bundled_text(name)[1]
    for field in ("title", "publisher", "edition", "license", "built_by"):
        assert about[field]
    if name.endswith(".csv"):
        assert data.count(b"\n") == about["rows"] + 1


def test_the_counts_that_the_readme_states() -> None:
    by_source = {key: len(mg.foods.filter(source=key)) for key in mg.food_tables}
    assert by_source == {
        "sr28": 8789,
        "foundation": 340,
        "fndds": 5431,
        "ciqual": 3185,
        "ch": 999,
        "fineli": 1403,
        "cnf": 5690,
        "slv": 2333,
        "taco": 597,
        "stfcj": 2478,
    }
    unknown = Counter(food.source for food in mg.foods.values() if food.mg_per_100g is None)
    assert unknown == {"sr28": 739, "foundation": 12, "ciqual": 738, "ch": 8, "cnf": 214, "taco": 20, "stfcj": 41}


@pytest.mark.parametrize(
    ("id_", "mg_per_100g"),
    [
        ("sr28:11457", 79),
        ("sr28:11458", 87),
        ("sr28:12061", 270),
        ("sr28:12016", 550),
        ("sr28:12014", 592),
    ],
)
def test_published_figures(id_: str, mg_per_100g: float) -> None:
    assert mg.foods[id_].mg_per_100g == mg_per_100g


def test_every_row_of_every_table_makes_a_record() -> None:
    """The large food table is verified by its checksum alone when loaded; here every row is read."""
    foods = [mg.foods[id_] for id_ in mg.foods]
    assert all(food.source in mg.sources for food in foods)
    assert all(
        re.fullmatch(r"(sr28:\d{5}|fndds:\d{8}|stfcj:\d{5}|(foundation|ciqual|ch|fineli|cnf|slv|taco):\d+)", food.id)
        for food in foods
    )
    # Dried seaweed has more than any other food; then salt with magnesium, and bran of wheat and rice.
    rich = {food.id for food in foods if (food.mg_per_100g or 0) > 800 and "dried or dehydrated" not in food.name}
    seaweeds = {id_ for id_ in rich if id_.startswith("stfcj:09")}
    assert rich - seaweeds == {"fineli:36", "slv:1976", "fineli:116", "stfcj:01161"}
    assert all(portion.grams > 0 for food in foods for portion in food.portions)
    assert not any("quantity not specified" in portion.description for food in foods for portion in food.portions)


def test_ids_are_lower_case_and_every_source_resolves() -> None:
    for catalog in (mg.waters, mg.compounds, mg.authorities, mg.sources, content_claims):
        for id_, record in catalog.items():
            assert id_ == record.id == id_.lower()
    named = {water.source for water in mg.waters.values()} | {compound.source for compound in mg.compounds.values()}
    named |= {value.source for values in values_by_body().values() for value in values}
    named |= {claim.source for claim in content_claims.values()}
    named.add("iom2000")
    assert named <= set(mg.sources)
    assert {key for about in FILES.values() for key in about.get("sources", "").split()} <= set(mg.sources)


def test_nothing_unverified_is_shipped() -> None:
    for name in FILES:
        assert "unverified" not in (DATA / name).read_text(encoding="utf-8").casefold()


def test_waters() -> None:
    assert len(mg.waters) == 91
    assert mg.waters.search("hepar")[0].mg_per_l == 119
    assert mg.waters["water:us-tap"].source == "sr28"
    # "-" and blank cells of the publisher are unknown, not zero.
    assert mg.waters["water:ciqual-76017"].mg_per_l is None
    assert all(water.description for water in mg.waters.values())


def test_compounds_say_their_form() -> None:
    share = {id_: compound.elemental_fraction for id_, compound in mg.compounds.items()}
    assert share["compound:magnesium-oxide"] == pytest.approx(0.60304, abs=1e-5)
    citrates = ("magnesium-citrate", "magnesium-citrate-nonahydrate", "magnesium-hydrogen-citrate")
    assert [round(share[f"compound:{name}"] or 0, 3) for name in citrates] == [0.162, 0.119, 0.113]
    assert share["compound:magnesium-citrate-malate"] is None
    assert all(compound.hydration for compound in mg.compounds.values())


def test_everyday_names_mean_foods_of_known_magnesium() -> None:
    names = everyday_names()
    assert len(names) >= 200
    assert sum(len(everyday.names) for everyday in everyday_foods.values()) == len(names)
    for everyday in everyday_foods.values():
        meant = [mg.foods[id_] for id_ in everyday.food_ids]
        assert all(food.mg_per_100g is not None for food in meant)
        assert not everyday.serving or everyday.serving in {portion.label for portion in meant[0].portions}
        assert not everyday.serving or len(meant) == 1
    assert mg.find_item("spinach").id == "sr28:11457"
    assert mg.find_item("Cooked Spinach").id == "sr28:11458"


# --- damage ------------------------------------------------------------------------------------


@pytest.fixture
def damaged(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Bundled files that are read in place of the real ones."""
    instead: dict[str, bytes] = {}
    real = tables._read
    monkeypatch.setattr(tables, "_read", lambda name: instead.get(name) or real(name))
    return instead


def _foods() -> object:
    return read_lazily(mg.Food, "foods/sr28.csv")


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b",79,23,99,", b",79x,23,99,", "could not convert"),
        (b",79,23,99,", b",-79,23,99,", "must not be negative"),
        (b",79,23,99,", b",nan,23,99,", "must be finite"),
        (b",79,23,99,", b",79,23,", "7 fields where 8 belong"),
        (b"30 1 cup|340", b"0 1 cup|340", "above zero"),
        (b"30 1 cup|340", b"1 cup|340", "grams amount description"),
        (b"sr28:11457,", b"sr28:11458,", "a second row"),
        (b'"Spinach, raw",', b",", "must not be blank"),
    ],
)
def test_a_damaged_row_is_named_by_file_and_line(
    damaged: dict[str, bytes], old: bytes, new: bytes, reason: str
) -> None:
    good = (DATA / "foods/sr28.csv").read_bytes()
    line = next(row for row in good.split(b"\n") if row.startswith(b"sr28:11457,"))
    number = good.split(b"\n").index(line) + 1
    damaged["foods/sr28.csv"] = good.replace(line, line.replace(old, new))
    with pytest.raises(mg.DataError, match=reason) as caught:
        _foods()
    assert caught.value.source == "foods/sr28.csv"
    assert caught.value.problems[0].line in {number, number + 1}


def test_a_changed_figure_that_still_reads_is_found_by_its_checksum(damaged: dict[str, bytes]) -> None:
    damaged["foods/sr28.csv"] = (DATA / "foods/sr28.csv").read_bytes().replace(b",79,23,99,", b",97,23,99,")
    with pytest.raises(mg.DataError, match="checksum"):
        _foods()


def test_a_cut_off_file_is_never_half_loaded(damaged: dict[str, bytes]) -> None:
    damaged["foods/sr28.csv"] = (DATA / "foods/sr28.csv").read_bytes()[:100_000]
    with pytest.raises(mg.DataError):
        _foods()


def test_bytes_that_are_no_text_are_a_data_error(damaged: dict[str, bytes]) -> None:
    damaged["foods/sr28.csv"] = (DATA / "foods/sr28.csv").read_bytes().replace(b"Spinach, raw", b"Spinach, r\xffw")
    with pytest.raises(mg.DataError):
        _foods()


def test_a_wrong_header_is_named(damaged: dict[str, bytes]) -> None:
    damaged["waters.csv"] = b"id,name\nx,y\n"
    with pytest.raises(mg.DataError, match="line 1: the header must be a,b"):
        tables.bundled_table("waters.csv", ("a", "b"), tuple)


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the data folder that is read in place of the real one."""
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    monkeypatch.setattr("importlib_resources.files", lambda _: tmp_path)
    for cache in (tables._checksums, tables.toml_tables):
        cache.cache_clear()
    yield folder
    for cache in (tables._checksums, tables.toml_tables):
        cache.cache_clear()


def _read_as_bundled(name: str) -> object:
    return tables.toml_tables(name) if name.endswith(".toml") else tables.bundled_table(name, (), tuple)


def _refused(name: str) -> mg.DataError:
    with pytest.raises(mg.DataError, match="reinstall the package") as caught:
        _read_as_bundled(name)
    return caught.value


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_missing_file_is_named(name: str, installed: Path) -> None:
    (installed / name).unlink()
    assert _refused(name).source == name
    (installed / name).mkdir()
    assert _refused(name).source == name


GOOD_SUMS = (DATA / "SHA256SUMS").read_bytes()


@pytest.mark.parametrize(
    ("damaged_sums", "line"),
    [
        (b"", None),
        (GOOD_SUMS.replace(b"claims.toml", b"others.toml"), None),
        (GOOD_SUMS.replace(b"  ", b" ", 1), 1),
        (GOOD_SUMS[3:], 1),
        (GOOD_SUMS[: GOOD_SUMS.index(b"\n") + 20], 2),  # cut off within a digest
        (b"\xff" + GOOD_SUMS[1:], 1),
        (GOOD_SUMS.replace(b"\n", b"\n\n", 1), 2),
        (GOOD_SUMS.decode().encode("utf-16"), 1),
    ],
)
def test_damaged_checksums_are_named_by_file_and_line(damaged_sums: bytes, line: int | None, installed: Path) -> None:
    (installed / "SHA256SUMS").write_bytes(damaged_sums)
    error = _refused("claims.toml")
    assert error.source == "SHA256SUMS"
    assert error.problems[0].line == line


def test_missing_checksums_are_named(installed: Path) -> None:
    (installed / "SHA256SUMS").unlink()
    assert _refused("claims.toml").source == "SHA256SUMS"


@given(st.binary(max_size=200))
def test_checksums_of_any_bytes_are_a_data_error(data: bytes) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "_read", lambda name: data if name == "SHA256SUMS" else (DATA / name).read_bytes())
        tables._checksums.cache_clear()
        try:
            with pytest.raises(mg.DataError):
                tables.bundled_table("waters.csv", (), tuple)
        finally:
            tables._checksums.cache_clear()


@pytest.mark.parametrize("name", sorted(name for name in FILES if name.endswith(".csv")))
@pytest.mark.parametrize("damage", [b'"' + b"x" * 200_000, b"\x00", b"\xff\xfe", b"\r\r"])
def test_any_damage_to_a_table_is_a_data_error(name: str, damage: bytes, installed: Path) -> None:
    good = (installed / name).read_bytes()
    (installed / name).write_bytes(good[:-10] + damage + good[-10:])
    with pytest.raises(mg.DataError) as caught:
        _read_as_bundled(name)
    assert caught.value.source == name


def test_within_person_sd_is_published_for_women_only() -> None:
    assert published_within_person_sd(mg.Person(age=40, sex="female")) is not None
    assert published_within_person_sd(mg.Person(age=40, sex="male")) is None
    assert published_within_person_sd(mg.Person(age=51, sex="female")) is None


def test_every_person_with_an_ear_has_a_within_person_sd_but_in_pregnancy_and_lactation() -> None:
    for age in (1, 3.9, 4, 9, 13.9, 14, 18.9, 19, 30, 31, 50, 51, 70, 71, 100):
        for sex in mg.Sex:
            sd = bundled_within_person_sd(mg.Person(age=age, sex=sex))
            assert sd is not None
            assert sd.source in mg.sources
            assert sd.is_derived == (not (sex is mg.Sex.FEMALE and 19 <= age < 51))
            assert sd.se_mg is None or 0 < sd.se_mg < 0.2 * sd.sd_mg
    for stage in ("pregnant", "lactating"):
        assert bundled_within_person_sd(mg.Person(age=30, sex="female", life_stage=stage)) is None
    assert bundled_within_person_sd(mg.Person(age=0.5, sex="male")) is None


def test_each_atc_code_of_a_compound_is_one() -> None:
    codes = [code for compound in mg.compounds.values() for code in compound.atc_codes]
    assert len(codes) > len(mg.compounds)
    assert all(re.fullmatch(r"[A-Z]\d\d[A-Z]{2}\d\d", code) for code in codes)
