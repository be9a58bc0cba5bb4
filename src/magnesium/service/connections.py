"""Close connections of clients that are slow to send a request."""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from magnesium.service.settings import Settings


def patient_protocol(settings: Settings) -> type[H11Protocol]:
    """Return uvicorn's protocol with a time limit for the headers and one for the body of each request."""
    seconds = {h11.IDLE: settings.header_seconds, h11.SEND_BODY: settings.body_seconds}

    class PatientProtocol(H11Protocol):
        _state: Any = None
        _timer: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._watch()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            self._watch()

        def connection_lost(self, exc: Exception | None) -> None:
            self._stop()
            super().connection_lost(exc)

        def _watch(self) -> None:
            """Start the timer of the part awaited now; further bytes of that part do not restart it."""
            if self.conn.their_state is not self._state:
                self._stop()
                self._state = self.conn.their_state
                if self._state in seconds:
                    self._timer = self.loop.call_later(seconds[self._state], self.transport.abort)

        def _stop(self) -> None:
            if self._timer is not None:
                self._timer.cancel()

    return PatientProtocol
