"""Read the bundled tables, and report damage.

Each bundled file is verified against its SHA-256 when it is loaded. If it agrees, it is exactly
what its builder wrote, whose rows the tests read one by one; so the large food table can build its
records on first use. If not, it is read row by row to report the damaged rows, and nothing is returned.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, islice
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from magnesium.errors import DataError, MagnesiumError, Problem
from magnesium.locks import ProcessLock
from magnesium.versions import data_folder

T = TypeVar("T")
_Row = list[str]

_CHECKSUMS = "SHA256SUMS"
_CHECKSUM = re.compile(r"(?P<digest>[0-9a-f]{64})  (?P<name>\S+)")
_REINSTALL = "reinstall the package"


class LazyRecords(Mapping[str, T], Generic[T]):
    """Lines of CSV by their first field; each becomes a record on first use."""

    __slots__ = ("_build", "_built", "_lines")

    def __init__(self, lines: Mapping[str, str], build: Callable[[_Row], T]) -> None:
        self._lines = lines
        self._build = build
        self._built: dict[str, T] = {}

    def rows(self) -> Iterator[_Row]:
        """Return every row as its fields, without making records."""
        import csv  # not needed to import the package

        return csv.reader(self._lines.values())

    def __getitem__(self, key: str) -> T:
        record = self._built.get(key)
        if record is None:
            # Two threads may both build it; setdefault lets all of them see the same one.
            record = self._built.setdefault(key, self._build(self._row(key)))
        return record

    def _row(self, key: str) -> _Row:
        import csv

        return next(csv.reader([self._lines[key]]))

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)

    def __contains__(self, key: object) -> bool:
        return key in self._lines


class RecordsByTable(Mapping[str, T], Generic[T]):
    """Records of every file in a folder of bundled tables; an id begins with the name of its file and a colon.

    A file is read once, on first use of one of its records.
    """

    def __init__(self, folder: str, load: Callable[[str], LazyRecords[T]]) -> None:
        self._folder = folder
        self._load = load
        self._lock = ProcessLock()
        self._loaded: dict[str, LazyRecords[T]] = {}

    def _file(self, table: str) -> str:
        return f"{self._folder}/{table}.csv"

    def table(self, name: str) -> LazyRecords[T]:
        """Return the records of one table."""
        if name not in self._loaded:
            with self._lock.here:
                if name not in self._loaded:
                    self._loaded[name] = self._load(self._file(name))
        return self._loaded[name]

    def tables(self) -> Iterator[LazyRecords[T]]:
        """Return the records of each table."""
        for file in _checksums():
            folder, _, name = file.rpartition("/")
            if folder == self._folder:
                yield self.table(name.removesuffix(".csv"))

    def __getitem__(self, key: str) -> T:
        table = self._holding(key)
        if table is None:
            raise KeyError(key)
        return table[key]

    def __iter__(self) -> Iterator[str]:
        return chain.from_iterable(self.tables())

    def __len__(self) -> int:
        return sum(map(len, self.tables()))

    def __contains__(self, key: object) -> bool:
        table = self._holding(key)
        return table is not None and key in table

    def _holding(self, key: object) -> LazyRecords[T] | None:
        """Return the records of the table of an id; ``None`` if the table does not exist."""
        if not isinstance(key, str):
            return None
        name, colon, _ = key.partition(":")
        loaded = self._loaded.get(name)
        if loaded is None and colon and self._file(name) in _checksums():
            return self.table(name)
        return loaded if colon else None


def bundled_table(name: str, columns: tuple[str, ...], build: Callable[[_Row], T]) -> Mapping[str, T]:
    """Return the records of a bundled CSV file by their first column.

    Args:
        name: Name of the file.
        columns: The expected header.
        build: Makes a record from a row; raises ``ValueError`` or a :class:`MagnesiumError` for a bad row.

    Raises:
        DataError: Some lines are damaged; lists all of them.
    """
    import csv  # not needed to import the package

    text, intact = bundled_text(name)
    rows = csv.reader(text.splitlines())
    try:
        records = build_rows(rows, name, columns, build)
    except csv.Error as error:
        raise DataError(name, (Problem(rows.line_num, None, f"{error}; {_REINSTALL}"),)) from None
    if not intact:
        raise DataError(name, (_changed(name),))
    return MappingProxyType(records)


def lazy_table(name: str, columns: tuple[str, ...], build: Callable[[_Row], T]) -> LazyRecords[T]:
    """Return the same for a large file, whose records are made on first use.

    Args:
        name: Name of the file.
        columns: The expected header.
        build: Makes a record from a row.
    """
    text, intact = bundled_text(name)
    if not intact:
        bundled_table(name, columns, build)  # raises, and names the damaged lines
    # Our builders quote no id and break no line within a field, so a line's id ends at its first comma.
    return LazyRecords({line[: line.index(",")]: line for line in islice(text.splitlines(), 1, None)}, build)


def build_rows(rows: Iterable[_Row], source: str, columns: tuple[str, ...], build: Callable[[_Row], T]) -> dict[str, T]:
    """Return a record for each row, by the first column.

    Args:
        rows: The rows.
        source: Name of the file in an error.
        columns: The expected first row.
        build: Makes a record from a row.
    """
    records: dict[str, T] = {}
    problems: list[Problem] = []
    for line, row in enumerate(rows, start=1):
        try:
            if line == 1:
                _expect(tuple(row) == columns, f"the header must be {','.join(columns)}")
                continue
            _expect(len(row) == len(columns), f"{len(row)} fields where {len(columns)} belong")
            _expect(row[0] not in records, f"a second row with {columns[0]} {row[0]!r}")
            records[row[0]] = build(row)
        except DataError:
            raise  # another file is damaged, and says so
        except (MagnesiumError, ValueError, LookupError) as error:
            problems.append(Problem(line, None, str(error)))
    if problems:
        raise DataError(source, tuple(problems))
    return records


def bundled_toml(name: str, build: Callable[[str, Mapping[str, Any]], T]) -> Mapping[str, T]:
    """Return the records of a bundled TOML file, one per table, by the table's name.

    *build* makes a record from an id and its fields. Raises :class:`DataError` with every
    damaged record.
    """
    records: dict[str, T] = {}
    problems: list[Problem] = []
    for id_, fields in toml_tables(name).items():
        try:
            records[id_] = build(id_, fields)
        except DataError:
            raise  # another file is damaged, and says so
        except (MagnesiumError, TypeError, ValueError, LookupError) as error:
            problems.append(Problem(line=None, column=None, message=f"{id_}: {error}"))
    if problems:
        raise DataError(name, tuple(problems))
    return MappingProxyType(records)


@functools.cache
def toml_tables(name: str) -> Mapping[str, Mapping[str, Any]]:
    """Return the unprocessed tables of a bundled TOML file; not for callers outside the package."""
    import tomllib

    text, intact = bundled_text(name)
    if not intact:
        raise DataError(name, (_changed(name),))
    try:
        return MappingProxyType(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise DataError(name, (Problem(line=None, column=None, message=str(error)),)) from None


def _changed(name: str) -> Problem:
    """Return the problem of a readable file that differs from its checksum, with what to do about it."""
    from pathlib import Path

    checkout = Path(__file__).parents[3]
    if (checkout / "tools" / "build.py").is_file():
        cure = f"it is built from data-sources/; make the change there and run: python -m tools.build {name}"
    else:
        cure = "reinstall the package"
    return Problem(line=None, column=None, message=f"differs from its checksum; {cure}")


def _expect(condition: bool, message: str) -> None:  # noqa: FBT001  (an assertion in words)
    if not condition:
        raise ValueError(message)


def bundled_text(name: str) -> tuple[str, bool]:
    """Return a bundled file's text, and whether its checksum agrees."""
    import hashlib  # slow to import

    data = _read(name)
    intact = hashlib.sha256(data).hexdigest() == _checksum(name)
    return data.decode("utf-8", errors="strict" if intact else "replace"), intact


def _checksum(name: str) -> str:
    """Return the checksum that a file's builder wrote."""
    found = _checksums().get(name)
    if found is None:
        raise DataError(_CHECKSUMS, (Problem(None, None, f"has no checksum of {name}; {_REINSTALL}"),))
    return found


@functools.cache
def _checksums() -> Mapping[str, str]:
    lines = _read(_CHECKSUMS).decode("utf-8", errors="replace").splitlines()
    found = [_CHECKSUM.fullmatch(line) for line in lines]
    bad = [number for number, match in enumerate(found, start=1) if match is None]
    if bad:
        reason = f"is not a SHA-256 and a file name; {_REINSTALL}"
        raise DataError(_CHECKSUMS, tuple(Problem(number, None, reason) for number in bad))
    return MappingProxyType({match["name"]: match["digest"] for match in found if match})


def _read(name: str) -> bytes:
    # joinpath and read_bytes also work in a zip file, where there is no path.
    try:
        return data_folder().joinpath(*name.split("/")).read_bytes()
    except FileNotFoundError:
        reason = "is missing"
    except OSError as error:
        reason = f"cannot be read ({error.strerror or error})"
    raise DataError(name, (Problem(None, None, f"{reason}; {_REINSTALL}"),))
