"""A publication table: usual intake by group, with errors, prevalences and NCHS flags."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any, get_args

import attrs

from magnesium.errors import InvalidValueError, MissingExtraError, NotFoundError, instance, list_of, mapping, member
from magnesium.needs.authorities import Authority
from magnesium.needs.values import ReferenceValue
from magnesium.population.distribution import percent
from magnesium.population.estimates import Estimate, Reporting
from magnesium.population.options import upper_level_mg
from magnesium.population.prevalence import Method, PrevalenceMethod, requirements_of
from magnesium.population.reference_groups import ReferenceGroups
from magnesium.population.requirements import Requirement
from magnesium.population.table_rows import RowMaker, TableRow
from magnesium.population.usual import RANKS, UsualIntake
from magnesium.population.usual_by_group import UsualIntakes
from magnesium.rendering.answers import Answer
from magnesium.rendering.blocks import Block, Caution, Heading, Note, Table

_FLAGS = {Reporting.PRESENT: "", Reporting.REVIEW: "†", Reporting.SUPPRESS: "*"}
"""Marks of the NCHS standards after a share."""


@attrs.frozen(kw_only=True, repr=False)
class UsualIntakeTable(Answer):
    """Usual intake of groups as a table: text, HTML, Markdown, CSV, and data frames of any engine."""

    rows: tuple[TableRow, ...]
    columns: tuple[str, ...]
    """Names of the columns in their order."""
    of: str
    """"food" or "food and supplements"."""
    method: str
    """How the share below the EAR was estimated."""
    confidence: float
    notes: tuple[str, ...] = ()

    def records(self) -> list[dict[str, Any]]:
        """Return one dict per group and figure: estimate, standard error, interval, NCHS flag; shares from 0 to 1."""
        return [
            {
                "group": row.group,
                "persons": row.persons,
                "figure": cell.name,
                "value": cell.estimate.value,
                "se": cell.estimate.se,
                "low": cell.estimate.low,
                "high": cell.estimate.high,
                "df": cell.estimate.df,
                "nchs": None if cell.estimate.reporting is None else str(cell.estimate.reporting),
                "nchs_note": cell.estimate.reporting_note,
                "ear_mg": row.ear_mg if cell.name == "below_ear" else None,
                "ul_mg": row.ul_mg if cell.name == "above_ul" else None,
            }
            for row in self.rows
            for cell in row.cells
        ]

    def to_frame(self, engine: str = "pandas") -> Any:
        """Return :meth:`records` as a data frame of pandas, polars, pyarrow, duckdb or dask.

        Raises :class:`~magnesium.MissingExtraError` if the engine is not installed.
        """
        records = self.records()
        columns = {name: [record[name] for record in records] for name in records[0]} if records else {}
        made = _ENGINES.get(str(engine))
        if made is None:
            raise NotFoundError("engine", str(engine), tuple(_ENGINES))
        try:
            return made(columns)
        except ImportError:
            raise MissingExtraError(None, engine) from None

    def markdown(self) -> str:
        """Return the table in Markdown, with its legend."""
        header, *rows = self._cells()
        lines = ["| " + " | ".join(header) + " |", "| --- " + "| ---: " * (len(header) - 1) + "|"]
        lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
        return "\n".join([*lines, "", *self._legend()]) + "\n"

    def csv(self) -> str:
        """Return :meth:`records` as CSV, with exact numbers."""
        records, out = self.records(), io.StringIO()
        writer = csv.DictWriter(out, list(records[0]) if records else [], lineterminator="\n")
        writer.writeheader()
        writer.writerows(records)
        return out.getvalue()

    def blocks(self) -> Iterator[Block]:
        """Yield the table and its legend."""
        yield Heading(str(self), 1)
        shares = [name for name in self.columns if name in _SHARES]
        amounts = [name for name in self.columns if name not in _SHARES]
        # All errors would be too wide for a terminal; Markdown and frames have them.
        rows = ((row.group, _count(row), *(_short(row.get(name)) for name in amounts)) for row in self.rows)
        yield Table(("group", "n", *map(_title, amounts)), rows)
        if shares:
            yield Table(
                ("group", *map(_title, shares)),
                ((row.group, *(_shown(row.get(n)) for n in shares)) for row in self.rows),
            )
        yield from (Note(line) for line in self._legend())
        yield from (Caution(note) for note in self.notes)

    def derived_figures(self) -> dict[str, Any]:
        """Return nothing: the cells hold every figure."""
        return {}

    def _legend(self) -> list[str]:
        lines = [f"Magnesium from {self.of}, mg per day; standard errors in parentheses; shares in percent."]
        if "below_ear" in self.columns:
            lines.append(f"Below the EAR: {self.method}.")
        if "above_ul" in self.columns:
            lines.append("Above the UL: supplements alone, as reported.")
        lines.append("NCHS presentation standards for shares: * suppress, † review.")
        return lines

    def _cells(self) -> list[tuple[str, ...]]:
        header = ("group", "n", *(_title(name) for name in self.columns))
        rows = [
            (
                row.group,
                "–" if row.persons is None else f"{row.persons:,}",
                *(_shown(row.get(name)) for name in self.columns),
            )
            for row in self.rows
        ]
        return [header, *rows]

    def __str__(self) -> str:
        return f"usual magnesium intake from {self.of} in {len(self.rows):,} groups"


_ENGINES: Mapping[str, Any] = {
    "pandas": lambda columns: import_module("pandas").DataFrame(columns),
    "polars": lambda columns: import_module("polars").DataFrame(columns),
    "pyarrow": lambda columns: import_module("pyarrow").table(columns),
    "duckdb": lambda columns: import_module("duckdb").from_arrow(import_module("pyarrow").table(columns)),
    "dask": lambda columns: import_module("dask.dataframe").from_pandas(
        import_module("pandas").DataFrame(columns), npartitions=1
    ),
}


_SHARES = ("below_ear", "above_ul")


def _count(row: TableRow) -> str:
    return "–" if row.persons is None else f"{row.persons:,}"


def _short(one: Estimate | None) -> str:
    return "–" if one is None else f"{one.value:.0f}"


def _title(name: str) -> str:
    plain = {"mean_mg": "mean", "below_ear": "below EAR (%)", "above_ul": "above UL (%)", "sd_mg": "SD between"}
    return plain.get(name) or name.removesuffix("_mg").upper()


def _shown(one: Estimate | None) -> str:
    if one is None:
        return "–"
    if one.reporting is None:
        return f"{one.value:.0f}" if one.se is None else f"{one.value:.0f} ({one.se:.1f})"
    flag = _FLAGS[one.reporting]
    return f"{one.value:.1%}"[:-1] + ("" if one.se is None else f" ({one.se * 100:.1f})") + flag


def table(
    usual: UsualIntakes | Mapping[Any, UsualIntake] | UsualIntake,
    requirements: Mapping[Any, Requirement] | ReferenceGroups | None = None,
    *,
    combined_rows: Mapping[str, Iterable[Any]] | None = None,
    percentiles: Sequence[float] = RANKS,
    method: PrevalenceMethod = "cut-point",
    ul_mg: float | Mapping[Any, float] | None = None,
    supplements: bool = False,
    authority: Authority | str = "nasem",
) -> UsualIntakeTable:
    """Make a publication table: groups and combined rows, with errors, prevalences and NCHS flags.

    Args:
        usual: Result of :func:`usual_intake`.
        requirements: The EAR of each group, or :func:`reference_groups`, which also has the upper levels.
        combined_rows: Rows of several groups: a label and the labels of its groups. Default with reference groups:
            "men 19+", "women 19+" and "all", if they have more than one group.
        percentiles: Ranks, 0 to 100 both excluded.
        method: "cut-point" or "probability".
        ul_mg: Upper level for supplements, in mg per day, for all or by group. Default: that of the reference groups.
        supplements: Whether to count food and supplements together instead of food alone.
        authority: Whose EAR is meant if a requirement is a person.

    Returns:
        The table; :meth:`~UsualIntakeTable.to_frame`, :meth:`~UsualIntakeTable.markdown` and
        :meth:`~UsualIntakeTable.csv` write it elsewhere.

    >>> from magnesium.population import made_up_recalls, usual_intake
    >>> survey = made_up_recalls(persons=600, seed=3)
    >>> usual = usual_intake(survey, by=["women 31–50 years"] * len(survey["mg"]))
    >>> print(table(usual, {"women 31–50 years": 265}, percentiles=(50,)).markdown().splitlines()[2])
    | women 31–50 years | 600 | 294 (5.7) | 286 (5.7) | 39.2 (2.9) |
    """
    groups = _groups(usual)
    member(method, get_args(PrevalenceMethod), "method")
    given = list_of(percentiles, "percentiles", "must be a list of ranks, such as (5, 50, 95)")
    absent = usual.left_out if isinstance(usual, UsualIntakes) else ()
    known = {*groups, *(one.group for one in absent)}
    if given and all(isinstance(rank, int | float) and 0 < rank < 1 for rank in given):
        raise InvalidValueError("percentiles", tuple(given), "must be from 0 to 100; the median is 50, not 0.5")
    uls = _upper_levels(requirements, ul_mg, groups, known)
    extra = _default_rows(requirements, groups) if combined_rows is None else _checked_rows(combined_rows, groups)
    values = None if requirements is None else requirements_of(requirements)
    if values is not None and not isinstance(requirements, ReferenceGroups):
        _refuse_unknown(values, known)
    made = RowMaker(
        groups=groups,
        values=values,
        uls=uls,
        ranks=[*map(percent, given)],
        method=method,
        supplements=supplements,
        authority=authority,
    )
    rows = [made.of(str(label), [label]) for label in groups]
    rows += [made.of(label, members) for label, members in extra.items()]
    names = tuple(dict.fromkeys(cell.name for row in rows for cell in row.cells))
    first = next(iter(groups.values()))
    left_out = tuple(map(str, absent))
    name: Method = "EAR cut-point" if method == "cut-point" else "probability approach"
    return UsualIntakeTable(
        rows=tuple(rows),
        columns=names,
        of="food and supplements" if supplements else "food",
        method=name,
        confidence=first.confidence,
        notes=(
            *left_out,
            *(f"{label}: no EAR was given" for label in groups if values is not None and label not in values),
            *(f"{label}: {note}" for label, one in groups.items() for note in one.notes),
        ),
    )


def _groups(usual: Any) -> Mapping[Any, UsualIntake]:
    if isinstance(usual, UsualIntake):
        return {"all" if usual.group is None else usual.group: usual}
    found = mapping(usual, "usual", "must be what usual_intake(...) returns")
    if not found:
        raise InvalidValueError("usual", None, "has no groups")
    for one in found.values():
        instance(one, UsualIntake, "usual", "must be what usual_intake(...) returns")
    return found


def _refuse_unknown(given: Mapping[Any, Any], known: set[Any]) -> None:
    """Raise for a label that is not a group: a typo would omit a figure."""
    for label in given:
        if label not in known:
            raise NotFoundError("group", str(label), tuple(map(str, known))[:20])


def _upper_levels(
    requirements: Any, ul_mg: Any, groups: Mapping[Any, UsualIntake], known: set[Any]
) -> Mapping[Any, float]:
    if ul_mg is not None:
        if any(one.supplements is None for one in groups.values()):
            reason = "needs usual_intake(supplement_mg=…): the upper level covers supplements"
            raise InvalidValueError("ul_mg", None, reason)
        if isinstance(ul_mg, Mapping):
            _refuse_unknown(ul_mg, known)
        by_group = ul_mg if isinstance(ul_mg, Mapping) else dict.fromkeys(groups, ul_mg)
        return {label: upper_level_mg("ul_mg", mg) for label, mg in by_group.items()}
    if not isinstance(requirements, ReferenceGroups):
        return {}
    levels = {label: values.ul for label, values in requirements.values.items()}
    return {label: one.mg_per_day for label, one in levels.items() if one is not None}


def _default_rows(requirements: Any, groups: Mapping[Any, UsualIntake]) -> Mapping[str, Sequence[Any]]:
    if not isinstance(requirements, ReferenceGroups):
        return {}
    rows: dict[str, list[Any]] = {"men 19+": [], "women 19+": [], "all": list(groups)}
    for label, values in requirements.values.items():
        ear = values.ear
        if label in groups and ear is not None and _is_adult(ear):
            rows["men 19+" if str(ear.sex) == "male" else "women 19+"].append(label)
    return {label: members for label, members in rows.items() if len(members) > 1}


def _is_adult(ear: ReferenceValue) -> bool:
    return bool(ear.sex) and (ear.age_from_months or 0) >= 19 * 12 and str(ear.life_stage) == "general"


def _checked_rows(rows: Any, groups: Mapping[Any, UsualIntake]) -> Mapping[str, Sequence[Any]]:
    found = {}
    for label, members in mapping(rows, "combined_rows", "must be a dict of a label and its groups").items():
        reason = "must be a list of the labels of groups"
        listed = (members,) if isinstance(members, str) else list_of(members, "combined_rows", reason)
        for each in listed:
            if each not in tuple(groups):
                raise NotFoundError("group", str(each), tuple(map(str, groups))[:20])
        found[str(label)] = listed
    return found
