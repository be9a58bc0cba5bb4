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

from magnesium.catalogs.catalog import Catalog
from magnesium.errors import (
    AmountError,
    DataError,
    InvalidValueError,
    MagnesiumError,
    NoReferenceValueError,
    NotFoundError,
    Problem,
)
from magnesium.foods.entries import Origin, origin_or_unstated
from magnesium.foods.foods import Food, bundled_mg_per_100g, bundled_origins
from magnesium.integrations.extras import need
from magnesium.integrations.frames.engines import ENGINES, OWN, Engine, Table, attach, keys_where, narwhals
from magnesium.needs.authorities import Authority, authority_named
from magnesium.needs.editions import find_edition
from magnesium.needs.reference_values import reference_values
from magnesium.needs.values import ReferenceValue
from magnesium.people import (
    LIFE_STAGE_WORDS,
    MAX_AGE_YEARS,
    MAX_REPRODUCTIVE_AGE_MONTHS,
    MIN_REPRODUCTIVE_AGE_MONTHS,
    SEX_WORDS,
    LifeStage,
    Person,
    Sex,
    listed,
)
from magnesium.text import whole_text

F = TypeVar("F")

OnBad = Literal["raise", "null"]

_SHOWN = 5
_SURE_TO_MULTIPLY = 1e300
"""Grams up to this, times any food's mg per 100 g, are a number."""


# --- the table of foods -------------------------------------------------------------------------


@functools.cache
def _bundled() -> Table:
    return _per_100g(bundled_mg_per_100g())


def _per_100g(mg_per_100g: Mapping[str, float | None]) -> Table:
    return Table(list(mg_per_100g), {f"{OWN}per_100g": list(mg_per_100g.values())})


def _foods(own: Catalog[Food] | None) -> Table:
    if own is None:
        return _bundled()
    return _per_100g(bundled_mg_per_100g() | {food.id: food.mg_per_100g for food in own.values()})


# --- what a frame must be ----------------------------------------------------------------------


def _frame(
    native: Any, numbers: Iterable[str], texts: Iterable[str], others: Iterable[str] = (), new: Iterable[str] = ()
) -> Any:
    """Return the caller's frame for Narwhals, or raise what is wrong with its columns."""
    nw = narwhals()
    for name in (*numbers, *texts, *others, *new):
        if isinstance(name, str):
            whole_text(name, "column")
    try:
        frame = nw.from_native(native)
        schema = frame.collect_schema()
    except TypeError:
        kind = type(native).__name__
        raise NotFoundError("kind of data frame", kind, (), f"there are {', '.join(ENGINES)}") from None
    except nw.exceptions.DuplicateError as error:
        raise DataError("data frame", (Problem(None, None, " ".join(str(error).split())),)) from None
    engine = frame.implementation
    # DuckDB and Spark take "MG" and "mg" for one name.
    same = str.casefold if engine.is_duckdb() or engine.is_pyspark() else str
    names = [same(str(name)) for name in (native.columns if same is str.casefold else schema)]
    twice = {name: "stands twice; rename one" for name in names if names.count(name) > 1}
    had = ", ".join(map(str, schema)) or "no columns"
    problems = twice | {n: f"is missing; it has {had}" for n in (*texts, *numbers, *others) if n not in schema}
    problems |= {
        n: f"is {schema[n]} where texts belong"
        for n in texts
        if n in schema and not _holds_texts(schema[n], engine) and not _is_blank(native, n, engine)
    }
    problems |= {
        n: f"is {schema[n]} where numbers belong"
        for n in numbers
        if n in schema and not (schema[n].is_numeric() or schema[n] == nw.Unknown) and not _is_blank(native, n, engine)
    }
    if engine.is_pandas() or engine.is_pyarrow():
        nested = [n for n in others if n in schema and schema[n].is_nested()]
        problems |= {n: f"is {schema[n]}, by which {engine} cannot group" for n in nested}
    if engine.is_pandas():
        problems |= _odd_cells(native, [n for n in (*texts, *others) if n in schema and n not in problems])
    problems |= {n: "is there already and would be overwritten; rename it" for n in new if same(n) in names}
    ours = [n for n in (*names, *map(same, new)) if n.startswith(OWN)]
    problems |= dict.fromkeys(ours, f"begins with {OWN}, as our own columns on the way do; rename it")
    if engine.is_duckdb() and int(need("duckdb").__version__.partition(".")[0]) < 2:
        problems |= {n: "has a quotation mark, which DuckDB before 2.0 drops; rename it" for n in names if '"' in n}
    if engine.is_pyspark():
        problems |= {
            n: "has a dot or a backtick, which Spark reads as more than a name" for n in names if {*".`"} & {*n}
        }
    if problems:
        raise _refused(problems)
    return frame


