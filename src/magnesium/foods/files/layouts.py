"""Layouts: the role of each column of a file, by the user's mapping, a profile, or the header."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import attrs

from magnesium.errors import InvalidValueError, NotFoundError
from magnesium.foods.files.account import Account
from magnesium.foods.files.grids import Header
from magnesium.foods.log_profiles import LogProfile, ProfileHolds, log_profiles
from magnesium.text import fold

CONDITION = "if "
"""Prefix of the role of a column that decides whether a row is read."""


def _no_role(_: str) -> str:
    return ""


@attrs.frozen(kw_only=True)
class Kind:
    """The required and optional columns of a kind of file."""

    holds: ProfileHolds
    roles: tuple[str, ...]
    needed: tuple[tuple[str, ...], ...]
    """Sets of roles; a file must have all of one set; errors name the first."""
    role_of: Callable[[str], str]
    """Returns the role of a header in a file without a profile, or its folded text."""
    near_role: Callable[[str], str] = _no_role
    """Returns the role that a header which is not known may have, for a proposal; "" if none."""
    other_words: Mapping[str, str] = attrs.field(factory=dict)
    """Aliases of roles in the user's mapping."""


@attrs.frozen(kw_only=True)
class Layout:
    """The columns of one file."""

    headers: Mapping[str, str]
    """The header of each role that the file has."""
    profile: LogProfile | None = None
    units: Mapping[str, str] = attrs.field(factory=dict)
    """The unit of a role that the user's mapping states."""


@attrs.frozen(kw_only=True)
class Wanted:
    """What the user stated about the columns: a mapping, a profile, or nothing ("auto")."""

    columns: Mapping[str, str] | None
    profile: str | None
    kind: Kind

    def score(self, headers: Sequence[str]) -> int:
        """Return the number of recognized columns of a header."""
        named = set(headers)
        if self.columns is not None:
            return len(named.intersection(self.columns.values()))
        own = {role for role in map(self.kind.role_of, headers) if role in self.kind.roles}
        profiles = [len(profile.recognized_by) for profile in self._profiles() if _is_by(profile, headers)]
        return max((len(own), *(1 + count for count in profiles)))

    def _profiles(self) -> tuple[LogProfile, ...]:
        if self.profile is None:
            return ()
        if self.profile != "auto":
            return (log_profiles[self.profile],)
        return tuple(log_profiles.values())

    def layout(self, grid: Header, account: Account) -> Layout | None:
        """Return the layout of a file, or ``None`` after recording the problems of its header."""
        before = len(account.problems)
        layout = self._mapped(grid, account) if self.columns is not None else self._recognized(grid, account)
        return layout if len(account.problems) == before else None

    def _mapped(self, grid: Header, account: Account) -> Layout:
        columns = self.columns or {}
        for role, header in columns.items():
            if not grid.has(header):
                hint = _hint(header, grid.headers)
                account.problem(grid.header_line, header, f"is missing ({role}); the header has {_shown(grid)}{hint}")
            elif grid.headers.count(header) > 1:
                account.problem(grid.header_line, header, "is duplicated in the header")
        _check_needed(columns, self.kind, grid, account)
        return Layout(headers=columns)

    def _recognized(self, grid: Header, account: Account) -> Layout | None:
        own = self._own(grid)
        is_own = not _missing(own, self.kind) and all(self.kind.role_of(header) in own for header in grid.headers)
        if not is_own or self.profile not in {"auto", None}:
            before = len(account.problems)
            layout = self.by_profile(grid, account)
            if layout is not None or len(account.problems) > before:
                return layout
            if _check_needed(own, self.kind, grid, account, self._proposal(grid, own)):
                return None
        known, unknown = set(own.values()), self._unknown_column() + self._proposal(grid, own)
        for header in dict.fromkeys(grid.headers):
            role = self.kind.role_of(header)
            if role not in self.kind.roles:
                account.problem(grid.header_line, role or header, unknown)
                unknown = "is not a known column either"
            elif header not in known or grid.headers.count(header) > 1:
                account.problem(grid.header_line, role, f"is duplicated in the header ({own[role]!r} and {header!r})")
        return Layout(headers=own)

    def _unknown_column(self) -> str:
        return (
            f"is not a known column; known are {', '.join(self.kind.roles)}. With columns= (at the command line "
            "--columns), other columns are ignored"
        )

    def _proposal(self, grid: Header, own: Mapping[str, str]) -> str:
        """Return the mapping to write, in Python and at the command line, if near matches make one; else ""."""
        near = {header: role for role, header in own.items()}
        for header in grid.headers:
            role = self.kind.near_role(header)
            if role in self.kind.roles and role not in near.values():
                near.setdefault(header, role)
        found = {near[header]: header for header in grid.headers if header in near}
        if _missing(found, self.kind) or any(mark in header for header in found.values() for mark in ',="'):
            return ""
        words = ",".join(f"{role}={_quoted(header)}" for role, header in found.items())
        return f"; if these are meant, write --columns {words} (in Python columns={found!r})"

    def _own(self, grid: Header) -> dict[str, str]:
        found: dict[str, str] = {}
        for header in grid.headers:
            role = self.kind.role_of(header)
            if role in self.kind.roles:
                found.setdefault(role, header)
        return found

    def by_profile(self, grid: Header, account: Account) -> Layout | None:
        """Return the layout of an export; ``None`` if no profile fits, or after recording why it cannot be read."""
        recognized = self._profile(grid, account)
        return None if recognized is None else _of_profile(recognized, grid, self.kind, account)

    def _profile(self, grid: Header, account: Account) -> LogProfile | None:
        fitting = [profile for profile in self._profiles() if _is_by(profile, grid.headers)]
        if not fitting:
            if self.profile not in {"auto", None}:
                named = log_profiles[self.profile or ""]
                reason = f"is not {named.title}, which has {', '.join(named.recognized_by)}"
                account.problem(grid.header_line, None, f"{reason}; the header has {_shown(grid)}")
            return None
        return max(fitting, key=lambda profile: len(profile.recognized_by))


