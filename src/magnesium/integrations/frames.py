"""Data frames: magnesium, totals, reference values and adequacy as columns, in the caller's engine.

pandas, Polars (eager and lazy), PyArrow, DuckDB, Dask and PySpark, through Narwhals. The frame that
comes back is of the engine that came in; a lazy one stays lazy and nothing of it is run. Needs the
extra ``frames``.

A row is *bad* where the records would raise: no known food, grams that are missing, negative or not
finite, an age or a sex that cannot be. Unknown magnesium is not bad: it is null, and counted.
"""

from __future__ import annotations

import enum
import functools
import typing
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType, UnionType
from typing import Any, Literal, TypeVar

import attrs

from magnesium.catalog import Catalog
from magnesium.errors import AmountError, DataError, MagnesiumError, NotFoundError, Problem
from magnesium.integrations.extras import need
from magnesium.nutrition.entries import Origin, origin_of
from magnesium.nutrition.foods import Food
from magnesium.nutrition.foods import foods as bundled_foods
from magnesium.nutrition.reference_values import Authority, ReferenceValue, authorities, reference_values
from magnesium.people import (
    MAX_AGE_YEARS,
    MAX_REPRODUCTIVE_AGE_MONTHS,
    MIN_REPRODUCTIVE_AGE_MONTHS,
    LifeStage,
    Person,
    Sex,
)

F = TypeVar("F")

OnBad = Literal["raise", "null"]
Engine = Literal["pandas", "polars", "pyarrow", "duckdb", "dask", "pyspark"]

_LARGEST = 1.7e308
"""Every finite amount is below; NaN is above it or beside it, in each engine."""

_OWN = "_magnesium_"
"""Beginning of the names of columns that exist only on the way."""

_SHOWN = 5


def _narwhals() -> Any:
    return need("narwhals.stable.v2", "frames")


# --- the small tables that are joined ----------------------------------------------------------


class _Table:
    """Values by key, as the small frame of each engine that a column is looked up in."""

    def __init__(self, keys: Sequence[Any], columns: Mapping[str, Sequence[Any]]) -> None:
        self.keys = keys
        self.columns = columns

    @functools.cached_property
    def arrow(self) -> Any:
        pa = need("pyarrow", "frames")
        return pa.table({f"{_OWN}key": self._keys(pa), **{name: self._values(pa, name) for name in self.columns}})

    def _keys(self, pa: Any) -> Any:
        return pa.array(self.keys, pa.string() if isinstance(self.keys[0], str) else pa.float64())

    def _values(self, pa: Any, name: str) -> Any:
        return pa.array(self.columns[name], pa.string() if self.is_text(name) else pa.float64())

    def is_text(self, name: str) -> bool:
        """Return whether a column holds texts; the others hold numbers."""
        return any(isinstance(value, str) for value in self.columns[name])

    @functools.cached_property
    def polars(self) -> Any:
        pl = need("polars", "frames")
        types = {name: pl.String if self.is_text(name) else pl.Float64 for name in self.columns}
        return pl.DataFrame({f"{_OWN}key": self.keys, **self.columns}, schema_overrides=types)

    @functools.cached_property
    def ids(self) -> _Table:
        """A table of the same keys that tells known foods from others, also those of unknown magnesium."""
        return _Table(self.keys, {f"{_OWN}known": [1.0] * len(self.keys)})

    @functools.cached_property
    def index(self) -> Any:
        return need("pandas", "frames").Index(self.keys)

    @functools.cached_property
    def arrays(self) -> dict[str, Any]:
        """The columns for pandas, with one more row at the end, which -1 finds: nothing."""
        np = need("numpy", "frames")
        texts = {
            name: np.array([*self.columns[name], None], dtype=object) for name in self.columns if self.is_text(name)
        }
        rest = {
            name: np.array([*(np.nan if value is None else value for value in values), np.nan], dtype="float64")
            for name, values in self.columns.items()
            if name not in texts
        }
        return {**texts, **rest}

    def into_pandas(self, native: Any, key: str) -> Any:
        """Return a pandas frame with the columns of the table; its index and order stay."""
        pd = need("pandas", "frames")
        found = self.index.get_indexer(native[key])
        return native.assign(
            **{
                name: pd.Series(values[found], index=native.index, dtype="str" if values.dtype == object else None)
                for name, values in self.arrays.items()
            }
        )


