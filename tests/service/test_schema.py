"""The service against its own schema, by Schemathesis; no network is used."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.conftest import imported

schemathesis = pytest.importorskip("schemathesis", reason="needs the dependency group service")

CONFIG = {
    "generation": {"max-examples": 40, "deterministic": True, "database": "none"},
    "checks": {
        # A schema cannot say which foods there are, that only a woman is pregnant, or how long a body is in bytes.
        "positive_data_acceptance": {"expected-statuses": ["2xx", "413", "422"]},
        "negative_data_rejection": {"expected-statuses": ["405", "413", "422"]},
        # Starlette answers a wrong method from the first route of a path, and names only that route's methods.
        "allow_header_conformance": {"enabled": False},
    },
}

schema = schemathesis.openapi.from_asgi("/openapi.json", imported(), config=schemathesis.Config.from_dict(CONFIG))


@pytest.mark.filterwarnings("ignore:Glyph:UserWarning")
@schema.parametrize()  # type: ignore[untyped-decorator]
def test_the_service_keeps_its_schema(case: Any) -> None:
    case.call_and_validate()
