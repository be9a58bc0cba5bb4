"""FNDDS by release: the value of a food code differs between the releases of surveys.

Each earlier release is stored as its differences from the newest, whose foods are in :data:`~magnesium.foods`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping

import attrs

from magnesium.catalogs.catalog import Catalog
from magnesium.catalogs.search import Document
from magnesium.catalogs.tables import LazyRecords, lazy_table
from magnesium.errors import NotFoundError
from magnesium.foods.assumptions import Assumption, AssumptionKind
from magnesium.foods.codes import FNDDS_DIGITS, whole_code
from magnesium.foods.foods import LANGUAGE, Food, newest_fndds, read_portions
from magnesium.rendering.answers import Answer
from magnesium.text import whole_text

PREFIX = "fndds:"
COLUMNS = ("id", "name", "category", "mg_per_100g", "kcal_per_100g", "calcium_mg_per_100g", "portions")
"""Columns of the file of a release; a blank name or category equals that of the newest release."""


def release_file(release: str) -> str:
    """Return the bundled file with the foods of an earlier release."""
    return f"fndds/{release}.csv"


@attrs.frozen(kw_only=True, repr=False)
class FnddsRelease(Answer):
    """A release of the Food and Nutrient Database for Dietary Studies, which belongs to one survey cycle."""

    id: str
    """The years of the survey, such as "2009-2010"."""
    version: str = ""
    """Number of the release, also a name of it; empty if it has none."""
    title: str
    """Citation."""
    portions: str
    """Whether its foods have household portions: "own", or "none" if the weights are not available."""
    source: str
    """Key of the bibliography."""

    @property
    def name(self) -> str:
        """The title."""
        return self.title

    @property
    def first_year(self) -> int:
        """The year in which its survey began."""
        return int(self.id[:4])

    def __str__(self) -> str:
        return self.title


fndds_releases: Catalog[FnddsRelease] = Catalog(
    FnddsRelease,
    file="fndds_releases.toml",
    title="Releases of FNDDS, one for each cycle of the national survey",
    kind="FNDDS release",
    documents=lambda records: (
        Document(id=id_, names=(release.title,), extra=f"{id_} {release.version}") for id_, release in records.items()
    ),
    aliases=lambda: {release.version: (id_,) for id_, release in fndds_releases.items() if release.version},
)
"""Catalog of the releases of FNDDS."""


class _ReleaseFoods(Mapping[str, Food]):
    """The foods of a release by id; the release after ``@`` can be omitted."""

    def __init__(self, records: LazyRecords[Food], release: str, suffix: str) -> None:
        self._records = records
        self._ending = f"@{release}"
        self._suffix = suffix

    def __getitem__(self, key: str) -> Food:
        return self._records[key.removesuffix(self._ending)]

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and key.removesuffix(self._ending) in self._records

    def __iter__(self) -> Iterator[str]:
        return (id_ + self._suffix for id_ in self._records)

    def __len__(self) -> int:
        return len(self._records)


class _ReleaseCatalog(Catalog[Food]):
    """A catalog that is pickled as the name of its release."""

    __slots__ = ("_release",)

    def __init__(self, release: str, load: Callable[[], Mapping[str, Food]]) -> None:
        super().__init__(
            Food, load=load, prefix=PREFIX, title=f"Foods of {fndds_releases[release].title}", language=LANGUAGE
        )
        self._release = release

    def __reduce__(self) -> tuple[Callable[..., Catalog[Food]], tuple[str]]:
        return fndds, (self._release,)


def fndds(release: str) -> Catalog[Food]:
    """Return the foods of one release of FNDDS, the food composition table of one survey cycle.

    *release* is the years of the survey ("2009-2010") or the number of the release ("4.1", "5.0"). Foods of an
    earlier release have ids such as ``fndds:11100000@2009-2010``; ``@2009-2010`` can be omitted here.

    Raises :class:`~magnesium.NotFoundError`, which lists the releases, for an unknown one.

    >>> [fndds(release)["fndds:11100000"].mg_per_100g for release in ("5.0", "2017-2018")]
    [11.0, 12.0]
    """
    return _catalog(release_named(release).id)


def release_named(release: str) -> FnddsRelease:
    """Return the release with these years or this number; raise :class:`~magnesium.NotFoundError` for others."""
    plain = whole_text(release, "release").strip().replace("\N{EN DASH}", "-")
    for known in fndds_releases.values():
        if plain in {known.id, known.version} - {""}:
            return known
    raise NotFoundError("FNDDS release", release, (), f"there are {', '.join(fndds_releases)}")


@functools.cache
def _catalog(release: str) -> Catalog[Food]:
    if release == newest_release():
        return _ReleaseCatalog(release, lambda: _ReleaseFoods(newest_fndds(), release, ""))
    return _ReleaseCatalog(release, lambda: _ReleaseFoods(_earlier(release), release, f"@{release}"))


def newest_release() -> str:
    """Return the id of the newest release, whose foods have ids without a release."""
    return max(fndds_releases)


def _earlier(release: str) -> LazyRecords[Food]:
    newest, source = newest_fndds(), fndds_releases[release].source

    def build(row: list[str]) -> Food:
        id_, name, category, mg, kcal, calcium, portions = row
        same = newest[id_] if id_ in newest and not (name and category) else None
        return Food(
            id=f"{id_}@{release}",
            name=name or (same.name if same else ""),
            category=category or (same.category if same else None),
            mg_per_100g=_number(mg),
            kcal_per_100g=_number(kcal),
            calcium_mg_per_100g=_number(calcium),
            portions=read_portions(portions),
            source=source,
            origin="water" if (category or (same.category if same else None)) == "water" else "food",
        )

    return lazy_table(release_file(release), COLUMNS, build)


def _number(cell: str) -> float | None:
    return float(cell) if cell else None


def food_in_release(text: str, release: str) -> Food | None:
    """Return the food of a food code in a release, or else in the release nearest in time that has it.

    ``None`` if *text* is not a code (``11100000``, ``fndds:11100000``) or no release has it. Of two equally near
    releases, the earlier one is used.

    >>> food_in_release("11000000", "2021-2023").id
    'fndds:11000000@2019-2020'
    """
    code = whole_code(text.strip().removeprefix(PREFIX))
    if code is None or len(code) != FNDDS_DIGITS:
        return None
    catalogs = (fndds(other.id) for other in _nearest(release))
    return next((catalog[code] for catalog in catalogs if code in catalog), None)


def foods_in_release(release: str) -> dict[str, Food]:
    """Return the food of each food code as :func:`food_in_release` finds it."""
    found: dict[str, Food] = {}
    for other in reversed(_nearest(release)):
        found |= {food.id[len(PREFIX) : len(PREFIX) + FNDDS_DIGITS]: food for food in fndds(other.id).values()}
    return found


def of_another_release(food: Food, release: str) -> Assumption | None:
    """Return the assumption that a food of FNDDS has its value in *release*, too; ``None`` if it is of that release."""
    found = food.id.partition("@")[2] or newest_release()
    return None if found == release else Assumption(AssumptionKind.RELEASE, release, found, source=food.source)


def _nearest(release: str) -> list[FnddsRelease]:
    """Return the releases, nearest in time first."""
    year = release_named(release).first_year
    return sorted(fndds_releases.values(), key=lambda other: (abs(other.first_year - year), other.first_year))
