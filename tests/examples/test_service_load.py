from __future__ import annotations

import asyncio
import io
import json
from typing import Any

import pytest

import magnesium as mg

REQUESTS = 200


def question(number: int) -> tuple[str, dict[str, Any], str]:
    """Return the path and the body of a request, and the log that it holds; no two are alike."""
    log = f"food,amount\ncooked spinach,{number + 1} g\nalmonds,{REQUESTS - number} g\n"
    if number % 10 == 3:
        log += f"moon cheese {number},1 g\n"
    body = {"day": log, "age": 20 + number % 60, "sex": ("female", "male")[number % 2]}
    return "/plots/by-day" if number % 10 == 7 else "/report", body, log


def test_two_hundred_requests_at_once_lose_nothing_and_mix_nothing_up(server: str) -> None:
    httpx = pytest.importorskip("httpx2", reason="needs the dependency group service")

    async def ask_all() -> list[Any]:
        limits = httpx.Limits(max_connections=REQUESTS)
        async with httpx.AsyncClient(base_url=server, limits=limits, timeout=120) as client:
            asked = (question(number)[:2] for number in range(REQUESTS))
            return await asyncio.gather(*(client.post(path, json=body) for path, body in asked))

    answers = asyncio.run(ask_all())
    assert len(answers) == REQUESTS
    plots = set()
    for number, answer in enumerate(answers):
        path, body, log = question(number)
        if "moon" in log:
            assert answer.status_code == 422
            assert f"moon cheese {number}" in answer.json()["message"]
        elif path == "/report":
            person = mg.Person(age=body["age"], sex=body["sex"])
            report = mg.build_report(mg.read_food_log(io.StringIO(log)), person, title="the day")
            assert answer.json() == json.loads(json.dumps(report.as_dict()))
        else:
            assert answer.status_code == 200
            plots.add(answer.content)
    assert len(plots) == REQUESTS // 10