def _attach(frame: Any, key: str, table: _Table) -> Any:
    """Return the frame with the columns of *table* beside each row, null where the key is in none.

    Each engine's own way that keeps rows where they are: a look-up where rows have an order, a join
    with a small table where they have none.
    """
    nw = _narwhals()
    native = nw.to_native(frame)
    engine = frame.implementation
    if engine.is_pandas():
        return nw.from_native(table.into_pandas(native, key))
    if engine.is_polars():
        right = table.polars.lazy() if isinstance(frame, nw.LazyFrame) else table.polars
        joined = native.join(right, left_on=key, right_on=f"{_OWN}key", how="left", maintain_order="left")
        return nw.from_native(joined)
    if engine.is_pyarrow():
        return nw.from_native(_into_arrow(native, key, table))
    if engine.is_dask():
        meta = table.into_pandas(native._meta, key)  # noqa: SLF001  (how dask says what comes out)
        return nw.from_native(native.map_partitions(table.into_pandas, key, meta=meta))
    if engine.is_duckdb():
        # A query of the caller's own relation runs on the caller's own connection. It finds this
        # variable by its name, which must not be that of one of the caller's tables.
        _magnesium_table = table.arrow
        right = native.query(f"{_OWN}frame", "select * from _magnesium_table")
    elif engine.is_pyspark():
        right = _into_spark(native.sparkSession, table)
    else:
        supported = ", ".join(typing.get_args(Engine))
        raise NotFoundError("engine of data frames", str(engine).lower(), (), f"there are {supported}")
    joined = frame.join(nw.from_native(right), left_on=key, right_on=f"{_OWN}key", how="left")
    return joined.drop(f"{_OWN}key", strict=False)


def _into_arrow(native: Any, key: str, table: _Table) -> Any:
    pa = need("pyarrow", "frames")
    pc = need("pyarrow.compute", "frames")
    keys = table.arrow.column(f"{_OWN}key").combine_chunks()
    column = native.column(key)
    if column.type != keys.type:
        column = column.cast(keys.type) if pa.types.is_dictionary(column.type) else column
        keys = keys.cast(column.type)
    found = pc.index_in(column, value_set=keys)
    for name in table.columns:
        native = native.append_column(name, table.arrow.column(name).take(found))
    return native


def _into_spark(session: Any, table: _Table) -> Any:
    types = ["string" if isinstance(table.keys[0], str) else "double"]
    types += ["string" if table.is_text(name) else "double" for name in table.columns]
    names = (f"{_OWN}key", *table.columns)
    schema = ", ".join(f"`{name}` {kind}" for name, kind in zip(names, types, strict=True))
    rows = list(zip(table.keys, *table.columns.values(), strict=True))
    # Small enough to be sent to every worker, so that the caller's rows are not shuffled.
    return need("pyspark.sql.functions", "frames").broadcast(session.createDataFrame(rows, schema))


@functools.cache
def _bundled() -> _Table:
    return _Table(list(bundled_foods), {f"{_OWN}per_100g": [food.mg_per_100g for food in bundled_foods.values()]})


def _foods(own: Catalog[Food] | None) -> _Table:
    if own is None:
        return _bundled()
    every = bundled_foods | own
    return _Table(list(every), {f"{_OWN}per_100g": [food.mg_per_100g for food in every.values()]})


# --- what a frame must be ----------------------------------------------------------------------


