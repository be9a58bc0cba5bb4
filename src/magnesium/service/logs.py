"""One line of JSON for each request, without personal data: no address, query, header or body."""

from __future__ import annotations

import json
import logging
import time
import uuid

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOG = logging.getLogger("magnesium.service")


class RequestLog:
    """Logs method, route, status and duration of each request, and sends its id as ``X-Request-ID``."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Forward everything, and log the request when it was answered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begin, id_, status = time.perf_counter(), uuid.uuid4().hex, 500

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = id_
            await send(message)

        try:
            await self._app(scope, receive, send_with_id)
        finally:
            LOG.info(_line(scope, id_, status, time.perf_counter() - begin))


def _line(scope: Scope, id_: str, status: int, seconds: float) -> str:
    # The route is the matched pattern, so it contains nothing that a user typed.
    route = getattr(scope.get("route"), "path", None)
    line = {"id": id_, "method": scope["method"], "route": route, "status": status, "ms": round(seconds * 1000, 1)}
    return json.dumps(line)


class JsonLines(logging.Formatter):
    """Writes a record as one JSON object; a request's record already is one."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        said = record.getMessage()
        about = json.loads(said) if record.name == LOG.name else {"message": said}
        if record.exc_info and record.exc_info[0]:
            about["error"] = record.exc_info[0].__name__  # its text may repeat what was sent
        return json.dumps({"time": self.formatTime(record), "level": record.levelname, **about})


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "magnesium.service.logs.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "loggers": {name: {"handlers": ["stderr"], "level": "INFO", "propagate": False} for name in ("uvicorn", LOG.name)},
}
