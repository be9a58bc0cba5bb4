"""Conformance: questions about magnesium with sourced answers, and the score of any system that answers them.

A system is a Python function, a command, an HTTP address, or the tools of an MCP server.
"""

from magnesium.conformance.questions import Expected, Question, QuestionSource, questions, read_questions
from magnesium.conformance.replies import NoCallError, RefusedError
from magnesium.conformance.scoring import Outcome, Score, Standing, score
from magnesium.conformance.systems import command_system, http_system

__all__ = [
    "Expected",
    "NoCallError",
    "Outcome",
    "Question",
    "QuestionSource",
    "RefusedError",
    "Score",
    "Standing",
    "command_system",
    "http_system",
    "questions",
    "read_questions",
    "score",
]
