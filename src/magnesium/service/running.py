"""Start the server."""

from __future__ import annotations

import uvicorn

from magnesium.service.app import make_app
from magnesium.service.connections import patient_protocol
from magnesium.service.logs import LOGGING
from magnesium.service.settings import Settings


def serve(settings: Settings) -> None:
    """Serve until the process is terminated."""
    uvicorn.run(
        make_app(),
        host=settings.host,
        port=settings.port,
        root_path=settings.root_path,
        http=patient_protocol(settings),
        timeout_keep_alive=settings.idle_seconds,
        timeout_graceful_shutdown=round(settings.body_seconds),
        limit_concurrency=settings.max_connections,
        log_config=LOGGING,
        access_log=False,
        server_header=False,
    )
