from __future__ import annotations

import asyncio
import io
import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

import magnesium as mg
from tests.service.conftest import part

REQUESTS = 200


def question(number: int) -> tuple[str, dict[str, Any], str]:
    """Return the path and the body of a request, and the log that it holds; no two are alike."""
    log = f"food,amount\ncooked spinach,{number + 1} g\nalmonds,{REQUESTS - number} g\n"
    if number % 10 == 3:
        log += f"moon cheese {number},1 g\n"
    body = {"day": log, "age": 20 + number % 60, "sex": ("female", "male")[number % 2]}
    return "/plots/contributors" if number % 10 == 7 else "/report", body, log


def test_two_hundred_requests_at_once_lose_nothing_and_mix_nothing_up(server: str, client: Any) -> None:
    httpx = pytest.importorskip("httpx2", reason="needs the dependency group service")

    async def ask_all() -> list[Any]:
        limits = httpx.Limits(max_connections=REQUESTS)
        async with httpx.AsyncClient(base_url=server, limits=limits, timeout=120) as crowd:
            asked = (question(number)[:2] for number in range(REQUESTS))
            return await asyncio.gather(*(crowd.post(path, json=body) for path, body in asked))

    answers = asyncio.run(ask_all())
    assert len(answers) == REQUESTS
    for number, answer in enumerate(answers):
        path, body, log = question(number)
        if "moon" in log:
            assert answer.status_code == 422
            assert f"moon cheese {number}" in answer.json()["message"]
        elif path == "/report":
            person = mg.Person(age=body["age"], sex=body["sex"])
            report = mg.build_report(mg.read_food_log(io.StringIO(log)), person, title="the day")
            assert answer.json() == json.loads(json.dumps(report.to_dict()))
        else:
            assert answer.status_code == 200
            assert answer.content == client.post(path, json=body).content


def test_plots_are_drawn_one_at_a_time(application: Any, client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    plots = part("plots")
    drawing: list[int] = []
    together: list[int] = []

    def draw(*_: Any) -> None:
        drawing.append(1)
        together.append(len(drawing))
        time.sleep(0.02)
        drawing.pop()

    monkeypatch.setattr(plots, "_draw", draw)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: client.post("/plots/meals", json=question(1)[1]), range(8)))
    assert [answer.status_code for answer in answers] == [200] * 8
    assert together == [1] * 8
