"""Problems of a document, by field."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from magnesium.errors import DataError, MagnesiumError, Problem


def refused(problems: Sequence[tuple[str | None, str]]) -> DataError:
    """Return the error that names each field and its problem."""
    return DataError("JSON document", tuple(Problem(line=None, column=where, message=what) for where, what in problems))


def problems_in(error: BaseException, where: str) -> Iterator[tuple[str, str]]:
    """Yield the field and the problem of each error inside one of cattrs."""
    from cattrs.errors import ForbiddenExtraKeysError

    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from problems_in(inner, where + _place(inner))
    elif isinstance(error, ForbiddenExtraKeysError):
        for name in sorted(error.extra_fields, key=str):
            yield f"{where}.{name}", f"is not a field of {error.cl.__name__}"
    elif isinstance(error, KeyError) and error.args:
        yield f"{where}.{error.args[0]}", "is missing"
    elif isinstance(error, MagnesiumError | ValueError | TypeError):
        yield where, str(error)
    else:
        raise error


def _place(error: BaseException) -> str:
    """Return ``.name`` of a field or ``[3]`` of an element, from the notes that cattrs leaves.

    A missing field has a note too, but is named by the error itself.
    """
    if isinstance(error, KeyError):
        return ""
    for note in getattr(error, "__notes__", ()):
        # Both kinds of note are strings, which have a method named index.
        if isinstance(getattr(note, "index", None), int):
            return f"[{note.index}]"
        if hasattr(note, "name"):
            return f".{note.name}"
    return ""


def shown(value: object) -> str:
    """Return a value as a string of at most 40 characters."""
    text = repr(value)
    return text if len(text) <= 40 else text[:39] + "…"
