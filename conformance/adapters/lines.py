"""Answer questions from standard input on standard output; adapters need no other module of this project."""

import json
import sys
from collections.abc import Callable
from typing import Any


class NoCall(Exception):  # noqa: N818  (the word of the protocol)
    """The tool does not claim to answer this kind of question."""


class Refusal(Exception):  # noqa: N818
    """The tool claims to answer this kind of question but gave no answer."""


def run(answer: Callable[[dict[str, Any]], Any]) -> None:
    """Reply to each question with ``answer``, ``refusal``, ``no_call`` or ``error``."""
    for line in sys.stdin:
        print(json.dumps(_reply(answer, json.loads(line))), flush=True)


def _reply(answer: Callable[[dict[str, Any]], Any], question: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"answer": answer(question)}
    except NoCall as error:
        return {"no_call": str(error)}
    except Refusal as error:
        return {"refusal": str(error)}
    except Exception as error:  # noqa: BLE001  (reported to the one who asks)
        return {"error": f"{type(error).__name__}: {error}"}