def _holds_texts(kind: Any, engine: Any) -> bool:
    nw = narwhals()
    # pandas calls a column of texts "object" where it does not call it "str".
    objects = () if engine.is_polars() else (nw.Object,)
    return any(kind == texts for texts in (nw.String, nw.Categorical, nw.Enum, nw.Unknown, *objects))


def _is_blank(native: Any, column: str, engine: Any) -> bool:
    """Return whether a column of pandas holds nothing: then its type says nothing."""
    return bool(engine.is_pandas() and native[column].isna().all())


def _odd_cells(native: Any, columns: Iterable[str]) -> dict[str, str]:
    """Return the columns of pandas with cells that are no key: lists, half a character. Typed columns hold none."""
    problems = {}
    for name in columns:
        values = native[name]
        if values.dtype != object and getattr(values.dtype, "storage", None) != "python":
            continue
        try:
            for value in values.unique():
                if isinstance(value, str):
                    whole_text(value, "cell")
        except TypeError:
            odd = [value for value in values if not _is_hashable(value)]
            rows = "1 row" if len(odd) == 1 else f"{len(odd):,} rows"
            problems[name] = f"{rows} of {len(values):,} hold a {type(odd[0]).__name__} where a text belongs"
        except InvalidValueError as error:
            problems[name] = str(error)
    return problems


def _is_hashable(value: object) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return True


def _refused(problems: Mapping[str, str]) -> DataError:
    return DataError("data frame", tuple(Problem(None, name, what) for name, what in problems.items()))


def _raises(frame: Any, on_bad: OnBad | None) -> bool:
    """Return whether bad rows raise: of a lazy frame they cannot, for nothing of it is run."""
    is_lazy = isinstance(frame, narwhals().LazyFrame)
    if on_bad not in {None, "raise", "null"}:
        raise AmountError("on_bad", on_bad, "is one of 'raise' and 'null'")
    if is_lazy and on_bad == "raise":
        reason = "needs rows at hand, and this frame is lazy; look at bad_rows(frame), or say 'null'"
        raise AmountError("on_bad", on_bad, reason)
    return not is_lazy and on_bad != "null"


def _amount_is_possible(column: str) -> Any:
    """Return an expression: true for an amount, null or false for what is none."""
    number = narwhals().col(column).cast(narwhals().Float64)
    # Not "below the largest number": DuckDB answers that from a Parquet file's own statistics, which know no NaN.
    return (number >= 0) & number.is_finite()


def _counted(frame: Any, problem: Any, column: str, what: str, of: int | None = None) -> dict[str, str]:
    """Return the problem of a column with the number of its rows and some of their values."""
    nw = narwhals()
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
    result = joined.with_columns(value.alias(mg)).drop(f"{OWN}per_100g")
    return typing.cast("F", result.to_native())


def _valued(frame: Any, food: str, grams: str, foods: Catalog[Food] | None, on_bad: OnBad | None) -> tuple[Any, Any]:
    """Return the frame with its foods' magnesium beside the rows, and the expression of each row's mg."""
    nw = narwhals()
    strict = _raises(frame, on_bad)
    table = _foods(foods)
    joined = attach(frame, food, table)
    product = _product(grams)
    if strict:
        _check_log(joined, food, grams, table)
        return joined, product / 100
    # A finite product also says that the grams are.
    return joined, nw.when((nw.col(grams).cast(nw.Float64) >= 0) & product.is_finite()).then(product / 100)


