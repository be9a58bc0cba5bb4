"""JSON, JSON Lines and XML: each record is a row, and a path such as ``nutriments.magnesium_100g`` is a column."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, Any

import attrs

from magnesium.foods.files.account import Account
from magnesium.foods.files.grids import LOOKED_AT, text_of
from magnesium.foods.files.text_lines import text_lines

MAX_RECORD_BYTES = 64 * 1024 * 1024
"""Longest line of one record."""

_STEP = re.compile(r"([^.\[\]]+)(?:\[([^=\]]+)=([^\]]*)\])?(?:\.|$)")


@attrs.define(kw_only=True)
class Records:
    """Records with named, possibly nested, values."""

    headers: list[str]
    records: Iterable[tuple[int, Mapping[str, Any]]]
    sample: Sequence[Mapping[str, Any]] = ()
    header_line: int | None = None
    delimiter: str = ""

    def has(self, header: str) -> bool:
        """Return whether one of the first records has a value at a path."""
        return header in self.headers or any(value_at(record, header) is not None for record in self.sample)

    def rows(self, wanted: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
        """Yield the line, or the number, of each record and the values at the wanted paths."""
        for line, record in self.records:
            yield line, [text_of(value_at(record, path)) for path in wanted]


def value_at(record: Any, path: str) -> Any:
    """Return the value at a path; a step ``list[key=value]`` is the first element with that value.

    >>> value_at({"a": [{"n": {"id": 1}, "x": 5}, {"n": {"id": 2}, "x": 6}]}, "a[n.id=2].x")
    6
    """
    if isinstance(record, Mapping) and path in record:
        return _plain(record[path])
    for name, key, value in _STEP.findall(path):
        record = record.get(name) if isinstance(record, Mapping) else None
        if key:
            elements = record if isinstance(record, list) else ()
            record = next((each for each in elements if text_of(value_at(each, key)) == value), None)
    return _plain(record)


def _plain(value: Any) -> Any:
    return None if isinstance(value, dict | list) else value


def json_records(file: IO[Any], account: Account) -> Records | None:
    """Return the records of JSON Lines, of a list, or of the list in an object; ``None`` if there are none."""
    lines = text_lines(file, account, MAX_RECORD_BYTES)
    first = next(lines, "")
    found = _loaded(first)
    if isinstance(found, Mapping) and (second := next((line for line in lines if line.strip()), None)):
        records: Iterable[tuple[int, Any]] = _each_line(itertools.chain((first, second), lines), account)
    else:
        whole = found if found is not None else _whole(first + "".join(lines), account)
        records = enumerate(_listed(whole), 1)
    records = iter(records)
    sample = [each for each in itertools.islice(records, LOOKED_AT) if isinstance(each[1], Mapping)]
    if not sample:
        return None
    headers = list(dict.fromkeys(path for _, record in sample for path in _paths(record)))
    rows = itertools.chain(sample, _objects(records, account))
    return Records(headers=headers, records=rows, sample=[record for _, record in sample])


def _loaded(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _whole(text: str, account: Account) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        account.unreadable(error.lineno, f"is not JSON ({error.msg}); is the file cut off?")
    except RecursionError:
        account.unreadable(None, "is nested too deeply to be a list of foods")
    return None


def _each_line(lines: Iterable[str], account: Account) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError) as error:
                account.problem(number, None, f"is not JSON ({error})")


def _objects(records: Iterable[tuple[int, Any]], account: Account) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, record in records:
        if isinstance(record, Mapping):
            yield number, record
        else:
            account.problem(number, None, "is not a JSON object")


def _listed(whole: Any) -> list[Any]:
    """Return the records of a document: a list, the longest list of objects in an object, or the object itself."""
    if isinstance(whole, list):
        return whole
    if not isinstance(whole, Mapping):
        return []
    is_record = any(not isinstance(value, dict | list) for value in whole.values()) and "foods" not in whole
    lists = [value for value in whole.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
    return [whole] if is_record or not lists else max(lists, key=len)


def _paths(record: Mapping[str, Any], before: str = "") -> Iterator[str]:
    for name, value in record.items():
        yield f"{before}{name}"
        if isinstance(value, Mapping) and len(before) < 200:
            yield from _paths(value, f"{before}{name}.")


def xml_records(file: IO[Any], account: Account, element: str, where: Mapping[str, str]) -> Records | None:
    """Return the attributes of each top-level element that has given attributes.

    Nested elements are skipped: an export repeats them at the top. Entities are refused.

    Args:
        file: The open file.
        account: Records problems.
        element: Name of the elements.
        where: Attributes that an element must have.
    """
    from xml.parsers import expat  # entities, the danger of XML, are refused

    found: list[tuple[int, Mapping[str, Any]]] = []
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        if depth == 1 and name == element and where.items() <= attributes.items():
            found.append((parser.CurrentLineNumber, attributes))
        depth += 1

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    def entity(*_: object) -> None:
        raise expat.ExpatError("it declares entities")

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.EntityDeclHandler = start, end, entity
    try:
        while chunk := file.read(1 << 16):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        account.unreadable(parser.CurrentLineNumber, f"is not readable as XML ({error}); is the file cut off?")
    if not found and not account.is_unreadable:
        what = " ".join(f"{name}={value}" for name, value in where.items())
        account.unreadable(None, f"has no <{element}> with {what}: no magnesium was recorded in it")
    headers = list(dict.fromkeys(name for _, attributes in found for name in attributes))
    return Records(headers=headers, records=found) if found else None
