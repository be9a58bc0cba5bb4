"""How the service runs: settings, health, logs, slow clients, and the questions beside the report."""

from __future__ import annotations

import json
import logging
import socket
import threading
import time
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg
from magnesium.cli.main import main
from magnesium.conversions import Conversion
from magnesium.laboratory import classify_serum, own_interval
from magnesium.service.settings import Settings, settings_from, variable_of
from tests.service.conftest import part

# --- settings ----------------------------------------------------------------------------------


def test_without_an_environment_the_settings_are_the_defaults() -> None:
    assert settings_from({"PATH": "/bin", "MAGNESIUM_PORT": ""}) == Settings()


@given(port=st.integers(0, 65_535), seconds=st.floats(0.1, 100), host=st.sampled_from(["127.0.0.1", "::1"]))
def test_each_setting_has_a_variable(port: int, seconds: float, host: str) -> None:
    settings = attrs.evolve(Settings(), port=port, body_seconds=seconds, host=host)
    environment = {variable_of(name): str(value) for name, value in attrs.asdict(settings).items()}
    assert settings_from(environment) == settings


@pytest.mark.parametrize(
    ("variable", "value"),
    [("MAGNESIUM_PORT", "eighty"), ("MAGNESIUM_HEADER_SECONDS", "long"), ("MAGNESIUM_MAX_CONNECTIONS", "0")],
)
def test_a_setting_that_cannot_be_is_named(variable: str, value: str) -> None:
    with pytest.raises(mg.InvalidValueError, match=variable):
        settings_from({variable: value})


def test_it_listens_on_this_machine_only_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    running = part("running")
    found: list[Settings] = []
    monkeypatch.setattr(running, "serve", found.append)
    monkeypatch.setenv("MAGNESIUM_PORT", "8080")
    for arguments in ([], ["--port", "0"], ["--host", "0.0.0.0", "--port", "81"]):  # noqa: S104  (nothing listens)
        assert main(["serve", *arguments]) == 0
    assert [(each.host, each.port) for each in found] == [
        ("127.0.0.1", 8080),
        ("127.0.0.1", 0),
        ("0.0.0.0", 81),  # noqa: S104
    ]


@pytest.mark.parametrize("port", ["x", "-1", "65536"])
def test_a_port_that_cannot_be_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    part("running")
    assert main(["serve", f"--port={port}"]) == 3
    assert "port" in capsys.readouterr().err


# --- health and logs ---------------------------------------------------------------------------


def test_it_is_ready_once_the_tables_are_loaded(client: Any) -> None:
    assert client.get("/health/live").json() == {"status": "ok"}
    ready = client.get("/health/ready")
    assert (ready.status_code, ready.json()["status"]) == (200, "ready")
    assert ready.json()["data"] == mg.data_version


def test_before_it_is_loaded_it_is_not_ready() -> None:
    pytest.importorskip("fastapi", reason="needs the extra service")
    from fastapi.testclient import TestClient

    client = TestClient(part("app").make_app())  # without its lifespan nothing is loaded
    assert client.get("/health/live").status_code == 200
    assert client.get("/health/ready").status_code == 503


PRIVATE = "private words"


def test_a_log_line_has_nothing_that_a_person_sent(client: Any, caplog: pytest.LogCaptureFixture) -> None:
    log = part("logs").LOG
    with caplog.at_level(logging.INFO, log.name):
        answers = [
            client.post("/assess", json={"age": 30, "sex": "male", "symptoms": [PRIVATE]}, headers={"X-Name": PRIVATE}),
            client.get("/foods", params={"query": PRIVATE}),
            client.get(f"/{PRIVATE}"),
            client.post("/", content=f"day={PRIVATE}"),
        ]
    lines = [json.loads(record.getMessage()) for record in caplog.records if record.name == log.name]
    assert [line["id"] for line in lines] == [answer.headers["x-request-id"] for answer in answers]
    assert [line["status"] for line in lines] == [answer.status_code for answer in answers]
    assert [line["route"] for line in lines] == ["/assess", "/foods", None, "/"]
    assert PRIVATE.split(maxsplit=1)[0] not in caplog.text
    assert "testclient" not in caplog.text


def test_a_line_of_the_log_is_json_and_an_error_is_named_without_its_text() -> None:
    formatter = part("logs").JsonLines()
    error = ValueError(PRIVATE)
    failed = logging.LogRecord("uvicorn", logging.ERROR, "", 1, "it failed", None, (ValueError, error, None))
    assert json.loads(formatter.format(failed))["error"] == "ValueError"
    assert PRIVATE not in formatter.format(failed)
    line = logging.LogRecord(part("logs").LOG.name, logging.INFO, "", 1, '{"status": 200}', None, None)
    assert json.loads(formatter.format(line))["status"] == 200


