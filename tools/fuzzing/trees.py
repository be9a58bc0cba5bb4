"""Random JSON trees: real ones with parts left out, doubled, or replaced by odd values."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from random import Random
from typing import Any

from tools.fuzzing import texts


def odd(random: Random) -> Any:
    """Return a value that may stand anywhere in JSON."""
    return random.choice(
        (
            *(None, True, False, 0, -1, 1, 10**30, "", "2026-02-30", "2026-11-27", [], {}, [[]], [None], {"": None}),
            *(
                texts.number(random),
                texts.word(random),
                [texts.word(random)],
                {texts.word(random): texts.number(random)},
            ),
        )
    )


def changed(random: Random, tree: Any) -> Any:
    """Return a copy of *tree* after up to three changes."""
    made = copy.deepcopy(tree)
    for _ in range(random.randint(0, 3)):
        places = list(_places(made))
        if places:
            _change(random, *random.choice(places))
    return made


def _places(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each part of a tree as its container and its key."""
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, value in pairs:
        yield tree, key
        yield from _places(value)


def _change(random: Random, container: Any, key: Any) -> None:
    kind = random.random()
    if kind < 0.2:
        del container[key]
    elif kind < 0.6:
        container[key] = odd(random)
    elif kind < 0.75 and isinstance(container[key], str):
        container[key] = texts.changed(random, container[key])
    elif kind < 0.85 and isinstance(container, dict):
        container[texts.word(random)] = container.pop(key)
    elif isinstance(container, list):
        container.append(copy.deepcopy(container[key]))
    else:
        container[key] = [container[key]]
