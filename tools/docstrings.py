"""What the source says of attributes: the text that stands after an assignment with a type."""

from __future__ import annotations

import ast
import inspect
import itertools
import textwrap
from collections.abc import Mapping
from types import ModuleType
from typing import Any


def texts_of(documented: type[Any] | ModuleType) -> Mapping[str, str]:
    """Return the text after each annotated name of a class or a module, by the name.

    >>> from magnesium import Symptom
    >>> texts_of(Symptom)["names"]
    'Everyday words and synonyms.'
    """
    tree: Any = ast.parse(textwrap.dedent(inspect.getsource(documented)))
    body: list[ast.stmt] = tree.body if isinstance(documented, ModuleType) else tree.body[0].body
    return {
        statement.target.id: inspect.cleandoc(after.value.value)
        for statement, after in itertools.pairwise(body)
        if isinstance(statement, ast.AnnAssign)
        and isinstance(statement.target, ast.Name)
        and isinstance(after, ast.Expr)
        and isinstance(after.value, ast.Constant)
        and isinstance(after.value.value, str)
    }
