"""One command to many cases: each on its own, and a retry repeats nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import httpx
import pytest

from interfaces.api.app import create_app
from interfaces.api.bulk import MOST
from interfaces.api.commands import OFFERED
from tests.interfaces.api.stage import Stage, served


@pytest.fixture
def cases(stage: Stage) -> list[str]:
    """Three cases, just reported."""
    rita = stage.console("rita")
    return [rita.report(grid="g12", category="drainage").json()["case_id"] for _ in range(3)]


def bulk(
    stage: Stage, person: str, command: str, items: Sequence[Any], key: str | None = None
) -> httpx.Response:
    return stage.console(person).send(f"/cases/bulk/{command}", key=key, items=list(items))


def named(cases: Sequence[str], **body: Any) -> list[dict[str, Any]]:
    return [{"case_id": case, "body": body} for case in cases]


def test_every_item_has_a_result_of_its_own(stage: Stage, cases: list[str]) -> None:
    """API conventions: a refusal of one touches no other."""
    absent = str(uuid4())
    stage.console("rita").done(cases[1], "withdraw_case")

    answer = bulk(stage, "gu", "upload-case", named([*cases, absent])).json()

    assert [one["status"] for one in answer["items"]] == [200, 409, 200, 404]
    assert [one["case_id"] for one in answer["items"]] == [*cases, absent]
    assert (answer["done"], answer["refused"]) == (2, 2)
    assert answer["items"][0]["receipt"]["version"] == 2
    problem = answer["items"][3]["problem"]
    assert problem["code"] == "case-not-found"
    assert problem["instance"] == f"/jurisdictions/daguan/cases/{absent}/upload-case"


def test_a_retry_of_the_whole_repeats_nothing(stage: Stage, cases: list[str]) -> None:
    """ENV-05: each item has a key of its own."""
    first = bulk(stage, "gu", "upload-case", named(cases[:2]), key="wave").json()
    wider = bulk(stage, "gu", "upload-case", named(cases[::-1]), key="wave").json()

    assert [one["replayed"] for one in first["items"]] == [False, False]
    assert [one["replayed"] for one in wider["items"]] == [False, True, True]
    assert wider["items"][2]["receipt"] == first["items"][0]["receipt"]
    other = bulk(stage, "gu", "upload-case", named(cases, platform_no="7"), key="wave").json()
    assert {one["problem"]["code"] for one in other["items"]} == {"idempotency-key-reused"}


def test_an_item_is_decided_on_the_version_that_was_read(stage: Stage, cases: list[str]) -> None:
    """ENV-05: as If-Match."""
    items = [{"case_id": cases[0], "version": 1}, {"case_id": cases[1], "version": 9}]

    answer = bulk(stage, "gu", "upload-case", items).json()["items"]

    assert [one["status"] for one in answer] == [200, 412]
    assert answer[1]["problem"]["current_version"] == 1


def test_rights_are_those_of_each_case(stage: Stage, cases: list[str]) -> None:
    """C: what one may not see does not exist, in an item as alone."""
    stage.console("gu").done(cases[0], "upload_case")

    unseen = bulk(stage, "uma", "accept-case", named(cases)).json()["items"]
    denied = bulk(stage, "gu", "triage-case", named(cases)).json()["items"]

    assert {one["problem"]["code"] for one in unseen} == {"case-not-found"}
    assert {one["problem"]["code"] for one in denied} == {"permission-denied"}


def test_a_malformed_request_is_refused_whole(stage: Stage, cases: list[str]) -> None:
    """API conventions: nothing is half done, and the place is named."""
    twice = bulk(stage, "gu", "upload-case", named([cases[0], cases[0]]))
    broken = bulk(stage, "gu", "upload-case", [*named(cases), {"case_id": "x"}])
    mobile = bulk(stage, "gu", "upload-case", named(cases, reason="13912345678"))
    missing = bulk(stage, "gu", "note-follow-up", [{"case_id": cases[0]}])

    for answer in (twice, broken, mobile, missing, bulk(stage, "gu", "upload-case", [])):
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")
    assert mobile.json()["errors"][0]["at"] == "body/items/0/body/reason"
    assert stage.console("gu").get(f"/{cases[0]}").json()["version"] == 1


def test_there_is_a_bound(stage: Stage) -> None:
    """API conventions: bounded work."""
    items = [{"case_id": str(uuid4())} for _ in range(MOST + 1)]

    assert bulk(stage, "gu", "upload-case", items).status_code == 422
    within = bulk(stage, "gu", "upload-case", items[:MOST]).json()
    assert within["refused"] == MOST


def test_a_deployment_may_want_a_version_of_each_item(stage: Stage, cases: list[str]) -> None:
    """RFC 6585: 428, item by item."""
    app = create_app(service=stage.service, verifier=stage.issuer.verifier, require_if_match=True)
    items = [{"case_id": cases[0]}, {"case_id": cases[1], "version": 1}]

    with served(app) as address:
        answer = httpx.post(
            f"{address}/jurisdictions/daguan/cases/bulk/upload-case",
            json={"items": items},
            headers=stage.console("gu").headers | {"Idempotency-Key": "428"},
        )

    assert [one["status"] for one in answer.json()["items"]] == [428, 200]


@pytest.mark.parametrize("name", sorted(OFFERED))
def test_every_command_has_a_bulk_route_with_an_example(stage: Stage, name: str) -> None:
    """API conventions: an example for each request body."""
    path = f"/jurisdictions/{{jurisdiction}}/cases/bulk/{name.replace('_', '-')}"
    content = stage.app.openapi()["paths"][path]["post"]["requestBody"]["content"]

    (example,) = content["application/json"]["examples"].values()
    assert {*example["value"]["items"][0]} == {"case_id", "version", "body"}