def _product(grams: str) -> Any:
    nw = narwhals()
    return nw.col(f"{OWN}per_100g") * nw.col(grams).cast(nw.Float64)


def _check_log(joined: Any, food: str, grams: str, table: Table) -> None:
    nw = narwhals()
    problems: dict[str, str] = {}
    # Foods of unknown magnesium and foods that are in no table both found nothing; of good rows, few names did.
    nothing = nw.col(f"{OWN}per_100g").is_null()
    if not table.known.issuperset(keys_where(joined, food, nothing)):
        named = attach(joined.filter(nothing).select(food), food, table.marked)
        problems |= _counted(named, nw.col(f"{OWN}known").is_null(), food, "name no known food", len(joined))
    number = joined.get_column(grams).cast(nw.Float64)
    # A sum that is a number holds neither NaN nor infinity: one look at a million good rows, without a copy.
    fits = number.null_count() == 0 and (number >= 0).all() and number.sum() <= _SURE_TO_MULTIPLY
    if not fits:
        problems |= _counted(joined, _impossible(grams), grams, "hold no possible amount")
    if problems:
        raise _refused(problems)


def _impossible(grams: str) -> Any:
    """Return an expression: true where grams, or what they would hold of a known food, are no amount."""
    nw = narwhals()
    fits = _amount_is_possible(grams).fill_null(value=False)
    too_much = ~_product(grams).is_finite().fill_null(value=True) & ~nw.col(f"{OWN}per_100g").is_null()
    return ~fits | too_much


def add_origin(
    frame: F,
    *,
    food: str = "food",
    origin: str = "origin",
    foods: Catalog[Food] | None = None,
    on_bad: OnBad | None = None,
) -> F:
    """Return the frame with a column *origin*: "food", "water", "supplement" or "medicine".

    Null where nothing states the food's origin, so that it may be a supplement. With it totals are
    formed by origin, as :func:`adequacy` needs them for the upper level. *foods* and bad rows (no
    such food) as for :func:`add_magnesium`.
    """
    nw = narwhals()
    known = _frame(frame, [], [food], new=[origin])
    strict = _raises(known, on_bad)
    joined = attach(known, food, _origins(foods))
    if strict:
        problems = _counted(joined, nw.col(f"{OWN}known").is_null(), food, "name no known food")
        if problems:
            raise _refused(problems)
    result = joined.with_columns(nw.col(f"{OWN}origin").alias(origin)).drop(f"{OWN}origin", f"{OWN}known")
    return typing.cast("F", result.to_native())


def _origins(own: Catalog[Food] | None) -> Table:
    stated = bundled_origins() | ({} if own is None else {food.id: food.origin for food in own.values()})
    words = [None if origin is None else str(origin) for origin in stated.values()]
    return Table(list(stated), {f"{OWN}origin": words}).marked


def bad_rows(
    frame: F,
    *,
    food: str = "food",
    grams: str = "grams",
    problem: str = "problem",
    foods: Catalog[Food] | None = None,
) -> F:
    """Return the bad rows with a column *problem*; what a lazy frame cannot raise, it can show.

    Lazy frames stay lazy: collect the result to see it.
    """
    nw = narwhals()
    known = _frame(frame, [grams], [food], new=[problem])
    joined = attach(known, food, _foods(foods).marked)
    unknown_food = nw.col(f"{OWN}known").is_null()
    words = nw.when(unknown_food).then(nw.lit("no known food")).otherwise(nw.lit("no possible amount"))
    result = joined.filter(unknown_food | _impossible(grams)).with_columns(words.alias(problem))
    return typing.cast("F", result.drop(f"{OWN}known", f"{OWN}per_100g").to_native())


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
    nw = narwhals()
    keys = [by] if isinstance(by, str) else list(by)
    folded = {key.casefold() for key in keys}
    if not keys or len(folded) < len(keys) or {"mg", "unknown_rows"} & folded:
        raise AmountError("by", by, "must name columns, each once, other than mg and unknown_rows")
    known = _frame(frame, [grams], [food], others=keys)
    strict = _raises(known, on_bad)
    needed = list(dict.fromkeys((*keys, food, grams)))
    # Only what is needed comes along; where that is all, a step less is cheaper.
    log = known if len(known.collect_schema()) == len(needed) else known.select(needed)
    joined, value = _valued(log, food, grams, foods, on_bad)
    # Rows that were found good are unknown for their food alone.
    unknown = nw.col(f"{OWN}per_100g").is_null() if strict else value.is_null()
    # A byte a row; every engine sums bytes to a wider kind.
    rows = joined.select(*keys, value.alias("mg"), unknown.cast(nw.Int8).alias("unknown_rows"))
    groups = rows.group_by(keys).agg(nw.col("mg", "unknown_rows").sum())
    result = groups.with_columns(nw.col("unknown_rows").cast(nw.Int64))
    if strict and not result.get_column("mg").is_finite().all():
        raise AmountError("grams", "of these rows", "add up to more than a number can hold")
    return typing.cast("F", result.to_native())


