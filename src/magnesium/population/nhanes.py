"""Read the public files of NHANES into recalls, with a list of all decisions.

Sources: CDC/NCHS, NHANES Analytic Guidelines (weights of combined cycles, dietary recalls); the documentation of the
files DEMO, DR1TOT, DR2TOT and DSQTOT. Survey records are not part of this library.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, cast, get_args

import attrs
import numpy as np

from magnesium.errors import DataError, InvalidValueError, Problem, member
from magnesium.population.columns import Floats
from magnesium.population.options import require_number
from magnesium.population.reference_groups import ReferenceGroups, reference_groups
from magnesium.population.survey import SurveyColumns
from magnesium.population.xport import read_xport

NhanesWeight = Literal["day 1", "two-day"]
"""Whose recalls are used: everyone's first and any second, or those of persons with two."""

_NEEDED = {
    "SEQN": "every file",
    "SDDSRVYR": "DEMO",
    "RIAGENDR": "DEMO",
    "RIDAGEYR": "DEMO",
    "SDMVSTRA": "DEMO",
    "SDMVPSU": "DEMO",
    "DR1DRSTZ": "DR1TOT",
    "DR1DAY": "DR1TOT",
    "DR1TMAGN": "DR1TOT",
    "DR2DRSTZ": "DR2TOT",
    "DR2DAY": "DR2TOT",
    "DR2TMAGN": "DR2TOT",
}
"""The required columns, with the NHANES file that has each."""
_OTHERS = ("RIDEXPRG", "DSQTMAGN", "WTDRD1", "WTDR2D", "WTDRD1PP", "WTDR2DPP")
_WANTED = frozenset((*_NEEDED, *_OTHERS))
_PREPANDEMIC, _YEARS_OF_PREPANDEMIC = 66, 3.2
"""SDDSRVYR of 2017 to March 2020, and the number of years that its weights represent."""
_WEEKEND = (1, 6, 7)
"""DR1DAY and DR2DAY: 1 is Sunday; USDA counts Friday to Sunday."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class NhanesRecalls(Mapping[str, Any]):
    """The recalls of NHANES as columns, one row per recalled day: the *data* of :func:`usual_intake`."""

    data: Mapping[str, Any]
    columns: SurveyColumns
    """The columns by role, as keywords of :func:`usual_intake`: weight, strata, psu, weekend, supplement_mg."""
    groups: ReferenceGroups
    """The age and sex groups of NASEM, as ``by=``."""
    decisions: tuple[str, ...]
    """Decisions about the records, with counts, for a methods section."""

    def __getitem__(self, name: str) -> Any:
        return self.data[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.data)

    def __len__(self) -> int:
        return len(self.data)

    def __repr__(self) -> str:
        rows = len(self.data["mg"])
        return f"<NhanesRecalls: {rows:,} recalls of {len(np.unique(self.data['person'])):,} persons>"


def nhanes(
    folder: str | Path, *, weight: NhanesWeight = "day 1", from_age_years: float = 1, with_pregnant: bool = False
) -> NhanesRecalls:
    """Read the recalls in a folder of NHANES files, as published (XPT) or as CSV with the same column names.

    The files DEMO, DR1TOT, DR2TOT and, for supplements, DSQTOT of one or more cycles since 2003, merged by SEQN; a CSV
    file, also gzipped, may have all columns of a person in one row. Files without these columns are ignored.

    Args:
        folder: The folder of the files.
        weight: "day 1": everyone with a reliable first recall, any reliable second recall, and WTDRD1;
            "two-day": persons with two reliable recalls, and WTDR2D.
        from_age_years: Minimum age; below 1 year there is no EAR.
        with_pregnant: Whether pregnant women are kept; lactation is not recorded.

    Returns:
        The recalls, with ``columns`` and ``groups`` for :func:`usual_intake`, and the ``decisions``.

    Raises:
        DataError: A file is damaged, or a required column is missing.
        InvalidValueError: The folder does not exist, or no person is left.

    Example::

        survey = population.nhanes("nhanes/")
        usual = population.usual_intake(survey, by=survey.groups, **survey.columns)
        print(population.table(usual, survey.groups).text())
    """
    member(weight, get_args(NhanesWeight), "weight")
    require_number(
        "from_age_years", from_age_years, "must be from 1 year; younger children have no EAR", lambda x: x >= 1
    )
    path = Path(folder) if isinstance(cast("object", folder), str | Path) else None
    if path is None or not path.is_dir():
        raise InvalidValueError("folder", str(folder), "is not a folder")
    persons = _merged(path)
    decisions: list[str] = []
    persons = _weighted(persons, weight, decisions)
    persons = _kept(persons, weight, float(from_age_years), decisions, with_pregnant=with_pregnant)
    return _recalls(persons, decisions)


def _merged(folder: Path) -> dict[str, Floats]:
    """Return one row per person, from all files of the folder."""
    tables = [table for path in sorted(folder.iterdir()) if "SEQN" in (table := _read(path))]
    if not tables:
        raise DataError(str(folder.name), (Problem(line=None, column=None, message="no file has a column SEQN"),))
    who = np.unique(np.concatenate([table["SEQN"] for table in tables]))
    found: dict[str, Floats] = {}
    for table in tables:
        place = np.searchsorted(who, table["SEQN"])
        for name, values in table.items():
            column = found.setdefault(name, np.full(len(who), np.nan))
            column[place] = np.where(np.isnan(values), column[place], values)
    missing = [f"{name} (in {file})" for name, file in _NEEDED.items() if name not in found]
    if missing:
        message = f"no file has {', '.join(missing)}"
        raise DataError(str(folder.name), (Problem(line=None, column=None, message=message),))
    return found


def _read(path: Path) -> dict[str, Floats]:
    """Return the wanted columns of a file; empty for a file of another kind."""
    name = path.name.lower()
    if name.endswith(".xpt"):
        return read_xport(path, _WANTED)
    if name.endswith((".csv", ".csv.gz")):
        return _read_csv(path)
    return {}


def _read_csv(path: Path) -> dict[str, Floats]:
    opened = gzip.open if path.suffix == ".gz" else open
    found: dict[str, list[float]] = {}
    with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        header = [name.strip().upper() for name in next(rows, [])]
        places = {name: header.index(name) for name in _WANTED if name in header}
        if "SEQN" not in places:
            return {}
        for line, row in enumerate(rows, start=2):
            for name, place in places.items():
                try:
                    cell = row[place].strip()
                    found.setdefault(name, []).append(float(cell) if cell not in {"", "NA", "."} else np.nan)
                except (ValueError, IndexError):
                    raise DataError(path.name, (Problem(line=line, column=name, message="is not a number"),)) from None
    table = {name: np.array(values, dtype=np.float64) for name, values in found.items()}
    # Files with one row per food or supplement have other columns and repeat SEQN.
    return table if "SEQN" in table and len(np.unique(table["SEQN"])) == len(table["SEQN"]) else {}


def _weighted(persons: dict[str, Floats], weight: NhanesWeight, decisions: list[str]) -> dict[str, Floats]:
    """Add the weight of the combined cycles: each cycle counts by its years."""
    base = "WTDRD1" if weight == "day 1" else "WTDR2D"
    columns = [persons[name] for name in (base, f"{base}PP") if name in persons]
    if not columns:
        raise DataError("NHANES", (Problem(line=None, column=base, message="is in no file"),))
    cycles = np.unique(persons["SDDSRVYR"][~np.isnan(persons["SDDSRVYR"])])
    if {_PREPANDEMIC, 10} <= set(cycles.tolist()):
        message = "2017-2018 is part of 2017-March 2020; leave one out"
        raise DataError("NHANES", (Problem(line=None, column="SDDSRVYR", message=message),))
    years = {cycle: _YEARS_OF_PREPANDEMIC if cycle == _PREPANDEMIC else 2.0 for cycle in cycles.tolist()}
    total = sum(years.values())
    share = np.array([years.get(cycle, np.nan) / total for cycle in persons["SDDSRVYR"].tolist()])
    raw = columns[0] if len(columns) == 1 else np.where(np.isnan(columns[0]), columns[1], columns[0])
    named = ", ".join(_cycle(int(cycle)) for cycle in cycles)
    decisions.append(f"cycles: {named}")
    decisions.append(f"weight: {base} times the cycle's years over {total:g} years")
    return {**persons, "weight": raw * share}


def _cycle(code: int) -> str:
    """Return the years of a cycle.

    >>> _cycle(5), _cycle(66), _cycle(12)
    ('2007-2008', '2017-March 2020', '2021-2023')
    """
    if code == _PREPANDEMIC:
        return "2017-March 2020"
    return "2021-2023" if code == 12 else f"{1997 + 2 * code}-{1998 + 2 * code}"


def _kept(
    persons: dict[str, Floats], weight: NhanesWeight, from_age: float, decisions: list[str], *, with_pregnant: bool
) -> dict[str, Floats]:
    """Return the persons who are used, and record who is excluded."""
    has_first = (persons["DR1DRSTZ"] == 1) & ~np.isnan(persons["DR1TMAGN"])
    has_second = (persons["DR2DRSTZ"] == 1) & ~np.isnan(persons["DR2TMAGN"])
    if "WTDR2D" in persons or "WTDR2DPP" in persons:
        second_weight = np.nansum([persons[name] for name in ("WTDR2D", "WTDR2DPP") if name in persons], axis=0)
        has_second &= second_weight > 0
    keep = has_first & (persons["weight"] > 0)
    decisions.append("reliable recalls only: DR1DRSTZ and DR2DRSTZ 1; recalls with human milk (4) are not used")
    if weight == "two-day":
        keep &= has_second
        decisions.append("persons with two reliable recalls only")
    else:
        decisions.append("everyone with a reliable first recall; the second recall if it is reliable")
    young = keep & ~(persons["RIDAGEYR"] >= from_age)
    decisions.append(f"from {from_age:g} year{'s' * (from_age != 1)}: {young.sum():,} younger persons left out")
    keep &= ~young
    if not with_pregnant and "RIDEXPRG" in persons:
        pregnant = keep & (persons["RIDEXPRG"] == 1)
        decisions.append(f"pregnant women (RIDEXPRG 1): {pregnant.sum():,} left out; who is lactating is not known")
        keep &= ~pregnant
    if not keep.any():
        raise InvalidValueError("folder", None, "has no person with a reliable recall and a weight")
    kept = {name: values[keep] for name, values in persons.items()}
    return {**kept, "has_second": has_second[keep].astype(np.float64)}


def _recalls(persons: dict[str, Floats], decisions: list[str]) -> NhanesRecalls:
    """Return one row per recall."""
    second = np.flatnonzero(persons["has_second"])
    who = np.r_[np.arange(len(persons["SEQN"])), second]
    mg = np.r_[persons["DR1TMAGN"], persons["DR2TMAGN"][second]]
    days = np.r_[persons["DR1DAY"], persons["DR2DAY"][second]]
    decisions.append(f"{len(persons['SEQN']):,} persons, {len(second):,} of them with a second recall")
    decisions.append(f"{(mg == 0).sum()} recalls of 0 mg are kept; the model reads them as half the smallest amount")
    decisions.append("weekend: Friday to Sunday (DR1DAY and DR2DAY 6, 7, 1)")
    data: dict[str, Any] = {
        "person": persons["SEQN"][who].astype(np.int64),
        "day": np.r_[np.ones(len(persons["SEQN"]), dtype=np.int64), np.full(len(second), 2)],
        "mg": mg,
        "weight": persons["weight"][who],
        "stratum": persons["SDMVSTRA"][who].astype(np.int64),
        "psu": persons["SDMVPSU"][who].astype(np.int64),
        "weekend": np.isin(days, _WEEKEND).astype(np.float64),
        "age": persons["RIDAGEYR"][who],
        "sex": np.where(persons["RIAGENDR"][who] == 1, "male", "female"),
        "cycle": np.array([_cycle(int(code)) for code in persons["SDDSRVYR"][who]]),
    }
    columns: SurveyColumns = {"weight": "weight", "strata": "stratum", "psu": "psu", "weekend": "weekend"}
    if "DSQTMAGN" in persons:
        taken = persons["DSQTMAGN"]
        decisions.append(
            f"supplements: DSQTMAGN, mg per day over 30 days; missing counts as 0 ({np.isnan(taken).sum():,} persons)"
        )
        data["supplement"] = np.nan_to_num(taken)[who]
        columns["supplement_mg"] = "supplement"
    groups = reference_groups(data, age_years="age", sex="sex")
    return NhanesRecalls(data=data, columns=columns, groups=groups, decisions=tuple(decisions))