def _frame(
    native: Any, numbers: Iterable[str], texts: Iterable[str], others: Iterable[str] = (), new: Iterable[str] = ()
) -> Any:
    """Return the caller's frame for Narwhals, or raise what is wrong with its columns."""
    nw = _narwhals()
    try:
        frame = nw.from_native(native)
    except TypeError:
        kind = type(native).__name__
        raise NotFoundError("kind of data frame", kind, (), f"there are {', '.join(typing.get_args(Engine))}") from None
    schema = frame.collect_schema()
    had = ", ".join(schema) or "no columns"
    problems = {n: f"is missing; the frame has {had}" for n in (*texts, *numbers, *others) if n not in schema}
    # pandas calls a column of texts "object" where it does not call it "str".
    text_types = {nw.String, nw.Categorical, nw.Enum, nw.Object}
    problems |= {n: f"is {schema[n]} where texts belong" for n in texts if n in schema and schema[n] not in text_types}
    problems |= {
        n: f"is {schema[n]} where numbers belong" for n in numbers if n in schema and not schema[n].is_numeric()
    }
    problems |= {n: "is there already and would be overwritten; rename it" for n in new if n in schema}
    if problems:
        raise _refused(problems)
    return frame


def _refused(problems: Mapping[str, str]) -> DataError:
    return DataError("data frame", tuple(Problem(None, name, what) for name, what in problems.items()))


def _raises(frame: Any, on_bad: OnBad | None) -> bool:
    """Return whether bad rows raise: of a lazy frame they cannot, for nothing of it is run."""
    is_lazy = isinstance(frame, _narwhals().LazyFrame)
    if on_bad not in {None, "raise", "null"}:
        raise AmountError("on_bad", on_bad, "is one of 'raise' and 'null'")
    if is_lazy and on_bad == "raise":
        reason = "needs rows at hand, and this frame is lazy; look at bad_rows(frame), or say 'null'"
        raise AmountError("on_bad", on_bad, reason)
    return not is_lazy and on_bad != "null"


def _amount_is_possible(column: str) -> Any:
    """Return an expression: true for an amount, null or false for what is none."""
    number = _narwhals().col(column).cast(_narwhals().Float64)
    return (number >= 0) & (number <= _LARGEST)


def _counted(frame: Any, problem: Any, column: str, what: str, of: int | None = None) -> dict[str, str]:
    """Return the problem of a column with the number of its rows and some of their values."""
    nw = _narwhals()
    bad = frame.filter(problem)
    if len(bad) == 0:
        return {}
    values = bad.select(nw.col(column).unique()).head(_SHOWN + 1).get_column(column).to_list()
    shown = ", ".join(sorted(repr(value) for value in values[:_SHOWN])) + (" …" if len(values) > _SHOWN else "")
    rows = "1 row" if len(bad) == 1 else f"{len(bad):,} rows"
    return {column: f"{rows} of {len(frame) if of is None else of:,} {what}: {shown}"}


# --- magnesium ---------------------------------------------------------------------------------


def add_magnesium(
    frame: F,
    *,
    food: str = "food",
    grams: str = "grams",
    mg: str = "mg",
    foods: Catalog[Food] | None = None,
    on_bad: OnBad | None = None,
) -> F:
    """Return the frame with a column *mg*: magnesium of so many *grams* of the *food* with that id.

    Null where the food's magnesium is unknown. *foods* is a user's own table, asked first. Bad rows
    (no such food; grams missing, negative or not finite) raise, or are null with
    ``on_bad="null"``; of a lazy frame they are null, and :func:`bad_rows` finds them. Raises
    :class:`~magnesium.DataError` that names the column and counts the rows.
    """
    known = _frame(frame, [grams], [food], new=[mg])
    joined, value = _valued(known, food, grams, foods, on_bad)
    result = joined.with_columns(value.alias(mg)).drop(f"{_OWN}per_100g")
    return typing.cast("F", result.to_native())


def _valued(frame: Any, food: str, grams: str, foods: Catalog[Food] | None, on_bad: OnBad | None) -> tuple[Any, Any]:
    """Return the frame with its foods' magnesium beside the rows, and the expression of each row's mg."""
    nw = _narwhals()
    strict = _raises(frame, on_bad)
    table = _foods(foods)
    joined = _attach(frame, food, table)
    value = nw.col(f"{_OWN}per_100g") * nw.col(grams).cast(nw.Float64) / 100
    if strict:
        _check_log(joined, food, grams, table)
        return joined, value
    return joined, nw.when(_amount_is_possible(grams)).then(value)


