"""Docstrings of attributes: the string after an annotated assignment."""

from __future__ import annotations

import ast
import inspect
import itertools
import textwrap
from collections.abc import Mapping
from types import ModuleType
from typing import Any

import attrs


def texts_of(documented: type[Any] | ModuleType) -> Mapping[str, str]:
    """Return the text after each annotated name of a class, its bases among them, or of a module.

    >>> from magnesium import Symptom
    >>> texts_of(Symptom)["names"]
    'Everyday words and synonyms.'
    """
    if isinstance(documented, ModuleType):
        return _texts(ast.parse(inspect.getsource(documented)).body)
    found: dict[str, str] = {}
    for kind in reversed(documented.__mro__):
        if attrs.has(kind):
            [defined] = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
            found |= _texts(defined.body) if isinstance(defined, ast.ClassDef) else {}
    return found


def _texts(body: list[ast.stmt]) -> dict[str, str]:
    return {
        statement.target.id: inspect.cleandoc(after.value.value)
        for statement, after in itertools.pairwise(body)
        if isinstance(statement, ast.AnnAssign)
        and isinstance(statement.target, ast.Name)
        and isinstance(after, ast.Expr)
        and isinstance(after.value, ast.Constant)
        and isinstance(after.value.value, str)
    }