# --- reference values --------------------------------------------------------------------------

_VALUES = ("ear", "recommended", "ul")
ADDED = (*(f"{name}_mg_per_day" for name in _VALUES), "recommended_kind", "ul_scope")
"""The columns that :func:`add_reference_values` adds."""

_SEXES = MappingProxyType({Sex.FEMALE: 0, Sex.MALE: 1, None: 2})
_STAGES = MappingProxyType({stage: number for number, stage in enumerate(LifeStage)})
_PER_MONTH = len(_SEXES) * len(_STAGES)
_SPACES = "".join(char for char in map(chr, range(0x3001)) if char.isspace())
"""What ``str.strip`` takes off; each engine left to itself takes off something else."""


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
    body = authority_named(authority)
    table = _reference_table(body.id, edition)
    if not table.keys:
        raise NoReferenceValueError(body.id, f"reference value in {edition}", "that edition sets upper levels only")
    keyed = known.with_columns(_person_key(age, sex, life_stage).alias(f"{OWN}person"))
    joined = attach(keyed, f"{OWN}person", table)
    if strict:
        _check_people(joined, age, sex, life_stage, body.id)
    result = joined.drop(f"{OWN}person", f"{OWN}known", strict=False)
    return typing.cast("F", result.to_native())


def _word(column: str) -> Any:
    nw = narwhals()
    return nw.col(column).cast(nw.String).str.strip_chars(_SPACES).str.to_lowercase()


def _person_key(age: str, sex: str, life_stage: str | None) -> Any:
    """Return one number for age in whole months, sex and life stage; null where one cannot be."""
    nw = narwhals()
    years = nw.col(age).cast(nw.Float64)
    # As Person.age_months: 7/12 of a year is 7 months, for all that floats say.
    last = MAX_AGE_YEARS * 12 - 1
    whole = nw.when(years * 12 + 5e-7 < last).then((years * 12 + 5e-7).floor()).otherwise(nw.lit(float(last)))
    # Finite is asked too: DuckDB answers "below" from a Parquet file's statistics, which know no NaN.
    months = nw.when((years >= 0) & (years < MAX_AGE_YEARS) & years.is_finite()).then(whole)
    sexes = nw.when(nw.col(sex).is_null()).then(nw.lit(float(_SEXES[None])))
    sexes = sexes.otherwise(_number_of(_word(sex), SEX_WORDS, _SEXES))
    stages = nw.lit(float(_STAGES[LifeStage.GENERAL]))
    if life_stage is not None:
        stages = _number_of(_word(life_stage), LIFE_STAGE_WORDS, _STAGES)
    return months * _PER_MONTH + sexes * len(_STAGES) + stages


def _words_for(meanings: Mapping[str, Any], meaning: object) -> list[str]:
    return [word for word in meanings if meanings[word] is meaning]


def _number_of(text: Any, meanings: Mapping[str, Any], numbers: Mapping[Any, int]) -> Any:
    """Return an expression of the number of what a word means; null for an unknown word."""
    nw = narwhals()
    expression = nw.lit(None, nw.Float64)
    for meaning, number in numbers.items():
        is_it = text.is_in(_words_for(meanings, meaning))
        expression = nw.when(is_it).then(nw.lit(float(number))).otherwise(expression)
    return expression


