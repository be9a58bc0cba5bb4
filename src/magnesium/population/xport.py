"""Read SAS transport files (XPORT version 5), the format of NHANES.

Source: SAS Institute, TS-140, The record layout of a SAS version 5 or 6 data set in SAS transport (XPORT) format.
"""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import numpy.typing as npt

from magnesium.errors import DataError, Problem
from magnesium.population.columns import Floats

_HEADER = b"HEADER RECORD*******"
_NAMES = b"HEADER RECORD*******NAMESTR HEADER RECORD!!!!!!!"
_OBSERVATIONS = b"HEADER RECORD*******OBS     HEADER RECORD!!!!!!!"


def read_xport(path: Path, wanted: frozenset[str]) -> dict[str, Floats]:
    """Return the numeric columns with these names in the first data set of a file; missing values are NaN.

    Raises :class:`~magnesium.DataError` for a file of another format, or a truncated one.
    """
    data = path.read_bytes()
    names, observations = data.find(_NAMES), data.find(_OBSERVATIONS)
    if not data.startswith(_HEADER) or names < 0 or observations < names:
        raise _refused(path, "is not a SAS transport file of version 5")
    count, start = int(data[names + 54 : names + 58]), names + 80
    columns = [_column(data[start + 140 * number : start + 140 * (number + 1)]) for number in range(count)]
    width = sum(length for _, _, length, _ in columns)
    body = data[observations + 80 :]
    rows = _row_count(body, width)
    if rows == 0:
        raise _refused(path, "has no rows")
    table = np.frombuffer(body, dtype=np.uint8, count=rows * width).reshape(rows, width)
    return {
        name: _from_ibm(table[:, offset : offset + length])
        for name, is_number, length, offset in columns
        if is_number and name in wanted
    }


def _column(record: bytes) -> tuple[str, bool, int, int]:
    """Return the name, whether it is a number, the length and the offset of a column."""
    kind, _, length = struct.unpack(">hhh", record[:6])
    (offset,) = struct.unpack(">i", record[84:88])
    return record[8:16].decode("ascii", "replace").strip().upper(), kind == 1, length, offset


def _row_count(body: bytes, width: int) -> int:
    """Return the number of rows; the last 80 bytes are padded with blanks."""
    rows = len(body) // width
    while rows and not body[(rows - 1) * width : rows * width].strip(b" "):
        rows -= 1
    return rows


def _from_ibm(raw: npt.NDArray[np.uint8]) -> Floats:
    """Return numbers from IBM hexadecimal floating point; a letter, dot or underscore before zeros is missing.

    >>> _from_ibm(np.array([[0x42, 0x64, 0, 0, 0, 0, 0, 0], [0x2E, 0, 0, 0, 0, 0, 0, 0]], dtype=np.uint8)).tolist()
    [100.0, nan]
    """
    full = np.zeros((len(raw), 8), dtype=np.uint8)
    full[:, : raw.shape[1]] = raw
    first = full[:, 0]
    fraction = np.zeros(len(raw))
    for byte in range(7, 0, -1):
        fraction = (fraction + full[:, byte]) / 256
    exponent = (first & 0x7F).astype(np.int64) - 64
    values = np.where(first & 0x80, -1.0, 1.0) * fraction * 16.0**exponent
    is_mark = (first == 0x2E) | (first == 0x5F) | ((first >= 0x41) & (first <= 0x5A))
    return np.where(is_mark & ~full[:, 1:].any(axis=1), np.nan, values)


def _refused(path: Path, reason: str) -> DataError:
    return DataError(path.name, (Problem(line=None, column=None, message=reason),))
