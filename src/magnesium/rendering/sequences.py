"""An answer that is a sequence of answers: search results, suggestions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar, overload

from magnesium.rendering.answers import Answer

T_co = TypeVar("T_co", covariant=True)


class AnswerSequence(Answer, Sequence[T_co]):
    """The sequence of a class's ``items``, equal to any list or tuple of equal items."""

    __slots__ = ()
    items: tuple[T_co, ...]

    @overload
    def __getitem__(self, index: int) -> T_co: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[T_co, ...]: ...
    def __getitem__(self, index: int | slice) -> T_co | tuple[T_co, ...]:
        return self.items[index]

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[T_co]:
        return iter(self.items)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, AnswerSequence | tuple | list):
            return NotImplemented
        return self.items == tuple(other)

    def __hash__(self) -> int:
        return hash(self.items)
