"""Score a system: ask it every question, and judge its replies."""

from __future__ import annotations

import collections
import enum
from collections.abc import Iterable, Iterator

import attrs

from magnesium.conformance.questions import Question, questions
from magnesium.conformance.replies import RefusedError, Reply, System
from magnesium.rendering.answers import Answer
from magnesium.rendering.blocks import Block, Heading, Note, Table


class Standing(enum.StrEnum):
    """The judgment of a reply."""

    RIGHT = "right"
    WRONG = "wrong"
    REFUSED = "refused"
    """No answer to a question that has one."""
    FAILED = "failed"
    """An error of the system."""
    NO_CALL = "no call"
    """The system does not claim to answer such questions; not counted."""


@attrs.frozen(repr=False)
class Outcome(Answer):
    """A system's reply to one question, and its judgment."""

    question: Question
    standing: Standing
    replied: str

    def __str__(self) -> str:
        return f"{self.question.id} {self.standing}: {self.replied}"


@attrs.frozen(kw_only=True, repr=False)
class Score(Answer):
    """The score of a system: right answers of those that it claims to give."""

    system: str
    outcomes: tuple[Outcome, ...]

    def count(self, standing: Standing, kind: str | None = None) -> int:
        """Return the number of questions, optionally of one *kind*, with this standing."""
        of_kind = (found for found in self.outcomes if kind in {None, found.question.kind})
        return sum(found.standing is standing for found in of_kind)

    @property
    def right(self) -> int:
        """Number of right replies."""
        return self.count(Standing.RIGHT)

    @property
    def asked(self) -> int:
        """Number of questions that the system claims to answer."""
        return len(self.outcomes) - self.count(Standing.NO_CALL)

    def __str__(self) -> str:
        return f"{self.system}: {self.right} of {self.asked} right, no call for {self.count(Standing.NO_CALL)}"

    def blocks(self) -> Iterator[Block]:
        """Yield the counts by kind of question, then every reply that is not right."""
        yield Heading(str(self), 1)
        kinds = collections.Counter(found.question.kind for found in self.outcomes)
        uncalled = [kind for kind in sorted(kinds) if self.count(Standing.NO_CALL, kind) == kinds[kind]]
        called = sorted(set(kinds) - set(uncalled))
        rows = ((kind, *(self.count(standing, kind) for standing in Standing)) for kind in called)
        yield Table(("kind", *Standing), rows)
        if uncalled:
            yield Note(f"No call for {', '.join(uncalled)}.")
        if missed := [found for found in self.outcomes if found.standing not in {Standing.RIGHT, Standing.NO_CALL}]:
            yield Heading("Not right")
            yield from (Note(_missed(found)) for found in missed)


def _missed(found: Outcome) -> str:
    question = found.question
    unit = f" {question.unit}" if question.unit else ""
    expected = f"expected {question.expected}{unit} [{question.source.citation}]"
    return f"{question}: {found.standing} ({found.replied}); {expected}"


def score(system: System, *, name: str = "system", asked: Iterable[Question] | None = None) -> Score:
    """Ask a system the questions and return its score.

    Args:
        system: Called with each question as a dict of ``id``, ``kind``, ``question``, ``input`` and ``unit``. It
            returns a number in that unit, a truth value or a string; raises
            :class:`~magnesium.conformance.RefusedError` if no answer must be given; and returns ``None`` or raises
            ``NotImplementedError`` if it does not claim to answer. Any other exception is a failure.
        name: Name of the system.
        asked: The questions; the bundled ones by default.

    >>> from magnesium.conformance import score
    >>> print(score(lambda question: None, name="nothing", asked=questions()[:3]))
    nothing: 0 of 0 right, no call for 3
    """
    given = questions() if asked is None else asked
    return Score(system=name, outcomes=tuple(_judged(question, system) for question in given))


def _judged(question: Question, system: System) -> Outcome:
    try:
        reply = system(question.asked())
    except NotImplementedError as error:
        return Outcome(question, Standing.NO_CALL, str(error))
    except RefusedError as error:
        is_right = question.expected.refusal is not None
        return Outcome(question, Standing.RIGHT if is_right else Standing.REFUSED, str(error))
    except Exception as error:  # noqa: BLE001  (whatever a system raises is its answer)
        return Outcome(question, Standing.FAILED, f"{type(error).__name__}: {error}"[:300])
    return Outcome(question, _standing(question, reply), str(reply))


def _standing(question: Question, reply: Reply) -> Standing:
    if reply is None:
        return Standing.NO_CALL
    if question.expected.refusal is None and question.expected.accepts(reply):
        return Standing.RIGHT
    return Standing.WRONG