def _check_log(joined: Any, food: str, grams: str, table: _Table) -> None:
    nw = _narwhals()
    problems: dict[str, str] = {}
    # Foods of unknown magnesium and foods that are in no table both found nothing.
    nothing = joined.select(food, f"{_OWN}per_100g").filter(nw.col(f"{_OWN}per_100g").is_null())
    if len(nothing):
        named = _attach(nothing.select(food), food, table.ids)
        problems |= _counted(named, nw.col(f"{_OWN}known").is_null(), food, "name no known food", len(joined))
    number = joined.get_column(grams).cast(nw.Float64)
    fits = (number >= 0) & (number <= _LARGEST)
    if fits.null_count() or not fits.all():
        possible = _amount_is_possible(grams).fill_null(value=False)
        problems |= _counted(joined, ~possible, grams, "hold no possible amount")
    if problems:
        raise _refused(problems)


def bad_rows(frame: F, *, food: str = "food", grams: str = "grams", foods: Catalog[Food] | None = None) -> F:
    """Return the bad rows with a column ``problem``; what a lazy frame cannot raise, it can show.

    Lazy frames stay lazy: collect the result to see it.
    """
    nw = _narwhals()
    known = _frame(frame, [grams], [food], new=["problem"])
    joined = _attach(known, food, _foods(foods).ids)
    unknown_food = nw.col(f"{_OWN}known").is_null()
    impossible = ~_amount_is_possible(grams).fill_null(value=False)
    problem = nw.when(unknown_food).then(nw.lit("no known food")).otherwise(nw.lit("no possible amount"))
    result = joined.filter(unknown_food | impossible).with_columns(problem.alias("problem"))
    return typing.cast("F", result.drop(f"{_OWN}known").to_native())


def total_intake(
    frame: F,
    *,
    by: str | Sequence[str],
    food: str = "food",
    grams: str = "grams",
    foods: Catalog[Food] | None = None,
    on_bad: OnBad | None = None,
) -> F:
    """Return a row for each group of *by* with its ``mg`` and ``unknown_rows``.

    ``mg`` is the sum of what is known, a lower bound where ``unknown_rows``, the number of rows
    whose magnesium is null, is not 0. Groups come in no particular order. Otherwise as
    :func:`add_magnesium`.
    """
    nw = _narwhals()
    keys = [by] if isinstance(by, str) else list(by)
    if not keys or len(set(keys)) < len(keys) or {"mg", "unknown_rows"} & set(keys):
        raise AmountError("by", by, "must name columns, each once, other than mg and unknown_rows")
    known = _frame(frame, [grams], [food], others=keys)
    needed = known.select(list(dict.fromkeys((*keys, food, grams))))
    amount = f"{_OWN}mg"
    joined, value = _valued(needed, food, grams, foods, on_bad)
    grouped = (
        joined.select(*keys, value.alias(amount))
        .group_by(keys)
        .agg(
            nw.col(amount).sum().alias("mg"),
            nw.len().alias(f"{_OWN}rows"),
            nw.col(amount).count().alias(f"{_OWN}counted"),
        )
    )
    unknown = (nw.col(f"{_OWN}rows") - nw.col(f"{_OWN}counted")).cast(nw.Int64)
    result = grouped.select(*keys, nw.col("mg").fill_null(0.0), unknown.alias("unknown_rows"))
    return typing.cast("F", result.to_native())


# --- reference values --------------------------------------------------------------------------

_VALUES = ("ear", "recommended", "ul")
ADDED = (*(f"{name}_mg_per_day" for name in _VALUES), "recommended_kind", "ul_scope")
"""The columns that :func:`add_reference_values` adds."""

_SEXES = MappingProxyType({Sex.FEMALE: 0, Sex.MALE: 1, None: 2})
_STAGES = MappingProxyType({stage: number for number, stage in enumerate(LifeStage)})
_PER_MONTH = len(_SEXES) * len(_STAGES)


