"""Lines of a text file, decoded: UTF-8, UTF-16 or Windows-1252, decided for the whole file."""

from __future__ import annotations

import codecs
import functools
import itertools
from collections.abc import Iterator
from typing import IO, Any

from magnesium.foods.files.account import Account

MAX_LINE_BYTES = 65_536
"""Longest line; reading stops at a longer one instead of filling memory."""

_UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_MAX_UTF_16_BYTES = 1 << 30
_BATCH_BYTES = 1 << 24


def text_lines(file: IO[Any], account: Account, longest: int = MAX_LINE_BYTES) -> Iterator[str]:
    """Yield the decoded lines, a blank one for a line that cannot be decoded; stop at one that is too long.

    A file that is not UTF-8 is read as Windows-1252, with a note, if no line before it is UTF-8 beyond ASCII.

    Args:
        file: The open file.
        account: Records problems.
        longest: Maximum length of a line in bytes.
    """
    decode = _Decoder(account)
    after = 0
    for batch in _batches(file, account, longest):
        before, after = after, after + len(batch)
        if before and _are_plain(batch, longest):
            yield from map(bytes.decode, batch)
            continue
        for number, raw in enumerate(batch, before + 1):
            if len(raw) > longest:
                account.unreadable(number, f"is longer than {longest:,} bytes; a log has one entry per line")
                return
            if isinstance(raw, str):
                yield raw.removeprefix("\ufeff") if number == 1 else raw
            elif number == 1 and (encoding := _wide_encoding(raw)):
                yield from _wide_lines(raw, file, encoding, account)
                return
            else:
                yield decode(raw, number)


def _batches(file: IO[Any], account: Account, longest: int) -> Iterator[list[Any]]:
    """Yield the lines in lists of limited size, the first line alone."""
    number, size = 0, 1
    while True:
        batch: list[Any] = []
        try:
            for raw in itertools.islice(iter(functools.partial(file.readline, longest + 1), None), size):
                if not raw:
                    break
                batch.append(raw)
        except (EOFError, ValueError) as error:  # a truncated archive, text that cannot be decoded
            yield batch
            account.unreadable(*where_reading_stopped(error, number + len(batch) + 1))
            return
        yield batch
        if len(batch) < size:
            return
        number, size = number + size, max(1, _BATCH_BYTES // longest)


def _are_plain(batch: list[Any], longest: int) -> bool:
    """Return whether all lines are ASCII in bytes, and none is too long."""
    is_bytes = bool(batch) and isinstance(batch[0], bytes)
    return is_bytes and len(max(batch, key=len)) <= longest and b"".join(batch).isascii()


class _Decoder:
    """Decodes lines that are not ASCII; the first of them decides for the file."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._encoding: str | None = None

    def __call__(self, raw: bytes, line: int) -> str:
        raw = raw.removeprefix(codecs.BOM_UTF8) if line == 1 else raw
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            if self._encoding != "utf-8":
                return self._windows(raw, line)
            self._refuse(line, raw, error.start, "UTF-8, as other lines are")
            return "\n"
        if self._encoding == "cp1252" and not raw.isascii():
            self._account.unreadable(line, "is UTF-8 where other lines are Windows-1252; save the file as UTF-8")
        self._encoding = self._encoding or ("utf-8" if not raw.isascii() else None)
        return text

    def _windows(self, raw: bytes, line: int) -> str:
        try:
            text = raw.decode("cp1252")
        except UnicodeDecodeError as error:
            self._refuse(line, raw, error.start, "UTF-8 or Windows-1252")
            return "\n"
        self._encoding = "cp1252"
        self._account.note("is not UTF-8 and was read as Windows-1252 (cp1252); check the letters with accents")
        return text

    def _refuse(self, line: int, raw: bytes, place: int, expected: str) -> None:
        reason = f"is not {expected} (byte 0x{raw[place]:02x} at position {place + 1}); save it as UTF-8"
        self._account.unreadable(line, reason)


def _wide_encoding(first: bytes) -> str | None:
    """Return the kind of UTF-16 that a file begins with, with or without a byte order mark."""
    found = _UTF_16.get(first[:2])
    if found is None and b"\0" in first:
        # The high bytes of Latin letters, digits and delimiters are zero.
        is_little = first[1::2].count(0) > first[::2].count(0)
        found = "utf-16-le" if is_little else "utf-16-be"
    return found


def _wide_lines(first: bytes, file: IO[Any], encoding: str, account: Account) -> Iterator[str]:
    """Yield the lines of UTF-16, in which a line feed is not a single byte."""
    data = first + file.read(_MAX_UTF_16_BYTES)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, "replace")
        account.unreadable(before.count("\n") + 1, f"is not {encoding.upper()[:6]}; save it as UTF-8")
        return
    yield from text.removeprefix("\ufeff").splitlines(keepends=True)


def where_reading_stopped(error: Exception, line: int) -> tuple[int, str]:
    """Return the line and the reason of an error that occurred while a file was read from *line* on."""
    if not isinstance(error, UnicodeDecodeError):
        return line, f"cannot be read ({error})"
    # A text file decodes many lines at once: those before the bad byte are good and are counted.
    before = error.object[: error.start] + b"."
    bad = error.object[error.start]
    reason = f"is not {error.encoding} (byte 0x{bad:02x}); open the file with its own encoding, or save it as UTF-8"
    return line + len(before.splitlines()) - 1, reason