@functools.lru_cache(maxsize=64)
def _reference_table(authority: str, edition: str | None) -> Table:
    """Return what an authority sets for every month of age, sex and life stage that has a value.

    Age bands begin and end at whole months, so one look at the start of each band tells all of it.
    """
    body = authority_named(authority)
    if edition is not None:
        find_edition(body.id, edition)  # raises for one that is not known
    ends = {end for value in body.every for end in (value.age_from_months, value.age_to_months) if end is not None}
    last = MAX_AGE_YEARS * 12
    of_persons = {0, 12, MIN_REPRODUCTIVE_AGE_MONTHS, MAX_REPRODUCTIVE_AGE_MONTHS}
    cuts = sorted({cut for cut in ends | of_persons if cut < last})
    keys: list[float] = []
    columns: dict[str, list[Any]] = {name: [] for name in (*ADDED, f"{OWN}known")}
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
    return Table(keys, columns)


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
    nw = narwhals()
    if joined.get_column(f"{OWN}known").null_count() == 0:
        return
    years = nw.col(age).cast(nw.Float64)
    possible = ((years >= 0) & (years < MAX_AGE_YEARS)).fill_null(value=False)
    problems = _counted(joined, ~possible, age, f"hold no age from 0 to below {MAX_AGE_YEARS} years")
    word = ~_word(sex).is_in(list(SEX_WORDS)) & ~nw.col(sex).is_null()
    problems |= _counted(joined, word, sex, f"hold none of {listed(SEX_WORDS)}")
    if life_stage is not None:
        stage = nw.col(life_stage).is_null() | ~_word(life_stage).is_in(list(LIFE_STAGE_WORDS))
        problems |= _counted(joined, stage, life_stage, f"hold none of {listed(LIFE_STAGE_WORDS)}")
    if not problems:
        nobody, unstated = (
            nw.col(f"{OWN}known").is_null(),
            nw.col(sex).is_null() | _word(sex).is_in(_words_for(SEX_WORDS, None)),
        )
        problems = _counted(joined, nobody & unstated, sex, f"state no sex, on which the value of {authority} depends")
        problems |= _counted(joined, nobody & ~unstated, age, f"are of people for whom {authority} sets no value")
    raise _refused(problems)


# --- adequacy ----------------------------------------------------------------------------------