# --- slow clients ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def impatient() -> Iterator[int]:
    """The port of a server that waits for a fifth of a second."""
    uvicorn: ModuleType = pytest.importorskip("uvicorn", reason="needs the extra service")
    protocol = part("connections").patient_protocol(Settings(header_seconds=0.2, body_seconds=0.2))

    async def app(scope: Any, receive: Any, send: Any) -> None:
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})

    server = uvicorn.Server(uvicorn.Config(app, port=0, http=protocol, lifespan="off", log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join()


def received(port: int, *parts: bytes) -> bytes:
    """Return what a server sends to a client that sends these parts and then nothing; it must close by itself."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        for sent in parts:
            client.sendall(sent)
            time.sleep(0.05)
        found = b""
        try:
            while more := client.recv(1_000):
                found += more
        except ConnectionResetError:
            pass
        return found


HEAD = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n"


@pytest.mark.parametrize("sent", [(), (b"POST / HT",), (HEAD[:20], HEAD[20:30]), (HEAD + b"\r\n", b"1234")])
def test_a_client_that_does_not_finish_its_request_is_disconnected(impatient: int, sent: tuple[bytes, ...]) -> None:
    assert received(impatient, *sent) == b""


def test_a_client_that_is_in_time_is_answered(impatient: int) -> None:
    answer = received(impatient, HEAD + b"Connection: close\r\n\r\n", b"12345", b"6789")
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith(b"ok")


# --- the questions beside the report -----------------------------------------------------------


def as_sent(answer: mg.Answer) -> Any:
    return json.loads(json.dumps(answer.to_dict()))


PERSON = mg.Person(age=61, sex="female")


def test_each_answer_is_the_librarys_own(client: Any) -> None:
    who = {"age": 61, "sex": "female"}
    serum = {"value": 1.4, "unit": "mg/dL", "lower": 1.7}
    own = classify_serum(mg_per_dl=1.4, interval=own_interval(lower_mg_per_dl=1.7))
    about: dict[str, Any] = {"symptoms": ["muscle twitching"], "medications": ["omeprazole"]}
    asked = [
        (client.get("/compare", params=who), mg.compare(PERSON)),
        (client.post("/parse", json={"text": "2 eggs and 1 cup milk"}), mg.parse_meal("2 eggs and 1 cup milk")),
        (client.post("/serum", json=serum), own),
        (client.post("/assess", json={**who, **about, "serum": serum}), mg.assess(PERSON, **about, serum=own)),
        (
            client.get("/convert", params={"value": 2, "unit": "mg/dL", "to": "mmol/L"}),
            Conversion.of(2, "mg/dL", "mmol/L"),
        ),
        (client.get("/claims", params={"query": "cramps"}), mg.claims.search("cramps", limit=10)),
    ]
    for response, answer in asked:
        assert response.status_code == 200, response.text
        assert response.json() == as_sent(answer)


def test_limits_of_a_serum_value_are_given_once(client: Any) -> None:
    both = {"value": 1, "unit": "mmol/L", "lower": 0.7, "interval": "iom1997"}
    assert "own limits" in client.post("/serum", json=both).json()["message"]


LINES = st.sampled_from(["1 cup cooked spinach", "2 eggs", "200 g tofu", "1 glass of milk", "30 g almonds"])


@given(st.lists(LINES, min_size=1, max_size=5))
def test_lines_as_people_write_them_are_a_day(client: Any, lines: list[str]) -> None:
    response = client.post("/report", json={"day": "\n".join(lines), "age": 40, "sex": "male"})
    entries = response.json()["record"]["intake"]["entries"]
    assert [entry["item"]["id"] for entry in entries] == [entry.item.id for entry in mg.check(lines).entries]


def test_a_line_that_is_not_understood_is_named_with_its_number(client: Any) -> None:
    response = client.post("/report", json={"day": "2 eggs\n1 cup moonfood", "age": 40, "sex": "male"})
    assert response.status_code == 422
    assert [problem["line"] for problem in response.json()["problems"]] == [2]


@given(st.text(max_size=40))
def test_suggestions_are_names_of_foods_or_none(client: Any, words: str) -> None:
    names = client.get("/suggestions", params={"query": words, "limit": 6}).json()
    assert len(names) == len(set(names)) <= 6
    assert all(isinstance(name, str) for name in names)


def test_suggestions_have_the_words(client: Any) -> None:
    names = client.get("/suggestions", params={"query": "pumpkin seed", "limit": 6}).json()
    assert names
    assert all("pumpkin" in name.casefold() for name in names)