def wanted(columns: Any, profile: Any, kind: Kind) -> Wanted:
    """Return what the user stated about the columns.

    Args:
        columns: A mapping of roles to headers, or ``None``.
        profile: A key of ``magnesium.log_profiles``, or "auto".
        kind: The kind of file.

    Raises:
        InvalidValueError: *columns* is not a mapping of roles to headers.
        NotFoundError: The profile or a role is unknown.
    """
    if profile is not None and profile != "auto" and profile not in log_profiles:
        log_profiles[profile]
    if columns is None:
        return Wanted(columns=None, profile=profile, kind=kind)
    if not isinstance(columns, Mapping) or not columns:
        raise InvalidValueError("columns", columns, "must be a mapping of roles to headers, such as {'food': 'Item'}")
    found: dict[str, str] = {}
    for word, header in columns.items():
        role = kind.other_words.get(word, word) if isinstance(word, str) else word
        if role not in kind.roles:
            near = tuple(difflib.get_close_matches(str(word), kind.roles, n=1))
            raise NotFoundError("role of a column", str(word), near, f"there are {', '.join(kind.roles)}")
        if not isinstance(header, str) or not header.strip():
            raise InvalidValueError(f"column for {word}", header, "must be a header")
        if role in found:
            raise InvalidValueError("columns", columns, f"must name one column for {role}")
        found[role] = " ".join(header.split())
    return Wanted(columns=found, profile=profile, kind=kind)


def _is_by(profile: LogProfile, headers: Sequence[str]) -> bool:
    folded = set(map(fold, headers))
    return all(fold(header) in folded for header in profile.recognized_by)


def _of_profile(profile: LogProfile, grid: Header, kind: Kind, account: Account) -> Layout | None:
    if profile.refusal:
        account.problem(None, None, f"is {profile.title}: {profile.refusal}")
        return None
    if profile.holds != kind.holds:
        other = {
            "foods": "a table of foods: read_food_table reads it (at the command line --foods)",
            "log": "a food log: read_food_log reads it",
        }
        account.problem(None, None, f"is {profile.title}, {other[profile.holds]}")
        return None
    by_folded = {fold(header): header for header in reversed(grid.headers)}
    headers: dict[str, str] = {}
    for role, header in profile.roles:
        written = by_folded.get(fold(header), header)
        if grid.has(written):
            headers.setdefault(role, written)
    for pair in (*profile.left_out, *profile.kept):
        name = pair.partition("=")[0]
        if fold(name) in by_folded:
            headers[f"{CONDITION}{name}"] = by_folded[fold(name)]
    _check_needed(headers, kind, grid, account)
    return Layout(headers=headers, profile=profile)


def _missing(headers: Mapping[str, str], kind: Kind) -> tuple[str, ...]:
    """Return the roles that a file lacks; empty if it has one complete set of required roles."""
    lacking = [tuple(role for role in roles if role not in headers) for roles in kind.needed]
    return () if () in lacking else lacking[0]


def _check_needed(
    headers: Mapping[str, str], kind: Kind, grid: Header, account: Account, proposal: str = ""
) -> tuple[str, ...]:
    """Return the roles that a file lacks, after recording them with the *proposal* of a mapping, if any."""
    missing = _missing(headers, kind)
    for role in missing:
        hint = "; name the columns with columns= (at the command line --columns)"
        hint, proposal = proposal or _hint(role, grid.headers) or hint, ""
        account.problem(grid.header_line, role, f"is missing; the header has {_shown(grid)}{hint}")
    return missing


def _hint(role: str, headers: Sequence[str]) -> str:
    near = difflib.get_close_matches(fold(role), [fold(header) for header in headers], n=1)
    header = next((header for header in headers if near and fold(header) == near[0]), None)
    return f"; did you mean {header!r}?" if header else ""


def _quoted(header: str) -> str:
    """Return a header as an argument of a command: in quotes unless it is one plain word."""
    return header if re.fullmatch(r"\w+", header) else f'"{header}"'


def _shown(grid: Header) -> str:
    return ", ".join(grid.headers) or "nothing"