def adequacy(
    frame: F,
    *,
    mg: str = "mg",
    by_origin: Mapping[Origin | str | None, str] | None = None,
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
    decide, or one of no stated origin, whose column has the key ``None`` (:func:`add_origin` finds
    the origin of each row). An origin that is not named is one of which there was nothing. A null
    *mg* is unknown and leaves null answers; negative ones and NaN are bad.
    """
    nw = narwhals()
    origins = {origin_or_unstated(origin): column for origin, column in (by_origin or {}).items()}
    amounts = [mg, *origins.values()]
    answers = ["percent_of_recommended", "shortfall_mg", *(["supplemental_mg", "exceeds_ul"] if origins else [])]
    known = _frame(frame, [age, *amounts], [sex], new=answers)
    problems: dict[str, str] = {}
    if _raises(known, on_bad):
        for column in amounts:
            possible = _amount_is_possible(column) | nw.col(column).is_null()
            problems |= _counted(known, ~possible.fill_null(value=False), column, "hold no possible amount")
    try:
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
    except DataError as error:
        # All that is wrong in one error, not the next thing at each try.
        raise DataError(error.source, (*_refused(problems).problems, *error.problems)) from None
    if problems:
        raise _refused(problems)
    eaten = nw.when(_amount_is_possible(mg)).then(nw.col(mg).cast(nw.Float64))
    recommended = nw.col("recommended_mg_per_day")
    missing = recommended - eaten
    shortfall = nw.when(missing > 0).then(missing).otherwise(nw.when(missing <= 0).then(nw.lit(0.0)))
    result = valued.with_columns(
        (eaten / recommended * 100).alias("percent_of_recommended"), shortfall.alias("shortfall_mg")
    )
    if origins:
        body = authority_named(authority)
        result = _with_upper_level(result, origins, body)
    return typing.cast("F", result.to_native())


def _with_upper_level(frame: Any, origins: Mapping[Origin | None, str], body: Authority) -> Any:
    """Add what the upper level covers, by the scope of each row, and whether it is exceeded."""
    nw = narwhals()
    covered, unknown = nw.lit(None, nw.Float64), nw.lit(0.0)
    unstated, unstated_gaps = _known_and_gaps([column for origin, column in origins.items() if origin is None])
    scopes = sorted({value.scope for value in body.values})
    for scope in scopes:
        known, gaps = _known_and_gaps([column for origin, column in origins.items() if origin in scope.origins])
        here = nw.col("ul_scope") == str(scope)
        covered = nw.when(here).then(known).otherwise(covered)
        unknown = nw.when(here).then(gaps).otherwise(unknown)
    gaps = unknown + unstated_gaps
    frame = frame.with_columns(
        covered.alias("supplemental_mg"), unstated.alias(f"{OWN}unstated"), gaps.alias(f"{OWN}gaps")
    )
    level = nw.col("ul_mg_per_day")
    above = nw.col("supplemental_mg") > level
    below = (nw.col("supplemental_mg") + nw.col(f"{OWN}unstated") <= level) & (nw.col(f"{OWN}gaps") == 0)
    exceeds = nw.when(~level.is_null() & (above | below)).then(above)
    frame = frame.with_columns(exceeds.alias("exceeds_ul")).drop(f"{OWN}gaps", f"{OWN}unstated")
    if frame.implementation.is_pandas() or frame.implementation.is_dask():
        # A plain column of pandas has no third answer beside true and false.
        return nw.from_native(nw.to_native(frame).astype({"exceeds_ul": "boolean"}))
    return frame


def _known_and_gaps(columns: Iterable[str]) -> tuple[Any, Any]:
    """Return expressions of the sum of the known amounts of a row, and of the number of the others."""
    nw = narwhals()
    none = nw.lit(0.0)
    known, gaps = none, none
    for column in columns:
        fits = _amount_is_possible(column).fill_null(value=False)
        known += nw.when(fits).then(nw.col(column).cast(nw.Float64)).otherwise(none)
        gaps += nw.when(fits).then(none).otherwise(nw.lit(1.0))
    return known, gaps


# --- catalogs ----------------------------------------------------------------------------------


def catalog_frame(catalog: Catalog[Any], *, backend: Engine = "pandas", lazy: bool = False, session: Any = None) -> Any:
    """Return a catalog as a data frame of *backend*, a row for each record and a column for each field.

    Vocabularies become texts; several values of one field become one text with ``|`` between. With
    *lazy* a Polars frame is lazy; DuckDB, Dask and PySpark are so anyhow. PySpark needs a *session*.
    Raises :class:`~magnesium.NotFoundError` for another backend, and :class:`~magnesium.AmountError`
    for a catalog without records.
    """
    nw = narwhals()
    if backend not in ENGINES:
        raise NotFoundError("backend", str(backend), (), f"there are {', '.join(ENGINES)}")
    records = list(catalog.values())
    if not records:
        raise AmountError("catalog", "of no records", "has no fields to make columns of")
    kind = attrs.resolve_types(type(records[0]))
    fields = [field for field in attrs.fields(kind) if field.init]
    data = {field.name: [_cell(getattr(record, field.name)) for record in records] for field in fields}
    schema = {field.name: getattr(nw, _dtype(field.type)) for field in fields}
    eager = {"duckdb": "pyarrow", "pyspark": "pyarrow", "dask": "pandas"}.get(backend, backend)
    need(eager)
    frame = nw.from_dict(data, schema, backend=eager)
    if backend in {"duckdb", "dask"}:
        need("dask.dataframe" if backend == "dask" else backend)
        return frame.lazy(backend=backend).to_native()
    if backend == "pyspark" and session is None:
        raise AmountError("session", None, "is needed for PySpark")
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
