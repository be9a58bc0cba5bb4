"""Settings, each from an environment variable: ``MAGNESIUM_PORT=8080``."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

import attrs

from magnesium.errors import InvalidValueError

_PREFIX = "MAGNESIUM_"
_READERS: Mapping[type, Callable[[str], object]] = {str: str, int: int, float: float}


@attrs.frozen
class Settings:
    """How the service runs."""

    host: str = "127.0.0.1"
    """Address to listen on; 127.0.0.1 is this machine only."""
    port: int = 8000
    """Port to listen on; 0 means any free port."""
    header_seconds: float = 10.0
    """Time for the headers of a request, after which the connection is closed."""
    body_seconds: float = 30.0
    """Time for the body of a request, after which the connection is closed."""
    idle_seconds: int = 5
    """Time that a connection is kept open between two requests."""
    max_connections: int = 1_000
    """Maximum number of simultaneous connections; further ones are answered with 503."""
    root_path: str = ""
    """The path under which a server in front forwards requests."""

    def __attrs_post_init__(self) -> None:
        for name in ("header_seconds", "body_seconds", "idle_seconds", "max_connections"):
            if not getattr(self, name) > 0:
                raise InvalidValueError(variable_of(name), getattr(self, name), "must be greater than 0")


def variable_of(name: str) -> str:
    """Return the environment variable of a setting."""
    return _PREFIX + name.upper()


def settings_from(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings of an environment; raises :class:`~magnesium.InvalidValueError` for an invalid value."""
    given: dict[str, object] = {}
    for name, field in attrs.fields_dict(Settings).items():
        if (text := environment.get(variable_of(name), "")) != "":
            try:
                given[name] = _READERS[type(field.default)](text)
            except ValueError:
                kind = "a whole number" if isinstance(field.default, int) else "a number"
                raise InvalidValueError(variable_of(name), text, f"must be {kind}") from None
    return Settings(**given)  # type: ignore[arg-type]
