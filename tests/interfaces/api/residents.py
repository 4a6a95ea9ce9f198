"""A resident at the door, with nothing but a browser."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from itertools import count
from typing import Any

import httpx

from tests.interfaces.api.stage import Stage, documented

_numbers = count(1)


class Resident:
    """Asks without a login, and checks that refusals are documented.

    Attributes:
        address: where she asks from, as the deployment's proxy tells it.
        code: her receipt code, once she has one.
    """

    def __init__(self, stage: Stage, jurisdiction: str = "kundulun") -> None:
        self.stage = stage
        self.root = f"/public/{jurisdiction}"
        number = next(_numbers)  # of thousands, in one run of all tests
        self.address = f"100.{64 + number // 250}.{number % 250}.1"
        self.code = ""

    def report(self, key: str | None = None, *, answer: str = "", **body: Any) -> httpx.Response:
        """Send a report; keep its code. What is None is left out."""
        said = {"text": "路灯不亮", "grid": "g1", "category": "street_light"} | body
        said = {name: value for name, value in said.items() if value is not None}
        headers = {"Idempotency-Key": key or new_key()}
        if answer:
            headers["Challenge-Answer"] = answer
        sent = self.ask("POST", "/reports", json=said, headers=headers)
        if sent.status_code == HTTPStatus.CREATED:
            self.code = sent.json()["receipt_code"]
        return sent

    def status(self) -> Any:
        """How it stands."""
        answer = self.get("/report")
        assert answer.status_code == HTTPStatus.OK, answer.text
        return answer.json()

    def get(self, path: str, code: str | None = None) -> httpx.Response:
        return self.ask("GET", path, code=code)

    def post(self, path: str, key: str | None = None, **body: Any) -> httpx.Response:
        headers = {"Idempotency-Key": key or new_key()}
        return self.ask("POST", path, json=body or None, headers=headers)

    def send_photo(
        self,
        content: bytes,
        *,
        media_type: str = "image/jpeg",
        name: str = "photo",
        key: str | None = None,
    ) -> httpx.Response:
        return self.ask(
            "POST",
            "/report/photos",
            files={name: ("IMG_0001", content, media_type)},
            headers={"Idempotency-Key": key or new_key()},
        )

    def ask(
        self,
        method: str,
        path: str,
        *,
        code: str | None = None,
        headers: Mapping[str, str] | None = None,
        **sent: Any,
    ) -> httpx.Response:
        """Any request, with her receipt code (as UTF-8) if she has one."""
        known = (self.code if code is None else code).encode()
        given = {"X-Forwarded-For": self.address, **(headers or {})}
        raw = [(name.encode(), value.encode()) for name, value in given.items()]
        if known:
            raw.append((b"Receipt-Code", known))
        answer = self.stage.client.request(method, self.root + path, headers=raw, **sent)
        assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR, answer.text
        if answer.is_error:
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["code"] in documented(answer), answer.json()
        return answer


def new_key() -> str:
    """A key that is long enough for somebody without a login."""
    return f"a-key-of-her-own-{next(_numbers)}"


def refusal(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of a refusal."""
    return answer.status_code, answer.json()["code"]


def reported(resident: Resident, **body: Any) -> str:
    """The case that a report becomes, as its dispatcher finds it."""
    officials = resident.stage.console("di", resident.root.rpartition("/")[2])
    before = {one["case_id"] for one in officials.get(limit=200).json()["items"]}
    answer = resident.report(**body)
    assert answer.status_code == HTTPStatus.CREATED, answer.text
    [found] = {one["case_id"] for one in officials.get(limit=200).json()["items"]} - before
    return str(found)


def closed(stage: Stage, case: str) -> None:
    """Let the officials of Kundulun do their work on a case."""
    gu, di, lin = (stage.console(name, "kundulun") for name in ("gu", "di", "lin"))
    gu.done(case, "upload_case")
    di.done(case, "triage_case")
    di.done(case, "route_case", mode="SINGLE", level="STREET", units=["lights"])
    lin.done(case, "accept_case")
    lin.done(case, "report_resolution", measures="换灯泡")
    di.done(case, "close_case")