def add_reference_values(
    frame: F,
    *,
    age: str = "age",
    sex: str = "sex",
    life_stage: str | None = None,
    authority: Authority | str = "nasem",
    edition: str | None = None,
    on_bad: OnBad | None = None,
) -> F:
    """Return the frame with what *authority* sets for a person of this *age* in years and *sex*.

    Adds ``ear_mg_per_day``, ``recommended_mg_per_day`` and ``recommended_kind``, ``ul_mg_per_day``
    and ``ul_scope``, null where it sets no such value. Without *life_stage*, the name of a column,
    everybody is in the general one; a null sex is one that is not stated. A row whose person cannot
    be, or has no reference value, is bad: it raises, or all of this is null; as
    :func:`add_magnesium`.
    """
    texts = [sex] if life_stage is None else [sex, life_stage]
    known = _frame(frame, [age], texts, new=ADDED)
    strict = _raises(known, on_bad)
    body = _body(authority)
    table = _reference_table(body.id, edition)
    keyed = known.with_columns(_person_key(age, sex, life_stage).alias(f"{_OWN}person"))
    joined = _attach(keyed, f"{_OWN}person", table)
    if strict:
        _check_people(joined, age, sex, life_stage, body.id)
    result = joined.drop(f"{_OWN}person", f"{_OWN}known", strict=False)
    return typing.cast("F", result.to_native())


def _body(authority: Authority | str) -> Authority:
    return authority if isinstance(authority, Authority) else authorities[authority.casefold()]


def _word(column: str) -> Any:
    nw = _narwhals()
    return nw.col(column).cast(nw.String).str.strip_chars().str.to_lowercase()


def _person_key(age: str, sex: str, life_stage: str | None) -> Any:
    """Return one number for age in whole months, sex and life stage; null where one cannot be."""
    nw = _narwhals()
    years = nw.col(age).cast(nw.Float64)
    # As Person.age_months: 7/12 of a year is 7 months, for all that floats say.
    months = nw.when((years >= 0) & (years < MAX_AGE_YEARS)).then((years * 12 + 5e-7).floor())
    sexes = nw.when(nw.col(sex).is_null()).then(nw.lit(float(_SEXES[None])))
    sexes = sexes.otherwise(_number_of(_word(sex), {str(word): n for word, n in _SEXES.items() if word}))
    stages = nw.lit(float(_STAGES[LifeStage.GENERAL]))
    if life_stage is not None:
        stages = _number_of(_word(life_stage), {str(word): n for word, n in _STAGES.items()})
    return months * _PER_MONTH + sexes * len(_STAGES) + stages


def _number_of(text: Any, numbers: Mapping[str, int]) -> Any:
    """Return an expression of the number of a word; null for another."""
    nw = _narwhals()
    expression = nw.lit(None, nw.Float64)
    for word, number in numbers.items():
        expression = nw.when(text == word).then(nw.lit(float(number))).otherwise(expression)
    return expression


@functools.lru_cache(maxsize=64)
def _reference_table(authority: str, edition: str | None) -> _Table:
    """Return what an authority sets for every month of age, sex and life stage that has a value.

    Age bands begin and end at whole months, so one look at the start of each band tells all of it.
    """
    body = authorities[authority]
    if edition is not None and edition not in body.editions:
        raise NotFoundError(f"edition of {body.id}", edition, body.editions)
    ends = {end for value in body.every for end in (value.age_from_months, value.age_to_months) if end is not None}
    last = MAX_AGE_YEARS * 12
    of_persons = {0, 12, MIN_REPRODUCTIVE_AGE_MONTHS, MAX_REPRODUCTIVE_AGE_MONTHS}
    cuts = sorted({cut for cut in ends | of_persons if cut < last})
    keys: list[float] = []
    columns: dict[str, list[Any]] = {name: [] for name in (*ADDED, f"{_OWN}known")}
    for sex, sex_number in _SEXES.items():
        for stage, stage_number in _STAGES.items():
            for start, end in zip(cuts, [*cuts[1:], last], strict=True):
                row = _row(start, sex, stage, body, edition)
                if row is None:
                    continue
                keys += [
                    float(month * _PER_MONTH + sex_number * len(_STAGES) + stage_number) for month in range(start, end)
                ]
                for name, value in zip(columns, row, strict=True):
                    columns[name] += [value] * (end - start)
    return _Table(keys, columns)


def _row(
    months: int, sex: Sex | None, stage: LifeStage, body: Authority, edition: str | None
) -> tuple[Any, ...] | None:
    try:
        person = Person.from_months(months, sex=sex, life_stage=stage)
        values = reference_values(person, authority=body, edition=edition)
    except MagnesiumError:
        return None
    found: list[ReferenceValue | None] = [getattr(values, name) for name in _VALUES]
    kind = None if values.recommended is None else str(values.recommended.kind)
    scope = None if values.ul is None else str(values.ul.scope)
    return (*(None if value is None else value.mg_per_day for value in found), kind, scope, 1.0)


def _check_people(joined: Any, age: str, sex: str, life_stage: str | None, authority: str) -> None:
    nw = _narwhals()
    if joined.get_column(f"{_OWN}known").null_count() == 0:
        return
    years = nw.col(age).cast(nw.Float64)
    possible = ((years >= 0) & (years < MAX_AGE_YEARS)).fill_null(value=False)
    problems = _counted(joined, ~possible, age, f"hold no age from 0 to below {MAX_AGE_YEARS} years")
    word = ~_word(sex).is_in([str(member) for member in Sex]) & ~nw.col(sex).is_null()
    problems |= _counted(joined, word, sex, f"hold none of {', '.join(Sex)}")
    if life_stage is not None:
        stage = nw.col(life_stage).is_null() | ~_word(life_stage).is_in([str(member) for member in LifeStage])
        problems |= _counted(joined, stage, life_stage, f"hold none of {', '.join(LifeStage)}")
    if not problems:
        what = f"are of people for whom {authority} sets no value, or one that depends on the sex that is not stated"
        problems = _counted(joined, nw.col(f"{_OWN}known").is_null(), age, what)
    raise _refused(problems)


# --- adequacy ----------------------------------------------------------------------------------


def adequacy(
    frame: F,
    *,
    mg: str = "mg",
    by_origin: Mapping[Origin | str, str] | None = None,
    age: str = "age",
    sex: str = "sex",
    life_stage: str | None = None,
    authority: Authority | str = "nasem",
    edition: str | None = None,
    on_bad: OnBad | None = None,
) -> F:
    """Return the frame with each row's mean daily *mg* held against its person's reference values.

    Adds the columns of :func:`add_reference_values`, ``percent_of_recommended`` and
    ``shortfall_mg``. With *by_origin*, which names a column of mg for each origin that occurs
    (``{"supplement": "pills_mg"}``), also ``supplemental_mg``, what the upper level covers by its
    scope, and ``exceeds_ul``: null where no upper level is set, and where a null amount could
    decide. An origin that is not named is one of which there was nothing. A null *mg* is unknown
    and leaves null answers; negative ones and NaN are bad.
    """
    nw = _narwhals()
    origins = {origin_of(origin): column for origin, column in (by_origin or {}).items()}
    amounts = [mg, *origins.values()]
    answers = ["percent_of_recommended", "shortfall_mg", *(["supplemental_mg", "exceeds_ul"] if origins else [])]
    known = _frame(frame, [age, *amounts], [sex], new=answers)
    if _raises(known, on_bad):
        problems: dict[str, str] = {}
        for column in amounts:
            possible = _amount_is_possible(column) | nw.col(column).is_null()
            problems |= _counted(known, ~possible.fill_null(value=False), column, "hold no possible amount")
        if problems:
            raise _refused(problems)
    valued = nw.from_native(
        add_reference_values(
            known.to_native(),
            age=age,
            sex=sex,
            life_stage=life_stage,
            authority=authority,
            edition=edition,
            on_bad=on_bad,
        )
    )
    eaten = nw.when(_amount_is_possible(mg)).then(nw.col(mg).cast(nw.Float64))
    recommended = nw.col("recommended_mg_per_day")
    missing = recommended - eaten
    shortfall = nw.when(missing > 0).then(missing).otherwise(nw.when(missing <= 0).then(nw.lit(0.0)))
    result = valued.with_columns(
        (eaten / recommended * 100).alias("percent_of_recommended"), shortfall.alias("shortfall_mg")
    )
    if origins:
        body = _body(authority)
        result = _with_upper_level(result, origins, body)
    return typing.cast("F", result.to_native())


def _with_upper_level(frame: Any, origins: Mapping[Origin, str], body: Authority) -> Any:
    """Add what the upper level covers, by the scope of each row, and whether it is exceeded."""
    nw = _narwhals()
    none = nw.lit(0.0)
    covered, unknown = nw.lit(None, nw.Float64), none
    scopes = sorted({value.scope for value in body.values})
    for scope in scopes:
        columns = [column for origin, column in origins.items() if origin in scope.origins]
        known, gaps = none, none
        for column in columns:
            fits = _amount_is_possible(column).fill_null(value=False)
            known += nw.when(fits).then(nw.col(column).cast(nw.Float64)).otherwise(none)
            gaps += nw.when(fits).then(none).otherwise(nw.lit(1.0))
        here = nw.col("ul_scope") == str(scope)
        covered = nw.when(here).then(known).otherwise(covered)
        unknown = nw.when(here).then(gaps).otherwise(unknown)
    frame = frame.with_columns(covered.alias("supplemental_mg"), unknown.alias(f"{_OWN}gaps"))
    above = nw.col("supplemental_mg") > nw.col("ul_mg_per_day")
    certain = ~nw.col("ul_mg_per_day").is_null() & (above | (nw.col(f"{_OWN}gaps") == 0))
    frame = frame.with_columns(nw.when(certain).then(above).alias("exceeds_ul")).drop(f"{_OWN}gaps")
    if frame.implementation.is_pandas() or frame.implementation.is_dask():
        # A plain column of pandas has no third answer beside true and false.
        return nw.from_native(nw.to_native(frame).astype({"exceeds_ul": "boolean"}))
    return frame


# --- catalogs ----------------------------------------------------------------------------------


def catalog_frame(catalog: Catalog[Any], *, backend: Engine = "pandas", lazy: bool = False, session: Any = None) -> Any:
    """Return a catalog as a data frame of *backend*, a row for each record and a column for each field.

    Vocabularies become texts; several values of one field become one text with ``|`` between. With
    *lazy* a Polars frame is lazy; DuckDB, Dask and PySpark are so anyhow. PySpark needs a *session*.
    Raises :class:`~magnesium.NotFoundError` for another backend.
    """
    nw = _narwhals()
    if backend not in typing.get_args(Engine):
        raise NotFoundError("backend", str(backend), (), f"there are {', '.join(typing.get_args(Engine))}")
    records = list(catalog.values())
    kind = attrs.resolve_types(type(records[0]))
    fields = [field for field in attrs.fields(kind) if field.init]
    data = {field.name: [_cell(getattr(record, field.name)) for record in records] for field in fields}
    schema = {field.name: getattr(nw, _dtype(field.type)) for field in fields}
    eager = {"duckdb": "pyarrow", "pyspark": "pyarrow", "dask": "pandas"}.get(backend, backend)
    need(eager, "frames")
    frame = nw.from_dict(data, schema, backend=eager)
    if backend in {"duckdb", "dask"}:
        need("dask.dataframe" if backend == "dask" else backend, "frames")
        return frame.lazy(backend=backend).to_native()
    if backend == "pyspark":
        return frame.lazy(backend=backend, session=session).to_native()
    return frame.lazy().to_native() if lazy and backend == "polars" else frame.to_native()


def _cell(value: Any) -> Any:
    if isinstance(value, enum.Enum):
        return str(value.value)
    if isinstance(value, tuple | frozenset):
        return "|".join(sorted(str(item) for item in value) if isinstance(value, frozenset) else map(str, value))
    if attrs.has(type(value)):
        return str(value)
    return value


def _dtype(kind: Any) -> str:
    """Return the name of the Narwhals type that a field's values have."""
    kinds = {arg for arg in typing.get_args(kind) if arg is not type(None)} if isinstance(kind, UnionType) else {kind}
    names = {float: "Float64", int: "Int64", bool: "Boolean"}
    return names.get(next(iter(kinds)), "String") if len(kinds) == 1 else "String"
